//! The text of a laid-out page: each run with its ink, its size, its regions and the colors behind.

use kurbo::Rect;
use typst::foundations::{Content, Value};
use typst::introspection::{Location, MetadataElem, Tag};
use typst::layout::{Abs, Em, Frame, FrameItem, GroupItem, Point, Transform};
use typst::model::{HeadingElem, ParElem};
use typst::pdf::ArtifactElem;
use typst::text::{FontStyle, Glyph, TextItem};
use typst::visualize::{Color, Geometry, Paint, Shape};
use typst_layout::Page;

use super::placed_picture::PlacedPicture;
use super::rect::bounds_after;

/// The prefix of the labels by which templates name regions.
const REGION: &str = "region:";

/// The prefix of the labels by which templates declare that text stands on a picture.
const GROUND: &str = "ground:";

/// The weight from which a font counts as bold.
const BOLD: u16 = 700;

/// The points of a run's ink at which the color behind it is sampled, as shares of its width and of
/// its height.
const SAMPLES_ACROSS: [f64; 5] = [0.02, 0.25, 0.5, 0.75, 0.98];
const SAMPLES_DOWN: [f64; 2] = [0.1, 0.9];

/// The text of a page.
#[derive(Debug, Default)]
pub(crate) struct PageText {
    /// The width of the page, in points.
    pub(crate) width: f64,
    /// The height of the page, in points.
    pub(crate) height: f64,
    /// The runs, in the order of the layout.
    pub(crate) runs: Vec<TextRun>,
    pub(crate) regions: Vec<Region>,
    /// The pictures, in the order of the layout.
    pub(crate) pictures: Vec<PlacedPicture>,
    /// Texts that the template leaves out for lack of room, each with its name before it.
    pub(super) left_out: Vec<(String, String)>,
    /// Text that leaves no ink, each piece with its font family.
    pub(crate) without_ink: Vec<(String, String)>,
}

/// A run of text in one font and size.
#[derive(Debug, Clone)]
pub(crate) struct TextRun {
    pub(crate) text: String,
    /// The bounds of what is printed.
    pub(crate) ink: Rect,
    /// The distance of the baseline from the top of the page, in points.
    pub(crate) baseline: f64,
    /// The size as printed, in points.
    pub(crate) size: f64,
    /// Whether screen readers skip the text.
    pub(crate) is_artifact: bool,
    /// Whether the text is upright: not rotated or skewed.
    pub(crate) upright: bool,
    /// Whether it is only marks above or below the letters of another run.
    pub(crate) is_marks: bool,
    pub(crate) bold: bool,
    /// Whether the text is italic or oblique.
    pub(crate) slanted: bool,
    pub(crate) is_heading: bool,
    /// The paragraph or heading that it belongs to.
    pub(crate) paragraph: Option<Location>,
    /// The indices of the enclosing regions, outermost first.
    pub(crate) regions: Vec<usize>,
    /// The characters that the font does not have.
    pub(crate) missing: Vec<char>,
    /// The color of the text and the colors behind it, or `None` on a picture or a pattern.
    pub(crate) colors: Option<(Color, Vec<Color>)>,
    /// The indices of the pictures that are directly behind the text.
    pub(crate) on_pictures: Vec<usize>,
}

/// A named area of the page that text must fit.
#[derive(Debug, Clone)]
pub(crate) struct Region {
    pub(crate) name: String,
    pub(crate) bounds: Rect,
}

impl PageText {
    /// Collects the text of a page.
    pub(crate) fn of(page: &Page) -> Self {
        let mut walker = Walker::default();
        walker.text.width = page.frame.width().to_pt();
        walker.text.height = page.frame.height().to_pt();
        if let Some(fill) = page.fill_or_white() {
            let background = Geometry::Rect(page.frame.size()).filled(fill);
            walker.shape(&background, Transform::identity());
        }
        walker.frame(&page.frame, Transform::identity());
        walker.text
    }
}

/// Walks the frames of a page.
#[derive(Default)]
struct Walker {
    text: PageText,
    /// What is painted so far, from the bottom.
    painted: Vec<Painted>,
    /// The open regions, as indices.
    regions: Vec<usize>,
    /// The open clips.
    clips: Vec<Rect>,
    /// The open artifacts.
    artifacts: Vec<Location>,
    /// The open headings.
    headings: Vec<Location>,
    /// The open paragraphs and headings, outermost first.
    paragraphs: Vec<Location>,
    /// The number of open groups that are grounds for text.
    grounds: usize,
}

