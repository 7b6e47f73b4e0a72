//! Rows that cannot be people: totals, counts, notes, repeated headers, titles of sections, and
//! words that stand where no name is known.

use std::collections::HashSet;

use super::common_words::{COMMON, ORGANIZATIONS, is_common};
use super::finding;
use super::headers::plain;
use super::labels::{is_place_or_group, is_section, is_subtotal};
use super::mapping::{Field, Mapping};
use super::name_notes::has_note_after;
use super::name_words::{
    ABSENCES, CONNECTORS, COUNTED, NOTE_STARTS, PLACEHOLDERS, SECTIONS, SENTENCE_WORDS, TOTALS,
    sounds_like_name,
};
use super::names::excerpt;
use super::oddities::keep_row_hint;
use super::table::{Cell, Row};
use super::{Options, Roster};
use crate::diagnostic::{Code, Finding};

/// A row with one filled cell is a title or a note if most rows have at least this many.
const MIN_WIDTH: usize = 3;

/// The maximum length of the title of a section, in bytes.
const MAX_TITLE: usize = 60;

/// What is counted, and what people are called too.
const MAY_BE_NAMES: [&str; 6] = ["min", "person", "row", "present", "hour", "entry"];

/// Words in lower case that names have.
const PARTICLES: [&str; 24] = [
    "de", "del", "la", "las", "los", "y", "e", "i", "da", "do", "dos", "das", "van", "von", "der",
    "den", "di", "du", "le", "bin", "ibn", "al", "el", "of",
];

const DELETE: &str = "delete the row";

/// What may stand for a person who took part.
const NOT_A_NAME: &str = "is not the name of a person";
const NOT_A_PERSON: &str = "may be a place, a group, or a job, and not a person";

/// What the rows of a list have in common.
#[derive(Debug, Default)]
pub(super) struct Shape {
    /// How many cells most rows have filled.
    width: usize,
    /// The columns for parts of names, in order, each with its header in plain letters.
    names: Vec<(usize, String)>,
}

impl Shape {
    pub(super) fn of(rows: &[Row], mapping: &Mapping) -> Self {
        let columns = mapping.name_fields().filter_map(|field| mapping.places.get(&field));
        let names = columns.map(|column| (*column, plain(mapping.header_at(*column)))).collect();
        let full: Vec<&Row> = rows.iter().filter(|row| count_filled(row) > 1).collect();
        let is_often_filled = |column: &usize| {
            full.iter().filter(|row| !row.cell(*column).is_blank()).count() * 5 >= full.len() * 4
        };
        // If many rows have one filled cell, that says nothing about a row.
        let is_usual = full.len() * 2 > rows.len();
        let columns = 0..mapping.header.len();
        let width = columns.filter(|at| is_usual && is_often_filled(at)).count();
        Self { width, names }
    }

    /// Returns the finding for a row that cannot be a person, or `None` if it may be one.
    pub(super) fn check(&self, row: &Row) -> Option<Finding> {
        let (mut texts, mut folded, mut is_header) = (Vec::new(), Vec::new(), true);
        for (column, header) in &self.names {
            match row.cell(*column) {
                Cell::Text(text) if !text.trim().is_empty() => {
                    let plain = plain(text);
                    is_header &= plain == *header;
                    texts.push(text.trim());
                    folded.push(plain);
                }
                cell if cell.is_blank() => {}
                _ => return None,
            }
        }
        if texts.is_empty() {
            let mut cells = row.cells.iter().filter(|cell| matches!(cell, Cell::Text(_)));
            let shown = cells.find(|cell| sums_up(&plain(&cell.shown())))?.shown().into_owned();
            return Some(not_a_person(&shown, "is a total of other rows, not a person", None));
        }
        let whole = || texts.join(" ");
        if is_header {
            return Some(not_a_person(&whole(), "repeats the header", None));
        }
        let mut parts = texts.iter().zip(&folded);
        if parts.all(|(text, folded)| stands_for_none(text, folded)) {
            let message = format!("`{}` stands for a missing name", excerpt(&whole()));
            let hint = keep_row_hint("add the name, or delete the row", &whole());
            return Some(finding(Code::RosterNotPerson, message, hint));
        }
        let filled = count_filled(row);
        let what = match texts[..] {
            [text] => self.describe(text, &folded[0], filled),
            _ => self.describe(&whole(), &folded.join(" "), filled),
        }?;
        Some(not_a_person(&whole(), what, Some(&whole())))
    }

