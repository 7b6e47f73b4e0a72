//! Which text of a page a reader sees: text in the color of what is beneath it, under another
//! shape or a picture, outside of the page, or cut off by a clip is not visible.
//!
//! Text that cannot be judged, such as text on a photo, counts as visible.

use std::collections::HashMap;
use std::rc::Rc;

use kurbo::{ParamCurveNearest, PathSeg, Point, Rect, Vec2};
use lopdf::{Dictionary, Document};

use super::interpreter::PageContent;
use super::marks::{Layer, Mark, MarkKind};
use super::objects::inherited_rectangle;
use super::show_text::GlyphRun;

/// Text is sampled at steps of this many letter sizes.
const STEP: f64 = 0.2;

/// The number of samples in a row that must be hidden: about the width of a digit.
const HIDDEN: usize = 2;

/// The maximum number of samples of a run.
const MAX_SAMPLES: usize = 500;

/// A page with more marks than this is not judged.
const MAX_MARKS: usize = 5000;

/// Samples are taken at these heights above the baseline, in letter sizes.
const HEIGHTS: [f64; 2] = [0.12, 0.4];

/// Text whose contrast with its ground is less than this cannot be read. The contrast is that of
/// the Web Content Accessibility Guidelines, from 1 to 21.
const LEAST_CONTRAST: f64 = 1.2;

/// How exactly the distance to a line is known, in points.
const ACCURACY: f64 = 0.1;

/// What is less opaque than this does not hide what is beneath it, and text is not visible.
const OPAQUE: f64 = 0.5;
const TRANSPARENT: f64 = 0.1;

/// A run, and whether a reader sees it.
pub(super) struct Sighted {
    pub(super) run: Rc<GlyphRun>,
    pub(super) is_visible: bool,
    /// Its color on a screen, if it is one color.
    pub(super) rgb: Option<[f64; 3]>,
}

/// Returns the runs of a page. The content has everything that leaves ink.
pub(super) fn visible_runs(
    pdf: &Document,
    page: &Dictionary,
    content: &PageContent,
) -> Vec<Sighted> {
    let shown = shown_box(pdf, page);
    let marks = content.marks.as_slice();
    let mut seen = HashMap::new();
    for (index, mark) in marks.iter().enumerate() {
        if let MarkKind::Text(text) = &mark.kind {
            let sight = Sight { marks, index, mark, shown, is_drawn: text.is_drawn };
            let is_visible = marks.len() > MAX_MARKS || sight.sees(&text.run);
            seen.insert(Rc::as_ptr(&text.run), (is_visible, mark.paint.rgb()));
        }
    }
    let sighted = |run: &Rc<GlyphRun>| {
        // Spaces leave no ink.
        let is_blank = run.glyphs.iter().all(|glyph| glyph.trim().is_empty());
        let (is_visible, rgb) = seen.get(&Rc::as_ptr(run)).copied().unwrap_or((is_blank, None));
        Sighted { run: Rc::clone(run), is_visible, rgb }
    };
    content.runs.iter().map(sighted).collect()
}

/// The part of a page that a viewer shows.
fn shown_box(pdf: &Document, page: &Dictionary) -> Rect {
    let everything = Rect::new(-1e6, -1e6, 1e6, 1e6);
    let boxes = [b"MediaBox".as_slice(), b"CropBox"];
    let boxes = boxes.iter().filter_map(|key| inherited_rectangle(pdf, page, key));
    boxes.fold(everything, |shown, other| shown.intersect(other))
}

/// A text mark among the marks of its page.
struct Sight<'a> {
    marks: &'a [Mark],
    index: usize,
    mark: &'a Mark,
    shown: Rect,
    is_drawn: bool,
}

