//! Who came: columns that say who attended, canceled, or only registered, and the choice of the
//! rows to certify.

use std::collections::{BTreeMap, BTreeSet};

use super::attendance_column::{Column, MAX_QUOTED, bare, count_values, quote_value};
use super::attendance_headers::{HeaderKind, kind_of_header};
use super::attendance_values::Value;
use super::contradicted::adding_up;
use super::header_findings::suggest_header;
use super::headers::plain;
use super::known_facts::PlainFacts;
use super::mapping::Field;
use super::name_parts::lacks_initials;
use super::name_words::sounds_like_name;
use super::names::excerpt;
use super::open_hours::OpenHours;
use super::part_words::may_hold_name;
use super::rejected::REASON_HEADER;
use super::table::{Cell, Row, column_letters};
use super::unused_hours::counts_hours;
use super::{Options, Roster, finding};
use crate::diagnostic::{Code, Finding};
use crate::nearest;

/// The sign before the least number in `--only`.
const AT_LEAST: &str = ">=";

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
    /// The value; `*` is any value, an empty value is an empty cell, and `>=80` is any number that
    /// is large enough.
    pub value: String,
}

/// Parses the value of `--only`, such as `Status=Attended`.
///
/// # Errors
/// Returns a message if there is no `=` or no column.
pub fn parse_column_value(text: &str) -> Result<ColumnValue, String> {
    if let Some((column, least)) = text.split_once(AT_LEAST) {
        let (column, least) = (column.trim(), least.trim());
        if column.is_empty() || least.parse::<f64>().is_err() {
            return Err("expected a number, such as \"Final score>=80\"".to_owned());
        }
        let value = format!("{AT_LEAST}{least}");
        return Ok(ColumnValue { column: column.to_owned(), value });
    }
    let parts = text.split_once('=').map(|(column, value)| (column.trim(), value.trim()));
    let (column, value) = parts
        .filter(|(column, _)| !column.is_empty())
        .ok_or_else(|| "expected COLUMN=VALUE, such as \"Status=Attended\"".to_owned())?;
    Ok(ColumnValue { column: column.to_owned(), value: value.to_owned() })
}

/// Removes the rows that the user did not choose. A column that says or may say who came, and about
/// which the user said nothing, is an error of the roster.
pub(super) fn choose_rows(
    rows: &mut Vec<Row>,
    facts: &PlainFacts,
    options: &Options,
    roster: &mut Roster,
) {
    let unused: Vec<usize> =
        options.unused.iter().filter_map(|name| find_column(name, rows, roster)).collect();
    roster.mapping.unused.extend(&unused);
    // A column with the languages that people speak is not about the certificate.
    if roster.mapping.places.get(&Field::Lang).is_some_and(|at| unused.contains(at)) {
        roster.mapping.places.remove(&Field::Lang);
        roster.mapping.columns.remove(&Field::Lang);
    }
    roster.mapping.unused_values = values_of_unused(rows, options, roster);
    let mut chosen: BTreeMap<usize, Vec<&str>> = BTreeMap::new();
    match &options.attendance {
        Attendance::Everyone => return,
        Attendance::Unstated => {}
        Attendance::Only(choices) => {
            for choice in choices {
                if let Some(at) = find_column(&choice.column, rows, roster) {
                    chosen.entry(at).or_default().push(&choice.value);
                }
            }
        }
    }
    for (at, wanted) in &chosen {
        keep_rows(rows, *at, wanted, roster);
    }
    let mut settled = roster.mapping.used_columns();
    settled.extend(unused.into_iter().chain(chosen.keys().copied()));
    let columns = read_columns(rows, &settled, options, roster);
    let is_chosen = !chosen.is_empty();
    // Whoever has the grade that the user chose passed, whatever the others are.
    let is_grade =
        |at: &usize| kind_of_header(roster.mapping.header_at(*at)) == HeaderKind::Grading;
    let has_chosen_grade = chosen.keys().any(is_grade);
    let found: Vec<Finding> = if options.is_for_badges() {
        let open = columns.iter().filter(|column| !is_chosen && column.says_who_signed_up());
        open.map(Column::describe_sign_up).collect()
    } else {
        // A column that says that everyone came settles the ones that say who signed up.
        let is_settled = is_chosen || columns.iter().any(Column::says_that_all_came);
        let is_open = |column: &&Column| {
            let is_settled = (is_settled && column.is_about_registration())
                || (has_chosen_grade && column.kind == HeaderKind::Grading);
            column.is_status(facts) && !is_settled
        };
        let describe = |column: &Column| match column.other_training(facts) {
            Some(value) => Some(column.describe_other_training(value)),
            None => match column.other_city(facts) {
                Some(value) => Some(column.describe_other_city(value)),
                None => Some(column).filter(is_open).map(Column::describe),
            },
        };
        columns.iter().filter_map(describe).collect()
    };
    found.into_iter().for_each(|finding| roster.report(finding));
    OpenHours::of(rows, options, &roster.mapping).check(roster);
}

