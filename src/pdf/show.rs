//! Runs a page's content as far as text needs it: where each string is shown, and what it says.

use std::rc::Rc;

use lopdf::content::{Content, Operation};
use lopdf::{Dictionary, Document, Object};

use super::font::{Font, Fonts, number};
use super::marks::Marks;
use super::{dictionary, value};

/// Forms in forms deeper than this are taken for a loop.
const DEEPEST: usize = 12;

/// Forms on one page beyond this number are passed over: a form that shows itself many times would never come to an end.
const MOST_FORMS: usize = 10_000;

/// Glyphs that one operator shows.
#[derive(Debug)]
pub(super) struct Run {
    /// What each glyph says, from the left to the right.
    pub(super) glyphs: Vec<String>,
    pub(super) artifact: bool,
    /// Where the baseline begins and ends, in points from the page's left and bottom.
    pub(super) start: (f64, f64),
    pub(super) end: (f64, f64),
    /// Size of the letters, in points.
    pub(super) size: f64,
}

/// A transformation, as PDF writes it.
#[derive(Debug, Clone, Copy)]
struct Matrix([f64; 6]);

impl Matrix {
    const IDENTITY: Self = Self([1.0, 0.0, 0.0, 1.0, 0.0, 0.0]);

    fn shift(x: f64, y: f64) -> Self {
        Self([1.0, 0.0, 0.0, 1.0, x, y])
    }

    fn of(operands: &[Object]) -> Option<Self> {
        let values: Vec<f64> = operands.iter().filter_map(number).collect();
        Some(Self(values.try_into().ok()?))
    }

    /// This one first, then the other.
    fn then(self, next: Self) -> Self {
        let (Self([a, b, c, d, e, f]), Self([a2, b2, c2, d2, e2, f2])) = (self, next);
        Self([
            a * a2 + b * c2,
            a * b2 + b * d2,
            c * a2 + d * c2,
            c * b2 + d * d2,
            e * a2 + f * c2 + e2,
            e * b2 + f * d2 + f2,
        ])
    }

    fn origin(self) -> (f64, f64) {
        (self.0[4], self.0[5])
    }
}

/// What `q` saves.
#[derive(Clone)]
struct State {
    page: Matrix,
    font: Rc<Font>,
    size: f64,
    letter_space: f64,
    word_space: f64,
    stretch: f64,
    leading: f64,
    rise: f64,
    is_seen: bool,
}

struct Page<'a> {
    pdf: &'a Document,
    fonts: &'a mut Fonts,
    marks: Marks,
    runs: Vec<Run>,
    state: State,
    saved: Vec<State>,
    forms: usize,
    line: Matrix,
    at: Matrix,
}

/// The strings that a page shows, in order.
pub(super) fn runs(
    pdf: &Document,
    content: &[u8],
    resources: Option<&Dictionary>,
    fonts: &mut Fonts,
) -> Vec<Run> {
    let state = State {
        page: Matrix::IDENTITY,
        font: Rc::default(),
        size: 1.0,
        letter_space: 0.0,
        word_space: 0.0,
        stretch: 1.0,
        leading: 0.0,
        rise: 0.0,
        is_seen: true,
    };
    let mut page = Page {
        pdf,
        fonts,
        marks: Marks::default(),
        runs: Vec::new(),
        state,
        saved: Vec::new(),
        forms: 0,
        line: Matrix::IDENTITY,
        at: Matrix::IDENTITY,
    };
    page.run(content, resources, 0);
    page.runs
}

