//! A row of a spreadsheet.

use std::collections::BTreeMap;

use super::columns::{Columns, Header, SheetColumn};
use super::faults::{CellPlace, SheetFaults};
use crate::certificates::roster::CellRow;

/// What a checkbox of a spreadsheet program says.
const CHECKBOX: [&str; 2] = ["TRUE", "FALSE"];

/// A row with its cells that are not blank.
pub(super) struct SheetRow<'a, C> {
    pub(super) number: u32,
    pub(super) cells: BTreeMap<&'a Header<C>, String>,
    columns: &'a Columns<C>,
    /// The columns whose cells are not text; they are faults.
    unfit: Vec<C>,
}

impl<'a, C: SheetColumn> SheetRow<'a, C> {
    /// `None` if the row is blank.
    pub(super) fn of(
        columns: &'a Columns<C>,
        row: &CellRow,
        faults: &mut SheetFaults,
    ) -> Option<Self> {
        let mut cells: BTreeMap<&Header<C>, String> = BTreeMap::new();
        let mut unfit = Vec::new();
        if let Some((message, hint)) = too_many_cells(columns, row) {
            faults.add(&CellPlace::row(row.number), message, hint);
            return None;
        }
        for (index, cell) in row.cells.iter().enumerate() {
            let Some(header) = columns.header(index) else { continue };
            let is_answer = header.column.is_yes_or_no() && CHECKBOX.contains(&&*cell.text());
            if let Some((message, hint)) = cell.fault().filter(|_| !is_answer) {
                let place = CellPlace { row: row.number, column: columns.title(index) };
                faults.add(&place, message, hint);
                unfit.push(header.column);
                continue;
            }
            let text = cell.text().trim().to_owned();
            if text.starts_with('=') {
                let place = CellPlace { row: row.number, column: columns.title(index) };
                let hint = "type the value; in a spreadsheet program, save the file with the \
                            values of formulas";
                faults.add(&place, format!("`{text}` is a formula, not a value"), hint);
                unfit.push(header.column);
                continue;
            }
            if !text.is_empty() {
                cells.insert(header, text);
            }
        }
        let is_blank = cells.is_empty() && unfit.is_empty();
        (!is_blank).then_some(Self { number: row.number, cells, columns, unfit })
    }

    /// The cell of a column.
    pub(super) fn place(&self, column: C) -> CellPlace {
        CellPlace { row: self.number, column: self.columns.title_of(column) }
    }

    /// Whether a cell of the column is not blank.
    pub(super) fn has(&self, column: C) -> bool {
        self.unfit.contains(&column) || self.cells.keys().any(|header| header.column == column)
    }

    /// The text of a column without translations.
    pub(super) fn text(&self, column: C) -> Option<&str> {
        self.cells.get(&Header { column, lang: None }).map(String::as_str)
    }

    /// Whether the cell of a column is not text.
    pub(super) fn is_unfit(&self, column: C) -> bool {
        self.unfit.contains(&column)
    }
}

/// What is wrong with a row of a text file that has more cells than there are columns, and what to
/// do: a comma in a text that is not in quotation marks moves all cells after it.
fn too_many_cells<C: SheetColumn>(columns: &Columns<C>, row: &CellRow) -> Option<(String, String)> {
    let last = row.cells.iter().rposition(|cell| !cell.text().trim().is_empty())?;
    if !row.is_delimited || last < columns.count() {
        return None;
    }
    let (cells, count) = (last + 1, columns.count());
    let message = format!("the row has {cells} cells, but the header has {count} columns");
    let hint = "write a text that has a comma in quotation marks, such as \"Monday, September 14, \
                2027\"; a comma that is not in quotation marks starts the next cell";
    Some((message, hint.to_owned()))
}
