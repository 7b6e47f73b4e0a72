//! The number and the size of pages.

use typst_layout::PagedDocument;

use crate::diagnostic::{Code, Finding};
use crate::plan::Job;

pub(super) fn check(job: &Job, document: &PagedDocument) -> Vec<Finding> {
    let mut findings = Vec::new();
    let (count, allowed) = (document.pages().len(), job.spec.pages);
    if !(allowed.min..=allowed.max).contains(&count) {
        let expected = if allowed.min == allowed.max {
            format!("{}", allowed.min)
        } else {
            format!("{} to {}", allowed.min, allowed.max)
        };
        let hint = if count > allowed.max {
            "shorten the longest text, or give it more room in the template"
        } else {
            "is a text or a fact missing?"
        };
        findings.push(
            Finding::new(
                Code::PageCount,
                format!(
                    "it has {count} {}; it should have {expected}",
                    if count == 1 { "page" } else { "pages" }
                ),
            )
            .hint(hint),
        );
    }
    let (width, height) = (job.spec.trim.width.0, job.spec.trim.height.0);
    for (index, page) in document.pages().iter().enumerate() {
        let (is_wide, is_high) = (page.frame.width().to_pt(), page.frame.height().to_pt());
        if (is_wide - width).abs() > 0.1 || (is_high - height).abs() > 0.1 {
            let message = format!(
                "{} is {:.2} × {:.2} in; `trim` in template.json says {:.2} × {:.2} in",
                job.side(index),
                is_wide / 72.0,
                is_high / 72.0,
                width / 72.0,
                height / 72.0
            );
            findings.push(
                Finding::new(Code::PageSize, message)
                    .hint("take the page's size from `page` of the job"),
            );
        }
    }
    findings
}
