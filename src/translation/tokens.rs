//! What a translation must keep: placeholders, phone numbers, addresses, codes, numbers, and
//! markup. A text is read from left to right; what was recognized as one thing is not read as
//! another.

use std::collections::BTreeSet;

use crate::content::phone::PhoneNumber;
use crate::content::text::is_email;

/// The fewest digits of a phone number in a text; shorter ones are compared as numbers.
const FEWEST_PHONE_DIGITS: usize = 7;

/// The no-break space, which some languages write between groups of digits.
const NO_BREAK: char = '\u{a0}';

/// What a text has that its translation must have, too.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(super) struct Tokens {
    /// The placeholders, such as `{date}`.
    pub(super) placeholders: BTreeSet<String>,
    pub(super) emails: BTreeSet<String>,
    /// Web addresses, with or without `https://`.
    pub(super) addresses: BTreeSet<String>,
    /// Phone numbers, as their digits.
    pub(super) phones: BTreeSet<String>,
    /// Numbers with letters, such as `B12` or `1-800-QUIT`.
    pub(super) codes: BTreeSet<String>,
    /// Other numbers, each in every form that means the same.
    pub(super) numbers: Vec<Number>,
    /// Tags, and marks of emphasis, code, and links.
    pub(super) markup: Vec<String>,
}

/// A number with the forms in which a language may write it: 5 p.m. is 5 or 17.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Number {
    /// As it is in the text.
    pub(super) written: String,
    pub(super) forms: Vec<String>,
}

impl Tokens {
    pub(super) fn of(text: &str) -> Self {
        let mut tokens = Self::default();
        let plain: String = text.chars().filter_map(plain_character).collect();
        let rest = tokens.take_placeholders(&plain);
        let rest = tokens.take_markup(&rest);
        let rest = tokens.take_addresses(&rest);
        let rest = tokens.take_phones(&rest);
        tokens.take_numbers(&rest);
        tokens.markup.sort();
        tokens
    }

    /// Takes `{name}`.
    fn take_placeholders(&mut self, text: &str) -> String {
        let mut rest = String::new();
        let mut parts = text.split('{');
        rest.push_str(parts.next().unwrap_or_default());
        for part in parts {
            match part.split_once('}') {
                Some((name, after)) => {
                    self.placeholders.insert(format!("{{{name}}}"));
                    rest.push(' ');
                    rest.push_str(after);
                }
                None => {
                    self.markup.push("{".to_owned());
                    rest.push_str(part);
                }
            }
        }
        rest
    }

    /// Takes tags such as `<b>`, `**`, `__`, backticks, and the brackets of links.
    fn take_markup(&mut self, text: &str) -> String {
        let mut rest = String::new();
        let mut after = text;
        while let Some(c) = after.chars().next() {
            let length = markup_length(after);
            if length > 0 {
                self.markup.push(after[..length].to_owned());
                rest.push(' ');
                after = &after[length..];
            } else {
                rest.push(c);
                after = &after[c.len_utf8()..];
            }
        }
        rest
    }

    fn take_addresses(&mut self, text: &str) -> String {
        let mut rest = String::new();
        for word in text.split_inclusive(char::is_whitespace) {
            let bare = word.trim_matches(|c: char| !c.is_alphanumeric() && c != '/');
            if is_email(bare) {
                self.emails.insert(bare.to_lowercase());
            } else if is_address(bare) {
                self.addresses.insert(bare.trim_end_matches('/').to_owned());
            } else {
                rest.push_str(word);
            }
        }
        rest
    }

    fn take_phones(&mut self, text: &str) -> String {
        let mut rest = String::new();
        let mut after = text;
        while !after.is_empty() {
            let length = phone_length(after);
            if length > 0 {
                let written = &after[..length];
                self.phones.insert(written.chars().filter(char::is_ascii_digit).collect());
                rest.push(' ');
                after = &after[length..];
                continue;
            }
            // On to the next word: a number does not start in the middle of one.
            let is_word = |c: char| c.is_alphanumeric() || c == '+' || c == '(';
            let word = after.find(|c| !is_word(c)).unwrap_or(after.len());
            let next = after[word..].find(is_word).map_or(after.len(), |gap| word + gap);
            rest.push_str(&after[..next]);
            after = &after[next..];
        }
        rest
    }

