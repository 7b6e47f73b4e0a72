//! Turns the diagnostics of Typst into findings about the piece.

use typst::WorldExt;
use typst::diag::SourceDiagnostic;

use super::absent::{absent_facts, needs_absent};
use super::access::{access_hints, refused_file};
use super::engine::Engine;
use super::world::{JobWorld, path_of, text_of};
use crate::diagnostic::{Code, Finding, Place, Report};
use crate::plan::Job;

/// Reports what Typst says about a job, with the files to quote from.
pub fn explain(
    engine: &Engine,
    job: &Job,
    code: Code,
    diagnostics: &[SourceDiagnostic],
    report: &mut Report,
) {
    let world = JobWorld::new(engine, job);
    for diagnostic in diagnostics {
        let absent = absent_facts(&world, job, diagnostic);
        let mut finding = match absent.is_empty() || code != Code::TemplateFailed {
            true => finding(job, code, diagnostic),
            false => needs_absent(job, &absent),
        };
        if let (Some(id), Some(range)) = (diagnostic.span.id(), world.range(diagnostic.span)) {
            let name = path_of(id);
            finding = finding.at(Place::at(&name, range));
            if let Some(text) = text_of(engine, job, id) {
                report.add_file(name, text);
            }
        } else {
            finding = finding.at(Place::file(format!("templates/{}/main.typ", job.template)));
        }
        report.push(finding);
    }
}

fn finding(job: &Job, code: Code, diagnostic: &SourceDiagnostic) -> Finding {
    let Job { template, piece, .. } = job;
    if let Some(file) = refused_file(&diagnostic.message) {
        let message = format!("the template `{template}` cannot read `{file}`");
        let finding = Finding::new(Code::TemplateAccess, message).in_job(job.title());
        return access_hints(job, file).into_iter().fold(finding, Finding::hint);
    }
    // Later lines are for people who work on Typst itself.
    let cause = diagnostic.message.lines().next().unwrap_or_default();
    let message = match code {
        Code::TemplateWarning => format!("the template `{template}` has a warning: {cause}"),
        Code::NotAccessible => {
            format!("the template `{template}` does not produce an accessible PDF: {cause}")
        }
        _ => format!("the template `{template}` failed: {cause}"),
    };
    let mut finding = Finding::new(code, message).in_job(job.title());
    // Hints about the command line of Typst do not help here.
    for hint in diagnostic.hints.iter().filter(|hint| !hint.v.contains("--")) {
        finding = finding.hint(hint.v.as_str());
    }
    if let Some(field) = missing_field(&diagnostic.message) {
        let hints = job.spec.declaration_hints(field);
        finding = hints.into_iter().fold(finding, Finding::hint);
    }
    if code == Code::TemplateFailed {
        finding = finding.hint(format!(
            "ask the template's designer; `peerpress job {piece}` prints the facts that the \
             template reads"
        ));
    }
    finding
}

/// The field that `/job.json` does not have, if that is what Typst says.
fn missing_field(message: &str) -> Option<&str> {
    message.strip_prefix("dictionary does not contain key \"")?.split('"').next()
}
