//! What a file is, by what is in it and not by its name, and the table in it.

use std::fs;
use std::io::{Cursor, Read};
use std::path::Path;

use zip::ZipArchive;

use super::columns::{Unclear, Wanted};
use super::table::{Cell, Row, Table};
use super::{MOST_PEOPLE, Roster, delimited, json, workbook};
use crate::diagnostic::Code;
use crate::error::Error;
use crate::nearest;

/// A roster of a quarter of a million people stays below this.
const MOST_BYTES: u64 = 64 * 1024 * 1024;

/// The rows that are read: the people, and what may stand above them.
const MOST_ROWS: usize = MOST_PEOPLE + 1000;

const SAVE_AS: &str = "open it in a spreadsheet program and save it as CSV (UTF-8), XLSX or ODS";

/// Reads the file; one byte more than a roster may have, if there are as many.
pub(super) fn bytes(path: &Path) -> Result<Vec<u8>, Error> {
    let failed = |error: std::io::Error| match error.kind() {
        std::io::ErrorKind::NotFound => Error::new(path, "there is no such file")
            .hint("name the roster: a CSV, XLSX, ODS or JSON file"),
        _ => Error::new(path, format!("cannot be read: {error}"))
            .hint("is it open in another program, or not yours to read?"),
    };
    if path.is_dir() {
        return Err(Error::new(path, "is a folder")
            .hint("name the roster in it: a CSV, XLSX, ODS or JSON file"));
    }
    let mut bytes = Vec::new();
    fs::File::open(path)
        .map_err(failed)?
        .take(MOST_BYTES + 1)
        .read_to_end(&mut bytes)
        .map_err(failed)?;
    Ok(bytes)
}

/// What a file is.
#[derive(Debug, PartialEq, Eq)]
enum Kind {
    Workbook(workbook::Kind),
    Text,
    /// Something else, in words.
    Other(&'static str, &'static str),
}

/// The table of a file; none if there is none, which is told.
pub(super) fn table(
    bytes: &[u8],
    sheet: Option<&str>,
    wanted: Wanted<'_>,
    roster: &mut Roster,
) -> Option<Table> {
    if bytes.len() as u64 > MOST_BYTES {
        let hint = format!(
            "a roster holds up to {MOST_PEOPLE} people; was something else saved under this name?"
        );
        roster.tell(
            Code::RosterFile,
            format!("the file is larger than {} MB", MOST_BYTES / (1024 * 1024)),
            hint,
        );
        return None;
    }
    let found = match kind(bytes) {
        Kind::Other(what, hint) => Err((what.to_owned(), hint.to_owned())),
        Kind::Workbook(kind) => return from_workbook(bytes, kind, sheet, wanted, roster),
        Kind::Text => from_text(bytes, wanted, roster),
    };
    found.map_err(|(message, hint)| roster.tell(Code::RosterFile, message, hint)).ok()
}

fn kind(bytes: &[u8]) -> Kind {
    let starts = |mark: &[u8]| bytes.starts_with(mark);
    if bytes.is_empty() {
        Kind::Other(
            "the file is empty",
            "was it saved? the roster is a CSV, XLSX, ODS or JSON file",
        )
    } else if starts(b"%PDF") {
        Kind::Other(
            "this is a PDF, whatever its name says",
            "ask for the list as a spreadsheet; a PDF cannot be read as one",
        )
    } else if starts(b"PK\x03\x04") || starts(b"PK\x05\x06") {
        archive(bytes)
    } else if starts(&[0xD0, 0xCF, 0x11, 0xE0]) {
        compound(bytes)
    } else if starts(b"\x89PNG") || starts(&[0xFF, 0xD8, 0xFF]) || starts(b"GIF8") {
        Kind::Other(
            "this is a picture, whatever its name says",
            "the roster is a CSV, XLSX, ODS or JSON file",
        )
    } else if starts(b"{\\rtf") {
        Kind::Other("this is a text document (RTF), whatever its name says", SAVE_AS)
    } else if starts(&[0x1F, 0x8B]) || starts(b"7z\xBC\xAF") || starts(b"Rar!") {
        Kind::Other(
            "this is a packed archive, whatever its name says",
            "unpack it and name the list in it",
        )
    } else {
        Kind::Text
    }
}

