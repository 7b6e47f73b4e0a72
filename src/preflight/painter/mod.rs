//! Paints a page without ink: goes through its operators, and those of its forms, patterns, masks and drawn glyphs, and notes every mark.

mod state;
mod text;
mod walk;

use std::collections::{BTreeSet, HashMap};
use std::rc::Rc;

use kurbo::{Affine, BezPath, Rect, Shape};
use lopdf::content::{Content, Operation};
use lopdf::{Dictionary, Document, Object, ObjectId, Stream};

use self::state::{Color, State};
use self::walk::Walk;
use super::function::{Function, numbers};
use super::glyphs::Font;
use super::identity::is_name;
use super::marks::{Clip, Kind, Layer, Mark, Paint};
use super::pictures::{Picture, either};
use super::sheet::rectangle;
use super::space::{Space, lookup};

/// Forms may stand in forms no deeper.
const DEEPEST: usize = 12;

/// A page that takes more operators than this, through forms in forms, is a trap.
const MOST_OPERATORS: usize = 2_000_000;

/// What a page paints.
pub(super) struct Painted {
    pub(super) marks: Vec<Mark>,
    /// What no single mark shows: "a transfer function".
    pub(super) remarks: BTreeSet<String>,
}

/// What the pages of one file share.
pub(super) struct Painter<'a> {
    pdf: &'a Document,
    fonts: HashMap<ObjectId, Rc<Font>>,
    pictures: HashMap<ObjectId, (Rc<Picture>, Paint)>,
    shadings: HashMap<ObjectId, Paint>,
    remarks: BTreeSet<String>,
    operators: usize,
}

impl<'a> Painter<'a> {
    pub(super) fn new(pdf: &'a Document) -> Self {
        Self {
            pdf,
            fonts: HashMap::new(),
            pictures: HashMap::new(),
            shadings: HashMap::new(),
            remarks: BTreeSet::new(),
            operators: 0,
        }
    }

    /// All that a page paints; none if it cannot be read.
    pub(super) fn page(&mut self, id: ObjectId) -> Option<Painted> {
        let pdf = self.pdf;
        let (own, inherited) = pdf.get_page_resources(id).ok()?;
        let resources: Vec<&Dictionary> = own
            .into_iter()
            .chain(inherited.into_iter().filter_map(|id| pdf.get_dictionary(id).ok()))
            .collect();
        self.operators = 0;
        self.remarks.clear();
        let mut walk = Walk::new(State::new(Affine::IDENTITY, None), resources, Layer::Page, 0);
        self.run(&mut walk, &pdf.get_page_content(id))?;
        Some(Painted { marks: walk.marks, remarks: std::mem::take(&mut self.remarks) })
    }

    fn run(&mut self, walk: &mut Walk<'a>, content: &[u8]) -> Option<()> {
        let content = Content::decode(content).ok()?;
        self.operators += content.operations.len();
        if self.operators > MOST_OPERATORS {
            return None;
        }
        content.operations.iter().for_each(|operation| self.operate(walk, operation));
        Some(())
    }

    fn operate(&mut self, walk: &mut Walk<'a>, operation: &Operation) {
        let operands = operation.operands.as_slice();
        let numbers: Vec<f64> =
            operands.iter().filter_map(|operand| operand.as_float().ok()).map(f64::from).collect();
        let name = operands.last().and_then(|name| name.as_name().ok());
        match (operation.operator.as_str(), numbers.as_slice(), name) {
            ("q", ..) => walk.saved.push(walk.state.clone()),
            ("Q", ..) => walk.state = walk.saved.pop().unwrap_or_else(|| walk.state.clone()),
            ("cm", &[a, b, c, d, e, f], _) => walk.state.matrix *= Affine::new([a, b, c, d, e, f]),
            ("w", &[width], _) => walk.state.width = width,
            ("gs", _, Some(name)) => self.settings(walk, name),
            ("Do", _, Some(name)) => self.object(walk, name),
            ("sh", _, Some(name)) => self.shade(walk, name),
            ("BI", ..) => {
                if let Some(stream) = operands.first().and_then(|image| image.as_stream().ok()) {
                    self.picture(walk, None, stream);
                }
            }
            (operator, numbers, name) => {
                let _ = walk.draw(operator, numbers)
                    || self.paint_path(walk, operator)
                    || self.color(walk, operator, numbers, name)
                    || self.text(walk, operator, operands, numbers);
            }
        }
    }

