//! The words of a finished PDF: what each page says, line by line, where its links lead, and what the file calls itself.
//!
//! It reads files that Peerpress made (and what others did to them since): composite fonts with ToUnicode maps, Type 3 fonts,
//! ActualText, artifacts and form XObjects. Text comes in the order of the page's content, each line in reading order, right-to-left
//! words included.

mod font;
mod lines;
mod marks;
mod show;

use std::fmt;

use lopdf::{Dictionary, Document, Object, ObjectId};

/// A file, read.
#[derive(Debug, Clone, Default)]
pub struct PdfText {
    /// The title that the file gives itself.
    pub title: Option<String>,
    /// The language that the file gives itself, such as `en-US`.
    pub language: Option<String>,
    /// Its pages, in order.
    pub pages: Vec<PageText>,
}

/// What a page says.
#[derive(Debug, Clone, Default)]
pub struct PageText {
    /// Its lines, in the order of its content.
    pub lines: Vec<Line>,
    /// The web addresses that its links lead to, in the order of the links.
    pub links: Vec<String>,
}

/// Words that stand on one line, next to each other.
#[derive(Debug, Clone, PartialEq)]
pub struct Line {
    /// The words, in reading order.
    pub text: String,
    /// Whether screen readers pass over it: a header, a footer, the background. Known in tagged files only.
    pub artifact: bool,
    /// Where its baseline begins, in points from the left and the bottom of the page.
    pub at: (f64, f64),
    /// Size of its first letter, in points.
    pub size: f64,
}

impl PageText {
    /// The lines that everyone reads, artifacts left out, with line breaks between them. A word that was divided at the end of a line
    /// is whole again.
    pub fn text(&self) -> String {
        joined(self.lines.iter().filter(|line| !line.artifact))
    }

    /// All lines, artifacts included.
    pub fn text_with_artifacts(&self) -> String {
        joined(self.lines.iter())
    }
}

fn joined<'a>(lines: impl Iterator<Item = &'a Line>) -> String {
    let mut text = String::new();
    for line in lines {
        if text.ends_with(SOFT_HYPHEN) {
            text.pop();
        } else if !text.is_empty() {
            text.push('\n');
        }
        text.push_str(&line.text);
    }
    text
}

/// What stands for the hyphen of a divided word.
const SOFT_HYPHEN: char = '\u{ad}';

/// Why a file cannot be read.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Unreadable {
    /// It is not a PDF at all.
    NotPdf,
    /// It needs a password.
    Encrypted,
    /// It is damaged.
    Damaged(String),
}

impl fmt::Display for Unreadable {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::NotPdf => f.write_str("this is not a PDF"),
            Self::Encrypted => f.write_str("the PDF is encrypted: it opens only with a password"),
            Self::Damaged(why) => write!(f, "the PDF is damaged: {why}"),
        }
    }
}

impl std::error::Error for Unreadable {}

/// The text of each page of a PDF.
///
/// # Errors
/// If the bytes are no PDF, an encrypted one, or one that is damaged beyond reading.
pub fn text(bytes: &[u8]) -> Result<Vec<PageText>, Unreadable> {
    Ok(read(bytes)?.pages)
}

/// The text of each page of a PDF, with the file's title and language.
///
/// # Errors
/// If the bytes are no PDF, an encrypted one, or one that is damaged beyond reading.
pub fn read(bytes: &[u8]) -> Result<PdfText, Unreadable> {
    let pdf = open(bytes)?;
    let language = pdf.catalog().ok().and_then(|catalog| string(&pdf, catalog, b"Lang"));
    let is_rtl = language.as_deref().is_some_and(is_right_to_left);
    let mut fonts = font::Fonts::default();
    let pages = pdf.page_iter().map(|id| page(&pdf, id, &mut fonts, is_rtl)).collect();
    Ok(PdfText { title: title(&pdf), language, pages })
}

