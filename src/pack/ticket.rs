//! The job ticket: what a print shop must know to print a piece, and what a person must look at
//! before it does.

use std::collections::BTreeSet;
use std::path::Path;

use serde::{Deserialize, Serialize};
use sha2::{Digest, Sha256};

use super::{PressFile, PrintOrder, Problems};
use crate::content::Content;
use crate::content::edition::Edition;
use crate::content::text::{Length, Text};
use crate::content::unit::{Measure, Unit};
use crate::error::Error;
use crate::pipeline::CollectedJob;
use crate::plan::{self, Job, StandaloneDocument};
use crate::preflight::{PROCESS_INKS, separations};

/// The template that draws it, a folder in `templates/`.
pub(super) const TEMPLATE: &str = "job-ticket";

/// The version of the format of `job-ticket.json`.
const VERSION: u32 = 1;

/// The name of the ticket for programs in the zip.
pub(super) const JSON: &str = "job-ticket.json";

/// `job-ticket.json`. Lengths are inches.
#[derive(Debug, Clone, Serialize)]
pub(super) struct Ticket {
    version: u32,
    /// Whether the pack must not be printed.
    draft: bool,
    piece: String,
    /// The IDs of the partners whose versions are in the pack. Empty for those of the program.
    pub(super) partners: Vec<String>,
    title: String,
    date: String,
    /// The copies of each version, or of all together if their numbers differ.
    pub(super) quantity: u32,
    /// The copies of each version, by its language.
    pub(super) quantities: Vec<LanguageQuantity>,
    /// The copies of all versions together.
    total: u64,
    /// How many copies more the shop may print and charge for, as ordered: `5%` or `50`.
    over: Option<String>,
    vendor: String,
    vendor_contact: String,
    program: String,
    program_contact: Vec<String>,
    trim: [f64; 2],
    /// The lengths in the units in which they were written.
    shown: ShownLengths,
    /// The most pages of a version.
    pages: usize,
    /// The fewest pages of a version.
    #[serde(skip)]
    fewest_pages: usize,
    /// How many sides of each sheet are printed.
    sides: usize,
    stock: String,
    finish: String,
    /// The process inks and the spot inks that the files use.
    inks: Vec<String>,
    standard: String,
    output_condition: String,
    bleed: f64,
    safe: f64,
    marks: bool,
    files: Vec<TicketFile>,
    preflight: PreflightResult,
    /// Sample values that are printed, with their places in the data.
    placeholders: Vec<String>,
}

#[derive(Debug, Clone, Serialize)]
struct ShownLengths {
    trim: [Measure; 2],
    bleed: Measure,
    safe: Measure,
}

/// The copies of one language.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct LanguageQuantity {
    lang: String,
    quantity: u32,
}

#[derive(Debug, Clone, Serialize)]
struct TicketFile {
    name: String,
    lang: String,
    pages: usize,
    /// The copies of its pages.
    quantity: u32,
    /// How many copies more the shop may print.
    over: Option<u32>,
    bytes: usize,
    sha256: String,
}

#[derive(Debug, Clone, Serialize)]
struct PreflightResult {
    passed: bool,
    faults: Vec<String>,
}

/// What differs between orders, in the ticket of an earlier pack.
#[derive(Debug, Deserialize)]
struct EarlierTicket {
    piece: String,
    #[serde(default)]
    partners: Vec<String>,
    vendor: String,
    draft: bool,
    quantities: Vec<LanguageQuantity>,
    over: Option<String>,
}

/// The SHA-256 of a file, in hexadecimal.
pub(super) fn hash(bytes: &[u8]) -> String {
    Sha256::digest(bytes).iter().map(|byte| format!("{byte:02x}")).collect()
}

