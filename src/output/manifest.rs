//! The manifest: for each file made, hashes of all that went into it. A job whose hashes are the same need not be done again.

use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};

use serde::{Deserialize, Serialize};

use super::write::write;
use crate::error::Error;
use crate::plan::Job;
use crate::project::Project;

/// The version of the manifest's shape.
const VERSION: u32 = 1;

/// The manifest's name in the output folder.
pub const NAME: &str = "manifest.json";

/// What was made, by path in the output folder.
#[derive(Debug, Clone, Default, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Manifest {
    version: u32,
    files: BTreeMap<String, Entry>,
}

/// What went into one file, and what came out.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Entry {
    /// Hash of the program's version and the fonts.
    pub engine: String,
    /// Hash of the job's JSON and of what its template says of itself.
    pub job: String,
    /// Hashes of the project's files that the template read.
    pub reads: BTreeMap<String, String>,
    /// How many pages came out.
    pub pages: usize,
    /// Hashes of the files made: the PDF and, if they were asked for, its previews.
    pub outputs: BTreeMap<String, String>,
    /// The width of the previews in pixels.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub png: Option<u32>,
}

impl Manifest {
    /// Reads the manifest of an output folder; empty, with a remark, if it is not there or cannot be understood.
    pub fn read(out: &Path) -> (Self, Option<String>) {
        let path = out.join(NAME);
        let Ok(text) = fs::read_to_string(&path) else { return (Self::default(), None) };
        match serde_json::from_str::<Self>(&text) {
            Ok(manifest) if manifest.version == VERSION => (manifest, None),
            Ok(_) => (Self::default(), Some(format!("{} is of another version of Peerpress; everything is made anew", path.display()))),
            Err(_) => (Self::default(), Some(format!("{} cannot be understood; everything is made anew", path.display()))),
        }
    }

    /// Writes the manifest.
    pub fn write(&mut self, out: &Path) -> Result<(), Error> {
        self.version = VERSION;
        let mut text = serde_json::to_string_pretty(self).map_err(|error| Error::new(out, error.to_string()))?;
        text.push('\n');
        write(&out.join(NAME), text.as_bytes())
    }

    /// Notes what went into a file.
    pub fn insert(&mut self, output: String, entry: Entry) {
        self.files.insert(output, entry);
    }

    /// Forgets a file.
    pub fn remove(&mut self, output: &str) {
        self.files.remove(output);
    }

    /// The entry of a job whose files are up to date, or why they are not.
    pub fn current(&self, project: &Project, out: &Path, job: &Job, engine: &str, png: Option<u32>) -> Result<&Entry, String> {
        let entry = self.files.get(&job.output()).ok_or("it was not made before")?;
        if entry.engine != engine {
            return Err("the program or the fonts changed".to_owned());
        }
        if entry.job != job_hash(job) {
            return Err("the facts or the wording changed".to_owned());
        }
        if let Some((file, _)) = entry.reads.iter().find(|(file, hash)| file_hash(&project.path(file)).as_ref() != Some(hash)) {
            return Err(format!("`{file}` changed"));
        }
        if png.is_some() && png != entry.png {
            return Err("its previews are not there in this width".to_owned());
        }
        match entry.outputs.iter().find(|(file, hash)| file_hash(&joined(out, file)).as_ref() != Some(hash)) {
            Some((file, _)) => Err(format!("`{file}` was changed or deleted by hand")),
            None => Ok(entry),
        }
    }
}

/// A path below a folder; `relative` has forward slashes.
pub fn joined(folder: &Path, relative: &str) -> PathBuf {
    relative.split('/').fold(folder.to_owned(), |path, part| path.join(part))
}

/// The hash of a job's JSON, of what its template says of itself of what the print shop wants and of the office printer's sheets.
pub fn job_hash(job: &Job) -> String {
    hash(format!("{}\0{}\0{:?}\0{:?}\0{:?}", job.json, job.template, job.spec, job.vendor, job.duplex).as_bytes())
}

/// The hash of bytes, as the manifest writes it.
pub fn hash(bytes: &[u8]) -> String {
    blake3::hash(bytes).to_hex().to_string()
}

/// The hash of a file; none if it cannot be read.
pub fn file_hash(path: &Path) -> Option<String> {
    fs::read(path).ok().map(|bytes| hash(&bytes))
}
