//! The rows that were left out, as a file that can be mended and read again.

use std::path::Path;

use super::Roster;
use crate::certificates::files::csv_out::defused;
use crate::error::Error;
use crate::output::write::write;

/// The column that says why a row was left out.
const WHY: &str = "Problem";

/// Writes the rows that were left out, in the roster's own columns and one more that says why: CSV in UTF-8 with a byte order mark, by which
/// spreadsheet programs know it. A cell that a spreadsheet would run as a formula is kept from it by an apostrophe, which reading takes away.
///
/// # Errors
/// If the file cannot be written.
pub fn write_rejected(path: &Path, roster: &Roster) -> Result<(), Error> {
    let header = &roster.mapping.header;
    // A file that was mended has the column already.
    let kept: Vec<usize> = (0..header.len()).filter(|at| header[*at] != WHY).collect();
    let width = roster.rejected.iter().map(|row| row.cells.len()).max().unwrap_or(0);
    let behind = header.len()..width;
    let mut out = csv::WriterBuilder::new()
        .terminator(csv::Terminator::CRLF)
        .from_writer("\u{feff}".as_bytes().to_vec());
    let failed = |error: csv::Error| Error::new(path, format!("cannot be written: {error}"));
    let names =
        kept.iter().map(|at| header[*at].as_str()).chain([WHY]).chain(behind.clone().map(|_| ""));
    out.write_record(names.map(|cell| defused(cell).into_owned())).map_err(failed)?;
    for row in &roster.rejected {
        let cell = |at: usize| row.cells.get(at).map_or("", |cell| cell);
        let why = row.why.join("; ");
        let cells =
            kept.iter().map(|at| cell(*at)).chain([why.as_str()]).chain(behind.clone().map(cell));
        out.write_record(cells.map(|cell| defused(cell).into_owned())).map_err(failed)?;
    }
    let bytes = out
        .into_inner()
        .map_err(|error| Error::new(path, format!("cannot be written: {error}")))?;
    write(path, &bytes)
}
