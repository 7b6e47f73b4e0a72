//! Phone numbers as people write them, and the numbers that phones dial.

/// A phone number: what a phone dials, and how much of it was written in letters.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PhoneNumber {
    /// The digits. Letters are the digits of their keys.
    digits: String,
    /// Whether the digits start with the code of a country, after a `+`.
    has_country: bool,
    /// The number of an extension.
    extension: Option<String>,
}

/// What is wrong with a number in its country.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum PhoneFault {
    /// It has no area code, so it reaches someone else in another area.
    NoAreaCode,
    /// It has this number of digits, and no number of the country has so many.
    Digits(usize),
    /// The area code starts with this digit, and no area code does.
    AreaCode(char),
    /// These three digits after the area code are not used, such as `911` or `122`.
    Exchange(String),
    /// A letter between digits is most likely a digit. The number with the digit, if it is known.
    Letter(char, Option<String>),
    /// It is not one of the short numbers that every phone of the country reaches.
    NotShort,
}

/// What people write between a number and its extension, in the languages of most programs.
/// A longer word comes before a shorter one that it ends with.
const EXTENSION_WORDS: [&str; 20] = [
    ";ext=",
    "extension",
    "extensión",
    "extensão",
    "ext",
    "poste",
    "interno",
    "interior",
    "int",
    "anexo",
    "ramal",
    "durchwahl",
    "доб",
    "تحويلة",
    "داخلي",
    "内線",
    "分机",
    "máy lẻ",
    "x",
    "#",
];

/// Whether a word, in lowercase letters, stands before the number of an extension: `ext`.
pub(crate) fn is_extension_word(word: &str) -> bool {
    EXTENSION_WORDS.contains(&word)
}

/// The countries and territories that share the country code 1 (`+1`).
const NORTH_AMERICA: [&str; 25] = [
    "us", "ca", "ag", "ai", "as", "bb", "bm", "bs", "dm", "do", "gd", "gu", "jm", "kn", "ky", "lc",
    "mp", "ms", "pr", "sx", "tc", "tt", "vc", "vg", "vi",
];

/// Letters that look like a digit, with that digit.
const LOOKALIKES: [(char, char); 5] = [('O', '0'), ('o', '0'), ('I', '1'), ('i', '1'), ('l', '1')];

/// The area codes of toll-free numbers and of those that cost more. After them, numbers such as
/// `1-800-411-4357` are in use.
const NON_GEOGRAPHIC: [&str; 8] = ["800", "833", "844", "855", "866", "877", "888", "900"];

/// The fewest digits of a number, which are those of a short number, and the most (E.164).
const FEWEST_DIGITS: usize = 3;
const MOST_DIGITS: usize = 15;

impl PhoneNumber {
    /// Parses a number in any common form, such as `(207) 555-0100`, `207.555.0100 ext. 4`,
    /// `+1 207 555 0100`, `1-800-662-HELP`, or `988`. `None` if it is not one number.
    pub fn parse(text: &str) -> Option<Self> {
        let plain: String = text.chars().map(plain).collect();
        let (number, extension) = split_extension(&plain);
        let number = without_repeated_digits(number)?;
        let (rest, has_country) = match number.strip_prefix('+') {
            Some(rest) => (rest.replacen("(0)", "", 1), true),
            None => (number.to_owned(), false),
        };
        let starts_well = rest.starts_with(|c: char| c.is_ascii_digit() || c == '(');
        let ends_well = rest.ends_with(|c: char| c.is_ascii_alphanumeric());
        if !starts_well || !ends_well || !has_paired_parentheses(&rest) {
            return None;
        }
        let mut digits = String::new();
        for c in rest.chars() {
            match c {
                '0'..='9' => digits.push(c),
                ' ' | '.' | '-' | '/' | '(' | ')' => {}
                c => digits.push(key(c)?),
            }
        }
        let written = rest.chars().filter(char::is_ascii_digit).count();
        if written < digits.len() {
            digits = without_surplus_letters(digits, written)?;
        }
        let is_number = (FEWEST_DIGITS..=MOST_DIGITS).contains(&digits.len())
            && !(has_country && digits.len() < 7);
        is_number.then_some(Self { digits, has_country, extension })
    }

