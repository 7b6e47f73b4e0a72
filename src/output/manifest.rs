//! The manifest: for each file made, hashes of all that went into it. A job whose hashes are the same need not be done again.

use std::cell::RefCell;
use std::collections::{BTreeMap, HashMap};
use std::fmt;
use std::fs;
use std::io::ErrorKind;
use std::path::{Path, PathBuf};

use serde::{Deserialize, Serialize};

use super::write::write;
use crate::content::edition::Edition;
use crate::diagnostic::Finding;
use crate::error::Error;
use crate::plan::Job;
use crate::project::Project;

/// The version of the manifest's shape.
const VERSION: u32 = 2;

/// The manifest's name in the output folder.
pub const NAME: &str = "manifest.json";

/// What was made, by path in the output folder.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Manifest {
    version: u32,
    /// The project's font files, so that only those that changed are parsed to see what they offer.
    #[serde(default)]
    pub fonts: BTreeMap<String, FontNote>,
    files: BTreeMap<String, Entry>,
}

/// What is known of a font file.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct FontNote {
    /// Hash of the file.
    pub hash: String,
    /// Hash of what it offers: families, weights, the characters it has. Empty for a file that is no font.
    pub faces: String,
}

/// What went into one file, and what came out.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Entry {
    /// The piece's id.
    pub piece: String,
    /// The edition.
    pub edition: Edition,
    /// The language.
    pub lang: String,
    /// The session or training that it is about.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub over: Option<String>,
    /// The program that made it.
    pub engine: String,
    /// Hash of what the template says of itself.
    pub template: String,
    /// Hash of what the print shop wants.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub vendor: Option<String>,
    /// Hash of the job's JSON.
    pub facts: String,
    /// Hashes of the project's files that the template read.
    pub reads: BTreeMap<String, String>,
    /// Hashes of the fonts that the text is set in.
    pub fonts: BTreeMap<String, String>,
    /// Hash of what all fonts of the project offer: one that is new might be chosen now.
    pub book: String,
    /// How many pages came out.
    pub pages: usize,
    /// Hashes of the files made: the PDF and, if they were asked for, its previews.
    pub outputs: BTreeMap<String, String>,
    /// The width of the previews in pixels.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub png: Option<u32>,
    /// Warnings that were given, to be given again as long as nothing changed.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub warnings: Vec<Finding>,
}

/// What there is now, to compare an entry with.
#[derive(Debug)]
pub struct Now<'a> {
    /// The project.
    pub project: &'a Project,
    /// The output folder.
    pub out: &'a Path,
    /// The program.
    pub engine: String,
    /// Hash of what all fonts offer.
    pub book: String,
    /// Hashes of files that are known: templates and fonts serve many jobs.
    pub known: RefCell<HashMap<PathBuf, Option<String>>>,
}

impl Now<'_> {
    fn is(&self, path: PathBuf, hash: &str) -> bool {
        let mut known = self.known.borrow_mut();
        let now = known.entry(path).or_insert_with_key(|path| file_hash(path));
        now.as_deref() == Some(hash)
    }
}

/// Why a job is due.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Why {
    /// It was asked for.
    Forced,
    /// There is no entry of it.
    New,
    /// Another version of the program made it.
    Program(String),
    /// `template.json` says something else.
    Template(String),
    /// The print shop wants something else.
    Vendor,
    /// The job's JSON is another.
    Facts,
    /// A file that the template reads, or a font that it uses, is another.
    File(String),
    /// There are fonts that were not there, or some are gone, or offer other characters.
    Fonts,
    /// Previews of another width are wanted.
    Previews,
    /// A file in the output folder is not the one that was made.
    Output(String),
}

impl fmt::Display for Why {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Why::Forced => f.write_str("everything was asked for"),
            Why::New => f.write_str("it was not made before"),
            Why::Program(before) => write!(f, "it was made by {before}"),
            Why::Template(file) | Why::File(file) => write!(f, "`{file}` changed"),
            Why::Vendor => f.write_str(
                "what the print shop wants, or how it is printed in the office, changed",
            ),
            Why::Facts => f.write_str("the facts or the wording changed"),
            Why::Fonts => f.write_str("other fonts are there to choose from"),
            Why::Previews => f.write_str("its previews are not there in this width"),
            Why::Output(file) => write!(f, "`{file}` was changed or deleted by hand"),
        }
    }
}

