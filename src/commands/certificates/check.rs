//! `certificates check`: reports whether the ledger is undamaged and consistent.

use std::io::{self, Write};

use super::super::context::Context;
use super::super::{CLEAN, FAULTY, ignore_closed_pipe, warn};
use crate::certificates::guard;
use crate::certificates::ledger::{Integrity, Ledger, NAME};
use crate::error::Error;
use crate::output::count;
use crate::output::json::print_record;

pub(super) fn check(context: &Context, ledger: &Ledger) -> Result<u8, Error> {
    let mut found = ledger.check()?;
    let doubts = guard::doubts(&context.project, &context.out);
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
    Ok(if found.sound { CLEAN } else { FAULTY })
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
