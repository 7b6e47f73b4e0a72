//! The manifest: for each finished file, hashes of everything that went into it. A job whose hashes
//! are unchanged is not rebuilt. The manifest can be deleted; then everything is rebuilt.

use std::cell::RefCell;
use std::collections::{BTreeMap, HashMap};
use std::fs;
use std::io::ErrorKind;
use std::path::{Path, PathBuf};

use serde::{Deserialize, Serialize};

use super::outdated;
use super::write::write_inside;
use crate::content::edition::Edition;
use crate::diagnostic::Finding;
use crate::error::Error;
use crate::plan::Job;
use crate::project::Project;

/// The version of the file format.
const VERSION: u32 = 2;

/// The manifest's name in the output folder.
pub(crate) const NAME: &str = "manifest.json";

/// The finished files with the inputs that they were built from.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct Manifest {
    version: u32,
    /// The project's font files. Only files that changed are parsed again.
    #[serde(default)]
    pub fonts: BTreeMap<String, FontNote>,
    /// By the path of the job's file in the output folder.
    pub(crate) files: BTreeMap<String, Entry>,
}

/// What the manifest remembers about a font file.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct FontNote {
    pub hash: String,
    /// The hash of what the file offers: families, weights, characters. Empty for a file that is
    /// not a font.
    pub faces: String,
    /// The families of its fonts. Older versions did not note them.
    #[serde(default)]
    pub families: Vec<String>,
}

/// The inputs and the files of one job.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct Entry {
    pub piece: String,
    pub edition: Edition,
    pub lang: String,
    /// The id of the session or training that the file is about.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub over: Option<String>,
    /// The versions of Peerpress and Typst that built the files.
    pub engine: String,
    /// The hash of the template's `template.json`.
    pub template: String,
    /// The hash of the vendor's requirements and the options for office printers.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub vendor: Option<String>,
    /// The hash of the job's JSON.
    pub facts: String,
    /// The files of the project that the template read, with their hashes.
    pub reads: BTreeMap<String, String>,
    /// The font files that the text uses, with their hashes.
    pub fonts: BTreeMap<String, String>,
    /// The hash of what all fonts of the project offer: Typst might choose a new one.
    pub book: String,
    pub pages: usize,
    /// The finished files, PDF and previews, with their hashes.
    pub outputs: BTreeMap<String, String>,
    /// The width of the previews in pixels.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub png: Option<u32>,
    /// Whether the files are in `outdated/`, because the piece could no longer be made.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub is_outdated: bool,
    /// Whether its language was a draft when it was built.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub is_draft: bool,
    /// The warnings of the job, which are reported again while the job is up to date.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub warnings: Vec<Finding>,
}

/// The inputs as they are now, to compare an entry with.
#[derive(Debug)]
pub(crate) struct CurrentInputs<'a> {
    pub project: &'a Project,
    pub out: &'a Path,
    /// The versions of Peerpress and Typst.
    pub engine: String,
    /// The hash of what all fonts offer.
    pub book: String,
    /// The hashes of files that were looked up before: many jobs share templates and fonts.
    pub hashes: RefCell<HashMap<PathBuf, Option<String>>>,
}

impl CurrentInputs<'_> {
    /// Whether a file has this hash.
    fn has_hash(&self, path: PathBuf, hash: &str) -> bool {
        let mut hashes = self.hashes.borrow_mut();
        let current = hashes.entry(path).or_insert_with_key(|path| file_hash(path));
        current.as_deref() == Some(hash)
    }
}

/// Why a job is due.
#[derive(Debug, PartialEq, strum::Display)]
pub(crate) enum DueReason {
    #[strum(to_string = "`--force` rebuilds everything")]
    Forced,
    #[strum(to_string = "not built before")]
    New,
    #[strum(to_string = "built by {0}")]
    Program(String),
    /// The vendor's requirements or the options for office printers changed.
    #[strum(to_string = "the vendor's requirements or the office printing options changed")]
    Vendor,
    #[strum(to_string = "the facts or the wording changed")]
    Facts,
    /// The template's `template.json`, a file that it reads, or a font that it uses changed.
    #[strum(to_string = "`{0}` changed")]
    File(String),
    #[strum(to_string = "the fonts of the project changed")]
    Fonts,
    #[strum(to_string = "the previews are missing or have a different width")]
    Previews,
    #[strum(to_string = "`{0}` was changed or deleted by hand")]
    Output(String),
    #[strum(to_string = "the last file is in `outdated`")]
    Outdated,
}

impl Manifest {
    /// Reads the manifest of an output folder. Returns an empty one, with a remark, if the manifest
    /// is missing or damaged.
    pub(crate) fn read(out: &Path) -> (Self, Option<String>) {
        let path = out.join(NAME);
        let start_over = |problem: &str| {
            let note = format!("{} {problem}; Peerpress will rebuild everything", path.display());
            (Self::default(), Some(note))
        };
        let bytes = match fs::read(&path) {
            Ok(bytes) => bytes,
            Err(error) if error.kind() == ErrorKind::NotFound => {
                // Either nothing was made here yet, or the manifest was lost.
                let has_output =
                    Edition::ALL.iter().any(|edition| out.join(edition.folder()).is_dir());
                return if has_output { start_over("is missing") } else { (Self::default(), None) };
            }
            Err(_) => return start_over("cannot be read"),
        };
        if let Some(manifest) = Self::parse(&bytes) {
            return (manifest, None);
        }
        let version = serde_json::from_slice(&bytes)
            .ok()
            .and_then(|json: serde_json::Value| json["version"].as_u64());
        match version {
            Some(version) if version != u64::from(VERSION) => {
                start_over("was written by another version of Peerpress")
            }
            _ => start_over("is damaged"),
        }
    }

