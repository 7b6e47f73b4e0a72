//! The times and days that a list states. Two lists of one meeting, or of one day, count twice.

use std::collections::BTreeSet;

use super::table::Row;
use super::times::{TimeColumns, parse_date, parse_time};
use super::{Person, Roster};

/// The number of times that two lists of one meeting share: its start and its end.
const SHARED: usize = 2;

/// The times and days that a list states.
#[derive(Debug, Clone, Default, PartialEq)]
pub(super) struct StatedTimes {
    /// The times with a date above the header, as an export writes them for its meeting.
    meeting: BTreeSet<String>,
    /// The days of the rows, if the rows have no times.
    days: BTreeSet<String>,
}

impl StatedTimes {
    /// Returns whether two lists state different meetings or days.
    pub(super) fn differs(&self, other: &Self) -> bool {
        let differ = |one: &BTreeSet<String>, other: &BTreeSet<String>| {
            !one.is_empty() && !other.is_empty() && one.is_disjoint(other)
        };
        differ(&self.meeting, &other.meeting) || differ(&self.days, &other.days)
    }

    /// Adds the times in the rows above the header.
    pub(super) fn add_block(&mut self, rows: &[Row]) {
        for cell in rows.iter().flat_map(|row| &row.cells) {
            if let Some((Some(day), second)) = parse_time(cell) {
                self.meeting.insert(format!("{day} {second}"));
            }
        }
    }

    /// Adds the days of the rows.
    pub(super) fn add_days(&mut self, rows: &[Row], columns: &TimeColumns) {
        let Some(column) = columns.day_only() else { return };
        let days = rows.iter().filter_map(|row| parse_date(&row.cell(column).shown()));
        self.days.extend(days.map(|day| day.to_string()));
    }
}

/// Returns whether two rows of one list have the same day and the same contents.
pub(super) fn is_same_day_again(people: &[Person], roster: &Roster) -> bool {
    let has_day = |person: &Person| {
        let column = TimeColumns::of(&roster.list(person.list).mapping).day_only();
        let cell = column.and_then(|column| person.cells.get(column));
        cell.is_some_and(|cell| parse_date(cell).is_some())
    };
    people.iter().enumerate().any(|(at, person)| {
        let mut later = people[at + 1..].iter();
        later.any(|other| other.list == person.list && other.cells == person.cells)
            && has_day(person)
    })
}

/// Returns why two lists may count the same hours, as a message.
pub(super) fn describe_same_time(list: &Roster, earlier: &Roster) -> Option<String> {
    let (file, other) = (&list.file, &earlier.file);
    if list.stated.meeting.intersection(&earlier.stated.meeting).count() >= SHARED {
        return Some(format!("{file} is about the same meeting as {other}: same start and end"));
    }
    let day = list.stated.days.intersection(&earlier.stated.days).next()?;
    Some(format!("{file} has rows of the same day as {other}: {day}"))
}
