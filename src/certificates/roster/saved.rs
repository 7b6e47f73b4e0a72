//! What the user said about the columns of earlier rosters.
//!
//! The file is kept in git, so it contains no text of a roster: a header is stored as a
//! fingerprint, which recognizes it and does not reveal it.

use std::collections::{BTreeMap, BTreeSet};
use std::io;
use std::path::Path;

use serde::{Deserialize, Serialize};

use super::exports::ReadAs;
use super::headers::plain;
use super::mapping::{Field, Mapping};
use super::unit::Unit;
use crate::error::Error;
use crate::output::write::write;

/// The length of a fingerprint, in hexadecimal digits: enough to tell the headers of a list apart,
/// too little to guess a header from it.
const FINGERPRINT: usize = 8;

/// The length of the mark of a value, in hexadecimal digits.
const VALUE_MARK: usize = 4;

/// What the user said about the columns of a roster.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct SavedMapping {
    /// The fingerprints of all headers.
    header: BTreeSet<String>,
    /// The fingerprint of the column for each field that the user named.
    columns: BTreeMap<Field, String>,
    /// The fingerprints of the columns for hours besides the first one.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    more_hours: Vec<String>,
    /// The fingerprints of columns that look like a field and are not used.
    #[serde(default, skip_serializing_if = "BTreeSet::is_empty")]
    unused: BTreeSet<String>,
    /// The marks of their values, by the fingerprint of the column.
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    values: BTreeMap<String, BTreeSet<String>>,
    /// The unit of the hours.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub(super) unit: Option<Unit>,
    /// How the list is read.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    read_as: Option<String>,
}

impl SavedMapping {
    /// Returns the columns of a header that the user named for a field. `header` is in plain
    /// letters.
    pub(super) fn columns_of(&self, field: &Field, header: &[String]) -> Vec<usize> {
        let Some(column) = self.columns.get(field) else { return Vec::new() };
        (0..header.len()).filter(|at| fingerprint(&header[*at]) == *column).collect()
    }

    /// Returns the columns of hours besides the first one. `header` is in plain letters.
    pub(super) fn more_hours(&self, header: &[String]) -> Vec<usize> {
        let is_known = |at: &usize| self.more_hours.contains(&fingerprint(&header[*at]));
        (0..header.len()).filter(is_known).collect()
    }

    /// Returns whether a header is used for a field that the user named, or not at all. `header` is
    /// in plain letters.
    pub(super) fn knows(&self, header: &str) -> bool {
        let header = fingerprint(header);
        self.unused.contains(&header)
            || self.columns.values().chain(&self.more_hours).any(|column| *column == header)
    }

    /// Returns whether a header looks like a field and is not used. `header` is in plain letters.
    pub(super) fn is_unused(&self, header: &str) -> bool {
        self.unused.contains(&fingerprint(header))
    }

    /// Returns the marks of the values that an unused column had. Files of version 2 have none.
    pub(super) fn values_of(&self, header: &str) -> Option<&BTreeSet<String>> {
        self.values.get(&fingerprint(header))
    }

    /// Returns whether the earlier roster had a header. `header` is in plain letters.
    pub(super) fn had(&self, header: &str) -> bool {
        self.header.contains(&fingerprint(header))
    }

    /// Returns whether the user named the column of a field.
    pub(super) fn names(&self, field: &Field) -> bool {
        self.columns.contains_key(field)
    }

    /// Returns how the list is read, if the user said it.
    pub(super) fn read_as(&self) -> Option<ReadAs> {
        self.read_as.as_deref().and_then(ReadAs::find)
    }
}

/// Returns the fingerprint of a header in plain letters.
fn fingerprint(header: &str) -> String {
    let hash = blake3::derive_key("peerpress roster-columns.json header", header.as_bytes());
    blake3::Hash::from(hash).to_hex()[..FINGERPRINT].to_owned()
}

/// Returns the mark of a value: enough to see that a value is new, and far too little to guess the
/// value from it.
pub(super) fn value_mark(value: &str) -> String {
    let hash = blake3::derive_key("peerpress roster-columns.json value", value.as_bytes());
    blake3::Hash::from(hash).to_hex()[..VALUE_MARK].to_owned()
}

/// What the user said about the columns of earlier rosters.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct SavedMappings {
    version: u32,
    mappings: Vec<SavedMapping>,
}

