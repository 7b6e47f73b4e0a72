//! Painting operators: paths, colors, patterns, gradients and images become marks.

use std::rc::Rc;

use kurbo::{BezPath, Rect, Shape};
use lopdf::{Dictionary, Object, ObjectId, Stream};

use super::color_space::ColorSpace;
use super::function::Function;
use super::image::{self, GrayPicture, Image};
use super::interpreter::{Interpreter, Scope};
use super::marks::{Layer, Mark, MarkKind, Paint};
use super::objects::lookup;
use super::state::Color;

/// How opaque a stencil is at most.
const STENCIL: f64 = 0.4;

/// A gradient whose colors differ by less than this in each of red, green, and blue, from 0 to 1,
/// counts as one color.
const NEARLY_ONE_COLOR: f64 = 0.25;

impl<'a> Interpreter<'a> {
    /// Executes an operator that paints the path or clips with it. Returns whether it is one.
    pub(super) fn paint_path(&mut self, scope: &mut Scope<'a>, operator: &str) -> bool {
        let (fills, is_even_odd, strokes) = match operator {
            "f" | "F" => (true, false, false),
            "f*" => (true, true, false),
            "S" | "s" => (false, false, true),
            "B" | "b" => (true, false, true),
            "B*" | "b*" => (true, true, true),
            "n" => (false, false, false),
            _ => return false,
        };
        if matches!(operator, "s" | "b" | "b*") && !scope.path.elements().is_empty() {
            scope.path.close_path();
        }
        let outline = Rc::new(std::mem::take(&mut scope.path));
        let bounds = outline.bounding_box();
        if fills {
            let color = scope.state.fill.clone();
            let outline = Rc::clone(&outline);
            self.put(scope, MarkKind::Fill, &color, outline, is_even_odd, bounds);
        }
        if strokes {
            let color = scope.state.stroke.clone();
            let width = scope.state.line_width * scope.state.scale();
            let bounds = bounds.inflate(width / 2.0, width / 2.0);
            let kind = MarkKind::Line { width };
            self.put(scope, kind, &color, Rc::clone(&outline), false, bounds);
        }
        if let Some(is_even_odd) = scope.pending_clip.take() {
            scope.state.clip_to((*outline).clone(), is_even_odd);
        }
        true
    }

    /// Adds a mark, unless the clip hides all of it.
    pub(super) fn put(
        &mut self,
        scope: &Scope<'a>,
        kind: MarkKind,
        color: &Color,
        outline: Rc<BezPath>,
        is_even_odd: bool,
        bounds: Rect,
    ) {
        let state = &scope.state;
        let is_text = matches!(kind, MarkKind::Text(_));
        if outline.elements().is_empty() && !is_text && state.clip.is_none() {
            return;
        }
        if state.clip.as_ref().is_some_and(|clip| !clip.bounds.overlaps(bounds)) {
            return;
        }
        self.content.marks.push(Mark {
            kind,
            paint: color.paint.clone(),
            layer: scope.layer,
            outline,
            is_even_odd,
            bounds: state.visible(bounds),
            clip: state.clip.clone(),
            overprints: color.overprints,
            alpha: color.alpha,
        });
    }

    /// Executes an operator that sets a color. Returns whether it is one.
    pub(super) fn set_color(
        &mut self,
        scope: &mut Scope<'a>,
        operator: &str,
        numbers: &[f64],
        name: Option<&[u8]>,
    ) -> bool {
        let device_space = match operator {
            "g" | "G" => Some("DeviceGray"),
            "rg" | "RG" => Some("DeviceRGB"),
            "k" | "K" => Some("DeviceCMYK"),
            "cs" | "CS" | "sc" | "SC" | "scn" | "SCN" => None,
            _ => return false,
        };
        let is_stroke = operator.starts_with(|c: char| c.is_ascii_uppercase());
        let state = &scope.state;
        let mut color = if is_stroke { state.stroke.clone() } else { state.fill.clone() };
        match (device_space, name, operator) {
            (Some(space), ..) => {
                color.space = Rc::new(ColorSpace::read(self.pdf, &[], &space.into()));
                color.paint = color.space.paint(numbers);
            }
            (None, Some(name), "cs" | "CS") => {
                let name = Object::Name(name.to_vec());
                color.space = Rc::new(ColorSpace::read(self.pdf, &scope.resources, &name));
                color.paint = color.space.initial();
            }
            (None, Some(pattern), _) => color.paint = self.pattern(scope, pattern),
            _ => color.paint = color.space.paint(numbers),
        }
        *(if is_stroke { &mut scope.state.stroke } else { &mut scope.state.fill }) = color;
        true
    }

    /// Returns the paint of a pattern. The marks of a tile are added.
    fn pattern(&mut self, scope: &mut Scope<'a>, name: &[u8]) -> Paint {
        let pdf = self.pdf;
        let found = lookup(pdf, &scope.resources, b"Pattern", name)
            .and_then(|pattern| pdf.dereference(pattern).ok());
        match found {
            Some((_, Object::Dictionary(pattern))) => match pattern.get(b"Shading") {
                Ok(shading) => self.shading(&scope.resources, shading),
                Err(_) => Paint::Pattern,
            },
            Some((_, Object::Stream(tile))) => {
                self.run_stream(scope, tile, Layer::Tile);
                Paint::Pattern
            }
            _ => Paint::not_ink("a missing pattern"),
        }
    }

