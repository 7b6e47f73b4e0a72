//! Sheets of labels: where the labels are on the paper.

use serde::Serialize;

use super::imposition::Shift;
use crate::content::Content;
use crate::content::label_sheet::LabelSheet;
use crate::content::text::Length;
use crate::error::Error;
use crate::nearest;

/// A grid of labels of the same size. Lengths are in points, from the top left corner of the paper.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub(crate) struct LabelGrid {
    /// The name on the command line.
    pub(crate) id: String,
    /// The width and height of the paper.
    #[serde(skip)]
    pub(crate) paper: [f64; 2],
    /// The width of a label.
    pub(crate) width: f64,
    /// The height of a label.
    pub(crate) height: f64,
    /// The number of labels side by side.
    pub(crate) columns: usize,
    /// The number of labels one above the other.
    pub(crate) rows: usize,
    /// The distance from the left edge to the first label.
    pub(crate) left: f64,
    /// The distance from the top edge to the first label.
    pub(crate) top: f64,
    /// The distance from the left side of a label to that of the next one.
    pub(crate) across: f64,
    /// The distance from the top of a label to that of the one below.
    pub(crate) down: f64,
}

/// A sheet that Peerpress knows, with lengths in inches.
struct StockLabels {
    /// The product numbers that share the layout; the first one names it.
    products: &'static [&'static str],
    label: [f64; 2],
    columns: usize,
    rows: usize,
    corner: [f64; 2],
    pitch: [f64; 2],
}

/// Avery's sheets for name badges and addresses, all on letter paper. The sizes and counts are
/// those on the packages. The margins and distances are those of Avery's templates, as the label
/// libraries gLabels (`avery-us-templates.xml`, 5395, 5160, 5163) and Paper::Specs
/// (`Avery/74541.pm`) also give them.
const KNOWN: [StockLabels; 4] = [
    // Adhesive name badges, 2 1/3 × 3 3/8 in, 8 on a sheet: gaps of 3/8 in across and 1/6 in down.
    StockLabels {
        products: &["5395", "8395"],
        label: [3.375, 7.0 / 3.0],
        columns: 2,
        rows: 4,
        corner: [0.6875, 7.0 / 12.0],
        pitch: [3.75, 2.5],
    },
    // Inserts for hanging name badges, 3 × 4 in, 6 on a sheet, without gaps.
    StockLabels {
        products: &["74459", "5392", "74541"],
        label: [4.0, 3.0],
        columns: 2,
        rows: 3,
        corner: [0.25, 1.0],
        pitch: [4.0, 3.0],
    },
    // Address labels, 1 × 2 5/8 in, 30 on a sheet: gaps of 1/8 in across.
    StockLabels {
        products: &["5160", "5260", "8160"],
        label: [2.625, 1.0],
        columns: 3,
        rows: 10,
        corner: [0.1875, 0.5],
        pitch: [2.75, 1.0],
    },
    // Shipping labels, 2 × 4 in, 10 on a sheet: a gap of 3/16 in across.
    StockLabels {
        products: &["5163", "5263", "8163"],
        label: [4.0, 2.0],
        columns: 2,
        rows: 5,
        corner: [0.15625, 0.5],
        pitch: [4.1875, 2.0],
    },
];

/// The name of the sheet for name badges that is used if none is named.
pub(crate) const DEFAULT_LABELS: &str = "avery-5395";

/// The name of the sheet for addresses that is used if none is named.
pub(crate) const ADDRESS_LABELS: &str = "avery-5160";

/// The start of the names of Avery's sheets.
const AVERY: &str = "avery-";

impl LabelGrid {
    /// Returns the sheet with a name: one of the program, or one that Peerpress knows.
    ///
    /// # Errors
    /// If there is none.
    pub(crate) fn find(content: &Content, name: &str) -> Result<Self, Error> {
        let own = &content.program.label_sheets;
        if let Some(sheet) = own.iter().find(|sheet| sheet.id.as_str() == name) {
            return Ok(Self::of_sheet(sheet));
        }
        let product = name.strip_prefix(AVERY).unwrap_or(name);
        let known = KNOWN.iter().find(|known| known.products.contains(&product));
        known.map(Self::of_known).ok_or_else(|| {
            let products = KNOWN.iter().flat_map(|known| known.products);
            let mut names: Vec<String> = own.iter().map(|sheet| sheet.id.to_string()).collect();
            names.extend(products.map(|product| format!("{AVERY}{product}")));
            let hint = nearest::hint(name, names.iter().map(String::as_str));
            Error::usage(format!("there are no labels `{name}`"))
                .hint(format!("{hint}; add other labels to `label_sheets` in `data/program.json`"))
        })
    }

    fn of_known(known: &StockLabels) -> Self {
        let inches = |length: f64| (length * Length::INCH * 1000.0).round() / 1000.0;
        Self {
            id: format!("{AVERY}{}", known.products[0]),
            paper: [8.5, 11.0].map(inches),
            width: inches(known.label[0]),
            height: inches(known.label[1]),
            columns: known.columns,
            rows: known.rows,
            left: inches(known.corner[0]),
            top: inches(known.corner[1]),
            across: inches(known.pitch[0]),
            down: inches(known.pitch[1]),
        }
    }

    fn of_sheet(sheet: &LabelSheet) -> Self {
        Self {
            id: sheet.id.to_string(),
            paper: [sheet.paper.width.0, sheet.paper.height.0],
            width: sheet.label.width.0,
            height: sheet.label.height.0,
            columns: sheet.columns.into(),
            rows: sheet.rows.into(),
            left: sheet.left.0,
            top: sheet.top.0,
            across: sheet.across(),
            down: sheet.down(),
        }
    }

    /// Returns the number of labels on a sheet.
    pub(crate) fn count(&self) -> usize {
        self.columns * self.rows
    }

    /// Returns the position from 0 of the first label to print on, which is counted from 1.
    ///
    /// # Errors
    /// If a sheet has fewer labels.
    pub(crate) fn first(&self, start: u16) -> Result<usize, Error> {
        let start = usize::from(start);
        if start > self.count() {
            let message = format!("a sheet of `{}` has {} labels", self.id, self.count());
            return Err(Error::usage(message).hint("name the first free one with `--start`"));
        }
        Ok(start.saturating_sub(1))
    }

    /// Moves all labels, for a printer that prints a little off.
    pub(crate) fn shifted(self, shift: Shift) -> Self {
        Self { left: self.left + shift.right, top: self.top + shift.down, ..self }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn known_labels_are_in_the_middle_of_the_paper_and_do_not_overlap() {
        for known in &KNOWN {
            let grid = LabelGrid::of_known(known);
            let width = (grid.columns - 1) as f64 * grid.across + grid.width;
            let height = (grid.rows - 1) as f64 * grid.down + grid.height;
            assert!((2.0 * grid.left + width - grid.paper[0]).abs() < 0.01, "{grid:?}");
            assert!((2.0 * grid.top + height - grid.paper[1]).abs() < 0.01, "{grid:?}");
            assert!(grid.across >= grid.width && grid.down >= grid.height, "{grid:?}");
        }
    }
}
