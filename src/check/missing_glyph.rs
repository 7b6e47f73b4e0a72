//! Characters that no font of the project has. They would print as empty boxes, or not at all.

use std::collections::BTreeSet;

use super::context::PageContext;
use crate::diagnostic::{Code, Finding, shorten};
use crate::typeset::advice;

pub(super) fn check(page: &PageContext) -> Vec<Finding> {
    let missing: BTreeSet<char> =
        page.text.runs.iter().flat_map(|run| run.missing.iter().copied()).collect();
    let mut findings = Vec::new();
    for character in missing {
        let message = format!("no font has the character {}", describe(character));
        let finding = page.finding(Code::MissingGlyph, message).hint(advice(character));
        let place = page.locate(|fact| fact.contains(character));
        findings.push(Finding { place, ..finding });
    }
    if let Some((text, family)) = page.text.without_ink.first() {
        let text = shorten(text);
        let message = format!("\"{text}\" prints nothing: the font {family} has no shapes for it");
        let finding = page.finding(Code::MissingGlyph, message);
        findings.push(finding.hint("the font's file may be damaged; replace it with a fresh copy"));
    }
    findings
}

/// Returns the character and its code point, or only the code point if it is invisible.
fn describe(character: char) -> String {
    let code_point = format!("U+{:04X}", character as u32);
    if character.is_control() || character.is_whitespace() {
        code_point
    } else {
        format!("\"{character}\" ({code_point})")
    }
}
