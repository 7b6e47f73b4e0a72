//! Names and other text in cells: cleans them up without changing them otherwise, and checks
//! whether they can be printed.

use unicode_normalization::{UnicodeNormalization, is_nfc};
use unicode_script::Script;

use super::finding;
use super::garbled::check_garbled;
use super::letters::script_of;
use super::oddities::{
    check_oddity, is_all_capitals, is_all_lower_case, is_degree_list, is_short_in_capitals,
    is_suffix, keep_hint,
};
use crate::diagnostic::{Code, Finding};

/// The maximum length of a name, in bytes.
const MAX_NAME: usize = 1000;

/// The maximum length of an excerpt in a message, in characters.
const MAX_EXCERPT: usize = 80;

/// Text without extra spaces.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct CleanText {
    /// The text, in NFC.
    pub(super) text: String,
    pub(super) had_extra_spaces: bool,
}

/// Removes spaces and invisible marks around text, and all but one of the spaces in a row inside
/// it. Line breaks inside are kept, because they are reported.
pub(super) fn clean(raw: &str) -> CleanText {
    // Rosters can be long, and most cells are plain ASCII.
    if raw.bytes().all(|byte| (b' '..=b'~').contains(&byte))
        && !raw.starts_with(' ')
        && !raw.ends_with(' ')
        && !raw.contains("  ")
    {
        return CleanText { text: raw.to_owned(), had_extra_spaces: false };
    }
    let is_padding = |c: char| c.is_whitespace() || (is_edge_mark(c) && !turns_text(c));
    let bare = raw.trim_matches(is_padding);
    let mut text = String::with_capacity(bare.len());
    let mut is_after_space = false;
    for c in bare.chars() {
        let is_space = c.is_whitespace() && !is_line_break(c);
        if !(is_space && is_after_space) {
            text.push(if is_space { ' ' } else { c });
        }
        is_after_space = is_space;
    }
    let had_extra_spaces = text != raw;
    let text = if is_nfc(&text) { text } else { text.nfc().collect() };
    CleanText { text, had_extra_spaces }
}

/// Returns whether a character is a mark that copying leaves at the ends of text, where it has no
/// meaning.
fn is_edge_mark(c: char) -> bool {
    matches!(c,
        '\u{ad}' | '\u{200b}' | '\u{200e}' | '\u{200f}' | '\u{202a}'..='\u{202e}' | '\u{2060}'
        | '\u{2066}'..='\u{2069}' | '\u{feff}')
}

/// Returns whether a character turns the writing direction of the text after it.
fn turns_text(c: char) -> bool {
    matches!(c, '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}')
}

fn is_line_break(c: char) -> bool {
    matches!(c, '\n' | '\r' | '\u{b}' | '\u{c}' | '\u{85}' | '\u{2028}' | '\u{2029}')
}

/// Returns text in lower case and in NFC, to compare it.
pub(super) fn fold_case(text: &str) -> String {
    if text.is_ascii() {
        return text.to_ascii_lowercase();
    }
    let folded = text.to_lowercase();
    if is_nfc(&folded) { folded } else { folded.nfc().collect() }
}

/// Returns the start of a string for a message. Characters that could affect the terminal become
/// dots.
pub(super) fn excerpt(text: &str) -> String {
    let shown = text.chars().take(MAX_EXCERPT).map(|c| match c {
        c if is_line_break(c) || c == '\t' => ' ',
        c if c.is_control() || is_edge_mark(c) => '·',
        c => c,
    });
    let mut shown: String = shown.collect();
    if text.chars().nth(MAX_EXCERPT).is_some() {
        shown.push('…');
    }
    shown
}

/// Quotation marks that people put around a whole name.
const QUOTES: [(char, char); 15] = [
    ('\'', '\''),
    ('"', '"'),
    ('“', '”'),
    ('”', '”'),
    ('‘', '’'),
    ('’', '’'),
    ('„', '“'),
    ('„', '”'),
    ('‚', '‘'),
    ('«', '»'),
    ('»', '«'),
    ('「', '」'),
    ('`', '´'),
    ('`', '`'),
    ('`', '\''),
];

