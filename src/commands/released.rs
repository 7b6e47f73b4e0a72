//! `released` and `stale`: record which copies were handed out, and report which of them are out of
//! date.

use std::time::Duration;

use jiff::civil::Date;
use serde::Serialize;

use super::build::collect;
use super::changes::{SentenceRecord, print_sentences};
use super::context::Context;
use super::{CLEAN, FAULTY, say, warn};
use crate::changes::sentences::{self, Changed};
use crate::cli::{Choice, Common, Format, Handout};
use crate::content::need::Need;
use crate::content::{self, edition::Edition};
use crate::diagnostic::Report;
use crate::error::Error;
use crate::nearest;
use crate::output::count;
use crate::output::history::History;
use crate::output::json::print_record;
use crate::pack;
use crate::pipeline::{CollectedJob, JobState, Outcome};
use crate::released::{self, Delivery, Released};

/// The fields of a delivery in the records of both commands.
#[derive(Serialize)]
struct DeliveryRecord<'a> {
    piece: &'a str,
    over: Option<&'a str>,
    edition: Edition,
    lang: &'a str,
    quantity: u32,
    #[serde(rename = "where")]
    place: &'a str,
    released: Date,
}

/// `"type": "released"`: a delivery that was recorded.
#[derive(Serialize)]
struct ReleasedRecord<'a> {
    #[serde(flatten)]
    delivery: DeliveryRecord<'a>,
    /// The PDF files that were handed out, in the output folder.
    files: Vec<&'a str>,
}

/// `"type": "stale"`: copies that are out of date.
#[derive(Serialize)]
struct StaleRecord<'a> {
    #[serde(flatten)]
    delivery: DeliveryRecord<'a>,
    /// The language code, under its older name.
    language: &'a str,
    /// The date of the first build whose text differs from these copies, if there is one.
    stale_since: Option<Date>,
    /// Whether the piece is no longer in the data.
    gone: bool,
    /// Whether the piece cannot be built now, so that its copies cannot be compared.
    unknown: bool,
    sentences: Vec<SentenceRecord<'a>>,
    /// Addresses in links and QR codes that the piece no longer contains.
    dead_ends: &'a [String],
}

impl<'a> From<&'a Delivery> for DeliveryRecord<'a> {
    fn from(delivery: &'a Delivery) -> Self {
        Self {
            piece: &delivery.piece,
            over: delivery.over.as_deref(),
            edition: delivery.edition,
            lang: &delivery.lang,
            quantity: delivery.quantity,
            place: &delivery.place,
            released: delivery.on,
        }
    }
}

/// Records that copies of a version were handed out.
pub(super) fn run_released(common: &Common, name: &str, handout: &Handout) -> Result<u8, Error> {
    let (piece, handout) = &handout.of_piece(name);
    let place = handout.place()?;
    let context = Context::open(common, None)?;
    let mut choice = Choice::of(
        vec![(*piece).to_owned()],
        vec![handout.edition],
        handout.lang.iter().cloned().collect(),
    );
    choice.vendor.clone_from(&handout.vendor);
    let wait = Duration::from_secs(choice.timeout.into());
    let Some(quantity) = handout.quantity.filter(|_| !handout.take_back) else {
        return take_back(&context, piece, handout, &place, wait);
    };
    let outcome = collect(&context, &choice)?;
    if outcome.has_failures() {
        return Ok(FAULTY);
    }
    let chosen = choose(&outcome, piece, handout)?;
    require_built(&context, &outcome, piece, chosen)?;
    let delivery = Delivery::of(chosen, quantity, &place, context.today)?;
    // Two records at the same time would overwrite each other.
    let _lock = context.lock(wait)?;
    let (copies, title) = (count(quantity as usize, "copy", "copies"), delivery.title());
    let on = delivery.on;
    let message = format!("recorded: {copies} of {title} handed out at {place} on {on}");
    record(&context, Released::read(&context.project)?, delivery, &message)
}

/// Adds a delivery to the record, and prints it.
fn record(
    context: &Context,
    mut all: Released,
    delivery: Delivery,
    message: &str,
) -> Result<u8, Error> {
    all.released.push(delivery.clone());
    all.write(&context.project)?;
    if context.is_json() {
        let files = delivery.files.keys().map(String::as_str).collect();
        let record = ReleasedRecord { delivery: DeliveryRecord::from(&delivery), files };
        return print_record("released", &record).map(|()| CLEAN);
    }
    context.say(message).map(|()| CLEAN)
}

