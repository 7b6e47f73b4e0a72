//! Delimited text (CSV and its relatives): which encoding, which delimiter, which rows.
//!
//! The rows are split here and not by the `csv` crate, because a finding names the row that a spreadsheet shows (empty lines count, quoted
//! line breaks do not) and a quote that is never closed must be told: it would swallow everyone after it.

use chardetng::{EncodingDetector, Iso2022JpDetection, Utf8Detection};
use encoding_rs::{Encoding, UTF_8, UTF_16BE, UTF_16LE, WINDOWS_1252};

use super::table::{Cell, Row};
use crate::certificates::files::csv_out::defused;

/// What may stand between cells.
const DELIMITERS: [u8; 4] = [b',', b';', b'\t', b'|'];

/// The encodings of Latin letters that are hard to tell from each other; where one of them is likely, Windows-1252 is far likelier.
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

/// A text, and the encoding that was guessed where the file does not say.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct Decoded {
    pub(super) text: String,
    pub(super) guess: Option<&'static str>,
}

/// Decodes a file; none if it is no text.
pub(super) fn decode(bytes: &[u8]) -> Option<Decoded> {
    if let Some((encoding, mark)) = Encoding::for_bom(bytes) {
        return Some(Decoded {
            text: encoding.decode_without_bom_handling(&bytes[mark..]).0.into_owned(),
            guess: None,
        });
    }
    if bytes.contains(&0) {
        let encoding = wide(bytes)?;
        return Some(Decoded {
            text: encoding.decode_without_bom_handling(bytes).0.into_owned(),
            guess: None,
        });
    }
    match std::str::from_utf8(bytes) {
        Ok(text) => Some(Decoded { text: text.to_owned(), guess: None }),
        Err(_) if is_mostly_utf8(bytes) => {
            Some(Decoded { text: String::from_utf8_lossy(bytes).into_owned(), guess: None })
        }
        Err(_) => {
            let encoding = narrow(bytes);
            Some(Decoded {
                text: encoding.decode_without_bom_handling(bytes).0.into_owned(),
                guess: Some(encoding.name()),
            })
        }
    }
}

/// UTF-16 without a byte order mark: line breaks, delimiters and digits leave zeros on one side only.
fn wide(bytes: &[u8]) -> Option<&'static Encoding> {
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

/// Whether the bytes are UTF-8 with a few that were lost, and not another encoding.
fn is_mostly_utf8(bytes: &[u8]) -> bool {
    let chunks = bytes.utf8_chunks();
    let (good, bad) = chunks.fold((0, 0), |(good, bad), chunk| {
        let letters = chunk.valid().chars().filter(|c| !c.is_ascii()).count();
        (good + letters, bad + usize::from(!chunk.invalid().is_empty()))
    });
    good > bad * 2
}

/// An encoding with one byte a letter, or an older one of East Asia.
fn narrow(bytes: &[u8]) -> &'static Encoding {
    let mut detector = EncodingDetector::new(Iso2022JpDetection::Deny);
    detector.feed(bytes, true);
    let guess = detector.guess(None, Utf8Detection::Deny);
    if guess == UTF_8 || LATIN.contains(&guess.name()) { WINDOWS_1252 } else { guess }
}

/// Why a text could not be split into rows.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum SplitFault {
    /// A quote that opens in this line is never closed.
    OpenQuote(u32),
    /// There are more rows than the limit.
    TooMany,
}

/// The first line `sep=;`, which tells Excel the delimiter, and the text after it.
pub(super) fn stated_delimiter(text: &str) -> (Option<u8>, &str) {
    let stated = text.get(..4).filter(|start| start.eq_ignore_ascii_case("sep=")).and_then(|_| {
        let delimiter = *text.as_bytes().get(4)?;
        let rest = text.get(5..)?;
        let after = rest.strip_prefix("\r\n").or_else(|| rest.strip_prefix(['\r', '\n']))?;
        DELIMITERS.contains(&delimiter).then_some((delimiter, after))
    });
    stated.map_or((None, text), |(delimiter, rest)| (Some(delimiter), rest))
}

