//! Fonts of a PDF: the text of each character code, how far it advances, and where its ink is.
//!
//! Text extraction reads the ToUnicode map and the widths alone. The font program is parsed when
//! the ink of a glyph is first asked for, so that readers of text do not pay for outlines.

use std::cell::{OnceCell, RefCell};
use std::collections::HashMap;
use std::rc::Rc;

use kurbo::{Affine, Rect};
use lopdf::{Dictionary, Document, Object, Stream};

use super::cmap;
use super::glyphs::{self, Program};
use super::limits::plain_content;
use super::objects::{dictionary, is_name, items, matrix, number, number_at, stream, value};

/// The height of capitals, in ems: the ink of a glyph whose outline is not known reaches so high.
const CAPITALS: f64 = 0.7;

/// The advance of a character in a simple font that lists no widths, in ems.
const USUAL_WIDTH: f64 = 0.5;

/// A font of a file.
#[derive(Debug)]
pub(super) struct Font<'a> {
    pdf: &'a Document,
    /// The name, with the tag of a subset such as `ABCDEF+`.
    pub(super) name: Rc<str>,
    /// Whether the file contains the font itself.
    pub(super) is_embedded: bool,
    /// The dictionary of a Type 3 font, whose glyphs are drawn by operators.
    pub(super) type3: Option<&'a Dictionary>,
    /// Whether a code takes two bytes (composite fonts) or one.
    is_wide: bool,
    characters: HashMap<u16, String>,
    /// Advances in ems.
    widths: HashMap<u16, f64>,
    other_width: f64,
    /// The dictionary that contains the font program.
    source: Option<&'a Dictionary>,
    program: OnceCell<Program>,
    /// Boxes of ink by code, each measured once.
    inks: RefCell<HashMap<u16, Option<Rect>>>,
    /// Two bytes for each code; `None` if the codes are the glyph ids themselves.
    glyph_ids: OnceCell<Option<Vec<u8>>>,
}

/// A character code of a string that is shown.
#[derive(Debug, Clone, Copy)]
pub(super) struct Char<'f> {
    pub(super) code: u16,
    /// The text that it stands for.
    pub(super) text: &'f str,
    /// The advance in ems.
    pub(super) advance: f64,
    /// Whether it is the one-byte space that word spacing widens.
    pub(super) is_space: bool,
}

impl<'a> Font<'a> {
    /// Returns a stand-in for a font that the resources do not name. Its codes are taken for ASCII.
    pub(super) fn missing(pdf: &'a Document, name: &[u8]) -> Self {
        let ascii = (b' '..=b'~').map(|byte| (byte.into(), char::from(byte).to_string()));
        Self {
            characters: ascii.collect(),
            pdf,
            name: String::from_utf8_lossy(name).into(),
            is_embedded: false,
            type3: None,
            is_wide: false,
            widths: HashMap::new(),
            other_width: USUAL_WIDTH,
            source: None,
            program: OnceCell::new(),
            inks: RefCell::default(),
            glyph_ids: OnceCell::new(),
        }
    }

    pub(super) fn new(pdf: &'a Document, font: &'a Dictionary) -> Self {
        let name = font.get(b"BaseFont").and_then(Object::as_name).unwrap_or(b"?");
        let is_type3 = is_name(font, b"Subtype", "Type3");
        let descendant = items(pdf, font, b"DescendantFonts").next();
        let descendant = descendant.and_then(|font| font.as_dict().ok());
        let source = descendant.unwrap_or(font);
        let descriptor = dictionary(pdf, source, b"FontDescriptor");
        let mut this = Self {
            is_embedded: is_type3 || descriptor.is_some_and(|it| glyphs::has_program(pdf, it)),
            type3: is_type3.then_some(font),
            is_wide: is_name(font, b"Subtype", "Type0"),
            source: Some(source),
            ..Self::missing(pdf, name)
        };
        this.characters = match stream(pdf, font, b"ToUnicode").map(plain_content) {
            Some(Some(map)) => cmap::characters(&map),
            _ if this.is_wide => HashMap::new(),
            _ => characters_by_encoding(pdf, font),
        };
        if this.is_wide {
            this.read_composite_widths(source);
        } else {
            this.read_simple_widths(font);
        }
        this
    }

    /// Reads `W` of a composite font, in thousandths: `first [width …]` or `first last width`.
    fn read_composite_widths(&mut self, font: &Dictionary) {
        self.other_width = number_at(self.pdf, font, b"DW").unwrap_or(1000.0) / 1000.0;
        let mut items = items(self.pdf, font, b"W");
        while let (Some(first), Some(next)) = (items.next().and_then(code), items.next()) {
            if let Ok(widths) = next.as_array() {
                let widths = widths.iter().map(|width| number(width).unwrap_or_default() / 1000.0);
                self.widths.extend((first..=u16::MAX).zip(widths));
            } else if let (Some(last), Some(width)) = (code(next), items.next().and_then(number)) {
                self.widths.extend((first..=last).map(|code| (code, width / 1000.0)));
            }
        }
    }

