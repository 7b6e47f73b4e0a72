//! ToUnicode maps of fonts (ISO 32000-1, 9.10.3): the text that each character code stands for.
//!
//! lopdf keeps its parser of these maps private, and rejects a map with any damage. Damaged files
//! must still give what is legible: this reader takes two sections and skips the rest.

use std::collections::HashMap;

/// Reads the `bfchar` and `bfrange` sections of a ToUnicode map.
pub(super) fn characters(map: &[u8]) -> HashMap<u16, String> {
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
        let map = b"1 begincodespacerange <0000> <FFFF> endcodespacerange % <0009> <0041>\n\
            2 beginbfchar <0001> <00660066> <0002> <D83DDE00> endbfchar\n\
            2 beginbfrange <0003> <0005> <0061> <0006> <0007> [<0078><0079007A>] endbfrange\n\
            endcmap";
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
