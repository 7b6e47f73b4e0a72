//! Text outside the safe area, where a trim that is slightly off would cut into it.

use super::context::{PageContext, quote_and_count};
use super::overset::is_overrun;
use super::page_text::TextRun;
use crate::diagnostic::{Code, Finding};

/// How far round letters overshoot, in points.
const OVERSHOOT: f64 = 0.5;

/// How far a letter may lean out of its line, such as the tail of a "J": a share of its size, and
/// the most in points.
const LEAN: f64 = 0.05;
const MOST_LEAN: f64 = 1.5;

pub(super) fn check(page: &PageContext) -> Vec<Finding> {
    let safe = page.job.spec.safe.0;
    let distance = |run: &&TextRun| {
        let (width, height, ink) = (page.text.width, page.text.height, run.ink);
        ink.x0.min(ink.y0).min(width - ink.x1).min(height - ink.y1)
    };
    // Text that does not fit is reported as such.
    let outside = page.text.runs.iter().filter(|run| {
        let overshoot = (LEAN * run.size).clamp(OVERSHOOT, MOST_LEAN);
        distance(run) < safe - overshoot && !is_overrun(page, run)
    });
    let Some(worst) = outside.clone().min_by(|a, b| distance(a).total_cmp(&distance(b))) else {
        return Vec::new();
    };
    let distance = distance(&worst);
    let position = if distance < 0.0 {
        "off the page".to_owned()
    } else {
        format!("{} from the edge", page.job.spec.unit().name(distance, 2))
    };
    let message = format!(
        "{} {position}; the safe area starts at {}",
        quote_and_count(worst, outside.count(), &page.side),
        page.job.spec.unit().name(safe, 2)
    );
    let finding = page.finding_about(&worst.text, Code::OutsideSafeArea, message);
    vec![finding.hint("shorten the text, or move it inward in the template")]
}