    /// The number in the form of a link, such as `+12075550100;ext=4`, for a reader in a region.
    pub fn dialed(&self, region: &str) -> String {
        let is_north_american = is_north_american(region);
        let prefix = match self.digits.len() {
            _ if self.has_country => "+",
            10 if is_north_american => "+1",
            11 if is_north_american && self.digits.starts_with('1') => "+",
            _ => "",
        };
        let extension = self.extension.iter().map(|digits| format!(";ext={digits}"));
        format!("{prefix}{}{}", self.digits, extension.collect::<String>())
    }

    /// A number as people of a region read it. It stays as it is written, unless it has nothing but
    /// digits: `2085550142` is `208-555-0142`.
    pub(crate) fn shown(text: &str, region: &str) -> String {
        let is_bare = text.bytes().all(|b| b.is_ascii_digit()) && is_north_american(region);
        let (country, digits) = match text.len() {
            10 if is_bare => ("", text),
            11 if is_bare && text.starts_with('1') => ("1-", &text[1..]),
            _ => return text.to_owned(),
        };
        format!("{country}{}-{}-{}", &digits[..3], &digits[3..6], &digits[6..])
    }

    /// Splits a number as it is written from its extension: `(207) 555-0100` and `4`. `None` if it
    /// has no extension.
    pub(crate) fn split_written(text: &str) -> Option<(&str, String)> {
        let plain: String = text.chars().map(plain).collect();
        let (number, extension) = split_extension(&plain);
        // Plain characters can take another number of bytes.
        let end = text.char_indices().nth(number.chars().count()).map_or(text.len(), |(at, _)| at);
        Some((text[..end].trim_end(), extension?))
    }

    /// Returns whether the number is one of 555-0100 to 555-0199, which are reserved for fiction.
    pub(crate) fn is_fictional(&self) -> bool {
        self.digits.len() >= 7 && self.digits[self.digits.len() - 7..].starts_with("55501")
    }

    /// Returns what is wrong with a number as it is written, in a region. `is_text` is for a number
    /// that takes text messages, which can have five or six digits. `None` also if it is not a
    /// number at all.
    pub(crate) fn fault_of(text: &str, region: &str, is_text: bool) -> Option<PhoneFault> {
        let number = Self::parse(text)?;
        stray_letter(text).or_else(|| number.fault(region, is_text))
    }

    fn fault(&self, region: &str, is_text: bool) -> Option<PhoneFault> {
        let digits = self.digits.as_str();
        let is_plus_one = self.has_country && digits.starts_with('1');
        if !is_plus_one && (self.has_country || !is_north_american(region)) {
            return None;
        }
        let area = digits.strip_prefix('1').filter(|_| digits.len() > 10).unwrap_or(digits);
        match digits.len() {
            11 if is_plus_one || digits.starts_with('1') => area_fault(area),
            _ if is_plus_one => Some(PhoneFault::Digits(digits.len())),
            10 => area_fault(area),
            // In Canada, a number that starts with 310 needs no area code.
            7 if region == "ca" && digits.starts_with("310") => None,
            // No number of a place starts with 0 or 1: digits are missing.
            7 if digits.starts_with(['0', '1']) => Some(PhoneFault::Digits(7)),
            7 => Some(PhoneFault::NoAreaCode),
            5 | 6 if is_text => None,
            3 if digits == "988" || digits.ends_with("11") => None,
            3 => Some(PhoneFault::NotShort),
            count => Some(PhoneFault::Digits(count)),
        }
    }
}

