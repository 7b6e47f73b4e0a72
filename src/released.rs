//! The record of deliveries: which version of a piece was handed out, how many copies, where and
//! when. It is in `released.json` in the project folder, with the sentences of that version, so
//! that `peerpress stale` can name the copies that are out of date years later.

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::io::ErrorKind;

use jiff::civil::Date;
use serde::{Deserialize, Serialize};
use serde_json::Value;

use crate::changes::sentences;
use crate::content::data_file::DataFile;
use crate::content::edition::Edition;
use crate::content::program::Program;
use crate::content::short_link::FOLDER;
use crate::diagnostic::{Code, Finding, Place};
use crate::error::Error;
use crate::output::manifest::hash_files;
use crate::output::write::write;
use crate::pipeline::CollectedJob;
use crate::project::Project;

/// The version of the file format.
const VERSION: u32 = 1;

/// The file in the project folder.
pub(crate) const NAME: &str = "released.json";

/// All deliveries, in the order in which they were recorded.
#[derive(Debug, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct Released {
    version: u32,
    pub released: Vec<Delivery>,
}

/// Copies of one version of a piece that went to one place.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct Delivery {
    pub piece: String,
    /// The id of the session or training that the piece is about.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub over: Option<String>,
    pub edition: Edition,
    pub lang: String,
    /// The ID of the print shop, for the press edition. Records before November 28, 2026, do not
    /// have it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub vendor: Option<String>,
    pub quantity: u32,
    /// The place that they went to.
    #[serde(rename = "where")]
    pub place: String,
    /// The ID of the order that asked for them, if they were ordered. `orders.json` says whose it
    /// is.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub order: Option<String>,
    /// The date on which the delivery was recorded.
    pub on: Date,
    /// The hashes of the PDF files, by path in the output folder.
    pub files: BTreeMap<String, String>,
    /// The addresses in its links and codes.
    pub leads_to: Vec<String>,
    /// The sentences on each page.
    pub pages: Vec<Vec<String>>,
}

impl Delivery {
    /// A delivery of a finished job.
    pub(crate) fn of(
        one: &CollectedJob,
        quantity: u32,
        place: &str,
        on: Date,
    ) -> Result<Self, Error> {
        let job = &one.job;
        Ok(Self {
            piece: job.piece.clone(),
            over: job.subject_id.clone(),
            edition: job.edition,
            lang: job.lang.clone(),
            vendor: job.vendor.as_ref().map(|vendor| vendor.id.to_string()),
            quantity,
            place: place.to_owned(),
            order: None,
            on,
            files: hash_files(&one.files),
            leads_to: links(one),
            pages: sentences(one)?,
        })
    }

    /// Returns the version's name in messages: `card (press, en)`.
    pub(crate) fn title(&self) -> String {
        let over = self.over.as_ref().map(|over| format!(".{over}")).unwrap_or_default();
        format!("{}{over} ({}, {})", self.piece, self.edition, self.lang)
    }

    /// Whether it is a delivery of this job.
    pub(crate) fn is_of(&self, one: &CollectedJob) -> bool {
        let job = &one.job;
        self.version() == (&job.piece, &job.subject_id, job.edition, &job.lang)
    }

    /// The sentences on each page, in the order of the pages of the job that it is a delivery of.
    /// Records without a print shop have those of several files in the order of their names.
    pub(crate) fn pages_in_order(&self, one: &CollectedJob) -> Vec<Vec<String>> {
        if self.vendor.is_some() || self.files.len() != self.pages.len() {
            return self.pages.clone();
        }
        one.job.in_page_order(self.files.keys().zip(self.pages.iter().cloned()))
    }

    fn version(&self) -> (&String, &Option<String>, Edition, &String) {
        (&self.piece, &self.over, self.edition, &self.lang)
    }
}

/// The sentences on each page of a finished job.
pub(crate) fn sentences(one: &CollectedJob) -> Result<Vec<Vec<String>>, Error> {
    sentences::read_sentences(one.files_in_order())
        .map_err(|error| Error::new(one.job.output(), format!("its text cannot be read: {error}")))
}

/// Every address in the links and codes of a job, sorted.
pub(crate) fn links(one: &CollectedJob) -> Vec<String> {
    let mut found = Vec::new();
    collect_links(&one.job.data, &mut found);
    found.sort();
    found.dedup();
    found
}

