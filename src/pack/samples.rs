//! Sample values on a piece: addresses and phone numbers that are reserved for examples, filler
//! text, and entries that the data marks as samples. None of them goes to a print shop.

use std::collections::BTreeMap;

use serde_json::Value;

use crate::content::Content;
use crate::content::data_file::DataFile;
use crate::content::reserved::has_reserved_host;
use crate::diagnostic::Place;
use crate::pipeline::CollectedJob;
use crate::plan::{self, Job};
use crate::released;

/// The start of text that fills a page before it is written.
const FILLER: &str = "lorem ipsum";

/// The digits of the phone numbers that are reserved for fiction, without the last two.
const FICTIONAL: &str = "55501";

/// The lengths of what can stand before these digits: nothing, an area code, and a 1 or a country.
const BEFORE_FICTIONAL: [usize; 3] = [0, 3, 4];

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

/// The first sample value in a text.
fn sample_in(text: &str) -> Option<&str> {
    let is_around = |c: char| "<>()[]{}\"'“”‘’«»,;:!?.".contains(c);
    let mut words = text.split_whitespace();
    if let Some(word) = words.find(|word| has_reserved_host(word)) {
        return Some(word.trim_matches(is_around));
    }
    if let Some(at) = text.to_lowercase().find(FILLER) {
        return text.get(at..at + FILLER.len());
    }
    let is_of_phone = |c: char| c.is_ascii_digit() || " \u{a0}-–‑.()+/".contains(c);
    let mut runs = text.split(|c| !is_of_phone(c));
    runs.find(|run| is_fictional(run)).map(number_in)
}

/// The phone number in a run of digits and of what people write between them: `(701) 555-0199` with
/// both parentheses, `701-555-0199` without those around it.
fn number_in(run: &str) -> &str {
    let is_between = |c| " \u{a0}-–.()/".contains(c);
    let number = run.trim_matches(is_between);
    let start = run.find(number).unwrap_or_default();
    let closes_first = number.find(')').is_some_and(|at| !number[..at].contains('('));
    match start.checked_sub(1).filter(|before| closes_first && run[*before..].starts_with('(')) {
        Some(before) => &run[before..start + number.len()],
        None => number,
    }
}

/// Whether digits and what people write between them have a number from 555-0100 to 555-0199.
fn is_fictional(run: &str) -> bool {
    let digits: String = run.chars().filter(char::is_ascii_digit).collect();
    let Some(at) = digits.find(FICTIONAL) else { return false };
    let Some(after) = digits.len().checked_sub(at + FICTIONAL.len() + 2) else { return false };
    // An unbroken number that goes on is another one; after a gap, it may be an extension.
    let is_unbroken = run.trim().len() == digits.len();
    after == 0 || !is_unbroken && BEFORE_FICTIONAL.contains(&at)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn samples_are_found_in_values_and_in_sentences() {
        for (text, expected) in [
            ("https://example.org/apply", "https://example.org/apply"),
            ("Write to help@sub.Example.COM.", "help@sub.Example.COM"),
            ("Go to (peers.test/join)", "peers.test/join"),
            ("office@state.invalid", "office@state.invalid"),
            ("701-555-0100", "701-555-0100"),
            ("Call (701) 555-0199, or write.", "(701) 555-0199"),
            ("(208) 555-0100", "(208) 555-0100"),
            ("Call us (208-555-0100).", "208-555-0100"),
            ("+1 701 555 0142 ext. 4", "+1 701 555 0142"),
            ("7015550100", "7015550100"),
            ("Lorem ipsum dolor", "Lorem ipsum"),
        ] {
            assert_eq!(sample_in(text), Some(expected), "{text}");
        }
        for text in [
            "https://nd.gov/example.html",
            "an example. Test it.",
            "https://organexample.org",
            "701-555-1234",
            "15550 1 Main Street",
            "555-01",
            "Order 120155501999",
            "988",
            "For example, 8:30 a.m.",
        ] {
            assert_eq!(sample_in(text), None, "{text}");
        }
    }
}
