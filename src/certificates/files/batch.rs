//! Certificates by the thousand: many recipients in one layout, each page exported as a file of its own, batch after batch on all
//! processors, written as they come. Memory grows with the processors, not with the roster.

use std::collections::BTreeMap;
use std::fs;
use std::io::BufWriter;
use std::ops::Range;
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::Duration;

use lopdf::Document;
use typst::diag::SourceDiagnostic;
use typst::ecow::EcoVec;
use typst::model::Document as _;
use typst_layout::{Page, PagedDocument};

use crate::check;
use crate::content::Content;
use crate::content::edition::Edition;
use crate::content::vendors::PagesPerFile;
use crate::diagnostic::{Code, Finding, Report};
use crate::error::Error;
use crate::finish::merge::Merger;
use crate::finish::underlay::{self, AssemblyError, Underlay};
use crate::finish::{FinishError, codes, press, screen};
use crate::output::write::{temporary, write};
use crate::pictures::Cache;
use crate::plan::{CertificateLayout, CertificateTemplate, CodeForm, Job, Recipient};
use crate::project::Project;
use crate::typeset::{self, Engine};
use crate::workers::{self, Failure};

/// Recipients in one layout: enough to share what is the same, few enough to keep memory small. The bytes of `all.pdf` depend on it, so it
/// does not depend on the machine.
const BATCH: usize = 128;

/// For so many rounds, a batch on each processor, Typst's memory of what it computed is kept unused.
const KEEP: usize = 1;

/// A batch takes a fraction of a second.
const TIMEOUT: Duration = Duration::from_secs(300);

/// What all batches share.
pub struct Press {
    project: Project,
    engine: Arc<Engine>,
    /// By language.
    sheets: BTreeMap<String, Setting>,
}

/// What the certificates of a language are set on.
struct Setting {
    sheet: CertificateTemplate,
    /// What is put beneath each page.
    underlay: Option<Underlay>,
    /// Whether the template leaves a place for the code, as far as is known.
    leaves_code: AtomicBool,
}

impl Setting {
    fn new(sheet: CertificateTemplate, underlay: Option<Underlay>) -> Self {
        let leaves_code = AtomicBool::new(sheet.job.edition != Edition::Press);
        Self { sheet, underlay, leaves_code }
    }

    /// What the pages show, with the ornament where it is not put beneath.
    fn shown(&self) -> CertificateLayout {
        CertificateLayout {
            ornament: self.underlay.is_none(),
            ..CertificateLayout::whole(self.sheet.job.edition)
        }
    }
}

impl std::fmt::Debug for Press {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Press").finish_non_exhaustive()
    }
}

/// Where recipients come from.
pub trait Recipients: Send + Sync {
    /// The language of the one at a place of the roster.
    fn lang(&self, place: usize) -> &str;
    /// The one at a place of the roster, with the address that proves it: signing is done as it is needed.
    fn at(&self, place: usize) -> Recipient;
}

/// What is to be made.
#[derive(Debug, Clone)]
pub struct Order {
    /// Which places of the roster.
    pub places: Range<usize>,
    /// The folder for a file each, named by number; none for no such files.
    pub folder: Option<PathBuf>,
    /// The file of all pages, in order of the roster.
    pub all: Option<PathBuf>,
    /// Its title.
    pub title: String,
    /// How many batches at once.
    pub jobs: usize,
}

/// A batch, made.
struct Made {
    pages: usize,
    part: Option<Part>,
}

/// The pages of a batch, for the file of all.
struct Part {
    lang: String,
    pdf: Document,
    /// What draws the code of each page, if the pages left it out.
    codes: Vec<Vec<u8>>,
}

/// Why a batch was not made.
enum Refusal {
    Finding(Finding),
    Error(Error),
}

impl Press {
    /// Prepares to set certificates on sheets, one for each language: the ornaments are made, once.
    pub fn new(
        project: &Project,
        engine: Arc<Engine>,
        sheets: Vec<CertificateTemplate>,
    ) -> Result<Self, Finding> {
        let mut press = Self { project: project.clone(), engine, sheets: BTreeMap::new() };
        for sheet in sheets {
            // For print shops every page is whole, as their tools expect it.
            let underlay =
                if sheet.job.edition == Edition::Press { None } else { press.ornament(&sheet)? };
            press.sheets.insert(sheet.job.lang.clone(), Setting::new(sheet, underlay));
        }
        Ok(press)
    }

