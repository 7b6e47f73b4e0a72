//! Rosters: who took part in a session, read from any common spreadsheet format and checked row by
//! row before anything is issued.
//!
//! The stages, in order:
//!
//! - `file` detects the format.
//! - `encoding` and `delimited`, `archive` and `workbook`, or `json` turn the file into a `table`.
//!   `letters` tells the likelier of two encodings, and `swallowed` finds rows inside a cell.
//!   `plain_xml`, `number_format`, `excel_tables`, `ods_text`, `cell_notes`, and `struck_out` read
//!   what calamine does not, by the links in `package`.
//! - `header_row` finds the header row, and `columns` what each column holds. `headers` and
//!   `header_words` know the names of columns, and `exports` the lists of known programs.
//!   `part_words` knows the parts of names by the words of their headers.
//!   `adopted` finds hours and IDs by their values.
//!   `header_findings` and `missing_header` say what is wrong. `mapping` holds the result, and
//!   `saved` remembers what the user said.
//! - `session_days` compares the days in a list with those of the session, by `stated_days`, and
//!   `statements` what a list says about itself with what the data says, by `known_facts`.
//!   `meeting_titles` reads what an export calls its meeting, and `only_joins` finds lists without
//!   hours. `asides` asks about `cell_notes` and other sheets.
//! - `units` determines what the numbers of hours count, and `unused_hours` asks about other
//!   columns that count hours.
//! - `hidden` and `attendance` leave out the rows that do not count. A column that differs between
//!   people is a question if `harmless` does not know it; `open_hours` asks about hours.
//! - `people` and `row` read the rows, with `row_name`, `names`, `values`, and `amount` for their
//!   cells. `not_people`, `labels`, `oddities`, and the modules for names find what is not a
//!   person's name, by `name_words` and `data_names`. `name_case` knows how the list writes names,
//!   and `repeated_parts` and `corrected_names` compare its columns. `name_order` asks whether last
//!   names come first, and `contradicted` finds hours that other columns contradict.
//! - `registered` reads people who signed up, and `one_name` the name of a correction.
//! - `days` puts the rosters of several days together, `identity` finds the rows of one person, and
//!   `rules` and `incomplete` check everyone against the training. `telling` knows what tells two
//!   people of one name apart, and `stated_times` and `same_lists` find lists that count twice.
//! - `name_forms` and `near_names` find two spellings of one name.
//! - `elsewhere` reads hours of other programs, and `rejected` writes the rows that were left out.
//!
//! Findings quote the roster because they are for the person at the terminal.

mod add_up;
mod added_hours;
mod address_owners;
mod addresses;
mod adopted;
mod alike;
mod amount;
mod archive;
mod asides;
mod attendance;
mod attendance_column;
mod attendance_described;
mod attendance_headers;
mod attendance_values;
mod attendance_words;
mod cell_notes;
mod columns;
mod common_words;
mod constant_column;
mod contradicted;
mod corrected_names;
mod data_names;
mod day_hours;
mod days;
mod delimited;
mod elements;
mod elsewhere;
mod encoding;
mod entities;
mod excel_tables;
mod exports;
mod file;
mod file_options;
mod garbled;
mod harmless;
mod header_findings;
mod header_row;
mod header_words;
mod headers;
mod held_back;
mod hidden;
mod identity;
mod incomplete;
mod json;
mod known_facts;
mod labels;
mod languages;
mod letters;
mod lone_times;
mod mapping;
mod matcher;
mod meeting_titles;
mod missing_header;
mod most_hours;
mod name_case;
mod name_forms;
mod name_kinds;
mod name_notes;
mod name_order;
mod name_parts;
mod name_shapes;
mod name_words;
mod names;
mod near_names;
mod nicknames;
mod not_people;
mod number_format;
mod odd_facts;
mod oddities;
mod ods_place;
mod ods_text;
mod okinas;
mod one_name;
mod only_joins;
mod open_hours;
mod options;
mod package;
mod part_words;
mod people;
mod plain_table;
mod plain_xml;
mod registered;
mod rejected;
mod remembered;
mod repeated_parts;
mod row;
mod row_name;
mod rules;
mod same_lists;
mod saved;
mod session_days;
mod stated_days;
mod stated_times;
mod statements;
mod struck_out;
mod swallowed;
mod table;
mod telling;
mod times;
mod titles;
mod unit;
mod units;
mod unused_hours;
mod values;
mod words;
mod workbook;

use std::path::Path;

