//! A file whose pages are compared with what was signed about them.

use std::rc::Rc;

use lopdf::{Dictionary, Document, Object, ObjectId};

use super::digest::{PageDigests, PageHasher};
use super::interpreter::{Detail, Interpreter};
use super::lexer::{Lexer, Token};
use super::objects::{dictionary, value};
use super::page_hash_version::PageHashVersion;
use super::text::{Line, file_is_right_to_left};
use super::unseen::{TextDigest, UnseenTexts, digest, text_digest};
use super::visible::{Sighted, visible_runs};
use super::{GrayPicture, PIECE, PlacedText, Unreadable, extras, limits, lines, open, syntax};

/// A file that may be a certificate, from anyone.
pub(crate) struct ReceivedPdf {
    pdf: Document,
    /// The reason why programs may show different pages of the file, in words that follow "the
    /// file".
    pub(crate) fault: Option<String>,
    /// Whether something was appended to the file after it was finished.
    pub(crate) is_updated: bool,
    /// What the file has that was not signed and may change what a viewer shows, in words that
    /// follow "the file".
    pub(crate) extra: Option<String>,
    unseen: UnseenTexts,
    page_count: usize,
}

impl ReceivedPdf {
    /// Parses a file.
    ///
    /// # Errors
    /// If the bytes are not a PDF, need a password, or are damaged beyond reading.
    pub(crate) fn open(bytes: &[u8]) -> Result<Self, Unreadable> {
        let pdf = open(bytes)?;
        let mut file = Self {
            fault: None,
            is_updated: false,
            extra: extras::of_file(&pdf),
            unseen: UnseenTexts::of(&pdf),
            page_count: pdf.page_iter().count(),
            pdf,
        };
        match syntax::check(bytes, &file.pdf) {
            Ok(layout) => {
                file.fault = extras::structure_fault(&file.pdf);
                file.is_updated = layout.is_updated;
                let unusual = "is written in a way that Peerpress cannot compare".to_owned();
                file.extra = file.extra.or(layout.is_unusual.then_some(unusual));
            }
            // The bytes of an encrypted file are not those that lopdf read.
            Err(_) if file.pdf.was_encrypted() => {
                file.extra = Some("is encrypted".to_owned());
            }
            Err(fault) => file.fault = Some(fault),
        }
        Ok(file)
    }

    /// Reads the pages, in order.
    pub(crate) fn pages(&self) -> impl Iterator<Item = ReceivedPage<'_>> {
        let pdf = &self.pdf;
        let is_rtl = file_is_right_to_left(pdf);
        self.pdf.page_iter().map(move |id| ReceivedPage { pdf, id, is_rtl })
    }

    /// Returns the texts that belong to a page, but are not on it, and that were not signed.
    pub(crate) fn foreign_texts(
        &self,
        page: &ReceivedPage<'_>,
        signed: &[TextDigest],
    ) -> Vec<&str> {
        // In a file of several pages, bookmarks may belong to any of them.
        let elsewhere = if self.page_count == 1 { self.unseen.elsewhere.as_slice() } else { &[] };
        let texts = self.unseen.of_page(page.id).iter().chain(elsewhere).map(String::as_str);
        texts.filter(|text| !signed.contains(&text_digest(text))).collect()
    }

    /// Returns the titles of the file, and of its pages, that were not signed with a page.
    pub(crate) fn foreign_titles(&self, signed: &[TextDigest]) -> Vec<&str> {
        let bookmarks = if self.page_count == 1 { &[] } else { self.unseen.elsewhere.as_slice() };
        let titles = self.unseen.titles.iter().chain(bookmarks).map(String::as_str);
        titles.filter(|text| !signed.contains(&text_digest(text))).collect()
    }

    /// Compares what the file says of a page, apart from texts, with what was signed with it.
    pub(crate) fn compare_structure(
        &self,
        page: &ReceivedPage<'_>,
        signed: &[TextDigest],
    ) -> StructureChange {
        let UnseenTexts { structure, settings, .. } = &self.unseen;
        let is_signed = |bytes: &[u8]| signed.contains(&digest(bytes));
        let own = structure.pages.get(&page.id);
        if structure.is_malformed || own.is_some_and(|own| !is_signed(own)) {
            return StructureChange::Structure;
        }
        let mut other = settings.iter().filter(|(_, setting)| !is_signed(setting));
        match other.next() {
            Some((name, _)) => StructureChange::Setting(name),
            None if structure.is_present && own.is_none() => StructureChange::LeftOut,
            None => StructureChange::None,
        }
    }

    /// Whether the file says how screen readers read it.
    pub(crate) fn has_structure(&self) -> bool {
        self.unseen.structure.is_present
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

    /// Returns what the page has that was not signed, in words that follow "the page".
    pub(crate) fn extra(&self) -> Option<String> {
        extras::of_page(self.pdf, self.id)
    }

    /// Returns the digests of what the page shows. The hasher is that of the file.
    pub(crate) fn digests(
        &self,
        hasher: &mut PageHasher<'a>,
        hash_version: PageHashVersion,
    ) -> Option<PageDigests> {
        hasher.set_hash_version(hash_version);
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
            disguises: interpreter.marked.disguises,
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
        let mut lexer = Lexer::new(&bytes);
        let is_shown = |token: &Token<'_>| matches!(token, Token::Word(word) if is_show(word));
        parsed == lexer.by_ref().filter(is_shown).count() && !lexer.is_malformed
    }

    /// Returns the annotations that a reader sees, except for links without a frame.
    pub(crate) fn shown_annotations(&self) -> Vec<&'static str> {
        let annotations = self.pdf.get_page_annotations(self.id).unwrap_or_default();
        annotations.into_iter().filter_map(|it| shown_annotation(self.pdf, it)).collect()
    }
}

/// What a file says differently of a page than was signed, apart from texts.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum StructureChange {
    None,
    /// Screen readers read the page in another way.
    Structure,
    /// The structure does not have the page.
    LeftOut,
    /// The catalog has another value of this entry.
    Setting(&'static str),
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
    /// Texts that programs read instead of other letters that are visible.
    pub(crate) disguises: Vec<String>,
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
