//! Where a finding is: a file, a range of bytes in it, a cell of a roster.

use std::fmt;
use std::ops::Range;

use serde::{Deserialize, Serialize};

/// A cell of a list such as a roster, counted as a spreadsheet counts.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub struct Cell {
    /// The row number, from 1; in a JSON list, the number of the entry.
    pub row: u32,
    /// Whether the row is an entry of a JSON list.
    pub entry: bool,
    /// The line of a text file, if it differs from the row.
    pub line: Option<u32>,
    /// The header of the column.
    pub column: Option<String>,
}

impl fmt::Display for Cell {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{} {}", if self.entry { "entry" } else { "row" }, self.row)?;
        if let Some(line) = self.line.filter(|line| *line != self.row) {
            write!(f, " (line {line})")?;
        }
        self.column.as_ref().map_or(Ok(()), |column| write!(f, ", column \"{column}\""))
    }
}

/// Where something is wrong: a file of the project and, if known, the bytes in it.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Default, Serialize, Deserialize)]
pub struct Place {
    /// The path from the project's root, with forward slashes.
    pub file: String,
    /// The JSON pointer of the value, for data files.
    pub pointer: Option<String>,
    /// The first byte and the byte after the last; `None` for the file as a whole.
    pub range: Option<(usize, usize)>,
    /// The cell, for rosters.
    pub cell: Option<Cell>,
}

impl Place {
    /// Returns the place of a whole file.
    pub fn file(path: impl Into<String>) -> Self {
        Self { file: path.into(), ..Self::default() }
    }

    /// Returns the place of a range of bytes in a file.
    pub fn at(path: impl Into<String>, range: Range<usize>) -> Self {
        Self { file: path.into(), range: Some((range.start, range.end)), ..Self::default() }
    }

    /// Returns the place of a cell in a list.
    pub fn cell(path: impl Into<String>, cell: Cell) -> Self {
        Self { file: path.into(), cell: Some(cell), ..Self::default() }
    }
}

/// Prints the file, with the cell if there is one.
impl fmt::Display for Place {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.file)?;
        self.cell.as_ref().map_or(Ok(()), |cell| write!(f, ": {cell}"))
    }
}
