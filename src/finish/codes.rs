//! The QR codes of certificates, drawn into the finished file for the printer. As a picture, the
//! engine would decode, encode and compare each code, which takes as long as the layout of all the
//! text around it. Here a code is a mask with one bit for each module.

use typst::ecow::EcoVec;
use typst::layout::{Abs, Frame, FrameItem, GroupItem, Point, Size, Transform};
use typst::model::Document;
use typst_layout::{Page, PagedDocument};

use crate::plan::Modules;

/// The label of the group that the code fills.
const LABEL: &str = "code";

/// The white margin on each side, in modules.
const QUIET: usize = 4;

/// The place of a code, with its white margin.
#[derive(Debug, Clone, Copy)]
struct CodePlace {
    /// The top left corner.
    corner: Point,
    width: Abs,
}

/// Whether every page has a place for a code.
pub(crate) fn has_places(document: &PagedDocument) -> bool {
    document.pages().iter().all(|page| find(&page.frame, Transform::identity()).is_some())
}

/// Removes the pictures of codes from pages, and returns the operators that draw the codes of these
/// addresses instead. If a page has no place for its code, the pages stay as they are. Returns
/// `None` if an address is too long for any code.
pub(crate) fn separate<'a>(
    document: PagedDocument,
    urls: impl Iterator<Item = &'a str>,
) -> Option<(PagedDocument, Vec<Vec<u8>>)> {
    let places: Option<Vec<CodePlace>> =
        document.pages().iter().map(|page| find(&page.frame, Transform::identity())).collect();
    let Some(places) = places else { return Some((document, Vec::new())) };
    let drawn = |((page, place), url): ((&Page, CodePlace), &str)| {
        Some(draw(&Modules::of(url)?, place, page.frame.height()))
    };
    let codes = document.pages().iter().zip(places).zip(urls).map(drawn).collect::<Option<_>>()?;
    // To change a page takes a copy of all that is on it.
    if !document.pages().iter().any(|page| has_picture(&page.frame, false)) {
        return Some((document, codes));
    }
    let mut pages: EcoVec<Page> = document.pages().iter().cloned().collect();
    pages.make_mut().iter_mut().for_each(|page| empty(&mut page.frame, false));
    Some((PagedDocument::new(pages, document.info().clone()), codes))
}

fn has_code(group: &GroupItem) -> bool {
    group.label.is_some_and(|label| label.resolve().as_str() == LABEL)
}

fn find(frame: &Frame, transform: Transform) -> Option<CodePlace> {
    frame.items().find_map(|(position, item)| {
        let FrameItem::Group(group) = item else { return None };
        let inner = transform
            .pre_concat(Transform::translate(position.x, position.y))
            .pre_concat(group.transform);
        if has_code(group) {
            let Size { x, y } = group.frame.size();
            let is_upright = inner.kx.is_zero() && inner.ky.is_zero() && inner.sx == inner.sy;
            return (is_upright && x == y).then(|| CodePlace {
                corner: Point::zero().transform(inner),
                width: x * inner.sx.get(),
            });
        }
        find(&group.frame, inner)
    })
}

/// Whether there is a picture of a code.
fn has_picture(frame: &Frame, is_code: bool) -> bool {
    frame.items().any(|(_, item)| match item {
        FrameItem::Group(group) => has_picture(&group.frame, is_code || has_code(group)),
        FrameItem::Image(..) => is_code,
        _ => false,
    })
}

/// Removes the pictures of codes.
fn empty(frame: &mut Frame, is_code: bool) {
    frame.retain(|item| match item {
        FrameItem::Group(group) => {
            let is_code = is_code || has_code(group);
            empty(&mut group.frame, is_code);
            true
        }
        FrameItem::Image(..) => !is_code,
        _ => true,
    });
}

/// Returns the operators that draw a code: a stencil of one bit for each module, painted black. Its
/// bits are hexadecimal digits, so that no reader mistakes them for the end of the image.
fn draw(modules: &Modules, place: CodePlace, page_height: Abs) -> Vec<u8> {
    let size = modules.size;
    let module = place.width.to_pt() / (size + 2 * QUIET) as f64;
    let width = module * size as f64;
    let left = place.corner.x.to_pt() + module * QUIET as f64;
    let bottom = (page_height - place.corner.y - place.width).to_pt() + module * QUIET as f64;
    let hex = data_encoding::HEXUPPER.encode(&packed(modules));
    let matrix = format!("{width:.3} 0 0 {width:.3} {left:.3} {bottom:.3} cm");
    let image = format!("BI /W {size} /H {size} /IM true /BPC 1 /F /AHx ID\n{hex}>\nEI");
    format!("q\n0 g\n{matrix}\n{image}\nQ\n").into_bytes()
}

/// The modules as one bit each, 1 for a light one. Each row fills whole bytes.
pub(super) fn packed(modules: &Modules) -> Vec<u8> {
    let width = modules.size.div_ceil(8);
    let mut bytes = vec![0xff; width * modules.size];
    for (row, bytes) in modules.rows().zip(bytes.chunks_mut(width.max(1))) {
        for (column, is_dark) in row.enumerate() {
            bytes[column / 8] ^= u8::from(is_dark) << (7 - column % 8);
        }
    }
    bytes
}
