//! Several columns with hours, such as one for each day, which are added up for each person. The
//! user names each of them: `--column hours="Day 1" --column hours="Day 2"`.

use std::collections::BTreeMap;

use super::add_up::round_to_second;
use super::amount::parse_amount;
use super::columns::{HeaderCells, positions};
use super::header_findings::{ambiguous, suggest_header};
use super::headers::plain;
use super::mapping::{Field, Mapping};
use super::names::excerpt;
use super::table::{Cell, Row, column_letters};
use super::times::time_pairs;
use super::unit::{HeaderUnit, header_unit};
use super::values::{invalid_cell, parse_hours};
use super::{Options, Roster, finding};
use crate::diagnostic::{Code, Finding};
use crate::error::Error;

/// The number of columns that a hint names.
pub(super) const MAX_NAMED: usize = 8;

/// The columns with hours besides the first one.
#[derive(Debug, Default)]
pub(super) struct AddedHours {
    /// The columns, in the order in which the user named them.
    pub(super) columns: Vec<usize>,
    /// The names that this list does not have. Another list of the session must have them.
    pub(super) not_found: Vec<String>,
}

impl Options {
    /// Returns the columns that the user means with a name, or with the letter of a column if no
    /// header is so called.
    pub(super) fn columns_called(&self, given: &str, header: &[String]) -> Vec<usize> {
        let exact = positions(header, |name| name == given.trim());
        if !exact.is_empty() {
            return exact;
        }
        let alike = positions(header, |name| !name.is_empty() && plain(name) == plain(given));
        match alike.is_empty() {
            true => (0..header.len()).filter(|at| column_letters(*at) == given.trim()).collect(),
            false => alike,
        }
    }

    /// Finds the columns of hours that the user named, now or for an earlier roster, besides the
    /// first one.
    pub(super) fn find_added_hours(
        &self,
        header: &HeaderCells<'_>,
        first: Option<usize>,
    ) -> Result<AddedHours, Vec<Finding>> {
        let mut found = AddedHours::default();
        let Some(given) = self.columns.get(&Field::Hours) else {
            found.columns = header.saved.map(|it| it.more_hours(&header.plain)).unwrap_or_default();
            return Ok(found);
        };
        if self.more_hours.is_empty() {
            return Ok(found);
        }
        for name in std::iter::once(given).chain(&self.more_hours) {
            match self.columns_called(name, &header.names)[..] {
                [] => found.not_found.push(name.clone()),
                [column] if Some(column) == first || found.columns.contains(&column) => {}
                [column] => found.columns.push(column),
                ref several => {
                    return Err(vec![ambiguous(&Field::Hours, several, &header.names)]);
                }
            }
        }
        Ok(found)
    }
}

/// Adds the hours of the further columns to those of the first one. Some of the cells may be empty.
///
/// # Errors
/// Returns what is wrong with a cell.
pub(super) fn add_more_hours(
    first: Option<f64>,
    row: &Row,
    mapping: &Mapping,
) -> Result<Option<f64>, Finding> {
    if mapping.more_hours.is_empty() {
        return Ok(first);
    }
    let mut sum = first;
    for (column, reading) in mapping.more_hours.iter().zip(&mapping.more_readings) {
        let parsed = match row.cell(*column) {
            Cell::Invalid(content) => Err(invalid_cell(content)),
            cell => parse_hours(cell, *reading),
        };
        let in_column = |finding: Finding| {
            let message =
                format!("{} in `{}`", finding.message, excerpt(mapping.header_at(*column)));
            Finding { message, ..finding }
        };
        if let Some(hours) = parsed.map_err(in_column)? {
            sum = Some(sum.unwrap_or(0.0) + hours);
        }
    }
    Ok(sum.map(round_to_second))
}

/// Reports the named columns of hours that no list has.
pub(super) fn check_added_hours(lists: &mut [Roster]) {
    let Some(first) = lists.first() else { return };
    let lacks = |list: &Roster, name: &String| list.mapping.not_found.contains(name);
    let is_missing = |name: &&String| lists.iter().all(|list| lacks(list, name));
    let missing: Vec<String> = first.mapping.not_found.iter().filter(is_missing).cloned().collect();
    for name in missing {
        let message = format!("the roster has no column `{}`", excerpt(&name));
        let hint = suggest_header(&name, &lists[0].mapping.header);
        lists[0].report(finding(Code::RosterHeader, message, hint));
    }
}

/// Returns the fields with the columns that the user named for them, and the further columns of
/// hours.
///
/// # Errors
/// Returns an error if two columns are named for a field of which there can be only one.
pub(crate) fn named_columns(
    given: &[(Field, String)],
) -> Result<(BTreeMap<Field, String>, Vec<String>), Error> {
    let (mut columns, mut more_hours) = (BTreeMap::new(), Vec::new());
    for (field, name) in given {
        match columns.get(field) {
            None => drop(columns.insert(field.clone(), name.clone())),
            Some(known) if known == name => {}
            Some(_) if *field == Field::Hours => more_hours.push(name.clone()),
            Some(known) => {
                let message =
                    format!("`--column {field}` names two columns: `{known}` and `{name}`");
                return Err(Error::usage(message).hint("name one column for each field"));
            }
        }
    }
    Ok((columns, more_hours))
}

/// Whether a column of a list has amounts, or the list has no rows.
fn has_amounts(list: &Roster, column: usize) -> bool {
    let people = list.people.iter().map(|person| &person.cells);
    let mut rows = people.chain(list.rejected.iter().map(|row| &row.cells)).peekable();
    let is_amount = |cell: &str| parse_amount(&Cell::text(cell)).is_some();
    rows.peek().is_none() || rows.any(|row| row.get(column).is_some_and(|it| is_amount(it)))
}

/// Returns the hint for a list without a column for all hours: the columns for hours of days, if it
/// has several.
pub(super) fn suggest_hours(list: &Roster) -> String {
    let mapping = &list.mapping;
    let has_hours = |(at, name): &(usize, &String)| {
        matches!(header_unit(name), HeaderUnit::One(_)) && has_amounts(list, *at)
    };
    let columns = mapping.header.iter().enumerate().filter(has_hours);
    let columns: Vec<&String> = columns.map(|(_, name)| name).collect();
    if let ([(start, end), ..], true) = (&time_pairs(mapping)[..], columns.is_empty()) {
        return format!(
            "`{}` and `{}` are not read as hours, because they may include breaks: add a column \
             `Hours`, in a spreadsheet with `=({end}2-{start}2)*24` for the time in between",
            mapping.header_at(*start),
            mapping.header_at(*end),
            start = column_letters(*start),
            end = column_letters(*end)
        );
    }
    if !(1..=MAX_NAMED).contains(&columns.len()) {
        return "add a column `Hours`, or name the column: `--column hours=\"…\"`".to_owned();
    }
    let options: Vec<String> =
        columns.iter().map(|name| format!("--column hours=\"{name}\"")).collect();
    let which = match columns.len() {
        1 => "name the column, if that is it",
        _ => "name the column, or each of the columns to add up",
    };
    format!("{which}: `{}`", options.join(" "))
}
