//! Edition `screen`: a PDF that is accessible (PDF/UA-1) and archival (PDF/A-2a).

use jiff::civil::Date;
use lopdf::Document;
use typst::foundations::{Datetime, Smart};
use typst_layout::PagedDocument;
use typst_pdf::{PdfOptions, PdfStandard, PdfStandards, Timestamp};

use super::underlay::AssemblyError;
use super::{FinishError, pack};
use crate::plan::Job;

/// Exports the PDF of a job. Its date is the date of the facts: equal inputs give equal bytes.
///
/// # Errors
/// If the pages would not be accessible.
pub(crate) fn pdf(job: &Job, document: &PagedDocument) -> Result<Vec<u8>, FinishError> {
    accessible(&job.output(), job.date, document)
}

/// Exports an accessible PDF. The name identifies it among all files of the program.
///
/// # Errors
/// If the pages would not be accessible.
pub(crate) fn accessible(
    name: &str,
    date: Date,
    document: &PagedDocument,
) -> Result<Vec<u8>, FinishError> {
    export(name, date, document, true)
}

/// Exports pages that become a part of another file: archival (PDF/A-2b), but without the structure
/// that makes a file accessible.
///
/// # Errors
/// If the pages cannot be exported.
pub(crate) fn untagged(
    name: &str,
    date: Date,
    document: &PagedDocument,
) -> Result<Document, FinishError> {
    let pdf = export(name, date, document, false)?;
    let mut pdf = Document::load_mem(&pdf).map_err(AssemblyError::from)?;
    pack::compress(&mut pdf)?;
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
    let standards = PdfStandards::new(wanted).unwrap_or_else(|error| {
        unreachable!("these standards can be combined: {}", error.message())
    });
    let options = PdfOptions {
        ident: Smart::Custom(name.to_owned()),
        creator: Smart::Custom(Some(creator())),
        timestamp: timestamp(date),
        page_ranges: None,
        standards,
        tagged,
        // An untagged file is compressed later, faster than by the engine.
        pretty: !tagged,
    };
    Ok(typst_pdf::pdf(document, &options)?)
}

/// The name and version of the program.
pub(super) fn creator() -> String {
    format!("Peerpress {}", env!("CARGO_PKG_VERSION"))
}

/// Returns the start of a day, in UTC.
pub(super) fn timestamp(date: Date) -> Option<Timestamp> {
    let (year, month, day) =
        (i32::from(date.year()), date.month().try_into().ok()?, date.day().try_into().ok()?);
    Datetime::from_ymd_hms(year, month, day, 0, 0, 0).map(Timestamp::new_utc)
}
