//! Text that is too small to read.

use super::context::{PageContext, quote_and_count};
use crate::diagnostic::{Code, Finding};

/// The minimum text size of any piece, in points.
const SMALLEST: f64 = 8.0;

/// The difference that rounding may cause, in points.
const ROUNDING: f64 = 0.01;

pub(super) fn check(page: &PageContext) -> Vec<Finding> {
    let small = page.text.runs.iter().filter(|run| run.size < SMALLEST - ROUNDING);
    let Some(worst) = small.clone().min_by(|a, b| a.size.total_cmp(&b.size)) else {
        return Vec::new();
    };
    let message = format!(
        "{} {:.1} pt; the minimum is {SMALLEST} pt",
        quote_and_count(worst, small.count(), &page.side),
        worst.size
    );
    let finding = page.finding_about(&worst.text, Code::SmallText, message);
    vec![finding.hint("shorten the text, or give it more room in the template")]
}