    /// Reads `Widths` of a simple font, in thousandths or in units of a Type 3 font's matrix.
    fn read_simple_widths(&mut self, font: &Dictionary) {
        let matrix = matrix(self.pdf, font, b"FontMatrix");
        let unit = matrix.map_or(0.001, |matrix| matrix.as_coeffs()[0]);
        let first = value(self.pdf, font, b"FirstChar").and_then(code).unwrap_or_default();
        let widths = items(self.pdf, font, b"Widths").map(number);
        let widths = widths.map(|width| width.unwrap_or_default() * unit);
        self.widths.extend((first..=u16::MAX).zip(widths));
        if !self.widths.is_empty() {
            self.other_width = 0.0;
        }
    }

    /// Returns the character codes of a string.
    pub(super) fn chars<'f>(&'f self, bytes: &'f [u8]) -> impl Iterator<Item = Char<'f>> {
        bytes.chunks(if self.is_wide { 2 } else { 1 }).map(|code| {
            let code = code.iter().fold(0, |code, byte| code << 8 | u16::from(*byte));
            let advance = self.widths.get(&code).copied().unwrap_or(self.other_width);
            // An unknown character must not vanish: two different texts would compare equal.
            let text = self.characters.get(&code).map_or("\u{fffd}", String::as_str);
            Char { code, text, advance, is_space: !self.is_wide && code == 32 }
        })
    }

    /// Whether a code shows the empty box that stands for a missing glyph.
    pub(super) fn is_missing_glyph(&self, code: u16) -> bool {
        self.is_wide && self.is_embedded && self.glyph_id(code) == 0
    }

    /// Returns the box of a character's ink in ems, from its origin on the baseline; `None` if it
    /// is blank.
    pub(super) fn ink(&self, char: Char<'_>) -> Option<Rect> {
        if let Some(known) = self.inks.borrow().get(&char.code) {
            return *known;
        }
        let ink = self.measure_ink(char);
        self.inks.borrow_mut().insert(char.code, ink);
        ink
    }

    fn measure_ink(&self, char: Char<'_>) -> Option<Rect> {
        let guess = Some(Rect::new(0.0, 0.0, char.advance, CAPITALS));
        if !self.is_wide {
            return guess;
        }
        let program = self.program.get_or_init(|| {
            self.source.map_or(Program::Unknown, |font| Program::read(self.pdf, font))
        });
        program.ink(self.glyph_id(char.code)).unwrap_or(guess)
    }

    fn glyph_id(&self, code: u16) -> u16 {
        let ids = self
            .glyph_ids
            .get_or_init(|| plain_content(stream(self.pdf, self.source?, b"CIDToGIDMap")?));
        let Some(ids) = ids else { return code };
        let at = 2 * usize::from(code);
        ids.get(at..at + 2).map_or(0, |id| u16::from_be_bytes([id[0], id[1]]))
    }

    /// Returns the stream that draws a character of a Type 3 font, and the font's matrix.
    pub(super) fn drawing(&self, code: u16) -> Option<(&'a Stream, Affine)> {
        let font = self.type3?;
        let encoding = dictionary(self.pdf, font, b"Encoding")?;
        let (mut at, mut name) = (0, None);
        for item in items(self.pdf, encoding, b"Differences") {
            match item {
                Object::Integer(code) => at = *code,
                Object::Name(glyph) => {
                    name = name.or((at == i64::from(code)).then_some(glyph));
                    at += 1;
                }
                _ => {}
            }
        }
        let drawing = stream(self.pdf, dictionary(self.pdf, font, b"CharProcs")?, name?)?;
        let matrix = matrix(self.pdf, font, b"FontMatrix").unwrap_or(Affine::scale(0.001));
        Some((drawing, matrix))
    }
}

fn code(object: &Object) -> Option<u16> {
    object.as_i64().ok()?.try_into().ok()
}

/// Returns the characters of a simple font that has no ToUnicode map.
fn characters_by_encoding(pdf: &Document, font: &Dictionary) -> HashMap<u16, String> {
    let Ok(encoding) = font.get_font_encoding(pdf) else { return HashMap::new() };
    let text = |byte: u8| Document::decode_text(&encoding, &[byte]).ok();
    (0..=255).filter_map(|byte: u8| Some((byte.into(), text(byte)?))).collect()
}
