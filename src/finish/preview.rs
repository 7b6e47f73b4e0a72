//! Pictures of pages: previews for email, the web and the README; proofs for a print shop.

use image::codecs::png::{CompressionType, FilterType, PngEncoder};
use image::{ExtendedColorType, ImageEncoder};
use typst::foundations::Smart;
use typst::layout::{
    Abs, Angle, Axes, Frame, FrameItem, GroupItem, Point, Ratio, Sides, Size, Transform,
};
use typst::syntax::Span;
use typst::utils::Scalar;
use typst::visualize::{
    Color, Curve, DashPattern, FixedStroke, Geometry, Gradient, Paint, RelativeTo, Shape,
};
use typst_layout::{Page, PagedDocument};
use typst_render::RenderOptions;

use crate::content::vendors::Vendor;

/// Pixels per point: 150 dpi, to read the smallest text on a screen.
const PROOF_SCALE: f64 = 150.0 / 72.0;

/// The color of the trim line.
pub(crate) const TRIM: (u8, u8, u8) = (0xE6, 0x00, 0x7E);

/// The color of the bleed line.
pub(crate) const BLEED: (u8, u8, u8) = (0x00, 0x7F, 0xC8);

/// The color of the safe area line.
pub(crate) const SAFE: (u8, u8, u8) = (0x2F, 0x9E, 0x2F);

/// Renders a page, `width` pixels wide: colors and opacity of each pixel.
pub(super) fn pixels(page: &Page, width: u32) -> Vec<u8> {
    typst_render::render(&prepare(page.clone()), &at(page, width)).take()
}

/// Renders each page, `width` pixels wide.
pub(crate) fn pngs(document: &PagedDocument, width: u32) -> Result<Vec<Vec<u8>>, String> {
    let png = |page: &Page| {
        let pixels = typst_render::render(&prepare(page.clone()), &at(page, width));
        pixels.encode_png().map_err(|error| error.to_string())
    };
    document.pages().iter().map(png).collect()
}

/// Renders a page, `width` pixels wide, for the live preview: speed matters more than file size.
pub(crate) fn quick_png(page: &Page, width: u32) -> Result<Vec<u8>, String> {
    let pixels = typst_render::render(&prepare(page.clone()), &at(page, width));
    let mut bytes = Vec::new();
    let encoder = PngEncoder::new_with_quality(&mut bytes, CompressionType::Fast, FilterType::Up);
    encoder
        .write_image(pixels.data(), pixels.width(), pixels.height(), ExtendedColorType::Rgba8)
        .map_err(|error| error.to_string())?;
    Ok(bytes)
}

fn at(page: &Page, width: u32) -> RenderOptions {
    let points = page.frame.width().max(Abs::pt(1.0)).to_pt();
    RenderOptions {
        pixel_per_pt: Scalar::new(f64::from(width) / points),
        ..RenderOptions::default()
    }
}

/// Prepares a page for rendering. The engine computes a gradient for each pixel: a sky as wide as
/// the page takes ten times as long as the rest. Where colors change along one side only, a band
/// one point wide has all of them and is stretched.
fn prepare(mut page: Page) -> Page {
    narrow_gradients(&mut page.frame);
    page
}

pub(super) fn narrow_gradients(frame: &mut Frame) {
    if !has_bands(frame) {
        return;
    }
    frame.retain(|item| {
        match item {
            FrameItem::Group(group) => narrow_gradients(&mut group.frame),
            FrameItem::Shape(shape, span) => {
                if let Some((size, scale)) = band(shape) {
                    let shape = Shape { geometry: Geometry::Rect(size), ..shape.clone() };
                    let mut frame = Frame::soft(size);
                    frame.push(Point::zero(), FrameItem::Shape(shape, *span));
                    let transform = Transform::scale(scale.x, scale.y);
                    *item = FrameItem::Group(GroupItem { transform, ..GroupItem::new(frame) });
                }
            }
            _ => {}
        }
        true
    });
}

fn has_bands(frame: &Frame) -> bool {
    frame.items().any(|(_, item)| match item {
        FrameItem::Group(group) => has_bands(&group.frame),
        FrameItem::Shape(shape, _) => band(shape).is_some(),
        _ => false,
    })
}

/// Returns the size of the band that has all colors of a shape, and its stretch factors; `None` if
/// the shape is not a rectangle with a straight gradient.
fn band(shape: &Shape) -> Option<(Size, Axes<Ratio>)> {
    let (Geometry::Rect(size), Some(Paint::Gradient(Gradient::Linear(linear))), None) =
        (&shape.geometry, &shape.fill, &shape.stroke)
    else {
        return None;
    };
    let is_own = matches!(linear.relative, Smart::Auto | Smart::Custom(RelativeTo::Self_));
    let is_along = |degrees: &[f64]| degrees.iter().any(|angle| linear.angle == Angle::deg(*angle));
    let is_wide = |length: Abs| length > Abs::pt(1.0);
    if is_own && is_along(&[90.0, 270.0]) && is_wide(size.x) && size.y > Abs::zero() {
        let scale = Axes::new(Ratio::new(size.x.to_pt()), Ratio::one());
        return Some((Size::new(Abs::pt(1.0), size.y), scale));
    }
    if is_own && is_along(&[0.0, 180.0]) && is_wide(size.y) && size.x > Abs::zero() {
        let scale = Axes::new(Ratio::one(), Ratio::new(size.y.to_pt()));
        return Some((Size::new(size.x, Abs::pt(1.0)), scale));
    }
    None
}

