//! The text encoding of a roster.

use chardetng::{EncodingDetector, Iso2022JpDetection, Utf8Detection};
use encoding_rs::{Encoding, UTF_8, UTF_16BE, UTF_16LE, WINDOWS_1252};

/// Encodings of Latin letters that are hard to tell apart. Where one of them is likely,
/// Windows-1252 is far more likely.
const LATIN: [&str; 10] = [
    "windows-1250",
    "windows-1252",
    "windows-1254",
    "windows-1257",
    "ISO-8859-2",
    "ISO-8859-4",
    "ISO-8859-10",
    "ISO-8859-13",
    "ISO-8859-14",
    "ISO-8859-15",
];

/// Decoded text.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct Decoded {
    pub(super) text: String,
    /// The name of the encoding, if it had to be guessed.
    pub(super) guess: Option<&'static str>,
}

/// Decodes a file. Returns `None` if it is not text.
pub(super) fn decode(bytes: &[u8]) -> Option<Decoded> {
    let decode = |encoding: &'static Encoding, bytes| {
        encoding.decode_without_bom_handling(bytes).0.into_owned()
    };
    if let Some((encoding, mark)) = Encoding::for_bom(bytes) {
        return Some(Decoded { text: decode(encoding, &bytes[mark..]), guess: None });
    }
    if bytes.contains(&0) {
        return Some(Decoded { text: decode(detect_utf_16(bytes)?, bytes), guess: None });
    }
    if std::str::from_utf8(bytes).is_ok() || is_mostly_utf_8(bytes) {
        return Some(Decoded { text: String::from_utf8_lossy(bytes).into_owned(), guess: None });
    }
    let encoding = guess_legacy_encoding(bytes);
    Some(Decoded { text: decode(encoding, bytes), guess: Some(encoding.name()) })
}

/// Detects UTF-16 without a byte order mark: line breaks, delimiters, and digits have zeros on one
/// side only.
fn detect_utf_16(bytes: &[u8]) -> Option<&'static Encoding> {
    let sample = &bytes[..bytes.len().min(64 * 1024) & !1];
    let zeros =
        |side: usize| sample.iter().skip(side).step_by(2).filter(|byte| **byte == 0).count();
    let (high, low) = (zeros(0), zeros(1));
    let enough = sample.len() / 40;
    match bytes.len() % 2 {
        0 if low > enough && high * 8 <= low => Some(UTF_16LE),
        0 if high > enough && low * 8 <= high => Some(UTF_16BE),
        _ => None,
    }
}

/// Returns whether the bytes are UTF-8 that lost a few letters, rather than another encoding.
fn is_mostly_utf_8(bytes: &[u8]) -> bool {
    let chunks = bytes.utf8_chunks();
    let (good, bad) = chunks.fold((0, 0), |(good, bad), chunk| {
        let letters = chunk.valid().chars().filter(|c| !c.is_ascii()).count();
        (good + letters, bad + usize::from(!chunk.invalid().is_empty()))
    });
    good > bad * 2
}

fn guess_legacy_encoding(bytes: &[u8]) -> &'static Encoding {
    let mut detector = EncodingDetector::new(Iso2022JpDetection::Deny);
    detector.feed(bytes, true);
    let guess = detector.guess(None, Utf8Detection::Deny);
    if guess == UTF_8 || LATIN.contains(&guess.name()) { WINDOWS_1252 } else { guess }
}
