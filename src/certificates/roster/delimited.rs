//! Delimited text (CSV and similar formats): its delimiter and its rows.
//!
//! Peerpress does not use the `csv` crate here for two reasons. Findings name the row that a
//! spreadsheet shows, where empty lines count and line breaks in quotes do not. And a quote that is
//! never closed has to be reported, because it would swallow every row after it.

use super::finding;
use super::table::{Cell, Row, is_too_long};
use crate::certificates::files::csv_out::defused;
use crate::diagnostic::{Code, Finding};

const DELIMITERS: [u8; 4] = [b',', b';', b'\t', b'|'];

/// The maximum number of cells in a row. Spreadsheets have the same limit, so a file beyond it is
/// not a list, or has lost its line breaks.
const MAX_CELLS: usize = 16_384;

/// The number of rows by which delimiters are compared.
const SAMPLE_ROWS: usize = 60;

/// Returns the delimiter that a first line such as `sep=;` tells Excel, and the text after that
/// line.
pub(super) fn stated_delimiter(text: &str) -> (Option<u8>, &str) {
    let stated = text.get(..4).filter(|start| start.eq_ignore_ascii_case("sep=")).and_then(|_| {
        let delimiter = *text.as_bytes().get(4)?;
        let rest = text.get(5..)?;
        let after = rest.strip_prefix("\r\n").or_else(|| rest.strip_prefix(['\r', '\n']))?;
        DELIMITERS.contains(&delimiter).then_some((delimiter, after))
    });
    stated.map_or((None, text), |(delimiter, rest)| (Some(delimiter), rest))
}

/// Returns the delimiter that makes the best table of the text. `score` rates how well the first
/// rows say what their columns hold.
pub(super) fn find_delimiter(text: &str, score: impl Fn(&[Row]) -> usize) -> u8 {
    let mut best = ((0, 0), DELIMITERS[0]);
    for delimiter in DELIMITERS {
        let mut splitter = Splitter::new(text, delimiter, 0);
        let rows = std::iter::from_fn(|| splitter.next_row().ok().flatten());
        let rows: Vec<Row> = rows.take(SAMPLE_ROWS).collect();
        let mut widths: Vec<usize> = rows.iter().map(|row| row.cells.len()).collect();
        widths.sort_unstable();
        let median_width = widths.get(widths.len() / 2).copied().unwrap_or(0);
        let rating = (score(&rows), median_width);
        if rating > best.0 {
            best = (rating, delimiter);
        }
    }
    best.1
}

/// Splits text into its rows, without blank ones. The first line has the number
/// `skipped_lines + 1`.
pub(super) fn split(
    text: &str,
    delimiter: u8,
    skipped_lines: u32,
    max_rows: usize,
) -> Result<Vec<Row>, Finding> {
    let mut splitter = Splitter::new(text, delimiter, skipped_lines);
    let mut rows = Vec::new();
    while let Some(row) = splitter.next_row()? {
        if row.is_blank() {
            continue;
        }
        if rows.len() == max_rows {
            let message = format!("the list has more than {max_rows} rows");
            return Err(finding(Code::RosterFile, message, "split it into several rosters"));
        }
        rows.push(row);
    }
    Ok(rows)
}

/// Takes one row after another from the text.
struct Splitter<'a> {
    text: &'a str,
    position: usize,
    delimiter: u8,
    row: u32,
    line: u32,
}

impl<'a> Splitter<'a> {
    fn new(text: &'a str, delimiter: u8, skipped_lines: u32) -> Self {
        Self { text, position: 0, delimiter, row: 0, line: skipped_lines + 1 }
    }

    /// Returns the next row, which may be empty, or `None` at the end.
    fn next_row(&mut self) -> Result<Option<Row>, Finding> {
        if self.position >= self.text.len() {
            return Ok(None);
        }
        self.row += 1;
        let mut row = Row { number: self.row, line: Some(self.line), cells: Vec::new() };
        loop {
            if row.cells.len() == MAX_CELLS {
                return Err(too_many_cells(self.line));
            }
            let cell = if self.skip_to_quote() {
                self.take_quoted()?
            } else {
                let text = self.take_bare();
                checked_cell(text, self.line)?
            };
            row.cells.push(cell);
            match self.text.as_bytes().get(self.position) {
                Some(byte) if *byte == self.delimiter => self.position += 1,
                _ => break,
            }
        }
        self.end_line();
        Ok(Some(row))
    }

