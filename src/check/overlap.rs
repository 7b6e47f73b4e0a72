//! Texts that lie on each other.

use super::AboutText;
use super::safe::shorten;
use super::walk::PageText;
use crate::diagnostic::{Code, Finding};

/// Ink of two texts may share this much in each direction, in points: tight leading lets tails and accents touch.
const TOLERANCE: f64 = 1.5;

pub(super) fn check(side: &str, page: &PageText) -> Vec<AboutText> {
    let mut findings = Vec::new();
    for (index, first) in page.runs.iter().enumerate() {
        for second in page.runs[index + 1..].iter().filter(|second| first.upright && second.upright)
        {
            let Some(common) = first.ink.common(second.ink) else { continue };
            let smaller = first.size.min(second.size);
            let (wide, high) = (common.right - common.left, common.bottom - common.top);
            // Two lines of one text in tight leading share a little height; a real collision shares a good part of a letter.
            if wide > TOLERANCE && high > TOLERANCE && high > 0.3 * smaller {
                let message = format!(
                    "\"{}\" and \"{}\" lie on each other on {side}",
                    shorten(&first.text),
                    shorten(&second.text)
                );
                let finding = Finding::new(Code::TextOverlap, message)
                    .hint(format!("shorten one of them; they meet {}", common.told()));
                findings.push((finding, first.text.clone()));
            }
        }
    }
    findings
}
