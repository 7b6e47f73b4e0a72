//! Edits of data files that keep every other byte: an entry of a list is added, and entries and
//! fields are removed. A library would write the whole file again.

use std::ops::Range;

use serde_json::Value;

use crate::content::language_tag::canonical;
use crate::error::Error;
use crate::source::{Source, escape};

/// The text of a file with an entry at the end of the list at a pointer. It is separated from the
/// entry before it as the others are.
pub(in crate::commands) fn with_entry(source: &Source, list: &str, entry: &str) -> Option<String> {
    let last = source.value.pointer(list)?.as_array()?.len().checked_sub(1)?;
    let range = |index: usize| range_of(source, &format!("{list}/{index}"));
    let end = range(last)?.end;
    let separator = match last.checked_sub(1) {
        Some(before) => source.text.get(range(before)?.end..range(last)?.start)?,
        None => ", ",
    };
    let mut text = source.text.clone();
    text.insert_str(end, &format!("{separator}{entry}"));
    Some(text)
}

/// The entry of `languages` for a language that is a draft.
pub(in crate::commands) fn draft_entry(tag: &str) -> String {
    format!("{{ \"tag\": \"{tag}\", \"status\": \"draft\" }}")
}

/// The text of a file with another value, as JSON, at a pointer that exists.
pub(in crate::commands) fn with_value(source: &Source, pointer: &str, value: &str) -> String {
    let mut text = source.text.clone();
    if let Some(range) = range_of(source, pointer) {
        text.replace_range(range, value);
    }
    text
}

/// The text of a file without the values at some pointers, none of which is in another.
///
/// # Errors
/// If the result would not be JSON, which is a bug.
pub(in crate::commands) fn without(source: &Source, pointers: &[String]) -> Result<String, Error> {
    let mut ranges: Vec<Range<usize>> =
        pointers.iter().filter_map(|pointer| removed(source, pointer)).collect();
    ranges.sort_by_key(|range| std::cmp::Reverse(range.start));
    let mut text = source.text.clone();
    for range in ranges {
        text.replace_range(range, "");
    }
    match serde_json::from_str::<Value>(&text) {
        Ok(_) => Ok(text),
        Err(error) => {
            let message = format!("`{}` cannot be changed: {error}", source.path);
            Err(Error::usage(message).hint("edit it by hand, and report this with the file"))
        }
    }
}

/// The bytes of an entry or a field, with one comma beside it.
fn removed(source: &Source, pointer: &str) -> Option<Range<usize>> {
    let value = range_of(source, pointer)?;
    let start = source.key_place(pointer).range?.0.min(value.start);
    let before = source.text[..start].trim_end();
    if before.ends_with(',') {
        return Some(before.len() - 1..value.end);
    }
    let after = &source.text[value.end..];
    let rest = after.trim_start().strip_prefix(',').map_or(after, str::trim_start);
    Some(start..source.text.len() - rest.len())
}

fn range_of(source: &Source, pointer: &str) -> Option<Range<usize>> {
    source.place(pointer).range.map(|(start, end)| start..end)
}

/// The pointers of a language's texts, and the number of texts that exist in this language only.
/// These stay, because something prints them.
pub(in crate::commands) fn texts_in(source: &Source, lang: &str) -> (Vec<String>, usize) {
    let mut found = (Vec::new(), 0);
    walk(&source.value, String::new(), &mut |pointer, value| {
        let Some(text) = value.as_object().filter(|text| text.contains_key(lang)) else { return };
        let is_text = text.iter().all(|(tag, text)| canonical(tag).is_some() && text.is_string());
        match is_text {
            true if text.len() > 1 => found.0.push(format!("{pointer}/{}", escape(lang))),
            true => found.1 += 1,
            false => {}
        }
    });
    found
}

/// The pointers at which data names a language, in a list of languages.
pub(in crate::commands) fn mentions(source: &Source, lang: &str) -> Vec<String> {
    let mut found = Vec::new();
    walk(&source.value, String::new(), &mut |pointer, value| {
        let list = value.get("languages").and_then(Value::as_array).into_iter().flatten();
        for (index, entry) in list.enumerate() {
            if entry == lang && !pointer.is_empty() {
                found.push(format!("{pointer}/languages/{index}"));
            }
        }
    });
    found
}

fn walk(value: &Value, pointer: String, visit: &mut impl FnMut(&str, &Value)) {
    visit(&pointer, value);
    match value {
        Value::Object(fields) => {
            for (name, value) in fields {
                walk(value, format!("{pointer}/{}", escape(name)), visit);
            }
        }
        Value::Array(items) => {
            for (index, value) in items.iter().enumerate() {
                walk(value, format!("{pointer}/{index}"), visit);
            }
        }
        _ => {}
    }
}
