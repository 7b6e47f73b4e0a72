//! The roster: who took part in a session, read from whatever spreadsheet the coordinator has, with every row checked before anything is issued.
//!
//! The way of a roster, a stage a module: `file` tells what it is, `delimited`, `workbook` and `json` make a `table` of it, `columns` finds
//! the header and what the columns mean (`headers` says what they may be called, `mapping` keeps it), `people` reads the rows, `twice`
//! compares them, `rules` checks them against the training, `rejected` writes what was left out.
//!
//! Findings quote the roster: they are for the person at the terminal. Nothing of a roster is written anywhere but to the file of rejected rows.

mod columns;
mod delimited;
mod file;
mod headers;
mod json;
mod mapping;
mod names;
mod people;
mod rejected;
mod rules;
mod table;
mod twice;
mod values;
mod workbook;

use std::collections::BTreeMap;
use std::path::Path;

use unicode_normalization::UnicodeNormalization;

pub use mapping::{Field, Mapping, Saved, parse_column};
pub use rejected::write_rejected;
pub use rules::{Rules, check};

use crate::diagnostic::{Cell, Code, Finding, Place};
use crate::error::Error;

/// The most people of one roster. A larger one is another list, or should come in parts.
pub const MOST_PEOPLE: usize = 250_000;

/// How to read a roster.
#[derive(Debug, Clone, Default)]
pub struct Options {
    /// What the user says of the columns (`--column name="Participant"`).
    pub columns: BTreeMap<Field, String>,
    /// The sheet of a workbook (`--sheet`); without it, the first visible one with a header.
    pub sheet: Option<String>,
    /// The mappings of earlier rosters.
    pub saved: Saved,
    /// The training's categories of continuing education, each with its names in every language, the program's first language first.
    pub categories: Vec<Vec<String>>,
}

/// Someone who took part.
#[derive(Debug, Clone, PartialEq)]
pub struct Person {
    /// The row as the spreadsheet numbers it, from 1; the entry's number in JSON.
    pub row: u32,
    /// What the roster calls the person for good.
    pub id: Option<String>,
    /// The name: NFC, without spaces around it, else unchanged.
    pub name: String,
    /// The e-mail address.
    pub email: Option<String>,
    /// Hours attended.
    pub hours: Option<f64>,
    /// Hours by category, in the order of [`Options::categories`] and [`Rules::categories`]; empty if the roster has none.
    pub category_hours: Vec<f64>,
    /// The language of the certificate: as the roster says it, after [`check`] as a code.
    pub language: Option<String>,
    /// The line of a text file.
    line: Option<u32>,
    /// The row as it stands in the file.
    cells: Box<[Box<str>]>,
}

impl Person {
    /// What tells the person from all others, now and when the roster comes again: the id, else the name and the e-mail address, without case.
    pub fn key(&self) -> String {
        match &self.id {
            Some(id) => format!("id:{id}"),
            None => format!("name:{}", self.name_and_address()),
        }
    }

    /// Name and e-mail address without case.
    fn name_and_address(&self) -> String {
        format!("{}\t{}", folded(&self.name), self.email.as_deref().map(folded).unwrap_or_default())
    }
}

/// A text without regard to case.
fn folded(text: &str) -> String {
    if text.is_ascii() {
        return text.to_ascii_lowercase();
    }
    text.to_lowercase().nfc().collect()
}

/// A row that cannot be read as a person, or that breaks a rule.
#[derive(Debug, Clone, PartialEq)]
pub struct Rejected {
    /// The row as the spreadsheet numbers it, from 1; the entry's number in JSON.
    pub row: u32,
    /// Why, one fragment for each problem.
    pub why: Vec<String>,
    /// The row as it stands in the file.
    cells: Box<[Box<str>]>,
}

/// A roster, read.
#[derive(Debug, Clone, Default)]
pub struct Roster {
    /// The file's name, as findings call it.
    pub file: String,
    /// Those who can be certified, in the roster's order.
    pub people: Vec<Person>,
    /// Which column was taken for what.
    pub mapping: Mapping,
    /// The rows that were left out, in order.
    pub rejected: Vec<Rejected>,
    /// Everything that is wrong or worth a look.
    pub findings: Vec<Finding>,
    /// BLAKE3 of the file's bytes, in hex.
    pub hash: String,
    /// Whether the rows are entries of a JSON list.
    entries: bool,
}

impl Roster {
    /// Whether something is wrong that no row can be blamed for: nothing of the roster can be used, not even with the bad rows left out.
    pub fn is_unreadable(&self) -> bool {
        self.findings.iter().any(|finding| {
            finding.is_error() && finding.place.as_ref().is_none_or(|place| place.cell.is_none())
        })
    }

    /// Whether anything is wrong.
    pub fn has_errors(&self) -> bool {
        self.findings.iter().any(Finding::is_error)
    }

    /// Keeps no one of a roster that cannot be used.
    fn give_up_if_unreadable(&mut self) {
        if self.is_unreadable() {
            self.people.clear();
            self.rejected.clear();
        }
    }

    /// A finding of the file as a whole.
    fn tell(&mut self, code: Code, message: impl Into<String>, hint: impl Into<String>) {
        let finding = Finding::new(code, message).at(Place::file(&self.file));
        self.findings.push(finding.hint(hint));
    }

    /// Returns the place of a person's cell in the column of a field.
    pub(super) fn place_of(&self, person: &Person, field: &Field) -> Place {
        self.place(person.row, person.line, Some(field))
    }

    /// The place of a cell, by what its column holds; without one, of a row.
    fn place(&self, row: u32, line: Option<u32>, field: Option<&Field>) -> Place {
        let column = field.and_then(|field| self.mapping.header_of(field));
        Place::cell(&self.file, Cell { row, entry: self.entries, line, column })
    }
}

/// Reads a roster: CSV, XLSX, ODS or JSON, told apart by what is in it. What is wrong with it is in its findings.
///
/// # Errors
/// If the file cannot be opened.
pub fn read(path: &Path, options: &Options) -> Result<Roster, Error> {
    let bytes = file::bytes(path)?;
    let name = path.file_name().map(|name| name.to_string_lossy().into_owned()).unwrap_or_default();
    let mut roster =
        Roster { file: name, hash: blake3::hash(&bytes).to_hex().to_string(), ..Roster::default() };
    let wanted = columns::Wanted {
        columns: &options.columns,
        saved: &options.saved,
        categories: &options.categories,
    };
    if let Some(table) = file::table(&bytes, options.sheet.as_deref(), wanted, &mut roster) {
        people::read(table, wanted, &mut roster);
        twice::check(&mut roster);
    }
    roster.give_up_if_unreadable();
    Ok(roster)
}
