//! What the rules check: a laid-out document and its pages, with the facts that they show.

use std::fs;

use serde_json::Value;
use typst_layout::PagedDocument;

use super::page_text::{PageText, TextRun};
use crate::content::Content;
use crate::diagnostic::{Code, Finding, Place, shorten};
use crate::pictures::Placement;
use crate::plan::{Job, JobPicture};
use crate::project::Project;
use crate::source::escape;

/// The shortest text that is traced back to a fact, in characters. A shorter one may be part of
/// many facts, and a wrong place would mislead.
const MIN_LOCATED: usize = 6;

/// A laid-out document.
pub(super) struct DocumentContext<'a> {
    pub(super) job: &'a Job,
    pub(super) document: &'a PagedDocument,
    pub(super) pages: Vec<PageContext<'a>>,
}

/// A page of a laid-out document.
pub(super) struct PageContext<'a> {
    pub(super) content: &'a Content,
    pub(super) job: &'a Job,
    /// The page's index, from 0.
    pub(super) index: usize,
    /// The page's name in messages, such as "the front".
    pub(super) side: String,
    pub(super) text: PageText,
}

impl PageContext<'_> {
    /// Creates a finding about the page.
    pub(super) fn finding(&self, code: Code, message: String) -> Finding {
        Finding::new(code, message).on_page(self.index)
    }

    /// Creates a finding about text on the page, placed at the fact that the text comes from.
    pub(super) fn finding_about(&self, text: &str, code: Code, message: String) -> Finding {
        let finding = self.finding(code, message);
        let text = text.trim();
        if text.chars().count() < MIN_LOCATED {
            return finding;
        }
        Finding { place: self.locate(|fact| fact.contains(text)), ..finding }
    }

    /// Returns the place of the first fact of the job whose text satisfies `matches`.
    pub(super) fn locate(&self, matches: impl Fn(&str) -> bool) -> Option<Place> {
        self.job.reads.iter().find_map(|(file, pointer)| {
            let value = self.content.value(file, pointer)?;
            let found = find(value, pointer.clone(), &matches, &self.job.lang)?;
            Some(self.content.place(file, &found))
        })
    }
}

/// A picture of a laid-out job.
pub(super) struct PictureContext<'a> {
    pub(super) project: &'a Project,
    pub(super) content: &'a Content,
    pub(super) job: &'a Job,
    pub(super) placement: &'a Placement,
}

impl PictureContext<'_> {
    /// Returns how messages name the picture, and where the data or the template names it.
    pub(super) fn describe(&self) -> (String, Place) {
        match self.job.pictures.iter().find(|picture| self.is_file(&picture.file)) {
            Some(JobPicture { file, source, pointer }) => {
                (format!("the picture `{file}`"), self.content.place(source.path(), pointer))
            }
            None => {
                let template = format!("templates/{}/main.typ", self.job.template);
                ("a picture".to_owned(), Place::file(template))
            }
        }
    }

    /// Returns whether a file contains the picture.
    fn is_file(&self, file: &str) -> bool {
        let bytes = self.project.resolve(file).ok().and_then(|path| fs::read(path).ok());
        bytes.is_some_and(|bytes| bytes == self.placement.picture.data().as_slice())
    }
}

/// Returns the start of a message: the quoted line of text, the number of other lines with the same
/// fault, and the verb.
pub(super) fn quote_and_count(run: &TextRun, count: usize, side: &str) -> String {
    let text = shorten(&run.text);
    match count {
        1 => format!("\"{text}\" on {side} is"),
        2 => format!("\"{text}\" and 1 other line on {side} are"),
        more => format!("\"{text}\" and {} other lines on {side} are", more - 1),
    }
}

/// Returns the JSON pointer of the first string that satisfies `matches`. Of translated text, only
/// the translation in `lang` counts.
fn find(
    value: &Value,
    pointer: String,
    matches: &impl Fn(&str) -> bool,
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
