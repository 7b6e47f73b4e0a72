//! Columns that may have the hours of a list in which no column is known to have them: one for each
//! day, or one that is only called `Time` or `Total`.

use super::added_hours::MAX_NAMED;
use super::amount::{Amount, parse_amount};
use super::attendance_headers::{HeaderKind, kind_of_header};
use super::headers::plain;
use super::mapping::{Field, Mapping};
use super::name_words::TOTALS;
use super::names::excerpt;
use super::table::{Row, column_letters};
use super::unit::{HeaderUnit, header_unit};
use super::{Options, Roster, finding};
use crate::diagnostic::{Code, Finding};

/// The most that a number of hours of one day, or of all, may be.
const MAX_HOURS: f64 = 1000.0;

/// The least number that is hardly a mark for presence.
const MIN_HOURS: f64 = 1.0;

/// Headers of times that may be those at which people came.
const TIMES: [&str; 6] = ["time", "tiempo", "temps", "tempo", "zeit", "horario"];

/// The columns whose values may be hours.
pub(super) struct OpenHours {
    /// Those of days.
    days: Vec<usize>,
    /// Those of everything.
    whole: Vec<usize>,
}

impl OpenHours {
    /// Finds the columns. A list with a column of hours has none, except days that the user left
    /// out when naming the columns to add up.
    pub(super) fn of(rows: &[Row], options: &Options, mapping: &Mapping) -> Self {
        let used = mapping.used_columns();
        let is_open = |at: &usize| !used.contains(at) && !mapping.unused.contains(at);
        let open = (0..mapping.header.len()).filter(is_open);
        let open: Vec<usize> = open.filter(|at| has_hours(rows, *at, mapping)).collect();
        let is_day = |at: &&usize| kind_of_header(mapping.header_at(**at)) == HeaderKind::Day;
        let mut days: Vec<usize> = open.iter().filter(is_day).copied().collect();
        let mut whole: Vec<usize> =
            open.iter().filter(|at| is_whole(rows, **at, mapping)).copied().collect();
        let is_added = !mapping.more_hours.is_empty();
        let has_hours = mapping.places.keys().any(Field::is_hours);
        if options.is_for_badges() || (has_hours && !is_added) || (days.len() < 2 && !is_added) {
            days.clear();
        }
        if options.is_for_badges() || has_hours {
            whole.clear();
        }
        Self { days, whole }
    }

    /// Whether a column is among them, so that it is no other question.
    pub(super) fn contains(&self, column: usize) -> bool {
        self.days.contains(&column) || self.whole.contains(&column)
    }

    /// Reports the columns, with the options that name them.
    pub(super) fn check(&self, roster: &mut Roster) {
        let found = match (&self.days[..], &self.whole[..]) {
            ([], []) => return,
            ([], whole) => describe_whole(whole, &roster.mapping),
            (days, whole) => describe_days(days, whole, &roster.mapping),
        };
        roster.report(found);
    }
}

/// Whether a column has amounts that may be hours, and not only marks. A header with a unit says
/// so.
fn has_hours(rows: &[Row], at: usize, mapping: &Mapping) -> bool {
    if matches!(header_unit(mapping.header_at(at)), HeaderUnit::One(_)) {
        return rows.iter().any(|row| parse_amount(row.cell(at)).is_some());
    }
    let filled = rows.iter().map(|row| row.cell(at)).filter(|cell| !cell.is_blank());
    let amounts: Option<Vec<Amount>> = filled.map(parse_amount).collect();
    let is_mark = |it: &Amount| matches!(it, Amount::Number(number) if *number <= MIN_HOURS);
    let is_far_off = |it: &Amount| matches!(it, Amount::Number(number) if *number > MAX_HOURS);
    amounts.is_some_and(|all| !all.iter().all(is_mark) && !all.iter().any(is_far_off))
}

/// Whether a column is called a total, or is one of durations that is called a time.
fn is_whole(rows: &[Row], at: usize, mapping: &Mapping) -> bool {
    let header = plain(mapping.header_at(at));
    let is_duration = |row: &Row| {
        let cell = row.cell(at);
        cell.is_blank() || matches!(parse_amount(cell), Some(Amount::Clock(..)))
    };
    TOTALS.contains(&*header) || (TIMES.contains(&&*header) && rows.iter().all(is_duration))
}

/// Whether the header of each column states its unit.
fn state_units(columns: &[usize], mapping: &Mapping) -> bool {
    columns.iter().all(|at| header_unit(mapping.header_at(*at)) != HeaderUnit::Nothing)
}

/// Returns how an option names a column: by its header, or by its letter if others have the same.
fn name_of(at: usize, mapping: &Mapping) -> String {
    let header = plain(mapping.header_at(at));
    match mapping.header.iter().filter(|other| plain(other) == header).count() {
        1 => format!("\"{}\"", mapping.header_at(at)),
        _ => column_letters(at),
    }
}

/// Returns the options that name columns of hours.
fn options_for(columns: &[usize], mapping: &Mapping) -> String {
    let option = |at: &usize| format!("--column hours={}", name_of(*at, mapping));
    let unit = if state_units(columns, mapping) { "" } else { " --unit hours" };
    format!("`{}{unit}`", columns.iter().map(option).collect::<Vec<_>>().join(" "))
}

/// Returns what to do if the columns count minutes, unless their headers say it.
fn if_minutes(columns: &[usize], mapping: &Mapping) -> &'static str {
    match state_units(columns, mapping) {
        true => "",
        false => " (`--unit minutes` if they are minutes)",
    }
}

fn quote(columns: &[usize], mapping: &Mapping) -> String {
    let quoted = columns.iter().take(MAX_NAMED);
    let quoted = quoted.map(|at| format!("`{}`", excerpt(mapping.header_at(*at))));
    quoted.collect::<Vec<_>>().join(", ")
}

fn describe_days(days: &[usize], whole: &[usize], mapping: &Mapping) -> Finding {
    let unused: Vec<String> =
        days.iter().map(|at| format!("--unused {}", name_of(*at, mapping))).collect();
    let if_none = format!("if they are not hours, add `{}`", unused.join(" "));
    if !mapping.more_hours.is_empty() {
        let message = format!("{} may have hours too, and would not count", quote(days, mapping));
        let hint = format!("add {} too; {if_none}", options_for(days, mapping));
        return finding(Code::RosterHeader, message, hint);
    }
    let message = format!("{} may have the hours of single days", quote(days, mapping));
    let (to_add, minutes) = (options_for(days, mapping), if_minutes(days, mapping));
    let hint = match whole {
        [total] => format!(
            "add {} if `{}` has all hours, or {to_add} to add up the days{minutes}; {if_none}",
            options_for(&[*total], mapping),
            mapping.header_at(*total)
        ),
        _ => format!("add {to_add} to add them up{minutes}; {if_none}"),
    };
    finding(Code::RosterHeader, message, hint)
}

fn describe_whole(whole: &[usize], mapping: &Mapping) -> Finding {
    let first = mapping.header_at(whole[0]);
    let message = format!("{} may have the hours that each person attended", quote(whole, mapping));
    let hint = format!(
        "add {} if it has hours{}, or `--unused \"{first}\"` if it says something else",
        options_for(&whole[..1], mapping),
        if_minutes(&whole[..1], mapping)
    );
    finding(Code::RosterHeader, message, hint)
}
