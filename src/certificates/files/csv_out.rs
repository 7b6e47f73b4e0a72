//! CSV for spreadsheets: no cell is run as a formula, and names in every script arrive unharmed.

use std::borrow::Cow;

/// Without this mark, Excel reads the file as Windows-1252 and garbles names.
const BYTE_ORDER_MARK: &[u8] = b"\xef\xbb\xbf";

/// Returns a cell that no spreadsheet runs as a formula. A cell that starts with `=`, `+`, `-`,
/// `@`, their full-width forms, a tab or a line break gets a leading apostrophe.
pub(crate) fn defused(cell: &str) -> Cow<'_, str> {
    let is_formula =
        cell.starts_with(['=', '+', '-', '@', '\t', '\r', '\n', '＝', '＋', '－', '＠']);
    if is_formula { Cow::Owned(format!("'{cell}")) } else { Cow::Borrowed(cell) }
}

/// Returns a table as CSV with every cell defused. A file for a spreadsheet starts with a byte
/// order mark; a stream for a program does not.
pub(crate) fn table<'a>(
    head: &[&str],
    rows: impl IntoIterator<Item = Vec<Cow<'a, str>>>,
    for_spreadsheet: bool,
) -> Result<Vec<u8>, csv::Error> {
    let start = if for_spreadsheet { BYTE_ORDER_MARK.to_vec() } else { Vec::new() };
    let mut writer = csv::Writer::from_writer(start);
    writer.write_record(head)?;
    for row in rows {
        writer.write_record(row.iter().map(|cell| defused(cell).into_owned()))?;
    }
    writer.into_inner().map_err(|error| csv::Error::from(error.into_error()))
}
