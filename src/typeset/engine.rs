//! What all jobs share, built once and borrowed: the fonts of the project, Typst's library, the files of templates.
//!
//! No system fonts, no clock and no packages: equal inputs give equal bytes on any machine.

use std::fs;
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::time::Duration;

use typst::diag::{FileError, FileResult};
use typst::foundations::Bytes;
use typst::syntax::{FileId, VirtualRoot};
use typst::text::{Font, FontBook};
use typst::utils::LazyHash;
use typst::{Library, LibraryExt};
use typst_kit::files::{FileLoader, FileStore};
use typst_kit::fonts::FontStore;

use crate::diagnostic::{Code, Finding, Place};
use crate::project::{PathFault, Project};
use crate::workers;

/// Reading a sound font takes milliseconds.
const FONT_TIMEOUT: Duration = Duration::from_secs(5);

/// The font files of a project, read and hashed, not yet parsed.
#[derive(Debug)]
pub struct Fonts {
    files: Vec<(PathBuf, Vec<u8>)>,
    /// A hash of all of them, in order.
    pub hash: blake3::Hash,
    /// Files that cannot be read.
    pub findings: Vec<Finding>,
}

impl Fonts {
    /// Reads every font file below `fonts/`, in order of their paths.
    pub fn read(project: &Project) -> Self {
        let mut paths = Vec::new();
        collect(project, &project.path("fonts"), &mut paths);
        paths.sort();
        let mut fonts = Self { files: Vec::new(), hash: blake3::hash(b""), findings: Vec::new() };
        let mut hasher = blake3::Hasher::new();
        for path in paths {
            match fs::read(&path) {
                Ok(bytes) => {
                    hasher.update(blake3::hash(&bytes).as_bytes());
                    fonts.files.push((path, bytes));
                }
                Err(error) => fonts.findings.push(broken(project, &path, &error.to_string())),
            }
        }
        fonts.hash = hasher.finalize();
        fonts
    }
}

/// Every font file below a folder. Links are followed as long as they stay in the project.
fn collect(project: &Project, folder: &Path, paths: &mut Vec<PathBuf>) {
    for entry in fs::read_dir(folder).into_iter().flatten().flatten() {
        let path = entry.path();
        let is_font = path.extension().is_some_and(|extension| ["ttf", "otf", "ttc", "otc"].iter().any(|known| extension.eq_ignore_ascii_case(known)));
        let is_folder = entry.file_type().is_ok_and(|kind| kind.is_dir());
        if is_folder {
            collect(project, &path, paths);
        } else if is_font && path.is_file() && project.resolve(&project.shown(&path)).is_ok() {
            paths.push(path);
        }
    }
}

/// Whether a font file has all the tables that it lists: one cut short would print nothing, without a word.
fn is_whole(bytes: &[u8]) -> bool {
    let number = |at: usize, size: usize| bytes.get(at..at + size).map(|part| part.iter().fold(0_u64, |sum, byte| sum << 8 | u64::from(*byte)));
    if bytes.starts_with(b"ttcf") {
        let count = number(8, 4).unwrap_or(u64::MAX);
        return 12 + 4 * count <= bytes.len() as u64;
    }
    let count = number(4, 2).unwrap_or_default() as usize;
    let ends = (0..count).map(|table| Some(number(12 + 16 * table + 8, 4)? + number(12 + 16 * table + 12, 4)?));
    count > 0 && ends.into_iter().all(|end| end.is_some_and(|end| end <= bytes.len() as u64))
}

fn broken(project: &Project, path: &Path, why: &str) -> Finding {
    let name = project.shown(path);
    let finding = Finding::new(Code::BrokenFont, format!("`{name}` is no font that can be used: {why}")).at(Place::file(&name));
    finding.hint("replace the file with a fresh copy, or take it away")
}

/// The shared state of all jobs of a run.
pub struct Engine {
    library: LazyHash<Library>,
    fonts: FontStore,
    files: FileStore<ProjectFiles>,
}

impl Engine {
    /// Parses the fonts, `jobs` at a time, and builds the library. Broken fonts are findings; the others serve.
    pub fn new(project: &Project, fonts: Fonts, jobs: usize) -> (Self, Vec<Finding>) {
        let mut findings = fonts.findings;
        let files: Vec<_> = fonts.files.into_iter().map(|(path, bytes)| Arc::new((path, Bytes::new(bytes)))).collect();
        let mut parsed: Vec<Vec<Font>> = vec![Vec::new(); files.len()];
        // A damaged font can keep its reader busy for ever: each is read within a time limit.
        let work = Arc::new(|(_, bytes): &(PathBuf, Bytes)| if is_whole(bytes) { Font::iter(bytes.clone()).collect() } else { Vec::new() });
        workers::run(&files, jobs, FONT_TIMEOUT, &work, |index, result| parsed[index] = result.unwrap_or_default());
        let mut store = FontStore::new();
        for (file, faces) in files.iter().zip(parsed) {
            if faces.is_empty() {
                findings.push(broken(project, &file.0, "its tables cannot be read"));
            }
            store.extend(faces.into_iter().map(|font| {
                let info = font.info().clone();
                (font, info)
            }));
        }
        if store.book().families().next().is_none() {
            let finding = Finding::new(Code::NoFonts, "there is no font in `fonts/`").at(Place::file("fonts"));
            findings.push(finding.hint("`peerpress new` shows the fonts that the templates use; copy them from there"));
        }
        let files = FileStore::new(ProjectFiles { project: project.clone() });
        (Self { library: LazyHash::new(Library::builder().build()), fonts: store, files }, findings)
    }

    /// Whether any font has a character.
    pub fn has(&self, c: char) -> bool {
        let book = self.fonts.book();
        book.families().flat_map(|(_, faces)| faces).filter_map(|face| book.info(face)).any(|info| info.coverage.contains(c as u32))
    }

    pub(super) fn library(&self) -> &LazyHash<Library> {
        &self.library
    }

    pub(super) fn book(&self) -> &LazyHash<FontBook> {
        self.fonts.book()
    }

    pub(super) fn font(&self, index: usize) -> Option<Font> {
        self.fonts.font(index)
    }

    pub(super) fn files(&self) -> &FileStore<ProjectFiles> {
        &self.files
    }
}

impl std::fmt::Debug for Engine {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Engine").finish_non_exhaustive()
    }
}

/// Serves the project's files and nothing else.
pub(super) struct ProjectFiles {
    project: Project,
}

impl FileLoader for ProjectFiles {
    fn load(&self, id: FileId) -> FileResult<Bytes> {
        if let VirtualRoot::Package(package) = id.root() {
            return Err(FileError::Other(Some(format!("the package {package} cannot be used: templates work offline, from the project's own files").into())));
        }
        let name = id.vpath().get_without_slash();
        match self.project.resolve(name) {
            Ok(path) => fs::read(&path).map(Bytes::new).map_err(|error| FileError::from_io(error, &path)),
            Err(PathFault::Outside) => Err(FileError::AccessDenied),
            Err(PathFault::Missing) => Err(FileError::NotFound(PathBuf::from(name))),
        }
    }
}
