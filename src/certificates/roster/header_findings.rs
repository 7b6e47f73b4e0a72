//! What is wrong with the columns that a header names, and how to go on.

use super::finding;
use super::mapping::Field;
use super::table::column_letters;
use crate::diagnostic::{Code, Finding};
use crate::nearest;

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
            false => format!("choose one by its letter: `--column {field}={}`", letter(0)),
        }
    } else {
        format!("choose one: `--column {field}=\"{first}\"`")
    };
    let message =
        format!("several columns may contain the {}: {}", field.describe(), columns.join(", "));
    finding(Code::RosterHeader, message, hint)
}
