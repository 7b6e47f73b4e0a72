//! Whether a file is written as the standard requires (ISO 32000-1, 7.2 to 7.5).
//!
//! Programs repair a file that is not, each in its own way, so that two of them can show different
//! pages. lopdf repairs too, and does not say so. Here the file is read from its first byte to its
//! last: objects, tables, and nothing between them.

use std::collections::{HashMap, HashSet};

use lopdf::xref::XrefEntry;
use lopdf::{Document, Object, ObjectId};

use super::lexer::{Lexer, Token};
use super::limits;

/// Values nested deeper than this are refused.
const MAX_DEPTH: usize = 64;

/// The entries of a stream whose data is in another file.
const EXTERNAL: [&[u8]; 3] = [b"F", b"FFilter", b"FDecodeParms"];

/// What is wrong with a file, in words that follow "the file".
type Fault = String;

/// What the bytes of a file say about it.
#[derive(Debug)]
pub(super) struct Layout {
    /// Whether something was appended after it was finished.
    pub(super) is_updated: bool,
}

/// Reads all bytes of a file.
///
/// # Errors
/// Returns the first violation of the standard that programs repair in different ways.
pub(super) fn check(bytes: &[u8], pdf: &Document) -> Result<Layout, Fault> {
    if !bytes.starts_with(b"%PDF-") {
        return Err("does not begin as a PDF does".to_owned());
    }
    let mut scan = Scan { pdf, lexer: Lexer::new(bytes), objects: HashMap::new(), tables: 0 };
    let mut seen = HashSet::new();
    let mut is_repeated = false;
    loop {
        scan.lexer.skip_space();
        let offset = bytes.len() - scan.lexer.rest().len();
        match scan.lexer.next() {
            None => break,
            Some(Token::Word(b"xref")) => scan.table()?,
            Some(Token::Word(b"startxref")) => {
                scan.integer("the place of its table of objects")?;
                scan.tables += 1;
            }
            Some(Token::Word(word)) if is_integer(word) => {
                let id = scan.object(word)?;
                is_repeated |= !seen.insert(id);
                scan.objects.insert(offset, id);
            }
            Some(_) => return Err("has something between its objects".to_owned()),
        }
    }
    scan.check_table()?;
    let head = &bytes[..bytes.len().min(1024)];
    let is_linear = head.windows(11).any(|window| window == b"/Linearized");
    // A file that was made for viewing over a network has two tables.
    Ok(Layout { is_updated: is_repeated || scan.tables > 1 + usize::from(is_linear) })
}

struct Scan<'a> {
    pdf: &'a Document,
    lexer: Lexer<'a>,
    /// The objects that are not in object streams, by the offsets of their first byte.
    objects: HashMap<usize, ObjectId>,
    /// The number of tables of objects.
    tables: usize,
}

/// The value of an object, as far as it matters here.
enum Value {
    Dictionary(Vec<(Vec<u8>, Value)>),
    Name(Vec<u8>),
    Integer(i64),
    Reference(ObjectId),
    Other,
}

