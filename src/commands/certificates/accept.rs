//! `certificates accept-ledger`: going on from an older ledger, or from none, after later ones were
//! lost for good. What is lost is said first, and only the code after it accepts that.

use serde::Serialize;

use super::super::context::Context;
use super::super::pending::{self, Origin};
use super::super::{CLEAN, now, warn};
use crate::certificates::ledger::{Attribution, Head, Ledger, NAME};
use crate::certificates::proof::status::STATUS_FILE;
use crate::certificates::recovery::{Conflict, Found, Loss, Search, examine};
use crate::cli::Record;
use crate::error::Error;
use crate::output::count;
use crate::output::json::print_record;
use crate::workers::journal;

/// The maximum number of certificates or numbers to list.
const MOST_LISTED: usize = 40;

/// `"type": "lost-ledger"`: what is lost, and the code that accepts it.
#[derive(Serialize)]
struct LossRecord<'a> {
    #[serde(flatten)]
    loss: &'a Loss,
    confirm: String,
}

/// `"type": "accepted-ledger"`: the ledger was accepted.
#[derive(Serialize)]
struct AcceptedRecord {
    events: u32,
    certificates: u32,
    recovered: usize,
    revoked: usize,
}

/// What the user says about the loss.
pub(super) struct AcceptOrder<'a> {
    /// The code of what is accepted.
    pub(super) confirm: Option<&'a str>,
    /// Numbers that were given.
    pub(super) given: &'a [String],
    /// Whether the last status list is lost as well.
    pub(super) is_list_lost: bool,
}

pub(super) fn accept(
    context: &Context,
    order: &AcceptOrder<'_>,
    record: &Record,
) -> Result<u8, Error> {
    let Context { project, out, today, jobs, .. } = context;
    let AcceptOrder { given, is_list_lost, .. } = *order;
    let search = Search { project, out, given, is_list_lost, today: *today, jobs: *jobs };
    let loss = examine(&search)?;
    let Some(confirm) = order.confirm else { return report(context, &loss, order) };
    if confirm.trim().to_lowercase() != loss.code() {
        let message =
            format!("`{confirm}` is not the code for what is lost now; nothing was changed");
        return Err(Error::usage(message).hint(
            "run `peerpress certificates accept-ledger`, read what is lost, and use the code that \
             it prints",
        ));
    }
    journal::commit();
    let mut ledger = Ledger::open(&project.path(NAME))?;
    if let Some(list) = &loss.kept_list {
        ledger.add_material(list);
    }
    let attribution =
        Attribution { at: now()?, by: record.by.clone(), reason: record.reason.clone() };
    let because = match loss.list {
        Some(list) => format!("revoked before the ledger was lost: status list number {list}"),
        None => "revoked before the ledger was lost".to_owned(),
    };
    ledger.accept(&loss.acceptance, &attribution, &because)?;
    pending::complete(context, &mut ledger, Origin::ThisCommand)?;
    let (Head { count: events, .. }, certificates) = (ledger.head()?, ledger.count()?);
    let (recovered, revoked) = (loss.recovered.len(), loss.revoked.len());
    if context.is_json() {
        let accepted = AcceptedRecord { events, certificates, recovered, revoked };
        print_record("accepted-ledger", &accepted)?;
        return Ok(CLEAN);
    }
    context.say(&format!(
        "{NAME}: accepted, with {} and {}; {} read back from files",
        count(events as usize, "event", "events"),
        count(certificates as usize, "certificate", "certificates"),
        count(recovered, "certificate", "certificates"),
    ))?;
    context.note(
        "run the rosters of the lost certificates again, and make a new backup. If a later ledger \
         turns up, keep it in another folder",
    );
    Ok(CLEAN)
}

