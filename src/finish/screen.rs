//! Edition `screen`: one PDF that is accessible (PDF/UA-1) and durable (PDF/A-2a) at once.

use jiff::civil::Date;
use lopdf::Document;
use typst::foundations::{Datetime, Smart};
use typst_layout::PagedDocument;
use typst_pdf::{PdfOptions, PdfStandard, PdfStandards, Timestamp};

use super::underlay::Fault;
use super::{FinishError, pack};
use crate::plan::Job;

/// Writes the PDF. The date in it is that of the facts, not of the making: equal inputs give equal bytes. Refused are pages that could not be read by everyone.
pub fn pdf(job: &Job, document: &PagedDocument) -> Result<Vec<u8>, FinishError> {
    accessible(&job.output(), job.date, document)
}

/// Writes the PDF of a name that tells it from all others of the program.
pub fn accessible(
    name: &str,
    date: Date,
    document: &PagedDocument,
) -> Result<Vec<u8>, FinishError> {
    export(name, date, document, true)
}

/// Pages that are to become a part of other files: durable (PDF/A-2b), without the structure that makes a file accessible.
pub fn untagged(name: &str, date: Date, document: &PagedDocument) -> Result<Document, FinishError> {
    let pdf = export(name, date, document, false)?;
    let mut pdf = Document::load_mem(&pdf).map_err(Fault::from)?;
    pack::pack(&mut pdf)?;
    Ok(pdf)
}

fn export(
    name: &str,
    date: Date,
    document: &PagedDocument,
    tagged: bool,
) -> Result<Vec<u8>, FinishError> {
    let wanted: &[PdfStandard] =
        if tagged { &[PdfStandard::A_2a, PdfStandard::Ua_1] } else { &[PdfStandard::A_2b] };
    let standards = PdfStandards::new(wanted)
        .unwrap_or_else(|error| unreachable!("these standards go together: {}", error.message()));
    let options = PdfOptions {
        ident: Smart::Custom(name.to_owned()),
        creator: Smart::Custom(Some(creator())),
        timestamp: timestamp(date),
        page_ranges: None,
        standards,
        tagged,
        // What is packed here would be unpacked and packed again.
        pretty: !tagged,
    };
    Ok(typst_pdf::pdf(document, &options)?)
}

/// What made the file.
pub(super) fn creator() -> String {
    format!("Peerpress {}", env!("CARGO_PKG_VERSION"))
}

/// The start of a day, in UTC.
pub(super) fn timestamp(date: Date) -> Option<Timestamp> {
    let (year, month, day) =
        (i32::from(date.year()), date.month().try_into().ok()?, date.day().try_into().ok()?);
    Datetime::from_ymd_hms(year, month, day, 0, 0, 0).map(Timestamp::new_utc)
}
