//! What a page paints: one mark for each shape, line, text, gradient and picture, in the order of painting.

use std::rc::Rc;

use kurbo::{BezPath, Point, Rect, Shape};

use super::pictures::Picture;

/// Amounts of ink, from 0 to 1.
#[derive(Debug, Clone, Copy, PartialEq, Default)]
pub(super) struct Inks {
    pub(super) cmyk: [f64; 4],
    pub(super) spot: f64,
}

impl Inks {
    pub(super) fn cmyk(cmyk: [f64; 4]) -> Self {
        Self { cmyk, spot: 0.0 }
    }

    /// All inks together, in percent.
    pub(super) fn total(self) -> f64 {
        100.0 * (self.cmyk.iter().sum::<f64>() + self.spot)
    }

    /// Whether it is black alone.
    pub(super) fn is_black(self) -> bool {
        let [c, m, y, k] = self.cmyk;
        c + m + y + self.spot < 0.001 && k > 0.5
    }

    /// How light it looks, from 0 to 1: near enough to tell light on dark from dark on light.
    pub(super) fn lightness(self) -> f64 {
        let [c, m, y, k] = self.cmyk;
        (1.0 - k) * (1.0 - 0.30 * c - 0.59 * m - 0.11 * y) * (1.0 - 0.5 * self.spot.min(1.0))
    }

    /// Whether two amounts look the same in print.
    pub(super) fn is_near(self, other: Self) -> bool {
        let near = |a: f64, b: f64| (a - b).abs() <= 0.03;
        near(self.spot, other.spot) && self.cmyk.iter().zip(other.cmyk).all(|(a, b)| near(*a, b))
    }
}

/// What a mark is painted with.
#[derive(Debug, Clone)]
pub(super) enum Paint {
    Inks(Inks),
    /// The colours of a gradient, from its start to its end.
    Gradient(Rc<Vec<Inks>>),
    /// A pattern, whose own marks are looked at.
    Pattern,
    Picture(Rc<Picture>),
    /// A colour space that a press does not print: its name.
    Foreign(Rc<str>),
}

impl Paint {
    /// The heaviest spot, in percent; none if it cannot be known.
    pub(super) fn most_ink(&self) -> Option<f64> {
        match self {
            Paint::Inks(inks) => Some(inks.total()),
            Paint::Gradient(ramp) => ramp.iter().map(|inks| inks.total()).reduce(f64::max),
            Paint::Picture(picture) => picture.heaviest.map(|(ink, _)| ink),
            Paint::Pattern | Paint::Foreign(_) => None,
        }
    }

    /// Whether the paper shows as it is.
    pub(super) fn is_white(&self) -> bool {
        self.most_ink().is_some_and(|ink| ink < 0.5)
    }

    /// How light it looks on the whole.
    pub(super) fn lightness(&self) -> Option<f64> {
        match self {
            Paint::Inks(inks) => Some(inks.lightness()),
            Paint::Gradient(ramp) if !ramp.is_empty() => {
                Some(ramp.iter().map(|inks| inks.lightness()).sum::<f64>() / ramp.len() as f64)
            }
            _ => None,
        }
    }

    /// Whether two paints meet without a seam.
    pub(super) fn joins(&self, other: &Self) -> bool {
        match (self, other) {
            (Paint::Inks(a), Paint::Inks(b)) => a.is_near(*b),
            (Paint::Gradient(a), Paint::Gradient(b)) => Rc::ptr_eq(a, b),
            (Paint::Picture(a), Paint::Picture(b)) => Rc::ptr_eq(a, b),
            (Paint::Pattern, Paint::Pattern) => true,
            _ => false,
        }
    }
}

/// A text in one font.
#[derive(Debug, Clone)]
pub(super) struct Text {
    /// Points, as it is printed.
    pub(super) size: f64,
    pub(super) font: Rc<str>,
    pub(super) embedded: bool,
    /// Whether a character has no glyph in the font.
    pub(super) lacking: bool,
}

/// What a mark is.
#[derive(Debug, Clone)]
pub(super) enum Kind {
    Fill,
    /// Points, as it is printed.
    Line {
        width: f64,
    },
    Text(Text),
    Picture {
        picture: Rc<Picture>,
        /// Inches.
        width: f64,
        height: f64,
    },
}

/// Where a mark is painted.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Layer {
    Page,
    /// In the tile of a pattern: its place is that of one tile.
    Tile,
    /// In a soft mask, of which no ink is printed.
    Mask,
}

/// Something painted.
#[derive(Debug, Clone)]
pub(super) struct Mark {
    pub(super) kind: Kind,
    pub(super) paint: Paint,
    pub(super) layer: Layer,
    /// The shape, or the middle of the line; empty for text, and for a gradient that fills its clip.
    pub(super) outline: Rc<BezPath>,
    pub(super) even_odd: bool,
    /// Around what is to be seen.
    pub(super) bounds: Rect,
    pub(super) clip: Option<Rc<Clip>>,
    pub(super) overprint: bool,
}

impl Mark {
    /// Whether a shape covers a point of the page.
    pub(super) fn covers(&self, point: Point) -> bool {
        self.bounds.contains(point)
            && (self.outline.elements().is_empty()
                || is_inside(&self.outline, self.even_odd, point))
            && self.clip.as_ref().is_none_or(|clip| clip.shows(point))
    }
}

/// What cuts marks off, with what cut before.
#[derive(Debug)]
pub(super) struct Clip {
    pub(super) outline: BezPath,
    pub(super) even_odd: bool,
    /// Of all clips together.
    pub(super) bounds: Rect,
    pub(super) outer: Option<Rc<Clip>>,
    /// Whether the outline is its own bounds.
    pub(super) is_box: bool,
}

impl Clip {
    fn shows(&self, point: Point) -> bool {
        let mut clip = Some(self);
        while let Some(this) = clip {
            if !this.bounds.contains(point)
                || !(this.is_box || is_inside(&this.outline, this.even_odd, point))
            {
                return false;
            }
            clip = this.outer.as_deref();
        }
        true
    }
}

fn is_inside(outline: &BezPath, even_odd: bool, point: Point) -> bool {
    let winding = outline.winding(point);
    if even_odd { winding % 2 != 0 } else { winding != 0 }
}
