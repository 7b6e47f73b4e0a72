//! Edition `office`: sheets for any office printer. Several cards share a sheet with crop marks;
//! letter pages stay as they are.
//!
//! A template lays out the sheet itself (marks, note, ruler). Cards are placed on it as laid-out
//! frames, clipped at their bleed, before PDF export: imposition libraries work on finished PDFs,
//! and would copy fonts and pictures for each card.

use lopdf::{Document, Object};
use typst::ecow::EcoVec;
use typst::layout::{Abs, Angle, Frame, FrameItem, GroupItem, Point, Size, Transform};
use typst::visualize::Curve;
use typst_layout::{Page, PagedDocument};

use super::glyph_order::in_glyph_order;
use super::preview::with_bleed;
use super::{FinishError, pdf_options, screen};
use crate::diagnostic::Code;
use crate::plan::imposition::{Flip, Slot, Top};
use crate::plan::{Duplex, Imposition, Job};

/// Returns the sheets of a job: its pages as they are, or cards on `sheet`, the laid-out front and
/// back of the sheet itself.
pub(crate) fn arrange(
    job: &Job,
    duplex: &Duplex,
    pages: PagedDocument,
    sheet: Option<&PagedDocument>,
) -> PagedDocument {
    match (&duplex.imposition, sheet) {
        (Some(imposition), Some(sheet)) => impose(imposition, duplex, &pages, sheet),
        _ if job.spec.sides.len() == 2 => shift_backs(duplex, &pages),
        _ => pages,
    }
}

/// Exports the sheets. Plain pages are as accessible as on the screen; cards on a sheet are for
/// paper only.
///
/// # Errors
/// If the sheets cannot be exported.
pub(crate) fn pdf(
    job: &Job,
    duplex: &Duplex,
    sheets: &PagedDocument,
) -> Result<Vec<u8>, FinishError> {
    if duplex.imposition.is_none() {
        let bytes = screen::accessible(&job.output(), job.date, sheets)?;
        let is_two_sided = job.spec.sides.len() == 2;
        // The back of a wide page is upright only if the paper turns over its short edge.
        let is_wide = job.spec.trim.width.0 > job.spec.trim.height.0;
        let flip = if is_wide { Flip::ShortEdge } else { duplex.flip };
        return if is_two_sided { set_print_dialog(&bytes, Some(flip)) } else { Ok(bytes) };
    }
    let bytes = typst_pdf::pdf(&in_glyph_order(sheets), &pdf_options(&job.output(), job.date))?;
    set_print_dialog(&bytes, (sheets.pages().len() > 1).then_some(duplex.flip))
}

/// Exports pages that are printed as they are, such as labels: accessible, and at actual size.
///
/// # Errors
/// If the pages would not be accessible.
pub(crate) fn plain_pdf(job: &Job, pages: &PagedDocument) -> Result<Vec<u8>, FinishError> {
    set_print_dialog(&screen::accessible(&job.output(), job.date, pages)?, None)
}

/// Places the cards on their sheets: front, then back, sheet by sheet.
fn impose(
    imposition: &Imposition,
    duplex: &Duplex,
    cards: &PagedDocument,
    sheet: &PagedDocument,
) -> PagedDocument {
    let pages = cards.pages();
    let is_two_sided = pages.len() > 1;
    let records = if is_two_sided { pages.len().div_ceil(2) } else { 1 };
    let mut out = EcoVec::new();
    for fronts in imposition.grid.fronts(records) {
        for is_back in [false, true].into_iter().filter(|is_back| !is_back || is_two_sided) {
            let Some(ground) = sheet.pages().get(usize::from(is_back)) else { continue };
            let slots: Vec<Slot> = fronts
                .iter()
                .map(|front| match is_back {
                    true => imposition.grid.back(*front, duplex.flip),
                    false => *front,
                })
                .collect();
            let mut frame = Frame::soft(ground.frame.size());
            for slot in &slots {
                let index = match is_two_sided {
                    true => 2 * slot.record + usize::from(is_back),
                    false => 0,
                };
                if let Some(page) = pages.get(index) {
                    place(&mut frame, page, slot, slot.bleeds(&slots));
                }
            }
            // Marks that point at a cut are drawn over the bleed.
            frame.push_frame(Point::zero(), ground.frame.clone());
            let frame = if is_back { shift(frame, duplex) } else { frame };
            out.push(Page { frame, ..ground.clone() });
        }
    }
    PagedDocument::new(out, typst::model::Document::info(cards).clone())
}

