//! What else in a project shows which certificates were issued: files of certificates, and other
//! copies of the ledger.

use std::collections::BTreeMap;
use std::fs::{self, File};
use std::io::Read;
use std::path::{Path, PathBuf};

use super::super::ledger::{APPLICATION_ID, NAME};
use crate::content::certificate_number::{self, Number, SeriesNumber};
use crate::output::sweep::is_temporary;
use crate::project::Project;

/// The series of a number: its prefix, and its year or 0.
pub(super) type Series = (String, i16);

/// The highest running number of each series among the files in `out/certificates`, with its file.
/// There may be very many files, so a name is looked at closely only if it may be the highest one.
pub(super) fn highest_numbers(out: &Path) -> BTreeMap<Series, (u32, PathBuf)> {
    let mut highest: BTreeMap<Series, (u32, PathBuf)> = BTreeMap::new();
    for session in entries(&out.join("certificates")) {
        for entry in fs::read_dir(session).into_iter().flatten().flatten() {
            let name = entry.file_name();
            let Some(stem) = name.to_str().and_then(|name| name.strip_suffix(".pdf")) else {
                continue;
            };
            let is_known = certificate_number::split(stem).is_some_and(
                |SeriesNumber { prefix, year, running }| {
                    highest.iter().any(|((known_prefix, known_year), (known, _))| {
                        known_prefix == prefix && *known_year == year && *known >= running
                    })
                },
            );
            let parse = || parse_number(&certificate_number::parse(stem).ok()?.text);
            let Some((series, running)) = (!is_known).then(parse).flatten() else { continue };
            if highest.get(&series).is_none_or(|(known, _)| *known < running) {
                highest.insert(series, (running, entry.path()));
            }
        }
    }
    highest
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
pub(super) fn ledger_version(path: &Path) -> Option<i64> {
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
