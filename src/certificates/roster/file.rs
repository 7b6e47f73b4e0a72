//! Detects the format of a roster from its contents, not its name, and reads the table in it.

use std::fs;
use std::io::{self, Cursor, Read};
use std::path::Path;

use zip::ZipArchive;

use super::archive::{WorkbookFormat, invalid, password_protected, scan_parts};
use super::cell_notes::find_notes;
use super::names::excerpt;
use super::plain_xml::simplify;
use super::swallowed::find_swallowed;
use super::table::{Cell, Row, Table};
use super::workbook::DatedTime;
use super::{MAX_PEOPLE, Options, Roster, delimited, encoding, finding, hidden, json, workbook};
use crate::diagnostic::{Code, Finding};
use crate::error::Error;
use crate::nearest;

/// The maximum size of a roster file, in bytes. A roster of [`MAX_PEOPLE`] people is smaller.
const MAX_BYTES: u64 = 64 * 1024 * 1024;

/// The maximum number of rows: the people, and what may be above and below them.
const MAX_ROWS: usize = MAX_PEOPLE + 1000;

const SAVE_AS: &str = "open it in a spreadsheet program and save it as CSV (UTF-8), XLSX, or ODS";
const USE_A_LIST: &str = "use a CSV, XLSX, ODS, or JSON file";
const UNPACK: &str = "extract it and use the list in it";

/// The formats that are not rosters: their first bytes, what they are, and a hint.
const OTHER_FORMATS: [(&[u8], &str, &str); 8] = [
    (b"%PDF", "a PDF", "ask for the list as a spreadsheet; Peerpress cannot read a list in a PDF"),
    (b"\x89PNG", "a picture", USE_A_LIST),
    (&[0xFF, 0xD8, 0xFF], "a picture", USE_A_LIST),
    (b"GIF8", "a picture", USE_A_LIST),
    (b"{\\rtf", "a text document (RTF)", SAVE_AS),
    (&[0x1F, 0x8B], "a compressed archive", UNPACK),
    (b"7z\xBC\xAF", "a compressed archive", UNPACK),
    (b"Rar!", "a compressed archive", UNPACK),
];

/// Reads the file, or one byte more than a roster may have.
///
/// # Errors
/// Returns an error if the file cannot be opened.
pub(super) fn read_bytes(path: &Path) -> Result<Vec<u8>, Error> {
    let failed = |error: io::Error| match error.kind() {
        io::ErrorKind::NotFound => {
            Error::new(path, "the file does not exist").hint("check the path and the file name")
        }
        _ => Error::new(path, format!("the file cannot be read: {error}"))
            .hint("close it in other programs, and check that you have permission to read it"),
    };
    if path.is_dir() {
        return Err(Error::new(path, "this is a folder").hint("name the roster in it"));
    }
    let file = fs::File::open(path).map_err(failed)?;
    let mut bytes = Vec::new();
    file.take(MAX_BYTES + 1).read_to_end(&mut bytes).map_err(failed)?;
    Ok(bytes)
}

/// Reads the table in a file. Warnings about the file are added to `roster`.
pub(super) fn read_table(
    bytes: &[u8],
    options: &Options,
    roster: &mut Roster,
) -> Result<Table, Finding> {
    if bytes.len() as u64 > MAX_BYTES {
        let message = format!("the file is larger than {} MB", MAX_BYTES / (1024 * 1024));
        let hint = format!(
            "a roster can list up to {MAX_PEOPLE} people; check that this file is a roster"
        );
        return Err(finding(Code::RosterFile, message, hint));
    }
    let table = match detect_format(bytes)? {
        Some(format) => read_workbook(bytes, format, options, roster)?,
        None => read_text(bytes, options, roster)?,
    };
    match table.rows.iter().find(|row| row.cells.iter().any(Cell::is_too_long)) {
        Some(row) => Err(too_long(row.number, table.is_json)),
        None => Ok(table),
    }
}

/// Describes a cell that no spreadsheet can hold. Checking it for a name would take minutes.
fn too_long(number: u32, is_json: bool) -> Finding {
    let place = if is_json { "entry" } else { "row" };
    let message = format!(
        "a value in {place} {number} has more than 32,767 characters, more than a spreadsheet \
         allows"
    );
    finding(Code::RosterFile, message, "check that this file is a roster")
}

