//! What else in a project shows which certificates were issued: files of certificates, and other
//! copies of the ledger.

use std::collections::BTreeMap;
use std::fs::{self, File};
use std::io::{self, Read, Seek, SeekFrom};
use std::path::{Path, PathBuf};

use super::super::ledger::{APPLICATION_ID, NAME};
use crate::content::certificate_number::{self, Number, SeriesNumber};
use crate::output::sweep::is_temporary;
use crate::project::Project;

/// The series of a number: its prefix, and its year or 0.
pub(super) type Series = (String, i16);

/// A certificate that a file names.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Trace {
    pub(super) number: String,
    pub(super) running: u32,
    pub(super) file: PathBuf,
}

/// The highest running number of each series.
#[derive(Debug, Default)]
struct Highest(BTreeMap<Series, Trace>);

impl Highest {
    /// Adds a number. There may be very many, so one is looked at closely only if it may be the
    /// highest.
    fn add(&mut self, number: &str, file: &Path) {
        let is_known = certificate_number::split(number).is_some_and(
            |SeriesNumber { prefix, year, running }| {
                self.0.iter().any(|((known_prefix, known_year), known)| {
                    known_prefix == prefix && *known_year == year && known.running >= running
                })
            },
        );
        let parse = || {
            let number = certificate_number::parse(number).ok()?.text;
            Some((parse_number(&number)?, number))
        };
        let Some(((series, running), number)) = (!is_known).then(parse).flatten() else { return };
        if self.0.get(&series).is_none_or(|known| known.running < running) {
            self.0.insert(series, Trace { number, running, file: file.to_owned() });
        }
    }
}

/// The highest running number of each series among the files of certificates, the transcripts, and
/// the lists of sessions in `out/certificates`.
pub(super) fn highest_numbers(out: &Path) -> BTreeMap<Series, Trace> {
    let mut highest = Highest::default();
    for session in entries(&out.join("certificates")) {
        for entry in fs::read_dir(session).into_iter().flatten().flatten() {
            let name = entry.file_name();
            let Some(name) = name.to_str() else { continue };
            // `NUMBER.pdf`, or the transcript `NUMBER.en.pdf`.
            let first = name.split('.').next().unwrap_or_default();
            if name.ends_with(".pdf") {
                highest.add(first, &entry.path());
            } else if name.ends_with(".csv") && LISTS.contains(&first) {
                add_last_of_list(&entry.path(), &mut highest);
            }
        }
    }
    highest.0
}

/// The lists of a session, which have a cell with the number in each row.
const LISTS: [&str; 2] = ["issued", "mailmerge"];

/// How much of a list is read, in bytes. The latest numbers are at its end.
const TAIL: u64 = 64 * 1024;

/// Adds the numbers at the end of a list. A list that cannot be read shows nothing.
fn add_last_of_list(path: &Path, highest: &mut Highest) {
    let read = || {
        let mut file = File::open(path)?;
        let length = file.metadata()?.len();
        file.seek(SeekFrom::Start(length.saturating_sub(TAIL)))?;
        let mut bytes = Vec::new();
        file.read_to_end(&mut bytes)?;
        io::Result::Ok(bytes)
    };
    let bytes = read().unwrap_or_default();
    // Names may have quotes and commas, but a cell with a number has neither.
    for cell in String::from_utf8_lossy(&bytes).split([',', '\n']) {
        let cell = cell.trim_matches(|c: char| c.is_whitespace() || c == '\u{feff}' || c == '"');
        let (number, _) = cell.split_once(" R").unwrap_or((cell, ""));
        if number.contains('-') && number.ends_with(|c: char| c.is_ascii_digit()) {
            highest.add(number, path);
        }
    }
}

/// The numbers and revisions in the tables of certificates in `out/certificates`, with their files.
pub(super) fn listed_revisions(out: &Path) -> impl Iterator<Item = (Number, PathBuf)> + use<> {
    let files = entries(&out.join("certificates")).flat_map(|session| entries(&session));
    let is_table = |file: &PathBuf| {
        let name = file.file_name().unwrap_or_default().to_string_lossy();
        name.starts_with("issued") && name.ends_with(".csv")
    };
    files.filter(is_table).flat_map(|file| {
        let rows = csv::Reader::from_path(&file).into_iter().flat_map(csv::Reader::into_records);
        // A table that someone changed shows nothing where it cannot be read.
        let numbers = rows
            .map_while(Result::ok)
            .filter_map(|row| certificate_number::parse(row.get(0)?).ok());
        numbers.map(move |number| (number, file.clone()))
    })
}

fn entries(folder: &Path) -> impl Iterator<Item = PathBuf> + use<> {
    fs::read_dir(folder).into_iter().flatten().flatten().map(|entry| entry.path())
}

/// Returns the series and the running number of a number.
fn parse_number(number: &str) -> Option<(Series, u32)> {
    let SeriesNumber { prefix, year, running } = certificate_number::split(number)?;
    Some(((prefix.to_owned(), year), running))
}

/// The length of the part of an SQLite file that says what it is.
const HEADER: usize = 72;

/// Returns the other ledgers in the project's folder, such as a conflicted copy that a program for
/// synchronizing folders made. A temporary copy of a backup that was killed is not one of them.
pub(super) fn copies(project: &Project) -> Vec<PathBuf> {
    let is_other = |path: &PathBuf| {
        path.file_name().is_some_and(|name| name != NAME && !is_temporary(&name.to_string_lossy()))
    };
    let mut copies: Vec<PathBuf> = entries(project.root())
        .filter(is_other)
        .filter(|path| ledger_version(path).is_some())
        .collect();
    copies.sort();
    copies
}

/// Returns the version of a ledger's file without opening it, which might migrate it.
pub(crate) fn ledger_version(path: &Path) -> Option<i64> {
    let mut header = [0; HEADER];
    if !path.is_file() {
        return None;
    }
    File::open(path).and_then(|mut file| file.read_exact(&mut header)).ok()?;
    let number = |at: usize| {
        let bytes = [header[at], header[at + 1], header[at + 2], header[at + 3]];
        i64::from(u32::from_be_bytes(bytes))
    };
    let is_ledger = header.starts_with(b"SQLite format 3\0") && number(68) == APPLICATION_ID;
    is_ledger.then(|| number(60))
}
