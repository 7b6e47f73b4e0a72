//! Text operators: where each glyph stands, what it says, and the box of its ink.

use std::rc::Rc;

use kurbo::{Affine, Point, Rect};
use lopdf::{Dictionary, Object};

use super::font::Font;
use super::interpreter::{Detail, Interpreter, Scope};
use super::lines::CELL;
use super::marks::{MarkKind, Text};
use super::objects::{dictionary, lookup, number};
use super::placed::PlacedText;

/// The glyphs that one operator shows.
#[derive(Debug)]
pub(crate) struct GlyphRun {
    /// The text of each glyph, from left to right. Invisible text has none.
    pub(super) glyphs: Vec<String>,
    /// Whether screen readers skip it.
    pub(super) is_artifact: bool,
    /// The number of the marked content that it is in, by which the structure tree names it.
    pub(super) marked_content: Option<i64>,
    /// Where the baseline begins, in points from the lower left corner of the page.
    pub(super) start: Point,
    /// Where the baseline ends.
    pub(super) end: Point,
    /// The size as it is printed, in points.
    pub(crate) size: f64,
}

impl GlyphRun {
    /// Returns its text with its place and its color.
    pub(super) fn placed(&self, rgb: Option<[f64; 3]>) -> PlacedText {
        PlacedText::new(self.start.into(), self.size, rgb, self.glyphs.concat())
    }
}

/// The text matrix and the text line matrix.
#[derive(Default, Clone, Copy)]
pub(super) struct Pen {
    text: Affine,
    line: Affine,
}

impl Pen {
    fn move_to(&mut self, matrix: Affine) {
        (self.text, self.line) = (matrix, matrix);
    }

    fn next_line(&mut self, x: f64, y: f64) {
        self.move_to(self.line * Affine::translate((x, y)));
    }
}

impl<'a> Interpreter<'a> {
    /// Executes a text operator. Returns whether it is one.
    pub(super) fn operate_text(
        &mut self,
        scope: &mut Scope<'a>,
        operator: &str,
        operands: &[Object],
        numbers: &[f64],
    ) -> bool {
        let text = &mut scope.state.text;
        match (operator, numbers) {
            ("BT", _) => scope.pen = Pen::default(),
            ("Tc", &[value]) => text.char_spacing = value,
            ("Tw", &[value]) => text.word_spacing = value,
            ("Tz", &[value]) => text.scaling = value / 100.0,
            ("TL", &[value]) => text.leading = value,
            ("Ts", &[value]) => text.rise = value,
            ("Tr", &[value]) => text.mode = value as i64,
            ("Tf", &[.., size]) => {
                text.size = size;
                let name = operands.first().and_then(|name| name.as_name().ok());
                text.font = Some(self.font(&scope.resources, name.unwrap_or_default()));
            }
            ("Td", &[x, y]) => scope.pen.next_line(x, y),
            ("TD", &[x, y]) => {
                text.leading = -y;
                scope.pen.next_line(x, y);
            }
            ("Tm", &[a, b, c, d, e, f]) => scope.pen.move_to(Affine::new([a, b, c, d, e, f])),
            ("T*", _) => scope.pen.next_line(0.0, -text.leading),
            ("Tj" | "TJ", _) => self.show(scope, operands.first()),
            ("'" | "\"", _) => {
                if let ("\"", &[word_spacing, char_spacing, ..]) = (operator, numbers) {
                    (text.word_spacing, text.char_spacing) = (word_spacing, char_spacing);
                }
                scope.pen.next_line(0.0, -text.leading);
                self.show(scope, operands.last());
            }
            _ => return false,
        }
        true
    }

