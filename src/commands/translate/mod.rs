//! `peerpress translate`: sends texts to translators, reads what they send back, and records
//! reviews.

mod export;
mod import;
mod review;
mod sheet;
mod valid;

use crate::cli::{Common, Translate};
use crate::content::{self, Content};
use crate::diagnostic::Report;
use crate::error::Error;

use super::context::Context;

/// Runs the command.
pub(super) fn run(common: &Common, what: &Translate) -> Result<u8, Error> {
    match what {
        Translate::Export(order) => export::run(common, order),
        Translate::Import { file, sheet, write } => {
            import::run(common, file, sheet.as_deref(), *write)
        }
        Translate::Review(order) => review::run(common, order),
    }
}

/// Reads the facts. `None` if a file has errors, which are printed then: a text in it could be
/// overlooked. Texts that are missing in a language are no hindrance.
fn read(context: &Context) -> Result<Option<Content>, Error> {
    Ok(read_with_report(context)?.map(|(content, _)| content))
}

/// The facts, and what is wrong with them that is no hindrance.
fn read_with_report(context: &Context) -> Result<Option<(Content, Report)>, Error> {
    let mut report = Report::default();
    let content = content::read_facts(&context.project, &mut report);
    let content = content.filter(|content| content.invalid_files.is_empty());
    if content.is_none() {
        report.sort();
        context.print_report(&report)?;
    }
    Ok(content.map(|content| (content, report)))
}