fn collect_links(value: &Value, found: &mut Vec<String>) {
    match value {
        Value::Object(map) => {
            found.extend(map.get("url").and_then(Value::as_str).map(str::to_owned));
            map.values().for_each(|value| collect_links(value, found));
        }
        Value::Array(list) => list.iter().for_each(|value| collect_links(value, found)),
        _ => {}
    }
}

/// Why a short address no longer leads anywhere, and what to do: the website has another address,
/// or no such ID. `None` for other addresses.
fn lost_short_link(address: &str, program: &Program) -> Option<(String, &'static str)> {
    let is_known = |id: &str| program.short_links.iter().any(|link| link.id.as_str() == id);
    if let Some(id) = program.short_id(address) {
        let message = format!("`short_links` has no `{id}`");
        return (!is_known(id)).then_some((message, "add it again, with any target"));
    }
    let path = address.split(['?', '#']).next()?.strip_suffix('/')?;
    let (website, id) = path.rsplit_once(&format!("/{FOLDER}/"))?;
    let of_language =
        program.languages.iter().find_map(|it| website.strip_suffix(&format!("/{}", it.tag)));
    let website = of_language.unwrap_or(website);
    let message = format!("`website` is no longer `{website}/`, the start of `{address}`");
    is_known(id).then_some((message, "set `website` to that address again"))
}

impl Released {
    /// Reads the record. It is empty if the file does not exist.
    ///
    /// # Errors
    /// If the file cannot be read, or another version of Peerpress wrote it.
    pub(crate) fn read(project: &Project) -> Result<Self, Error> {
        let path = project.path(NAME);
        let text = match fs::read_to_string(&path) {
            Ok(text) => text,
            Err(error) if error.kind() == ErrorKind::NotFound => {
                return Ok(Self { version: VERSION, released: Vec::new() });
            }
            Err(error) => return Err(Error::new(&path, format!("cannot be read: {error}"))),
        };
        let hint = "restore the file from a backup; Peerpress does not overwrite it";
        let read: Self = serde_json::from_str(&text)
            .map_err(|error| Error::new(&path, format!("is not valid: {error}")).hint(hint))?;
        if read.version != VERSION {
            let error = Error::new(&path, "was written by another version of Peerpress");
            return Err(error.hint(hint));
        }
        Ok(read)
    }

    /// Writes the record.
    pub(crate) fn write(&self, project: &Project) -> Result<(), Error> {
        let path = project.path(NAME);
        let text = serde_json::to_string_pretty(self)
            .map_err(|error| Error::new(&path, error.to_string()))?;
        write(&path, format!("{text}\n").as_bytes())
    }

    /// Reports short addresses that copies print and that the website no longer has.
    pub(crate) fn removed_short_links(&self, program: &Program) -> Vec<Finding> {
        let mut removed: BTreeMap<(String, &str), Vec<&Delivery>> = BTreeMap::new();
        for one in self.latest() {
            let lost = one.leads_to.iter().filter_map(|address| lost_short_link(address, program));
            for lost in lost.collect::<BTreeSet<_>>() {
                removed.entry(lost).or_default().push(one);
            }
        }
        let finding = |((lost, hint), deliveries): ((String, &str), Vec<&Delivery>)| {
            let first = deliveries[0];
            let more = match deliveries.len() - 1 {
                0 => String::new(),
                more => format!(" and in {more} more"),
            };
            let message = format!(
                "{lost}, which copies of {} print: in {}{more}",
                first.title(),
                first.place
            );
            let place = Place::file(DataFile::Program.path());
            Finding::new(Code::UnknownReference, message).at(place).hint(format!(
                "{hint}; or take the copies back, and record it with `peerpress released PIECE \
                 --take-back --where PLACE`"
            ))
        };
        removed.into_iter().map(finding).collect()
    }

    /// The deliveries that no later delivery of the same version to the same place replaces.
    pub(crate) fn latest(&self) -> impl Iterator<Item = &Delivery> {
        self.released.iter().enumerate().filter_map(|(at, one)| {
            let is_replaced = self.released[at + 1..].iter().any(|later| {
                one.version() == later.version()
                    && one.place.to_lowercase() == later.place.to_lowercase()
            });
            // Copies that were taken back are recorded as none.
            (!is_replaced && one.quantity > 0).then_some(one)
        })
    }
}
