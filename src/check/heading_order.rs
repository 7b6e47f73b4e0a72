//! Headings: one of level 1 first (one for each certificate and picture), and no level skipped.

use typst::foundations::{NativeElement, Selector};
use typst::introspection::Introspector;
use typst::model::HeadingElem;

use super::context::DocumentContext;
use crate::content::edition::Edition;
use crate::content::need::Need;
use crate::diagnostic::{Code, Finding, shorten};

pub(super) fn check(context: &DocumentContext) -> Vec<Finding> {
    let selector = Selector::Elem(HeadingElem::ELEM, None);
    let found = context.document.introspector().query(&selector);
    let headings: Vec<(usize, String)> = found
        .iter()
        .filter_map(|content| content.to_packed::<HeadingElem>())
        .map(|heading| {
            let text = heading.body.plain_text();
            (heading.resolve_level(Default::default()).get(), shorten(&text))
        })
        .collect();
    let job = context.job;
    // Each certificate and each picture stands for itself.
    let is_alone = job.spec.needs.contains(&Need::Awards) || job.edition == Edition::Image;
    let max_titles = if is_alone { context.pages.len() } else { 1 };
    let Some(message) = fault(&headings, max_titles) else { return Vec::new() };
    let hint = "use level 1 once, for the title, then levels 2, 3, … without a gap";
    vec![Finding::new(Code::HeadingOrder, message).hint(hint)]
}

/// Returns the first fault in the order of the headings, which are pairs of level and text.
fn fault(headings: &[(usize, String)], max_titles: usize) -> Option<String> {
    let Some((level, text)) = headings.first() else {
        return Some("the document has no heading".to_owned());
    };
    if *level != 1 {
        return Some(format!("the first heading, \"{text}\", has level {level}"));
    }
    if let Some((_, text)) = headings.iter().filter(|(level, _)| *level == 1).nth(max_titles) {
        return Some(format!("\"{text}\" is a second level 1 heading"));
    }
    let skip = headings.windows(2).find(|pair| pair[1].0 > pair[0].0 + 1)?;
    let ((above, _), (level, text)) = (&skip[0], &skip[1]);
    Some(format!("\"{text}\" skips a level: it is level {level} after level {above}"))
}
