//! `certificates accept-ledger`: going on from an older ledger, or from none, after later ones were
//! lost for good. What is lost is said first, and only the code after it accepts that.

use std::collections::BTreeSet;

use serde::Serialize;

use super::super::context::Context;
use super::super::pending::{self, Origin};
use super::super::{CLEAN, certify, now, warn};
use super::change::signing_key;
use super::loss_lines;
use crate::certificates::files::keep::{keep, lacking};
use crate::certificates::issue::CertificateContext;
use crate::certificates::ledger::{Attribution, Certificate, Head, Ledger, NAME, Work};
use crate::certificates::proof::keys;
use crate::certificates::proof::status::STATUS_FILE;
use crate::certificates::recovery::{Conflict, Loss, Search, examine};
use crate::cli::ChangeReason;
use crate::diagnostic::Report;
use crate::error::Error;
use crate::output::count;
use crate::output::json::print_record;
use crate::workers::journal;

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
    record: &ChangeReason,
) -> Result<u8, Error> {
    let Context { project, out, today, jobs, .. } = context;
    let AcceptOrder { given, is_list_lost, .. } = *order;
    let keys_folder = &keys::folder(project, None, out)?;
    let (today, jobs) = (*today, *jobs);
    let search = Search { project, out, keys_folder, given, is_list_lost, today, jobs };
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
    let kept = keep_recovered(context, &mut ledger, &loss);
    pending::complete(context, &mut ledger, Origin::ThisCommand)?;
    kept?;
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

/// Records what the certificates that were read back are made of, as long as the data prints what
/// their files state.
fn keep_recovered(context: &Context, ledger: &mut Ledger, loss: &Loss) -> Result<(), Error> {
    let recovered = loss.acceptance.recovered.iter().map(|one| one.certificate.session.as_str());
    let sessions: BTreeSet<&str> = recovered.collect();
    // Data that cannot be read now are no reason to go back: the files are there.
    let Ok(program) = CertificateContext::open(&context.project, context.jobs) else {
        return Ok(());
    };
    let key = signing_key(context).ok().flatten();
    let publisher = pending::publisher(context)?;
    let mut report = Report::default();
    for session in sessions {
        let is_pending = ledger.pending()?.iter().any(|it| it.work == Work::Files(session.into()));
        let mut certificates = ledger.of_session(session)?;
        certificates.retain(Certificate::is_current);
        let unknown = lacking(ledger, &certificates)?;
        let making = certify::screen_files(context, session)?;
        keep(&program, &making, ledger, &unknown, key.as_ref(), &mut report)?;
        if !is_pending {
            publisher.record_files(ledger, session)?;
        }
    }
    report.sort();
    context.print_report(&report)
}

/// Says what is lost, and how to accept it.
fn report(context: &Context, loss: &Loss, order: &AcceptOrder<'_>) -> Result<u8, Error> {
    if context.is_json() {
        print_record("lost-ledger", &LossRecord { loss, confirm: loss.code() })?;
        return Ok(CLEAN);
    }
    for line in loss_lines::describe(loss) {
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
            "warning: {number} belongs to `{ledger}` in the ledger but to `{table}` in the output \
             folder; revoke it, and issue new ones to both"
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
