//! Notes beside a name in its cell: a status, a role, or a place before or after it, such as
//! `no show` or `Home Visitor`.

use super::attendance_values::{denies_whole, phrases_at};
use super::attendance_words::{DAYS, MONTHS, Phrase, starts_with};
use super::common_words::{COMMON, NOTES_AFTER, NOTES_BEFORE, NOTES_BEHIND, NOTES_BESIDE};
use super::harmless::{is_fact_word, is_filler, is_long_place};
use super::headers::plain;

/// The words of a name that is whole, so that a further word may be a note.
const WHOLE_NAME: usize = 2;

/// The letters of a word that no person is called and that makes a note.
const COMMON_LETTERS: usize = 4;

/// The most words of a note before a name.
const MAX_WORDS_BEFORE: usize = 2;

/// A note and the name that it is beside.
pub(super) struct Note {
    /// `before` or `after` the name.
    pub(super) place: &'static str,
    pub(super) text: String,
    pub(super) name: String,
    /// Whether it may say that the person did not come.
    pub(super) denies: bool,
    /// Whether it can hardly be a part of the name.
    pub(super) is_sure: bool,
}

/// Whether a name has a note after it.
pub(super) fn has_note_after(name: &str) -> bool {
    let words: Vec<&str> = name.split(' ').collect();
    let folded: Vec<String> = words.iter().map(|word| plain(word)).collect();
    note_after(&words, &folded).is_some()
}

/// Finds a note beside a name, as in `Ana Roy CANCELLED` and `Observer Jay Doucet`. `folded` has
/// the words in plain letters.
pub(super) fn find_note(words: &[&str], folded: &[String]) -> Option<Note> {
    let before = words_before(folded);
    if before > 0 {
        let (note, name) = words.split_at(before);
        let (text, name) = (note.join(" "), name.join(" "));
        return Some(Note { place: "before", text, name, denies: true, is_sure: false });
    }
    note_after(words, folded)
}

/// Returns how many words before a whole name are a note.
fn words_before(folded: &[String]) -> usize {
    let is_note = |count: &usize| {
        let text = folded[..*count].join(" ");
        NOTES_BEFORE.contains(&*text) || NOTES_BESIDE.contains(&*text)
    };
    let most = MAX_WORDS_BEFORE.min(folded.len().saturating_sub(WHOLE_NAME));
    (1..=most).rev().find(is_note).unwrap_or(0)
}

/// Finds a note after a name, from its first word on.
fn note_after(words: &[&str], folded: &[String]) -> Option<Note> {
    let has_lower = words[0].chars().any(char::is_lowercase);
    for from in 1..words.len() {
        let (name, text) = (words[..from].join(" "), words[from..].join(" "));
        let is_lower = !text.chars().any(char::is_uppercase);
        let is_capitals = has_lower && !text.chars().any(char::is_lowercase);
        let is_marked = is_lower || is_capitals;
        let note = folded[from..].join(" ");
        // The second of two words is a last name, unless it is written as a note.
        let is_after_whole = from >= WHOLE_NAME;
        let is_denied = denies_whole(&note, is_marked) && (is_marked || is_after_whole);
        let denies = is_denied || (is_after_whole && says_note(&folded[from..], is_marked));
        if denies || (is_marked && NOTES_AFTER.contains(&*note)) {
            let is_sure = is_marked || is_denied;
            return Some(Note { place: "after", text, name, denies, is_sure });
        }
    }
    None
}

/// Whether words after a whole name are a note, such as `Absent Day 2` or `See Note`.
fn says_note(folded: &[String], is_marked: bool) -> bool {
    let text = folded.join(" ");
    let is_denied = |(says, phrase): &(Phrase, &str)| {
        starts_with(&text, phrase)
            && match says {
                Phrase::DeniedInText => true,
                Phrase::Denied => is_marked || phrase.contains(' '),
                _ => false,
            }
    };
    if NOTES_BEHIND.contains(&*text)
        || is_long_place(&text)
        || phrases_at(&text).iter().any(is_denied)
    {
        return true;
    }
    let (first, rest) = (&folded[0], &folded[1..]);
    let is_number = |word: &String| word.starts_with(|c: char| c.is_ascii_digit());
    let is_common = |word: &String| COMMON.contains(&**word);
    let is_clear = |word: &String| {
        (is_common(word) && word.chars().count() >= COMMON_LETTERS)
            || NOTES_BESIDE.contains(&**word)
    };
    let may_follow = |word: &String| {
        is_common(word)
            || is_number(word)
            || DAYS.contains(&**word)
            || MONTHS.contains(&**word)
            || is_filler(word)
            || is_fact_word(word)
    };
    let is_numbered =
        || (is_fact_word(first) || DAYS.contains(&**first)) && rest.first().is_some_and(is_number);
    let starts = is_common(first) || NOTES_BESIDE.contains(&**first) || is_numbered();
    let is_whole = NOTES_BESIDE.contains(&*text);
    is_whole
        || (starts && rest.iter().all(may_follow) && (folded.iter().any(is_clear) || is_numbered()))
}
