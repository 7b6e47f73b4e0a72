//! Writes the parts of a workbook that hold cells again, in the plainest XML.
//!
//! XML has several forms for the same text: `8.5` may be written as `8&#46;5`, as `8<!-- -->.5`, or
//! with a CDATA section, and attributes can have references too. Calamine does not put these
//! together in every place, and would read 8. Workbooks that contain such forms are rare, so only
//! they are written again.

use std::fmt::Display;
use std::io::{BufReader, Cursor, Read, Write};

use quick_xml::escape::{partial_escape, resolve_predefined_entity, unescape};
use quick_xml::events::{BytesRef, BytesStart, BytesText, Event};
use quick_xml::{Reader, Writer};
use zip::write::SimpleFileOptions;
use zip::{CompressionMethod, ZipArchive, ZipWriter};

use super::archive::{damaged, invalid};
use crate::diagnostic::Finding;

/// What a part contains that is not written in the plainest XML.
pub(super) const MARKS: [&[u8]; 4] = [b"<!--", b"<![CDATA[", b"&#", b"<!DOCTYPE"];

/// Returns whether a part holds cells, or says what is in them.
pub(super) fn is_cell_part(name: &str) -> bool {
    name.starts_with("xl/worksheets/")
        || (name.starts_with("xl/")
            && (name.ends_with("trings.xml") || name.ends_with("tyles.xml")))
        || matches!(name, "content.xml" | "styles.xml" | "xl/workbook.xml")
}

/// Returns the workbook with its parts for cells in the plainest XML.
pub(super) fn simplify(bytes: &[u8]) -> Result<Vec<u8>, Finding> {
    let mut archive = ZipArchive::new(Cursor::new(bytes)).map_err(damaged)?;
    let mut simple = ZipWriter::new(Cursor::new(Vec::new()));
    let options = SimpleFileOptions::default().compression_method(CompressionMethod::Stored);
    for index in 0..archive.len() {
        let part = archive.by_index(index).map_err(damaged)?;
        match part.name().map(|name| name.into_owned()) {
            Ok(name) if is_cell_part(&name) && name.ends_with(".xml") => {
                simple.start_file(&name, options).map_err(damaged)?;
                simplify_part(part, &mut simple)?;
            }
            _ => simple.raw_copy_file(part).map_err(damaged)?,
        }
    }
    Ok(simple.finish().map_err(damaged)?.into_inner())
}

fn simplify_part(part: impl Read, simple: &mut impl Write) -> Result<(), Finding> {
    let mut reader = Reader::from_reader(BufReader::new(part));
    let mut writer = Writer::new(simple);
    let (mut text, mut buffer) = (String::new(), Vec::new());
    loop {
        let event = reader.read_event_into(&mut buffer).map_err(damaged)?;
        match &event {
            Event::Text(part) => text.push_str(&part.xml10_content()),
            Event::CData(part) => text.push_str(&part.xml10_content()),
            Event::GeneralRef(reference) => push_reference(reference, &mut text)?,
            Event::Comment(_) | Event::PI(_) => {}
            Event::DocType(_) => {
                return Err(invalid("the workbook has a document type, which no workbook has"));
            }
            _ => {
                if !text.is_empty() {
                    let whole = BytesText::from_escaped(partial_escape(&*text));
                    writer.write_event(Event::Text(whole)).map_err(damaged)?;
                    text.clear();
                }
                match event {
                    Event::Eof => return Ok(()),
                    Event::Start(start) => writer.write_event(Event::Start(plain_tag(&start)?)),
                    Event::Empty(start) => writer.write_event(Event::Empty(plain_tag(&start)?)),
                    other => writer.write_event(other),
                }
                .map_err(damaged)?;
            }
        }
        buffer.clear();
    }
}

fn push_reference(reference: &BytesRef<'_>, text: &mut String) -> Result<(), Finding> {
    if let Some(character) = reference.resolve_char_ref().map_err(damaged)? {
        text.push(character);
        return Ok(());
    }
    let name: &str = reference;
    text.push_str(resolve_predefined_entity(name).ok_or_else(|| unknown(name))?);
    Ok(())
}

fn unknown(name: impl Display) -> Finding {
    invalid(format!("the workbook has the reference `&{name};`, which no workbook has"))
}

/// Returns a tag whose attributes have only the references that they need.
fn plain_tag(start: &BytesStart<'_>) -> Result<BytesStart<'static>, Finding> {
    let name = start.name();
    let mut plain = BytesStart::new(name.as_ref().to_owned());
    for attribute in start.attributes() {
        let attribute = attribute.map_err(damaged)?;
        let value = unescape(&attribute.value).map_err(damaged)?;
        plain.push_attribute((attribute.key.as_ref(), &*value));
    }
    Ok(plain)
}