    /// Does an operator that paints or clips with the path; false if it is none.
    fn paint_path(&mut self, walk: &mut Walk<'a>, operator: &str) -> bool {
        let (fills, even_odd, strokes) = match operator {
            "f" | "F" => (true, false, false),
            "f*" => (true, true, false),
            "S" | "s" => (false, false, true),
            "B" | "b" => (true, false, true),
            "B*" | "b*" => (true, true, true),
            "n" => (false, false, false),
            _ => return false,
        };
        if ["s", "b", "b*"].contains(&operator) && !walk.path.elements().is_empty() {
            walk.path.close_path();
        }
        let outline = walk.take_path();
        let bounds = outline.bounding_box();
        if fills {
            let color = walk.state.fill.clone();
            self.put(walk, Kind::Fill, &color, Rc::clone(&outline), even_odd, bounds);
        }
        if strokes {
            let (color, width) = (walk.state.stroke.clone(), walk.state.width * walk.state.scale());
            self.put(
                walk,
                Kind::Line { width },
                &color,
                Rc::clone(&outline),
                false,
                bounds.inflate(width / 2.0, width / 2.0),
            );
        }
        if let Some(even_odd) = walk.clips.take() {
            clip(&mut walk.state, (*outline).clone(), even_odd);
        }
        true
    }

    /// Notes a mark, if any of it is to be seen.
    fn put(
        &mut self,
        walk: &mut Walk<'a>,
        kind: Kind,
        color: &Color,
        outline: Rc<BezPath>,
        even_odd: bool,
        bounds: Rect,
    ) {
        if outline.elements().is_empty()
            && !matches!(kind, Kind::Text(_))
            && walk.state.clip.is_none()
        {
            return;
        }
        if walk.state.clip.as_ref().is_some_and(|clip| !clip.bounds.overlaps(bounds)) {
            return;
        }
        let (bounds, clip) = (walk.state.seen(bounds), walk.state.clip.clone());
        let (paint, overprint) = (color.paint.clone(), color.overprint);
        walk.marks.push(Mark {
            kind,
            paint,
            layer: walk.layer,
            outline,
            even_odd,
            bounds,
            clip,
            overprint,
        });
    }

    /// Does an operator that chooses a colour; false if it is none.
    fn color(
        &mut self,
        walk: &mut Walk<'a>,
        operator: &str,
        numbers: &[f64],
        name: Option<&[u8]>,
    ) -> bool {
        let own = match operator {
            "g" | "G" => Some("DeviceGray"),
            "rg" | "RG" => Some("DeviceRGB"),
            "k" | "K" => Some("DeviceCMYK"),
            "cs" | "CS" | "sc" | "SC" | "scn" | "SCN" => None,
            _ => return false,
        };
        let strokes = operator.starts_with(|c: char| c.is_ascii_uppercase());
        let mut color = if strokes { walk.state.stroke.clone() } else { walk.state.fill.clone() };
        match (own, name, operator) {
            (Some(own), ..) => {
                color.space = Rc::new(Space::named(self.pdf, &[], own.as_bytes()));
                color.paint = color.space.paint(numbers);
            }
            (None, Some(name), "cs" | "CS") => {
                color.space = Rc::new(Space::named(self.pdf, &walk.resources, name));
                color.paint = color.space.initial();
            }
            (None, Some(pattern), _) => color.paint = self.pattern(walk, pattern),
            _ => color.paint = color.space.paint(numbers),
        }
        *(if strokes { &mut walk.state.stroke } else { &mut walk.state.fill }) = color;
        true
    }

