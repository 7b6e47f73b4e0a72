//! The marks outside the bleed of a press file, in the registration color: the ink `All`, which
//! prints on every plate, also on those of spot inks. Cutters and printers see from the marks
//! whether the plates are in register.

use lopdf::{Document, Object, ObjectId, dictionary};

use super::overprint::{OVERPRINT, set_resource};

/// The distance from the bleed to the marks, which must not touch the artwork, in points.
const GAP: f64 = 3.0;

/// The length of a mark, in points.
const LENGTH: f64 = 18.0;

/// The thickness of a mark, in points.
const WIDTH: f64 = 0.25;

/// The room that marks need on each side of the bleed, in points.
pub(super) const ROOM: f64 = GAP + LENGTH + GAP;

/// The name of the color space in the resources of a page.
const SPACE: &str = "PeerpressRegistration";

/// Adds the color space of the registration color.
pub(super) fn add_space(pdf: &mut Document) -> ObjectId {
    // A program that shows the file on a screen needs a color in its place: all four inks.
    let tint = pdf.add_object(dictionary! {
        "FunctionType" => 2,
        "Domain" => vec![Object::Integer(0), Object::Integer(1)],
        "C0" => vec![Object::Integer(0); 4],
        "C1" => vec![Object::Integer(1); 4],
        "N" => 1,
    });
    pdf.add_object(Object::Array(vec![
        "Separation".into(),
        "All".into(),
        "DeviceCMYK".into(),
        Object::Reference(tint),
    ]))
}

/// Names the color space in the resources of a page.
pub(super) fn name_space(pdf: &mut Document, page: ObjectId, space: ObjectId) -> lopdf::Result<()> {
    set_resource(pdf, page, b"ColorSpace", SPACE, Object::Reference(space))
}

/// The marks of a page.
pub(super) struct Marks {
    /// The registration color.
    pub(super) space: ObjectId,
    /// The most ink at any place, in percent.
    pub(super) ink_limit: f64,
    /// Where the page is folded: distances from the left edge of the trim, in points.
    pub(super) folds: Vec<f64>,
}

impl Marks {
    /// Draws the marks around a trim of a size, in points. `margin` is the distance of the trim
    /// from the edge of the sheet.
    pub(super) fn draw(&self, margin: f64, bleed: f64, (width, height): (f64, f64)) -> String {
        let outer = margin - bleed - GAP;
        let ends = (outer - LENGTH, outer);
        self.crop_marks(margin, ends, (width, height)) + &self.fold_marks(margin, ends, height)
    }

    /// Draws crop marks at the corners of the trim: full black, and on the other plates as much as
    /// the ink limit allows. All plates in full would be 400% ink.
    fn crop_marks(&self, margin: f64, ends: (f64, f64), (width, height): (f64, f64)) -> String {
        let (inner, outer) = ends;
        let mut lines = String::new();
        let mut line = |x1: f64, y1: f64, x2: f64, y2: f64| {
            lines.push_str(&format!("{x1:.3} {y1:.3} m {x2:.3} {y2:.3} l S\n"))
        };
        let (sheet_width, sheet_height) = (width + 2.0 * margin, height + 2.0 * margin);
        for y in [margin, margin + height] {
            line(inner, y, outer, y);
            line(sheet_width - outer, y, sheet_width - inner, y);
        }
        for x in [margin, margin + width] {
            line(x, inner, x, outer);
            line(x, sheet_height - outer, x, sheet_height - inner);
        }
        let tint = ((self.ink_limit - 100.0) / 3.0).clamp(0.0, 100.0).floor() / 100.0;
        format!(
            "q {WIDTH} w 0 J /{SPACE} CS {tint} SCN\n{lines}/{OVERPRINT} gs 0 0 0 1 K\n{lines}Q\n"
        )
    }

    /// Draws fold marks above and below the trim: dashed, so that nobody cuts there. They are in
    /// black alone, as they need not be in register.
    fn fold_marks(&self, margin: f64, (inner, outer): (f64, f64), height: f64) -> String {
        if self.folds.is_empty() {
            return String::new();
        }
        let sheet_height = height + 2.0 * margin;
        let mut out = format!("q 0 0 0 1 K {WIDTH} w 0 J [3 2] 0 d\n");
        for x in self.folds.iter().map(|fold| margin + fold) {
            for (from, to) in [(outer, inner), (sheet_height - outer, sheet_height - inner)] {
                out.push_str(&format!("{x:.3} {from:.3} m {x:.3} {to:.3} l S\n"));
            }
        }
        out.push_str("Q\n");
        out
    }
}
