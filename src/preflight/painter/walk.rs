//! Where the walk through a stream of operators stands.

use std::rc::Rc;

use kurbo::{BezPath, Point};
use lopdf::Dictionary;

use super::super::marks::{Layer, Mark};
use super::state::State;
use super::text::Pen;

/// A walk through one stream: a page, a form, a tile, a glyph.
pub(super) struct Walk<'a> {
    pub(super) state: State,
    pub(super) saved: Vec<State>,
    /// What names mean, the innermost first.
    pub(super) resources: Vec<&'a Dictionary>,
    pub(super) layer: Layer,
    /// How many streams are around this one.
    pub(super) depth: usize,
    pub(super) path: BezPath,
    /// A path that cuts off what follows, by the even-odd rule or not.
    pub(super) clips: Option<bool>,
    pub(super) pen: Pen,
    pub(super) marks: Vec<Mark>,
}

impl<'a> Walk<'a> {
    pub(super) fn new(
        state: State,
        resources: Vec<&'a Dictionary>,
        layer: Layer,
        depth: usize,
    ) -> Self {
        Self {
            state,
            saved: Vec::new(),
            resources,
            layer,
            depth,
            path: BezPath::new(),
            clips: None,
            pen: Pen::default(),
            marks: Vec::new(),
        }
    }

    /// Does an operator that adds to the path; false if it is none.
    pub(super) fn draw(&mut self, operator: &str, numbers: &[f64]) -> bool {
        let matrix = self.state.matrix;
        let at = |x: f64, y: f64| matrix * Point::new(x, y);
        let current = self.path.elements().last().and_then(kurbo::PathEl::end_point);
        match (operator, numbers, current) {
            ("m", &[x, y], _) => self.path.move_to(at(x, y)),
            ("l", &[x, y], Some(_)) => self.path.line_to(at(x, y)),
            ("c", &[x1, y1, x2, y2, x3, y3], Some(_)) => {
                self.path.curve_to(at(x1, y1), at(x2, y2), at(x3, y3))
            }
            ("v", &[x2, y2, x3, y3], Some(from)) => {
                self.path.curve_to(from, at(x2, y2), at(x3, y3))
            }
            ("y", &[x1, y1, x3, y3], Some(_)) => {
                self.path.curve_to(at(x1, y1), at(x3, y3), at(x3, y3))
            }
            ("h", _, Some(_)) => self.path.close_path(),
            ("re", &[x, y, width, height], _) => {
                self.path.move_to(at(x, y));
                for (x, y) in [(x + width, y), (x + width, y + height), (x, y + height)] {
                    self.path.line_to(at(x, y));
                }
                self.path.close_path();
            }
            ("W", ..) => self.clips = Some(false),
            ("W*", ..) => self.clips = Some(true),
            ("l" | "c" | "v" | "y" | "h", ..) => {}
            _ => return false,
        }
        true
    }

    /// Takes the path, to be painted.
    pub(super) fn take_path(&mut self) -> Rc<BezPath> {
        Rc::new(std::mem::take(&mut self.path))
    }
}
