//! Font programs in a file: where the ink of a glyph is.

use kurbo::Rect;
use lopdf::{Dictionary, Document};
use ttf_parser::{Face, GlyphId, OutlineBuilder, cff};

use super::limits::plain_content;
use super::objects::{dictionary, stream};

/// The keys of a font descriptor that contain a font program.
const PROGRAM_KEYS: [&[u8]; 3] = [b"FontFile", b"FontFile2", b"FontFile3"];

/// A font program.
#[derive(Debug)]
pub(super) enum Program {
    TrueType(Vec<u8>),
    /// A CFF table without the OpenType wrapping, as PDF embeds it.
    Cff(Vec<u8>),
    Unknown,
}

/// Whether a font descriptor contains a font program.
pub(super) fn has_program(pdf: &Document, descriptor: &Dictionary) -> bool {
    PROGRAM_KEYS.iter().any(|key| stream(pdf, descriptor, key).is_some())
}

impl Program {
    /// Reads the program of a font.
    pub(super) fn read(pdf: &Document, font: &Dictionary) -> Self {
        let bytes = dictionary(pdf, font, b"FontDescriptor").and_then(|descriptor| {
            let file = PROGRAM_KEYS.iter().find_map(|key| stream(pdf, descriptor, key))?;
            plain_content(file)
        });
        match bytes {
            Some(bytes) if Face::parse(&bytes, 0).is_ok() => Self::TrueType(bytes),
            Some(bytes) if cff::Table::parse(&bytes).is_some() => Self::Cff(bytes),
            _ => Self::Unknown,
        }
    }

    /// Returns the box of a glyph's ink in ems, `Some(None)` for a blank glyph, and `None` if the
    /// program cannot be read.
    pub(super) fn ink(&self, glyph: u16) -> Option<Option<Rect>> {
        match self {
            Self::TrueType(bytes) => {
                let face = Face::parse(bytes, 0).ok()?;
                let per_em = f64::from(face.units_per_em());
                Some(face.glyph_bounding_box(GlyphId(glyph)).map(|ink| in_ems(ink, per_em)))
            }
            Self::Cff(bytes) => {
                let ink = cff::Table::parse(bytes)?.outline(GlyphId(glyph), &mut BoundsOnly);
                Some(ink.ok().map(|ink| in_ems(ink, 1000.0)))
            }
            Self::Unknown => None,
        }
    }
}

/// Drops the outline: the parser itself measures its bounds.
struct BoundsOnly;

impl OutlineBuilder for BoundsOnly {
    fn move_to(&mut self, _: f32, _: f32) {}
    fn line_to(&mut self, _: f32, _: f32) {}
    fn quad_to(&mut self, _: f32, _: f32, _: f32, _: f32) {}
    fn curve_to(&mut self, _: f32, _: f32, _: f32, _: f32, _: f32, _: f32) {}
    fn close(&mut self) {}
}

fn in_ems(ink: ttf_parser::Rect, per_em: f64) -> Rect {
    let [x0, y0, x1, y1] =
        [ink.x_min, ink.y_min, ink.x_max, ink.y_max].map(|value| f64::from(value) / per_em);
    Rect::new(x0, y0, x1, y1)
}
