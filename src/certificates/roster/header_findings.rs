//! What is wrong with the columns that a header names, and how to go on.

use super::amount::parse_amount;
use super::finding;
use super::headers::{Match, match_field};
use super::mapping::{Field, Mapping};
use super::name_words::sounds_like_name;
use super::names::excerpt;
use super::table::{Cell, Row, column_letters};
use crate::diagnostic::{Code, Finding};
use crate::nearest;

/// The number of labels that a message quotes.
const MAX_LABELS: usize = 4;

/// Suggests the header nearest to a column that the roster does not have.
pub(super) fn suggest_header(column: &str, header: &[String]) -> String {
    let names = header.iter().map(String::as_str).filter(|name| !name.is_empty());
    nearest::hint(column, names)
}

pub(super) fn whole_or_first_name(name: &str, last: &str) -> Finding {
    let message = format!("`{name}` may contain whole names or first names next to `{last}`");
    let hint = format!(
        "add `--column name=\"{name}\"` for whole names or `--column first-name=\"{name}\"` for \
         first names"
    );
    finding(Code::RosterHeader, message, hint)
}

pub(super) fn missing_half(header: &str, present: &str, missing: &str) -> Finding {
    let message =
        format!("`{header}` contains {present} names, but no column contains {missing} names");
    let hint = format!(
        "name the column with {missing} names: `--column {missing}-name=\"…\"`; if `{header}` \
         contains whole names, add `--column name=\"{header}\"`"
    );
    finding(Code::RosterHeader, message, hint)
}

/// The finding for a header without a column that is known to hold names.
pub(super) fn no_names(header: &[String]) -> Finding {
    let is_open =
        |name: &&String| sounds_like_name(name) && match_field(name, &Field::Name) == Match::None;
    let open: Vec<String> =
        header.iter().filter(is_open).map(|name| format!("`--column name=\"{name}\"`")).collect();
    let hint = match &open[..] {
        [] => "name the column: `--column name=\"…\"`".to_owned(),
        open => format!("name the column with the names: {}", open.join(" or ")),
    };
    finding(Code::RosterHeader, "no column contains names", hint)
}

pub(super) fn ambiguous(field: &Field, found: &[usize], header: &[String]) -> Finding {
    let column = |at: &usize| format!("`{}` (column {})", header[*at], column_letters(*at));
    let columns: Vec<String> = found.iter().map(column).collect();
    let first = &header[found[0]];
    let hint = if found.iter().all(|at| header[*at] == *first) {
        let letter = |at: usize| column_letters(found[at]);
        match field.is_name() {
            true => format!(
                "name the columns by their letters: `--column first-name={} --column last-name={}` \
                 for the parts of a name",
                letter(0),
                letter(1)
            ),
            false if *field == Field::Hours => {
                let option = |at: &usize| format!("--column hours={}", column_letters(*at));
                let all: Vec<String> = found.iter().map(option).collect();
                format!(
                    "name columns by their letters: `{}` for one, or `{}` to add them up, and each \
                     other column of hours in the same way",
                    all[0],
                    all.join(" ")
                )
            }
            false => format!("choose one by its letter: `--column {field}={}`", letter(0)),
        }
    } else if *field == Field::Hours {
        let options: Vec<String> =
            found.iter().map(|at| format!("--column hours=\"{}\"", header[*at])).collect();
        format!("choose one: `{}`; or add them up: `{}`", options[0], options.join(" "))
    } else {
        format!("choose one: `--column {field}=\"{first}\"`")
    };
    let message =
        format!("several columns may contain the {}: {}", field.describe(), columns.join(", "));
    finding(Code::RosterHeader, message, hint)
}

/// Finds a second row of headers, such as `In` and `Out` below `Day 1`. `rows` are the rows below
/// the first one.
pub(super) fn second_header(rows: &[Row], mapping: &Mapping) -> Option<Finding> {
    let row = rows.first()?;
    let is_label = |cell: &Cell| {
        let text = cell.shown();
        matches!(cell, Cell::Text(_))
            && text.chars().any(char::is_alphabetic)
            && !text.contains('@')
            && parse_amount(cell).is_none()
    };
    let filled: Vec<usize> = (0..row.cells.len()).filter(|at| !row.cell(*at).is_blank()).collect();
    let has_name = mapping.name_places().any(|at| !row.cell(at).is_blank());
    // A header of its own says what is below; a column of notes has a header already.
    let is_below_gap = filled.iter().any(|at| mapping.header_at(*at).is_empty());
    if has_name || filled.len() < 2 || !is_below_gap || rows.len() < 2 {
        return None;
    }
    if !filled.iter().all(|at| is_label(row.cell(*at))) {
        return None;
    }
    let label = |at: &usize| format!("`{}`", excerpt(row.cell(*at).shown().trim()));
    let labels: Vec<String> = filled.iter().take(MAX_LABELS).map(label).collect();
    let message = format!(
        "the header seems to have two rows: row {} has {} below the other headers",
        row.number,
        labels.join(", ")
    );
    let hint = format!(
        "write one header above each column, such as `Day 1 in` and `Day 1 out`, and delete row {}",
        row.number
    );
    Some(finding(Code::RosterHeader, message, hint))
}