/// Detects the format of a workbook. Returns `None` for delimited text and JSON.
pub(super) fn detect_format(bytes: &[u8]) -> Result<Option<WorkbookFormat>, Finding> {
    if bytes.is_empty() {
        return Err(empty_file());
    }
    if bytes.starts_with(b"PK\x03\x04") || bytes.starts_with(b"PK\x05\x06") {
        return detect_archive_format(bytes).map(Some);
    }
    if bytes.starts_with(&[0xD0, 0xCF, 0x11, 0xE0]) {
        return Err(older_office_file(bytes));
    }
    match OTHER_FORMATS.iter().find(|(start, ..)| bytes.starts_with(start)) {
        Some((_, format, hint)) => Err(other_format(format, hint)),
        None => Ok(None),
    }
}

fn empty_file() -> Finding {
    let hint = "check that this is the right file, and save the list again";
    finding(Code::RosterFile, "the file is empty", hint)
}

fn other_format(format: &str, hint: &str) -> Finding {
    finding(Code::RosterFile, format!("the file is {format}, not a roster"), hint)
}

/// Detects which of the newer office formats, all of them ZIP archives, a file has.
fn detect_archive_format(bytes: &[u8]) -> Result<WorkbookFormat, Finding> {
    let Ok(mut archive) = ZipArchive::new(Cursor::new(bytes)) else {
        let message = "the workbook is damaged; it may be incomplete";
        return Err(finding(Code::RosterFile, message, "copy or download it again"));
    };
    let has = |name: &str| archive.index_for_name(name).is_some();
    let has_part = |start: &str| archive.file_names().flatten().any(|name| name.starts_with(start));
    if has("xl/workbook.xml") {
        return Ok(WorkbookFormat::Xlsx);
    }
    if has("xl/workbook.bin") {
        return Err(other_format("a binary Excel workbook (XLSB)", SAVE_AS));
    }
    if has("content.xml") && has("mimetype") {
        if is_spreadsheet_mime(&mut archive) {
            return Ok(WorkbookFormat::Ods);
        }
        return Err(other_format("an OpenDocument file without a spreadsheet", SAVE_AS));
    }
    if has_part("word/") {
        let hint = "copy its table into a spreadsheet and save that as CSV (UTF-8) or XLSX";
        return Err(other_format("a Word document", hint));
    }
    if has_part("Index/") {
        let hint = "in Numbers, choose File > Export To, then CSV or Excel";
        return Err(other_format("an Apple Numbers file", hint));
    }
    if has_part("xl/") {
        return Ok(WorkbookFormat::Xlsx);
    }
    Err(other_format("a ZIP archive", UNPACK))
}

fn is_spreadsheet_mime(archive: &mut ZipArchive<Cursor<&[u8]>>) -> bool {
    let mut mime = Vec::new();
    let Ok(part) = archive.by_name("mimetype") else { return false };
    part.take(100).read_to_end(&mut mime).is_ok()
        && mime.starts_with(b"application/vnd.oasis.opendocument.spreadsheet")
}

/// Describes an OLE compound file: an old workbook, or a new one that is encrypted.
fn older_office_file(bytes: &[u8]) -> Finding {
    let name: Vec<u8> = "EncryptedPackage".encode_utf16().flat_map(u16::to_le_bytes).collect();
    if bytes.windows(name.len()).any(|part| part == name) {
        return password_protected();
    }
    other_format("a workbook in the old Excel format (XLS)", SAVE_AS)
}

fn read_text(bytes: &[u8], options: &Options, roster: &mut Roster) -> Result<Table, Finding> {
    let Some(decoded) = encoding::decode(bytes, options.encoding) else {
        return Err(finding(Code::RosterFile, "the file is not a workbook or text", USE_A_LIST));
    };
    let decoded = decoded?;
    let text = decoded.text.trim_start_matches('\u{feff}');
    let start = text.trim_start();
    if start.is_empty() {
        return Err(empty_file());
    }
    if start.starts_with("<?xml") {
        return Err(other_format("an XML file", SAVE_AS));
    }
    if start.starts_with('<') {
        return Err(other_format("a web page", SAVE_AS));
    }
    let is_list = |rest: &str| rest.trim_start().starts_with(['{', ']']);
    if roster.file.to_lowercase().ends_with(".json")
        || start.starts_with('{')
        || start.strip_prefix('[').is_some_and(is_list)
    {
        return json::parse(text, MAX_ROWS, options.sheet.as_deref());
    }
    if let Some(guess) = &decoded.guess {
        roster.report(guess.finding());
    }
    read_delimited(text, options)
}

