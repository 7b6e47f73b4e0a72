//! A template's own failure, told in terms of the piece, with the Typst position for the designer.

use typst::WorldExt;
use typst::diag::SourceDiagnostic;

use super::engine::Engine;
use super::world::{JobWorld, shown, text_of};
use crate::diagnostic::{Code, Finding, Place};
use crate::plan::Job;

/// Turns what Typst says into a finding, with the file that it stands in for quoting.
pub fn explain(
    engine: &Engine,
    job: &Job,
    code: Code,
    diagnostic: &SourceDiagnostic,
) -> (Finding, Option<(String, String)>) {
    let world = JobWorld::new(engine, job);
    let mut finding = Finding::new(
        code,
        format!("the template `{}` {}: {}", job.template, verb(code), plain(&diagnostic.message)),
    )
    .in_job(job.title());
    let mut quoted = None;
    if let (Some(id), Some(range)) = (diagnostic.span.id(), world.range(diagnostic.span)) {
        let name = shown(id);
        finding = finding.at(Place::at(&name, range));
        quoted = text_of(engine, job, id).map(|text| (name, text));
    } else {
        finding = finding.at(Place::file(format!("templates/{}/main.typ", job.template)));
    }
    // Hints about Typst's own command line are of no use here.
    for hint in diagnostic.hints.iter().filter(|hint| !hint.v.contains("--")) {
        finding = finding.hint(hint.v.as_str());
    }
    if code == Code::TemplateFailed {
        finding = finding.hint(format!("this is for the template's designer; `peerpress job {}` shows the facts that it was given", job.piece));
    }
    (finding, quoted)
}

fn verb(code: Code) -> &'static str {
    match code {
        Code::TemplateWarning => "warns",
        Code::NotAccessible => "makes a file that not everyone can read",
        _ => "stopped",
    }
}

/// Typst's message without what only a person who writes templates for the Typst compiler itself could use.
fn plain(message: &str) -> String {
    message.lines().next().unwrap_or_default().to_owned()
}
