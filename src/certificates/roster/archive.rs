//! The archive of a workbook. Before the workbook is read, its parts are checked: their size,
//! whether they are damaged, and whether rows are hidden.

use std::fmt::Display;
use std::io::{self, Cursor, Read};

use zip::ZipArchive;

use super::finding;
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

fn damaged(error: impl Display) -> Finding {
    invalid(format!("the workbook is damaged: {error}"))
}

/// Unpacks every part once and discards it, so that a damaged part or one that expands without end
/// is found before anything is read. Returns whether the workbook has hidden rows.
pub(super) fn scan_parts(bytes: &[u8], format: WorkbookFormat) -> Result<bool, Finding> {
    let mut archive = ZipArchive::new(Cursor::new(bytes)).map_err(damaged)?;
    let by_ratio = (bytes.len() as u64).saturating_mul(MAX_RATIO).max(SMALL_UNPACKED);
    let mut remaining = by_ratio.min(MAX_UNPACKED);
    let mut has_hidden_rows = false;
    for index in 0..archive.len() {
        let part = archive.by_index(index).map_err(damaged)?;
        let is_sheet = part.name().is_ok_and(|name| match format {
            WorkbookFormat::Xlsx => name.starts_with("xl/worksheets/"),
            WorkbookFormat::Ods => name == "content.xml",
        });
        let marks = if is_sheet { hidden_row_marks(format) } else { &[] };
        let mut scan = HiddenRowScan { marks, tail: Vec::new(), found: false };
        remaining -= io::copy(&mut part.take(remaining), &mut scan).map_err(damaged)?;
        if remaining == 0 {
            return Err(too_large());
        }
        has_hidden_rows |= scan.found;
    }
    Ok(has_hidden_rows)
}

/// The start of a tag and an attribute in it.
type TagMark = (&'static [u8], &'static [u8]);

/// Returns how a format marks hidden rows.
fn hidden_row_marks(format: WorkbookFormat) -> &'static [TagMark] {
    match format {
        WorkbookFormat::Xlsx => &[(b"<row", b" hidden=\"1\""), (b"<row", b" hidden=\"true\"")],
        WorkbookFormat::Ods => &[
            (b"<table:table-row", b" table:visibility=\"filter\""),
            (b"<table:table-row", b" table:visibility=\"collapse\""),
        ],
    }
}

/// Looks for tags with an attribute in the bytes written to it.
struct HiddenRowScan {
    marks: &'static [TagMark],
    /// The bytes after the last complete tag.
    tail: Vec<u8>,
    found: bool,
}

impl HiddenRowScan {
    fn is_marked(&self, tag: &[u8]) -> bool {
        let start = tag.iter().rposition(|byte| *byte == b'<').unwrap_or(0);
        let tag = &tag[start..];
        self.marks.iter().any(|(name, attribute)| {
            tag.starts_with(name) && tag.windows(attribute.len()).any(|part| part == *attribute)
        })
    }
}

impl io::Write for HiddenRowScan {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        if self.found || self.marks.is_empty() {
            return Ok(bytes.len());
        }
        self.tail.extend_from_slice(bytes);
        let complete = self.tail.iter().rposition(|byte| *byte == b'>').map_or(0, |end| end + 1);
        let mut tags = self.tail[..complete].split(|byte| *byte == b'>');
        self.found = tags.any(|tag| self.is_marked(tag));
        self.tail.drain(..complete);
        self.tail.truncate(64 * 1024);
        Ok(bytes.len())
    }

    fn flush(&mut self) -> io::Result<()> {
        Ok(())
    }
}
