//! Moves rows with errors out of the list, and writes them to a file that can be fixed and read
//! again.

use std::fs;
use std::io;
use std::path::{Path, PathBuf};

use super::{Person, RejectedRow, Roster};
use crate::certificates::files::csv_out::defused;
use crate::diagnostic::Finding;
use crate::error::Error;
use crate::output::write::write_private;

/// The header of the column that says why a row was left out.
pub(super) const REASON_HEADER: &str = "Problem";

/// The end of the name of a file with rejected rows. Git ignores these files.
const ENDING: &str = ".rejected.csv";

/// The number of files for the rejected rows of one roster.
const MAX_FILES: u32 = 99;

/// Returns the path with a number, such as `list-2.rejected.csv`, from the second file on. The rows
/// of `list-2.rejected.csv` that are left out again go to `list-3.rejected.csv`.
fn numbered(path: &Path, number: u32) -> PathBuf {
    if number == 1 {
        return path.to_owned();
    }
    let name = path.file_name().unwrap_or_default().to_string_lossy();
    let stem = name.strip_suffix(ENDING).unwrap_or(&name);
    let base = stem.trim_end_matches(|c: char| c.is_ascii_digit()).strip_suffix('-');
    // `nov-9` is the name of a list.
    let is_first = |base: &&str| path.with_file_name(format!("{base}{ENDING}")).exists();
    let base = base.filter(is_first).unwrap_or(stem);
    path.with_file_name(format!("{base}-{number}{ENDING}"))
}

impl Roster {
    /// Writes the rejected rows with the columns of the roster and one more for the reasons, and
    /// returns the path of the file.
    ///
    /// The file is CSV in UTF-8 with a byte order mark, so that spreadsheet programs recognize it.
    /// A cell that a spreadsheet would run as a formula gets an apostrophe, which is removed when
    /// the file is read again. A file with other contents is never overwritten, because someone may
    /// have fixed rows in it: the new file gets a number.
    ///
    /// # Errors
    /// Returns an error if the file cannot be written.
    pub fn write_rejected(&self, path: &Path) -> Result<PathBuf, Error> {
        let bytes = self
            .rejected_csv()
            .map_err(|error| Error::new(path, format!("the file cannot be written: {error}")))?;
        for number in 1..=MAX_FILES {
            let path = numbered(path, number);
            match fs::read(&path) {
                Ok(existing) if existing == bytes => return Ok(path),
                Err(error) if error.kind() == io::ErrorKind::NotFound => {
                    write_private(&path, &bytes)?;
                    return Ok(path);
                }
                _ => {}
            }
        }
        let message = format!("there are {MAX_FILES} files of rows that were left out already");
        Err(Error::new(path, message).hint("move or delete the ones that are done"))
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

    /// Moves a person to the rejected rows because of errors.
    pub(super) fn reject(&mut self, person: Person, errors: Vec<Finding>) {
        let reasons: Vec<String> = errors.iter().map(|error| error.message.clone()).collect();
        self.findings.extend(errors);
        self.reject_rows(person, &reasons);
    }

    /// Moves every row of a person to the rejected rows.
    pub(super) fn reject_rows(&mut self, person: Person, reasons: &[String]) {
        let Person { row, list, name, id, email, rows, cells, .. } = person;
        let rows = match rows.is_empty() {
            true => vec![(list, row, cells)],
            false => rows.into_iter().map(|one| (one.list, one.row, one.cells)).collect(),
        };
        self.rejected.extend(rows.into_iter().map(|(list, row, cells)| RejectedRow {
            row,
            reasons: reasons.to_vec(),
            list,
            name: name.clone(),
            id: id.clone(),
            email: email.clone(),
            cells,
        }));
    }
}
