//! The text encoding of a roster.
//!
//! Text that is not Unicode is read in each encoding that lists have. The reading whose letters fit
//! names best is taken, and shown. Where two readings fit about as well, the user decides.

use chardetng::{EncodingDetector, Iso2022JpDetection, Utf8Detection};
use encoding_rs::{
    BIG5, EUC_JP, EUC_KR, Encoding, GBK, ISO_8859_2, ISO_8859_5, ISO_8859_7, KOI8_R, KOI8_U,
    MACINTOSH, SHIFT_JIS, UTF_16BE, UTF_16LE, WINDOWS_874, WINDOWS_1250, WINDOWS_1251,
    WINDOWS_1252, WINDOWS_1253, WINDOWS_1254, WINDOWS_1255, WINDOWS_1256, WINDOWS_1257,
};

use super::finding;
use super::letters::fit;
use super::names::excerpt;
use crate::diagnostic::{Code, Finding};

/// The encodings that lists have, with the points by which each is likelier than another before
/// its letters are compared. Where several give the same text, the first is named.
const CANDIDATES: [(&Encoding, f64); 20] = [
    (WINDOWS_1252, 1.0),
    (WINDOWS_1250, 0.0),
    (WINDOWS_1251, 0.0),
    (WINDOWS_1254, 0.0),
    (SHIFT_JIS, 0.0),
    (MACINTOSH, -0.5),
    (ISO_8859_2, -0.5),
    (GBK, -0.5),
    (BIG5, -0.5),
    (EUC_KR, -0.5),
    (EUC_JP, -1.0),
    (WINDOWS_1253, -0.5),
    (WINDOWS_1255, -0.5),
    (WINDOWS_1256, -0.5),
    (WINDOWS_1257, -3.0),
    (WINDOWS_874, -0.5),
    (KOI8_R, -1.0),
    (KOI8_U, -1.0),
    (ISO_8859_5, -1.0),
    (ISO_8859_7, -1.0),
];

/// The number of lines with letters beyond ASCII that are compared.
const MAX_LINES: usize = 1000;

/// Readings whose points differ by less, for each letter that is read differently, are about as
/// likely.
const MARGIN: f64 = 0.75;

/// The points that a statistic of prose adds to the encoding that it finds likeliest.
const GUESSED: f64 = 0.75;

/// Decoded text.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct Decoded {
    pub(super) text: String,
    /// How the text was read, if that had to be guessed.
    pub(super) guess: Option<Guess>,
}

/// How text was read, with some of the words that show it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Guess {
    encoding: &'static Encoding,
    words: String,
}

impl Guess {
    /// The warning that shows how the text was read.
    pub(super) fn finding(&self) -> Finding {
        let message = format!(
            "the file is not Unicode text; Peerpress read it as {}: {}",
            title(self.encoding),
            self.words
        );
        let hint = "check the accented letters; if they are wrong, add `--encoding NAME`, or save \
                    the list as \"CSV UTF-8\" or XLSX";
        finding(Code::RosterEncoding, message, hint)
    }
}

/// Parses the value of `--encoding`, such as `windows-1250`.
///
/// # Errors
/// Returns a message if there is no such encoding.
pub fn parse_encoding(text: &str) -> Result<&'static Encoding, String> {
    let label = text.trim().to_lowercase();
    let label = match label.as_str() {
        "mac roman" | "mac-roman" | "macroman" | "mac_roman" => "macintosh".to_owned(),
        other => other.replace(' ', "-"),
    };
    let found = Encoding::for_label(label.as_bytes())
        .or_else(|| Encoding::for_label(label.replace('-', "_").as_bytes()));
    found.ok_or_else(|| {
        "expected an encoding such as `utf-8`, `windows-1252`, `windows-1250`, `macintosh`, or \
         `shift_jis`"
            .to_owned()
    })
}

/// Decodes a file, in the encoding that the user states if there is one. Returns `None` if it is
/// not text, or the error of text that may be in several encodings.
pub(super) fn decode(
    bytes: &[u8],
    stated: Option<&'static Encoding>,
) -> Option<Result<Decoded, Finding>> {
    let decode = |encoding: &'static Encoding, bytes| {
        let text = encoding.decode_without_bom_handling(bytes).0.into_owned();
        (!text.contains('\0')).then_some(Ok(Decoded { text, guess: None }))
    };
    if let Some((encoding, mark)) = Encoding::for_bom(bytes) {
        return decode(encoding, &bytes[mark..]);
    }
    if let Some(encoding) = stated {
        return decode(encoding, bytes);
    }
    if bytes.contains(&0) {
        return decode(detect_utf_16(bytes)?, bytes);
    }
    if std::str::from_utf8(bytes).is_ok() || is_mostly_utf_8(bytes) {
        let text = String::from_utf8_lossy(bytes).into_owned();
        return Some(Ok(Decoded { text, guess: None }));
    }
    Some(guess(bytes))
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

