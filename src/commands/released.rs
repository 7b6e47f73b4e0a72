//! `released` and `stale`: what went out, and which copies in racks are out of date.

use std::time::Duration;

use jiff::civil::Date;
use serde_json::json;

use super::build::{closed, collect, lock};
use super::changes::sentence;
use super::{CLEAN, FAULTY, say, today, warn};
use crate::changes::sentences::{self, Changed};
use crate::cli::{Choice, Common, Format, Handout};
use crate::error::Error;
use crate::nearest;
use crate::output::history::History;
use crate::pipeline::{Collected, State};
use crate::project::Project;
use crate::released::{self, Delivery, Released};

/// A place is a few words.
const LONGEST_PLACE: usize = 120;

/// Records that copies of a version went out.
pub(super) fn released(common: &Common, piece: &str, handout: &Handout) -> Result<u8, Error> {
    let place = handout.place.split_whitespace().collect::<Vec<_>>().join(" ");
    if place.is_empty()
        || place.chars().count() > LONGEST_PLACE
        || place.chars().any(char::is_control)
    {
        let error =
            Error::usage(format!("`--where` names the place in 1 to {LONGEST_PLACE} characters"));
        return Err(error.hint(
            "a place, such as \"library in Minot\"; names of people do not belong in this record",
        ));
    }
    let choice = Choice::of(
        vec![piece.to_owned()],
        vec![handout.edition],
        handout.lang.iter().cloned().collect(),
    );
    let made = collect(common, &choice)?;
    if !closed(&made.outcome) {
        return Ok(FAULTY);
    }
    let mut fitting: Vec<&Collected> = made
        .outcome
        .collected
        .iter()
        .filter(|one| handout.subject.is_none() || handout.subject == one.job.subject_id)
        .collect();
    fitting.sort_by_key(|one| made.languages.iter().position(|lang| *lang == one.job.lang));
    let Some(chosen) = fitting.first() else {
        let known = made.outcome.collected.iter().filter_map(|one| one.job.subject_id.as_deref());
        let error = Error::usage(format!(
            "`{piece}` has no such version in the edition `{}`",
            handout.edition.name()
        ));
        return Err(
            error.hint(nearest::hint(handout.subject.as_deref().unwrap_or_default(), known))
        );
    };
    if fitting.iter().any(|one| {
        (&one.job.piece, &one.job.subject_id) != (&chosen.job.piece, &chosen.job.subject_id)
    }) {
        let hint = "name one piece, and with `--subject` the session or training";
        return Err(Error::usage(format!("`{piece}` is more than one thing")).hint(hint));
    }
    if chosen.job.spec.needs.iter().any(|need| need == "awards") {
        return Err(Error::usage(format!(
            "`{piece}` is a certificate: whom it went to does not belong in this record"
        )));
    }
    let output = chosen.job.output();
    let is_made = made
        .outcome
        .rows
        .iter()
        .any(|row| row.output.as_ref() == Some(&output) && row.state == State::Unchanged);
    if !is_made {
        let error = Error::new(
            made.out.join(&output),
            "is not what the facts say now, or is not there: what would be recorded is not what went out",
        );
        return Err(error.hint(format!(
            "`peerpress build {piece} --edition {}` makes it",
            handout.edition.name()
        )));
    }
    let delivery = Delivery::of(chosen, handout.quantity, &place, today()?)?;
    // Two records at once would write over each other.
    let _lock = lock(&made.out, Duration::from_secs(choice.timeout.into()))?;
    let mut all = Released::read(&made.project)?;
    let line =
        format!("{} of {} went to {place} on {}", delivery.quantity, delivery.title(), delivery.on);
    all.released.push(delivery);
    all.write(&made.project)?;
    if !common.quiet {
        say(&line)?;
    }
    Ok(CLEAN)
}

/// What is wrong with a delivery.
struct Stale {
    since: Option<Date>,
    /// The piece is no longer made at all.
    is_gone: bool,
    sentences: Vec<Changed>,
    /// Addresses that its links and codes lead to, and that the piece has no longer.
    dead_ends: Vec<String>,
}

