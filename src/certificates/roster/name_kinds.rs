//! Words and signs in a name that are of another kind than the parts of names: in lower case, in
//! capitals, cut off, with a sign, or in letters of a special form.

use unicode_normalization::UnicodeNormalization;
use unicode_normalization::char::is_combining_mark;

use super::headers::plain;
use super::name_words::{NAME_ABBREVIATIONS, PARTICLES};
use super::names::excerpt;
use super::oddities::{is_degree, is_suffix};
use super::titles::may_be_title;

/// Signs that stand in names.
const SIGNS: &str = "'’‘ʼʻʹ`´\"“”„‟‚«»「」.,-‐‑:·・ªº׳״‌‍";

/// The letters of a word in capitals that is not taken for initials.
const CAPITALS: usize = 3;

/// The letters of each of two words that are joined.
const JOINED_LETTERS: usize = 4;

/// The letters of each of two words that are joined, if they are all of a name.
const JOINED_ALONE: usize = 3;

/// Returns what is of another kind in a name, as the end of a sentence that starts with the name,
/// and the name that is left, or an empty text. `has_capitals` says that the names of the list have
/// words in capitals.
pub(super) fn other_kind(words: &[&str], has_capitals: bool) -> Option<(String, String)> {
    let name = words.join(" ");
    special_letters(&name)
        .or_else(|| sign(words))
        .or_else(|| period(words))
        .or_else(|| title(words))
        .or_else(|| initial_before(words))
        .or_else(|| if has_capitals { None } else { degree_before(words) })
        .or_else(|| lower_case(words))
        .or_else(|| turned_case(words))
        .or_else(|| letter_beside(words))
        .or_else(|| if has_capitals { None } else { capitals(words) })
}

/// Finds letters of a special form, such as ligatures and small capitals.
fn special_letters(name: &str) -> Option<(String, String)> {
    if name.is_ascii() {
        return None;
    }
    let usual = |c: char| matches!(c, 'ª' | 'º' | '…' | '´' | '‟') || c.nfkc().eq([c]);
    let is_small_capital = |c: char| {
        matches!(c, '\u{1d00}'..='\u{1d2b}' | 'ʙ' | 'ɢ' | 'ɪ' | 'ʟ' | 'ɴ' | 'ʀ' | 'ʜ' | 'ʏ')
    };
    let is_special = |c: &char| (c.is_alphabetic() && !usual(*c)) || is_small_capital(*c);
    let letter = name.nfc().find(is_special)?;
    let usual: String = name.nfkc().collect();
    let usual = if usual.chars().any(is_small_capital) { String::new() } else { usual };
    Some((format!("has a letter of a special form: `{letter}`"), usual))
}

/// Returns a name with a sign in place of two apostrophes.
fn rest_with(words: &[&str], sign: &str) -> String {
    words.join(" ").replace("''", sign)
}

fn is_with_case(c: char) -> bool {
    c.is_lowercase() || c.is_uppercase()
}

/// Finds a sign that names do not have, and a word without letters.
fn sign(words: &[&str]) -> Option<(String, String)> {
    let is_usual = |c: char| {
        c.is_alphanumeric() || is_combining_mark(c) || SIGNS.contains(c) || c.is_control()
    };
    // Scripts without capitals have signs of their own.
    let is_cased = |word: &str| word.is_ascii() || word.chars().any(is_with_case);
    let odd = |word: &&&str| word.chars().any(|c| !is_usual(c)) && is_cased(word);
    let rest = |odd: &str| {
        words.iter().filter(|word| **word != odd).copied().collect::<Vec<_>>().join(" ")
    };
    if let Some(word) = words.iter().find(|word| word.contains("''")) {
        return Some((format!("has two apostrophes: `{}`", excerpt(word)), rest_with(words, "'")));
    }
    if let Some(word) = words.iter().find(odd) {
        return Some((
            format!("has a sign that names do not have: `{}`", excerpt(word)),
            String::new(),
        ));
    }
    let empty = words.iter().find(|word| !word.contains(char::is_alphanumeric))?;
    let is_dash = empty.chars().all(|c| "-–—".contains(c));
    let name = if is_dash { String::new() } else { rest(empty) };
    Some((format!("has a sign without letters: `{}`", excerpt(empty)), name))
}

