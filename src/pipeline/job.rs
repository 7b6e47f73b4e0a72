//! One job: laid out, checked, finished for its edition, and preflighted. Everything that makes a
//! file goes through [`JobRunner`].

use std::collections::BTreeMap;
use std::sync::Arc;
use std::time::Duration;

use typst_layout::PagedDocument;

use super::ForPack;
use super::proofs::{self, Proofs};
use crate::check;
use crate::content::Content;
use crate::content::edition::Edition;
use crate::diagnostic::{Code, Finding, Place, Report};
use crate::finish::{FinishError, image, language, links, office, press, preview, screen};
use crate::output::{count, manifest};
use crate::pictures::{self, Cache};
use crate::plan::{self, Job};
use crate::preflight::Preflight;
use crate::project::Project;
use crate::typeset::{self, Engine, Laid};
use crate::workers::journal::{self, Death};
use crate::workers::{self, Failure, LIMIT_MB};

/// What all jobs of a run share.
#[derive(Clone)]
pub(crate) struct JobRunner {
    pub(crate) project: Project,
    pub(crate) engine: Arc<Engine>,
    pub(crate) content: Arc<Content>,
    /// Pictures that were already scaled to fit.
    pub(crate) cache: Arc<Cache>,
    /// The width of previews in pixels; `None` for no previews.
    pub(crate) png: Option<u32>,
    /// Set to keep the proofs for a pack.
    pub(crate) for_pack: Option<ForPack>,
}

/// The pages of a job, checked and arranged on their sheets, but not yet a file.
#[derive(Debug, Default)]
pub(crate) struct LaidOut {
    /// The pages; `None` if the template failed.
    pub(crate) document: Option<PagedDocument>,
    /// The files of the project that were read, with the hashes of their contents.
    pub(crate) reads: BTreeMap<String, String>,
    /// The font files that were used, with their hashes.
    pub(crate) fonts: BTreeMap<String, String>,
    /// The findings, with the texts of templates to quote from.
    pub(crate) report: Report,
}

/// The files of a job and the findings. There are no files if a finding forbids them.
#[derive(Debug, Default)]
pub(crate) struct FinishedJob {
    /// The contents of each file, by its path in the output folder.
    pub(crate) outputs: BTreeMap<String, Vec<u8>>,
    /// The number of pages, if they could be laid out.
    pub(crate) pages: Option<usize>,
    pub(crate) reads: BTreeMap<String, String>,
    pub(crate) fonts: BTreeMap<String, String>,
    /// The pictures for a pack.
    pub(crate) proofs: Proofs,
    pub(crate) report: Report,
}

impl JobRunner {
    /// Creates a runner without previews and proofs that keeps fitted pictures in memory.
    pub(crate) fn new(project: &Project, engine: Arc<Engine>, content: Arc<Content>) -> Self {
        let (project, cache) = (project.clone(), Arc::default());
        Self { project, engine, content, cache, png: None, for_pack: None }
    }

    /// Lays out a job, checks its pages, finishes them for its edition, and preflights the files.
    pub(crate) fn run(&self, job: &Job) -> FinishedJob {
        let _running = journal::begin(job.title(), &job.template);
        let LaidOut { document, reads, fonts, report } = self.lay_out(job);
        let mut finished = FinishedJob { reads, fonts, report, ..FinishedJob::default() };
        if let Some(vendor) = &job.vendor
            && let Some(hash) = manifest::file_hash(&self.project.path(&vendor.profile))
        {
            finished.reads.insert(vendor.profile.clone(), hash);
        }
        let Some(document) = document else { return finished };
        finished.pages = Some(document.pages().len());
        if finished.report.has_errors() {
            return finished;
        }
        finished.outputs = self.finish(job, &document, &mut finished.report);
        if !finished.outputs.is_empty() {
            self.draw_pictures(job, &document, &mut finished);
        }
        finished
    }

    /// Makes a document that belongs to no piece, such as a job ticket. `None` if the report says
    /// why it cannot be built.
    pub(crate) fn run_standalone(&self, job: &Job, report: &mut Report) -> Option<Vec<u8>> {
        let finished = self.run(job);
        report.append(finished.report);
        finished.outputs.into_values().next()
    }

