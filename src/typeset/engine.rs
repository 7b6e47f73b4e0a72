//! What all jobs share: the fonts of the project, the library of Typst, the files of templates.
//!
//! There are no system fonts, no clock and no packages, so that equal inputs give equal bytes on
//! any machine.

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::path::{Path, PathBuf};
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;

use typst::diag::{FileError, FileResult};
use typst::foundations::Bytes;
use typst::syntax::{FileId, VirtualRoot};
use typst::text::{Font, FontInfo, FontStyle, FontVariant};
use typst::utils::LazyHash;
use typst::{Library, LibraryExt};
use typst_kit::files::{FileLoader, FileStore};
use typst_kit::fonts::FontStore;

use crate::diagnostic::{Code, Finding, Place};
use crate::output::manifest::{self, FontNote};
use crate::project::{PathFault, Project};
use crate::workers;

/// A time limit for a font that keeps its parser busy forever. A valid font takes milliseconds.
const FONT_TIMEOUT: Duration = Duration::from_secs(5);

/// The font files of a project, read and hashed. Only files that the manifest does not know are
/// parsed.
#[derive(Debug)]
pub struct Fonts {
    files: Vec<FontFile>,
    /// The findings about broken fonts.
    pub findings: Vec<Finding>,
}

/// What the fonts of a project offer.
#[derive(Debug)]
pub(crate) struct Offer {
    /// The names of all families, in order.
    pub(super) families: BTreeSet<String>,
    pub(super) fonts: Vec<FontInfo>,
}

/// One font file.
#[derive(Debug)]
struct FontFile {
    /// Path from the project's root, with forward slashes.
    name: String,
    bytes: Bytes,
    hash: String,
    /// The fonts of the file after parsing; empty for a file that is not a font.
    faces: Option<Vec<Font>>,
}

impl Fonts {
    /// Reads every font file in `fonts/` and its folders, sorted by path.
    pub fn read(project: &Project) -> Self {
        let mut paths = Vec::new();
        collect(project, &project.path("fonts"), &mut paths);
        paths.sort();
        let mut fonts = Self { files: Vec::new(), findings: Vec::new() };
        for path in paths {
            let name = project.shown(&path);
            match fs::read(&path) {
                Ok(bytes) => fonts.files.push(FontFile {
                    hash: manifest::hash(&bytes),
                    name,
                    bytes: Bytes::new(bytes),
                    faces: None,
                }),
                Err(error) => fonts.findings.push(broken(&name, &error.to_string())),
            }
        }
        fonts
    }

    /// The font files of an earlier day, by their paths, with the hashes of their contents.
    pub(crate) fn kept(files: impl IntoIterator<Item = (String, Vec<u8>)>) -> Self {
        let file = |(name, bytes): (String, Vec<u8>)| FontFile {
            hash: manifest::hash(&bytes),
            name,
            bytes: Bytes::new(bytes),
            faces: None,
        };
        Self { files: files.into_iter().map(file).collect(), findings: Vec::new() }
    }

    /// Returns what each file offers. Files that the manifest does not know are parsed, `jobs` at
    /// the same time. Broken files are findings.
    pub fn identify(
        &mut self,
        noted: &BTreeMap<String, FontNote>,
        jobs: usize,
    ) -> BTreeMap<String, FontNote> {
        let is_noted = |file: &FontFile| {
            let note = noted.get(&file.name).filter(|note| note.hash == file.hash);
            note.is_some_and(|note| note.faces.is_empty() == note.families.is_empty())
        };
        self.parse(jobs, |file| !is_noted(file));
        let mut notes = BTreeMap::new();
        for file in &self.files {
            let note = match &file.faces {
                Some(faces) => FontNote {
                    hash: file.hash.clone(),
                    faces: hash_offer(faces),
                    families: faces.iter().map(|face| face.info().family.clone()).collect(),
                },
                None => noted[&file.name].clone(),
            };
            if note.faces.is_empty() {
                self.findings.push(broken(&file.name, "its tables cannot be read"));
            }
            notes.insert(file.name.clone(), note);
        }
        notes
    }

