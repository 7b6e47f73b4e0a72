//! Reads a table that is not a list of people, with the same readers: text with any delimiter and
//! encoding, XLSX, and ODS.

use std::path::Path;

use super::file::{detect_format, named_sheet, read_bytes};
use super::names::excerpt;
use super::table::{Cell, Row, Table};
use super::values::invalid_cell_words;
use super::workbook::DatedTime;
use super::{delimited, encoding, finding, workbook};
use crate::diagnostic::{Code, Finding};
use crate::error::Error;
use crate::output::and_list;

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

/// A table that is not a list of people.
#[derive(Debug)]
pub(crate) struct CellTable {
    pub(crate) header: CellRow,
    /// The rows below the header that are not empty.
    pub(crate) rows: Vec<CellRow>,
    /// Which sheet of the workbook was read, if others have rows, too.
    pub(crate) note: Option<String>,
}

/// Reads a table. `is_header` finds its header. In a workbook, it is on the sheet that the user
/// chose, or on the only one that has a header and rows.
///
/// # Errors
/// If the file cannot be read, has no such table, or has several. The message names the file.
pub(crate) fn read_cells(
    path: &Path,
    chosen: Option<&str>,
    is_header: &dyn Fn(&[String]) -> bool,
) -> Result<CellTable, Error> {
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
            workbook::read_sheets(&bytes, format, MAX_ROWS, DatedTime::Both).map_err(failed)?
        }
        None if chosen.is_some() => return Err(no_sheets(path)),
        None => {
            let rows = read_text(path, &bytes, is_header)?.map_err(failed)?;
            vec![Table { rows, ..Table::default() }]
        }
    };
    let (mut rows, note) = match chosen {
        Some(name) => (named_sheet(sheets, name).map_err(failed)?.rows, None),
        None => only_sheet(sheets, is_header).map_err(failed)?,
    };
    let Some(start) = header_row(&rows, is_header) else {
        let message = "no row has the names of the columns";
        return Err(Error::new(path, message).hint("the table needs a column `id` in its header"));
    };
    let row = |row: Row| {
        let cells = row.cells.iter().map(PlainCell::of).collect();
        CellRow { number: row.number, is_delimited: row.line.is_some(), cells }
    };
    let below = rows.split_off(start + 1);
    let header = row(rows.swap_remove(start));
    Ok(CellTable { header, rows: below.into_iter().map(row).collect(), note })
}

/// The error for a sheet that is chosen in a file without sheets.
pub(crate) fn no_sheets(path: &Path) -> Error {
    let error = Error::new(path, "the file is not a workbook, so it has no sheets");
    error.hint("leave out `--sheet`")
}

fn header_row(rows: &[Row], is_header: &dyn Fn(&[String]) -> bool) -> Option<usize> {
    rows.iter().position(|row| is_header(&texts(row)))
}

/// The rows of the only sheet with a header and rows below it, and a note on the others.
///
/// # Errors
/// If several sheets have a header and rows, or only a hidden one.
fn only_sheet(
    sheets: Vec<Table>,
    is_header: &dyn Fn(&[String]) -> bool,
) -> Result<(Vec<Row>, Option<String>), Finding> {
    let header = |sheet: &Table| header_row(&sheet.rows, is_header);
    let has_rows = |sheet: &Table| header(sheet).is_some_and(|row| row + 1 < sheet.rows.len());
    let quoted = |sheets: &[&Table]| {
        let names = sheets.iter().filter_map(|sheet| sheet.sheet.as_deref());
        and_list(&names.map(|name| format!("`{}`", excerpt(name))).collect::<Vec<_>>())
    };
    let filled: Vec<&Table> = sheets.iter().filter(|sheet| has_rows(sheet)).collect();
    let choose = |sheet: &Table| {
        let name = sheet.sheet.as_deref().unwrap_or_default();
        format!("choose one with `--sheet \"{name}\"`, and import each that you need")
    };
    match &filled[..] {
        [first, _, ..] => {
            let message = format!("several sheets have such a table: {}", quoted(&filled));
            let visible = filled.iter().find(|sheet| !sheet.is_hidden).unwrap_or(first);
            return Err(finding(Code::RosterFile, message, choose(visible)));
        }
        [only] if only.is_hidden => {
            let message = format!("the table is on a hidden sheet: {}", quoted(&filled));
            let name = only.sheet.as_deref().unwrap_or_default();
            let hint = format!("add `--sheet \"{name}\"`, or unhide the sheet");
            return Err(finding(Code::RosterFile, message, hint));
        }
        _ => {}
    }
    let found = filled.first().copied().or_else(|| sheets.iter().find(|it| header(it).is_some()));
    let Some(found) = found else { return Ok((Vec::new(), None)) };
    let is_other =
        |sheet: &&Table| !std::ptr::eq(*sheet, found) && !sheet.is_hidden && !sheet.rows.is_empty();
    let others: Vec<&Table> = sheets.iter().filter(is_other).collect();
    let note = (!others.is_empty()).then(|| {
        let have = if others.len() == 1 { "has" } else { "have" };
        let (read, others) = (quoted(&[found]), quoted(&others));
        format!("only the sheet {read} was read; {others} {have} no table with these columns")
    });
    Ok((found.rows.clone(), note))
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
