//! What is said beside the list: notes on its cells, and text on the other sheets of its workbook.
//! Either may say who did not come, so the user is asked once.

use std::collections::{BTreeSet, HashMap, HashSet};

use super::attendance_values::{Meaning, Value, denies_whole};
use super::headers::plain;
use super::known_facts::PlainFacts;
use super::names::excerpt;
use super::statements::{Statement, denies, ignore, quote};
use super::table::{CellNote, Row, Table, column_letters, text_of};
use super::{Options, Roster, finding};
use crate::diagnostic::Code;
use crate::shell::in_quotes;

/// The letters of a word that can be a part of a name by itself.
const MIN_PART: usize = 3;

/// The notes on the cells of a sheet.
pub(super) struct NotesOnCells {
    sheet: String,
    notes: Vec<CellNote>,
    /// The rows of people that have notes.
    noted: BTreeSet<u32>,
}

impl NotesOnCells {
    /// Takes the notes of a table whose header ends in a row.
    pub(super) fn take(table: &mut Table, header: u32) -> Self {
        let notes = std::mem::take(&mut table.notes);
        let is_noted = |row: u32| notes.binary_search_by_key(&row, |note| note.row).is_ok();
        let below = table.rows.iter().map(|row| row.number).filter(|row| *row > header);
        let noted = match notes.is_empty() {
            true => BTreeSet::new(),
            false => below.filter(|row| is_noted(*row)).collect(),
        };
        Self { sheet: table.sheet.clone().unwrap_or_default(), notes, noted }
    }

    /// Reports the notes, except those on rows of people that were left out. `rows` are the others.
    pub(super) fn check(&self, rows: &[Row], options: &Options, roster: &mut Roster) {
        if self.notes.is_empty() {
            return;
        }
        let kept: HashSet<u32> = rows.iter().map(|row| row.number).collect();
        let is_left_out = |row: &u32| self.noted.contains(row) && !kept.contains(row);
        let asks = |note: &&CellNote| {
            let matters = !options.is_for_badges() || denies(&note.text, options);
            matters && !is_left_out(&note.row) && !options.ignores(&note.text)
        };
        let statement = |note: &CellNote| Statement {
            text: note.text.clone(),
            place: format!("{}!{}{}", self.sheet, column_letters(note.column), note.row),
        };
        let asked: Vec<Statement> = self.notes.iter().filter(asks).map(statement).collect();
        if asked.is_empty() {
            return;
        }
        let noun = if asked.len() == 1 { "a cell has a note" } else { "cells have notes" };
        let message = format!("{noun}, which may say who came: {}", quote(&asked));
        let hint = format!(
            "change the list by what the notes say; if that is done, or if they do not matter, \
             add `{}`",
            ignore(&asked)
        );
        roster.report(finding(Code::RosterStatus, message, hint));
    }
}

/// Reports the text on other sheets that names people of the list, or says that people did not
/// come.
pub(super) fn check_other_sheets(
    table: &Table,
    facts: &PlainFacts,
    options: &Options,
    roster: &mut Roster,
) {
    if table.other_sheets.is_empty() {
        return;
    }
    let (what, beside) = match table.is_json {
        true => ("list", "something beside the list"),
        false => ("sheet", "another sheet"),
    };
    let names = NamesThere::of(&table.other_sheets, roster);
    let singles_out = names.single_out(&table.other_sheets);
    let mut asked = Vec::new();
    for sheet in &table.other_sheets {
        let reader = SheetReader::of(sheet, &names, facts, singles_out);
        let name = sheet.sheet.clone().unwrap_or_default();
        if denies(&name, options) && !sheet.rows.is_empty() {
            asked.push(Statement { text: name, place: format!("name of a {what}") });
            continue;
        }
        for row in sheet.rows.iter().filter(|row| reader.asks(row)) {
            let texts = row.cells.iter().map(|cell| cell.shown().trim().to_owned());
            let texts: Vec<String> = texts.filter(|text| !text.is_empty()).collect();
            let place = match table.is_json {
                true => format!("in `{name}`"),
                false => format!("{name}!{}", row.number),
            };
            asked.push(Statement { text: texts.join(", "), place });
        }
    }
    if asked.is_empty() {
        return;
    }
    let message = format!("{beside} may say who came: {}", quote(&asked));
    let list = table.sheet.as_ref().or(table.list.as_ref()).map_or("", String::as_str);
    let hint = format!(
        "change the list by what it says; if that is done, or if only the {what} `{}` counts, add \
         `--sheet {}`",
        excerpt(list),
        in_quotes(list)
    );
    roster.report(finding(Code::RosterSheet, message, hint));
}

/// A name or an address without its first word, in plain letters.
struct WholeName {
    rest: String,
    /// The index of the person.
    person: usize,
}

/// The names of the list that may occur on other sheets, in plain letters.
struct NamesThere {
    /// Whole names of several words and addresses, each without its first word, by this word. A
    /// name is there in each order, such as `Tester, Bo`.
    whole: HashMap<String, Vec<WholeName>>,
    /// The number of people.
    people: usize,
    /// The words of names.
    parts: HashSet<String>,
}

