//! Overset: text that leaves the region that it should fit.

use super::AboutText;
use super::walk::PageText;
use crate::diagnostic::{Code, Finding};

/// A line may leave a region by this much, in points: rounding, and letters that lean out.
const TOLERANCE: f64 = 1.5;

/// Ink may rise above a region by this share of the text's size: accents on capitals. Tails below the last baseline are not counted.
const RISE: f64 = 0.3;

pub(super) fn check(side: &str, page: &PageText) -> Vec<AboutText> {
    let mut findings = Vec::new();
    for (index, region) in page.regions.iter().enumerate() {
        let inside = page.runs.iter().filter(|run| run.regions.contains(&index) && run.upright);
        let bounds = region.bounds;
        let over: Vec<&str> = inside
            .filter(|run| {
                let ink = run.ink;
                run.baseline > bounds.bottom + TOLERANCE
                    || ink.top < bounds.top - TOLERANCE - RISE * run.size
                    || ink.right > bounds.right + TOLERANCE
                    || ink.left < bounds.left - TOLERANCE
            })
            .map(|run| run.text.as_str())
            .collect();
        if over.is_empty() {
            continue;
        }
        let words = over.iter().map(|text| text.split_whitespace().count()).sum::<usize>().max(1);
        let plural = if words == 1 { "word" } else { "words" };
        let message = format!(
            "the text in \"{}\" on {side} is too long by about {words} {plural}",
            region.name
        );
        let starts = over.join(" ").split_whitespace().take(6).collect::<Vec<_>>().join(" ");
        let finding = Finding::new(Code::Overset, message)
            .hint(format!("shorten it; what does not fit starts at \"{starts}\""));
        findings.push((finding, over[0].to_owned()));
    }
    findings
}
