//! What is wrong with a spreadsheet. All faults are collected, so that one run names
//! them all.

use std::path::Path;

use crate::diagnostic::{Cell, Code, Finding, Place};

/// The cell of a spreadsheet.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct CellPlace {
    /// The row number, from 1.
    pub(super) row: u32,
    /// The name of the column as the spreadsheet has it.
    pub(super) column: Option<String>,
}

impl CellPlace {
    /// A row as a whole.
    pub(super) fn row(row: u32) -> Self {
        Self { row, column: None }
    }
}

/// The faults of a spreadsheet.
#[derive(Debug)]
pub(super) struct SheetFaults {
    file: String,
    code: Code,
    pub(super) findings: Vec<Finding>,
}

impl SheetFaults {
    /// No faults yet. Each will have this code.
    pub(super) fn new(file: &Path, code: Code) -> Self {
        let file = file.display().to_string().replace('\\', "/");
        Self { file, code, findings: Vec::new() }
    }

    pub(super) fn is_empty(&self) -> bool {
        self.findings.is_empty()
    }

    /// Adds what is wrong with a cell, and what to do.
    pub(super) fn add(
        &mut self,
        place: &CellPlace,
        message: impl Into<String>,
        hint: impl Into<String>,
    ) {
        let CellPlace { row, column } = place.clone();
        let cell = Cell { row, entry: false, line: None, column };
        let place = Place::cell(&self.file, cell);
        self.findings.push(Finding::new(self.code, message).at(place).hint(hint));
    }

    /// Adds a text that is not a valid value of a field.
    pub(super) fn add_invalid(&mut self, place: &CellPlace, text: &str, field: &str, hint: &str) {
        self.add(place, format!("`{text}` is not a valid `{field}`"), hint);
    }

    /// Whether one of these rows has a fault.
    pub(super) fn has_in_rows(&self, mut rows: impl Iterator<Item = u32>) -> bool {
        let cells =
            self.findings.iter().filter_map(|finding| finding.place.as_ref()?.cell.as_ref());
        let faulty: Vec<u32> = cells.map(|cell| cell.row).collect();
        rows.any(|row| faulty.contains(&row))
    }

    /// Whether a cell has a fault.
    pub(super) fn has(&self, place: &CellPlace) -> bool {
        let cells =
            self.findings.iter().filter_map(|finding| finding.place.as_ref()?.cell.as_ref());
        let mut cells = cells.filter(|cell| cell.row == place.row);
        cells.any(|cell| cell.column == place.column)
    }
}
