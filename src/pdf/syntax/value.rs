//! Values, read as the standard requires (ISO 32000-1, 7.3), and compared with what lopdf read.

use std::collections::HashSet;

use lopdf::{Dictionary, Object, ObjectId, Stream, StringFormat};

use crate::pdf::lexer::{Lexer, Token, is_delimiter};

/// Values nested deeper than this are refused.
const MAX_DEPTH: usize = 64;

/// Programs read longer numbers in different ways.
const MAX_INTEGER: usize = 11;
const MAX_REAL: usize = 64;

/// Entries whose values are whole numbers. Some programs round others, and some refuse them.
const WHOLE: [&[u8]; 16] = [
    b"Width",
    b"Height",
    b"BitsPerComponent",
    b"BitsPerSample",
    b"FirstChar",
    b"LastChar",
    b"Flags",
    b"N",
    b"F",
    b"Count",
    b"MCID",
    b"FunctionType",
    b"ShadingType",
    b"PatternType",
    b"PaintType",
    b"TilingType",
];

/// Reads the values of one object.
pub(super) struct ValueReader<'a> {
    /// Which object it is, for faults.
    pub(super) about: &'a str,
    /// The objects that values refer to.
    pub(super) references: &'a mut HashSet<ObjectId>,
    /// Whether something is written in a way that programs may read differently.
    pub(super) is_unusual: &'a mut bool,
}

impl ValueReader<'_> {
    /// Reads the value of an object.
    pub(super) fn read_object(&mut self, lexer: &mut Lexer<'_>) -> Result<Object, String> {
        lexer.has_comment = false;
        let value = self.value(lexer, 0)?;
        *self.is_unusual |= lexer.has_comment;
        Ok(value)
    }

    fn malformed(&self) -> String {
        format!("has a malformed {}", self.about)
    }

    fn value(&mut self, lexer: &mut Lexer<'_>, depth: usize) -> Result<Object, String> {
        if depth > MAX_DEPTH {
            return Err(self.malformed());
        }
        let value = match lexer.next() {
            Some(Token::Delimiter(b'<')) => self.dictionary(lexer, depth)?.into(),
            Some(Token::Delimiter(b'[')) => self.list(lexer, depth)?.into(),
            Some(Token::Text(text)) => Object::String(text, StringFormat::Literal),
            Some(Token::Word(word)) => self.word(lexer, word).ok_or_else(|| self.malformed())?,
            _ => return Err(self.malformed()),
        };
        if lexer.is_malformed { Err(self.malformed()) } else { Ok(value) }
    }

    fn list(&mut self, lexer: &mut Lexer<'_>, depth: usize) -> Result<Vec<Object>, String> {
        let mut items = Vec::new();
        loop {
            let mut ahead = lexer.clone();
            if ahead.next() == Some(Token::Delimiter(b']')) {
                *lexer = ahead;
                return Ok(items);
            }
            items.push(self.value(lexer, depth + 1)?);
        }
    }

    /// Reads the entries of a dictionary, after `<<`. Programs take the first or the last of two
    /// entries with one name.
    fn dictionary(&mut self, lexer: &mut Lexer<'_>, depth: usize) -> Result<Dictionary, String> {
        let mut entries = Dictionary::new();
        loop {
            let key = match lexer.next() {
                Some(Token::Delimiter(b'>')) => return Ok(entries),
                Some(Token::Word([b'/', key @ ..])) => name(key).ok_or_else(|| self.malformed())?,
                _ => return Err(self.malformed()),
            };
            let value = self.value(lexer, depth + 1)?;
            let is_real = matches!(value, Object::Real(_));
            *self.is_unusual |= is_real && WHOLE.contains(&key.as_slice());
            if entries.has(&key) {
                let key = String::from_utf8_lossy(&key).into_owned();
                return Err(format!("has two entries `{key}` in its {}", self.about));
            }
            entries.set(key, value);
        }
    }

    fn word(&mut self, lexer: &mut Lexer<'_>, word: &[u8]) -> Option<Object> {
        match word {
            b"true" => Some(Object::Boolean(true)),
            b"false" => Some(Object::Boolean(false)),
            b"null" => Some(Object::Null),
            [b'/', written @ ..] => Some(Object::Name(name(written)?)),
            word if is_integer(word) => {
                Some(self.reference(lexer, word).unwrap_or(Object::Integer(integer(word)?)))
            }
            word => {
                let value = real(word)?;
                // Not every program takes it for a whole number.
                *self.is_unusual |= value.fract() == 0.0;
                Some(Object::Real(value))
            }
        }
    }

    /// Returns the reference that starts with a number, if it does.
    fn reference(&mut self, lexer: &mut Lexer<'_>, number: &[u8]) -> Option<Object> {
        let mut ahead = lexer.clone();
        let (Some(Token::Word(generation)), Some(Token::Word(b"R"))) = (ahead.next(), ahead.next())
        else {
            return None;
        };
        let id = (parse(number)?, parse(generation)?);
        *lexer = ahead;
        self.references.insert(id);
        Some(Object::Reference(id))
    }
}

