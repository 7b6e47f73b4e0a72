//! The most hours that one list can have for a person. More of them are minutes under a header that
//! says hours, or a slip, and no longest time that counts (`--at-most`) may hide that.

use super::amount::{Amount, parse_amount};
use super::known_facts::KnownFacts;
use super::table::{Cell, Row};
use super::unit::{Reading, Unit};
use super::values::{hours_in_words, shown_amount};
use super::{Options, finding};
use crate::diagnostic::{Code, Finding};

const HOURS_OF_A_DAY: f64 = 24.0;
const MINUTES: f64 = 60.0;

/// How many times as long as the session people may be there: before and after it, and in breaks.
const TIMES: f64 = 2.0;

impl KnownFacts {
    /// Returns the most hours that one of several lists can have for a person; `None` if the data
    /// does not say how long the session is.
    pub(super) fn most_in_list(&self, lists: usize) -> Option<f64> {
        let is_of_day = self.days > 1 && lists >= self.days;
        let (days, span) = match is_of_day {
            true => (1, self.longest_day?),
            false => (self.days, self.all_days?),
        };
        let most = (days as f64 * HOURS_OF_A_DAY).min(TIMES * span);
        // Some hours may be learned at home.
        Some(most.max(self.training_hours?)).filter(|_| days > 0 && span > 0.0)
    }
}

/// The share of the training that the person with the most hours has at least.
const LEAST_SHARE: f64 = 0.5;

/// The share of the training below which nobody's hours count.
const NOTHING: f64 = 0.1;

/// Returns the unit of a column whose unit is not clear, if only one fits the session: hours that
/// are more than anyone can have are minutes, and `40:00` of a training of 40 hours is not 40
/// minutes. A number that can be hours is never taken for hours: it may be minutes.
pub(super) fn unit_by_session(
    rows: &[Row],
    column: usize,
    reading: Reading,
    options: &Options,
) -> Option<Unit> {
    let most = options.facts.most_in_list(options.list_count)?;
    let all = options.facts.training_hours? / options.list_count.max(1) as f64;
    let (mut largest, mut is_clock, mut is_number) = (0.0, false, false);
    for row in rows {
        match parse_amount(row.cell(column)) {
            Some(Amount::Number(number)) => {
                is_number = true;
                largest = number.max(largest);
            }
            Some(clock @ Amount::Clock(..)) => {
                is_clock = true;
                largest = clock.in_hours(Reading::all(Unit::Hours))?.max(largest);
            }
            _ => {}
        }
    }
    let fits = |hours: f64| hours >= LEAST_SHARE * all && hours <= most;
    let minutes = largest / MINUTES;
    match (is_number, is_clock) {
        (true, false) if reading.number.is_none() => {
            (largest > most && fits(minutes)).then_some(Unit::Minutes)
        }
        (false, true) if reading.clock.is_none() => {
            if fits(largest) && minutes < NOTHING * all {
                Some(Unit::Hours)
            } else {
                (largest > most && fits(minutes)).then_some(Unit::Minutes)
            }
        }
        _ => None,
    }
}

/// Returns the number in a cell if it counts too many hours.
fn too_many(cell: &Cell, reading: Reading, most: f64) -> Option<f64> {
    match parse_amount(cell)? {
        Amount::Number(number) if reading.number == Some(Unit::Hours) && number > most => {
            Some(number)
        }
        _ => None,
    }
}

/// When the user stated the unit of the hours.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Stated {
    Now,
    /// For an earlier list with these columns.
    Earlier,
    Never,
}

/// Reports a column of which most numbers are too many hours, so that it may count minutes.
/// `stated` tells whether the user stated the unit.
pub(super) fn check_column(
    rows: &[Row],
    column: usize,
    header: &str,
    reading: Reading,
    most: f64,
    stated: Stated,
) -> Option<Finding> {
    let is_number =
        |row: &&Row| matches!(parse_amount(row.cell(column)), Some(Amount::Number(it)) if it > 0.0);
    let is_too_many = |row: &&Row| too_many(row.cell(column), reading, most).is_some();
    let row = rows.iter().find(is_too_many)?;
    let count = rows.iter().filter(is_too_many).count();
    if 2 * count < rows.iter().filter(is_number).count() {
        return None;
    }
    let message = format!(
        "`{}` in `{header}` (row {}) is too much for hours of this session, so the column may \
         count minutes",
        shown_amount(row.cell(column)),
        row.number
    );
    let unit = match stated {
        Stated::Now => ", and leave out `--unit hours`",
        Stated::Earlier => {
            ", or add `--unit minutes`, because `--unit hours` is remembered from an earlier list"
        }
        Stated::Never => "",
    };
    let hint = format!(
        "if it counts minutes, write `Minutes` in its header{unit}; otherwise fix the hours"
    );
    Some(finding(Code::RosterUnit, message, hint))
}

/// Reports hours that nobody can have in one list.
pub(super) fn check_cell(cell: &Cell, reading: Reading, most: Option<f64>) -> Option<Finding> {
    let hours = too_many(cell, reading, most?)?;
    let message = format!("{} are more than anyone can have on this list", hours_in_words(hours));
    let hint = "fix the hours; if the number counts minutes, write `min` after it";
    Some(finding(Code::RosterHours, message, hint))
}
