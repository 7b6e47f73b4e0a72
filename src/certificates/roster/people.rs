//! Reads the people below the header of a table.

use std::collections::HashSet;

use rayon::prelude::*;

use super::address_owners::check_owners;
use super::addresses::{check_whose_addresses, reject_known_others};
use super::adopted::adopt_columns;
use super::asides::{NotesOnCells, check_other_sheets};
use super::columns::HeaderCells;
use super::contradicted::Contradictions;
use super::header_findings::second_header;
use super::headers::headers;
use super::known_facts::PlainFacts;
use super::mapping::{Field, Mapping};
use super::missing_header::missing_header;
use super::name_case::habits_of_case;
use super::name_order::resolve_order;
use super::name_parts::check_unused_parts;
use super::name_shapes::has_digits_in_words;
use super::names::{NameHabits, first_last};
use super::not_people::{Shape, check_sections};
use super::only_joins::only_joins;
use super::row::{RowContext, read_row};
use super::session_days::check_days;
use super::statements::check_statements;
use super::table::{Cell, Merge, Row, Table, column_letters};
use super::times::TimeColumns;
use super::units::resolve_units;
use super::workbook::MAX_COLUMNS;
use super::{Options, Roster, attendance, finding};
use crate::diagnostic::Code;

/// A list with this many names shows how it writes them.
const MANY_NAMES: usize = 20;

/// The number of rows that are read at once.
const ROWS_AT_ONCE: usize = 4096;

/// Reads every row below the header into `roster`.
pub(super) fn read_people(mut table: Table, options: &Options, roster: &mut Roster) {
    roster.is_json = table.is_json;
    roster.delimiter = table.delimiter;
    let Some(index) = options.find_header(&table.rows) else {
        return roster.report(missing_header(&table, options));
    };
    if let Some(finding) = options.people_above(&table.rows, index) {
        return roster.report(finding);
    }
    let width = headers(&table.rows[index]).len();
    if table.sheet.is_some() && width > MAX_COLUMNS {
        let message =
            format!("the list has {width} columns, more than the {MAX_COLUMNS} it may have");
        let hint = "copy the columns that are needed into a new workbook";
        return roster.report(finding(Code::RosterFile, message, hint));
    }
    // If cells of the header are merged with cells below, the next rows belong to the header.
    let header = table.rows[index].number;
    let last = last_header_row(&table, header);
    let notes_on_cells = NotesOnCells::take(&mut table, last);
    let mut rows = table.rows.split_off(index + 1);
    rows.retain(|row| row.number > last && !row.is_blank());
    roster.stated.add_block(&table.rows[..index]);
    let notes = options.keep_block(&table.rows[index], &mut rows);
    match options.map_columns(&table.rows[index], &rows) {
        Ok(mapping) => roster.mapping = Mapping { sheet: table.sheet.clone(), notes, ..mapping },
        Err(findings) => return findings.into_iter().for_each(|finding| roster.report(finding)),
    }
    if let Some(finding) = second_header(&rows, &roster.mapping) {
        return roster.report(finding);
    }
    if let Some(finding) = only_joins(options, &roster.mapping) {
        return roster.report(finding);
    }
    remove_numbered(&mut rows, roster);
    check_unnamed_columns(&table, header, &rows, roster);
    if rows.is_empty() {
        let hint = "add the people who took part, or use another file";
        roster.report(finding(Code::RosterFile, "the roster is empty below its header", hint));
    }
    adopt_columns(&rows, options, &mut roster.mapping);
    ignore_row_counter(&rows, options, roster);
    let facts = PlainFacts::of(&options.facts);
    attendance::choose_rows(&mut rows, &facts, options, roster);
    check_days(&table.rows[..index], &rows, options, roster);
    let lines = (&table.rows[..index], &table.rows[index], &rows[..]);
    check_statements(&table, lines, &facts, options, roster);
    notes_on_cells.check(&rows, options, roster);
    if !options.is_for_badges() {
        resolve_units(&rows, options, roster);
    }
    check_unused_parts(&rows, options, roster);
    check_whose_addresses(&rows, options, roster);
    check_owners(&rows, options, roster);
    roster.keep_one_question();
    check_sections(&mut rows, options, roster);
    let times = TimeColumns::of(&roster.mapping);
    roster.stated.add_days(&rows, &times);
    let habits = NameHabits {
        may_have_comma: may_have_comma(&rows, options, roster),
        may_have_digits: have_digits(&rows, roster),
        ..habits_of_case(&rows, options, roster)
    };
    let context = RowContext {
        categories: options.category_fields().collect(),
        shape: Shape::of(&rows, &roster.mapping),
        times,
        contradictions: Contradictions::of(&rows, times, &roster.mapping, &options.facts),
        order: resolve_order(&rows, options, roster),
        right_names: &options.right_names,
        data_names: &options.data_names,
        habits,
        training_hours: options.facts.training_hours,
        // What is unclear about the whole column is asked once.
        most_hours: options
            .facts
            .most_in_list(options.list_count)
            .filter(|_| roster.unit_finding.is_none()),
        is_for_badges: options.is_for_badges(),
    };
    read_rows(rows, &context, roster);
    check_other_sheets(&table, &facts, options, roster);
    if !options.is_for_badges() {
        reject_known_others(options, roster);
    }
}

