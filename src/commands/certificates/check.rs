//! `certificates check`: reports whether the ledger is undamaged and consistent.

use std::io::{self, Write};

use super::super::context::Context;
use super::super::{CLEAN, FAULTY, ignore_closed_pipe, warn};
use crate::certificates::guard;
use crate::certificates::ledger::{Integrity, Ledger, NAME};
use crate::content;
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
    found.sound &= doubts.is_empty();
    if context.is_json() {
        print_record("ledger", &found)?;
    } else {
        print_problems(&found).or_else(ignore_closed_pipe)?;
    }
    if context.is_human() {
        if let Some(doubt) = doubts.first() {
            warn(&format!("hint: {}", doubt.hint));
        } else if !found.sound {
            warn(
                "hint: restore the ledger from a backup. Keep the damaged file: only it lists the \
                 certificates issued since the backup",
            );
        }
    }
    if !context.common.quiet {
        for session in sessions_not_in_data(context, ledger)? {
            warn(&format!(
                "note: the session `{session}` has certificates, but is no longer in \
                 `data/trainings.json`; nothing is wrong unless it was renamed"
            ));
        }
    }
    Ok(if found.sound { CLEAN } else { FAULTY })
}

/// Returns the sessions of valid certificates that the data do not have.
fn sessions_not_in_data(context: &Context, ledger: &Ledger) -> Result<Vec<String>, Error> {
    let Some(content) = content::read_facts(&context.project, &mut Report::default()) else {
        return Ok(Vec::new());
    };
    let sessions = &content.trainings.sessions;
    let is_gone = |id: &String| !sessions.iter().any(|session| session.id.as_str() == id);
    Ok(ledger.sessions()?.into_iter().filter(is_gone).collect())
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
