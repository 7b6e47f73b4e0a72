//! Walking a laid-out page: every run of text with its ink, its size, the region it belongs to and the colour behind it.

use typst::introspection::{Location, Tag};
use typst::layout::{Frame, FrameItem, Point, Transform};
use typst::model::HeadingElem;
use typst::pdf::ArtifactElem;
use typst::text::{FontStyle, Glyph, TextItem};
use typst::visualize::{Color, Geometry, Paint, Shape};
use typst_layout::Page;

use super::geometry::Box;

/// What stands on a page.
#[derive(Debug, Default)]
pub(super) struct PageText {
    pub(super) width: f64,
    pub(super) height: f64,
    /// In the order of the layout.
    pub(super) runs: Vec<Run>,
    pub(super) regions: Vec<Region>,
    /// Text that leaves no ink, and its font family.
    pub(super) unseen: Vec<(String, String)>,
}

/// A run of text in one font and size.
#[derive(Debug, Clone)]
pub(super) struct Run {
    pub(super) text: String,
    /// Around what is printed.
    pub(super) ink: Box,
    /// Where it stands, from the top.
    pub(super) baseline: f64,
    /// Points, as it is printed.
    pub(super) size: f64,
    /// Whether screen readers skip it.
    pub(super) is_artifact: bool,
    /// Whether it stands upright.
    pub(super) upright: bool,
    /// Whether the weight is bold.
    pub(super) bold: bool,
    /// Whether the letters slant.
    pub(super) slanted: bool,
    /// Whether it belongs to a heading.
    pub(super) is_heading: bool,
    /// The regions around it, outermost first, as indices.
    pub(super) regions: Vec<usize>,
    /// Characters that no font has.
    pub(super) missing: Vec<char>,
    /// Its colour, and those found behind it; none over a picture or a pattern.
    pub(super) colors: Option<(Color, Vec<Color>)>,
}

/// A place that text must fit.
#[derive(Debug, Clone)]
pub(super) struct Region {
    pub(super) name: String,
    pub(super) bounds: Box,
}

/// The prefix of the labels by which templates name regions.
const REGION: &str = "region:";

/// Walks a page.
pub(super) fn walk(page: &Page) -> PageText {
    let mut walker = Walker {
        out: PageText::default(),
        behind: Vec::new(),
        regions: Vec::new(),
        clips: Vec::new(),
        artifacts: Vec::new(),
        headings: Vec::new(),
    };
    walker.out.width = page.frame.width().to_pt();
    walker.out.height = page.frame.height().to_pt();
    if let Some(fill) = page.fill_or_white() {
        let size = page.frame.size();
        walker.shape(&Geometry::Rect(size).filled(fill), Transform::identity());
    }
    walker.frame(&page.frame, Transform::identity());
    walker.out
}

/// The character of a glyph's cluster that the font has not.
fn lacking(item: &TextItem, glyph: &Glyph) -> Option<char> {
    let cluster = item.text.get(glyph.range.start as usize..glyph.range.end as usize)?;
    let lacks = |c: &char| {
        item.font.ttf().glyph_index(*c).is_none()
            && !matches!(c, '\u{200c}' | '\u{200d}' | '\u{fe00}'..='\u{fe0f}')
    };
    cluster.chars().find(lacks).or_else(|| cluster.chars().next())
}

struct Walker {
    out: PageText,
    /// What was painted so far, bottom first.
    behind: Vec<Painted>,
    regions: Vec<usize>,
    clips: Vec<Box>,
    /// The artifacts that are open.
    artifacts: Vec<Location>,
    /// The headings that are open.
    headings: Vec<Location>,
}

/// Something painted that can stand behind text.
struct Painted {
    /// None for a picture or a pattern.
    shape: Option<Shape>,
    bounds: Box,
    /// From the page to the shape's own coordinates.
    to_shape: Transform,
}

impl Walker {
    fn frame(&mut self, frame: &Frame, transform: Transform) {
        for (position, item) in frame.items() {
            let here = transform.pre_concat(Transform::translate(position.x, position.y));
            match item {
                FrameItem::Group(group) => {
                    let inner = here.pre_concat(group.transform);
                    let bounds = Box::around(inner, Point::zero(), group.frame.size().to_point());
                    let name = group
                        .label
                        .map(|label| label.resolve().to_string())
                        .and_then(|label| label.strip_prefix(REGION).map(str::to_owned));
                    let is_region = name.is_some();
                    if let Some(name) = name {
                        self.regions.push(self.out.regions.len());
                        self.out.regions.push(Region { name, bounds });
                    }
                    if group.clip.is_some() {
                        self.clips.push(bounds);
                    }
                    self.frame(&group.frame, inner);
                    if group.clip.is_some() {
                        self.clips.pop();
                    }
                    if is_region {
                        self.regions.pop();
                    }
                }
                FrameItem::Text(text) => self.text(text, here),
                FrameItem::Shape(shape, _) => self.shape(shape, here),
                FrameItem::Image(_, size, _) => {
                    let bounds = Box::around(here, Point::zero(), size.to_point());
                    self.behind.push(Painted {
                        shape: None,
                        bounds,
                        to_shape: Transform::identity(),
                    });
                }
                FrameItem::Tag(Tag::Start(content, _)) if content.is::<ArtifactElem>() => {
                    self.artifacts.extend(content.location())
                }
                FrameItem::Tag(Tag::Start(content, _)) if content.is::<HeadingElem>() => {
                    self.headings.extend(content.location())
                }
                FrameItem::Tag(Tag::End(location, ..)) => {
                    self.artifacts.retain(|open| open != location);
                    self.headings.retain(|open| open != location);
                }
                FrameItem::Link(..) | FrameItem::Tag(_) => {}
            }
        }
    }

