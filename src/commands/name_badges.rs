//! `name-badges`: name badges, table tents, and sign-in sheets for a list of people who signed up.

use std::fs;
use std::path::Path;
use std::time::Duration;

use serde::Serialize;

use super::certify::{open, print_lists};
use super::context::Context;
use super::{CLEAN, FAULTY, say, warn};
use crate::certificates::issue::{CertificateContext, find_session};
use crate::certificates::roster::Roster;
use crate::cli::{Common, NameBadges};
use crate::content::data_file::DataFile;
use crate::diagnostic::Report;
use crate::error::Error;
use crate::output::count;
use crate::output::json::print_record;
use crate::output::manifest::joined;
use crate::output::sweep::sweep;
use crate::output::write::write_private;
use crate::pipeline::JobRunner;
use crate::plan::LabelGrid;
use crate::registration::{self, Document, Print, Request};

/// The folder in the output folder.
const FOLDER: &str = "registration";

/// A document in JSON.
#[derive(Serialize)]
struct DocumentRecord<'a> {
    /// The template, which says what it is.
    print: &'a str,
    file: &'a str,
    people: usize,
    pages: usize,
}

/// A finished document.
struct Finished<'a> {
    document: &'a Document,
    pdf: Option<Vec<u8>>,
    pages: usize,
    report: Report,
}

pub(super) fn run(common: &Common, order: &NameBadges) -> Result<u8, Error> {
    let context = &Context::open(common, None)?;
    let program = open(context)?.with_limit(Duration::from_secs(order.timeout.into()));
    let mut report = Report::default();
    for (file, text) in program.content.sources() {
        report.add_file(file, text);
    }
    let lang = program.language(order.lang.as_deref())?;
    let request = request(order, &program, &lang)?;
    let roster = registration::read_registrations(&program, &order.list, &order.reading)?;
    print_lists(context, &roster);
    report.extend(roster.findings.iter().cloned());
    if !is_usable(&roster, order) {
        return refuse(context, report);
    }
    let mut faults = Report::default();
    if order.session.is_some() && request.session.is_none() {
        // The file of sessions cannot be read.
        faults.extend(program.report.findings().iter().filter(|it| it.is_error()).cloned());
    }
    let documents = registration::jobs(&program, &roster, &request, &mut faults)?;
    let is_blocked = faults.has_errors();
    report.append(faults);
    if let (Some(print), false) = (order.job, is_blocked) {
        context.print_report(&report)?;
        let document = documents.iter().find(|document| document.print == print);
        return document.map_or(Ok(FAULTY), |it| say(&it.job.json).map(|()| CLEAN));
    }
    let runner = JobRunner::new(&program.project, program.engine, program.content);
    let mut finished: Vec<Finished<'_>> = match is_blocked {
        true => Vec::new(),
        false => documents.iter().map(|document| make(&runner, document)).collect(),
    };
    finished.iter_mut().for_each(|it| report.append(std::mem::take(&mut it.report)));
    if is_blocked || finished.iter().any(|it| it.pdf.is_none()) {
        return refuse(context, report);
    }
    report.sort();
    context.print_report(&report)?;
    write(context, order, &roster, &lang, &finished)?;
    Ok(if roster.has_errors() { FAULTY } else { CLEAN })
}

/// Whether everyone on the list, or everyone whose row has no errors, can be printed.
fn is_usable(roster: &Roster, order: &NameBadges) -> bool {
    let is_complete = order.reading.skip_invalid || !roster.has_errors();
    is_complete && !roster.is_unusable() && !roster.people.is_empty()
}

fn refuse(context: &Context, mut report: Report) -> Result<u8, Error> {
    report.sort();
    context.print_report(&report)?;
    warn(
        "error: no files were made\n  hint: fix the errors above, or add `--skip-invalid` to leave \
         out rows with errors",
    );
    Ok(FAULTY)
}

fn request<'a>(
    order: &'a NameBadges,
    program: &CertificateContext,
    lang: &'a str,
) -> Result<Request<'a>, Error> {
    let content = &program.content;
    let labels = LabelGrid::find(content, &order.labels)?.shifted(order.shift);
    let start = labels.first(order.start)?;
    let is_known = !content.invalid_files.contains(DataFile::Trainings.path());
    let session = order.session.as_deref().filter(|_| is_known);
    let session = session.map(|id| find_session(content, id)).transpose()?;
    let prints = match &order.job {
        Some(print) => std::slice::from_ref(print),
        None => &order.print,
    };
    Ok(Request { prints, session, order: order.order, labels, start, lang })
}

/// Makes a document. What its layout computed is of no use for the next one, and takes memory.
fn make<'a>(runner: &JobRunner, document: &'a Document) -> Finished<'a> {
    let finished = runner.run(&document.job);
    comemo::evict(0);
    Finished {
        document,
        pdf: finished.outputs.into_values().next(),
        pages: finished.pages.unwrap_or_default(),
        report: finished.report,
    }
}

/// Writes the files, which only their owner may read, and prints their names.
fn write(
    context: &Context,
    order: &NameBadges,
    roster: &Roster,
    lang: &str,
    finished: &[Finished<'_>],
) -> Result<(), Error> {
    let folder = format!("{FOLDER}/{}", folder_name(order));
    sweep(&joined(&context.out, &folder));
    let file_of = |document: &Document| format!("{}.{lang}.pdf", document.name);
    let made: Vec<String> = finished.iter().map(|it| file_of(it.document)).collect();
    if finished.iter().any(|it| it.document.print == Print::SignIn) {
        remove_other_sheets(&joined(&context.out, &folder), &made, lang);
    }
    for Finished { document, pdf, pages, .. } in finished {
        let Some(pdf) = pdf else { continue };
        let file = format!("{folder}/{}", file_of(document));
        write_private(&joined(&context.out, &file), pdf)?;
        let shown = format!("{}/{file}", context.shown_out());
        let (people, pages) = (roster.people.len(), *pages);
        if context.is_json() {
            let print = document.print.template();
            print_record("document", &DocumentRecord { print, file: &shown, people, pages })?;
            continue;
        }
        let (people, pages) = (count(people, "person", "people"), count(pages, "page", "pages"));
        context.say(&format!("{shown}: {people}, {pages}"))?;
    }
    if order.reading.skip_invalid && !roster.rejected.is_empty() {
        context.note(&format!(
            "{} left out because of errors",
            count(roster.rejected.len(), "row was", "rows were")
        ));
    }
    Ok(())
}

/// Removes the sign-in sheets of an earlier run that have other names: one for all days, or one for
/// each day.
fn remove_other_sheets(folder: &Path, made: &[String], lang: &str) {
    let (start, end) = (format!("{}.", Print::SignIn.template()), format!(".{lang}.pdf"));
    for entry in fs::read_dir(folder).into_iter().flatten().flatten() {
        let name = entry.file_name().to_string_lossy().into_owned();
        if name.starts_with(&start) && name.ends_with(&end) && !made.contains(&name) {
            let _ = fs::remove_file(entry.path());
        }
    }
}

/// Returns the name of the folder: the session, or the name of the first list.
fn folder_name(order: &NameBadges) -> String {
    if let Some(session) = &order.session {
        return session.clone();
    }
    let stem = order.list.first().and_then(|list| Path::new(list).file_stem());
    let stem = stem.unwrap_or_default().to_string_lossy().to_lowercase();
    let plain: String = stem.chars().map(|c| if c.is_alphanumeric() { c } else { '-' }).collect();
    let words: Vec<&str> = plain.split('-').filter(|word| !word.is_empty()).collect();
    if words.is_empty() { "list".to_owned() } else { words.join("-") }
}