impl NamesThere {
    fn of(sheets: &[Table], roster: &Roster) -> Self {
        let rows = sheets.iter().flat_map(|sheet| &sheet.rows);
        let texts = rows.flat_map(|row| row.cells.iter().filter_map(text_of)).map(plain);
        let words: HashSet<String> =
            texts.flat_map(|text| text.split(' ').map(str::to_owned).collect::<Vec<_>>()).collect();
        let mut names = Self { whole: HashMap::new(), people: 0, parts: HashSet::new() };
        if words.is_empty() {
            return names;
        }
        let people = roster.people.iter().map(|person| (&person.name, person.email.as_deref()));
        let rejected = roster.rejected.iter().map(|row| (&row.name, None));
        for (person, (name, email)) in people.chain(rejected).enumerate() {
            names.people = person + 1;
            let name = plain(name);
            let there = |word: &&str| word.chars().count() >= MIN_PART && words.contains(*word);
            names.parts.extend(name.split(' ').filter(there).map(str::to_owned));
            names.add(&name, person, &words);
            let parts: Vec<&str> = name.split(' ').collect();
            for at in 1..parts.len() {
                names.add(&[&parts[at..], &parts[..at]].concat().join(" "), person, &words);
            }
            names.add(&plain(email.unwrap_or_default()), person, &words);
        }
        names
    }

    /// Adds a name or an address whose words are all there.
    fn add(&mut self, name: &str, person: usize, words: &HashSet<String>) {
        let Some((first, rest)) = name.split_once(' ') else { return };
        if name.split(' ').all(|word| words.contains(word)) {
            let rest = rest.to_owned();
            self.whole.entry(first.to_owned()).or_default().push(WholeName { rest, person });
        }
    }

    /// Whether sheets name some of the people and not the others.
    fn single_out(&self, sheets: &[Table]) -> bool {
        let rows = sheets.iter().flat_map(|sheet| &sheet.rows);
        let texts = rows
            .map(|row| plain(&row.cells.iter().filter_map(text_of).collect::<Vec<_>>().join(" ")));
        let named: HashSet<usize> = texts.flat_map(|text| self.beside(&text).1).collect();
        !named.is_empty() && named.len() < self.people
    }

    /// Returns the words of a text in plain letters that are not part of a whole name, and the
    /// people whose names it has.
    fn beside<'a>(&self, text: &'a str) -> (Vec<&'a str>, Vec<usize>) {
        let (mut words, mut people) = (Vec::new(), Vec::new());
        let mut rest = text;
        while !rest.is_empty() {
            let (word, after) = rest.split_once(' ').unwrap_or((rest, ""));
            let is_next = |name: &&WholeName| {
                after
                    .strip_prefix(name.rest.as_str())
                    .is_some_and(|it| it.is_empty() || it.starts_with(' '))
            };
            let name = self.whole.get(word).and_then(|names| names.iter().find(is_next));
            match name {
                Some(name) => {
                    people.push(name.person);
                    rest = after[name.rest.len()..].trim_start();
                }
                None => {
                    words.push(word);
                    rest = after;
                }
            }
        }
        (words, people)
    }
}

/// How the rows of another sheet are read.
struct SheetReader<'a> {
    names: &'a NamesThere,
    facts: &'a PlainFacts,
    /// The columns that list the values that a status can have.
    values: HashSet<usize>,
    has_name: bool,
    /// Whether the sheets name some of the people and not the others.
    singles_out: bool,
}

impl<'a> SheetReader<'a> {
    fn of(sheet: &Table, names: &'a NamesThere, facts: &'a PlainFacts, singles_out: bool) -> Self {
        let cells = || {
            let rows = sheet.rows.iter();
            rows.flat_map(|row| row.cells.iter().enumerate())
                .filter_map(|(at, cell)| Some((at, text_of(cell)?)))
        };
        let is_value = |text: &str| {
            matches!(
                Value::new(text, 1).says,
                Meaning::Came | Meaning::Registered | Meaning::Participant
            )
        };
        let values = cells().filter(|(_, text)| is_value(text)).map(|(at, _)| at).collect();
        let has_name = cells().any(|(_, text)| !names.beside(&plain(text)).1.is_empty());
        Self { names, facts, values, has_name, singles_out }
    }

    /// Whether a row says something about people of the list.
    fn asks(&self, row: &Row) -> bool {
        let texts = || row.cells.iter().filter_map(text_of);
        let whole = plain(&texts().collect::<Vec<_>>().join(" "));
        let (beside, people) = self.names.beside(&whole);
        if !people.is_empty() && (self.singles_out || self.says_something(&beside)) {
            return true;
        }
        let is_explained = texts().count() > 1;
        let cells = row.cells.iter().enumerate();
        cells
            .filter_map(|(at, cell)| Some((at, text_of(cell)?)))
            .any(|(at, text)| self.denies(at, text, is_explained) || self.names_in_a_sentence(text))
    }

    /// Whether words are more than known facts.
    fn says_something(&self, words: &[&str]) -> bool {
        !words.is_empty() && !self.facts.explains(&words.join(" "))
    }

    /// Whether a text says that people did not come. In a list of the values that there are, it
    /// does not; and a single status says it only beside names, or what it means.
    fn denies(&self, column: usize, text: &str, is_explained: bool) -> bool {
        let is_alone = || denies_whole(&plain(text), true);
        Value::new(text, 1).says == Meaning::Denied
            && !self.values.contains(&column)
            && (self.has_name || is_explained || !is_alone())
    }

    /// Whether a sentence has a part of a name, as in `Certify only Ana`. One in capitals alone,
    /// such as `Grant County`, is a title.
    fn names_in_a_sentence(&self, text: &str) -> bool {
        let words = || text.split_whitespace();
        let is_name = |word: &str| {
            word.starts_with(char::is_uppercase) && self.names.parts.contains(&plain(word))
        };
        let others: Vec<String> =
            words().filter(|word| !is_name(word)).map(plain).filter(|it| !it.is_empty()).collect();
        let others: Vec<&str> = others.iter().map(String::as_str).collect();
        words().any(is_name)
            && words().any(|word| word.starts_with(char::is_lowercase))
            && self.says_something(&others)
    }
}
