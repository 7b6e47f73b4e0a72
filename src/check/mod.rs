//! The rules for laid-out pages. They look at the pages themselves and do not trust templates.
//!
//! Each rule is a file with one code and one hint. `small_code` and `picture_code` share a code,
//! because they find the same fault: in codes that templates draw, and in codes of pictures. A rule
//! for a page goes into [`PAGE_RULES`], one for a whole document into [`DOCUMENT_RULES`], and one
//! for a picture into [`PICTURE_RULES`]. Positions in messages are in inches from the top left
//! corner of the trimmed page.

pub(crate) mod bad_picture;
mod codes;
mod context;
mod contrast;
mod document_info;
mod heading_order;
mod ink_coverage;
mod large_print;
mod left_out;
mod missing_glyph;
mod overset;
mod page_count;
mod page_size;
pub(crate) mod page_text;
mod picture_code;
mod picture_overlap;
mod picture_shape;
mod placed_picture;
mod rect;
pub(crate) mod resolution;
mod safe_area;
mod small_code;
mod small_text;
mod text_overlap;
mod unfilled_blank;
mod unspoken_text;

use typst_layout::PagedDocument;

use context::{DocumentContext, PageContext, PictureContext};
use page_text::PageText;

use crate::content::Content;
use crate::diagnostic::Finding;
use crate::pictures::Placement;
use crate::plan::Job;
use crate::project::Project;

const DOCUMENT_RULES: &[fn(&DocumentContext) -> Vec<Finding>] = &[
    document_info::check,
    heading_order::check,
    ink_coverage::check,
    page_count::check,
    page_size::check,
    small_code::check,
    unspoken_text::check,
];

const PAGE_RULES: &[fn(&PageContext) -> Vec<Finding>] = &[
    contrast::check,
    large_print::check,
    left_out::check,
    missing_glyph::check,
    overset::check,
    picture_overlap::check,
    safe_area::check,
    small_text::check,
    text_overlap::check,
    unfilled_blank::check,
];

const PICTURE_RULES: &[fn(&PictureContext) -> Vec<Finding>] =
    &[resolution::check, picture_shape::check, picture_code::check];

/// Applies every rule for pictures to the pictures of a laid-out job.
pub(crate) fn check_pictures(
    project: &Project,
    content: &Content,
    job: &Job,
    placements: &[Placement],
) -> Vec<Finding> {
    let context = |placement| PictureContext { project, content, job, placement };
    let contexts: Vec<PictureContext> = placements.iter().map(context).collect();
    let findings = PICTURE_RULES.iter().flat_map(|rule| contexts.iter().flat_map(rule));
    findings.map(|finding| finding.in_job(job.title())).collect()
}

/// Applies every rule to a laid-out job.
pub(crate) fn check(content: &Content, job: &Job, document: &PagedDocument) -> Vec<Finding> {
    let pages = document.pages().iter().enumerate().map(|(index, page)| {
        let text = PageText::of(page);
        PageContext { content, job, index, side: job.side(index), text }
    });
    let context = DocumentContext { job, document, pages: pages.collect() };
    let mut findings: Vec<Finding> =
        DOCUMENT_RULES.iter().flat_map(|rule| rule(&context)).collect();
    for page in &context.pages {
        findings.extend(PAGE_RULES.iter().flat_map(|rule| rule(page)));
    }
    findings.into_iter().map(|finding| finding.in_job(job.title())).collect()
}
