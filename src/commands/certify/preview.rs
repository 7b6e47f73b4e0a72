//! How the roster was read, and what a dry run would issue.

use std::collections::BTreeSet;
use std::io;
use std::path::Path;

use jiff::civil::Date;
use serde::Serialize;

use super::super::certificates::describe_basis;
use super::super::context::Context;
use super::super::{ignore_closed_pipe, say, warn};
use crate::certificates::issue::IssuePlan;
use crate::certificates::ledger::{Basis, Certificate};
use crate::certificates::roster::Roster;
use crate::error::Error;
use crate::output::count;
use crate::output::json::print_record;
use crate::table;

/// The maximum number of people that a dry run lists.
const MOST_LISTED: usize = 40;

/// The most letters of the name of a list above a column.
const LONGEST_HEAD: usize = 14;

/// Prints which column of each list was taken for what, and what was left out.
pub(in super::super) fn print_lists(context: &Context, roster: &Roster) {
    if !context.is_human() {
        return;
    }
    match &roster.days[..] {
        [] => print_list(roster),
        days => days.iter().for_each(print_list),
    }
    roster.notes.iter().for_each(|note| warn(&format!("  {note}")));
}

fn print_list(roster: &Roster) {
    let mapping = &roster.mapping;
    // A roster in JSON has field names instead of columns, and one without a header has neither.
    if mapping.header_row == 0 {
        return;
    }
    let sheet = mapping.sheet.as_ref().map(|sheet| format!(", sheet \"{sheet}\""));
    let (file, sheet, row) = (&roster.file, sheet.unwrap_or_default(), mapping.header_row);
    let export = mapping.export.map(|export| format!(", read as {}", export.name));
    warn(&format!("{file}{sheet}, header in row {row}{}:", export.unwrap_or_default()));
    for line in mapping.lines() {
        warn(&format!("  {line}"));
    }
}

/// A person of the roster in JSON.
#[derive(Serialize)]
struct EntryRecord<'a> {
    row: u32,
    name: &'a str,
    hours: Option<f64>,
    /// The hours in each list, if there are several.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    hours_by_day: Vec<Option<f64>>,
    lang: &'a str,
    /// The same as `lang`, for scripts that read the earlier name.
    language: &'a str,
    /// The number of the certificate that the person already has.
    number: Option<String>,
    /// For a credential: the first and the last valid day of the new certificate.
    #[serde(skip_serializing_if = "Option::is_none")]
    valid_from: Option<Date>,
    #[serde(skip_serializing_if = "Option::is_none")]
    valid_until: Option<Date>,
    /// For a credential: why the certificate is issued.
    #[serde(skip_serializing_if = "Option::is_none")]
    basis: Option<&'a Basis>,
}

/// Prints what would be issued.
pub(super) fn print_candidates(context: &Context, plan: &IssuePlan) -> Result<(), Error> {
    if !context.is_json() {
        return print_table(plan);
    }
    for (index, candidate) in plan.candidates.iter().enumerate() {
        let entry = EntryRecord {
            row: plan.roster.people[index].row,
            name: &candidate.name,
            hours: candidate.hours,
            hours_by_day: plan.roster.hours_by_day(index),
            lang: &candidate.lang,
            language: &candidate.lang,
            number: plan.known[index].as_deref().map(Certificate::printed_number),
            valid_from: candidate.valid.map(|valid| valid.0),
            valid_until: candidate.valid.map(|valid| valid.1),
            basis: candidate.basis.as_ref(),
        };
        print_record("entry", &entry)?;
    }
    Ok(())
}

/// Returns the heads of the columns for several lists: their short names, or else numbers.
fn heads_of_lists(lists: &[Roster]) -> Vec<String> {
    let short = |list: &Roster| {
        let sheet = list.file.strip_suffix(')').and_then(|file| file.rsplit_once(" ("));
        let stem = Path::new(&list.file).file_stem().unwrap_or_default().to_string_lossy();
        sheet.map_or_else(|| stem.into_owned(), |(_, sheet)| sheet.to_owned())
    };
    let names: Vec<String> = lists.iter().map(short).collect();
    let different: BTreeSet<&String> = names.iter().collect();
    let are_clear =
        different.len() == names.len() && names.iter().all(|it| it.chars().count() <= LONGEST_HEAD);
    match are_clear {
        true => names,
        false => (1..=lists.len()).map(|list| format!("list {list}")).collect(),
    }
}

fn print_table(plan: &IssuePlan) -> Result<(), Error> {
    let days = plan.roster.days.len();
    let mut head = vec!["row".to_owned(), "name".to_owned()];
    head.extend(heads_of_lists(&plan.roster.days));
    head.extend(["hours", "language", "number"].map(str::to_owned));
    let has_basis = plan.candidates.iter().any(|one| one.basis.is_some());
    if has_basis {
        head.extend(["valid from", "valid until", "because of"].map(str::to_owned));
    }
    let mut lines = vec![head];
    let rounded = |hours: f64| ((hours * 100.0).round() / 100.0).to_string();
    let shown = |hours: Option<f64>| hours.map(rounded).unwrap_or_default();
    for (index, candidate) in plan.candidates.iter().enumerate().take(MOST_LISTED) {
        let known = plan.known[index].as_deref();
        let mut line = vec![plan.roster.people[index].row.to_string(), candidate.name.clone()];
        line.extend(plan.roster.hours_by_day(index).into_iter().map(shown));
        line.extend([
            shown(candidate.hours.or(candidate.basis.as_ref().map(Basis::hours))),
            candidate.lang.clone(),
            known.map_or_else(|| "new".to_owned(), Certificate::printed_number),
        ]);
        if has_basis {
            let day = |day: Option<Date>| day.map(|day| day.to_string()).unwrap_or_default();
            line.extend([
                day(candidate.valid.map(|valid| valid.0)),
                day(candidate.valid.map(|valid| valid.1)),
                candidate.basis.as_ref().map(describe_basis).unwrap_or_default(),
            ]);
        }
        lines.push(line);
    }
    table::columns(&mut io::stdout().lock(), &lines, Some(2 + days)).or_else(ignore_closed_pipe)?;
    let total = plan.candidates.len();
    if total > MOST_LISTED {
        say(&format!("… and {} more", total - MOST_LISTED))?;
    }
    let known = plan.known.iter().flatten().count();
    let rejected = plan.roster.rejected.len();
    let have = |number| if number == 1 { "has" } else { "have" };
    if plan.has_errors_beside_rows() {
        return say(&format!(
            "would issue nothing with `{}` until the errors that are not about single rows are \
             fixed",
            plan.piece
        ));
    }
    say(&format!(
        "would issue {} with `{}`; {} already {} one; {} {} errors",
        count(total - known, "certificate", "certificates"),
        plan.piece,
        count(known, "person", "people"),
        have(known),
        count(rejected, "row", "rows"),
        have(rejected)
    ))
}
