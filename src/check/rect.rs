//! Rectangles on a page, in points from the top left corner of the trim.

use kurbo::{Affine, Rect};
use typst::layout::{Point, Transform};

use crate::content::unit::Unit;

/// Returns the bounds of a rectangle after a transformation.
pub(super) fn bounds_after(transform: Transform, min: Point, max: Point) -> Rect {
    let Transform { sx, ky, kx, sy, tx, ty } = transform;
    let affine = Affine::new([sx.get(), ky.get(), kx.get(), sy.get(), tx.to_pt(), ty.to_pt()]);
    let rect = Rect::new(min.x.to_pt(), min.y.to_pt(), max.x.to_pt(), max.y.to_pt());
    affine.transform_rect_bbox(rect)
}

/// Describes a position, such as `1.25 in from the left, 3.10 in from the top`.
pub(super) fn position(rect: Rect, unit: Unit) -> String {
    format!("{} from the left, {} from the top", unit.name(rect.x0, 2), unit.name(rect.y0, 2))
}
