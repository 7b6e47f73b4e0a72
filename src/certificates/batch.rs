//! Certificates by the thousand: many recipients in one layout, each page exported as a file of its own, batch after batch on all
//! processors, written as they come. Memory grows with the processors, not with the roster.

use std::collections::BTreeMap;
use std::fs;
use std::io::BufWriter;
use std::ops::Range;
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::time::Duration;

use lopdf::Document;
use typst::diag::SourceDiagnostic;
use typst::ecow::EcoVec;
use typst::model::Document as _;
use typst_layout::PagedDocument;

use crate::check;
use crate::content::Content;
use crate::content::template::Edition;
use crate::diagnostic::{Code, Finding};
use crate::error::Error;
use crate::finish::merge::Merger;
use crate::finish::underlay::{Fault, Underlay};
use crate::finish::{press, screen};
use crate::output::write::{temporary, write};
use crate::plan::{Job, Ornament, Recipient, Sheet};
use crate::project::Project;
use crate::typeset::{self, Engine};
use crate::workers::{self, Failure};

/// Recipients in one layout: enough to share what is the same, few enough to keep memory small. The bytes of `all.pdf` depend on it, so it
/// does not depend on the machine.
const BATCH: usize = 96;

/// A batch takes a fraction of a second.
const TIMEOUT: Duration = Duration::from_secs(300);

/// What all batches share.
pub struct Press {
    project: Project,
    engine: Arc<Engine>,
    sheet: Sheet,
    underlay: Option<Underlay>,
}

impl std::fmt::Debug for Press {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Press").field("sheet", &self.sheet.title).finish_non_exhaustive()
    }
}

/// Where recipients come from: the one at a place of the roster.
pub type Recipients = Arc<dyn Fn(usize) -> Recipient + Send + Sync>;

/// What is to be made.
#[derive(Debug, Clone)]
pub struct Order {
    /// Which places of the roster.
    pub places: Range<usize>,
    /// The folder for a file each, named by number; none for no such files.
    pub folder: Option<PathBuf>,
    /// The file of all pages, in order of the roster.
    pub all: Option<PathBuf>,
    /// How many batches at once.
    pub jobs: usize,
}

/// A batch, made.
struct Made {
    pages: usize,
    part: Option<Document>,
}

/// Why a batch was not made.
enum Refusal {
    Finding(Finding),
    Error(Error),
}

impl Press {
    /// Prepares to set certificates on a sheet: the ornament is made, once.
    pub fn new(project: &Project, engine: Arc<Engine>, sheet: Sheet) -> Result<Self, Finding> {
        let mut press = Self { project: project.clone(), engine, sheet, underlay: None };
        // For print shops every page is whole, as their tools expect it.
        if press.sheet.job.edition != Edition::Press {
            press.underlay = press.ornament()?;
        }
        Ok(press)
    }

    /// The ornament of the template; none if it draws the same without being asked for it, which is how a template that does not know of it does.
    fn ornament(&self) -> Result<Option<Underlay>, Finding> {
        let bare = self.layout(&self.sheet.job(&[], Ornament::LeftOut))?;
        let [page] = bare.pages() else { return Ok(None) };
        let is_left_out = page.fill_or_transparent().is_none() && page.frame.items().all(|(_, item)| matches!(item, typst::layout::FrameItem::Tag(_)) || is_empty(item));
        if !is_left_out {
            return Ok(None);
        }
        let drawn = self.layout(&self.sheet.job(&[], Ornament::Drawn))?;
        let name = format!("{} ornament", self.sheet.job.output());
        let pdf = screen::untagged(&name, self.sheet.job.date, &drawn).map_err(|faults| self.told(&self.sheet.job, Code::NotAccessible, &faults))?;
        Underlay::new(&pdf).map(Some).map_err(|fault| broken(&fault))
    }

    /// Lays out, and looks at the pages as a proofreader would: what is wrong, with the place in the list that it is about.
    pub fn proof(&self, content: &Content, recipients: &[Recipient]) -> Result<Vec<(usize, Finding)>, Finding> {
        let mut found = Vec::new();
        for (at, recipient) in recipients.iter().enumerate() {
            let job = self.sheet.job(std::slice::from_ref(recipient), Ornament::Drawn);
            let document = self.layout(&job)?;
            found.extend(check::check(content, &job, &document).into_iter().map(|finding| (at, finding)));
        }
        comemo::evict(0);
        Ok(found)
    }