    /// Lays out a job and checks its pages.
    pub(crate) fn lay_out(&self, job: &Job) -> LaidOut {
        let _running = journal::begin(job.title(), &job.template);
        let mut laid_out = LaidOut::default();
        // Decoding a picture completely takes long.
        let check_pictures =
            |decode| check::bad_picture::check(&self.project, &self.content, job, decode);
        laid_out.report.extend(check_pictures(false));
        if laid_out.report.has_errors() {
            return laid_out;
        }
        let Some(document) = self.typeset(job, &mut laid_out) else {
            // The report names a picture that the engine cannot read, not the template showing it.
            let pictures = check_pictures(true);
            if !pictures.is_empty() {
                laid_out.report = Report::default();
                laid_out.report.extend(pictures);
            }
            return laid_out;
        };
        let target = check::resolution::target(job);
        let (document, placements) = pictures::fit(document, target, &self.cache);
        let report = &mut laid_out.report;
        report.extend(check::check_pictures(&self.project, &self.content, job, &placements));
        report.extend(check::check(&self.content, job, &document));
        laid_out.document = self.arrange(job, document, &mut laid_out);
        laid_out
    }

    /// Runs the template. `None` if it failed; the report then says why.
    pub(crate) fn typeset(&self, job: &Job, laid_out: &mut LaidOut) -> Option<PagedDocument> {
        let inputs = || manifest::job_inputs_hash(&self.project, job);
        if let Some(death) = journal::is_barred(&job.title(), &job.template, inputs) {
            laid_out.report.push(out_of_memory(job, death));
            return None;
        }
        let running = journal::begin(job.title(), &job.template);
        let laid = match self.lay_out_in_time(job) {
            Ok(laid) => laid,
            Err(failure) => {
                // The abandoned thread goes on, and must not fill the memory.
                running.leave_running();
                laid_out.report.append(failure_report(job, failure, self.engine.limit()));
                return None;
            }
        };
        laid_out.reads.extend(laid.files);
        laid_out.fonts.extend(laid.fonts);
        let report = &mut laid_out.report;
        typeset::explain(&self.engine, job, Code::TemplateWarning, &laid.warnings, report);
        let document = laid.document.map_err(|faults| {
            typeset::explain(&self.engine, job, Code::TemplateFailed, &faults, report)
        });
        document.ok()
    }

    /// Runs the template within the time limit.
    ///
    /// # Errors
    /// If it does not finish in time, now or before, or if the engine crashes.
    pub(crate) fn lay_out_in_time(&self, job: &Job) -> Result<Laid, Failure> {
        if self.engine.is_endless(&job.template) {
            return Err(Failure::Timeout);
        }
        let (engine, work) = (Arc::clone(&self.engine), job.clone());
        let laid = workers::within(self.engine.limit(), move || typeset::layout(&engine, &work));
        if laid.as_ref().is_err_and(|failure| *failure == Failure::Timeout) {
            self.engine.note_endless(&job.template);
        }
        laid
    }

    /// Puts the pages of the office edition on their sheets. `None` if the sheet's template failed.
    fn arrange(
        &self,
        job: &Job,
        document: PagedDocument,
        laid_out: &mut LaidOut,
    ) -> Option<PagedDocument> {
        let Some(duplex) = &job.duplex else { return Some(document) };
        let mut sheet = None;
        if let Some(imposition) = &duplex.imposition {
            let template = plan::SHEET_TEMPLATE.to_owned();
            let sheet_job = Job { template, json: imposition.json.clone(), ..job.clone() };
            sheet = Some(self.typeset(&sheet_job, laid_out)?);
        }
        Some(office::arrange(job, duplex, document, sheet.as_ref()))
    }

    /// Finishes pages for the edition and preflights the files. Returns the files by their path in
    /// the output folder; none if the report says why they cannot be used.
    pub(crate) fn finish(
        &self,
        job: &Job,
        document: &PagedDocument,
        report: &mut Report,
    ) -> BTreeMap<String, Vec<u8>> {
        let _running = journal::begin(job.title(), &job.template);
        let files = match self.make_files(job, document) {
            Ok(files) => files,
            Err(error) => {
                self.report_finish_error(job, error, report);
                return BTreeMap::new();
            }
        };
        let findings = preflight(&self.project, job, &files);
        let is_fit = findings.is_empty() || self.for_pack.is_some_and(|pack| pack.keep_unfit);
        report.extend(findings);
        if is_fit { files.into_iter().collect() } else { BTreeMap::new() }
    }

