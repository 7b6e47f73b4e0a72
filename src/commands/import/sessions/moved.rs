//! Days that were moved: which of them to which of the new dates. What a row leaves blank stays as
//! the day has it, so a wrong match would print the place of another day.

use serde_json::{Map, Value};

use super::super::columns::SheetColumn;
use super::super::texts::Languages;
use super::columns::{Column, empties};
use super::days::dates;
use super::places::{PLACE, is_value};
use super::rows::{SheetDay, SheetSession};
use crate::output::and_list;

/// What a day has of its own.
const FIELDS: [Column; 5] =
    [Column::Start, Column::End, Column::City, Column::Venue, Column::Address];

/// The days of a session that were moved, and the dates that they may have been moved to.
pub(super) struct Moved<'a> {
    /// The session in the data.
    pub(super) session: &'a Map<String, Value>,
    /// The moved days, in order.
    pub(super) days: Vec<&'a Value>,
    /// As many dates, in order.
    pub(super) dates: Vec<&'a String>,
    pub(super) sheet: &'a SheetSession,
    pub(super) languages: &'a Languages<'a>,
}

impl<'a> Moved<'a> {
    /// The day that was moved to each date, in the order of the dates: the one whose place and
    /// times its row states; in their order, if the days do not differ, the rows state all in which
    /// they differ, or one row moves the whole session.
    ///
    /// # Errors
    /// What is wrong, and what to do, if more than one match is possible.
    pub(super) fn in_order_of_dates(&self) -> Result<Vec<&'a Value>, (String, String)> {
        if let Some(matched) = self.matched() {
            return Ok(matched);
        }
        let is_blank = |column: &Column| self.dates.iter().any(|date| !self.states(date, *column));
        let unclear =
            FIELDS.into_iter().filter(|column| self.differ_in(*column) && is_blank(column));
        let unclear: Vec<String> = unclear.map(|column| format!("`{}`", column.name())).collect();
        if unclear.is_empty() || self.is_whole_in_one_row() {
            return Ok(self.days.clone());
        }
        let new: Vec<&str> = self.dates.iter().map(|date| date.as_str()).collect();
        let fields = and_list(&unclear);
        let message = format!(
            "the days {} of `{}` were moved to {}, but they differ in {fields}, and it is not \
             clear which day is on which date",
            dates(&self.days),
            self.sheet.id,
            new.join(", ")
        );
        let hint =
            format!("fill in {fields} in the rows of these dates, or `-` where a day has none");
        Err((message, hint))
    }

    /// The day of each date whose place and times its row states, if no other day has them.
    fn matched(&self) -> Option<Vec<&'a Value>> {
        let mut rest = self.days.clone();
        let mut matched = Vec::new();
        for date in &self.dates {
            let mut fitting = self.days.iter().filter(|day| self.fits(date, day));
            let first = fitting.next()?;
            let is_like = |day: &&Value| {
                FIELDS.iter().all(|column| self.value(day, *column) == self.value(first, *column))
            };
            if !fitting.all(is_like) {
                return None;
            }
            matched.push(rest.remove(rest.iter().position(is_like)?));
        }
        Some(matched)
    }

    /// Whether a day has all that the row of a date states.
    fn fits(&self, date: &str, day: &Value) -> bool {
        let stated = &self.sheet.days[date];
        FIELDS.iter().filter(|column| self.states(date, **column)).all(|column| {
            let value = self.value(day, *column);
            match (time(stated, *column), value) {
                (Some(time), value) => value.and_then(Value::as_str) == Some(time),
                (None, None) => stated.place[column].values().all(|text| empties(text)),
                (None, Some(value)) => is_value(&stated.place[column], value, self.languages),
            }
        })
    }

    /// Whether the row of a date states a field of its day.
    fn states(&self, date: &str, column: Column) -> bool {
        let stated = &self.sheet.days[date];
        time(stated, column).is_some() || stated.place.contains_key(&column)
    }

    fn differ_in(&self, column: Column) -> bool {
        self.days.windows(2).any(|pair| self.value(pair[0], column) != self.value(pair[1], column))
    }

    /// Whether one row has all days of the session, and each of them is new.
    fn is_whole_in_one_row(&self) -> bool {
        let all = self.session.get("days").and_then(Value::as_array).map(Vec::len);
        let mut rows = self.sheet.days.values().map(|day| day.row);
        let first = rows.next();
        all == Some(self.days.len())
            && self.sheet.days.len() == self.days.len()
            && rows.all(|row| Some(row) == first)
    }

    /// What a day has in a field. It takes its place from the session where it states none.
    fn value(&self, day: &'a Value, column: Column) -> Option<&'a Value> {
        let is_elsewhere =
            PLACE.iter().any(|wider| *wider < column && day.get(wider.name()).is_some());
        let of_session = PLACE.contains(&column) && !is_elsewhere;
        let inherited = || self.session.get(column.name()).filter(|_| of_session);
        day.get(column.name()).or_else(inherited)
    }
}

/// The time that a row states, if the column has times.
fn time(stated: &SheetDay, column: Column) -> Option<&str> {
    match column {
        Column::Start => stated.start.as_deref(),
        Column::End => stated.end.as_deref(),
        _ => None,
    }
}