/// Finds a period that does not belong to an initial or to a known short form.
fn period(words: &[&str]) -> Option<(String, String)> {
    let letters = |part: &str| part.chars().filter(|c| c.is_alphabetic()).count();
    for word in words.iter().filter(|word| word.contains(['.', '…'])) {
        let parts: Vec<&str> = word.split('.').filter(|part| letters(part) > 0).collect();
        let is_short = is_suffix(word) || NAME_ABBREVIATIONS.contains(plain(word).as_str());
        let shown = excerpt(word);
        if word.contains("..") || word.contains('…') {
            return Some((format!("may be cut off: `{shown}`"), String::new()));
        }
        if parts.len() > 1 && parts.iter().any(|part| letters(part) > 1) {
            return Some((format!("has a period inside a word: `{shown}`"), String::new()));
        }
        if word.starts_with('.') || (parts.iter().any(|part| letters(part) > 1) && !is_short) {
            let what = format!("has a period where names have none: `{shown}`");
            let name: Vec<&str> = words.iter().map(|it| it.trim_matches('.')).collect();
            let is_last = words.last() == Some(word);
            return Some((what, if is_last { name.join(" ") } else { String::new() }));
        }
    }
    None
}

/// Finds a title that is also a name, before a whole name.
fn title(words: &[&str]) -> Option<(String, String)> {
    let (first, rest) = words.split_first()?;
    let is_title = rest.len() > 1 && may_be_title(&plain(first));
    is_title.then(|| (format!("may have a title before the name: `{first}`"), rest.join(" ")))
}

/// Finds an initial before the name that it stands for, as in `A. Ana Roy`.
fn initial_before(words: &[&str]) -> Option<(String, String)> {
    let [initial, first, _, ..] = words else { return None };
    let letter = plain(initial);
    let is_initial = letter.chars().count() == 1 && initial.trim_end_matches('.').len() < 5;
    let repeats = is_initial && plain(first).starts_with(&letter) && plain(first) != letter;
    let oddity = || format!("has an initial that the next name repeats: `{initial}`");
    repeats.then(|| (oddity(), words[1..].join(" ")))
}

/// Finds a degree before a whole name, as in `RN Ana Roy`.
fn degree_before(words: &[&str]) -> Option<(String, String)> {
    let (first, rest) = words.split_first()?;
    let is_long = first.chars().filter(|c| c.is_uppercase()).count() > 1;
    let is_mixed = rest.iter().any(|word| word.chars().any(char::is_lowercase));
    let found = rest.len() > 1 && is_long && is_mixed && is_degree(first);
    found.then(|| (format!("has a degree before the name: `{first}`"), rest.join(" ")))
}

/// Finds a word in lower case that is not a particle such as `de`.
fn lower_case(words: &[&str]) -> Option<(String, String)> {
    if !words.iter().any(|word| word.chars().any(char::is_uppercase)) {
        return None;
    }
    let last = words.len() - 1;
    let is_odd = |(at, word): &(usize, &&str)| {
        let has_small = word.chars().any(char::is_lowercase);
        let has_capital = word.chars().any(char::is_uppercase);
        let is_particle = *at < last && PARTICLES.contains(plain(word).as_str());
        let is_numbered = word.starts_with(|c: char| c.is_ascii_digit());
        has_small && !has_capital && !is_particle && !is_numbered
    };
    let (at, word) = words.iter().enumerate().find(is_odd)?;
    let before = words[..at].join(" ");
    let is_note = at >= 2 && !is_suffix(word);
    let what = format!("has a word in lower case: `{}`", excerpt(word));
    Some((what, if is_note { before } else { with_capital(words, at) }))
}

