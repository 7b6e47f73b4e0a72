//! `pack`: what a print shop needs, in one zip.

use serde::Serialize;

use super::build::request;
use super::context::Context;
use super::{CLEAN, FAULTY, warn};
use crate::cli::{Choice, Common, PackOptions};
use crate::content::edition::Edition;
use crate::error::Error;
use crate::output::json::print_record;
use crate::pack::{self, PrintOrder};

/// `"type": "pack"`: a zip for a print shop.
#[derive(Serialize)]
struct PackRecord<'a> {
    piece: &'a str,
    /// The zip, with the output folder as the user named it.
    file: &'a str,
    /// The names of the files in the zip, in order.
    files: &'a [String],
    quantity: u32,
    /// Whether the job ticket is marked as a draft.
    draft: bool,
}

/// Creates the package and prints its contents, or prints why it cannot be created.
pub(super) fn run(common: &Common, options: &PackOptions) -> Result<u8, Error> {
    let context = Context::open(common, None)?;
    let PackOptions { piece, quantity, vendor, lang, as_of, draft } = options;
    let (quantity, draft) = (*quantity, *draft);
    let choice = Choice {
        vendor: vendor.clone(),
        as_of: *as_of,
        ..Choice::of(vec![piece.clone()], vec![Edition::Press], lang.clone())
    };
    let request = request(&context, &choice);
    let order = PrintOrder { quantity, draft };
    let pack = pack::pack(&context.project, &context.out, &request, order)?;
    context.print_report(&pack.report)?;
    let Some(zip) = pack.zip else { return Ok(FAULTY) };
    let file = format!("{}/{zip}", context.shown_out());
    if context.is_json() {
        let record = PackRecord { piece, file: &file, files: &pack.files, quantity, draft };
        print_record("pack", &record)?;
        return Ok(CLEAN);
    }
    if context.is_human() {
        pack.files.iter().for_each(|file| warn(&format!("  {file}")));
    }
    context.say(&file)?;
    Ok(CLEAN)
}