    fn take_numbers(&mut self, text: &str) {
        let text = join_groups(text);
        let is_part = |c: char| c.is_alphanumeric() || ".,:-'’·٫٬".contains(c);
        let words: Vec<&str> =
            text.split(|c| !is_part(c)).filter(|word| !word.is_empty()).collect();
        for (index, word) in words.iter().enumerate() {
            let bare = word.trim_matches(|c: char| !c.is_alphanumeric());
            if !bare.contains(|c: char| c.is_ascii_digit()) {
                continue;
            }
            if is_code(bare) {
                self.codes.insert(bare.to_owned());
                continue;
            }
            let half = half_of_day(bare, words.get(index + 1).copied().unwrap_or_default());
            self.numbers.extend(numbers(bare, half));
        }
    }
}

/// A character for comparison: Western digits, plain hyphens and spaces, no marks of direction.
fn plain_character(c: char) -> Option<char> {
    match c {
        '\u{200e}' | '\u{200f}' | '\u{61c}' | '\u{2066}'..='\u{2069}' | '\u{ad}' => None,
        '\u{2010}' | '\u{2011}' | '\u{2012}' => Some('-'),
        '\u{a0}' | '\u{202f}' => Some(NO_BREAK),
        c if c.is_whitespace() => Some(' '),
        c => Some(western_digit(c).unwrap_or(c)),
    }
}

/// Joins groups of digits that a no-break space separates: `1 200` is one number.
fn join_groups(text: &str) -> String {
    let mut joined = String::new();
    for (at, c) in text.char_indices() {
        let after = &text[at + c.len_utf8()..];
        let digits = after.bytes().take_while(u8::is_ascii_digit).count();
        let is_group = digits == 3 && joined.ends_with(|c: char| c.is_ascii_digit());
        joined.push(if c == NO_BREAK && is_group { '’' } else { c });
    }
    joined
}

/// The Western form of a decimal digit of the scripts that programs print in.
fn western_digit(c: char) -> Option<char> {
    const ZEROS: [u32; 14] = [
        0x660, 0x6f0, 0x7c0, 0x966, 0x9e6, 0xa66, 0xae6, 0xbe6, 0xc66, 0xce6, 0xe50, 0xed0, 0x1040,
        0xff10,
    ];
    let zero = ZEROS.into_iter().find(|zero| (*zero..zero + 10).contains(&u32::from(c)))?;
    char::from_digit(u32::from(c) - zero, 10)
}

/// The length of the markup at the start of a text; 0 if there is none.
fn markup_length(text: &str) -> usize {
    let is_tag = |inner: &str| {
        let name = inner.strip_prefix('/').unwrap_or(inner);
        name.starts_with(|c: char| c.is_ascii_alphabetic()) && !name.contains(['<', '\n'])
    };
    if let Some(rest) = text.strip_prefix('<') {
        let inner = rest.split('>').next().filter(|inner| inner.len() < rest.len());
        return inner.filter(|inner| is_tag(inner)).map_or(0, |inner| inner.len() + 2);
    }
    let marks = ["**", "__", "`", "](", "*", "#", "$", "\\"];
    marks.iter().find(|mark| text.starts_with(**mark)).map_or(0, |mark| mark.len())
}

/// Whether a word is a web address, such as `https://example.org/a` or `988lifeline.org`.
fn is_address(word: &str) -> bool {
    if word.contains("://") {
        return true;
    }
    let host = word.split(['/', '?', '#']).next().unwrap_or_default();
    let is_label = |label: &str| {
        label.len() >= 2 && label.bytes().all(|b| b.is_ascii_alphanumeric() || b == b'-')
    };
    let last = host.rsplit('.').next().unwrap_or_default();
    host.contains('.')
        && host.split('.').all(is_label)
        && last.bytes().all(|b| b.is_ascii_lowercase())
}

