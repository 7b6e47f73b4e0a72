//! Entries that the data marks as samples: sessions, people, approvals, certificates, partners,
//! photos, the words of a person, and whatever else has a field `sample`. And texts that nobody has
//! written yet. What shows one must not be printed by mistake.

use std::collections::BTreeMap;

use serde_json::Value;

use super::Job;
use crate::content::Content;
use crate::content::data_file::DataFile;
use crate::content::placeholder::unwritten_in;
use crate::diagnostic::shorten;
use crate::source::escape;

/// An entry that is marked as a sample, or a text that is a placeholder.
#[derive(Debug, Clone)]
pub(crate) struct SampleMark {
    /// The data file, and the pointer to the mark or the text.
    pub(crate) file: String,
    pub(crate) pointer: String,
    /// What is wrong, such as "`2027-02-bismarck` is marked as a sample".
    pub(crate) message: String,
}

/// The marked entries and placeholders that a job shows or takes values from, by file and pointer.
pub(crate) fn marks(content: &Content, job: &Job) -> Vec<SampleMark> {
    let mut search = Search { content, lang: Some(&job.lang), found: BTreeMap::new() };
    // A print shop gets no ink.
    let reads = job.reads.iter().filter(|(file, _)| file != DataFile::Vendors.path());
    for (file, pointer) in reads {
        let Some(value) = content.value(file, pointer) else { continue };
        content.value(file, "").into_iter().for_each(|root| search.note(file, "", root));
        for (at, _) in pointer.match_indices('/').skip(1) {
            let above = &pointer[..at];
            content.value(file, above).into_iter().for_each(|it| search.note(file, above, it));
        }
        search.look(file, pointer, value);
    }
    search.found.into_values().collect()
}

/// All marked entries and placeholders of a data file, in all languages.
pub(crate) fn marks_in(content: &Content, file: &str) -> Vec<SampleMark> {
    let mut search = Search { content, lang: None, found: BTreeMap::new() };
    if let Some(value) = content.value(file, "") {
        search.look(file, "", value);
    }
    search.found.into_values().collect()
}

struct Search<'a> {
    content: &'a Content,
    /// The language whose texts count; `None` for all.
    lang: Option<&'a str>,
    /// By file and pointer.
    found: BTreeMap<(String, String), SampleMark>,
}

impl Search<'_> {
    /// Looks for marked entries and placeholders in a value.
    fn look(&mut self, file: &str, pointer: &str, value: &Value) {
        match value {
            Value::String(text) => {
                if let Some(unwritten) = unwritten_in(text) {
                    let message = format!("`{}` is a placeholder", shorten(unwritten));
                    self.add(file, pointer.to_owned(), message);
                }
            }
            Value::Array(list) => {
                for (index, item) in list.iter().enumerate() {
                    self.look(file, &format!("{pointer}/{index}"), item);
                }
            }
            Value::Object(map) => {
                self.note(file, pointer, value);
                let content = self.content;
                let is_text = map.keys().all(|key| content.has_language(key));
                for (key, item) in map {
                    if !is_text || self.lang.is_none_or(|lang| lang == key) {
                        self.look(file, &format!("{pointer}/{}", escape(key)), item);
                    }
                }
            }
            _ => {}
        }
    }

    /// Notes an entry if it is marked.
    fn note(&mut self, file: &str, pointer: &str, value: &Value) {
        if value.get("sample").and_then(Value::as_bool) != Some(true) {
            return;
        }
        // An entry of a list has an ID or a name; a single one, such as `voice`, is named by its
        // field, and the program by its file.
        let last = if pointer.is_empty() { Some(file) } else { pointer.rsplit('/').next() };
        let field = last.filter(|step| step.parse::<usize>().is_err());
        let named = || ["id", "name"].iter().find_map(|field| value.get(field)?.as_str());
        let name = field.or_else(named).unwrap_or("an entry");
        self.add(file, format!("{pointer}/sample"), format!("`{name}` is marked as a sample"));
    }

    fn add(&mut self, file: &str, pointer: String, message: String) {
        let mark = SampleMark { file: file.to_owned(), pointer: pointer.clone(), message };
        self.found.entry((file.to_owned(), pointer)).or_insert(mark);
    }
}
