//! Text with its place on the page, and lines made of it, to compare two pages.

/// Text that is shown at a place. Lengths are in tenths of a point.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct PlacedText {
    /// The distance of its start from the left edge of the page.
    pub(crate) x: i64,
    /// The distance of its baseline from the bottom edge.
    pub(crate) y: i64,
    /// The size of the letters.
    pub(crate) size: i64,
    /// The text of its glyphs, from left to right.
    pub(crate) text: String,
}

impl PlacedText {
    /// Takes lengths in points.
    pub(crate) fn new(x: f64, y: f64, size: f64, text: String) -> Self {
        let tenths = |length: f64| (length * 10.0).round() as i64;
        Self { x: tenths(x), y: tenths(y), size: tenths(size), text }
    }
}
