//! Writes translations into the text of the data files. All that does not change keeps its bytes,
//! so the text is edited at the places of the values; a library would write the file again.

use std::collections::BTreeMap;
use std::ops::Range;

use serde_json::{Map, Value, json};

use super::text::SourceText;
use crate::content::Content;
use crate::content::plural::FORMS;
use crate::error::Error;
use crate::source::escape;

/// Returns the new texts of the data files that change, by their paths.
///
/// # Errors
/// If a new text would not have exactly these changes, which is a bug.
pub(crate) fn edited(
    content: &Content,
    lang: &str,
    translations: &[(&SourceText, &str)],
) -> Result<BTreeMap<&'static str, String>, Error> {
    let mut files: BTreeMap<&'static str, Vec<(&SourceText, &str)>> = BTreeMap::new();
    for (text, target) in translations {
        files.entry(text.file).or_default().push((text, target));
    }
    let mut edited = BTreeMap::new();
    for (file, translations) in files {
        let before = content.sources().find(|(path, _)| *path == file).map(|(_, text)| text);
        let Some(before) = before else { continue };
        let editor = Editor { content, file, before, lang };
        let mut edits: Vec<(Range<usize>, String)> =
            translations.iter().filter_map(|(text, target)| editor.edit(text, target)).collect();
        edits.extend(editor.added(&translations));
        edits.sort_by_key(|(range, _)| std::cmp::Reverse(range.start));
        let mut text = before.to_owned();
        for (range, new) in edits {
            text.replace_range(range, &new);
        }
        let mut wanted: Option<Value> = serde_json::from_str(before).ok();
        for (text, target) in &translations {
            let Some(all) = wanted.as_mut() else { continue };
            match all.pointer_mut(&text.pointer) {
                Some(value) => editor.translate(value, target),
                None => editor.add(all, text, target),
            }
        }
        if serde_json::from_str(&text).ok() != wanted {
            let message = format!("the translations cannot be written into `{file}`");
            let hint = "write them in an editor, and report this with the project and the file";
            return Err(Error::usage(message).hint(hint));
        }
        edited.insert(file, text);
    }
    Ok(edited)
}

struct Editor<'a> {
    content: &'a Content,
    file: &'static str,
    before: &'a str,
    lang: &'a str,
}

impl Editor<'_> {
    fn range(&self, pointer: &str) -> Option<Range<usize>> {
        let (start, end) = self.content.place(self.file, pointer).range?;
        Some(start..end)
    }

    /// The place in the text and what is written there.
    fn edit(&self, text: &SourceText, target: &str) -> Option<(Range<usize>, String)> {
        let target = json!(target).to_string();
        let value = self.content.value(self.file, &text.pointer)?;
        let Some(object) = value.as_object() else {
            let range = self.range(&text.pointer)?;
            let own = &self.before[range.clone()];
            let others = self.others().map(|lang| format!("{}: {own}", json!(lang)));
            let texts: Vec<String> =
                others.chain([format!("{}: {target}", json!(self.lang))]).collect();
            return Some((range, format!("{{ {} }}", texts.join(", "))));
        };
        let at = |lang: &str| format!("{}/{}", text.pointer, escape(lang));
        if object.contains_key(self.lang) {
            return Some((self.range(&at(self.lang))?, target));
        }
        let mut values = object.keys().filter_map(|lang| self.range(&at(lang)));
        let first = values.next()?;
        let last = values.next_back().unwrap_or_else(|| first.clone());
        // What separates the languages that are there: a comma and a space, or a line break with
        // the indent.
        let separator = match object.keys().nth(1).and_then(|lang| self.range(&at(lang))) {
            Some(second) => {
                let between = &self.before[first.end..second.start];
                between[..between.find('"')?].to_owned()
            }
            None => {
                let start = self.range(&text.pointer)?.start + 1;
                let space = &self.before[start..start + self.before[start..].find('"')?];
                format!(",{}", if space.contains('\n') { space } else { " " })
            }
        };
        Some((last.end..last.end, format!("{separator}{}: {target}", json!(self.lang))))
    }

    /// The phrases that are not in the file yet, after the last form of their words.
    fn added(&self, translations: &[(&SourceText, &str)]) -> Vec<(Range<usize>, String)> {
        let is_new = |text: &SourceText| self.content.value(self.file, &text.pointer).is_none();
        let new = translations.iter().filter(|(text, _)| is_new(text)).rev();
        new.filter_map(|(text, target)| {
            let name = text.pointer.rsplit('/').next()?;
            let (word, _) = name.rsplit_once('-')?;
            let known = |form: &&str| {
                let pointer = format!("/words/{word}-{form}");
                self.content.value(self.file, &pointer).and(self.range(&pointer))
            };
            let end = FORMS.iter().filter_map(known).map(|range| range.end).max()?;
            let line = self.before[..end].rfind(&format!("\"{word}-"))?;
            let indent = &self.before[self.before[..line].rfind('\n').map_or(0, |at| at + 1)..line];
            let gap = match indent.trim().is_empty() {
                true => format!("\n{indent}"),
                false => " ".to_owned(),
            };
            let (name, lang, target) = (json!(name), json!(self.lang), json!(target));
            Some((end..end, format!(",{gap}{name}: {{ {lang}: {target} }}")))
        })
        .collect()
    }

    /// The same addition in the value.
    fn add(&self, all: &mut Value, text: &SourceText, target: &str) {
        let name = text.pointer.strip_prefix("/words/").unwrap_or_default();
        if let Some(words) = all.get_mut("words").and_then(Value::as_object_mut) {
            words.insert(name.to_owned(), json!({ self.lang: target }));
        }
    }

    /// The same change in the value.
    fn translate(&self, value: &mut Value, target: &str) {
        if let Value::String(own) = value {
            let others = self.others().map(|lang| (lang.to_owned(), own.as_str().into()));
            *value = Value::Object(others.collect::<Map<_, _>>());
        }
        value[self.lang] = target.into();
    }

    /// The other published languages, which keep a text that was the same in all. A draft has no
    /// translation of it yet.
    fn others(&self) -> impl Iterator<Item = &str> {
        self.content.languages().filter(|lang| *lang != self.lang)
    }
}
