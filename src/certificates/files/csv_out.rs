//! CSV for spreadsheets: cells that a spreadsheet would run are defused, and names in every script arrive whole.

use std::borrow::Cow;

/// The mark by which a spreadsheet knows UTF-8; without it Excel takes the file for Windows-1252 and garbles names.
const BYTE_ORDER_MARK: &[u8] = b"\xef\xbb\xbf";

/// A cell that no spreadsheet takes for a formula: a leading apostrophe stands before `=`, `+`, `-`, `@`, their full-width forms, a
/// tab or a line break.
pub fn defused(cell: &str) -> Cow<'_, str> {
    let runs = cell.starts_with(['=', '+', '-', '@', '\t', '\r', '\n', '＝', '＋', '－', '＠']);
    if runs { Cow::Owned(format!("'{cell}")) } else { Cow::Borrowed(cell) }
}

/// A table as CSV, every cell defused. A file for a spreadsheet begins with a mark that it is UTF-8; a stream for a program does not.
pub fn table<'a>(
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

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_runs_is_defused_and_nothing_else() {
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
