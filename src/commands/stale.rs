//! `stale`: report which copies that were handed out are out of date.

use std::collections::{BTreeMap, BTreeSet};

use jiff::civil::Date;
use serde::Serialize;

use super::build::collect;
use super::changes::{SentenceRecord, print_sentences};
use super::context::Context;
use super::released::DeliveryRecord;
use super::{CLEAN, FAULTY, notices, say, warn};
use crate::changes::sentences::{self, Changed};
use crate::cli::{Choice, Common, Format};
use crate::content::trainings::SessionStatus;
use crate::content::{self, edition::Edition, unread};
use crate::diagnostic::Report;
use crate::error::Error;
use crate::output::count;
use crate::output::history::{History, Version};
use crate::output::json::print_record;
use crate::pipeline::{CollectedJob, JobState, Outcome};
use crate::released::{self, Delivery, Released};

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
    /// Whether the session was cancelled, and the piece leaves out such sessions.
    cancelled: bool,
    sentences: Vec<SentenceRecord<'a>>,
    /// Addresses in links and QR codes that the piece no longer contains.
    dead_ends: &'a [String],
}

/// Why the copies of a delivery are out of date.
#[derive(Default)]
pub(super) struct Staleness {
    since: Option<Date>,
    /// Whether the piece is no longer in the data.
    pub(super) is_gone: bool,
    /// Whether the piece cannot be built now, so that its copies cannot be compared.
    is_unknown: bool,
    /// Whether the session was cancelled, and the piece leaves out such sessions.
    pub(super) is_cancelled: bool,
    pub(super) sentences: Vec<Changed>,
    /// Addresses in links and QR codes that the piece no longer contains.
    pub(super) dead_ends: Vec<String>,
}

/// Prints which copies are out of date, and writes to the people who ordered them.
pub(super) fn run(common: &Common, notify: bool) -> Result<u8, Error> {
    let context = Context::open(common, None)?;
    let all = Released::read(&context.project)?;
    report_copies(&context)?;
    let deliveries: Vec<&Delivery> = all.latest().collect();
    if deliveries.is_empty() {
        if !common.quiet {
            warn("no copies are recorded; record some with `peerpress released`");
        }
        return Ok(CLEAN);
    }
    let data = StillThere::read(&context, &deliveries);
    let builds = data.collect(&context, &deliveries)?;
    let history = History::of(&context.project);
    let (mut outdated, mut unknown) = (Vec::new(), 0);
    for delivery in &deliveries {
        let outcome = &builds[&data.vendor(delivery)];
        let Some(found) = examine(&history, outcome, delivery, &data)? else { continue };
        print_stale(common.format, delivery, &found)?;
        if found.is_unknown {
            unknown += 1;
        } else {
            outdated.push((*delivery, found));
        }
    }
    if notify {
        notices::write(&context, &outdated)?;
    }
    let stale = outdated.len();
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

/// Reports copies of the record, which may have deliveries that it does not have.
fn report_copies(context: &Context) -> Result<(), Error> {
    let mut report = Report::default();
    report.extend(unread::copies(&context.project, released::NAME));
    context.print_report(&report)
}

/// What was handed out and is still in the data. Only this is built.
#[derive(Default)]
struct StillThere {
    pieces: Vec<String>,
    /// The languages, drafts too: the copies were made when they were published.
    languages: Vec<String>,
    drafts: Vec<String>,
    /// The print shops.
    vendors: Vec<String>,
    /// The sessions that were cancelled.
    cancelled: Vec<String>,
}

impl StillThere {
    fn read(context: &Context, deliveries: &[&Delivery]) -> Self {
        let mut still = Self::default();
        let content = content::read_facts(&context.project, &mut Report::default());
        let Some(content) = content else { return still };
        let pieces = content.pieces.pieces.iter().map(|piece| piece.id.to_string());
        still.pieces.extend(pieces.filter(|id| deliveries.iter().any(|it| it.piece == *id)));
        let vendors = content.vendors.vendors.iter();
        still.vendors.extend(vendors.map(|vendor| vendor.id.to_string()));
        let sessions = content.trainings.sessions.iter();
        let cancelled = sessions.filter(|session| session.status == SessionStatus::Cancelled);
        still.cancelled.extend(cancelled.map(|session| session.id.to_string()));
        for language in &content.program.languages {
            if deliveries.iter().any(|it| it.lang == language.tag) {
                still.languages.push(language.tag.clone());
                still.drafts.extend((!language.is_published()).then(|| language.tag.clone()));
            }
        }
        still
    }

    /// The print shop of a delivery; `None` for the first one, if the record or the data does not
    /// name it.
    fn vendor<'a>(&self, delivery: &'a Delivery) -> Option<&'a str> {
        let known = |id: &&str| self.vendors.iter().any(|vendor| vendor == id);
        delivery.vendor.as_deref().filter(known)
    }

    /// Builds what was handed out as it is now, for each print shop.
    fn collect<'a>(
        &self,
        context: &Context,
        deliveries: &[&'a Delivery],
    ) -> Result<BTreeMap<Option<&'a str>, Outcome>, Error> {
        let mut editions: BTreeMap<Option<&str>, BTreeSet<Edition>> = BTreeMap::new();
        for delivery in deliveries {
            editions.entry(self.vendor(delivery)).or_default().insert(delivery.edition);
        }
        let build = |(vendor, editions): (Option<&'a str>, BTreeSet<Edition>)| {
            let (pieces, languages) = (self.pieces.clone(), self.languages.clone());
            let mut choice = Choice::of(pieces, editions.into_iter().collect(), languages);
            choice.vendor = vendor.map(str::to_owned);
            Ok((vendor, collect(context, &choice)?))
        };
        editions.into_iter().map(build).collect()
    }
}

