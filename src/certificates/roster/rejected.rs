//! Writes the rows that were left out to a file that can be fixed and read again.

use std::path::Path;

use super::Roster;
use crate::certificates::files::csv_out::defused;
use crate::error::Error;
use crate::output::write::write_private;

/// The header of the column that says why a row was left out.
const REASON_HEADER: &str = "Problem";

impl Roster {
    /// Writes the rejected rows with the columns of the roster and one more for the reasons.
    ///
    /// The file is CSV in UTF-8 with a byte order mark, so that spreadsheet programs recognize it.
    /// A cell that a spreadsheet would run as a formula gets an apostrophe, which is removed when
    /// the file is read again.
    ///
    /// # Errors
    /// Returns an error if the file cannot be written.
    pub fn write_rejected(&self, path: &Path) -> Result<(), Error> {
        let bytes = self
            .rejected_csv()
            .map_err(|error| Error::new(path, format!("the file cannot be written: {error}")))?;
        write_private(path, &bytes)
    }

    fn rejected_csv(&self) -> Result<Vec<u8>, csv::Error> {
        let header = &self.mapping.header;
        // A file of rejected rows that is read again has the column of reasons already.
        let kept: Vec<usize> =
            (0..header.len()).filter(|at| header[*at] != REASON_HEADER).collect();
        let width = self.rejected.iter().map(|row| row.cells.len()).max().unwrap_or(0);
        let extra = header.len()..width;
        let mut writer = csv::WriterBuilder::new()
            .terminator(csv::Terminator::CRLF)
            .from_writer("\u{feff}".as_bytes().to_vec());
        let mut write_row = |cell: &dyn Fn(usize) -> String, reason: &str| {
            let before = kept.iter().map(|at| cell(*at));
            let record = before.chain([reason.to_owned()]).chain(extra.clone().map(cell));
            writer.write_record(record.map(|cell| defused(&cell).into_owned()))
        };
        write_row(&|at| self.mapping.header_at(at).to_owned(), REASON_HEADER)?;
        for row in &self.rejected {
            let cell = |at: usize| row.cells.get(at).map_or("", |cell| cell).to_owned();
            write_row(&cell, &row.reasons.join("; "))?;
        }
        writer.into_inner().map_err(|error| error.into_error().into())
    }
}