/// Records that copies are no longer at a place.
fn take_back(
    context: &Context,
    piece: &str,
    handout: &Handout,
    place: &str,
    wait: Duration,
) -> Result<u8, Error> {
    let _lock = context.lock(wait)?;
    let all = Released::read(&context.project)?;
    let is_meant = |one: &&Delivery| {
        one.piece == piece
            && one.edition == handout.edition
            && one.place.to_lowercase() == place.to_lowercase()
            && handout.lang.as_ref().is_none_or(|lang| *lang == one.lang)
            && handout.subject.as_ref().is_none_or(|subject| one.over.as_ref() == Some(subject))
    };
    let found: Vec<Delivery> = all.latest().filter(is_meant).cloned().collect();
    let [last] = found.as_slice() else {
        let message = match found.as_slice() {
            [] => format!("no copies of `{piece}` are recorded at {place}"),
            _ => format!("several versions of `{piece}` are recorded at {place}"),
        };
        let hint = "name the version with `--edition`, `--lang`, and `--subject`, and the place as \
                    it is in `released.json`";
        return Err(Error::usage(message).hint(hint));
    };
    let back = handout.quantity.unwrap_or(last.quantity);
    let Some(left) = last.quantity.checked_sub(back) else {
        let there = count(last.quantity as usize, "copy is", "copies are");
        let message = format!("only {there} recorded at {place}");
        return Err(Error::usage(message).hint("leave out `--quantity` to take back all"));
    };
    let delivery = Delivery { quantity: left, on: context.today, ..last.clone() };
    let (copies, title) = (count(back as usize, "copy", "copies"), delivery.title());
    let message = format!("recorded: {copies} of {title} taken back from {place}; {left} left");
    record(context, all, delivery, &message)
}

/// The one job that the options mean: by default, the one in the program's first language.
fn choose<'a>(
    outcome: &'a Outcome,
    piece: &str,
    handout: &Handout,
) -> Result<&'a CollectedJob, Error> {
    let collected = &outcome.collected;
    let mut matching: Vec<&CollectedJob> = collected
        .iter()
        .filter(|one| handout.subject.is_none() || handout.subject == one.job.subject_id)
        .collect();
    let rank = |lang: &str| outcome.program.iter().position(|(known, _)| known == lang);
    matching.sort_by_key(|one| rank(&one.job.lang));
    let Some(chosen) = matching.first().copied() else {
        let edition = handout.edition.name();
        let message = format!("`{piece}` has no `{edition}` edition for this language and session");
        let error = Error::usage(message);
        let Some(subject) = &handout.subject else {
            return Err(error.hint("choose another edition with `--edition`"));
        };
        let known = collected.iter().filter_map(|one| one.job.subject_id.as_deref());
        return Err(error.hint(nearest::hint(subject, known)));
    };
    if matching.iter().any(|one| one.job.stem() != chosen.job.stem()) {
        let error = Error::usage(format!("`{piece}` matches more than one piece or session"));
        return Err(error.hint("name one piece, and its session or training with `--subject`"));
    }
    if chosen.job.spec.needs.contains(&Need::Awards) {
        let message =
            format!("`{piece}` is a certificate, and this record must not identify people");
        let hint = "use `peerpress certificates list` for certificates";
        return Err(Error::usage(message).hint(hint));
    }
    Ok(chosen)
}

/// Refuses a job whose file in the output folder is missing or out of date, and that is in no pack:
/// it is not the version that was handed out.
fn require_built(
    context: &Context,
    outcome: &Outcome,
    piece: &str,
    chosen: &CollectedJob,
) -> Result<(), Error> {
    let output = chosen.job.output();
    let mut current = outcome.rows.iter().filter(|row| row.state == JobState::Unchanged);
    // A shop that wants a file for each page has several.
    let is_own = |file: &String| *file == output || chosen.files.contains_key(file);
    let is_built = current.any(|row| row.output.as_ref().is_some_and(is_own));
    if is_built || pack::is_packed(&context.out, &chosen.files) {
        return Ok(());
    }
    let message =
        "the file is missing or out of date, so it cannot be the version that was handed out";
    Err(Error::new(context.out.join(&output), message)
        .hint(format!("run `peerpress build {piece} --edition {}`", chosen.job.edition)))
}

/// Why the copies of a delivery are out of date.
#[derive(Default)]
struct Staleness {
    since: Option<Date>,
    /// Whether the piece is no longer in the data.
    is_gone: bool,
    /// Whether the piece cannot be built now, so that its copies cannot be compared.
    is_unknown: bool,
    sentences: Vec<Changed>,
    /// Addresses in links and QR codes that the piece no longer contains.
    dead_ends: Vec<String>,
}

/// Prints which copies are out of date.
pub(super) fn run_stale(common: &Common) -> Result<u8, Error> {
    let context = Context::open(common, None)?;
    let all = Released::read(&context.project)?;
    let deliveries: Vec<&Delivery> = all.latest().collect();
    if deliveries.is_empty() {
        if !common.quiet {
            warn("no copies are recorded; record some with `peerpress released`");
        }
        return Ok(CLEAN);
    }
    let mut editions: Vec<_> = deliveries.iter().map(|delivery| delivery.edition).collect();
    editions.sort_unstable();
    editions.dedup();
    let data = StillThere::read(&context, &deliveries);
    let choice = Choice::of(data.pieces, editions, data.languages);
    let outcome = collect(&context, &choice)?;
    let history = History::of(&context.project);
    let (mut stale, mut unknown) = (0, 0);
    for delivery in &deliveries {
        let is_draft = data.drafts.contains(&delivery.lang);
        let Some(found) = examine(&history, &outcome, delivery, is_draft)? else { continue };
        if found.is_unknown {
            unknown += 1;
        } else {
            stale += 1;
        }
        print_stale(common.format, delivery, &found)?;
    }
    let is_clean = stale + unknown == 0;
    if !common.quiet && !context.is_json() {
        warn(&if is_clean {
            "all recorded copies are up to date".to_owned()
        } else {
            let of = count(deliveries.len(), "delivery", "deliveries");
            let is = if stale == 1 { "is" } else { "are" };
            format!(
                "{stale} of {of} {is} out of date; after you collect the copies, run `peerpress \
                 released PIECE --take-back --where PLACE`"
            )
        });
    }
    Ok(if is_clean { CLEAN } else { FAULTY })
}

