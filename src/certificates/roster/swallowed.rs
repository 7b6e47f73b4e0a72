//! Rows that a stray quotation mark put into one cell: the cell has line breaks, and what is
//! between them looks like rows.

use super::finding;
use super::table::{Cell, Row};
use crate::diagnostic::{Code, Finding};

/// Returns the finding for the first cell that seems to hold rows of the list. `width` is the
/// number of columns in the header.
pub(super) fn find_swallowed(rows: &[Row], delimiter: u8, width: usize) -> Option<Finding> {
    for row in rows {
        for (column, cell) in row.cells.iter().enumerate() {
            let Cell::Text(text) = cell else { continue };
            if !text.contains(['\n', '\r']) || !holds_rows(text, delimiter, column, width) {
                continue;
            }
            let count = text.lines().count() - 1;
            let rows = if count == 1 { "row" } else { "rows" };
            let line = row.line.unwrap_or(row.number);
            let message = format!(
                "a cell in the row that starts on line {line} has line breaks and seems to hold \
                 {count} more {rows}: a quotation mark before them is not closed, or is not one"
            );
            let hint = "delete the quotation mark, or write two of them where one belongs to the \
                        text; if the cell is right, remove its line breaks";
            return Some(finding(Code::RosterFile, message, hint));
        }
    }
    None
}

/// Returns whether the lines of a cell look like rows: they have as many cells as the list, or as
/// the first line makes. Addresses and notes have line breaks and commas too, but not as many, and
/// seldom a number or an address alone between two of them.
fn holds_rows(text: &str, delimiter: u8, column: usize, width: usize) -> bool {
    let mut lines = text.lines();
    let first = lines.next().unwrap_or_default();
    let others: Vec<&str> = lines.collect();
    let Some((last, whole)) = others.split_last() else { return false };
    let count = |line: &str| line.bytes().filter(|byte| *byte == delimiter).count();
    let is_typed = |line: &str| {
        let is_value = |part: &str| part.contains('@') || part.trim().parse::<f64>().is_ok();
        line.split(char::from(delimiter)).any(is_value)
    };
    let end = column + count(first);
    let are_rows = |wide: usize| {
        let rows = whole.iter().filter(|line| count(line) == wide);
        if end == wide && end > column {
            let is_followed = rows.clone().count() > 0 || (1..=wide).contains(&count(last));
            return rows.count() == whole.len() && (is_followed || is_typed(first));
        }
        let is_row = |line: &&&str| count(line) == wide && is_typed(line);
        wide > 1 && (rows.clone().count() > 1 || others.iter().any(|line| is_row(&line)))
    };
    let has_other_width = end > column && whole.iter().any(|line| count(line) == end);
    are_rows(width.saturating_sub(1)) || (has_other_width && are_rows(end))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn cells_with_rows_are_told_from_cells_with_lines() {
        for (text, column, width) in [
            ("Ann Lee,a@example.org,6\nBo Li,b@example.org,6\nCy Ray", 0, 3),
            ("Ann Lee,a@example.org,6\nBo Li", 0, 3),
            ("a@example.org,6\nBo Li,b@example.org,6\n", 1, 3),
            ("note\nBo Li,b@example.org,6\nCy Ray", 2, 3),
            ("Ann Lee,6\nBo Li,6\nCy Ray", 0, 2),
            ("Email,Hours\nAnn Lee,a@example.org,6\nBo", 1, 2),
        ] {
            assert!(holds_rows(text, b',', column, width), "{text}");
        }
        for (text, column, width) in [
            ("1 Main St\nBismarck, ND", 3, 4),
            ("1 Main St, Suite 4\nBismarck, ND\nUSA", 2, 5),
            ("Minot, ND\nUSA", 1, 3),
            ("well:\nred, green, blue", 2, 3),
            ("Ann\nLee", 0, 2),
            ("x\ny\nz", 1, 2),
            ("1 Main St\nMinot, ND", 1, 2),
        ] {
            assert!(!holds_rows(text, b',', column, width), "{text}");
        }
    }
}
