//! The job ticket: what a print shop has to know to print a piece, and what a person has to look at before it does.

use serde::Serialize;
use sha2::{Digest, Sha256};

use super::{Faults, Item, Order};
use crate::content::Content;
use crate::content::edition::Edition;
use crate::content::text::{Length, Text};
use crate::content::vendors::Vendor;
use crate::plan::{self, Job, StandaloneDocument};

/// The template that draws it, a folder in `templates/`.
pub(super) const TEMPLATE: &str = "job-ticket";

/// The version of the ticket's shape.
const VERSION: u32 = 1;

/// `job-ticket.json`. Lengths are inches.
#[derive(Debug, Clone, Serialize)]
pub(super) struct Ticket {
    version: u32,
    /// Whether it is packed in spite of faults: not to be printed.
    draft: bool,
    piece: String,
    title: String,
    date: String,
    quantity: u32,
    vendor: String,
    vendor_contact: String,
    program: String,
    program_contact: [String; 2],
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
    files: Vec<File>,
    preflight: Preflight,
    /// Contacts that are not yet the program's own.
    placeholders: Vec<String>,
}

/// A file for the press.
#[derive(Debug, Clone, Serialize)]
struct File {
    name: String,
    lang: String,
    pages: usize,
    bytes: usize,
    sha256: String,
}

/// What the finished files were found to be.
#[derive(Debug, Clone, Serialize)]
struct Preflight {
    passed: bool,
    faults: Vec<String>,
}

/// Fills the ticket of a pack. It is written in the program's first language.
pub(super) fn fill(
    content: &Content,
    order: Order,
    job: &Job,
    vendor: &Vendor,
    items: &[Item],
    faults: &Faults,
) -> Ticket {
    let lang = content.languages().next().unwrap_or_default();
    let say = |text: &Text| text.get(lang).unwrap_or_default().to_owned();
    let inches = |length: &Length| (length.0 / Length::INCH * 10_000.0).round() / 10_000.0;
    let piece = content.pieces.pieces.iter().find(|piece| piece.id.as_str() == job.piece);
    let file = |item: &Item| File {
        name: item.name.clone(),
        lang: item.lang.clone(),
        pages: item.pages,
        bytes: item.bytes.len(),
        sha256: Sha256::digest(&item.bytes).iter().map(|byte| format!("{byte:02x}")).collect(),
    };
    Ticket {
        version: VERSION,
        draft: !faults.is_empty(),
        piece: job.piece.clone(),
        title: piece.map(|piece| say(&piece.title)).unwrap_or_default(),
        date: job.date.to_string(),
        quantity: order.quantity,
        vendor: vendor.name.0.clone(),
        vendor_contact: vendor.contact.0.clone(),
        program: say(&content.program.name),
        program_contact: [
            content.program.contact.phone.0.clone(),
            content.program.contact.email.0.clone(),
        ],
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
        files: items.iter().map(file).collect(),
        preflight: Preflight { passed: faults.errors.is_empty(), faults: faults.errors.clone() },
        placeholders: faults.placeholders.clone(),
    }
}

/// The job that draws the ticket; none if its template is not there.
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
    };
    plan::standalone_job(content, &document, "ticket", serde_json::to_value(ticket).ok()?)
}
