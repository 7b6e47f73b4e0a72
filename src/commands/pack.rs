//! `pack`: what a print shop needs, in one zip for each piece.

use serde::Serialize;

use super::build::request;
use super::context::Context;
use super::{CLEAN, FAULTY, warn};
use crate::cli::{Choice, Common, PackOptions};
use crate::content::edition::Edition;
use crate::error::Error;
use crate::output::json::print_record;
use crate::pack::{self, Copies, LanguageQuantity, Pack, PrintOrder};
use crate::pipeline::BuildRequest;
use crate::plan::PartnerChoice;

/// `"type": "pack"`: a zip for a print shop.
#[derive(Serialize)]
struct PackRecord<'a> {
    piece: &'a str,
    /// The zip, with the output folder as the user named it.
    file: &'a str,
    /// The names of the files in the zip, in order.
    files: &'a [String],
    /// The copies of each language, or of all together if their numbers differ.
    quantity: u32,
    /// The copies of each language.
    quantities: &'a [LanguageQuantity],
    /// How many copies more the shop may print.
    over: Option<String>,
    /// Whether the job ticket is marked as a draft.
    draft: bool,
}

/// Creates the packages and prints their contents, or prints why they cannot be created.
pub(super) fn run(common: &Common, options: &PackOptions) -> Result<u8, Error> {
    let context = Context::open(common, None)?;
    let PackOptions { pieces, quantity, over, partner, vendor, lang, as_of, draft } = options;
    let choice = Choice {
        partner: partner.clone(),
        vendor: vendor.clone(),
        as_of: *as_of,
        ..Choice::of(pieces.clone(), vec![Edition::Press], lang.clone())
    };
    let request = pack_request(&context, &choice);
    let order = PrintOrder { copies: Copies::of(quantity)?, over: *over, draft: *draft };
    // Two packs at the same time might take the same name.
    let _lock = context.lock(request.timeout)?;
    let packs = pack::pack(&context.project, &context.out, pack::FOLDER, &request, &order)?;
    context.print_report(&packs.report)?;
    for pack in &packs.packs {
        print(&context, pack, &order)?;
    }
    Ok(if packs.is_incomplete { FAULTY } else { CLEAN })
}

/// The request for packs of a choice.
pub(super) fn pack_request(context: &Context, choice: &Choice) -> BuildRequest {
    let mut request = request(context, choice);
    if choice.partner.is_empty() {
        // An order for the program is not also one for each partner.
        request.selection.partners = PartnerChoice::None;
    }
    request
}

fn print(context: &Context, pack: &Pack, order: &PrintOrder) -> Result<(), Error> {
    let file = format!("{}/{}", context.shown_out(), pack.zip);
    if context.is_json() {
        let record = PackRecord {
            piece: &pack.piece,
            file: &file,
            files: &pack.files,
            quantity: pack.quantity,
            quantities: &pack.quantities,
            over: order.over.map(|over| over.to_string()),
            draft: pack.is_draft,
        };
        return print_record("pack", &record);
    }
    if context.is_human() {
        pack.files.iter().for_each(|file| warn(&format!("  {file}")));
    }
    if !pack.closed.is_empty() {
        let closed = pack.closed.iter().map(|(id, status)| {
            let status: &str = status.into();
            format!("`{id}` ({status})")
        });
        let closed: Vec<String> = closed.collect();
        context.note(&format!(
            "the package has files for sessions that are full, postponed, or cancelled: {}; make \
             sure that you want to print them",
            closed.join(", ")
        ));
    }
    if pack.replaces {
        context.note("this package replaces the earlier one for the same order");
    }
    for earlier in &pack.earlier {
        let out = context.shown_out();
        context.note(&format!(
            "`{out}/{earlier}` is a different order and was not replaced; delete it if you no \
             longer need it"
        ));
    }
    context.say(&file)
}