impl Page<'_> {
    fn run(&mut self, content: &[u8], resources: Option<&Dictionary>, depth: usize) {
        // What cannot be parsed shows nothing; a viewer would stop there too.
        let Ok(content) = Content::decode(content) else { return };
        for operation in &content.operations {
            if operation.operator == "Do" {
                self.form(&operation.operands, resources, depth);
            } else {
                self.step(operation, resources);
            }
        }
    }

    fn step(&mut self, operation: &Operation, resources: Option<&Dictionary>) {
        let operands = operation.operands.as_slice();
        let value = |index: usize| operands.get(index).and_then(number).unwrap_or_default();
        match operation.operator.as_str() {
            "q" => self.saved.push(self.state.clone()),
            "Q" => self.state = self.saved.pop().unwrap_or_else(|| self.state.clone()),
            "cm" => {
                self.state.page = Matrix::of(operands)
                    .map_or(self.state.page, |matrix| matrix.then(self.state.page))
            }
            "BMC" | "BDC" => self.marks.begin(self.pdf, operands, resources),
            "EMC" => self.marks.end(),
            "BT" => self.move_to(Matrix::IDENTITY),
            "Tm" => self.move_to(Matrix::of(operands).unwrap_or(Matrix::IDENTITY)),
            "Td" => self.move_by(value(0), value(1)),
            "TD" => {
                self.state.leading = -value(1);
                self.move_by(value(0), value(1));
            }
            "T*" => self.move_by(0.0, -self.state.leading),
            "Tf" => self.set_font(operands, resources),
            "Tc" => self.state.letter_space = value(0),
            "Tw" => self.state.word_space = value(0),
            "Tz" => self.state.stretch = value(0) / 100.0,
            "TL" => self.state.leading = value(0),
            "Ts" => self.state.rise = value(0),
            // 3 is neither filled nor stroked, 7 is only a clip: nobody sees it.
            "Tr" => self.state.is_seen = !matches!(value(0) as i64, 3 | 7),
            "Tj" | "TJ" => self.show(operands.first()),
            "'" | "\"" => {
                if operation.operator == "\"" {
                    (self.state.word_space, self.state.letter_space) = (value(0), value(1));
                }
                self.move_by(0.0, -self.state.leading);
                self.show(operands.last());
            }
            _ => {}
        }
    }

    fn move_to(&mut self, matrix: Matrix) {
        (self.line, self.at) = (matrix, matrix);
    }

    fn move_by(&mut self, x: f64, y: f64) {
        self.move_to(Matrix::shift(x, y).then(self.line));
    }

    fn set_font(&mut self, operands: &[Object], resources: Option<&Dictionary>) {
        let name = operands.first().and_then(|name| name.as_name().ok()).unwrap_or_default();
        let font = resources.and_then(|resources| {
            dictionary(self.pdf, dictionary(self.pdf, resources, b"Font")?, name)
        });
        self.state.font = font.map(|font| self.fonts.get(self.pdf, font)).unwrap_or_default();
        self.state.size = operands.get(1).and_then(number).unwrap_or(1.0);
    }

    /// A string, or an array of strings and shifts in thousandths of the size.
    fn show(&mut self, shown: Option<&Object>) {
        let parts = match shown {
            Some(Object::Array(parts)) => parts.as_slice(),
            Some(part) => std::slice::from_ref(part),
            None => return,
        };
        let mut run = Run {
            glyphs: Vec::new(),
            artifact: self.marks.is_artifact(),
            start: self.place(),
            end: (0.0, 0.0),
            size: self.shown_size(),
        };
        let state = self.state.clone();
        // A mark may be set back over its letter; the run ends where its letters do.
        let (mut pen, mut farthest) = (0.0, 0.0_f64);
        let begin = self.at;
        for part in parts {
            if let Some(shift) = number(part) {
                pen -= shift / 1000.0 * state.size * state.stretch;
            }
            for glyph in part.as_str().into_iter().flat_map(|bytes| state.font.glyphs(bytes)) {
                if state.is_seen {
                    run.glyphs.push(self.marks.says(glyph.text));
                }
                let word_space = if glyph.is_space { state.word_space } else { 0.0 };
                pen +=
                    (glyph.advance * state.size + state.letter_space + word_space) * state.stretch;
                farthest = farthest.max(pen);
            }
        }
        self.at = Matrix::shift(farthest, 0.0).then(begin);
        run.end = self.place();
        self.at = Matrix::shift(pen, 0.0).then(begin);
        self.runs.push(run);
    }

    /// Where the next glyph stands on the page.
    fn place(&self) -> (f64, f64) {
        Matrix::shift(0.0, self.state.rise).then(self.at).then(self.state.page).origin()
    }

    fn shown_size(&self) -> f64 {
        let Matrix([a, b, ..]) = self.at.then(self.state.page);
        self.state.size * a.hypot(b)
    }

    fn form(&mut self, operands: &[Object], resources: Option<&Dictionary>, depth: usize) {
        let name = operands.first().and_then(|name| name.as_name().ok()).unwrap_or_default();
        let form = resources.and_then(|resources| {
            value(self.pdf, dictionary(self.pdf, resources, b"XObject")?, name)?.as_stream().ok()
        });
        let Some(form) = form.filter(|form| {
            depth < DEEPEST
                && self.forms < MOST_FORMS
                && form
                    .dict
                    .get(b"Subtype")
                    .and_then(Object::as_name)
                    .is_ok_and(|kind| kind == b"Form")
        }) else {
            return;
        };
        let Ok(content) = form.get_plain_content() else { return };
        self.forms += 1;
        let (outside, height) = (self.state.clone(), self.saved.len());
        let matrix = value(self.pdf, &form.dict, b"Matrix")
            .and_then(|matrix| Matrix::of(matrix.as_array().ok()?));
        self.state.page = matrix.unwrap_or(Matrix::IDENTITY).then(self.state.page);
        self.run(&content, dictionary(self.pdf, &form.dict, b"Resources").or(resources), depth + 1);
        self.saved.truncate(height);
        self.state = outside;
    }
}
