//! Names as they stand in a cell: freed of spaces around them, in NFC, never changed otherwise; and what makes them unfit.

use std::borrow::Cow;

use unicode_normalization::{UnicodeNormalization, is_nfc};
use unicode_script::{Script, UnicodeScript};

/// A text without the spaces that no one meant.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct Tidy {
    /// The text, in NFC.
    pub(super) text: String,
    /// Whether there were spaces to take away.
    pub(super) had_spaces: bool,
}

/// Takes away spaces (and marks that no one sees) around a text and all but one of those inside it. Line breaks inside stay: they are told.
pub(super) fn tidy(raw: &str) -> Tidy {
    // Most texts are plain, and rosters may be long.
    if raw.bytes().all(|byte| (b' '..=b'~').contains(&byte))
        && !raw.starts_with(' ')
        && !raw.ends_with(' ')
        && !raw.contains("  ")
    {
        return Tidy { text: raw.to_owned(), had_spaces: false };
    }
    let bare = raw.trim_matches(|c: char| c.is_whitespace() || is_edge_mark(c));
    let mut text = String::with_capacity(bare.len());
    let mut after_space = false;
    for c in bare.chars() {
        let is_space = c.is_whitespace() && !is_line_break(c);
        if !(is_space && after_space) {
            text.push(if is_space { ' ' } else { c });
        }
        after_space = is_space;
    }
    let had_spaces = text != raw;
    let text = if is_nfc(&text) { text } else { text.nfc().collect() };
    Tidy { text, had_spaces }
}

/// Marks that copying leaves at the ends of a text and that mean nothing there.
fn is_edge_mark(c: char) -> bool {
    matches!(c, '\u{ad}' | '\u{200b}' | '\u{200e}' | '\u{200f}' | '\u{202a}'..='\u{202e}' | '\u{2060}' | '\u{2066}'..='\u{2069}' | '\u{feff}')
}

fn is_line_break(c: char) -> bool {
    matches!(c, '\n' | '\r' | '\u{b}' | '\u{c}' | '\u{85}' | '\u{2028}' | '\u{2029}')
}

/// The start of a text for a message: what cannot be seen is a dot there, so that it does nothing to the terminal.
pub(super) fn excerpt(text: &str) -> String {
    let shown = text.chars().take(80).map(|c| match c {
        c if is_line_break(c) || c == '\t' => ' ',
        c if c.is_control() || is_edge_mark(c) => '·',
        c => c,
    });
    let mut shown: String = shown.collect();
    if text.chars().nth(80).is_some() {
        shown.push('…');
    }
    shown
}

/// A character of a text that no one can see and that its scripts do not need, in words.
pub(super) fn unseen(text: &str) -> Option<Cow<'static, str>> {
    if text.bytes().all(|byte| (0x20..0x7f).contains(&byte)) {
        return None;
    }
    let joins = text.chars().any(|c| needs_joiners(c.script()));
    let turns = text.chars().any(|c| is_right_to_left(c.script()));
    let fault = text.chars().find(|c| match c {
        '\u{200c}' | '\u{200d}' => !joins,
        '\u{200e}' | '\u{200f}' | '\u{61c}' => !turns,
        '\u{fe00}'..='\u{fe0f}' | '\u{e0000}'..='\u{e007f}' | '\u{e000}'..='\u{f8ff}' | '\u{fff9}'..='\u{fffc}' => true,
        c => {
            c.is_control() || is_line_break(*c) || is_edge_mark(*c) || matches!(c, '\u{2061}'..='\u{2064}' | '\u{206a}'..='\u{206f}' | '\u{180e}' | '\u{3164}')
        }
    })?;
    Some(match fault {
        c if is_line_break(c) => "a line break".into(),
        '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}' => {
            format!("a mark that turns the direction of writing (U+{:04X})", fault as u32).into()
        }
        c => format!("a character that cannot be seen (U+{:04X})", c as u32).into(),
    })
}

/// Whether letters of a script change with the joiners between them.
fn needs_joiners(script: Script) -> bool {
    use Script::{Common, Cyrillic, Greek, Han, Hangul, Hiragana, Inherited, Katakana, Latin};
    !matches!(
        script,
        Common | Cyrillic | Greek | Han | Hangul | Hiragana | Inherited | Katakana | Latin
    )
}

fn is_right_to_left(script: Script) -> bool {
    matches!(
        script,
        Script::Arabic
            | Script::Hebrew
            | Script::Syriac
            | Script::Thaana
            | Script::Nko
            | Script::Adlam
    )
}

/// The part of a text that shows that letters were lost or garbled when it was saved.
pub(super) fn garbled(text: &str) -> Option<&str> {
    if let Some(at) = text.find('\u{fffd}') {
        return text.get(at..at + '\u{fffd}'.len_utf8());
    }
    // UTF-8 read as Windows-1252 shows the first of two bytes as one of these letters and the second as a sign that no name has after it. Looked for before spaces are taken away: one of the signs is a space.
    let pairs = text.char_indices().zip(text.chars().skip(1));
    let mangled = pairs.filter(|((_, c), next)| {
        matches!(c, 'Â' | 'Ã' | 'Ä' | 'Å' | 'È' | 'â') && is_second_half(*next)
    });
    let ((at, first), second) = mangled.into_iter().next()?;
    text.get(at..at + first.len_utf8() + second.len_utf8())
}

