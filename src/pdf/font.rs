//! Fonts of a PDF, as far as text needs them: which characters a code stands for, and how wide it is.

use std::collections::HashMap;
use std::rc::Rc;

use lopdf::{Dictionary, Document, Object};

use super::value;

/// A font: its codes' characters and widths.
#[derive(Debug, Default)]
pub(super) struct Font {
    /// Codes of two bytes (composite fonts) or one.
    is_wide: bool,
    characters: HashMap<u16, String>,
    /// In units of text space, where 1 is the size of the font.
    widths: HashMap<u16, f64>,
    other_width: f64,
}

/// A glyph that is shown: its characters, its advance as a share of the font's size, and whether it is a one-byte space.
pub(super) struct Glyph<'a> {
    pub(super) text: &'a str,
    pub(super) advance: f64,
    pub(super) is_space: bool,
}

/// The fonts of a file, each read once.
#[derive(Default)]
pub(super) struct Fonts {
    /// By the dictionary's place in memory, which stays while the document is read.
    read: HashMap<*const Dictionary, Rc<Font>>,
}

impl Fonts {
    pub(super) fn get(&mut self, pdf: &Document, font: &Dictionary) -> Rc<Font> {
        Rc::clone(
            self.read
                .entry(std::ptr::from_ref(font))
                .or_insert_with(|| Rc::new(Font::read(pdf, font))),
        )
    }
}

impl Font {
    fn read(pdf: &Document, font: &Dictionary) -> Self {
        let is_wide =
            font.get(b"Subtype").and_then(Object::as_name).is_ok_and(|name| name == b"Type0");
        let map = value(pdf, font, b"ToUnicode")
            .and_then(|map| map.as_stream().ok())
            .and_then(|map| map.get_plain_content().ok());
        let characters = map.map_or_else(
            || if is_wide { HashMap::new() } else { by_encoding(pdf, font) },
            |map| characters(&map),
        );
        let mut this = Self { is_wide, characters, ..Self::default() };
        if is_wide {
            this.read_composite_widths(pdf, font);
        } else {
            this.read_simple_widths(pdf, font);
        }
        this
    }

    /// `W` of a composite font: `first [width …]` or `first last width`, in thousandths.
    fn read_composite_widths(&mut self, pdf: &Document, font: &Dictionary) {
        self.other_width = 1.0;
        let inner = value(pdf, font, b"DescendantFonts")
            .and_then(|list| list.as_array().ok())
            .and_then(|list| list.first());
        let Some(inner) = inner
            .and_then(|inner| pdf.dereference(inner).ok())
            .and_then(|(_, inner)| inner.as_dict().ok())
        else {
            return;
        };
        if let Some(width) = value(pdf, inner, b"DW").and_then(number) {
            self.other_width = width / 1000.0;
        }
        let Some(list) = value(pdf, inner, b"W").and_then(|list| list.as_array().ok()) else {
            return;
        };
        let mut items =
            list.iter().filter_map(|item| pdf.dereference(item).ok()).map(|(_, item)| item);
        while let (Some(first), Some(next)) = (items.next().and_then(code), items.next()) {
            if let Ok(widths) = next.as_array() {
                let widths = widths.iter().map(|width| number(width).unwrap_or_default() / 1000.0);
                self.widths.extend((first..=u16::MAX).zip(widths));
            } else if let (Some(last), Some(width)) = (code(next), items.next().and_then(number)) {
                self.widths.extend((first..=last).map(|code| (code, width / 1000.0)));
            }
        }
    }

    /// `Widths` of a simple font, in thousandths, or in the units of a Type 3 font's matrix.
    fn read_simple_widths(&mut self, pdf: &Document, font: &Dictionary) {
        let matrix = value(pdf, font, b"FontMatrix")
            .and_then(|matrix| number(matrix.as_array().ok()?.first()?));
        let unit = matrix.unwrap_or(0.001);
        let first = value(pdf, font, b"FirstChar").and_then(code).unwrap_or_default();
        let Some(list) = value(pdf, font, b"Widths").and_then(|list| list.as_array().ok()) else {
            return;
        };
        self.widths.extend(
            (first..=u16::MAX)
                .zip(list.iter().map(|width| number(width).unwrap_or_default() * unit)),
        );
    }

    /// The glyphs of a string.
    pub(super) fn glyphs<'a>(&'a self, bytes: &'a [u8]) -> impl Iterator<Item = Glyph<'a>> {
        bytes.chunks(if self.is_wide { 2 } else { 1 }).map(|code| {
            let code = code.iter().fold(0, |code, byte| code << 8 | u16::from(*byte));
            let advance = self.widths.get(&code).copied().unwrap_or(self.other_width);
            // A glyph whose character is not known is told as such: silence would make two texts alike that are not.
            let text = self.characters.get(&code).map_or("\u{fffd}", String::as_str);
            Glyph { text, advance, is_space: !self.is_wide && code == 32 }
        })
    }
}

pub(super) fn number(object: &Object) -> Option<f64> {
    match object {
        Object::Integer(value) => Some(*value as f64),
        Object::Real(value) => Some(f64::from(*value)),
        _ => None,
    }
}

fn code(object: &Object) -> Option<u16> {
    object.as_i64().ok()?.try_into().ok()
}

