//! Checks a single name as if it were in a roster.

use super::names::clean;
use super::people::read_people;
use super::table::{Cell, Row, Table};
use super::{Options, Roster};
use crate::diagnostic::{Code, Finding};

/// Returns a name as it is printed, and what a roster with it would report. `is_right` says that
/// the name is right although it looks odd.
pub(crate) fn check_one_name(name: &str, is_right: bool) -> (String, Vec<Finding>) {
    let clean = clean(name).text;
    let row = |number, text| Row { number, line: None, cells: vec![Cell::text(text)] };
    let table = Table { rows: vec![row(1, "Name"), row(2, name)], ..Table::default() };
    let right_names = is_right.then(|| clean.clone()).into_iter().collect();
    let options = Options { right_names, ..Options::default() };
    let mut roster = Roster::default();
    read_people(table, &options, &mut roster);
    let findings = roster.findings.into_iter().map(without_roster).collect();
    (clean, findings)
}

/// Removes what a finding says about the roster.
fn without_roster(finding: Finding) -> Finding {
    const ODD: &str =
        "write only the name; if the person writes the name this way, add `--name-is-right`";
    let is_about_list =
        |hint: &String| ["row", "column", "cell", "list"].iter().any(|word| hint.contains(word));
    let hint = |hint: String| match finding.code {
        Code::RosterOddName => ODD.to_owned(),
        _ if is_about_list(&hint) => "type the name again".to_owned(),
        _ => hint,
    };
    let hints = finding.hints.into_iter().map(hint).collect();
    Finding { hints, ..Finding::new(finding.code, finding.message) }
}