    /// Makes what is ordered. `progress` hears how many pages are done.
    pub fn run(self: &Arc<Self>, recipients: &Recipients, order: &Order, mut progress: impl FnMut(usize)) -> Result<(), Vec<Problem>> {
        let all = order.all.as_deref().map(|path| All::new(path, self.underlay.as_ref())).transpose().map_err(|error| vec![Problem::Error(error)])?;
        let batches: Vec<Arc<Range<usize>>> =
            order.places.clone().step_by(BATCH).map(|start| Arc::new(start..(start + BATCH).min(order.places.end))).collect();
        if let Some(folder) = &order.folder {
            let failed = |error: std::io::Error| vec![Problem::Error(Error::new(folder, format!("cannot be made: {error}")))];
            fs::create_dir_all(folder).map_err(failed)?;
        }
        let (press, recipients, ordered) = (Arc::clone(self), Arc::clone(recipients), order.clone());
        let work = Arc::new(move |range: &Range<usize>| press.batch(&recipients, range.clone(), &ordered));
        let (mut problems, mut all, mut count) = (Vec::new(), all, 0);
        workers::run(&batches, order.jobs, TIMEOUT, &work, |index, result| {
            comemo::evict(0);
            match result {
                Ok(Ok(made)) => {
                    count += made.pages;
                    progress(count);
                    if let (Some(all), Some(part)) = (&mut all, made.part)
                        && let Err(error) = all.add(index, part)
                    {
                        problems.push(Problem::Error(error));
                    }
                }
                Ok(Err(Refusal::Finding(finding))) => problems.push(Problem::Finding(finding)),
                Ok(Err(Refusal::Error(error))) => problems.push(Problem::Error(error)),
                Err(failure) => problems.push(Problem::Finding(gave_up(failure))),
            }
        });
        match all {
            _ if !problems.is_empty() => Err(problems),
            Some(all) => all.finish().map_err(|error| vec![Problem::Error(error)]),
            None => Ok(()),
        }
    }

    fn batch(&self, recipients: &Recipients, range: Range<usize>, order: &Order) -> Result<Made, Refusal> {
        let people: Vec<Recipient> = range.map(|place| recipients(place)).collect();
        let ornament = if self.underlay.is_some() { Ornament::LeftOut } else { Ornament::Drawn };
        let job = self.sheet.job(&people, ornament);
        let document = self.layout(&job).map_err(Refusal::Finding)?;
        let pages = document.pages().len();
        if pages != people.len() {
            let message = format!("the template `{}` made {pages} pages for {} certificates", job.template, people.len());
            return Err(Refusal::Finding(Finding::new(Code::PageCount, message).hint("a certificate is one page: shorten what stands on it")));
        }
        if let Some(folder) = &order.folder {
            for (page, recipient) in document.pages().iter().zip(&people) {
                let bytes = self.single(&job, page, recipient, &document).map_err(Refusal::Finding)?;
                write(&folder.join(file_name(recipient)), &bytes).map_err(Refusal::Error)?;
            }
        }
        let part = if order.all.is_some() { Some(self.part(&job, &document).map_err(Refusal::Finding)?) } else { None };
        Ok(Made { pages, part })
    }

    /// One page as a file of its own, that everyone can read.
    fn single(&self, job: &Job, page: &typst_layout::Page, recipient: &Recipient, whole: &PagedDocument) -> Result<Vec<u8>, Finding> {
        let mut page = page.clone();
        // In a file of its own it is the first, wherever it stood in its batch.
        page.number = 1;
        let mut info = whole.info().clone();
        info.title = Some(format!("{}: {}", self.sheet.title, recipient.name).into());
        let document = PagedDocument::new([page].into_iter().collect(), info);
        let name = format!("{}#{}", job.output(), recipient.number);
        let pdf = screen::export(&name, job.date, &document, true).map_err(|faults| self.told(job, Code::NotAccessible, &faults))?;
        match &self.underlay {
            Some(underlay) => underlay.beneath(&pdf).map_err(|fault| broken(&fault)),
            None => Ok(pdf),
        }
    }

