//! Entries that the data marks as samples: sessions, people, approvals, certificates, partners,
//! photos, the words of a person, and whatever else has a field `sample`. What shows one must not
//! be printed by mistake.

use std::collections::BTreeMap;

use serde_json::Value;

use super::Job;
use crate::content::Content;
use crate::content::data_file::DataFile;
use crate::source::escape;

/// An entry that is marked as a sample.
#[derive(Debug, Clone)]
pub(crate) struct SampleMark {
    /// The data file, and the pointer to the mark.
    pub(crate) file: String,
    pub(crate) pointer: String,
    /// What is wrong, such as "`2027-02-bismarck` is marked as a sample".
    pub(crate) message: String,
}

/// The marked entries that a job shows or takes values from, by file and pointer.
pub(crate) fn marks(content: &Content, job: &Job) -> Vec<SampleMark> {
    let mut found = BTreeMap::new();
    // A print shop gets no ink.
    let reads = job.reads.iter().filter(|(file, _)| file != DataFile::Vendors.path());
    for (file, pointer) in reads {
        let Some(value) = content.value(file, pointer) else { continue };
        for (at, _) in pointer.match_indices('/').skip(1) {
            let above = &pointer[..at];
            content.value(file, above).into_iter().for_each(|it| note(file, above, it, &mut found));
        }
        look(file, pointer, value, &mut found);
    }
    found.into_values().collect()
}

type Found = BTreeMap<(String, String), SampleMark>;

/// Looks for marked entries in a value.
fn look(file: &str, pointer: &str, value: &Value, found: &mut Found) {
    match value {
        Value::Array(list) => {
            for (index, item) in list.iter().enumerate() {
                look(file, &format!("{pointer}/{index}"), item, found);
            }
        }
        Value::Object(map) => {
            note(file, pointer, value, found);
            for (key, item) in map {
                look(file, &format!("{pointer}/{}", escape(key)), item, found);
            }
        }
        _ => {}
    }
}

/// Notes an entry if it is marked.
fn note(file: &str, pointer: &str, value: &Value, found: &mut Found) {
    if value.get("sample").and_then(Value::as_bool) != Some(true) {
        return;
    }
    // An entry of a list has an ID or a name; a single one, such as `voice`, is named by its field.
    let field = pointer.rsplit('/').next().filter(|step| step.parse::<usize>().is_err());
    let named = || ["id", "name"].iter().find_map(|field| value.get(field)?.as_str());
    let name = field.or_else(named).unwrap_or("an entry");
    let mark = SampleMark {
        file: file.to_owned(),
        pointer: format!("{pointer}/sample"),
        message: format!("`{name}` is marked as a sample"),
    };
    found.entry((file.to_owned(), mark.pointer.clone())).or_insert(mark);
}
