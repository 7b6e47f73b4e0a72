//! `changes`: what differs from the version before, in facts, words and pictures.

use std::path::Path;

use serde_json::json;

use super::build::{closed, collect};
use super::{CLEAN, FAULTY, say, warn};
use crate::changes::{self, Change, Since, page};
use crate::cli::{Choice, Common, Format};
use crate::content::text::parse_date;
use crate::error::Error;
use crate::output::history::History;
use crate::output::manifest::Manifest;
use crate::output::write::write;

/// The page in the output folder.
const NAME: &str = "changes.html";

pub(super) fn changes(common: &Common, choice: &Choice, since: Option<&str>) -> Result<u8, Error> {
    let since = read_since(since)?;
    let made = collect(common, choice)?;
    let mut notes = Vec::new();
    let changes =
        changes::compare(&History::of(&made.project), &made.outcome.collected, &since, &mut notes);
    if !common.quiet {
        notes.iter().for_each(|note| warn(&format!("note: {note}")));
    }
    changes.iter().try_for_each(|change| tell(common, change))?;
    let path = made.out.join(NAME);
    write(&path, page::html(&made.program, &changes).as_bytes())?;
    if !common.quiet && common.format != Format::Json {
        let count = match changes.len() {
            0 => "nothing changed".to_owned(),
            1 => "1 piece changed".to_owned(),
            many => format!("{many} pieces changed"),
        };
        warn(&format!("{count}; before and after side by side in {}", path.display()));
    }
    Ok(if closed(&made.outcome) { CLEAN } else { FAULTY })
}

fn read_since(since: Option<&str>) -> Result<Since, Error> {
    let Some(since) = since else { return Ok(Since::Last) };
    if let Some(day) = parse_date(since) {
        return Ok(Since::Day(day));
    }
    if !Path::new(since).is_file() {
        let error = Error::usage(format!("`--since {since}` is neither a day nor a manifest"));
        return Err(
            error.hint("a day is written 2027-01-31; a manifest is a copy of out/manifest.json")
        );
    }
    Manifest::open(Path::new(since)).map(Since::Manifest)
}

fn tell(common: &Common, change: &Change) -> Result<(), Error> {
    match common.format {
        Format::Human => human(change),
        Format::Short => {
            for fact in &change.facts {
                say(&format!(
                    "{}: {}: {}",
                    change.output,
                    fact.path,
                    arrow(&fact.before, &fact.after)
                ))?;
            }
            let sentences = change.sentences.iter();
            sentences
                .map(|one| {
                    format!(
                        "{}: page {}: {}",
                        change.output,
                        one.page + 1,
                        arrow(&one.before, &one.after)
                    )
                })
                .try_for_each(|line| say(&line))
        }
        Format::Json => {
            let facts: Vec<_> = change
                .facts
                .iter()
                .map(
                    |fact| json!({ "fact": fact.path, "before": fact.before, "after": fact.after }),
                )
                .collect();
            let sentences: Vec<_> = change
                .sentences
                .iter()
                .map(
                    |one| json!({ "page": one.page + 1, "before": one.before, "after": one.after }),
                )
                .collect();
            let line = json!({ "type": "change", "file": change.output, "since": change.before, "facts": facts, "sentences": sentences });
            say(&line.to_string())
        }
    }
}

fn human(change: &Change) -> Result<(), Error> {
    let since = change.before.map_or_else(|| "new".to_owned(), |day| format!("was made on {day}"));
    say(&format!("{} ({since})", change.output))?;
    for fact in &change.facts {
        say(&format!("  {}: {}", fact.path, arrow(&fact.before, &fact.after)))?;
    }
    for one in &change.sentences {
        say(&format!("  page {}", one.page + 1))?;
        sentence(one)?;
    }
    if change.before.is_some() && change.sentences.is_empty() {
        say(if change.pages.is_empty() {
            "  the pages look the same and say the same"
        } else {
            "  it looks different and says the same"
        })?;
    }
    Ok(())
}

/// A sentence before and after, on two lines.
pub(super) fn sentence(one: &changes::sentences::Changed) -> Result<(), Error> {
    let lines = [("was", &one.before), ("now", &one.after)];
    lines
        .iter()
        .filter_map(|(when, text)| Some(format!("    {when}: {}", text.as_deref()?)))
        .try_for_each(|line| say(&line))
}

fn arrow(before: &Option<String>, after: &Option<String>) -> String {
    let shown = |text: &Option<String>| text.clone().unwrap_or_else(|| "(none)".to_owned());
    format!("{} → {}", shown(before), shown(after))
}
