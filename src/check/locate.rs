//! From text on a page back to the fact that it came from, so that a finding names a file and a line.

use serde_json::Value;

use crate::content::Content;
use crate::diagnostic::Place;
use crate::plan::Job;
use crate::source::escape;

/// The first of the facts that the job reads whose text satisfies `matches`.
pub(super) fn locate(
    content: &Content,
    job: &Job,
    matches: &dyn Fn(&str) -> bool,
) -> Option<Place> {
    job.reads.iter().find_map(|(file, pointer)| {
        let value = content.value(file, pointer)?;
        let found = find(value, pointer.clone(), matches, &job.lang)?;
        Some(content.place(file, &found))
    })
}

/// The fact that holds a printed text.
pub(super) fn locate_text(content: &Content, job: &Job, text: &str) -> Option<Place> {
    let text = text.trim();
    // A word or two may stand in many facts; a wrong place would mislead.
    if text.chars().count() < 6 {
        return None;
    }
    locate(content, job, &|fact| fact.contains(text))
}

fn find(
    value: &Value,
    pointer: String,
    matches: &dyn Fn(&str) -> bool,
    lang: &str,
) -> Option<String> {
    match value {
        Value::String(text) => matches(text).then_some(pointer),
        Value::Array(items) => items
            .iter()
            .enumerate()
            .find_map(|(index, item)| find(item, format!("{pointer}/{index}"), matches, lang)),
        Value::Object(map) if map.contains_key(lang) => {
            find(&map[lang], format!("{pointer}/{lang}"), matches, lang)
        }
        Value::Object(map) => map.iter().find_map(|(name, item)| {
            find(item, format!("{pointer}/{}", escape(name)), matches, lang)
        }),
        _ => None,
    }
}
