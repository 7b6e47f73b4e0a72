//! The text encoding of a roster.
//!
//! Text that is not Unicode is read in each encoding that lists have. The reading whose letters fit
//! names best is taken, and shown. Where two readings fit about as well, the user decides.

use chardetng::{EncodingDetector, Iso2022JpDetection, Utf8Detection};
use encoding_rs::{
    BIG5, EUC_JP, EUC_KR, Encoding, GBK, IBM866, ISO_8859_2, ISO_8859_5, ISO_8859_7, ISO_8859_15,
    ISO_8859_16, KOI8_R, KOI8_U, MACINTOSH, SHIFT_JIS, UTF_16BE, UTF_16LE, WINDOWS_874,
    WINDOWS_1250, WINDOWS_1251, WINDOWS_1252, WINDOWS_1253, WINDOWS_1254, WINDOWS_1255,
    WINDOWS_1256, WINDOWS_1257,
};
use oem_cp::code_table::{DECODING_TABLE_CP_MAP, ENCODING_TABLE_CP_MAP};

use super::finding;
use super::letters::fit;
use super::names::excerpt;
use crate::diagnostic::{Code, Finding};

/// An encoding of text.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum TextEncoding {
    /// An encoding that browsers know.
    Web(&'static Encoding),
    /// A code page of DOS, in which Excel saves "CSV (MS-DOS)".
    Dos(u16),
}

use TextEncoding::{Dos, Web};

impl TextEncoding {
    /// Returns the text of bytes without a byte order mark, and whether some stand for no letter.
    pub(super) fn decode(self, bytes: &[u8]) -> (String, bool) {
        match self {
            Web(encoding) => {
                let (text, has_errors) = encoding.decode_without_bom_handling(bytes);
                (text.into_owned(), has_errors)
            }
            Dos(page) => match DECODING_TABLE_CP_MAP.get(&page) {
                Some(table) => {
                    let text = table.decode_string_lossy(bytes);
                    let has_errors = text.contains('\u{fffd}');
                    (text, has_errors)
                }
                None => (String::new(), true),
            },
        }
    }

    /// Encodes text. Returns `None` if it has a character that the encoding does not have.
    pub(super) fn encode(self, text: &str) -> Option<Vec<u8>> {
        match self {
            Web(encoding) => {
                let (bytes, _, is_lossy) = encoding.encode(text);
                (!is_lossy).then(|| bytes.into_owned())
            }
            Dos(page) => {
                let table = ENCODING_TABLE_CP_MAP.get(&page)?;
                let byte = |c: char| match c.is_ascii() {
                    true => u8::try_from(c).ok(),
                    false => table.get(&c).copied(),
                };
                text.chars().map(byte).collect()
            }
        }
    }

    /// Returns the name in options.
    fn name(self) -> String {
        match self {
            Web(encoding) => encoding.name().to_lowercase(),
            Dos(page) => format!("cp{page}"),
        }
    }

    /// Returns the name as people know it.
    fn title(self) -> String {
        match self {
            Web(encoding) if encoding == MACINTOSH => "Mac Roman".to_owned(),
            Web(encoding) if encoding == SHIFT_JIS => "Shift JIS".to_owned(),
            Web(encoding) if encoding == IBM866 => "DOS (code page 866)".to_owned(),
            Web(encoding) => encoding.name().replace("windows", "Windows"),
            Dos(page) => format!("DOS (code page {page})"),
        }
    }
}

/// The code pages of DOS that `--encoding` accepts, besides 866, which browsers know too.
const DOS_PAGES: [u16; 9] = [437, 720, 737, 775, 850, 852, 857, 858, 862];

