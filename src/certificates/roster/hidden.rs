//! Rows and columns of a sheet that a filter or a person hid. Whether they count is the user's
//! decision, because a list that looks right can hold people who should get no certificate.

use std::collections::BTreeMap;
use std::io::{BufRead, BufReader, Cursor, Read};
use std::ops::RangeInclusive;

use quick_xml::Reader;
use quick_xml::events::{BytesStart, Event};
use zip::ZipArchive;

use super::archive::{WorkbookFormat, invalid};
use super::names::excerpt;
use super::table::{Cell, Table, column_letters};
use super::{Roster, finding};
use crate::diagnostic::{Code, Finding};

/// The number of rows or columns that a message names.
const MAX_NAMED: usize = 6;

/// What to do with hidden rows and columns.
#[derive(Debug, Clone, Copy, PartialEq, Eq, clap::ValueEnum)]
pub enum Hidden {
    /// Leave them out
    Skip,
    /// Read them like the others
    Include,
}

/// The hidden rows and columns of a sheet. Rows count from 1, columns from 0.
#[derive(Debug, Default, PartialEq, Eq)]
struct HiddenParts {
    rows: Vec<RangeInclusive<u32>>,
    columns: Vec<RangeInclusive<usize>>,
}

/// Leaves out the hidden rows and columns of a table, or reports those that are not empty, as the
/// user chose.
pub(super) fn apply(
    table: &mut Table,
    bytes: &[u8],
    format: WorkbookFormat,
    choice: Option<Hidden>,
    roster: &mut Roster,
) -> Result<(), Finding> {
    let sheet = table.sheet.as_deref().unwrap_or_default();
    if choice == Some(Hidden::Include) {
        return Ok(());
    }
    let hidden = find_hidden(bytes, format, sheet)?;
    // The rows of a sheet are in order, and so are the ranges.
    let is_hidden_row = |row: u32| {
        let after = hidden.rows.partition_point(|range| *range.start() <= row);
        after > 0 && hidden.rows[after - 1].contains(&row)
    };
    let is_hidden = |column: &usize| hidden.columns.iter().any(|range| range.contains(column));
    let filled = table.rows.iter().filter(|row| !row.is_blank()).map(|row| row.number);
    let rows: Vec<u32> = filled.filter(|row| is_hidden_row(*row)).collect();
    let width = table.rows.iter().map(|row| row.cells.len()).max().unwrap_or(0);
    let is_filled = |column: &usize| table.rows.iter().any(|row| !row.cell(*column).is_blank());
    let columns: Vec<usize> = (0..width).filter(is_hidden).filter(is_filled).collect();
    if rows.is_empty() && columns.is_empty() {
        return Ok(());
    }
    let named = name_parts(table, &rows, &columns);
    if choice == Some(Hidden::Skip) {
        table.rows.retain(|row| !is_hidden_row(row.number));
        for row in &mut table.rows {
            for (at, cell) in row.cells.iter_mut().enumerate() {
                if columns.contains(&at) {
                    *cell = Cell::Empty;
                }
            }
        }
        roster.notes.push(format!("left out as hidden: {named}"));
        return Ok(());
    }
    let message = format!("the sheet `{}` hides {named}", excerpt(sheet));
    let hint = "add `--hidden skip` to leave them out or `--hidden include` to read them, or \
                unhide them and delete what does not belong to the list";
    roster.report(finding(Code::RosterHidden, message, hint));
    Ok(())
}