/// The characters of a simple font without a map of its own.
fn by_encoding(pdf: &Document, font: &Dictionary) -> HashMap<u16, String> {
    let Ok(encoding) = font.get_font_encoding(pdf) else { return HashMap::new() };
    (0..=255)
        .filter_map(|byte: u8| Some((byte.into(), Document::decode_text(&encoding, &[byte]).ok()?)))
        .collect()
}

/// A ToUnicode map: its `bfchar` and `bfrange` sections.
fn characters(map: &[u8]) -> HashMap<u16, String> {
    let tokens = tokens(map);
    let mut characters = HashMap::new();
    let mut at = 0;
    while at < tokens.len() {
        let end = |word: &str| {
            tokens[at..]
                .iter()
                .position(|token| *token == Token::Word(word.as_bytes()))
                .map_or(tokens.len(), |found| at + found)
        };
        match tokens[at] {
            Token::Word(b"beginbfchar") => {
                let end = end("endbfchar");
                for pair in tokens[at + 1..end].chunks_exact(2) {
                    if let [Token::Hex(code), Token::Hex(text)] = pair {
                        characters.insert(short(code), utf16(text));
                    }
                }
                at = end;
            }
            Token::Word(b"beginbfrange") => {
                let end = end("endbfrange");
                ranges(&tokens[at + 1..end], &mut characters);
                at = end;
            }
            _ => {}
        }
        at += 1;
    }
    characters
}

fn ranges(tokens: &[Token<'_>], characters: &mut HashMap<u16, String>) {
    let mut tokens = tokens.iter();
    while let (Some(Token::Hex(first)), Some(Token::Hex(last)), Some(target)) =
        (tokens.next(), tokens.next(), tokens.next())
    {
        let codes = short(first)..=short(last);
        match target {
            Token::Hex(text) => {
                for (offset, code) in codes.enumerate() {
                    let mut text = text.clone();
                    let low = text.len().saturating_sub(2);
                    let unit = short(&text[low..]).wrapping_add(offset as u16);
                    text.splice(low.., unit.to_be_bytes());
                    characters.insert(code, utf16(&text));
                }
            }
            Token::Word(_) => {
                let texts = tokens.by_ref().map_while(|token| {
                    if let Token::Hex(text) = token { Some(utf16(text)) } else { None }
                });
                characters.extend(codes.zip(texts.collect::<Vec<_>>()));
            }
        }
    }
}

#[derive(Debug, PartialEq)]
enum Token<'a> {
    Hex(Vec<u8>),
    Word(&'a [u8]),
}

fn tokens(map: &[u8]) -> Vec<Token<'_>> {
    let mut tokens = Vec::new();
    let mut at = 0;
    while let Some(byte) = map.get(at) {
        let length = |ends: fn(&u8) -> bool| {
            map[at + 1..].iter().position(ends).unwrap_or(map.len() - at - 1) + 1
        };
        let step = match byte {
            b'<' if map.get(at + 1) != Some(&b'<') => {
                let length = length(|byte| *byte == b'>');
                tokens.push(Token::Hex(hex(&map[at + 1..at + length])));
                length + 1
            }
            b'%' => length(|byte| matches!(byte, b'\r' | b'\n')),
            b'[' | b']' => {
                tokens.push(Token::Word(&map[at..=at]));
                1
            }
            byte if byte.is_ascii_alphanumeric() => {
                let length = length(|byte| !byte.is_ascii_alphanumeric());
                tokens.push(Token::Word(&map[at..at + length]));
                length
            }
            _ => 1,
        };
        at += step;
    }
    tokens
}

fn hex(digits: &[u8]) -> Vec<u8> {
    let digits: Vec<u8> = digits
        .iter()
        .filter_map(|digit| char::from(*digit).to_digit(16))
        .filter_map(|digit| digit.try_into().ok())
        .collect();
    digits.chunks(2).map(|pair| pair[0] << 4 | pair.get(1).copied().unwrap_or_default()).collect()
}

fn short(bytes: &[u8]) -> u16 {
    bytes.iter().fold(0, |value, byte| value << 8 | u16::from(*byte))
}

fn utf16(bytes: &[u8]) -> String {
    let units: Vec<u16> = bytes.chunks(2).map(short).collect();
    String::from_utf16_lossy(&units)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_map_has_single_codes_ranges_and_lists() {
        let map = b"1 begincodespacerange <0000> <FFFF> endcodespacerange % <0009> <0041>\n2 beginbfchar <0001> <00660066> <0002> <D83DDE00> endbfchar
            2 beginbfrange <0003> <0005> <0061> <0006> <0007> [<0078><0079007A>] endbfrange endcmap";
        let characters = characters(map);
        let text: Vec<_> =
            (0..10).map(|code| characters.get(&code).map_or("-", String::as_str)).collect();
        assert_eq!(text, ["-", "ff", "😀", "a", "b", "c", "x", "yz", "-", "-"]);
    }

    #[test]
    fn a_broken_map_is_read_as_far_as_it_goes() {
        for map in [
            &b"beginbfchar <0001"[..],
            b"beginbfrange <0001> <FFFF> <> endbfrange",
            b"beginbfrange <1> <2> [",
            b"<",
            b"beginbfchar <> <>",
        ] {
            characters(map);
        }
    }
}