/// Fills the ticket of a pack, in the program's first language.
pub(super) fn fill(
    content: &Content,
    order: &PrintOrder,
    collected: &[&CollectedJob],
    files: &[PressFile],
    problems: &Problems,
) -> Option<Ticket> {
    let job = &collected.first()?.job;
    let vendor = job.vendor.as_ref()?;
    let lang = content.languages().next().unwrap_or_default();
    let say = |text: &Text| text.get(lang).unwrap_or_default().to_owned();
    let inches = |length: &Length| Unit::Inches.from_points(length.0);
    let piece = content.pieces.pieces.iter().find(|piece| piece.id.as_str() == job.piece);
    let contact = content.program.main_contact();
    let (phone, email) = (contact.phone.map(|it| it.0), contact.email.map(|it| it.0));
    let copies = |lang: &str| order.copies.in_language(lang).unwrap_or_default();
    let ticket_file = |file: &PressFile| TicketFile {
        name: file.name.clone(),
        lang: file.lang.clone(),
        pages: file.pages,
        quantity: copies(&file.lang),
        over: order.over.map(|over| over.copies_beyond(copies(&file.lang))),
        bytes: file.bytes.len(),
        sha256: hash(&file.bytes),
    };
    let versions: Vec<u32> = collected.iter().map(|one| copies(&one.job.lang)).collect();
    let total: u64 = versions.iter().map(|copies| u64::from(*copies)).sum();
    let quantity = match versions.first() {
        Some(first) if versions.iter().all(|copies| copies == first) => *first,
        _ => u32::try_from(total).unwrap_or(u32::MAX),
    };
    let counts = || collected.iter().map(|one| one.proofs.pages.len());
    let pages = counts().max().unwrap_or_default();
    let langs: BTreeSet<&String> = collected.iter().map(|one| &one.job.lang).collect();
    Some(Ticket {
        version: VERSION,
        draft: order.draft,
        piece: job.piece.clone(),
        partners: partners(collected),
        title: piece.map(|piece| say(&piece.title)).unwrap_or_default(),
        date: job.date.to_string(),
        quantity,
        quantities: langs
            .into_iter()
            .map(|lang| LanguageQuantity { lang: lang.clone(), quantity: copies(lang) })
            .collect(),
        total,
        over: order.over.map(|over| over.to_string()),
        vendor: vendor.name.0.clone(),
        vendor_contact: vendor.contact.0.clone(),
        program: say(&content.program.name),
        program_contact: phone.into_iter().chain(email).collect(),
        trim: [inches(&job.spec.trim.width), inches(&job.spec.trim.height)],
        shown: ShownLengths {
            trim: [Measure::from(&job.spec.trim.width), Measure::from(&job.spec.trim.height)],
            bleed: Measure::from(&vendor.bleed),
            safe: Measure::from(&vendor.safe),
        },
        pages,
        fewest_pages: counts().min().unwrap_or_default(),
        sides: pages.clamp(1, 2),
        stock: say(&vendor.stock),
        finish: say(&vendor.finish),
        inks: inks(files),
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
    })
}

/// The IDs of the partners that hand out what was made, in order.
fn partners(collected: &[&CollectedJob]) -> Vec<String> {
    let ids = collected.iter().filter_map(|one| one.job.data["partner"]["id"].as_str());
    let ids: BTreeSet<&str> = ids.collect();
    ids.into_iter().map(str::to_owned).collect()
}

/// The inks of all files, process inks first.
fn inks(files: &[PressFile]) -> Vec<String> {
    let mut all: Vec<String> = Vec::new();
    for ink in files.iter().flat_map(|file| separations(&file.bytes)) {
        if !all.contains(&ink) {
            all.push(ink);
        }
    }
    let rank = |ink: &String| PROCESS_INKS.iter().position(|known| known == ink);
    all.sort_by_key(|ink| (rank(ink).unwrap_or(PROCESS_INKS.len()), ink.clone()));
    all
}

impl Ticket {
    /// Whether the ticket of an earlier pack, as JSON, is of the same piece, partners, shop, copies
    /// in each language, and copies over, and as much of a draft.
    pub(super) fn is_same_order(&self, earlier: &[u8]) -> bool {
        let Ok(earlier) = serde_json::from_slice::<EarlierTicket>(earlier) else { return false };
        (&earlier.piece, &earlier.vendor, earlier.draft) == (&self.piece, &self.vendor, self.draft)
            && earlier.partners == self.partners
            && earlier.quantities == self.quantities
            && earlier.over == self.over
    }

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
    let mut shown = serde_json::to_value(ticket).ok()?;
    if ticket.fewest_pages < ticket.pages {
        shown["pages"] = format!("{}–{}", ticket.fewest_pages, ticket.pages).into();
    }
    plan::standalone_job(content, &document, [("ticket", shown)])
}
