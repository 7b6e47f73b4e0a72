//! What a finished file is: a PDF, or a picture with its words in a file beside it.

/// The bytes that a PNG file starts with.
const PNG: &[u8] = b"\x89PNG\r\n\x1a\n";

/// The content of a finished file.
pub(super) enum Content<'a> {
    Pdf,
    Picture,
    /// The words of a picture, one paragraph a line.
    Words(&'a str),
}

impl<'a> Content<'a> {
    pub(super) fn of(file: &'a [u8]) -> Self {
        match str::from_utf8(file) {
            _ if file.starts_with(PNG) => Self::Picture,
            Ok(words) if !file.starts_with(b"%PDF") => Self::Words(words),
            _ => Self::Pdf,
        }
    }
}
