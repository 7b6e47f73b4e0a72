//! Art to the bleed: what touches the trim must run on to the bleed's edge, or a cut that is a hair off shows paper.
//!
//! Each edge is walked in small steps. Where the topmost paint just inside the trim is not that at the bleed's edge, it is measured how far
//! it reaches; art that stops at a line along the trim was not drawn far enough. A slope or a curve that ends in the bleed is a shape of its own.

use kurbo::{Point, Rect, Shape, Stroke, StrokeOpts, Vec2, stroke};
use std::rc::Rc;

use super::marks::{Kind, Layer, Mark};
use super::painter::Painted;
use super::sheet::Sheet;
use super::{MOST_OF_A_KIND, fault};
use crate::content::vendors::Vendor;
use crate::diagnostic::Finding;

/// The distance of samples along an edge, in points.
const STEP: f64 = 3.0;

/// So many samples in a row make an edge of art: an eighth of an inch and up.
const LEAST_RUN: usize = 4;

/// How far inside the trim, and inside the bleed's edge, samples are taken, in points.
const INSIDE: f64 = 1.0;
const EDGE: f64 = 0.5;

/// Art stops in a line along the trim if its reach varies no more from sample to sample, in points.
const STRAIGHT: f64 = 0.02;

/// An edge of the trim: where it starts, along and out.
struct Edge {
    from: Point,
    along: Vec2,
    out: Vec2,
    length: f64,
}

pub(super) fn check(sheet: &Sheet, painted: &Painted, vendor: &Vendor) -> Vec<Finding> {
    let Some(trim) = sheet.trim else { return Vec::new() };
    let bleed = vendor.bleed.0;
    let mut faults: Vec<(f64, String)> = Vec::new();
    for edge in edges(trim) {
        let near = near(&edge, &painted.marks, bleed);
        let reaches: Vec<Option<f64>> = (0..=((edge.length - 2.0 * INSIDE) / STEP) as usize)
            .map(|step| reach(&edge, step, &near, bleed))
            .collect();
        for (first, count, reach) in runs(&reaches) {
            let place = edge.at(first, 0.0).lerp(edge.at(first + count - 1, 0.0), 0.5);
            let length = (count - 1) as f64 * STEP / 72.0;
            let at = match reach {
                reach if reach < -0.05 => "stops short of the trim".to_owned(),
                reach if reach < 0.5 => "stops at the trim".to_owned(),
                reach => format!("runs only {:.3} in past the trim", reach / 72.0),
            };
            let place = sheet.told_point(place);
            let wanted = bleed / 72.0;
            faults.push((length, format!("{} has art that {at} on {length:.2} in of the edge, around {place}; {wanted:.3} in is wanted", sheet.name)));
        }
    }
    faults.sort_by(|a, b| b.0.total_cmp(&a.0));
    faults.into_iter().take(MOST_OF_A_KIND + 1).map(|(_, message)| fault(message)).collect()
}

fn edges(trim: Rect) -> [Edge; 4] {
    let edge = |x: f64, y: f64, along: Vec2, out: Vec2, length: f64| Edge {
        from: Point::new(x, y),
        along,
        out,
        length,
    };
    let (right, up) = (Vec2::new(1.0, 0.0), Vec2::new(0.0, 1.0));
    [
        edge(trim.x0, trim.y0, up, -right, trim.height()),
        edge(trim.x1, trim.y0, up, right, trim.height()),
        edge(trim.x0, trim.y0, right, -up, trim.width()),
        edge(trim.x0, trim.y1, right, up, trim.width()),
    ]
}

impl Edge {
    /// The point of a sample, so far outside the trim.
    fn at(&self, step: usize, out: f64) -> Point {
        self.from + self.along * (INSIDE + step as f64 * STEP) + self.out * out
    }
}

/// The marks around an edge, lines as the shapes that they are.
fn near(edge: &Edge, marks: &[Mark], bleed: f64) -> Vec<Mark> {
    let (start, end) = (
        edge.from - edge.out * 2.0 * INSIDE,
        edge.from + edge.along * edge.length + edge.out * bleed,
    );
    let band = Rect::from_points(start, end);
    let counts = |mark: &&Mark| {
        mark.layer == Layer::Page
            && !matches!(mark.kind, Kind::Text(_))
            && mark.bounds.overlaps(band)
    };
    let solid = |mark: &Mark| {
        let mut mark = mark.clone();
        if let Kind::Line { width } = mark.kind {
            mark.outline = Rc::new(stroke(
                mark.outline.path_elements(0.1),
                &Stroke::new(width),
                &StrokeOpts::default(),
                0.1,
            ));
        }
        mark
    };
    marks.iter().filter(counts).map(solid).collect()
}

/// How far out the art at a sample reaches, if it does not reach the bleed's edge.
fn reach(edge: &Edge, step: usize, marks: &[Mark], bleed: f64) -> Option<f64> {
    let top = |out: f64| {
        let point = edge.at(step, out);
        marks.iter().rposition(|mark| mark.covers(point))
    };
    let own = top(-INSIDE)?;
    if marks[own].paint.is_white() {
        return None;
    }
    let joins = |other: Option<usize>| {
        other.is_some_and(|other| other == own || marks[own].paint.joins(&marks[other].paint))
    };
    let (mut low, mut high) = (-INSIDE, bleed - EDGE);
    if joins(top(high)) {
        return None;
    }
    while high - low > 0.01 {
        let middle = f64::midpoint(low, high);
        if joins(top(middle)) { low = middle } else { high = middle }
    }
    Some(low)
}

/// Samples in a row that reach equally far: the first, how many, how far.
fn runs(reaches: &[Option<f64>]) -> Vec<(usize, usize, f64)> {
    let mut runs: Vec<(usize, usize, f64)> = Vec::new();
    let mut last = None::<f64>;
    for (index, reach) in reaches.iter().enumerate() {
        match (reach, last, runs.last_mut()) {
            (Some(reach), Some(last), Some(run)) if (reach - last).abs() <= STRAIGHT => run.1 += 1,
            (Some(reach), ..) => runs.push((index, 1, *reach)),
            (None, ..) => {}
        }
        last = *reach;
    }
    runs.retain(|run| run.1 >= LEAST_RUN);
    runs
}
