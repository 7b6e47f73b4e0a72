//! A project opened for certificates.

use std::fmt;
use std::sync::Arc;

use crate::content::edition::Edition;
use crate::content::{self, Content};
use crate::diagnostic::{Code, Finding, Place, Report};
use crate::error::Error;
use crate::plan::{self, CertificateTemplate, TemplateChoice};
use crate::project::Project;
use crate::typeset::{Engine, Fonts};

/// The file that says how certificates are numbered.
const PROGRAM: &str = "data/program.json";

/// A project opened for certificates.
pub struct CertificateContext {
    /// The project's folder.
    pub project: Project,
    /// The data.
    pub content: Arc<Content>,
    /// What is wrong with the data.
    pub report: Report,
    /// The fonts and the template library.
    pub engine: Arc<Engine>,
}

impl fmt::Debug for CertificateContext {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("CertificateContext").field("project", &self.project).finish_non_exhaustive()
    }
}

impl CertificateContext {
    /// Reads a project.
    ///
    /// # Errors
    /// If the data cannot be read at all. The report says why.
    pub fn open(project: &Project, jobs: usize) -> Result<Self, Report> {
        let mut report = Report::default();
        let Some(content) = content::read(project, &mut report) else { return Err(report) };
        let (engine, findings) = Engine::new(project, Fonts::read(project), jobs);
        report.extend(findings);
        let (project, content, engine) = (project.clone(), Arc::new(content), Arc::new(engine));
        Ok(Self { project, content, report, engine })
    }

    /// Returns the errors in the data.
    pub(super) fn errors(&self) -> impl Iterator<Item = Finding> {
        self.report.findings().iter().filter(|finding| finding.is_error()).cloned()
    }

    /// Returns what the certificates of a piece are drawn from.
    ///
    /// # Errors
    /// If the piece is not a certificate, or cannot be made in this edition and language.
    pub fn template(
        &self,
        piece: &str,
        edition: Edition,
        lang: &str,
        session: Option<&str>,
        vendor: Option<&str>,
    ) -> Result<CertificateTemplate, Error> {
        let choice = TemplateChoice { piece, edition, lang, vendor, session };
        plan::certificate_template(&self.content, &self.report, &choice)
    }

    /// Returns how certificates are numbered and where they are verified.
    ///
    /// # Errors
    /// If the data does not say so.
    pub fn numbering(&self) -> Result<&content::program::Certificates, Finding> {
        self.content.program.certificates.as_ref().ok_or_else(|| {
            let message = "the program does not say how certificates are numbered";
            Finding::new(Code::MissingField, message).at(Place::file(PROGRAM)).hint(
                "add `certificates`, for example { \"prefix\": \"ABCD\", \"year\": true, \
                 \"digits\": 5, \"verify\": \"https://example.org/verify\" }",
            )
        })
    }
}