/// The delimiter under which a text makes the best table. `score` says how well the first rows tell what their columns mean.
pub(super) fn find_delimiter(text: &str, score: impl Fn(&[Row]) -> usize) -> u8 {
    let mut best = (0, 0, DELIMITERS[0]);
    for delimiter in DELIMITERS {
        let mut splitter = Splitter::new(text, delimiter, 0);
        let rows: Vec<Row> =
            std::iter::from_fn(|| splitter.next_row().ok().flatten()).take(60).collect();
        let mut widths: Vec<usize> = rows.iter().map(|row| row.cells.len()).collect();
        widths.sort_unstable();
        let width = widths.get(widths.len() / 2).copied().unwrap_or(0);
        let found = (score(&rows), width, delimiter);
        if (found.0, found.1) > (best.0, best.1) {
            best = found;
        }
    }
    best.2
}

/// Splits a text into the rows that hold something; the first line has the number `skipped` + 1.
pub(super) fn split(
    text: &str,
    delimiter: u8,
    skipped: u32,
    most: usize,
) -> Result<Vec<Row>, SplitFault> {
    let mut splitter = Splitter::new(text, delimiter, skipped);
    let mut rows = Vec::new();
    while let Some(row) = splitter.next_row()? {
        if row.is_blank() {
            continue;
        }
        if rows.len() == most {
            return Err(SplitFault::TooMany);
        }
        rows.push(row);
    }
    Ok(rows)
}

/// Takes row after row from a text.
struct Splitter<'a> {
    text: &'a str,
    at: usize,
    delimiter: u8,
    row: u32,
    line: u32,
}

impl<'a> Splitter<'a> {
    fn new(text: &'a str, delimiter: u8, skipped: u32) -> Self {
        Self { text, at: 0, delimiter, row: 0, line: skipped + 1 }
    }

    /// The next row, an empty line included; none at the end.
    fn next_row(&mut self) -> Result<Option<Row>, SplitFault> {
        if self.at >= self.text.len() {
            return Ok(None);
        }
        self.row += 1;
        let mut row = Row { number: self.row, line: Some(self.line), cells: Vec::new() };
        loop {
            let cell = if self.quote_opens() {
                self.quoted()?
            } else {
                Cell::text(undefused(self.bare()))
            };
            row.cells.push(cell);
            match self.text.as_bytes().get(self.at) {
                Some(byte) if *byte == self.delimiter => self.at += 1,
                _ => break,
            }
        }
        self.end_line();
        Ok(Some(row))
    }

    /// Whether the next cell is in quotes; spaces before the quote are passed over.
    fn quote_opens(&mut self) -> bool {
        let bytes = self.text.as_bytes();
        let spaces = bytes[self.at..].iter().take_while(|byte| **byte == b' ').count();
        let opens = bytes.get(self.at + spaces) == Some(&b'"');
        if opens {
            self.at += spaces;
        }
        opens
    }

    /// Text up to the next delimiter or line end.
    fn bare(&mut self) -> &'a str {
        let delimiter = self.delimiter;
        let rest = &self.text[self.at..];
        let length = rest
            .bytes()
            .position(|byte| byte == delimiter || byte == b'\n' || byte == b'\r')
            .unwrap_or(rest.len());
        self.at += length;
        &rest[..length]
    }

    /// Text in quotes, and what may follow it up to the delimiter.
    fn quoted(&mut self) -> Result<Cell, SplitFault> {
        let opened = self.line;
        let mut text = String::new();
        self.at += 1;
        loop {
            let rest = &self.text[self.at..];
            let Some(length) = rest.find('"') else { return Err(SplitFault::OpenQuote(opened)) };
            text.push_str(&rest[..length]);
            self.line += line_breaks(&rest[..length]);
            self.at += length + 1;
            if self.text.as_bytes().get(self.at) != Some(&b'"') {
                break;
            }
            text.push('"');
            self.at += 1;
        }
        let after = self.bare();
        if !after.trim().is_empty() {
            text.push_str(after);
        }
        Ok(Cell::text(undefused(&text)))
    }

    fn end_line(&mut self) {
        let rest = &self.text[self.at..];
        let length = if rest.starts_with("\r\n") { 2 } else { rest.len().min(1) };
        self.at += length;
        self.line += u32::from(length > 0);
    }
}

