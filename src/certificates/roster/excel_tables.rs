//! The totals rows of Excel tables. A table says where they are, so they are not read as people.

use std::io::Cursor;

use zip::ZipArchive;

use super::elements::{Element, part_text, read_elements};
use super::package::{links, sheet_path};
use super::table::{Cell, Table, parse_place};

/// A totals row: its number, from 1, and its first and last column, from 0.
struct TotalsRow {
    row: u32,
    columns: (usize, usize),
}

/// Empties the totals rows of the Excel tables on a sheet.
pub(super) fn remove_totals(table: &mut Table, bytes: &[u8]) {
    let Some(name) = table.sheet.clone() else { return };
    for totals in find_totals(bytes, &name).unwrap_or_default() {
        let rows = table.rows.iter_mut().filter(|row| row.number == totals.row);
        for cells in rows.map(|row| &mut row.cells) {
            let end = cells.len().min(totals.columns.1 + 1);
            cells[totals.columns.0.min(end)..end].fill(Cell::Empty);
        }
    }
    table.rows.retain(|row| !row.is_blank());
}

fn find_totals(bytes: &[u8], sheet: &str) -> Option<Vec<TotalsRow>> {
    let mut archive = ZipArchive::new(Cursor::new(bytes)).ok()?;
    let has_tables = archive.file_names().flatten().any(|name| name.contains("table"));
    if !has_tables {
        return None;
    }
    let path = sheet_path(&mut archive, sheet)?;
    let mut totals = Vec::new();
    for link in links(&mut archive, &path)?.iter().filter(|link| link.is("table")) {
        let Some(text) = part_text(&mut archive, &link.target) else { continue };
        // A damaged table has no totals.
        read_elements(&mut text.as_slice(), |element, is_end| {
            if element.is("table") && !is_end {
                totals.extend(totals_of(element));
            }
        });
    }
    Some(totals)
}

/// Returns the totals rows that a table has at its end.
fn totals_of(table: &Element<'_>) -> Vec<TotalsRow> {
    let area = table.get("ref").as_deref().and_then(parse_area);
    let (Some(count), Some(((_, first), (last_row, last)))) =
        (table.number::<u32>("totalsRowCount"), area)
    else {
        return Vec::new();
    };
    let rows = (0..count.min(last_row)).map(|back| last_row - back);
    rows.map(|row| TotalsRow { row, columns: (first, last) }).collect()
}

/// Parses an area such as `A1:C4` into rows, from 1, and columns, from 0.
fn parse_area(text: &str) -> Option<((u32, usize), (u32, usize))> {
    let (start, end) = text.split_once(':').unwrap_or((text, text));
    Some((parse_place(start)?, parse_place(end)?))
}
