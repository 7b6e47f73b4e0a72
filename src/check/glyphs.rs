//! Characters that no font of the project has: they would print as empty boxes.

use std::collections::BTreeSet;

use serde_json::Value;
use unicode_script::{Script, UnicodeScript};

use super::walk::PageText;
use crate::content::Content;
use crate::diagnostic::{Code, Finding, Place};
use crate::plan::Job;
use crate::source::escape;

pub(super) fn check(content: &Content, job: &Job, page: &PageText) -> Vec<Finding> {
    let missing: BTreeSet<char> = page.runs.iter().flat_map(|run| run.missing.iter().copied()).collect();
    let finding = |character: char| {
        let message = format!("no font has the character {} (U+{:04X})", shown(character), character as u32);
        let finding = Finding::new(Code::MissingGlyph, message).hint(advice(character));
        match field(content, job, character) {
            Some(place) => finding.at(place),
            None => finding,
        }
    };
    missing.into_iter().map(finding).collect()
}

fn shown(character: char) -> String {
    if character.is_control() || character.is_whitespace() { "that cannot be seen".to_owned() } else { format!("\"{character}\"") }
}

/// The font to add, or what else to do.
fn advice(character: char) -> String {
    let family = match character.script() {
        Script::Han => "Noto Sans SC (Chinese) or Noto Sans JP (Japanese)",
        Script::Hiragana | Script::Katakana => "Noto Sans JP",
        Script::Hangul => "Noto Sans KR",
        Script::Common | Script::Inherited | Script::Unknown => {
            return "take it away if it is an emoji or was pasted by accident; else add a font that has it to `fonts/`".to_owned();
        }
        script => return format!("add the font Noto Sans {} to `fonts/`", script.full_name().replace('_', " ")),
    };
    format!("add the font {family} to `fonts/`")
}

/// The first of the facts that the job reads which has the character.
fn field(content: &Content, job: &Job, character: char) -> Option<Place> {
    job.reads.iter().find_map(|(file, pointer)| {
        let value = content.value(file, pointer)?;
        let found = find(value, pointer.clone(), character, &job.lang)?;
        Some(content.place(file, &found))
    })
}

fn find(value: &Value, pointer: String, character: char, lang: &str) -> Option<String> {
    match value {
        Value::String(text) => text.contains(character).then_some(pointer),
        Value::Array(items) => items.iter().enumerate().find_map(|(index, item)| find(item, format!("{pointer}/{index}"), character, lang)),
        Value::Object(map) if map.contains_key(lang) => find(&map[lang], format!("{pointer}/{lang}"), character, lang),
        Value::Object(map) => map.iter().find_map(|(name, item)| find(item, format!("{pointer}/{}", escape(name)), character, lang)),
        _ => None,
    }
}