impl Sight<'_> {
    fn sees(&self, run: &GlyphRun) -> bool {
        if self.mark.alpha < TRANSPARENT || self.mark.layer != Layer::Page {
            return self.mark.layer != Layer::Page;
        }
        let baseline = run.end - run.start;
        let length = baseline.hypot();
        let size = run.size.max(0.1);
        let along = if length < 1e-6 { Vec2::new(1.0, 0.0) } else { baseline / length };
        let up = Vec2::new(-along.y, along.x) * size;
        let count = ((length / (STEP * size)).ceil() as usize).clamp(3, MAX_SAMPLES);
        let mut hidden_in_a_row = 0;
        for sample in 0..count {
            let start = run.start + baseline * ((sample as f64 + 0.5) / count as f64);
            let is_hidden = HEIGHTS.iter().any(|height| self.hides(start + up * *height));
            hidden_in_a_row = if is_hidden { hidden_in_a_row + 1 } else { 0 };
            if hidden_in_a_row >= HIDDEN.min(count) {
                return false;
            }
        }
        true
    }

    /// Whether nothing of the text can be seen at a point.
    fn hides(&self, point: Point) -> bool {
        let is_cut = self.mark.clip.as_ref().is_some_and(|clip| !clip.contains(point));
        if is_cut || !self.shown.contains(point) {
            return true;
        }
        let covers = |mark: &&Mark| {
            mark.layer == Layer::Page
                && mark.alpha >= OPAQUE
                && (is_area(mark) && mark.covers(point) || is_beneath_line(mark, point))
        };
        if self.marks[self.index + 1..].iter().any(|mark| covers(&mark)) {
            return true;
        }
        if self.is_drawn {
            return false;
        }
        let beneath = self.marks[..self.index].iter().rev().find(covers);
        let own = self.mark.paint.rgb();
        let beneath = beneath.map_or(Some([1.0; 3]), |mark| mark.paint.rgb());
        own.zip(beneath).is_some_and(|(own, beneath)| contrast(own, beneath) < LEAST_CONTRAST)
    }
}

/// Whether a mark fills an area.
fn is_area(mark: &Mark) -> bool {
    match &mark.kind {
        MarkKind::Fill => true,
        MarkKind::Image { image, .. } => !image.is_masked,
        _ => false,
    }
}

/// Whether a mark is a line that is wide enough to cover a point.
fn is_beneath_line(mark: &Mark, point: Point) -> bool {
    let MarkKind::Line { width } = mark.kind else { return false };
    if !mark.bounds.contains(point) || mark.clip.as_ref().is_some_and(|it| !it.contains(point)) {
        return false;
    }
    let reach = width / 2.0;
    // The distance to a curve takes long to compute, and most are far away.
    let mut near = mark.outline.segments().filter(|it| is_near(it, point, reach + ACCURACY));
    near.any(|it| it.nearest(point, ACCURACY).distance_sq <= reach.powi(2))
}

/// Whether a point is within a distance of the box of a curve's points, which holds the curve.
fn is_near(curve: &PathSeg, point: Point, distance: f64) -> bool {
    let bounds = match curve {
        PathSeg::Line(line) => Rect::from_points(line.p0, line.p1),
        PathSeg::Quad(quad) => Rect::from_points(quad.p0, quad.p1).union_pt(quad.p2),
        PathSeg::Cubic(cubic) => {
            Rect::from_points(cubic.p0, cubic.p1).union(Rect::from_points(cubic.p2, cubic.p3))
        }
    };
    bounds.inflate(distance, distance).contains(point)
}

/// The contrast of two colors, each of red, green, and blue from 0 to 1.
fn contrast(one: [f64; 3], other: [f64; 3]) -> f64 {
    let linear = |value: f64| {
        if value <= 0.04045 { value / 12.92 } else { ((value + 0.055) / 1.055).powf(2.4) }
    };
    let luminance = |rgb: [f64; 3]| {
        let [r, g, b] = rgb.map(linear);
        0.2126 * r + 0.7152 * g + 0.0722 * b
    };
    let (one, other) = (luminance(one) + 0.05, luminance(other) + 0.05);
    one.max(other) / one.min(other)
}