/// Decodes a name without its slash (7.3.5). Only what cannot be written otherwise is escaped.
fn name(written: &[u8]) -> Option<Vec<u8>> {
    let mut name = Vec::with_capacity(written.len());
    let mut rest = written;
    while let [byte, tail @ ..] = rest {
        rest = tail;
        name.push(match (byte, tail) {
            (b'#', [high, low, tail @ ..]) => {
                rest = tail;
                let digits = [*high, *low];
                let byte = u8::from_str_radix(std::str::from_utf8(&digits).ok()?, 16).ok()?;
                let is_needed = !byte.is_ascii_graphic() || byte == b'#' || is_delimiter(byte);
                (is_needed && byte != 0).then_some(byte)?
            }
            (b'#', _) => return None,
            (byte, _) => *byte,
        });
    }
    Some(name)
}

/// Whether lopdf read the same value. Strings can be written in two ways.
pub(super) fn is_same(one: &Object, other: &Object) -> bool {
    match (one, other) {
        (Object::String(one, _), Object::String(other, _)) => one == other,
        (Object::Array(one), Object::Array(other)) => {
            one.len() == other.len() && one.iter().zip(other).all(|(one, it)| is_same(one, it))
        }
        (Object::Dictionary(one), Object::Dictionary(other)) => has_same(one, other, b""),
        _ => one == other,
    }
}

/// Whether lopdf read the same stream. It writes its length into its dictionary.
pub(super) fn is_same_stream(dict: &Dictionary, data: &[u8], read: &Stream) -> bool {
    has_same(dict, &read.dict, b"Length") && data == read.content
}

fn has_same(one: &Dictionary, other: &Dictionary, skipped: &[u8]) -> bool {
    let is_same = |(key, value): (&Vec<u8>, &Object)| {
        key == skipped || other.get(key).is_ok_and(|other| is_same(value, other))
    };
    one.len() == other.len() && one.iter().all(is_same)
}

pub(super) fn parse<T: std::str::FromStr>(word: &[u8]) -> Option<T> {
    let is_plain = word.iter().all(u8::is_ascii_digit);
    std::str::from_utf8(word).ok().filter(|_| is_plain)?.parse().ok()
}

pub(super) fn is_integer(word: &[u8]) -> bool {
    let digits = word.strip_prefix(b"-").unwrap_or(word);
    !digits.is_empty() && digits.iter().all(u8::is_ascii_digit)
}

/// Programs read numbers of more than 32 bits in different ways.
fn integer(word: &[u8]) -> Option<i64> {
    let value: i32 = std::str::from_utf8(word).ok()?.parse().ok()?;
    (word.len() <= MAX_INTEGER).then_some(value.into())
}

fn real(word: &[u8]) -> Option<f32> {
    let digits = word.strip_prefix(b"-").unwrap_or(word);
    let points = digits.iter().filter(|byte| **byte == b'.').count();
    let is_plain = digits.iter().all(|it| it.is_ascii_digit() || *it == b'.');
    if points != 1 || digits.len() < 2 || word.len() > MAX_REAL || !is_plain {
        return None;
    }
    let value: f32 = std::str::from_utf8(word).ok()?.parse().ok()?;
    (value.abs() < i32::MAX as f32).then_some(value)
}
