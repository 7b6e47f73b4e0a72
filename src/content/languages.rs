//! The languages of the program, and those that only its texts have.

use std::collections::BTreeMap;

use serde_json::Value;

use super::data_file::DataFile;
use crate::diagnostic::{Code, Finding};
use crate::source::{Source, escape};

/// A language with fewer texts is a misspelled one, unless `data/wording.json` has its dates.
const FEWEST_TEXTS: usize = 5;

/// The languages of the texts.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(super) struct Languages {
    /// The languages of the program, in their order.
    pub(super) listed: Vec<String>,
    /// Languages that are not in the list, but have texts. They are kept for another day.
    pub(super) kept: Vec<String>,
}

impl Languages {
    /// The languages of the data files. They are read first, because translations are checked
    /// against them.
    pub(super) fn of(sources: &BTreeMap<String, Source>) -> Self {
        let program = sources.get(DataFile::Program.path());
        let list = program.and_then(|source| source.value.get("languages")?.as_array());
        let mut listed: Vec<String> = Vec::new();
        for language in list.into_iter().flatten().filter_map(Value::as_str) {
            // The schema reports a language that is listed twice.
            if !listed.iter().any(|known| known == language) {
                listed.push(language.to_owned());
            }
        }
        let counts = count_texts(sources, &listed);
        let is_kept = |(lang, count): &(String, usize)| {
            *count >= FEWEST_TEXTS || locale(sources, lang).is_some()
        };
        let kept = counts.into_iter().filter(is_kept).map(|(lang, _)| lang).collect();
        Self { listed, kept }
    }

    /// Reports each language that is kept, once.
    pub(super) fn findings(&self, sources: &BTreeMap<String, Source>) -> Vec<Finding> {
        let counts = count_texts(sources, &self.listed);
        let Some(program) = sources.get(DataFile::Program.path()) else { return Vec::new() };
        let finding = |lang: &String| {
            let count = counts.get(lang).copied().unwrap_or_default();
            let message = format!(
                "`{lang}` is not in `languages`: {count} texts in it are kept, but not printed"
            );
            Finding::new(Code::UnlistedLanguage, message)
                .at(program.place("/languages"))
                .hint(format!("add \"{lang}\" to `languages`, or remove its texts"))
        };
        self.kept.iter().map(finding).collect()
    }
}

/// The dates and lists of a language in `data/wording.json`.
fn locale<'a>(sources: &'a BTreeMap<String, Source>, lang: &str) -> Option<&'a Value> {
    let wording = sources.get(DataFile::Wording.path())?;
    wording.value.pointer(&format!("/locales/{}", escape(lang)))
}

/// The number of texts in each language that is not listed. A text is an object that also has a
/// language of the list.
fn count_texts(sources: &BTreeMap<String, Source>, listed: &[String]) -> BTreeMap<String, usize> {
    let mut counts = BTreeMap::new();
    for source in sources.values() {
        count_in(&source.value, listed, &mut counts);
    }
    counts
}

fn count_in(value: &Value, listed: &[String], counts: &mut BTreeMap<String, usize>) {
    match value {
        Value::Object(map) => {
            let is_text = listed.iter().any(|lang| map.get(lang).is_some_and(Value::is_string));
            let other = map.iter().filter(|(lang, text)| {
                is_text && text.is_string() && is_code(lang) && !listed.contains(lang)
            });
            for (lang, _) in other {
                *counts.entry(lang.clone()).or_default() += 1;
            }
            map.values().for_each(|value| count_in(value, listed, counts));
        }
        Value::Array(items) => items.iter().for_each(|value| count_in(value, listed, counts)),
        _ => {}
    }
}

/// Whether a name can be a language: two or three letters, and perhaps a script or a region.
fn is_code(name: &str) -> bool {
    let language = name.split('-').next().unwrap_or_default();
    let is_short = (2..=3).contains(&language.len());
    is_short && name.bytes().all(|b| b.is_ascii_alphanumeric() || b == b'-')
}
