//! A document that is of no piece, from its job to an accessible PDF: laid out and checked like any page.

use typst::diag::SourceDiagnostic;

use crate::check;
use crate::content::Content;
use crate::diagnostic::{Code, Finding, Report};
use crate::finish::{FinishError, screen};
use crate::plan::Job;
use crate::typeset::{self, Engine};

/// The PDF; none if the report holds why there is none.
pub(crate) fn apart(
    content: &Content,
    engine: &Engine,
    job: &Job,
    report: &mut Report,
) -> Option<Vec<u8>> {
    let mut tell = |faults: &[SourceDiagnostic]| {
        for fault in faults {
            let (finding, quoted) = typeset::explain(engine, job, Code::TemplateFailed, fault);
            quoted.into_iter().for_each(|(name, text)| report.add_file(name, text));
            report.push(finding);
        }
    };
    let document = typeset::layout(engine, job).document.map_err(|faults| tell(&faults)).ok()?;
    let pdf = match screen::pdf(job, &document) {
        Ok(pdf) => pdf,
        Err(FinishError::Engine(diagnostics)) => {
            tell(&diagnostics);
            return None;
        }
        Err(FinishError::Finding(finding)) => {
            report.push(finding.in_job(job.title()));
            return None;
        }
    };
    let findings = check::check(content, job, &document);
    let is_sound = !findings.iter().any(Finding::is_error);
    report.extend(findings);
    is_sound.then_some(pdf)
}

/// That the project has no such template.
pub(crate) fn no_template(template: &str) -> Finding {
    Finding::new(Code::MissingFile, format!("the template `{template}` is not there"))
        .hint("`peerpress new` shows it; copy it from there")
}
