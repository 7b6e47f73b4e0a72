//! Interprets the content of pages: one loop over the operators, for the text of a page or for all
//! that it paints.
//!
//! Renderers such as hayro execute the same operators, but give pixels. Preflight needs what pixels
//! no longer show: the inks before conversion, the outline, clip and overprint of each mark, the
//! resolution of images; text extraction needs positions and marked content at thousands of pages a
//! second. So Peerpress has its own interpreter, on top of lopdf's parser.

use std::collections::{BTreeSet, HashMap};
use std::rc::Rc;

use kurbo::{Affine, BezPath, PathEl, Point, Shape};
use lopdf::content::Operation;
use lopdf::{Dictionary, Document, Object, ObjectId, Stream};

use super::color_space::ColorSpace;
use super::font::Font;
use super::image::{GrayPicture, Image};
use super::limits;
use super::marked::MarkedContent;
use super::marks::{Layer, Mark, Paint};
use super::objects::{self, dictionary, is_name, lookup, matrix, rectangle};
use super::show_text::{GlyphRun, Pen};
use super::state::GraphicsState;

/// Forms nested deeper than this are taken for a loop.
const MAX_DEPTH: usize = 12;

/// A page with more operators, operands, and letters than this, with those of nested forms, is
/// taken for a trap.
const MAX_WORK: usize = 4_000_000;

/// How much of a page is interpreted.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Detail {
    /// Text and its position.
    Text,
    /// Everything that leaves ink.
    Paint,
}

/// Something about a page that no single mark shows.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum Remark {
    /// A transfer function.
    TransferFunction,
    /// An XObject that is a PostScript program.
    PostScript,
    /// A transparency group that blends in the named color space.
    Blending(String),
    /// Forms that are nested too deeply.
    EndlessForms,
    /// A form that cannot be read.
    UnreadableForm,
}

/// The content of a page.
#[derive(Debug, Default)]
pub(crate) struct PageContent {
    /// The strings that are shown, in order.
    pub(super) runs: Vec<Rc<GlyphRun>>,
    /// The marks that are painted, in order. Empty for [`Detail::Text`].
    pub(crate) marks: Vec<Mark>,
    pub(crate) remarks: BTreeSet<Remark>,
    /// The pictures that may be codes, if they are wanted.
    pub(super) codes: Vec<GrayPicture>,
}

/// Interprets the pages of one file. What pages share is read once.
pub(crate) struct Interpreter<'a> {
    pub(super) pdf: &'a Document,
    pub(super) detail: Detail,
    /// Fonts by the address of their dictionary, which is fixed while the document is borrowed.
    pub(super) fonts: HashMap<*const Dictionary, Rc<Font<'a>>>,
    pub(super) images: HashMap<ObjectId, (Rc<Image>, Paint)>,
    pub(super) shadings: HashMap<ObjectId, Paint>,
    pub(super) marked: MarkedContent,
    pub(super) content: PageContent,
    /// Whether pictures that may be codes are collected.
    pub(super) collects_codes: bool,
    /// The operators, operands, and letters of the page so far.
    pub(super) work: usize,
}

/// The position in one content stream: a page, a form, a tile or a drawn glyph.
#[derive(Default)]
pub(super) struct Scope<'a> {
    pub(super) state: GraphicsState<'a>,
    saved: Vec<GraphicsState<'a>>,
    /// The resources, the innermost first.
    pub(super) resources: Vec<&'a Dictionary>,
    pub(super) layer: Layer,
    /// The number of streams around this one.
    depth: usize,
    pub(super) path: BezPath,
    /// Whether the path clips what follows, and by the even-odd rule.
    pub(super) pending_clip: Option<bool>,
    pub(super) pen: Pen,
}

