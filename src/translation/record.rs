//! `data/translations.json`: what was translated and reviewed, as hashes of the texts. It is small
//! and sorted, and belongs into version control.

use std::collections::{BTreeMap, BTreeSet};
use std::fmt;

use jiff::civil::Date;
use serde::{Deserialize, Deserializer, Serialize, Serializer, de};

use super::text::{SourceText, State};
use crate::diagnostic::{Code, Finding, Place, Report};
use crate::error::Error;
use crate::project::Project;
use crate::source;

/// The version of the file format.
const VERSION: u32 = 1;

/// The file in the project.
pub(crate) const PATH: &str = "data/translations.json";

/// The number of bytes of a hash. A change that keeps it is one in 2⁴⁸.
const HASH_BYTES: usize = 6;

/// Everything that is recorded about translations.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct Record {
    version: u32,
    /// By language tag.
    pub(crate) languages: BTreeMap<String, LanguageRecord>,
}

/// What is recorded about one language.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct LanguageRecord {
    /// Who reviewed each piece, by its ID.
    #[serde(default)]
    pub(crate) reviews: BTreeMap<String, Review>,
    /// Each text by its ID, as it was last translated or reviewed.
    #[serde(default)]
    pub(crate) texts: BTreeMap<String, KnownText>,
}

/// The review of a piece.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct Review {
    pub(crate) reviewed_by: String,
    pub(crate) on: Date,
    /// Whether it only shows what a review looks like, and nobody reviewed the piece.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub(crate) sample: bool,
}

/// A text as it was last translated or reviewed: the hashes of source and translation, written as
/// `"0a1b… 2c3d…"`, and with ` reviewed` at the end if someone reviewed it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct KnownText {
    pub(crate) source: String,
    pub(crate) target: String,
    pub(crate) reviewed: bool,
}

impl KnownText {
    /// A translation that nobody has reviewed.
    pub(crate) fn new(source: &str, target: &str) -> Self {
        let (source, target) = pair_hashes(source, target);
        Self { source, target, reviewed: false }
    }
}

impl fmt::Display for KnownText {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let reviewed = if self.reviewed { " reviewed" } else { "" };
        write!(f, "{} {}{reviewed}", self.source, self.target)
    }
}

impl Serialize for KnownText {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_str(self)
    }
}

impl<'de> Deserialize<'de> for KnownText {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let text = String::deserialize(deserializer)?;
        let (source, target, reviewed) = match text.split(' ').collect::<Vec<_>>()[..] {
            [source, target] => (source, target, false),
            [source, target, "reviewed"] => (source, target, true),
            _ => return Err(de::Error::custom(format!("`{text}` is not a pair of hashes"))),
        };
        Ok(Self { source: source.to_owned(), target: target.to_owned(), reviewed })
    }
}

/// The hash of a text, in hexadecimal.
pub(crate) fn text_hash(text: &str) -> String {
    let hash = blake3::hash(text.as_bytes());
    data_encoding::HEXLOWER.encode(&hash.as_bytes()[..HASH_BYTES])
}

/// The hashes of a source and its translation.
pub(super) fn pair_hashes(source: &str, target: &str) -> (String, String) {
    (text_hash(source), text_hash(target))
}

impl LanguageRecord {
    /// Whether a translation was reviewed; `None` if it is not known as one of this source. Entries
    /// of a list without IDs move, so it may be known under another ID.
    pub(super) fn is_reviewed(&self, id: &str, source: &str, target: &str) -> Option<bool> {
        let own = self.texts.get(id).filter(|text| text.source == source && text.target == target);
        if let Some(text) = own {
            return Some(text.reviewed);
        }
        let pairs = self.texts.values();
        let known = pairs.filter(|text| text.source == source && text.target == target);
        known.map(|text| text.reviewed).max()
    }

    /// Records translations as they are now.
    pub(crate) fn note(&mut self, text: &SourceText, source: &str, target: &str) {
        self.texts.insert(text.id.clone(), KnownText::new(source, target));
    }

    /// Records that someone reviewed these texts. Returns how many were not reviewed before.
    pub(crate) fn note_review(&mut self, texts: &[&SourceText]) -> usize {
        let is_new = |text: &&&SourceText| {
            text.target.is_some() && text.state(Some(self)) != State::Reviewed
        };
        let new = texts.iter().filter(is_new).count();
        for text in texts {
            if let Some(target) = &text.target {
                let known = KnownText::new(&text.source, target);
                self.texts.insert(text.id.clone(), KnownText { reviewed: true, ..known });
            }
        }
        new
    }

    /// Forgets texts and pieces that are no longer in the data.
    pub(crate) fn forget_others(&mut self, texts: &[SourceText], pieces: &BTreeSet<&str>) {
        let ids: BTreeSet<&str> = texts.iter().map(|text| text.id.as_str()).collect();
        self.texts.retain(|id, _| ids.contains(id.as_str()));
        self.reviews.retain(|piece, _| pieces.contains(piece.as_str()));
    }
}

impl Default for Record {
    fn default() -> Self {
        Self { version: VERSION, languages: BTreeMap::new() }
    }
}

impl Record {
    /// Reads the record. `None` if the project has none, or the report says what is wrong with it.
    pub(crate) fn read(project: &Project, report: &mut Report) -> Option<Self> {
        if !project.path(PATH).exists() {
            return None;
        }
        let reading = source::read_json(project, PATH);
        report.extend(reading.findings);
        if let Some(text) = reading.broken_text {
            report.add_file(PATH, text);
        }
        let source = reading.source?;
        report.add_file(PATH, source.text.clone());
        let fault = match serde_json::from_value::<Self>(source.value) {
            Ok(record) if record.version == VERSION => return Some(record),
            Ok(_) => "it was written by another version of Peerpress".to_owned(),
            Err(error) => error.to_string(),
        };
        let finding = Finding::new(Code::BadValue, format!("`{PATH}` cannot be read: {fault}"));
        let hint = "restore the file from a backup, or delete it and record the reviews again";
        report.push(finding.at(Place::file(PATH)).hint(hint));
        None
    }

    /// Reads the record to change it. It is empty if the project has none.
    ///
    /// # Errors
    /// If it cannot be read.
    pub(crate) fn read_to_change(project: &Project) -> Result<Self, Error> {
        let mut report = Report::default();
        let record = Self::read(project, &mut report);
        match report.findings().iter().find(|finding| finding.is_error()) {
            Some(finding) => {
                let hint = finding.hints.first().cloned().unwrap_or_default();
                Err(Error::usage(finding.message.clone()).hint(hint))
            }
            None => Ok(record.unwrap_or_default()),
        }
    }

    /// The text of the file.
    pub(crate) fn to_json(&self) -> String {
        format!("{:#}\n", serde_json::to_value(self).unwrap_or_default())
    }
}
