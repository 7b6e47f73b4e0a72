//! Compares the headers of a roster with the names that columns may have.

use unicode_normalization::char::{decompose_compatible, is_combining_mark};

use super::harmless::is_filler;
use super::header_words::{KNOWN_HEADERS, LAST_FIRST_HEADERS, TIME_HEADERS};
use super::mapping::Field;
use super::part_words::part_of;
use super::table::{Cell, Row};
use super::unit::word_unit;

/// What the first name may be called after the comma in a header such as `Last, First`, besides the
/// names of [`Field::FirstName`].
const FIRST_AFTER_LAST: [&str; 5] = ["nombre", "name", "first name mi", "first mi", "first middle"];

/// Words in brackets after a header of addresses that do not name other people.
const OWN_ADDRESS: [&str; 14] = [
    "work",
    "home",
    "certificate",
    "send",
    "participant",
    "attendee",
    "student",
    "learner",
    "certificado",
    "participante",
    "obligatorio",
    "obligatoire",
    "certificat",
    "valid",
];

/// Words between the unit and the name of a category in a header.
const CATEGORY_CONNECTORS: [&str; 14] =
    ["of", "in", "for", "the", "de", "d", "du", "des", "en", "do", "da", "di", "der", "fur"];

/// How questions of forms begin that ask for a field.
const QUESTIONS: [&str; 30] = [
    "what is your ",
    "what s your ",
    "please enter your ",
    "please type your ",
    "please write your ",
    "please provide your ",
    "please state your ",
    "enter your ",
    "type your ",
    "write your ",
    "your ",
    "cual es su ",
    "cual es tu ",
    "escriba su ",
    "escribe tu ",
    "ingrese su ",
    "ingresa tu ",
    "indique su ",
    "su ",
    "tu ",
    "quel est votre ",
    "quelle est votre ",
    "indiquez votre ",
    "votre ",
    "qual e o seu ",
    "seu ",
    "sua ",
    "wie lautet ihr ",
    "ihr ",
    "ihre ",
];

/// The number of characters that are read of a header or of a word. A cell can have many more.
const MOST_READ: usize = 1000;

/// Returns the cells of a row as headers, without the empty ones at its end.
pub(super) fn headers(row: &Row) -> Vec<String> {
    let text = |cell: &Cell| cell.shown().split_whitespace().collect::<Vec<_>>().join(" ");
    let mut headers: Vec<String> = row.cells.iter().map(text).collect();
    while headers.last().is_some_and(String::is_empty) {
        headers.pop();
    }
    headers
}

/// Returns a header in lower case, without accents and punctuation.
pub(super) fn plain(header: &str) -> String {
    let header = header.char_indices().nth(MOST_READ).map_or(header, |(end, _)| &header[..end]);
    let mut plain = String::with_capacity(header.len());
    for c in header.chars() {
        // Names of people are compared with words too, so this is fast for most letters.
        match c.is_ascii() {
            true => add_plain(c, &mut plain),
            false => decompose_compatible(c, |c| add_plain(c, &mut plain)),
        }
    }
    plain.truncate(plain.trim_end().len());
    plain
}

/// Adds a letter or a digit in lower case, and one space for everything else.
fn add_plain(c: char, plain: &mut String) {
    match c {
        c if c.is_ascii_alphanumeric() => plain.push(c.to_ascii_lowercase()),
        c if !c.is_ascii() && is_combining_mark(c) => {}
        c if c.is_alphanumeric() => plain.extend(c.to_lowercase().filter(|c| c.is_alphanumeric())),
        _ if plain.is_empty() || plain.ends_with(' ') => {}
        _ => plain.push(' '),
    }
}

/// How well a header matches a list of names.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Match {
    None,
    /// The text outside the brackets is one of the names.
    WithoutBrackets,
    /// The whole header is one of the names.
    Whole,
}

/// Rates how well a header matches the names of a field.
pub(super) fn match_field(header: &str, field: &Field) -> Match {
    if is_last_first(header) {
        return if *field == Field::LastFirst { Match::Whole } else { Match::None };
    }
    match match_names(header, |name| is_name_of(field, name)) {
        // `Attendee #` counts.
        _ if *field == Field::Name && header.contains('#') => Match::None,
        // `Email (manager)` is of somebody else.
        Match::WithoutBrackets if *field == Field::Email && !is_own_in_brackets(header) => {
            Match::None
        }
        Match::None
            if Field::NAME_PARTS.contains(field) && part_of(header).as_ref() == Some(field) =>
        {
            Match::WithoutBrackets
        }
        found => found,
    }
}

