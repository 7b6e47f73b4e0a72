//! The content of a page or a form in one form, whichever way a program writes it.

use data_encoding::HEXUPPER;
use sha2::{Digest as _, Sha256};

use super::digest::Digest;
use super::lexer::{Lexer, Token};

/// Whether an operator paints something other than text.
fn is_painting(operator: &[u8]) -> bool {
    matches!(
        operator,
        b"f" | b"F" | b"f*" | b"B" | b"B*" | b"b" | b"b*" | b"S" | b"s" | b"sh" | b"Do" | b"BI"
    )
}

/// The content of a page or a form, in one form.
#[derive(Default)]
pub(super) struct Normal {
    pub(super) bytes: Vec<u8>,
    pub(super) paintings: usize,
    /// The names of the pictures and forms that it paints.
    pub(super) painted: Vec<Vec<u8>>,
    pub(super) inline_pictures: Vec<Digest>,
    /// Whether programs read it in different ways.
    pub(super) is_malformed: bool,
}

impl Normal {
    /// Reads content, whatever separates its tokens and however its strings are written.
    pub(super) fn of(content: &[u8]) -> Self {
        let mut this = Self::default();
        this.add(content);
        this
    }

    /// Reads one more of the streams that content is divided into. No token crosses their ends.
    pub(super) fn add(&mut self, content: &[u8]) {
        self.bytes.reserve(content.len());
        let mut name: &[u8] = b"";
        let mut lexer = Lexer::new(content);
        for token in lexer.by_ref() {
            match token {
                Token::Word(word) => {
                    self.paintings += usize::from(is_painting(word));
                    if word == b"Do" {
                        self.painted.push(name.to_vec());
                    }
                    name = word.strip_prefix(b"/").unwrap_or_default();
                    self.bytes.extend(word);
                    self.bytes.push(b' ');
                }
                Token::Text(text) => {
                    self.bytes.push(b'(');
                    self.bytes.extend((text.len() as u64).to_be_bytes());
                    self.bytes.extend(text);
                }
                Token::Delimiter(b'>') => self.bytes.extend(b">>"),
                Token::Delimiter(byte) => self.bytes.push(byte),
                Token::Picture(data) => {
                    self.bytes.extend(Sha256::digest(data));
                    self.inline_pictures.push(picture_digest(data));
                }
            }
        }
        self.is_malformed |= lexer.is_malformed || lexer.has_return || lexer.has_comment;
    }
}

/// Returns the digest of the data of an inline picture. Peerpress writes it as hexadecimal digits;
/// programs that save a page again write the same data as bytes.
fn picture_digest(data: &[u8]) -> Digest {
    let is_digits = |data: &[u8]| data.iter().all(u8::is_ascii_hexdigit);
    let content = data.split_first().map_or(data, |(_, content)| content);
    match content.strip_suffix(b">") {
        Some(digits) if is_digits(digits) => Sha256::digest(data).into(),
        _ => Sha256::digest(format!("\n{}>", HEXUPPER.encode(content))).into(),
    }
}
