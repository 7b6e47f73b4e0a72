//! Checks the entries as a spreadsheet would make them. Nothing is written if one is not valid.

use serde_json::Value;

use super::Target;
use super::changes::Changes;
use super::faults::{CellPlace, SheetFaults};
use crate::content;
use crate::diagnostic::{Code, Finding, Report};

/// An entry of the data as a spreadsheet states it.
pub(super) trait SheetEntry {
    /// The rows that state it.
    fn rows(&self) -> Vec<u32>;

    /// The value without what is at fault, so that the rest of it can be checked. `None` if nothing
    /// useful is left.
    fn without_faults(&self, value: Value, faults: &SheetFaults) -> Option<Value>;

    /// The cell that states a part of its value, which the steps of a pointer name.
    fn cell_of(&self, value: &Value, steps: &[&str]) -> CellPlace;
}

/// Reports the entries that would not be valid: what `peerpress check` would report of them that
/// it does not report now.
pub(super) fn require_valid<E: SheetEntry>(
    target: &Target,
    sheet: &[E],
    changes: &Changes,
    faults: &mut SheetFaults,
) {
    let all: Vec<(&E, Value)> = sheet.iter().zip(changes.entries.iter().cloned()).collect();
    require_all_valid(target, &all, faults);
    // What a schema refuses hides what else is wrong, also with the others.
    let is_faulty = |entry: &E| faults.has_in_rows(entry.rows().into_iter());
    if !sheet.iter().any(is_faulty) {
        return;
    }
    let mut rest: Vec<(&E, Value)> = Vec::new();
    for (entry, value) in all {
        let value = match is_faulty(entry) {
            true => entry.without_faults(value, faults),
            false => Some(value),
        };
        rest.extend(value.map(|value| (entry, value)));
    }
    require_all_valid(target, &rest, faults);
}

fn require_all_valid<E: SheetEntry>(
    target: &Target,
    all: &[(&E, Value)],
    faults: &mut SheetFaults,
) {
    let list = target.list;
    let incomplete: Vec<bool> =
        all.iter().map(|(entry, _)| faults.has_in_rows(entry.rows().into_iter())).collect();
    let mut after = target.source.value.clone();
    let mut entries = list.entries(&after).to_vec();
    let indexes: Vec<usize> = all.iter().map(|(_, value)| put_entry(&mut entries, value)).collect();
    after[list.name] = entries.into();
    for finding in content::findings_with(&target.context.project, list.file, after) {
        let pointer = finding.place.as_ref().and_then(|place| place.pointer.as_deref());
        let steps: Vec<&str> = pointer.unwrap_or_default().split('/').skip(1).collect();
        let [name, index, rest @ ..] = &steps[..] else { continue };
        let at = |index: usize| indexes.iter().position(|known| *known == index);
        let at = index.parse().ok().filter(|_| *name == list.name).and_then(at);
        let Some(at) = at else { continue };
        // What an entry does not have is reported for its row.
        let is_reported = finding.code == Code::MissingField && incomplete[at];
        if is_reported || !stops_import(&finding) || is_known(&target.report, &finding) {
            continue;
        }
        let (entry, value) = &all[at];
        let cell = entry.cell_of(value, rest);
        if !faults.has(&cell) {
            let hint = finding.hints.first().cloned().unwrap_or_default();
            faults.add(&cell, finding.message.clone(), hint);
        }
    }
}

/// Puts an entry among those of the data. Returns its index there.
fn put_entry(entries: &mut Vec<Value>, value: &Value) -> usize {
    match entries.iter().position(|known| known["id"] == value["id"]) {
        Some(index) => {
            entries[index] = value.clone();
            index
        }
        None => {
            entries.push(value.clone());
            entries.len() - 1
        }
    }
}

/// Whether a finding is of what the spreadsheet states. Translations come later.
pub(in crate::commands) fn stops_import(finding: &Finding) -> bool {
    let is_fault = finding.is_error() || finding.code == Code::LocalNumber;
    is_fault && !matches!(finding.code, Code::Untranslated | Code::MissingText)
}

/// Whether the data has a finding as it is now.
pub(in crate::commands) fn is_known(before: &Report, finding: &Finding) -> bool {
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