/// The length of the phone number at the start of a text; 0 if there is none.
fn phone_length(text: &str) -> usize {
    if !text.starts_with(|c: char| c.is_ascii_digit() || c == '+' || c == '(') {
        return 0;
    }
    let is_part = |c: char| c.is_ascii_digit() || "+-.() \u{a0}".contains(c);
    let end = text.find(|c| !is_part(c)).unwrap_or(text.len());
    let digits = |part: &str| part.chars().filter(char::is_ascii_digit).count();
    // The longest part that is one number; two numbers in a row are two.
    let ends = text[..end].char_indices().map(|(at, c)| at + c.len_utf8()).rev();
    let is_number = |end: &usize| {
        let part = &text[..*end];
        part.ends_with(|c: char| c.is_ascii_digit())
            && has_phone_groups(part)
            && digits(part) >= FEWEST_PHONE_DIGITS
            && PhoneNumber::parse(part).is_some()
    };
    ends.into_iter().find(is_number).unwrap_or(0)
}

/// Whether the digits are grouped as in a phone number, not as in a date or two years.
fn has_phone_groups(text: &str) -> bool {
    let groups: Vec<usize> = text
        .split(|c: char| !c.is_ascii_digit())
        .filter(|group| !group.is_empty())
        .map(str::len)
        .collect();
    match groups[..] {
        [3, 4] | [3, 3, 4] | [1, 3, 3, 4] | [10 | 11] => true,
        _ => text.starts_with('+'),
    }
}

/// Whether a number has letters that belong to it: `B12`, `COVID-19`, `1-800-QUIT`. Endings such as
/// in `1st` or `2.º` are words of a language.
fn is_code(word: &str) -> bool {
    let has_capitals = word.chars().any(|c| c.is_ascii_uppercase());
    let is_time = |word: &str| {
        let letters: String = word.chars().filter(|c| c.is_alphabetic()).collect();
        matches!(letters.as_str(), "AM" | "PM" | "H")
    };
    has_capitals && !is_time(word)
}

/// The half of the day that follows a time: 12 for p.m., 0 for a.m.
fn half_of_day(word: &str, next: &str) -> Option<u32> {
    let letters = |word: &str| -> String {
        word.chars().filter(|c| c.is_alphabetic()).flat_map(char::to_lowercase).collect()
    };
    let own = letters(word);
    match if own.is_empty() { letters(next) } else { own }.as_str() {
        "pm" | "p" => Some(12),
        "am" | "a" => Some(0),
        _ => None,
    }
}

/// The numbers of a word: `1,200`, or `8` and `30` of `8:30`.
fn numbers(word: &str, half: Option<u32>) -> Vec<Number> {
    let parts = word.split(|c: char| !(c.is_ascii_digit() || ".,'’·٫٬".contains(c)));
    let parts = parts.map(|part| part.trim_matches(|c: char| !c.is_ascii_digit()));
    let number = |(index, part): (usize, &str)| {
        let value = normalized(part);
        let mut forms = vec![value.clone()];
        if let (0, Some(half), Ok(hour @ 1..=12)) = (index, half, value.parse::<u32>()) {
            forms.push((hour % 12 + half).to_string());
        }
        Number { written: part.to_owned(), forms }
    };
    // `9:00` says the same as `9`.
    let is_stated = |(index, part): &(usize, &str)| !(*index > 0 && *part == "00");
    parts.filter(|part| !part.is_empty()).enumerate().filter(is_stated).map(number).collect()
}

/// A number without separators of groups, and with a point before its decimals. Leading zeros
/// stay, because codes and times have them.
fn normalized(part: &str) -> String {
    let groups: Vec<&str> = part.split(|c: char| !c.is_ascii_digit()).collect();
    match groups.split_last() {
        Some((last, [first, middle @ ..]))
            if !(last.len() == 3 && first.len() <= 3 && middle.iter().all(|g| g.len() == 3)) =>
        {
            format!("{first}{}.{last}", middle.concat())
        }
        _ => groups.concat(),
    }
}