/// Removes the quotation marks around a whole name. Returns `None` if there are none.
pub(super) fn unquoted(name: &str) -> Option<&str> {
    let inside = |(open, close): &(char, char)| {
        let inside = name.strip_prefix(*open)?.strip_suffix(*close)?.trim();
        // An apostrophe between letters is part of the name.
        let is_mark = |c: char| c == *open || c == *close;
        let mut pieces = inside.split(is_mark);
        let is_joined = pieces.clone().skip(1).all(|it| it.starts_with(char::is_alphabetic))
            && pieces.all(|it| it.ends_with(char::is_alphabetic) || it.ends_with('.'));
        (!inside.is_empty() && is_joined).then_some(inside)
    };
    QUOTES.iter().find_map(inside)
}

/// Checks that text has no garbled letters, invisible characters, or extra spaces. `raw` is the
/// text before it was cleaned.
pub(super) fn check_text(raw: &str, clean: &CleanText) -> Option<Finding> {
    let text = &clean.text;
    if let Some(finding) = check_garbled(raw) {
        return Some(finding);
    }
    if let Some(character) = invisible_character(text) {
        let code = u32::from(character);
        let (what, hint) = match character {
            c if is_line_break(c) => (
                "a line break".to_owned(),
                "write the text on one line, with one person in each row",
            ),
            c if turns_text(c) => (
                format!("a mark that changes the writing direction (U+{code:04X})"),
                "type the text again",
            ),
            _ => (format!("an invisible character (U+{code:04X})"), "type the text again"),
        };
        let message = format!("`{}` contains {what}", excerpt(text));
        return Some(finding(Code::RosterControl, message, hint));
    }
    clean.had_extra_spaces.then(|| {
        let message = format!("`{}` had extra spaces, which Peerpress removed", excerpt(text));
        finding(Code::RosterSpaces, message, "check that the spaces were not intended")
    })
}

/// Returns the first invisible character that the scripts of the text do not need.
fn invisible_character(text: &str) -> Option<char> {
    if text.bytes().all(|byte| (0x20..0x7f).contains(&byte)) {
        return None;
    }
    let has_script = |is_one: fn(Script) -> bool| text.chars().any(|c| is_one(script_of(c)));
    text.chars().find(|c| match c {
        '\u{200c}' | '\u{200d}' => !has_script(needs_joiners),
        '\u{200e}' | '\u{200f}' | '\u{61c}' => !has_script(is_right_to_left),
        c => is_invisible(*c),
    })
}

fn is_invisible(c: char) -> bool {
    c.is_control()
        || is_line_break(c)
        || is_edge_mark(c)
        || matches!(c,
            '\u{fe00}'..='\u{fe0f}' | '\u{e0000}'..='\u{e007f}' | '\u{e000}'..='\u{f8ff}'
            | '\u{fff9}'..='\u{fffc}' | '\u{2061}'..='\u{2064}' | '\u{206a}'..='\u{206f}'
            | '\u{180e}' | '\u{3164}')
}

/// Returns whether the letters of a script change with the joiners between them.
fn needs_joiners(script: Script) -> bool {
    use Script::{Common, Cyrillic, Greek, Han, Hangul, Hiragana, Inherited, Katakana, Latin};
    !matches!(
        script,
        Common | Cyrillic | Greek | Han | Hangul | Hiragana | Inherited | Katakana | Latin
    )
}

fn is_right_to_left(script: Script) -> bool {
    use Script::{Adlam, Arabic, Hebrew, Nko, Syriac, Thaana};
    matches!(script, Arabic | Hebrew | Syriac | Thaana | Nko | Adlam)
}

/// What the names of a list have that names elsewhere do not.
#[derive(Debug, Clone, Copy, Default)]
pub(super) struct NameHabits {
    /// Commas in the column for whole names are part of the names.
    pub(super) may_have_comma: bool,
    /// Nearly all names have digits in their words, as in a list that a program made up.
    pub(super) may_have_digits: bool,
    /// Most names have a word in capitals, as last names in some lists.
    pub(super) has_capitals: bool,
    /// Most names have capitals and small letters, so that one without is of another kind.
    pub(super) is_mixed_case: bool,
    /// The list was asked about as a whole, or may have names in lower case.
    pub(super) may_be_lower_case: bool,
    /// Most names are one short word in capitals.
    pub(super) has_short_capitals: bool,
}