    fn font(&mut self, resources: &[&'a Dictionary], name: &[u8]) -> Rc<Font<'a>> {
        let font = lookup(self.pdf, resources, b"Font", name)
            .and_then(|font| self.pdf.dereference(font).ok()?.1.as_dict().ok());
        match font {
            Some(font) => {
                let known = self.fonts.entry(std::ptr::from_ref(font));
                Rc::clone(known.or_insert_with(|| Rc::new(Font::new(self.pdf, font))))
            }
            None => Rc::new(Font::missing(self.pdf, name)),
        }
    }

    /// Shows a string, or an array of strings and of shifts in thousandths of the size. Some
    /// programs write the cells of a row as one array.
    fn show(&mut self, scope: &mut Scope<'a>, operand: Option<&Object>) {
        let parts = match operand {
            Some(Object::Array(parts)) => parts.as_slice(),
            Some(part) => std::slice::from_ref(part),
            None => return,
        };
        let is_next_cell = |part: &Object| number(part).is_some_and(|it| -it / 1000.0 > CELL);
        for cell in parts.split_inclusive(is_next_cell) {
            self.show_cell(scope, cell);
        }
    }

    fn show_cell(&mut self, scope: &mut Scope<'a>, parts: &[Object]) {
        let text = scope.state.text.clone();
        let Some(font) = &text.font else { return };
        let begin = scope.pen.text;
        let on_page = scope.state.matrix * begin;
        let mut glyphs = Vec::new();
        let (mut ink, mut is_missing_glyph) = (None::<Rect>, false);
        // A mark may be set back over its letter: the run ends where its letters do.
        let (mut advance, mut farthest) = (0.0, 0.0_f64);
        for part in parts {
            if let Some(shift) = number(part) {
                advance -= shift / 1000.0 * text.size * text.scaling;
            }
            for char in part.as_str().into_iter().flat_map(|bytes| font.chars(bytes)) {
                if text.is_visible() {
                    glyphs.push(self.marked.text(char.text));
                }
                if self.detail == Detail::Paint {
                    let scale = [text.size * text.scaling, 0.0, 0.0, text.size, advance, text.rise];
                    let em = begin * Affine::new(scale);
                    if let Some(own) = font.ink(char) {
                        let own = (scope.state.matrix * em).transform_rect_bbox(own);
                        ink = Some(ink.map_or(own, |ink| ink.union(own)));
                    }
                    is_missing_glyph |= font.is_missing_glyph(char.code);
                    self.draw_glyph(scope, font, char.code, em);
                }
                let word_spacing = if char.is_space { text.word_spacing } else { 0.0 };
                advance +=
                    (char.advance * text.size + text.char_spacing + word_spacing) * text.scaling;
                farthest = farthest.max(advance);
            }
        }
        scope.pen.text = begin * Affine::translate((advance, 0.0));
        let run = Rc::new(GlyphRun {
            glyphs,
            is_artifact: self.marked.is_artifact(),
            marked_content: self.marked.number(),
            start: on_page * Point::new(0.0, text.rise),
            end: on_page * Point::new(farthest, text.rise),
            size: text.size.abs() * on_page.determinant().abs().sqrt(),
        });
        self.work += 1 + run.glyphs.len();
        self.content.runs.push(Rc::clone(&run));
        let Some(ink) = ink.filter(|_| text.is_visible()) else { return };
        let state = &scope.state;
        let color = if text.is_outlined() { state.stroke.clone() } else { state.fill.clone() };
        let kind = MarkKind::Text(Text {
            run,
            font: Rc::clone(&font.name),
            is_embedded: font.is_embedded,
            is_missing_glyph,
            is_drawn: font.type3.is_some(),
        });
        self.put(scope, kind, &color, Rc::default(), false, ink);
    }

    /// Interprets the drawing of a Type 3 glyph.
    fn draw_glyph(&mut self, scope: &mut Scope<'a>, font: &Font<'a>, code: u16, em: Affine) {
        let Some((drawing, matrix)) = font.drawing(code) else { return };
        let own = font.type3.and_then(|font| dictionary(self.pdf, font, b"Resources"));
        let (outer_matrix, outer_resources) = (scope.state.matrix, scope.resources.clone());
        scope.state.matrix = outer_matrix * em * matrix;
        scope.resources.splice(0..0, own);
        self.run_stream(scope, drawing, scope.layer);
        (scope.state.matrix, scope.resources) = (outer_matrix, outer_resources);
    }
}
