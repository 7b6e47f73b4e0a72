//! Certificates by the thousand: many recipients in one layout, each page exported as a separate
//! file, batch after batch on all processors. Memory grows with the processors, not the roster.

use std::ops::Range;
use std::path::PathBuf;
use std::sync::Arc;

use lopdf::Document;
use typst::model::Document as _;
use typst_layout::{Page, PagedDocument};

use super::super::setting::CertificateDesign;
use super::all_pages::AllPages;
use super::faults::too_long_for_a_code;
use super::part::ScreenPart;
use super::setup::{Setup, draw_ornament, typeset_pages, unless_broken, unless_refused};
use crate::content::Content;
use crate::content::edition::Edition;
use crate::content::vendors::PagesPerFile;
use crate::diagnostic::{Code, Finding, Report};
use crate::error::Error;
use crate::finish::seal::{self, PageStatement, Sign};
use crate::finish::underlay::AssemblyError;
use crate::finish::{codes, screen};
use crate::output::count;
use crate::output::write::write_private;
use crate::pipeline::JobRunner;
use crate::plan::{CodeForm, Recipient};
use crate::project::Project;
use crate::workers;

/// The number of recipients in one layout: large enough to share the work, small enough to save
/// memory. A page of continuing education takes several megabytes while it is laid out. The bytes
/// of `all.pdf` depend on the number, so it is the same on every machine.
pub(super) const BATCH_SIZE: usize = 64;

/// Cached layout results unused for this many rounds of batches are evicted (`comemo::evict`).
pub(super) const EVICT_AFTER: usize = 1;

/// Typesets the certificates of a piece in batches.
pub(crate) struct BatchTypesetter {
    pub(super) setups: Vec<Setup>,
}

pub(crate) trait Recipients: Send + Sync {
    /// The index of the design of the recipient at a position.
    fn design(&self, position: usize) -> usize;
    /// The recipient at a position, with the signed address for verification.
    fn at(&self, position: usize) -> Recipient;
    /// Signs a page with the code of an address.
    fn sign_page(&self, url: &str, page: &PageStatement) -> Vec<u8>;
}

/// What to create.
#[derive(Debug, Clone)]
pub(crate) struct BatchOutputs {
    pub places: Range<usize>,
    /// The folder for single files, named by number; `None` creates no single files.
    pub folder: Option<PathBuf>,
    /// The file of all pages, in the order of the recipients.
    pub all: Option<PathBuf>,
    pub title: String,
    pub jobs: usize,
}

/// A finished batch.
struct Batch {
    pages: usize,
    part: Option<Document>,
    /// Why single files could not be written.
    unwritten: Vec<Error>,
}

/// What became of the files.
#[derive(Debug, Default)]
pub(crate) struct Made {
    /// Whether all pages were laid out. Otherwise the report has the findings.
    pub is_complete: bool,
    /// Why files could not be written. The other files were.
    pub unwritten: Vec<Error>,
}

impl BatchTypesetter {
    /// Prepares the designs and draws their ornaments once. `None` if the report says why a
    /// template cannot be used.
    pub(crate) fn new(
        project: &Project,
        content: &Arc<Content>,
        designs: Vec<CertificateDesign>,
        report: &mut Report,
    ) -> Option<Self> {
        let mut typesetter = Self::for_proof(project, content, designs);
        for setup in &mut typesetter.setups {
            // The tools of print shops expect whole pages.
            if setup.template.job.edition != Edition::Press {
                let ornament = draw_ornament(&setup.runner, &setup.template, report)?;
                if let Some((underlay, texts)) = ornament {
                    (setup.underlay, setup.ornament_texts) = (Some(underlay), texts);
                }
            }
        }
        Some(typesetter)
    }

    /// Prepares to check pages, not to make files. There are no ornaments, which take longer than
    /// many pages.
    pub(crate) fn for_proof(
        project: &Project,
        content: &Arc<Content>,
        designs: Vec<CertificateDesign>,
    ) -> Self {
        let setup = |CertificateDesign { template, engine }| {
            Setup::new(template, JobRunner::new(project, engine, Arc::clone(content)))
        };
        Self { setups: designs.into_iter().map(setup).collect() }
    }

    /// The title of the certificates of the first design.
    pub(crate) fn title(&self) -> &str {
        self.setups.first().map_or("", |setup| &setup.template.title)
    }

