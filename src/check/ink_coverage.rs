//! The toner of a page for an office printer. Many flyers are printed in an office, and a page of
//! dark color takes as much toner as twenty pages of text.

use typst::utils::Scalar;
use typst_render::RenderOptions;

use super::context::DocumentContext;
use crate::content::edition::Edition;
use crate::diagnostic::{Code, Finding};

/// The most toner of a page, as a share of a page that is black.
const MOST: f64 = 0.2;

/// Pixels per point: 18 to an inch are enough to see areas of color.
const SCALE: f64 = 0.25;

pub(super) fn check(context: &DocumentContext) -> Vec<Finding> {
    let job = context.job;
    // Cards on sheets are printed for people to take, and keep their look.
    let is_card = job.duplex.as_ref().is_some_and(|duplex| duplex.imposition.is_some());
    if job.edition != Edition::Office || is_card {
        return Vec::new();
    }
    let pages = context.document.pages().iter().zip(&context.pages);
    let too_much = pages.filter_map(|(page, about)| {
        let share = coverage(page);
        (share > MOST).then(|| {
            let message = format!(
                "{} takes {:.0}% of the toner of a black page; the maximum is {:.0}%",
                about.side,
                share * 100.0,
                MOST * 100.0
            );
            let hint = "in the office edition, use `art` of the palette for large areas, or leave \
                        them white";
            about.finding(Code::InkCoverage, message).hint(hint)
        })
    });
    too_much.collect()
}

/// The share of toner on a page: the average of the strongest of the inks that a color needs.
fn coverage(page: &typst_layout::Page) -> f64 {
    let options = RenderOptions { pixel_per_pt: Scalar::new(SCALE), ..RenderOptions::default() };
    let pixels = typst_render::render(page, &options);
    let darkest = |pixel: &[u8]| 255 - pixel[..3].iter().min().copied().unwrap_or(255);
    let sum: u64 = pixels.data().chunks_exact(4).map(|pixel| u64::from(darkest(pixel))).sum();
    sum as f64 / (255.0 * f64::from(pixels.width()) * f64::from(pixels.height()))
}
