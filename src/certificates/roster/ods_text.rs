//! What the cells of an ODS sheet show, where calamine reads something else: numbers with a unit,
//! letters, or leading zeros from their format, and names with a phonetic guide.

use std::io::{BufReader, Cursor};

use zip::ZipArchive;

use super::elements::{Element, Piece, read_pieces};
use super::ods_place::{OdsPlace, is_cell};
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

/// What the scan knows of a cell.
#[derive(Default)]
struct Scan {
    place: OdsPlace,
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

/// The elements whose text belongs to something else than the cell.
const ASIDES: [&str; 3] = ["annotation", "ruby-text", "note"];

/// Returns the row, from 1, the column, from 0, and the text of each cell that shows something else
/// than its value.
fn scan(bytes: &[u8], sheet: &str, max_columns: usize) -> Option<Vec<(u32, usize, String)>> {
    let mut archive = ZipArchive::new(Cursor::new(bytes)).ok()?;
    let mut part = BufReader::new(archive.by_name("content.xml").ok()?);
    let (mut scan, mut shown) = (Scan::default(), Vec::new());
    read_pieces(&mut part, |piece| match piece {
        Piece::Start(element) => scan.start(&element, sheet),
        Piece::End(element) => {
            if scan.place.is_inside() && is_cell(&element) {
                scan.add_to(&mut shown, max_columns);
            }
            scan.end(&element);
        }
        Piece::Text(text) if scan.reads_text() => scan.text.push_str(&text),
        Piece::Text(_) => {}
    })?;
    (shown.len() <= MAX_CELLS).then_some(shown)
}

impl Scan {
    fn reads_text(&self) -> bool {
        self.place.is_inside() && self.is_in_cell && self.skipped == 0 && self.paragraphs > 0
    }

    fn start(&mut self, element: &Element<'_>, sheet: &str) {
        if !self.place.start(element, sheet) {
        } else if is_cell(element) {
            self.number = element.number("value");
            self.text.clear();
            (self.paragraphs, self.has_ruby, self.is_in_cell) = (0, false, true);
        } else if ASIDES.iter().any(|name| element.is(name)) {
            self.has_ruby |= element.is("ruby-text");
            self.skipped += 1;
        } else if element.is("p") && self.skipped == 0 {
            if self.paragraphs > 0 {
                self.text.push('\n');
            }
            self.paragraphs += 1;
        } else if element.is("s") && self.reads_text() {
            let count = element.number("c").unwrap_or(1).min(100);
            self.text.extend(std::iter::repeat_n(' ', count));
        }
    }

    fn end(&mut self, element: &Element<'_>) {
        if !self.place.is_inside() {
        } else if is_cell(element) {
            self.is_in_cell = false;
        } else if ASIDES.iter().any(|name| element.is(name)) {
            self.skipped = self.skipped.saturating_sub(1);
        }
        self.place.end(element);
    }

    /// Adds the cell that ends, for each place where it repeats, if it shows something else.
    fn add_to(&mut self, shown: &mut Vec<(u32, usize, String)>, max_columns: usize) {
        let place = &self.place;
        let end = place.column.saturating_add(place.repeats).min(max_columns);
        let text = match self.number {
            Some(number) => shown_text(number, &self.text),
            None => self.has_ruby.then(|| self.text.clone()),
        };
        let Some(text) = text else { return };
        for row in 0..place.row_repeats {
            for column in place.column..end {
                if shown.len() > MAX_CELLS {
                    return;
                }
                shown.push((place.row + row + 1, column, text.clone()));
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
