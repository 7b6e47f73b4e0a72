//! The number of pages, which the template states.

use super::context::DocumentContext;
use crate::diagnostic::{Code, Finding};
use crate::output::count;

/// How many words of the text that does not fit are quoted.
const QUOTED_WORDS: usize = 6;

pub(super) fn check(context: &DocumentContext) -> Vec<Finding> {
    let (number, allowed) = (context.pages.len(), &context.job.spec.pages);
    if (allowed.min..=allowed.max).contains(&number) {
        return Vec::new();
    }
    let pages = if number == 1 { "page" } else { "pages" };
    let expected = if allowed.min == allowed.max {
        allowed.min.to_string()
    } else {
        format!("{} to {}", allowed.min, allowed.max)
    };
    let hint = if number > allowed.max {
        too_long(context)
    } else {
        "add the text or the fact that is missing".to_owned()
    };
    let message = format!("the document has {number} {pages}; it should have {expected}");
    vec![Finding::new(Code::PageCount, message).hint(hint)]
}

/// Says how much text is on pages that the document should not have.
fn too_long(context: &DocumentContext) -> String {
    let extra = &context.pages[context.job.spec.pages.max..];
    let texts = extra.iter().flat_map(|page| &page.text.runs);
    let words: Vec<&str> = texts.flat_map(|run| run.text.split_whitespace()).collect();
    if words.is_empty() {
        return "remove the page break or the empty page in the template".to_owned();
    }
    let start = words[..words.len().min(QUOTED_WORDS)].join(" ");
    format!(
        "shorten the text by about {}, or give it more room in the template; the part that does \
         not fit starts with \"{start}\"",
        count(words.len(), "word", "words")
    )
}
