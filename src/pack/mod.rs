//! A pack: one zip with what a print shop asks for. The press files under the shop's names, a proof of each side, a job ticket as PDF and JSON.

mod ticket;
mod zip;

use std::path::Path;

use crate::content::vendors::{NameParts, Vendor};
use crate::content::{self, Content};
use crate::diagnostic::{Code, Finding, Report};
use crate::error::Error;
use crate::output::manifest::joined;
use crate::output::write::write;
use crate::pipeline::{self, Collected, ForPack};
use crate::plan::Job;
use crate::project::Project;
use crate::typeset::{Engine, Fonts};

/// What came of it.
#[derive(Debug, Default)]
pub struct Packed {
    /// The zip in the output folder, with forward slashes; none if it was refused.
    pub zip: Option<String>,
    /// The names of the files in it, in order.
    pub files: Vec<String>,
    /// What was found.
    pub report: Report,
}

/// How a pack is ordered.
#[derive(Debug, Clone, Copy)]
pub struct Order {
    /// How many of each piece.
    pub quantity: u32,
    /// Whether what is not fit to be printed is packed too, and marked so.
    pub draft: bool,
}

/// A file of the pack for the press.
struct Item {
    name: String,
    lang: String,
    pages: usize,
    bytes: Vec<u8>,
}

/// Makes a pack of one piece, or refuses with findings. Nothing is written unless all of it could be made. `request` selects the piece, its
/// languages and the print shop.
pub fn pack(
    project: &Project,
    out: &Path,
    request: &pipeline::Request,
    order: Order,
) -> Result<Packed, Error> {
    let request = pipeline::Request {
        force: true,
        write: false,
        collect: true,
        for_pack: Some(ForPack { keep_unfit: order.draft }),
        ..request.clone()
    };
    let outcome = pipeline::build(project, out, &request, |_, _| ())?;
    let (is_whole, mut collected) =
        (outcome.rows.iter().all(|row| row.state != pipeline::State::Failed), outcome.collected);
    let mut packed = Packed { report: outcome.report, ..Packed::default() };
    collected.sort_by_key(|made| made.job.output());
    let piece = request.selection.pieces.first().map(String::as_str).unwrap_or_default();
    let Some(first) = collected.first().map(|made| made.job.clone()) else {
        if packed.report.has_errors() {
            let fault = Faults::of(&packed.report, &[]);
            packed.report.extend(fault.first().map(|fault| refusal(fault)));
            packed.report.sort();
            return Ok(packed);
        }
        return Err(Error::usage(format!("`{piece}` has nothing for the press"))
            .hint("only pieces with the edition `press` can be packed"));
    };
    let Some(vendor) = first.vendor.clone() else { return Ok(packed) };
    let faults = Faults::of(&packed.report, &collected);
    if !is_whole || (!faults.is_empty() && !order.draft) {
        packed.report.extend(faults.first().map(|fault| refusal(fault)));
        packed.report.sort();
        return Ok(packed);
    }
    let items: Vec<Item> = collected.iter().flat_map(|made| items(made, &vendor)).collect();
    let proofs = collected.iter().flat_map(proofs).collect();
    let Some(content) = content::read(project, &mut Report::default()) else { return Ok(packed) };
    let ticket = ticket::fill(&content, order, &first, &vendor, &items, &faults);
    let Some(pdf) =
        ticket_pdf(project, &content, &first, &ticket, request.jobs, &mut packed.report)
    else {
        return Ok(packed);
    };
    let path = format!("packs/{}-{}.zip", first.piece, vendor.id);
    let files = contents(out, pdf, &ticket, items, proofs)?;
    let bytes = zip::bytes(&files, first.date)
        .map_err(|error| Error::new(out, format!("the pack could not be made: {error}")))?;
    write(&joined(out, &path), &bytes)?;
    packed.files = files.into_iter().map(|(name, _)| name).collect();
    packed.zip = Some(path);
    packed.report.sort();
    Ok(packed)
}

