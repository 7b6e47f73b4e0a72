//! What the certificates of one design share: the template and the ornament.

use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::Duration;

use typst::model::Document as _;
use typst_layout::{Page, PagedDocument};

use super::part::CommonStore;
use crate::content::edition::Edition;
use crate::diagnostic::{Code, Report};
use crate::finish::glyphs::FontStore;
use crate::finish::seal::CodeLink;
use crate::finish::singles::{SignPage, Single, SingleFiles, Write};
use crate::finish::underlay::{self, AssemblyError, Underlay};
use crate::finish::{self, FinishError, codes, screen, seal};
use crate::pdf::PlacedText;
use crate::pipeline::{JobRunner, LaidOut, failure_report};
use crate::plan::{CertificateLayout, CertificateTemplate, CodeForm, Job, Recipient};
use crate::workers::Failure;

/// What the certificates of one design share.
pub(super) struct Setup {
    pub(super) template: CertificateTemplate,
    pub(super) runner: JobRunner,
    /// The ornament that is put beneath each page.
    pub(super) underlay: Option<Arc<Underlay>>,
    /// The text of the ornament.
    pub(super) ornament_texts: Vec<PlacedText>,
    /// The embedded fonts of single files.
    fonts: FontStore,
    /// What pages have in common in the file of all pages.
    pub(super) common: CommonStore,
    /// Whether the template leaves a place for the code, as far as is known.
    leaves_code: AtomicBool,
}

impl Setup {
    pub(super) fn new(template: CertificateTemplate, runner: JobRunner) -> Self {
        let leaves_code = AtomicBool::new(template.job.edition != Edition::Press);
        Self {
            template,
            runner,
            underlay: None,
            ornament_texts: Vec::new(),
            fonts: FontStore::default(),
            common: CommonStore::default(),
            leaves_code,
        }
    }

    /// The parts that the template draws: the ornament only if there is no underlay.
    pub(super) fn layout(&self) -> CertificateLayout {
        let whole = CertificateLayout::whole(self.template.job.edition);
        CertificateLayout { ornament: self.underlay.is_none(), ..whole }
    }

    /// Lays out pages with places for their codes. `None` if the template leaves no places.
    pub(super) fn lay_out_without_codes(
        &self,
        people: &[Recipient],
        code: CodeForm,
    ) -> Option<PagedDocument> {
        if !self.leaves_code.load(Ordering::Relaxed) {
            return None;
        }
        let job = self.template.job(people, CertificateLayout { code, ..self.layout() });
        // Most pages are made here, so this does not begin a job for the watchdog, which would look
        // at the memory all the time. A template that fails is laid out again with its codes, as a
        // job that is watched and reported.
        let document = self.runner.lay_out_in_time(&job).ok()?.document.ok();
        let document = document.filter(codes::has_places);
        self.leaves_code.store(document.is_some(), Ordering::Relaxed);
        document
    }

    /// The time limit for a batch.
    pub(super) fn limit(&self) -> Duration {
        self.runner.engine.limit()
    }

    /// Reports why a batch was not made. A template that takes too long is not tried again, and is
    /// reported once.
    pub(super) fn describe_failure(&self, failure: Failure) -> Report {
        let (engine, job) = (&self.runner.engine, &self.template.job);
        if failure == Failure::Timeout && engine.is_endless(&job.template) {
            return Report::default();
        }
        if failure == Failure::Timeout {
            engine.note_endless(&job.template);
        }
        failure_report(job, failure, self.limit())
    }

    /// The title of a person's file.
    pub(super) fn title(&self, recipient: &Recipient) -> String {
        format!("{}: {}", self.template.title, recipient.name)
    }

    /// What identifies a person's file among all files of the program.
    pub(super) fn identity(&self, recipient: &Recipient) -> String {
        format!("{}#{}", self.template.job.output(), recipient.number)
    }

    /// The link to the page that checks a certificate.
    pub(super) fn link<'a>(&self, recipient: &'a Recipient) -> CodeLink<'a> {
        let description = self.template.link_description(&recipient.number);
        CodeLink { url: &recipient.verify, description }
    }

    /// Exports the pages of a batch as separate accessible files, and passes each to `write`.
    /// Returns which pages were exported. The others must be exported alone.
    pub(super) fn singles(
        &self,
        batch: &PagedDocument,
        people: &[Recipient],
        has_blank_codes: bool,
        sign: SignPage<'_>,
        write: Write<'_>,
    ) -> Vec<bool> {
        let singles = batch.pages().iter().zip(people).map(|(page, person)| Single {
            page,
            title: self.title(person),
            identity: self.identity(person),
            name: &person.name,
            link: self.link(person),
            texts: self.texts(page),
        });
        let singles: Vec<Single<'_>> = singles.collect();
        let files = SingleFiles {
            fonts: &self.fonts,
            underlay: self.underlay.as_deref(),
            date: self.template.job.date,
            info: batch.info(),
            has_blank_codes,
            sign,
        };
        files.make(&singles, write)
    }

    /// The text of a page, with that of its ornament.
    pub(super) fn texts(&self, page: &Page) -> Vec<PlacedText> {
        self.ornament_texts.iter().cloned().chain(seal::texts(page)).collect()
    }
}

/// Draws the ornament of a template. `Some(None)` if the template draws something else when it is
/// asked to leave the ornament out; then its pages need no underlay.
pub(super) fn draw_ornament(
    runner: &JobRunner,
    template: &CertificateTemplate,
    report: &mut Report,
) -> Option<Option<(Arc<Underlay>, Vec<PlacedText>)>> {
    let whole = CertificateLayout::whole(template.job.edition);
    let bare = template.job(&[], CertificateLayout { ornament: false, ..whole });
    let bare = typeset_pages(runner, &bare, report)?;
    let [page] = bare.pages() else { return Some(None) };
    if !underlay::is_blank(page) {
        return Some(None);
    }
    let drawn = typeset_pages(runner, &template.job(&[], whole), report)?;
    let name = format!("{} ornament", template.job.output());
    let pdf = screen::untagged(&name, template.job.date, &drawn);
    let mut pdf = unless_refused(runner, &template.job, pdf, report)?;
    unless_broken(finish::compress(&mut pdf), report)?;
    let texts = drawn.pages().iter().flat_map(seal::texts).collect();
    unless_broken(Underlay::ornament(&pdf), report)
        .map(|underlay| Some((Arc::new(underlay), texts)))
}

/// Runs the template. `None` if the report says why it failed.
pub(super) fn typeset_pages(
    runner: &JobRunner,
    job: &Job,
    report: &mut Report,
) -> Option<PagedDocument> {
    let mut laid_out = LaidOut::default();
    let document = runner.typeset(job, &mut laid_out);
    if document.is_none() {
        report.append(laid_out.report);
    }
    document
}

/// Reports why a file cannot be finished.
pub(super) fn unless_refused<T>(
    runner: &JobRunner,
    job: &Job,
    result: Result<T, FinishError>,
    report: &mut Report,
) -> Option<T> {
    result.map_err(|error| runner.report_finish_error(job, error, report)).ok()
}

/// Reports a file that this program wrote and cannot process further.
pub(super) fn unless_broken<T>(result: Result<T, AssemblyError>, report: &mut Report) -> Option<T> {
    result.map_err(|fault| report.push(finish::broken(Code::NotAccessible, fault))).ok()
}
