//! `certificates check`: whether the ledger is sound.

use std::io::{self, Write};

use super::super::context::Context;
use super::super::{CLEAN, FAULTY, ignore_closed_pipe, warn};
use super::counted;
use crate::certificates::ledger::{Integrity, Ledger, NAME};
use crate::error::Error;
use crate::output::json::print_record;

pub(super) fn check(context: &Context, ledger: &Ledger) -> Result<u8, Error> {
    let found = ledger.check()?;
    if context.is_json() {
        print_record("ledger", &found)?;
    } else {
        print_problems(&found).or_else(ignore_closed_pipe)?;
    }
    if !found.sound && context.is_human() {
        warn(
            "hint: restore the ledger from a backup, and keep the damaged file: numbers given \
             since the backup are in it and on paper",
        );
    }
    Ok(if found.sound { CLEAN } else { FAULTY })
}

fn print_problems(found: &Integrity) -> io::Result<()> {
    let mut out = io::stdout().lock();
    for problem in &found.problems {
        writeln!(out, "error: {problem}")?;
    }
    let verdict = counted(found.problems.len(), "problem");
    let Integrity { certificates, events, .. } = found;
    writeln!(out, "{NAME}: {certificates} certificates, {events} events, {verdict}")
}
