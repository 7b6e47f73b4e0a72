//! The rows of a spreadsheet, put together to sessions. A session has a row, or a row for each of
//! its days; the rows may be in any order.

use std::collections::{BTreeMap, BTreeSet};

use super::super::columns::{Columns, Header, SheetColumn};
use super::super::faults::{CellPlace, SheetFaults};
use super::super::sheet_row::SheetRow;
use super::super::texts::Texts;
use super::columns::{Column, empties};
use super::dates::{day, each_date};
use super::printed::Printed;
use super::times::clock;
use crate::certificates::roster::CellRow;
use crate::content::time_zone::zone_fault;

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
    /// The columns of the spreadsheet.
    pub(super) columns: BTreeSet<Column>,
    /// The first cell of each column.
    cells: BTreeMap<Column, CellPlace>,
}

/// A day as a spreadsheet states it.
#[derive(Debug, Clone, Default)]
pub(super) struct SheetDay {
    pub(super) row: u32,
    pub(super) start: Option<String>,
    pub(super) end: Option<String>,
    /// The place that its row states.
    pub(super) place: BTreeMap<Column, Texts>,
}

impl SheetSession {
    /// The text of a field that has no translations.
    pub(super) fn field(&self, column: Column) -> Option<&str> {
        self.fields.get(&column)?.get(&None).map(String::as_str)
    }

    /// The first row, and those of the days.
    pub(super) fn rows(&self) -> impl Iterator<Item = u32> {
        self.days.values().map(|day| day.row).chain([self.row])
    }

    /// The cell of a column in the row of a day, or the first one that states the column.
    pub(super) fn cell_of_day(&self, date: &str, column: Column) -> CellPlace {
        let cell = self.cell(column);
        let row = self.days.get(date).map_or(cell.row, |day| day.row);
        CellPlace { row, ..cell }
    }

    /// The first cell that states a column, or the first row of the session.
    pub(super) fn cell(&self, column: Column) -> CellPlace {
        self.cells.get(&column).cloned().unwrap_or_else(|| CellPlace::row(self.row))
    }
}

/// Puts the rows together. What the program prints says what `3/5/2027` means. Rows without an
/// ID or that contradict an earlier one, and dates and times that are not valid, are faults.
pub(super) fn sessions(
    columns: &Columns<Column>,
    rows: &[CellRow],
    printed: &Printed<'_>,
    faults: &mut SheetFaults,
) -> Vec<SheetSession> {
    let mut sessions: Vec<SheetSession> = Vec::new();
    for row in rows {
        let Some(row) = SheetRow::of(columns, row, faults) else { continue };
        let Some(id) = id_of(&row, faults) else { continue };
        let known = sessions.iter().position(|session| session.id == id).unwrap_or_else(|| {
            let row = row.number;
            let columns = columns.all().collect();
            sessions.push(SheetSession { id, row, columns, ..Default::default() });
            sessions.len() - 1
        });
        let session = &mut sessions[known];
        // A row with days states the place of these days.
        let has_days = row.text(Column::Date).is_some();
        let is_own = |header: &Header<Column>| has_days && header.column.is_place();
        for header in row.cells.keys() {
            session.cells.entry(header.column).or_insert_with(|| row.place(header.column));
        }
        let mut place: BTreeMap<Column, Texts> = BTreeMap::new();
        for (header, text) in row.cells.iter().filter(|(header, _)| is_own(header)) {
            let texts = place.entry(header.column).or_default();
            texts.insert(header.lang.clone(), text.clone());
        }
        row.add_days(session, &place, printed, faults);
        let is_of_session = |header: &Header<Column>| !header.column.is_of_day() && !is_own(header);
        for (header, text) in row.cells.iter().filter(|(header, _)| is_of_session(header)) {
            row.add_field(session, header, text, printed, faults);
        }
    }
    sessions
}

/// The ID in a row. A row without one is a fault.
fn id_of(row: &SheetRow<'_, Column>, faults: &mut SheetFaults) -> Option<String> {
    let id = row.text(Column::Id);
    if id.is_none() && !row.is_unfit(Column::Id) && !row.cells.is_empty() {
        let hint = "write the ID of the session in each of its rows";
        faults.add(&CellPlace::row(row.number), "the row has no ID", hint);
    }
    id.map(str::to_owned)
}

impl SheetRow<'_, Column> {
    /// Adds the days of the row, each with its times and its place.
    fn add_days(
        &self,
        session: &mut SheetSession,
        place: &BTreeMap<Column, Texts>,
        printed: &Printed<'_>,
        faults: &mut SheetFaults,
    ) {
        let mut time = |column: Column| {
            let text = self.text(column)?;
            match clock(text, column, printed) {
                Ok(time) => Some(time),
                Err((message, hint)) => {
                    faults.add(&self.place(column), message, hint);
                    None
                }
            }
        };
        let (start, end) = (time(Column::Start), time(Column::End));
        let dates = self.text(Column::Date).map(|dates| each_date(dates, printed));
        for text in dates.unwrap_or_default() {
            let cell = self.place(Column::Date);
            let date = match day(&text, Column::Date, printed) {
                Ok(date) => date,
                Err((message, hint)) => {
                    faults.add(&cell, message, hint);
                    continue;
                }
            };
            let (row, place) = (self.number, place.clone());
            let day = SheetDay { row, start: start.clone(), end: end.clone(), place };
            if session.days.insert(date, day).is_some() {
                let message =
                    format!("the day {text} of `{}` is in an earlier row, too", session.id);
                faults.add(&cell, message, "delete one of the rows");
            }
        }
    }

    /// Adds what the row states of the session as a whole.
    fn add_field(
        &self,
        session: &mut SheetSession,
        header: &Header<Column>,
        text: &str,
        printed: &Printed<'_>,
        faults: &mut SheetFaults,
    ) {
        let (column, cell) = (header.column, self.place(header.column));
        let text = match column {
            _ if empties(text) => text.to_owned(),
            Column::ApplyBy => match day(text, column, printed) {
                Ok(date) => date,
                Err((message, hint)) => return faults.add(&cell, message, hint),
            },
            Column::TimeZone => match zone_fault(text, printed.region()) {
                Some(fault) => {
                    return faults.add_invalid(&cell, text, column.name(), &fault.hint);
                }
                None => text.to_owned(),
            },
            _ => text.to_owned(),
        };
        let texts = session.fields.entry(column).or_default();
        let before = texts.insert(header.lang.clone(), text.clone());
        if let Some(before) = before.filter(|before| *before != text) {
            let message = format!(
                "the row says `{text}` for `{}` of `{}`, but an earlier row says `{before}`",
                column.name(),
                session.id
            );
            let hint = "correct one of the two; rows with the same ID are days of one session";
            faults.add(&cell, message, hint);
        }
    }
}