/// What the second byte of a letter in UTF-8 looks like in Windows-1252, common letters aside.
fn is_second_half(c: char) -> bool {
    matches!(
        c,
        '\u{80}'
            ..='\u{bf}'
                | '€'
                | '‚'
                | '„'
                | '…'
                | '†'
                | '‡'
                | 'ˆ'
                | '‰'
                | '‹'
                | '›'
                | '•'
                | '–'
                | '—'
                | '˜'
                | '™'
                | '“'
                | '”'
                | '‘'
                | '’'
                | 'ž'
                | 'Ÿ'
                | 'œ'
    )
}

/// Whether a name is written in capitals only. Initials and names of a few letters may well be.
pub(super) fn is_capitals(name: &str) -> bool {
    let capitals = name.chars().filter(|c| c.is_uppercase()).count();
    capitals >= 4 && !name.chars().any(char::is_lowercase)
}

/// What makes a text no name at all.
pub(super) fn no_name(text: &str) -> Option<&'static str> {
    let visible = || text.chars().filter(|c| !c.is_whitespace());
    if visible().next().is_none() {
        Some("is empty")
    } else if visible().all(|c| c.is_numeric() || matches!(c, '.' | ',' | '-' | '/' | ':'))
        && visible().any(char::is_numeric)
    {
        Some("is a number")
    } else if text.len() > 1000 {
        Some("is far too long for a name")
    } else {
        None
    }
}

/// What is odd about a name, though it may be one.
pub(super) fn odd(name: &str) -> Option<&'static str> {
    if name.starts_with(['=', '+', '@']) || (name.starts_with('-') && name.len() > 1) {
        Some("looks like a formula")
    } else if !name.chars().any(char::is_alphabetic) {
        Some("has no letter in it")
    } else if name.contains('@') {
        Some("looks like an e-mail address")
    } else if name.contains('?') {
        Some("has a question mark in it: a letter may have been lost when the file was saved")
    } else {
        None
    }
}

/// `Last, First` the other way round; none if that cannot be told.
pub(super) fn turned(name: &str) -> Option<String> {
    match name.split(',').map(str::trim).collect::<Vec<_>>()[..] {
        [last, first] if !last.is_empty() && !first.is_empty() => Some(format!("{first} {last}")),
        // People with one name.
        [one] if !one.contains(' ') => Some(one.to_owned()),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn spaces_go_and_nothing_else() {
        for (raw, text) in [
            (" Ann  Lee ", "Ann Lee"),
            ("\u{a0}Ann\u{2003}Lee\u{feff}", "Ann Lee"),
            ("\tAnn Lee\r\n", "Ann Lee"),
            ("\u{200e}علي\u{200f}", "علي"),
        ] {
            assert_eq!(tidy(raw), Tidy { text: text.to_owned(), had_spaces: true }, "{raw:?}");
        }
        for same in [
            "O’Connor-Ramírez",
            "Tȟatȟáŋka Íŋyaŋke",
            "عبد الرحمن",
            "कृष्ण",
            "አበበ",
            "A",
            "José María de la Ó",
            "van 't Hoff",
            "X Æ A-12",
        ] {
            assert_eq!(tidy(same), Tidy { text: same.to_owned(), had_spaces: false });
            assert_eq!((unseen(same), garbled(same), no_name(same)), (None, None, None), "{same}");
        }
        assert_eq!(tidy("Jose\u{301}"), Tidy { text: "José".to_owned(), had_spaces: false });
    }

    #[test]
    fn what_no_one_sees_is_told() {
        for bad in [
            "Ann\nLee",
            "Ann\u{7}Lee",
            "Ann\u{202e}eeL",
            "Ann\u{200b}Lee",
            "A\u{200d}nn",
            "Ann\u{200f}Lee",
            "A\u{ad}nn",
            "Ann\u{2028}Lee",
            "\u{1f}Ann",
        ] {
            assert!(unseen(bad).is_some(), "{bad:?}");
        }
        for good in ["مه\u{200c}دی", "क\u{94d}\u{200d}ष", "علي\u{200e}(ب)"] {
            assert_eq!(unseen(good), None, "{good:?}");
        }
    }

    #[test]
    fn garbled_names_are_told_from_good_ones() {
        for name in ["Núñez", "O’Connor", "José", "Ángel", "Šimon", "Zoë", "“Bo”"] {
            let bytes = name.as_bytes();
            let wrong = encoding_rs::WINDOWS_1252.decode_without_bom_handling(bytes).0;
            assert!(garbled(&wrong).is_some(), "{name} became {wrong}");
            assert_eq!(garbled(name), None);
        }
        for good in ["João", "JOÃO", "Ântonia", "Åsa", "Ärlig", "Châu", "HÂN – LÊ", "Mª José"]
        {
            assert_eq!(garbled(good), None, "{good}");
        }
        assert_eq!(garbled("N\u{fffd}ez"), Some("\u{fffd}"));
    }

    #[test]
    fn capitals_and_oddities() {
        assert!(
            is_capitals("JON SMITH") && is_capitals("NGUYỄN THỊ ÁNH") && is_capitals("O’CONNOR")
        );
        assert!(
            !is_capitals("J. R.")
                && !is_capitals("Bo")
                && !is_capitals("عبد الرحمن")
                && !is_capitals("McKAY")
                && !is_capitals("MJ")
        );
        assert_eq!(no_name("12 345"), Some("is a number"));
        assert_eq!(odd("=1+1"), Some("looks like a formula"));
        assert_eq!(odd("–"), Some("has no letter in it"));
        assert_eq!(turned("Smith, John"), Some("John Smith".to_owned()));
        assert_eq!(turned("Prince"), Some("Prince".to_owned()));
        for unclear in ["Smith, John, Jr.", "Smith,", "John Smith"] {
            assert_eq!(turned(unclear), None);
        }
    }
}
