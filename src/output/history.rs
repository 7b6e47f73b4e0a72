//! The history: the finished files that were there before, each with the facts that it was made from, so that people can be told
//! what changed. It is kept in the project, outside the output folder, and may be deleted at any time.
//!
//! A version is a numbered JSON file with its PDF files beside it, in a folder for each output.

use std::collections::BTreeMap;
use std::fs;
use std::path::PathBuf;

use jiff::civil::Date;
use serde::{Deserialize, Serialize};
use serde_json::Value;

use super::manifest::{hash, joined};
use super::write::{is_leftover, write};
use crate::error::Error;
use crate::project::Project;

/// The version of the shape of what is kept.
const VERSION: u32 = 1;

/// The folder in the project.
const FOLDER: &str = ".peerpress/history";

/// So many versions of a file are kept.
const MOST_VERSIONS: usize = 20;

/// The finished files that were.
#[derive(Debug, Clone)]
pub struct History {
    root: PathBuf,
}

/// One version of a finished file.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Version {
    version: u32,
    /// Its place in the order of the versions of this file.
    #[serde(skip)]
    number: u32,
    /// The day on which it was made.
    pub made: Date,
    /// The hashes of its PDF files, by their path in the output folder.
    pub files: BTreeMap<String, String>,
    /// What its template saw.
    pub job: Value,
}

impl History {
    /// The history of a project.
    pub fn of(project: &Project) -> Self {
        Self { root: project.path(FOLDER) }
    }

    /// The versions of a file, by its path in the output folder, oldest first. One that cannot be understood is left out.
    pub fn versions(&self, output: &str) -> Vec<Version> {
        let numbers = self.numbers(output).into_iter();
        numbers.filter_map(|number| self.read(output, number)).collect()
    }

    /// The last version of a file.
    pub fn latest(&self, output: &str) -> Option<Version> {
        self.numbers(output).into_iter().rev().find_map(|number| self.read(output, number))
    }

    /// Every file of which there is a version.
    pub fn outputs(&self) -> Vec<String> {
        let names = |folder: PathBuf| {
            fs::read_dir(folder)
                .into_iter()
                .flatten()
                .flatten()
                .filter_map(|entry| entry.file_name().into_string().ok())
        };
        let mut outputs: Vec<String> = names(self.root.clone())
            .flat_map(|edition| {
                names(self.root.join(&edition))
                    .map(move |subject| format!("{edition}/{subject}.pdf"))
            })
            .collect();
        outputs.sort();
        outputs
    }

    /// The PDF files of a version, in order; none if one of them is gone or damaged.
    pub fn pdfs(&self, output: &str, version: &Version) -> Option<Vec<Vec<u8>>> {
        let folder = self.folder(output);
        let read = |(index, expected): (usize, &String)| {
            fs::read(folder.join(pdf_name(version.number, index)))
                .ok()
                .filter(|bytes| hash(bytes) == *expected)
        };
        version.files.values().enumerate().map(read).collect()
    }

    /// Keeps what was made, unless it is what was made last. `job` is what the template saw.
    pub fn keep(
        &self,
        output: &str,
        made: Date,
        job: &str,
        pdfs: &BTreeMap<&String, &Vec<u8>>,
    ) -> Result<(), Error> {
        let folder = self.folder(output);
        let files: BTreeMap<String, String> =
            pdfs.iter().map(|(name, bytes)| ((*name).clone(), hash(bytes))).collect();
        let job: Value =
            serde_json::from_str(job).map_err(|error| Error::new(&folder, error.to_string()))?;
        let last = self.latest(output);
        let is_same = last.as_ref().is_some_and(|last| last.files == files);
        if is_same && last.as_ref().is_some_and(|last| last.job == job) {
            return Ok(());
        }
        let (number, made) = match &last {
            // The same pages from other facts: what is known of them is brought up to date.
            Some(last) if is_same => (last.number, last.made),
            Some(last) => (last.number + 1, made),
            None => (1, made),
        };
        if !is_same {
            for (index, bytes) in pdfs.values().enumerate() {
                write(&folder.join(pdf_name(number, index)), bytes)?;
            }
        }
        let version = Version { version: VERSION, number, made, files, job };
        let text =
            serde_json::to_vec(&version).map_err(|error| Error::new(&folder, error.to_string()))?;
        write(&folder.join(format!("{number:04}.json")), &text)?;
        self.forget_oldest(output);
        Ok(())
    }

    /// Takes away the oldest versions, and what a run that was cut short left half written.
    fn forget_oldest(&self, output: &str) {
        let numbers = self.numbers(output);
        let oldest: Vec<String> = numbers
            .iter()
            .take(numbers.len().saturating_sub(MOST_VERSIONS))
            .map(|number| format!("{number:04}"))
            .collect();
        for entry in fs::read_dir(self.folder(output)).into_iter().flatten().flatten() {
            let name = entry.file_name().to_string_lossy().into_owned();
            let is_old =
                name.split('.').next().is_some_and(|number| oldest.iter().any(|old| old == number));
            if is_old || is_leftover(&name) {
                // One that cannot be taken away now is tried again next time.
                let _ = fs::remove_file(entry.path());
            }
        }
    }

    fn folder(&self, output: &str) -> PathBuf {
        joined(&self.root, output.strip_suffix(".pdf").unwrap_or(output))
    }

    fn numbers(&self, output: &str) -> Vec<u32> {
        let entries = fs::read_dir(self.folder(output)).into_iter().flatten().flatten();
        let mut numbers: Vec<u32> = entries
            .filter_map(|entry| entry.file_name().to_str()?.strip_suffix(".json")?.parse().ok())
            .collect();
        numbers.sort_unstable();
        numbers
    }

    fn read(&self, output: &str, number: u32) -> Option<Version> {
        let bytes = fs::read(self.folder(output).join(format!("{number:04}.json"))).ok()?;
        let version: Version = serde_json::from_slice(&bytes).ok()?;
        (version.version == VERSION).then_some(Version { number, ..version })
    }
}

fn pdf_name(number: u32, index: usize) -> String {
    format!("{number:04}.{}.pdf", index + 1)
}
