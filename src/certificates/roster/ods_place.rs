//! Where a scan of the content of an ODS workbook is: in which row and column of a sheet.

use super::elements::Element;

/// A place in a sheet. Rows and cells repeat, so it may stand for many.
#[derive(Default)]
pub(super) struct OdsPlace {
    is_sheet: bool,
    /// How deep tables are nested: cells can contain tables.
    depth: usize,
    /// The row, from 0.
    pub(super) row: u32,
    /// How many rows it stands for.
    pub(super) row_repeats: u32,
    /// The column, from 0.
    pub(super) column: usize,
    /// How many cells of each row it stands for.
    pub(super) repeats: usize,
}

impl OdsPlace {
    /// Whether the scan is in the sheet, and not in a table in one of its cells.
    pub(super) fn is_inside(&self) -> bool {
        self.is_sheet && self.depth == 1
    }

    /// Takes the start of an element. Returns whether the element is a part of the sheet.
    pub(super) fn start(&mut self, element: &Element<'_>, sheet: &str) -> bool {
        if element.is("table") {
            self.depth += 1;
            if self.depth == 1 {
                let is_sheet = element.get("name").as_deref() == Some(sheet);
                *self = Self { is_sheet, depth: 1, ..Self::default() };
            }
            return false;
        }
        if !self.is_inside() {
            return false;
        }
        if element.is("table-row") {
            self.row_repeats = element.number("number-rows-repeated").unwrap_or(1).max(1);
            self.column = 0;
        } else if is_cell(element) {
            self.repeats = element.number("number-columns-repeated").unwrap_or(1).max(1);
        }
        true
    }

    /// Takes the end of an element. Until then, the place is that of the element.
    pub(super) fn end(&mut self, element: &Element<'_>) {
        if element.is("table") {
            self.depth = self.depth.saturating_sub(1);
            self.is_sheet &= self.depth > 0;
        } else if !self.is_inside() {
        } else if element.is("table-row") {
            self.row = self.row.saturating_add(self.row_repeats);
        } else if is_cell(element) {
            self.column = self.column.saturating_add(self.repeats);
        }
    }
}

/// Whether an element is a cell.
pub(super) fn is_cell(element: &Element<'_>) -> bool {
    element.is("table-cell") || element.is("covered-table-cell")
}
