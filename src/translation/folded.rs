//! Texts compared without what spreadsheets and mail programs change by themselves: the kind of
//! spaces and quotes, composed letters, and invisible marks.

use unicode_normalization::UnicodeNormalization;

/// A text without the differences that programs make: composed letters (NFC), one kind of space
/// and of quotes, and no marks of direction.
pub(super) fn folded(text: &str) -> String {
    let plain = text.nfc().filter_map(|c| match c {
        '\u{200e}' | '\u{200f}' | '\u{61c}' | '\u{2066}'..='\u{2069}' | '\u{feff}' => None,
        '‘' | '’' | '‚' | '‛' | '`' | '´' => Some('\''),
        '“' | '”' | '„' | '‟' => Some('"'),
        c if c.is_whitespace() => Some(' '),
        c => Some(c),
    });
    let plain: String = plain.collect();
    let words: Vec<&str> = plain.split(' ').filter(|word| !word.is_empty()).collect();
    words.join(" ")
}

/// A text as it goes into the data: composed letters, and no spaces at its ends. A line break in a
/// cell becomes a space, because a text has one line.
pub(super) fn cleaned(text: &str) -> String {
    let composed: String = text.nfc().collect();
    let lines: Vec<&str> =
        composed.lines().map(str::trim).filter(|line| !line.is_empty()).collect();
    lines.join(" ")
}
