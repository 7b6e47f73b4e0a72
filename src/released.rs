//! What went out: which version of a piece was handed out, how many, where and when. Kept in `released.json` in the project's folder,
//! with the words that it said, so that it can be told years later which copies in racks are out of date.

use std::collections::BTreeMap;
use std::fs;
use std::io::ErrorKind;
use std::path::PathBuf;

use jiff::civil::Date;
use serde::{Deserialize, Serialize};
use serde_json::Value;

use crate::changes::sentences;
use crate::content::edition::Edition;
use crate::error::Error;
use crate::output::manifest::hash;
use crate::output::write::write;
use crate::pipeline::Collected;
use crate::project::Project;

/// The version of the file's shape.
const VERSION: u32 = 1;

/// The file in the project's folder.
pub const NAME: &str = "released.json";

/// All that went out, in the order in which it was recorded.
#[derive(Debug, Default, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Released {
    version: u32,
    /// The deliveries.
    pub released: Vec<Delivery>,
}

/// Copies of one version of a piece that went to one place.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Delivery {
    /// The piece's id.
    pub piece: String,
    /// The session or training that it is about.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub over: Option<String>,
    /// The edition.
    pub edition: Edition,
    /// The language.
    pub lang: String,
    /// How many.
    pub quantity: u32,
    /// The place they went to.
    #[serde(rename = "where")]
    pub place: String,
    /// The day on which it was recorded.
    pub on: Date,
    /// The hashes of the PDF files, by their path in the output folder.
    pub files: BTreeMap<String, String>,
    /// Where its links and codes lead.
    pub leads_to: Vec<String>,
    /// The sentences on each page.
    pub pages: Vec<Vec<String>>,
}

impl Delivery {
    /// A delivery of a finished job.
    pub fn of(one: &Collected, quantity: u32, place: &str, on: Date) -> Result<Self, Error> {
        let job = &one.job;
        Ok(Self {
            piece: job.piece.clone(),
            over: job.subject_id.clone(),
            edition: job.edition,
            lang: job.lang.clone(),
            quantity,
            place: place.to_owned(),
            on,
            files: one.pdfs.iter().map(|(name, bytes)| (name.clone(), hash(bytes))).collect(),
            leads_to: leads_to(one),
            pages: words(one)?,
        })
    }

    /// What messages call it: `card (press, en)`.
    pub fn title(&self) -> String {
        let over = self.over.as_ref().map(|over| format!(".{over}")).unwrap_or_default();
        format!("{}{over} ({}, {})", self.piece, self.edition.name(), self.lang)
    }

    /// Whether a later delivery took this one's place: the same piece, to the same place.
    fn is_replaced_by(&self, later: &Self) -> bool {
        let key = |one: &Self| {
            (
                one.piece.clone(),
                one.over.clone(),
                one.edition,
                one.lang.clone(),
                one.place.to_lowercase(),
            )
        };
        key(self) == key(later)
    }

    /// Whether it is of this job.
    pub fn is_of(&self, one: &Collected) -> bool {
        let job = &one.job;
        (&self.piece, &self.over, self.edition, &self.lang)
            == (&job.piece, &job.subject_id, job.edition, &job.lang)
    }
}

/// The sentences on each page of a finished job.
pub fn words(one: &Collected) -> Result<Vec<Vec<String>>, Error> {
    let pdfs: Vec<Vec<u8>> = one.pdfs.values().cloned().collect();
    sentences::read(&pdfs)
        .map_err(|error| Error::new(one.job.output(), format!("its words cannot be read: {error}")))
}

/// Every address that a job's links and codes lead to.
pub fn leads_to(one: &Collected) -> Vec<String> {
    fn gather(value: &Value, found: &mut Vec<String>) {
        match value {
            Value::Object(map) => {
                found.extend(map.get("url").and_then(Value::as_str).map(str::to_owned));
                map.values().for_each(|value| gather(value, found));
            }
            Value::Array(list) => list.iter().for_each(|value| gather(value, found)),
            _ => {}
        }
    }
    let mut found = Vec::new();
    gather(&serde_json::from_str(&one.job.json).unwrap_or_default(), &mut found);
    found.sort();
    found.dedup();
    found
}

impl Released {
    /// Reads what went out; nothing if nothing was recorded yet.
    pub fn read(project: &Project) -> Result<Self, Error> {
        let path = Self::path(project);
        let text = match fs::read_to_string(&path) {
            Ok(text) => text,
            Err(error) if error.kind() == ErrorKind::NotFound => {
                return Ok(Self { version: VERSION, released: Vec::new() });
            }
            Err(error) => return Err(Error::new(&path, format!("cannot be read: {error}"))),
        };
        let hint = "take the file back from git or a backup; it is not overwritten";
        let read: Self = serde_json::from_str(&text).map_err(|error| {
            Error::new(&path, format!("cannot be understood: {error}")).hint(hint)
        })?;
        if read.version == VERSION {
            Ok(read)
        } else {
            Err(Error::new(&path, "is of another version of Peerpress").hint(hint))
        }
    }

    /// Writes what went out.
    pub fn write(&self, project: &Project) -> Result<(), Error> {
        let path = Self::path(project);
        let text = serde_json::to_string_pretty(self)
            .map_err(|error| Error::new(&path, error.to_string()))?;
        write(&path, format!("{text}\n").as_bytes())
    }

    fn path(project: &Project) -> PathBuf {
        project.path(NAME)
    }

    /// The deliveries that no later one to the same place replaced.
    pub fn in_racks(&self) -> impl Iterator<Item = &Delivery> {
        self.released
            .iter()
            .enumerate()
            .filter(|(at, one)| {
                !self.released[at + 1..].iter().any(|later| one.is_replaced_by(later))
            })
            .map(|(_, one)| one)
    }
}