impl Walker {
    fn frame(&mut self, frame: &Frame, transform: Transform) {
        for (position, item) in frame.items() {
            let here = transform.pre_concat(Transform::translate(position.x, position.y));
            match item {
                FrameItem::Group(group) => self.group(group, here),
                FrameItem::Text(text) => self.text(text, here),
                FrameItem::Shape(shape, _) => self.shape(shape, here),
                FrameItem::Image(image, size, _) => {
                    if let Some(picture) = PlacedPicture::new(image, *size, here, &self.clips) {
                        self.picture(picture);
                    }
                }
                FrameItem::Tag(Tag::Start(content, _)) if content.is::<ArtifactElem>() => {
                    self.artifacts.extend(content.location())
                }
                FrameItem::Tag(Tag::Start(content, _)) if content.is::<HeadingElem>() => {
                    self.headings.extend(content.location());
                    self.paragraphs.extend(content.location());
                }
                FrameItem::Tag(Tag::Start(content, _)) if content.is::<ParElem>() => {
                    self.paragraphs.extend(content.location())
                }
                FrameItem::Tag(Tag::Start(content, _)) if content.is::<MetadataElem>() => {
                    self.text.left_out.extend(left_out(content));
                }
                FrameItem::Tag(Tag::End(location, ..)) => {
                    self.artifacts.retain(|open| open != location);
                    self.headings.retain(|open| open != location);
                    self.paragraphs.retain(|open| open != location);
                }
                FrameItem::Link(..) | FrameItem::Tag(_) => {}
            }
        }
    }

    fn group(&mut self, group: &GroupItem, transform: Transform) {
        let inner = transform.pre_concat(group.transform);
        let bounds = bounds_after(inner, Point::zero(), group.frame.size().to_point());
        let (open_regions, open_clips) = (self.regions.len(), self.clips.len());
        let label = group.label.map(|label| label.resolve());
        if let Some(name) = label.as_ref().and_then(|label| label.strip_prefix(REGION)) {
            self.regions.push(self.text.regions.len());
            self.text.regions.push(Region { name: name.to_owned(), bounds });
        }
        if group.clip.is_some() {
            self.clips.push(bounds);
        }
        let is_ground = label.as_ref().is_some_and(|label| label.starts_with(GROUND));
        self.grounds += usize::from(is_ground);
        self.frame(&group.frame, inner);
        self.grounds -= usize::from(is_ground);
        self.regions.truncate(open_regions);
        self.clips.truncate(open_clips);
    }

    fn picture(&mut self, mut picture: PlacedPicture) {
        picture.is_ground = self.grounds > 0 || !self.artifacts.is_empty();
        picture.runs_below = self.text.runs.len();
        self.painted.push(Painted::Picture(self.text.pictures.len()));
        self.text.pictures.push(picture);
    }

    fn shape(&mut self, shape: &Shape, transform: Transform) {
        let (Some(_), Some(to_shape)) = (&shape.fill, transform.invert()) else { return };
        let bbox = shape.bbox(false);
        let mut bounds = bounds_after(transform, bbox.min, bbox.max);
        for clip in &self.clips {
            bounds = bounds.intersect(*clip);
            if bounds.is_zero_area() {
                return;
            }
        }
        let shape = shape.clone();
        self.painted.push(Painted::Shape(Box::new(PaintedShape { shape, bounds, to_shape })));
    }

    fn text(&mut self, item: &TextItem, transform: Transform) {
        if item.text.trim().is_empty() {
            return;
        }
        let bbox = item.bbox();
        let variant = item.font.info().variant;
        if !(bbox.min.x.to_pt().is_finite() && bbox.min.y.to_pt().is_finite()) {
            if item.text.chars().any(char::is_alphanumeric) {
                let family = item.font.info().family.to_string();
                self.text.without_ink.push((item.text.to_string(), family));
            }
            return;
        }
        let ink = bounds_after(transform, bbox.min, bbox.max);
        let (sx, sy) = (transform.sx.get(), transform.sy.get());
        let (kx, ky) = (transform.kx.get(), transform.ky.get());
        let missing = item.glyphs.iter().filter(|glyph| glyph.id == 0);
        let run = TextRun {
            text: item.text.to_string(),
            ink,
            baseline: Point::zero().transform(transform).y.to_pt(),
            size: item.size.to_pt() * (sx * sy - kx * ky).abs().sqrt(),
            is_artifact: !self.artifacts.is_empty(),
            upright: kx.abs() < 1e-6 && ky.abs() < 1e-6,
            is_marks: item.glyphs.iter().all(|glyph| glyph.x_advance == Em::zero()),
            bold: variant.weight.to_number() >= BOLD,
            slanted: variant.style != FontStyle::Normal,
            is_heading: !self.headings.is_empty(),
            paragraph: self.paragraphs.last().copied(),
            regions: self.regions.clone(),
            missing: missing.filter_map(|glyph| missing_character(item, glyph)).collect(),
            colors: self.colors(&item.fill, ink),
            on_pictures: self.pictures_behind(ink),
        };
        self.text.runs.push(run);
    }