    /// The paint of a pattern; a tile's own marks are noted.
    fn pattern(&mut self, walk: &mut Walk<'a>, name: &[u8]) -> Paint {
        let pdf = self.pdf;
        let found = lookup(pdf, &walk.resources, b"Pattern", name)
            .and_then(|pattern| pdf.dereference(pattern).ok());
        match found {
            Some((_, Object::Dictionary(pattern))) => {
                let resources = walk.resources.clone();
                pattern
                    .get(b"Shading")
                    .map_or(Paint::Pattern, |shading| self.shading(&resources, shading))
            }
            Some((_, Object::Stream(tile))) => {
                self.stream(walk, tile, Layer::Tile);
                Paint::Pattern
            }
            _ => Paint::Foreign("a pattern that is not there".into()),
        }
    }

    /// The colours of a gradient.
    fn shading(&mut self, resources: &[&Dictionary], shading: &Object) -> Paint {
        let pdf = self.pdf;
        let Ok((id, object)) = pdf.dereference(shading) else {
            return Paint::Foreign("a gradient that is not there".into());
        };
        if let Some(known) = id.and_then(|id| self.shadings.get(&id)) {
            return known.clone();
        }
        let Some(dictionary) =
            object.as_dict().ok().or_else(|| Some(&object.as_stream().ok()?.dict))
        else {
            return Paint::Pattern;
        };
        let space = dictionary.get(b"ColorSpace").map(|space| Space::read(pdf, resources, space));
        let space = space.unwrap_or(Space::Foreign("no space".into()));
        let function =
            dictionary.get(b"Function").ok().and_then(|function| Function::read(pdf, function));
        let ramp = function.map(|function| {
            function
                .stops()
                .into_iter()
                .filter_map(|stop| space.inks(&function.at(&[stop])))
                .collect()
        });
        let paint = space
            .foreign()
            .map_or_else(|| Paint::Gradient(Rc::new(ramp.unwrap_or_default())), Paint::Foreign);
        self.shadings.extend(id.map(|id| (id, paint.clone())));
        paint
    }

    /// A gradient that fills all that is not cut off.
    fn shade(&mut self, walk: &mut Walk<'a>, name: &[u8]) {
        let resources = walk.resources.clone();
        let Some(shading) = lookup(self.pdf, &resources, b"Shading", name) else { return };
        let color = Color { paint: self.shading(&resources, shading), ..walk.state.fill.clone() };
        let bounds =
            walk.state.clip.as_ref().map_or(Rect::new(-1e5, -1e5, 1e5, 1e5), |clip| clip.bounds);
        self.put(walk, Kind::Fill, &color, Rc::new(bounds.to_path(0.1)), false, bounds);
    }

    /// Takes over an `ExtGState`.
    fn settings(&mut self, walk: &mut Walk<'a>, name: &[u8]) {
        let pdf = self.pdf;
        let found = lookup(pdf, &walk.resources, b"ExtGState", name)
            .and_then(|settings| pdf.dereference(settings).ok()?.1.as_dict().ok());
        let Some(settings) = found else { return };
        walk.state.set(pdf, settings);
        if settings.has(b"TR") || settings.has(b"TR2") && !is_name(settings, b"TR2", "Default") {
            self.remarks
                .insert("a transfer function, which changes its colours on the press".to_owned());
        }
        let mask = settings
            .get(b"SMask")
            .ok()
            .and_then(|mask| pdf.dereference(mask).ok()?.1.as_dict().ok());
        let group =
            mask.and_then(|mask| pdf.dereference(mask.get(b"G").ok()?).ok()?.1.as_stream().ok());
        if let Some(group) = group {
            self.stream(walk, group, Layer::Mask);
        }
    }

