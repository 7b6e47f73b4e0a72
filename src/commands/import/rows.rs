//! The rows of a spreadsheet, put together to sessions. A session has a row, or a row for each of
//! its days; the rows may be in any order.

use std::collections::{BTreeMap, HashMap};
use std::path::Path;

use serde_json::{Value, json};

use super::columns::{Column, Header};
use super::texts::Texts;
use crate::certificates::roster::PlainRow;
use crate::content::text::{parse_date, parse_time};
use crate::content::time_zone::hint_if_unknown;
use crate::error::Error;

/// The hint for a text that is not a date.
const DATE_HINT: &str = "write a real date as year-month-day, such as 2027-02-08";

/// A session as a spreadsheet states it.
#[derive(Debug, Default)]
pub(super) struct SheetSession {
    pub(super) id: String,
    /// The row that states it first.
    pub(super) row: u32,
    /// The fields that the spreadsheet states, as text.
    pub(super) fields: BTreeMap<Column, Texts>,
    /// The days by their date.
    pub(super) days: BTreeMap<String, SheetDay>,
}

/// A day as a spreadsheet states it.
#[derive(Debug, Clone, Default)]
pub(super) struct SheetDay {
    pub(super) start: Option<String>,
    pub(super) end: Option<String>,
    /// The place that its row states, if the session has several rows.
    pub(super) place: BTreeMap<Column, Texts>,
}

impl SheetSession {
    /// The text of a field that has no translations.
    pub(super) fn field(&self, column: Column) -> Option<&str> {
        self.fields.get(&column)?.get(&None).map(String::as_str)
    }
}

/// Puts the rows together. The region of the program says what `3/5/2027` means.
///
/// # Errors
/// If a row has no ID, or contradicts an earlier one, or a date or time is not valid.
pub(super) fn sessions(
    path: &Path,
    headers: &[Option<Header>],
    rows: &[PlainRow],
    region: &str,
) -> Result<Vec<SheetSession>, Error> {
    let mut sessions: Vec<SheetSession> = Vec::new();
    let mut dated: HashMap<&str, usize> = HashMap::new();
    let id_column = headers.iter().position(|header| is_plain(header, Column::Id));
    let date_column = headers.iter().position(|header| is_plain(header, Column::Date));
    for row in rows {
        let cell = |column: Option<usize>| row.cells.get(column?).map(|cell| cell.trim());
        let has_date = cell(date_column).is_some_and(|date| !date.is_empty());
        *dated.entry(cell(id_column).unwrap_or_default()).or_default() += usize::from(has_date);
    }
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
        // Rows of a session with several of them state the places of their days.
        let has_own_place = of(Column::Date).is_some() && dated.get(id).is_some_and(|it| *it > 1);
        let is_own = |header: &Header| has_own_place && header.column.is_place();
        let mut place: BTreeMap<Column, Texts> = BTreeMap::new();
        for (header, text) in cells.iter().filter(|(header, _)| is_own(header)) {
            let texts = place.entry(header.column).or_default();
            texts.insert(header.lang.clone(), (*text).to_owned());
        }
        add_days((path, row.number, region), session, of, &place)?;
        let is_of_session = |header: &Header| !header.column.is_of_day() && !is_own(header);
        for (header, text) in cells.into_iter().filter(|(header, _)| is_of_session(header)) {
            let text = field_text((path, row.number, region), header.column, text)?;
            let texts = session.fields.entry(header.column).or_default();
            let before = texts.insert(header.lang.clone(), text.clone());
            if let Some(before) = before.filter(|before| *before != text) {
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

fn is_plain(header: &Option<Header>, column: Column) -> bool {
    header.as_ref().is_some_and(|header| *header == Header { column, lang: None })
}

/// Adds the days of a row, each with the times and the place of the row.
fn add_days<'a>(
    (path, row, region): (&Path, u32, &str),
    session: &mut SheetSession,
    of: impl Fn(Column) -> Option<&'a str>,
    place: &BTreeMap<Column, Texts>,
) -> Result<(), Error> {
    let invalid = |column: Column, text: &str, hint: &str| invalid((path, row), column, text, hint);
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
        let Some(date) = day(text, region) else {
            return Err(invalid(Column::Date, text, DATE_HINT));
        };
        let day = SheetDay { start: start.clone(), end: end.clone(), place: place.clone() };
        if session.days.insert(date, day).is_some() {
            let message = format!("row {row} states the day {text} of `{}` again", session.id);
            return Err(Error::new(path, message).hint("delete one of the rows"));
        }
    }
    Ok(())
}

/// The text of a field of the session as the data has it.
fn field_text(
    (path, row, region): (&Path, u32, &str),
    column: Column,
    text: &str,
) -> Result<String, Error> {
    match column {
        Column::ApplyBy => {
            day(text, region).ok_or_else(|| invalid((path, row), column, text, DATE_HINT))
        }
        Column::TimeZone => match hint_if_unknown(text) {
            Some(hint) => Err(invalid((path, row), column, text, &hint)),
            None => Ok(text.to_owned()),
        },
        _ => Ok(text.to_owned()),
    }
}

fn invalid((path, row): (&Path, u32), column: Column, text: &str, hint: &str) -> Error {
    let message = format!("`{text}` in row {row} is not a valid `{}`", column.name());
    Error::new(path, message).hint(hint)
}

/// A date as the data has it: `2027-03-05`, in the United States also of `3/5/2027`.
fn day(text: &str, region: &str) -> Option<String> {
    if parse_date(text).is_some() {
        return Some(text.to_owned());
    }
    let numbers: Option<Vec<u16>> = text.split('/').map(|part| part.parse().ok()).collect();
    let [month, day, year] = numbers?[..] else { return None };
    let date = format!("{year:04}-{month:02}-{day:02}");
    (region == "us" && year > 999 && parse_date(&date).is_some()).then_some(date)
}

/// A time of day as the data has it: `08:30` of `8:30`, `8:30 AM`, or `8:30:00`; `12:00` of `noon`.
fn clock(text: &str) -> Option<String> {
    let plain: String = text.to_lowercase().chars().filter(|c| !" .".contains(*c)).collect();
    match plain.as_str() {
        "noon" | "12noon" => return Some("12:00".to_owned()),
        "midnight" | "12midnight" => return Some("00:00".to_owned()),
        _ => {}
    }
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
