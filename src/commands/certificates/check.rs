//! `certificates check`: reports whether the ledger is undamaged and consistent.

use std::io::{self, Write};

use super::super::context::Context;
use super::super::pending::describe_list;
use super::super::{CLEAN, FAULTY, ignore_closed_pipe, warn};
use super::rests::note_what_rests_on_revoked;
use crate::certificates::guard;
use crate::certificates::issue::place_of_session;
use crate::certificates::ledger::{Integrity, Ledger, NAME};
use crate::certificates::proof::keys::PublicKeys;
use crate::certificates::revoked_keys;
use crate::content;
use crate::content::credentials::credential_of_session;
use crate::diagnostic::Report;
use crate::error::Error;
use crate::output::count;
use crate::output::json::print_record;

pub(super) fn check(context: &Context, ledger: &Ledger) -> Result<u8, Error> {
    let mut found = ledger.check()?;
    let (project, out) = (&context.project, &context.out);
    let mut doubts = guard::doubts(project, out)?;
    if doubts.is_empty() && found.sound {
        doubts.extend(guard::doubts_from_tables(ledger, project, out)?);
    }
    found.problems.extend(doubts.iter().map(|doubt| doubt.message.clone()));
    let is_damaged = !found.sound;
    if doubts.is_empty() {
        found.problems.extend(describe_list(context, ledger)?);
    }
    found.sound = found.problems.is_empty();
    if context.is_json() {
        print_record("ledger", &found)?;
    } else {
        print_problems(&found).or_else(ignore_closed_pipe)?;
    }
    if context.is_human() {
        if let Some(doubt) = doubts.first() {
            warn(&format!("hint: {}", doubt.hint));
        } else if is_damaged {
            warn(
                "hint: restore the ledger from a backup. Keep the damaged file: only it lists the \
                 certificates issued since the backup",
            );
        }
    }
    if !context.common.quiet {
        for session in sessions_not_in_data(context, ledger)? {
            let (what, file) = match credential_of_session(&session) {
                Some(id) => (format!("credential `{id}`"), "data/certification.json"),
                None => (format!("session `{session}`"), "data/trainings.json"),
            };
            warn(&format!(
                "note: the {what} has certificates, but is no longer in `{file}`; nothing is wrong \
                 unless it was renamed"
            ));
        }
        if found.sound {
            note_what_rests_on_revoked(context, ledger, None)?;
        }
        let untrusted = if found.sound { count_to_reissue(context, ledger)? } else { 0 };
        if untrusted > 0 {
            let certificates = count(untrusted, "certificate was", "certificates were");
            warn(&format!(
                "note: {certificates} signed with a key that is no longer trusted; run `peerpress \
                 certificates reissue --all`, and send the new files"
            ));
        }
    }
    Ok(if found.sound { CLEAN } else { FAULTY })
}

/// Counts the valid certificates that no trusted key signed. A `keys revoke` that was killed may
/// not have named them.
fn count_to_reissue(context: &Context, ledger: &Ledger) -> Result<usize, Error> {
    let keys = PublicKeys::of_project(&context.project)?;
    if keys.keys.is_empty() {
        return Ok(0);
    }
    Ok(revoked_keys::to_reissue(ledger, &keys)?.len())
}

/// Returns the sessions of valid certificates that are not in the data.
fn sessions_not_in_data(context: &Context, ledger: &Ledger) -> Result<Vec<String>, Error> {
    let Some(content) = content::read_facts(&context.project, &mut Report::default()) else {
        return Ok(Vec::new());
    };
    let mut gone = ledger.sessions()?;
    gone.retain(|id| place_of_session(&content, id).is_err());
    // The certificates of a credential have a name for each issue date.
    gone.dedup_by_key(|id| credential_of_session(id).unwrap_or(id).to_owned());
    Ok(gone)
}

fn print_problems(found: &Integrity) -> io::Result<()> {
    let mut out = io::stdout().lock();
    for problem in &found.problems {
        writeln!(out, "error: {problem}")?;
    }
    let certificates = count(found.certificates as usize, "certificate", "certificates");
    let events = count(found.events as usize, "event", "events");
    let problems = count(found.problems.len(), "problem", "problems");
    writeln!(out, "{NAME}: {certificates}, {events}, {problems}")
}
