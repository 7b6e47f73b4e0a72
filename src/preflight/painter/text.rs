//! Operators of text: where each character stands, and the box of what it prints.

use std::rc::Rc;

use kurbo::{Affine, Rect};
use lopdf::Object;

use super::super::glyphs::Font;
use super::super::marks::{Kind, Text};
use super::Painter;
use super::walk::Walk;

/// Where the next character and the next line begin.
#[derive(Default, Clone, Copy)]
pub(super) struct Pen {
    text: Affine,
    line: Affine,
}

impl Pen {
    /// Goes to the start of a line.
    fn new_line(&mut self, across: f64, up: f64) {
        self.line *= Affine::translate((across, up));
        self.text = self.line;
    }
}

impl<'a> Painter<'a> {
    /// Does an operator of text; false if it is none.
    pub(super) fn text(
        &mut self,
        walk: &mut Walk<'a>,
        operator: &str,
        operands: &[Object],
        numbers: &[f64],
    ) -> bool {
        let setting = &mut walk.state.text;
        match (operator, numbers) {
            ("BT", _) => walk.pen = Pen::default(),
            ("Tc", &[value]) => setting.between_chars = value,
            ("Tw", &[value]) => setting.between_words = value,
            ("Tz", &[value]) => setting.stretch = value / 100.0,
            ("TL", &[value]) => setting.leading = value,
            ("Ts", &[value]) => setting.rise = value,
            ("Tr", &[value]) => setting.mode = value as i64,
            ("Tf", &[.., size]) => {
                setting.size = size;
                let name = operands
                    .first()
                    .and_then(|name| name.as_name().ok())
                    .unwrap_or_default()
                    .to_vec();
                walk.state.text.font = Some(self.font(walk, &name));
            }
            ("Td", &[across, up]) => walk.pen.new_line(across, up),
            ("TD", &[across, up]) => {
                setting.leading = -up;
                walk.pen.new_line(across, up);
            }
            ("Tm", &[a, b, c, d, e, f]) => {
                walk.pen.line = Affine::new([a, b, c, d, e, f]);
                walk.pen.text = walk.pen.line;
            }
            ("T*", _) => walk.pen.new_line(0.0, -setting.leading),
            ("Tj" | "TJ", _) => self.show(walk, operands),
            ("'" | "\"", _) => {
                if let ("\"", &[words, chars, ..]) = (operator, numbers) {
                    (setting.between_words, setting.between_chars) = (words, chars);
                }
                walk.pen.new_line(0.0, -setting.leading);
                self.show(walk, operands.last().map(std::slice::from_ref).unwrap_or_default());
            }
            _ => return false,
        }
        true
    }

    /// Shows strings; numbers between them move the pen.
    fn show(&mut self, walk: &mut Walk<'a>, operands: &[Object]) {
        let Some(font) = walk.state.text.font.clone() else { return };
        let (mut ink, mut lacking) = (None::<Rect>, false);
        let pieces: &[Object] = match operands {
            [Object::Array(pieces)] => pieces,
            pieces => pieces,
        };
        for piece in pieces {
            match piece {
                Object::String(bytes, _) => {
                    let found = self.string(walk, &font, bytes);
                    ink = [ink, found.0].into_iter().flatten().reduce(|a, b| a.union(b));
                    lacking |= found.1;
                }
                number => {
                    let back = f64::from(number.as_float().unwrap_or_default()) / 1000.0
                        * walk.state.text.size
                        * walk.state.text.stretch;
                    walk.pen.text *= Affine::translate((-back, 0.0));
                }
            }
        }
        // Mode 3 leaves no ink, mode 7 only cuts off what follows.
        let (Some(ink), false) = (ink, [3, 7].contains(&walk.state.text.mode)) else { return };
        let up = walk.state.matrix * walk.pen.text;
        let size = walk.state.text.size.abs() * up.determinant().abs().sqrt();
        let text = Text { size, font: Rc::clone(&font.name), embedded: font.embedded, lacking };
        let color = if [1, 5].contains(&walk.state.text.mode) {
            walk.state.stroke.clone()
        } else {
            walk.state.fill.clone()
        };
        self.put(walk, Kind::Text(text), &color, Rc::default(), false, ink);
    }

    /// Moves the pen along a string: the box of its ink on the page, and whether the font lacks a character of it.
    fn string(
        &mut self,
        walk: &mut Walk<'a>,
        font: &Rc<Font>,
        bytes: &[u8],
    ) -> (Option<Rect>, bool) {
        let chars = font.chars(bytes);
        let (mut ink, mut lacking) = (None::<Rect>, false);
        for (char, own) in chars.iter().zip(font.inks(&chars)) {
            let setting = &walk.state.text;
            let em = walk.pen.text
                * Affine::new([
                    setting.size * setting.stretch,
                    0.0,
                    0.0,
                    setting.size,
                    0.0,
                    setting.rise,
                ]);
            if let Some(own) = own {
                let own = (walk.state.matrix * em).transform_rect_bbox(own);
                ink = Some(ink.map_or(own, |ink| ink.union(own)));
            }
            lacking |= font.lacks(char.code);
            let words = if char.is_space { setting.between_words } else { 0.0 };
            let on = (font.width(char.code) * setting.size + setting.between_chars + words)
                * setting.stretch;
            if font.type3.is_some() {
                self.drawn_glyph(walk, font, char.code, em);
            }
            walk.pen.text *= Affine::translate((on, 0.0));
        }
        (ink, lacking)
    }
}
