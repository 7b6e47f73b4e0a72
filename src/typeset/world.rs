//! What Typst sees of one job: the files that its template can read, and the job's JSON as
//! `/job.json`.

use std::collections::{BTreeMap, HashMap, HashSet};
use std::sync::{Mutex, PoisonError};

use typst::diag::{FileError, FileResult, SourceDiagnostic, Warned};
use typst::ecow::EcoVec;
use typst::foundations::{Bytes, Datetime, Duration};
use typst::syntax::{FileId, RootedPath, Source, VirtualPath, VirtualRoot};
use typst::text::{Font, FontBook};
use typst::utils::LazyHash;
use typst::{Library, World};
use typst_layout::PagedDocument;

use super::access::TemplateAccess;
use super::engine::Engine;
use crate::output::manifest;
use crate::plan::Job;

/// The result of running a template.
#[derive(Debug)]
pub struct Laid {
    /// The pages, or why the template failed.
    pub document: Result<PagedDocument, EcoVec<SourceDiagnostic>>,
    /// The warnings of Typst.
    pub warnings: EcoVec<SourceDiagnostic>,
    /// The files of the project that were read, with the hashes of their contents. Paths have
    /// forward slashes.
    pub files: BTreeMap<String, String>,
    /// The font files that set or measure text, with their hashes.
    pub fonts: BTreeMap<String, String>,
}

/// Runs the template of a job.
pub fn layout(engine: &Engine, job: &Job) -> Laid {
    let world = JobWorld::new(engine, job);
    let Warned { output, warnings } = typst::compile::<PagedDocument>(&world);
    let read = world.read.into_inner().unwrap_or_else(PoisonError::into_inner);
    let hash = |id: &FileId| Some((path_of(*id), manifest::hash(&engine.files.file(*id).ok()?)));
    let used = world.used.into_inner().unwrap_or_else(PoisonError::into_inner);
    let fonts =
        used.into_iter().filter_map(|index| engine.font_files.get(index).cloned()).collect();
    Laid { document: output, warnings, files: read.iter().filter_map(hash).collect(), fonts }
}

pub(super) struct JobWorld<'a> {
    engine: &'a Engine,
    main: FileId,
    job: FileId,
    json: Bytes,
    /// What the template can read of a project. It can read all files of an earlier day.
    access: Option<TemplateAccess>,
    /// Whether the template can read a file, once it has asked.
    allowed: Mutex<HashMap<FileId, FileResult<()>>>,
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
            access: engine.project().map(|project| TemplateAccess::of(project, job)),
            allowed: Mutex::default(),
            read: Mutex::default(),
            used: Mutex::default(),
        }
    }

    /// Checks that the template can read a file, and notes the file.
    fn open(&self, id: FileId) -> FileResult<()> {
        // The engine refuses packages.
        if !matches!(id.root(), VirtualRoot::Project) {
            return Ok(());
        }
        let mut allowed = self.allowed.lock().unwrap_or_else(PoisonError::into_inner);
        let check = || match &self.access {
            Some(access) => access.check(id.vpath().get_without_slash()),
            None => Ok(()),
        };
        allowed.entry(id).or_insert_with(check).clone()?;
        self.read.lock().unwrap_or_else(PoisonError::into_inner).insert(id);
        Ok(())
    }
}

fn project_file(path: &str) -> FileId {
    let path = VirtualPath::new(path)
        .unwrap_or_else(|_| unreachable!("template ids are plain names: {path}"));
    RootedPath::new(VirtualRoot::Project, path).intern()
}

impl World for JobWorld<'_> {
    fn library(&self) -> &LazyHash<Library> {
        &self.engine.library
    }

    fn book(&self) -> &LazyHash<FontBook> {
        self.engine.fonts.book()
    }

    fn main(&self) -> FileId {
        self.main
    }

    fn source(&self, id: FileId) -> FileResult<Source> {
        if id == self.job {
            return Err(FileError::NotSource);
        }
        self.open(id)?;
        self.engine.files.source(id)
    }

    fn file(&self, id: FileId) -> FileResult<Bytes> {
        if id == self.job {
            return Ok(self.json.clone());
        }
        self.open(id)?;
        self.engine.files.file(id)
    }

    fn font(&self, index: usize) -> Option<Font> {
        self.used.lock().unwrap_or_else(PoisonError::into_inner).insert(index);
        self.engine.fonts.font(index)
    }

    /// Equal inputs give equal bytes, so there is no clock. A piece that depends on the day reads
    /// it from its JSON.
    fn today(&self, _: Option<Duration>) -> Option<Datetime> {
        None
    }
}

/// The text of a file as the template read it.
pub(super) fn text_of(engine: &Engine, job: &Job, id: FileId) -> Option<String> {
    let world = JobWorld::new(engine, job);
    if id == world.job {
        return Some(job.json.clone());
    }
    let bytes = engine.files.file(id).ok()?;
    String::from_utf8(bytes.to_vec()).ok()
}

/// The path of a file in the project, as messages show it.
pub(super) fn path_of(id: FileId) -> String {
    id.vpath().get_without_slash().to_owned()
}