/// The encodings that lists have, with the points by which each is likelier than another before
/// its letters are compared. Where several give the same text, the first is named.
const CANDIDATES: [(TextEncoding, f64); 27] = [
    (Web(WINDOWS_1252), 1.0),
    (Web(WINDOWS_1250), 0.0),
    (Web(WINDOWS_1251), 0.0),
    (Web(WINDOWS_1254), 0.0),
    (Web(SHIFT_JIS), 0.0),
    (Web(MACINTOSH), -0.5),
    (Web(ISO_8859_2), -0.5),
    (Web(ISO_8859_15), -0.5),
    (Web(ISO_8859_16), -0.5),
    (Dos(850), -0.5),
    (Dos(437), -0.5),
    (Dos(852), -0.5),
    (Dos(857), -0.5),
    (Web(IBM866), -1.0),
    (Web(GBK), -0.5),
    (Web(BIG5), -0.5),
    (Web(EUC_KR), -0.5),
    (Web(EUC_JP), -1.0),
    (Web(WINDOWS_1253), -0.5),
    (Web(WINDOWS_1255), -0.5),
    (Web(WINDOWS_1256), -0.5),
    (Web(WINDOWS_1257), -3.0),
    (Web(WINDOWS_874), -0.5),
    (Web(KOI8_R), -1.0),
    (Web(KOI8_U), -1.0),
    (Web(ISO_8859_5), -1.0),
    (Web(ISO_8859_7), -1.0),
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
    encoding: TextEncoding,
    words: String,
}

impl Guess {
    /// The warning that shows how the text was read.
    pub(super) fn finding(&self) -> Finding {
        let message = format!(
            "the file is not Unicode text; Peerpress read it as {}: {}",
            self.encoding.title(),
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
pub fn parse_encoding(text: &str) -> Result<TextEncoding, String> {
    let label = text.trim().to_lowercase();
    let number = ["cp", "ibm", "dos", "oem", "code page", "codepage"]
        .iter()
        .find_map(|start| label.strip_prefix(start))
        .unwrap_or(&label);
    let page = number.trim_start_matches(['-', ' ', '_']).parse::<u16>().ok();
    if let Some(page) = page.filter(|page| DOS_PAGES.contains(page)) {
        return Ok(Dos(page));
    }
    let label = match label.as_str() {
        "mac roman" | "mac-roman" | "macroman" | "mac_roman" => "macintosh".to_owned(),
        _ if page == Some(866) => "ibm866".to_owned(),
        other => other.replace(' ', "-"),
    };
    let found = Encoding::for_label(label.as_bytes())
        .or_else(|| Encoding::for_label(label.replace('-', "_").as_bytes()));
    found.map(Web).ok_or_else(|| {
        "expected an encoding such as `utf-8`, `windows-1252`, `windows-1250`, `macintosh`, \
         `cp850`, or `shift_jis`"
            .to_owned()
    })
}

/// Decodes a file, in the encoding that the user states if there is one. Returns `None` if it is
/// not text, or the error of text that may be in several encodings.
pub(super) fn decode(
    bytes: &[u8],
    stated: Option<TextEncoding>,
) -> Option<Result<Decoded, Finding>> {
    let decode = |encoding: TextEncoding, bytes| {
        let text = encoding.decode(bytes).0;
        (!text.contains('\0')).then_some(Ok(Decoded { text, guess: None }))
    };
    if let Some((encoding, mark)) = Encoding::for_bom(bytes) {
        return decode(Web(encoding), &bytes[mark..]);
    }
    if let Some(encoding) = stated {
        return decode(encoding, bytes);
    }
    if bytes.contains(&0) {
        return decode(Web(detect_utf_16(bytes)?), bytes);
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
    encoding: TextEncoding,
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
        let (text, has_errors) = encoding.decode(&sample);
        if has_errors || readings.iter().any(|reading| reading.text == text) {
            continue;
        }
        let fit = fit(&text);
        let bonus = if encoding == Web(likeliest) { GUESSED } else { 0.0 };
        let points = fit.points + likelihood + bonus;
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
    let text = best.encoding.decode(bytes).0;
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
                first.encoding.title(),
                example(&first.text, Some(&second.text)),
                second.encoding.title(),
                example(&second.text, Some(&first.text)),
            );
            let hint = format!(
                "add `--encoding {}` or `--encoding {}`, whichever shows the names right, or save \
                 the list as \"CSV UTF-8\" or XLSX",
                first.encoding.name(),
                second.encoding.name()
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