/// The file of versions before 2, which contains headers as they are in the roster.
#[derive(Deserialize)]
struct FormerMappings {
    mappings: Vec<FormerMapping>,
}

#[derive(Deserialize)]
struct FormerMapping {
    header: Vec<String>,
    columns: BTreeMap<Field, String>,
}

#[derive(Deserialize)]
struct Version {
    version: u32,
}

impl Default for SavedMappings {
    fn default() -> Self {
        Self { version: Self::VERSION, mappings: Vec::new() }
    }
}

impl SavedMappings {
    /// The name of the file in the project's folder.
    pub const FILE: &str = "roster-columns.json";
    const VERSION: u32 = 3;
    /// The first version whose headers are fingerprints.
    const WITH_FINGERPRINTS: u32 = 2;
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
        let invalid = |error: serde_json::Error| {
            Error::new(path, format!("the file is not a list of roster columns: {error}"))
                .hint("delete the file; Peerpress will create it again")
        };
        let Version { version } = serde_json::from_str(&text).map_err(invalid)?;
        if version > Self::VERSION {
            return Err(Error::new(path, "the file was written by a newer version of Peerpress")
                .hint("update Peerpress, or delete the file; Peerpress will create it again"));
        }
        if version < Self::WITH_FINGERPRINTS {
            let former: FormerMappings = serde_json::from_str(&text).map_err(invalid)?;
            return Ok(former.into());
        }
        let saved: Self = serde_json::from_str(&text).map_err(invalid)?;
        Ok(Self { version: Self::VERSION, ..saved })
    }

    /// Adds what the user said about the columns of a roster. Returns whether it is new.
    pub fn remember(&mut self, mapping: &Mapping) -> bool {
        let header = |column: &usize| fingerprint(&plain(mapping.header_at(*column)));
        // Later, nothing identifies a column without a header, or with that of another column.
        let has_own_header = |at: usize| {
            let name = plain(mapping.header_at(at));
            let same = mapping.header.iter().filter(|other| plain(other) == name);
            !name.is_empty() && same.count() == 1
        };
        let said = mapping.said.iter();
        let columns =
            said.filter_map(|field| Some((field.clone(), header(mapping.places.get(field)?))));
        let values = mapping.unused_values.iter().filter(|(at, _)| has_own_header(**at));
        let filled = mapping.header.iter().filter(|name| !name.is_empty());
        let new = SavedMapping {
            header: filled.map(|name| fingerprint(&plain(name))).collect(),
            columns: columns.collect(),
            more_hours: mapping.more_hours.iter().map(header).collect(),
            unused: mapping.unused.iter().filter(|at| has_own_header(**at)).map(header).collect(),
            values: values.map(|(at, marks)| (header(at), marks.clone())).collect(),
            unit: mapping.unit,
            read_as: mapping.read_as.map(|read_as| read_as.id().to_owned()),
        };
        let says_nothing = new.columns.is_empty()
            && new.unused.is_empty()
            && new.unit.is_none()
            && new.read_as.is_none();
        if says_nothing || self.mappings.contains(&new) {
            return false;
        }
        self.mappings.retain(|known| known.header != new.header);
        self.mappings.push(new);
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

    /// Returns the mapping of the earlier roster that has the most of these headers and no other
    /// ones. Columns may have been added or moved. `header` is in plain letters.
    pub(super) fn find(&self, header: &[String]) -> Option<&SavedMapping> {
        if self.mappings.is_empty() {
            return None;
        }
        let header: BTreeSet<String> =
            header.iter().filter(|name| !name.is_empty()).map(|name| fingerprint(name)).collect();
        let fits =
            |known: &&SavedMapping| !known.header.is_empty() && known.header.is_subset(&header);
        self.mappings.iter().filter(fits).max_by_key(|known| known.header.len())
    }
}

impl From<FormerMappings> for SavedMappings {
    fn from(former: FormerMappings) -> Self {
        let print = |header: &String| fingerprint(&plain(header));
        let mapping = |former: FormerMapping| SavedMapping {
            header: former.header.iter().filter(|name| !name.is_empty()).map(print).collect(),
            columns: former
                .columns
                .into_iter()
                .map(|(field, name)| (field, print(&name)))
                .collect(),
            more_hours: Vec::new(),
            unused: BTreeSet::new(),
            values: BTreeMap::new(),
            unit: None,
            read_as: None,
        };
        let mappings = former.mappings.into_iter().map(mapping).collect();
        Self { version: Self::VERSION, mappings }
    }
}
