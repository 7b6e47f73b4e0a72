//! Which column holds what, as it is said, shown, and kept for the next roster.

use std::collections::{BTreeMap, BTreeSet};
use std::fmt;
use std::path::Path;
use std::str::FromStr;

use serde::{Deserialize, Serialize};

use super::table::letters;
use crate::error::Error;
use crate::nearest;
use crate::output::write::write;

/// What a column of a roster holds.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Field {
    /// The whole name, as it is printed.
    Name,
    /// The name as `Last, First`.
    LastFirst,
    /// First names.
    FirstName,
    /// Last names.
    LastName,
    /// The e-mail address.
    Email,
    /// Hours attended.
    Hours,
    /// An id that stays with the person.
    Id,
    /// The language of the certificate.
    Language,
    /// Hours of one category of continuing education, by the category's name in the program's first language.
    Category(String),
}

/// The fields but for the categories, with their names in options and saved mappings.
pub(super) const FIELDS: [(Field, &str); 8] = [
    (Field::Name, "name"),
    (Field::LastFirst, "last-first"),
    (Field::FirstName, "first-name"),
    (Field::LastName, "last-name"),
    (Field::Email, "email"),
    (Field::Hours, "hours"),
    (Field::Id, "id"),
    (Field::Language, "language"),
];

/// Whether a field holds a name or a part of one.
pub(super) fn is_name(field: &Field) -> bool {
    matches!(field, Field::Name | Field::LastFirst | Field::FirstName | Field::LastName)
}

/// What comes before a category's name.
const CATEGORY: &str = "hours:";

impl fmt::Display for Field {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Field::Category(name) => write!(f, "{CATEGORY}{name}"),
            other => f.write_str(
                FIELDS.iter().find(|(field, _)| field == other).map_or("", |(_, name)| name),
            ),
        }
    }
}

impl FromStr for Field {
    type Err = String;

    fn from_str(text: &str) -> Result<Self, String> {
        if let Some(category) =
            text.strip_prefix(CATEGORY).map(str::trim).filter(|name| !name.is_empty())
        {
            return Ok(Field::Category(category.to_owned()));
        }
        let known = FIELDS.iter().find(|(_, name)| *name == text).map(|(field, _)| field.clone());
        known.ok_or_else(|| {
            format!(
                "a roster has nothing called `{text}`; {}",
                nearest::hint(text, FIELDS.iter().map(|(_, name)| *name))
            )
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

/// Reads `name=Participant`, as `--column` takes it.
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

/// Which column holds what: shown to the user, and kept for the next roster with the same header.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Mapping {
    /// The header row, as it stands in the file: a roster with the same header is read by the same mapping.
    pub header: Vec<String>,
    /// The columns by what they hold.
    pub columns: BTreeMap<Field, String>,
    /// The sheet of the workbook.
    #[serde(skip)]
    pub sheet: Option<String>,
    /// The header's row, from 1; 0 for JSON.
    #[serde(skip)]
    pub header_row: u32,
    /// Where the columns are, from 0.
    #[serde(skip)]
    pub(super) places: BTreeMap<Field, usize>,
}

impl Mapping {
    /// A line for each column: what it was taken for, or that it is not used.
    pub fn lines(&self) -> Vec<String> {
        let used: BTreeSet<usize> = self.places.values().copied().collect();
        let taken = self.places.iter().map(|(field, at)| {
            format!("{field}: column {} \"{}\"", letters(*at), self.header_at(*at))
        });
        let left: Vec<String> = (0..self.header.len())
            .filter(|at| !used.contains(at) && !self.header[*at].is_empty())
            .map(|at| format!("\"{}\"", self.header[at]))
            .collect();
        let unused = (!left.is_empty()).then(|| format!("not used: {}", left.join(", ")));
        taken.chain(unused).collect()
    }

    pub(super) fn header_at(&self, column: usize) -> &str {
        self.header.get(column).map_or("", String::as_str)
    }

    /// The header of the column that holds a field, for messages.
    pub(super) fn header_of(&self, field: &Field) -> Option<String> {
        self.places.get(field).map(|at| self.header_at(*at).to_owned())
    }
}

/// The mappings of earlier rosters.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Saved {
    version: u32,
    mappings: Vec<Mapping>,
}

impl Default for Saved {
    fn default() -> Self {
        Self { version: Self::VERSION, mappings: Vec::new() }
    }
}

impl Saved {
    /// The file's name, in the project's folder. It holds names of columns, not of people.
    pub const FILE: &str = "roster-columns.json";
    const VERSION: u32 = 1;
    /// How many mappings are kept; the oldest goes first.
    const MOST: usize = 100;

    /// Reads the mappings; none if there is no such file.
    pub fn load(path: &Path) -> Result<Self, Error> {
        let text = match std::fs::read_to_string(path) {
            Ok(text) => text,
            Err(error) if error.kind() == std::io::ErrorKind::NotFound => {
                return Ok(Self::default());
            }
            Err(error) => return Err(Error::new(path, format!("cannot be read: {error}"))),
        };
        let saved: Self = serde_json::from_str(&text).map_err(|error| {
            Error::new(path, format!("does not hold columns of rosters: {error}"))
                .hint("take the file away: it is made anew")
        })?;
        if saved.version > Self::VERSION {
            return Err(Error::new(path, "was written by a newer Peerpress")
                .hint("update Peerpress, or take the file away: it is made anew"));
        }
        Ok(saved)
    }

    /// Keeps a mapping. Says whether that is news.
    pub fn remember(&mut self, mapping: &Mapping) -> bool {
        if mapping.columns.is_empty()
            || self
                .mappings
                .iter()
                .any(|known| known.header == mapping.header && known.columns == mapping.columns)
        {
            return false;
        }
        self.mappings.retain(|known| known.header != mapping.header);
        self.mappings.push(Mapping {
            header: mapping.header.clone(),
            columns: mapping.columns.clone(),
            ..Mapping::default()
        });
        if self.mappings.len() > Self::MOST {
            self.mappings.remove(0);
        }
        true
    }

    /// Writes the mappings.
    pub fn write(&self, path: &Path) -> Result<(), Error> {
        let text = serde_json::to_string_pretty(self)
            .map_err(|error| Error::new(path, error.to_string()))?;
        write(path, format!("{text}\n").as_bytes())
    }

    pub(super) fn of(&self, header: &[String]) -> Option<&Mapping> {
        self.mappings.iter().find(|known| known.header == header)
    }
}