impl Manifest {
    /// Reads the manifest of an output folder; empty, with a remark, if it is gone or cannot be understood.
    pub fn read(out: &Path) -> (Self, Option<String>) {
        let path = out.join(NAME);
        let anew = |what: &str| {
            (Self::default(), Some(format!("{} {what}; everything is made anew", path.display())))
        };
        let bytes = match fs::read(&path) {
            Ok(bytes) => bytes,
            Err(error) if error.kind() == ErrorKind::NotFound => {
                // Nothing was made here yet, or the manifest was lost.
                let made_before =
                    Edition::ALL.iter().any(|edition| out.join(edition.folder()).is_dir());
                return if made_before { anew("is not there") } else { (Self::default(), None) };
            }
            Err(_) => return anew("cannot be read"),
        };
        #[derive(Deserialize)]
        struct Head {
            version: u32,
        }
        match (serde_json::from_slice::<Head>(&bytes), serde_json::from_slice::<Self>(&bytes)) {
            (_, Ok(manifest)) if manifest.version == VERSION => (manifest, None),
            (Ok(head), _) if head.version != VERSION => anew("is of another version of Peerpress"),
            _ => anew("cannot be understood"),
        }
    }

    /// Reads one manifest that a person named.
    pub fn open(path: &Path) -> Result<Self, Error> {
        let bytes =
            fs::read(path).map_err(|error| Error::new(path, format!("cannot be read: {error}")))?;
        let manifest = serde_json::from_slice::<Self>(&bytes)
            .ok()
            .filter(|manifest| manifest.version == VERSION);
        manifest.ok_or_else(|| {
            Error::new(path, "is no manifest of this version of Peerpress")
                .hint("name a copy of out/manifest.json")
        })
    }

    /// Writes the manifest.
    pub fn write(&mut self, out: &Path) -> Result<(), Error> {
        self.version = VERSION;
        let mut text = serde_json::to_string_pretty(self)
            .map_err(|error| Error::new(out, error.to_string()))?;
        text.push('\n');
        write(&out.join(NAME), text.as_bytes())
    }

    /// What was made, by file.
    pub fn files(&self) -> &BTreeMap<String, Entry> {
        &self.files
    }

    /// Notes what went into a file.
    pub fn insert(&mut self, output: String, entry: Entry) {
        self.files.insert(output, entry);
    }

    /// Forgets a file.
    pub fn remove(&mut self, output: &str) -> Option<Entry> {
        self.files.remove(output)
    }

    /// The entry of a job whose files are up to date, or why they are not.
    pub fn current(&self, now: &Now<'_>, job: &Job, png: Option<u32>) -> Result<&Entry, Why> {
        let entry = self.files.get(&job.output()).ok_or(Why::New)?;
        if entry.engine != now.engine {
            return Err(Why::Program(entry.engine.clone()));
        }
        if entry.template != template_hash(job) {
            return Err(Why::Template(format!("templates/{}/template.json", job.template)));
        }
        if entry.vendor != vendor_hash(job) {
            return Err(Why::Vendor);
        }
        if entry.facts != hash(job.json.as_bytes()) {
            return Err(Why::Facts);
        }
        let is_other = |(file, hash): &(&String, &String)| !now.is(now.project.path(file), hash);
        if let Some((file, _)) = entry.reads.iter().chain(&entry.fonts).find(is_other) {
            return Err(Why::File(file.clone()));
        }
        if entry.book != now.book {
            return Err(Why::Fonts);
        }
        if png.is_some() && png != entry.png {
            return Err(Why::Previews);
        }
        match entry.outputs.iter().find(|(file, hash)| !now.is(joined(now.out, file), hash)) {
            Some((file, _)) => Err(Why::Output(file.clone())),
            None => Ok(entry),
        }
    }
}

/// A path below a folder; `relative` has forward slashes.
pub fn joined(folder: &Path, relative: &str) -> PathBuf {
    relative.split('/').fold(folder.to_owned(), |path, part| path.join(part))
}

/// The program that makes files now: what it would make differs from version to version.
pub fn engine() -> String {
    format!("Peerpress {} with Typst {}", env!("CARGO_PKG_VERSION"), typst::utils::version().raw())
}

/// The hash of what a job's template says of itself.
pub fn template_hash(job: &Job) -> String {
    hash(format!("{}\0{:?}", job.template, job.spec).as_bytes())
}

/// The hash of what a job's print shop wants, or of how its sheets are printed in the office.
pub fn vendor_hash(job: &Job) -> Option<String> {
    match (&job.vendor, &job.duplex) {
        (None, None) => None,
        printer => Some(hash(format!("{printer:?}").as_bytes())),
    }
}

/// The hash of bytes, as the manifest writes it.
pub fn hash(bytes: &[u8]) -> String {
    blake3::hash(bytes).to_hex().to_string()
}

/// The hash of a file; none if it cannot be read.
pub fn file_hash(path: &Path) -> Option<String> {
    let mut hasher = blake3::Hasher::new();
    hasher.update_reader(fs::File::open(path).ok()?).ok()?;
    Some(hasher.finalize().to_hex().to_string())
}
