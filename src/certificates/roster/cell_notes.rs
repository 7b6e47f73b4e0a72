//! Notes on the cells of a sheet, which calamine does not read: the comments and threaded comments
//! of XLSX, and the annotations of ODS.

use std::collections::BTreeSet;
use std::io::{BufRead, BufReader, Cursor};

use zip::ZipArchive;

use super::archive::WorkbookFormat;
use super::elements::{Element, Piece, part_text, read_pieces};
use super::ods_place::OdsPlace;
use super::package::{links, sheet_path};
use super::table::{CellNote, parse_place};

/// Returns the notes on a sheet that have text, by row and column, or `None` if they cannot be
/// read.
pub(super) fn find_notes(
    bytes: &[u8],
    format: WorkbookFormat,
    sheet: &str,
) -> Option<Vec<CellNote>> {
    let mut archive = ZipArchive::new(Cursor::new(bytes)).ok()?;
    let mut notes = match format {
        WorkbookFormat::Xlsx => xlsx_notes(&mut archive, sheet)?,
        WorkbookFormat::Ods => {
            ods_notes(BufReader::new(archive.by_name("content.xml").ok()?), sheet)?
        }
    };
    notes.retain(|note| !note.text.is_empty());
    notes.sort_by_key(|note| (note.row, note.column));
    Some(notes)
}

fn xlsx_notes(archive: &mut ZipArchive<Cursor<&[u8]>>, sheet: &str) -> Option<Vec<CellNote>> {
    let path = sheet_path(archive, sheet)?;
    let (mut plain, mut threaded) = (Vec::new(), Vec::new());
    for link in links(archive, &path)? {
        if link.is("comments") {
            plain.extend(read_comments(&part_text(archive, &link.target)?, "t")?);
        } else if link.is("threadedComment") {
            threaded.extend(read_comments(&part_text(archive, &link.target)?, "text")?);
        }
    }
    // For older programs, a copy of a threaded comment is a comment of its own.
    let places: BTreeSet<_> = threaded.iter().map(|note| (note.row, note.column)).collect();
    plain.retain(|note| !places.contains(&(note.row, note.column)));
    plain.extend(threaded);
    Some(plain)
}

/// Reads the comments in a part, whose text is in elements with the name `holder`.
fn read_comments(part: &[u8], holder: &str) -> Option<Vec<CellNote>> {
    let (mut notes, mut authors) = (Vec::new(), Vec::new());
    let (mut place, mut text) = (None, String::new());
    let (mut is_author, mut is_text, mut is_guide) = (false, false, false);
    let is_comment = |element: &Element<'_>| element.is("comment") || element.is("threadedComment");
    read_pieces(&mut &*part, |piece| match piece {
        Piece::Start(element) if is_comment(&element) => {
            place = element.get("ref").as_deref().and_then(parse_place);
            text.clear();
        }
        Piece::End(element) if is_comment(&element) => {
            if let Some((row, column)) = place.take() {
                notes.push(CellNote { row, column, text: without_author(&text, &authors) });
            }
        }
        Piece::Start(element) if element.is("author") => {
            (is_author, text) = (true, String::new());
        }
        Piece::End(element) if element.is("author") => {
            is_author = false;
            authors.push(one_line(&text));
        }
        Piece::Start(element) if element.is("rPh") => is_guide = true,
        Piece::End(element) if element.is("rPh") => is_guide = false,
        Piece::Start(element) if element.is(holder) => is_text = true,
        Piece::End(element) if element.is(holder) => is_text = false,
        Piece::Text(more) if is_author || (is_text && !is_guide) => text.push_str(&more),
        _ => {}
    })?;
    Some(notes)
}

/// Returns the text of a note without the name of its author, which Excel puts before it.
fn without_author(text: &str, authors: &[String]) -> String {
    let text = one_line(text);
    let after = |author: &String| text.strip_prefix(author.as_str())?.strip_prefix(':');
    let rest = authors.iter().filter(|author| !author.is_empty()).find_map(after);
    rest.map_or(text.as_str(), str::trim_start).to_owned()
}

fn one_line(text: &str) -> String {
    text.split_whitespace().collect::<Vec<_>>().join(" ")
}

/// What the scan of an ODS sheet knows of a note.
#[derive(Default)]
struct OdsScan {
    place: OdsPlace,
    is_note: bool,
    /// How deep the scan is in paragraphs. The name of the author and the date are outside.
    paragraphs: usize,
    text: String,
}

fn ods_notes(mut part: impl BufRead, sheet: &str) -> Option<Vec<CellNote>> {
    let (mut notes, mut scan) = (Vec::new(), OdsScan::default());
    read_pieces(&mut part, |piece| match piece {
        Piece::Start(element) => scan.start(&element, sheet),
        Piece::End(element) if element.is("annotation") && scan.is_note => {
            scan.is_note = false;
            let (row, column) = (scan.place.row.saturating_add(1), scan.place.column);
            notes.push(CellNote { row, column, text: one_line(&scan.text) });
        }
        Piece::End(element) => scan.end(&element),
        Piece::Text(text) if scan.is_note && scan.paragraphs > 0 => scan.text.push_str(&text),
        Piece::Text(_) => {}
    })?;
    Some(notes)
}

impl OdsScan {
    fn start(&mut self, element: &Element<'_>, sheet: &str) {
        if !self.place.start(element, sheet) {
        } else if self.is_note {
            if element.is("p") || element.is("h") {
                self.paragraphs += 1;
            }
            // A paragraph, a line break, a tab, and `s`, which is spaces, divide words.
            if ["p", "h", "line-break", "tab", "s"].iter().any(|name| element.is(name)) {
                self.text.push(' ');
            }
        } else if element.is("annotation") {
            (self.is_note, self.paragraphs, self.text) = (true, 0, String::new());
        }
    }

    fn end(&mut self, element: &Element<'_>) {
        self.place.end(element);
        if self.is_note && (element.is("p") || element.is("h")) {
            self.paragraphs = self.paragraphs.saturating_sub(1);
        }
    }
}