/// What was handed out and is still in the data. Only this is built.
#[derive(Default)]
struct StillThere {
    pieces: Vec<String>,
    /// The languages, drafts too: the copies were made when they were published.
    languages: Vec<String>,
    drafts: Vec<String>,
}

impl StillThere {
    fn read(context: &Context, deliveries: &[&Delivery]) -> Self {
        let mut still = Self::default();
        let content = content::read_facts(&context.project, &mut Report::default());
        let Some(content) = content else { return still };
        let pieces = content.pieces.pieces.iter().map(|piece| piece.id.to_string());
        still.pieces.extend(pieces.filter(|id| deliveries.iter().any(|it| it.piece == *id)));
        for language in &content.program.languages {
            if deliveries.iter().any(|it| it.lang == language.tag) {
                still.languages.push(language.tag.clone());
                still.drafts.extend((!language.is_published()).then(|| language.tag.clone()));
            }
        }
        still
    }
}

/// Compares a delivery with the piece as it is now; `None` if it is up to date. `is_draft` says
/// whether its language is a draft now.
fn examine(
    history: &History,
    outcome: &Outcome,
    delivery: &Delivery,
    is_draft: bool,
) -> Result<Option<Staleness>, Error> {
    let Some(now) = outcome.collected.iter().find(|one| delivery.is_of(one)) else {
        let output = delivery.files.keys().next();
        let is_failed = outcome.rows.iter().any(|row| {
            row.state == JobState::Failed
                && delivery.piece == row.piece
                && (row.output.is_none() || row.output.as_ref() == output)
        });
        // A draft that is not complete is not built.
        let is_unknown = is_failed || is_draft;
        let is_gone = !is_unknown;
        return Ok(Some(Staleness { is_unknown, is_gone, ..Staleness::default() }));
    };
    let sentences = sentences::differences(&delivery.pages, &released::sentences(now)?);
    let current = released::links(now);
    let dead_ends: Vec<String> =
        delivery.leads_to.iter().filter(|url| !current.contains(url)).cloned().collect();
    if sentences.is_empty() && dead_ends.is_empty() {
        return Ok(None);
    }
    let since = since(history, delivery, now);
    Ok(Some(Staleness { since, sentences, dead_ends, ..Staleness::default() }))
}

/// Returns the date of the first build that reads differently from the version that was handed out.
fn since(history: &History, delivery: &Delivery, now: &CollectedJob) -> Option<Date> {
    let output = now.job.output();
    let versions = history.versions(&output);
    let after =
        versions.iter().rposition(|version| version.files == delivery.files).map_or(0, |at| at + 1);
    let reads_differently = |files: Vec<Vec<u8>>| {
        sentences::read_sentences(&files).is_ok_and(|pages| pages != delivery.pages)
    };
    let mut later = versions[after..].iter().filter(|version| version.made >= delivery.on);
    later
        .find(|version| history.files(&output, version).is_some_and(reads_differently))
        .map(|version| version.made)
}

fn print_stale(format: Format, delivery: &Delivery, found: &Staleness) -> Result<(), Error> {
    if format == Format::Json {
        let record = StaleRecord {
            delivery: DeliveryRecord::from(delivery),
            language: &delivery.lang,
            stale_since: found.since,
            gone: found.is_gone,
            unknown: found.is_unknown,
            sentences: found.sentences.iter().map(SentenceRecord::from).collect(),
            dead_ends: &found.dead_ends,
        };
        return print_record("stale", &record);
    }
    if found.is_unknown {
        let title = delivery.title();
        warn(&format!("{title}: the piece cannot be built now, so its copies are not compared"));
        return Ok(());
    }
    let state = match found.since {
        Some(day) => format!("out of date since {day}"),
        None if found.is_gone => "no longer in the data".to_owned(),
        None => "out of date; the new version is not built yet".to_owned(),
    };
    let Delivery { quantity, place, on, .. } = delivery;
    say(&format!("{}: {quantity} at {place} since {on}, {state}", delivery.title()))?;
    if format == Format::Human {
        print_sentences(&found.sentences)?;
        for url in &found.dead_ends {
            say(&format!("  a link or QR code opens {url}, which the piece no longer contains"))?;
        }
    }
    Ok(())
}
