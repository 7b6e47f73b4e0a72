//! What all jobs share, built once and borrowed: the fonts of the project, Typst's library, the files of templates.
//!
//! No system fonts, no clock and no packages: equal inputs give equal bytes on any machine.

use std::fs;
use std::path::{Path, PathBuf};

use rayon::prelude::*;
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
        collect(&project.path("fonts"), &mut paths);
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

fn collect(folder: &Path, paths: &mut Vec<PathBuf>) {
    for entry in fs::read_dir(folder).into_iter().flatten().flatten() {
        let path = entry.path();
        let is_font = path.extension().is_some_and(|extension| ["ttf", "otf", "ttc", "otc"].iter().any(|known| extension.eq_ignore_ascii_case(known)));
        if path.is_dir() {
            collect(&path, paths);
        } else if is_font {
            paths.push(path);
        }
    }
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
    /// Parses the fonts and builds the library. Broken fonts are findings; the others serve.
    pub fn new(project: &Project, fonts: Fonts) -> (Self, Vec<Finding>) {
        let mut findings = fonts.findings;
        let parsed: Vec<(PathBuf, Vec<Font>)> = fonts.files.into_par_iter().map(|(path, bytes)| (path, Font::iter(Bytes::new(bytes)).collect())).collect();
        let mut store = FontStore::new();
        for (path, faces) in parsed {
            if faces.is_empty() {
                findings.push(broken(project, &path, "its tables cannot be read"));
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
