//! `changes`: what differs from the version before, in facts, words and pictures.

use std::path::Path;

use jiff::civil::Date;
use serde::Serialize;

use super::build::collect;
use super::context::Context;
use super::{CLEAN, FAULTY, say, warn};
use crate::changes::look::Look;
use crate::changes::sentences::Changed;
use crate::changes::{self, Change, Since, page};
use crate::cli::{Choice, Common, Format};
use crate::content::text::parse_date;
use crate::error::Error;
use crate::output::count;
use crate::output::history::History;
use crate::output::json::print_record;
use crate::output::manifest::Manifest;
use crate::output::write::write;
use crate::plan::difference::Fact;
use crate::typeset::Fonts;

/// The page in the output folder that shows the changes.
const NAME: &str = "changes.html";

/// `"type": "change"`: what changed in one finished file.
#[derive(Serialize)]
struct ChangeRecord<'a> {
    /// The file in the output folder.
    file: &'a str,
    /// The date of the older version; `null` for a file that is new.
    since: Option<Date>,
    facts: Vec<FactRecord<'a>>,
    sentences: Vec<SentenceRecord<'a>>,
}

#[derive(Serialize)]
struct FactRecord<'a> {
    fact: &'a str,
    before: Option<&'a str>,
    after: Option<&'a str>,
}

#[derive(Serialize)]
pub(super) struct SentenceRecord<'a> {
    /// The page, from 1.
    page: usize,
    before: Option<&'a str>,
    after: Option<&'a str>,
}

impl<'a> From<&'a Fact> for FactRecord<'a> {
    fn from(fact: &'a Fact) -> Self {
        let (before, after) = (fact.before.as_deref(), fact.after.as_deref());
        Self { fact: &fact.path, before, after }
    }
}

impl<'a> From<&'a Changed> for SentenceRecord<'a> {
    fn from(changed: &'a Changed) -> Self {
        let (before, after) = (changed.before.as_deref(), changed.after.as_deref());
        Self { page: changed.page + 1, before, after }
    }
}

/// Prints the changes and writes `changes.html`.
pub(super) fn run(common: &Common, choice: &Choice, since: Option<&str>) -> Result<u8, Error> {
    let since = parse_since(since)?;
    let context = Context::open(common, choice.jobs)?;
    let outcome = collect(&context, choice)?;
    let mut notes = Vec::new();
    let history = History::of(&context.project);
    let changes = changes::compare(&history, &outcome.collected, &since, &mut notes);
    notes.iter().for_each(|note| context.note(note));
    for change in &changes {
        print_change(common.format, change)?;
    }
    let path = context.out.join(NAME);
    let look = Look { brand: &outcome.brand, fonts: &Fonts::read(&context.project) };
    write(&path, page::html(outcome.program_name(), &changes, &look).as_bytes())?;
    if !common.quiet && !context.is_json() {
        let count = match changes.len() {
            0 => "nothing".to_owned(),
            number => count(number, "file", "files"),
        };
        warn(&format!("{count} changed; {} shows what changed", path.display()));
    }
    Ok(if outcome.has_failures() { FAULTY } else { CLEAN })
}

fn parse_since(since: Option<&str>) -> Result<Since, Error> {
    let Some(since) = since else { return Ok(Since::Last) };
    if let Some(day) = parse_date(since) {
        return Ok(Since::Day(day));
    }
    if !Path::new(since).is_file() {
        let error = Error::usage(format!("`--since {since}` is not a date or a manifest"));
        return Err(error.hint("write a date as 2027-01-31, or name a copy of out/manifest.json"));
    }
    Manifest::open(Path::new(since)).map(Since::Manifest)
}

fn print_change(format: Format, change: &Change) -> Result<(), Error> {
    let output = change.job.output();
    let record = || ChangeRecord {
        file: &output,
        since: change.before,
        facts: change.facts.iter().map(FactRecord::from).collect(),
        sentences: change.sentences.iter().map(SentenceRecord::from).collect(),
    };
    match format {
        Format::Human => print_for_people(change),
        Format::Short => print_short(change),
        Format::Json => print_record("change", &record()),
    }
}

fn print_short(change: &Change) -> Result<(), Error> {
    let output = change.job.output();
    for fact in &change.facts {
        say(&format!("{output}: {}: {}", fact.path, arrow(&fact.before, &fact.after)))?;
    }
    for one in &change.sentences {
        say(&format!("{output}: page {}: {}", one.page + 1, arrow(&one.before, &one.after)))?;
    }
    Ok(())
}

fn print_for_people(change: &Change) -> Result<(), Error> {
    let since = change.before.map_or_else(|| "new".to_owned(), |day| format!("made on {day}"));
    say(&format!("{} ({since})", change.job.output()))?;
    for fact in &change.facts {
        say(&format!("  {}: {}", fact.path, arrow(&fact.before, &fact.after)))?;
    }
    print_sentences(&change.sentences)?;
    if change.before.is_some() && change.sentences.is_empty() {
        say(if change.pages.is_empty() {
            "  the pages look the same and read the same"
        } else {
            "  the pages look different and read the same"
        })?;
    }
    Ok(())
}

/// Prints each sentence before and after, under its page.
pub(super) fn print_sentences(sentences: &[Changed]) -> Result<(), Error> {
    for one in sentences {
        say(&format!("  page {}", one.page + 1))?;
        for (when, text) in [("was", &one.before), ("now", &one.after)] {
            if let Some(text) = text {
                say(&format!("    {when}: {text}"))?;
            }
        }
    }
    Ok(())
}

fn arrow(before: &Option<String>, after: &Option<String>) -> String {
    let shown = |text: &Option<String>| text.clone().unwrap_or_else(|| "(none)".to_owned());
    format!("{} → {}", shown(before), shown(after))
}
