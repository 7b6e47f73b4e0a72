//! What the cells of an ODS sheet show, where calamine reads something else: numbers with a unit,
//! letters, or leading zeros from their format, and names with a phonetic guide.

use std::io::{BufReader, Cursor};

use quick_xml::Reader;
use quick_xml::events::{BytesStart, Event};
use zip::ZipArchive;

use super::table::{Cell, Row};

/// The number of cells that are looked at, so that repeated cells take no time.
const MAX_CELLS: usize = 2_000_000;

/// Replaces the cells that show something else than their value. `max_columns` is the number of
/// columns that are read.
pub(super) fn show_text(rows: &mut [Row], bytes: &[u8], sheet: &str, max_columns: usize) {
    let Some(shown) = scan(bytes, sheet, max_columns) else { return };
    for (number, column, text) in shown {
        let Ok(index) = rows.binary_search_by_key(&number, |row| row.number) else { continue };
        if let Some(cell) = rows[index].cells.get_mut(column) {
            *cell = Cell::text(&text);
        }
    }
}

/// Where the scan is in the sheet.
#[derive(Default)]
struct Scan {
    is_sheet: bool,
    /// How deep tables are nested in cells.
    depth: usize,
    row: u32,
    row_repeats: u32,
    column: usize,
    repeats: usize,
    /// The number in the cell, if it has one.
    number: Option<f64>,
    /// The text that the cell shows.
    text: String,
    paragraphs: usize,
    has_ruby: bool,
    /// How deep the scan is in text that belongs to something else than the cell.
    skipped: usize,
    is_in_cell: bool,
}

/// Returns the row, from 1, the column, from 0, and the text of each cell that shows something else
/// than its value.
fn scan(bytes: &[u8], sheet: &str, max_columns: usize) -> Option<Vec<(u32, usize, String)>> {
    let mut archive = ZipArchive::new(Cursor::new(bytes)).ok()?;
    let mut reader = Reader::from_reader(BufReader::new(archive.by_name("content.xml").ok()?));
    reader.config_mut().expand_empty_elements = true;
    let (mut scan, mut shown, mut buffer) = (Scan::default(), Vec::new(), Vec::new());
    loop {
        match reader.read_event_into(&mut buffer).ok()? {
            Event::Eof => return Some(shown),
            Event::Start(start) => scan.start(&start, sheet),
            Event::End(end) if scan.end(end.local_name().as_ref()) => {
                scan.add_to(&mut shown, max_columns);
            }
            Event::Text(text) if scan.reads_text() => scan.text.push_str(&text.xml10_content()),
            _ => {}
        }
        buffer.clear();
        if shown.len() > MAX_CELLS {
            return None;
        }
    }
}

impl Scan {
    fn reads_text(&self) -> bool {
        self.is_sheet && self.is_in_cell && self.skipped == 0 && self.paragraphs > 0
    }

    fn start(&mut self, element: &BytesStart<'_>, sheet: &str) {
        match element.local_name().as_ref() {
            "table" => {
                self.depth += 1;
                if self.depth == 1 {
                    let is_sheet = attribute(element, "name").as_deref() == Some(sheet);
                    *self = Self { is_sheet, depth: 1, ..Self::default() };
                }
            }
            _ if !self.is_sheet || self.depth != 1 => {}
            "table-row" => {
                self.row_repeats = number(element, "number-rows-repeated").unwrap_or(1).max(1);
                self.column = 0;
            }
            "table-cell" | "covered-table-cell" => {
                self.repeats = number(element, "number-columns-repeated").unwrap_or(1).max(1);
                self.number = number(element, "value");
                self.text.clear();
                (self.paragraphs, self.has_ruby, self.is_in_cell) = (0, false, true);
            }
            "annotation" | "ruby-text" | "note" => {
                self.has_ruby |= element.local_name().as_ref() == "ruby-text";
                self.skipped += 1;
            }
            "p" if self.skipped == 0 => {
                if self.paragraphs > 0 {
                    self.text.push('\n');
                }
                self.paragraphs += 1;
            }
            "s" if self.reads_text() => {
                let count = number(element, "c").unwrap_or(1).min(100);
                self.text.extend(std::iter::repeat_n(' ', count));
            }
            _ => {}
        }
    }

