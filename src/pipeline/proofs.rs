//! The proofs of a press job: a picture of each page with the lines of trim, bleed, and safe area,
//! above a strip that says which file it is and what the lines mean.

use serde::Serialize;
use typst_layout::PagedDocument;

use super::{JobRunner, LaidOut};
use crate::content::edition::Edition;
use crate::content::unit::Measure;
use crate::content::vendors::Vendor;
use crate::diagnostic::Report;
use crate::finish::preview::{self, BLEED, SAFE, TRIM};
use crate::plan::{self, Job, StandaloneDocument};

/// The template of the strips, a folder in `templates/`.
const TEMPLATE: &str = "proof";

/// The narrowest strip, in points: the legend of a bookmark is wider than the bookmark.
const NARROWEST: f64 = 288.0;

/// What the strips say.
#[derive(Serialize)]
struct Strip<'a> {
    /// The name of the press file of each page, as the shop wants it.
    files: Vec<String>,
    shop: &'a str,
    trim: [Measure; 2],
    bleed: Measure,
    safe: Measure,
    lines: LineColors,
}

/// The colors of the lines.
#[derive(Serialize)]
struct LineColors {
    trim: String,
    bleed: String,
    safe: String,
}

/// Draws the proof of each page. In a project without the template, a proof has no strip.
///
/// # Errors
/// If a picture cannot be encoded.
pub(super) fn draw(
    runner: &JobRunner,
    job: &Job,
    vendor: &Vendor,
    document: &PagedDocument,
    report: &mut Report,
) -> Result<Vec<Vec<u8>>, String> {
    let strip_job = strip_job(runner, job, vendor, document);
    let mut laid_out = LaidOut::default();
    let strips = strip_job.and_then(|strip_job| runner.typeset(&strip_job, &mut laid_out));
    report.append(laid_out.report);
    preview::proofs(document, vendor, strips.as_ref(), |page| job.folds(page))
}

/// The job that draws the strips; `None` if the project has no template for it.
fn strip_job(
    runner: &JobRunner,
    job: &Job,
    vendor: &Vendor,
    document: &PagedDocument,
) -> Option<Job> {
    let content = &runner.content;
    let page = document.pages().first()?;
    let width = (page.frame.width() + page.bleed.left * 2.0).to_pt().max(NARROWEST);
    let sides = document.pages().len();
    let is_split = job.outputs(sides).len() > 1;
    let hex = |(red, green, blue): (u8, u8, u8)| format!("#{red:02X}{green:02X}{blue:02X}");
    let strip = Strip {
        files: (0..sides).map(|side| job.name_at_shop(vendor, is_split.then_some(side))).collect(),
        shop: &vendor.name.0,
        trim: [Measure::from(&job.spec.trim.width), Measure::from(&job.spec.trim.height)],
        bleed: Measure::from(&vendor.bleed),
        safe: Measure::from(&vendor.safe),
        lines: LineColors { trim: hex(TRIM), bleed: hex(BLEED), safe: hex(SAFE) },
    };
    let strips = StandaloneDocument {
        template: TEMPLATE,
        edition: Edition::Office,
        lang: content.languages().next()?,
        id: &job.piece,
        title: job.heading(),
        about: job.heading(),
        date: job.date,
        session: None,
        paper: Some([width, 72.0]),
    };
    plan::standalone_job(content, &strips, [("proof", serde_json::to_value(strip).ok()?)])
}
