//! A job's pages, laid out, checked and arranged on their sheets; not yet a file.

use std::collections::BTreeMap;
use std::sync::Arc;

use typst::diag::SourceDiagnostic;
use typst_layout::PagedDocument;

use crate::check;
use crate::content::Content;
use crate::diagnostic::{Code, Finding};
use crate::finish::office;
use crate::pictures::{self, Cache};
use crate::plan::{self, Job};
use crate::project::Project;
use crate::typeset::{self, Engine};

/// What pages are laid out with.
#[derive(Debug, Clone)]
pub(crate) struct Desk {
    pub(crate) project: Project,
    pub(crate) engine: Arc<Engine>,
    pub(crate) content: Arc<Content>,
    /// What was computed of pictures.
    pub(crate) cache: Arc<Cache>,
}

/// A job's pages.
#[derive(Debug, Default)]
pub(crate) struct Draft {
    /// The pages; none if the template stopped.
    pub(crate) document: Option<PagedDocument>,
    /// The project's files that were read, and the hashes of what was read.
    pub(crate) reads: BTreeMap<String, String>,
    /// The font files that were used, and their hashes.
    pub(crate) fonts: BTreeMap<String, String>,
    /// What is wrong with them.
    pub(crate) findings: Vec<Finding>,
    /// Texts of templates, to quote from.
    pub(crate) quoted: Vec<(String, String)>,
}

impl Draft {
    pub(super) fn tell(
        &mut self,
        engine: &Engine,
        job: &Job,
        code: Code,
        diagnostics: &[SourceDiagnostic],
    ) {
        for diagnostic in diagnostics {
            let (finding, quoted) = typeset::explain(engine, job, code, diagnostic);
            self.findings.push(finding);
            self.quoted.extend(quoted);
        }
    }
}

impl Desk {
    /// Lays a job out and checks its pages.
    pub(crate) fn draft(&self, job: &Job) -> Draft {
        let usable = |decode| check::bad_picture::check(&self.project, &self.content, job, decode);
        let bad = usable(false);
        if !bad.is_empty() {
            return Draft { findings: bad, ..Draft::default() };
        }
        let laid = typeset::layout(&self.engine, job);
        let mut draft = Draft { reads: laid.files, fonts: laid.fonts, ..Draft::default() };
        draft.tell(&self.engine, job, Code::TemplateWarning, &laid.warnings);
        let document = match laid.document {
            Ok(document) => document,
            Err(faults) => {
                // A picture that the engine cannot read is told where it is named, not where the template shows it.
                draft.findings.extend(usable(true));
                if draft.findings.is_empty() {
                    draft.tell(&self.engine, job, Code::TemplateFailed, &faults);
                }
                return draft;
            }
        };
        let (document, placements) =
            pictures::fit(document, check::resolution::target(job), &self.cache);
        draft.findings.extend(check::resolution::check(
            &self.project,
            &self.content,
            job,
            &placements,
        ));
        draft.findings.extend(check::check(&self.content, job, &document));
        draft.document = self.arrange(job, document, &mut draft);
        draft
    }

    /// The pages as they lie on the sheets of the edition; none if the sheet's template has faults.
    fn arrange(
        &self,
        job: &Job,
        document: PagedDocument,
        draft: &mut Draft,
    ) -> Option<PagedDocument> {
        let Some(duplex) = &job.duplex else { return Some(document) };
        let Some(imposition) = &duplex.imposition else {
            return Some(office::arrange(job, duplex, document, None));
        };
        let own = Job {
            template: plan::SHEET_TEMPLATE.to_owned(),
            json: imposition.json.clone(),
            ..job.clone()
        };
        let laid = typeset::layout(&self.engine, &own);
        draft.reads.extend(laid.files);
        draft.fonts.extend(laid.fonts);
        draft.tell(&self.engine, &own, Code::TemplateWarning, &laid.warnings);
        let sheet = laid
            .document
            .map_err(|faults| draft.tell(&self.engine, &own, Code::TemplateFailed, &faults))
            .ok()?;
        Some(office::arrange(job, duplex, document, Some(&sheet)))
    }
}