/// Reads the rows on all cores. A part of them is dropped once it is read: there can be many.
fn read_rows(rows: Vec<Row>, context: &RowContext<'_>, roster: &mut Roster) {
    let mut rows = rows.into_iter();
    loop {
        let part: Vec<Row> = rows.by_ref().take(ROWS_AT_ONCE).collect();
        if part.is_empty() {
            return;
        }
        let read: Vec<_> = part.par_iter().map(|row| read_row(row, roster, context)).collect();
        for (person, findings) in read {
            roster.findings.extend(findings);
            match person {
                Ok(person) => roster.people.push(person),
                Err(rejected) => roster.rejected.push(rejected),
            }
        }
    }
}

impl Options {
    /// Removes the rows below a header that belong to another block of an export, and those that
    /// the program added. Returns what was removed, for the user to see.
    fn keep_block(&self, header: &Row, rows: &mut Vec<Row>) -> Vec<String> {
        let cells = HeaderCells::new(self, header);
        let Some(export) = cells.export else { return Vec::new() };
        let mut notes = Vec::new();
        if let Some(end) = rows.iter().position(|row| export.ends_at(row)) {
            let title = rows[end].cell(0).shown().trim().to_owned();
            notes.push(format!("not read: `{title}`, from row {} on", rows[end].number));
            rows.truncate(end);
        }
        let added: Vec<u32> =
            rows.iter().filter(|row| cells.is_added(row)).map(|row| row.number).collect();
        if !added.is_empty() {
            let numbers = added.iter().map(u32::to_string).collect::<Vec<_>>().join(", ");
            notes.push(format!("not read: row {numbers}, which {} adds", export.name));
            rows.retain(|row| !added.contains(&row.number));
        }
        notes
    }
}

/// Returns the last row of the header, which can have cells merged with the rows below.
fn last_header_row(table: &Table, header: u32) -> u32 {
    let merges = table.merges.iter();
    let touching = merges.filter(|merge| merge.rows.0 <= header && header <= merge.rows.1);
    touching.map(|merge| merge.rows.1).max().unwrap_or(header)
}

/// Reports columns without a header that are not empty, next to a column for names or below a
/// merged header: either column could be the right one.
fn check_unnamed_columns(table: &Table, header: u32, rows: &[Row], roster: &mut Roster) {
    for (field, column) in roster.mapping.places.clone() {
        let next = column + 1;
        let is_merged = table.merges.iter().any(|merge| covers(merge, header, column));
        // In a text file, cells beyond the header are reported row by row.
        let is_in_table = table.sheet.is_some() || next < roster.mapping.header.len();
        let has_header = !roster.mapping.header_at(next).is_empty();
        let is_filled = || rows.iter().any(|row| !row.cell(next).is_blank());
        if !(is_merged || field.is_name()) || !is_in_table || has_header || !is_filled() {
            continue;
        }
        let reason = if is_merged { "their header is merged" } else { "the second has no header" };
        let message = format!(
            "columns {} and {} may both contain `{}`: {reason}, and both are filled",
            column_letters(column),
            column_letters(next),
            roster.mapping.header_at(column)
        );
        let hint = format!(
            "unmerge the header, name column {}, save the file, and run the command again",
            column_letters(next)
        );
        roster.report(finding(Code::RosterHeader, message, hint));
    }
}

fn covers(merge: &Merge, row: u32, column: usize) -> bool {
    merge.rows.0 <= row
        && row <= merge.rows.1
        && merge.columns.0 == column
        && merge.columns.1 > column
}

