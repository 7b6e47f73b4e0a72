//! The language that a file states. The engine knows a language and a country; a tag such as
//! `zh-Hans` or `es-419` is written here, and one whose template states no country.

use lopdf::{Dictionary, Document, Object};

use super::{FinishError, broken};
use crate::diagnostic::Code;

/// Writes the tag of a job in place of what its template states. A tag of a language alone stays
/// as it is, with the country of the program.
///
/// # Errors
/// If the file cannot be read, which the engine wrote.
pub(crate) fn state(file: Vec<u8>, tag: &str) -> Result<Vec<u8>, FinishError> {
    if !tag.contains('-') {
        return Ok(file);
    }
    let broken = |error: lopdf::Error| broken(Code::TemplateFailed, error);
    let mut pdf = Document::load_mem(&file).map_err(broken)?;
    let stated = pdf.catalog().map_err(broken)?.get(b"Lang").and_then(Object::as_str);
    let stated = stated.map(<[u8]>::to_vec).unwrap_or_default();
    if stated == tag.as_bytes() || stated.is_empty() {
        return Ok(file);
    }
    for object in pdf.objects.values_mut() {
        match object {
            Object::Dictionary(fields) => rename(fields, &stated, tag),
            Object::Stream(stream) if stream.dict.has_type(b"Metadata") => {
                let item = |tag: &[u8]| [b"<rdf:li>", tag, b"</rdf:li>"].concat();
                let packet = stream.get_plain_content().map_err(broken)?;
                let packet = replaced(&packet, &item(&stated), &item(tag.as_bytes()));
                stream.set_plain_content(packet);
            }
            _ => {}
        }
    }
    let mut out = Vec::new();
    pdf.save_to(&mut out).map_err(|error| broken(error.into()))?;
    Ok(out)
}

/// States the tag in a dictionary that states the language of the template.
fn rename(fields: &mut Dictionary, stated: &[u8], tag: &str) {
    if fields.get(b"Lang").and_then(Object::as_str).is_ok_and(|lang| lang == stated) {
        fields.set("Lang", Object::string_literal(tag));
    }
}

/// Replaces the first occurrence of some bytes.
fn replaced(bytes: &[u8], old: &[u8], new: &[u8]) -> Vec<u8> {
    match memchr::memmem::find(bytes, old) {
        Some(at) => [&bytes[..at], new, &bytes[at + old.len()..]].concat(),
        None => bytes.to_vec(),
    }
}
