//! `press-bleed`: artwork that reaches the trim extends to the edge of the bleed, so that a trim
//! that is slightly off does not show white paper.
//!
//! The rule walks along each edge in small steps. Where the topmost paint just inside the trim is
//! not the paint at the edge of the bleed, it measures how far that paint reaches. Artwork that
//! stops along a straight line was not drawn far enough. A slope or a curve that ends in the bleed
//! is a separate shape.

use std::rc::Rc;

use kurbo::{Point, Rect, Shape, Stroke, StrokeOpts, Vec2, stroke};

use super::{MAX_OF_A_RULE, PageContext};
use crate::diagnostic::{Code, Finding};
use crate::pdf::{Inks, Layer, Mark, MarkKind};

/// The distance between samples along an edge, in points.
const STEP: f64 = 3.0;

/// The samples in a row that make an edge of artwork: an eighth of an inch and up.
const LEAST_RUN: usize = 4;

/// The distance of samples from the trim on its inside, in points.
const INSIDE: f64 = 1.0;

/// The distance of samples from the edge of the bleed on its inside, in points.
const EDGE: f64 = 0.5;

/// The variation from sample to sample of artwork that stops along a straight line, in points.
const STRAIGHT: f64 = 0.02;

/// An edge of the trim.
struct Edge {
    from: Point,
    along: Vec2,
    out: Vec2,
    length: f64,
}

/// Samples in a row that reach equally far.
struct EdgeRun {
    first: usize,
    count: usize,
    /// The distance that the artwork reaches past the trim, in points.
    reach: f64,
    inks: Option<Inks>,
}

pub(super) fn check(context: &PageContext<'_>) -> Vec<Finding> {
    let Some(trim) = context.page.trim else { return Vec::new() };
    let bleed = context.vendor.bleed.0;
    let mut found: Vec<(f64, Finding)> = Vec::new();
    for edge in edges(trim) {
        let marks = marks_near(&edge, &context.content.marks, bleed);
        let steps = ((edge.length - 2.0 * INSIDE) / STEP) as usize;
        let reaches: Vec<_> = (0..=steps).map(|step| reach(&edge, step, &marks, bleed)).collect();
        for run in runs(&reaches) {
            let length = (run.count - 1) as f64 * STEP;
            found.push((length, finding(context, &edge, &run, length)));
        }
    }
    found.sort_by(|a, b| b.0.total_cmp(&a.0));
    // A frame has four edges.
    found.into_iter().take(MAX_OF_A_RULE + 1).map(|(_, finding)| finding).collect()
}

fn finding(context: &PageContext<'_>, edge: &Edge, run: &EdgeRun, length: f64) -> Finding {
    let middle = edge.at(run.first, 0.0).lerp(edge.at(run.first + run.count - 1, 0.0), 0.5);
    let unit = context.vendor.bleed.1;
    let stops = match run.reach {
        reach if reach < -0.05 => "stops short of the trim".to_owned(),
        reach if reach < 0.5 => "stops at the trim".to_owned(),
        reach => format!("extends only {} past the trim", unit.name(reach, 3)),
    };
    let color = match run.inks {
        Some(inks) => format!(" ({})", context.palette.describe(inks, None)),
        None => String::new(),
    };
    let message = format!(
        "artwork{color} on {} {stops} along {} of the edge, near {}; it must extend {} past the \
         trim",
        context.page.name,
        unit.name(length, 2),
        context.page.position_of_point(middle),
        unit.name(context.vendor.bleed.0, 3)
    );
    Finding::new(Code::PressBleed, message)
        .hint("extend the shape or the picture past the edge of the page in the template")
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
    /// Returns the point of a sample at a distance outside the trim.
    fn at(&self, step: usize, out: f64) -> Point {
        self.from + self.along * (INSIDE + step as f64 * STEP) + self.out * out
    }
}

/// Returns the marks around an edge. Lines become shapes.
fn marks_near(edge: &Edge, marks: &[Mark], bleed: f64) -> Vec<Mark> {
    let (start, end) = (
        edge.from - edge.out * 2.0 * INSIDE,
        edge.from + edge.along * edge.length + edge.out * bleed,
    );
    let band = Rect::from_points(start, end);
    let is_near = |mark: &&Mark| {
        mark.layer == Layer::Page
            && !matches!(mark.kind, MarkKind::Text(_))
            && mark.bounds.overlaps(band)
    };
    let solid = |mark: &Mark| {
        let mut mark = mark.clone();
        if let MarkKind::Line { width } = mark.kind {
            mark.outline = Rc::new(stroke(
                mark.outline.path_elements(0.1),
                &Stroke::new(width),
                &StrokeOpts::default(),
                0.1,
            ));
        }
        mark
    };
    marks.iter().filter(is_near).map(solid).collect()
}

/// Returns how far past the trim the artwork at a sample reaches, and its inks; `None` if it
/// reaches the edge of the bleed.
fn reach(edge: &Edge, step: usize, marks: &[Mark], bleed: f64) -> Option<(f64, Option<Inks>)> {
    let top = |out: f64| {
        let point = edge.at(step, out);
        marks.iter().rposition(|mark| mark.covers(point))
    };
    let own = top(-INSIDE)?;
    if marks[own].paint.is_white() {
        return None;
    }
    // A line that crosses an area is not where the area ends.
    let is_area = |mark: &Mark| !matches!(mark.kind, MarkKind::Line { .. });
    let top = |out: f64| {
        let point = edge.at(step, out);
        let counts = |mark: &Mark| is_area(mark) || !is_area(&marks[own]);
        marks.iter().rposition(|mark| counts(mark) && mark.covers(point))
    };
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
    Some((low, marks[own].paint.heaviest()))
}

/// Groups samples in a row that reach equally far.
fn runs(reaches: &[Option<(f64, Option<Inks>)>]) -> Vec<EdgeRun> {
    let mut runs: Vec<EdgeRun> = Vec::new();
    let mut last = None::<f64>;
    for (index, sample) in reaches.iter().enumerate() {
        let Some((reach, inks)) = *sample else {
            last = None;
            continue;
        };
        match (last, runs.last_mut()) {
            (Some(last), Some(run)) if (reach - last).abs() <= STRAIGHT => run.count += 1,
            _ => runs.push(EdgeRun { first: index, count: 1, reach, inks }),
        }
        last = Some(reach);
    }
    runs.retain(|run| run.count >= LEAST_RUN);
    runs
}