/// Reads the columns that may say who came.
fn read_columns(
    rows: &[Row],
    settled: &BTreeSet<usize>,
    options: &Options,
    roster: &Roster,
) -> Vec<Column> {
    let mapping = &roster.mapping;
    let width = rows.iter().map(|row| row.cells.len()).max().unwrap_or(0);
    let columns = (0..mapping.header.len().max(width)).filter(|at| !settled.contains(at));
    // A row without a name, such as one of totals, says nothing about a person.
    let names: Vec<usize> = mapping.name_places().collect();
    let has_name = |row: &&Row| names.iter().any(|at| !row.cell(*at).is_blank());
    let named: Vec<&Row> = rows.iter().filter(has_name).collect();
    let parts = adding_up(rows, mapping);
    let open_hours = OpenHours::of(rows, options, mapping);
    let headers: Vec<String> = mapping.header.iter().map(|name| plain(name)).collect();
    let saved = options.saved.find(&headers);
    let read = |at| {
        let header = mapping.header_at(at);
        let is_same = |stated: &String| plain(stated) == plain(header);
        let is_stated = options.attendance_headers.iter().any(is_same);
        let mut column = Column::read(mapping, is_stated, &named, at);
        let is_denying = column.denies_someone();
        let marks = saved.and_then(|saved| saved.values_of(&plain(header)));
        let has_new = match marks.filter(|_| mapping.unused.contains(&at) && !is_denying) {
            Some(marks) => column.keep_new(marks),
            None => false,
        };
        // What the user said about an earlier list settles what may differ, but not what says no.
        // Names and hours are questions of their own.
        // In a text file, cells beyond the header are errors of their rows, and a column without a
        // header next to a name is a question of its own.
        let is_beyond = roster.delimiter.is_some() && at >= mapping.header.len();
        let is_next = header.is_empty() && at > 0 && names.contains(&(at - 1));
        let is_known = (mapping.unused.contains(&at) && !has_new)
            || is_beyond
            || is_next
            || parts.contains(&at)
            || open_hours.contains(at)
            || header == REASON_HEADER
            || (sounds_like_name(header) && !lacks_initials(&named, at, header))
            || (may_hold_name(header) && column.is_constant())
            || counts_hours(rows, at, options, mapping);
        (!is_known || is_stated || is_denying).then_some(column)
    };
    columns.filter_map(read).collect()
}

/// Returns the marks of the values of the columns that do not matter, now and in earlier lists.
fn values_of_unused(
    rows: &[Row],
    options: &Options,
    roster: &Roster,
) -> BTreeMap<usize, BTreeSet<String>> {
    let mapping = &roster.mapping;
    let headers: Vec<String> = mapping.header.iter().map(|name| plain(name)).collect();
    let saved = options.saved.find(&headers);
    let rows: Vec<&Row> = rows.iter().collect();
    let marks = |at: usize| {
        let earlier = saved.and_then(|saved| saved.values_of(&plain(mapping.header_at(at))));
        let mut marks = earlier.cloned().unwrap_or_default();
        marks.extend(Column::read(mapping, false, &rows, at).marks());
        marks
    };
    mapping.unused.iter().map(|at| (*at, marks(*at))).collect()
}