    /// Parses the wanted files that are not parsed yet.
    fn parse(&mut self, jobs: usize, is_wanted: impl Fn(&FontFile) -> bool) {
        let wanted: Vec<usize> = (0..self.files.len())
            .filter(|index| self.files[*index].faces.is_none() && is_wanted(&self.files[*index]))
            .collect();
        let bytes: Vec<Arc<Bytes>> =
            wanted.iter().map(|index| Arc::new(self.files[*index].bytes.clone())).collect();
        let work = Arc::new(|bytes: &Bytes| {
            if is_whole(bytes) { Font::iter(bytes.clone()).collect() } else { Vec::new() }
        });
        workers::run(&bytes, jobs, FONT_TIMEOUT, &work, |index, result| {
            self.files[wanted[index]].faces = Some(result.unwrap_or_default())
        });
    }

    /// Returns the fonts of the wanted families, and the names of all. Only files that the notes
    /// have under these families are parsed.
    pub(crate) fn offer(
        &self,
        notes: &BTreeMap<String, FontNote>,
        wanted: impl Fn(&str) -> bool,
    ) -> Offer {
        let families = notes.values().flat_map(|note| note.families.iter().cloned());
        let is_wanted = |file: &&FontFile| {
            let families = notes.get(&file.name).into_iter().flat_map(|note| &note.families);
            let mut families = families.filter(|_| is_whole(&file.bytes));
            families.any(|family| wanted(family))
        };
        let files = self.files.iter().filter(is_wanted);
        let fonts = files.flat_map(|file| FontInfo::iter(&file.bytes)).collect();
        Offer { families: families.collect(), fonts }
    }

    /// The upright font of a family in a weight, such as 600: the bytes of its file and its index
    /// in it.
    pub(crate) fn find(&self, family: &str, weight: u16) -> Option<(&[u8], u32)> {
        self.search(family, weight).map(|(file, index)| (file.bytes.as_slice(), index))
    }

    /// The path of the file of that font in the project.
    pub(crate) fn file_of(&self, family: &str, weight: u16) -> Option<&str> {
        self.search(family, weight).map(|(file, _)| file.name.as_str())
    }

    fn search(&self, family: &str, weight: u16) -> Option<(&FontFile, u32)> {
        self.files.iter().filter(|file| is_whole(&file.bytes)).find_map(|file| {
            let is_wanted = |font: &Font| {
                let FontVariant { style, weight: own, .. } = font.info().variant;
                font.info().family.eq_ignore_ascii_case(family)
                    && style == FontStyle::Normal
                    && own.to_number() == weight
            };
            let font = Font::iter(file.bytes.clone()).find(is_wanted)?;
            Some((file, font.index()))
        })
    }

    /// Every font file with its hash.
    pub fn hashes(&self) -> impl Iterator<Item = (&str, &str)> {
        self.files.iter().map(|file| (file.name.as_str(), file.hash.as_str()))
    }
}

/// The hash of what all fonts offer, in the order in which Typst searches them.
pub fn book_hash(notes: &BTreeMap<String, FontNote>) -> String {
    let faces = notes.values().map(|note| note.faces.as_str()).filter(|faces| !faces.is_empty());
    manifest::hash(faces.collect::<Vec<_>>().join("\n").as_bytes())
}

/// The hash of what the fonts of a file offer: everything that Typst chooses fonts by. Empty for a
/// file without fonts.
fn hash_offer(faces: &[Font]) -> String {
    if faces.is_empty() {
        return String::new();
    }
    let infos: Vec<_> = faces.iter().map(|face| format!("{:?}", face.info())).collect();
    manifest::hash(infos.join("\n").as_bytes())
}

