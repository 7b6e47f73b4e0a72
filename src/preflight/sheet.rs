//! The geometry of a finished page, and how a place on it is told.

use kurbo::{Point, Rect};
use lopdf::{Dictionary, Document, Object, ObjectId};

/// A page's boxes, in points from the lower left of its own coordinates.
pub(super) struct Sheet {
    /// What messages call it.
    pub(super) name: String,
    pub(super) media: Option<Rect>,
    pub(super) bleed: Option<Rect>,
    pub(super) trim: Option<Rect>,
    pub(super) art: Option<Rect>,
}

impl Sheet {
    pub(super) fn read(pdf: &Document, id: ObjectId, name: String) -> Option<Self> {
        let page = pdf.get_dictionary(id).ok()?;
        let own = |key: &[u8]| rectangle(pdf, page, key);
        Some(Self {
            name,
            media: inherited(pdf, page),
            bleed: own(b"BleedBox"),
            trim: own(b"TrimBox"),
            art: own(b"ArtBox"),
        })
    }

    /// The trim, or the next best thing to measure from.
    pub(super) fn page(&self) -> Rect {
        self.trim.or(self.art).or(self.media).unwrap_or(Rect::new(0.0, 0.0, 612.0, 792.0))
    }

    /// The area that a press prints for this page.
    pub(super) fn printed(&self) -> Rect {
        self.bleed.or(self.media).unwrap_or(self.page())
    }

    /// The place of what lies in a box: `1.25 in from the left, 3.10 in from the top`.
    pub(super) fn told(&self, place: Rect) -> String {
        self.told_point(Point::new(place.x0, place.y1))
    }

    /// The place of a point, from the left and the top of the trim.
    pub(super) fn told_point(&self, point: Point) -> String {
        let trim = self.page();
        let (across, down) = ((point.x - trim.x0) / 72.0, (trim.y1 - point.y) / 72.0);
        let along = |value: f64, before: &str, from: &str| {
            if value < -0.005 {
                format!("{:.2} in {before}", -value)
            } else {
                format!("{:.2} in from the {from}", value.max(0.0))
            }
        };
        format!(
            "{}, {}",
            along(across, "left of the trim", "left"),
            along(down, "above the trim", "top")
        )
    }
}

/// A box that the page itself gives.
pub(super) fn rectangle(pdf: &Document, page: &Dictionary, key: &[u8]) -> Option<Rect> {
    let (_, list) = pdf.dereference(page.get(key).ok()?).ok()?;
    let values: Vec<f64> =
        list.as_array().ok()?.iter().filter_map(|value| number(pdf, value)).collect();
    let [x0, y0, x1, y1] = values.try_into().ok()?;
    Some(Rect::new(x0, y0, x1, y1).abs())
}

/// A number, given as it is or by reference.
pub(super) fn number(pdf: &Document, value: &Object) -> Option<f64> {
    pdf.dereference(value).ok()?.1.as_float().ok().map(f64::from)
}

/// The MediaBox, which a page may have from its parents.
fn inherited(pdf: &Document, page: &Dictionary) -> Option<Rect> {
    let mut node = page;
    for _ in 0..32 {
        if let Some(found) = rectangle(pdf, node, b"MediaBox") {
            return Some(found);
        }
        node = pdf.dereference(node.get(b"Parent").ok()?).ok()?.1.as_dict().ok()?;
    }
    None
}
