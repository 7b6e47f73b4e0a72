//! The rows of a spreadsheet, put together to sessions. A session has a row, or a row for each of
//! its days; the rows may be in any order.

use std::collections::BTreeMap;
use std::path::Path;

use serde_json::{Value, json};

use super::columns::{Column, Header};
use crate::certificates::roster::PlainRow;
use crate::content::text::{parse_date, parse_time};
use crate::error::Error;

/// A session as a spreadsheet states it.
#[derive(Debug, Default)]
pub(super) struct SheetSession {
    pub(super) id: String,
    /// The row that states it first.
    pub(super) row: u32,
    /// The fields that the spreadsheet states, as text.
    pub(super) fields: BTreeMap<Header, String>,
    /// The days by their date, each with its start and end.
    pub(super) days: BTreeMap<String, (Option<String>, Option<String>)>,
}

impl SheetSession {
    /// The text of a field that has no translations.
    pub(super) fn field(&self, column: Column) -> Option<&str> {
        self.fields.get(&Header { column, lang: None }).map(String::as_str)
    }
}

/// Puts the rows together.
///
/// # Errors
/// If a row has no ID, or contradicts an earlier one, or a date or time is not valid.
pub(super) fn sessions(
    path: &Path,
    headers: &[Option<Header>],
    rows: &[PlainRow],
) -> Result<Vec<SheetSession>, Error> {
    let mut sessions: Vec<SheetSession> = Vec::new();
    for row in rows {
        let cells: BTreeMap<&Header, &str> = headers
            .iter()
            .zip(&row.cells)
            .filter_map(|(header, cell)| Some((header.as_ref()?, cell.trim())))
            .filter(|(_, cell)| !cell.is_empty())
            .collect();
        if cells.is_empty() {
            continue;
        }
        let of = |column| cells.get(&Header { column, lang: None }).copied();
        let Some(id) = of(Column::Id) else {
            let message = format!("row {} has no ID", row.number);
            let hint = "write the ID of the session in each of its rows";
            return Err(Error::new(path, message).hint(hint));
        };
        let known = sessions.iter().position(|session| session.id == id).unwrap_or_else(|| {
            sessions.push(SheetSession {
                id: id.to_owned(),
                row: row.number,
                ..Default::default()
            });
            sessions.len() - 1
        });
        let session = &mut sessions[known];
        add_days(path, row.number, session, of)?;
        for (header, text) in cells.into_iter().filter(|(header, _)| !header.column.is_of_day()) {
            let before = session.fields.insert(header.clone(), text.to_owned());
            if let Some(before) = before.filter(|before| before != text) {
                let message = format!(
                    "row {} says `{text}` for `{}` of `{id}`, but an earlier row says `{before}`",
                    row.number,
                    header.column.name()
                );
                let hint = "correct one of the two; rows with the same ID are days of one session";
                return Err(Error::new(path, message).hint(hint));
            }
        }
    }
    Ok(sessions)
}

/// Adds the days of a row, each with the times of the row.
fn add_days<'a>(
    path: &Path,
    row: u32,
    session: &mut SheetSession,
    of: impl Fn(Column) -> Option<&'a str>,
) -> Result<(), Error> {
    let invalid = |column: Column, text: &str, hint: &str| {
        let message = format!("`{text}` in row {row} is not a valid `{}`", column.name());
        Error::new(path, message).hint(hint)
    };
    let time = |column: Column| match of(column) {
        None => Ok(None),
        Some(text) => match clock(text) {
            Some(time) => Ok(Some(time)),
            None => Err(invalid(column, text, "write a time such as 08:30 or 5:30 p.m.")),
        },
    };
    let (start, end) = (time(Column::Start)?, time(Column::End)?);
    for text in of(Column::Date).into_iter().flat_map(|dates| dates.split([';', '\n', ','])) {
        let text = text.trim();
        if parse_date(text).is_none() {
            let hint = "write a real date as year-month-day, such as 2027-02-08";
            return Err(invalid(Column::Date, text, hint));
        }
        if session.days.insert(text.to_owned(), (start.clone(), end.clone())).is_some() {
            let message = format!("row {row} states the day {text} of `{}` again", session.id);
            return Err(Error::new(path, message).hint("delete one of the rows"));
        }
    }
    Ok(())
}

/// A time of day as the data has it: `08:30` of `8:30`, `8:30 AM`, or `8:30:00`.
fn clock(text: &str) -> Option<String> {
    let plain: String = text.to_lowercase().chars().filter(|c| !" .".contains(*c)).collect();
    let (digits, half) = match plain.strip_suffix("am").map(|rest| (rest, 0)) {
        Some(found) => (found.0.to_owned(), Some(found.1)),
        None => match plain.strip_suffix("pm") {
            Some(rest) => (rest.to_owned(), Some(12)),
            None => (plain.clone(), None),
        },
    };
    let mut parts = digits.split(':');
    let hour: u8 = parts.next()?.parse().ok()?;
    let minute = parts.next().map_or(Some(0), |minute| minute.parse::<u8>().ok())?;
    let hour = match half {
        Some(_) if !(1..=12).contains(&hour) => return None,
        Some(half) => hour % 12 + half,
        None => hour,
    };
    let time = format!("{hour:02}:{minute:02}");
    parse_time(&time).map(|_| time)
}

/// The trainers of a cell such as `Jordan Sample, CPSS; Robin Sample`.
pub(super) fn trainers(text: &str) -> Value {
    let people = text.split([';', '\n']).map(str::trim).filter(|person| !person.is_empty());
    people
        .map(|person| match person.split_once(',') {
            Some((name, credentials)) => {
                json!({ "name": name.trim(), "credentials": credentials.trim() })
            }
            None => json!({ "name": person }),
        })
        .collect()
}
