//! Upright rectangles on a page, in points from the top left corner of the trim.

use std::fmt;

use typst::layout::{Point, Transform};

/// An upright rectangle.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(super) struct Rect {
    pub(super) left: f64,
    pub(super) top: f64,
    pub(super) right: f64,
    pub(super) bottom: f64,
}

impl Rect {
    /// Returns the bounds of a rectangle after a transformation.
    pub(super) fn transformed(transform: Transform, min: Point, max: Point) -> Self {
        let corners = [min, Point::new(max.x, min.y), Point::new(min.x, max.y), max]
            .map(|corner| corner.transform(transform));
        let (xs, ys) = (corners.map(|point| point.x.to_pt()), corners.map(|point| point.y.to_pt()));
        let least = |values: [f64; 4]| values.into_iter().fold(f64::INFINITY, f64::min);
        let most = |values: [f64; 4]| values.into_iter().fold(f64::NEG_INFINITY, f64::max);
        Self { left: least(xs), top: least(ys), right: most(xs), bottom: most(ys) }
    }

    pub(super) fn width(self) -> f64 {
        self.right - self.left
    }

    pub(super) fn height(self) -> f64 {
        self.bottom - self.top
    }

    /// Returns the part that two rectangles share, or `None` if they share no area.
    pub(super) fn intersection(self, other: Self) -> Option<Self> {
        let shared = Self {
            left: self.left.max(other.left),
            top: self.top.max(other.top),
            right: self.right.min(other.right),
            bottom: self.bottom.min(other.bottom),
        };
        (shared.left < shared.right && shared.top < shared.bottom).then_some(shared)
    }

    /// Returns whether a point is inside.
    pub(super) fn contains(self, x: f64, y: f64) -> bool {
        (self.left..=self.right).contains(&x) && (self.top..=self.bottom).contains(&y)
    }
}

/// Prints the position for messages: `1.25 in from the left, 3.10 in from the top`.
impl fmt::Display for Rect {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let (left, top) = (self.left / 72.0, self.top / 72.0);
        write!(f, "{left:.2} in from the left, {top:.2} in from the top")
    }
}