/// Renders a proof of each page: with its bleed, and with lines for trim, bleed, safe area, and
/// folds. `folds` says where a page, from 0, is folded. Below the page is that of `strips` with the
/// same index, if there is one.
pub(crate) fn proofs(
    document: &PagedDocument,
    vendor: &Vendor,
    strips: Option<&PagedDocument>,
    folds: impl Fn(usize) -> Vec<f64>,
) -> Result<Vec<Vec<u8>>, String> {
    let proof = |(index, page)| {
        let strip = strips.and_then(|it| it.pages().get(index));
        proof(page, vendor, strip, &folds(index))
    };
    document.pages().iter().enumerate().map(proof).collect()
}

fn proof(
    page: &Page,
    vendor: &Vendor,
    strip: Option<&Page>,
    folds: &[f64],
) -> Result<Vec<u8>, String> {
    let mut marked = page.clone();
    let size = marked.frame.size();
    // The bleed line is half its width inside the bleed: the picture ends there.
    let bleed = 0.5 - marked.bleed.left.to_pt();
    for (inset, color) in [(bleed, BLEED), (0.0, TRIM), (vendor.safe.0, SAFE)] {
        outline(&mut marked, size, inset, color);
    }
    for fold in folds {
        fold_line(&mut marked, size, *fold);
    }
    narrow_gradients(&mut marked.frame);
    let artwork = with_bleed(page, marked.frame);
    let (width, height) = (artwork.width(), artwork.height());
    let room = strip.map_or(Size::zero(), |strip| strip.frame.size());
    let mut sheet = Frame::soft(Size::new(width.max(room.x), height + room.y));
    let clip = Some(Curve::rect(artwork.size()));
    let artwork = GroupItem { clip, ..GroupItem::new(artwork) };
    sheet.push(Point::zero(), FrameItem::Group(artwork));
    if let Some(strip) = strip {
        sheet.push_frame(Point::with_y(height), strip.frame.clone());
    }
    let white = Smart::Custom(Some(Paint::Solid(Color::WHITE)));
    picture(&Page { frame: sheet, bleed: Sides::default(), fill: white, ..page.clone() })
}

/// Renders a sheet of a proof.
pub(super) fn picture(sheet: &Page) -> Result<Vec<u8>, String> {
    let pixel_per_pt = Scalar::new(PROOF_SCALE);
    let options = RenderOptions { pixel_per_pt, ..RenderOptions::default() };
    typst_render::render(sheet, &options).encode_png().map_err(|error| error.to_string())
}

/// Returns a page with its bleed and its ground as a frame, which artwork may reach past. `content`
/// is what the page has.
pub(super) fn with_bleed(page: &Page, content: Frame) -> Frame {
    let (bleed, trim) = (page.bleed.left, page.frame.size());
    let mut frame = Frame::hard(Size::new(trim.x + bleed * 2.0, trim.y + bleed * 2.0));
    frame.push(Point::splat(bleed), FrameItem::Group(GroupItem::new(content)));
    if let Some(fill) = page.fill_or_transparent() {
        frame.fill(fill);
    }
    frame
}

/// Draws a rectangle at a distance inside the trim, in points.
fn outline(page: &mut Page, trim: Size, inset: f64, color: (u8, u8, u8)) {
    let inset = Abs::pt(inset);
    let stroke = proof_stroke(color);
    let size = Size::new(trim.x - inset * 2.0, trim.y - inset * 2.0);
    let shape = Geometry::Rect(size).stroked(stroke);
    page.frame.push(Point::splat(inset), FrameItem::Shape(shape, Span::detached()));
}

/// Draws a dashed line from the top to the foot of the trim, at a distance from its left edge.
fn fold_line(page: &mut Page, trim: Size, fold: f64) {
    let dash = DashPattern { array: vec![Abs::pt(6.0), Abs::pt(4.0)], phase: Abs::zero() };
    let stroke = FixedStroke { dash: Some(dash), ..proof_stroke(TRIM) };
    let line = Geometry::Line(Point::with_y(trim.y)).stroked(stroke);
    page.frame.push(Point::with_x(Abs::pt(fold)), FrameItem::Shape(line, Span::detached()));
}

fn proof_stroke((red, green, blue): (u8, u8, u8)) -> FixedStroke {
    FixedStroke {
        paint: Paint::Solid(Color::from_u8(red, green, blue, 255)),
        thickness: Abs::pt(0.75),
        ..FixedStroke::default()
    }
}