/// Tells which copies in racks are out of date.
pub(super) fn stale(common: &Common) -> Result<u8, Error> {
    let project = Project::open(&common.project)?;
    let all = Released::read(&project)?;
    let racks: Vec<&Delivery> = all.in_racks().collect();
    if racks.is_empty() {
        if !common.quiet {
            warn("nothing is recorded as handed out; `peerpress released` records it");
        }
        return Ok(CLEAN);
    }
    let mut editions: Vec<_> = racks.iter().map(|delivery| delivery.edition).collect();
    editions.sort_unstable();
    editions.dedup();
    let made = collect(common, &Choice::of(Vec::new(), editions, Vec::new()))?;
    let history = History::of(&project);
    let (mut count, mut unknown) = (0, 0);
    for delivery in &racks {
        let output = delivery.files.keys().next().map(String::as_str).unwrap_or_default();
        let failed = made.outcome.rows.iter().any(|row| {
            row.state == State::Failed
                && delivery.piece == row.piece
                && row.output.as_deref().is_none_or(|row| row == output)
        });
        match made.outcome.collected.iter().find(|one| delivery.is_of(one)) {
            None if failed => {
                unknown += 1;
                warn(&format!(
                    "{}: cannot be made now, so nothing can be said of its copies",
                    delivery.title()
                ));
            }
            now => {
                if let Some(found) = examine(&history, delivery, now)? {
                    count += 1;
                    tell(common, delivery, &found)?;
                }
            }
        }
    }
    if !common.quiet && common.format != Format::Json {
        let all =
            if racks.len() == 1 { "the one version that is" } else { "the versions that are" };
        match count {
            0 if unknown == 0 => warn(&format!("{all} out there say what the facts say")),
            _ => warn(&format!(
                "{count} of {} out of date; when the last copies are taken in, take the entry out of {}",
                racks.len(),
                released::NAME
            )),
        }
    }
    Ok(if count == 0 && unknown == 0 { CLEAN } else { FAULTY })
}

/// What a delivery says that is no longer so; none if it is up to date.
fn examine(
    history: &History,
    delivery: &Delivery,
    now: Option<&Collected>,
) -> Result<Option<Stale>, Error> {
    let Some(now) = now else {
        return Ok(Some(Stale {
            since: None,
            is_gone: true,
            sentences: Vec::new(),
            dead_ends: Vec::new(),
        }));
    };
    let sentences = sentences::differences(&delivery.pages, &released::words(now)?);
    let current = released::leads_to(now);
    let dead_ends: Vec<String> =
        delivery.leads_to.iter().filter(|url| !current.contains(url)).cloned().collect();
    if sentences.is_empty() && dead_ends.is_empty() {
        return Ok(None);
    }
    Ok(Some(Stale { since: since(history, delivery, now), is_gone: false, sentences, dead_ends }))
}

/// The day on which the first version was made that said something else than the one that went out.
fn since(history: &History, delivery: &Delivery, now: &Collected) -> Option<Date> {
    let output = now.job.output();
    let versions = history.versions(&output);
    let after =
        versions.iter().rposition(|version| version.files == delivery.files).map_or(0, |at| at + 1);
    let says_other =
        |pdfs: Vec<Vec<u8>>| sentences::read(&pdfs).is_ok_and(|words| words != delivery.pages);
    let mut later = versions[after..].iter().filter(|version| version.made >= delivery.on);
    later
        .find(|version| history.pdfs(&output, version).is_some_and(says_other))
        .map(|version| version.made)
}

fn tell(common: &Common, delivery: &Delivery, found: &Stale) -> Result<(), Error> {
    let since = match found.since {
        Some(day) => format!("out of date since {day}"),
        None if found.is_gone => "no longer made at all".to_owned(),
        None => "out of date; the new version is not made yet".to_owned(),
    };
    let head = format!(
        "{}: {} at {} since {}, {since}",
        delivery.title(),
        delivery.quantity,
        delivery.place,
        delivery.on
    );
    match common.format {
        Format::Json => {
            let sentences: Vec<_> = found
                .sentences
                .iter()
                .map(
                    |one| json!({ "page": one.page + 1, "before": one.before, "after": one.after }),
                )
                .collect();
            let line = json!({
                "type": "stale", "piece": delivery.piece, "over": delivery.over, "edition": delivery.edition.name(), "language": delivery.lang,
                "quantity": delivery.quantity, "where": delivery.place, "released": delivery.on, "stale_since": found.since, "gone": found.is_gone,
                "sentences": sentences, "dead_ends": found.dead_ends,
            });
            say(&line.to_string())
        }
        Format::Short => say(&head),
        Format::Human => {
            say(&head)?;
            for one in &found.sentences {
                say(&format!("  page {}", one.page + 1))?;
                sentence(one)?;
            }
            found.dead_ends.iter().try_for_each(|url| {
                say(&format!("  a link or code leads to {url}, which the piece no longer names"))
            })
        }
    }
}
