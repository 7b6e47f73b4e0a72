//! Reads a table that is not a list of people, with the same readers: text with any delimiter and
//! encoding, XLSX, and ODS.

use std::path::Path;

use super::file::{detect_format, read_bytes};
use super::table::{Cell, Row};
use super::values::invalid_cell_words;
use super::{delimited, encoding, workbook};
use crate::diagnostic::Finding;
use crate::error::Error;

/// The maximum number of rows.
const MAX_ROWS: usize = 10_000;

/// A row with what its cells hold.
#[derive(Debug)]
pub(crate) struct CellRow {
    /// The row number in the spreadsheet, from 1.
    pub(crate) number: u32,
    /// Whether it is from a text file, in which commas or other signs separate the cells.
    pub(crate) is_delimited: bool,
    pub(crate) cells: Vec<PlainCell>,
}

/// A cell of a table whose text matters to the letter.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum PlainCell {
    /// Text as it is in the file, including spaces.
    Text(String),
    /// A number, as text.
    Number(String),
    /// A date, a time of day, or a duration.
    Date(String),
    /// A formula error, or something else that is not text.
    Unfit(String),
}

impl PlainCell {
    /// The cell as text.
    pub(crate) fn text(&self) -> String {
        match self {
            Self::Text(text) | Self::Number(text) | Self::Date(text) | Self::Unfit(text) => {
                text.clone()
            }
        }
    }

    /// What is wrong with a cell that is not text, and what to do.
    pub(crate) fn fault(&self) -> Option<(String, String)> {
        match self {
            Self::Unfit(content) => Some(invalid_cell_words(content)),
            Self::Text(_) | Self::Number(_) | Self::Date(_) => None,
        }
    }

    fn of(cell: &Cell) -> Self {
        match cell {
            Cell::Empty | Cell::Text(_) => Self::Text(cell.shown().into_owned()),
            Cell::Number(_) => Self::Number(text(cell)),
            Cell::Date(_) | Cell::Duration(_) => Self::Date(text(cell)),
            Cell::Bool(_) | Cell::Invalid(_) => Self::Unfit(text(cell)),
        }
    }
}

/// Reads the rows of a table that are not empty. `is_header` tells its header, which comes first.
/// In a workbook, it is on the first sheet that has one.
///
/// # Errors
/// If the file cannot be read, or has no such table. The message names the file.
pub(crate) fn read_cells(
    path: &Path,
    is_header: &dyn Fn(&[String]) -> bool,
) -> Result<Vec<CellRow>, Error> {
    let rows = read_rows(path, is_header)?;
    let row = |row: &Row| {
        let cells = row.cells.iter().map(PlainCell::of).collect();
        CellRow { number: row.number, is_delimited: row.line.is_some(), cells }
    };
    Ok(rows.iter().map(row).collect())
}

fn read_rows(path: &Path, is_header: &dyn Fn(&[String]) -> bool) -> Result<Vec<Row>, Error> {
    let failed = |finding: Finding| {
        let error = Error::new(path, finding.message);
        match finding.hints.into_iter().next() {
            Some(hint) => error.hint(hint),
            None => error,
        }
    };
    let bytes = read_bytes(path)?;
    let sheets = match detect_format(&bytes).map_err(failed)? {
        Some(format) => {
            let tables = workbook::read_sheets(&bytes, format, MAX_ROWS).map_err(failed)?;
            tables.into_iter().map(|table| table.rows).collect()
        }
        None => vec![read_text(path, &bytes, is_header)?.map_err(failed)?],
    };
    let start = |rows: &Vec<Row>| rows.iter().position(|row| is_header(&texts(row)));
    let found = sheets.into_iter().find_map(|rows| Some((start(&rows)?, rows)));
    let Some((start, mut rows)) = found else {
        let message = "no row has the names of the columns";
        return Err(Error::new(path, message).hint("the table needs a column `id` in its header"));
    };
    Ok(rows.split_off(start))
}

fn read_text(
    path: &Path,
    bytes: &[u8],
    is_header: &dyn Fn(&[String]) -> bool,
) -> Result<Result<Vec<Row>, Finding>, Error> {
    let Some(decoded) = encoding::decode(bytes, None) else {
        return Err(Error::new(path, "the file is not a workbook or text"));
    };
    let decoded = match decoded {
        Ok(decoded) => decoded,
        Err(finding) => return Ok(Err(finding)),
    };
    let text = decoded.text.trim_start_matches('\u{feff}');
    let (stated, rest) = delimited::stated_delimiter(text);
    let score = |rows: &[Row]| usize::from(rows.iter().any(|row| is_header(&texts(row))));
    let delimiter = stated.unwrap_or_else(|| delimited::find_delimiter(rest, score));
    Ok(delimited::split(rest, delimiter, u32::from(stated.is_some()), MAX_ROWS))
}

fn texts(row: &Row) -> Vec<String> {
    row.cells.iter().map(text).collect()
}

fn text(cell: &Cell) -> String {
    match cell {
        Cell::Duration(hours) => {
            let minutes = (hours * 60.0).round();
            // A zero in front would say that it is not 1:30 p.m., and a workbook does not say so.
            format!("{}:{:02}", (minutes / 60.0).floor(), minutes % 60.0)
        }
        other => other.shown().trim().to_owned(),
    }
}
