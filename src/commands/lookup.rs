//! Commands that answer a designer's questions: the JSON of a job, the schemas of the data files,
//! the explanations of findings.

use std::collections::BTreeSet;

use serde::Serialize;

use super::context::Context;
use super::{CLEAN, FAULTY, say};
use crate::cli::{Common, Format, JobOptions};
use crate::content::data_file::DataFile;
use crate::content::edition::Edition;
use crate::content::{self, Content};
use crate::diagnostic::{Code, Report, Severity};
use crate::error::Error;
use crate::nearest;
use crate::output::json::print_record;
use crate::output::write::write;
use crate::plan::{self, Selection};

/// `"type": "schema"`: the JSON Schema of a data file.
#[derive(Serialize)]
struct SchemaRecord<'a> {
    name: &'a str,
    /// The file that was written, in the project; `null` if none was.
    file: Option<&'a str>,
}

/// `"type": "explanation"`: what a code means.
#[derive(Serialize)]
struct ExplanationRecord {
    code: Code,
    severity: Severity,
    explanation: String,
}

/// Prints the JSON that a template reads.
pub(super) fn run_job(common: &Common, options: &JobOptions) -> Result<u8, Error> {
    let context = Context::open(common, None)?;
    let mut report = Report::default();
    let content = content::read_facts(&context.project, &mut report);
    report.sort();
    context.print_report(&report)?;
    let Some(content) = content else { return Ok(FAULTY) };
    let lang = options.lang.as_deref().or_else(|| content.languages().next());
    let selection = Selection {
        pieces: vec![options.piece.clone()],
        editions: vec![options.edition],
        languages: lang.map(str::to_owned).into_iter().collect(),
        subject: options.subject.clone(),
        as_of: options.as_of.map(|as_of| context.date(as_of)),
        ..Selection::default()
    };
    let plan = plan::plan(&content, &selection, &report)?;
    let Some(chosen) = plan.jobs.iter().chain(&plan.blocked).next() else {
        return Err(no_job(&content, &selection, options, &report)?);
    };
    say(&chosen.json)?;
    Ok(if report.has_errors() { FAULTY } else { CLEAN })
}

/// Explains why a selection has no job.
fn no_job(
    content: &Content,
    selection: &Selection,
    options: &JobOptions,
    report: &Report,
) -> Result<Error, Error> {
    let JobOptions { piece, edition, subject, .. } = options;
    let any = Selection { subject: None, editions: Edition::ALL.to_vec(), ..selection.clone() };
    let plan = plan::plan(content, &any, report)?;
    let jobs: Vec<_> = plan.jobs.iter().chain(&plan.blocked).collect();
    if jobs.is_empty() {
        let error = Error::usage(format!("`{piece}` has no files"));
        return Ok(error.hint(format!("run `peerpress check {piece}` to see why")));
    }
    if jobs.iter().all(|job| job.edition != *edition) {
        let editions: BTreeSet<&str> = jobs.iter().map(|job| job.edition.name()).collect();
        let error = Error::usage(format!("`{piece}` has no `{}` edition", edition.name()));
        return Ok(error.hint(nearest::hint("", editions)));
    }
    let subjects: BTreeSet<&str> =
        jobs.iter().filter_map(|job| job.subject_id.as_deref()).collect();
    if subjects.is_empty() {
        let message = format!("`{piece}` makes one file, not one for each of several");
        return Ok(Error::usage(message).hint("omit `--subject`"));
    }
    let subject = subject.as_deref().unwrap_or_default();
    let error = Error::usage(format!("`{piece}` has no file for `{subject}`"));
    Ok(error.hint(nearest::hint(subject, subjects)))
}

/// Prints a schema, lists all of them, or writes them to `data/schema/`.
pub(super) fn run_schema(
    common: &Common,
    kind: Option<DataFile>,
    write_all: bool,
) -> Result<u8, Error> {
    if let Some(kind) = kind {
        say(&format!("{:#}", kind.schema()))?;
        return Ok(CLEAN);
    }
    let context = write_all.then(|| Context::open(common, None)).transpose()?;
    for kind in DataFile::ALL {
        let name = kind.name();
        let file = format!("data/schema/{name}.schema.json");
        if let Some(context) = &context {
            let schema = format!("{:#}\n", kind.schema());
            write(&context.project.path(&file), schema.as_bytes())?;
        }
        if common.format == Format::Json {
            let file = write_all.then_some(file.as_str());
            print_record("schema", &SchemaRecord { name, file })?;
        } else if !write_all {
            say(name)?;
        }
    }
    Ok(CLEAN)
}

/// Explains one code, or all of them.
pub(super) fn run_explain(common: &Common, code: Option<&str>) -> Result<u8, Error> {
    if let Some(code) = code
        && !Code::ALL.iter().any(|known| known.name() == code)
    {
        let known = Code::ALL.iter().map(|code| code.name());
        let error = Error::usage(format!("`{code}` is not a finding code"));
        return Err(error.hint(nearest::hint(code, known)));
    }
    let chosen = Code::ALL.iter().filter(|known| code.is_none_or(|code| code == known.name()));
    for (index, &code) in chosen.enumerate() {
        let severity = code.severity();
        let explanation = code.explanation();
        if common.format == Format::Json {
            let explanation = explanation.replace('\n', " ");
            print_record("explanation", &ExplanationRecord { code, severity, explanation })?;
            continue;
        }
        if index > 0 {
            say("")?;
        }
        say(&format!("{code} ({})\n{explanation}", severity.name()))?;
    }
    Ok(CLEAN)
}