    /// Returns what a text is that no person is called, as the end of a sentence. `folded` is the
    /// text in plain letters, and `filled` the number of filled cells in its row.
    fn describe(&self, text: &str, folded: &str, filled: usize) -> Option<&'static str> {
        if sums_up(folded) || is_subtotal(folded) {
            return Some("is a total of other rows, not a person");
        }
        if is_note(text, folded) && !has_note_after(text) {
            return Some("is a note, not a name");
        }
        if is_section(folded) || (filled == 1 && SECTIONS.contains(folded)) {
            return Some("is the title of a section or a number, not a name");
        }
        if is_common(folded) {
            return Some(NOT_A_NAME);
        }
        if is_place_or_group(folded) {
            return Some(NOT_A_PERSON);
        }
        if ABSENCES.contains(folded) || (filled == 1 && says_absent(folded)) {
            return Some("says who did not come, and is not a name");
        }
        let is_alone = filled == 1 && self.width >= MIN_WIDTH;
        is_alone.then_some("is alone in its row, so it may be a title or a note")
    }
}

/// Reports the rows that start another list: the title of a section, such as one of people who did
/// not come, or another header. What they mean for the rows below is the user's decision. Removes
/// the titles.
pub(super) fn check_sections(rows: &mut Vec<Row>, options: &Options, roster: &mut Roster) {
    let mapping = &roster.mapping;
    let header: Vec<String> = mapping.header.iter().map(|name| plain(name)).collect();
    let is_same = |row: &Row| {
        let mut filled = (0..header.len()).filter(|at| !row.cell(*at).is_blank());
        filled.all(|at| plain(&row.cell(at).shown()) == header[at])
    };
    let shape = Shape::of(rows, mapping);
    let last = rows.iter().rposition(|row| count_filled(row) > 1).unwrap_or(0);
    let (mut messages, mut titles) = (Vec::new(), Vec::new());
    for row in &rows[..last] {
        let number = row.number;
        if let Some(title) = shape.title(row, options, mapping) {
            let shown = excerpt(title);
            messages.push(format!("row {number} says `{shown}`, and people are listed below it"));
            titles.push(number);
        } else if count_filled(row) > 1
            && may_be_header(row)
            && options.score(std::slice::from_ref(row), 0) > 1
            && !is_same(row)
        {
            messages.push(format!("row {number} looks like another header, of another list"));
        }
    }
    for message in messages {
        let hint = "delete that row if the people below it are to be certified like the others; \
                    otherwise move the rows below it to a file of their own, or delete them; if it \
                    is the row of a person, fill it in";
        roster.report(finding(Code::RosterHeader, message, hint));
    }
    rows.retain(|row| !titles.contains(&row.number));
}

fn count_filled(row: &Row) -> usize {
    row.cells.iter().filter(|cell| !cell.is_blank()).count()
}

impl Shape {
    /// Returns the text of a row that is the title of a section: the only one in its row, where the
    /// rows of people have more.
    fn title<'a>(&self, row: &'a Row, options: &Options, mapping: &Mapping) -> Option<&'a str> {
        let mut filled = row.cells.iter().enumerate().filter(|(_, cell)| !cell.is_blank());
        let (Some((at, Cell::Text(text))), None) = (filled.next(), filled.next()) else {
            return None;
        };
        let folded = plain(text);
        let has_letters = folded.contains(char::is_alphabetic);
        // Without a number, what is counted is the title of a section: `Absent`.
        let is_total = sums_up(&folded) && !COUNTED.contains(&*folded);
        if !has_letters || is_total || options.right_names.contains(text.trim()) {
            return None;
        }
        let is_name = self.names.iter().any(|(column, _)| *column == at);
        // A person may lack the one other fact that a short list has, but not the hours.
        let is_person = is_name && !mapping.has(&Field::Hours) && !is_unlike_name(text);
        let is_title = match self.width {
            0 | 1 => is_name && says_absent(&folded) && text.len() < MAX_TITLE,
            2 => !is_person,
            _ => true,
        };
        is_title.then_some(text)
    }
}

/// Returns whether a text is hardly the name of a person: one word, a word that no person is
/// called, or one in lower case that names do not have.
fn is_unlike_name(text: &str) -> bool {
    let is_lower = |word: &str| {
        word.starts_with(char::is_lowercase) && !PARTICLES.contains(&plain(word).as_str())
    };
    let folded = plain(text);
    let is_known = |word: &str| {
        let lists = [&TOTALS, &COUNTED, &COMMON, &ORGANIZATIONS];
        word.len() >= 4 && lists.iter().any(|list| list.contains(word))
    };
    !folded.contains(' ')
        || folded.contains(char::is_numeric)
        || folded.split(' ').any(is_known)
        || text.split_whitespace().any(is_lower)
}

