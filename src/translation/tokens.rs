//! What a translation must keep: placeholders, phone numbers, addresses, codes, numbers, and
//! markup. A text is read from left to right; what was recognized as one thing is not read as
//! another.

use std::collections::BTreeSet;

use super::numbers::{self, Number};
use crate::content::phone::PhoneNumber;
use crate::content::text::is_email;
use crate::content::web_address::is_web_address;

/// The fewest digits of a phone number in a text; shorter ones are compared as numbers.
const FEWEST_PHONE_DIGITS: usize = 7;

/// The no-break space, which some languages write between groups of digits.
pub(super) const NO_BREAK: char = '\u{a0}';

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
    /// Other numbers, and times of day.
    pub(super) numbers: Vec<Number>,
    /// Tags, and marks of emphasis, code, and links.
    pub(super) markup: Vec<String>,
}

impl Tokens {
    pub(super) fn of(text: &str) -> Self {
        let mut tokens = Self::default();
        let plain: String = text.chars().filter_map(plain_character).collect();
        let rest = tokens.take_placeholders(&plain);
        let rest = tokens.take_markup(&rest);
        let rest = tokens.take_addresses(&rest);
        let rest = tokens.take_phones(&rest);
        tokens.numbers = numbers::read(&rest, &mut tokens.codes);
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
            } else if is_web_address(bare) {
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
