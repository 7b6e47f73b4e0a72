//! What is odd about a name: text next to the name that should not be on a certificate, or text
//! that is not a name. Real names can look like that, so the user can say that a name is right.

use unicode_script::Script;

use super::common_words::is_common;
use super::finding;
use super::headers::plain;
use super::letters::script_of;
use super::name_shapes::find_shape;
use super::name_words::{
    DEGREES, DEVICES, MIXED_DEGREES, PRONOUNS, SUFFIXES, TITLES, TITLES_WITH_PERIOD,
};
use super::names::{NameHabits, excerpt};
use super::okinas::with_okina;
use crate::diagnostic::{Code, Finding};
use crate::shell::in_quotes;

/// The most letters of a word in capitals that may be a short form or an answer.
const SHORT_FORM: usize = 3;

/// Signs that names do not have, and what they usually mean.
const SIGNS: [(char, &str); 16] = [
    ('/', "a slash"),
    ('\\', "a backslash"),
    ('|', "a vertical bar"),
    ('_', "an underscore"),
    ('#', "a number sign"),
    ('*', "an asterisk, which may belong to a note"),
    ('†', "a dagger, which may belong to a note"),
    ('&', "an ampersand, so it may be two people"),
    ('+', "a plus sign, so it may be two people"),
    ('<', "an angle bracket"),
    ('>', "an angle bracket"),
    (';', "a semicolon, so it may be two people"),
    ('=', "an equals sign"),
    ('~', "a tilde"),
    ('•', "a bullet"),
    ('©', "a copyright sign"),
];

/// Returns the finding about a name that looks odd.
pub(super) fn check_oddity(name: &str, habits: NameHabits) -> Option<Finding> {
    let shape = find_shape(name, habits);
    // What is proposed must not be odd itself.
    let is_good = |name: &&String| {
        find_oddity(name).is_none() && comma(name).is_none() && find_shape(name, habits).is_none()
    };
    let left = shape.as_ref().and_then(|shape| shape.name.as_ref());
    let has_device = name.split([' ', ',']).any(is_device);
    let is_nobody = has_device || left.is_some_and(|left| is_common(&plain(left)));
    let proposed = left.filter(|_| !is_nobody).filter(is_good);
    let odd = |oddity: String, fix: &str| {
        let message = format!("`{}` {oddity}", excerpt(name));
        let denies = shape.as_ref().is_some_and(|shape| shape.denies);
        let proposal = proposed.map(|name| match (denies, excerpt(name)) {
            (true, name) => {
                format!("delete the row if the person did not take part, or write `{name}`")
            }
            (false, name) => format!("write `{name}`"),
        });
        let fix = match is_nobody {
            true => "delete the row, or write the name of the person",
            false => proposal.as_deref().unwrap_or(fix),
        };
        Some(finding(Code::RosterOddName, message, keep_hint(fix, name)))
    };
    match (find_oddity(name), comma(name).filter(|_| !habits.may_have_comma), &shape) {
        (Some(oddity), ..) => odd(oddity, "write only the name"),
        (None, Some(comma), _) => odd(comma, "write only the name, with the first name first"),
        (None, None, Some(shape)) if shape.denies => odd(
            shape.oddity.clone(),
            "delete the row if the person did not take part, or write only the name",
        ),
        (None, None, Some(shape)) => odd(shape.oddity.clone(), "write only the name"),
        (None, None, None) => None,
    }
}

/// Returns a hint that says how to go on if a row that looks like no person is one.
pub(super) fn keep_row_hint(fix: &str, name: &str) -> String {
    match name.contains(['`', '\\', '\n']) {
        true => fix.to_owned(),
        false => {
            let name = in_quotes(&excerpt(name));
            format!("{fix}; if that is a person’s name, add `--name-is-right {name}`")
        }
    }
}

/// Returns a hint that says how to go on if the name is right as it is.
pub(super) fn keep_hint(fix: &str, name: &str) -> String {
    let option = match name.contains(['`', '\\', '\n']) {
        true => String::new(),
        false => format!("add `--name-is-right {}`, or ", in_quotes(&excerpt(name))),
    };
    format!(
        "{fix}; if the person writes the name this way, {option}write `yes` in a column `Name is \
         right`"
    )
}

/// Returns whether a name is in capitals only. Initials and short names may well be.
pub(super) fn is_all_capitals(name: &str) -> bool {
    let capitals = name.chars().filter(|c| c.is_uppercase()).count();
    capitals >= 4 && !name.chars().any(char::is_lowercase)
}

/// Returns whether a name is one word of a few capitals, such as `OK` or `WIC`.
pub(super) fn is_short_in_capitals(name: &str) -> bool {
    let letters = name.chars().filter(|c| c.is_alphabetic()).count();
    let is_capital = |c: char| c.is_uppercase() || !c.is_alphabetic();
    (2..=SHORT_FORM).contains(&letters) && !name.contains(' ') && name.chars().all(is_capital)
}

