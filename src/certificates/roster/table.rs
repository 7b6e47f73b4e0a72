//! A roster as a table of cells, before anyone knows what its columns mean.

use std::borrow::Cow;

/// What a cell holds.
#[derive(Debug, Clone, PartialEq, Default)]
pub(super) enum Cell {
    /// Nothing.
    #[default]
    Empty,
    /// Text as it stands, spaces and all.
    Text(Box<str>),
    /// A number of a workbook or of JSON.
    Number(f64),
    /// Yes or no.
    Truth(bool),
    /// A time of day or a duration, in hours.
    Span(f64),
    /// A day of the calendar.
    Date(Box<str>),
    /// A formula that gives an error, or a value that no cell can have.
    Fault(Box<str>),
}

/// What spreadsheets show instead of a value that a formula could not give.
const FAULTS: [&str; 11] = [
    "#DIV/0!",
    "#N/A",
    "#NAME?",
    "#NULL!",
    "#NUM!",
    "#REF!",
    "#VALUE!",
    "#SPILL!",
    "#CALC!",
    "#GETTING_DATA",
    "#DATA!",
];

impl Cell {
    /// A cell with a text; the errors of spreadsheets, which text files hold as text, are told apart.
    pub(super) fn text(text: &str) -> Self {
        let bare = text.trim();
        let is_fault = (bare.starts_with('#') && FAULTS.contains(&bare))
            || bare.strip_prefix("Err:").is_some_and(|code| code.parse::<u16>().is_ok());
        match text {
            "" => Cell::Empty,
            _ if is_fault => Cell::Fault(bare.into()),
            _ => Cell::Text(text.into()),
        }
    }

    /// Whether there is nothing to see in it.
    pub(super) fn is_blank(&self) -> bool {
        match self {
            Cell::Empty => true,
            Cell::Text(text) => text.chars().all(char::is_whitespace),
            _ => false,
        }
    }

    /// As a person reads it.
    pub(super) fn shown(&self) -> Cow<'_, str> {
        match self {
            Cell::Empty => "".into(),
            Cell::Text(text) | Cell::Date(text) | Cell::Fault(text) => (&**text).into(),
            Cell::Number(number) | Cell::Span(number) => number.to_string().into(),
            Cell::Truth(yes) => if *yes { "TRUE" } else { "FALSE" }.into(),
        }
    }
}

/// A row of cells.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct Row {
    /// The row as a spreadsheet numbers it, from 1; the entry's number in JSON.
    pub(super) number: u32,
    /// The line of a text file.
    pub(super) line: Option<u32>,
    /// The cells, from the first column on.
    pub(super) cells: Vec<Cell>,
}

impl Row {
    /// The cell of a column, which may lie behind the row's end.
    pub(super) fn cell(&self, column: usize) -> &Cell {
        self.cells.get(column).unwrap_or(&Cell::Empty)
    }

    /// Whether there is nothing to see in it.
    pub(super) fn is_blank(&self) -> bool {
        self.cells.iter().all(Cell::is_blank)
    }
}

/// Cells of a workbook that are merged into one; rows from 1, columns from 0, both ends included.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Merge {
    pub(super) rows: (u32, u32),
    pub(super) columns: (usize, usize),
}

/// A list: a text file's, a sheet's or a JSON list's.
#[derive(Debug, Clone, PartialEq, Default)]
pub(super) struct Table {
    /// The sheet's name, for workbooks.
    pub(super) sheet: Option<String>,
    /// Whether the rows are entries of a JSON list.
    pub(super) entries: bool,
    /// The rows that hold something, in order.
    pub(super) rows: Vec<Row>,
    /// Merged cells.
    pub(super) merges: Vec<Merge>,
}

/// A column's letters, as spreadsheets show them: A, B, … Z, AA.
pub(super) fn letters(column: usize) -> String {
    let mut rest = column + 1;
    let mut letters = Vec::new();
    while rest > 0 {
        letters.push(char::from(b'A' + ((rest - 1) % 26) as u8));
        rest = (rest - 1) / 26;
    }
    letters.iter().rev().collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn columns_have_the_letters_of_spreadsheets() {
        assert_eq!(
            [0, 25, 26, 701, 702, 16_383].map(letters),
            ["A", "Z", "AA", "ZZ", "AAA", "XFD"]
        );
    }
}
