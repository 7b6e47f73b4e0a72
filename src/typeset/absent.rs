//! Facts that the data leave out. In `/job.json` they are `null`, and a template that was made when
//! they were required fails with an error about `none`.

use std::collections::BTreeSet;

use serde_json::Value;
use typst::diag::SourceDiagnostic;
use typst::syntax::DiagSpan;
use typst::{World, WorldExt};

use super::world::JobWorld;
use crate::content::need::Need;
use crate::diagnostic::{Code, Finding};
use crate::plan::Job;

/// A fact that a template can use and that the data leave out.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub(super) struct AbsentFact {
    /// The name of the field.
    name: String,
    /// The data file that can have it.
    file: &'static str,
}

/// The absent facts that the failing part of a template names. Empty if the error is about
/// something else.
pub(super) fn absent_facts(
    world: &JobWorld<'_>,
    job: &Job,
    diagnostic: &SourceDiagnostic,
) -> BTreeSet<AbsentFact> {
    if !diagnostic.message.contains("none") {
        return BTreeSet::new();
    }
    let calls = diagnostic.trace.iter().map(|call| DiagSpan::from(call.span));
    let code: String =
        calls.chain([diagnostic.span]).map(|span| code_at(world, span) + "\n").collect();
    let words: BTreeSet<&str> =
        code.split(|c: char| !(c.is_alphanumeric() || c == '_' || c == '-')).collect();
    let mut facts = all_absent(job);
    facts.retain(|fact| words.contains(fact.name.as_str()));
    facts
}

/// The code at a span.
fn code_at(world: &JobWorld<'_>, span: DiagSpan) -> String {
    let source = span.id().and_then(|id| world.source(id).ok());
    let (Some(source), Some(range)) = (source, world.range(span)) else { return String::new() };
    source.text().get(range).unwrap_or_default().to_owned()
}

/// Every fact that the template can use and that the data leave out.
fn all_absent(job: &Job) -> BTreeSet<AbsentFact> {
    let mut facts = BTreeSet::new();
    for need in &job.spec.needs {
        let name = if *need == Need::UpcomingSessions { "sessions" } else { need.name() };
        let pointer = format!("/{}", name.replace('.', "/"));
        if let Some(value) = job.data.pointer(&pointer) {
            collect(value, need.source().0.path(), &mut facts);
        }
    }
    facts
}

fn collect(value: &Value, file: &'static str, facts: &mut BTreeSet<AbsentFact>) {
    match value {
        Value::Array(entries) => entries.iter().for_each(|entry| collect(entry, file, facts)),
        Value::Object(fields) => {
            for (name, value) in fields {
                match value {
                    Value::Null => {
                        facts.insert(AbsentFact { name: name.clone(), file });
                    }
                    value => collect(value, file, facts),
                }
            }
        }
        _ => {}
    }
}

/// The finding for a template that fails without facts.
pub(super) fn needs_absent(job: &Job, absent: &BTreeSet<AbsentFact>) -> Finding {
    let Job { template, .. } = job;
    let names: Vec<String> = absent.iter().map(|fact| format!("`{}`", fact.name)).collect();
    let files: BTreeSet<String> = absent.iter().map(|fact| format!("`{}`", fact.file)).collect();
    let files = files.into_iter().collect::<Vec<_>>().join(" and ");
    let names = names.join(" or ");
    let message =
        format!("{files} has no {names}, and the template `{template}` does not work without it");
    Finding::new(Code::TemplateFailed, message)
        .in_job(job.title())
        .hint(format!("add {names} to {files}"))
        .hint(
            "or let the template's designer check for `none`; if the template is a copy from an \
             older version, `peerpress migrate` says what to do",
        )
}
