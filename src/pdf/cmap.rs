//! ToUnicode maps of fonts (ISO 32000-1, 9.10.3): the text that each character code stands for.
//!
//! lopdf keeps its parser of these maps private, and rejects a map with any damage. Damaged files
//! must still give what is legible. Maps have the syntax of content streams, so lopdf's parser of
//! those reads them, as far as they are whole.

use std::collections::HashMap;

use lopdf::Object;

use super::limits::operations;

/// A map with more entries than this, those of ranges included, is read only up to here. There are
/// only 65,536 codes.
const MAX_ENTRIES: usize = 200_000;

/// Reads the `bfchar` and `bfrange` sections of a ToUnicode map.
pub(super) fn characters(map: &[u8]) -> HashMap<u16, String> {
    let mut characters = HashMap::new();
    let mut entries = 0;
    for section in operations(map).unwrap_or_default() {
        let size = match section.operator.as_str() {
            "endbfchar" => 2,
            "endbfrange" => 3,
            _ => continue,
        };
        for entry in section.operands.chunks_exact(size) {
            if entries > MAX_ENTRIES {
                return characters;
            }
            match entry {
                [Object::String(code, _), Object::String(text, _)] => {
                    entries += 1;
                    characters.insert(short(code), utf16(text));
                }
                [Object::String(first, _), Object::String(last, _), target] => {
                    let range = range(short(first), short(last), target);
                    entries += range.len();
                    characters.extend(range);
                }
                _ => {}
            }
        }
    }
    characters
}

/// Returns the characters of a range: a list, or texts whose last unit counts up.
fn range(first: u16, last: u16, target: &Object) -> Vec<(u16, String)> {
    let codes = first..=last;
    match target {
        Object::String(text, _) => {
            let mut text = text.clone();
            let low = text.len().saturating_sub(2);
            let start = short(&text[low..]);
            let next = |(offset, code): (usize, u16)| {
                text.splice(low.., start.wrapping_add(offset as u16).to_be_bytes());
                (code, utf16(&text))
            };
            codes.enumerate().map(next).collect()
        }
        Object::Array(texts) => {
            codes.zip(texts.iter().flat_map(Object::as_str).map(utf16)).collect()
        }
        _ => Vec::new(),
    }
}

fn short(bytes: &[u8]) -> u16 {
    bytes.iter().fold(0, |value, byte| value << 8 | u16::from(*byte))
}

fn utf16(bytes: &[u8]) -> String {
    let units: Vec<u16> = bytes.chunks(2).map(short).collect();
    String::from_utf16_lossy(&units)
}
