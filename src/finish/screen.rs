//! Edition `screen`: a PDF that is accessible (PDF/UA-1) and archival (PDF/A-2a).

use jiff::civil::Date;
use lopdf::Document;
use typst_layout::PagedDocument;
use typst_pdf::{PdfOptions, PdfStandard};

use super::underlay::AssemblyError;
use super::{FinishError, pack, pdf_options, standards};

/// Exports an accessible PDF. The name identifies it among all files of the program.
///
/// # Errors
/// If the pages would not be accessible.
pub(crate) fn accessible(
    name: &str,
    date: Date,
    document: &PagedDocument,
) -> Result<Vec<u8>, FinishError> {
    let standards = standards(&[PdfStandard::A_2a, PdfStandard::Ua_1]);
    let options = PdfOptions { standards, tagged: true, ..pdf_options(name, date) };
    Ok(typst_pdf::pdf(document, &options)?)
}

/// Exports pages that are accessible and become separate files. The file is not compressed.
///
/// # Errors
/// If the pages would not be accessible.
pub(super) fn accessible_pages(
    date: Date,
    document: &PagedDocument,
) -> Result<Vec<u8>, FinishError> {
    let standards = standards(&[PdfStandard::A_2a, PdfStandard::Ua_1]);
    let options =
        PdfOptions { standards, tagged: true, pretty: true, ..pdf_options("pages", date) };
    Ok(typst_pdf::pdf(document, &options)?)
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
    let standards = standards(&[PdfStandard::A_2b]);
    // The file is compressed later, faster than by the engine.
    let options = PdfOptions { standards, pretty: true, ..pdf_options(name, date) };
    let pdf = typst_pdf::pdf(document, &options)?;
    let mut pdf = Document::load_mem(&pdf).map_err(AssemblyError::from)?;
    pack::compress(&mut pdf)?;
    Ok(pdf)
}
