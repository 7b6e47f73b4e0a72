//! How the columns for hours are read. The unit is known from the header, the values, the export,
//! or the user. Where it is not clear, nothing is issued: minutes must never become hours.

use std::collections::BTreeMap;

use super::amount::{Amount, parse_amount};
use super::columns::other_time_columns;
use super::headers::plain;
use super::mapping::Field;
use super::most_hours::{Stated, check_column, unit_by_session};
use super::table::{Cell, Row};
use super::unit::{HeaderUnit, Reading, Unit, header_unit};
use super::unused_hours::check_unused_hours;
use super::values::shown_amount;
use super::{Options, Roster, finding};
use crate::diagnostic::{Code, Finding};
use crate::nearest;

/// A larger number hardly counts the minutes of a training.
const MOST_MINUTES: f64 = 10_000.0;

/// Determines the units of the columns for hours. What is not clear is kept in `unit_finding`,
/// because hours do not matter to every certificate.
pub(super) fn resolve_units(rows: &[Row], options: &Options, roster: &mut Roster) {
    let mut readings = BTreeMap::new();
    let mut more_readings = Vec::new();
    let (mut findings, mut notes) = (Vec::new(), Vec::new());
    let given = roster.mapping.unit;
    let most = options.facts.most_in_list(options.list_count);
    let export_unit = roster.mapping.export.and_then(|export| export.unit);
    let hours = roster.mapping.places.get(&Field::Hours).copied();
    let stated = hours.map(|column| reading(roster.mapping.header_at(column), given, export_unit));
    let fields = roster.mapping.places.iter();
    for (field, column) in fields.filter(|(field, _)| field.is_hours()) {
        let header = roster.mapping.header_at(*column);
        let reading = match (field, stated) {
            (Field::Hours, Some(stated)) => stated,
            // The hours by category add up to the hours, so both count the same.
            (_, Some(stated)) if header_unit(header) == HeaderUnit::Nothing => stated,
            _ => reading(header, given, None),
        };
        let by_session = unit_by_session(rows, *column, reading, options);
        let reading = by_session.map_or(reading, Reading::all);
        if let Some(unit) = by_session {
            notes.push(format!("`{header}` counts {unit}, because nothing else fits the session"));
        }
        findings.extend(unclear_unit(rows, *column, header, reading));
        let stated = match (options.unit, given) {
            (Some(_), _) => Stated::Now,
            (None, Some(_)) => Stated::Earlier,
            (None, None) => Stated::Never,
        };
        let too_many = |most| check_column(rows, *column, header, reading, most, stated);
        findings.extend(most.and_then(too_many));
        readings.insert(field.clone(), reading);
    }
    for column in &roster.mapping.more_hours {
        let header = roster.mapping.header_at(*column);
        let reading = reading(header, given, export_unit);
        findings.extend(unclear_unit(rows, *column, header, reading));
        more_readings.push(reading);
    }
    if let Some(column) = hours.filter(|_| !options.columns.contains_key(&Field::Hours)) {
        let reading = readings.get(&Field::Hours).copied().unwrap_or_default();
        findings.extend(other_times(rows, roster, column, reading));
    }
    roster.unit_contradiction = options.unit.and_then(|unit| contradiction(roster, unit));
    roster.notes.extend(notes);
    roster.mapping.readings = readings;
    roster.mapping.more_readings = more_readings;
    findings.extend(check_unused_hours(rows, options, roster));
    roster.unit_finding = findings.into_iter().next();
}

/// Reports what a stated unit contradicts: in the list for which it is stated, or in all lists.
pub(super) fn settle_units(lists: &mut [Roster], options: &Options) {
    for (name, _) in &options.list_units {
        let found = lists.iter_mut().find(|list| is_called(&list.file, name));
        match found {
            Some(list) if list.unit_finding.is_none() => {
                list.unit_finding = list.unit_contradiction.take();
            }
            Some(_) => {}
            None => {
                let names = lists.iter().map(|list| list.file.as_str());
                let hint = nearest::hint(name, names);
                let message = format!("`--unit` names a list that is not read: `{name}`");
                if let Some(first) = lists.first_mut() {
                    first.report(finding(Code::RosterUnit, message, hint));
                }
            }
        }
    }
    // A unit for all lists counts in those that do not state theirs.
    if lists.iter().all(|list| list.unit_contradiction.is_some())
        && let Some(first) = lists.first_mut()
    {
        let contradiction = first.unit_contradiction.take();
        first.unit_finding = first.unit_finding.take().or(contradiction);
    }
}

/// Returns whether a list, such as `book.xlsx (Day 1)`, is the one with this name: the file, the
/// sheet, or both.
pub(super) fn is_called(list: &str, name: &str) -> bool {
    list == name
        || list.strip_prefix(name).is_some_and(|rest| rest.starts_with(" ("))
        || list.strip_suffix(')').is_some_and(|rest| rest.ends_with(&format!(" ({name}")))
}

