//! What a page paints: a mark for each shape, line, text, gradient and image, in painting order.

use std::fmt::Write;
use std::rc::Rc;

use kurbo::{BezPath, Point, Rect, Shape};

use super::image::Image;
use super::lines;
use super::show_text::GlyphRun;

/// Amounts of ink, from 0 to 1.
#[derive(Debug, Clone, Copy, PartialEq, Default)]
pub(crate) struct Inks {
    pub(crate) cmyk: [f64; 4],
    /// All spot inks together.
    pub(crate) spot: f64,
}

impl Inks {
    pub(crate) fn cmyk(cmyk: [f64; 4]) -> Self {
        Self { cmyk, spot: 0.0 }
    }

    /// The total ink, in percent.
    pub(crate) fn total(self) -> f64 {
        100.0 * (self.cmyk.iter().sum::<f64>() + self.spot)
    }

    /// Whether it is black ink alone.
    pub(crate) fn is_black(self) -> bool {
        let [c, m, y, k] = self.cmyk;
        c + m + y + self.spot < 0.001 && k > 0.5
    }

    /// The lightness, from 0 to 1: good enough to tell light text from dark text.
    pub(crate) fn lightness(self) -> f64 {
        let [c, m, y, k] = self.cmyk;
        (1.0 - k) * (1.0 - 0.30 * c - 0.59 * m - 0.11 * y) * (1.0 - 0.5 * self.spot.min(1.0))
    }

    /// Whether two amounts look the same in print.
    pub(crate) fn is_near(self, other: Self) -> bool {
        let is_near = |a: f64, b: f64| (a - b).abs() <= 0.03;
        is_near(self.spot, other.spot)
            && self.cmyk.iter().zip(other.cmyk).all(|(a, b)| is_near(*a, b))
    }

    /// Names the inks in percent: "C 80, M 70, Y 60, K 100", with the spot ink if there is one.
    pub(crate) fn describe(self, spot_name: Option<&str>) -> String {
        let mut text = String::new();
        if self.spot == 0.0 || self.cmyk.iter().any(|ink| *ink > 0.0) {
            let [c, m, y, k] = self.cmyk.map(|ink| 100.0 * ink);
            text = format!("C {c:.0}, M {m:.0}, Y {y:.0}, K {k:.0}");
        }
        if let Some(name) = spot_name {
            match (text.is_empty(), self.spot > 0.0) {
                (true, _) => text = format!("{name} {:.0}", 100.0 * self.spot),
                // Writing to a string cannot fail.
                (false, true) => drop(write!(text, ", {name} {:.0}", 100.0 * self.spot)),
                (false, false) => text = format!("{name} printed as {text}"),
            }
        }
        text
    }
}

/// What a mark is painted with.
#[derive(Debug, Clone)]
pub(crate) enum Paint {
    Inks {
        inks: Inks,
        /// The name of the spot ink that the file asks for.
        spot: Option<Rc<str>>,
    },
    /// The colors of a gradient, from its start to its end.
    Gradient(Rc<Vec<Inks>>),
    /// A tiling pattern. The marks of its tile are listed separately.
    Pattern,
    Image(Rc<Image>),
    /// A color that is not made of inks.
    NotInk {
        /// The name of its color space.
        space: Rc<str>,
        /// The color on a screen, if it has one.
        rgb: Option<[u8; 3]>,
    },
}

impl Paint {
    /// Returns a paint that is not made of inks, and of which no single color is known.
    pub(super) fn not_ink(space: impl Into<Rc<str>>) -> Self {
        Self::NotInk { space: space.into(), rgb: None }
    }

    /// Returns the inks of the heaviest place; `None` if they are not known.
    pub(crate) fn heaviest(&self) -> Option<Inks> {
        let heavier = |a: &Inks, b: &Inks| a.total().total_cmp(&b.total());
        match self {
            Paint::Inks { inks, .. } => Some(*inks),
            Paint::Gradient(ramp) => ramp.iter().copied().max_by(heavier),
            Paint::Image(image) => image.heaviest.map(|(inks, _)| inks),
            Paint::Pattern | Paint::NotInk { .. } => None,
        }
    }

    /// The color on a screen, from 0 to 1; `None` if it is not one color or not known.
    pub(super) fn rgb(&self) -> Option<[f64; 3]> {
        match self {
            Paint::NotInk { rgb, .. } => rgb.map(|rgb| rgb.map(|value| f64::from(value) / 255.0)),
            Paint::Inks { inks: Inks { cmyk: [c, m, y, k], .. }, spot: None } => {
                Some([c, m, y].map(|ink| (1.0 - ink) * (1.0 - k)))
            }
            _ => None,
        }
    }