fn open(bytes: &[u8]) -> Result<Document, Unreadable> {
    // The standard allows a header within the first 1,024 bytes.
    if !bytes[..bytes.len().min(1024)].windows(5).any(|window| window == b"%PDF-") {
        return Err(Unreadable::NotPdf);
    }
    let pdf = Document::load_mem(bytes).map_err(|error| match error {
        lopdf::Error::InvalidPassword | lopdf::Error::Decryption(_) => Unreadable::Encrypted,
        error => Unreadable::Damaged(error.to_string()),
    })?;
    if pdf.trailer.has(b"Encrypt") {
        return Err(Unreadable::Encrypted);
    }
    if pdf.page_iter().next().is_none() {
        return Err(Unreadable::Damaged("it has no pages".to_owned()));
    }
    Ok(pdf)
}

/// Whether a language is written from right to left.
fn is_right_to_left(language: &str) -> bool {
    let code = language.split(['-', '_']).next().unwrap_or_default().to_ascii_lowercase();
    ["ar", "he", "fa", "ur", "yi", "ps", "sd", "ug", "dv", "ckb", "syr"].contains(&code.as_str())
}

fn page(pdf: &Document, id: ObjectId, fonts: &mut font::Fonts, is_rtl: bool) -> PageText {
    let content = pdf.get_page_content(id);
    let resources = resources(pdf, id);
    let runs = show::runs(pdf, &content, resources, fonts);
    PageText { lines: lines::lines(runs, is_rtl), links: links(pdf, id) }
}

/// A page's resources, its own or inherited from the tree of pages.
fn resources(pdf: &Document, id: ObjectId) -> Option<&Dictionary> {
    let mut node = pdf.get_dictionary(id).ok()?;
    for _ in 0..32 {
        if let Some(resources) = dictionary(pdf, node, b"Resources") {
            return Some(resources);
        }
        node = dictionary(pdf, node, b"Parent")?;
    }
    None
}

fn links(pdf: &Document, id: ObjectId) -> Vec<String> {
    let annotations = pdf.get_page_annotations(id).unwrap_or_default();
    annotations
        .into_iter()
        .filter_map(|annotation| string(pdf, dictionary(pdf, annotation, b"A")?, b"URI"))
        .collect()
}

fn title(pdf: &Document) -> Option<String> {
    let info = pdf
        .trailer
        .get(b"Info")
        .ok()
        .and_then(|info| pdf.dereference(info).ok())
        .and_then(|(_, info)| info.as_dict().ok());
    info.and_then(|info| string(pdf, info, b"Title")).or_else(|| xmp_title(pdf))
}

/// The title in the XMP packet, where the older place for it is empty.
fn xmp_title(pdf: &Document) -> Option<String> {
    let metadata = value(pdf, pdf.catalog().ok()?, b"Metadata")?.as_stream().ok()?;
    let packet = metadata.get_plain_content().ok()?;
    let packet = String::from_utf8_lossy(&packet);
    let inside = packet.split_once("<dc:title>")?.1.split_once("</dc:title>")?.0;
    let text = inside.split_once("<rdf:li")?.1.split_once('>')?.1.split_once("</rdf:li>")?.0;
    Some(
        text.replace("&lt;", "<")
            .replace("&gt;", ">")
            .replace("&quot;", "\"")
            .replace("&apos;", "'")
            .replace("&amp;", "&"),
    )
}

/// A value of a dictionary, wherever in the file it stands.
fn value<'a>(pdf: &'a Document, dictionary: &'a Dictionary, key: &[u8]) -> Option<&'a Object> {
    Some(pdf.dereference(dictionary.get(key).ok()?).ok()?.1)
}

/// A dictionary in a dictionary.
fn dictionary<'a>(pdf: &'a Document, outer: &'a Dictionary, key: &[u8]) -> Option<&'a Dictionary> {
    value(pdf, outer, key)?.as_dict().ok()
}

/// A text in a dictionary.
fn string(pdf: &Document, outer: &Dictionary, key: &[u8]) -> Option<String> {
    lopdf::decode_text_string(value(pdf, outer, key)?).ok()
}
