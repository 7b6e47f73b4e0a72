//! Which column holds what: given by the user, shown to the user, and remembered for the next
//! roster.

use std::collections::{BTreeMap, BTreeSet};
use std::fmt;
use std::io;
use std::path::Path;
use std::str::FromStr;

use serde::{Deserialize, Serialize};

use super::table::column_letters;
use crate::error::Error;
use crate::nearest;
use crate::output::write::write;

/// What a column of a roster holds.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Field {
    /// The whole name as it is printed.
    Name,
    /// The name as `Last, First`.
    LastFirst,
    /// The first name.
    FirstName,
    /// The middle name or initial.
    MiddleName,
    /// The last name.
    LastName,
    /// The second last name.
    SecondLastName,
    /// A suffix such as `Jr.`.
    Suffix,
    /// Whether the name is right although it looks odd.
    NameIsRight,
    /// The email address.
    Email,
    /// The hours attended.
    Hours,
    /// An ID that stays with the person.
    Id,
    /// The language of the certificate.
    Lang,
    /// Hours in a continuing education category, which has its name in the program's first
    /// language.
    Category(String),
}

/// All fields except the categories, with their names in options and saved mappings.
pub(super) const FIELDS: [(Field, &str); 12] = [
    (Field::Name, "name"),
    (Field::LastFirst, "last-first"),
    (Field::FirstName, "first-name"),
    (Field::MiddleName, "middle-name"),
    (Field::LastName, "last-name"),
    (Field::SecondLastName, "second-last-name"),
    (Field::Suffix, "suffix"),
    (Field::NameIsRight, "name-is-right"),
    (Field::Email, "email"),
    (Field::Hours, "hours"),
    (Field::Id, "id"),
    (Field::Lang, "lang"),
];

/// The name that [`Field::Lang`] had in files of earlier versions.
const FORMER_LANG: &str = "language";

/// The prefix of the fields for categories.
const CATEGORY_PREFIX: &str = "hours:";

impl Field {
    /// The parts of a name in the order in which they are written.
    pub(super) const NAME_PARTS: [Field; 5] = [
        Field::FirstName,
        Field::MiddleName,
        Field::LastName,
        Field::SecondLastName,
        Field::Suffix,
    ];

    /// Returns whether the field holds a name or a part of one.
    pub(super) fn is_name(&self) -> bool {
        matches!(self, Field::Name | Field::LastFirst) || Self::NAME_PARTS.contains(self)
    }

    /// Returns the field as it is called in a sentence.
    pub(super) fn describe(&self) -> String {
        match self {
            Field::Name | Field::LastFirst => "name".to_owned(),
            Field::FirstName => "first name".to_owned(),
            Field::MiddleName => "middle name".to_owned(),
            Field::LastName => "last name".to_owned(),
            Field::SecondLastName => "second last name".to_owned(),
            Field::Suffix => "suffix".to_owned(),
            Field::NameIsRight => "answer whether the name is right".to_owned(),
            Field::Email => "email address".to_owned(),
            Field::Id => "ID".to_owned(),
            Field::Lang => "language".to_owned(),
            Field::Hours => "hours".to_owned(),
            Field::Category(name) => format!("hours of {name}"),
        }
    }
}

impl fmt::Display for Field {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        if let Field::Category(name) = self {
            return write!(f, "{CATEGORY_PREFIX}{name}");
        }
        let known = FIELDS.iter().find(|(field, _)| field == self);
        f.write_str(known.map_or("", |(_, name)| name))
    }
}

impl FromStr for Field {
    type Err = String;

    fn from_str(text: &str) -> Result<Self, String> {
        let category = text.strip_prefix(CATEGORY_PREFIX).map(str::trim);
        if let Some(category) = category.filter(|name| !name.is_empty()) {
            return Ok(Field::Category(category.to_owned()));
        }
        if text == FORMER_LANG {
            return Ok(Field::Lang);
        }
        let known = FIELDS.iter().find(|(_, name)| *name == text);
        known.map(|(field, _)| field.clone()).ok_or_else(|| {
            let hint = nearest::hint(text, FIELDS.iter().map(|(_, name)| *name));
            format!("`{text}` is not a field of a roster; {hint}")
        })
    }
}

impl Serialize for Field {
    fn serialize<S: serde::Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_str(self)
    }
}

impl<'de> Deserialize<'de> for Field {
    fn deserialize<D: serde::Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        String::deserialize(deserializer)?.parse().map_err(serde::de::Error::custom)
    }
}

/// Parses the value of `--column`, such as `name=Participant`.
///
/// # Errors
/// Returns a message if the field is unknown or the column is missing.
pub fn parse_column(text: &str) -> Result<(Field, String), String> {
    let (field, column) = text
        .split_once('=')
        .ok_or_else(|| "expected FIELD=COLUMN, such as name=\"Participant\"".to_owned())?;
    let column = column.trim();
    if column.is_empty() {
        return Err("the name of the column is missing, as in name=\"Participant\"".to_owned());
    }
    Ok((field.trim().parse()?, column.to_owned()))
}

