//! The codes of certificates, drawn in the finished file for the printer. As a picture of a page each would be taken apart, packed and looked
//! at again by the engine, which takes as long as setting all words around it; here it is a bit for each module.

use std::fmt::Write;

use typst::layout::{Abs, Frame, FrameItem, GroupItem, Point, Size, Transform};
use typst::model::Document;
use typst_layout::{Page, PagedDocument};

use crate::plan::Modules;

/// The label of the place for the code.
const LABEL: &str = "code";

/// Modules of white on each side.
const QUIET: usize = 4;

/// Where the code stands: the corner at the top left, and the width, with the white around it.
#[derive(Debug, Clone, Copy)]
struct Place {
    corner: Point,
    width: Abs,
}

/// Whether every page has a place for its code.
pub fn has_places(document: &PagedDocument) -> bool {
    document.pages().iter().all(|page| find(&page.frame, Transform::identity()).is_some())
}

/// The pages without the pictures of their codes, and what draws the codes of these addresses instead. If a page has no place for its code,
/// as a template may be that knows nothing of it, they are as they were. None if an address is too long for any code.
pub fn apart<'a>(
    document: PagedDocument,
    urls: impl Iterator<Item = &'a str>,
) -> Option<(PagedDocument, Vec<Vec<u8>>)> {
    let places: Option<Vec<Place>> =
        document.pages().iter().map(|page| find(&page.frame, Transform::identity())).collect();
    let Some(places) = places else { return Some((document, Vec::new())) };
    let drawn = |((page, place), url): ((&Page, Place), &str)| {
        Some(draw(&Modules::of(url)?, place, page.frame.height()))
    };
    let codes = document.pages().iter().zip(places).zip(urls).map(drawn).collect::<Option<_>>()?;
    Some((without_pictures(&document), codes))
}

fn has_code(group: &GroupItem) -> bool {
    group.label.is_some_and(|label| label.resolve().as_str() == LABEL)
}

fn find(frame: &Frame, transform: Transform) -> Option<Place> {
    frame.items().find_map(|(position, item)| {
        let FrameItem::Group(group) = item else { return None };
        let inner = transform
            .pre_concat(Transform::translate(position.x, position.y))
            .pre_concat(group.transform);
        if has_code(group) {
            let Size { x, y } = group.frame.size();
            let is_upright = inner.kx.is_zero() && inner.ky.is_zero() && inner.sx == inner.sy;
            return (is_upright && x == y).then(|| Place {
                corner: Point::zero().transform(inner),
                width: x * inner.sx.get(),
            });
        }
        find(&group.frame, inner)
    })
}

/// The pages without the pictures in the places of their codes.
fn without_pictures(document: &PagedDocument) -> PagedDocument {
    let emptied = |page: &Page| {
        let mut page = page.clone();
        empty(&mut page.frame, false);
        page
    };
    PagedDocument::new(document.pages().iter().map(emptied).collect(), document.info().clone())
}

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

/// What draws a code in its place on a page so high: a mask of one bit for each module, through which black falls. In hexadecimal
/// digits, so that no reader takes the bits for its end.
fn draw(modules: &Modules, place: Place, page_height: Abs) -> Vec<u8> {
    let size = modules.size;
    let module = place.width.to_pt() / (size + 2 * QUIET) as f64;
    let width = module * size as f64;
    let left = place.corner.x.to_pt() + module * QUIET as f64;
    let bottom = (page_height - place.corner.y - place.width).to_pt() + module * QUIET as f64;
    let mut hex = String::with_capacity(size * size.div_ceil(8) * 2);
    for row in modules.rows() {
        let light: Vec<bool> = row.map(|is_dark| !is_dark).collect();
        for eight in light.chunks(8) {
            let byte = (0..8).fold(0_u8, |byte, at| {
                byte << 1 | u8::from(eight.get(at).copied().unwrap_or(true))
            });
            // Writing to a string cannot fail.
            let _ = write!(hex, "{byte:02X}");
        }
    }
    format!("q\n0 g\n{width:.3} 0 0 {width:.3} {left:.3} {bottom:.3} cm\nBI /W {size} /H {size} /IM true /BPC 1 /F /AHx ID\n{hex}>\nEI\nQ\n").into_bytes()
}
