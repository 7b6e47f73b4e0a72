//! The fonts in the file: how wide a character is, and where on its em its ink is.

use std::rc::Rc;

use kurbo::Rect;
use lopdf::{Dictionary, Document, Object, ObjectId};
use ttf_parser::{Face, GlyphId, cff};

use super::function::numbers;
use super::identity::is_name;
use super::sheet::number;

/// Where the ink of an unknown glyph is taken to be: from the baseline to the height of capitals, in ems.
const CAPITALS: f64 = 0.7;

/// A font as a page uses it.
pub(super) struct Font {
    pub(super) name: Rc<str>,
    pub(super) embedded: bool,
    /// Drawn by streams of operators: the font's object.
    pub(super) type3: Option<ObjectId>,
    /// Two bytes make a character.
    wide: bool,
    widths: Vec<(u32, Vec<f64>)>,
    default_width: f64,
    program: Program,
    /// Two bytes for each character; none if they are the glyphs' numbers themselves.
    glyphs: Option<Vec<u8>>,
}

/// The font's program.
enum Program {
    TrueType { bytes: Vec<u8>, per_em: f64 },
    Cff { bytes: Vec<u8> },
    Unknown,
}

/// A character of a text: its code and whether it is the space that word spacing widens.
pub(super) struct Char {
    pub(super) code: u32,
    pub(super) is_space: bool,
}

impl Font {
    /// A font that the resources do not name.
    pub(super) fn missing(name: &[u8]) -> Self {
        Self {
            name: String::from_utf8_lossy(name).into(),
            embedded: false,
            type3: None,
            wide: false,
            widths: Vec::new(),
            default_width: 500.0,
            program: Program::Unknown,
            glyphs: None,
        }
    }

    pub(super) fn read(pdf: &Document, font: &Object) -> Option<Self> {
        let (id, font) = pdf.dereference(font).ok()?;
        let font = font.as_dict().ok()?;
        let base = font.get(b"BaseFont").and_then(Object::as_name).unwrap_or(b"?");
        let inner = font
            .get(b"DescendantFonts")
            .ok()
            .and_then(|list| pdf.dereference(list).ok()?.1.as_array().ok()?.first());
        let inner = inner.and_then(|inner| pdf.dereference(inner).ok()?.1.as_dict().ok());
        let own = inner.unwrap_or(font);
        let descriptor = own
            .get(b"FontDescriptor")
            .ok()
            .and_then(|descriptor| pdf.dereference(descriptor).ok()?.1.as_dict().ok());
        let is_type3 = is_name(font, b"Subtype", "Type3");
        let program = descriptor.and_then(|descriptor| program(pdf, descriptor));
        Some(Self {
            name: String::from_utf8_lossy(base).into(),
            embedded: is_type3 || program.is_some(),
            type3: id.filter(|_| is_type3),
            wide: inner.is_some(),
            widths: if inner.is_some() { wide_widths(pdf, own) } else { narrow_widths(pdf, own) },
            default_width: number_of(pdf, own, b"DW").unwrap_or(if inner.is_some() {
                1000.0
            } else {
                500.0
            }),
            program: program.unwrap_or(Program::Unknown),
            glyphs: own.get(b"CIDToGIDMap").ok().and_then(|map| {
                pdf.dereference(map).ok()?.1.as_stream().ok()?.get_plain_content().ok()
            }),
        })
    }

    /// The characters of a string.
    pub(super) fn chars(&self, bytes: &[u8]) -> Vec<Char> {
        if !self.wide {
            return bytes
                .iter()
                .map(|byte| Char { code: u32::from(*byte), is_space: *byte == b' ' })
                .collect();
        }
        bytes
            .chunks(2)
            .map(|pair| Char {
                code: pair.iter().fold(0, |code, byte| code << 8 | u32::from(*byte)),
                is_space: false,
            })
            .collect()
    }

    /// How far a character moves on, in ems.
    pub(super) fn width(&self, code: u32) -> f64 {
        let run = self.widths.iter().find(|(first, widths)| {
            code.checked_sub(*first).is_some_and(|at| (at as usize) < widths.len())
        });
        run.map_or(self.default_width, |(first, widths)| widths[(code - first) as usize]) / 1000.0
    }

    /// Whether the character is the box that stands for what the font has not.
    pub(super) fn lacks(&self, code: u32) -> bool {
        self.wide && self.embedded && self.glyph(code) == 0
    }