/// Says what is lost, and how to accept it.
fn report(context: &Context, loss: &Loss, order: &AcceptOrder<'_>) -> Result<u8, Error> {
    if context.is_json() {
        print_record("lost-ledger", &LossRecord { loss, confirm: loss.code() })?;
        return Ok(CLEAN);
    }
    for line in lines(loss) {
        context.say(&line)?;
    }
    if let (Some(list), Some(day)) = (loss.list, loss.list_day) {
        context.say(&format!(
            "The status list here is number {list}, of {day}. If your website has a later one, \
             copy it to `{STATUS_FILE}` first, and run the command again."
        ))?;
    }
    for Conflict { number, ledger, table } in &loss.conflicts {
        warn(&format!(
            "warning: {number} is the certificate of `{ledger}` in the ledger, and of `{table}` in \
             the output folder; revoke it, and issue new ones to both"
        ));
    }
    if loss.list.is_none() {
        warn(
            "warning: `verify/status.json` is missing, so revocations may be lost; if you \
             published one, copy it here from your website, and run the command again",
        );
    }
    let list_lost = if order.is_list_lost { " --list-lost" } else { "" };
    let given: String = order.given.iter().map(|number| format!(" --given \"{number}\"")).collect();
    let code = loss.code();
    context.say(&format!(
        "Nothing was changed. If no later copy of the ledger is left, accept this:\n  \
         peerpress certificates accept-ledger{given}{list_lost} --confirm {code}"
    ))?;
    Ok(CLEAN)
}

fn lines(loss: &Loss) -> Vec<String> {
    let mut lines = Vec::new();
    lines.push(match &loss.ledger {
        None => "There is no ledger. A new one begins.".to_owned(),
        Some(state) => format!(
            "The ledger has {} and {}.",
            count(state.events as usize, "event", "events"),
            count(state.certificates as usize, "certificate", "certificates")
        ),
    });
    for later in &loss.later {
        let events = count(later.events as usize, "event", "events");
        lines.push(format!("Lost: {} with {events}.", later.known_by));
    }
    if !loss.recovered.is_empty() {
        let number = count(loss.recovered.len(), "certificate", "certificates");
        lines.push(format!("{number} can be read back from signed files:"));
        let found = |it: &Found| format!("  {}  {}  ({})", it.number, it.name, it.file);
        list(&mut lines, loss.recovered.iter().map(found));
    }
    if !loss.unknown.is_empty() {
        let number = count(loss.unknown.len(), "number", "numbers");
        lines.push(format!(
            "{number} that were given, but nothing here says to whom (you can revoke them):"
        ));
        list(&mut lines, loss.unknown.iter().map(|number| format!("  {number}")));
    }
    if !loss.revoked.is_empty() {
        let number = count(loss.revoked.len(), "revocation is", "revocations are");
        lines.push(format!("{number} carried forward from the status list:"));
        list(&mut lines, loss.revoked.iter().map(|number| format!("  {number}")));
    }
    if !loss.replaced.is_empty() {
        let number = count(loss.replaced.len(), "revision stays", "revisions stay");
        lines.push(format!("{number} replaced, as the status list or a table says:"));
        list(&mut lines, loss.replaced.iter().map(|number| format!("  {number}")));
    }
    if !loss.lost_corrections.is_empty() {
        let number = count(loss.lost_corrections.len(), "correction is", "corrections are");
        lines.push(format!(
            "{number} lost. Afterward, issue a new revision of each, with what is right now: \
             `peerpress certificates correct NUMBER --name \"…\" --reason \"…\"`:"
        ));
        list(&mut lines, loss.lost_corrections.iter().map(|number| format!("  {number}")));
    }
    if loss.unresolved > 0 {
        let number = count(loss.unresolved, "other entry", "other entries");
        lines.push(format!("{number} of the status list, of unknown numbers, stay on it."));
    }
    for end in &loss.series {
        let year = if end.year == 0 { String::new() } else { format!("-{}", end.year) };
        lines.push(format!("{}{year}: the next number is {}.", end.prefix, end.last + 1));
    }
    lines.push(
        "Lost for good: who received the other lost certificates, and the reasons and earlier \
         revisions of what is read back."
            .to_owned(),
    );
    lines
}

fn list(lines: &mut Vec<String>, items: impl ExactSizeIterator<Item = String>) {
    let more = items.len().saturating_sub(MOST_LISTED);
    lines.extend(items.take(MOST_LISTED));
    if more > 0 {
        lines.push(format!("  … and {more} more"));
    }
}