fn read_delimited(text: &str, options: &Options) -> Result<Table, Finding> {
    let (stated, rest) = delimited::stated_delimiter(text);
    let score =
        |rows: &[Row]| options.find_header(rows).map_or(0, |index| options.score(rows, index));
    let delimiter = stated.unwrap_or_else(|| delimited::find_delimiter(rest, score));
    let mut rows = delimited::split(rest, delimiter, u32::from(stated.is_some()), MAX_ROWS)?;
    let header = options.find_header(&rows);
    if header.is_some_and(|index| is_padded(&rows[index])) {
        rows.iter_mut().for_each(remove_padding);
    }
    let width = header.map_or(0, |index| rows[index].cells.len());
    if let Some(finding) = find_swallowed(&rows, delimiter, width) {
        return Err(finding);
    }
    Ok(Table { delimiter: Some(delimiter), rows, ..Table::default() })
}

/// Returns whether the file has a space after each delimiter. Those spaces are not part of the
/// cells.
fn is_padded(header: &Row) -> bool {
    header.cells.len() > 1
        && header.cells[1..].iter().all(|cell| cell.is_blank() || cell.shown().starts_with(' '))
}

fn remove_padding(row: &mut Row) {
    for cell in &mut row.cells {
        if let Cell::Text(text) = cell {
            *cell = Cell::text(text.strip_prefix(' ').unwrap_or(text));
        }
    }
}

fn read_workbook(
    bytes: &[u8],
    format: WorkbookFormat,
    options: &Options,
    roster: &mut Roster,
) -> Result<Table, Finding> {
    let marks = scan_parts(bytes, format)?;
    let simple = if marks.is_elaborate { Some(simplify(bytes)?) } else { None };
    let bytes = simple.as_deref().unwrap_or(bytes);
    let tables = workbook::read_sheets(bytes, format, MAX_ROWS, DatedTime::Date)?;
    let mut table = match &options.sheet {
        Some(name) => named_sheet(tables, name),
        None => first_sheet(tables, options, roster),
    }?;
    if marks.may_note {
        let sheet = table.sheet.as_deref().unwrap_or_default();
        table.notes = find_notes(bytes, format, sheet)
            .ok_or_else(|| invalid("the workbook is damaged: its notes cannot be read"))?;
    }
    if marks.may_hide || marks.may_strike {
        hidden::apply(&mut table, bytes, format, marks, options.hidden, roster)?;
    }
    Ok(table)
}

pub(super) fn named_sheet(tables: Vec<Table>, name: &str) -> Result<Table, Finding> {
    let names: Vec<String> = tables.iter().filter_map(|table| table.sheet.clone()).collect();
    let found = tables.into_iter().find(|table| table.sheet.as_deref() == Some(name));
    found.ok_or_else(|| {
        let message = format!("the workbook has no sheet `{name}`");
        let hint = nearest::hint(name, names.iter().map(String::as_str));
        finding(Code::RosterFile, message, hint)
    })
}

/// Returns the first sheet with a header, or else the first sheet that is not empty.
fn first_sheet(
    mut tables: Vec<Table>,
    options: &Options,
    roster: &mut Roster,
) -> Result<Table, Finding> {
    let has_header = |index: &usize| options.find_header(&tables[*index].rows).is_some();
    let (hidden, with_header): (Vec<usize>, Vec<usize>) =
        (0..tables.len()).filter(has_header).partition(|index| tables[*index].is_hidden);
    let first_filled =
        || tables.iter().position(|table| !table.is_hidden && !table.rows.is_empty());
    let name = |index: &usize| tables[*index].sheet.clone().unwrap_or_default();
    let quoted = |sheets: &[usize]| {
        let names: Vec<String> =
            sheets.iter().map(|index| format!("`{}`", excerpt(&name(index)))).collect();
        names.join(", ")
    };
    if let (Some(first), []) = (hidden.first(), &with_header[..]) {
        let message = format!("the list is on a hidden sheet: {}", quoted(&hidden));
        let hint = format!("add `--sheet \"{}\"`, or unhide the sheet", name(first));
        return Err(finding(Code::RosterSheet, message, hint));
    }
    let Some(first) = with_header.first().copied().or_else(first_filled) else {
        let hint = "unhide the sheet with the list and save the workbook again";
        return Err(finding(Code::RosterFile, "the workbook has no visible sheet with rows", hint));
    };
    let several = match with_header[..] {
        [_] if !hidden.is_empty() => {
            Some(format!("a hidden sheet may list people too: {}", quoted(&hidden)))
        }
        [_, _, ..] => Some(format!("several sheets may list people: {}", quoted(&with_header))),
        _ => None,
    };
    if let Some(message) = several {
        let hint = format!(
            "choose one with `--sheet \"{}\"`; if each is the list of a day, name each with \
             `--sheet` to add up the days",
            name(&first)
        );
        roster.report(finding(Code::RosterSheet, message, hint));
    }
    let mut list = tables.swap_remove(first);
    tables.retain(|table| options.find_header(&table.rows).is_none());
    list.other_sheets = tables;
    Ok(list)
}