/// What keeps a pack from going to the shop.
#[derive(Debug, Default)]
struct Faults {
    errors: Vec<String>,
    /// Contacts on the piece that are not yet the program's own.
    placeholders: Vec<String>,
}

impl Faults {
    fn of(report: &Report, collected: &[Collected]) -> Self {
        let is_printed = |finding: &&Finding| {
            let Some(place) = &finding.place else { return true };
            let pointer = place.pointer.as_deref().unwrap_or_default();
            let reads = |(file, read): &(String, String)| {
                *file == place.file
                    && (pointer.starts_with(read.as_str()) || read.starts_with(pointer))
            };
            collected.iter().any(|made| made.job.reads.iter().any(reads))
        };
        let message = |finding: &Finding| finding.message.clone();
        let placeholders = report
            .findings()
            .iter()
            .filter(|finding| finding.code == Code::Placeholder)
            .filter(is_printed);
        let errors = report.findings().iter().filter(|finding| finding.is_error());
        Self {
            errors: errors.map(message).collect(),
            placeholders: placeholders.map(message).collect(),
        }
    }

    fn first(&self) -> Option<&String> {
        self.errors.first().or_else(|| self.placeholders.first())
    }

    fn is_empty(&self) -> bool {
        self.first().is_none()
    }
}

fn refusal(fault: &str) -> Finding {
    Finding::new(Code::NotPacked, format!("the pack is not made: {fault}"))
        .hint("mend it, or pack with `--draft`, which marks the job ticket")
}

/// The press files of a job, under the names that the shop wants.
fn items(made: &Collected, vendor: &Vendor) -> Vec<Item> {
    let job: &Job = &made.job;
    let is_split = made.pdfs.len() > 1;
    let pages = made.proofs.len();
    let outputs = job.outputs(pages).into_iter().enumerate();
    let item = |(index, output): (usize, String)| {
        let side = job.side_id(index);
        let parts = NameParts {
            piece: &job.piece,
            subject_id: job.subject_id.as_deref(),
            lang: &job.lang,
            side: is_split.then_some(side.as_str()),
            trim: &job.spec.trim,
        };
        let name = format!("press/{}", vendor.file_name(&parts));
        Some(Item {
            name,
            lang: job.lang.clone(),
            pages: if is_split { 1 } else { pages },
            bytes: made.pdfs.get(&output)?.clone(),
        })
    };
    outputs.filter_map(item).collect()
}

fn proofs(made: &Collected) -> Vec<(String, Vec<u8>)> {
    let job: &Job = &made.job;
    let name = |page: usize| {
        format!("proofs/{}-{}-{}.png", job.stem().replace('.', "-"), job.lang, job.side_id(page))
    };
    made.proofs.iter().enumerate().map(|(page, png)| (name(page), png.clone())).collect()
}

/// All files of the pack, the ticket first.
fn contents(
    out: &Path,
    pdf: Vec<u8>,
    ticket: &ticket::Ticket,
    items: Vec<Item>,
    proofs: Vec<(String, Vec<u8>)>,
) -> Result<Vec<(String, Vec<u8>)>, Error> {
    let mut json =
        serde_json::to_string_pretty(ticket).map_err(|error| Error::new(out, error.to_string()))?;
    json.push('\n');
    let mut files =
        vec![("job-ticket.pdf".to_owned(), pdf), ("job-ticket.json".to_owned(), json.into_bytes())];
    files.extend(items.into_iter().map(|item| (item.name, item.bytes)));
    files.extend(proofs);
    Ok(files)
}

/// The ticket, laid out by its template and checked like any page.
fn ticket_pdf(
    project: &Project,
    content: &Content,
    first: &Job,
    ticket: &ticket::Ticket,
    jobs: usize,
    report: &mut Report,
) -> Option<Vec<u8>> {
    let Some(job) = ticket::job(content, first, ticket) else {
        report.push(pipeline::no_template(ticket::TEMPLATE));
        return None;
    };
    let (engine, _) = Engine::new(project, Fonts::read(project), jobs);
    pipeline::apart(content, &engine, &job, report)
}