/// What a ZIP archive holds: newer office files are archives.
fn archive(bytes: &[u8]) -> Kind {
    let Ok(archive) = ZipArchive::new(Cursor::new(bytes)) else {
        return Kind::Other(
            "the workbook is damaged: it may have been cut short",
            "copy or download it again",
        );
    };
    let has = |name: &str| archive.index_for_name(name).is_some();
    let has_part = |start: &str| archive.file_names().flatten().any(|name| name.starts_with(start));
    if has("xl/workbook.xml") {
        Kind::Workbook(workbook::Kind::Xlsx)
    } else if has("xl/workbook.bin") {
        Kind::Other("this is a binary Excel workbook (XLSB)", SAVE_AS)
    } else if has("content.xml") && has("mimetype") {
        match ods_mime(bytes) {
            true => Kind::Workbook(workbook::Kind::Ods),
            false => Kind::Other("this is an OpenDocument file, but no spreadsheet", SAVE_AS),
        }
    } else if has_part("word/") {
        Kind::Other(
            "this is a Word document, whatever its name says",
            "copy its table into a spreadsheet and save that as CSV (UTF-8) or XLSX",
        )
    } else if has_part("Index/") {
        Kind::Other(
            "this is an Apple Numbers file",
            "in Numbers, choose File, Export to, and CSV or Excel",
        )
    } else if has_part("xl/") {
        Kind::Workbook(workbook::Kind::Xlsx)
    } else {
        Kind::Other(
            "this is a ZIP archive, whatever its name says",
            "unpack it and name the list in it",
        )
    }
}

fn ods_mime(bytes: &[u8]) -> bool {
    let mut mime = Vec::new();
    let Ok(mut archive) = ZipArchive::new(Cursor::new(bytes)) else { return false };
    let read = archive.by_name("mimetype").map(|part| part.take(100).read_to_end(&mut mime));
    read.is_ok_and(|read| read.is_ok())
        && mime.starts_with(b"application/vnd.oasis.opendocument.spreadsheet")
}

/// What an older office file holds; a workbook with a password is packed in one.
fn compound(bytes: &[u8]) -> Kind {
    let name: Vec<u8> = "EncryptedPackage".encode_utf16().flat_map(u16::to_le_bytes).collect();
    if bytes.windows(name.len()).any(|part| part == name) {
        Kind::Other(
            "the workbook is protected by a password",
            "open it in Excel, take the password away (File, Info, Protect Workbook), save it, and run again",
        )
    } else {
        Kind::Other("this is a workbook of an old Excel (XLS)", SAVE_AS)
    }
}

/// Text: JSON or delimited.
fn from_text(bytes: &[u8], wanted: Wanted<'_>, roster: &mut Roster) -> Result<Table, Unclear> {
    let decoded = delimited::decode(bytes).ok_or((
        "the file is neither a workbook nor text",
        "the roster is a CSV, XLSX, ODS or JSON file",
    ));
    let decoded = decoded.map_err(|(message, hint)| (message.to_owned(), hint.to_owned()))?;
    let text = decoded.text.trim_start_matches('\u{feff}');
    let start = text.trim_start();
    if start.is_empty() {
        return Err((
            "the file is empty".to_owned(),
            "was it saved? the roster is a CSV, XLSX, ODS or JSON file".to_owned(),
        ));
    }
    if start.starts_with('<') {
        let message = if start.starts_with("<?xml") {
            "this is an XML file, whatever its name says"
        } else {
            "this is a web page, whatever its name says"
        };
        return Err((message.to_owned(), SAVE_AS.to_owned()));
    }
    if roster.file.to_lowercase().ends_with(".json")
        || start.starts_with('{')
        || start.strip_prefix('[').is_some_and(|rest| rest.trim_start().starts_with(['{', ']']))
    {
        let hint = "a JSON roster is a list of objects: [{\"name\": \"…\", \"hours\": 6}, …]";
        return json::read(text, MOST_ROWS).map_err(|message| (message, hint.to_owned()));
    }
    if let Some(encoding) = decoded.guess {
        let message = format!(
            "the file is not saved as Unicode; it was read as {}",
            encoding.replace("windows", "Windows")
        );
        roster.tell(Code::RosterEncoding, message, "look at the letters with accents in `--dry-run`; to be sure, save it as \"CSV UTF-8\" or XLSX");
    }
    from_delimited(text, wanted)
}

