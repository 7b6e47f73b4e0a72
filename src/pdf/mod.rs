//! Reads PDF files: objects, fonts, the content of pages and their text.
//!
//! lopdf parses objects and operators, ttf-parser font programs, zune-jpeg images. This module is
//! the one interpreter on top of them, for preflight, `changes`, `verify` and the tests.

mod cmap;
mod color_space;
mod digest;
mod extras;
mod font;
mod form;
mod function;
mod glyphs;
mod image;
mod inspect;
mod interpreter;
mod lexer;
mod limits;
mod lines;
mod marked;
mod marks;
mod normal;
mod objects;
mod page_hash_version;
mod page_tree;
mod paint;
mod placed;
mod show_text;
mod state;
mod structure;
mod syntax;
mod tagged;
mod text;
mod unseen;
mod visible;
mod xmp;

use std::fmt;

use lopdf::Document;

pub(crate) use digest::{Digest, ObjectDigest, PageDigests, PageHasher};
pub(crate) use image::GrayPicture;
pub(crate) use inspect::{PageView, ReceivedPage, ReceivedPdf, StructureChange};
pub(crate) use interpreter::{Detail, Interpreter, PageContent, Remark};
pub(crate) use lexer::{is_delimiter, is_space};
pub(crate) use marks::{Inks, Layer, Mark, MarkKind, Paint};
pub(crate) use objects::{dictionary, is_name, items, rectangle, stream};
pub(crate) use page_hash_version::PageHashVersion;
pub(crate) use placed::{PlacedText, TextChanges, is_invisible, is_reordered};
pub(crate) use tagged::{TaggedElement, TaggedNode, tagged};
pub use text::{Line, PageText, PdfText, read_pdf, text};
pub(crate) use unseen::{TextDigest, UnseenTexts};
pub(crate) use xmp::{XMP_PDFX_VERSION, xmp_value};

/// The name of Peerpress in the piece dictionaries of pages.
pub(crate) const PIECE: &str = "Peerpress";

/// The reason why a file cannot be read.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Unreadable {
    /// The file is not a PDF.
    NotPdf,
    /// The file needs a password.
    Encrypted,
    /// The file is damaged.
    Damaged(String),
}

impl fmt::Display for Unreadable {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::NotPdf => f.write_str("the file is not a PDF"),
            Self::Encrypted => f.write_str("the PDF is encrypted and needs a password"),
            Self::Damaged(why) => write!(f, "the PDF is damaged: {why}"),
        }
    }
}

impl std::error::Error for Unreadable {}

/// Parses a file.
///
/// # Errors
/// If the bytes are not a PDF, are encrypted, or are damaged beyond reading.
fn open(bytes: &[u8]) -> Result<Document, Unreadable> {
    // The standard allows a header within the first 1,024 bytes.
    if !bytes[..bytes.len().min(1024)].windows(5).any(|window| window == b"%PDF-") {
        return Err(Unreadable::NotPdf);
    }
    let pdf = limits::load(bytes).map_err(|error| match error {
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