    /// Returns the colors of a gradient.
    fn shading(&mut self, resources: &[&Dictionary], shading: &Object) -> Paint {
        let pdf = self.pdf;
        let Ok((id, object)) = pdf.dereference(shading) else {
            return Paint::not_ink("a missing gradient");
        };
        if let Some(known) = id.and_then(|id| self.shadings.get(&id)) {
            return known.clone();
        }
        let dictionary = match object {
            Object::Dictionary(dictionary) => dictionary,
            Object::Stream(stream) => &stream.dict,
            _ => return Paint::Pattern,
        };
        let Ok(space) = dictionary.get(b"ColorSpace") else {
            return Paint::not_ink("a gradient without a color space");
        };
        let space = ColorSpace::read(pdf, resources, space);
        let function = dictionary.get(b"Function").ok();
        let function = function.and_then(|function| Function::read(pdf, function));
        let paint = match (space.not_ink(), function) {
            (Some(name), function) => {
                let stops =
                    function.iter().flat_map(|it| it.stops().into_iter().map(|x| it.at(&[x])));
                let colors: Vec<_> = stops.filter_map(|it| space.paint(&it).rgb()).collect();
                Paint::NotInk { space: name, rgb: mean_color(&colors) }
            }
            (None, None) => Paint::Gradient(Rc::default()),
            (None, Some(function)) => {
                let stops = function.stops().into_iter();
                let ramp = stops.filter_map(|stop| space.inks(&function.at(&[stop])));
                Paint::Gradient(Rc::new(ramp.collect()))
            }
        };
        self.shadings.extend(id.map(|id| (id, paint.clone())));
        paint
    }

    /// Paints a gradient over all that the clip leaves visible (`sh`).
    pub(super) fn paint_shading(&mut self, scope: &Scope<'a>, name: &[u8]) {
        let Some(shading) = lookup(self.pdf, &scope.resources, b"Shading", name) else { return };
        let paint = self.shading(&scope.resources, shading);
        let color = Color { paint, ..scope.state.fill.clone() };
        let everything = Rect::new(-1e5, -1e5, 1e5, 1e5);
        let bounds = scope.state.clip.as_ref().map_or(everything, |clip| clip.bounds);
        self.put(scope, MarkKind::Fill, &color, Rc::new(bounds.to_path(0.1)), false, bounds);
    }

    pub(super) fn paint_image(&mut self, scope: &Scope<'a>, id: Option<ObjectId>, stream: &Stream) {
        let outline = scope.state.matrix * Rect::new(0.0, 0.0, 1.0, 1.0).to_path(0.1);
        let bounds = outline.bounding_box();
        let outline = Rc::new(outline);
        let stencil = image::entry(&stream.dict, b"ImageMask", b"IM");
        if stencil.and_then(|flag| flag.as_bool().ok()) == Some(true) {
            if self.collects_codes {
                self.content.codes.extend(GrayPicture::read(self.pdf, stream, None));
            }
            // The light parts of a stencil hide nothing, so it counts as half transparent.
            let fill = scope.state.fill.clone();
            let color = Color { alpha: fill.alpha.min(STENCIL), ..fill };
            return self.put(scope, MarkKind::Fill, &color, outline, false, bounds);
        }
        let (image, paint) = self.image(&scope.resources, id, stream);
        let [a, b, c, d, ..] = scope.state.matrix.as_coeffs();
        let (width, height) = (a.hypot(b) / 72.0, c.hypot(d) / 72.0);
        let kind = MarkKind::Image { image, width, height };
        let color = Color { paint, ..scope.state.fill.clone() };
        self.put(scope, kind, &color, outline, false, bounds);
    }

    fn image(
        &mut self,
        resources: &[&Dictionary],
        id: Option<ObjectId>,
        stream: &Stream,
    ) -> (Rc<Image>, Paint) {
        if let Some(known) = id.and_then(|id| self.images.get(&id)) {
            return known.clone();
        }
        let space = match image::entry(&stream.dict, b"ColorSpace", b"CS") {
            Some(space) => ColorSpace::read(self.pdf, resources, space),
            None => ColorSpace::other("an image without a color space"),
        };
        if self.collects_codes {
            self.content.codes.extend(GrayPicture::read(self.pdf, stream, Some(&space)));
        }
        // Whoever looks for codes does not look at ink.
        let image = if self.collects_codes {
            Image::outline(stream)
        } else {
            Image::read(self.pdf, stream, &space)
        };
        let image = Rc::new(image);
        let paint = match space.not_ink() {
            Some(name) => Paint::not_ink(name),
            None => Paint::Image(Rc::clone(&image)),
        };
        self.images.extend(id.map(|id| (id, (Rc::clone(&image), paint.clone()))));
        (image, paint)
    }
}

/// Returns the color of a gradient whose colors hardly differ.
fn mean_color(colors: &[[f64; 3]]) -> Option<[u8; 3]> {
    let mut mean = [0; 3];
    for (channel, mean) in mean.iter_mut().enumerate() {
        let values = || colors.iter().map(|color| color[channel]);
        let spread = values().fold(0.0, f64::max) - values().fold(1.0, f64::min);
        if colors.is_empty() || spread > NEARLY_ONE_COLOR {
            return None;
        }
        *mean = (255.0 * values().sum::<f64>() / colors.len() as f64).round() as u8;
    }
    Some(mean)
}