/// Collects the font files in a folder and its folders. Links that leave the project are skipped.
fn collect(project: &Project, folder: &Path, paths: &mut Vec<PathBuf>) {
    for entry in fs::read_dir(folder).into_iter().flatten().flatten() {
        let path = entry.path();
        // macOS keeps what other drives cannot store beside each file, as `._NAME`.
        if entry.file_name().as_encoded_bytes().starts_with(b"._") {
            continue;
        }
        let is_font = path.extension().is_some_and(|extension| {
            ["ttf", "otf", "ttc", "otc"].iter().any(|known| extension.eq_ignore_ascii_case(known))
        });
        let is_folder = entry.file_type().is_ok_and(|kind| kind.is_dir());
        if is_folder {
            collect(project, &path, paths);
        } else if is_font && path.is_file() && project.resolve(&project.shown(&path)).is_ok() {
            paths.push(path);
        }
    }
}

/// Whether a font file contains all tables that it lists. A truncated one would silently print
/// nothing.
fn is_whole(bytes: &[u8]) -> bool {
    let number = |at: usize, size: usize| {
        let bytes = bytes.get(at..at + size)?;
        Some(bytes.iter().fold(0_u64, |sum, byte| sum << 8 | u64::from(*byte)))
    };
    if bytes.starts_with(b"ttcf") {
        let count = number(8, 4).unwrap_or(u64::MAX);
        return 12 + 4 * count <= bytes.len() as u64;
    }
    let count = number(4, 2).unwrap_or_default() as usize;
    let ends = (0..count)
        .map(|table| Some(number(12 + 16 * table + 8, 4)? + number(12 + 16 * table + 12, 4)?));
    count > 0 && ends.into_iter().all(|end| end.is_some_and(|end| end <= bytes.len() as u64))
}

fn broken(name: &str, why: &str) -> Finding {
    let finding =
        Finding::new(Code::BrokenFont, format!("the font `{name}` cannot be used: {why}"))
            .at(Place::file(name));
    finding.hint("replace the file with a new copy, or remove it")
}

/// The shared state of all jobs of a run.
pub struct Engine {
    pub(super) library: LazyHash<Library>,
    pub(super) fonts: FontStore,
    /// The file of each font in the store, with its hash.
    pub(super) font_files: Vec<(String, String)>,
    pub(super) files: FileStore<TemplateFiles>,
    /// The time limit for a layout that is not part of a job with its own limit.
    limit: Duration,
    /// The templates that did not finish in time. To try them again would only take as long.
    endless: Mutex<BTreeSet<String>>,
}

impl Engine {
    /// Parses the fonts, `jobs` at the same time, and builds the library. Broken fonts are
    /// findings.
    pub fn new(project: &Project, fonts: Fonts, jobs: usize) -> (Self, Vec<Finding>) {
        Self::of(TemplateFiles::Project(project.clone()), fonts, jobs)
    }

    /// The engine of an earlier day: templates read these files and nothing of the project.
    pub(crate) fn kept(files: BTreeMap<String, Vec<u8>>, fonts: Fonts, jobs: usize) -> Self {
        let files = files.into_iter().map(|(name, bytes)| (name, Bytes::new(bytes))).collect();
        Self::of(TemplateFiles::Kept(files), fonts, jobs).0
    }

    fn of(files: TemplateFiles, mut fonts: Fonts, jobs: usize) -> (Self, Vec<Finding>) {
        fonts.parse(jobs, |_| true);
        let mut findings = fonts.findings;
        let mut store = FontStore::new();
        let mut font_files = Vec::new();
        for file in fonts.files {
            let faces = file.faces.unwrap_or_default();
            let finding = broken(&file.name, "its tables cannot be read");
            if faces.is_empty() && !findings.contains(&finding) {
                findings.push(finding);
            }
            font_files.extend(faces.iter().map(|_| (file.name.clone(), file.hash.clone())));
            store.extend(faces.into_iter().map(|font| {
                let info = font.info().clone();
                (font, info)
            }));
        }
        if store.book().families().next().is_none() {
            let finding = Finding::new(Code::NoFonts, "the folder `fonts` has no fonts")
                .at(Place::file("fonts"));
            findings
                .push(finding.hint("copy the fonts from a new project made with `peerpress new`"));
        }
        let library = LazyHash::new(Library::builder().build());
        let files = FileStore::new(files);
        let (limit, endless) = (workers::TIMEOUT, Mutex::default());
        (Self { library, fonts: store, font_files, files, limit, endless }, findings)
    }

