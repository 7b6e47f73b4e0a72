//! Groups findings that differ only in their rows, so that people read each fault once.

use std::collections::HashMap;

use super::{Code, Finding};

/// The maximum number of rows, or of ranges of rows, that are named.
const MAX_NAMED: usize = 12;

/// Findings that differ only in their rows.
pub(super) struct Group<'a> {
    pub(super) finding: &'a Finding,
    /// The row of each finding, in order. Empty for a finding that is not about a row.
    rows: Vec<u32>,
}

/// What is equal in the findings of a group.
#[derive(PartialEq, Eq, Hash)]
struct Key<'a> {
    code: Code,
    message: &'a str,
    hints: &'a [String],
    job: Option<&'a str>,
    file: &'a str,
    entry: bool,
    column: Option<&'a str>,
}

impl<'a> Group<'a> {
    /// Returns a group of one finding.
    pub(super) fn of_one(finding: &'a Finding) -> Self {
        Self { finding, rows: Vec::new() }
    }

    /// Groups the findings of each list. A group has the place of its first finding.
    pub(super) fn by_row(findings: &'a [Finding]) -> Vec<Self> {
        let mut groups: Vec<Self> = Vec::new();
        let mut known: HashMap<Key, usize> = HashMap::new();
        for finding in findings {
            let cell = finding.place.as_ref().and_then(|place| place.cell.as_ref());
            let (Some(key), Some(cell)) = (key(finding), cell) else {
                groups.push(Self::of_one(finding));
                continue;
            };
            let index = *known.entry(key).or_insert(groups.len());
            if index == groups.len() {
                groups.push(Self::of_one(finding));
            }
            groups[index].rows.push(cell.row);
        }
        groups
    }

    /// Returns the number of findings.
    pub(super) fn count(&self) -> usize {
        self.rows.len().max(1)
    }

    /// Returns the file with the rows and their column, if the group has several rows.
    pub(super) fn place_of_rows(&self) -> Option<String> {
        let place = self.finding.place.as_ref().filter(|_| self.rows.len() > 1)?;
        let cell = place.cell.as_ref()?;
        let unit = if cell.entry { "entries" } else { "rows" };
        let rows = named(&self.rows);
        let column =
            cell.column.as_ref().map_or(String::new(), |column| format!(", column \"{column}\""));
        Some(format!("{}: {unit} {rows}{column}", place.file))
    }
}

fn key(finding: &Finding) -> Option<Key<'_>> {
    let place = finding.place.as_ref()?;
    let cell = place.cell.as_ref()?;
    Some(Key {
        code: finding.code,
        message: &finding.message,
        hints: &finding.hints,
        job: finding.job.as_deref(),
        file: &place.file,
        entry: cell.entry,
        column: cell.column.as_deref(),
    })
}

/// Returns rows as people list them, such as "2, 4 to 9, and 12".
fn named(rows: &[u32]) -> String {
    let mut ranges: Vec<(u32, u32)> = Vec::new();
    for row in rows.iter().copied() {
        match ranges.last_mut() {
            Some((_, last)) if row == *last + 1 => *last = row,
            _ => ranges.push((row, row)),
        }
    }
    let shown = ranges.iter().take(MAX_NAMED).flat_map(|(first, last)| match last - first {
        0 => vec![first.to_string()],
        1 => vec![first.to_string(), last.to_string()],
        _ => vec![format!("{first} to {last}")],
    });
    let mut parts: Vec<String> = shown.collect();
    let left: u32 = ranges.iter().skip(MAX_NAMED).map(|(first, last)| last - first + 1).sum();
    if left > 0 {
        parts.push(format!("{left} more"));
    }
    let last = parts.pop().unwrap_or_default();
    match parts.len() {
        0 => last,
        1 => format!("{} and {last}", parts[0]),
        _ => format!("{}, and {last}", parts.join(", ")),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::diagnostic::{Cell, Place};

    fn about(row: u32, message: &str) -> Finding {
        let cell = Cell { row, entry: false, line: None, column: Some("hours".to_owned()) };
        Finding::new(Code::RosterHours, message).at(Place::cell("day.csv", cell))
    }

    #[test]
    fn equal_findings_of_rows_are_one_group() {
        let findings = [about(2, "a"), about(3, "b"), about(3, "a"), about(4, "a"), about(9, "a")];
        let groups = Group::by_row(&findings);
        let places: Vec<_> = groups.iter().map(Group::place_of_rows).collect();
        let rows = "day.csv: rows 2 to 4 and 9, column \"hours\"".to_owned();
        assert_eq!(places, [Some(rows), None]);
        assert_eq!(groups.iter().map(Group::count).collect::<Vec<_>>(), [4, 1]);
    }

    #[test]
    fn many_rows_are_counted() {
        let odd: Vec<u32> = (1..60).step_by(2).collect();
        assert_eq!(named(&odd), "1, 3, 5, 7, 9, 11, 13, 15, 17, 19, 21, 23, and 18 more");
        assert_eq!(named(&[5]), "5");
        assert_eq!(named(&[5, 6]), "5 and 6");
        assert_eq!(named(&[5, 6, 7, 8, 10]), "5 to 8 and 10");
    }
}