    /// Opens a manifest that the user named.
    pub(crate) fn open(path: &Path) -> Result<Self, Error> {
        let bytes =
            fs::read(path).map_err(|error| Error::new(path, format!("cannot be read: {error}")))?;
        Self::parse(&bytes).ok_or_else(|| {
            Error::new(path, "is not a manifest of this version of Peerpress")
                .hint("name a copy of out/manifest.json")
        })
    }

    fn parse(bytes: &[u8]) -> Option<Self> {
        let manifest: Self = serde_json::from_slice(bytes).ok()?;
        (manifest.version == VERSION).then_some(manifest)
    }

    pub(crate) fn write(&mut self, out: &Path) -> Result<(), Error> {
        self.version = VERSION;
        let mut text = serde_json::to_string_pretty(self)
            .map_err(|error| Error::new(out, error.to_string()))?;
        text.push('\n');
        write_inside(out, &out.join(NAME), text.as_bytes())
    }

    /// Finds the entry of a job whose files are up to date, in their place or in `outdated/`.
    ///
    /// # Errors
    /// The reason why the job is due.
    pub(crate) fn find_current(
        &self,
        inputs: &CurrentInputs<'_>,
        job: &Job,
        png: Option<u32>,
    ) -> Result<&Entry, DueReason> {
        let entry = self.files.get(&job.output()).ok_or(DueReason::New)?;
        if entry.engine != inputs.engine {
            return Err(DueReason::Program(entry.engine.clone()));
        }
        if entry.template != template_hash(job) {
            return Err(DueReason::File(format!("templates/{}/template.json", job.template)));
        }
        if entry.vendor != vendor_hash(job) {
            return Err(DueReason::Vendor);
        }
        if entry.facts != hash(job.json.as_bytes()) {
            return Err(DueReason::Facts);
        }
        for (file, hash) in entry.reads.iter().chain(&entry.fonts) {
            if !inputs.has_hash(inputs.project.path(file), hash) {
                return Err(DueReason::File(file.clone()));
            }
        }
        if entry.book != inputs.book {
            return Err(DueReason::Fonts);
        }
        if png.is_some() && png != entry.png {
            return Err(DueReason::Previews);
        }
        for (file, hash) in &entry.outputs {
            let place = if entry.is_outdated { outdated::path_of(file) } else { file.clone() };
            if !inputs.has_hash(joined(inputs.out, &place), hash) {
                return Err(DueReason::Output(file.clone()));
            }
        }
        Ok(entry)
    }
}

/// A path inside a folder; `relative` has forward slashes.
pub(crate) fn joined(folder: &Path, relative: &str) -> PathBuf {
    relative.split('/').fold(folder.to_owned(), |path, part| path.join(part))
}

/// The versions of Peerpress and Typst. Other versions may write different bytes.
pub(crate) fn engine() -> String {
    format!("Peerpress {} with Typst {}", env!("CARGO_PKG_VERSION"), typst::utils::version().raw())
}

/// The hash of the `template.json` of a job.
pub(crate) fn template_hash(job: &Job) -> String {
    hash(format!("{}\0{:?}", job.template, job.spec).as_bytes())
}

/// The hash of what a job is made from, as far as is known before it runs: its JSON, and the files
/// of its template and of `templates/shared`.
pub(crate) fn job_inputs_hash(project: &Project, job: &Job) -> String {
    let mut files = Vec::new();
    for folder in [job.template.as_str(), "shared"] {
        collect_files(&project.path("templates").join(folder), &mut files);
    }
    files.sort();
    let hashes: Vec<_> = files.iter().map(|file| (file, file_hash(file))).collect();
    hash(format!("{}\0{hashes:?}", job.json).as_bytes())
}

/// Collects the files in a folder and its folders. Links are not followed.
fn collect_files(folder: &Path, files: &mut Vec<PathBuf>) {
    for entry in fs::read_dir(folder).into_iter().flatten().flatten() {
        match entry.file_type() {
            Ok(kind) if kind.is_dir() => collect_files(&entry.path(), files),
            _ => files.push(entry.path()),
        }
    }
}

/// The hash of the vendor's requirements, or of the options for office printers.
pub(crate) fn vendor_hash(job: &Job) -> Option<String> {
    match (&job.vendor, &job.duplex) {
        (None, None) => None,
        printer => Some(hash(format!("{printer:?}").as_bytes())),
    }
}

/// The hash of bytes, as the manifest writes it: BLAKE3 in hexadecimal.
pub(crate) fn hash(bytes: &[u8]) -> String {
    blake3::hash(bytes).to_hex().to_string()
}

/// The hashes of files by their names.
pub(crate) fn hash_files<'a>(
    files: impl IntoIterator<Item = (&'a String, &'a Vec<u8>)>,
) -> BTreeMap<String, String> {
    files.into_iter().map(|(name, bytes)| (name.clone(), hash(bytes))).collect()
}

/// The hash of a file; `None` if it cannot be read.
pub(crate) fn file_hash(path: &Path) -> Option<String> {
    let mut hasher = blake3::Hasher::new();
    hasher.update_reader(fs::File::open(path).ok()?).ok()?;
    Some(hasher.finalize().to_hex().to_string())
}
