//! The graphics state: what `q` saves and `Q` restores.

use std::rc::Rc;

use kurbo::{Affine, BezPath, PathEl, Rect, Shape};
use lopdf::{Dictionary, Document, Object};

use super::color_space::ColorSpace;
use super::font::Font;
use super::marks::{Clip, Inks, Paint};
use super::objects::{dictionary, number_at};

/// A paint and the color space that its numbers belong to.
#[derive(Clone)]
pub(super) struct Color {
    pub(super) space: Rc<ColorSpace>,
    pub(super) paint: Paint,
    pub(super) overprints: bool,
    /// From 0, invisible, to 1, opaque.
    pub(super) alpha: f64,
}

impl Default for Color {
    fn default() -> Self {
        let inks = Inks::cmyk([0.0, 0.0, 0.0, 1.0]);
        Self {
            space: Rc::new(ColorSpace::Gray),
            paint: Paint::Inks { inks, spot: None },
            overprints: false,
            alpha: 1.0,
        }
    }
}

/// The text state.
#[derive(Clone, Default)]
pub(super) struct TextState<'a> {
    pub(super) font: Option<Rc<Font<'a>>>,
    pub(super) size: f64,
    pub(super) char_spacing: f64,
    pub(super) word_spacing: f64,
    /// The horizontal scaling, where 1 is normal.
    pub(super) scaling: f64,
    pub(super) leading: f64,
    pub(super) rise: f64,
    /// The rendering mode.
    pub(super) mode: i64,
}

impl TextState<'_> {
    /// Whether the rendering mode leaves ink: mode 3 shows nothing and mode 7 only clips.
    pub(super) fn is_visible(&self) -> bool {
        !matches!(self.mode, 3 | 7)
    }

    /// Whether the rendering mode draws outlines without filling them.
    pub(super) fn is_outlined(&self) -> bool {
        matches!(self.mode, 1 | 5)
    }
}

/// The graphics state.
#[derive(Clone)]
pub(super) struct GraphicsState<'a> {
    pub(super) matrix: Affine,
    pub(super) fill: Color,
    pub(super) stroke: Color,
    pub(super) line_width: f64,
    pub(super) clip: Option<Rc<Clip>>,
    pub(super) text: TextState<'a>,
}

impl Default for GraphicsState<'_> {
    fn default() -> Self {
        Self {
            matrix: Affine::IDENTITY,
            fill: Color::default(),
            stroke: Color::default(),
            line_width: 1.0,
            clip: None,
            text: TextState { size: 1.0, scaling: 1.0, ..TextState::default() },
        }
    }
}

impl GraphicsState<'_> {
    /// Returns the part of a box that the clip leaves visible.
    pub(super) fn visible(&self, bounds: Rect) -> Rect {
        self.clip.as_ref().map_or(bounds, |clip| bounds.intersect(clip.bounds))
    }

    /// The factor by which the matrix scales lengths.
    pub(super) fn scale(&self) -> f64 {
        self.matrix.determinant().abs().sqrt()
    }

    /// Intersects the clip with an outline on the page.
    pub(super) fn clip_to(&mut self, outline: BezPath, is_even_odd: bool) {
        let bounds = self.visible(outline.bounding_box());
        let is_rectangle = is_upright_rectangle(&outline);
        let outer = self.clip.clone();
        self.clip = Some(Rc::new(Clip { outline, is_even_odd, bounds, outer, is_rectangle }));
    }

    /// Applies a graphics state dictionary (`gs`).
    pub(super) fn apply(&mut self, pdf: &Document, settings: &Dictionary) {
        let flag = |key: &[u8]| settings.get(key).and_then(Object::as_bool).ok();
        if let Some(is_on) = flag(b"OP") {
            self.stroke.overprints = is_on;
        }
        if let Some(is_on) = flag(b"op").or(flag(b"OP")) {
            self.fill.overprints = is_on;
        }
        if let Some(alpha) = number_at(pdf, settings, b"CA") {
            self.stroke.alpha = alpha;
        }
        if let Some(alpha) = number_at(pdf, settings, b"ca") {
            self.fill.alpha = alpha;
        }
        // What a soft mask leaves visible is not known.
        if dictionary(pdf, settings, b"SMask").is_some() {
            (self.fill.alpha, self.stroke.alpha) = (0.0, 0.0);
        }
        if let Some(width) = number_at(pdf, settings, b"LW") {
            self.line_width = width;
        }
    }
}

fn is_upright_rectangle(outline: &BezPath) -> bool {
    let is_curve = |element: &PathEl| matches!(element, PathEl::CurveTo(..) | PathEl::QuadTo(..));
    if outline.elements().iter().any(is_curve) {
        return false;
    }
    let points: Vec<_> = outline.elements().iter().filter_map(PathEl::end_point).collect();
    let is_upright = |pair: &[kurbo::Point]| {
        (pair[0].x - pair[1].x).abs() < 1e-6 || (pair[0].y - pair[1].y).abs() < 1e-6
    };
    matches!(points.len(), 4 | 5) && points.windows(2).all(is_upright)
}
