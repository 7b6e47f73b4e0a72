//! Compares the hours of each day with the length of the day, where there is a list or a column for
//! each day: 10 hours on one day and 6 on the other are not the 16 hours of two days.

use super::attendance_headers::{HeaderKind, kind_of_header};
use super::mapping::{Field, Mapping};
use super::values::hours_in_words;
use super::{Options, Person, Roster, finding};
use crate::diagnostic::{Code, Finding};

/// Hours that differ by less than a second are the same.
const SECOND: f64 = 1.0 / 3600.0;

/// Hours that are more than a day of the session has.
#[derive(Debug, Clone, Copy, PartialEq)]
struct Excess {
    /// The position of the list or the column.
    at: usize,
    hours: f64,
    /// The hours of the day.
    most: f64,
}

/// Finds hours that no day of the session has. `days` has the hours of each day, the most first.
/// Nobody knows which day each of them is of, so the most hours are compared with the longest day.
fn find_excess(hours: &[Option<f64>], days: &[f64]) -> Option<Excess> {
    let mut stated: Vec<(usize, f64)> =
        hours.iter().enumerate().filter_map(|(at, hours)| Some((at, (*hours)?))).collect();
    stated.sort_by(|one, other| other.1.total_cmp(&one.1));
    let mut pairs = stated.into_iter().zip(days);
    let ((at, hours), most) = pairs.find(|((_, hours), most)| *hours > *most + SECOND)?;
    Some(Excess { at, hours, most: *most })
}

impl Excess {
    fn describe(self, name: &str, days: &[f64]) -> String {
        let (hours, most) = (hours_in_words(self.hours), hours_in_words(self.most));
        let day = match days.first() {
            Some(longest) if *longest > self.most => "a day of the session",
            _ => "the longest day",
        };
        format!("{hours} in `{name}` are more than the {most} of {day}")
    }
}

/// Moves people with more hours on a list than a day of the session has to the rejected rows.
pub(super) fn check_hours_of_days(roster: &mut Roster, options: &Options) {
    let days = &options.facts.day_hours;
    // With `--at-most`, the user says how much of a list counts.
    let has_list_by_day = roster.days.len() > 1 && roster.days.len() == days.len();
    if !has_list_by_day || options.at_most.is_some() {
        return;
    }
    let faults: Vec<Option<Finding>> =
        (0..roster.people.len()).map(|index| fault_of_days(roster, index, days)).collect();
    for (person, fault) in std::mem::take(&mut roster.people).into_iter().zip(faults) {
        match fault {
            None => roster.people.push(person),
            Some(fault) => roster.reject(person, vec![fault]),
        }
    }
}

fn fault_of_days(roster: &Roster, index: usize, days: &[f64]) -> Option<Finding> {
    let excess = find_excess(&roster.hours_by_day(index), days)?;
    let list = excess.at;
    let message = excess.describe(&roster.days[list].file, days);
    let hint = format!(
        "fix the hours; if they include breaks or the time before and after, add `--at-most {}`, \
         the most hours of one list that count",
        excess.most
    );
    let person: &Person = &roster.people[index];
    let row = person.rows.iter().find(|row| row.list == list);
    let place = match row {
        Some(row) => roster.days[list].place(row.row, None, Some(&Field::Hours)),
        None => roster.place_of(person, &Field::Hours),
    };
    Some(finding(Code::RosterHours, message, hint).at(place))
}

/// Returns whether columns are of the days of the session, one for each.
pub(super) fn are_of_days(columns: &[usize], mapping: &Mapping, days: &[f64]) -> bool {
    let is_of_day = |at: &usize| kind_of_header(mapping.header_at(*at)) == HeaderKind::Day;
    columns.len() > 1 && columns.len() == days.len() && columns.iter().all(is_of_day)
}

/// Returns what is wrong with the hours of a row in its columns of days.
pub(super) fn check_columns_of_days(
    hours: &[Option<f64>],
    columns: &[usize],
    mapping: &Mapping,
    days: &[f64],
) -> Option<Finding> {
    let excess = find_excess(hours, days)?;
    let message = excess.describe(mapping.header_at(columns[excess.at]), days);
    let hint = format!(
        "fix the hours: a day of {} counts at most so many, whatever the other days have",
        hours_in_words(excess.most)
    );
    Some(finding(Code::RosterHours, message, hint))
}
