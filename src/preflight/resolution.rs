//! `press-resolution`: pictures have enough pixels for their printed size.

use super::{PageContext, worst};
use crate::content::text::Length;
use crate::diagnostic::{Code, Finding};
use crate::pdf::MarkKind;

pub(super) fn check(context: &PageContext<'_>) -> Vec<Finding> {
    let (minimum, unit) = (context.vendor.min_image_dpi, context.page.unit);
    let mut found = Vec::new();
    for mark in context.inked_marks() {
        let MarkKind::Image { image, width, height } = &mark.kind else { continue };
        let (needed_width, needed_height) = (width * minimum, height * minimum);
        // One pixel less is rounding.
        let is_short = |pixels: usize, needed: f64| (pixels as f64) + 1.0 < needed.floor();
        if !is_short(image.width, needed_width) && !is_short(image.height, needed_height) {
            continue;
        }
        let dpi = (image.width as f64 / width).min(image.height as f64 / height);
        let problem = format!(
            "has {dpi:.0} dpi ({} × {} pixels on {} × {}); the minimum is {minimum:.0} dpi: \
             {:.0} × {:.0} pixels",
            image.width,
            image.height,
            unit.number(width * Length::INCH, 2),
            unit.name(height * Length::INCH, 2),
            needed_width.ceil(),
            needed_height.ceil()
        );
        let finding = context.finding(Code::PressResolution, mark, mark.bounds, &problem);
        let hint = "use the original picture, or print it smaller";
        found.push((minimum - dpi, finding.hint(hint)));
    }
    worst(found)
}
