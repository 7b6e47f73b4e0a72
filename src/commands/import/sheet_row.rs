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
