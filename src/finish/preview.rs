//! Pictures of pages: previews for e-mail, the web and this project's README; proofs for a print shop.

use typst::layout::{Abs, FrameItem, Point, Size};
use typst::syntax::Span;
use typst::utils::Scalar;
use typst::visualize::{Color, FixedStroke, Geometry, Paint};
use typst_layout::{Page, PagedDocument};
use typst_render::RenderOptions;

use crate::content::vendors::Vendor;

/// Pixels for each point: 150 dots an inch, to read the smallest text on a screen.
const PROOF_SCALE: f64 = 150.0 / 72.0;

/// The line where the shop cuts.
const TRIM: (u8, u8, u8) = (0xE6, 0x00, 0x7E);

/// The line up to which artwork runs.
const BLEED: (u8, u8, u8) = (0x00, 0x7F, 0xC8);

/// The line that text stays inside of.
const SAFE: (u8, u8, u8) = (0x2F, 0x9E, 0x2F);

/// Renders each page, `width` pixels wide.
pub fn pngs(document: &PagedDocument, width: u32) -> Result<Vec<Vec<u8>>, String> {
    document.pages().iter().map(|page| png(page, width)).collect()
}

fn png(page: &Page, width: u32) -> Result<Vec<u8>, String> {
    let points = page.frame.width().max(Abs::pt(1.0)).to_pt();
    let options = RenderOptions { pixel_per_pt: Scalar::new(f64::from(width) / points), ..RenderOptions::default() };
    typst_render::render(page, &options).encode_png().map_err(|error| error.to_string())
}

/// A proof of each page as it will be printed: its bleed, and the lines of trim, bleed and safe area drawn on it.
pub fn proofs(document: &PagedDocument, vendor: &Vendor) -> Result<Vec<Vec<u8>>, String> {
    document.pages().iter().map(|page| proof(page, vendor)).collect()
}

fn proof(page: &Page, vendor: &Vendor) -> Result<Vec<u8>, String> {
    let mut page = page.clone();
    let size = page.frame.size();
    // The bleed's line lies inside of it by half its width, or it would be cut off the picture.
    for (inset, color) in [(0.5 - page.bleed.left.to_pt(), BLEED), (0.0, TRIM), (vendor.safe.0, SAFE)] {
        outline(&mut page, size, inset, color);
    }
    let options = RenderOptions { pixel_per_pt: Scalar::new(PROOF_SCALE), render_bleed: true };
    typst_render::render(&page, &options).encode_png().map_err(|error| error.to_string())
}

/// Draws a rectangle so far inside the trim, in points.
fn outline(page: &mut Page, trim: Size, inset: f64, (red, green, blue): (u8, u8, u8)) {
    let inset = Abs::pt(inset);
    let stroke = FixedStroke { paint: Paint::Solid(Color::from_u8(red, green, blue, 255)), thickness: Abs::pt(0.75), ..FixedStroke::default() };
    let shape = Geometry::Rect(Size::new(trim.x - inset * 2.0, trim.y - inset * 2.0)).stroked(stroke);
    page.frame.push(Point::splat(inset), FrameItem::Shape(shape, Span::detached()));
}
