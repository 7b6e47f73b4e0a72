//! Large print as readers with low vision need it: the guidelines of the American Council of the Blind (2011), as far as a page shows them.
//!
//! Contrast is judged with that of the other editions, the margins with the safe area.

use super::AboutText;
use super::safe::shorten;
use super::walk::{PageText, Run};
use crate::content::edition::Edition;
use crate::diagnostic::{Code, Finding};
use crate::plan::Job;

/// The smallest text, in points.
const TEXT: f64 = 18.0;

/// The smallest heading, in points.
const HEADING: f64 = 22.0;

/// The least distance of two baselines, in parts of the size.
const LEADING: f64 = 1.15;

/// What two measures of a page may be apart by rounding, in points.
const ROUNDING: f64 = 0.05;

pub(super) fn check(job: &Job, side: &str, page: &PageText) -> Vec<AboutText> {
    if job.edition != Edition::LargePrint {
        return Vec::new();
    }
    let fault = |run: &Run, what: String, hint: &str| {
        let message =
            format!("\"{}\" on {side} {what}; it stands {}", shorten(&run.text), run.ink.told());
        (Finding::new(Code::LargePrint, message).hint(hint), run.text.clone())
    };
    let mut findings = Vec::new();
    let least = |run: &Run| if run.is_heading { HEADING } else { TEXT };
    if let Some(run) = page
        .runs
        .iter()
        .filter(|run| run.size < least(run) - ROUNDING)
        .min_by(|a, b| a.size.total_cmp(&b.size))
    {
        let kind = if run.is_heading { "a heading" } else { "text" };
        findings.push(fault(
            run,
            format!("is set in {:.1} pt; {} pt is the least for {kind}", run.size, least(run)),
            "use `large` of shared/tokens.typ",
        ));
    }
    if let Some(run) = page.runs.iter().find(|run| run.slanted) {
        findings.push(fault(run, "is set in italics".to_owned(), "use bold letters for emphasis"));
    }
    if let Some(run) = page.runs.iter().find(|run| run.colors.is_none()) {
        findings.push(fault(run, "stands on a picture or a pattern".to_owned(), "set it on white"));
    }
    if let Some((run, distance)) =
        tightest(page).filter(|(run, distance)| *distance < LEADING * run.size - ROUNDING)
    {
        let message = format!(
            "has {:.2} times its size from line to line; {LEADING} is the least",
            distance / run.size
        );
        findings.push(fault(run, message, "give the paragraph more `leading`"));
    }
    findings
}

/// The line that follows the one above it most closely for its size, and how far below it stands.
fn tightest(page: &PageText) -> Option<(&Run, f64)> {
    let mut lines: Vec<&Run> = page.runs.iter().filter(|run| run.upright).collect();
    lines.sort_by(|a, b| a.baseline.total_cmp(&b.baseline));
    let below = lines.iter().enumerate().filter_map(|(index, run)| {
        let over = lines[..index].iter().rev().find(|over| {
            run.baseline - over.baseline > 0.3 * run.size
                && over.ink.left < run.ink.right
                && run.ink.left < over.ink.right
        })?;
        Some((*run, run.baseline - over.baseline))
    });
    below.min_by(|a, b| (a.1 / a.0.size).total_cmp(&(b.1 / b.0.size)))
}
