//! Who came: columns that say who attended, canceled, or only registered, and the choice of the
//! rows to certify.

use std::collections::BTreeMap;

use super::attendance_column::{Column, MAX_QUOTED, bare, count_values, quote_value};
use super::header_findings::suggest_header;
use super::headers::plain;
use super::names::excerpt;
use super::table::{Cell, Row};
use super::{Options, Roster, finding};
use crate::diagnostic::{Code, Finding};
use crate::nearest;

/// Which rows of a roster are certified.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub enum Attendance {
    /// The user made no choice. A column that says who came stops the run.
    #[default]
    Unstated,
    /// All rows, whatever such a column says (`--everyone`).
    Everyone,
    /// The rows with certain values (`--only "Status=Attended"`). Values of one column are
    /// alternatives; a row must have a value of each column.
    Only(Vec<ColumnValue>),
}

/// A value of a column that the user chose.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ColumnValue {
    /// The header of the column.
    pub column: String,
    /// The value; `*` is any value, and an empty value is an empty cell.
    pub value: String,
}

/// Parses the value of `--only`, such as `Status=Attended`.
///
/// # Errors
/// Returns a message if there is no `=` or no column.
pub fn parse_column_value(text: &str) -> Result<ColumnValue, String> {
    let parts = text.split_once('=').map(|(column, value)| (column.trim(), value.trim()));
    let (column, value) = parts
        .filter(|(column, _)| !column.is_empty())
        .ok_or_else(|| "expected COLUMN=VALUE, such as \"Status=Attended\"".to_owned())?;
    Ok(ColumnValue { column: column.to_owned(), value: value.to_owned() })
}

/// Removes the rows that the user did not choose. A column that says who came, and about which the
/// user made no choice, is an error of the roster.
pub(super) fn choose_rows(rows: &mut Vec<Row>, options: &Options, roster: &mut Roster) {
    let mut chosen: BTreeMap<usize, Vec<&str>> = BTreeMap::new();
    match &options.attendance {
        Attendance::Everyone => return,
        Attendance::Unstated => {}
        Attendance::Only(choices) => {
            for choice in choices {
                match find_column(&choice.column, &roster.mapping.header) {
                    Ok(at) => chosen.entry(at).or_default().push(&choice.value),
                    Err(finding) if finding.code == Code::RosterHeader => {
                        roster.not_chosen.push((choice.column.clone(), finding));
                    }
                    Err(finding) => return roster.report(finding),
                }
            }
        }
    }
    for (at, wanted) in &chosen {
        keep_rows(rows, *at, wanted, roster);
    }
    let used = roster.mapping.used_columns();
    let is_open = |at: &usize| !used.contains(at) && !chosen.contains_key(at);
    let width = rows.iter().map(|row| row.cells.len()).max().unwrap_or(0);
    let columns = (0..roster.mapping.header.len().max(width)).filter(is_open);
    // A row without a name, such as one of totals, says nothing about a person.
    let names: Vec<usize> = roster.mapping.name_places().collect();
    let has_name = |row: &&Row| names.iter().any(|at| !row.cell(*at).is_blank());
    let named: Vec<&Row> = rows.iter().filter(has_name).collect();
    let is_stated = |header: &str| {
        options.attendance_headers.iter().any(|stated| plain(stated) == plain(header))
    };
    let read = |at| {
        let header = roster.mapping.header_at(at);
        Column::read(header, is_stated(header), &named, at)
    };
    let columns: Vec<Column> = columns.map(read).collect();
    let is_chosen = !chosen.is_empty();
    let has_choices = matches!(options.attendance, Attendance::Only(_));
    let found: Vec<Finding> = if options.is_for_badges() {
        let open = columns.iter().filter(|column| !is_chosen && column.says_who_signed_up());
        open.map(Column::describe_sign_up).collect()
    } else {
        // A column that says that everyone came settles the ones that say who signed up.
        let is_settled = is_chosen || columns.iter().any(Column::says_that_all_came);
        let is_open = |column: &&Column| {
            column.is_status() && !(is_settled && column.is_about_registration())
        };
        columns.iter().filter(is_open).map(|column| column.describe(has_choices)).collect()
    };
    found.into_iter().for_each(|finding| roster.report(finding));
}

