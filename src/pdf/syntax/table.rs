//! Tables of objects (ISO 32000-1, 7.5.4 and 7.5.8): where each object is. A program that finds a
//! mistake in one searches the file for objects, and can find others.

use std::collections::{BTreeMap, HashMap, HashSet};

use lopdf::xref::XrefEntry;
use lopdf::{Dictionary, Document, Object, ObjectId};

use super::value::{ValueReader, parse};
use crate::pdf::lexer::{Lexer, Token};

/// The length of an entry, with its line break.
const ENTRY: usize = 20;

/// The first entry of every table. Programs take it for that of object 0, whatever its number.
const FIRST_ENTRY: &[u8] = b"0000000000 65535 f";

/// The largest number of an object that programs read (annex C).
const MAX_NUMBER: u32 = 8_388_607;

/// Where an object is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum ObjectPlace {
    Free,
    /// At an offset, with its generation.
    At(usize, u16),
    /// In an object stream, at a position.
    In(u32, usize),
}

/// A table with its trailer.
pub(super) struct ObjectTable {
    pub(super) places: Vec<(u32, ObjectPlace)>,
    pub(super) trailer: Dictionary,
}

/// What a scan of the file found.
#[derive(Default)]
pub(super) struct FileScan {
    /// The tables, by their offsets.
    pub(super) tables: HashMap<usize, ObjectTable>,
    /// The objects that are not in object streams, by their offsets.
    pub(super) objects: HashMap<usize, ObjectId>,
    /// The objects that are tables. They need not be in a table.
    pub(super) streams: HashSet<ObjectId>,
    /// The numbers of the objects in object streams, by the number of the stream.
    pub(super) containers: HashMap<u32, Vec<u32>>,
    pub(super) references: HashSet<ObjectId>,
    /// Whether something is written in a way that programs may read differently, and that none of
    /// those writes which keep pages as they are.
    pub(super) is_unusual: bool,
}

impl FileScan {
    /// Reads the value of an object, which is not a reference to another object. In faults,
    /// `about` says which object it is.
    pub(super) fn read_value(
        &mut self,
        lexer: &mut Lexer<'_>,
        about: &str,
    ) -> Result<Object, String> {
        lexer.skip_space();
        let (references, is_unusual) = (&mut self.references, &mut self.is_unusual);
        let value = ValueReader { about, references, is_unusual }.read_object(lexer)?;
        self.is_unusual |= lexer.has_return;
        match value {
            Object::Reference(_) => Err(format!("has a reference instead of its {about}")),
            value => Ok(value),
        }
    }
}

/// Reads the entries of a table, after `xref` and up to `trailer`.
pub(super) fn read_entries(lexer: &mut Lexer<'_>) -> Option<Vec<(u32, ObjectPlace)>> {
    let mut places = Vec::new();
    loop {
        let Some(Token::Word(word)) = lexer.next() else { return None };
        if word == b"trailer" {
            return Some(places);
        }
        let first: u32 = parse(word)?;
        let Some(Token::Word(count)) = lexer.next() else { return None };
        let count: u32 = parse(count)?;
        let is_blank = |byte: &&u8| matches!(byte, b' ' | b'\r' | b'\n');
        lexer.advance(lexer.rest().iter().take_while(is_blank).count());
        for number in 0..count {
            let bytes = lexer.advance(ENTRY);
            if first > 0 && number == 0 && bytes.starts_with(FIRST_ENTRY) {
                return None;
            }
            places.push((first.checked_add(number)?, entry(bytes)?));
        }
    }
}

fn entry(bytes: &[u8]) -> Option<ObjectPlace> {
    let (offset, generation) = (bytes.get(..10)?, bytes.get(11..16)?);
    let is_separated = bytes[10] == b' ' && bytes.get(16) == Some(&b' ');
    let (offset, generation): (usize, u32) = (parse(offset)?, parse(generation)?);
    match (bytes.get(17)?, bytes.get(18..)?) {
        (kind, b" \n" | b" \r" | b"\r\n") if is_separated => match kind {
            b'n' => Some(ObjectPlace::At(offset, u16::try_from(generation).ok()?)),
            b'f' => Some(ObjectPlace::Free),
            _ => None,
        },
        _ => None,
    }
}

/// Reads the entries of a table that is a stream.
pub(super) fn read_stream(dict: &Dictionary, data: &[u8]) -> Option<Vec<(u32, ObjectPlace)>> {
    let numbers = |key: &[u8]| -> Option<Vec<usize>> {
        let list = dict.get(key).ok()?.as_array().ok()?.iter();
        list.map(|number| usize::try_from(number.as_i64().ok()?).ok()).collect()
    };
    let [kind_width, middle_width, last_width]: [usize; 3] = numbers(b"W")?.try_into().ok()?;
    let size = usize::try_from(dict.get(b"Size").ok()?.as_i64().ok()?).ok()?;
    let sections = if dict.has(b"Index") { numbers(b"Index")? } else { vec![0, size] };
    let (sections, []) = sections.as_chunks::<2>() else { return None };
    if [kind_width, middle_width, last_width].iter().any(|width| *width > 4) {
        return None;
    }
    let width = kind_width + middle_width + last_width;
    let number = |bytes: &[u8]| bytes.iter().fold(0_usize, |value, it| value << 8 | *it as usize);
    let mut rows = data.chunks_exact(width.max(1));
    let mut places = Vec::new();
    for [first, count] in sections {
        for place in 0..*count {
            let (kind, rest) = rows.next()?.split_at(kind_width);
            let (middle, last) = rest.split_at(middle_width);
            let (kind, middle, last) = (number(kind), number(middle), number(last));
            let place_of_object = match if kind_width == 0 { 1 } else { kind } {
                0 => ObjectPlace::Free,
                1 => ObjectPlace::At(middle, u16::try_from(last).ok()?),
                2 => ObjectPlace::In(u32::try_from(middle).ok()?, last),
                _ => return None,
            };
            places.push((u32::try_from(first.checked_add(place)?).ok()?, place_of_object));
        }
    }
    (rows.next().is_none() && rows.remainder().is_empty()).then_some(places)
}

