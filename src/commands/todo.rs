//! `todo`: what is still a placeholder or a sample, in the order in which a person fills it in.

use std::collections::BTreeSet;
use std::fs;

use serde_json::Value;

use super::context::Context;
use super::{CLEAN, FAULTY, print_results, warn};
use crate::cli::Common;
use crate::content::data_file::DataFile;
use crate::content::placeholder::sample_in;
use crate::content::{self, Content};
use crate::diagnostic::{Code, Finding, Place, Report};
use crate::error::Error;
use crate::output::{count, starter};
use crate::plan::samples;
use crate::source::escape;
use crate::translation::{PATH, Record, review};

/// The data files, in the order in which a person fills them in.
const ORDER: [DataFile; 11] = [
    DataFile::Program,
    DataFile::Services,
    DataFile::Benefits,
    DataFile::Trainings,
    DataFile::Certification,
    DataFile::Brand,
    DataFile::Pieces,
    DataFile::Vendors,
    DataFile::Partners,
    DataFile::Authorities,
    DataFile::Wording,
];

/// The pictures of the example.
const PICTURES: &str = "data/pictures/";

/// Prints what is left to fill in.
pub(super) fn run(common: &Common) -> Result<u8, Error> {
    let context = Context::open(common, None)?;
    let mut read = Report::default();
    let content = content::read_facts(&context.project, &mut read);
    let Some(content) = content else {
        read.sort();
        context.print_report(&read)?;
        return Ok(FAULTY);
    };
    let mut list = Report::default();
    content.sources().for_each(|(path, text)| list.add_file(path, text));
    let items = Items { context: &context, content: &content, found: Vec::new() };
    list.extend(items.find(&read));
    print_results(common, &list)?;
    let left = list.findings().len();
    if !common.quiet && !context.is_json() {
        warn(&match left {
            0 => "nothing is left: no value is a placeholder or a sample".to_owned(),
            _ => format!("{} left to fill in", count(left, "thing is", "things are")),
        });
    }
    if read.has_errors() {
        context.note("the data also has errors; run `peerpress check` to see them");
    }
    Ok(if left == 0 && !read.has_errors() { CLEAN } else { FAULTY })
}

struct Items<'a> {
    context: &'a Context,
    content: &'a Content,
    found: Vec<Finding>,
}

impl Items<'_> {
    /// Returns what is left, in the order in which a person fills it in. Some of it is known from
    /// reading the data.
    fn find(mut self, read: &Report) -> Vec<Finding> {
        for file in ORDER {
            self.search(file, read);
        }
        let drafts = read.findings().iter().filter(|one| one.code == Code::DraftLanguage);
        self.found.extend(drafts.cloned());
        self.sample_reviews();
        self.found
    }

    /// Looks for placeholders and marks in a data file.
    fn search(&mut self, file: DataFile, read: &Report) {
        let Some(root) = self.content.value(file.path(), "") else { return };
        let is_placeholder = |one: &&Finding| {
            one.code == Code::Placeholder
                && one.place.as_ref().is_some_and(|place| place.file == file.path())
        };
        let schema = file.schema();
        let mut found: Vec<Finding> = Vec::new();
        for known in read.findings().iter().filter(is_placeholder) {
            found.push(Finding { hints: Vec::new(), ..known.clone() });
        }
        self.values(file, "", root, &mut found);
        for mark in samples::marks_in(self.content, file.path()) {
            let place = self.content.place(&mark.file, &mark.pointer);
            found.push(Finding::new(Code::Placeholder, mark.message).at(place));
        }
        found.retain(|one| !is_specimen(one.place.as_ref()));
        found.sort_by_cached_key(|one| one.place.as_ref().map(|place| place.range));
        let mut seen = BTreeSet::new();
        found.retain(|one| seen.insert(one.place.clone()));
        for one in found {
            let hint = self.hint(&schema, one.place.as_ref());
            self.found.push(one.hint(hint));
        }
    }

    /// Looks for sample values that reading the data does not report, such as addresses to apply
    /// at, and for pictures of the example.
    fn values(&self, file: DataFile, pointer: &str, value: &Value, found: &mut Vec<Finding>) {
        match value {
            Value::String(text) => {
                let message = match sample_in(text) {
                    Some(sample) => format!("`{sample}` is a sample value"),
                    None if self.is_picture_of_example(text) => {
                        format!("`{text}` is a picture of the example")
                    }
                    None => return,
                };
                let place = self.content.place(file.path(), pointer);
                found.push(Finding::new(Code::Placeholder, message).at(place));
            }
            Value::Array(list) => {
                for (index, item) in list.iter().enumerate() {
                    self.values(file, &format!("{pointer}/{index}"), item, found);
                }
            }
            Value::Object(map) => {
                for (name, item) in map {
                    self.values(file, &format!("{pointer}/{}", escape(name)), item, found);
                }
            }
            _ => {}
        }
    }

    fn is_picture_of_example(&self, path: &str) -> bool {
        let example = path.starts_with(PICTURES).then(|| starter::file(path)).flatten();
        let project = &self.context.project;
        example.is_some_and(|bytes| fs::read(project.path(path)).is_ok_and(|own| own == bytes))
    }

    /// What to write at a place.
    fn hint(&self, schema: &Value, place: Option<&Place>) -> String {
        let pointer = place.and_then(|place| place.pointer.as_deref()).unwrap_or_default();
        let last = pointer.rsplit('/').next().unwrap_or_default();
        if pointer == "/sample" {
            return "write your program's own in this file, and remove `\"sample\": true`"
                .to_owned();
        }
        if last == "sample" {
            return "write your program's own, and remove `\"sample\": true`; or remove the entry"
                .to_owned();
        }
        let is_translated = self.content.languages().count() > 1 && self.content.has_language(last);
        let lang = if is_translated { format!(", in `{last}`") } else { String::new() };
        // What a text of a piece says, the placeholder knows better than the schema.
        let is_of_piece = place.is_some_and(|place| place.file == DataFile::Pieces.path());
        match content::description(schema, pointer).filter(|_| !is_of_piece) {
            Some(about) => format!("write {about}{lang}"),
            None => format!("put your program's own in its place{lang}"),
        }
    }

    /// Reviews of translations that only show what a review looks like.
    fn sample_reviews(&mut self) {
        let Some(record) = Record::read(&self.context.project, &mut Report::default()) else {
            return;
        };
        for lang in self.content.languages().skip(1) {
            let reviews = record.languages.get(lang).map(|known| &known.reviews);
            let samples = reviews.into_iter().flatten().filter(|(_, review)| review.sample).count();
            if samples > 0 {
                self.found.push(review::only_samples(lang, samples).at(Place::file(PATH)));
            }
        }
    }
}

/// Whether a place is in the sample certificates. They stay, because the pieces that show what a
/// certificate looks like need them.
fn is_specimen(place: Option<&Place>) -> bool {
    place.is_some_and(|place| {
        let pointer = place.pointer.as_deref().unwrap_or_default();
        place.file == DataFile::Certification.path() && pointer.starts_with("/awards/")
    })
}
