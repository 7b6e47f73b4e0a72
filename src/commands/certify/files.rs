//! Creating the files of a session's certificates.

use std::path::Path;
use std::time::Instant;

use serde::Serialize;

use super::super::context::Context;
use super::super::pending::print_unwritten;
use super::super::{CLEAN, FAULTY, STOPPED, now, warn};
use super::press::may_be_printed;
use crate::certificates::files::render::{self, Files, Making};
use crate::certificates::files::tidy;
use crate::certificates::issue::CertificateContext;
use crate::certificates::ledger::lost_revision;
use crate::certificates::proof::keys;
use crate::cli::Certify;
use crate::content::edition::Edition;
use crate::diagnostic::Report;
use crate::error::Error;
use crate::output::count;
use crate::output::json::print_record;

/// The files of a session in JSON.
#[derive(Serialize)]
struct MadeRecord<'a> {
    session: &'a str,
    certificates: usize,
    folder: String,
}

/// Creates the files of a session and prints how many.
pub(super) fn make(
    context: &Context,
    program: &CertificateContext,
    order: &Certify,
    session: &str,
) -> Result<u8, Error> {
    let mut report = Report::default();
    for (file, text) in program.content.sources() {
        report.add_file(file, text);
    }
    let mut editions = order.edition.clone();
    let is_allowed = !editions.contains(&Edition::Press)
        || may_be_printed(program, order, session, &mut report)?;
    // The other editions do not need a review, and show samples as such.
    editions.retain(|edition| is_allowed || *edition != Edition::Press);
    if editions.is_empty() {
        report.sort();
        context.print_report(&report)?;
        return Ok(FAULTY);
    }
    let making = Making {
        editions,
        vendor: order.vendor.clone(),
        share: order.partition,
        files: order.wanted_files(),
        accept_data: order.accept_data,
        ..screen_files(context, session)?
    };
    let start = Instant::now();
    let mut progress = context.progress();
    let show = |done, all| progress.show(done, all);
    let files = render::make(program, &making, &mut report, show)?;
    progress.finish();
    report.sort();
    context.print_report(&report)?;
    let is_only_lost = files.is_empty() && files.unkept == 0;
    for lost in files.lost.iter().skip(usize::from(is_only_lost)) {
        warn(&format!("warning: {}", lost_revision(lost)));
    }
    print_unwritten(&files.made.unwritten);
    if !files.made.is_complete || !is_allowed {
        return Ok(FAULTY);
    }
    if files.is_empty() {
        return match files.lost.first() {
            Some(lost) if files.unkept == 0 => Err(lost_revision(lost)),
            _ => Ok(FAULTY),
        };
    }
    let certificates = files.certificates;
    let code = if files.made.unwritten.is_empty() { CLEAN } else { STOPPED };
    let folder = format!("{}/certificates/{session}", context.shown_out());
    if context.is_json() {
        print_record("made", &MadeRecord { session, certificates, folder })?;
        return Ok(code);
    }
    let number = count(certificates, "certificate", "certificates");
    context.say(&format!("{number} in {folder}"))?;
    if !context.common.quiet {
        let seconds = start.elapsed().as_secs_f64();
        let rate = certificates as f64 / seconds.max(0.001);
        warn(&format!("{seconds:.1} s, {rate:.0} per second"));
    }
    Ok(code)
}

/// Returns the settings that create every file of the screen edition.
pub(in super::super) fn screen_files(context: &Context, session: &str) -> Result<Making, Error> {
    Ok(Making {
        session: session.to_owned(),
        out: context.out.clone(),
        editions: vec![Edition::Screen],
        vendor: None,
        share: None,
        files: Files::Every,
        jobs: context.jobs,
        keys: keys::folder(&context.project, None, &context.out)?,
        at: now()?,
        accept_data: false,
    })
}

/// Removes the files for the press when certificates have changed. They are created only on
/// request, and an outdated one might be printed. Returns why files could not be removed.
pub(super) fn remove_press_files(folder: &Path) -> Vec<Error> {
    let removed = tidy::remove_press_files(folder);
    for name in removed.names {
        warn(&format!(
            "note: {name} was out of date and was deleted; run the command with `--edition press` \
             to create it again"
        ));
    }
    removed.failures
}