/// Reports the rows without an address where most have one, if their names are hardly those of
/// people: totals, averages, and notes. Someone who is in another list with an address is a person.
pub(super) fn check_without_address(lists: &mut [Roster], options: &Options) {
    let with_address = |list: &Roster| -> Vec<String> {
        let people = list.people.iter().filter(|person| person.email.is_some());
        people.map(|person| plain(&person.name)).collect()
    };
    let known: HashSet<String> = lists.iter().flat_map(with_address).collect();
    for list in lists.iter_mut().filter(|list| list.mapping.has(&Field::Email)) {
        let count = list.people.iter().filter(|person| person.email.is_some()).count();
        if options.is_for_badges() || count * 2 < list.people.len() {
            continue;
        }
        for person in std::mem::take(&mut list.people) {
            let is_person = person.email.is_some()
                || !is_unlike_name(&person.name)
                || options.right_names.contains(&person.name)
                || known.contains(&plain(&person.name));
            if is_person {
                list.people.push(person);
                continue;
            }
            let message = format!(
                "`{}` has no address, unlike the other rows, and may not be a person",
                excerpt(&person.name)
            );
            let hint = keep_row_hint("delete the row, or add the address", &person.name);
            let place = list.place(person.row, person.line, Some(&Field::Email));
            list.reject(person, vec![finding(Code::RosterNotPerson, message, hint).at(place)]);
        }
    }
}

/// Returns whether a row has no digits and no address, as most rows of people have, and a header of
/// names.
fn may_be_header(row: &Row) -> bool {
    let is_text = |cell: &Cell| match cell {
        Cell::Text(text) => !text.contains(|c: char| c.is_ascii_digit() || c == '@'),
        cell => cell.is_blank(),
    };
    let is_name = |cell: &Cell| matches!(cell, Cell::Text(text) if sounds_like_name(text));
    row.cells.iter().all(is_text) && row.cells.iter().any(is_name)
}

/// Returns whether a text that is alone in its row is the title of people who did not come, as
/// `No-shows (3)` is.
fn says_absent(folded: &str) -> bool {
    let starts = |phrase: &&&str| {
        let rest = folded.strip_prefix(**phrase);
        rest.is_some_and(|rest| rest.is_empty() || rest.starts_with(' '))
    };
    ABSENCES.iter().any(|phrase| starts(&phrase)) || folded.contains("did not attend")
}

fn not_a_person(text: &str, what: &str, name: Option<&str>) -> Finding {
    let message = format!("`{}` {what}", excerpt(text));
    let fix = match what {
        NOT_A_NAME | NOT_A_PERSON => "delete the row, or write the name of the person",
        _ => DELETE,
    };
    let hint = name.map_or_else(|| fix.to_owned(), |name| keep_row_hint(fix, name));
    finding(Code::RosterNotPerson, message, hint)
}

/// Returns whether a text stands where no name is known, such as `N/A`. Short forms that are also
/// names, such as `Na` and `Nan`, count only in capitals or in lower case.
pub(super) fn is_placeholder(text: &str) -> bool {
    stands_for_none(text, &plain(text))
}

/// Does what [`is_placeholder`] does for a text that is also given in plain letters.
fn stands_for_none(text: &str, folded: &str) -> bool {
    if !PLACEHOLDERS.contains(folded) {
        return false;
    }
    let is_like_name = text.chars().next().is_some_and(char::is_uppercase)
        && text.chars().skip(1).all(|c| !c.is_uppercase());
    match folded {
        "na" | "nan" | "nat" | "nd" => !is_like_name,
        "n a" | "n d" | "s n" | "s d" | "k a" => text.contains('/') || text == text.to_lowercase(),
        _ => true,
    }
}

/// Returns whether every word is a total, a number, or what is counted.
fn sums_up(folded: &str) -> bool {
    let (mut has_total, mut has_number, mut has_counted) = (false, false, false);
    for word in folded.split(' ') {
        if word.chars().all(char::is_numeric) {
            has_number = true;
        } else if TOTALS.contains(word) {
            has_total = true;
        } else if COUNTED.contains(word) {
            has_counted = true;
        } else if !CONNECTORS.contains(word) {
            return false;
        }
    }
    has_total || (has_counted && (has_number || !MAY_BE_NAMES.contains(&folded)))
}

fn is_note(text: &str, folded: &str) -> bool {
    let first = folded.split(' ').next().unwrap_or_default();
    let words = text.split(' ');
    NOTE_STARTS.contains(first)
        || text.starts_with(['*', '†', '•', '©'])
        || has_date(text)
        || words.skip(1).any(|word| SENTENCE_WORDS.contains(word.trim_end_matches(['.', ',', ':'])))
}

/// Returns whether a text contains a date such as `2026-10-05` or `10/5/26`.
fn has_date(text: &str) -> bool {
    let is_date = |word: &str| {
        let parts: Vec<&str> = word.split(['-', '/', '.']).collect();
        let is_number = |part: &&str| part.len() <= 4 && part.parse::<u16>().is_ok();
        let short = parts.iter().filter(|part| part.len() <= 2).count();
        parts.len() == 3 && short >= 2 && parts.iter().all(is_number)
    };
    text.bytes().any(|byte| byte.is_ascii_digit()) && text.split([' ', ',', ':']).any(is_date)
}
