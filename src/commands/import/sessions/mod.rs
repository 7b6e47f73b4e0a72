//! `peerpress import sessions`: adds and updates sessions from a spreadsheet.

mod change;
mod columns;
mod days;
mod places;
mod printed;
mod rows;
mod similar;
mod valid;
mod values;

use serde_json::Value;

use super::super::FAULTY;
use super::changes::List;
use super::columns::{Columns, is_header};
use super::faults::SheetFaults;
use super::texts::Languages;
use super::valid::require_valid;
use super::{Target, language_of_columns};
use crate::certificates::roster::read_cells;
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
    let mut table = read_cells(&sheet.file, &is_header::<Column>)?;
    let header = table.remove(0);
    let mut faults = SheetFaults::new(&sheet.file, Code::SessionCell);
    let columns = Columns::of(&header, &languages.all, &lang, &mut faults);
    let printed = Printed::of(&target.content);
    let sessions = rows::sessions(&columns, &table, &printed, &mut faults);
    let others = if order.remove_days { OtherDays::Remove } else { OtherDays::Stay };
    let (changes, other_days) =
        change::find_changes(source, &sessions, &languages, &printed, others, &mut faults);
    if !sheet.allow_similar {
        let known = SESSIONS.entries(&source.value);
        similar::report_similar(known, &sessions, &changes, &mut faults);
    }
    valid::require_complete(source, &sessions, &changes, &mut faults);
    require_valid(&target, &sessions, &changes, &mut faults);
    target.finish(&changes, faults, sheet, &other_days)
}

/// A value on one line.
fn short(value: &Value) -> String {
    match value {
        Value::String(text) => format!("`{text}`"),
        Value::Array(list) if list.iter().all(|day| day.get("date").is_some()) => {
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
        other => other.to_string(),
    }
}
