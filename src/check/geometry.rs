//! Rectangles on a page, in points from the top left corner of the trim.

use typst::layout::{Point, Transform};

/// An upright rectangle.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(super) struct Box {
    pub(super) left: f64,
    pub(super) top: f64,
    pub(super) right: f64,
    pub(super) bottom: f64,
}

impl Box {
    /// The upright box around a rectangle that is transformed.
    pub(super) fn around(transform: Transform, min: Point, max: Point) -> Self {
        let corners = [min, Point::new(max.x, min.y), Point::new(min.x, max.y), max]
            .map(|corner| corner.transform(transform));
        let (xs, ys) = (corners.map(|point| point.x.to_pt()), corners.map(|point| point.y.to_pt()));
        let least = |values: [f64; 4]| values.into_iter().fold(f64::INFINITY, f64::min);
        let most = |values: [f64; 4]| values.into_iter().fold(f64::NEG_INFINITY, f64::max);
        Self { left: least(xs), top: least(ys), right: most(xs), bottom: most(ys) }
    }

    /// The part that two boxes share; none if they share nothing.
    pub(super) fn common(self, other: Self) -> Option<Self> {
        let common = Self {
            left: self.left.max(other.left),
            top: self.top.max(other.top),
            right: self.right.min(other.right),
            bottom: self.bottom.min(other.bottom),
        };
        (common.left < common.right && common.top < common.bottom).then_some(common)
    }

    /// Whether a point lies inside.
    pub(super) fn holds(self, x: f64, y: f64) -> bool {
        (self.left..=self.right).contains(&x) && (self.top..=self.bottom).contains(&y)
    }

    /// The place in inches, for messages: `1.25 in from the left, 3.10 in from the top`.
    pub(super) fn told(self) -> String {
        format!("{:.2} in from the left, {:.2} in from the top", self.left / 72.0, self.top / 72.0)
    }
}