/// Returns a name with a capital at the start of one of its words, or an empty text if it is not
/// clear which letters are capitals.
fn with_capital(words: &[&str], at: usize) -> String {
    let mut letters = words[at].chars();
    let first = letters.next().map(|first| first.to_uppercase().to_string()).unwrap_or_default();
    if !letters.clone().all(char::is_alphabetic) {
        return String::new();
    }
    let word = first + letters.as_str();
    [&words[..at], &[word.as_str()], &words[at + 1..]].concat().join(" ")
}

/// Finds a word that the key for capitals turned around, as in `aNA bACA`, and two words without a
/// space between them, as in `Ana BacaRuiz`.
fn turned_case(words: &[&str]) -> Option<(String, String)> {
    let is_turned = |word: &str| {
        let mut letters = word.chars().filter(|c| c.is_alphabetic());
        letters.next().is_some_and(char::is_lowercase)
            && letters.clone().count() >= 2
            && letters.all(char::is_uppercase)
    };
    if let Some(word) = words.iter().find(|word| is_turned(word)) {
        return Some((format!("has capitals turned around: `{}`", excerpt(word)), String::new()));
    }
    let (last, before) = words.split_last()?;
    let is_capital = |(at, c): &(usize, char)| *at > 0 && c.is_uppercase();
    let inner = last.char_indices().find(is_capital)?.0;
    let (one, other) = last.split_at(inner);
    let is_alone = before.is_empty();
    let least = if is_alone { JOINED_ALONE } else { JOINED_LETTERS };
    let is_word = |part: &str| {
        part.chars().count() >= least
            && part.chars().all(char::is_alphabetic)
            && part.chars().skip(1).all(char::is_lowercase)
    };
    let is_joined = is_word(one) && is_word(other) && !(is_alone && one == "Mac");
    is_joined.then(|| {
        let name = [before.join(" "), one.to_owned(), other.to_owned()].join(" ");
        (format!("may have two words without a space: `{}`", excerpt(last)), name.trim().to_owned())
    })
}

/// Finds a mark `X` before or after a whole name.
fn letter_beside(words: &[&str]) -> Option<(String, String)> {
    let (first, last) = (words.first()?, words.last()?);
    let is_long = |word: &&str| word.chars().filter(|c| c.is_alphabetic()).count() > 1;
    let has_name = words.iter().filter(|word| is_long(word)).count() + 1 == words.len();
    let (text, rest) = match words.len() > 2 && has_name {
        true if *last == "X" => (last, &words[..words.len() - 1]),
        true if *first == "X" => (first, &words[1..]),
        _ => return None,
    };
    Some((format!("may have a mark beside the name: `{text}`"), rest.join(" ")))
}

/// Finds a word in capitals in a name that is not in capitals.
fn capitals(words: &[&str]) -> Option<(String, String)> {
    if !words.iter().any(|word| word.chars().any(char::is_lowercase)) {
        return None;
    }
    let last = words.len() - 1;
    let (at, word) = words.iter().enumerate().find(|(at, word)| {
        let least = if *at == last && *at >= 2 { CAPITALS - 1 } else { CAPITALS };
        is_in_capitals(word, least)
    })?;
    let what = format!("has a word in capitals: `{}`", excerpt(word));
    let before = if at >= 2 && at == last { words[..at].join(" ") } else { String::new() };
    Some((what, before))
}

/// Returns whether a part of a word is in capitals and has at least so many letters.
fn is_in_capitals(word: &str, least: usize) -> bool {
    let is_part = |part: &str| {
        part.chars().filter(|c| c.is_uppercase()).count() >= least
            && !part.chars().any(char::is_lowercase)
    };
    !word.contains('.') && word.split(['-', '‐', '‑']).any(is_part) && !is_suffix(word)
}

/// Returns whether a name in mixed case has a word in capitals.
pub(super) fn has_word_in_capitals(name: &str) -> bool {
    let words: Vec<&str> = name.split_whitespace().collect();
    capitals(&words).is_some()
}