impl Scan<'_> {
    /// Reads an object, after its number.
    fn object(&mut self, number: &[u8]) -> Result<ObjectId, Fault> {
        let unknown = || "has something between its objects".to_owned();
        let number = parse(number).ok_or_else(unknown)?;
        let generation = self.integer("the generation of an object")?;
        let id: ObjectId = (number, u16::try_from(generation).map_err(|_| unknown())?);
        let about = format!("object {number}");
        if self.lexer.next() != Some(Token::Word(b"obj")) {
            return Err(unknown());
        }
        let value = read_value(&mut self.lexer, &about, 0)?;
        match self.lexer.next() {
            Some(Token::Word(b"endobj")) => return Ok(id),
            Some(Token::Word(b"stream")) => {}
            _ => return Err(format!("has something after the value of its {about}")),
        }
        let Value::Dictionary(entries) = value else {
            return Err(format!("has a stream without a dictionary, {about}"));
        };
        if entries.iter().any(|(key, _)| EXTERNAL.contains(&key.as_slice())) {
            return Err(format!("takes its {about} from another file"));
        }
        self.stream(&entries, &about)?;
        let is_container =
            |(key, value): &(Vec<u8>, Value)| key == b"Type" && value.is_name(b"ObjStm");
        if entries.iter().any(is_container) {
            self.container(id, &about)?;
        }
        Ok(id)
    }

    /// Reads the data of a stream, after the keyword.
    fn stream(&mut self, entries: &[(Vec<u8>, Value)], about: &str) -> Result<(), Fault> {
        let length = entries.iter().find(|(key, _)| key == b"Length").map(|(_, value)| value);
        let length = match length {
            Some(Value::Integer(length)) => Some(*length),
            Some(Value::Reference(id)) => match self.pdf.get_object(*id) {
                Ok(Object::Integer(length)) => Some(*length),
                _ => None,
            },
            _ => None,
        };
        let wrong = || format!("states a wrong length of its {about}");
        let length = length.and_then(|it| usize::try_from(it).ok()).ok_or_else(wrong)?;
        let data = self.lexer.rest();
        let break_length = match data {
            [b'\r', b'\n', ..] => 2,
            [b'\n', ..] => 1,
            _ => return Err(format!("has no line break before the data of its {about}")),
        };
        if data.len() < break_length + length {
            return Err(wrong());
        }
        self.lexer.advance(break_length + length);
        let is_end = self.lexer.next() == Some(Token::Word(b"endstream"));
        if !is_end || self.lexer.next() != Some(Token::Word(b"endobj")) {
            return Err(wrong());
        }
        Ok(())
    }

    /// Reads an object stream (7.5.7): the numbers and places of its objects, and then the objects.
    fn container(&self, id: ObjectId, about: &str) -> Result<(), Fault> {
        let wrong = || format!("has a malformed object stream, {about}");
        let stream = self.pdf.get_object(id).and_then(Object::as_stream).map_err(|_| wrong())?;
        let content = limits::plain_content(stream).ok_or_else(wrong)?;
        let first = stream.dict.get(b"First").and_then(Object::as_i64).map_err(|_| wrong())?;
        let first = usize::try_from(first).map_err(|_| wrong())?;
        let (head, body) = content.split_at_checked(first).ok_or_else(wrong)?;
        let mut numbers: Vec<usize> = Vec::new();
        for token in Lexer::new(head) {
            let Token::Word(word) = token else { return Err(wrong()) };
            numbers.push(parse(word).ok_or_else(wrong)?);
        }
        let (pairs, []) = numbers.as_chunks::<2>() else { return Err(wrong()) };
        let mut seen = HashSet::new();
        for (index, [number, start]) in pairs.iter().enumerate() {
            let end = pairs.get(index + 1).map_or(body.len(), |[_, next]| *next);
            let bytes = body.get(*start..end).ok_or_else(wrong)?;
            let mut lexer = Lexer::new(bytes);
            read_value(&mut lexer, &format!("object {number}"), 0)?;
            if lexer.next().is_some() || !seen.insert(number) {
                return Err(wrong());
            }
        }
        Ok(())
    }

    /// Reads a table of objects and its trailer, after `xref`.
    fn table(&mut self) -> Result<(), Fault> {
        loop {
            match self.lexer.next() {
                Some(Token::Word(word)) if is_integer(word) || word == b"n" || word == b"f" => {}
                Some(Token::Word(b"trailer")) => break,
                _ => return Err("has a malformed table of objects".to_owned()),
            }
        }
        match read_value(&mut self.lexer, "trailer", 0)? {
            Value::Dictionary(entries) if entries.iter().all(|(key, _)| key != b"XRefStm") => {
                Ok(())
            }
            _ => Err("has two tables of objects, of which programs use one".to_owned()),
        }
    }

    /// Compares the places where the table says objects are with those where they are.
    fn check_table(&self) -> Result<(), Fault> {
        for (number, entry) in &self.pdf.reference_table.entries {
            if let XrefEntry::Normal { offset, generation } = entry
                && self.objects.get(&(*offset as usize)) != Some(&(*number, *generation))
            {
                return Err(format!("has object {number} in another place than its table says"));
            }
        }
        Ok(())
    }

    fn integer(&mut self, about: &str) -> Result<u64, Fault> {
        match self.lexer.next() {
            Some(Token::Word(word)) => parse(word),
            _ => None,
        }
        .ok_or_else(|| format!("does not say {about}"))
    }
}

