//! Who came: columns that say who attended, canceled, or only registered, and the choice of the
//! rows to certify.

use std::collections::BTreeMap;

use super::attendance_words::{
    CAME, DAY_HEADERS, EXCLUDED_HEADERS, HEADER_PHRASES, HEADER_WORDS, MONTHS, NOT_CAME,
    OPPOSITE_HEADERS, REGISTERED, UNSURE,
};
use super::header_findings::suggest_header;
use super::headers::plain;
use super::names::excerpt;
use super::table::{Cell, Row};
use super::{Options, Roster, finding};
use crate::diagnostic::{Code, Finding};
use crate::nearest;

/// A column with more different values than this is free text.
const MAX_VALUES: usize = 24;

/// The number of values that a message quotes.
const MAX_QUOTED: usize = 6;

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

/// Removes the rows that the user did not choose. If the user made no choice, a column that says
/// who came is an error of the roster.
pub(super) fn choose_rows(rows: &mut Vec<Row>, options: &Options, roster: &mut Roster) {
    match &options.attendance {
        Attendance::Everyone => {}
        Attendance::Unstated => {
            let used: Vec<usize> = roster.mapping.places.values().copied().collect();
            let is_unused = |at: &usize| !used.contains(at);
            let columns = (0..roster.mapping.header.len()).filter(is_unused);
            let columns: Vec<Column> = columns.map(|at| Column::read(roster, rows, at)).collect();
            if options.is_for_badges() {
                let open = columns.iter().filter(|column| column.says_who_signed_up());
                let found: Vec<Finding> = open.map(Column::describe_sign_up).collect();
                return found.into_iter().for_each(|finding| roster.report(finding));
            }
            // A column that says that everyone came settles the ones that say who signed up.
            let is_settled = columns.iter().any(Column::says_that_all_came);
            let is_open = |column: &&Column| {
                column.is_status() && !(is_settled && column.is_about_registration())
            };
            let found: Vec<Finding> =
                columns.iter().filter(is_open).map(Column::describe).collect();
            found.into_iter().for_each(|finding| roster.report(finding));
        }
        Attendance::Only(choices) => {
            let mut columns: BTreeMap<usize, Vec<&str>> = BTreeMap::new();
            for choice in choices {
                match find_column(&choice.column, &roster.mapping.header) {
                    Ok(at) => columns.entry(at).or_default().push(&choice.value),
                    Err(finding) => return roster.report(finding),
                }
            }
            for (at, wanted) in columns {
                keep_rows(rows, at, &wanted, roster);
            }
        }
    }
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
    let values = count_values(rows, at);
    let is_wanted = |cell: &Cell| wanted.iter().any(|value| is_value(cell, value));
    let before = rows.len();
    if !rows.iter().any(|row| is_wanted(row.cell(at))) {
        let known = values.iter().map(|(value, _)| value.as_str()).filter(|it| !it.is_empty());
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
        let others = values
            .into_iter()
            .filter(|(value, _)| !wanted.iter().any(|wanted| is_value(&Cell::text(value), wanted)));
        let others: Vec<String> = others.map(|one| quote_value(&one)).take(MAX_QUOTED).collect();
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

/// Returns a value without extra spaces, in lower case.
fn bare(text: &str) -> String {
    text.split_whitespace().collect::<Vec<_>>().join(" ").to_lowercase()
}

/// Counts the different values of a column, in order of appearance. Capitals make no difference.
fn count_values(rows: &[Row], at: usize) -> Vec<(String, usize)> {
    let mut places: BTreeMap<String, usize> = BTreeMap::new();
    let mut values: Vec<(String, usize)> = Vec::new();
    for row in rows {
        let shown = row.cell(at).shown();
        let index = *places.entry(bare(&shown)).or_insert_with(|| {
            values.push((shown.trim().to_owned(), 0));
            values.len() - 1
        });
        values[index].1 += 1;
    }
    values
}

fn quote_value((value, count): &(String, usize)) -> String {
    match value.as_str() {
        "" => format!("empty ({count})"),
        value => format!("`{}` ({count})", excerpt(value)),
    }
}

/// What a value says about a person.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Meaning {
    Came,
    /// Signed up or was invited, which does not say whether the person came.
    Registered,
    NotCame,
    /// A mark that depends on the header, such as `no` or `0`.
    NoMark,
    /// A mark such as `yes` or `x`.
    YesMark,
    Number,
    Date,
    Empty,
    Other,
}

fn meaning(value: &str) -> Meaning {
    let text = plain(value);
    // Moodle writes the points after the mark: `P (2/2)`.
    let mark = text.trim_end_matches(|c: char| c.is_ascii_digit() || c == ' ');
    let text = if mark.len() == 1 { mark.to_owned() } else { text };
    let starts_with = |word: &&str| {
        text.strip_prefix(word).is_some_and(|rest| rest.is_empty() || rest.starts_with(' '))
    };
    let starts = |words: &[&str]| words.iter().any(starts_with);
    match text.as_str() {
        "" if value.trim().is_empty() => Meaning::Empty,
        "" if value.contains(['✓', '✔', '☑', '✅', '●', '+']) => Meaning::YesMark,
        "" => Meaning::NoMark,
        "yes" | "y" | "si" | "s" | "x" | "true" | "1" | "p" | "l" | "ok" => Meaning::YesMark,
        "no" | "n" | "false" | "0" | "a" | "e" => Meaning::NoMark,
        _ if starts(NOT_CAME) => Meaning::NotCame,
        _ if starts(REGISTERED) => Meaning::Registered,
        _ if starts(CAME) => Meaning::Came,
        _ if is_number(value) => Meaning::Number,
        _ if is_date(&text) => Meaning::Date,
        _ => Meaning::Other,
    }
}

fn is_number(value: &str) -> bool {
    let digits = value.chars().filter(char::is_ascii_digit).count();
    let letters = value.chars().filter(|c| c.is_alphabetic()).count();
    digits > 0 && letters <= 3 && !value.contains(['-', ':']) && value.matches('/').count() < 2
}

/// Whether plain text looks like a date or a time: digits in several groups.
fn is_date(text: &str) -> bool {
    let groups = text.split_whitespace().filter(|it| it.starts_with(|c: char| c.is_ascii_digit()));
    text.starts_with(|c: char| c.is_ascii_digit()) && groups.count() >= 2
}

/// A column, with its different values.
struct Column {
    header: String,
    kind: HeaderKind,
    values: Vec<(String, usize)>,
    /// What each of the values says.
    meanings: Vec<Meaning>,
}

impl Column {
    fn read(roster: &Roster, rows: &[Row], at: usize) -> Self {
        let header = roster.mapping.header_at(at).to_owned();
        let values = count_values(rows, at);
        let meanings = values.iter().map(|(value, _)| meaning(value)).collect();
        Self { kind: kind_of_header(&plain(&header)), header, values, meanings }
    }

    fn has(&self, wanted: Meaning) -> bool {
        self.meanings.contains(&wanted)
    }

    fn has_only(&self, wanted: &[Meaning]) -> bool {
        self.meanings.iter().all(|one| wanted.contains(one))
    }

    fn says_that_all_came(&self) -> bool {
        self.kind == HeaderKind::Status
            && self.has_only(&[Meaning::Came, Meaning::YesMark, Meaning::Date])
    }

    fn is_about_registration(&self) -> bool {
        self.has_only(&[Meaning::Registered, Meaning::Came, Meaning::Empty])
    }

    /// Returns whether the column says who came, and not that everyone did.
    fn is_status(&self) -> bool {
        if self.has(Meaning::NotCame) {
            return true;
        }
        if self.values.len() > MAX_VALUES && !self.has_only(&[Meaning::Date, Meaning::Empty]) {
            return false;
        }
        let is_sure = self.has_only(&[Meaning::Came, Meaning::YesMark]);
        if self.has_only(&[Meaning::Empty]) || (is_sure && self.kind != HeaderKind::Opposite) {
            return false;
        }
        match self.kind {
            HeaderKind::Opposite => !self.has_only(&[Meaning::NoMark, Meaning::Empty]),
            HeaderKind::Status if self.has_only(&[Meaning::Number, Meaning::Empty]) => false,
            HeaderKind::Status if self.has_only(&[Meaning::Date]) => false,
            HeaderKind::Status if self.has(Meaning::Number) => self.has(Meaning::NoMark),
            HeaderKind::Status => true,
            HeaderKind::Day => {
                self.has_only(&[Meaning::YesMark, Meaning::NoMark, Meaning::Came, Meaning::Empty])
            }
            HeaderKind::Other => {
                self.is_about_registration()
                    && (self.has(Meaning::Came) || self.has(Meaning::Registered))
            }
        }
    }

    /// Returns whether the column says that some of the people only may come, or canceled. Before a
    /// session, nobody has checked in, which says nothing.
    fn says_who_signed_up(&self) -> bool {
        if self.kind == HeaderKind::Opposite {
            return self.is_status();
        }
        if self.values.len() < 2 || self.values.len() > MAX_VALUES {
            return false;
        }
        let has_yes = self.has(Meaning::YesMark);
        let has_open = self.values.iter().any(|(value, _)| UNSURE.contains(&&*plain(value)));
        let is_open = match self.kind {
            HeaderKind::Status if self.has(Meaning::Empty) => {
                has_yes || self.has(Meaning::Registered) || self.has(Meaning::Came)
            }
            HeaderKind::Status => has_open || (has_yes && self.has(Meaning::NoMark)),
            _ => has_open && self.is_about_registration(),
        };
        self.has(Meaning::NotCame) || is_open
    }

    fn describe_sign_up(&self) -> Finding {
        let header = &self.header;
        let message =
            format!("`{}` seems to say who signed up: {}", excerpt(header), self.quote_values());
        let is_likely = |(value, meaning): &(&(String, usize), &Meaning)| {
            matches!(meaning, Meaning::Registered) && !UNSURE.contains(&&*plain(&value.0))
        };
        let likely = self.values.iter().zip(&self.meanings).find(is_likely);
        let value = likely.map_or_else(|| self.suggest_value(), |((value, _), _)| value);
        let hint = format!(
            "add `--only \"{header}={value}\"` for these people only (repeat it for other values), \
             or `--everyone` for all rows"
        );
        finding(Code::RosterStatus, message, hint)
    }

    /// Quotes the values with their counts.
    fn quote_values(&self) -> String {
        let quoted: Vec<String> = self.values.iter().take(MAX_QUOTED).map(quote_value).collect();
        let more = self.values.len().saturating_sub(MAX_QUOTED);
        let more = if more > 0 { format!(", and {more} more") } else { String::new() };
        format!("{}{more}", quoted.join(", "))
    }

    fn describe(&self) -> Finding {
        let header = &self.header;
        let message =
            format!("`{}` seems to say who came: {}", excerpt(header), self.quote_values());
        let hint = format!(
            "add `--only \"{header}={}\"` to certify these people only (repeat it for other \
             values), or `--everyone` to certify all rows",
            self.suggest_value()
        );
        finding(Code::RosterStatus, message, hint)
    }

    /// Returns the value that most likely says that a person came.
    fn suggest_value(&self) -> &str {
        let filled = || self.values.iter().zip(&self.meanings).filter(|(it, _)| !it.0.is_empty());
        let wanted: &[Meaning] = match self.kind {
            HeaderKind::Opposite => &[Meaning::NoMark],
            _ => &[Meaning::Came, Meaning::YesMark, Meaning::Registered],
        };
        let mut found = wanted.iter().filter_map(|wanted| filled().find(|(_, it)| *it == wanted));
        match found.next() {
            Some(((value, _), _)) => value,
            None if self.kind == HeaderKind::Opposite => "",
            None if filled().all(|(_, it)| *it == Meaning::Date) => "*",
            None => filled().next().map_or("*", |((value, _), _)| value),
        }
    }
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum HeaderKind {
    /// It names attendance or a status of it.
    Status,
    /// It names absence, so that `no` means that the person came.
    Opposite,
    /// It names a day or a part of a session.
    Day,
    Other,
}

fn kind_of_header(header: &str) -> HeaderKind {
    let words: Vec<&str> = header.split(' ').collect();
    let has_word = |known: &[&str]| words.iter().any(|word| known.contains(word));
    let has_phrase = |known: &[&str]| {
        known.iter().any(|phrase| format!(" {header} ").contains(&format!(" {phrase} ")))
    };
    if has_phrase(OPPOSITE_HEADERS) {
        return HeaderKind::Opposite;
    }
    if has_phrase(HEADER_PHRASES) || (has_word(HEADER_WORDS) && !has_word(EXCLUDED_HEADERS)) {
        return HeaderKind::Status;
    }
    let has_number = header.contains(|c: char| c.is_ascii_digit());
    let is_day = has_word(DAY_HEADERS) || is_date(header) || (has_word(MONTHS) && has_number);
    if is_day { HeaderKind::Day } else { HeaderKind::Other }
}