    /// Forgets the files of templates, so that they are read again.
    pub fn reset(&mut self) {
        self.files.reset();
        self.endless = Mutex::default();
    }

    /// The engine with another time limit for each layout.
    pub(crate) fn with_limit(self, limit: Duration) -> Self {
        Self { limit, ..self }
    }

    /// The time limit for a layout.
    pub(crate) fn limit(&self) -> Duration {
        self.limit
    }

    /// Notes that a template did not finish in time.
    pub(crate) fn note_endless(&self, template: &str) {
        let mut endless = self.endless.lock().unwrap_or_else(PoisonError::into_inner);
        endless.insert(template.to_owned());
    }

    /// Whether a template did not finish in time.
    pub(crate) fn is_endless(&self, template: &str) -> bool {
        self.endless.lock().unwrap_or_else(PoisonError::into_inner).contains(template)
    }

    /// The project whose files templates read, if they are not those of an earlier day.
    pub(super) fn project(&self) -> Option<&Project> {
        match self.files.loader() {
            TemplateFiles::Project(project) => Some(project),
            TemplateFiles::Kept(_) => None,
        }
    }

    /// The contents of a font file, by its path.
    pub(crate) fn font_file(&self, name: &str) -> Option<Vec<u8>> {
        let index = self.font_files.iter().position(|(file, _)| file == name)?;
        self.fonts.font(index).map(|font| font.data().to_vec())
    }

    /// The paths of the font files.
    pub(crate) fn font_names(&self) -> BTreeSet<&str> {
        self.font_files.iter().map(|(file, _)| file.as_str()).collect()
    }

    /// Returns all fonts.
    pub(crate) fn offer(&self) -> Offer {
        let book = self.fonts.book();
        let infos = book.families().flat_map(|(_, fonts)| fonts);
        let fonts: Vec<FontInfo> = infos.filter_map(|index| book.info(index)).cloned().collect();
        Offer { families: fonts.iter().map(|font| font.family.clone()).collect(), fonts }
    }

    /// Whether any font has the character.
    pub fn has(&self, c: char) -> bool {
        let book = self.fonts.book();
        book.families()
            .flat_map(|(_, faces)| faces)
            .filter_map(|face| book.info(face))
            .any(|info| info.coverage.contains(c as u32))
    }
}

/// Where templates read files, and nowhere else.
pub(super) enum TemplateFiles {
    /// The project.
    Project(Project),
    /// Files of an earlier day, by their paths in the project.
    Kept(BTreeMap<String, Bytes>),
}

impl FileLoader for TemplateFiles {
    fn load(&self, id: FileId) -> FileResult<Bytes> {
        if let VirtualRoot::Package(package) = id.root() {
            let message = format!(
                "the package {package} cannot be used: templates can read only files of the project"
            );
            return Err(FileError::Other(Some(message.into())));
        }
        let name = id.vpath().get_without_slash();
        let missing = || FileError::NotFound(PathBuf::from(name));
        let project = match self {
            Self::Project(project) => project,
            Self::Kept(files) => return files.get(name).cloned().ok_or_else(missing),
        };
        match project.resolve(name) {
            Ok(path) => {
                fs::read(&path).map(Bytes::new).map_err(|error| FileError::from_io(error, &path))
            }
            Err(PathFault::Outside) => Err(FileError::AccessDenied),
            Err(PathFault::Missing) => Err(missing()),
        }
    }
}
