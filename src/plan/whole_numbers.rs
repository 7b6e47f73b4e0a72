//! Phone numbers of `/job.json`: each stays on one line and runs from left to right, in a contact,
//! in a phrase, and in any text of the data. Templates have nothing to do for it.

use std::ops::Range;

use unicode_bidi::{BidiClass, bidi_class};

use crate::content::phone::PhoneNumber;

/// A space at which no line breaks.
const NO_BREAK_SPACE: char = '\u{a0}';

/// A mark between characters where no line breaks.
pub(crate) const WORD_JOINER: char = '\u{2060}';

/// What starts and ends a part of a line that runs from left to right.
const LEFT_TO_RIGHT: char = '\u{2066}';
const END: char = '\u{2069}';

/// What a number never follows: with it, the digits are part of something else.
const BEFORE: [char; 8] = ['-', '.', ',', '/', '+', ':', '$', '€'];

/// The most characters between a number and the digits of its extension.
const MOST_BETWEEN: usize = 16;

/// The fewest digits and letters of a number that is written with letters.
const FEWEST_WITH_LETTERS: usize = 10;

/// Returns a text in which no phone number breaks. `is_rtl` is for text from right to left, which
/// would change the order of the parts of a number.
pub(super) fn keep_in_text(text: &str, is_rtl: bool) -> String {
    let mut out = String::new();
    let mut kept = 0;
    while let Some(number) = next_number(text, kept) {
        let end = extension_end(&text[number.start..], number.len());
        let end = end.map_or(number.end, |end| number.start + end);
        out.push_str(&text[kept..number.start]);
        out.push_str(&keep(&text[number.clone()], &text[number.end..end], is_rtl));
        kept = end;
    }
    out.push_str(&text[kept..]);
    out
}

/// Returns a number in one part. `written` is the number in the data, and `shown` is how it is
/// printed, which can have another phrase for the extension.
pub(super) fn keep_number(written: &str, shown: &str, is_rtl: bool) -> String {
    let main = PhoneNumber::split_written(written).map_or(written, |(main, _)| main);
    match shown.strip_prefix(main) {
        Some(extension) => keep(main, extension, is_rtl),
        None => keep(shown, "", is_rtl),
    }
}

/// A number and its extension, between which a line can break.
fn keep(number: &str, extension: &str, is_rtl: bool) -> String {
    let gap = extension.len() - extension.trim_start_matches([' ', ',', ';']).len();
    let (gap, extension) = extension.split_at(gap);
    let number = without_breaks(number);
    let extension = extension.replace(' ', &NO_BREAK_SPACE.to_string());
    if !is_rtl {
        return format!("{number}{gap}{extension}");
    }
    let is_in_other_direction =
        extension.chars().any(|c| matches!(bidi_class(c), BidiClass::R | BidiClass::AL));
    match is_in_other_direction {
        true => format!("{LEFT_TO_RIGHT}{number}{END}{gap}{extension}"),
        false => format!("{LEFT_TO_RIGHT}{number}{gap}{extension}{END}"),
    }
}

/// A number without its chances to break: a space, and a dash that no digit follows.
fn without_breaks(number: &str) -> String {
    let mut out = String::new();
    let mut chars = number.chars().peekable();
    while let Some(c) = chars.next() {
        out.push(if c == ' ' { NO_BREAK_SPACE } else { c });
        let is_before_digit = chars.peek().is_none_or(char::is_ascii_digit);
        if is_dash(c) && !(c == '-' && is_before_digit) {
            out.push(WORD_JOINER);
        }
    }
    out
}

/// The first number of a text at or after a place.
fn next_number(text: &str, from: usize) -> Option<Range<usize>> {
    let mut before = None;
    for (at, c) in text[from..].char_indices() {
        let is_start = c.is_ascii_digit() || c == '+' || c == '(';
        let is_free = before.is_none_or(|before: char| {
            !before.is_ascii_alphanumeric() && !BEFORE.contains(&before)
        });
        before = Some(c);
        if is_start
            && is_free
            && let Some(length) = number_length(&text[from + at..])
        {
            return Some(from + at..from + at + length);
        }
    }
    None
}

/// The length of the number that a text starts with.
fn number_length(text: &str) -> Option<usize> {
    let groups = groups(text);
    let ends = |end: usize| !text[end..].starts_with(|c: char| c.is_ascii_alphanumeric());
    let with_letters = groups.last().and_then(|last| letters_end(text, last.end));
    if let Some(end) = with_letters.filter(|end| ends(*end)) {
        return Some(end);
    }
    let lengths: Vec<usize> = groups.iter().map(ExactSizeIterator::len).collect();
    let is_number = |count: &usize| is_number(text, &lengths[..*count]);
    let count = (1..=groups.len()).rev().find(is_number)?;
    Some(groups[count - 1].end)
}

