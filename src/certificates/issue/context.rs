//! A project opened for certificates.

use std::sync::Arc;
use std::time::Duration;

use crate::content::edition::Edition;
use crate::content::{self, Content};
use crate::diagnostic::{Code, Finding, Place, Report};
use crate::error::Error;
use crate::plan::{self, CertificateTemplate, TemplateChoice};
use crate::project::Project;
use crate::typeset::{self, Engine, Fonts};

/// A project opened for certificates.
pub struct CertificateContext {
    /// The project folder.
    pub project: Project,
    /// The data.
    pub content: Arc<Content>,
    /// What is wrong with the data.
    pub report: Report,
    /// The fonts and the template library.
    pub engine: Arc<Engine>,
}

impl CertificateContext {
    /// Reads a project. If the data cannot be read at all, the report says why.
    pub fn open(project: &Project, jobs: usize) -> Result<Self, Report> {
        let mut report = Report::default();
        let Some(mut content) = content::read_facts(project, &mut report) else {
            return Err(report);
        };
        let (engine, findings) = Engine::new(project, Fonts::read(project), jobs);
        report.extend(findings);
        report.extend(typeset::check_fonts(&mut content, &engine.offer(), &[]));
        let (project, content, engine) = (project.clone(), Arc::new(content), Arc::new(engine));
        Ok(Self { project, content, report, engine })
    }

    /// Sets the time limit for each layout.
    pub(crate) fn with_limit(mut self, limit: Duration) -> Self {
        self.engine = match Arc::try_unwrap(self.engine) {
            Ok(engine) => Arc::new(engine.with_limit(limit)),
            Err(shared) => shared,
        };
        self
    }

    /// Returns the errors in the data.
    pub(super) fn errors(&self) -> impl Iterator<Item = Finding> {
        self.report.findings().iter().filter(|finding| finding.is_error()).cloned()
    }

    /// Returns the language that was asked for, or the program's first one.
    pub(crate) fn language(&self, wanted: Option<&str>) -> Result<String, Error> {
        let mut languages = self.content.languages();
        match wanted {
            Some(lang) if !languages.any(|known| known == lang) => {
                Err(self.content.unpublished(lang))
            }
            Some(lang) => Ok(lang.to_owned()),
            None => Ok(languages.next().unwrap_or_default().to_owned()),
        }
    }

    /// Returns what the certificates of a piece are drawn from.
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
    pub fn numbering(&self) -> Result<&content::program::Certificates, Finding> {
        self.content.program.certificates.as_ref().ok_or_else(|| {
            let message = "the program does not say how certificates are numbered";
            Finding::new(Code::MissingField, message).at(Place::file("data/program.json")).hint(
                "add `certificates`, for example { \"prefix\": \"ABCD\", \"year\": true, \
                 \"digits\": 5, \"verify\": \"https://example.org/verify\" }",
            )
        })
    }
}
