//! Which files of the project the template of a job can read: its own folder, `templates/shared`,
//! the fonts, the pictures that its piece names, and the logo. A template draws what a stranger may
//! read, so keys, the ledger, rosters and finished files must not get into it.
//!
//! Paths are compared as the file system resolves them: neither `..`, nor a link, nor the case of
//! a letter leads elsewhere.

use std::fs;
use std::io::Read;
use std::path::{Path, PathBuf};

use flate2::read::GzDecoder;
use memchr::memmem;
use typst::diag::{FileError, FileResult};

use crate::picture_files;
use crate::plan::Job;
use crate::project::Project;

/// The folder of templates.
const TEMPLATES: &str = "templates";

/// The folder whose files all templates can read, in `templates/`.
const SHARED: &str = "shared";

/// The folder of fonts.
const FONTS: &str = "fonts";

/// How the message of a refused read starts. Typst wraps it in words of its own.
const REFUSAL: &str = "a template cannot read `";

/// The files that one job can read.
pub(super) struct TemplateAccess {
    project: Project,
    /// The folders, as paths in the project with forward slashes.
    folders: [String; 3],
    /// The pictures that the piece names, as the data writes their paths.
    pictures: Vec<String>,
}

impl TemplateAccess {
    pub(super) fn of(project: &Project, job: &Job) -> Self {
        let own = format!("{TEMPLATES}/{}", job.template);
        let folders = [own, format!("{TEMPLATES}/{SHARED}"), FONTS.to_owned()];
        let pictures = job.pictures.iter().map(|picture| picture.file.clone()).collect();
        Self { project: project.clone(), folders, pictures }
    }

    /// Checks that the job can read a file; `name` is its path in the project, with forward
    /// slashes.
    ///
    /// # Errors
    /// If the file is none of those that the job can read, or does not exist.
    pub(super) fn check(&self, name: &str) -> FileResult<()> {
        let Ok(real) = self.project.resolve(name) else {
            return Err(self.explain_missing(name));
        };
        let in_folder = || self.folders.iter().filter_map(|folder| self.real_folder(folder));
        let is_named =
            || self.pictures.iter().any(|file| self.project.resolve(file).as_ref() == Ok(&real));
        // The data may name a file by mistake, and the name of a link may say anything.
        let is_picture = || is_named() && picture_files::inspect(&real).is_ok();
        let is_readable = in_folder().any(|folder| real.starts_with(folder)) || is_picture();
        if is_readable && !is_secret(&real) {
            return Ok(());
        }
        Err(refusal(name))
    }

    /// The file system's own path of a folder. `None` if a link leads to it: a folder that is
    /// elsewhere in the project is not the one that the template can read.
    fn real_folder(&self, folder: &str) -> Option<PathBuf> {
        let mut path = self.project.root().to_owned();
        for part in folder.split('/') {
            path.push(part);
            if is_link(&path) {
                return None;
            }
        }
        fs::canonicalize(path).ok()
    }

    /// What to say of a file that cannot be found. Only where the job can read, it is missing.
    fn explain_missing(&self, name: &str) -> FileError {
        let is_inside = |folder: &String| {
            name.strip_prefix(folder.as_str()).is_some_and(|rest| rest.starts_with('/'))
        };
        let exists = fs::symlink_metadata(self.project.path(name)).is_ok();
        if !exists && self.folders.iter().any(is_inside) {
            return FileError::NotFound(PathBuf::from(name));
        }
        refusal(name)
    }
}

/// How much of a packed file is unpacked to find out whether it is secret, in bytes.
const HEAD: u64 = 64 * 1024;

/// The start of an SQLite database, and of its journal.
const DATABASES: [&[u8]; 2] = [b"SQLite format 3\0", b"\xd9\xd5\x05\xf9\x20\xa1\x63\xd7"];

/// What every Ed25519 private key has in binary form (PKCS#8), and in Base64 after its version.
const KEYS: [&[u8]; 2] = [b"\x30\x05\x06\x03\x2b\x65\x70\x04\x22\x04\x20", b"wBQYDK2VwBCIEI"];

/// Words in private keys and in backups of the ledger.
const WORDS: [&[u8]; 2] = [b"PRIVATE KEY-----", b"ledger.db"];

/// The start of a file that `gzip` packed.
const GZIP: &[u8] = b"\x1f\x8b";

/// Whether a file is a private key, a ledger, or a backup of them, whatever its name is, or has a
/// key in it. A copy or a second link of one may be in a folder that templates can read.
fn is_secret(path: &Path) -> bool {
    let Ok(bytes) = fs::read(path) else { return false };
    if holds_secret(&bytes) {
        return true;
    }
    let mut unpacked = Vec::new();
    if bytes.starts_with(GZIP) {
        // What can be unpacked of a damaged file counts.
        let _ = GzDecoder::new(bytes.as_slice()).take(HEAD).read_to_end(&mut unpacked);
    }
    holds_secret(&unpacked)
}

/// Whether bytes are a ledger or a backup, or have a private key in them. Sources of templates may
/// mention such files.
fn holds_secret(bytes: &[u8]) -> bool {
    let has = |word: &[u8]| memmem::find(bytes, word).is_some();
    let [key, ledger] = WORDS;
    DATABASES.iter().any(|start| bytes.starts_with(start))
        || has(key)
        || KEYS.iter().any(|key| has(key))
        || (bytes.starts_with(b"PK") && str::from_utf8(bytes).is_err() && has(ledger))
}

/// Whether a path is a symbolic link, or a junction on Windows.
fn is_link(path: &Path) -> bool {
    fs::symlink_metadata(path).is_ok_and(|found| found.file_type().is_symlink())
}

fn refusal(name: &str) -> FileError {
    FileError::Other(Some(format!("{REFUSAL}{name}`").into()))
}

/// The file that a template must not read, if that is what Typst says.
pub(super) fn refused_file(message: &str) -> Option<&str> {
    if let Some((_, rest)) = message.split_once(REFUSAL) {
        return rest.split('`').next();
    }
    let path = message.strip_prefix("path `\"")?;
    let (path, rest) = path.split_once("\"`")?;
    rest.contains("would escape").then_some(path)
}

/// How to get what a file holds into a piece: hints for the designer.
pub(super) fn access_hints(job: &Job, file: &str) -> [String; 2] {
    let Job { template, piece, .. } = job;
    let folders = format!(
        "a template can read only `{TEMPLATES}/{template}`, `{TEMPLATES}/{SHARED}`, `{FONTS}`, \
         the pictures that its piece names, and `/job.json`, and never a private key or a ledger"
    );
    let extension = Path::new(file).extension().unwrap_or_default().to_ascii_lowercase();
    let is_one_of = |known: &[&str]| known.iter().any(|known| extension == *known);
    let next = if is_one_of(&["png", "jpg", "jpeg", "webp", "gif", "svg", "pdf"]) {
        format!(
            "name the picture: add a name such as \"photo\" to `pictures` in \
             `{TEMPLATES}/{template}/template.json`, give the piece `{piece}` a picture of that \
             name in `data/pieces.json`, and draw `image(job.pictures.photo.file, alt: \
             job.pictures.photo.alt)`; or copy an ornament into `{TEMPLATES}/{template}`"
        )
    } else if is_one_of(&["typ", "wasm", "bib", "csl"]) {
        format!("move the file to `{TEMPLATES}/{SHARED}`, or copy it into `{TEMPLATES}/{template}`")
    } else {
        format!(
            "take facts from `/job.json`: name what the template prints under `needs` in \
             `{TEMPLATES}/{template}/template.json`"
        )
    };
    [folders, next]
}