/// Shifts every second page to correct the alignment of the printer.
fn shift_backs(duplex: &Duplex, document: &PagedDocument) -> PagedDocument {
    let mut pages: EcoVec<Page> = document.pages().iter().cloned().collect();
    for page in pages.make_mut().iter_mut().skip(1).step_by(2) {
        page.frame = shift(page.frame.clone(), duplex);
    }
    PagedDocument::new(pages, typst::model::Document::info(document).clone())
}

fn shift(mut frame: Frame, duplex: &Duplex) -> Frame {
    frame.translate(Point::new(Abs::pt(duplex.shift_back.right), Abs::pt(duplex.shift_back.down)));
    frame
}

/// Places the page of a card on a sheet, clipped where its bleed ends on each side: left, top,
/// right, and bottom, in points. Paper needs no links and no structure.
fn place(sheet: &mut Frame, page: &Page, slot: &Slot, bleeds: [f64; 4]) {
    let bleed = page.bleed.left;
    let card = with_bleed(page, without_links(&page.frame));
    let [left, top, right, bottom] = bleeds.map(|side| Abs::pt(side).min(bleed));
    let (width, height) = (Abs::pt(slot.size.width), Abs::pt(slot.size.height));
    let (turn, x, y) = match slot.top {
        Top::Up => (0.0, -bleed, -bleed),
        Top::Left => (-90.0, -bleed, height + bleed),
        Top::Down => (180.0, width + bleed, height + bleed),
        Top::Right => (90.0, width + bleed, -bleed),
    };
    let transform =
        Transform::translate(left + x, top + y).pre_concat(Transform::rotate(Angle::deg(turn)));
    let mut window = Frame::hard(Size::new(left + width + right, top + height + bottom));
    window.push(Point::zero(), FrameItem::Group(GroupItem { transform, ..GroupItem::new(card) }));
    let clip = Some(Curve::rect(window.size()));
    let place = Point::new(Abs::pt(slot.x) - left, Abs::pt(slot.y) - top);
    sheet.push(place, FrameItem::Group(GroupItem { clip, ..GroupItem::new(window) }));
}

fn without_links(frame: &Frame) -> Frame {
    let mut out = Frame::hard(frame.size());
    for (position, item) in frame.items() {
        match item {
            FrameItem::Link(..) | FrameItem::Tag(_) => {}
            FrameItem::Group(group) => {
                let frame = without_links(&group.frame);
                let group = GroupItem { frame, label: None, parent: None, ..group.clone() };
                out.push(*position, FrameItem::Group(group));
            }
            item => out.push(*position, item.clone()),
        }
    }
    out
}

/// Sets what the print dialog starts with: actual size, and the edge on which paper is flipped.
fn set_print_dialog(bytes: &[u8], flip: Option<Flip>) -> Result<Vec<u8>, FinishError> {
    let broken = |error: lopdf::Error| super::broken(Code::TemplateFailed, error);
    let mut pdf = Document::load_mem(bytes).map_err(broken)?;
    let catalog = pdf.catalog_mut().map_err(broken)?;
    let known = catalog.get(b"ViewerPreferences").and_then(Object::as_dict);
    let mut preferences = known.cloned().unwrap_or_default();
    preferences.set("PrintScaling", "None");
    match flip {
        Some(Flip::LongEdge) => preferences.set("Duplex", "DuplexFlipLongEdge"),
        Some(Flip::ShortEdge) => preferences.set("Duplex", "DuplexFlipShortEdge"),
        None => {}
    }
    catalog.set("ViewerPreferences", preferences);
    let mut out = Vec::new();
    pdf.save_to(&mut out).map_err(|error| broken(error.into()))?;
    Ok(out)
}
