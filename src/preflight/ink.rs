//! `press-ink`: no place gets so much ink that it does not dry (total area coverage).

use kurbo::{PathEl, Point, Rect};

use super::{PageContext, worst};
use crate::diagnostic::{Code, Finding};
use crate::pdf::{Layer, Mark, Paint};

/// The rounding of colors to bytes, in percent of ink.
const TOLERANCE: f64 = 0.5;

/// The blur of compressed pictures, in percent of ink.
const PICTURE_TOLERANCE: f64 = 3.0;

/// Checks all marks. Those outside of the bleed count too: the press prints the whole sheet.
pub(super) fn check(context: &PageContext<'_>) -> Vec<Finding> {
    let limit = context.vendor.ink_limit;
    let mut found = Vec::new();
    for mark in context.content.marks.iter().filter(|mark| mark.layer != Layer::Mask) {
        let Some(inks) = mark.paint.heaviest() else { continue };
        let is_picture = matches!(mark.paint, Paint::Image(_));
        let tolerance = if is_picture { PICTURE_TOLERANCE } else { TOLERANCE };
        let total = inks.total();
        if total <= limit + tolerance {
            continue;
        }
        let spot = match &mark.paint {
            Paint::Inks { spot, .. } => spot.as_deref(),
            _ => None,
        };
        let place = heaviest_place(mark).unwrap_or(mark.bounds);
        // The pixels of a picture are not colors of the brand.
        let color =
            if is_picture { inks.describe(None) } else { context.palette.describe(inks, spot) };
        let problem = format!("has {total:.0}% ink ({color}); the limit is {limit:.0}%");
        let hint = if is_picture {
            "save the picture as RGB, so that Peerpress keeps it below the limit".to_owned()
        } else {
            context.palette.hint(inks, "reduce the inks")
        };
        let finding = context.finding(Code::PressInk, mark, place, &problem);
        found.push((total, finding.hint(hint)));
    }
    worst(found)
}

/// Returns the place of a picture's heaviest pixel on the page.
fn heaviest_place(mark: &Mark) -> Option<Rect> {
    let Paint::Image(image) = &mark.paint else { return None };
    let (_, (x, y)) = image.heaviest?;
    // The outline of a picture is the unit square, from its lower left corner on.
    let corners: Vec<Point> =
        mark.outline.elements().iter().filter_map(PathEl::end_point).collect();
    let [origin, right, _, top, ..] = corners[..] else { return None };
    let point = origin + (right - origin) * x + (top - origin) * (1.0 - y);
    Some(Rect::from_points(point, point))
}
