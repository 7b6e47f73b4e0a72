//! The history: earlier versions of the finished files, each with the facts that it was built from,
//! for `peerpress changes`. It is in the project, outside the output folder, and may be deleted at
//! any time.
//!
//! Each output has a folder. A version is a numbered JSON file with its files beside it.

use std::collections::BTreeMap;
use std::fs;
use std::path::PathBuf;

use jiff::civil::Date;
use serde::{Deserialize, Serialize};
use serde_json::Value;

use super::manifest::{hash, hash_files, joined};
use super::sweep::sweep;
use super::write::write_inside;
use crate::error::Error;
use crate::project::Project;

/// The version of the file format.
const VERSION: u32 = 1;

/// The folder in the project.
const FOLDER: &str = ".peerpress/history";

/// How many versions of a file are kept.
const MOST_VERSIONS: usize = 20;

/// The earlier versions of a project's finished files.
#[derive(Debug, Clone)]
pub(crate) struct History {
    project: PathBuf,
    root: PathBuf,
}

/// One version of a finished file.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct Version {
    version: u32,
    /// The position in the order of versions, from 1.
    #[serde(skip)]
    number: u32,
    /// The date on which the version was built.
    pub made: Date,
    /// The hashes of its files, by path in the output folder.
    pub files: BTreeMap<String, String>,
    pub job: Value,
}

impl History {
    pub(crate) fn of(project: &Project) -> Self {
        Self { project: project.root().to_owned(), root: project.path(FOLDER) }
    }

    /// The versions of a file, oldest first. Damaged versions are left out. `output` is the path of
    /// the file in the output folder.
    pub(crate) fn versions(&self, output: &str) -> Vec<Version> {
        let numbers = self.numbers(output).into_iter();
        numbers.filter_map(|number| self.read_version(output, number)).collect()
    }

    /// The newest version of a file.
    pub(crate) fn latest(&self, output: &str) -> Option<Version> {
        self.numbers(output).into_iter().rev().find_map(|number| self.read_version(output, number))
    }

    /// The files of a version, by their path in the output folder; `None` if one of them is
    /// missing or damaged.
    pub(crate) fn files<'v>(
        &self,
        output: &str,
        version: &'v Version,
    ) -> Option<BTreeMap<&'v String, Vec<u8>>> {
        let folder = self.folder(output);
        let read = |(index, (file, expected)): (usize, (&'v String, &String))| {
            let bytes = fs::read(folder.join(name_of(version.number, index, file))).ok()?;
            (hash(&bytes) == *expected).then_some((file, bytes))
        };
        version.files.iter().enumerate().map(read).collect()
    }

    /// Whether a version of a file has a file with this hash.
    pub(crate) fn has_built(&self, output: &str, file: &str, hash: &str) -> bool {
        let versions = self.versions(output);
        versions.iter().any(|version| version.files.get(file).is_some_and(|it| it == hash))
    }

    /// Adds a version, unless the newest version is the same.
    pub(crate) fn keep(
        &self,
        output: &str,
        made: Date,
        job: &Value,
        outputs: &[(&String, &Vec<u8>)],
    ) -> Result<(), Error> {
        let folder = self.folder(output);
        let files = hash_files(outputs.iter().copied());
        let last = self.latest(output);
        let is_same = last.as_ref().is_some_and(|last| last.files == files);
        if is_same && last.as_ref().is_some_and(|last| last.job == *job) {
            return Ok(());
        }
        let (number, made) = match &last {
            // The pages are the same, so only the facts of that version are updated.
            Some(last) if is_same => (last.number, last.made),
            Some(last) => (last.number + 1, made),
            None => (1, made),
        };
        if !is_same {
            for (index, (file, bytes)) in outputs.iter().enumerate() {
                let path = folder.join(name_of(number, index, file));
                write_inside(&self.project, &path, bytes)?;
            }
        }
        let version = Version { version: VERSION, number, made, files, job: job.clone() };
        let text =
            serde_json::to_vec(&version).map_err(|error| Error::new(&folder, error.to_string()))?;
        write_inside(&self.project, &folder.join(format!("{number:04}.json")), &text)?;
        self.remove_oldest(output);
        Ok(())
    }

    /// Removes the oldest versions, and temporary files that an interrupted build left.
    fn remove_oldest(&self, output: &str) {
        let numbers = self.numbers(output);
        let oldest = &numbers[..numbers.len().saturating_sub(MOST_VERSIONS)];
        for entry in fs::read_dir(self.folder(output)).into_iter().flatten().flatten() {
            let name = entry.file_name().to_string_lossy().into_owned();
            let number = name.split('.').next().and_then(|number| number.parse().ok());
            let is_old = number.is_some_and(|number| oldest.contains(&number));
            if is_old {
                // A file that cannot be removed now is removed by a later build.
                let _ = fs::remove_file(entry.path());
            }
        }
        sweep(&self.folder(output));
    }

    fn folder(&self, output: &str) -> PathBuf {
        joined(&self.root, output.rsplit_once('.').map_or(output, |(stem, _)| stem))
    }

    fn numbers(&self, output: &str) -> Vec<u32> {
        let entries = fs::read_dir(self.folder(output)).into_iter().flatten().flatten();
        let mut numbers: Vec<u32> = entries
            .filter_map(|entry| entry.file_name().to_str()?.strip_suffix(".json")?.parse().ok())
            .collect();
        numbers.sort_unstable();
        numbers
    }

    fn read_version(&self, output: &str, number: u32) -> Option<Version> {
        let bytes = fs::read(self.folder(output).join(format!("{number:04}.json"))).ok()?;
        let version: Version = serde_json::from_slice(&bytes).ok()?;
        (version.version == VERSION).then_some(Version { number, ..version })
    }
}

/// The name of a file of a version in the history. `file` is its path in the output folder.
fn name_of(number: u32, index: usize, file: &str) -> String {
    let extension = file.rsplit('.').next().unwrap_or_default();
    format!("{number:04}.{}.{extension}", index + 1)
}