/// Names hidden rows by number, and hidden columns by their letter and header.
fn name_parts(table: &Table, rows: &[u32], columns: &[usize]) -> String {
    let first_texts = |column: usize| {
        let cells = table.rows.iter().map(|row| row.cell(column));
        cells.filter(|cell| !cell.is_blank()).map(|cell| cell.shown().into_owned()).next()
    };
    let mut parts = Vec::new();
    if !rows.is_empty() {
        let numbers = rows.iter().map(u32::to_string).collect();
        parts.push(format!("{} {}", if rows.len() == 1 { "row" } else { "rows" }, list(numbers)));
    }
    if !columns.is_empty() {
        let name = |column: &usize| {
            let text = first_texts(*column).unwrap_or_default();
            let text = text.split_whitespace().collect::<Vec<_>>().join(" ");
            format!("{} (`{}`)", column_letters(*column), excerpt(&text))
        };
        let names = columns.iter().map(name).collect();
        let noun = if columns.len() == 1 { "column" } else { "columns" };
        parts.push(format!("{noun} {}", list(names)));
    }
    parts.join(" and ")
}

fn list(mut items: Vec<String>) -> String {
    let more = items.len().saturating_sub(MAX_NAMED);
    items.truncate(MAX_NAMED);
    if more > 0 {
        items.push(format!("{more} more"));
    }
    items.join(", ")
}

fn find_hidden(bytes: &[u8], format: WorkbookFormat, sheet: &str) -> Result<HiddenParts, Finding> {
    let failed = || invalid("the workbook is damaged: its hidden rows cannot be read");
    let mut archive = ZipArchive::new(Cursor::new(bytes)).map_err(|_| failed())?;
    let found = match format {
        WorkbookFormat::Xlsx => {
            let path = sheet_path(&mut archive, sheet).ok_or_else(failed)?;
            let part = archive.by_name(&path).map_err(|_| failed())?;
            scan_xlsx(BufReader::new(part))
        }
        WorkbookFormat::Ods => {
            let part = archive.by_name("content.xml").map_err(|_| failed())?;
            scan_ods(BufReader::new(part), sheet)
        }
    };
    found.ok_or_else(failed)
}

/// Returns the path of the part that holds a sheet of an XLSX workbook.
fn sheet_path(archive: &mut ZipArchive<Cursor<&[u8]>>, sheet: &str) -> Option<String> {
    let mut id = None;
    read_elements(&mut part_text(archive, "xl/workbook.xml")?.as_slice(), |element, _| {
        if element.is("sheet") && element.get("name").as_deref() == Some(sheet) {
            id = element.get("id");
        }
    })?;
    let id = id?;
    let mut target = None;
    let links = part_text(archive, "xl/_rels/workbook.xml.rels")?;
    read_elements(&mut links.as_slice(), |element, _| {
        if element.is("Relationship") && element.get("Id").as_deref() == Some(&*id) {
            target = element.get("Target");
        }
    })?;
    let target = target?;
    Some(match target.strip_prefix('/') {
        Some(absolute) => absolute.to_owned(),
        None => format!("xl/{target}"),
    })
}

fn part_text(archive: &mut ZipArchive<Cursor<&[u8]>>, name: &str) -> Option<Vec<u8>> {
    let mut text = Vec::new();
    archive.by_name(name).ok()?.read_to_end(&mut text).ok()?;
    Some(text)
}

/// An element with its attributes. Names are compared without their namespace prefixes, which
/// programs choose differently.
struct Element<'a>(&'a BytesStart<'a>);

impl Element<'_> {
    fn is(&self, name: &str) -> bool {
        self.0.local_name().as_ref() == name
    }

    fn get(&self, name: &str) -> Option<String> {
        let mut attributes = self.0.attributes();
        let mut readable = attributes.with_checks(false).flatten();
        let found = readable.find(|one| one.key.local_name().as_ref() == name)?;
        quick_xml::escape::unescape(&found.value).map(|text| text.into_owned()).ok()
    }

    fn number<T: std::str::FromStr>(&self, name: &str) -> Option<T> {
        self.get(name)?.trim().parse().ok()
    }

    fn is_true(&self, name: &str) -> bool {
        self.get(name).is_some_and(|value| matches!(value.trim(), "1" | "true"))
    }
}

