//! All findings of a run, collected before any is printed.

use std::collections::BTreeMap;

use super::{Finding, Place};

/// All findings of a run, and the contents of the files that they quote.
#[derive(Debug, Default)]
pub struct Report {
    findings: Vec<Finding>,
    files: BTreeMap<String, String>,
}

impl Report {
    /// Adds a finding.
    pub fn push(&mut self, finding: Finding) {
        self.findings.push(finding);
    }

    /// Adds several findings.
    pub fn extend(&mut self, findings: impl IntoIterator<Item = Finding>) {
        self.findings.extend(findings);
    }

    /// Moves the findings and the file contents of another report into this one.
    pub fn append(&mut self, other: Report) {
        self.findings.extend(other.findings);
        self.files.extend(other.files);
    }

    /// Keeps the text of a file, so that findings can quote its lines.
    pub fn add_file(&mut self, path: impl Into<String>, text: impl Into<String>) {
        self.files.insert(path.into(), text.into());
    }

    /// Removes findings that others repeat.
    pub fn remove(&mut self, is_repeated: impl Fn(&Finding) -> bool) {
        self.findings.retain(|finding| !is_repeated(finding));
    }

    /// Returns the findings so far.
    pub fn findings(&self) -> &[Finding] {
        &self.findings
    }

    /// Returns whether any finding is an error.
    pub fn has_errors(&self) -> bool {
        self.findings.iter().any(Finding::is_error)
    }

    /// Returns the numbers of errors and of warnings.
    pub fn counts(&self) -> (usize, usize) {
        let errors = self.findings.iter().filter(|finding| finding.is_error()).count();
        (errors, self.findings.len() - errors)
    }

    /// Sorts the findings by place, from the top of each file, and drops repeated ones. The same
    /// fault in two languages stays twice, because the two findings name different jobs.
    pub fn sort(&mut self) {
        self.findings.sort_by_cached_key(|finding| {
            let Place { file, range, cell, pointer } = finding.place.clone().unwrap_or_default();
            (
                file,
                range,
                cell,
                pointer,
                finding.severity(),
                finding.code,
                finding.job.clone(),
                finding.message.clone(),
            )
        });
        self.findings.dedup();
    }

    /// Returns the line and the column of a place, from 1. Columns count characters.
    pub fn line_column(&self, place: &Place) -> Option<(usize, usize)> {
        let before = self.files.get(&place.file)?.get(..place.range?.0)?;
        let line_start = before.rfind('\n').map_or(0, |newline| newline + 1);
        Some((before.matches('\n').count() + 1, before[line_start..].chars().count() + 1))
    }

    /// Returns the text of a file, or an empty text if the report does not have it.
    pub(super) fn text(&self, file: &str) -> &str {
        self.files.get(file).map(String::as_str).unwrap_or_default()
    }
}
