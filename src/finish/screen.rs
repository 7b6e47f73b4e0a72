//! Edition `screen`: a PDF that is accessible (PDF/UA-1) and archival (PDF/A-2a).

use jiff::civil::Date;
use lopdf::{Document, Object};
use typst_layout::PagedDocument;
use typst_pdf::{PdfOptions, PdfStandard};

use super::glyph_order::in_glyph_order;
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
    Ok(typst_pdf::pdf(&in_glyph_order(document), &options)?)
}

/// Exports pages that are accessible and become separate files. Nothing is compressed yet.
///
/// # Errors
/// If the pages would not be accessible.
pub(super) fn accessible_pages(
    date: Date,
    document: &PagedDocument,
) -> Result<Document, FinishError> {
    let standards = standards(&[PdfStandard::A_2a, PdfStandard::Ua_1]);
    let options = PdfOptions { standards, tagged: true, ..pdf_options("pages", date) };
    export(document, options)
}

/// Exports pages that become a part of another file: archival (PDF/A-2b), but without the structure
/// that makes a file accessible. Nothing is [compressed](super::compress) yet.
///
/// # Errors
/// If the pages cannot be exported.
pub(crate) fn untagged(
    name: &str,
    date: Date,
    document: &PagedDocument,
) -> Result<Document, FinishError> {
    let standards = standards(&[PdfStandard::A_2b]);
    export(document, PdfOptions { standards, ..pdf_options(name, date) })
}

/// Removes what pages say of their language: they become a part of a file in several languages.
pub(crate) fn forget_language(pdf: &mut Document) -> Result<(), AssemblyError> {
    let catalog = pdf.catalog_mut()?;
    catalog.remove(b"Lang");
    if let Ok(preferences) = catalog.get_mut(b"ViewerPreferences").and_then(Object::as_dict_mut) {
        preferences.remove(b"Direction");
    }
    Ok(())
}

/// Exports pages in a form that is changed and then compressed, faster than by the engine.
fn export(document: &PagedDocument, options: PdfOptions) -> Result<Document, FinishError> {
    let options = PdfOptions { pretty: true, ..options };
    let pdf = typst_pdf::pdf(&in_glyph_order(document), &options)?;
    let mut pdf = Document::load_mem(&pdf).map_err(AssemblyError::from)?;
    pack::decode_pictures(&mut pdf)?;
    Ok(pdf)
}
