//! The faces of `changes.html` and of the website: the letters that they have, as web fonts.
//!
//! `subsetter` makes fonts for PDF files. A browser also needs to know the letter of each glyph and
//! the line height, so this file adds the tables for that. A font with all its letters would be
//! larger than everything else on the page.

use std::collections::{BTreeMap, BTreeSet};

use subsetter::GlyphRemapper;
use ttf_parser::{Face, RawFace, Tag};

use crate::typeset::Fonts;

/// Returns a font file with these letters; `None` if the project does not have the font, or has it
/// in a form that cannot be subset. The browser then chooses another one.
pub(crate) fn web_font(
    fonts: &Fonts,
    family: &str,
    weight: u16,
    letters: &BTreeSet<char>,
) -> Option<Vec<u8>> {
    let (bytes, index) = fonts.find(family, weight)?;
    let face = Face::parse(bytes, index).ok()?;
    let mut glyphs = GlyphRemapper::new();
    let known = letters.iter().filter_map(|letter| {
        let glyph = face.glyph_index(*letter)?;
        Some((u32::from(*letter), glyphs.remap(glyph.0)))
    });
    let map: BTreeMap<u32, u16> = known.collect();
    let subset = subsetter::subset(bytes, index, &glyphs).ok()?;
    let (old, new) = (RawFace::parse(bytes, index).ok()?, RawFace::parse(&subset, 0).ok()?);
    let mut tables: BTreeMap<Tag, Vec<u8>> = BTreeMap::new();
    for record in new.table_records {
        tables.insert(record.tag, new.table(record.tag)?.to_vec());
    }
    let metrics = Tag::from_bytes(b"OS/2");
    tables.insert(metrics, old.table(metrics)?.to_vec());
    tables.insert(Tag::from_bytes(b"cmap"), character_map(&map));
    Some(font_file(&subset[..4], &tables))
}

/// A table of letters in format 12: one group for each letter.
fn character_map(glyphs: &BTreeMap<u32, u16>) -> Vec<u8> {
    let length = 16 + 12 * glyphs.len() as u32;
    let mut table = Vec::new();
    for half in [0, 1, 3, 10, 0, 12, 12, 0] {
        table.extend(u16::to_be_bytes(half));
    }
    for word in [length, 0, glyphs.len() as u32] {
        table.extend(word.to_be_bytes());
    }
    for (letter, glyph) in glyphs {
        for word in [*letter, *letter, u32::from(*glyph)] {
            table.extend(word.to_be_bytes());
        }
    }
    table
}

/// Writes a font file. Browsers do not compare its checksums.
fn font_file(kind: &[u8], tables: &BTreeMap<Tag, Vec<u8>>) -> Vec<u8> {
    let count = tables.len() as u16;
    let power = count.ilog2() as u16;
    let range = 16 << power;
    let mut file = kind.to_vec();
    for half in [count, range, power, count * 16 - range] {
        file.extend(half.to_be_bytes());
    }
    let mut offset = 12 + 16 * tables.len();
    for (tag, table) in tables {
        for word in [tag.0, 0, offset as u32, table.len() as u32] {
            file.extend(word.to_be_bytes());
        }
        offset += table.len().next_multiple_of(4);
    }
    for table in tables.values() {
        file.extend(table);
        file.resize(file.len().next_multiple_of(4), 0);
    }
    file
}