/// Returns whether a name has no capital although its script has capitals.
pub(super) fn is_all_lower_case(name: &str) -> bool {
    // Georgian has capitals, but not in names.
    let is_georgian = |c: char| ('\u{10d0}'..='\u{10ff}').contains(&c);
    let small = |c: char| c.is_lowercase() && c.to_uppercase().next() != Some(c) && !is_georgian(c);
    !name.chars().any(char::is_uppercase) && name.chars().filter(|c| small(*c)).count() >= 2
}

/// Returns what is odd about a name, as the end of a sentence that starts with the name.
fn find_oddity(name: &str) -> Option<String> {
    let says = |text: &str| Some(text.to_owned());
    let mut letters = name.chars().filter(|c| c.is_alphabetic());
    if name.starts_with(['=', '+', '@']) || (name.starts_with('-') && name.len() > 1) {
        return says("looks like a formula");
    }
    let Some(letter) = letters.next() else { return says("has no letters") };
    if letters.next().is_none() && letter.is_ascii() {
        return says("is only a letter");
    }
    if name.contains('@') {
        return says("looks like an email address");
    }
    if name.contains("://") || name.contains("www.") {
        return says("looks like an address of a web page");
    }
    if name.contains('?') {
        return says("has a question mark, which may stand for a lost letter");
    }
    bracketed(name)
        .or_else(|| odd_word(name))
        .or_else(|| odd_sign(name))
        .or_else(|| repeated(name))
        .or_else(|| single_quote(name))
        .or_else(|| mixed_scripts(name))
}

fn bracketed(name: &str) -> Option<String> {
    let start = name.find(['(', '[', '{', '（', '【'])?;
    let part = &name[start..];
    let what = if has_pronouns(part) { "pronouns" } else { "a note" };
    Some(format!("has {what} in brackets: `{}`", excerpt(part)))
}

fn odd_word(name: &str) -> Option<String> {
    let words: Vec<&str> = name.split([' ', ',']).filter(|word| !word.is_empty()).collect();
    let (first, last) = (*words.first()?, *words.last()?);
    if name.contains('/') && has_pronouns(name) {
        return Some("has pronouns next to the name".to_owned());
    }
    if let Some(word) = words.iter().find(|word| is_device(word)) {
        return Some(format!("may be the name of a device or program: `{}`", excerpt(word)));
    }
    if words.len() > 1 && is_title(first) {
        return Some(format!("has a title before the name: `{}`", excerpt(first)));
    }
    if words.len() > 1 && is_title(last) && !is_suffix(last) {
        return Some(format!("has a title after the name: `{}`", excerpt(last)));
    }
    let is_mixed_case = name.chars().any(char::is_lowercase);
    if words.len() > 1 && is_mixed_case && is_degree(last) {
        return Some(format!("has a degree after the name: `{}`", excerpt(last)));
    }
    let is_number = |word: &&&str| word.chars().all(|c| c.is_numeric() || ".-:".contains(c));
    if let Some(number) =
        words.iter().filter(|word| word.chars().any(char::is_numeric)).find(is_number)
    {
        return Some(format!("has a number next to the name: `{}`", excerpt(number)));
    }
    let is_and = |word: &&str| matches!(*word, "and" | "und" | "et");
    if words.len() > 2 && words[1..words.len() - 1].iter().any(is_and) {
        return Some("may be two people".to_owned());
    }
    None
}

/// Returns what is odd about a name in which every word is written twice.
fn repeated(name: &str) -> Option<String> {
    let words: Vec<String> = name.split(' ').map(str::to_lowercase).collect();
    let half = words.len() / 2;
    if half < 2 || words.len() % 2 == 1 {
        return None;
    }
    let is_twice = words[..half] == words[half..] || words.chunks(2).all(|two| two[0] == two[1]);
    is_twice.then(|| "is written twice".to_owned())
}

/// Returns what is odd about a quotation mark that has no other one.
fn single_quote(name: &str) -> Option<String> {
    let count = |marks: &str| name.chars().filter(|c| marks.contains(*c)).count();
    let mut letters = name.chars();
    let is_before_capital = letters.next().is_some_and(|c| "'‘`´".contains(c))
        && letters.next().is_some_and(char::is_uppercase)
        && count("'‘’`´") == 1
        && with_okina(name).is_none();
    let is_odd = count("\"“”„") % 2 == 1 || count("«»") % 2 == 1 || has_mark_turned(name);
    (is_before_capital || is_odd).then(|| "has a quotation mark that is not closed".to_owned())
}

/// Returns whether a second quotation mark opens, as in `"Bo "Chip Roy`, or a first one closes.
fn has_mark_turned(name: &str) -> bool {
    let is_letter_at = |at: Option<char>| at.is_some_and(char::is_alphanumeric);
    name.match_indices('"').enumerate().any(|(index, (at, _))| {
        let is_after_letter = is_letter_at(name[..at].chars().next_back());
        let is_before_letter = is_letter_at(name[at + 1..].chars().next());
        match index % 2 {
            0 => is_after_letter && !is_before_letter,
            _ => is_before_letter && !is_after_letter,
        }
    })
}

