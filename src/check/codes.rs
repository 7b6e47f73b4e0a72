//! The QR codes on a laid-out page, however the template draws them: as an SVG, as shapes, or as a
//! place that Peerpress fills later.

use kurbo::Rect;
use serde_json::Value;
use typst::layout::{Frame, FrameItem, Point, Transform};
use typst::visualize::{Curve, CurveItem, Geometry, Image, ImageKind, Paint, Shape};

use super::contrast::luminance;
use crate::plan::Modules;

/// The label of a place that Peerpress fills later.
const LABEL: &str = "code";

/// The white margin on each side of a code, in modules.
pub(super) const QUIET: usize = 4;

/// The minimum number of shapes that can be a code. The smallest one has about 100 runs of modules.
const FEWEST_SHAPES: usize = 50;

/// The share by which the sides of a code may differ.
const ROUNDING: f64 = 0.02;

/// The luminance below which a shape counts as dark.
const DARK: f64 = 0.4;

/// A code that a template can draw: the `qr` of a LINK of the job.
#[derive(Debug)]
pub(super) struct KnownCode<'a> {
    pub(super) url: &'a str,
    /// The number of modules in a row.
    pub(super) size: usize,
    /// What an SVG of the code contains.
    outline: Option<&'a str>,
    rows: Vec<&'a str>,
    /// Whether Peerpress draws it later.
    is_later: bool,
}

/// A code on a page.
#[derive(Debug)]
pub(super) struct DrawnCode<'a> {
    pub(super) code: &'a KnownCode<'a>,
    /// The width of a module as printed, in points.
    pub(super) module: f64,
}

/// Returns the codes that a template can draw.
pub(super) fn known_codes(job: &Value) -> Vec<KnownCode<'_>> {
    let mut known = Vec::new();
    collect(job, &mut known);
    known
}

fn collect<'a>(value: &'a Value, known: &mut Vec<KnownCode<'a>>) {
    match value {
        Value::Array(items) => items.iter().for_each(|item| collect(item, known)),
        Value::Object(fields) => match (&value["url"], &value["qr"]) {
            (Value::String(url), Value::Object(code)) => {
                let text = |name: &str| code.get(name).and_then(Value::as_str);
                let rows = code.get("rows").and_then(Value::as_array).into_iter().flatten();
                let size = code.get("size").and_then(Value::as_u64);
                let size = size.and_then(|size| usize::try_from(size).ok());
                known.extend(size.or_else(|| Modules::size_of(url)).map(|size| KnownCode {
                    url,
                    size,
                    outline: text("path").or_else(|| text("svg")),
                    rows: rows.filter_map(Value::as_str).collect(),
                    is_later: code.contains_key("later"),
                }));
            }
            _ => fields.values().for_each(|field| collect(field, known)),
        },
        _ => {}
    }
}

/// Returns the codes on a page. `index` is the index of the page: the place on it is for the code
/// of that index.
pub(super) fn drawn_codes<'a>(
    frame: &Frame,
    index: usize,
    known: &'a [KnownCode<'a>],
) -> Vec<DrawnCode<'a>> {
    let later = known.iter().filter(|code| code.is_later).nth(index);
    let mut walker = Walker { known, later, shapes: Vec::new(), drawn: Vec::new() };
    walker.frame(frame, Point::zero(), Transform::identity());
    walker.end_shapes(Transform::identity());
    walker.drawn
}

struct Walker<'a> {
    known: &'a [KnownCode<'a>],
    /// The code that Peerpress draws on this page.
    later: Option<&'a KnownCode<'a>>,
    /// The dark shapes in a row, which may be the modules of a code.
    shapes: Vec<Rect>,
    drawn: Vec<DrawnCode<'a>>,
}

impl<'a> Walker<'a> {
    /// Walks a frame. `origin` is its corner in upright coordinates, and `outer` leads from these
    /// to the page.
    fn frame(&mut self, frame: &Frame, origin: Point, outer: Transform) {
        for (position, item) in frame.items() {
            let at = origin + *position;
            match item {
                FrameItem::Group(group) => {
                    let is_place = group.label.is_some_and(|it| it.resolve().as_str() == LABEL);
                    if let Some(code) = self.later.filter(|_| is_place) {
                        let width = group.frame.width().to_pt() * scale(outer);
                        let module = width / (code.size + 2 * QUIET) as f64;
                        self.drawn.push(DrawnCode { code, module });
                    } else if group.transform == Transform::identity() {
                        self.frame(&group.frame, at, outer);
                    } else {
                        self.end_shapes(outer);
                        let inner = outer.pre_concat(Transform::translate(at.x, at.y));
                        let inner = inner.pre_concat(group.transform);
                        self.frame(&group.frame, Point::zero(), inner);
                        self.end_shapes(inner);
                    }
                }
                FrameItem::Shape(shape, _) => self.shape(shape, at, outer),
                FrameItem::Image(image, size, _) => {
                    self.end_shapes(outer);
                    self.image(image, size.x.to_pt() * scale(outer));
                }
                FrameItem::Text(_) | FrameItem::Link(..) => self.end_shapes(outer),
                FrameItem::Tag(_) => {}
            }
        }
    }

