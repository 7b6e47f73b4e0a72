//! What else in a project shows which certificates were issued: files of certificates, and other
//! copies of the ledger.

use std::collections::BTreeMap;
use std::fs::{self, File};
use std::io::Read;
use std::path::{Path, PathBuf};

use super::super::ledger::{APPLICATION_ID, NAME};
use crate::content::certificate_number;
use crate::project::Project;

/// The series of a number: its prefix, and its year or 0.
pub(super) type Series = (String, i16);

/// The highest running number of each series among the files in `out/certificates`, with its file.
pub(super) fn highest_numbers(out: &Path) -> BTreeMap<Series, (u32, PathBuf)> {
    let mut highest: BTreeMap<Series, (u32, PathBuf)> = BTreeMap::new();
    for session in entries(&out.join("certificates")) {
        for file in entries(&session) {
            let Some((series, running)) = parse_name(&file) else { continue };
            let known = highest.entry(series).or_insert((running, file.clone()));
            if running > known.0 {
                *known = (running, file);
            }
        }
    }
    highest
}

fn entries(folder: &Path) -> impl Iterator<Item = PathBuf> + use<> {
    fs::read_dir(folder).into_iter().flatten().flatten().map(|entry| entry.path())
}

/// Returns the series and the running number of a certificate's file.
fn parse_name(file: &Path) -> Option<(Series, u32)> {
    if file.extension()? != "pdf" {
        return None;
    }
    parse_number(&certificate_number::parse(file.file_stem()?.to_str()?).ok()?.text)
}

/// Splits a number such as `NDPS-2026-00042-5` or `NDPS-00042-5`.
pub(super) fn parse_number(number: &str) -> Option<(Series, u32)> {
    let parts: Vec<&str> = number.split('-').collect();
    let (prefix, year, running) = match parts[..] {
        [prefix, year, running, _] => (prefix, year.parse().ok()?, running),
        [prefix, running, _] => (prefix, 0, running),
        _ => return None,
    };
    Some(((prefix.to_owned(), year), running.parse().ok()?))
}

/// The length of the part of an SQLite file that says what it is.
const HEADER: usize = 72;

/// Returns the other ledgers in the project's folder, such as a conflicted copy that a program for
/// synchronizing folders made.
pub(super) fn copies(project: &Project) -> Vec<PathBuf> {
    let is_other = |path: &PathBuf| path.file_name().is_some_and(|name| name != NAME);
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
