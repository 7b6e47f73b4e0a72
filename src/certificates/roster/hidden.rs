//! Rows and columns of a sheet that a filter or a person hid, and rows that are struck out. Whether
//! they count is the user's decision, because a list that looks right can hold people who should
//! get no certificate.

use std::collections::{BTreeMap, BTreeSet};
use std::io::{BufRead, BufReader, Cursor};
use std::ops::RangeInclusive;

use zip::ZipArchive;

use super::archive::{Marks, WorkbookFormat, invalid};
use super::elements::{Element, read_elements};
use super::names::excerpt;
use super::package::sheet_path;
use super::struck_out::find_struck_rows;
use super::table::{Cell, Table, column_letters};
use super::{Roster, finding};
use crate::diagnostic::{Code, Finding};

/// The number of rows or columns that a message names.
const MAX_NAMED: usize = 6;

/// A row or a column that is smaller, in points or in letters, cannot be seen.
const VISIBLE: f64 = 1.0;

/// What to do with hidden rows and columns, and with rows that are struck out.
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

/// Leaves out the hidden and struck-out parts of a table, or reports those that are not empty, as
/// the user chose.
pub(super) fn apply(
    table: &mut Table,
    bytes: &[u8],
    format: WorkbookFormat,
    marks: Marks,
    choice: Option<Hidden>,
    roster: &mut Roster,
) -> Result<(), Finding> {
    if choice == Some(Hidden::Include) {
        return Ok(());
    }
    let sheet = table.sheet.clone().unwrap_or_default();
    let hidden = match marks.may_hide {
        true => find_hidden(bytes, format, &sheet)?,
        false => HiddenParts::default(),
    };
    let struck = match marks.may_strike {
        true => find_struck_rows(bytes, format, &sheet)
            .ok_or_else(|| invalid("the workbook is damaged: its styles cannot be read"))?,
        false => BTreeSet::new(),
    };
    // The rows of a sheet are in order, and so are the ranges.
    let is_hidden_row = |row: u32| {
        let after = hidden.rows.partition_point(|range| *range.start() <= row);
        after > 0 && hidden.rows[after - 1].contains(&row)
    };
    let is_hidden = |column: &usize| hidden.columns.iter().any(|range| range.contains(column));
    let filled = || table.rows.iter().filter(|row| !row.is_blank()).map(|row| row.number);
    let rows: Vec<u32> = filled().filter(|row| is_hidden_row(*row)).collect();
    let struck: Vec<u32> = filled().filter(|row| struck.contains(row)).collect();
    let width = table.rows.iter().map(|row| row.cells.len()).max().unwrap_or(0);
    let is_filled = |column: &usize| table.rows.iter().any(|row| !row.cell(*column).is_blank());
    let columns: Vec<usize> = (0..width).filter(is_hidden).filter(is_filled).collect();
    let named_hidden = name_parts(table, &rows, &columns);
    let named_struck = name_parts(table, &struck, &[]);
    let parts = [("hides", "hidden", named_hidden), ("strikes out", "struck out", named_struck)];
    for (verb, state, named) in parts.iter().filter(|(.., named)| !named.is_empty()) {
        if choice == Some(Hidden::Skip) {
            roster.notes.push(format!("left out as {state}: {named}"));
            continue;
        }
        let message = format!("the sheet `{}` {verb} {named}", excerpt(&sheet));
        let hint = match *state {
            "hidden" => {
                "add `--hidden skip` to leave them out or `--hidden include` to read them, or \
                 unhide them and delete what does not belong to the list"
            }
            _ => {
                "add `--hidden skip` to leave these rows out or `--hidden include` to read them, \
                 or delete what is struck out"
            }
        };
        roster.report(finding(Code::RosterHidden, message, hint));
    }
    if choice == Some(Hidden::Skip) {
        let is_left_out = |row: u32| is_hidden_row(row) || struck.binary_search(&row).is_ok();
        table.rows.retain(|row| !is_left_out(row.number));
        table.notes.retain(|note| !is_left_out(note.row) && !is_hidden(&note.column));
        for row in &mut table.rows {
            for (at, cell) in row.cells.iter_mut().enumerate() {
                if columns.contains(&at) {
                    *cell = Cell::Empty;
                }
            }
        }
    }
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
            let is_flat = element.number::<f64>("width").is_some_and(|width| width < VISIBLE);
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
            let is_flat = element.number::<f64>("ht").is_some_and(|height| height < VISIBLE);
            let is_shown = element.get("hidden").is_some_and(|it| matches!(&*it, "0" | "false"));
            if element.is_true("hidden") || is_flat || (is_hidden_by_default && !is_shown) {
                hidden.rows.push(row..=row);
            }
        }
    })?;
    Some(hidden)
}

/// The styles of an ODS file whose rows or columns are too small to see.
#[derive(Default)]
struct FlatStyles {
    /// The name of the style that is being read.
    current: String,
    flat: BTreeSet<String>,
}

impl FlatStyles {
    /// Reads an element of a style.
    fn add(&mut self, element: &Element<'_>) {
        if element.is("style") {
            self.current = element.get("name").unwrap_or_default();
        }
        let size = if element.is("table-row-properties") {
            element.get("row-height")
        } else if element.is("table-column-properties") {
            element.get("column-width")
        } else {
            None
        };
        if size.and_then(|size| points(&size)).is_some_and(|size| size < VISIBLE) {
            self.flat.insert(self.current.clone());
        }
    }

    /// Whether a row or a column has one of these styles.
    fn flatten(&self, element: &Element<'_>) -> bool {
        !self.flat.is_empty()
            && element.get("style-name").is_some_and(|name| self.flat.contains(&name))
    }
}

/// Parses a length such as `0.45cm`, in points.
fn points(length: &str) -> Option<f64> {
    let units = [("in", 72.0), ("cm", 72.0 / 2.54), ("mm", 72.0 / 25.4), ("pt", 1.0), ("pc", 12.0)];
    let (unit, factor) = units.iter().find(|(unit, _)| length.ends_with(unit))?;
    let number: f64 = length.strip_suffix(unit)?.trim().parse().ok()?;
    Some(number * factor)
}

fn scan_ods(mut part: impl BufRead, sheet: &str) -> Option<HiddenParts> {
    let mut hidden = HiddenParts::default();
    let (mut row, mut column) = (1_u32, 0_usize);
    // Tables can be nested in cells; only the outer one is the sheet.
    let (mut depth, mut is_sheet) = (0, false);
    let mut groups: BTreeMap<&str, Vec<bool>> = BTreeMap::new();
    let mut styles = FlatStyles::default();
    read_elements(&mut part, |element, is_end| {
        if !is_end {
            styles.add(element);
        }
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
        let is_marked = || {
            element.get("visibility").is_some_and(|it| matches!(&*it, "collapse" | "filter"))
                || styles.flatten(element)
        };
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
