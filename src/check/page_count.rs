//! The number of pages, which the template states.

use super::context::DocumentContext;
use crate::diagnostic::{Code, Finding};

pub(super) fn check(context: &DocumentContext) -> Vec<Finding> {
    let (count, allowed) = (context.pages.len(), &context.job.spec.pages);
    if (allowed.min..=allowed.max).contains(&count) {
        return Vec::new();
    }
    let pages = if count == 1 { "page" } else { "pages" };
    let expected = if allowed.min == allowed.max {
        allowed.min.to_string()
    } else {
        format!("{} to {}", allowed.min, allowed.max)
    };
    let hint = if count > allowed.max {
        "shorten the longest text, or give it more room in the template"
    } else {
        "add the text or the fact that is missing"
    };
    let message = format!("the document has {count} {pages}; it should have {expected}");
    vec![Finding::new(Code::PageCount, message).hint(hint)]
}
