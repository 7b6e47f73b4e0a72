//! Large print for readers with low vision, by the guidelines of the American Council of the Blind
//! (2011). Contrast and margins are checked by the rules for contrast and for the safe area.

use super::context::PageContext;
use super::page_text::{PageText, TextRun};
use super::rect::position;
use crate::content::edition::Edition;
use crate::diagnostic::{Code, Finding, shorten};

/// The minimum text size, in points.
const TEXT: f64 = 18.0;

/// The minimum heading size, in points.
const HEADING: f64 = 22.0;

/// The minimum distance of two baselines, as a multiple of the text's size.
const LEADING: f64 = 1.15;

/// The difference that rounding may cause, in points.
const ROUNDING: f64 = 0.05;

/// Two baselines that are closer than this multiple of the text's size belong to one line.
const SAME_LINE: f64 = 0.3;

pub(super) fn check(page: &PageContext) -> Vec<Finding> {
    if page.job.edition != Edition::LargePrint {
        return Vec::new();
    }
    let runs = &page.text.runs;
    let mut findings = Vec::new();
    let mut report = |run: &TextRun, fault: String, hint: &str| {
        let text = shorten(&run.text);
        let message = format!(
            "\"{text}\" on {} {fault}; it is {}",
            page.side,
            position(run.ink, page.job.spec.unit())
        );
        findings.push(page.finding_about(&run.text, Code::LargePrint, message).hint(hint));
    };
    let small = runs.iter().filter(|run| run.size < minimum(run) - ROUNDING);
    if let Some(run) = small.min_by(|a, b| a.size.total_cmp(&b.size)) {
        let kind = if run.is_heading { "headings" } else { "text" };
        let (size, minimum) = (run.size, minimum(run));
        let fault = format!("is {size:.1} pt; the minimum for {kind} is {minimum} pt");
        report(run, fault, "use `large` from `shared/tokens.typ`");
    }
    if let Some(run) = runs.iter().find(|run| run.slanted) {
        report(run, "is in italics".to_owned(), "use bold type for emphasis");
    }
    if let Some(run) = runs.iter().find(|run| run.colors.is_none()) {
        report(run, "is on a picture or a pattern".to_owned(), "set it on white");
    }
    if let Some((run, leading)) = tightest(&page.text)
        && leading * run.size < LEADING * run.size - ROUNDING
    {
        let fault = format!("has a line spacing of {leading:.2}; the minimum is {LEADING}");
        report(run, fault, "increase the `leading` of the paragraph");
    }
    findings
}

/// Returns the minimum size of text or of a heading, in points.
fn minimum(run: &TextRun) -> f64 {
    if run.is_heading { HEADING } else { TEXT }
}

/// Returns the line that is closest to the line above it, and the distance of the two baselines as
/// a multiple of its size.
fn tightest(page: &PageText) -> Option<(&TextRun, f64)> {
    let is_line = |run: &&TextRun| run.upright && !run.is_marks;
    let mut lines: Vec<&TextRun> = page.runs.iter().filter(is_line).collect();
    lines.sort_by(|a, b| a.baseline.total_cmp(&b.baseline));
    let spaced = lines.iter().enumerate().filter_map(|(index, run)| {
        let above = lines[..index].iter().rev().find(|above| {
            run.baseline - above.baseline > SAME_LINE * run.size
                && above.ink.x0 < run.ink.x1
                && run.ink.x0 < above.ink.x1
        })?;
        Some((*run, (run.baseline - above.baseline) / run.size))
    });
    spaced.min_by(|a, b| a.1.total_cmp(&b.1))
}
