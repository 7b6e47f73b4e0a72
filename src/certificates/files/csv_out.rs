//! Writes CSV for spreadsheets. Cells are escaped so that none is run as a formula, and a file
//! starts with a byte order mark so that Excel reads names in every script.

use std::borrow::Cow;
use std::io::{self, Write};

/// Without this mark, Excel reads the file as Windows-1252 and garbles names.
const BYTE_ORDER_MARK: &[u8] = b"\xef\xbb\xbf";

/// Returns a cell that no spreadsheet runs as a formula. A cell that starts with `=`, `+`, `-`,
/// `@`, their full-width forms, a tab or a line break gets a leading apostrophe.
pub(crate) fn defused(cell: &str) -> Cow<'_, str> {
    let is_formula =
        cell.starts_with(['=', '+', '-', '@', '\t', '\r', '\n', '＝', '＋', '－', '＠']);
    if is_formula { Cow::Owned(format!("'{cell}")) } else { Cow::Borrowed(cell) }
}

/// A table that is written row by row, with every cell defused.
pub(crate) struct CsvTable<W: Write>(csv::Writer<W>);

impl<W: Write> CsvTable<W> {
    /// Writes the head. A file for a spreadsheet starts with a byte order mark; a stream for a
    /// program does not.
    pub(crate) fn new(mut out: W, head: &[&str], for_spreadsheet: bool) -> io::Result<Self> {
        if for_spreadsheet {
            out.write_all(BYTE_ORDER_MARK)?;
        }
        let mut writer = csv::Writer::from_writer(out);
        writer.write_record(head).map_err(to_io)?;
        Ok(Self(writer))
    }

    pub(crate) fn add(&mut self, row: &[Cow<'_, str>]) -> io::Result<()> {
        let cells = row.iter().map(|cell| defused(cell).into_owned());
        self.0.write_record(cells).map_err(to_io)
    }

    pub(crate) fn finish(self) -> io::Result<W> {
        self.0.into_inner().map_err(|error| error.into_error())
    }
}

/// The failure of a write keeps its kind, by which a closed pipe is recognized.
fn to_io(error: csv::Error) -> io::Error {
    match error.into_kind() {
        csv::ErrorKind::Io(error) => error,
        kind => io::Error::other(format!("{kind:?}")),
    }
}

/// Returns a table as CSV.
pub(crate) fn table<'a>(
    head: &[&str],
    rows: impl IntoIterator<Item = Vec<Cow<'a, str>>>,
    for_spreadsheet: bool,
) -> io::Result<Vec<u8>> {
    let mut table = CsvTable::new(Vec::new(), head, for_spreadsheet)?;
    for row in rows {
        table.add(&row)?;
    }
    table.finish()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_formulas_are_defused() {
        for cell in ["=1+1", "+1", "-2", "@SUM(A1)", "\t=1", "\r=1", "\n=1", "＝1"] {
            assert_eq!(defused(cell), format!("'{cell}"));
        }
        for cell in ["", "O’Connor-Ramírez", "a=b", "NDPS-2026-00042-5", "'=1"] {
            assert_eq!(defused(cell), cell);
        }
    }

    #[test]
    fn a_table_is_quoted_and_marked() {
        let rows = [vec![Cow::Borrowed("=HYPERLINK(\"x\"),1"), Cow::Borrowed("አበበ")]];
        let bytes = table(&["a", "b"], rows.clone(), true).unwrap();
        assert_eq!(
            String::from_utf8(bytes).unwrap(),
            "\u{feff}a,b\n\"'=HYPERLINK(\"\"x\"\"),1\",አበበ\n"
        );
        assert!(table(&["a", "b"], rows, false).unwrap().starts_with(b"a,b\n"));
    }
}