/// Line breaks of any kind.
fn line_breaks(text: &str) -> u32 {
    let bytes = text.as_bytes();
    bytes
        .iter()
        .enumerate()
        .filter(|(at, byte)| {
            **byte == b'\n' || (**byte == b'\r' && bytes.get(at + 1) != Some(&b'\n'))
        })
        .count() as u32
}

/// A cell without the apostrophe that keeps a spreadsheet from running it as a formula: exports put it there.
fn undefused(text: &str) -> &str {
    text.strip_prefix('\'').filter(|rest| defused(rest) != *rest).unwrap_or(text)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn shown(text: &str, delimiter: u8) -> Vec<(u32, u32, Vec<String>)> {
        let rows = split(text, delimiter, 0, 1000).unwrap();
        rows.iter()
            .map(|row| {
                (
                    row.number,
                    row.line.unwrap(),
                    row.cells.iter().map(|cell| cell.shown().into_owned()).collect(),
                )
            })
            .collect()
    }

    #[test]
    fn rows_have_the_numbers_of_a_spreadsheet() {
        let text = "Name,Hours\r\n\r\n\"Ann\r\nLee\",6\r\n  \r\nBo \"B\" Li,\"say \"\"6\"\"\"\r\n";
        let rows = shown(text, b',');
        assert_eq!(
            rows.iter().map(|row| (row.0, row.1)).collect::<Vec<_>>(),
            [(1, 1), (3, 3), (5, 6)]
        );
        assert_eq!(rows[1].2, ["Ann\r\nLee", "6"]);
        assert_eq!(rows[2].2, ["Bo \"B\" Li", "say \"6\""]);
    }

    #[test]
    fn every_kind_of_line_end_ends_a_line() {
        for end in ["\n", "\r\n", "\r"] {
            assert_eq!(shown(&["a;b", "c;", ";d"].join(end), b';').len(), 3);
        }
        assert_eq!(shown("a,\"b", b'|').len(), 1);
        assert_eq!(split("a,b\n\nc,\"d\ne", b',', 0, 9), Err(SplitFault::OpenQuote(3)));
        assert_eq!(split("a\nb\nc", b',', 0, 2), Err(SplitFault::TooMany));
    }

    #[test]
    fn encodings_are_found_out() {
        let text = "Name;Hours\nXimena Núñez;6\nTȟatȟáŋka;6\n";
        let wide = |to: fn(u16) -> [u8; 2]| text.encode_utf16().flat_map(to).collect::<Vec<u8>>();
        let (little, big) = (wide(u16::to_le_bytes), wide(u16::to_be_bytes));
        let marked = |mark: &[u8], rest: &[u8]| [mark, rest].concat();
        for bytes in [
            text.as_bytes().to_vec(),
            marked(&[0xEF, 0xBB, 0xBF], text.as_bytes()),
            marked(&[0xFF, 0xFE], &little),
            marked(&[0xFE, 0xFF], &big),
            little,
            big,
        ] {
            assert_eq!(decode(&bytes), Some(Decoded { text: text.to_owned(), guess: None }));
        }
        for text in [
            "Name\nNúñez\n",
            "Name\nJosé\n",
            "Nombre;Horas\nMaría Peña;6\n",
            "Name\nO’Connor\nZoë\n",
        ] {
            let narrow = WINDOWS_1252.encode(text).0;
            assert_eq!(
                decode(&narrow),
                Some(Decoded { text: text.to_owned(), guess: Some("windows-1252") })
            );
        }
        assert_eq!(decode(b"\x00\x01\x02\x03binary\x00\x00\x00\x00"), None);
    }

    #[test]
    fn excels_first_line_states_the_delimiter() {
        assert_eq!(stated_delimiter("sep=;\r\nName;Hours"), (Some(b';'), "Name;Hours"));
        assert_eq!(stated_delimiter("SEP=\t\nName"), (Some(b'\t'), "Name"));
        assert_eq!(stated_delimiter("separate,of"), (None, "separate,of"));
        assert_eq!(stated_delimiter("ñame"), (None, "ñame"));
    }
}
