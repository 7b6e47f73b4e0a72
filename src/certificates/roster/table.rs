//! A roster as a table of cells, before it is known what the columns hold.

use std::borrow::Cow;

/// The contents of a cell.
#[derive(Debug, Clone, PartialEq, Default)]
pub(super) enum Cell {
    #[default]
    Empty,
    /// Text as it is in the file, including spaces.
    Text(Box<str>),
    /// A number in a workbook or in JSON.
    Number(f64),
    Bool(bool),
    /// A time of day or a duration, in hours.
    Duration(f64),
    /// A date, as text.
    Date(Box<str>),
    /// A formula error such as `#REF!`, or a description of a value that no cell can hold.
    Invalid(Box<str>),
}

/// What a cell contains whose formula was never computed, because a program wrote the file and no
/// spreadsheet program saved it.
pub(super) const WITHOUT_VALUE: &str = "a formula without a value";

/// What spreadsheets show instead of the value of a formula that failed.
const FORMULA_ERRORS: [&str; 11] = [
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

/// The maximum number of characters in a cell. Spreadsheets have the same limit, so a file
/// beyond it is not a list, or has lost a quotation mark.
const MAX_CHARACTERS: usize = 32_767;

/// Whether no spreadsheet can hold a text.
pub(super) fn is_too_long(text: &str) -> bool {
    text.len() > MAX_CHARACTERS && text.chars().nth(MAX_CHARACTERS).is_some()
}

impl Cell {
    /// Whether the cell has a text that no spreadsheet can hold.
    pub(super) fn is_too_long(&self) -> bool {
        match self {
            Cell::Text(text) | Cell::Date(text) | Cell::Invalid(text) => is_too_long(text),
            Cell::Empty | Cell::Number(_) | Cell::Bool(_) | Cell::Duration(_) => false,
        }
    }

    /// Returns a cell with text. Text files store formula errors as text, so these are recognized.
    pub(super) fn text(text: &str) -> Self {
        let bare = text.trim();
        let is_formula_error = (bare.starts_with('#') && FORMULA_ERRORS.contains(&bare))
            || bare.strip_prefix("Err:").is_some_and(|code| code.parse::<u16>().is_ok());
        match text {
            "" => Cell::Empty,
            _ if is_formula_error => Cell::Invalid(bare.into()),
            _ => Cell::Text(text.into()),
        }
    }

    /// Returns whether the cell is empty or holds only white space.
    pub(super) fn is_blank(&self) -> bool {
        match self {
            Cell::Empty => true,
            Cell::Text(text) => text.chars().all(char::is_whitespace),
            _ => false,
        }
    }

    /// Returns the cell as text.
    pub(super) fn shown(&self) -> Cow<'_, str> {
        match self {
            Cell::Empty => "".into(),
            Cell::Text(text) | Cell::Date(text) | Cell::Invalid(text) => (&**text).into(),
            Cell::Number(number) | Cell::Duration(number) => number.to_string().into(),
            Cell::Bool(value) => if *value { "TRUE" } else { "FALSE" }.into(),
        }
    }
}

/// Returns the text in a cell.
pub(super) fn text_of(cell: &Cell) -> Option<&str> {
    match cell {
        Cell::Text(text) if !cell.is_blank() => Some(text),
        _ => None,
    }
}

/// A row of cells.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct Row {
    /// The row number in the spreadsheet, from 1; in JSON, the number of the entry.
    pub(super) number: u32,
    /// The line number in a text file.
    pub(super) line: Option<u32>,
    /// The cells, from the first column on.
    pub(super) cells: Vec<Cell>,
}

impl Row {
    /// Returns the cell in a column, which may be beyond the last cell of the row.
    pub(super) fn cell(&self, column: usize) -> &Cell {
        self.cells.get(column).unwrap_or(&Cell::Empty)
    }

    pub(super) fn is_blank(&self) -> bool {
        self.cells.iter().all(Cell::is_blank)
    }
}

/// Merged cells of a workbook. Rows count from 1, columns from 0, and both ends are included.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Merge {
    pub(super) rows: (u32, u32),
    pub(super) columns: (usize, usize),
}

/// A note on a cell of a workbook, which spreadsheets also call a comment.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct CellNote {
    /// The row number, from 1.
    pub(super) row: u32,
    /// The column, from 0.
    pub(super) column: usize,
    pub(super) text: String,
}

/// The rows of a text file, a sheet, or a JSON list.
#[derive(Debug, Clone, PartialEq, Default)]
pub(super) struct Table {
    /// The name of the sheet in a workbook.
    pub(super) sheet: Option<String>,
    /// Whether the sheet is hidden.
    pub(super) is_hidden: bool,
    /// The delimiter of a text file.
    pub(super) delimiter: Option<u8>,
    /// Whether the rows are entries of a JSON list.
    pub(super) is_json: bool,
    /// The rows that are not empty, in order.
    pub(super) rows: Vec<Row>,
    pub(super) merges: Vec<Merge>,
    pub(super) notes: Vec<CellNote>,
    /// The other sheets of the workbook that have no list, unless the user chose the sheet. In a
    /// JSON file, what is beside the list.
    pub(super) other_sheets: Vec<Table>,
    /// The name of the list in a JSON file, such as `participants`, unless the user chose it.
    pub(super) list: Option<String>,
    /// The texts beside the list in a JSON file, each after the name of its field.
    pub(super) fields: Vec<(String, String)>,
}

/// Returns the letters by which spreadsheets name a column: A, B, … Z, AA.
pub(super) fn column_letters(column: usize) -> String {
    let mut rest = column + 1;
    let mut letters = Vec::new();
    while rest > 0 {
        letters.push(char::from(b'A' + ((rest - 1) % 26) as u8));
        rest = (rest - 1) / 26;
    }
    letters.iter().rev().collect()
}

/// Parses the place of a cell, such as `C7`, into its row, from 1, and its column, from 0.
pub(super) fn parse_place(text: &str) -> Option<(u32, usize)> {
    let text = text.replace('$', "").to_ascii_uppercase();
    let (letters, digits) = text.split_at(text.find(|c: char| c.is_ascii_digit())?);
    let is_column =
        (1..=3).contains(&letters.len()) && letters.bytes().all(|b| b.is_ascii_uppercase());
    let column = letters.bytes().fold(0, |sum, letter| sum * 26 + usize::from(letter - b'A') + 1);
    is_column.then_some((digits.parse().ok()?, column - 1))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn columns_have_spreadsheet_letters() {
        assert_eq!(
            [0, 25, 26, 701, 702, 16_383].map(column_letters),
            ["A", "Z", "AA", "ZZ", "AAA", "XFD"]
        );
    }
}
