//! `press-safe-area`: text keeps a distance from the trim, so that a trim that is slightly off does
//! not cut into it.

use super::{PageContext, worst};
use crate::diagnostic::{Code, Finding};
use crate::pdf::{Layer, MarkKind};

/// The overshoot of round letters, in points.
const OVERSHOOT: f64 = 0.5;

pub(super) fn check(context: &PageContext<'_>) -> Vec<Finding> {
    let (trim, safe) = (context.page.trim_or_page(), context.vendor.safe.0);
    let mut found = Vec::new();
    for mark in context.inked_marks() {
        if mark.layer != Layer::Page || !matches!(mark.kind, MarkKind::Text(_)) {
            continue;
        }
        let ink = mark.bounds;
        let distances = [ink.x0 - trim.x0, ink.y0 - trim.y0, trim.x1 - ink.x1, trim.y1 - ink.y1];
        let distance = distances.into_iter().fold(f64::INFINITY, f64::min);
        if distance >= safe - OVERSHOOT {
            continue;
        }
        let unit = context.page.unit;
        let (distance_name, safe_name) = (unit.name(distance.abs(), 2), unit.name(safe, 3));
        let side = if distance < 0.0 { "past the trim" } else { "from the trim" };
        let problem = format!("is {distance_name} {side}; the safe area starts at {safe_name}");
        let finding = context.finding(Code::PressSafeArea, mark, ink, &problem);
        let hint = "shorten the text, or move it away from the edge in the template";
        found.push((-distance, finding.hint(hint)));
    }
    worst(found)
}