/// Reports the columns of `--only` that no list has, and names the lists that do not have them: all
/// their rows count.
pub(super) fn settle_missing_columns(lists: &mut [Roster], options: &Options) -> Vec<String> {
    let Attendance::Only(choices) = &options.attendance else { return Vec::new() };
    let mut notes = Vec::new();
    for column in choices.iter().map(|choice| &choice.column) {
        let lacks = |list: &Roster| list.not_chosen.iter().any(|(name, _)| name == column);
        if lists.iter().all(lacks)
            && let Some(first) = lists.first_mut()
            && let Some((_, finding)) = first.not_chosen.iter().find(|(name, _)| name == column)
        {
            let finding = finding.clone();
            first.report(finding);
            // What else is open is seen once the column is known.
            lists.iter_mut().for_each(|list| {
                list.findings.retain(|finding| finding.code != Code::RosterStatus);
            });
        }
    }
    for list in lists.iter().filter(|list| list.not_chosen.len() == choices.len()) {
        let columns: Vec<String> =
            choices.iter().map(|choice| format!("\"{}\"", choice.column)).collect();
        notes.push(format!(
            "{} has no column {}: all its rows count",
            list.file,
            columns.join(" or ")
        ));
    }
    notes
}

fn find_column(name: &str, header: &[String]) -> Result<usize, Finding> {
    let is_same = |known: &&usize| header[**known] == name;
    let alike: Vec<usize> =
        (0..header.len()).filter(|at| plain(&header[*at]) == plain(name)).collect();
    let exact: Vec<usize> = alike.iter().filter(is_same).copied().collect();
    match (&exact[..], &alike[..]) {
        ([at], _) | ([], [at]) => Ok(*at),
        ([], []) => {
            let message = format!("the roster has no column `{}`", excerpt(name));
            Err(finding(Code::RosterHeader, message, suggest_header(name, header)))
        }
        _ => {
            let message = format!("several columns are called `{}`", excerpt(name));
            let hint = "give the columns different names";
            Err(finding(Code::RosterHeader, message, hint))
        }
    }
}

/// Keeps the rows that have one of the wanted values in a column.
fn keep_rows(rows: &mut Vec<Row>, at: usize, wanted: &[&str], roster: &mut Roster) {
    let header = roster.mapping.header_at(at).to_owned();
    let values = count_values(rows.iter(), at);
    let is_wanted = |cell: &Cell| wanted.iter().any(|value| is_value(cell, value));
    let before = rows.len();
    if !rows.iter().any(|row| is_wanted(row.cell(at))) {
        let known = values.iter().map(|value| value.text.as_str()).filter(|it| !it.is_empty());
        let message = format!(
            "no row has the value `{}` in `{}`",
            wanted.iter().map(|value| excerpt(value)).collect::<Vec<_>>().join("` or `"),
            excerpt(&header)
        );
        let hint = nearest::hint(wanted.first().copied().unwrap_or_default(), known);
        return roster.report(finding(Code::RosterStatus, message, hint));
    }
    rows.retain(|row| is_wanted(row.cell(at)));
    if rows.len() < before {
        let others = values.iter().filter(|value| {
            !wanted.iter().any(|wanted| is_value(&Cell::text(&value.text), wanted))
        });
        let others: Vec<String> = others.map(quote_value).take(MAX_QUOTED).collect();
        let count = before - rows.len();
        let left_out = crate::output::count(count, "row", "rows");
        roster.notes.push(format!("left out by \"{header}\": {left_out} ({})", others.join(", ")));
    }
}

fn is_value(cell: &Cell, wanted: &str) -> bool {
    let shown = cell.shown();
    match wanted {
        "*" => !cell.is_blank(),
        _ => bare(&shown) == bare(wanted),
    }
}
