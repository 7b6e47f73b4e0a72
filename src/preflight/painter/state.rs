//! The state of painting: what `q` keeps and `Q` brings back.

use std::rc::Rc;

use kurbo::{Affine, Rect};
use lopdf::{Dictionary, Document, Object};

use super::super::glyphs::Font;
use super::super::marks::{Clip, Inks, Paint};
use super::super::sheet::number;
use super::super::space::Space;

/// Paint and the space that its numbers are of.
#[derive(Clone)]
pub(super) struct Color {
    pub(super) space: Rc<Space>,
    pub(super) paint: Paint,
    pub(super) overprint: bool,
}

impl Color {
    fn black() -> Self {
        Self {
            space: Rc::new(Space::Gray),
            paint: Paint::Inks(Inks::cmyk([0.0, 0.0, 0.0, 1.0])),
            overprint: false,
        }
    }
}

/// How text is set.
#[derive(Clone)]
pub(super) struct Setting {
    pub(super) font: Option<Rc<Font>>,
    pub(super) size: f64,
    pub(super) between_chars: f64,
    pub(super) between_words: f64,
    pub(super) stretch: f64,
    pub(super) leading: f64,
    pub(super) rise: f64,
    pub(super) mode: i64,
}

#[derive(Clone)]
pub(super) struct State {
    pub(super) matrix: Affine,
    pub(super) fill: Color,
    pub(super) stroke: Color,
    pub(super) width: f64,
    pub(super) clip: Option<Rc<Clip>>,
    pub(super) text: Setting,
}

impl State {
    pub(super) fn new(matrix: Affine, clip: Option<Rc<Clip>>) -> Self {
        let text = Setting {
            font: None,
            size: 0.0,
            between_chars: 0.0,
            between_words: 0.0,
            stretch: 1.0,
            leading: 0.0,
            rise: 0.0,
            mode: 0,
        };
        Self { matrix, fill: Color::black(), stroke: Color::black(), width: 1.0, clip, text }
    }

    /// What is to be seen of a box.
    pub(super) fn seen(&self, bounds: Rect) -> Rect {
        self.clip.as_ref().map_or(bounds, |clip| bounds.intersect(clip.bounds))
    }

    /// How much longer a line becomes.
    pub(super) fn scale(&self) -> f64 {
        self.matrix.determinant().abs().sqrt()
    }

    /// Takes over what a graphics state dictionary sets.
    pub(super) fn set(&mut self, pdf: &Document, settings: &Dictionary) {
        let flag = |key: &[u8]| settings.get(key).and_then(Object::as_bool).ok();
        if let Some(on) = flag(b"OP") {
            self.stroke.overprint = on;
        }
        if let Some(on) = flag(b"op").or(flag(b"OP")) {
            self.fill.overprint = on;
        }
        if let Some(width) = settings.get(b"LW").ok().and_then(|width| number(pdf, width)) {
            self.width = width;
        }
    }
}