    /// Creates the files. `progress` receives the number of finished pages. With findings,
    /// `all.pdf` stays as it was. A file that cannot be written does not stop the others.
    pub(crate) fn run(
        self: &Arc<Self>,
        recipients: &Arc<dyn Recipients>,
        outputs: &BatchOutputs,
        report: &mut Report,
        mut progress: impl FnMut(usize),
    ) -> Made {
        let mut made = Made { is_complete: true, unwritten: Vec::new() };
        let all = outputs.all.as_deref().map(AllPages::new).transpose();
        let mut all = all.unwrap_or_else(|error| {
            made.unwritten.push(error);
            None
        });
        let batches = batches(&**recipients, outputs.places.clone());
        let (typesetter, people) = (Arc::clone(self), Arc::clone(recipients));
        let worker_outputs = outputs.clone();
        let work = Arc::new(move |range: &Range<usize>| {
            let mut report = Report::default();
            let setup = &typesetter.setups[people.design(range.start)];
            // The report names a template once.
            let is_endless = setup.runner.engine.is_endless(&setup.template.job.template);
            let mut make =
                || typesetter.make_batch(&*people, range.clone(), &worker_outputs, &mut report);
            let batch = if is_endless { None } else { make() };
            (batch, report)
        });
        // The time for one file is enough for a batch.
        let limit = self.setups.first().map_or(workers::TIMEOUT, Setup::limit);
        let (mut pages, mut done) = (0, 0);
        workers::run(&batches, outputs.jobs, limit, &work, |index, result| {
            done += 1;
            // One eviction for each round: all processors share the cache.
            if done % outputs.jobs.max(1) == 0 {
                comemo::evict(EVICT_AFTER);
            }
            let (batch, findings) = result.unwrap_or_else(|failure| {
                let setup = &self.setups[recipients.design(batches[index].start)];
                (None, setup.describe_failure(failure))
            });
            report.append(findings);
            let Some(batch) = batch else {
                made.is_complete = false;
                return;
            };
            pages += batch.pages;
            progress(pages);
            made.unwritten.extend(batch.unwritten);
            if let Some((file, part)) = all.as_mut().zip(batch.part)
                && let Err(error) = file.add(index, part)
            {
                made.unwritten.push(error);
                all = None;
            }
        });
        if let Some(Err(error)) = all.filter(|_| made.is_complete).map(AllPages::finish) {
            made.unwritten.push(error);
        }
        made
    }

    fn make_batch(
        &self,
        recipients: &dyn Recipients,
        range: Range<usize>,
        outputs: &BatchOutputs,
        report: &mut Report,
    ) -> Option<Batch> {
        let setup = &self.setups[recipients.design(range.start)];
        let people: Vec<Recipient> = range.map(|position| recipients.at(position)).collect();
        let is_single = outputs.folder.is_some();
        let blank = || setup.lay_out_without_codes(&people, CodeForm::Blank);
        let blank = is_single.then(blank).flatten();
        let has_blank_codes = blank.is_some();
        let document = match blank {
            Some(document) => document,
            None => self.lay_out(setup, &people, is_single, report)?,
        };
        let pages = document.pages().len();
        if pages != people.len() {
            let message = format!(
                "the template `{}` produced {} for {}",
                setup.template.job.template,
                count(pages, "page", "pages"),
                count(people.len(), "certificate", "certificates")
            );
            let finding = Finding::new(Code::PageCount, message)
                .hint("shorten the text so that each certificate fits on one page");
            report.push(finding);
            return None;
        }
        let mut unwritten = Vec::new();
        if let Some(folder) = &outputs.folder {
            let sign = |index: usize, page: &PageStatement| {
                recipients.sign_page(&people[index].verify, page)
            };
            let write = &mut |index: usize, file: &[u8]| {
                let path = folder.join(file_name(&people[index].number));
                unwritten.extend(write_private(&path, file).err());
            };
            let made = setup.singles(&document, &people, has_blank_codes, &sign, write);
            for (index, recipient) in people.iter().enumerate().filter(|(index, _)| !made[*index]) {
                let sign = |page: &PageStatement| sign(index, page);
                write(index, &self.make_alone(setup, recipient, &sign, report)?);
            }
        }
        if outputs.all.is_none() {
            return Some(Batch { pages, part: None, unwritten });
        }
        let part = self.make_part(setup, recipients, &people, document, &outputs.title, report);
        part.map(|part| Batch { pages, part: Some(part), unwritten })
    }

    /// Lays out the pages of a batch. The file of all pages alone needs no accessible codes, so the
    /// template leaves places for them, and this program draws them. A template that leaves no
    /// places draws the codes itself.
    fn lay_out(
        &self,
        setup: &Setup,
        people: &[Recipient],
        is_single: bool,
        report: &mut Report,
    ) -> Option<PagedDocument> {
        let later = || setup.lay_out_without_codes(people, CodeForm::Later);
        let job = || setup.template.job(people, setup.layout());
        let whole = || typeset_pages(&setup.runner, &job(), report);
        (!is_single).then(later).flatten().or_else(whole)
    }

