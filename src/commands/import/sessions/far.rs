//! Dates that are many years from today, as a mistyped year is.

use jiff::civil::Date;
use serde_json::Value;

use super::super::faults::{CellPlace, SheetFaults};
use super::columns::Column;
use super::days::date;
use super::rows::SheetSession;
use crate::content::text::parse_date;

/// The most years from today on, and before, that a session is dated.
const MOST_AHEAD: i16 = 5;
const MOST_AGO: i16 = 10;

/// The most years from a session of the data. A program can have an archive.
const MOST_APART: i16 = 2;

/// Reports dates that the data does not have, and that are far from today and from every session.
pub(super) fn report_far(
    known: &[Value],
    sheet: &[SheetSession],
    today: Date,
    faults: &mut SheetFaults,
) {
    let days = known.iter().flat_map(|session| session["days"].as_array().into_iter().flatten());
    let known: Vec<Date> = days.filter_map(|day| parse_date(date(day))).collect();
    for session in sheet {
        let days = session.days.keys();
        let mut stated: Vec<(&str, CellPlace)> =
            days.map(|day| (day.as_str(), session.cell_of_day(day, Column::Date))).collect();
        let deadline = session.field(Column::ApplyBy);
        stated.extend(deadline.map(|text| (text, session.cell(Column::ApplyBy))));
        for (text, cell) in stated {
            let years = parse_date(text).and_then(|date| years_off(date, today, &known));
            let Some(years) = years else { continue };
            let when = match years {
                ..0 => format!("{} years ago", -years),
                _ => format!("{years} years from now"),
            };
            let hint = "correct the year; if it is right, write the session into \
                        `data/trainings.json` by hand";
            faults.add(&cell, format!("`{text}` is {when}"), hint);
        }
    }
}

/// The years from today to a date that is far from it and from all known ones.
fn years_off(date: Date, today: Date, known: &[Date]) -> Option<i16> {
    let years = date.year() - today.year();
    let is_near = |other: &Date| (date.year() - other.year()).abs() <= MOST_APART;
    let is_far = !(-MOST_AGO..=MOST_AHEAD).contains(&years);
    (is_far && !known.iter().any(is_near)).then_some(years)
}
