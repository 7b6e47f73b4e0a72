//! Completing what acts on certificates leave pending: the signed status list, and the files of
//! sessions.

use super::context::Context;
use super::{now, print_report, warn};
use crate::certificates::guard;
use crate::certificates::ledger::{self, Ledger, NAME, Work};
use crate::certificates::proof::keys::{self, PUBLIC_FILE};
use crate::certificates::proof::status::STATUS_FILE;
use crate::certificates::publish::{Completed, Publisher, Unfinished};
use crate::certificates::published::list_state;
use crate::cli::{Common, Format};
use crate::diagnostic::{Code, Finding, Place, Report};
use crate::error::Error;

/// The maximum number of files to list that could not be written.
const MOST_LISTED: usize = 10;

/// When the pending work came to be.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Origin {
    /// This command changed the ledger.
    ThisCommand,
    /// An earlier command did, and was killed or could not complete it.
    Earlier,
}

/// Returns what makes the files and the list of the project.
pub(super) fn publisher(context: &Context) -> Result<Publisher, Error> {
    Ok(Publisher {
        project: context.project.clone(),
        out: context.out.clone(),
        keys: keys::folder(&context.project, None, &context.out)?,
        jobs: context.jobs,
        at: now()?,
    })
}

/// Completes what is pending. The caller holds the lock of the project.
///
/// # Errors
/// If something is still pending. Everything else is completed.
pub(super) fn complete(
    context: &Context,
    ledger: &mut Ledger,
    origin: Origin,
) -> Result<(), Error> {
    // A list that is signed from an older ledger would lose entries. A command that changes the
    // ledger has checked it before, and has the lock.
    if origin == Origin::Earlier {
        guard::require_latest(&context.project, &context.out)?;
    }
    let completed = publisher(context)?.complete(ledger)?;
    if let (Some(fault), Some(number)) = (&completed.fault, completed.signed) {
        warn(&format!(
            "note: {fault}; the list was signed again from the ledger, as number {number}"
        ));
    }
    print_findings(context, &completed.report, origin)?;
    for name in &completed.removed {
        warn(&format!(
            "note: {name} was out of date and was deleted; create it again if you need it"
        ));
    }
    if completed.has_no_keys {
        context.note(
            "the ledger was updated, but no file was created because there is no signing key; run \
             `peerpress keys new`",
        );
    } else if !completed.is_done() {
        return Err(describe(completed, origin));
    }
    Ok(())
}

/// Prints findings. Those of an earlier command are no part of what this one prints as JSON.
fn print_findings(context: &Context, report: &Report, origin: Origin) -> Result<(), Error> {
    if origin == Origin::ThisCommand || !context.is_json() {
        return context.print_report(report);
    }
    let common = Common { format: Format::Short, as_log: false, ..context.common.clone() };
    print_report(&common, report)
}

/// Prints why files could not be written or removed.
pub(super) fn print_unwritten(unwritten: &[Error]) {
    for error in unwritten.iter().take(MOST_LISTED) {
        warn(&format!("error: {error}"));
    }
    if unwritten.len() > MOST_LISTED {
        warn(&format!("… and {} more files", unwritten.len() - MOST_LISTED));
    }
}

/// Prints the reasons for what is still pending, and returns the last one with what to do.
fn describe(completed: Completed, origin: Origin) -> Error {
    let intro = match (&completed.fault, origin) {
        (Some(fault), Origin::ThisCommand) => format!("the ledger was updated, but {fault}, and"),
        (Some(fault), Origin::Earlier) => format!("{fault}, and"),
        (None, Origin::ThisCommand) => "the ledger was updated, but".to_owned(),
        (None, Origin::Earlier) => "an earlier command updated the ledger, but".to_owned(),
    };
    let next = match completed.sessions.first() {
        Some(first) => format!("run `peerpress certify --session {}`", first.session),
        None => "run `peerpress certificates check`".to_owned(),
    };
    if let Some(error) = completed.unsigned {
        let what = if completed.fault.is_some() && completed.sessions.is_empty() {
            "a new list could not be signed"
        } else {
            "the files could not be created, and the status list could not be signed"
        };
        return error.within(&format!("{intro} {what}"), &next);
    }
    let list = completed.list.map(|error| {
        let next =
            if completed.sessions.is_empty() { next.as_str() } else { "follow the next hint" };
        let is_reason = completed.fault.as_deref().is_some_and(|it| error.message().contains(it));
        let what = match (is_reason, origin) {
            (true, Origin::ThisCommand) => {
                "the ledger was updated, but the status list was not signed again".to_owned()
            }
            (true, Origin::Earlier) => "the status list was not signed again".to_owned(),
            (false, _) => format!("{intro} the status list could not be signed"),
        };
        error.within(&what, next)
    });
    let Some(Unfinished { session, .. }) = completed.sessions.last() else {
        return list.unwrap_or_else(|| Error::usage(format!("{intro} not everything is done")));
    };
    let files = Error::usage(format!(
        "{intro} the files of the session `{session}` could not all be created or removed"
    ));
    list.into_iter().for_each(|error| warn(&format!("error: {error}")));
    completed.sessions.iter().for_each(|one| print_unwritten(&one.errors));
    files.hint(format!("fix the errors above; then {next}"))
}

/// Returns a finding if an earlier command left something pending, or if the status list is not
/// the last one that was published. Writes nothing.
pub(super) fn find_unfinished(context: &Context) -> Option<Finding> {
    let path = context.project.path(NAME);
    if ledger::is_unfinished(&path) {
        let message = "an earlier command changed certificates, but the status list or some files \
                       are not up to date";
        return Some(Finding::new(Code::NotPublished, message).at(Place::file(NAME)).hint(
            "run `peerpress certificates check`, which completes them or says what is missing",
        ));
    }
    // Opening a ledger of an earlier version would migrate it.
    if guard::ledger_version(&path) != Some(ledger::VERSION) {
        return None;
    }
    let ledger = Ledger::open_to_read(&path).ok()?;
    let fault = list_fault(context, &ledger).ok()??;
    Some(Finding::new(Code::NotPublished, fault).at(Place::file(STATUS_FILE)).hint(
        "run `peerpress certificates check`, which signs the list again or says what to do first",
    ))
}

/// Says what is wrong with the status list of the project.
fn list_fault(context: &Context, ledger: &Ledger) -> Result<Option<String>, Error> {
    let keys = keys::folder(&context.project, None, &context.out)?;
    Ok(list_state(&context.project, ledger, &keys)?.describe())
}

/// Says what is wrong with the status list, or that it lacks the latest changes. Files that could
/// not be made are reported when they are tried.
pub(super) fn describe_list(context: &Context, ledger: &Ledger) -> Result<Option<String>, Error> {
    if !context.project.path(PUBLIC_FILE).exists() && ledger.last_published()?.is_none() {
        // Nothing can be signed before there is a key.
        return Ok(None);
    }
    if ledger.pending()?.iter().any(|pending| pending.work == Work::StatusList) {
        return Ok(Some("the status list does not have the latest changes".to_owned()));
    }
    list_fault(context, ledger)
}