/// Which column holds what.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Mapping {
    /// The header row as it is in the file. A roster with the same header has the same mapping.
    pub header: Vec<String>,
    /// The header of the column for each field.
    pub columns: BTreeMap<Field, String>,
    /// The sheet of the workbook.
    #[serde(skip)]
    pub sheet: Option<String>,
    /// The row number of the header, from 1; 0 for JSON.
    #[serde(skip)]
    pub header_row: u32,
    /// The index of the column for each field.
    #[serde(skip)]
    pub(super) places: BTreeMap<Field, usize>,
}

impl Mapping {
    /// Describes the mapping: a line for each column that is used, and one for the others.
    pub fn lines(&self) -> Vec<String> {
        let line = |(field, column): (&Field, &usize)| {
            format!("{field}: column {} \"{}\"", column_letters(*column), self.header_at(*column))
        };
        let mut lines: Vec<String> = self.places.iter().map(line).collect();
        let used: BTreeSet<usize> = self.places.values().copied().collect();
        let is_unused = |column: &usize| !used.contains(column) && !self.header[*column].is_empty();
        let unused = (0..self.header.len()).filter(is_unused);
        let unused: Vec<String> = unused.map(|at| format!("\"{}\"", self.header[at])).collect();
        if !unused.is_empty() {
            lines.push(format!("not used: {}", unused.join(", ")));
        }
        lines
    }

    /// Returns the fields of columns that hold a name or a part of one, in order.
    pub(super) fn name_fields(&self) -> impl Iterator<Item = Field> {
        let whole = [Field::Name, Field::LastFirst];
        whole.into_iter().chain(Field::NAME_PARTS).filter(|field| self.has(field))
    }

    pub(super) fn has(&self, field: &Field) -> bool {
        self.places.contains_key(field)
    }

    pub(super) fn header_at(&self, column: usize) -> &str {
        self.header.get(column).map_or("", String::as_str)
    }

    /// Returns the header of the column that holds a field.
    pub(super) fn header_of(&self, field: &Field) -> Option<String> {
        self.places.get(field).map(|column| self.header_at(*column).to_owned())
    }
}

/// The mappings of earlier rosters.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct SavedMappings {
    version: u32,
    mappings: Vec<Mapping>,
}

impl Default for SavedMappings {
    fn default() -> Self {
        Self { version: Self::VERSION, mappings: Vec::new() }
    }
}

impl SavedMappings {
    /// The name of the file in the project's folder. It holds the names of columns, not of people.
    pub const FILE: &str = "roster-columns.json";
    const VERSION: u32 = 1;
    /// The number of mappings that are kept. The oldest is removed first.
    const MAX_MAPPINGS: usize = 100;

    /// Reads the mappings. There are none if the file does not exist.
    ///
    /// # Errors
    /// Returns an error if the file cannot be read or is not valid.
    pub fn load(path: &Path) -> Result<Self, Error> {
        let text = match std::fs::read_to_string(path) {
            Ok(text) => text,
            Err(error) if error.kind() == io::ErrorKind::NotFound => return Ok(Self::default()),
            Err(error) => {
                return Err(Error::new(path, format!("the file cannot be read: {error}")));
            }
        };
        let saved: Self = serde_json::from_str(&text).map_err(|error| {
            Error::new(path, format!("the file is not a list of roster columns: {error}"))
                .hint("delete the file; Peerpress will create it again")
        })?;
        if saved.version > Self::VERSION {
            return Err(Error::new(path, "the file was written by a newer version of Peerpress")
                .hint("update Peerpress, or delete the file; Peerpress will create it again"));
        }
        Ok(saved)
    }

    /// Adds a mapping. Returns whether it is new.
    pub fn remember(&mut self, mapping: &Mapping) -> bool {
        let is_known =
            |known: &Mapping| known.header == mapping.header && known.columns == mapping.columns;
        if mapping.columns.is_empty() || self.mappings.iter().any(is_known) {
            return false;
        }
        self.mappings.retain(|known| known.header != mapping.header);
        self.mappings.push(mapping.clone());
        if self.mappings.len() > Self::MAX_MAPPINGS {
            self.mappings.remove(0);
        }
        true
    }

    /// Writes the mappings.
    ///
    /// # Errors
    /// Returns an error if the file cannot be written.
    pub fn write(&self, path: &Path) -> Result<(), Error> {
        let text = serde_json::to_string_pretty(self)
            .map_err(|error| Error::new(path, error.to_string()))?;
        write(path, format!("{text}\n").as_bytes())
    }

    /// Returns the mapping of an earlier roster with the same header.
    pub(super) fn find(&self, header: &[String]) -> Option<&Mapping> {
        self.mappings.iter().find(|known| known.header == header)
    }
}
