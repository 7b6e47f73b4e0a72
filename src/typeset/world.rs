//! The world of one job: the shared engine, the template as main file, the job's JSON as `/job.json`.

use std::collections::{BTreeMap, HashSet};
use std::sync::Mutex;

use typst::diag::{FileError, FileResult, SourceDiagnostic, Warned};
use typst::ecow::EcoVec;
use typst::foundations::{Bytes, Datetime, Duration};
use typst::syntax::{FileId, RootedPath, Source, VirtualPath, VirtualRoot};
use typst::text::{Font, FontBook};
use typst::utils::LazyHash;
use typst::{Library, World};
use typst_layout::PagedDocument;

use super::engine::Engine;
use crate::output::manifest;
use crate::plan::Job;

/// A laid-out job.
#[derive(Debug)]
pub struct Laid {
    /// The pages; the template's faults if there are none.
    pub document: Result<PagedDocument, EcoVec<SourceDiagnostic>>,
    /// What Typst warned about.
    pub warnings: EcoVec<SourceDiagnostic>,
    /// The project's files that were read, with forward slashes, and the hashes of what was read.
    pub files: BTreeMap<String, String>,
    /// The font files that the text is set in or measured with, and their hashes.
    pub fonts: BTreeMap<String, String>,
}

/// Lays a job out.
pub fn layout(engine: &Engine, job: &Job) -> Laid {
    let world = JobWorld::new(engine, job);
    let Warned { output, warnings } = typst::compile::<PagedDocument>(&world);
    let read = world.read.into_inner().unwrap_or_else(std::sync::PoisonError::into_inner);
    let hash = |id: &FileId| Some((shown(*id), manifest::hash(&engine.files().file(*id).ok()?)));
    let used = world.used.into_inner().unwrap_or_else(std::sync::PoisonError::into_inner);
    let fonts = used.into_iter().filter_map(|index| engine.font_file(index).cloned()).collect();
    Laid { document: output, warnings, files: read.iter().filter_map(hash).collect(), fonts }
}

pub(super) struct JobWorld<'a> {
    engine: &'a Engine,
    main: FileId,
    job: FileId,
    json: Bytes,
    read: Mutex<HashSet<FileId>>,
    used: Mutex<HashSet<usize>>,
}

impl<'a> JobWorld<'a> {
    pub(super) fn new(engine: &'a Engine, job: &Job) -> Self {
        Self {
            engine,
            main: project_file(&format!("/templates/{}/main.typ", job.template)),
            job: project_file("/job.json"),
            json: Bytes::from_string(job.json.clone()),
            read: Mutex::default(),
            used: Mutex::default(),
        }
    }

    fn note(&self, id: FileId) {
        if matches!(id.root(), VirtualRoot::Project) {
            self.read.lock().unwrap_or_else(std::sync::PoisonError::into_inner).insert(id);
        }
    }
}

fn project_file(path: &str) -> FileId {
    let path = VirtualPath::new(path)
        .unwrap_or_else(|_| unreachable!("ids of templates are plain names: {path}"));
    RootedPath::new(VirtualRoot::Project, path).intern()
}

impl World for JobWorld<'_> {
    fn library(&self) -> &LazyHash<Library> {
        self.engine.library()
    }

    fn book(&self) -> &LazyHash<FontBook> {
        self.engine.book()
    }

    fn main(&self) -> FileId {
        self.main
    }

    fn source(&self, id: FileId) -> FileResult<Source> {
        if id == self.job {
            return Err(FileError::NotSource);
        }
        self.note(id);
        self.engine.files().source(id)
    }

    fn file(&self, id: FileId) -> FileResult<Bytes> {
        if id == self.job {
            return Ok(self.json.clone());
        }
        self.note(id);
        self.engine.files().file(id)
    }

    fn font(&self, index: usize) -> Option<Font> {
        self.used.lock().unwrap_or_else(std::sync::PoisonError::into_inner).insert(index);
        self.engine.font(index)
    }

    /// There is no clock: a piece that depends on the day is given the day.
    fn today(&self, _: Option<Duration>) -> Option<Datetime> {
        None
    }
}

/// The text of a file as the template saw it.
pub(super) fn text_of(engine: &Engine, job: &Job, id: FileId) -> Option<String> {
    let world = JobWorld::new(engine, job);
    if id == world.job {
        return Some(job.json.clone());
    }
    let bytes = engine.files().file(id).ok()?;
    String::from_utf8(bytes.to_vec()).ok()
}

/// A path of the virtual project as messages show it.
pub(super) fn shown(id: FileId) -> String {
    id.vpath().get_without_slash().to_owned()
}