    /// Returns whether a cell ends.
    fn end(&mut self, name: &str) -> bool {
        match name {
            "table" => {
                self.depth = self.depth.saturating_sub(1);
                self.is_sheet &= self.depth > 0;
            }
            _ if !self.is_sheet || self.depth != 1 => {}
            "table-row" => self.row = self.row.saturating_add(self.row_repeats),
            "annotation" | "ruby-text" | "note" => self.skipped = self.skipped.saturating_sub(1),
            "table-cell" | "covered-table-cell" => {
                self.is_in_cell = false;
                return true;
            }
            _ => {}
        }
        false
    }

    /// Adds the cell that ends, for each place where it repeats, if it shows something else.
    fn add_to(&mut self, shown: &mut Vec<(u32, usize, String)>, max_columns: usize) {
        let first = self.column;
        self.column = self.column.saturating_add(self.repeats);
        let text = match self.number {
            Some(number) => shown_text(number, &self.text),
            None => self.has_ruby.then(|| self.text.clone()),
        };
        let Some(text) = text else { return };
        for row in 0..self.row_repeats {
            for column in first..self.column.min(max_columns) {
                if shown.len() > MAX_CELLS {
                    return;
                }
                shown.push((self.row + row + 1, column, text.clone()));
            }
        }
    }
}

/// Returns the text that a cell shows for a number, if it adds letters, signs, or leading zeros.
/// The number in it is not rounded.
fn shown_text(number: f64, text: &str) -> Option<String> {
    let text = text.trim();
    let digits: String = text.chars().filter(char::is_ascii_digit).collect();
    let has_zeros = digits.len() > 1 && digits.starts_with('0');
    let is_sign = |c: char| ".,'’+-−/¼½¾".contains(c);
    let is_plain = |c: char| c.is_ascii_digit() || c.is_whitespace() || is_sign(c);
    let is_scientific = text.parse::<f64>().is_ok();
    let is_whole = number.fract() == 0.0 && number >= 0.0;
    let is_grouped =
        text.contains([',', '’', '\u{a0}', '\u{202f}']) && text.contains(char::is_alphabetic);
    if is_whole && !is_grouped && digits.parse::<f64>().ok() == Some(number) {
        let says_more = has_zeros || !text.chars().all(is_plain);
        return says_more.then(|| text.to_owned());
    }
    if text.is_empty() || text.chars().all(is_plain) || is_scientific {
        return None;
    }
    let (Some(first), Some(last)) = (text.find(is_digit), text.rfind(is_digit)) else {
        return Some(text.to_owned());
    };
    // A percentage, or a number with words in it, is shown as it is.
    let (before, after) = (&text[..first], &text[last + 1..]);
    let is_number = text[first..=last].chars().all(is_plain);
    match is_number && !after.contains('%') {
        true => Some(format!("{before}{}{after}", number.abs())),
        false => Some(text.to_owned()),
    }
}

fn is_digit(c: char) -> bool {
    c.is_ascii_digit()
}

/// Returns an attribute by its local name.
fn attribute(element: &BytesStart<'_>, name: &str) -> Option<String> {
    let mut attributes = element.attributes();
    let found = attributes
        .with_checks(false)
        .flatten()
        .find(|one| one.key.local_name().as_ref() == name)?;
    quick_xml::escape::unescape(&found.value).map(|text| text.into_owned()).ok()
}

fn number<T: std::str::FromStr>(element: &BytesStart<'_>, name: &str) -> Option<T> {
    attribute(element, name)?.trim().parse().ok()
}
