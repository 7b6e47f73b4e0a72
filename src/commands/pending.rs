//! Completing what acts on certificates leave pending: the signed status list, and the files of
//! sessions.

use super::context::Context;
use super::{now, print_report, warn};
use crate::certificates::guard;
use crate::certificates::ledger::{self, Ledger, NAME};
use crate::certificates::proof::keys;
use crate::certificates::publish::{Completed, Publisher, Unfinished};
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
    let common = Common { format: Format::Short, ..context.common.clone() };
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
    let intro = match origin {
        Origin::ThisCommand => "the ledger was updated, but",
        Origin::Earlier => "an earlier command updated the ledger, but",
    };
    let next = match completed.sessions.first() {
        Some(first) => format!("run `peerpress certify --session {}`", first.session),
        None => "run `peerpress certificates check`".to_owned(),
    };
    if let Some(error) = completed.unsigned {
        let what = "the files could not be created, and the status list could not be signed";
        return error.within(&format!("{intro} {what}"), &next);
    }
    let list = completed.list.map(|error| {
        let next =
            if completed.sessions.is_empty() { next.as_str() } else { "follow the next hint" };
        error.within(&format!("{intro} the status list could not be signed"), next)
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

/// Returns a finding if an earlier command left something pending. Writes nothing.
pub(super) fn find_unfinished(context: &Context) -> Option<Finding> {
    let is_unfinished = ledger::is_unfinished(&context.project.path(NAME));
    is_unfinished.then(|| {
        let message = "an earlier command changed certificates, but the status list or some files \
                       are not up to date";
        Finding::new(Code::NotPublished, message).at(Place::file(NAME)).hint(
            "run `peerpress certificates check`, which completes them or says what is missing",
        )
    })
}