fn reading(header: &str, given: Option<Unit>, export: Option<Unit>) -> Reading {
    match header_unit(header) {
        HeaderUnit::One(unit) => Reading::all(unit),
        HeaderUnit::Clock(unit) => Reading { number: given, clock: Some(unit) },
        HeaderUnit::Nothing | HeaderUnit::Several => {
            given.or(export).map(Reading::all).unwrap_or_default()
        }
    }
}

/// Reports a unit of the user if no column needs it and one states another.
fn contradiction(roster: &Roster, given: Unit) -> Option<Finding> {
    let hours = roster.mapping.places.iter().filter(|(field, _)| field.is_hours());
    let headers: Vec<&str> = hours.map(|(_, column)| roster.mapping.header_at(*column)).collect();
    let stated = |header: &&str| match header_unit(header) {
        HeaderUnit::One(unit) => Some(unit),
        _ => None,
    };
    if !headers.iter().all(|header| stated(header).is_some()) {
        return None;
    }
    let header = headers.iter().find(|header| stated(header) != Some(given))?;
    let unit = stated(header)?;
    let message = format!("`--unit {given}` contradicts the header `{header}`, which says {unit}");
    let hint = "remove `--unit`, or fix the header in the file";
    Some(finding(Code::RosterUnit, message, hint))
}

/// Reports a column with values whose unit is not clear.
fn unclear_unit(rows: &[Row], column: usize, header: &str, reading: Reading) -> Option<Finding> {
    let is_unclear = |cell: &Cell| match parse_amount(cell) {
        Some(Amount::Number(number)) => reading.number.is_none() && number != 0.0,
        Some(Amount::Clock(..)) => reading.clock.is_none(),
        _ => false,
    };
    let row = rows.iter().find(|row| is_unclear(row.cell(column)))?;
    let value = shown_amount(row.cell(column));
    let (message, hint) = match parse_amount(row.cell(column)) {
        Some(Amount::Clock(..)) => (
            format!(
                "`{value}` in `{header}` (row {}) may be hours and minutes or minutes and seconds",
                row.number
            ),
            "add `--unit hours` if the number before the colon counts hours, or `--unit minutes` \
             if it counts minutes",
        ),
        _ if counts_credits(header) => (
            format!(
                "`{value}` in `{header}` (row {}) may be hours or continuing education units",
                row.number
            ),
            "add `--unit hours` for hours, or `--unit ceu` for units of 10 hours each",
        ),
        Some(Amount::Number(number)) if number > MOST_MINUTES => (
            format!("`{value}` in `{header}` (row {}) may be minutes or seconds", row.number),
            "add `--unit seconds` or `--unit minutes`, or write the unit in the header, such as \
             `Seconds`",
        ),
        _ => (
            format!("`{value}` in `{header}` (row {}) may be hours or minutes", row.number),
            "add `--unit hours` or `--unit minutes` (for one of several lists, `--unit \
             FILE=minutes`), or write the unit in the header, such as `Minutes`",
        ),
    };
    Some(finding(Code::RosterUnit, message, hint))
}

/// Whether a header has a word for continuing education units, or for credits, which may be these.
fn counts_credits(header: &str) -> bool {
    let known = ["ceu", "ceus", "credit", "credits", "credito", "creditos"];
    plain(header).split(' ').any(|word| known.contains(&word))
}

/// Reports a second column that states other times than the column for hours. One of them counts
/// something else, or the two are the hours and the minutes of one time.
fn other_times(rows: &[Row], roster: &Roster, column: usize, hours: Reading) -> Option<Finding> {
    let header = &roster.mapping.header;
    let used = |other: &usize| roster.mapping.used_columns().contains(other);
    let others = other_time_columns(header).into_iter().filter(|other| !used(other));
    for other in others {
        let second = reading(&header[other], None, None);
        let differs = |row: &&Row| {
            let first = in_hours(row.cell(column), hours);
            let second = in_hours(row.cell(other), second);
            matches!((first, second), (Some(first), Some(second)) if (first - second).abs() > 0.02)
        };
        let Some(row) = rows.iter().find(differs) else { continue };
        let (first, second) = (&header[column], &header[other]);
        let message = format!(
            "`{first}` and `{second}` state different times: `{}` and `{}` in row {}",
            shown_amount(row.cell(column)),
            shown_amount(row.cell(other)),
            row.number
        );
        let hint = format!(
            "name the column that counts: `--column hours=\"{first}\"` or `--column \
             hours=\"{second}\"`"
        );
        return Some(finding(Code::RosterUnit, message, hint));
    }
    None
}

fn in_hours(cell: &Cell, reading: Reading) -> Option<f64> {
    parse_amount(cell)?.in_hours(reading)
}
