//! Objects where no table says that there are any: in strings, in the data of streams, in comments.
//! A program that gives up a table searches the file for objects, and finds those too.

use std::collections::HashMap;

use lopdf::ObjectId;
use memchr::memmem;

use super::super::lexer::is_space;

/// The word with which an object begins, after its number and its generation.
const OBJECT: &str = "obj";

/// Checks that each object of a file begins at one of these offsets.
pub(super) fn check(bytes: &[u8], objects: &HashMap<usize, ObjectId>) -> Result<(), String> {
    let mut found = memmem::find_iter(bytes, OBJECT);
    let is_stray = |at| start(&bytes[..at]).is_some_and(|start| !objects.contains_key(&start));
    if found.any(is_stray) {
        return Err("has an object that its table of objects does not name".to_owned());
    }
    Ok(())
}

/// Returns where the two numbers begin that bytes end with, if they do.
fn start(bytes: &[u8]) -> Option<usize> {
    let generation = before_number(before_space(bytes)?)?;
    let number = before_number(before_space(generation)?)?;
    Some(number.len())
}

/// Returns what is before the white space that bytes end with, if they do.
fn before_space(bytes: &[u8]) -> Option<&[u8]> {
    let end = bytes.iter().rposition(|byte| !is_space(*byte))? + 1;
    (end < bytes.len()).then(|| &bytes[..end])
}

/// Returns what is before the digits that bytes end with, if they do.
fn before_number(bytes: &[u8]) -> Option<&[u8]> {
    let end = bytes.iter().rposition(|byte| !byte.is_ascii_digit()).map_or(0, |at| at + 1);
    (end < bytes.len()).then(|| &bytes[..end])
}
