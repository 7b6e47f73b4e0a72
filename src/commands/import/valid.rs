//! Checks the sessions as a spreadsheet would make them. Nothing is written if one is not valid.

use serde_json::Value;

use super::change::Changes;
use super::columns::Column;
use super::faults::{CellPlace, SheetFaults};
use super::rows::SheetSession;
use crate::content::Content;
use crate::content::data_file::DataFile;
use crate::diagnostic::{Code, Finding};
use crate::nearest;
use crate::source::Source;

/// The fields that every session needs, with the columns that state them.
const NEEDED: [(&str, Column); 3] =
    [("training", Column::Training), ("format", Column::Format), ("days", Column::Date)];

/// Reports the sessions that would not be valid.
pub(super) fn require_valid(
    content: &Content,
    source: &Source,
    sheet: &[SheetSession],
    changes: &Changes,
    faults: &mut SheetFaults,
) {
    let known = &content.trainings.trainings;
    for (session, value) in sheet.iter().zip(&changes.sessions) {
        require_fields(session, value, faults);
        let training = value["training"].as_str();
        if let Some(unknown) = training.filter(|id| known.iter().all(|it| it.id.as_str() != *id)) {
            let hint = nearest::hint(unknown, known.iter().map(|training| training.id.as_str()));
            let message = format!("there is no training `{unknown}`");
            faults.add(&session.cell(Column::Training), message, hint);
        }
    }
    // The schema says what else is wrong, such as an address to apply at that is none.
    let mut value = source.value.clone();
    value["sessions"] = changes.sessions.clone().into();
    for finding in content.schema_faults(DataFile::Trainings, value) {
        add_schema_fault(&finding, sheet, faults);
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

/// Reports a fault of a session at the cell that states the value.
fn add_schema_fault(finding: &Finding, sheet: &[SheetSession], faults: &mut SheetFaults) {
    let pointer = finding.place.as_ref().and_then(|place| place.pointer.as_deref());
    let mut steps = pointer.unwrap_or_default().split('/').skip(1);
    let (Some("sessions"), Some(index)) = (steps.next(), steps.next()) else { return };
    let Some(session) = index.parse().ok().and_then(|index: usize| sheet.get(index)) else {
        return;
    };
    if finding.code == Code::MissingField {
        return;
    }
    let column = steps.next().and_then(Column::of_field).unwrap_or(Column::Id);
    let hint = finding.hints.first().cloned().unwrap_or_default();
    faults.add(&session.cell(column), finding.message.clone(), hint);
}
