//! A file whose pages are compared with what was signed about them.

use std::collections::HashSet;
use std::rc::Rc;

use lopdf::{Dictionary, Document, Object, ObjectId};

use super::digest::{PageDigests, PageHasher};
use super::interpreter::{Detail, Interpreter};
use super::lexer::{Lexer, Token};
use super::objects::{dictionary, value};
use super::text::{Line, file_is_right_to_left};
use super::visible::{Sighted, visible_runs};
use super::{GrayPicture, PIECE, PlacedText, Unreadable, limits, lines, open};

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

    /// Returns what a reader sees on the page.
    pub(crate) fn view(&self) -> PageView {
        let mut interpreter = Interpreter::new(self.pdf, Detail::Paint);
        interpreter.collects_codes = true;
        let content = interpreter.page(self.id);
        let (Some(content), Ok(page)) = (content, self.pdf.get_dictionary(self.id)) else {
            return PageView::default();
        };
        let runs = visible_runs(self.pdf, page, &content);
        let (seen, hidden): (Vec<Sighted>, Vec<Sighted>) =
            runs.into_iter().partition(|run| run.is_visible);
        let to_lines = |runs: &[Sighted]| {
            let runs: Vec<_> = runs.iter().map(|it| Rc::clone(&it.run)).collect();
            lines::lines(&runs, self.is_rtl)
        };
        PageView {
            placed: seen.iter().map(|it| it.run.placed(it.rgb)).collect(),
            lines: to_lines(&seen),
            hidden: to_lines(&hidden),
            codes: content.codes,
            is_complete: self.is_complete(),
        }
    }

    /// Whether the parser of operators reads all of the content: it ignores what follows a syntax
    /// error, but a viewer may show it.
    fn is_complete(&self) -> bool {
        let Some(bytes) = limits::page_content(self.pdf, self.id) else { return false };
        let operations = limits::operations(&bytes).unwrap_or_default();
        let is_show = |word: &[u8]| matches!(word, b"Tj" | b"TJ" | b"'" | b"\"" | b"Do");
        let parsed = operations.iter().filter(|it| is_show(it.operator.as_bytes())).count();
        let words = Lexer::new(&bytes);
        parsed == words.filter(|it| matches!(it, Token::Word(word) if is_show(word))).count()
    }

    /// Returns the annotations that a reader sees, except for links without a frame.
    pub(crate) fn shown_annotations(&self) -> Vec<&'static str> {
        let annotations = self.pdf.get_page_annotations(self.id).unwrap_or_default();
        annotations.into_iter().filter_map(|it| shown_annotation(self.pdf, it)).collect()
    }
}

/// What a reader sees on a page.
#[derive(Debug, Default)]
pub(crate) struct PageView {
    /// The visible text, in the order in which it is painted.
    pub(crate) placed: Vec<PlacedText>,
    /// The lines of visible text.
    pub(crate) lines: Vec<Line>,
    /// The lines of text that nobody sees.
    pub(crate) hidden: Vec<Line>,
    /// The pictures that may be codes.
    pub(crate) codes: Vec<GrayPicture>,
    /// Whether all of the page's content could be read.
    pub(crate) is_complete: bool,
}

/// Returns what an annotation is called, if a reader sees it.
fn shown_annotation(pdf: &Document, annotation: &Dictionary) -> Option<&'static str> {
    let flags = annotation.get(b"F").and_then(Object::as_i64).unwrap_or(0);
    let is_hidden = flags & (HIDDEN | NO_VIEW) != 0;
    let has_appearance = dictionary(pdf, annotation, b"AP").is_some_and(|it| !it.is_empty());
    match annotation.get(b"Subtype").and_then(Object::as_name).unwrap_or_default() {
        _ if is_hidden => None,
        b"Link" if !has_appearance => None,
        b"Popup" => None,
        b"Widget" => Some("a form field"),
        b"Stamp" => Some("a stamp"),
        b"FreeText" => Some("a text box"),
        b"Text" => Some("a note"),
        _ => Some("a drawing or a mark"),
    }
}

/// Flags of an annotation (ISO 32000-1, 12.5.3).
const HIDDEN: i64 = 1 << 1;
const NO_VIEW: i64 = 1 << 5;

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
