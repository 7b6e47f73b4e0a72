//! What a spreadsheet changes in a list of the data, and the new text of the file. All that does
//! not change keeps its bytes, so the text is edited at the places of the changed values; a
//! library would write the whole file again.

use std::ops::Range;

use serde_json::{Map, Value, json};

use super::texts::TextNote;
use crate::content::data_file::DataFile;
use crate::error::Error;
use crate::source::Source;

/// A list of a data file, whose entries have IDs.
#[derive(Debug, Clone, Copy)]
pub(super) struct List {
    pub(super) file: DataFile,
    /// The field that holds the list, such as `sessions`.
    pub(super) name: &'static str,
    /// What an entry is, such as `session`.
    pub(super) entry: &'static str,
    /// The text of the file without an entry, if a program need not have the file.
    pub(super) empty: Option<&'static str>,
    /// Shows a value on one line.
    pub(super) show: fn(&Value) -> String,
}

impl List {
    /// The entries in the value of the file.
    pub(super) fn entries(self, value: &Value) -> &[Value] {
        value[self.name].as_array().map(Vec::as_slice).unwrap_or_default()
    }

    /// The entry with an ID, as the file has it.
    pub(super) fn entry(self, source: &Source, id: &str) -> Option<Map<String, Value>> {
        let entries = self.entries(&source.value);
        entries.iter().find(|one| one["id"] == *id)?.as_object().cloned()
    }

    /// The JSON pointer to an entry.
    fn pointer(self, index: usize) -> String {
        format!("/{}/{index}", self.name)
    }

    /// All of a file but the list.
    fn rest(self, value: &Value) -> Value {
        let mut rest = value.clone();
        rest[self.name] = Value::Null;
        rest
    }
}

/// A change of one field, or a new entry.
#[derive(Debug)]
pub(super) struct Change {
    /// The ID of the entry.
    pub(super) entry: String,
    /// The field; `None` for a new entry.
    pub(super) field: Option<String>,
    pub(super) before: Option<Value>,
    /// `None` for a field that is emptied.
    pub(super) after: Option<Value>,
    /// The index of the entry in the data; `None` for a new one.
    index: Option<usize>,
}

/// All changes of a list.
#[derive(Debug)]
pub(super) struct Changes {
    pub(super) of: List,
    pub(super) list: Vec<Change>,
    /// The entries as they will be, in the order of the spreadsheet.
    pub(super) entries: Vec<Value>,
    /// The translations that are missing or older now.
    pub(super) notes: Vec<TextNote>,
}

impl Changes {
    pub(super) fn new(of: List) -> Self {
        Self { of, list: Vec::new(), entries: Vec::new(), notes: Vec::new() }
    }

    /// Adds an entry as it will be: a new one, or the fields that change.
    pub(super) fn add(&mut self, source: &Source, id: &str, new: Map<String, Value>) {
        let known = self.of.entries(&source.value);
        let index = known.iter().position(|one| one["id"] == *id);
        let after = Value::Object(new.clone());
        self.entries.push(after.clone());
        let entry = id.to_owned();
        let Some(at) = index else {
            let after = Some(after);
            return self.list.push(Change { entry, field: None, before: None, after, index });
        };
        let old = known[at].as_object().into_iter().flatten();
        let emptied = old.filter(|(field, _)| !new.contains_key(*field));
        let emptied: Vec<(String, Option<Value>)> =
            emptied.map(|(field, _)| (field.clone(), None)).collect();
        let stated = new.into_iter().map(|(field, after)| (field, Some(after)));
        for (field, after) in stated.chain(emptied) {
            let before = known[at].get(&field).cloned();
            if before != after {
                let (entry, field) = (entry.clone(), Some(field));
                self.list.push(Change { entry, field, before, after, index });
            }
        }
    }

    /// The numbers of new, changed, and unchanged entries.
    pub(super) fn counts(&self) -> (usize, usize, usize) {
        let new = self.list.iter().filter(|change| change.field.is_none()).count();
        let mut changed: Vec<_> = self.list.iter().filter_map(|change| change.index).collect();
        changed.dedup();
        (new, changed.len(), self.entries.len() - new - changed.len())
    }

