//! Whether a file is written as the standard requires (ISO 32000-1, 7.2 to 7.5), and has one
//! meaning only.
//!
//! Programs repair a file that is not, each in its own way, so that two of them can show different
//! pages. lopdf repairs too, and does not say so. Here the file is read from its first byte to its
//! last: objects, tables, and nothing between them. All that lopdf read must be what is read here.

mod linear;
mod stray;
mod table;
mod unpack;
mod value;

use std::collections::HashSet;

use lopdf::xref::XrefEntry;
use lopdf::{Dictionary, Document, Object, ObjectId};

use self::table::{FileScan, ObjectTable};
use self::unpack::{Unpacked, Unpacker};
use self::value::{is_integer, is_same, is_same_stream, parse};
use super::lexer::{Lexer, Token};
use super::objects::is_name;

/// The entries of a stream whose data is in another file.
const EXTERNAL: [&[u8]; 3] = [b"F", b"FFilter", b"FDecodeParms"];

/// What the bytes of a file say about it.
#[derive(Debug)]
pub(super) struct Layout {
    /// Whether something was appended after it was finished.
    pub(super) is_updated: bool,
    /// Whether it is written in a way that Peerpress does not write and cannot compare.
    pub(super) is_unusual: bool,
}

/// Reads all bytes of a file.
///
/// # Errors
/// Returns the first violation of the standard that programs repair in different ways.
pub(super) fn check(bytes: &[u8], pdf: &Document) -> Result<Layout, String> {
    if !bytes.starts_with(b"%PDF-") {
        return Err("does not begin as a PDF does".to_owned());
    }
    let mut scan = Scan {
        pdf,
        lexer: Lexer::new(bytes),
        found: FileScan::default(),
        unpacker: Unpacker::default(),
        linear: None,
        start: None,
        ends: 0,
    };
    let mut seen = HashSet::new();
    let mut is_repeated = false;
    loop {
        scan.lexer.skip_space();
        let offset = bytes.len() - scan.lexer.rest().len();
        match scan.lexer.next() {
            None => break,
            Some(Token::Word(b"xref")) => scan.table(offset)?,
            Some(Token::Word(b"startxref")) => scan.end()?,
            Some(Token::Word(word)) if is_integer(word) => {
                let id = scan.object(word, offset)?;
                is_repeated |= !seen.insert(id.0);
            }
            Some(_) => return Err("has something between its objects".to_owned()),
        }
    }
    stray::check(bytes, &scan.found.objects)?;
    let start = scan.start.ok_or("does not say where its table of objects is")?;
    let described = table::check(&scan.found, start, pdf)?;
    let linear = scan.linear.as_ref();
    if let Some(linear) = linear {
        scan.found.is_unusual |= linear::check(linear, bytes.len(), pdf)?;
    }
    // A file that was made for viewing over a network has two tables.
    let usual = 1 + usize::from(linear.is_some());
    let is_updated =
        is_repeated || described.has_unused || described.tables > usual || scan.ends > usual;
    let is_unusual = scan.found.is_unusual || described.is_short;
    Ok(Layout { is_updated, is_unusual })
}

struct Scan<'a> {
    pdf: &'a Document,
    lexer: Lexer<'a>,
    found: FileScan,
    unpacker: Unpacker,
    /// What the first object says about viewing over a network.
    linear: Option<Dictionary>,
    /// The place of the last table, if nothing follows after it is stated.
    start: Option<usize>,
    /// How often the place of a table is stated.
    ends: usize,
}

impl<'a> Scan<'a> {
    /// Reads an object at an offset, after its number.
    fn object(&mut self, number: &[u8], offset: usize) -> Result<ObjectId, String> {
        let unknown = || "has something between its objects".to_owned();
        let id: ObjectId = match (parse(number), self.lexer.next()) {
            (Some(number), Some(Token::Word(generation))) => {
                (number, parse(generation).ok_or_else(unknown)?)
            }
            _ => return Err(unknown()),
        };
        let about = format!("object {}", id.0);
        if self.lexer.next() != Some(Token::Word(b"obj")) {
            return Err(unknown());
        }
        let value = self.found.read_value(&mut self.lexer, &about)?;
        if self.found.objects.is_empty() {
            self.linear = value.as_dict().ok().filter(|it| it.has(b"Linearized")).cloned();
        }
        self.found.objects.insert(offset, id);
        // lopdf keeps the newest of several objects with one number.
        let entry = self.pdf.reference_table.get(id.0);
        let is_current = matches!(entry, Some(XrefEntry::Normal { offset: own, .. })
            if *own as usize == offset);
        let read = self.pdf.objects.get(&id).filter(|_| is_current);
        let unlike = || format!("has an unusual {about}");
        match self.lexer.next() {
            Some(Token::Word(b"endobj")) => {
                if is_current && !read.is_some_and(|read| is_same(&value, read)) {
                    return Err(unlike());
                }
                return Ok(id);
            }
            Some(Token::Word(b"stream")) => {}
            _ => return Err(format!("has something after the value of its {about}")),
        }
        let Object::Dictionary(dict) = value else {
            return Err(format!("has a stream without a dictionary, {about}"));
        };
        if EXTERNAL.iter().any(|key| dict.has(key)) {
            return Err(format!("takes its {about} from another file"));
        }
        let data = self.stream(&dict, &about)?;
        let is_kind = |kind: &str| is_name(&dict, b"Type", kind);
        let unpacked = self.unpacker.unpack(&dict, data, &about)?;
        match unpacked {
            Unpacked::Data(data) if is_kind("ObjStm") => self.container(id, &dict, &data)?,
            Unpacked::Data(data) if is_kind("XRef") => {
                let places = table::read_stream(&dict, &data);
                let places = places.ok_or("has a malformed table of objects")?;
                self.found.streams.insert(id);
                self.found.tables.insert(offset, ObjectTable { places, trailer: dict });
            }
            Unpacked::Data(_) | Unpacked::Picture => {
                let read = read.and_then(|read| read.as_stream().ok());
                if is_current && !read.is_some_and(|read| is_same_stream(&dict, data, read)) {
                    return Err(unlike());
                }
            }
            Unpacked::Unknown => self.found.is_unusual = true,
        }
        Ok(id)
    }