    /// Paints a form or a picture.
    fn object(&mut self, walk: &mut Walk<'a>, name: &[u8]) {
        let pdf = self.pdf;
        let found = lookup(pdf, &walk.resources, b"XObject", name)
            .and_then(|object| pdf.dereference(object).ok());
        let Some((id, Object::Stream(stream))) = found else { return };
        match stream.dict.get(b"Subtype").and_then(Object::as_name) {
            Ok(b"Image") => self.picture(walk, id, stream),
            Ok(b"Form") => self.stream(walk, stream, walk.layer),
            _ => drop(self.remarks.insert("a PostScript program".to_owned())),
        }
    }

    /// Walks through a form, a tile or a mask.
    fn stream(&mut self, walk: &mut Walk<'a>, stream: &'a Stream, layer: Layer) {
        let pdf = self.pdf;
        if walk.depth >= DEEPEST {
            self.remarks.insert("forms in forms without an end".to_owned());
            return;
        }
        let own = stream
            .dict
            .get(b"Resources")
            .ok()
            .and_then(|own| pdf.dereference(own).ok()?.1.as_dict().ok());
        let resources: Vec<&Dictionary> =
            own.into_iter().chain(walk.resources.iter().copied()).collect();
        let matrix = numbers(pdf, &stream.dict, b"Matrix")
            .and_then(|matrix| <[f64; 6]>::try_from(matrix).ok())
            .map_or(Affine::IDENTITY, Affine::new);
        let layer = if walk.layer == Layer::Page { layer } else { walk.layer };
        let mut state = walk.state.clone();
        state.matrix *= matrix;
        if let Some(bounds) = rectangle(pdf, &stream.dict, b"BBox") {
            let outline = state.matrix * bounds.to_path(0.1);
            clip(&mut state, outline, false);
        }
        let group = stream
            .dict
            .get(b"Group")
            .ok()
            .and_then(|group| pdf.dereference(group).ok()?.1.as_dict().ok());
        let blends = group
            .and_then(|group| group.get(b"CS").ok())
            .and_then(|space| Space::read(pdf, &resources, space).foreign());
        if let Some(space) = blends.filter(|_| layer != Layer::Mask) {
            self.remarks.insert(format!("a group that blends its colours in {space}"));
        }
        let mut inner = Walk::new(state, resources, layer, walk.depth + 1);
        let read =
            stream.get_plain_content().ok().and_then(|content| self.run(&mut inner, &content));
        if read.is_none() {
            self.remarks.insert("a form that cannot be read".to_owned());
        }
        walk.marks.append(&mut inner.marks);
    }

    fn picture(&mut self, walk: &mut Walk<'a>, id: Option<ObjectId>, stream: &Stream) {
        let unit = walk.state.matrix * Rect::new(0.0, 0.0, 1.0, 1.0).to_path(0.1);
        let bounds = unit.bounding_box();
        let is_stencil = either(&stream.dict, b"ImageMask", b"IM")
            .and_then(|flag| flag.as_bool().ok())
            == Some(true);
        if is_stencil {
            let color = walk.state.fill.clone();
            return self.put(walk, Kind::Fill, &color, Rc::new(unit), false, bounds);
        }
        let (picture, paint) =
            id.and_then(|id| self.pictures.get(&id).cloned()).unwrap_or_else(|| {
                let space = either(&stream.dict, b"ColorSpace", b"CS")
                    .map(|space| Space::read(self.pdf, &walk.resources, space));
                let space = space.unwrap_or(Space::Foreign("no space of its own".into()));
                let picture = Rc::new(Picture::read(self.pdf, stream, &space));
                let paint = space
                    .foreign()
                    .map_or_else(|| Paint::Picture(Rc::clone(&picture)), Paint::Foreign);
                (picture, paint)
            });
        self.pictures.extend(id.map(|id| (id, (Rc::clone(&picture), paint.clone()))));
        let [a, b, c, d, ..] = walk.state.matrix.as_coeffs();
        let kind = Kind::Picture { picture, width: a.hypot(b) / 72.0, height: c.hypot(d) / 72.0 };
        let color = Color { paint, ..walk.state.fill.clone() };
        self.put(walk, kind, &color, Rc::new(unit), false, bounds);
    }