    fn glyph(&self, code: u32) -> u16 {
        match &self.glyphs {
            Some(map) => map
                .get(2 * code as usize..2 * code as usize + 2)
                .map_or(0, |pair| u16::from(pair[0]) << 8 | u16::from(pair[1])),
            None => u16::try_from(code).unwrap_or_default(),
        }
    }

    /// Where the ink of characters is, in ems from where each stands on the baseline; none for a blank.
    pub(super) fn inks(&self, chars: &[Char]) -> Vec<Option<Rect>> {
        let guess = |char: &Char| Some(Rect::new(0.0, 0.0, self.width(char.code), CAPITALS));
        match &self.program {
            Program::TrueType { bytes, per_em } if self.wide => {
                let Ok(face) = Face::parse(bytes, 0) else {
                    return chars.iter().map(guess).collect();
                };
                chars
                    .iter()
                    .map(|char| {
                        face.glyph_bounding_box(GlyphId(self.glyph(char.code)))
                            .map(|ink| rect(ink, *per_em))
                    })
                    .collect()
            }
            Program::Cff { bytes } if self.wide => {
                let Some(table) = cff::Table::parse(bytes) else {
                    return chars.iter().map(guess).collect();
                };
                let ink = |char: &Char| {
                    table
                        .outline(GlyphId(self.glyph(char.code)), &mut Nothing)
                        .ok()
                        .map(|ink| rect(ink, 1000.0))
                };
                chars.iter().map(ink).collect()
            }
            _ => chars.iter().map(guess).collect(),
        }
    }
}

/// The outline is not kept: only its box counts.
struct Nothing;

impl ttf_parser::OutlineBuilder for Nothing {
    fn move_to(&mut self, _: f32, _: f32) {}
    fn line_to(&mut self, _: f32, _: f32) {}
    fn quad_to(&mut self, _: f32, _: f32, _: f32, _: f32) {}
    fn curve_to(&mut self, _: f32, _: f32, _: f32, _: f32, _: f32, _: f32) {}
    fn close(&mut self) {}
}

fn rect(ink: ttf_parser::Rect, per_em: f64) -> Rect {
    let [x0, y0, x1, y1] =
        [ink.x_min, ink.y_min, ink.x_max, ink.y_max].map(|value| f64::from(value) / per_em);
    Rect::new(x0, y0, x1, y1)
}

fn number_of(pdf: &Document, dictionary: &Dictionary, key: &[u8]) -> Option<f64> {
    number(pdf, dictionary.get(key).ok()?)
}

fn program(pdf: &Document, descriptor: &Dictionary) -> Option<Program> {
    let file = [b"FontFile".as_slice(), b"FontFile2", b"FontFile3"]
        .iter()
        .find_map(|key| descriptor.get(key).ok())?;
    let stream = pdf.dereference(file).ok()?.1.as_stream().ok()?;
    let bytes = stream.get_plain_content().ok()?;
    if let Ok(face) = Face::parse(&bytes, 0) {
        let per_em = f64::from(face.units_per_em());
        return Some(Program::TrueType { bytes, per_em });
    }
    Some(if cff::Table::parse(&bytes).is_some() {
        Program::Cff { bytes }
    } else {
        Program::Unknown
    })
}

/// `Widths` of a simple font, from `FirstChar` on.
fn narrow_widths(pdf: &Document, font: &Dictionary) -> Vec<(u32, Vec<f64>)> {
    let first = number_of(pdf, font, b"FirstChar").unwrap_or_default() as u32;
    numbers(pdf, font, b"Widths").map(|widths| vec![(first, widths)]).unwrap_or_default()
}

/// `W` of a composite font: `first [width …]` or `first last width`.
fn wide_widths(pdf: &Document, font: &Dictionary) -> Vec<(u32, Vec<f64>)> {
    let list = font.get(b"W").ok().and_then(|list| pdf.dereference(list).ok()?.1.as_array().ok());
    let mut items = list.into_iter().flatten();
    let mut widths = Vec::new();
    while let Some(first) = items.next().and_then(|first| number(pdf, first)) {
        let Some(next) = items.next().and_then(|next| Some(pdf.dereference(next).ok()?.1)) else {
            break;
        };
        if let Ok(list) = next.as_array() {
            widths
                .push((first as u32, list.iter().filter_map(|width| number(pdf, width)).collect()));
        } else if let (Some(last), Some(width)) =
            (number(pdf, next), items.next().and_then(|width| number(pdf, width)))
        {
            let count = (last - first + 1.0).clamp(0.0, 65536.0) as usize;
            widths.push((first as u32, vec![width; count]));
        }
    }
    widths
}