    /// Prepares to look at certificates, not to make them: without their ornaments, which take longer than many a page.
    pub fn for_proof(
        project: &Project,
        engine: Arc<Engine>,
        sheets: Vec<CertificateTemplate>,
    ) -> Self {
        let sheets = sheets
            .into_iter()
            .map(|sheet| (sheet.job.lang.clone(), Setting::new(sheet, None)))
            .collect();
        Self { project: project.clone(), engine, sheets }
    }

    /// The ornament of a template; none if its pages are not bare when it is asked to leave the ornament out.
    fn ornament(&self, sheet: &CertificateTemplate) -> Result<Option<Underlay>, Finding> {
        let whole = CertificateLayout::whole(sheet.job.edition);
        let bare = self.layout(&sheet.job(&[], CertificateLayout { ornament: false, ..whole }))?;
        let [page] = bare.pages() else { return Ok(None) };
        if !underlay::is_blank(page) {
            return Ok(None);
        }
        let drawn = self.layout(&sheet.job(&[], whole))?;
        let name = format!("{} ornament", sheet.job.output());
        let pdf = screen::untagged(&name, sheet.job.date, &drawn)
            .map_err(|error| self.unfinished(&sheet.job, Code::NotAccessible, error))?;
        Underlay::new(&pdf).map(Some).map_err(|fault| broken(&fault))
    }

    /// What the certificates are called, in the first of their languages.
    pub fn title(&self) -> &str {
        self.sheets.values().next().map_or("", |setting| &setting.sheet.title)
    }

    fn setting(&self, lang: &str) -> Result<&Setting, Finding> {
        self.sheets.get(lang).ok_or_else(|| {
            Finding::new(
                Code::RosterLanguage,
                format!("there is no certificate in the language `{lang}`"),
            )
        })
    }

    /// Lays out, and looks at the pages as a proofreader would: what is wrong, with the place in the list that it is about.
    /// The ornament is left out: it is the same whoever stands on it.
    pub fn proof(
        &self,
        content: &Content,
        recipients: &[Recipient],
    ) -> Result<Vec<(usize, Finding)>, Finding> {
        let mut found = Vec::new();
        let mut start = 0;
        for alike in recipients.chunk_by(|one, next| one.lang == next.lang) {
            for some in alike.chunks(BATCH) {
                let sheet = &self.setting(&some[0].lang)?.sheet;
                let job = sheet.job(
                    some,
                    CertificateLayout {
                        ornament: false,
                        ..CertificateLayout::whole(sheet.job.edition)
                    },
                );
                let findings = check::check(content, &job, &self.layout(&job)?);
                found.extend(
                    findings
                        .into_iter()
                        .filter_map(|finding| Some((start + finding.page?, finding))),
                );
                start += some.len();
            }
        }
        comemo::evict(0);
        Ok(found)
    }