    /// The text of the data with the changes.
    ///
    /// # Errors
    /// If the new text would not have exactly these changes, which is a bug.
    pub(super) fn apply(&self, source: &Source) -> Result<String, Error> {
        let mut edits: Vec<(Range<usize>, String)> =
            self.list.iter().filter_map(|change| change.edit(self.of, source)).collect();
        let added = self.list.iter().filter(|change| change.index.is_none());
        edits.extend(added_entries(self.of, source, &added.collect::<Vec<_>>()));
        // At one place, what is removed comes before what is added.
        edits.sort_by_key(|(range, _)| std::cmp::Reverse((range.start, range.end)));
        let mut text = source.text.clone();
        for (range, new) in edits {
            text.replace_range(range, &new);
        }
        let is_right = serde_json::from_str(&text).is_ok_and(|value: Value| {
            let entries = self.of.entries(&value);
            let is_there = |wanted: &Value| entries.contains(wanted);
            self.of.rest(&value) == self.of.rest(&source.value) && self.entries.iter().all(is_there)
        });
        if !is_right {
            let hint = "make the changes in an editor, and report this with the two files";
            return Err(Error::usage("the changes cannot be written into the file").hint(hint));
        }
        Ok(text)
    }
}

impl Change {
    /// The place in the text and what is written there, for a field of an entry that is there.
    fn edit(&self, of: List, source: &Source) -> Option<(Range<usize>, String)> {
        let (index, field) = (self.index?, self.field.as_ref()?);
        let entry = of.pointer(index);
        let indent = indent_of(source, &entry)?;
        let Some(after) = &self.after else {
            return Some((range_with_name(source, &format!("{entry}/{field}"), field)?, "".into()));
        };
        let value = indented(after, &format!("{indent}  "));
        let range = |pointer: &str| source.place(pointer).range.map(|(start, end)| start..end);
        if self.before.is_some() {
            return Some((range(&format!("{entry}/{field}"))?, value));
        }
        // After the first field, which is the ID in most files.
        let first = source.value.pointer(&entry)?.as_object()?.keys().next()?.clone();
        let end = range(&format!("{entry}/{first}"))?.end;
        Some((end..end, format!(",\n{indent}  {}: {value}", json!(field))))
    }
}

/// The edit that adds entries at the end of the list.
fn added_entries(of: List, source: &Source, added: &[&Change]) -> Option<(Range<usize>, String)> {
    if added.is_empty() {
        return None;
    }
    let count = source.value[of.name].as_array()?.len();
    let (at, indent, is_first) = match count.checked_sub(1) {
        Some(last) => {
            let last = of.pointer(last);
            (source.place(&last).range?.1, indent_of(source, &last)?, false)
        }
        None => (source.place(&format!("/{}", of.name)).range?.0 + 1, "    ".to_owned(), true),
    };
    let written: Vec<String> = added
        .iter()
        .filter_map(|change| {
            Some(format!("\n{indent}{}", indented(change.after.as_ref()?, &indent)))
        })
        .collect();
    let text = written.join(",");
    Some((at..at, if is_first { format!("{text}\n  ") } else { format!(",{text}") }))
}

/// The range of a field with its name, and with the comma that separates it from another.
fn range_with_name(source: &Source, pointer: &str, field: &str) -> Option<Range<usize>> {
    let (start, end) = source.place(pointer).range?;
    let text = &source.text;
    let before = text[..start].trim_end().strip_suffix(':')?.trim_end();
    let name = before.strip_suffix(&json!(field).to_string())?;
    if let Some(previous) = name.trim_end().strip_suffix(',') {
        return Some(previous.len()..end);
    }
    let after = text[end..].trim_start();
    let next = after.strip_prefix(',').map_or(after, str::trim_start);
    Some(name.len()..text.len() - next.len())
}

/// The white space before a value on its line.
fn indent_of(source: &Source, pointer: &str) -> Option<String> {
    let start = source.place(pointer).range?.0;
    let line = source.text[..start].rsplit('\n').next().unwrap_or_default();
    Some(line.chars().take_while(|c| c.is_whitespace()).collect())
}

/// A value as JSON whose further lines have this indent.
fn indented(value: &Value, indent: &str) -> String {
    let text = serde_json::to_string_pretty(value).unwrap_or_default();
    text.replace('\n', &format!("\n{indent}"))
}
