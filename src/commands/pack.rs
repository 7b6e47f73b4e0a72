//! `pack`: what a print shop needs, in one zip.

use serde::Serialize;

use super::build::request;
use super::context::Context;
use super::{CLEAN, FAULTY, warn};
use crate::cli::{AsOf, Choice, Common};
use crate::content::edition::Edition;
use crate::error::Error;
use crate::output::json::print_record;
use crate::pack::{self, Order};

/// What the command line asks for.
pub(super) struct PackOptions<'a> {
    pub(super) piece: &'a str,
    pub(super) vendor: Option<&'a str>,
    pub(super) languages: &'a [String],
    pub(super) as_of: Option<AsOf>,
    pub(super) order: Order,
}

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

/// Makes the pack and prints its contents, or prints why it cannot be made.
pub(super) fn run(common: &Common, options: &PackOptions<'_>) -> Result<u8, Error> {
    let context = Context::open(common, None)?;
    let languages = options.languages.to_vec();
    let choice = Choice {
        vendor: options.vendor.map(str::to_owned),
        as_of: options.as_of,
        ..Choice::of(vec![options.piece.to_owned()], vec![Edition::Press], languages)
    };
    let request = request(&context, &choice);
    let pack = pack::pack(&context.project, &context.out, &request, options.order)?;
    context.print_report(&pack.report)?;
    let Some(zip) = pack.zip else { return Ok(FAULTY) };
    let file = format!("{}/{zip}", context.shown_out());
    if context.is_json() {
        let Order { quantity, draft } = options.order;
        let record =
            PackRecord { piece: options.piece, file: &file, files: &pack.files, quantity, draft };
        print_record("pack", &record)?;
        return Ok(CLEAN);
    }
    if context.is_human() {
        pack.files.iter().for_each(|file| warn(&format!("  {file}")));
    }
    context.say(&file)?;
    Ok(CLEAN)
}