    fn shape(&mut self, shape: &Shape, transform: Transform) {
        let (Some(_), Some(to_shape)) = (&shape.fill, transform.invert()) else { return };
        let bbox = shape.bbox(false);
        let mut bounds = Box::around(transform, bbox.min, bbox.max);
        for clip in &self.clips {
            match bounds.common(*clip) {
                Some(common) => bounds = common,
                None => return,
            }
        }
        self.behind.push(Painted { shape: Some(shape.clone()), bounds, to_shape });
    }

    fn text(&mut self, item: &TextItem, transform: Transform) {
        let bbox = item.bbox();
        if item.text.trim().is_empty() {
            return;
        }
        if !(bbox.min.x.to_pt().is_finite() && bbox.min.y.to_pt().is_finite()) {
            if item.text.chars().any(char::is_alphanumeric) {
                self.out.unseen.push((item.text.to_string(), item.font.info().family.to_string()));
            }
            return;
        }
        let ink = Box::around(transform, bbox.min, bbox.max);
        let scale = (transform.sx.get() * transform.sy.get()
            - transform.kx.get() * transform.ky.get())
        .abs()
        .sqrt();
        let missing = item
            .glyphs
            .iter()
            .filter(|glyph| glyph.id == 0)
            .filter_map(|glyph| lacking(item, glyph));
        let run = Run {
            text: item.text.to_string(),
            ink,
            baseline: Point::zero().transform(transform).y.to_pt(),
            size: item.size.to_pt() * scale,
            is_artifact: !self.artifacts.is_empty(),
            upright: transform.kx.get().abs() < 1e-6 && transform.ky.get().abs() < 1e-6,
            bold: item.font.info().variant.weight.to_number() >= 700,
            slanted: item.font.info().variant.style != FontStyle::Normal,
            is_heading: !self.headings.is_empty(),
            regions: self.regions.clone(),
            missing: missing.collect(),
            colors: self.colors(&item.fill, ink),
        };
        self.out.runs.push(run);
    }

    /// The colour of a text and those behind its ink, sampled at its edges and middle.
    fn colors(&self, fill: &Paint, ink: Box) -> Option<(Color, Vec<Color>)> {
        let Paint::Solid(own) = fill else { return None };
        let mut behind = Vec::new();
        for across in [0.02, 0.25, 0.5, 0.75, 0.98] {
            for down in [0.1, 0.9] {
                let x = ink.left + (ink.right - ink.left) * across;
                let y = ink.top + (ink.bottom - ink.top) * down;
                behind.push(self.behind.iter().rev().find_map(|painted| painted.at(x, y))??);
            }
        }
        Some((own.clone(), behind))
    }
}

impl Painted {
    /// The colour at a point of the page: none if the point is not covered, `Some(None)` if it is covered by what has no one colour.
    fn at(&self, x: f64, y: f64) -> Option<Option<Color>> {
        if !self.bounds.holds(x, y) {
            return None;
        }
        let Some(shape) = &self.shape else { return Some(None) };
        let point = Point::new(typst::layout::Abs::pt(x), typst::layout::Abs::pt(y))
            .transform(self.to_shape);
        let covers = match &shape.geometry {
            Geometry::Curve(curve) => curve.contains(shape.fill_rule, point),
            Geometry::Rect(_) => true,
            Geometry::Line(_) => false,
        };
        if !covers {
            return None;
        }
        Some(match &shape.fill {
            Some(Paint::Solid(color)) => Some(color.clone()),
            Some(Paint::Gradient(gradient)) => {
                let bbox = shape.bbox(false);
                let (size, from) = (bbox.size(), point - bbox.min);
                Some(gradient.sample_at(
                    (from.x.to_pt() as f32, from.y.to_pt() as f32),
                    (size.x.to_pt() as f32, size.y.to_pt() as f32),
                ))
            }
            _ => None,
        })
    }
}
