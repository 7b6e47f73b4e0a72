//! `peerpress import sessions`: adds and updates sessions from a spreadsheet.

mod change;
mod columns;
mod dates;
mod days;
mod emptied;
mod far;
mod kept;
mod marks;
mod moved;
mod numeric_dates;
mod places;
mod printed;
mod rows;
mod similar;
mod times;
mod trainers;
mod valid;
mod worded;

use serde_json::Value;

use super::super::FAULTY;
use super::changes::List;
use super::columns::{Columns, is_header};
use super::faults::SheetFaults;
use super::shown::shown;
use super::texts::Languages;
use super::valid::require_valid;
use super::{Target, language_of_columns};
use crate::certificates::roster::{CellRow, read_cells};
use crate::cli::{Common, SessionImport};
use crate::content::data_file::DataFile;
use crate::diagnostic::Code;
use crate::error::Error;
use columns::Column;
use days::OtherDays;
use printed::Printed;

/// The sessions in the data.
const SESSIONS: List = List {
    file: DataFile::Trainings,
    name: "sessions",
    entry: "session",
    empty: None,
    show: short,
};

/// Shows what a spreadsheet of sessions changes, and writes it if the user says so.
pub(super) fn run(common: &Common, order: &SessionImport) -> Result<u8, Error> {
    let Some(target) = Target::open(common, SESSIONS)? else { return Ok(FAULTY) };
    let (sheet, source) = (&order.sheet, &target.source);
    let languages = Languages::of(&target.content);
    let lang = language_of_columns(sheet.lang.as_deref(), &languages)?;
    let table = read_cells(&sheet.file, sheet.sheet.as_deref(), &is_header::<Column>)?;
    let mut faults = SheetFaults::new(&sheet.file, Code::SessionCell);
    let columns = Columns::of(&table.header, &languages.all, &lang, &mut faults);
    let cells = dates_of(&columns, &table.rows);
    let dates = cells.iter().flat_map(|cell| cell.split([';', ',', '\n']));
    let printed = Printed::of(&target.content, &lang, dates.map(str::trim));
    let sessions = rows::sessions(&columns, &table.rows, &printed, &mut faults);
    let others = if order.remove_days { OtherDays::Remove } else { OtherDays::Stay };
    let (changes, other_days) =
        change::find_changes(source, &sessions, &languages, &printed, others, &mut faults);
    if !sheet.allow_similar {
        let known = SESSIONS.entries(&source.value);
        similar::report_similar(known, &sessions, &changes, &mut faults);
    }
    far::report_far(SESSIONS.entries(&source.value), &sessions, target.context.today, &mut faults);
    valid::require_complete(source, &sessions, &changes, &mut faults);
    require_valid(&target, &sessions, &changes, &mut faults);
    let notes: Vec<String> = table.note.into_iter().chain(other_days).collect();
    target.finish(&changes, faults, sheet, &notes)
}

/// The cells with dates.
fn dates_of(columns: &Columns<Column>, rows: &[CellRow]) -> Vec<String> {
    let is_date = |index: usize| {
        let column = columns.header(index).map(|header| header.column);
        matches!(column, Some(Column::Date | Column::ApplyBy))
    };
    let cells = rows.iter().flat_map(|row| row.cells.iter().enumerate());
    cells.filter(|(index, _)| is_date(*index)).map(|(_, cell)| cell.text()).collect()
}

/// A value on one line.
fn short(value: &Value) -> String {
    match value {
        Value::Array(list) if list.iter().any(|day| day.get("date").is_some()) => {
            let day = |day: &Value| {
                let of = |field: &str| day[field].as_str().unwrap_or_default().to_owned();
                let place = match places::in_words(day) {
                    place if place.is_empty() => place,
                    place => format!(" ({place})"),
                };
                format!("{} {}–{}{place}", of("date"), of("start"), of("end"))
            };
            list.iter().map(day).collect::<Vec<_>>().join(", ")
        }
        other => shown(other),
    }
}
