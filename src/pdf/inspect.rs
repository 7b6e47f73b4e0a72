//! A file whose pages are compared with what was signed about them.

use std::collections::HashSet;

use lopdf::{Dictionary, Document, Object, ObjectId};

use super::digest::{PageDigests, PageHasher};
use super::interpreter::{Detail, Interpreter};
use super::objects::{dictionary, value};
use super::text::{PageText, file_is_right_to_left, page_text};
use super::{PIECE, Unreadable, open};

/// A file that may be a certificate, from anyone.
pub(crate) struct ReceivedPdf {
    pdf: Document,
    /// Whether something was appended to the file after it was finished.
    pub(crate) is_updated: bool,
    /// Whether the file has forms, scripts, or layers, which can change what a viewer shows.
    pub(crate) is_active: bool,
}

impl ReceivedPdf {
    /// Parses a file.
    ///
    /// # Errors
    /// If the bytes are not a PDF, are encrypted, or are damaged beyond reading.
    pub(crate) fn open(bytes: &[u8]) -> Result<Self, Unreadable> {
        let pdf = open(bytes)?;
        let is_active = pdf.catalog().is_ok_and(|catalog| has_active_parts(&pdf, catalog));
        Ok(Self { is_updated: is_updated(bytes), is_active, pdf })
    }

    /// Reads the pages, in order.
    pub(crate) fn pages(&self) -> impl Iterator<Item = ReceivedPage<'_>> {
        let pdf = &self.pdf;
        let is_rtl = file_is_right_to_left(pdf);
        self.pdf.page_iter().map(move |id| ReceivedPage { pdf, id, is_rtl })
    }

    pub(crate) fn hasher(&self) -> PageHasher<'_> {
        PageHasher::new(&self.pdf)
    }
}

/// A page of a file that may be a certificate.
pub(crate) struct ReceivedPage<'a> {
    pdf: &'a Document,
    id: ObjectId,
    is_rtl: bool,
}

impl<'a> ReceivedPage<'a> {
    /// Returns the web addresses that links lead to.
    pub(crate) fn links(&self) -> Vec<String> {
        super::text::links(self.pdf, self.id)
    }

    /// Returns what Peerpress noted in the page's piece dictionary.
    pub(crate) fn record(&self) -> Option<&'a [u8]> {
        let page = self.pdf.get_dictionary(self.id).ok()?;
        let pieces = dictionary(self.pdf, page, b"PieceInfo")?;
        let own = dictionary(self.pdf, pieces, PIECE.as_bytes())?;
        value(self.pdf, own, b"Private")?.as_str().ok()
    }

    /// Returns the digests of what the page shows. The hasher is that of the file.
    pub(crate) fn digests(&self, hasher: &mut PageHasher<'a>) -> Option<PageDigests> {
        hasher.page(self.id)
    }

    /// Returns the text of the page.
    pub(crate) fn text(&self) -> PageText {
        page_text(&mut Interpreter::new(self.pdf, Detail::Text), self.id, self.is_rtl)
    }
}

/// Whether something was appended to a finished file: it then has another cross-reference table, or
/// an object twice. A file that was made for viewing over a network has two tables.
fn is_updated(bytes: &[u8]) -> bool {
    let head = &bytes[..bytes.len().min(1024)];
    let is_linear = head.windows(11).any(|window| window == b"/Linearized");
    let tables = bytes.windows(9).filter(|window| *window == b"startxref").count();
    if tables > 1 + usize::from(is_linear) {
        return true;
    }
    let mut seen = HashSet::new();
    let starts = bytes.windows(5).enumerate().filter(|(_, window)| *window == b" obj\n");
    let starts = starts.chain(bytes.windows(5).enumerate().filter(|(_, it)| *it == b" obj\r"));
    starts.filter_map(|(at, _)| object_id(&bytes[..at])).any(|id| !seen.insert(id))
}

/// Reads the two numbers that bytes end with.
fn object_id(bytes: &[u8]) -> Option<(u32, u16)> {
    let tail = &bytes[bytes.len().saturating_sub(24)..];
    let start = tail.iter().rposition(|byte| !byte.is_ascii_digit() && *byte != b' ');
    let tail = std::str::from_utf8(&tail[start.map_or(0, |at| at + 1)..]).ok()?;
    let (number, generation) = tail.trim_start().split_once(' ')?;
    Some((number.parse().ok()?, generation.parse().ok()?))
}

/// Whether a catalog has parts that can change what a viewer shows.
fn has_active_parts(pdf: &Document, catalog: &Dictionary) -> bool {
    let names = dictionary(pdf, catalog, b"Names");
    let has = |key: &[u8]| value(pdf, catalog, key).is_some_and(|value| !is_empty(value));
    let keys: [&[u8]; 4] = [b"AcroForm", b"OCProperties", b"AA", b"Collection"];
    keys.iter().any(|key| has(key))
        || names.is_some_and(|names| names.has(b"JavaScript"))
        || dictionary(pdf, catalog, b"OpenAction").is_some()
}

fn is_empty(value: &Object) -> bool {
    match value {
        Object::Null => true,
        Object::Dictionary(dictionary) => dictionary.is_empty(),
        _ => false,
    }
}
