//! Text that is too small to read.

use super::context::{PageContext, quote_and_count};
use crate::content::edition::Edition;
use crate::diagnostic::{Code, Finding};

/// The minimum text size of any piece, in points.
const SMALLEST: f64 = 8.0;

/// The minimum text size of a picture, in pixels. A phone shows a picture that is 1080 pixels wide
/// at about a third of its size.
const SMALLEST_IN_PICTURE: f64 = 36.0;

/// The difference that rounding may cause, in points.
const ROUNDING: f64 = 0.01;

pub(super) fn check(page: &PageContext) -> Vec<Finding> {
    let (smallest, unit) = match page.job.edition {
        Edition::Image => (SMALLEST_IN_PICTURE, "px"),
        _ => (SMALLEST, "pt"),
    };
    let small = page.text.runs.iter().filter(|run| run.size < smallest - ROUNDING);
    let Some(worst) = small.clone().min_by(|a, b| a.size.total_cmp(&b.size)) else {
        return Vec::new();
    };
    let message = format!(
        "{} {:.1} {unit}; the minimum is {smallest} {unit}",
        quote_and_count(worst, small.count(), &page.side),
        worst.size
    );
    let finding = page.finding_about(&worst.text, Code::SmallText, message);
    vec![finding.hint("shorten the text, or give it more room in the template")]
}