    /// Makes the file of one certificate of the first design, without a signature of its page.
    /// `None` if the report says why not.
    pub(crate) fn single(&self, recipient: &Recipient, report: &mut Report) -> Option<Vec<u8>> {
        let unsigned = |_: &PageStatement| Vec::new();
        self.make_alone(self.setups.first()?, recipient, &unsigned, report)
    }

    /// Lays out one page, with its code, and exports it.
    fn make_alone(
        &self,
        setup: &Setup,
        recipient: &Recipient,
        sign: Sign<'_>,
        report: &mut Report,
    ) -> Option<Vec<u8>> {
        let document = self.lay_out(setup, std::slice::from_ref(recipient), true, report)?;
        self.make_single(setup, document.pages().first()?, recipient, sign, &document, report)
    }

    /// Exports one page as a separate accessible PDF.
    fn make_single(
        &self,
        setup: &Setup,
        page: &Page,
        recipient: &Recipient,
        sign: Sign<'_>,
        batch: &PagedDocument,
        report: &mut Report,
    ) -> Option<Vec<u8>> {
        let job = &setup.template.job;
        let mut first = page.clone();
        // It is the first page of its file, wherever it was in its batch.
        first.number = 1;
        let mut info = batch.info().clone();
        info.title = Some(setup.title(recipient).into());
        let document = PagedDocument::new([first].into_iter().collect(), info);
        let pdf = screen::accessible(&setup.identity(recipient), job.date, &document);
        let pdf = unless_refused(&setup.runner, job, pdf, report)?;
        let pdf = match &setup.underlay {
            Some(underlay) => unless_broken(underlay.beneath(&pdf), report)?,
            None => pdf,
        };
        let link = setup.link(recipient);
        unless_broken(seal::seal(&pdf, &link, setup.texts(page), job.date, sign), report)
    }

    /// Whether the certificates are in several languages.
    fn has_languages(&self) -> bool {
        let lang = |setup: &Setup| setup.template.job.lang.clone();
        self.setups.iter().any(|setup| lang(setup) != lang(&self.setups[0]))
    }

    /// Exports the pages of a batch as a part of the file of all pages.
    fn make_part(
        &self,
        setup: &Setup,
        recipients: &dyn Recipients,
        people: &[Recipient],
        document: PagedDocument,
        title: &str,
        report: &mut Report,
    ) -> Option<Document> {
        let urls = people.iter().map(|person| person.verify.as_str());
        let separated = if setup.layout().code == CodeForm::Rows {
            Some((document, Vec::new()))
        } else {
            codes::separate(document, urls)
        };
        let Some((mut document, codes)) = separated else {
            report.push(too_long_for_a_code());
            return None;
        };
        document.info_mut().title = Some(title.into());
        let mut job = setup.template.job.clone();
        if job.edition != Edition::Press {
            let sign = &|index: usize, page: &PageStatement| {
                recipients.sign_page(&people[index].verify, page)
            };
            let part = ScreenPart { setup, people, has_languages: self.has_languages(), sign };
            return part.make(&document, codes, report);
        }
        // All pages go into one file, even if the print shop wants a file for each page of a piece.
        job.vendor.iter_mut().for_each(|vendor| vendor.pages = PagesPerFile::OneFile);
        let files = setup.runner.finish(&job, &document, report);
        let bytes = files.into_values().next()?;
        unless_broken(Document::load_mem(&bytes).map_err(AssemblyError::from), report)
    }
}

/// The file name of a certificate: its number, never the name of a person.
pub(crate) fn file_name(number: &str) -> String {
    format!("{}.pdf", plain_number(number))
}

/// A number without its revision, in letters that every file system takes.
pub(super) fn plain_number(number: &str) -> String {
    let number = number.split(' ').next().unwrap_or_default().chars();
    number.map(|c| if c.is_ascii_alphanumeric() || c == '-' { c } else { '-' }).collect()
}

/// Splits the positions into batches of one design each.
fn batches(recipients: &dyn Recipients, places: Range<usize>) -> Vec<Arc<Range<usize>>> {
    let mut batches = Vec::new();
    let mut start = places.start;
    for place in places.clone() {
        if place - start == BATCH_SIZE || recipients.design(place) != recipients.design(start) {
            batches.push(Arc::new(start..place));
            start = place;
        }
    }
    if start < places.end {
        batches.push(Arc::new(start..places.end));
    }
    batches
}
