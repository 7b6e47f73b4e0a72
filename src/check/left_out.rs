//! Text that a page leaves out for lack of room, as its template says.

use super::context::PageContext;
use crate::diagnostic::{Code, Finding};

pub(super) fn check(page: &PageContext) -> Vec<Finding> {
    let report = |(name, text): &(String, String)| {
        let message = format!("{name} does not fit on {}, so it is left out", page.side);
        let finding = page.finding_about(text, Code::LeftOut, message);
        finding.hint("shorten it, or the other texts on the page")
    };
    page.text.left_out.iter().map(report).collect()
}
