//! Sheets of labels that the program uses besides those that Peerpress knows.

use schemars::JsonSchema;
use serde::Deserialize;

use super::template::Trim;
use super::text::{Id, Length};

/// A sheet of labels of the same size, as its maker describes it.
#[derive(Debug, Clone, Deserialize, JsonSchema)]
pub struct LabelSheet {
    /// The name for `peerpress name-badges --labels`, such as `herma-4412`.
    pub id: Id,
    /// The size of the paper.
    pub paper: Trim,
    /// The size of a label.
    pub label: Trim,
    /// The number of labels side by side.
    #[schemars(range(min = 1, max = 20))]
    pub columns: u8,
    /// The number of labels one above the other.
    #[schemars(range(min = 1, max = 50))]
    pub rows: u8,
    /// The distance from the left edge of the paper to the first label.
    pub left: Length,
    /// The distance from the top edge of the paper to the first label.
    pub top: Length,
    /// The distance from the left side of a label to that of the next one. The default is the width
    /// of a label: no gap.
    pub across: Option<Length>,
    /// The distance from the top of a label to that of the one below. The default is the height of
    /// a label: no gap.
    pub down: Option<Length>,
}

impl LabelSheet {
    /// The distance from the left side of a label to that of the next one, in points.
    pub fn across(&self) -> f64 {
        self.across.as_ref().unwrap_or(&self.label.width).0
    }

    /// The distance from the top of a label to that of the one below, in points.
    pub fn down(&self) -> f64 {
        self.down.as_ref().unwrap_or(&self.label.height).0
    }

    /// Returns why the labels cannot be on the paper.
    pub(crate) fn fault(&self) -> Option<&'static str> {
        let end = |start: &Length, pitch: f64, count: u8, size: &Length| {
            start.0 + f64::from(count.saturating_sub(1)) * pitch + size.0
        };
        let (across, down) = (self.across(), self.down());
        let right = end(&self.left, across, self.columns, &self.label.width);
        let bottom = end(&self.top, down, self.rows, &self.label.height);
        // Sizes in millimeters are often rounded.
        let (width, height) = (self.paper.width.0 + 1.0, self.paper.height.0 + 1.0);
        if across < self.label.width.0 || down < self.label.height.0 {
            return Some("the labels overlap");
        }
        (right > width || bottom > height).then_some("the labels do not fit on the paper")
    }
}
