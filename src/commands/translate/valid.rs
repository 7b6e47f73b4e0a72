//! Checks the data as translations would make it. Nothing is written if it would not be valid.

use std::cmp::Reverse;
use std::collections::{BTreeMap, HashSet};

use super::super::import::{is_known, stops_import};
use crate::content;
use crate::content::data_file::DataFile;
use crate::diagnostic::{Finding, Report};
use crate::project::Project;
use crate::translation::Incoming;

/// Reports the translations for which `peerpress check` would report an error that it does not
/// report now. `files` are the data files as they would be.
pub(super) fn require_valid(
    project: &Project,
    files: &BTreeMap<&'static str, String>,
    before: &Report,
    incoming: &mut Incoming<'_>,
) {
    let mut named: HashSet<&str> = HashSet::new();
    for file in DataFile::with_facts() {
        let text = files.get(file.path()).map(String::as_str).unwrap_or_default();
        let Ok(value) = serde_json::from_str(text) else { continue };
        let mut findings = content::findings_with(project, file, value);
        findings.retain(|finding| stops_import(finding) && !is_known(before, finding));
        // The most exact first.
        findings.sort_by_key(|finding| Reverse(pointer_in(finding, file).map(str::len)));
        for finding in findings {
            let Some(pointer) = pointer_in(&finding, file) else { continue };
            let is_about = |text: &str| is_within(pointer, text) || is_within(text, pointer);
            let change = incoming
                .changes
                .iter()
                .find(|change| change.text.file == file.path() && is_about(&change.text.pointer));
            let Some(change) = change.filter(|change| named.insert(&change.text.id)) else {
                continue;
            };
            incoming.faults.push(change.fault(&finding));
        }
    }
}

/// The pointer of a finding in a file.
fn pointer_in(finding: &Finding, file: DataFile) -> Option<&str> {
    let place = finding.place.as_ref().filter(|place| place.file == file.path())?;
    place.pointer.as_deref()
}

/// Whether a pointer is that of a value or of a part of it.
fn is_within(pointer: &str, outer: &str) -> bool {
    let rest = pointer.strip_prefix(outer);
    rest.is_some_and(|rest| rest.is_empty() || rest.starts_with('/'))
}
