//! The folded dummy of a press job: what a person sees who picks up the folded piece, turns it
//! over, and opens it.

use typst::foundations::Smart;
use typst::layout::{Abs, Frame, FrameItem, GroupItem, Point, Ratio, Sides, Size, Transform};
use typst::syntax::Span;
use typst::visualize::{Color, Curve, FixedStroke, Geometry, Paint};
use typst_layout::{Page, PagedDocument};

use super::preview;

/// How large a view is, as a share of the piece.
pub(crate) const SCALE: f64 = 0.5;

/// The space around views, in points.
pub(crate) const GAP: f64 = 18.0;

/// What a person sees at a step of opening the piece. Lengths are in points of the piece.
#[derive(Debug, PartialEq)]
pub(crate) struct View {
    /// The end of the name of the phrase for it.
    pub(crate) name: &'static str,
    pub(crate) width: f64,
    /// The parts of pages, the lowest first.
    layers: Vec<Layer>,
}

/// The part of a page between two distances from its left edge, drawn at a distance from that of
/// the view.
#[derive(Debug, PartialEq)]
struct Layer {
    page: usize,
    from: f64,
    to: f64,
    at: f64,
}

impl View {
    fn new(name: &'static str, page: usize, (from, to): (f64, f64)) -> Self {
        Self { name, width: to - from, layers: vec![Layer { page, from, to, at: 0.0 }] }
    }
}

/// The views of a piece of two pages, from the folds of its outside. `None` if it can be folded in
/// several ways: if neither of two outer panels is narrower, so that it would be folded in.
pub(crate) fn views(width: f64, folds: &[f64], is_right_to_left: bool) -> Option<Vec<View>> {
    match *folds {
        [fold] => {
            let (left, right) = ((0.0, fold), (fold, width));
            let (cover, back) = if is_right_to_left { (left, right) } else { (right, left) };
            Some(vec![
                View::new("closed", 0, cover),
                View::new("back", 0, back),
                View::new("open", 1, (0.0, width)),
            ])
        }
        [first, second] if (first - (width - second)).abs() > 0.5 => {
            let (left, right) = ((0.0, first), (second, width));
            let is_left_folded_in = first < width - second;
            let (flap, cover) = if is_left_folded_in { (left, right) } else { (right, left) };
            // The inside is the mirror image of the outside, and the flap lies on it.
            let (seen, at) = match is_left_folded_in {
                true => ((0.0, width - first), width - 2.0 * first),
                false => ((width - second, width), 0.0),
            };
            let mut opened = View::new("opened", 1, seen);
            opened.layers.push(Layer { page: 0, from: flap.0, to: flap.1, at });
            Some(vec![
                View::new("closed", 0, cover),
                View::new("back", 0, (first, second)),
                opened,
                View::new("open", 1, (0.0, width)),
            ])
        }
        _ => None,
    }
}

/// The width of the picture of views, in points.
pub(crate) fn width(views: &[View]) -> f64 {
    GAP + views.iter().map(|view| view.width * SCALE + GAP).sum::<f64>()
}

/// Draws the views side by side, above a strip that says what they are.
///
/// # Errors
/// If the picture cannot be encoded.
pub(crate) fn picture(
    document: &PagedDocument,
    views: &[View],
    strip: Option<&Page>,
) -> Result<Vec<u8>, String> {
    let pages = document.pages();
    let first = pages.first().ok_or("there is no page")?;
    let trims: Vec<Frame> = pages.iter().map(trimmed).collect();
    let height = first.frame.height() * SCALE + Abs::pt(2.0 * GAP);
    let room = strip.map_or(Abs::zero(), |strip| strip.frame.height());
    let mut sheet = Frame::soft(Size::new(Abs::pt(width(views)), height + room));
    let mut x = GAP;
    for view in views {
        let transform = Transform::scale(Ratio::new(SCALE), Ratio::new(SCALE));
        let drawn = GroupItem { transform, ..GroupItem::new(draw(view, &trims)) };
        sheet.push(Point::new(Abs::pt(x), Abs::pt(GAP)), FrameItem::Group(drawn));
        x += view.width * SCALE + GAP;
    }
    if let Some(strip) = strip {
        sheet.push_frame(Point::with_y(height), strip.frame.clone());
    }
    let white = Smart::Custom(Some(Paint::Solid(Color::WHITE)));
    preview::picture(&Page { frame: sheet, bleed: Sides::default(), fill: white, ..first.clone() })
}