/// The groups of digits that a text starts with, with one sign, or parentheses, between them.
fn groups(text: &str) -> Vec<Range<usize>> {
    let mut groups: Vec<Range<usize>> = Vec::new();
    let mut at = usize::from(text.starts_with('+'));
    loop {
        let is_open = text[at..].starts_with('(');
        let start = at + usize::from(is_open);
        let rest = &text[start..];
        let count = rest.len() - rest.trim_start_matches(|c: char| c.is_ascii_digit()).len();
        let end = start + count;
        let is_closed = text[end..].starts_with(')');
        if count == 0 || is_open != is_closed {
            return groups;
        }
        groups.push(start..end);
        at = end + usize::from(is_closed);
        match text[at..].chars().next() {
            Some(c) if is_between(c) => at += c.len_utf8(),
            _ if is_closed => {}
            _ => return groups,
        }
    }
}

/// Whether groups of digits of these lengths, at the start of a text, are a phone number. Groups of
/// other lengths can be dates, years, or amounts beside each other.
fn is_number(text: &str, lengths: &[usize]) -> bool {
    let total: usize = lengths.iter().sum();
    match lengths {
        _ if text.starts_with('+') => (7..=15).contains(&total),
        [_] | [] => false,
        _ if text.starts_with('(') => (9..=11).contains(&total),
        _ if text.starts_with('0') => (9..=11).contains(&total),
        [1, 3, 3, 4] | [1, 3, 7] | [4, 3, 3] => text.starts_with('1'),
        [3, 3, 4] | [3, 7] | [3, 3, 3] | [2, 4, 4] => true,
        _ => false,
    }
}

/// The end of the capital letters that follow the digits of a number such as `1-800-662-HELP`.
fn letters_end(text: &str, digits_end: usize) -> Option<usize> {
    let rest = text[digits_end..].trim_start_matches(')');
    let rest = rest.strip_prefix(is_between)?;
    let word = rest.trim_start_matches(|c: char| c.is_ascii_uppercase() || c == '-');
    let end = text.len() - word.len();
    let number = text[..end].trim_end_matches('-');
    let keys = number.chars().filter(char::is_ascii_alphanumeric).count();
    let has_letters = number.ends_with(|c: char| c.is_ascii_uppercase());
    let is_number =
        has_letters && keys >= FEWEST_WITH_LETTERS && PhoneNumber::parse(number).is_some();
    is_number.then_some(number.len())
}

/// The end of the extension of a number that a text starts with.
fn extension_end(text: &str, number: usize) -> Option<usize> {
    let rest = &text[number..];
    let digits = rest.char_indices().take(MOST_BETWEEN).find(|(_, c)| c.is_ascii_digit())?.0;
    let count = rest[digits..].find(|c: char| !c.is_ascii_digit()).unwrap_or(rest.len() - digits);
    let end = number + digits + count;
    let (main, _) = PhoneNumber::split_written(&text[..end])?;
    (main.len() == number).then_some(end)
}

/// Whether a character can stand between two groups of digits.
fn is_between(c: char) -> bool {
    matches!(c, ' ' | '\u{a0}' | '\u{202f}' | '.' | '/') || is_dash(c)
}

fn is_dash(c: char) -> bool {
    matches!(c, '-' | '\u{2010}'..='\u{2013}')
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Shows marks that nobody sees.
    fn shown(text: &str) -> String {
        text.replace(NO_BREAK_SPACE, "_")
            .replace(WORD_JOINER, "|")
            .replace(LEFT_TO_RIGHT, "<")
            .replace(END, ">")
    }

    #[test]
    fn numbers_in_texts_are_whole() {
        let cases = [
            ("Call 514 876-2300, poste 4, now.", "Call <514_876-2300, poste_4>, now."),
            ("(207) 555-0100 or +44 20 7946 0018", "<(207)_555-0100> or <+44_20_7946_0018>"),
            ("1 866 APPELLE and 1-800-662-HELP.", "<1_866_APPELLE> and <1-800-662-|HELP>."),
            ("01 23 45 67 89 24 h", "<01_23_45_67_89> 24 h"),
            ("514 876-2300 تحويلة 4", "<514_876-2300> تحويلة_4"),
            ("514 876-2300 24 hours", "<514_876-2300> 24 hours"),
            ("514.876.2300 x12, 514–876–2301", "<514.876.2300 x12>, <514–|876–|2301>"),
            ("January 11 2027 100 people, 5-10-2027", "January 11 2027 100 people, 5-10-2027"),
            ("Room 300 2027 and $100 200 3000", "Room 300 2027 and $100 200 3000"),
            ("Call 988 24 hours; 40 hours", "Call 988 24 hours; 40 hours"),
        ];
        for (text, expected) in cases {
            assert_eq!(shown(&keep_in_text(text, true)), expected, "{text}");
            let one_way = expected.replace(['<', '>'], "");
            assert_eq!(shown(&keep_in_text(text, false)), one_way, "{text}");
        }
    }

    #[test]
    fn a_number_is_whole_with_the_extension_of_a_language() {
        let kept = |written, shown_as| shown(&keep_number(written, shown_as, true));
        assert_eq!(kept("514 876-2300, poste 4", "514 876-2300 דו. 4"), "<514_876-2300> דו._4");
        assert_eq!(kept("514 876-2300 x4", "514 876-2300 x4"), "<514_876-2300 x4>");
        assert_eq!(kept("5148762300", "514-876-2300"), "<514-876-2300>");
    }
}
