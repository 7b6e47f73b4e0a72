//! `press-thin-line`: lines, and shapes as thin as lines, are thick enough to print.

use super::{PageContext, TOLERANCE, worst};
use crate::diagnostic::{Code, Finding};
use crate::pdf::MarkKind;

/// A shape is a line if it is this many times longer than wide.
const LINE_RATIO: f64 = 8.0;

pub(super) fn check(context: &PageContext<'_>) -> Vec<Finding> {
    let minimum = context.vendor.min_line.0;
    let mut found = Vec::new();
    for mark in context.inked_marks() {
        let (width, height) = (mark.bounds.width(), mark.bounds.height());
        let thickness = match mark.kind {
            MarkKind::Line { width } => width,
            MarkKind::Fill if !mark.paint.is_white() => width.min(height),
            _ => continue,
        };
        if thickness >= minimum - TOLERANCE || width.max(height) <= LINE_RATIO * thickness {
            continue;
        }
        let color = match mark.paint.heaviest() {
            Some(inks) => format!(" ({})", context.palette.describe(inks, None)),
            None => String::new(),
        };
        let problem = format!("is {thickness:.2} pt thick{color}; the minimum is {minimum:.2} pt");
        let finding = context.finding(Code::PressThinLine, mark, mark.bounds, &problem);
        let hint = "draw a thicker line in the template or the picture, or leave it out";
        found.push((minimum - thickness, finding.hint(hint)));
    }
    worst(found)
}