/// Reports the columns of `--only` and `--unused` that no list has, and names the lists that do not
/// have those of `--only`: all their rows count.
pub(super) fn settle_missing_columns(lists: &mut [Roster], options: &Options) -> Vec<String> {
    let choices = match &options.attendance {
        Attendance::Only(choices) => choices.as_slice(),
        _ => &[],
    };
    let wanted: Vec<&String> = choices.iter().map(|choice| &choice.column).collect();
    let lacks =
        |list: &Roster, column: &String| list.not_found.iter().any(|(name, _)| name == column);
    for column in wanted.iter().copied().chain(&options.unused) {
        if lists.iter().all(|list| lacks(list, column))
            && let Some(first) = lists.first_mut()
            && let Some((_, finding)) = first.not_found.iter().find(|(name, _)| name == column)
        {
            let finding = finding.clone();
            first.report(finding);
            // What else is open is seen once the column is known.
            lists.iter_mut().for_each(|list| {
                list.findings.retain(|finding| finding.code != Code::RosterStatus);
            });
        }
    }
    let quoted: Vec<String> = wanted.iter().map(|column| format!("\"{column}\"")).collect();
    let lacks_all =
        |list: &&Roster| !wanted.is_empty() && wanted.iter().all(|column| lacks(list, column));
    let note = |list: &Roster| {
        format!("{} has no column {}: all its rows count", list.file, quoted.join(" or "))
    };
    lists.iter().filter(lacks_all).map(note).collect()
}

/// Finds the column that an option names by its header or, if no header is so called, by its
/// letter. A column that is not there may be in another list.
fn find_column(name: &str, rows: &[Row], roster: &mut Roster) -> Option<usize> {
    let header = &roster.mapping.header;
    let is_same = |known: &&usize| header[**known] == name;
    let alike: Vec<usize> =
        (0..header.len()).filter(|at| plain(&header[*at]) == plain(name)).collect();
    let exact: Vec<usize> = alike.iter().filter(is_same).copied().collect();
    match (&exact[..], &alike[..]) {
        ([at], _) | ([], [at]) => return Some(*at),
        ([], []) => {
            let width = rows.iter().map(|row| row.cells.len()).max().unwrap_or(0);
            let columns = 0..width.max(header.len());
            let lettered = columns.into_iter().find(|at| column_letters(*at) == name);
            if lettered.is_none() {
                let message = format!("the roster has no column `{}`", excerpt(name));
                let missing = finding(Code::RosterHeader, message, suggest_header(name, header));
                roster.not_found.push((name.to_owned(), missing));
            }
            return lettered;
        }
        _ => {}
    }
    let letters: Vec<String> = alike.iter().map(|at| column_letters(*at)).collect();
    let message = format!(
        "several columns are called `{}`: columns {}",
        excerpt(name),
        letters.join(" and ")
    );
    let hint = format!("name the column by its letter, such as `{}`", letters[0]);
    roster.report(finding(Code::RosterHeader, message, hint));
    None
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
    if let Some(least) = wanted.strip_prefix(AT_LEAST) {
        let least: f64 = least.parse().unwrap_or(f64::INFINITY);
        return Value::new(&shown, 1).number.is_some_and(|number| number >= least);
    }
    match wanted {
        "*" => !cell.is_blank(),
        _ => bare(&shown) == bare(wanted),
    }
}

impl Roster {
    /// Whether the user is asked what the column with a header means.
    pub(super) fn asks_about(&self, header: &str) -> bool {
        let quoted = format!("`{}`", excerpt(header));
        let is_about_column =
            |it: &&Finding| matches!(it.code, Code::RosterStatus | Code::RosterHeader);
        let mut asked = self.findings.iter().filter(is_about_column);
        !header.is_empty() && asked.any(|finding| finding.message.starts_with(&quoted))
    }

    /// Keeps one question about each column: what it holds comes before whom it names.
    pub(super) fn keep_one_question(&mut self) {
        let header = |finding: &Finding| finding.message.split('`').nth(1).map(str::to_owned);
        let is_header = |finding: &&Finding| finding.code == Code::RosterHeader;
        let asked: BTreeSet<Option<String>> =
            self.findings.iter().filter(is_header).map(header).collect();
        let is_second = |finding: &Finding| {
            let name = header(finding);
            finding.code == Code::RosterStatus
                && finding.message.starts_with('`')
                && name.is_some()
                && asked.contains(&name)
        };
        self.findings.retain(|finding| !is_second(finding));
    }
}