/// A reading of the lines with letters beyond ASCII.
struct Reading {
    encoding: &'static Encoding,
    text: String,
    points: f64,
    is_impossible: bool,
}

fn guess(bytes: &[u8]) -> Result<Decoded, Finding> {
    let lines = bytes.split(|byte| matches!(byte, b'\n' | b'\r'));
    let lines: Vec<&[u8]> = lines.filter(|line| !line.is_ascii()).take(MAX_LINES).collect();
    let sample = lines.join(&b'\n');
    let mut detector = EncodingDetector::new(Iso2022JpDetection::Deny);
    detector.feed(bytes, true);
    let likeliest = detector.guess(None, Utf8Detection::Deny);
    let mut readings: Vec<Reading> = Vec::new();
    for (encoding, likelihood) in CANDIDATES {
        let (text, has_errors) = encoding.decode_without_bom_handling(&sample);
        if has_errors || readings.iter().any(|reading| reading.text == text) {
            continue;
        }
        let fit = fit(&text);
        let bonus = if encoding == likeliest { GUESSED } else { 0.0 };
        let (text, points) = (text.into_owned(), fit.points + likelihood + bonus);
        readings.push(Reading { encoding, text, points, is_impossible: fit.is_impossible });
    }
    readings.sort_by(|a, b| b.points.total_cmp(&a.points));
    let [best, rest @ ..] = readings.as_slice() else { return Err(unclear(&[])) };
    let rival = rest.iter().find(|other| {
        let different = different_letters(&best.text, &other.text);
        let is_near = best.points - other.points < MARGIN * (different as f64).max(2.0);
        is_near && other.is_impossible <= best.is_impossible
    });
    if let Some(rival) = rival {
        return Err(unclear(&[best, rival]));
    }
    if best.points < 0.0 && best.is_impossible {
        return Err(unclear(&[best]));
    }
    let guess = Guess { encoding: best.encoding, words: example(&best.text, None) };
    let text = best.encoding.decode_without_bom_handling(bytes).0.into_owned();
    Ok(Decoded { text, guess: Some(guess) })
}

/// Counts the letters that two readings have in common places and read differently, at most 20.
fn different_letters(a: &str, b: &str) -> usize {
    let different = a.chars().zip(b.chars()).filter(|(a, b)| a != b);
    different.take(20).count()
}

/// The error of text that may be in several encodings, or in none that is known.
fn unclear(readings: &[&Reading]) -> Finding {
    let code = Code::RosterUnclearEncoding;
    match readings {
        [first, second] => {
            let message = format!(
                "the file is not Unicode text, and may be {} ({}) or {} ({})",
                title(first.encoding),
                example(&first.text, Some(&second.text)),
                title(second.encoding),
                example(&second.text, Some(&first.text)),
            );
            let hint = format!(
                "add `--encoding {}` or `--encoding {}`, whichever shows the names right, or save \
                 the list as \"CSV UTF-8\" or XLSX",
                first.encoding.name().to_lowercase(),
                second.encoding.name().to_lowercase()
            );
            finding(code, message, hint)
        }
        _ => {
            let shown = readings.first().map(|one| example(&one.text, None)).unwrap_or_default();
            let message =
                format!("the file is not Unicode text, and no encoding gives names: {shown}");
            let hint = "save the list as \"CSV UTF-8\" or XLSX, or add `--encoding NAME`";
            finding(code, message, hint)
        }
    }
}

/// Quotes up to three words with letters beyond ASCII: those that another reading has differently.
fn example(text: &str, other: Option<&str>) -> String {
    let is_end = |c: char| c.is_whitespace() || ",;\t|\"".contains(c);
    let words = text.split(is_end).zip(other.unwrap_or(text).split(is_end));
    let mut shown: Vec<String> = Vec::new();
    for (word, theirs) in words {
        let quoted = format!("`{}`", excerpt(word));
        let is_told = !word.is_ascii() && (other.is_none() || word != theirs);
        if is_told && !shown.contains(&quoted) && shown.len() < 3 {
            shown.push(quoted);
        }
    }
    shown.join(", ")
}

/// The name of an encoding as people know it.
fn title(encoding: &'static Encoding) -> String {
    match encoding.name() {
        "macintosh" => "Mac Roman".to_owned(),
        "Shift_JIS" => "Shift JIS".to_owned(),
        name => name.replace("windows", "Windows"),
    }
}