fn odd_sign(name: &str) -> Option<String> {
    for dash in [" - ", " – ", " — ", " -- "] {
        if let Some((_, note)) = name.split_once(dash) {
            return Some(format!("has a place or a note after a dash: `{}`", excerpt(note)));
        }
    }
    if let Some((_, what)) = SIGNS.iter().find(|(sign, _)| name.contains(*sign)) {
        return Some(format!("has {what}"));
    }
    if name.ends_with([':', ',', '-', '–', '!']) || name.contains(": ") {
        return Some("looks like a note or a label".to_owned());
    }
    let is_picture = |c: &char| matches!(*c, '\u{2190}'..='\u{2bff}');
    let picture = name.chars().find(is_picture)?;
    Some(format!("has a symbol that is not a letter: `{picture}`"))
}

fn comma(name: &str) -> Option<String> {
    let (before, after) = name.split_once(',')?;
    let after = after.trim();
    if after.is_empty() || is_suffix(after) {
        return None;
    }
    Some(match is_degree_list(after, before) {
        true => format!("has a degree after a comma: `{}`", excerpt(after)),
        false => "has a comma: it may be `Last, First`, or have a title or a place after the name"
            .to_owned(),
    })
}

/// Returns whether a word joins letters of alphabets that no name mixes, such as `Јоhn` with
/// Cyrillic letters that look Latin.
fn mixed_scripts(name: &str) -> Option<String> {
    if name.is_ascii() {
        return None;
    }
    let alphabet = |c: char| match script_of(c) {
        Script::Latin => Some("Latin"),
        Script::Cyrillic => Some("Cyrillic"),
        Script::Greek => Some("Greek"),
        Script::Hebrew => Some("Hebrew"),
        Script::Arabic => Some("Arabic"),
        Script::Han | Script::Hiragana | Script::Katakana | Script::Hangul => Some("East Asian"),
        _ => None,
    };
    let is_letter = |c: char| c.is_alphabetic() && !matches!(c, 'ª' | 'º');
    for word in name.split(|c: char| !is_letter(c)) {
        let mut alphabets = word.chars().filter_map(alphabet);
        let Some(first) = alphabets.next() else { continue };
        if let Some(other) = alphabets.find(|other| *other != first) {
            let word = excerpt(word);
            return Some(format!("mixes {first} and {other} letters in one word: `{word}`"));
        }
    }
    None
}

fn has_pronouns(text: &str) -> bool {
    let text = plain(text);
    let mut words = text.split(' ').peekable();
    words.peek().is_some() && words.filter(|word| PRONOUNS.contains(*word)).count() >= 1
}

/// Returns whether a word is the name of a device or a program.
pub(super) fn is_device(word: &str) -> bool {
    let word = word.trim_end_matches("'s").trim_end_matches("’s");
    let folded = plain(word);
    DEVICES.contains(folded.as_str())
        || word.starts_with("DESKTOP-")
        || word.starts_with("LAPTOP-")
        || word.starts_with("SM-")
}

/// Returns whether a word is a title such as `Ms.`.
pub(super) fn is_title(word: &str) -> bool {
    let folded = plain(word);
    TITLES.contains(folded.as_str())
        || (word.ends_with('.') && TITLES_WITH_PERIOD.contains(folded.as_str()))
}

/// Returns whether text is a suffix such as `Jr.`, a part of the name.
pub(super) fn is_suffix(text: &str) -> bool {
    SUFFIXES.contains(plain(text).as_str())
}

/// Returns whether every word is a degree. `name` is the text before: next to a name that is not in
/// capitals, three or more capitals are a degree even if it is not a known one.
pub(super) fn is_degree_list(text: &str, name: &str) -> bool {
    let mut words = text.split([' ', ',', ';']).filter(|word| !word.is_empty()).peekable();
    let is_mixed = name.chars().any(char::is_lowercase);
    let is_capitals = |word: &str| {
        let letters = word.chars().filter(|c| c.is_alphabetic()).count();
        let is_allowed = |c: char| c.is_ascii_uppercase() || ".-/&".contains(c);
        letters >= 3 && word.chars().all(is_allowed)
    };
    words.peek().is_some()
        && words.all(|word| is_degree(word) || is_suffix(word) || (is_mixed && is_capitals(word)))
        && !is_suffix(text)
}

/// Returns whether a word is a known degree, written as one.
pub(super) fn is_degree(word: &str) -> bool {
    let bare: String = word.chars().filter(|c| *c != '.').collect();
    let folded = bare.to_lowercase();
    let is_capitals = bare.chars().all(|c| !c.is_lowercase());
    let capitals = bare.chars().filter(|c| c.is_uppercase()).count();
    (is_capitals && DEGREES.contains(folded.as_str()))
        || ((capitals >= 2 || folded.starts_with("esq")) && MIXED_DEGREES.contains(&*folded))
}
