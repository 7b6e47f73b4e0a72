//! `press-small-text`: text is large enough to print, and light text on dark a little larger,
//! because the ink around it spreads into its strokes.

use super::{PageContext, TOLERANCE, font_name, worst};
use crate::diagnostic::{Code, Finding};
use crate::pdf::{Mark, MarkKind};

/// The difference in lightness, from 0 to 1, that makes text lighter than its background.
const LIGHTER: f64 = 0.05;

pub(super) fn check(context: &PageContext<'_>) -> Vec<Finding> {
    let marks: Vec<&Mark> = context.inked_marks().collect();
    let mut found = Vec::new();
    for (index, mark) in marks.iter().enumerate() {
        let MarkKind::Text(text) = &mark.kind else { continue };
        let is_reversed = is_reversed(mark, &marks[..index]);
        let (minimum, kind) = if is_reversed {
            (context.vendor.min_reversed_text.0, "light text on dark")
        } else {
            (context.vendor.min_text.0, "text")
        };
        let (size, font) = (text.run.size, font_name(&text.font));
        if size < minimum - TOLERANCE {
            let problem =
                format!("is {size:.1} pt `{font}`; the minimum for {kind} is {minimum:.1} pt");
            let finding = context.finding(Code::PressSmallText, mark, mark.bounds, &problem);
            let hint = "use a larger step of the type scale in the template, or shorten the text";
            found.push((minimum - size, finding.hint(hint)));
        }
    }
    worst(found)
}

/// Whether text is lighter than what lies below its middle.
fn is_reversed(text: &Mark, below: &[&Mark]) -> bool {
    let Some(own) = text.paint.lightness() else { return false };
    let middle = text.bounds.center();
    let is_background = |mark: &&&Mark| {
        mark.layer == text.layer
            && !matches!(mark.kind, MarkKind::Text(_) | MarkKind::Line { .. })
            && mark.covers(middle)
    };
    let background = below.iter().rev().find(is_background);
    background.and_then(|mark| mark.paint.lightness()).is_some_and(|other| own > other + LIGHTER)
}
