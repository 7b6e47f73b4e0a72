//! One job: laid out, checked, finished by its edition.

use std::collections::BTreeMap;
use std::time::Duration;

use typst::diag::SourceDiagnostic;
use typst_layout::PagedDocument;

use super::ForPack;
use super::draft::Desk;
use crate::content::edition::Edition;
use crate::diagnostic::{Code, Finding};
use crate::finish::{FinishError, office, press, preview, screen};
use crate::output::manifest;
use crate::plan::Job;
use crate::typeset;
use crate::workers::Failure;

/// What every job needs to be made.
pub(super) struct Maker {
    pub(super) desk: Desk,
    pub(super) png: Option<u32>,
    pub(super) for_pack: Option<ForPack>,
}

/// A job, made: its files if nothing is wrong with it, and what was found.
#[derive(Default)]
pub(super) struct Made {
    /// Contents by path in the output folder.
    pub(super) outputs: BTreeMap<String, Vec<u8>>,
    pub(super) pages: Option<usize>,
    pub(super) reads: BTreeMap<String, String>,
    pub(super) fonts: BTreeMap<String, String>,
    pub(super) proofs: Vec<Vec<u8>>,
    pub(super) findings: Vec<Finding>,
    /// Texts of templates, to quote from.
    pub(super) quoted: Vec<(String, String)>,
}

impl Maker {
    /// Lays a job out, checks its pages and finishes it.
    pub(super) fn make(&self, job: &Job) -> Made {
        let draft = self.desk.draft(job);
        let mut made = Made {
            reads: draft.reads,
            fonts: draft.fonts,
            findings: draft.findings,
            quoted: draft.quoted,
            ..Made::default()
        };
        if let Some(vendor) = &job.vendor {
            made.reads.extend(
                manifest::file_hash(&self.desk.project.path(&vendor.profile))
                    .map(|hash| (vendor.profile.clone(), hash)),
            );
        }
        let Some(document) = draft.document else { return made };
        made.pages = Some(document.pages().len());
        if made.findings.iter().any(Finding::is_error) || !self.finish(job, &document, &mut made) {
            return made;
        }
        if let (Some(_), Some(vendor)) = (self.for_pack, &job.vendor) {
            match preview::proofs(&document, vendor) {
                Ok(proofs) => made.proofs = proofs,
                Err(error) => made.findings.push(no_picture(job, &error)),
            }
        }
        if let Some(width) = self.png {
            self.previews(job, &document, width, &mut made);
        }
        made
    }

    /// Makes the file of the edition; false if it cannot be.
    fn finish(&self, job: &Job, document: &PagedDocument, made: &mut Made) -> bool {
        let one_file = |pdf| vec![(job.output(), pdf)];
        let finished = match (job.edition, &job.duplex) {
            (Edition::Press, _) => press::pdfs(&self.desk.project, job, document, &self.desk.cache),
            (Edition::Office, Some(duplex)) => office::pdf(job, duplex, document).map(one_file),
            _ => screen::pdf(job, document).map(one_file),
        };
        let files = match finished {
            Ok(files) => files,
            Err(FinishError::Engine(diagnostics)) => {
                let code = match job.edition {
                    Edition::Press => Code::NotPressReady,
                    _ => Code::NotAccessible,
                };
                self.tell(job, code, &diagnostics, made);
                return false;
            }
            Err(FinishError::Finding(finding)) => {
                made.findings.push(finding.in_job(job.title()));
                return false;
            }
        };
        let preflight = crate::preflight::Preflight::of(job);
        let findings: Vec<Finding> = preflight
            .iter()
            .flat_map(|preflight| {
                files
                    .iter()
                    .enumerate()
                    .map(|(index, file)| preflight.from_page(index).check(&file.1))
            })
            .flatten()
            .collect();
        let is_fit = findings.is_empty() || self.for_pack.is_some_and(|pack| pack.keep_unfit);
        made.findings.extend(findings.into_iter().map(|finding| finding.in_job(job.title())));
        if is_fit {
            made.outputs.extend(files);
        }
        is_fit
    }

    fn previews(&self, job: &Job, document: &PagedDocument, width: u32, made: &mut Made) {
        match preview::pngs(document, width) {
            Ok(pages) => made.outputs.extend(
                pages.into_iter().enumerate().map(|(index, png)| (job.preview(index), png)),
            ),
            Err(error) => made.findings.push(no_picture(job, &error)),
        }
    }

    fn tell(&self, job: &Job, code: Code, diagnostics: &[SourceDiagnostic], made: &mut Made) {
        for diagnostic in diagnostics {
            let (finding, quoted) = typeset::explain(&self.desk.engine, job, code, diagnostic);
            made.findings.push(finding);
            made.quoted.extend(quoted);
        }
    }
}

fn no_picture(job: &Job, error: &str) -> Finding {
    Finding::new(Code::TemplateFailed, format!("no picture of a page could be drawn: {error}"))
        .in_job(job.title())
}

/// The finding for a job that did not come to an end.
pub(crate) fn gave_up(job: &Job, failure: Failure, timeout: Duration) -> Vec<Finding> {
    let finding = match failure {
        Failure::Timeout => Finding::new(Code::TemplateEndless, format!("the template `{}` was not done after {} seconds", job.template, timeout.as_secs()))
            .hint("does a loop in it never end? `--timeout` allows more time"),
        Failure::Panic => Finding::new(Code::TemplateFailed, format!("the typesetting engine broke down on the template `{}`", job.template))
            .hint("please report this, with the project: it is a fault of Peerpress or Typst, not of your data"),
    };
    vec![finding.in_job(job.title())]
}
