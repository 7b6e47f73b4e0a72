//! The job ticket: what a print shop must know to print a piece, and what a person must look at
//! before it does.

use std::path::Path;

use serde::Serialize;
use sha2::{Digest, Sha256};

use super::{PressFile, PrintOrder, Problems};
use crate::content::Content;
use crate::content::edition::Edition;
use crate::content::text::{Length, Text};
use crate::content::vendors::Vendor;
use crate::error::Error;
use crate::plan::{self, Job, StandaloneDocument};

/// The template that draws it, a folder in `templates/`.
pub(super) const TEMPLATE: &str = "job-ticket";

/// The version of the format of `job-ticket.json`.
const VERSION: u32 = 1;

/// `job-ticket.json`. Lengths are inches.
#[derive(Debug, Clone, Serialize)]
pub(super) struct Ticket {
    version: u32,
    /// Whether the pack has problems and must not be printed.
    draft: bool,
    piece: String,
    title: String,
    date: String,
    quantity: u32,
    vendor: String,
    vendor_contact: String,
    program: String,
    program_contact: Vec<String>,
    trim: [f64; 2],
    sides: usize,
    stock: String,
    finish: String,
    inks: Vec<String>,
    standard: String,
    output_condition: String,
    bleed: f64,
    safe: f64,
    marks: bool,
    files: Vec<TicketFile>,
    preflight: PreflightResult,
    /// Contacts that are still the placeholders of the starter.
    placeholders: Vec<String>,
}

#[derive(Debug, Clone, Serialize)]
struct TicketFile {
    name: String,
    lang: String,
    pages: usize,
    bytes: usize,
    sha256: String,
}

#[derive(Debug, Clone, Serialize)]
struct PreflightResult {
    passed: bool,
    faults: Vec<String>,
}

/// Fills the ticket of a pack, in the program's first language.
pub(super) fn fill(
    content: &Content,
    order: PrintOrder,
    job: &Job,
    vendor: &Vendor,
    files: &[PressFile],
    problems: &Problems,
) -> Ticket {
    let lang = content.languages().next().unwrap_or_default();
    let say = |text: &Text| text.get(lang).unwrap_or_default().to_owned();
    let inches = |length: &Length| (length.0 / Length::INCH * 10_000.0).round() / 10_000.0;
    let piece = content.pieces.pieces.iter().find(|piece| piece.id.as_str() == job.piece);
    let contact = content.program.main_contact();
    let (phone, email) = (contact.phone.map(|it| it.0), contact.email.map(|it| it.0));
    let ticket_file = |file: &PressFile| TicketFile {
        name: file.name.clone(),
        lang: file.lang.clone(),
        pages: file.pages,
        bytes: file.bytes.len(),
        sha256: Sha256::digest(&file.bytes).iter().map(|byte| format!("{byte:02x}")).collect(),
    };
    Ticket {
        version: VERSION,
        draft: !problems.is_empty(),
        piece: job.piece.clone(),
        title: piece.map(|piece| say(&piece.title)).unwrap_or_default(),
        date: job.date.to_string(),
        quantity: order.quantity,
        vendor: vendor.name.0.clone(),
        vendor_contact: vendor.contact.0.clone(),
        program: say(&content.program.name),
        program_contact: phone.into_iter().chain(email).collect(),
        trim: [inches(&job.spec.trim.width), inches(&job.spec.trim.height)],
        sides: job.spec.sides.len().clamp(1, 2),
        stock: say(&vendor.stock),
        finish: say(&vendor.finish),
        inks: ["cyan", "magenta", "yellow", "black"].map(str::to_owned).to_vec(),
        standard: vendor.standard.0.clone(),
        output_condition: vendor.output_condition.0.clone(),
        bleed: inches(&vendor.bleed),
        safe: inches(&vendor.safe),
        marks: vendor.marks,
        files: files.iter().map(ticket_file).collect(),
        preflight: PreflightResult {
            passed: problems.errors.is_empty(),
            faults: problems.errors.clone(),
        },
        placeholders: problems.placeholders.clone(),
    }
}

impl Ticket {
    /// `job-ticket.json`.
    pub(super) fn to_json(&self, out: &Path) -> Result<Vec<u8>, Error> {
        let mut json = serde_json::to_string_pretty(self)
            .map_err(|error| Error::new(out, error.to_string()))?;
        json.push('\n');
        Ok(json.into_bytes())
    }
}

/// The job that draws the ticket; `None` if the project has no template for it.
pub(super) fn job(content: &Content, first: &Job, ticket: &Ticket) -> Option<Job> {
    let lang = content.languages().next()?;
    let document = StandaloneDocument {
        template: TEMPLATE,
        edition: Edition::Office,
        lang,
        id: &ticket.piece,
        title: &ticket.title,
        about: &ticket.title,
        date: first.date,
        session: None,
        paper: None,
    };
    plan::standalone_job(content, &document, [("ticket", serde_json::to_value(ticket).ok()?)])
}