    /// Returns whether the next cell is in quotes, and skips the spaces before the quote.
    fn skip_to_quote(&mut self) -> bool {
        let bytes = self.text.as_bytes();
        let spaces = bytes[self.position..].iter().take_while(|byte| **byte == b' ').count();
        let is_quoted = bytes.get(self.position + spaces) == Some(&b'"');
        if is_quoted {
            self.position += spaces;
        }
        is_quoted
    }

    /// Takes the text up to the next delimiter or the end of the line.
    fn take_bare(&mut self) -> &'a str {
        let delimiter = self.delimiter;
        let rest = &self.text[self.position..];
        let is_end = |byte| byte == delimiter || byte == b'\n' || byte == b'\r';
        let length = rest.bytes().position(is_end).unwrap_or(rest.len());
        self.position += length;
        &rest[..length]
    }

    /// Takes the text in quotes and anything between the closing quote and the delimiter.
    fn take_quoted(&mut self) -> Result<Cell, Finding> {
        let first_line = self.line;
        let mut text = String::new();
        self.position += 1;
        loop {
            let rest = &self.text[self.position..];
            let length = rest.find('"').ok_or_else(|| unclosed_quote(first_line))?;
            text.push_str(&rest[..length]);
            self.line += count_line_breaks(&rest[..length]);
            self.position += length + 1;
            if self.text.as_bytes().get(self.position) != Some(&b'"') {
                break;
            }
            text.push('"');
            self.position += 1;
        }
        let after = self.take_bare();
        if after.trim().is_empty() {
            return checked_cell(&text, first_line);
        }
        // A quotation mark that opens a cell closes at its end. Otherwise it is part of the text:
        // `"Bo" Li` is a name with a nickname. But it must not have taken in other rows.
        if text.contains(['\n', '\r']) {
            return Err(stray_quote(first_line, self.line));
        }
        checked_cell(&format!("\"{text}\"{after}"), first_line)
    }

    fn end_line(&mut self) {
        let rest = &self.text[self.position..];
        let length = if rest.starts_with("\r\n") { 2 } else { rest.len().min(1) };
        self.position += length;
        self.line += u32::from(length > 0);
    }
}

/// Returns the cell with a text. A text that no spreadsheet can hold is an error.
fn checked_cell(text: &str, line: u32) -> Result<Cell, Finding> {
    if is_too_long(text) {
        let message = format!(
            "a cell on line {line} has more than 32,767 characters, more than a spreadsheet allows"
        );
        let hint = "check for a missing quotation mark, and that this file is a roster";
        return Err(finding(Code::RosterFile, message, hint));
    }
    Ok(Cell::text(without_guard(text)))
}

fn too_many_cells(line: u32) -> Finding {
    let message = format!("line {line} has more than 16,384 cells, more than a spreadsheet allows");
    let hint = "check that each person is on a line of their own, and that this file is a roster";
    finding(Code::RosterFile, message, hint)
}

fn unclosed_quote(line: u32) -> Finding {
    let message = format!(
        "the quotation mark that opens on line {line} is never closed, so every row after it would \
         be lost"
    );
    finding(Code::RosterFile, message, "add the closing quotation mark, or delete the opening one")
}

fn stray_quote(first: u32, last: u32) -> Finding {
    let message = format!(
        "the quotation mark that opens on line {first} closes on line {last} in the middle of a \
         cell, so the rows between them would be lost"
    );
    let hint = "delete the quotation mark, or write two of them where one belongs to the text";
    finding(Code::RosterFile, message, hint)
}

fn count_line_breaks(text: &str) -> u32 {
    let bytes = text.as_bytes();
    let ends_line = |(index, byte): &(usize, &u8)| {
        **byte == b'\n' || (**byte == b'\r' && bytes.get(index + 1) != Some(&b'\n'))
    };
    bytes.iter().enumerate().filter(ends_line).count() as u32
}

/// Removes the apostrophe that exports put before a cell so that no spreadsheet runs it as a
/// formula.
fn without_guard(text: &str) -> &str {
    text.strip_prefix('\'').filter(|rest| defused(rest) != *rest).unwrap_or(text)
}
