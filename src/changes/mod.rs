//! What changed, for people: which facts, which sentences on the pages, and how the pages looked before.

pub mod page;
pub mod pictures;
pub mod sentences;

use std::collections::BTreeMap;

use jiff::civil::Date;
use serde_json::Value;

use crate::output::history::{History, Version};
use crate::output::manifest::{Manifest, hash};
use crate::pipeline::Collected;
use crate::plan::difference::{self, Fact};
use pictures::Region;
use sentences::Changed;

/// From when on changes are told.
#[derive(Debug, Clone)]
pub enum Since {
    /// What is not made yet; if there is nothing of that, the last day on which something changed.
    Last,
    /// What changed on that day or later.
    Day(Date),
    /// What changed since a manifest was written.
    Manifest(Manifest),
}

/// What changed in one piece.
#[derive(Debug)]
pub struct Change {
    /// The file in the output folder.
    pub output: String,
    /// What messages call the job.
    pub title: String,
    /// The piece's title, as readers see it.
    pub heading: String,
    /// The language of the piece.
    pub lang: String,
    /// The day on which the older version was made; none for a piece that is new.
    pub before: Option<Date>,
    /// The facts that differ.
    pub facts: Vec<Fact>,
    /// The sentences that differ.
    pub sentences: Vec<Changed>,
    /// The pages, before and after.
    pub pages: Vec<Pair>,
}

/// A page, before and after.
#[derive(Debug)]
pub struct Pair {
    /// What messages call it: "the front".
    pub side: String,
    /// JPEG; none for a page that is new.
    pub before: Option<Vec<u8>>,
    /// JPEG; none for a page that is gone.
    pub after: Option<Vec<u8>>,
    /// Where they differ.
    pub regions: Vec<Region>,
}

/// What changed in each of the finished pieces, those without a change left out. What cannot be compared is told as a note.
pub fn compare(
    history: &History,
    now: &[Collected],
    since: &Since,
    notes: &mut Vec<String>,
) -> Vec<Change> {
    let known: Vec<(&Collected, Vec<Version>)> =
        now.iter().map(|one| (one, history.versions(&one.job.output()))).collect();
    let is_pending = |(one, versions): &(&Collected, Vec<Version>)| {
        versions.last().is_some_and(|last| last.files != hashes(one))
    };
    let last_day =
        known.iter().filter_map(|(_, versions)| versions.last()).map(|version| version.made).max();
    let since = match since {
        Since::Last if known.iter().any(is_pending) => None,
        Since::Last => last_day.map(Since::Day),
        other => Some(other.clone()),
    };
    let mut changes = Vec::new();
    for (one, versions) in &known {
        let output = one.job.output();
        let before = match &since {
            None => versions.last(),
            Some(Since::Manifest(manifest)) => {
                let Some(entry) = manifest.files().get(&output) else { continue };
                let found = versions.iter().rev().find(|version| {
                    version
                        .files
                        .iter()
                        .all(|file| entry.outputs.get_key_value(file.0) == Some(file))
                });
                if found.is_none() {
                    notes.push(format!("{output}: the version of that manifest was not kept"));
                    continue;
                }
                found
            }
            Some(Since::Day(day)) => {
                versions.iter().rev().find(|version| version.made < *day).or(versions.first())
            }
            Some(Since::Last) => None,
        };
        match before {
            Some(before) if before.files == hashes(one) => {}
            Some(before) => changes.extend(change(history, one, before, notes)),
            None => changes.push(new(one)),
        }
    }
    changes
}

fn hashes(one: &Collected) -> BTreeMap<String, String> {
    one.pdfs.iter().map(|(name, bytes)| (name.clone(), hash(bytes))).collect()
}

fn heading(job: &Value) -> String {
    job.pointer("/piece/title").and_then(Value::as_str).unwrap_or_default().to_owned()
}

fn new(one: &Collected) -> Change {
    let job = serde_json::from_str(&one.job.json).unwrap_or_default();
    let (output, title, lang) = (one.job.output(), one.job.title(), one.job.lang.clone());
    Change {
        output,
        title,
        heading: heading(&job),
        lang,
        before: None,
        facts: Vec::new(),
        sentences: Vec::new(),
        pages: Vec::new(),
    }
}

fn change(
    history: &History,
    one: &Collected,
    before: &Version,
    notes: &mut Vec<String>,
) -> Option<Change> {
    let job: Value = serde_json::from_str(&one.job.json).unwrap_or_default();
    let output = one.job.output();
    let Some(old) = history.pdfs(&output, before) else {
        notes.push(format!("{output}: its version of {} is damaged or gone", before.made));
        return None;
    };
    let new: Vec<Vec<u8>> = one.pdfs.values().cloned().collect();
    let sentences = match (sentences::read(&old), sentences::read(&new)) {
        (Ok(old), Ok(new)) => sentences::differences(&old, &new),
        (Err(error), _) | (_, Err(error)) => {
            notes.push(format!("{output}: its words cannot be compared: {error}"));
            Vec::new()
        }
    };
    Some(Change {
        title: one.job.title(),
        heading: heading(&job),
        lang: one.job.lang.clone(),
        before: Some(before.made),
        facts: difference::differences(&before.job, &job),
        sentences,
        pages: pairs(one, &pictures::pages(&old), &pictures::pages(&new)),
        output,
    })
}

/// The pages that differ.
fn pairs(one: &Collected, old: &[image::RgbaImage], new: &[image::RgbaImage]) -> Vec<Pair> {
    let mut pairs = Vec::new();
    for page in 0..old.len().max(new.len()) {
        let (before, after) = (old.get(page), new.get(page));
        let regions = before
            .zip(after)
            .map(|(before, after)| pictures::differences(before, after))
            .unwrap_or_default();
        if before.is_some() && after.is_some() && regions.is_empty() {
            continue;
        }
        pairs.push(Pair {
            side: one.job.side(page),
            before: before.map(pictures::jpeg),
            after: after.map(pictures::jpeg),
            regions,
        });
    }
    pairs
}