/// Calls `visit` for every element; the second argument says whether it is an end tag.
fn read_elements(
    reader: &mut impl BufRead,
    mut visit: impl FnMut(&Element<'_>, bool),
) -> Option<()> {
    let mut reader = Reader::from_reader(reader);
    let mut buffer = Vec::new();
    loop {
        match reader.read_event_into(&mut buffer).ok()? {
            Event::Eof => return Some(()),
            Event::Start(start) | Event::Empty(start) => visit(&Element(&start), false),
            Event::End(end) => {
                let name = end.name().as_ref().to_owned();
                visit(&Element(&BytesStart::new(name)), true);
            }
            _ => {}
        }
        buffer.clear();
    }
}

fn scan_xlsx(mut part: impl BufRead) -> Option<HiddenParts> {
    let mut hidden = HiddenParts::default();
    let (mut row, mut is_hidden_by_default) = (0, false);
    read_elements(&mut part, |element, is_end| {
        if is_end {
            return;
        }
        if element.is("sheetFormatPr") {
            is_hidden_by_default = element.is_true("zeroHeight");
        } else if element.is("col") {
            let is_flat = element.number::<f64>("width") == Some(0.0);
            if let (true, Some(min), Some(max)) = (
                element.is_true("hidden") || is_flat,
                element.number::<usize>("min"),
                element.number::<usize>("max"),
            ) {
                hidden.columns.push(min.saturating_sub(1)..=max.saturating_sub(1));
            }
        } else if element.is("row") {
            // A row without a number follows the one before.
            row = element.number("r").unwrap_or(row + 1);
            let is_flat = element.number::<f64>("ht") == Some(0.0);
            let is_shown = element.get("hidden").is_some_and(|it| matches!(&*it, "0" | "false"));
            if element.is_true("hidden") || is_flat || (is_hidden_by_default && !is_shown) {
                hidden.rows.push(row..=row);
            }
        }
    })?;
    Some(hidden)
}

fn scan_ods(mut part: impl BufRead, sheet: &str) -> Option<HiddenParts> {
    let mut hidden = HiddenParts::default();
    let (mut row, mut column) = (1_u32, 0_usize);
    // Tables can be nested in cells; only the outer one is the sheet.
    let (mut depth, mut is_sheet) = (0, false);
    let mut groups: BTreeMap<&str, Vec<bool>> = BTreeMap::new();
    read_elements(&mut part, |element, is_end| {
        if element.is("table") {
            depth = if is_end { depth - 1 } else { depth + 1 };
            if depth == 1 && !is_end {
                is_sheet = element.get("name").as_deref() == Some(sheet);
                (row, column) = (1, 0);
                groups.clear();
            }
            return;
        }
        if !is_sheet || depth != 1 {
            return;
        }
        for group in ["table-row-group", "table-column-group"] {
            if element.is(group) && is_end {
                groups.entry(group).or_default().pop();
            } else if element.is(group) {
                let is_closed = element.get("display").as_deref() == Some("false");
                groups.entry(group).or_default().push(is_closed);
            }
        }
        if is_end {
            return;
        }
        let is_closed = |group: &str| groups.get(group).is_some_and(|open| open.contains(&true));
        let is_marked =
            || element.get("visibility").is_some_and(|it| matches!(&*it, "collapse" | "filter"));
        if element.is("table-row") {
            let next =
                row.saturating_add(element.number("number-rows-repeated").unwrap_or(1).max(1));
            if is_marked() || is_closed("table-row-group") {
                hidden.rows.push(row..=next - 1);
            }
            row = next;
        } else if element.is("table-column") {
            let repeated = element.number("number-columns-repeated").unwrap_or(1).max(1);
            let next = column.saturating_add(repeated);
            if is_marked() || is_closed("table-column-group") {
                hidden.columns.push(column..=next - 1);
            }
            column = next;
        }
    })?;
    Some(hidden)
}