    /// The font of a name.
    fn font(&mut self, walk: &Walk<'a>, name: &[u8]) -> Rc<Font> {
        let Some(object) = lookup(self.pdf, &walk.resources, b"Font", name) else {
            return Rc::new(Font::missing(name));
        };
        let id = object.as_reference().ok();
        if let Some(known) = id.and_then(|id| self.fonts.get(&id)) {
            return Rc::clone(known);
        }
        let font = Rc::new(Font::read(self.pdf, object).unwrap_or_else(|| Font::missing(name)));
        self.fonts.extend(id.map(|id| (id, Rc::clone(&font))));
        font
    }

    /// Walks through a glyph that is drawn by operators.
    fn drawn_glyph(&mut self, walk: &mut Walk<'a>, font: &Font, code: u32, em: Affine) {
        let pdf = self.pdf;
        let Some(font) = font.type3.and_then(|id| pdf.get_dictionary(id).ok()) else { return };
        let Some(glyph) = drawing(pdf, font, code) else { return };
        let matrix =
            numbers(pdf, font, b"FontMatrix").and_then(|matrix| <[f64; 6]>::try_from(matrix).ok());
        let own = walk.state.matrix;
        walk.state.matrix =
            own * em * Affine::new(matrix.unwrap_or([0.001, 0.0, 0.0, 0.001, 0.0, 0.0]));
        let resources = font
            .get(b"Resources")
            .ok()
            .and_then(|resources| pdf.dereference(resources).ok()?.1.as_dict().ok());
        let outer = walk.resources.clone();
        walk.resources.splice(0..0, resources);
        self.stream(walk, glyph, walk.layer);
        (walk.state.matrix, walk.resources) = (own, outer);
    }
}

/// The stream that draws a character of a font.
fn drawing<'a>(pdf: &'a Document, font: &'a Dictionary, code: u32) -> Option<&'a Stream> {
    let encoding = pdf.dereference(font.get(b"Encoding").ok()?).ok()?.1.as_dict().ok()?;
    let mut at = 0;
    let mut name = None;
    for item in pdf.dereference(encoding.get(b"Differences").ok()?).ok()?.1.as_array().ok()? {
        match item {
            Object::Integer(code) => at = *code,
            Object::Name(glyph) => {
                name = name.or((at == i64::from(code)).then_some(glyph));
                at += 1;
            }
            _ => {}
        }
    }
    let drawings = pdf.dereference(font.get(b"CharProcs").ok()?).ok()?.1.as_dict().ok()?;
    pdf.dereference(drawings.get(name?).ok()?).ok()?.1.as_stream().ok()
}

/// Cuts off what follows outside an outline.
fn clip(state: &mut State, outline: BezPath, even_odd: bool) {
    let own = outline.bounding_box();
    let is_box = is_upright_box(&outline);
    let bounds = state.seen(own);
    state.clip =
        Some(Rc::new(Clip { outline, even_odd, bounds, outer: state.clip.clone(), is_box }));
}

/// Whether an outline is a rectangle whose sides run along the page's.
fn is_upright_box(outline: &BezPath) -> bool {
    let points: Vec<_> = outline.elements().iter().filter_map(kurbo::PathEl::end_point).collect();
    let along = |pair: &[kurbo::Point]| {
        (pair[0].x - pair[1].x).abs() < 1e-6 || (pair[0].y - pair[1].y).abs() < 1e-6
    };
    let is_straight = outline
        .elements()
        .iter()
        .all(|element| !matches!(element, kurbo::PathEl::CurveTo(..) | kurbo::PathEl::QuadTo(..)));
    is_straight && matches!(points.len(), 4 | 5) && points.windows(2).all(along)
}