/// Checks that a whole name can be a person's name.
pub(super) fn check_name(name: &str, habits: NameHabits) -> Option<Finding> {
    let shown = excerpt(name);
    let is_digit = |c: char| c.is_numeric() || matches!(c, '.' | ',' | '-' | '/' | ':');
    let mut visible = name.chars().filter(|c| !c.is_whitespace());
    if name.chars().any(char::is_numeric) && visible.all(is_digit) {
        return Some(not_a_name(&format!("`{shown}` is a number, not a name")));
    }
    if name.len() > MAX_NAME {
        return Some(not_a_name(&format!("`{shown}` is far too long to be a name")));
    }
    if let Some(finding) = check_oddity(name, habits) {
        return Some(finding);
    }
    if is_short_in_capitals(name) && !habits.has_short_capitals {
        let message = format!("`{shown}` may be a short form or an answer, and not a person");
        let hint = keep_hint("write the whole name, or delete the row", name);
        return Some(finding(Code::RosterOddName, message, hint));
    }
    let is_lower_case = is_all_lower_case(name);
    let letters = match is_all_capitals(name) {
        true => "all capitals",
        false if is_lower_case => "all lower case",
        false => return None,
    };
    if habits.is_mixed_case || (is_lower_case && !habits.may_be_lower_case) {
        let others = if habits.is_mixed_case { ", and most other names are not" } else { "" };
        let message = format!("`{shown}` is {letters}{others}");
        let hint = keep_hint("write the name as the person does", name);
        return Some(finding(Code::RosterOddName, message, hint));
    }
    let message = format!("`{shown}` is {letters}; Peerpress keeps it as it is");
    Some(finding(Code::RosterCapitals, message, "write the name as the person does"))
}

/// The finding for a cell that holds something other than a name.
pub(super) fn not_a_name(message: &str) -> Finding {
    let hint = "fix the name, or name another column with `--column name=\"…\"`";
    finding(Code::RosterName, message, hint)
}

/// Returns whether the last word after a comma is a suffix, and not a first name such as `Vi`.
fn is_clear_suffix(word: &str) -> bool {
    let is_number = word.chars().all(|c| matches!(c, 'I' | 'V' | '.')) && word.len() > 1;
    is_suffix(word) && (is_number || !word.chars().all(|c| "iIvV.".contains(c)))
}

/// Turns `Last, First` around, with a suffix such as `Jr.` at the end. Returns `None` if the text
/// does not have that form, or if a degree stands where the first name should be.
pub(super) fn first_last(name: &str) -> Option<String> {
    let parts: Vec<&str> = name.split(',').map(str::trim).collect();
    if parts.iter().any(|part| part.is_empty()) {
        return None;
    }
    match parts[..] {
        [last, first] if is_suffix(first) || is_degree_list(first, last) => None,
        [last, first] => {
            let (last, suffix) = match last.rsplit_once(' ') {
                Some((last, suffix)) if is_suffix(suffix) => (last, format!(" {suffix}")),
                _ => (last, String::new()),
            };
            let (first, suffix) = match first.rsplit_once(' ') {
                Some((first, end)) if is_clear_suffix(end) => (first, format!(" {end}")),
                _ => (first, suffix),
            };
            Some(format!("{first} {last}{suffix}"))
        }
        [last, first, suffix] if is_suffix(suffix) && !is_degree_list(first, last) => {
            Some(format!("{first} {last} {suffix}"))
        }
        [last, suffix, first] if is_suffix(suffix) && !is_degree_list(first, last) => {
            Some(format!("{first} {last} {suffix}"))
        }
        // Some people have only one name.
        [one] if !one.contains(' ') => Some(one.to_owned()),
        _ => None,
    }
}