    /// Reads the data of a stream, after the keyword.
    fn stream(&mut self, dict: &Dictionary, about: &str) -> Result<&'a [u8], String> {
        let length = match dict.get(b"Length") {
            Ok(Object::Integer(length)) => Some(*length),
            Ok(Object::Reference(id)) => match self.pdf.get_object(*id) {
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
        let data = &self.lexer.advance(break_length + length)[break_length..];
        let is_end = self.lexer.next() == Some(Token::Word(b"endstream"));
        if !is_end || self.lexer.next() != Some(Token::Word(b"endobj")) {
            return Err(wrong());
        }
        Ok(data)
    }

    /// Reads an object stream (7.5.7): the numbers and places of its objects, and then the objects.
    fn container(&mut self, id: ObjectId, dict: &Dictionary, data: &[u8]) -> Result<(), String> {
        let wrong = || format!("has a malformed object stream, object {}", id.0);
        let number = |key: &[u8]| dict.get(key).and_then(Object::as_i64).ok();
        let first = number(b"First").and_then(|it| usize::try_from(it).ok()).ok_or_else(wrong)?;
        let (head, body) = data.split_at_checked(first).ok_or_else(wrong)?;
        let mut pairs: Vec<usize> = Vec::new();
        for token in Lexer::new(head) {
            let Token::Word(word) = token else { return Err(wrong()) };
            pairs.push(parse(word).ok_or_else(wrong)?);
        }
        let (pairs, []) = pairs.as_chunks::<2>() else { return Err(wrong()) };
        if number(b"N") != i64::try_from(pairs.len()).ok() || dict.has(b"Extends") {
            return Err(wrong());
        }
        let mut numbers: Vec<u32> = Vec::new();
        let mut seen = HashSet::new();
        for (index, [number, start]) in pairs.iter().enumerate() {
            let end = pairs.get(index + 1).map_or(body.len(), |[_, next]| *next);
            let bytes = body.get(*start..end).ok_or_else(wrong)?;
            let number = u32::try_from(*number).map_err(|_| wrong())?;
            let about = format!("object {number}");
            let mut lexer = Lexer::new(bytes);
            let value = self.found.read_value(&mut lexer, &about)?;
            if lexer.next().is_some() || !seen.insert(number) {
                return Err(wrong());
            }
            let entry = self.pdf.reference_table.get(number);
            let is_current = matches!(entry, Some(XrefEntry::Compressed { container, index: own })
                if *container == id.0 && usize::from(*own) == index);
            let read = self.pdf.objects.get(&(number, 0));
            if is_current && !read.is_some_and(|read| is_same(&value, read)) {
                return Err(format!("has an unusual {about}"));
            }
            numbers.push(number);
        }
        self.found.containers.insert(id.0, numbers);
        Ok(())
    }

    /// Reads a table of objects and its trailer, after `xref`.
    fn table(&mut self, offset: usize) -> Result<(), String> {
        let malformed = "has a malformed table of objects";
        self.lexer.has_comment = false;
        let places = table::read_entries(&mut self.lexer).ok_or(malformed)?;
        let trailer = self.found.read_value(&mut self.lexer, "trailer")?;
        // Some programs take a comment for the end of a word, and others for a part of it.
        if self.lexer.has_comment {
            return Err(malformed.to_owned());
        }
        let trailer = trailer.as_dict().map_err(|_| malformed)?.clone();
        self.found.tables.insert(offset, ObjectTable { places, trailer });
        Ok(())
    }

    /// Reads where the newest table is, after `startxref`.
    fn end(&mut self) -> Result<(), String> {
        self.lexer.has_comment = false;
        let word = match self.lexer.next() {
            Some(Token::Word(word)) if !self.lexer.has_comment => word,
            _ => return Err("does not say where its table of objects is".to_owned()),
        };
        self.ends += 1;
        // Only the last one counts. Nothing but white space follows its end.
        let is_last = self.lexer.rest().trim_ascii() == b"%%EOF";
        self.start = parse(word).filter(|_| is_last);
        Ok(())
    }
}