/// A page as it is cut.
fn trimmed(page: &Page) -> Frame {
    let mut content = page.frame.clone();
    preview::narrow_gradients(&mut content);
    let mut frame = Frame::hard(content.size());
    frame.push(Point::zero(), FrameItem::Group(GroupItem::new(content)));
    if let Some(fill) = page.fill_or_transparent() {
        frame.fill(fill);
    }
    frame
}

/// Draws a view, each layer with a line around its paper.
fn draw(view: &View, trims: &[Frame]) -> Frame {
    let height = trims.first().map_or(Abs::zero(), Frame::height);
    let mut frame = Frame::soft(Size::new(Abs::pt(view.width), height));
    for layer in &view.layers {
        let Some(trim) = trims.get(layer.page) else { continue };
        let size = Size::new(Abs::pt(layer.to - layer.from), height);
        let mut part = Frame::hard(size);
        let left = Point::with_x(Abs::pt(-layer.from));
        part.push(left, FrameItem::Group(GroupItem::new(trim.clone())));
        let clip = Some(Curve::rect(size));
        let at = Point::with_x(Abs::pt(layer.at));
        frame.push(at, FrameItem::Group(GroupItem { clip, ..GroupItem::new(part) }));
        let stroke = FixedStroke {
            paint: Paint::Solid(Color::from_u8(0x80, 0x80, 0x80, 255)),
            thickness: Abs::pt(1.0),
            ..FixedStroke::default()
        };
        let edge = Geometry::Rect(size).stroked(stroke);
        frame.push(at, FrameItem::Shape(edge, Span::detached()));
    }
    frame
}

#[cfg(test)]
mod tests {
    use super::*;

    /// The parts of each view: page, from, to, and place.
    fn parts(width: f64, folds: &[f64], is_right_to_left: bool) -> Vec<Vec<[f64; 4]>> {
        let of_layer = |it: &Layer| [it.page as f64, it.from, it.to, it.at];
        let of_view = |view: &View| view.layers.iter().map(of_layer).collect();
        views(width, folds, is_right_to_left).iter().flatten().map(of_view).collect()
    }

    #[test]
    fn the_narrower_outer_panel_is_folded_in() {
        let left = parts(30.0, &[9.0, 19.5], false);
        let cover = vec![[0.0, 19.5, 30.0, 0.0]];
        let opened = vec![[1.0, 0.0, 21.0, 0.0], [0.0, 0.0, 9.0, 12.0]];
        assert_eq!(left[0], cover);
        assert_eq!(left[1], [[0.0, 9.0, 19.5, 0.0]]);
        assert_eq!(left[2], opened);
        assert_eq!(left[3], [[1.0, 0.0, 30.0, 0.0]]);
        let right = parts(30.0, &[10.5, 21.0], true);
        assert_eq!(right[0], [[0.0, 0.0, 10.5, 0.0]]);
        assert_eq!(right[2], [[1.0, 9.0, 30.0, 0.0], [0.0, 21.0, 30.0, 0.0]]);
    }

    #[test]
    fn a_cover_is_at_the_end_of_a_line() {
        assert_eq!(parts(20.0, &[10.0], false)[0], [[0.0, 10.0, 20.0, 0.0]]);
        assert_eq!(parts(20.0, &[10.0], true)[0], [[0.0, 0.0, 10.0, 0.0]]);
        assert!(parts(30.0, &[10.0, 20.0], false).is_empty(), "it can be folded in two ways");
        assert!(parts(30.0, &[], false).is_empty());
    }
}
