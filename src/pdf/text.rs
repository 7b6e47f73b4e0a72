//! The text of a PDF: each page's lines and links, and the file's title and language.
//!
//! It reads the files that Peerpress makes, and what other programs did to them since: composite
//! fonts with ToUnicode maps, Type 3 fonts, ActualText, artifacts and form XObjects. Lines come in
//! the order of the page's content, each in reading order, right-to-left words included.

use lopdf::{Document, ObjectId};

use super::interpreter::{Detail, Interpreter};
use super::objects::{dictionary, string};
use super::xmp::{XMP_TITLE, xmp_value};
use super::{Unreadable, lines, open};

/// The character that stands for the hyphen of a divided word.
pub(super) const SOFT_HYPHEN: char = '\u{ad}';

/// The text of a file.
#[derive(Debug, Clone, Default)]
pub struct PdfText {
    /// The title in the file's metadata.
    pub title: Option<String>,
    /// The language in the file's catalog, such as `en-US`.
    pub language: Option<String>,
    /// The pages, in order.
    pub pages: Vec<PageText>,
}

/// The text of a page.
#[derive(Debug, Clone, Default)]
pub struct PageText {
    /// The lines, in the order of the page's content.
    pub lines: Vec<Line>,
    /// The web addresses that links lead to, in the order of the links.
    pub links: Vec<String>,
}

/// Words next to each other on one line.
#[derive(Debug, Clone, PartialEq)]
pub struct Line {
    /// The words, in reading order.
    pub text: String,
    /// Whether screen readers skip it: a header, a footer, the background. Only tagged files tell.
    pub artifact: bool,
    /// Where the baseline begins, in points from the left and the bottom of the page.
    pub at: (f64, f64),
    /// The size of the first letter, in points.
    pub size: f64,
}

impl PageText {
    /// Returns the lines that everyone reads, without artifacts, separated by line breaks. Words
    /// that were divided at the end of a line are whole again.
    pub fn text(&self) -> String {
        let mut text = String::new();
        for line in self.lines.iter().filter(|line| !line.artifact) {
            if text.ends_with(SOFT_HYPHEN) {
                text.pop();
            } else if !text.is_empty() {
                text.push('\n');
            }
            text.push_str(&line.text);
        }
        text
    }
}

/// Returns the text of each page of a PDF.
///
/// # Errors
/// If the bytes are not a PDF, are encrypted, or are damaged beyond reading.
pub fn text(bytes: &[u8]) -> Result<Vec<PageText>, Unreadable> {
    Ok(read_pdf(bytes)?.pages)
}

/// Returns the text of each page of a PDF, with the file's title and language.
///
/// # Errors
/// If the bytes are not a PDF, are encrypted, or are damaged beyond reading.
pub fn read_pdf(bytes: &[u8]) -> Result<PdfText, Unreadable> {
    let pdf = open(bytes)?;
    let info = dictionary(&pdf, &pdf.trailer, b"Info");
    let title = info.and_then(|info| string(&pdf, info, b"Title"));
    let title = title.or_else(|| xmp_value(&pdf, XMP_TITLE));
    let language = language(&pdf);
    let is_rtl = file_is_right_to_left(&pdf);
    let mut interpreter = Interpreter::new(&pdf, Detail::Text);
    let pages = pdf.page_iter().map(|id| page_text(&mut interpreter, id, is_rtl)).collect();
    Ok(PdfText { title, language, pages })
}

/// Returns the text of a page.
pub(super) fn page_text(interpreter: &mut Interpreter<'_>, id: ObjectId, is_rtl: bool) -> PageText {
    // A viewer shows nothing of a page that cannot be parsed either.
    let runs = interpreter.page(id).unwrap_or_default().runs;
    PageText { lines: lines::lines(&runs, is_rtl), links: links(interpreter.pdf, id) }
}

/// The language in the file's catalog.
fn language(pdf: &Document) -> Option<String> {
    pdf.catalog().ok().and_then(|catalog| string(pdf, catalog, b"Lang"))
}

/// Whether the language of a file is written from right to left.
pub(super) fn file_is_right_to_left(pdf: &Document) -> bool {
    language(pdf).as_deref().is_some_and(is_right_to_left)
}

/// Whether a language is written from right to left.
fn is_right_to_left(language: &str) -> bool {
    let code = language.split(['-', '_']).next().unwrap_or_default().to_ascii_lowercase();
    ["ar", "he", "fa", "ur", "yi", "ps", "sd", "ug", "dv", "ckb", "syr"].contains(&code.as_str())
}

/// Returns the web addresses that the links of a page lead to.
pub(super) fn links(pdf: &Document, id: ObjectId) -> Vec<String> {
    let annotations = pdf.get_page_annotations(id).unwrap_or_default().into_iter();
    let url = |annotation| string(pdf, dictionary(pdf, annotation, b"A")?, b"URI");
    annotations.filter_map(url).collect()
}