impl Scope<'_> {
    /// Executes an operator that builds a path. Returns whether it is one.
    fn build_path(&mut self, operator: &str, numbers: &[f64]) -> bool {
        let matrix = self.state.matrix;
        let at = |x: f64, y: f64| matrix * Point::new(x, y);
        let current = self.path.elements().last().and_then(PathEl::end_point);
        match (operator, numbers, current) {
            ("m", &[x, y], _) => self.path.move_to(at(x, y)),
            ("l", &[x, y], Some(_)) => self.path.line_to(at(x, y)),
            ("c", &[x1, y1, x2, y2, x3, y3], Some(_)) => {
                self.path.curve_to(at(x1, y1), at(x2, y2), at(x3, y3));
            }
            ("v", &[x2, y2, x3, y3], Some(from)) => {
                self.path.curve_to(from, at(x2, y2), at(x3, y3));
            }
            ("y", &[x1, y1, x3, y3], Some(_)) => {
                self.path.curve_to(at(x1, y1), at(x3, y3), at(x3, y3));
            }
            ("h", _, Some(_)) => self.path.close_path(),
            ("re", &[x, y, width, height], _) => {
                self.path.move_to(at(x, y));
                for (x, y) in [(x + width, y), (x + width, y + height), (x, y + height)] {
                    self.path.line_to(at(x, y));
                }
                self.path.close_path();
            }
            ("W", ..) => self.pending_clip = Some(false),
            ("W*", ..) => self.pending_clip = Some(true),
            ("l" | "c" | "v" | "y" | "h", ..) => {}
            _ => return false,
        }
        true
    }
}

impl<'a> Interpreter<'a> {
    pub(crate) fn new(pdf: &'a Document, detail: Detail) -> Self {
        Self {
            pdf,
            detail,
            fonts: HashMap::new(),
            images: HashMap::new(),
            shadings: HashMap::new(),
            marked: MarkedContent::default(),
            content: PageContent::default(),
            collects_codes: false,
            work: 0,
        }
    }

    /// Interprets a page. Returns `None` if its content cannot be parsed or does not end.
    pub(crate) fn page(&mut self, id: ObjectId) -> Option<PageContent> {
        let pdf = self.pdf;
        let (own, inherited) = pdf.get_page_resources(id).ok()?;
        let inherited = inherited.into_iter().filter_map(|id| pdf.get_dictionary(id).ok());
        self.work = 0;
        self.marked = MarkedContent::default();
        self.content = PageContent::default();
        let resources = own.into_iter().chain(inherited).collect();
        let mut scope = Scope { resources, ..Scope::default() };
        self.run(&mut scope, &limits::page_content(pdf, id)?)?;
        Some(std::mem::take(&mut self.content))
    }

    fn run(&mut self, scope: &mut Scope<'a>, content: &[u8]) -> Option<()> {
        self.work += limits::count_tokens(content);
        if self.work > MAX_WORK {
            return None;
        }
        for operation in &limits::operations(content)? {
            if self.work > MAX_WORK {
                return None;
            }
            if self.detail == Detail::Paint || is_for_text(&operation.operator) {
                self.execute(scope, operation);
            }
        }
        Some(())
    }

    fn execute(&mut self, scope: &mut Scope<'a>, operation: &Operation) {
        let operands = operation.operands.as_slice();
        let numbers: Vec<f64> =
            operands.iter().filter_map(|operand| operand.as_float().ok()).map(f64::from).collect();
        let name = operands.last().and_then(|name| name.as_name().ok());
        match (operation.operator.as_str(), numbers.as_slice(), name) {
            ("q", ..) => scope.saved.push(scope.state.clone()),
            ("Q", ..) => {
                if let Some(state) = scope.saved.pop() {
                    scope.state = state;
                }
            }
            ("cm", &[a, b, c, d, e, f], _) => {
                scope.state.matrix *= Affine::new([a, b, c, d, e, f]);
            }
            ("BMC" | "BDC", ..) => self.marked.begin(self.pdf, operands, &scope.resources),
            ("EMC", ..) => self.marked.end(),
            ("w", &[width], _) => scope.state.line_width = width,
            ("gs", _, Some(name)) => self.apply_settings(scope, name),
            ("Do", _, Some(name)) => self.paint_object(scope, name),
            ("sh", _, Some(name)) => self.paint_shading(scope, name),
            ("BI", ..) => {
                if let Some(Object::Stream(image)) = operands.first() {
                    self.paint_image(scope, None, image);
                }
            }
            (operator, numbers, name) => {
                let _ = scope.build_path(operator, numbers)
                    || self.paint_path(scope, operator)
                    || self.set_color(scope, operator, numbers, name)
                    || self.operate_text(scope, operator, operands, numbers);
            }
        }
    }

