//! Text that overlaps other text.

use super::context::PageContext;
use super::rect::position;
use crate::diagnostic::{Code, Finding, shorten};

/// How far the ink of two runs may overlap in each direction, in points: in tight leading, tails
/// and accents touch.
const TOLERANCE: f64 = 1.5;

/// How much of the smaller run's size may overlap in height. Two lines of a paragraph in tight
/// leading share a little; a real collision shares a good part of a letter.
const SHARED_HEIGHT: f64 = 0.3;

pub(super) fn check(page: &PageContext) -> Vec<Finding> {
    let runs = &page.text.runs;
    let mut findings = Vec::new();
    for (index, first) in runs.iter().enumerate().filter(|(_, run)| run.upright) {
        for second in runs[index + 1..].iter().filter(|run| run.upright) {
            let shared = first.ink.intersect(second.ink);
            let allowed_height = TOLERANCE.max(SHARED_HEIGHT * first.size.min(second.size));
            if shared.width() <= TOLERANCE || shared.height() <= allowed_height {
                continue;
            }
            let (one, other) = (shorten(&first.text), shorten(&second.text));
            let (side, position) = (&page.side, position(shared));
            let message = format!("\"{one}\" and \"{other}\" overlap on {side}, {position}");
            let finding = page.finding_about(&first.text, Code::TextOverlap, message);
            findings
                .push(finding.hint("shorten one of them, or give them more room in the template"));
        }
    }
    findings
}
