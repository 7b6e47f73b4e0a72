//! The days of a session: what a spreadsheet states of them, and what the data has of them that no
//! spreadsheet states.

use std::collections::BTreeMap;

use serde_json::{Map, Value};

use super::super::columns::SheetColumn;
use super::super::faults::SheetFaults;
use super::super::texts::Languages;
use super::columns::Column;
use super::moved::Moved;
use super::places::{PLACE, Places, in_words};
use super::rows::{SheetDay, SheetSession};

/// What becomes of the days of a session that the spreadsheet does not have.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum OtherDays {
    Stay,
    /// They are removed, as `--remove-days` says.
    Remove,
}

/// The days of a session in the data, beside those of the spreadsheet.
pub(super) struct Days<'a> {
    /// The days in the data.
    old: &'a [Value],
    /// The dates that the data does not have.
    new: Vec<&'a String>,
    /// The days that the spreadsheet does not have, and that were moved to the new dates, in the
    /// order of these.
    moved: Vec<&'a Value>,
    /// The days that the spreadsheet does not have, and that stay.
    pub(super) staying: Vec<&'a Value>,
    /// The days that the spreadsheet does not have, and that are removed.
    pub(super) removed: Vec<&'a Value>,
}

impl<'a> Days<'a> {
    /// Compares the days. As many new dates as missing ones are days that were moved. What else is
    /// missing stays, unless the user says that it is removed. `session` is that of the data.
    /// `None` if nobody can say which of them were moved, or where; that is a fault.
    pub(super) fn of(
        session: &'a Map<String, Value>,
        sheet: &'a SheetSession,
        languages: &'a Languages<'a>,
        others: OtherDays,
        faults: &mut SheetFaults,
    ) -> Option<Self> {
        let old = session.get("days").and_then(Value::as_array);
        let old = old.map(Vec::as_slice).unwrap_or_default();
        let missing: Vec<&Value> =
            old.iter().filter(|day| !sheet.days.contains_key(date(day))).collect();
        let is_known = |wanted: &String| old.iter().any(|day| date(day) == *wanted);
        let new: Vec<&String> = sheet.days.keys().filter(|date| !is_known(date)).collect();
        let nothing = Self { old, new, moved: vec![], staying: vec![], removed: vec![] };
        if missing.len() == nothing.new.len() {
            let dates = nothing.new.clone();
            let moved = Moved { session, days: missing, dates, sheet, languages };
            return match moved.in_order_of_dates() {
                Ok(moved) => Some(Self { moved, ..nothing }),
                Err((message, hint)) => {
                    let first = nothing.new.first().map_or("", |date| date.as_str());
                    faults.add(&sheet.cell_of_day(first, Column::Date), message, hint);
                    None
                }
            };
        }
        if nothing.new.is_empty() && others == OtherDays::Stay {
            return Some(Self { staying: missing, ..nothing });
        }
        let fault = match others {
            OtherDays::Stay if !missing.is_empty() => Some(unclear_days(&missing, &nothing, sheet)),
            _ => unclear_place(&missing, &nothing.new, sheet),
        };
        if let Some((message, hint)) = fault {
            faults.add(&sheet.cell(Column::Date), message, hint);
            return None;
        }
        Some(Self { removed: missing, ..nothing })
    }

    /// The days as they will be. A day without times keeps those that it has, and so does one that
    /// was moved to another date. A day without a place keeps its own.
    pub(super) fn updated(
        &self,
        sheet: &SheetSession,
        places: &Places<'_>,
        faults: &mut SheetFaults,
    ) -> Value {
        let mut days: BTreeMap<&str, Value> =
            self.staying.iter().map(|day| (date(day), (*day).clone())).collect();
        for (wanted, stated) in &sheet.days {
            let known = self.known(wanted);
            days.insert(wanted, updated_day(known, wanted, stated, sheet, faults, places));
        }
        days.into_values().collect()
    }

    /// The day of the data that has a date, or was moved to it.
    pub(super) fn known(&self, wanted: &str) -> Option<&'a Value> {
        let known = self.old.iter().find(|day| date(day) == wanted);
        known.or_else(|| self.moved_to(wanted))
    }

    /// The day that was moved to a date.
    fn moved_to(&self, wanted: &str) -> Option<&'a Value> {
        let index = self.new.iter().position(|date| date.as_str() == wanted)?;
        self.moved.get(index).copied()
    }
}

/// The date of a day in the data.
pub(super) fn date(day: &Value) -> &str {
    day["date"].as_str().unwrap_or_default()
}

/// Dates in a message.
pub(super) fn dates<'a>(days: impl IntoIterator<Item = &'a &'a Value>) -> String {
    days.into_iter().map(|day| date(day)).collect::<Vec<_>>().join(", ")
}

fn updated_day(
    known: Option<&Value>,
    wanted: &str,
    stated: &SheetDay,
    sheet: &SheetSession,
    faults: &mut SheetFaults,
    places: &Places<'_>,
) -> Value {
    let mut day = known.and_then(Value::as_object).cloned().unwrap_or_default();
    day.insert("date".to_owned(), wanted.into());
    for (column, time) in [(Column::Start, &stated.start), (Column::End, &stated.end)] {
        let field = column.name();
        let cell = sheet.cell_of_day(wanted, column);
        match time {
            Some(time) => drop(day.insert(field.to_owned(), time.as_str().into())),
            None if day.contains_key(field) || faults.has(&cell) => {}
            None => {
                let message = format!("the day {wanted} of `{}` has no `{field}`", sheet.id);
                let hint = match sheet.columns.contains(&column) {
                    true => "write it in this row, such as 08:30".to_owned(),
                    false => format!("add the column `{field}`, such as 08:30"),
                };
                faults.add(&cell, message, hint);
            }
        }
    }
    places.place(&mut day, stated);
    Value::Object(day)
}

/// What is wrong with a spreadsheet that leaves out days and has others, and what to do.
fn unclear_days(missing: &[&Value], days: &Days<'_>, sheet: &SheetSession) -> (String, String) {
    let new: Vec<&str> = days.new.iter().map(|date| date.as_str()).collect();
    let message = format!(
        "the spreadsheet does not have the days {} of `{}`, and it has the new days {}",
        dates(missing),
        sheet.id,
        new.join(", ")
    );
    let hint = "write a row for each day that stays, or add `--remove-days` to remove the days \
                that the spreadsheet does not have";
    (message, hint.to_owned())
}

/// What is wrong with days of which nobody can say which is in a place that a day of the data has
/// of its own.
fn unclear_place(
    missing: &[&Value],
    new: &[&String],
    sheet: &SheetSession,
) -> Option<(String, String)> {
    let own = |day: &&&Value| PLACE.iter().any(|column| day.get(column.name()).is_some());
    let is_stated = new.iter().all(|date| !sheet.days[*date].place.is_empty());
    let lost = missing.iter().find(own).filter(|_| !new.is_empty() && !is_stated)?;
    let message = format!(
        "the day {} of `{}` has a place of its own, {}, and it is not clear which of the new days \
         is there",
        date(lost),
        sheet.id,
        in_words(lost)
    );
    let hint = "write a row for each day, with the city, venue, and address of the day";
    Some((message, hint.to_owned()))
}
