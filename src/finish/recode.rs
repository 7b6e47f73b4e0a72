//! Changes the codes of glyphs in the content of a page, for another subset of its fonts.

use crate::pdf::{is_delimiter, is_space};

/// Rewrites the content of a page. `code` returns the new code of a glyph for a font's resource
/// name and the glyph's old code. White space becomes one character. Returns `None` if a glyph has
/// no new code, or the content is not as the engine writes it.
pub(super) fn recode(
    content: &[u8],
    mut code: impl FnMut(&[u8], u16) -> Option<u16>,
) -> Option<Vec<u8>> {
    let mut out = Vec::with_capacity(content.len());
    let mut reader = Reader { bytes: content, at: 0 };
    // The last name, and the font: the name before the last operator `Tf`.
    let (mut name, mut font): (&[u8], &[u8]) = (&[], &[]);
    let mut depth = 0_usize;
    while let Some(byte) = reader.peek(0) {
        match byte {
            b'(' if depth > 0 => out.extend(reader.skip_literal()?),
            b'(' => {
                let string = reader.literal()?;
                write_codes(&mut out, &string, |old| code(font, old))?;
            }
            b'<' if depth == 0 && reader.peek(1) != Some(b'<') => {
                let string = reader.hexadecimal()?;
                write_codes(&mut out, &string, |old| code(font, old))?;
            }
            b'<' | b'>' if reader.peek(1) == Some(byte) => {
                depth = if byte == b'<' { depth + 1 } else { depth.checked_sub(1)? };
                out.extend([byte; 2]);
                reader.at += 2;
            }
            b'/' => {
                name = reader.word();
                out.extend(name);
            }
            _ if is_space(byte) => {
                reader.skip_space();
                out.push(byte);
            }
            _ if is_delimiter(byte) => {
                out.push(byte);
                reader.at += 1;
            }
            _ => {
                let word = reader.word();
                match word {
                    b"Tf" => font = name.strip_prefix(b"/")?,
                    // An inline image has any bytes.
                    b"BI" => return None,
                    _ => {}
                }
                out.extend(word);
            }
        }
    }
    Some(out)
}

/// Writes a string of codes of two bytes.
fn write_codes(
    out: &mut Vec<u8>,
    string: &[u8],
    mut code: impl FnMut(u16) -> Option<u16>,
) -> Option<()> {
    let (codes, []) = string.as_chunks::<2>() else { return None };
    out.push(b'(');
    for old in codes {
        for byte in code(u16::from_be_bytes(*old))?.to_be_bytes() {
            match byte {
                b'(' | b')' | b'\\' => out.extend([b'\\', byte]),
                // A reader would take a carriage return for a line feed.
                b'\r' => out.extend(b"\\r"),
                _ => out.push(byte),
            }
        }
    }
    out.push(b')');
    Some(())
}

struct Reader<'a> {
    bytes: &'a [u8],
    at: usize,
}

impl<'a> Reader<'a> {
    fn peek(&self, ahead: usize) -> Option<u8> {
        self.bytes.get(self.at + ahead).copied()
    }

    fn next(&mut self) -> Option<u8> {
        let byte = self.peek(0)?;
        self.at += 1;
        Some(byte)
    }

    fn skip_space(&mut self) {
        while self.peek(0).is_some_and(is_space) {
            self.at += 1;
        }
    }

    /// A name, a number or an operator.
    fn word(&mut self) -> &'a [u8] {
        let rest = &self.bytes[self.at..];
        let is_end = |byte: &u8| is_space(*byte) || is_delimiter(*byte);
        let length = rest.iter().skip(1).position(is_end).map_or(rest.len(), |at| at + 1);
        self.at += length;
        &rest[..length]
    }

    /// A literal string as it is.
    fn skip_literal(&mut self) -> Option<&'a [u8]> {
        let start = self.at;
        self.literal()?;
        Some(&self.bytes[start..self.at])
    }

    /// The bytes of a literal string (ISO 32000-1, 7.3.4.2).
    fn literal(&mut self) -> Option<Vec<u8>> {
        let mut string = Vec::new();
        let mut depth = 0_usize;
        loop {
            let rest = &self.bytes[self.at..];
            let is_special = |byte: &u8| matches!(byte, b'(' | b')' | b'\\');
            let plain = rest.iter().position(is_special)?;
            string.extend(&rest[..plain]);
            self.at += plain;
            match self.next()? {
                b'(' => {
                    depth += 1;
                    if depth > 1 {
                        string.push(b'(');
                    }
                }
                b')' => {
                    depth -= 1;
                    if depth == 0 {
                        return Some(string);
                    }
                    string.push(b')');
                }
                b'\\' => string.push(self.escaped()?),
                byte => string.push(byte),
            }
        }
    }

    fn escaped(&mut self) -> Option<u8> {
        Some(match self.next()? {
            b'n' => b'\n',
            b'r' => b'\r',
            b't' => b'\t',
            b'b' => 8,
            b'f' => 12,
            digit @ b'0'..=b'7' => {
                let mut value = u32::from(digit - b'0');
                for _ in 0..2 {
                    let Some(digit @ b'0'..=b'7') = self.peek(0) else { break };
                    value = value * 8 + u32::from(digit - b'0');
                    self.at += 1;
                }
                u8::try_from(value).ok()?
            }
            byte => byte,
        })
    }

    /// The bytes of a hexadecimal string.
    fn hexadecimal(&mut self) -> Option<Vec<u8>> {
        let rest = &self.bytes[self.at + 1..];
        let end = rest.iter().position(|byte| *byte == b'>')?;
        self.at += end + 2;
        data_encoding::HEXUPPER_PERMISSIVE.decode(&rest[..end]).ok()
    }
}