    fn image(&mut self, image: &Image, width: f64) {
        let ImageKind::Svg(svg) = image.kind() else { return };
        let Ok(text) = std::str::from_utf8(svg.data()) else { return };
        let is_in = |code: &&KnownCode| code.outline.is_some_and(|outline| text.contains(outline));
        let Some(code) = self.known.iter().find(is_in) else { return };
        // The outline of a code has one unit for each module.
        let Some(units) = units_across(text) else { return };
        self.drawn.push(DrawnCode { code, module: width / units });
    }

    fn shape(&mut self, shape: &Shape, at: Point, outer: Transform) {
        let is_dark = |paint: &Paint| match paint {
            Paint::Solid(color) => luminance(color) < DARK,
            Paint::Gradient(_) | Paint::Tiling(_) => true,
        };
        if !shape.fill.as_ref().is_some_and(is_dark) {
            return;
        }
        let corner = (at.x.to_pt(), at.y.to_pt());
        match &shape.geometry {
            Geometry::Rect(size) => {
                let size = (size.x.to_pt(), size.y.to_pt());
                self.shapes.push(Rect::from_origin_size(corner, size));
            }
            Geometry::Curve(curve) => {
                let parts = parts(curve).into_iter().map(|part| part + kurbo::Vec2::from(corner));
                let parts: Vec<Rect> = parts.collect();
                let is_whole = parts.len() >= FEWEST_SHAPES;
                if is_whole {
                    self.end_shapes(outer);
                }
                self.shapes.extend(parts);
                if is_whole {
                    self.end_shapes(outer);
                }
            }
            Geometry::Line(_) => {}
        }
    }

    /// Compares a row of shapes, which has ended, with the codes.
    fn end_shapes(&mut self, outer: Transform) {
        let shapes = std::mem::take(&mut self.shapes);
        if shapes.len() < FEWEST_SHAPES {
            return;
        }
        let bounds = shapes.iter().fold(shapes[0], |bounds, shape| bounds.union(*shape));
        let (width, height) = (bounds.width(), bounds.height());
        if (width - height).abs() > width * ROUNDING {
            return;
        }
        let is_drawn = |code: &&KnownCode| {
            !code.rows.is_empty() && rows(&shapes, bounds, code.size) == code.rows
        };
        if let Some(code) = self.known.iter().find(is_drawn) {
            let module = width * scale(outer) / code.size as f64;
            self.drawn.push(DrawnCode { code, module });
        }
    }
}

/// Returns how much smaller or larger something is printed, along the shorter side.
fn scale(transform: Transform) -> f64 {
    let Transform { sx, ky, kx, sy, .. } = transform;
    sx.get().hypot(ky.get()).min(kx.get().hypot(sy.get()))
}

/// Returns the bounds of each closed part of a curve.
fn parts(curve: &Curve) -> Vec<Rect> {
    let mut parts: Vec<Rect> = Vec::new();
    for item in &curve.0 {
        let points = match item {
            CurveItem::Move(point) => {
                parts.push(Rect::from_points(corner(*point), corner(*point)));
                continue;
            }
            CurveItem::Line(point) => [*point; 3],
            CurveItem::Cubic(first, second, third) => [*first, *second, *third],
            CurveItem::Close => continue,
        };
        // A curve that does not start with a move starts at its origin.
        let part = parts.pop().unwrap_or_default();
        parts.push(points.iter().fold(part, |part, point| part.union_pt(corner(*point))));
    }
    parts
}

fn corner(point: Point) -> (f64, f64) {
    (point.x.to_pt(), point.y.to_pt())
}

/// Returns the rows of modules that shapes draw, with `1` for a dark module.
fn rows(shapes: &[Rect], bounds: Rect, size: usize) -> Vec<String> {
    let module = bounds.width() / size as f64;
    // A module is dark if its center is.
    let centers = |start: f64, end: f64| {
        let first = (start / module - 0.5).ceil().max(0.0) as usize;
        let last = (end / module - 0.5).floor() as usize;
        first..(last + 1).min(size)
    };
    let mut rows = vec![vec![b'0'; size]; size];
    for shape in shapes {
        for row in &mut rows[centers(shape.y0 - bounds.y0, shape.y1 - bounds.y0)] {
            row[centers(shape.x0 - bounds.x0, shape.x1 - bounds.x0)].fill(b'1');
        }
    }
    rows.into_iter().map(|row| String::from_utf8_lossy(&row).into_owned()).collect()
}

/// Returns the width of an SVG in its own units.
fn units_across(svg: &str) -> Option<f64> {
    let document = roxmltree::Document::parse(svg).ok()?;
    let root = document.root_element();
    let view = root
        .attribute("viewBox")
        .and_then(|view| view.split([' ', ',', '\n', '\t']).filter(|part| !part.is_empty()).nth(2));
    let units: f64 = view.or_else(|| root.attribute("width"))?.parse().ok()?;
    (units > 0.0).then_some(units)
}