    /// Returns the color of a run and the colors behind its ink, sampled at its edges and middle.
    fn colors(&self, fill: &Paint, ink: Rect) -> Option<(Color, Vec<Color>)> {
        let Paint::Solid(own) = fill else { return None };
        let mut behind = Vec::new();
        for (x, y) in samples(ink) {
            let Painted::Shape(shape) = self.topmost(x, y)? else { return None };
            behind.push(shape.color(x, y)?);
        }
        Some((own.clone(), behind))
    }

    /// Returns the pictures that are directly behind ink.
    fn pictures_behind(&self, ink: Rect) -> Vec<usize> {
        if self.text.pictures.is_empty() {
            return Vec::new();
        }
        let pictures = samples(ink).filter_map(|(x, y)| match self.topmost(x, y)? {
            Painted::Picture(index) => Some(*index),
            Painted::Shape(_) => None,
        });
        let mut pictures: Vec<usize> = pictures.collect();
        pictures.sort_unstable();
        pictures.dedup();
        pictures
    }

    /// Returns what was last painted at a point.
    fn topmost(&self, x: f64, y: f64) -> Option<&Painted> {
        self.painted.iter().rev().find(|painted| match painted {
            Painted::Picture(index) => self.text.pictures[*index].covers(x, y),
            Painted::Shape(shape) => shape.covers(x, y),
        })
    }
}

/// Returns the name and the text that a template leaves out, if metadata says so.
fn left_out(content: &Content) -> Option<(String, String)> {
    let metadata = content.to_packed::<MetadataElem>()?;
    let Value::Dict(fields) = &metadata.value else { return None };
    let field = |name: &str| match fields.get(name) {
        Ok(Value::Str(text)) => Some(text.to_string()),
        _ => None,
    };
    Some((field("left-out")?, field("text")?))
}

/// Returns the points at which the ground of ink is sampled.
fn samples(ink: Rect) -> impl Iterator<Item = (f64, f64)> {
    SAMPLES_ACROSS.into_iter().flat_map(move |across| {
        SAMPLES_DOWN.map(|down| (ink.x0 + ink.width() * across, ink.y0 + ink.height() * down))
    })
}

/// Returns the character of a glyph's cluster that the font does not have.
fn missing_character(item: &TextItem, glyph: &Glyph) -> Option<char> {
    let cluster = item.text.get(glyph.range.start as usize..glyph.range.end as usize)?;
    let is_missing = |c: &char| {
        // Joiners and variation selectors need no glyph.
        let is_control = matches!(c, '\u{200c}' | '\u{200d}' | '\u{fe00}'..='\u{fe0f}');
        !is_control && item.font.ttf().glyph_index(*c).is_none()
    };
    cluster.chars().find(is_missing).or_else(|| cluster.chars().next())
}

/// Something painted that can be behind text.
enum Painted {
    /// The index of a picture.
    Picture(usize),
    Shape(Box<PaintedShape>),
}

/// A filled shape.
struct PaintedShape {
    shape: Shape,
    bounds: Rect,
    /// From the coordinates of the page to those of the shape.
    to_shape: Transform,
}

impl PaintedShape {
    /// Returns whether it covers a point of the page.
    fn covers(&self, x: f64, y: f64) -> bool {
        self.bounds.contains((x, y))
            && match &self.shape.geometry {
                Geometry::Curve(curve) => curve.contains(self.shape.fill_rule, self.point(x, y)),
                Geometry::Rect(_) => true,
                Geometry::Line(_) => false,
            }
    }

    /// Returns the color at a point that it covers, or `None` for a pattern.
    fn color(&self, x: f64, y: f64) -> Option<Color> {
        match self.shape.fill.as_ref()? {
            Paint::Solid(color) => Some(color.clone()),
            Paint::Gradient(gradient) => {
                let bbox = self.shape.bbox(false);
                let (size, from) = (bbox.size(), self.point(x, y) - bbox.min);
                Some(gradient.sample_at(
                    (from.x.to_pt() as f32, from.y.to_pt() as f32),
                    (size.x.to_pt() as f32, size.y.to_pt() as f32),
                ))
            }
            Paint::Tiling(_) => None,
        }
    }

    /// Returns a point of the page in the coordinates of the shape.
    fn point(&self, x: f64, y: f64) -> Point {
        Point::new(Abs::pt(x), Abs::pt(y)).transform(self.to_shape)
    }
}