    fn make_files(
        &self,
        job: &Job,
        document: &PagedDocument,
    ) -> Result<Vec<(String, Vec<u8>)>, FinishError> {
        let one = |pdf| vec![(job.output(), pdf)];
        let document = &*links::described(document, &job.data);
        let files = match (job.edition, &job.duplex) {
            (Edition::Image, _) => return image::files(job, document),
            (Edition::Press, _) => press::pdfs(&self.project, job, document, &self.cache)?,
            (_, Some(duplex)) => one(office::pdf(job, duplex, document)?),
            (Edition::Office, None) => one(office::plain_pdf(job, document)?),
            (_, None) => one(screen::accessible(&job.output(), job.date, document)?),
        };
        let stated = |(path, pdf)| Ok((path, language::state(pdf, &job.lang)?));
        files.into_iter().map(stated).collect()
    }

    /// Reports why a file cannot be finished.
    pub(crate) fn report_finish_error(&self, job: &Job, error: FinishError, report: &mut Report) {
        match error {
            FinishError::Engine(faults) => {
                let is_press = job.edition == Edition::Press;
                let code = if is_press { Code::NotPressReady } else { Code::NotAccessible };
                typeset::explain(&self.engine, job, code, &faults, report);
            }
            FinishError::Finding(finding) => report.push(finding.in_job(job.title())),
        }
    }

    /// Draws the proofs for a pack and the previews, where they are wanted.
    fn draw_pictures(&self, job: &Job, document: &PagedDocument, finished: &mut FinishedJob) {
        if let (Some(_), Some(vendor)) = (self.for_pack, &job.vendor) {
            match proofs::draw(self, job, vendor, document, &mut finished.report) {
                Ok(proofs) => finished.proofs = proofs,
                Err(error) => finished.report.push(no_picture(job, &error)),
            }
        }
        let Some(width) = self.png.filter(|_| job.edition != Edition::Image) else { return };
        match preview::pngs(document, width) {
            Ok(pages) => {
                let named = pages.into_iter().enumerate();
                finished.outputs.extend(named.map(|(page, png)| (job.preview(page), png)));
            }
            Err(error) => finished.report.push(no_picture(job, &error)),
        }
    }
}

/// Checks the finished files of a press job against its vendor's requirements.
fn preflight(project: &Project, job: &Job, files: &[(String, Vec<u8>)]) -> Vec<Finding> {
    let Some(preflight) = Preflight::of(job, project) else { return Vec::new() };
    let mut findings = Vec::new();
    for (first_page, (_, bytes)) in files.iter().enumerate() {
        findings.extend(Preflight { first_page, ..preflight }.check(bytes));
    }
    findings.into_iter().map(|finding| finding.in_job(job.title())).collect()
}

fn no_picture(job: &Job, error: &str) -> Finding {
    let message = format!("a picture of a page cannot be drawn: {error}");
    Finding::new(Code::TemplateFailed, message).in_job(job.title())
}

/// Reports a job that did not finish.
pub(crate) fn failure_report(job: &Job, failure: Failure, timeout: Duration) -> Report {
    let template = &job.template;
    let finding = match failure {
        Failure::Timeout => {
            let seconds = count(timeout.as_secs() as usize, "second", "seconds");
            let message = format!("the template `{template}` did not finish in {seconds}");
            Finding::new(Code::TemplateEndless, message).hint(
                "look for an infinite loop; `build`, `certify`, and `name-badges` allow more \
                     time with `--timeout`",
            )
        }
        // A size that overflows panics before any memory is requested.
        Failure::Panic(what) if what == "capacity overflow" => out_of_memory(job, Death::Crash),
        Failure::Panic(what) => {
            let message =
                format!("the typesetting engine crashed on the template `{template}`: {what}");
            Finding::new(Code::TemplateFailed, message).hint(
                "report this with the project; it is a bug in Peerpress or Typst, not in your data",
            )
        }
    };
    let mut report = Report::default();
    report.push(finding.in_job(job.title()));
    report
}

/// The finding for a job that ended an earlier process.
fn out_of_memory(job: &Job, death: Death) -> Finding {
    let template = &job.template;
    let message = match death {
        Death::Memory => format!(
            "the template `{template}` needs more memory than the {LIMIT_MB} MB that a job may use"
        ),
        Death::Crash => format!(
            "the template `{template}` asks for more memory than there is, or nests too deeply"
        ),
    };
    Finding::new(Code::TemplateMemory, message)
        .in_job(job.title())
        .at(Place::file(format!("templates/{template}/main.typ")))
        .hint(
            "look for a loop that adds to a list or a page without an end, a very large number, \
             or content inside itself",
        )
}

/// The finding for a template that the program itself needs and the project does not have.
pub(crate) fn missing_template(template: &str) -> Finding {
    Finding::new(Code::MissingFile, format!("the project has no template `{template}`"))
        .hint("copy it from a new project made with `peerpress new`")
}
