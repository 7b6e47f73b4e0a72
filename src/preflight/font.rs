//! `press-font`: the file contains every font that it uses, and the font has every character.

use std::collections::BTreeSet;

use super::{PageContext, font_name, worst};
use crate::diagnostic::{Code, Finding};
use crate::pdf::MarkKind;

pub(super) fn check(context: &PageContext<'_>) -> Vec<Finding> {
    let mut found = Vec::new();
    let mut missing_fonts = BTreeSet::new();
    for mark in context.inked_marks() {
        let MarkKind::Text(text) = &mark.kind else { continue };
        let font = font_name(&text.font);
        let (problem, hint) = if text.is_missing_glyph {
            (
                format!("has a character that the font `{font}` lacks: an empty box would print"),
                "use a font that has the character, or another character",
            )
        } else if !text.is_embedded && missing_fonts.insert(font) {
            (
                format!("is set in the font `{font}`, which the file does not contain"),
                "add the font file to `fonts/`",
            )
        } else {
            continue;
        };
        let finding = context.finding(Code::PressFont, mark, mark.bounds, &problem);
        found.push((0.0, finding.hint(hint)));
    }
    worst(found)
}
