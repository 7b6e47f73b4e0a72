//! The geometry of a finished page, and how messages give a place on it.

use kurbo::{Point, Rect};
use lopdf::{Dictionary, Document};

use crate::content::unit::Unit;
use crate::pdf::{dictionary, rectangle};

/// The boxes of a page, in points in the page's own coordinates.
pub(super) struct PressPage {
    /// The page's name in messages.
    pub(super) name: String,
    pub(super) media: Option<Rect>,
    pub(super) bleed: Option<Rect>,
    pub(super) trim: Option<Rect>,
    pub(super) art: Option<Rect>,
    /// The unit in which messages give a place: the shop's.
    pub(super) unit: Unit,
}

impl PressPage {
    pub(super) fn read(pdf: &Document, page: &Dictionary, name: String, unit: Unit) -> Self {
        Self {
            name,
            unit,
            media: inherited_media_box(pdf, page),
            bleed: rectangle(pdf, page, b"BleedBox"),
            trim: rectangle(pdf, page, b"TrimBox"),
            art: rectangle(pdf, page, b"ArtBox"),
        }
    }

    /// The trim, or the next best box to measure from.
    pub(super) fn trim_or_page(&self) -> Rect {
        self.trim.or(self.art).or(self.media).unwrap_or(Rect::new(0.0, 0.0, 612.0, 792.0))
    }

    /// The area that a press prints.
    pub(super) fn printed(&self) -> Rect {
        self.bleed.or(self.media).unwrap_or(self.trim_or_page())
    }

    /// Returns the place of a box: "1.25 in from the left, 3.10 in from the top".
    pub(super) fn position(&self, place: Rect) -> String {
        self.position_of_point(Point::new(place.x0, place.y1))
    }

    /// Returns the place of a point, from the left and the top of the trim.
    pub(super) fn position_of_point(&self, point: Point) -> String {
        let trim = self.trim_or_page();
        let (x, y) = (point.x - trim.x0, trim.y1 - point.y);
        let distance = |value: f64, outside: &str, from: &str| {
            if value < -0.36 {
                format!("{} {outside}", self.unit.name(-value, 2))
            } else {
                format!("{} from the {from}", self.unit.name(value.max(0.0), 2))
            }
        };
        let x = distance(x, "left of the trim", "left");
        let y = distance(y, "above the trim", "top");
        format!("{x}, {y}")
    }
}

/// Returns the MediaBox, which a page may inherit.
fn inherited_media_box(pdf: &Document, page: &Dictionary) -> Option<Rect> {
    let mut node = page;
    for _ in 0..32 {
        if let Some(found) = rectangle(pdf, node, b"MediaBox") {
            return Some(found);
        }
        node = dictionary(pdf, node, b"Parent")?;
    }
    None
}