/// Whether brackets after a header do not name other people: `Email (required)`.
fn is_own_in_brackets(header: &str) -> bool {
    let Some((_, inside)) = header.split_once(['(', '[']) else { return true };
    let inside = plain(inside);
    let is_own = |word: &str| is_filler(word) || OWN_ADDRESS.contains(&word);
    inside.split(' ').all(is_own)
}

/// Rates how well a header matches a time that a person attended, in any unit.
pub(super) fn match_time(header: &str) -> Match {
    match_names(header, |name| TIME_HEADERS.split(',').any(|known| known == name))
}

/// Returns whether a header is one of the names of any field.
pub(super) fn is_known_header(header: &str) -> bool {
    is_last_first(header)
        || match_time(header) != Match::None
        || KNOWN_HEADERS.iter().any(|(field, _)| match_field(header, field) != Match::None)
}

/// Rates how well a header matches the names that `is_known` accepts.
pub(super) fn match_names(header: &str, is_known: impl Fn(&str) -> bool) -> Match {
    let outside_brackets = header.split(['(', '[']).next().unwrap_or_default();
    let (whole, outside) = (plain(header), plain(outside_brackets));
    if is_known(&whole) {
        Match::Whole
    } else if is_known(&outside) || asked(&outside).is_some_and(is_known) {
        Match::WithoutBrackets
    } else {
        Match::None
    }
}

/// Returns whether a header says that the last name comes first, followed by a comma.
fn is_last_first(header: &str) -> bool {
    let whole = plain(header);
    if LAST_FIRST_HEADERS.split(',').any(|known| known == whole) || says_last_first(header) {
        return true;
    }
    header.split(['(', ')', '[', ']']).filter_map(|part| part.split_once(',')).any(
        |(last, first)| {
            let first = plain(first);
            is_name_of(&Field::LastName, &plain(last))
                && (is_name_of(&Field::FirstName, &first)
                    || FIRST_AFTER_LAST.contains(&first.as_str()))
        },
    )
}

/// Returns whether brackets say that the last name comes first: `Name (last first)`.
fn says_last_first(header: &str) -> bool {
    let Some((_, inside)) = header.split_once(['(', '[']) else { return false };
    let inside = plain(inside);
    let words: Vec<&str> = inside.split(' ').collect();
    let starts =
        matches!(words[0], "last" | "surname" | "family" | "apellido" | "apellidos" | "nom");
    let ends = words
        .last()
        .is_some_and(|word| matches!(*word, "first" | "primero" | "nombre" | "nombres" | "prenom"));
    starts && ends && inside.len() < 40
}

/// Returns what a question of a form asks for: `full name` for `What is your full name as it should
/// appear on the certificate?`. `question` is in plain letters.
fn asked(question: &str) -> Option<&str> {
    let rest = QUESTIONS.iter().find_map(|start| question.strip_prefix(start));
    let before = |text: &'_ str| text.split(" as ").next().map(str::len);
    let rest = rest.or_else(|| question.contains(" as ").then_some(question))?;
    Some(&rest[..before(rest)?])
}

fn is_name_of(field: &Field, plain_name: &str) -> bool {
    let names = KNOWN_HEADERS.iter().find(|(known, _)| known == field);
    names.is_some_and(|(_, names)| names.split(',').any(|name| name == plain_name))
}

/// Returns the words of a category's name, or of the header of a column with its hours, without
/// those that only say that hours are counted: `ethic` for `Heures d'éthique` and `Ethics hours`.
pub(super) fn category_words(name: &str) -> Vec<String> {
    let name = plain(name);
    let words = name.split(' ').map(|word| word.strip_suffix("stunden").unwrap_or(word));
    let says_more = |word: &&str| {
        !word.is_empty() && word_unit(word).is_none() && !CATEGORY_CONNECTORS.contains(word)
    };
    let singular = |word: &str| word.strip_suffix('s').unwrap_or(word).to_owned();
    words.filter(says_more).map(singular).collect()
}
