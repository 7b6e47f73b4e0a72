//! Text that overlaps other text.

use kurbo::Rect;
use unicode_bidi::{BidiClass, bidi_class};
use unicode_normalization::char::is_combining_mark;

use super::context::PageContext;
use super::overset::{are_squeezed, is_overrun};
use super::page_text::TextRun;
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
        let later = runs[index + 1..].iter().enumerate().filter(|(_, run)| run.upright);
        for (distance, second) in later {
            let shared = first.ink.intersect(second.ink);
            if distance < 3 && is_one_word(first, second, shared) {
                continue;
            }
            let allowed_height = TOLERANCE.max(SHARED_HEIGHT * first.size.min(second.size));
            if shared.width() <= TOLERANCE || shared.height() <= allowed_height {
                continue;
            }
            // Text that does not fit is reported as such.
            if is_overrun(page, first)
                || is_overrun(page, second)
                || are_squeezed(page, first, second)
            {
                continue;
            }
            let (one, other) = (shorten(&first.text), shorten(&second.text));
            let (side, position) = (&page.side, position(shared, page.job.spec.unit()));
            let message = format!("\"{one}\" and \"{other}\" overlap on {side}, {position}");
            let finding = page.finding_about(&first.text, Code::TextOverlap, message);
            findings
                .push(finding.hint("shorten one of them, or give them more room in the template"));
        }
    }
    findings
}

/// Returns whether two runs are parts of a word whose letters join, as in Arabic, or of one cluster
/// of letters and marks, as in Burmese: what is raised or lowered is a run of its own, between
/// those of the letters beside it.
fn is_one_word(first: &TextRun, second: &TextRun, shared: Rect) -> bool {
    let size = first.size.min(second.size);
    let joins = |run: &TextRun| run.text.chars().any(|c| bidi_class(c) == BidiClass::AL);
    ((joins(first) && joins(second)) || have_cluster(&first.text, &second.text))
        && first.size == second.size
        && (first.baseline - second.baseline).abs() < size
        && shared.width() < size
}

/// Returns whether the texts of two runs have a cluster with marks in common, at the end of one and
/// the start of the other, or inside of one of them.
fn have_cluster(first: &str, second: &str) -> bool {
    let has_marks = |text: &&str| text.chars().any(is_combining_mark);
    let is_inside = |one: &str, other: &str| one.contains(other) && has_marks(&other);
    let goes_on = |one: &str, other: &str| {
        let mut ends = one.char_indices().map(|(at, _)| &one[at..]);
        ends.any(|end| other.starts_with(end) && has_marks(&end))
    };
    is_inside(first, second)
        || is_inside(second, first)
        || goes_on(first, second)
        || goes_on(second, first)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn parts_of_a_cluster_are_one_word() {
        assert!(have_cluster(
            "\u{1017}\u{102f}\u{1012}\u{1039}\u{1013}",
            "\u{1012}\u{1039}\u{1013}"
        ));
        assert!(have_cluster("a\u{301}b\u{323}", "b\u{323}c"));
        assert!(!have_cluster("tear", "earth"));
        assert!(!have_cluster("a\u{301}", "b\u{301}"));
    }
}
