//! The text of an email as it was written: without the marks of quoting, with plain spaces and
//! hyphens, and with the bytes that quoted-printable stands for. Each letter keeps its place in the
//! file.

use std::iter::Peekable;
use std::ops::Range;

/// What `×` is in quoted-printable. An order has at least one.
const ENCODED_TIMES: &str = "=C3=97";

/// The text of an email, a letter at a time.
#[derive(Debug, Default)]
pub(super) struct Cleaned {
    letters: Vec<char>,
    /// The byte in the file at which each letter starts.
    offsets: Vec<usize>,
    /// The length of the file, in bytes.
    end: usize,
}

/// Letters between spaces, and the place of each.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Token {
    pub(super) text: String,
    pub(super) range: Range<usize>,
}

impl Cleaned {
    pub(super) fn of(text: &str) -> Self {
        let decoded = if is_encoded(text) { decode(text) } else { plain(text) };
        let mut cleaned = Self { end: text.len(), ..Self::default() };
        let mut is_line_start = true;
        for (offset, letter) in decoded {
            match letter {
                '\n' => is_line_start = true,
                '>' | '|' if is_line_start => continue,
                _ => is_line_start &= letter.is_whitespace(),
            }
            let (letter, count) = simplified(letter);
            cleaned.letters.extend(std::iter::repeat_n(letter, count));
            cleaned.offsets.extend(std::iter::repeat_n(offset, count));
        }
        cleaned
    }

    /// The text between two letters.
    pub(super) fn text(&self, letters: Range<usize>) -> String {
        self.letters[letters].iter().collect()
    }

    /// The number of letters.
    pub(super) fn len(&self) -> usize {
        self.letters.len()
    }

    /// The place in the file of letters.
    pub(super) fn place(&self, letters: &Range<usize>) -> Range<usize> {
        let at = |letter: usize| self.offsets.get(letter).copied().unwrap_or(self.end);
        at(letters.start)..at(letters.end).max(at(letters.start))
    }

    /// The lines of a part of the text.
    pub(super) fn lines(&self, part: Range<usize>) -> Vec<Range<usize>> {
        let mut start = part.start;
        let line = |line: &[char]| {
            let line = start..start + line.len();
            start = line.end + 1;
            line
        };
        self.letters[part].split(|letter| *letter == '\n').map(line).collect()
    }

    /// The first letter of a text that ends before another letter. `None` if something else is
    /// there: letters and digits count, which mail programs do not change.
    pub(super) fn start_of(&self, written: &str, end: usize) -> Option<usize> {
        let mut start = end;
        for expected in written.chars().rev().filter(|c| c.is_alphanumeric()) {
            start = (0..start).rev().find(|at| self.letters[*at].is_alphanumeric())?;
            if self.letters[start] != expected {
                return None;
            }
        }
        Some(start)
    }

    /// The tokens in a part of the text, with their places in letters.
    pub(super) fn tokens(&self, part: Range<usize>) -> Vec<Token> {
        let mut tokens: Vec<Token> = Vec::new();
        let mut is_open = false;
        for index in part {
            let letter = self.letters[index];
            if letter.is_whitespace() {
                is_open = false;
                continue;
            }
            match tokens.last_mut().filter(|_| is_open) {
                Some(last) => {
                    last.text.push(letter);
                    last.range.end = index + 1;
                }
                None => tokens.push(Token { text: letter.into(), range: index..index + 1 }),
            }
            is_open = true;
        }
        tokens
    }
}

/// Whether text is in quoted-printable, as in the source of an email.
fn is_encoded(text: &str) -> bool {
    text.contains(ENCODED_TIMES) || text.lines().filter(|line| line.ends_with('=')).count() > 1
}

fn plain(text: &str) -> Vec<(usize, char)> {
    text.char_indices().collect()
}

/// Decodes quoted-printable. An equals sign at the end of a line joins it with the next one.
fn decode(text: &str) -> Vec<(usize, char)> {
    let (mut bytes, mut offsets) = (Vec::new(), Vec::new());
    let mut rest = text.bytes().enumerate().peekable();
    while let Some((offset, byte)) = rest.next() {
        let ahead = text.as_bytes().get(offset + 1..).unwrap_or_default();
        let decoded = match (byte, ahead) {
            (b'=', [b'\n', ..]) => skip(&mut rest, 1),
            (b'=', [b'\r', b'\n', ..]) => skip(&mut rest, 2),
            (b'=', [high, low, ..]) => match hexadecimal(*high, *low) {
                Some(value) => skip(&mut rest, 2).or(Some(value)),
                None => Some(byte),
            },
            _ => Some(byte),
        };
        if let Some(decoded) = decoded {
            bytes.push(decoded);
            offsets.push(offset);
        }
    }
    let text = String::from_utf8_lossy(&bytes);
    if text.len() != bytes.len() {
        // Bytes that are not UTF-8 are in another encoding; the letters still have their places.
        return bytes.iter().zip(offsets).map(|(byte, at)| (at, char::from(*byte))).collect();
    }
    text.char_indices().map(|(at, letter)| (offsets[at], letter)).collect()
}

fn skip(rest: &mut Peekable<impl Iterator<Item = (usize, u8)>>, count: usize) -> Option<u8> {
    for _ in 0..count {
        rest.next();
    }
    None
}

fn hexadecimal(high: u8, low: u8) -> Option<u8> {
    let digit = |byte: u8| char::from(byte).to_digit(16).filter(|_| !byte.is_ascii_lowercase());
    u8::try_from(digit(high)? * 16 + digit(low)?).ok()
}

/// The plain letter that a mail program replaced with this one, and how many of it. Marks that
/// nobody sees are none.
fn simplified(letter: char) -> (char, usize) {
    match letter {
        '\u{2010}'..='\u{2013}' | '\u{2212}' | '\u{fe63}' | '\u{ff0d}' => ('-', 1),
        '\u{2014}' => ('-', 2),
        '\u{00ad}' | '\u{200b}'..='\u{200f}' | '\u{202a}'..='\u{202e}' => (letter, 0),
        '\u{2060}' | '\u{2066}'..='\u{2069}' | '\u{feff}' => (letter, 0),
        '\n' => (letter, 1),
        _ if letter.is_whitespace() => (' ', 1),
        _ => (letter, 1),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn cleaned(text: &str) -> String {
        let cleaned = Cleaned::of(text);
        cleaned.text(0..cleaned.len())
    }

    #[test]
    fn what_mail_programs_add_is_removed() {
        let quoted = "> > 01/02 ab\u{a0}cd\r\n>> 02/02 e\u{2014}f";
        assert_eq!(cleaned(quoted), "  01/02 ab cd \n 02/02 e--f");
        assert_eq!(cleaned("a > b | c"), "a > b | c");
        assert_eq!(cleaned("5 =C3=97 caf=C3=A9=20\nab=\ncd"), "5 × café \nabcd");
        assert_eq!(cleaned("1+1=2"), "1+1=2");
    }

    #[test]
    fn letters_keep_their_places() {
        let text = "> > 12\u{a0}=C3=97=\n3 end";
        let cleaned = Cleaned::of(text);
        let tokens = cleaned.tokens(0..cleaned.len());
        let places: Vec<&str> =
            tokens.iter().map(|token| &text[cleaned.place(&token.range)]).collect();
        assert_eq!(places, ["12", "=C3=97=\n3", "end"]);
    }
}
