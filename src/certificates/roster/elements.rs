//! The elements in the parts of a workbook, for what calamine does not read.

use std::borrow::Cow;
use std::io::{BufRead, Cursor, Read};

use quick_xml::Reader;
use quick_xml::escape::resolve_predefined_entity;
use quick_xml::events::{BytesRef, BytesStart, Event};
use zip::ZipArchive;

/// An element with its attributes. Names are compared without their namespace prefixes, which
/// programs choose differently.
pub(super) struct Element<'a>(&'a BytesStart<'a>);

impl Element<'_> {
    pub(super) fn is(&self, name: &str) -> bool {
        self.0.local_name().as_ref() == name
    }

    pub(super) fn get(&self, name: &str) -> Option<String> {
        let mut attributes = self.0.attributes();
        let mut readable = attributes.with_checks(false).flatten();
        let found = readable.find(|one| one.key.local_name().as_ref() == name)?;
        quick_xml::escape::unescape(&found.value).map(|text| text.into_owned()).ok()
    }

    pub(super) fn number<T: std::str::FromStr>(&self, name: &str) -> Option<T> {
        self.get(name)?.trim().parse().ok()
    }

    pub(super) fn is_true(&self, name: &str) -> bool {
        self.get(name).is_some_and(|value| matches!(value.trim(), "1" | "true"))
    }
}

/// A piece of a part.
pub(super) enum Piece<'a> {
    Start(Element<'a>),
    End(Element<'a>),
    Text(Cow<'a, str>),
}

/// Calls `visit` for every piece of a part. Returns `None` if the part is damaged.
pub(super) fn read_pieces(
    reader: &mut impl BufRead,
    mut visit: impl FnMut(Piece<'_>),
) -> Option<()> {
    let mut reader = Reader::from_reader(reader);
    reader.config_mut().expand_empty_elements = true;
    let mut buffer = Vec::new();
    loop {
        match reader.read_event_into(&mut buffer).ok()? {
            Event::Eof => return Some(()),
            Event::Start(start) => visit(Piece::Start(Element(&start))),
            Event::End(end) => {
                let name = end.name().as_ref().to_owned();
                visit(Piece::End(Element(&BytesStart::new(name))));
            }
            Event::Text(text) => visit(Piece::Text(text.xml10_content())),
            Event::CData(text) => visit(Piece::Text(text.xml10_content())),
            Event::GeneralRef(reference) => visit(Piece::Text(referred(&reference)?)),
            _ => {}
        }
        buffer.clear();
    }
}

/// Returns the text of a reference such as `&amp;`.
fn referred(reference: &BytesRef<'_>) -> Option<Cow<'static, str>> {
    match reference.resolve_char_ref().ok()? {
        Some(character) => Some(character.to_string().into()),
        None => resolve_predefined_entity(reference).map(Cow::Borrowed),
    }
}

/// Calls `visit` for every element; the second argument says whether it is an end tag.
pub(super) fn read_elements(
    reader: &mut impl BufRead,
    mut visit: impl FnMut(&Element<'_>, bool),
) -> Option<()> {
    read_pieces(reader, |piece| match piece {
        Piece::Start(element) => visit(&element, false),
        Piece::End(element) => visit(&element, true),
        Piece::Text(_) => {}
    })
}

/// Returns the bytes of a part.
pub(super) fn part_text(archive: &mut ZipArchive<Cursor<&[u8]>>, name: &str) -> Option<Vec<u8>> {
    let mut text = Vec::new();
    archive.by_name(name).ok()?.read_to_end(&mut text).ok()?;
    Some(text)
}
