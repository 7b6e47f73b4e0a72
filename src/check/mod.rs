//! The checks of laid-out pages: what a picky proofreader would see, found by walking the pages and not by trusting templates.
//!
//! One file a rule. All lengths in messages are inches from the top left corner of the trimmed page.

mod blanks;
mod contrast;
mod geometry;
mod glyphs;
mod info;
mod large_print;
mod locate;
mod overlap;
mod overset;
mod pages;
pub mod pictures;
mod safe;
mod spoken;
mod walk;

use typst_layout::PagedDocument;

use crate::content::Content;
use crate::diagnostic::Finding;
use crate::plan::Job;

/// A finding about a text on a page, and that text.
type AboutText = (Finding, String);

/// Everything that is wrong with a laid-out job.
pub fn check(content: &Content, job: &Job, document: &PagedDocument) -> Vec<Finding> {
    let pages: Vec<walk::PageText> = document.pages().iter().map(walk::walk).collect();
    let mut findings = pages::check(job, document);
    findings.extend(info::check(job, document));
    findings.extend(spoken::check(job, &pages));
    for (index, page) in pages.iter().enumerate() {
        let side = job.side(index);
        findings.extend(
            glyphs::check(content, job, page).into_iter().map(|finding| finding.on_page(index)),
        );
        let about_text = [
            overset::check(&side, page),
            safe::check(job, &side, page),
            overlap::check(&side, page),
            contrast::check(job, &side, page),
            blanks::check(&side, page),
            large_print::check(job, &side, page),
        ];
        findings.extend(about_text.into_iter().flatten().map(|(finding, text)| {
            match locate::locate_text(content, job, &text) {
                Some(place) => finding.at(place).on_page(index),
                None => finding.on_page(index),
            }
        }));
    }
    findings.into_iter().map(|finding| finding.of(job.title())).collect()
}