/// Ignores a column of IDs that only counts the rows, unless the user named it. With such numbers,
/// a list with a new person at the top would give everyone below the certificate of another.
fn ignore_row_counter(rows: &[Row], options: &Options, roster: &mut Roster) {
    let Some(column) = roster.mapping.places.get(&Field::Id).copied() else { return };
    if options.no_ids {
        roster.mapping.places.remove(&Field::Id);
        roster.mapping.columns.remove(&Field::Id);
        return;
    }
    if options.columns.contains_key(&Field::Id) || !counts_rows(rows, column) {
        return;
    }
    let header = roster.mapping.header_at(column).to_owned();
    roster.mapping.places.remove(&Field::Id);
    roster.mapping.columns.remove(&Field::Id);
    roster.mapping.unused.insert(column);
    roster.counter = Some(column);
    let message = format!(
        "`{header}` only counts the rows, so it is not used to recognize people in other lists"
    );
    let hint = format!("add `--column id=\"{header}\"` if each number always means one person");
    roster.report(finding(Code::RosterCounter, message, hint));
}

/// Removes the rows that have nothing but the number of the row, as the empty lines of a printed
/// list, and says so.
fn remove_numbered(rows: &mut Vec<Row>, roster: &mut Roster) {
    let only_cell = |row: &Row| {
        let mut filled = (0..row.cells.len()).filter(|at| !row.cell(*at).is_blank());
        filled.next().filter(|_| filled.next().is_none())
    };
    let id = roster.mapping.places.get(&Field::Id).copied();
    let mut used = roster.mapping.used_columns();
    used.retain(|at| Some(*at) != id);
    let lone: HashSet<usize> = rows.iter().filter_map(only_cell).collect();
    let is_counter = |at: &usize| !used.contains(at) && counts_rows(rows, *at);
    let counters: Vec<usize> = lone.into_iter().filter(is_counter).collect();
    let count = rows.len();
    rows.retain(|row| only_cell(row).is_none_or(|at| !counters.contains(&at)));
    let removed = count - rows.len();
    if removed > 0 {
        let rows = crate::output::count(removed, "row", "rows");
        roster.notes.push(format!("not read: {rows} with nothing but a number"));
    }
}

/// Returns whether a column has different small whole numbers: at most two for each row, for rows
/// that were removed or sorted later.
fn counts_rows(rows: &[Row], column: usize) -> bool {
    let filled: Vec<_> =
        rows.iter().map(|row| row.cell(column)).filter(|cell| !cell.is_blank()).collect();
    let number = |cell: &&Cell| {
        let text = cell.shown();
        let digits = text.trim().strip_suffix('.').unwrap_or(text.trim());
        // Numbers as lists write them: `3.`, `3)`, `#3`.
        let digits = digits.trim_start_matches('#').trim_end_matches(')').trim();
        let has_zeros = digits.len() > 1 && digits.starts_with('0');
        digits.parse::<usize>().ok().filter(|number| !has_zeros && *number <= 2 * rows.len() + 1)
    };
    let numbers: Option<HashSet<usize>> = filled.iter().map(number).collect();
    !filled.is_empty() && numbers.is_some_and(|numbers| numbers.len() == filled.len())
}

/// Returns whether nearly all of many names have digits in their words, and says so. Then the
/// digits are not a slip, and each of the names would be reported.
fn have_digits(rows: &[Row], roster: &mut Roster) -> bool {
    let places: Vec<usize> = roster.mapping.name_places().collect();
    let has_digits =
        |row: &&Row| places.iter().any(|at| has_digits_in_words(&row.cell(*at).shown()));
    let count = rows.iter().filter(has_digits).count();
    let is_usual = rows.len() >= MANY_NAMES && count * 10 >= rows.len() * 9;
    if is_usual {
        roster.notes.push("nearly all names have digits, which are printed".to_owned());
    }
    is_usual
}

/// Returns whether names in the column for whole names may have a comma: the user named the column.
/// Otherwise reports a column whose names look like `Last, First` although its header does not say
/// so.
fn may_have_comma(rows: &[Row], options: &Options, roster: &mut Roster) -> bool {
    let Some(column) = roster.mapping.places.get(&Field::Name).copied() else { return false };
    if options.columns.contains_key(&Field::Name) {
        return true;
    }
    let names = rows.iter().map(|row| row.cell(column).shown());
    let is_turned = |name: &str| name.contains(',') && first_last(name).is_some();
    let with_comma = names.filter(|name| is_turned(name)).count();
    if with_comma < 2 || with_comma * 2 <= rows.len() {
        return false;
    }
    let header = roster.mapping.header_at(column).to_owned();
    let message = format!("most names in `{header}` look like `Last, First`");
    let hint = format!(
        "add `--column last-first=\"{header}\"` if last names come first, or `--column \
         name=\"{header}\"` if the names are right as they are"
    );
    roster.report(finding(Code::RosterOrder, message, hint));
    true
}
