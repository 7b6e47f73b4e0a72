//! A pack: one zip with what a print shop needs: the press files under the shop's names, a proof of
//! each page, and a job ticket as PDF and JSON.

mod ticket;
mod zip;

use std::path::Path;
use std::sync::Arc;

use jiff::civil::Date;

use crate::content;
use crate::content::vendors::{NameParts, Vendor};
use crate::diagnostic::{Code, Finding, Report};
use crate::error::Error;
use crate::output::manifest::joined;
use crate::output::write::write;
use crate::pipeline::{
    self, BuildRequest, CollectedJob, ForPack, JobRunner, JobState, missing_template,
};
use crate::plan;
use crate::project::Project;
use crate::typeset::{Engine, Fonts};

#[derive(Debug, Default)]
pub(crate) struct Pack {
    /// The zip in the output folder, with forward slashes; `None` if the report says why it was not
    /// made.
    pub zip: Option<String>,
    /// The names of the files in the zip, in order.
    pub files: Vec<String>,
    pub report: Report,
}

#[derive(Debug, Clone, Copy)]
pub(crate) struct PrintOrder {
    /// The number of copies of each piece.
    pub quantity: u32,
    /// Whether to pack files that are not fit to print. The job ticket is then marked as a draft.
    pub draft: bool,
}

/// A press file in the pack.
struct PressFile {
    name: String,
    lang: String,
    pages: usize,
    bytes: Vec<u8>,
}

/// Creates the package of one piece. Nothing is written unless all of it can be created. The
/// request selects the piece, its languages, and the print shop.
///
/// # Errors
/// If the selection has nothing to pack, or the zip cannot be written.
pub(crate) fn pack(
    project: &Project,
    out: &Path,
    request: &BuildRequest,
    order: PrintOrder,
) -> Result<Pack, Error> {
    let request = BuildRequest {
        force: true,
        write: false,
        collect: true,
        for_pack: Some(ForPack { keep_unfit: order.draft }),
        ..request.clone()
    };
    let outcome = pipeline::build(project, out, &request, |_, _| ())?;
    let is_complete = outcome.rows.iter().all(|row| row.state != JobState::Failed);
    let collected = outcome.collected;
    let mut pack = Pack { report: outcome.report, ..Pack::default() };
    let problems = Problems::find(&pack.report, &collected);
    let Some(first) = collected.first().map(|one| Arc::clone(&one.job)) else {
        if pack.report.has_errors() {
            pack.refuse(&problems);
            return Ok(pack);
        }
        let piece = request.selection.pieces.first().map(String::as_str).unwrap_or_default();
        return Err(Error::usage(format!("`{piece}` has no files for a print shop"))
            .hint("name a piece whose template has the edition `press`"));
    };
    if !is_complete || (!problems.is_empty() && !order.draft) {
        pack.refuse(&problems);
        return Ok(pack);
    }
    let Some(vendor) = &first.vendor else { return Ok(pack) };
    let Some(content) = content::read_facts(project, &mut Report::default()) else {
        return Ok(pack);
    };
    let press_files: Vec<PressFile> =
        collected.iter().flat_map(|one| press_files(one, vendor)).collect();
    let ticket = ticket::fill(&content, order, &first, vendor, &press_files, &problems);
    let Some(job) = ticket::job(&content, &first, &ticket) else {
        pack.report.push(missing_template(ticket::TEMPLATE));
        return Ok(pack);
    };
    // The build above has reported the findings about fonts.
    let (engine, _) = Engine::new(project, Fonts::read(project), request.jobs);
    let runner = JobRunner::new(project, Arc::new(engine), Arc::new(content));
    let pdf = runner.run_standalone(&job, &mut pack.report);
    pack.report.sort();
    let Some(pdf) = pdf else { return Ok(pack) };
    let mut files = vec![
        ("job-ticket.pdf".to_owned(), pdf),
        ("job-ticket.json".to_owned(), ticket.to_json(out)?),
    ];
    files.extend(press_files.into_iter().map(|file| (file.name, file.bytes)));
    files.extend(collected.iter().flat_map(proofs));
    pack.write(out, format!("packs/{}-{}.zip", first.piece, vendor.id), files, first.date)?;
    Ok(pack)
}

impl Pack {
    /// Writes the zip to a path in the output folder.
    fn write(
        &mut self,
        out: &Path,
        path: String,
        files: Vec<(String, Vec<u8>)>,
        date: Date,
    ) -> Result<(), Error> {
        let bytes = zip::bytes(&files, date)
            .map_err(|error| Error::new(out, format!("the package cannot be created: {error}")))?;
        write(&joined(out, &path), &bytes)?;
        self.files = files.into_iter().map(|(name, _)| name).collect();
        self.zip = Some(path);
        Ok(())
    }

    /// Reports the first problem as the reason why there is no pack.
    fn refuse(&mut self, problems: &Problems) {
        let Some(problem) = problems.first() else { return };
        let finding =
            Finding::new(Code::NotPacked, format!("the package was not created: {problem}"))
                .hint("fix the problem, or add `--draft`, which marks the job ticket as a draft");
        self.report.push(finding);
        self.report.sort();
    }
}

/// What keeps a pack from going to the print shop.
#[derive(Debug, Default)]
struct Problems {
    errors: Vec<String>,
    /// Contacts on the piece that are still the placeholders of the starter.
    placeholders: Vec<String>,
}

impl Problems {
    fn find(report: &Report, collected: &[CollectedJob]) -> Self {
        let mut problems = Self::default();
        for finding in report.findings() {
            let is_printed = finding.place.is_none()
                || collected.iter().any(|one| plan::concerns(finding, &one.job));
            if finding.is_error() {
                problems.errors.push(finding.message.clone());
            } else if finding.code == Code::Placeholder && is_printed {
                problems.placeholders.push(finding.message.clone());
            }
        }
        problems
    }

    fn first(&self) -> Option<&String> {
        self.errors.first().or_else(|| self.placeholders.first())
    }

    fn is_empty(&self) -> bool {
        self.first().is_none()
    }
}

/// The press files of a job, under the names that the shop wants.
fn press_files(one: &CollectedJob, vendor: &Vendor) -> Vec<PressFile> {
    let job = &one.job;
    let is_split = one.pdfs.len() > 1;
    let pages = one.proofs.len();
    let mut files = Vec::new();
    for (page, output) in job.outputs(pages).into_iter().enumerate() {
        let Some(bytes) = one.pdfs.get(&output) else { continue };
        let side = job.side_id(page);
        let parts = NameParts {
            piece: &job.piece,
            subject_id: job.subject_id.as_deref(),
            lang: &job.lang,
            side: is_split.then_some(side.as_str()),
            trim: &job.spec.trim,
        };
        files.push(PressFile {
            name: format!("press/{}", vendor.file_name(&parts)),
            lang: job.lang.clone(),
            pages: if is_split { 1 } else { pages },
            bytes: bytes.clone(),
        });
    }
    files
}

/// The proofs of a job with their names in the zip.
fn proofs(one: &CollectedJob) -> Vec<(String, Vec<u8>)> {
    let job = &one.job;
    let name = |page: usize| {
        let stem = job.stem().replace('.', "-");
        format!("proofs/{stem}-{}-{}.png", job.lang, job.side_id(page))
    };
    one.proofs.iter().enumerate().map(|(page, png)| (name(page), png.clone())).collect()
}