/// Returns what is wrong with the ten digits of a North American number.
fn area_fault(digits: &str) -> Option<PhoneFault> {
    let (area, exchange) = (digits.get(..3)?, digits.get(3..6)?);
    if let Some(first) = area.chars().next().filter(|first| "01".contains(*first)) {
        return Some(PhoneFault::AreaCode(first));
    }
    let is_service = exchange.ends_with("11") && !NON_GEOGRAPHIC.contains(&area);
    (exchange.starts_with(['0', '1']) || is_service)
        .then(|| PhoneFault::Exchange(exchange.to_owned()))
}

/// Returns the letter of a number that is most likely a digit: the only letter, or one that looks
/// like a digit in a group of digits. Other letters are a word, as in `1-800-662-HELP`.
fn stray_letter(text: &str) -> Option<PhoneFault> {
    let plain: String = text.chars().map(plain).collect();
    let (number, _) = split_extension(&plain);
    let number = without_repeated_digits(number)?;
    let digit_of = |c: char| LOOKALIKES.iter().find(|(letter, _)| *letter == c).map(|(_, it)| *it);
    let mut letters = number.chars().filter(char::is_ascii_alphabetic);
    let first = letters.next()?;
    let is_only = letters.next().is_none();
    let is_mixed = |group: &&str| {
        let mut letters = group.chars().filter(char::is_ascii_alphabetic).peekable();
        let has_digit = group.contains(|c: char| c.is_ascii_digit());
        has_digit && letters.peek().is_some() && letters.all(|c| digit_of(c).is_some())
    };
    let mut groups = number.split(|c: char| !c.is_ascii_alphanumeric());
    let group = groups.find(is_mixed);
    let letter = match group {
        Some(group) => group.chars().find(char::is_ascii_alphabetic)?,
        None if is_only => first,
        None => return None,
    };
    let meant = group.map(|group| {
        let digits: String = group.chars().map(|c| digit_of(c).unwrap_or(c)).collect();
        let meant = text.replacen(group, &digits, 1);
        match stray_letter(&meant) {
            Some(PhoneFault::Letter(_, Some(meant))) => meant,
            _ => meant,
        }
    });
    Some(PhoneFault::Letter(letter, meant))
}

fn is_north_american(region: &str) -> bool {
    NORTH_AMERICA.contains(&region)
}

/// A character in its plain form: dashes, spaces, and digits have many.
fn plain(c: char) -> char {
    match c {
        '\u{2010}'..='\u{2015}' | '\u{2212}' | '\u{ff0d}' => '-',
        '\u{a0}' | '\u{2000}'..='\u{200a}' | '\u{202f}' | '\u{3000}' => ' ',
        '\u{ff0b}' => '+',
        '\u{660}'..='\u{669}' => digit_after(c, '\u{660}'),
        '\u{6f0}'..='\u{6f9}' => digit_after(c, '\u{6f0}'),
        '\u{ff10}'..='\u{ff19}' => digit_after(c, '\u{ff10}'),
        c => c,
    }
}

/// A digit of another script, whose zero is `zero`.
fn digit_after(c: char, zero: char) -> char {
    char::from_digit(u32::from(c) - u32::from(zero), 10).unwrap_or(c)
}

/// Splits a number from its extension.
fn split_extension(text: &str) -> (&str, Option<String>) {
    let whole = (text, None);
    let open = text.strip_suffix(')').unwrap_or(text);
    let start = open.trim_end_matches(|c: char| c.is_ascii_digit());
    let extension = &open[start.len()..];
    if extension.is_empty() || extension.len() > 7 {
        return whole;
    }
    let before = start.trim_end_matches([' ', '.', ':']);
    let lower = before.to_lowercase();
    for word in EXTENSION_WORDS {
        // Lowercase letters can take another number of bytes.
        let Some(number) = lower.strip_suffix(word).and_then(|rest| before.get(..rest.len()))
        else {
            continue;
        };
        let number = number.trim_end_matches([' ', ',', ';', '(']);
        let follows = number.ends_with(|c: char| c.is_ascii_digit() || c == ')');
        if follows || number.len() + word.len() < before.len() {
            return (number, Some(extension.to_owned()));
        }
    }
    whole
}