fn from_delimited(text: &str, wanted: Wanted<'_>) -> Result<Table, Unclear> {
    let (stated, rest) = delimited::stated_delimiter(text);
    let score = |rows: &[Row]| wanted.find_header(rows).map_or(0, |at| wanted.score(&rows[at]));
    let delimiter = stated.unwrap_or_else(|| delimited::find_delimiter(rest, score));
    let mut rows = delimited::split(rest, delimiter, u32::from(stated.is_some()), MOST_ROWS).map_err(|fault| match fault {
        delimited::SplitFault::OpenQuote(line) => {
            let message = format!("the quote that opens in line {line} is never closed: all rows after it would be lost");
            (message, "close it, or take it away".to_owned())
        }
        delimited::SplitFault::TooMany => (format!("the list has more than {MOST_ROWS} rows"), "split it into several rosters".to_owned()),
    })?;
    if wanted.find_header(&rows).is_some_and(|at| is_padded(&rows[at])) {
        rows.iter_mut().for_each(unpad);
    }
    Ok(Table { sheet: None, entries: false, rows, merges: Vec::new() })
}

/// Whether the file's way is a space after each delimiter: no one typed those into a cell.
fn is_padded(header: &Row) -> bool {
    header.cells.len() > 1
        && header.cells[1..].iter().all(|cell| cell.is_blank() || cell.shown().starts_with(' '))
}

fn unpad(row: &mut Row) {
    for cell in &mut row.cells {
        if let Cell::Text(text) = cell {
            *cell = Cell::text(text.strip_prefix(' ').unwrap_or(text));
        }
    }
}

/// The sheet asked for, or the first one with a header.
fn from_workbook(
    bytes: &[u8],
    kind: workbook::Kind,
    sheet: Option<&str>,
    wanted: Wanted<'_>,
    roster: &mut Roster,
) -> Option<Table> {
    let book = match workbook::read(bytes, kind, MOST_ROWS) {
        Ok(book) => book,
        Err(message) if message.to_lowercase().contains("password") => {
            roster.tell(
                Code::RosterFile,
                "the workbook is protected by a password",
                "open it, take the password away, save it, and run again",
            );
            return None;
        }
        Err(message) => {
            roster.tell(
                Code::RosterFile,
                message,
                "open it in a spreadsheet program, save it anew, and run again",
            );
            return None;
        }
    };
    if book.hides_rows {
        let hint = "show all rows and clear every filter to see who is on the list; delete those who should have no certificate";
        roster.tell(
            Code::RosterHidden,
            "rows of the workbook are hidden; they are read like the others",
            hint,
        );
    }
    choose(book.tables, sheet, wanted, roster)
}

fn choose(
    mut tables: Vec<Table>,
    sheet: Option<&str>,
    wanted: Wanted<'_>,
    roster: &mut Roster,
) -> Option<Table> {
    let names: Vec<String> = tables.iter().filter_map(|table| table.sheet.clone()).collect();
    let names = || names.iter().map(String::as_str);
    if let Some(sheet) = sheet {
        let at = names().position(|name| name == sheet);
        if at.is_none() {
            roster.tell(
                Code::RosterFile,
                format!("there is no sheet `{sheet}` that can be seen"),
                nearest::hint(sheet, names()),
            );
        }
        return at.map(|at| tables.swap_remove(at));
    }
    let with_header: Vec<usize> =
        (0..tables.len()).filter(|at| wanted.find_header(&tables[*at].rows).is_some()).collect();
    let first = with_header
        .first()
        .copied()
        .or_else(|| tables.iter().position(|table| !table.rows.is_empty()));
    let Some(first) = first else {
        roster.tell(
            Code::RosterFile,
            "the workbook is empty",
            "was it saved? hidden sheets are not read",
        );
        return None;
    };
    if let [first, others @ ..] = with_header.as_slice()
        && !others.is_empty()
    {
        let name = |at: &usize| format!("`{}`", names().nth(*at).unwrap_or_default());
        let others: Vec<String> = others.iter().map(name).collect();
        let message =
            format!("the sheet {} is read; {} may hold people too", name(first), others.join(", "));
        roster.tell(Code::RosterSheet, message, "to read another, say `--sheet NAME`");
    }
    Some(tables.swap_remove(first))
}
