//! The proofs of a press job: a picture of each page with the lines of trim, bleed, and safe area,
//! above a strip that says which file it is and what the lines mean; and how it looks folded.

use serde::Serialize;
use typst_layout::PagedDocument;

use super::{JobRunner, LaidOut};
use crate::content::edition::Edition;
use crate::content::text::Length;
use crate::content::unit::Measure;
use crate::content::vendors::Vendor;
use crate::diagnostic::Report;
use crate::finish::folded::{self, View};
use crate::finish::preview::{self, BLEED, SAFE, TRIM};
use crate::plan::{self, Job, StandaloneDocument};

/// The template of the strips, a folder in `templates/`.
const TEMPLATE: &str = "proof";

/// The narrowest strip, in points: the legend of a bookmark is wider than the bookmark.
const NARROWEST: f64 = 288.0;

/// The pictures of a press job for a package.
#[derive(Debug, Default)]
pub(crate) struct Proofs {
    /// Each page with the lines of trim, bleed, safe area, and folds.
    pub pages: Vec<Vec<u8>>,
    /// The folded dummy, if the piece is folded.
    pub folded: Option<Vec<u8>>,
}

/// What the strips say.
#[derive(Serialize)]
struct Strip<'a> {
    /// The name of the press file of each page, as the shop wants it.
    files: Vec<String>,
    shop: &'a str,
    trim: [Measure; 2],
    bleed: Measure,
    safe: Measure,
    /// The folds of each page, from its left edge.
    folds: Vec<Vec<Measure>>,
    lines: LineColors,
    folded: Option<Folded>,
}

/// The strip of the folded dummy, with lengths in points.
#[derive(Serialize)]
struct Folded {
    width: f64,
    gap: f64,
    views: Vec<FoldedView>,
}

#[derive(Serialize)]
struct FoldedView {
    name: &'static str,
    width: f64,
}

impl Folded {
    fn of(views: &[View]) -> Self {
        let view = |it: &View| FoldedView { name: it.name, width: it.width * folded::SCALE };
        let width = folded::width(views);
        Self { width, gap: folded::GAP, views: views.iter().map(view).collect() }
    }
}

/// The colors of the lines.
#[derive(Serialize)]
struct LineColors {
    trim: String,
    bleed: String,
    safe: String,
}

/// Draws the proof of each page, and the folded dummy. In a project without the template, a proof
/// has no strip.
///
/// # Errors
/// If a picture cannot be encoded.
pub(super) fn draw(
    runner: &JobRunner,
    job: &Job,
    vendor: &Vendor,
    document: &PagedDocument,
    report: &mut Report,
) -> Result<Proofs, String> {
    let is_right_to_left = job.data["dir"] == "rtl";
    let views = match document.pages().len() {
        2 => folded::views(job.spec.trim.width.0, &job.folds(0), is_right_to_left),
        _ => None,
    };
    let strip_job = strip_job(runner, job, vendor, document, views.as_deref());
    let mut laid_out = LaidOut::default();
    let strips = strip_job.and_then(|strip_job| runner.typeset(&strip_job, &mut laid_out));
    report.append(laid_out.report);
    let pages = preview::proofs(document, vendor, strips.as_ref(), |page| job.folds(page))?;
    let strip = strips.as_ref().and_then(|strips| strips.pages().get(pages.len()));
    let folded = views.map(|views| folded::picture(document, &views, strip)).transpose()?;
    Ok(Proofs { pages, folded })
}

/// The job that draws the strips; `None` if the project has no template for it.
fn strip_job(
    runner: &JobRunner,
    job: &Job,
    vendor: &Vendor,
    document: &PagedDocument,
    views: Option<&[View]>,
) -> Option<Job> {
    let content = &runner.content;
    let page = document.pages().first()?;
    let width = (page.frame.width() + page.bleed.left * 2.0).to_pt().max(NARROWEST);
    let sides = document.pages().len();
    let is_split = job.outputs(sides).len() > 1;
    let hex = |(red, green, blue): (u8, u8, u8)| format!("#{red:02X}{green:02X}{blue:02X}");
    let unit = job.spec.trim.width.1;
    let folds_of = |page: usize| -> Vec<Measure> {
        let mut folds = job.folds(page);
        folds.sort_by(f64::total_cmp);
        folds.into_iter().map(|fold| Measure::from(&Length(fold, unit))).collect()
    };
    let strip = Strip {
        files: (0..sides).map(|side| job.name_at_shop(vendor, is_split.then_some(side))).collect(),
        shop: &vendor.name.0,
        trim: [Measure::from(&job.spec.trim.width), Measure::from(&job.spec.trim.height)],
        bleed: Measure::from(&vendor.bleed),
        safe: Measure::from(&vendor.safe),
        folds: (0..sides).map(folds_of).collect(),
        folded: views.map(Folded::of),
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