    /// The pages as a part of the file for the printer.
    fn part(&self, job: &Job, document: &PagedDocument) -> Result<Document, Finding> {
        let pdf = if job.edition == Edition::Press {
            let pdf = press::pdf(&self.project, job, document).map_err(|refusal| match refusal {
                press::Refusal::Engine(faults) => self.told(job, Code::NotPressReady, &faults),
                press::Refusal::Vendor(finding) => finding,
            })?;
            let findings = job.vendor.as_ref().map(|vendor| check::preflight::check(&pdf, vendor)).unwrap_or_default();
            findings.into_iter().next().map_or(Ok(pdf), Err)?
        } else {
            screen::untagged(&format!("{} all", job.output()), job.date, document).map_err(|faults| self.told(job, Code::NotAccessible, &faults))?
        };
        Document::load_mem(&pdf).map_err(|error| broken(&Fault::from(error)))
    }

    fn layout(&self, job: &Job) -> Result<PagedDocument, Finding> {
        typeset::layout(&self.engine, job).document.map_err(|faults| self.told(job, Code::TemplateFailed, &faults))
    }

    fn told(&self, job: &Job, code: Code, faults: &EcoVec<SourceDiagnostic>) -> Finding {
        let first = faults.first().map(|fault| typeset::explain(&self.engine, job, code, fault).0);
        first.unwrap_or_else(|| Finding::new(code, format!("the template `{}` stopped without saying why", job.template)))
    }
}

/// What went wrong in a run.
#[derive(Debug)]
pub enum Problem {
    /// In the layout or the file.
    Finding(Finding),
    /// In writing.
    Error(Error),
}

/// The file of a certificate: its number, and no name of a person.
pub fn file_name(recipient: &Recipient) -> String {
    let plain: String = recipient.number.chars().map(|c| if c.is_ascii_alphanumeric() || c == '-' { c } else { '-' }).collect();
    format!("{plain}.pdf")
}

/// Whether there is nothing to see in an item.
fn is_empty(item: &typst::layout::FrameItem) -> bool {
    match item {
        typst::layout::FrameItem::Group(group) => group.frame.items().all(|(_, inner)| is_empty(inner)),
        typst::layout::FrameItem::Tag(_) => true,
        _ => false,
    }
}

fn broken(fault: &Fault) -> Finding {
    Finding::new(Code::NotAccessible, format!("the file could not be finished: {fault}")).hint("please report this: it is a fault of Peerpress")
}

fn gave_up(failure: Failure) -> Finding {
    let why = match failure {
        Failure::Timeout => "was not done in time",
        Failure::Panic => "broke down",
    };
    Finding::new(Code::TemplateFailed, format!("the typesetting engine {why} on a batch of certificates")).hint("run the command again; report it if it happens again")
}

/// The file of all pages: parts come in any order and are written in theirs.
struct All {
    path: PathBuf,
    merger: Merger<BufWriter<tempfile::NamedTempFile>>,
    waiting: BTreeMap<usize, Document>,
    next: usize,
}

impl All {
    fn new(path: &Path, underlay: Option<&Underlay>) -> Result<Self, Error> {
        let folder = path.parent().unwrap_or(Path::new("."));
        let failed = |error: String| Error::new(path, format!("cannot be written: {error}"));
        fs::create_dir_all(folder).map_err(|error| failed(error.to_string()))?;
        let file = temporary(folder).map_err(|error| failed(error.to_string()))?;
        let merger = Merger::new(BufWriter::with_capacity(1 << 20, file), underlay).map_err(|fault| failed(fault.to_string()))?;
        Ok(Self { path: path.to_owned(), merger, waiting: BTreeMap::new(), next: 0 })
    }

    fn add(&mut self, index: usize, part: Document) -> Result<(), Error> {
        self.waiting.insert(index, part);
        while let Some(part) = self.waiting.remove(&self.next) {
            self.merger.add(&part).map_err(|fault| Error::new(&self.path, format!("cannot be written: {fault}")))?;
            self.next += 1;
        }
        Ok(())
    }

    fn finish(self) -> Result<(), Error> {
        let failed = |error: String| Error::new(&self.path, format!("cannot be written: {error}"));
        let file = self.merger.finish().map_err(|fault| failed(fault.to_string()))?;
        let file = file.into_inner().map_err(|error| failed(error.to_string()))?;
        file.persist(&self.path).map_err(|error| failed(error.error.to_string()))?;
        Ok(())
    }
}
