//! `released`: record which copies were handed out, and which were taken back.

use std::time::Duration;

use jiff::civil::Date;
use serde::Serialize;

use super::build::collect;
use super::context::Context;
use super::{CLEAN, FAULTY};
use crate::cli::{Choice, Common, Handout};
use crate::content;
use crate::content::edition::Edition;
use crate::content::need::Need;
use crate::diagnostic::{Finding, Report};
use crate::error::Error;
use crate::nearest;
use crate::output::count;
use crate::output::json::print_record;
use crate::pack;
use crate::pipeline::{CollectedJob, JobState, Outcome};
use crate::released::{Delivery, NAME, Released};

/// The most deliveries that a hint lists.
const MOST_LISTED: usize = 6;

/// The fields of a delivery in the records of `released` and `stale`.
#[derive(Serialize)]
pub(super) struct DeliveryRecord<'a> {
    piece: &'a str,
    over: Option<&'a str>,
    edition: Edition,
    lang: &'a str,
    vendor: Option<&'a str>,
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

impl<'a> From<&'a Delivery> for DeliveryRecord<'a> {
    fn from(delivery: &'a Delivery) -> Self {
        Self {
            piece: &delivery.piece,
            over: delivery.over.as_deref(),
            edition: delivery.edition,
            lang: &delivery.lang,
            vendor: delivery.vendor.as_deref(),
            quantity: delivery.quantity,
            place: &delivery.place,
            released: delivery.on,
        }
    }
}

/// Finds short addresses that copies print and that the website no longer has.
pub(super) fn find_removed_links(context: &Context) -> Result<Vec<Finding>, Error> {
    let released = Released::read(&context.project)?;
    if released.released.is_empty() {
        return Ok(Vec::new());
    }
    let content = content::read_facts(&context.project, &mut Report::default());
    Ok(content.map(|it| released.removed_short_links(&it.program)).unwrap_or_default())
}

/// Records that copies of a version were handed out.
pub(super) fn run(common: &Common, name: &str, handout: &Handout) -> Result<u8, Error> {
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
    require_built(&context, &outcome, handout, piece, chosen)?;
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
    let is_there = |one: &Delivery| one.place.to_lowercase() == place.to_lowercase();
    let is_meant = |one: &&Delivery| {
        one.piece == piece
            && one.edition == handout.edition
            && is_there(one)
            && handout.lang.as_ref().is_none_or(|lang| *lang == one.lang)
            && handout.subject.as_ref().is_none_or(|subject| one.over.as_ref() == Some(subject))
            && is_same_or_unknown(handout.vendor.as_ref(), one.vendor.as_ref())
    };
    let found: Vec<Delivery> = all.latest().filter(is_meant).cloned().collect();
    let [last] = found.as_slice() else {
        if !found.is_empty() {
            let message = format!("several versions of `{piece}` are recorded at {place}");
            return Err(Error::usage(message).hint(versions(found.iter(), false)));
        }
        let message = format!("no such copies of `{piece}` are recorded at {place}");
        let mut others: Vec<&Delivery> = all.latest().filter(|one| one.piece == piece).collect();
        others.sort_by_key(|one| !is_there(one));
        return Err(Error::usage(message).hint(match others.is_empty() {
            true => format!("check the ID: no copies of `{piece}` are recorded anywhere"),
            false => versions(others.into_iter(), true),
        }));
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

/// Whether the print shop is the one that the user names, or is not recorded.
fn is_same_or_unknown(named: Option<&String>, recorded: Option<&String>) -> bool {
    named.zip(recorded).is_none_or(|(named, recorded)| named == recorded)
}

/// The options that name each of these deliveries.
fn versions<'a>(
    deliveries: impl ExactSizeIterator<Item = &'a Delivery>,
    with_place: bool,
) -> String {
    let more = match deliveries.len().saturating_sub(MOST_LISTED) {
        0 => String::new(),
        more => format!(", and {more} more in `{NAME}`"),
    };
    let options = |one: &Delivery| {
        let subject = one.over.as_ref().map(|id| format!(" --subject {id}"));
        let vendor = one.vendor.as_ref().map(|id| format!(" --vendor {id}"));
        let place = with_place.then(|| format!(" --where \"{}\"", one.place));
        let optional: String = [subject, vendor, place].into_iter().flatten().collect();
        format!("`--edition {} --lang {}{optional}`", one.edition, one.lang)
    };
    let listed: Vec<String> = deliveries.take(MOST_LISTED).map(options).collect();
    format!("add the options of one of them: {}{more}", listed.join(", "))
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
    handout: &Handout,
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
    let vendor = handout.vendor.as_ref().map(|id| format!(" --vendor {id}")).unwrap_or_default();
    let hint = format!("run `peerpress build {piece} --edition {}{vendor}`", chosen.job.edition);
    Err(Error::new(context.out.join(&output), message).hint(hint))
}