/// Removes the digits in parentheses that repeat letters: `1-800-662-HELP (4357)`. `None` if they
/// are not the same.
fn without_repeated_digits(text: &str) -> Option<&str> {
    let text = text.trim();
    let Some((number, repeated)) = text.strip_suffix(')').and_then(|open| open.rsplit_once('('))
    else {
        return Some(text);
    };
    let number = number.trim_end();
    let digits = |text: &str| {
        let keys = text.chars().filter(char::is_ascii_alphanumeric);
        keys.map(|c| key(c).unwrap_or(c)).collect::<String>()
    };
    let repeated: String = repeated.chars().filter(char::is_ascii_digit).collect();
    let has_letters = number.contains(|c: char| c.is_ascii_alphabetic());
    let is_same = !repeated.is_empty() && digits(number).ends_with(&repeated);
    (has_letters && is_same).then_some(number)
}

/// The digit on the key of a letter.
fn key(letter: char) -> Option<char> {
    Some(match letter.to_ascii_uppercase() {
        'A'..='C' => '2',
        'D'..='F' => '3',
        'G'..='I' => '4',
        'J'..='L' => '5',
        'M'..='O' => '6',
        'P'..='S' => '7',
        'T'..='V' => '8',
        'W'..='Z' => '9',
        digit @ '0'..='9' => digit,
        _ => return None,
    })
}

/// Removes the digits of letters after the end of a number: phones ignore the last letter of
/// `1-800-CONTACTS`. `None` if the number is whole without its letters, so that they are a word
/// beside it, or if it does not start with an area code or `1`.
fn without_surplus_letters(mut digits: String, written: usize) -> Option<String> {
    let whole = if digits.starts_with('1') { 11 } else { 10 };
    if !(FEWEST_DIGITS..whole).contains(&written) || digits.len() < whole {
        return None;
    }
    digits.truncate(whole);
    Some(digits)
}

fn has_paired_parentheses(text: &str) -> bool {
    let mut is_open = false;
    for c in text.chars() {
        match c {
            '(' if is_open => return false,
            ')' if !is_open => return false,
            '(' => is_open = true,
            ')' => is_open = false,
            _ => {}
        }
    }
    !is_open
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn words_are_no_stray_letters_and_numbers_in_use_are_right() {
        let right = [
            "1-800-662-HELP",
            "1-800-QUIT-NOW",
            "1-800-4-CANCER",
            "1-800-4CANCER",
            "800-662-HELP (4357)",
            "833-TLC-MAMA (833-852-6262)",
            "1-800-411-7246",
            "701-328-2310 ext. 4",
            "701-328-2310 x4",
            "(701) 555-0100",
            "988",
            "211",
        ];
        let faults: Vec<_> = right
            .iter()
            .filter(|text| PhoneNumber::fault_of(text, "us", false).is_some())
            .collect();
        assert!(faults.is_empty(), "{faults:?}");
        let meant = |text: &str| match PhoneNumber::fault_of(text, "us", false) {
            Some(PhoneFault::Letter(_, Some(meant))) => meant,
            other => panic!("{text}: {other:?}"),
        };
        assert_eq!(meant("701-222-O100"), "701-222-0100");
        assert_eq!(meant("7O1-222-Ol0I"), "701-222-0101");
        assert_eq!(meant("1-8OO-662-HELP"), "1-800-662-HELP");
        let exchange = |text: &str| PhoneNumber::fault_of(text, "us", false);
        assert_eq!(exchange("850-122-0100"), Some(PhoneFault::Exchange("122".to_owned())));
        assert_eq!(exchange("328-2310"), Some(PhoneFault::NoAreaCode));
        assert_eq!(exchange("1-907-988"), Some(PhoneFault::Digits(7)));
        assert_eq!(exchange("850-911-0100"), Some(PhoneFault::Exchange("911".to_owned())));
        assert_eq!(exchange("701-328-231S"), Some(PhoneFault::Letter('S', None)));
    }
}