pub(crate) use add_up::parse_hours;
pub(crate) use added_hours::named_columns;
pub(crate) use alike::{are_alike, is_short_form, may_be_one};
pub use attendance::{Attendance, ColumnValue, parse_column_value};
pub use data_names::DataNames;
pub use days::Source;
pub(crate) use days::sources;
pub use encoding::{TextEncoding, parse_encoding};
pub use exports::{EXPORTS, Export, PLAIN, ReadAs, parse_read_as};
pub(crate) use file_options::FileOptions;
pub use hidden::Hidden;
pub use known_facts::KnownFacts;
pub(crate) use mapping::parse_badge_column;
pub use mapping::{Field, Mapping, parse_column};
pub(crate) use name_forms::{digest, for_each_form, for_each_pair, has_name_more};
pub(crate) use one_name::check_one_name;
pub use options::{Alike, Options};
pub(crate) use plain_table::{CellRow, PlainCell, no_sheets, read_cells};
pub use registered::{Purpose, Registered};
pub use rules::Rules;
pub use saved::SavedMappings;
pub use unit::Unit;
pub(crate) use unit::{ListUnit, parse_list_unit};

use crate::diagnostic::{Cell, Code, Finding, Place};
use crate::error::Error;
use name_order::ShownOrder;
use names::fold_case;
use stated_times::StatedTimes;

/// The maximum number of people in one roster.
const MAX_PEOPLE: usize = 250_000;

/// A person who took part.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Person {
    /// The row number in the spreadsheet, from 1; in JSON, the number of the entry.
    pub row: u32,
    /// The permanent ID that the roster gives the person.
    pub id: Option<String>,
    /// The name in NFC, without surrounding spaces, otherwise unchanged.
    pub name: String,
    /// The email address.
    pub email: Option<String>,
    /// The hours attended.
    pub hours: Option<f64>,
    /// Hours by category, in the order of [`Options::categories`] and [`Rules::categories`]. Empty
    /// if the roster has no such columns.
    pub category_hours: Vec<f64>,
    /// The language of the certificate: as written in the roster, or the language code after
    /// [`Roster::check`].
    pub lang: Option<String>,
    /// The rows that were added up, in order; empty if the person has one row.
    pub rows: Vec<PersonRow>,
    /// What is only read for name badges.
    pub registered: Option<Box<Registered>>,
    /// The index of the roster among several.
    pub(crate) list: usize,
    /// When the person was there.
    times: Option<times::Times>,
    /// The line number in a text file.
    line: Option<u32>,
    /// The cells of the row as they are in the file.
    cells: Box<[Box<str>]>,
}

/// One of the rows of a person.
#[derive(Debug, Clone, PartialEq)]
pub struct PersonRow {
    /// The index of the roster among several.
    pub list: usize,
    /// The row number in the spreadsheet, from 1; in JSON, the number of the entry.
    pub row: u32,
    /// The hours attended.
    pub hours: Option<f64>,
    /// The cells of the row as they are in the file.
    cells: Box<[Box<str>]>,
}

impl Person {
    /// Returns a key that identifies the person in this roster and in later ones: the ID, or else
    /// the name and email address, ignoring case.
    pub fn key(&self) -> String {
        match &self.id {
            Some(id) => format!("id:{id}"),
            None => format!("name:{}", self.name_and_email()),
        }
    }

    fn name_and_email(&self) -> String {
        let email = self.email.as_deref().map(fold_case).unwrap_or_default();
        format!("{}\t{email}", fold_case(&self.name))
    }
}

impl Roster {
    /// Returns the number that a column gives a person, if it only counts the rows. An earlier
    /// Peerpress took it for an ID.
    pub(crate) fn row_counter_of<'a>(&self, person: &'a Person) -> Option<&'a str> {
        let cell = person.cells.get(self.counter?)?.trim();
        (!cell.is_empty()).then_some(cell)
    }
}

/// A row that does not describe a person, or that breaks a rule.
#[derive(Debug, Clone, PartialEq)]
pub struct RejectedRow {
    /// The row number in the spreadsheet, from 1; in JSON, the number of the entry.
    pub row: u32,
    /// The messages of the errors in the row.
    pub reasons: Vec<String>,
    /// The index of the roster among several.
    list: usize,
    /// The name in the row, or an empty string.
    name: String,
    /// The ID in the row.
    id: Option<String>,
    /// The email address in the row.
    email: Option<String>,
    /// The cells of the row as they are in the file.
    cells: Box<[Box<str>]>,
}