    /// Whether it leaves the paper white.
    pub(crate) fn is_white(&self) -> bool {
        self.heaviest().is_some_and(|inks| inks.total() < 0.5)
    }

    /// The lightness on the whole, from 0 to 1; `None` if it is not known.
    pub(crate) fn lightness(&self) -> Option<f64> {
        match self {
            Paint::Inks { inks, .. } => Some(inks.lightness()),
            Paint::Gradient(ramp) if !ramp.is_empty() => {
                Some(ramp.iter().map(|inks| inks.lightness()).sum::<f64>() / ramp.len() as f64)
            }
            _ => None,
        }
    }

    /// Whether two paints meet without a visible seam.
    pub(crate) fn joins(&self, other: &Self) -> bool {
        match (self, other) {
            (Paint::Inks { inks: a, .. }, Paint::Inks { inks: b, .. }) => a.is_near(*b),
            (Paint::Gradient(a), Paint::Gradient(b)) => Rc::ptr_eq(a, b),
            (Paint::Image(a), Paint::Image(b)) => Rc::ptr_eq(a, b),
            (Paint::Pattern, Paint::Pattern) => true,
            _ => false,
        }
    }
}

/// Text that one operator shows.
#[derive(Debug, Clone)]
pub(crate) struct Text {
    pub(crate) run: Rc<GlyphRun>,
    /// The name of the font, with the tag of a subset.
    pub(crate) font: Rc<str>,
    /// Whether the file contains the font.
    pub(crate) is_embedded: bool,
    /// Whether a character has no glyph in the font.
    pub(crate) is_missing_glyph: bool,
    /// Whether its glyphs are drawn by operators, whose marks come before it.
    pub(super) is_drawn: bool,
}

impl Text {
    /// The words in reading order.
    pub(crate) fn words(&self) -> String {
        lines::in_reading_order(self.run.glyphs.clone(), false).concat()
    }
}

/// The kind of a mark.
#[derive(Debug, Clone)]
pub(crate) enum MarkKind {
    Fill,
    Line {
        /// The width as it is printed, in points.
        width: f64,
    },
    Text(Text),
    Image {
        image: Rc<Image>,
        /// The printed width, in inches.
        width: f64,
        /// The printed height, in inches.
        height: f64,
    },
}

/// Where a mark is painted.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub(crate) enum Layer {
    #[default]
    Page,
    /// In the tile of a pattern. Its coordinates are those of one tile.
    Tile,
    /// In a soft mask, which prints no ink.
    Mask,
}

/// Something that a page paints.
#[derive(Debug, Clone)]
pub(crate) struct Mark {
    pub(crate) kind: MarkKind,
    pub(crate) paint: Paint,
    pub(crate) layer: Layer,
    /// The shape, or the middle of a line. Empty for text and for a gradient that fills its clip.
    pub(crate) outline: Rc<BezPath>,
    pub(crate) is_even_odd: bool,
    /// The box around the visible part.
    pub(crate) bounds: Rect,
    pub(crate) clip: Option<Rc<Clip>>,
    pub(crate) overprints: bool,
    /// From 0, invisible, to 1, opaque.
    pub(crate) alpha: f64,
}

impl Mark {
    /// Whether the shape covers a point of the page.
    pub(crate) fn covers(&self, point: Point) -> bool {
        self.bounds.contains(point)
            && (self.outline.elements().is_empty()
                || is_inside(&self.outline, self.is_even_odd, point))
            && self.clip.as_ref().is_none_or(|clip| clip.contains(point))
    }
}

/// A clipping path, with those outside of it.
#[derive(Debug)]
pub(crate) struct Clip {
    pub(super) outline: BezPath,
    pub(super) is_even_odd: bool,
    /// The box that all clips together leave visible.
    pub(super) bounds: Rect,
    pub(super) outer: Option<Rc<Clip>>,
    /// Whether the outline is an upright rectangle, so that `bounds` say it all.
    pub(super) is_rectangle: bool,
}

impl Clip {
    pub(super) fn contains(&self, point: Point) -> bool {
        let mut clip = Some(self);
        while let Some(this) = clip {
            if !this.bounds.contains(point)
                || !(this.is_rectangle || is_inside(&this.outline, this.is_even_odd, point))
            {
                return false;
            }
            clip = this.outer.as_deref();
        }
        true
    }
}

fn is_inside(outline: &BezPath, is_even_odd: bool, point: Point) -> bool {
    let winding = outline.winding(point);
    if is_even_odd { winding % 2 != 0 } else { winding != 0 }
}
