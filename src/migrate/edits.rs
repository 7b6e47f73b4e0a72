//! Edits of a data file that keep every other byte. A library would write the whole file again.

use std::ops::Range;

use serde_json::{Value, json};

use crate::source::{Source, escape};

/// The edits of one file.
pub(super) struct Edits<'a> {
    source: &'a Source,
    list: Vec<(Range<usize>, String)>,
}

impl<'a> Edits<'a> {
    pub(super) fn new(source: &'a Source) -> Self {
        Self { source, list: Vec::new() }
    }

    pub(super) fn is_empty(&self) -> bool {
        self.list.is_empty()
    }

    /// Replaces the value at a pointer.
    pub(super) fn replace(&mut self, pointer: &str, value: &Value) {
        if let Some((start, end)) = self.source.place(pointer).range {
            self.list.push((start..end, value.to_string()));
        }
    }

    /// Gives the field at a pointer another name.
    pub(super) fn rename(&mut self, pointer: &str, name: &str) {
        if let Some((start, end)) = self.source.key_place(pointer).range {
            self.list.push((start..end, json!(name).to_string()));
        }
    }

    /// Adds a field to the object at a pointer, after the field `after` or the last one. An object
    /// without fields stays as it is.
    pub(super) fn add(&mut self, object: &str, after: Option<&str>, name: &str, value: &Value) {
        let fields = self.source.value.pointer(object).and_then(Value::as_object);
        let last = fields.and_then(|fields| fields.keys().next_back());
        let Some(before) = after.or(last.map(String::as_str)) else { return };
        let before = format!("{object}/{}", escape(before));
        let (Some((_, end)), Some((start, _))) =
            (self.source.place(&before).range, self.source.key_place(&before).range)
        else {
            return;
        };
        let text = &self.source.text;
        let line = text[..start].rsplit('\n').next().unwrap_or_default();
        let written = match line.trim().is_empty() {
            // The fields are on one line.
            false => format!(", {}: {value}", json!(name)),
            true => {
                let newline = if text.contains("\r\n") { "\r\n" } else { "\n" };
                let value = serde_json::to_string_pretty(value).unwrap_or_default();
                let value = value.replace('\n', &format!("{newline}{line}"));
                format!(",{newline}{line}{}: {value}", json!(name))
            }
        };
        self.list.push((end..end, written));
    }

    /// The text with the edits.
    pub(super) fn text(mut self) -> String {
        self.list.sort_by_key(|(range, _)| range.start);
        let mut text = self.source.text.clone();
        for (range, new) in self.list.into_iter().rev() {
            text.replace_range(range, &new);
        }
        text
    }
}
