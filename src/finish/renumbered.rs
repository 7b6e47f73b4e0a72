//! Writes objects of one file into another, where the objects that they refer to have other
//! numbers. lopdf would need a copy of each object to change its references.

use lopdf::{Dictionary, Object, Writer};

use super::underlay::AssemblyError;

/// Returns the new number of an object.
pub(super) type Renumber<'a> = &'a mut dyn FnMut(u32) -> u32;

/// Writes an object with new numbers in its references.
pub(super) fn write_renumbered(
    out: &mut Vec<u8>,
    object: &Object,
    number: Renumber<'_>,
) -> Result<(), AssemblyError> {
    match object {
        Object::Reference(id) => {
            write_integer(out, number(id.0).into());
            out.extend(b" 0 R");
        }
        Object::Integer(value) => write_integer(out, *value),
        Object::Array(items) => {
            out.push(b'[');
            for (place, item) in items.iter().enumerate() {
                if place > 0 {
                    out.push(b' ');
                }
                write_renumbered(out, item, number)?;
            }
            out.push(b']');
        }
        Object::Dictionary(dict) => write_dictionary(out, dict, number)?,
        Object::Stream(stream) => {
            write_dictionary(out, &stream.dict, number)?;
            out.extend(b"stream\n");
            out.extend(&stream.content);
            out.extend(b"\nendstream");
        }
        Object::Name(name) => write_name(out, name)?,
        other => Writer::write_object(out, other)?,
    }
    Ok(())
}

fn write_dictionary(
    out: &mut Vec<u8>,
    dict: &Dictionary,
    number: Renumber<'_>,
) -> Result<(), AssemblyError> {
    out.extend(b"<<");
    for (key, value) in dict {
        write_name(out, key)?;
        if Writer::need_separator(value) {
            out.push(b' ');
        }
        write_renumbered(out, value, number)?;
    }
    out.extend(b">>");
    Ok(())
}

fn write_name(out: &mut Vec<u8>, name: &[u8]) -> Result<(), AssemblyError> {
    if name.iter().all(|byte| byte.is_ascii_alphanumeric() || b"-+._".contains(byte)) {
        out.push(b'/');
        out.extend(name);
        return Ok(());
    }
    Ok(Writer::write_object(out, &Object::Name(name.to_vec()))?)
}

/// Writes an integer in decimal digits.
pub(super) fn write_integer(out: &mut Vec<u8>, value: i64) {
    if value < 0 {
        out.push(b'-');
    }
    let digits = value.unsigned_abs().checked_ilog10().unwrap_or(0) as usize + 1;
    write_digits(out, value.unsigned_abs(), digits);
}

/// Writes the last digits of a number, with leading zeros.
pub(super) fn write_digits(out: &mut Vec<u8>, mut value: u64, digits: usize) {
    let start = out.len();
    out.resize(start + digits, b'0');
    for place in out[start..].iter_mut().rev() {
        *place = b'0' + (value % 10) as u8;
        value /= 10;
    }
}