/// Compares a delivery with the piece as it is now; `None` if it is up to date.
fn examine(
    history: &History,
    outcome: &Outcome,
    delivery: &Delivery,
    data: &StillThere,
) -> Result<Option<Staleness>, Error> {
    let Some(now) = outcome.collected.iter().find(|one| delivery.is_of(one)) else {
        let output = delivery.files.keys().next();
        let is_failed = outcome.rows.iter().any(|row| {
            row.state == JobState::Failed
                && delivery.piece == row.piece
                && (row.output.is_none() || row.output.as_ref() == output)
        });
        // A draft that is not complete is not built.
        let is_unknown = is_failed || data.drafts.contains(&delivery.lang);
        let is_cancelled =
            !is_unknown && delivery.over.as_ref().is_some_and(|id| data.cancelled.contains(id));
        let is_gone = !is_unknown && !is_cancelled;
        let staleness = Staleness { is_unknown, is_gone, is_cancelled, ..Staleness::default() };
        return Ok(Some(staleness));
    };
    let pages = delivery.pages_in_order(now);
    let sentences = sentences::differences(&pages, &released::sentences(now)?);
    let current = released::links(now);
    let dead_ends: Vec<String> =
        delivery.leads_to.iter().filter(|url| !current.contains(url)).cloned().collect();
    if sentences.is_empty() && dead_ends.is_empty() {
        return Ok(None);
    }
    let since = since(history, delivery, &pages, now);
    Ok(Some(Staleness { since, sentences, dead_ends, ..Staleness::default() }))
}

/// Returns the date of the first build that reads differently from the version that was handed out,
/// which has these sentences on its pages.
fn since(
    history: &History,
    delivery: &Delivery,
    pages: &[Vec<String>],
    now: &CollectedJob,
) -> Option<Date> {
    let output = now.job.output();
    let versions = history.versions(&output);
    let after =
        versions.iter().rposition(|version| version.files == delivery.files).map_or(0, |at| at + 1);
    let reads_differently = |version: &&Version| {
        let Some(files) = history.files(&output, version) else { return false };
        let files = now.job.in_page_order(files);
        sentences::read_sentences(&files).is_ok_and(|read| read != pages)
    };
    let mut later = versions[after..].iter().filter(|version| version.made >= delivery.on);
    later.find(reads_differently).map(|version| version.made)
}

fn print_stale(format: Format, delivery: &Delivery, found: &Staleness) -> Result<(), Error> {
    if format == Format::Json {
        let record = StaleRecord {
            delivery: DeliveryRecord::from(delivery),
            language: &delivery.lang,
            stale_since: found.since,
            gone: found.is_gone,
            unknown: found.is_unknown,
            cancelled: found.is_cancelled,
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
        None if found.is_cancelled => "the session is cancelled".to_owned(),
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
