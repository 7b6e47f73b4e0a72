//! `stale --notify`: email drafts to the people who ordered copies that are out of date.

use std::collections::BTreeMap;
use std::fs;
use std::path::Path;

use serde::Serialize;

use super::context::Context;
use super::stale::Staleness;
use super::warn;
use crate::certificates::mail::parse_address;
use crate::content::{self, Content};
use crate::diagnostic::Report;
use crate::error::Error;
use crate::orders::{Notice, OutdatedCopies, SentOrders};
use crate::output::count;
use crate::output::json::print_record;
use crate::output::sweep::sweep;
use crate::output::write::write_private;
use crate::released::Delivery;

/// The folder of the drafts in the output folder.
const FOLDER: &str = "notices";

/// `"type": "notice"`: whether somebody with outdated copies gets an email.
#[derive(Serialize)]
struct NoticeRecord<'a> {
    /// The ID of the order; `None` for copies that were not ordered.
    order: Option<&'a str>,
    /// The place of the copies, as in `released.json`.
    #[serde(rename = "where")]
    place: &'a str,
    /// The draft.
    file: Option<&'a str>,
    /// Why there is no draft.
    reason: Option<&'a str>,
}

/// Writes a draft for each order with outdated copies, and reports who gets none.
pub(super) fn write(context: &Context, outdated: &[(&Delivery, Staleness)]) -> Result<(), Error> {
    if outdated.is_empty() {
        return remove_others(&context.out.join(FOLDER), &[]);
    }
    let mut report = Report::default();
    let Some(content) = content::read_facts(&context.project, &mut report) else {
        context.print_report(&report)?;
        return Err(Error::usage("the project's data cannot be read").hint("fix the errors above"));
    };
    let writer = Writer::new(context, &content)?;
    let mut by_order: BTreeMap<&str, Vec<&(&Delivery, Staleness)>> = BTreeMap::new();
    for one in outdated {
        match one.0.order.as_deref() {
            Some(order) => by_order.entry(order).or_default().push(one),
            None => writer.skip(None, &one.0.place, "the copies were not ordered")?,
        }
    }
    let mut written = Vec::new();
    for (id, copies) in by_order {
        let place = &copies[0].0.place;
        match writer.draft(id, &copies)? {
            Ok(file) => {
                writer.print(Some(id), place, &file)?;
                written.push(format!("{id}.eml"));
            }
            Err(reason) => writer.skip(Some(id), place, &reason)?,
        }
    }
    remove_others(&context.out.join(FOLDER), &written)?;
    if !written.is_empty() {
        let drafts = count(written.len(), "draft", "drafts");
        context.note(&format!("{drafts} to look at and send with your email program"));
    }
    Ok(())
}

struct Writer<'a> {
    context: &'a Context,
    content: &'a Content,
    sent: SentOrders,
    reply_to: lettre::Address,
}

impl<'a> Writer<'a> {
    fn new(context: &'a Context, content: &'a Content) -> Result<Self, Error> {
        let address = content.program.order_address();
        let reply_to = address.as_deref().and_then(parse_address).ok_or_else(|| {
            Error::usage("the program has no email address")
                .hint("add `email` to `contact` in `data/program.json`")
        })?;
        let first = content.languages().next().unwrap_or_default();
        if Notice::new(content, first).is_none() {
            return Err(Error::usage("`data/wording.json` has no `notice`")
                .hint("run `peerpress migrate`, which adds it, or copy it from a new project"));
        }
        let sent = SentOrders::read(&context.project)?;
        Ok(Self { context, content, sent, reply_to })
    }

    /// Writes the draft of an order. Returns its file, or why there is none.
    fn draft(
        &self,
        id: &str,
        copies: &[&(&Delivery, Staleness)],
    ) -> Result<Result<String, String>, Error> {
        let Some(order) = self.sent.order(id) else {
            return Ok(Err("`orders.json` does not have the order".to_owned()));
        };
        let Some(email) = &order.email else {
            return Ok(Err("the order has no email address".to_owned()));
        };
        let Some(to) = parse_address(&email.0) else {
            return Ok(Err(format!("`{}` is not an address for email", email.0)));
        };
        let first = self.content.languages().next().unwrap_or_default();
        let notice = Notice::new(self.content, &order.language.0)
            .or_else(|| Notice::new(self.content, first));
        let Some(notice) = notice else { return Ok(Err("the notice is not complete".to_owned())) };
        let copies: Vec<OutdatedCopies<'_>> = copies
            .iter()
            .map(|(delivery, found)| OutdatedCopies {
                delivery,
                is_gone: found.is_gone,
                is_cancelled: found.is_cancelled,
                sentences: &found.sentences,
                dead_ends: &found.dead_ends,
            })
            .collect();
        let bytes = notice.draft(&order, &copies, &to, &self.reply_to)?;
        let path = self.context.out.join(FOLDER).join(format!("{id}.eml"));
        write_private(&path, &bytes)?;
        Ok(Ok(self.context.shown_path(&path)))
    }

    fn print(&self, order: Option<&str>, place: &str, file: &str) -> Result<(), Error> {
        if self.context.is_json() {
            let record = NoticeRecord { order, place, file: Some(file), reason: None };
            return print_record("notice", &record);
        }
        self.context.say(file)
    }

    fn skip(&self, order: Option<&str>, place: &str, reason: &str) -> Result<(), Error> {
        if self.context.is_json() {
            let record = NoticeRecord { order, place, file: None, reason: Some(reason) };
            return print_record("notice", &record);
        }
        warn(&format!("no email to {place}: {reason}; tell them in another way"));
        Ok(())
    }
}

/// Removes the drafts of an earlier run: nobody sends what was written for an earlier state.
fn remove_others(folder: &Path, written: &[String]) -> Result<(), Error> {
    sweep(folder);
    for entry in fs::read_dir(folder).into_iter().flatten().flatten() {
        let name = entry.file_name().to_string_lossy().into_owned();
        if name.ends_with(".eml") && !written.contains(&name) {
            fs::remove_file(entry.path())
                .map_err(|error| Error::new(entry.path(), format!("cannot be removed: {error}")))?;
        }
    }
    Ok(())
}
