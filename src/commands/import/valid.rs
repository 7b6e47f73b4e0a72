//! Checks the sessions as a spreadsheet would make them. Nothing is written if one is not valid.

use serde_json::Value;

use super::change::Changes;
use super::columns::Column;
use super::days::date;
use super::faults::{CellPlace, SheetFaults};
use super::rows::SheetSession;
use crate::content::{self, data_file::DataFile};
use crate::diagnostic::{Code, Finding, Report};
use crate::nearest;
use crate::project::Project;
use crate::source::Source;

/// The fields that every session needs, with the columns that state them.
const NEEDED: [(&str, Column); 3] =
    [("training", Column::Training), ("format", Column::Format), ("days", Column::Date)];

/// Reports the sessions that would not be valid: what `peerpress check` would report of them that
/// it does not report now.
pub(super) fn require_valid(
    project: &Project,
    source: &Source,
    before: &Report,
    sheet: &[SheetSession],
    changes: &Changes,
    faults: &mut SheetFaults,
) {
    let mut all: Vec<(&SheetSession, &Value)> = sheet.iter().zip(&changes.sessions).collect();
    for (session, value) in &all {
        require_fields(session, value, faults);
        require_training(source, session, value, faults);
    }
    require_all_valid(project, source, before, &all, faults);
    // What a schema refuses hides what else is wrong with the others.
    let count = all.len();
    all.retain(|(session, _)| !faults.has_in_rows(session.rows()));
    if all.len() < count {
        require_all_valid(project, source, before, &all, faults);
    }
}

fn require_all_valid(
    project: &Project,
    source: &Source,
    before: &Report,
    all: &[(&SheetSession, &Value)],
    faults: &mut SheetFaults,
) {
    let incomplete: Vec<bool> =
        all.iter().map(|(session, _)| faults.has_in_rows(session.rows())).collect();
    let mut after = source.value.clone();
    let mut sessions = source.value["sessions"].as_array().cloned().unwrap_or_default();
    let indexes: Vec<usize> =
        all.iter().map(|(_, value)| put_session(&mut sessions, value)).collect();
    after["sessions"] = sessions.into();
    for finding in content::findings_with(project, DataFile::Trainings, after) {
        let pointer = finding.place.as_ref().and_then(|place| place.pointer.as_deref());
        let mut steps = pointer.unwrap_or_default().split('/').skip(1);
        let (Some("sessions"), Some(index)) = (steps.next(), steps.next()) else { continue };
        let at = |index: usize| indexes.iter().position(|known| *known == index);
        let Some(at) = index.parse().ok().and_then(at) else { continue };
        // What a session does not have is reported for its row.
        let is_reported = finding.code == Code::MissingField && incomplete[at];
        if is_reported || !stops_import(&finding) || is_known(before, &finding) {
            continue;
        }
        let (session, value) = all[at];
        let cell = cell_of(session, value, steps);
        if !faults.has(&cell) {
            let hint = finding.hints.first().cloned().unwrap_or_default();
            faults.add(&cell, finding.message.clone(), hint);
        }
    }
}

/// Puts a session among those of the data. Returns its index there.
fn put_session(sessions: &mut Vec<Value>, value: &Value) -> usize {
    match sessions.iter().position(|known| known["id"] == value["id"]) {
        Some(index) => {
            sessions[index] = value.clone();
            index
        }
        None => {
            sessions.push(value.clone());
            sessions.len() - 1
        }
    }
}

/// Whether a finding is of what the spreadsheet states. Translations come later.
fn stops_import(finding: &Finding) -> bool {
    let is_fault = finding.is_error() || finding.code == Code::LocalNumber;
    is_fault && !matches!(finding.code, Code::Untranslated | Code::MissingText)
}

/// Whether the data has a finding as it is now.
fn is_known(before: &Report, finding: &Finding) -> bool {
    let place = |finding: &Finding| {
        let place = finding.place.clone()?;
        Some((place.file, place.pointer))
    };
    before.findings().iter().any(|known| {
        known.code == finding.code
            && known.message == finding.message
            && place(known) == place(finding)
    })
}

/// The cell that states a value of a session, which the steps of its pointer name.
fn cell_of<'a>(
    session: &SheetSession,
    value: &Value,
    mut steps: impl Iterator<Item = &'a str>,
) -> CellPlace {
    let Some(field) = steps.next() else { return session.cell(Column::Id) };
    let index = steps.next().and_then(|index| index.parse::<usize>().ok());
    let day = index.filter(|_| field == "days").and_then(|index| value["days"].get(index));
    match day {
        Some(day) => {
            let column = steps.next().and_then(Column::of_field).unwrap_or(Column::Date);
            session.cell_of_day(date(day), column)
        }
        None => session.cell(Column::of_field(field).unwrap_or(Column::Id)),
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