    /// Applies a graphics state dictionary, and interprets its soft mask.
    fn apply_settings(&mut self, scope: &mut Scope<'a>, name: &[u8]) {
        let pdf = self.pdf;
        let settings = lookup(pdf, &scope.resources, b"ExtGState", name)
            .and_then(|settings| pdf.dereference(settings).ok()?.1.as_dict().ok());
        let Some(settings) = settings else { return };
        scope.state.apply(pdf, settings);
        if settings.has(b"TR") || settings.has(b"TR2") && !is_name(settings, b"TR2", "Default") {
            self.content.remarks.insert(Remark::TransferFunction);
        }
        let mask = dictionary(pdf, settings, b"SMask");
        if let Some(group) = mask.and_then(|mask| objects::stream(pdf, mask, b"G")) {
            self.run_stream(scope, group, Layer::Mask);
        }
    }

    /// Paints a form or an image.
    fn paint_object(&mut self, scope: &mut Scope<'a>, name: &[u8]) {
        let found = lookup(self.pdf, &scope.resources, b"XObject", name)
            .and_then(|object| self.pdf.dereference(object).ok());
        let Some((id, Object::Stream(stream))) = found else { return };
        match stream.dict.get(b"Subtype").and_then(Object::as_name) {
            Ok(b"Form") => self.run_stream(scope, stream, scope.layer),
            Ok(b"Image") if self.detail == Detail::Text => {}
            Ok(b"Image") => self.paint_image(scope, id, stream),
            _ => drop(self.content.remarks.insert(Remark::PostScript)),
        }
    }

    /// Interprets a form, a tile or a mask.
    pub(super) fn run_stream(&mut self, scope: &mut Scope<'a>, stream: &'a Stream, layer: Layer) {
        let pdf = self.pdf;
        if scope.depth >= MAX_DEPTH {
            self.content.remarks.insert(Remark::EndlessForms);
            return;
        }
        let own = dictionary(pdf, &stream.dict, b"Resources").into_iter();
        let resources: Vec<_> = own.chain(scope.resources.iter().copied()).collect();
        let layer = if scope.layer == Layer::Page { layer } else { scope.layer };
        let mut state = scope.state.clone();
        state.matrix *= matrix(pdf, &stream.dict, b"Matrix").unwrap_or(Affine::IDENTITY);
        if self.detail == Detail::Paint {
            if let Some(bounds) = rectangle(pdf, &stream.dict, b"BBox") {
                state.clip_to(state.matrix * bounds.to_path(0.1), false);
            }
            self.check_blending(stream, &resources, layer);
        }
        let depth = scope.depth + 1;
        let mut inner = Scope { state, resources, layer, depth, ..Scope::default() };
        let content = limits::plain_content(stream);
        if content.and_then(|content| self.run(&mut inner, &content)).is_none() {
            self.content.remarks.insert(Remark::UnreadableForm);
        }
    }

    fn check_blending(&mut self, stream: &Stream, resources: &[&Dictionary], layer: Layer) {
        let group = dictionary(self.pdf, &stream.dict, b"Group");
        let space = group
            .and_then(|group| group.get(b"CS").ok())
            .and_then(|space| ColorSpace::read(self.pdf, resources, space).not_ink());
        if let Some(space) = space.filter(|_| layer != Layer::Mask) {
            self.content.remarks.insert(Remark::Blending(space.to_string()));
        }
    }
}

/// Whether an operator matters for the position or the content of text.
fn is_for_text(operator: &str) -> bool {
    matches!(operator, "q" | "Q" | "cm" | "Do" | "BT" | "BMC" | "BDC" | "EMC" | "'" | "\"")
        || operator.starts_with('T')
}
