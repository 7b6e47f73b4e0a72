//! The archive of a workbook. Before the workbook is read, its parts are checked: their size,
//! whether they are damaged, and whether rows may be hidden.

use std::fmt::Display;
use std::io::{self, Cursor, Read};

use zip::ZipArchive;

use super::{finding, plain_xml};
use crate::diagnostic::{Code, Finding};

/// The maximum size of all parts of a workbook together when unpacked, in bytes.
const MAX_UNPACKED: u64 = 512 * 1024 * 1024;

/// How much larger than the file its parts may be together when unpacked. Sheets shrink to about a
/// tenth; only a file that is made to fill the memory shrinks to a hundredth.
const MAX_RATIO: u64 = 60;

/// Small files may unpack to this much, in bytes, whatever their ratio.
const SMALL_UNPACKED: u64 = 32 * 1024 * 1024;

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum WorkbookFormat {
    Xlsx,
    Ods,
}

pub(super) fn invalid(message: impl Into<String>) -> Finding {
    let hint = "open it in a spreadsheet program, save it again, and run the command again";
    finding(Code::RosterFile, message, hint)
}

pub(super) fn too_large() -> Finding {
    let hint = "copy the list into a new workbook and use that";
    finding(Code::RosterFile, "the workbook is far too large for a roster", hint)
}

/// The finding for a workbook that cannot be read without a password.
pub(super) fn password_protected() -> Finding {
    let hint = "open it, remove the password (in Excel: File > Info > Protect Workbook), save it, \
                and run the command again";
    finding(Code::RosterFile, "the workbook is protected with a password", hint)
}

pub(super) fn damaged(error: impl Display) -> Finding {
    invalid(format!("the workbook is damaged: {error}"))
}

/// What the parts of a workbook contain, as far as their bytes tell. It is looked for only there.
#[derive(Debug, Clone, Copy, Default)]
pub(super) struct Marks {
    /// Rows or columns may be hidden.
    pub(super) may_hide: bool,
    /// Cells may be struck out.
    pub(super) may_strike: bool,
    /// Cells may have notes.
    pub(super) may_note: bool,
    /// The XML of cells is not the plainest.
    pub(super) is_elaborate: bool,
}

/// Unpacks every part once and discards it, so that a damaged part or one that expands without end
/// is found before anything is read. Returns what the parts may contain.
pub(super) fn scan_parts(bytes: &[u8], format: WorkbookFormat) -> Result<Marks, Finding> {
    let mut archive = ZipArchive::new(Cursor::new(bytes)).map_err(damaged)?;
    let by_ratio = (bytes.len() as u64).saturating_mul(MAX_RATIO).max(SMALL_UNPACKED);
    let mut remaining = by_ratio.min(MAX_UNPACKED);
    let mut found = Marks::default();
    for index in 0..archive.len() {
        let part = archive.by_index(index).map_err(damaged)?;
        let name = part.name().map(|name| name.into_owned()).unwrap_or_default();
        let is_sheet = match format {
            WorkbookFormat::Xlsx => name.starts_with("xl/worksheets/"),
            WorkbookFormat::Ods => name == "content.xml",
        };
        let is_cell_part = plain_xml::is_cell_part(&name);
        let hidden = if is_sheet { hidden_marks(format) } else { &[] };
        let struck = if is_cell_part { struck_marks(format) } else { &[] };
        let elaborate = if is_cell_part { &plain_xml::MARKS[..] } else { &[] };
        let noted = if may_say_notes(&name) { &NOTE_MARKS[..] } else { &[] };
        let mut scan = MarkScan::new([hidden, struck, elaborate, noted]);
        remaining -= io::copy(&mut part.take(remaining), &mut scan).map_err(damaged)?;
        if remaining == 0 {
            return Err(too_large());
        }
        found.may_hide |= scan.found[0];
        found.may_strike |= scan.found[1];
        found.is_elaborate |= scan.found[2];
        found.may_note |= scan.found[3];
    }
    Ok(found)
}

/// Returns what a sheet with hidden rows or columns contains. A sheet without any of it has none.
fn hidden_marks(format: WorkbookFormat) -> &'static [&'static [u8]] {
    match format {
        WorkbookFormat::Xlsx => {
            &[b"hidden", b"zeroHeight", b"ht=\"0", b"ht='0", b"width=\"0", b"width='0"]
        }
        WorkbookFormat::Ods => &[
            b"visibility",
            b"display=\"false",
            b"display='false",
            b"row-height=\"0",
            b"row-height='0",
            b"column-width=\"0",
            b"column-width='0",
        ],
    }
}

/// Returns what a workbook with struck-out text contains.
fn struck_marks(format: WorkbookFormat) -> &'static [&'static [u8]] {
    match format {
        WorkbookFormat::Xlsx => &[b"strike"],
        WorkbookFormat::Ods => &[b"line-through"],
    }
}

/// What a link to the notes of an XLSX sheet contains, and a note of an ODS sheet.
const NOTE_MARKS: [&[u8]; 3] = [b"/comments", b"/threadedComment", b"annotation"];

/// Returns whether a part says whether cells have notes.
fn may_say_notes(name: &str) -> bool {
    name.starts_with("xl/worksheets/_rels/") || name == "content.xml"
}

/// The number of kinds of marks.
const KINDS: usize = 4;

/// Looks for several kinds of marks in the bytes written to it.
struct MarkScan {
    kinds: [&'static [&'static [u8]]; KINDS],
    /// The last bytes, in which a mark may have begun.
    tail: Vec<u8>,
    found: [bool; KINDS],
}

impl MarkScan {
    fn new(kinds: [&'static [&'static [u8]]; KINDS]) -> Self {
        Self { kinds, tail: Vec::new(), found: [false; KINDS] }
    }
}

impl io::Write for MarkScan {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        let marks = self.kinds.iter().flat_map(|kind| kind.iter());
        let Some(longest) = marks.map(|mark| mark.len()).max() else { return Ok(bytes.len()) };
        self.tail.extend_from_slice(bytes);
        let text = &self.tail[..];
        for (kind, found) in self.kinds.iter().zip(&mut self.found) {
            *found = *found || kind.iter().any(|mark| memchr::memmem::find(text, mark).is_some());
        }
        self.tail.drain(..self.tail.len().saturating_sub(longest));
        Ok(bytes.len())
    }

    fn flush(&mut self) -> io::Result<()> {
        Ok(())
    }
}
