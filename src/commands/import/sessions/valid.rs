//! Checks the sessions as a spreadsheet would make them. Nothing is written if one is not valid.

use serde_json::Value;

use super::super::changes::Changes;
use super::super::columns::SheetColumn;
use super::super::faults::{CellPlace, SheetFaults};
use super::super::valid::SheetEntry;
use super::columns::Column;
use super::days::date;
use super::rows::SheetSession;
use crate::nearest;
use crate::source::Source;

/// The fields that every session needs, with the columns that state them.
const NEEDED: [(&str, Column); 3] =
    [("training", Column::Training), ("format", Column::Format), ("days", Column::Date)];

/// Reports what the sessions need and do not have, and the trainings that there are not.
pub(super) fn require_complete(
    source: &Source,
    sheet: &[SheetSession],
    changes: &Changes,
    faults: &mut SheetFaults,
) {
    for (session, value) in sheet.iter().zip(&changes.entries) {
        require_fields(session, value, faults);
        require_training(source, session, value, faults);
    }
}

impl SheetEntry for SheetSession {
    fn rows(&self) -> Vec<u32> {
        SheetSession::rows(self).collect()
    }

    fn without_faults(&self, _: Value, _: &SheetFaults) -> Option<Value> {
        // The fields of a session depend on each other.
        None
    }

    fn cell_of(&self, value: &Value, steps: &[&str]) -> CellPlace {
        let mut steps = steps.iter().copied();
        let Some(field) = steps.next() else { return self.cell(Column::Id) };
        let index = steps.next().and_then(|index| index.parse::<usize>().ok());
        let day = index.filter(|_| field == "days").and_then(|index| value["days"].get(index));
        match day {
            Some(day) => {
                let column = steps.next().and_then(Column::of_field).unwrap_or(Column::Date);
                self.cell_of_day(date(day), column)
            }
            None => self.cell(Column::of_field(field).unwrap_or(Column::Id)),
        }
    }
}

/// Reports a training that does not exist, also of a session that lacks something.
fn require_training(
    source: &Source,
    session: &SheetSession,
    value: &Value,
    faults: &mut SheetFaults,
) {
    let Some(training) = value["training"].as_str() else { return };
    let all = source.value["trainings"].as_array().into_iter().flatten();
    let known: Vec<&str> = all.filter_map(|one| one["id"].as_str()).collect();
    if !known.contains(&training) {
        let hint = nearest::hint(training, known.iter().copied());
        let message = format!("there is no training `{training}`");
        faults.add(&session.cell(Column::Training), message, hint);
    }
}

/// Reports the fields that a session needs and does not have.
fn require_fields(session: &SheetSession, value: &Value, faults: &mut SheetFaults) {
    let is_missing = |(field, column): &&(&str, Column)| {
        value.get(*field).is_none() && !faults.has(&session.cell(*column))
    };
    let missing: Vec<String> = NEEDED
        .iter()
        .filter(is_missing)
        .map(|(_, column)| format!("`{}`", column.name()))
        .collect();
    // A similar ID is the likely reason, and is reported.
    if missing.is_empty() || faults.has(&session.cell(Column::Id)) {
        return;
    }
    let message = format!("the new session `{}` has no {}", session.id, missing.join(", "));
    let hint = "fill in these columns; if the session is not new, correct its ID";
    faults.add(&CellPlace::row(session.row), message, hint);
}
