//! Text on a picture, and pictures over text. A template declares a picture that text is meant to
//! stand on: it labels the picture `ground:NAME`, or makes it an artifact.

use super::context::PageContext;
use super::overset::is_overrun;
use super::page_text::TextRun;
use super::placed_picture::PlacedPicture;
use super::rect::position;
use crate::diagnostic::{Code, Finding, shorten};

/// How far a picture and the ink of text may overlap in each direction, in points.
const TOLERANCE: f64 = 1.5;

/// How much of the text's size may overlap in height, where a tail touches a picture.
const SHARED_HEIGHT: f64 = 0.3;

/// The number of points in each direction at which a picture is tested for transparent pixels.
const SAMPLES: u32 = 8;

pub(super) fn check(page: &PageContext) -> Vec<Finding> {
    let text = &page.text;
    let mut findings = Vec::new();
    for (at, picture) in text.pictures.iter().enumerate() {
        let is_hidden = |run: &&TextRun| is_covered(picture, run);
        let is_on_it = |run: &&TextRun| !picture.is_ground && run.on_pictures.contains(&at);
        let (below, above) = text.runs.split_at(picture.runs_below);
        let hidden = below.iter().find(is_hidden).map(|run| (run, "is under a picture"));
        let on_it = above.iter().find(is_on_it).map(|run| (run, "is on a picture"));
        let Some((run, what)) = hidden.or(on_it) else { continue };
        // Text that does not fit is reported as such.
        if is_overrun(page, run) {
            continue;
        }
        let (quoted, side, position) =
            (shorten(&run.text), &page.side, position(run.ink, page.job.spec.unit()));
        let message = format!("\"{quoted}\" {what} on {side}, {position}");
        let finding = page.finding_about(&run.text, Code::PictureOverlap, message);
        findings.push(finding.hint(
            "give the text and the picture places of their own in the template, or label a picture \
             that text is meant to stand on, such as `ground:photo`",
        ));
    }
    findings
}

/// Whether a picture that is painted after a run hides a part of it.
fn is_covered(picture: &PlacedPicture, run: &TextRun) -> bool {
    let shared = picture.bounds.intersect(run.ink);
    if shared.width() <= TOLERANCE || shared.height() <= TOLERANCE.max(SHARED_HEIGHT * run.size) {
        return false;
    }
    let share = |index: u32| (f64::from(index) + 0.5) / f64::from(SAMPLES);
    (0..SAMPLES * SAMPLES).any(|index| {
        let (column, row) = (share(index % SAMPLES), share(index / SAMPLES));
        picture.covers(shared.x0 + shared.width() * column, shared.y0 + shared.height() * row)
    })
}