/// How the tables of a file describe it.
pub(super) struct Described {
    /// The number of tables.
    pub(super) tables: usize,
    /// Whether the file has objects that are not in use.
    pub(super) has_unused: bool,
    /// Whether it states a smaller number of objects than it has.
    pub(super) is_short: bool,
}

/// Compares the tables with the file, and with what lopdf read of them. The last of them is at
/// `start`.
pub(super) fn check(found: &FileScan, start: usize, pdf: &Document) -> Result<Described, String> {
    let malformed = || "has a malformed table of objects".to_owned();
    let mut places: BTreeMap<u32, ObjectPlace> = BTreeMap::new();
    let mut seen = HashSet::new();
    let mut next = Some(start);
    let newest = &found.tables.get(&start).ok_or_else(malformed)?.trailer;
    while let Some(offset) = next {
        let table = found.tables.get(&offset).ok_or_else(malformed)?;
        if !seen.insert(offset) {
            return Err(malformed());
        }
        for (number, place) in &table.places {
            places.entry(*number).or_insert(*place);
        }
        next = match table.trailer.get(b"Prev") {
            Ok(Object::Integer(offset)) => Some(usize::try_from(*offset).map_err(|_| malformed())?),
            Ok(_) => return Err(malformed()),
            Err(_) => None,
        };
        let is_other =
            |key: &[u8]| table.trailer.get(key).is_ok_and(|own| newest.get(key).ok() != Some(own));
        if table.trailer.has(b"XRefStm") || is_other(b"Root") || is_other(b"Encrypt") {
            return Err("has two tables of objects, of which programs use one".to_owned());
        }
    }
    let size = newest.get(b"Size").and_then(Object::as_i64).unwrap_or_default();
    let most = places.last_key_value().map_or(0, |(number, _)| i64::from(*number));
    let is_read = [b"Root".as_slice(), b"Info"]
        .iter()
        .all(|key| newest.get(key).ok() == pdf.trailer.get(key).ok());
    let is_first_free = places.get(&0) == Some(&ObjectPlace::Free);
    if seen.len() < found.tables.len() || !is_first_free || !is_read || size > most + 1 {
        return Err(malformed());
    }
    if most > MAX_NUMBER.into() {
        return Err("has an object with a number that is too large".to_owned());
    }
    check_places(found, &places, pdf)?;
    let is_unused = |(offset, id): (&usize, &ObjectId)| {
        places.get(&id.0) != Some(&ObjectPlace::At(*offset, id.1)) && !found.streams.contains(id)
    };
    let is_unused_inside = |(container, numbers): (&u32, &Vec<u32>)| {
        (0..).zip(numbers).any(|(at, it)| places.get(it) != Some(&ObjectPlace::In(*container, at)))
    };
    let has_unused =
        found.objects.iter().any(is_unused) || found.containers.iter().any(is_unused_inside);
    Ok(Described { tables: seen.len(), has_unused, is_short: size <= most })
}

fn check_places(
    found: &FileScan,
    places: &BTreeMap<u32, ObjectPlace>,
    pdf: &Document,
) -> Result<(), String> {
    for (number, place) in places {
        let read = pdf.reference_table.get(*number);
        let is_right = match *place {
            ObjectPlace::Free => {
                !matches!(read, Some(XrefEntry::Normal { .. } | XrefEntry::Compressed { .. }))
            }
            ObjectPlace::At(at, own) => {
                found.objects.get(&at) == Some(&(*number, own))
                    && matches!(read, Some(XrefEntry::Normal { offset, generation })
                        if *offset as usize == at && *generation == own)
            }
            ObjectPlace::In(stream, at) => {
                found.containers.get(&stream).and_then(|numbers| numbers.get(at)) == Some(number)
                    && matches!(places.get(&stream), Some(ObjectPlace::At(..)))
                    && matches!(read, Some(XrefEntry::Compressed { container, index })
                        if *container == stream && usize::from(*index) == at)
            }
        };
        if !is_right {
            return Err(format!("has object {number} in another place than its table says"));
        }
    }
    for (number, generation) in &found.references {
        let is_other = match places.get(number) {
            None | Some(ObjectPlace::Free) => false,
            Some(ObjectPlace::At(_, own)) => own != generation,
            Some(ObjectPlace::In(..)) => *generation != 0,
        };
        if is_other {
            return Err(format!("refers to another object {number} than it has"));
        }
    }
    Ok(())
}