impl Value {
    fn is_name(&self, name: &[u8]) -> bool {
        matches!(self, Self::Name(own) if own == name)
    }
}

/// Reads the next value. In faults, `about` says which object it belongs to.
fn read_value(lexer: &mut Lexer<'_>, about: &str, depth: usize) -> Result<Value, Fault> {
    let malformed = || format!("has a malformed {about}");
    if depth > MAX_DEPTH {
        return Err(malformed());
    }
    let token = lexer.next().ok_or_else(malformed)?;
    let value = match token {
        Token::Delimiter(b'<') => read_dictionary(lexer, about, depth)?,
        Token::Delimiter(b'[') => {
            while lexer.clone().next() != Some(Token::Delimiter(b']')) {
                read_value(lexer, about, depth + 1)?;
            }
            lexer.next();
            Value::Other
        }
        Token::Text(_) | Token::Word(b"true" | b"false" | b"null") => Value::Other,
        Token::Word(word) if word.starts_with(b"/") => {
            Value::Name(name(word).ok_or_else(malformed)?)
        }
        Token::Word(word) if is_integer(word) => read_number(lexer, word),
        Token::Word(word) if is_real(word) => Value::Other,
        _ => return Err(malformed()),
    };
    if lexer.is_malformed { Err(malformed()) } else { Ok(value) }
}

/// Reads the entries of a dictionary, after `<<`. Programs take the first or the last of two
/// entries with one name.
fn read_dictionary(lexer: &mut Lexer<'_>, about: &str, depth: usize) -> Result<Value, Fault> {
    let mut entries: Vec<(Vec<u8>, Value)> = Vec::new();
    loop {
        match lexer.next() {
            Some(Token::Delimiter(b'>')) if lexer.rest().starts_with(b">") => {
                lexer.advance(1);
                return Ok(Value::Dictionary(entries));
            }
            Some(Token::Word(word)) if word.starts_with(b"/") => {
                let key = name(word).ok_or_else(|| format!("has a malformed {about}"))?;
                if entries.iter().any(|(known, _)| *known == key) {
                    let key = String::from_utf8_lossy(&key).into_owned();
                    return Err(format!("has two entries `{key}` in its {about}"));
                }
                entries.push((key, read_value(lexer, about, depth + 1)?));
            }
            _ => return Err(format!("has a malformed {about}")),
        }
    }
}

/// Returns an integer, or the reference that starts with it.
fn read_number(lexer: &mut Lexer<'_>, word: &[u8]) -> Value {
    let mut ahead = lexer.clone();
    if let (Some(Token::Word(generation)), Some(Token::Word(b"R"))) = (ahead.next(), ahead.next())
        && let (Some(number), Some(generation)) = (parse(word), parse(generation))
    {
        *lexer = ahead;
        return Value::Reference((number, generation));
    }
    parse(word).map_or(Value::Other, Value::Integer)
}

/// Decodes a name with its slash (7.3.5).
fn name(word: &[u8]) -> Option<Vec<u8>> {
    let mut name = Vec::with_capacity(word.len());
    let mut rest = &word[1..];
    while let [byte, tail @ ..] = rest {
        rest = tail;
        name.push(match (byte, tail) {
            (b'#', [high, low, tail @ ..]) => {
                rest = tail;
                let digits = [*high, *low];
                u8::from_str_radix(std::str::from_utf8(&digits).ok()?, 16).ok()?
            }
            (b'#', _) => return None,
            (byte, _) => *byte,
        });
    }
    Some(name)
}

fn parse<T: std::str::FromStr>(word: &[u8]) -> Option<T> {
    std::str::from_utf8(word).ok()?.parse().ok()
}

fn is_integer(word: &[u8]) -> bool {
    let digits = word.strip_prefix(b"-").or(word.strip_prefix(b"+")).unwrap_or(word);
    !digits.is_empty() && digits.iter().all(u8::is_ascii_digit)
}

fn is_real(word: &[u8]) -> bool {
    let digits = word.strip_prefix(b"-").or(word.strip_prefix(b"+")).unwrap_or(word);
    let points = digits.iter().filter(|byte| **byte == b'.').count();
    points == 1 && digits.len() > 1 && digits.iter().all(|it| it.is_ascii_digit() || *it == b'.')
}