/// The contents of a roster and everything that is wrong with it.
#[derive(Debug, Clone, Default)]
pub struct Roster {
    /// The file name that findings show.
    pub file: String,
    /// The people who can be certified, in the order of the roster.
    pub people: Vec<Person>,
    /// The column of IDs that only count the rows.
    counter: Option<usize>,
    /// What each column holds.
    pub mapping: Mapping,
    /// The rows with errors, in order.
    pub rejected: Vec<RejectedRow>,
    /// What was left out or understood in a way that the user should know, a line each.
    pub notes: Vec<String>,
    /// The rosters that were put together, in order; empty for a single one. Their people and
    /// rejected rows are those of the whole.
    pub days: Vec<Roster>,
    /// Errors and warnings.
    pub findings: Vec<Finding>,
    /// The BLAKE3 hash of the file, in hexadecimal.
    pub hash: String,
    /// The columns of `--only` and `--unused` that this list does not have, each with the finding
    /// that says so.
    not_found: Vec<(String, Finding)>,
    /// What is unclear about the units of the hours.
    unit_finding: Option<Finding>,
    /// What `--unit` contradicts in the list.
    unit_contradiction: Option<Finding>,
    /// The times and days that the list states.
    stated: StatedTimes,
    /// What the list shows of the order of its names.
    shown_order: ShownOrder,
    /// The delimiter of a text file.
    delimiter: Option<u8>,
    /// Whether the rows are entries of a JSON list.
    is_json: bool,
}

impl Roster {
    /// Reads a CSV, XLSX, ODS, or JSON roster. The format is detected from the contents. Problems
    /// with the contents become findings of the roster.
    ///
    /// # Errors
    /// Returns an error if the file cannot be opened.
    pub fn read(path: &Path, options: &Options) -> Result<Self, Error> {
        let mut roster = Self::read_list(path, options)?;
        days::settle_lists(std::slice::from_mut(&mut roster), options);
        identity::resolve(&mut roster, options);
        roster.clear_if_unusable();
        Ok(roster)
    }

    /// Reads one list, without comparing the people in it.
    fn read_list(path: &Path, options: &Options) -> Result<Self, Error> {
        let bytes = file::read_bytes(path)?;
        let name = path.file_name().unwrap_or_default().to_string_lossy();
        let mut roster = Self {
            file: name.into_owned(),
            hash: blake3::hash(&bytes).to_hex().to_string(),
            ..Self::default()
        };
        match file::read_table(&bytes, options, &mut roster) {
            Ok(table) => people::read_people(table, options, &mut roster),
            Err(finding) => roster.report(finding),
        }
        Ok(roster)
    }

    /// Returns whether there is an error that does not belong to a single row. Then the roster
    /// cannot be used at all, not even without its faulty rows.
    pub fn is_unusable(&self) -> bool {
        self.findings.iter().any(|finding| {
            let is_about_file = finding.place.as_ref().is_none_or(|place| place.cell.is_none());
            finding.is_error() && is_about_file
        })
    }

    /// Returns whether any finding is an error.
    pub fn has_errors(&self) -> bool {
        self.findings.iter().any(Finding::is_error)
    }

    fn clear_if_unusable(&mut self) {
        if self.is_unusable() {
            self.people.clear();
            self.rejected.clear();
        }
    }

    /// Adds a finding about the whole file.
    fn report(&mut self, finding: Finding) {
        self.findings.push(finding.at(Place::file(&self.file)));
    }

    /// Returns the place of a person's cell in the column of a field.
    pub(super) fn place_of(&self, person: &Person, field: &Field) -> Place {
        self.list(person.list).place(person.row, person.line, Some(field))
    }

    /// Returns what the columns of each list hold.
    pub(crate) fn mappings(&self) -> Vec<&Mapping> {
        match &self.days[..] {
            [] => vec![&self.mapping],
            days => days.iter().map(|day| &day.mapping).collect(),
        }
    }

    /// Returns one of the rosters that were put together, or the single one.
    fn list(&self, index: usize) -> &Roster {
        self.days.get(index).unwrap_or(self)
    }

    /// Returns the place of a row, and of the cell in it that holds `field`.
    fn place(&self, row: u32, line: Option<u32>, field: Option<&Field>) -> Place {
        let column = field.and_then(|field| self.mapping.header_of(field));
        Place::cell(&self.file, Cell { row, entry: self.is_json, line, column })
    }
}

/// A finding without a place. The caller that knows the row adds it.
fn finding(code: Code, message: impl Into<String>, hint: impl Into<String>) -> Finding {
    Finding::new(code, message).hint(hint)
}
