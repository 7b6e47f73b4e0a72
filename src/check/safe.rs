//! Text outside the safe area, where a trim that is a hair off cuts it; and text too small to read.

use super::AboutText;
use super::walk::{PageText, Run};
use crate::diagnostic::{Code, Finding};
use crate::plan::Job;

/// No piece sets text below this, in points.
const SMALLEST: f64 = 8.0;

pub(super) fn check(job: &Job, side: &str, page: &PageText) -> Vec<AboutText> {
    let safe = job.spec.safe.0;
    let distance = |run: &Run| {
        let ink = run.ink;
        ink.left.min(ink.top).min(page.width - ink.right).min(page.height - ink.bottom)
    };
    // Half a point is the overshoot of round letters.
    let outside: Vec<&Run> = page.runs.iter().filter(|run| distance(run) < safe - 0.5).collect();
    let small: Vec<&Run> = page.runs.iter().filter(|run| run.size < SMALLEST - 0.01).collect();
    let hint = "shorten the text, or give it more room in the template";
    let mut findings = Vec::new();
    if let Some(worst) = outside.iter().min_by(|a, b| distance(a).total_cmp(&distance(b))) {
        let nearest = distance(worst);
        let at = if nearest < 0.0 {
            "off the page".to_owned()
        } else {
            format!("{:.2} in from the edge", nearest / 72.0)
        };
        let message = format!(
            "{} on {side}: {at}; the safe area begins at {:.2} in",
            told(worst, outside.len()),
            safe / 72.0
        );
        findings
            .push((Finding::new(Code::OutsideSafeArea, message).hint(hint), worst.text.clone()));
    }
    if let Some(worst) = small.iter().min_by(|a, b| a.size.total_cmp(&b.size)) {
        let message = format!(
            "{} on {side}: set in {:.1} pt; {SMALLEST} pt is the least",
            told(worst, small.len()),
            worst.size
        );
        findings.push((Finding::new(Code::SmallText, message).hint(hint), worst.text.clone()));
    }
    findings
}

/// A text and how many others share its fault.
fn told(run: &Run, count: usize) -> String {
    let text = shorten(&run.text);
    match count {
        1 => format!("\"{text}\""),
        2 => format!("\"{text}\" and one other text"),
        more => format!("\"{text}\" and {} other texts", more - 1),
    }
}

pub(super) fn shorten(text: &str) -> String {
    let mut short: String = text.trim().chars().take(40).collect();
    if short.len() < text.trim().len() {
        short.push('…');
    }
    short
}
