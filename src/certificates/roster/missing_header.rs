//! What to say about a list without a header for names, and how to go on.

use super::header_findings::suggest_header;
use super::header_row::is_name_like;
use super::headers::{headers, is_known_header};
use super::mapping::Field;
use super::names::excerpt;
use super::table::{Cell, Row, Table};
use super::{Options, finding};
use crate::diagnostic::{Code, Finding};

/// The number of headers that a message quotes.
const MAX_QUOTED: usize = 8;

/// The number of rows by which columns of names are looked for.
const MAX_SAMPLE: usize = 60;

/// The finding for a list in which no header row was found.
pub(super) fn missing_header(table: &Table, options: &Options) -> Finding {
    let Some(first) = table.rows.iter().find(|row| !row.is_blank()) else {
        let hint = "check that this is the right file, and save the list again";
        return finding(Code::RosterFile, "the list is empty", hint);
    };
    let header = headers(first);
    let first_rows = || table.rows.iter().take(MAX_SAMPLE).map(headers);
    let is_missing =
        |column: &&String| first_rows().all(|row| options.columns_called(column, &row).is_empty());
    if let Some(column) = options.columns.values().find(is_missing) {
        let message = format!("no row has a column `{}`", excerpt(column));
        return finding(Code::RosterHeader, message, suggest_header(column, &header));
    }
    if let Some(finding) = unknown_header(table, options) {
        return finding;
    }
    let row = options.find_person(&table.rows).or_else(|| first_of_names(table));
    if let Some(row) = row {
        let message = format!("row {row} is a person, so the list has no header");
        let hint = "add a header row such as `Name`, `Email`, `Hours` above the people";
        return finding(Code::RosterHeader, message, hint);
    }
    let place = match table.is_json {
        true => "the fields are".to_owned(),
        false => format!("row {} has", first.number),
    };
    let message = format!("the list has no header for names; {place} {}", quoted(first));
    let hint = "add a header row such as `Name`, `Email`, `Hours`, or name the column: \
                `--column name=\"…\"`";
    finding(Code::RosterHeader, message, hint)
}

/// Returns the number of the first row of a list that has nothing but names.
fn first_of_names(table: &Table) -> Option<u32> {
    let has_name = |row: &Row| {
        let mut filled = row.cells.iter().filter(|cell| !cell.is_blank());
        filled.next().is_some_and(|cell| is_name_like(&cell.shown())) && filled.next().is_none()
    };
    let mut rows = table.rows.iter().filter(|row| !row.is_blank()).take(MAX_SAMPLE).peekable();
    let first = rows.peek()?.number;
    let is_list = table.rows.len() > 1 && !table.is_json;
    (is_list && rows.all(has_name)).then_some(first)
}

/// Returns the finding for a list that has a header row above its people, in which no column for
/// names is known.
fn unknown_header(table: &Table, options: &Options) -> Option<Finding> {
    let index = options.find_person_index(&table.rows).and_then(|index| index.checked_sub(1));
    let has_known = |row: &&Row| headers(row).iter().any(|name| is_known_header(name));
    let is_above = |index: &usize| is_header_like(&table.rows[*index]);
    let with_known = || table.rows.iter().take(MAX_SAMPLE).position(|row| has_known(&row));
    let index = index.filter(is_above).or_else(|| with_known().filter(is_above))?;
    let (row, below) = (&table.rows[index], &table.rows[index + 1..]);
    if options.columns.keys().any(Field::is_name) || below.is_empty() {
        return None;
    }
    let message = match table.is_json {
        true => format!("no field is known to hold names; the fields are {}", quoted(row)),
        false => {
            format!("no header in row {} is known to be for names: {}", row.number, quoted(row))
        }
    };
    Some(finding(Code::RosterHeader, message, name_hint(row, below)))
}

/// Returns whether a row could be a header: two or more texts, without numbers or addresses.
fn is_header_like(row: &Row) -> bool {
    let filled: Vec<&Cell> = row.cells.iter().filter(|cell| !cell.is_blank()).collect();
    let is_label = |cell: &&Cell| match cell {
        Cell::Text(text) => text.chars().any(char::is_alphabetic) && !text.contains('@'),
        _ => false,
    };
    filled.len() > 1 && filled.iter().all(is_label)
}

/// Says with which options the columns of names can be named, by the values that they have.
fn name_hint(header: &Row, below: &[Row]) -> String {
    let is_word = |text: &str| {
        let is_letter = |c: char| c.is_alphabetic() || "-'’. ".contains(c);
        text.chars().next().is_some_and(char::is_uppercase) && text.chars().all(is_letter)
    };
    let columns_with = |fits: &dyn Fn(&str) -> bool| -> Vec<String> {
        let holds = |column: &usize| {
            let texts = below.iter().take(MAX_SAMPLE).map(|row| row.cell(*column).shown());
            let filled: Vec<_> = texts.filter(|text| !text.trim().is_empty()).collect();
            let fitting = filled.iter().filter(|text| fits(text.trim())).count();
            fitting * 5 > filled.len() * 3
        };
        let names = headers(header);
        let is_open = |column: &usize| {
            !names[*column].is_empty() && !is_known_header(&names[*column]) && holds(column)
        };
        (0..names.len()).filter(is_open).map(|column| excerpt(&names[column])).collect()
    };
    let whole = columns_with(&is_name_like);
    if !whole.is_empty() {
        let options: Vec<String> =
            whole.iter().map(|name| format!("`--column name=\"{name}\"`")).collect();
        return format!("name the column with the names: {}", options.join(" or "));
    }
    match &columns_with(&is_word)[..] {
        [first, last, ..] => format!(
            "name the columns with the names: `--column first-name=\"{first}\" --column \
             last-name=\"{last}\"`, or the other way around"
        ),
        _ => "name the column with the names: `--column name=\"…\"`".to_owned(),
    }
}

fn quoted(row: &Row) -> String {
    let header = headers(row);
    let filled = header.iter().filter(|name| !name.is_empty()).take(MAX_QUOTED);
    filled.map(|name| format!("`{}`", excerpt(name))).collect::<Vec<_>>().join(", ")
}
