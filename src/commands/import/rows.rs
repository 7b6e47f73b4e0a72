//! The rows of a spreadsheet, put together to sessions. A session has a row, or a row for each of
//! its days; the rows may be in any order.

use std::collections::{BTreeMap, BTreeSet};

use super::columns::{Column, Columns, Header};
use super::faults::{CellPlace, SheetFaults};
use super::texts::Texts;
use super::values::{DATE_HINT, TIME_HINT, clock, day};
use crate::certificates::roster::CellRow;
use crate::content::time_zone::hint_if_unknown;

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

/// Puts the rows together. The region of the program says what `3/5/2027` means. Rows without an
/// ID or that contradict an earlier one, and dates and times that are not valid, are faults.
pub(super) fn sessions(
    columns: &Columns,
    rows: &[CellRow],
    region: &str,
    faults: &mut SheetFaults,
) -> Vec<SheetSession> {
    let rows: Vec<SheetRow<'_>> =
        rows.iter().filter_map(|row| SheetRow::of(columns, row, faults)).collect();
    let mut sessions: Vec<SheetSession> = Vec::new();
    for row in &rows {
        let known = sessions.iter().position(|session| session.id == row.id).unwrap_or_else(|| {
            let (id, row) = (row.id.clone(), row.number);
            let columns = columns.all().collect();
            sessions.push(SheetSession { id, row, columns, ..Default::default() });
            sessions.len() - 1
        });
        let session = &mut sessions[known];
        // A row with days states the place of these days.
        let has_days = row.text(Column::Date).is_some();
        let is_own = |header: &Header| has_days && header.column.is_place();
        for header in row.cells.keys() {
            session.cells.entry(header.column).or_insert_with(|| row.place(header.column));
        }
        let mut place: BTreeMap<Column, Texts> = BTreeMap::new();
        for (header, text) in row.cells.iter().filter(|(header, _)| is_own(header)) {
            let texts = place.entry(header.column).or_default();
            texts.insert(header.lang.clone(), text.clone());
        }
        row.add_days(session, &place, region, faults);
        let is_of_session = |header: &Header| !header.column.is_of_day() && !is_own(header);
        for (header, text) in row.cells.iter().filter(|(header, _)| is_of_session(header)) {
            row.add_field(session, header, text, region, faults);
        }
    }
    sessions
}

/// A row with its cells that are not blank.
struct SheetRow<'a> {
    number: u32,
    id: String,
    cells: BTreeMap<&'a Header, String>,
    columns: &'a Columns,
}

impl<'a> SheetRow<'a> {
    /// `None` if the row is blank or has no ID.
    fn of(columns: &'a Columns, row: &CellRow, faults: &mut SheetFaults) -> Option<Self> {
        let mut cells: BTreeMap<&Header, String> = BTreeMap::new();
        let mut has_unfit_id = false;
        for (index, cell) in row.cells.iter().enumerate() {
            let Some(header) = columns.header(index) else { continue };
            if let Some((message, hint)) = cell.fault() {
                let place = CellPlace { row: row.number, column: columns.title(index) };
                faults.add(&place, message, hint);
                has_unfit_id |= header.column == Column::Id;
                continue;
            }
            let text = cell.text().trim().to_owned();
            if !text.is_empty() {
                cells.insert(header, text);
            }
        }
        let number = row.number;
        let id = cells.get(&Header { column: Column::Id, lang: None }).cloned();
        if id.is_none() && !has_unfit_id && !cells.is_empty() {
            let hint = "write the ID of the session in each of its rows";
            faults.add(&CellPlace::row(number), "the row has no ID", hint);
        }
        Some(Self { number, id: id?, cells, columns })
    }

    fn place(&self, column: Column) -> CellPlace {
        CellPlace { row: self.number, column: self.columns.title_of(column) }
    }

    /// The text of a column without translations.
    fn text(&self, column: Column) -> Option<&str> {
        self.cells.get(&Header { column, lang: None }).map(String::as_str)
    }

    /// Adds the days of the row, each with its times and its place.
    fn add_days(
        &self,
        session: &mut SheetSession,
        place: &BTreeMap<Column, Texts>,
        region: &str,
        faults: &mut SheetFaults,
    ) {
        let mut time = |column: Column| {
            let text = self.text(column)?;
            let time = clock(text);
            if time.is_none() {
                faults.add_invalid(&self.place(column), text, column.name(), TIME_HINT);
            }
            time
        };
        let (start, end) = (time(Column::Start), time(Column::End));
        let dates = self.text(Column::Date).into_iter();
        for text in dates.flat_map(|dates| dates.split([';', '\n', ','])).map(str::trim) {
            let cell = self.place(Column::Date);
            let Some(date) = day(text, region) else {
                faults.add_invalid(&cell, text, Column::Date.name(), DATE_HINT);
                continue;
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
        header: &Header,
        text: &str,
        region: &str,
        faults: &mut SheetFaults,
    ) {
        let (column, cell) = (header.column, self.place(header.column));
        let text = match column {
            Column::ApplyBy => match day(text, region) {
                Some(date) => date,
                None => return faults.add_invalid(&cell, text, column.name(), DATE_HINT),
            },
            Column::TimeZone => match hint_if_unknown(text, region) {
                Some(hint) => return faults.add_invalid(&cell, text, column.name(), &hint),
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