    /// Makes what is ordered. `progress` hears how many pages are done.
    ///
    /// # Errors
    /// Everything that went wrong; `all.pdf` is then left as it was, the other files that could be made are made.
    pub fn run(
        self: &Arc<Self>,
        recipients: &Arc<dyn Recipients>,
        order: &Order,
        mut progress: impl FnMut(usize),
    ) -> Result<(), Vec<Problem>> {
        let mut all = order
            .all
            .as_deref()
            .map(All::new)
            .transpose()
            .map_err(|error| vec![Problem::Error(error)])?;
        let batches = batches(&**recipients, order.places.clone());
        if let Some(folder) = &order.folder {
            let failed = |error: std::io::Error| {
                vec![Problem::Error(Error::new(folder, format!("cannot be made: {error}")))]
            };
            fs::create_dir_all(folder).map_err(failed)?;
        }
        let (press, recipients, ordered) =
            (Arc::clone(self), Arc::clone(recipients), order.clone());
        let work = Arc::new(move |range: &Range<usize>| {
            press.batch(&*recipients, range.clone(), &ordered)
        });
        let (mut problems, mut count, mut done) = (Vec::new(), 0, 0);
        workers::run(&batches, order.jobs, TIMEOUT, &work, |index, result| {
            // What the last batches used serves the next; the rest is let go, while all others wait.
            done += 1;
            if done % order.jobs.max(1) == 0 {
                comemo::evict(KEEP);
            }
            match result {
                Ok(Ok(made)) => {
                    count += made.pages;
                    progress(count);
                    if let (Some(all), Some(part)) = (&mut all, made.part)
                        && let Err(error) = all.add(index, part, &self.sheets)
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

    fn batch(
        &self,
        recipients: &dyn Recipients,
        range: Range<usize>,
        order: &Order,
    ) -> Result<Made, Refusal> {
        let lang = recipients.lang(range.start).to_owned();
        let people: Vec<Recipient> = range.map(|place| recipients.at(place)).collect();
        let setting = self.setting(&lang).map_err(Refusal::Finding)?;
        let document =
            self.pages(setting, &people, order.folder.is_some()).map_err(Refusal::Finding)?;
        let (pages, template) = (document.pages().len(), &setting.sheet.job.template);
        if pages != people.len() {
            let message = format!(
                "the template `{template}` made {pages} pages for {} certificates",
                people.len()
            );
            return Err(Refusal::Finding(
                Finding::new(Code::PageCount, message)
                    .hint("a certificate is one page: shorten what stands on it"),
            ));
        }
        if let Some(folder) = &order.folder {
            for (page, recipient) in document.pages().iter().zip(&people) {
                let bytes =
                    self.single(setting, page, recipient, &document).map_err(Refusal::Finding)?;
                write(&folder.join(file_name(&recipient.number)), &bytes)
                    .map_err(Refusal::Error)?;
            }
        }
        let part = order.all.as_ref().map(|_| {
            let urls = people.iter().map(|person| person.verify.as_str());
            let apart = if setting.shown().code == CodeForm::Rows {
                Some((document, Vec::new()))
            } else {
                codes::separate(document, urls)
            };
            let (document, codes) = apart.ok_or_else(too_long_for_a_code)?;
            Ok(Part { lang, codes, pdf: self.part(&setting.sheet.job, &order.title, document)? })
        });
        Ok(Made { pages, part: part.transpose().map_err(Refusal::Finding)? })
    }

    /// Lays people's pages out. If only the file of all is made, for which nobody listens, their codes are left out, to be drawn by this program;
    /// a template that knows nothing of that draws them as ever.
    fn pages(
        &self,
        setting: &Setting,
        people: &[Recipient],
        is_single: bool,
    ) -> Result<PagedDocument, Finding> {
        let shown = setting.shown();
        if !is_single && setting.leaves_code.load(Ordering::Relaxed) {
            let job =
                setting.sheet.job(people, CertificateLayout { code: CodeForm::Later, ..shown });
            if let Some(document) =
                typeset::layout(&self.engine, &job).document.ok().filter(codes::has_places)
            {
                return Ok(document);
            }
            setting.leaves_code.store(false, Ordering::Relaxed);
        }
        self.layout(&setting.sheet.job(people, shown))
    }

    /// One page as a file of its own, that everyone can read.
    fn single(
        &self,
        Setting { sheet, underlay, .. }: &Setting,
        page: &Page,
        recipient: &Recipient,
        whole: &PagedDocument,
    ) -> Result<Vec<u8>, Finding> {
        let job = &sheet.job;
        let mut page = page.clone();
        // In a file of its own it is the first, wherever it stood in its batch.
        page.number = 1;
        let mut info = whole.info().clone();
        info.title = Some(format!("{}: {}", sheet.title, recipient.name).into());
        let document = PagedDocument::new([page].into_iter().collect(), info);
        let name = format!("{}#{}", job.output(), recipient.number);
        let pdf = screen::accessible(&name, job.date, &document)
            .map_err(|error| self.unfinished(job, Code::NotAccessible, error))?;
        match underlay {
            Some(underlay) => underlay.beneath(&pdf).map_err(|fault| broken(&fault)),
            None => Ok(pdf),
        }
    }

    /// The pages as a part of the file for the printer.
    fn part(
        &self,
        job: &Job,
        title: &str,
        mut document: PagedDocument,
    ) -> Result<Document, Finding> {
        document.info_mut().title = Some(title.into());
        let document = &document;
        if job.edition == Edition::Press {
            // The pages are put together into one file for the printer, whatever the print shop wants of pieces.
            let mut job = job.clone();
            job.vendor.iter_mut().for_each(|vendor| vendor.pages = PagesPerFile::OneFile);
            let files = press::pdfs(&self.project, &job, document, &Cache::new(None))
                .map_err(|error| self.unfinished(&job, Code::NotPressReady, error))?;
            let pdf = files.into_iter().map(|(_, pdf)| pdf).next().unwrap_or_default();
            let findings = job
                .vendor
                .as_ref()
                .map(|vendor| crate::preflight::check(&pdf, vendor))
                .unwrap_or_default();
            let pdf = findings.into_iter().next().map_or(Ok(pdf), Err)?;
            Document::load_mem(&pdf).map_err(|error| broken(&AssemblyError::from(error)))
        } else {
            screen::untagged(&format!("{} all", job.output()), job.date, document)
                .map_err(|error| self.unfinished(job, Code::NotAccessible, error))
        }
    }

    fn layout(&self, job: &Job) -> Result<PagedDocument, Finding> {
        typeset::layout(&self.engine, job)
            .document
            .map_err(|faults| self.told(job, Code::TemplateFailed, &faults))
    }

    fn unfinished(&self, job: &Job, code: Code, error: FinishError) -> Finding {
        match error {
            FinishError::Engine(faults) => self.told(job, code, &faults),
            FinishError::Finding(finding) => finding,
        }
    }

    fn told(&self, job: &Job, code: Code, faults: &EcoVec<SourceDiagnostic>) -> Finding {
        let mut report = Report::default();
        typeset::explain(&self.engine, job, code, faults, &mut report);
        report.findings().first().cloned().unwrap_or_else(|| {
            Finding::new(
                code,
                format!("the template `{}` stopped without saying why", job.template),
            )
        })
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
pub fn file_name(number: &str) -> String {
    let plain: String = number
        .split(' ')
        .next()
        .unwrap_or_default()
        .chars()
        .map(|c| if c.is_ascii_alphanumeric() || c == '-' { c } else { '-' })
        .collect();
    format!("{plain}.pdf")
}

fn too_long_for_a_code() -> Finding {
    let finding = Finding::new(
        Code::TemplateFailed,
        "what a certificate states is too long for any code to scan",
    );
    finding.hint("shorten the titles and the address to verify; the code holds all that the certificate states")
}

fn broken(fault: &AssemblyError) -> Finding {
    Finding::new(Code::NotAccessible, format!("the file could not be finished: {fault}"))
        .hint("please report this: it is a fault of Peerpress")
}

fn gave_up(failure: Failure) -> Finding {
    let why = match failure {
        Failure::Timeout => "was not done in time",
        Failure::Panic => "broke down",
    };
    Finding::new(
        Code::TemplateFailed,
        format!("the typesetting engine {why} on a batch of certificates"),
    )
    .hint("run the command again; report it if it happens again")
}

/// Runs of places in one language, none too long.
fn batches(recipients: &dyn Recipients, places: Range<usize>) -> Vec<Arc<Range<usize>>> {
    let mut batches = Vec::new();
    let mut start = places.start;
    for place in places.clone() {
        if place - start == BATCH || recipients.lang(place) != recipients.lang(start) {
            batches.push(Arc::new(start..place));
            start = place;
        }
    }
    if start < places.end {
        batches.push(Arc::new(start..places.end));
    }
    batches
}

/// The file of all pages: parts come in any order and are written in theirs.
struct All {
    path: PathBuf,
    merger: Merger<BufWriter<tempfile::NamedTempFile>>,
    waiting: BTreeMap<usize, Part>,
    next: usize,
}

impl All {
    fn new(path: &Path) -> Result<Self, Error> {
        let folder = path.parent().unwrap_or(Path::new("."));
        let failed = |error: String| unwritable(path, &error);
        fs::create_dir_all(folder).map_err(|error| failed(error.to_string()))?;
        let file = temporary(folder).map_err(|error| failed(error.to_string()))?;
        let merger = Merger::new(BufWriter::with_capacity(1 << 20, file))
            .map_err(|fault| failed(fault.to_string()))?;
        Ok(Self { path: path.to_owned(), merger, waiting: BTreeMap::new(), next: 0 })
    }

    fn add(
        &mut self,
        index: usize,
        part: Part,
        sheets: &BTreeMap<String, Setting>,
    ) -> Result<(), Error> {
        self.waiting.insert(index, part);
        while let Some(part) = self.waiting.remove(&self.next) {
            let underlay = sheets
                .get(&part.lang)
                .and_then(|setting| Some((part.lang.as_str(), setting.underlay.as_ref()?)));
            self.merger
                .add(&part.pdf, underlay, &part.codes)
                .map_err(|fault| unwritable(&self.path, &fault.to_string()))?;
            self.next += 1;
        }
        Ok(())
    }

    fn finish(self) -> Result<(), Error> {
        let failed = |error: String| unwritable(&self.path, &error);
        let file = self.merger.finish().map_err(|fault| failed(fault.to_string()))?;
        let file = file.into_inner().map_err(|error| failed(error.to_string()))?;
        file.persist(&self.path).map(drop).map_err(|error| failed(error.error.to_string()))
    }
}

fn unwritable(path: &Path, why: &str) -> Error {
    Error::new(path, format!("cannot be written: {why}"))
        .hint("is the disk full, the folder read-only, or the file open in another program?")
}
