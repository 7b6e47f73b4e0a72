//! A piece has the same text in every edition. The text is read back from the finished files.

use std::collections::{BTreeMap, BTreeSet};
use std::fs;

use peerpress::content;
use peerpress::content::edition::Edition;
use peerpress::diagnostic::Report;
use peerpress::plan::{self, Job, Selection};
use serde_json::Value;

use crate::project::Project;

/// Returns the text of a finished file on one line, with single spaces and without invisible marks.
fn text_of(project: &Project, job: &Job) -> String {
    let bytes = fs::read(project.path("out").join(job.output())).unwrap();
    let pages = peerpress::pdf::text(&bytes).unwrap();
    plain(&pages.iter().map(|page| page.text()).collect::<Vec<_>>().join(" "))
}

fn plain(text: &str) -> String {
    let text: String =
        text.chars().filter(|c| !matches!(c, '\u{ad}' | '\u{200b}' | '\u{2060}')).collect();
    text.split_whitespace().collect::<Vec<_>>().join(" ")
}

/// Collects the texts of a job that have more than one word.
fn texts(value: &Value, found: &mut BTreeSet<String>) {
    match value {
        Value::String(text) if text.trim().contains(' ') && !text.contains('{') => {
            let _ = found.insert(plain(text));
        }
        Value::Array(items) => items.iter().for_each(|item| texts(item, found)),
        Value::Object(map) => {
            map.iter().filter(|(key, _)| *key != "qr").for_each(|(_, value)| texts(value, found))
        }
        _ => {}
    }
}

/// Returns the words of a text in lower case, without numbers.
fn words(text: &str) -> BTreeSet<String> {
    text.to_lowercase()
        .split(|c: char| !c.is_alphabetic())
        .filter(|word| !word.is_empty())
        .map(str::to_owned)
        .collect()
}

/// Returns the words that only some editions have: page numbers, instructions for printing a sheet,
/// and labels of lines to write on, for which a handout may have no room.
fn own_words(project: &Project, lang: &str) -> BTreeSet<String> {
    let wording: Value = serde_json::from_str(&project.read("data/wording.json")).unwrap();
    let pieces: Value = serde_json::from_str(&project.read("data/pieces.json")).unwrap();
    let handout = pieces["pieces"]
        .as_array()
        .unwrap()
        .iter()
        .find(|piece| piece["id"] == "handout-training")
        .unwrap();
    let words_of = |value: &Value| words(value[lang].as_str().unwrap());
    let shared = wording["words"]
        .as_object()
        .unwrap()
        .iter()
        .filter(|(name, _)| name.starts_with("sheet-") || *name == "page-of");
    let mut own: BTreeSet<String> = shared.flat_map(|(_, text)| words_of(text)).collect();
    own.extend(
        ["notes-label", "strength-prompt"]
            .iter()
            .flat_map(|name| words_of(&handout["text"][*name])),
    );
    own
}

#[test]
fn a_piece_has_the_same_text_in_every_edition() {
    let (project, _) = Project::built();
    let root = peerpress::project::Project::open(project.root()).unwrap();
    let mut report = Report::default();
    let content = content::read_facts(&root, &mut report).unwrap();
    // Pictures say less.
    let editions = Edition::ALL.iter().copied().filter(|edition| *edition != Edition::Image);
    let selection = Selection { editions: editions.collect(), ..Selection::default() };
    let plan = plan::plan(&content, &selection, &report).unwrap();
    let mut versions: BTreeMap<(String, String), Vec<&Job>> = BTreeMap::new();
    for job in &plan.jobs {
        versions.entry((job.stem(), job.lang.clone())).or_default().push(job);
    }
    let (mut compared, mut faults) = (0, Vec::new());
    for ((subject, lang), jobs) in versions.iter().filter(|(_, jobs)| jobs.len() > 1) {
        let mut known = BTreeSet::new();
        texts(&serde_json::from_str(&jobs[0].json).unwrap(), &mut known);
        let own = own_words(project, lang);
        let first = text_of(project, jobs[0]);
        let said: BTreeSet<&String> =
            known.iter().filter(|text| first.contains(text.as_str())).collect();
        assert!(said.len() > 2, "{subject} {lang}: {said:?}");
        for job in &jobs[1..] {
            compared += 1;
            let other = text_of(project, job);
            let missing: Vec<_> = said
                .iter()
                .filter(|text| !other.contains(text.as_str()) && !words(text).is_subset(&own))
                .collect();
            let differing: Vec<String> = words(&first)
                .symmetric_difference(&words(&other))
                .filter(|word| !own.contains(*word))
                .cloned()
                .collect();
            if !missing.is_empty() || !differing.is_empty() {
                faults.push(format!(
                    "{}: missing {missing:?}, differing {differing:?}",
                    job.output()
                ));
            }
        }
    }
    assert!(faults.is_empty(), "{faults:#?}");
    assert_eq!(
        compared,
        plan.jobs.len() - versions.len(),
        "every edition of every piece in every language"
    );
}
