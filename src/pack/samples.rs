//! Sample values on a piece: addresses and phone numbers that are reserved for examples, filler
//! text, text in square brackets, and entries that the data marks as samples. None of them goes to
//! a print shop.

use std::collections::BTreeMap;

use serde_json::Value;

use crate::content::Content;
use crate::content::data_file::DataFile;
use crate::content::placeholder::{is_fictional, sample_in};
use crate::diagnostic::Place;
use crate::pipeline::CollectedJob;
use crate::plan::{self, Job};
use crate::released;

/// A sample value that a piece prints.
#[derive(Debug)]
pub(super) struct Sample {
    pub(super) message: String,
    /// The sample text itself; empty for an entry that is marked.
    text: String,
    /// The place in the data; `None` for an address that is put together from several values.
    pub(super) place: Option<Place>,
}

/// Finds the sample values that jobs print, in the order of the data.
pub(super) fn find(content: &Content, collected: &[&CollectedJob]) -> Vec<Sample> {
    let mut found = Found { content, samples: BTreeMap::new() };
    for one in collected {
        // Its values are those of the shop, which get no ink.
        let reads = one.job.reads.iter().filter(|(file, _)| file != DataFile::Vendors.path());
        for mark in plan::samples::marks(content, &one.job) {
            found.add(&mark.file, &mark.pointer, mark.message, "");
        }
        for (file, pointer) in reads {
            if let Some(value) = content.value(file, pointer) {
                found.look(&one.job, file, pointer, value);
            }
        }
    }
    let mut samples: Vec<Sample> = found.samples.into_values().collect();
    samples
        .sort_by_key(|sample| sample.place.as_ref().map(|place| (place.file.clone(), place.range)));
    for url in collected.iter().flat_map(|one| released::links(one)) {
        if sample_in(&url).is_some() && !samples.iter().any(|sample| sample.is_in(&url)) {
            let message = format!("a link or code opens `{url}`, which is a sample value");
            samples.push(Sample { message, text: url, place: None });
        }
    }
    samples
}

impl Sample {
    /// Whether a link leads to the sample value.
    fn is_in(&self, url: &str) -> bool {
        let digits = |text: &str| text.chars().filter(char::is_ascii_digit).collect::<String>();
        let number = digits(&self.text);
        let is_number = is_fictional(&self.text) && digits(url).ends_with(&number);
        !self.text.is_empty() && (url.contains(&self.text) || is_number)
    }
}

struct Found<'a> {
    content: &'a Content,
    /// By file and pointer.
    samples: BTreeMap<(String, String), Sample>,
}

impl Found<'_> {
    fn add(&mut self, file: &str, pointer: &str, message: String, text: &str) {
        let (text, place) = (text.to_owned(), Some(self.content.place(file, pointer)));
        let key = (file.to_owned(), pointer.to_owned());
        self.samples.entry(key).or_insert(Sample { message, text, place });
    }

    /// Looks for sample values in a value and in its parts, in the language of the job.
    fn look(&mut self, job: &Job, file: &str, pointer: &str, value: &Value) {
        match value {
            Value::String(text) => {
                if let Some(sample) = sample_in(text) {
                    self.add(file, pointer, format!("`{sample}` is a sample value"), sample);
                }
            }
            Value::Array(list) => {
                for (index, item) in list.iter().enumerate() {
                    self.look(job, file, &format!("{pointer}/{index}"), item);
                }
            }
            Value::Object(map) => {
                let content = self.content;
                let is_text = map.keys().all(|key| content.languages().any(|lang| lang == key));
                for (key, item) in map.iter().filter(|(key, _)| !is_text || **key == job.lang) {
                    let key = key.replace('~', "~0").replace('/', "~1");
                    self.look(job, file, &format!("{pointer}/{key}"), item);
                }
            }
            _ => {}
        }
    }
}
