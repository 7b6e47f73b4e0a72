//! `build` and `check`: the same pipeline, with or without writing files.

use std::io;
use std::time::{Duration, Instant};

use super::context::Context;
use super::pending::find_unfinished;
use super::released::find_removed_links;
use super::{CLEAN, FAULTY, STOPPED, ledger_guard, warn};
use crate::cli::{Choice, Common};
use crate::content::brand;
use crate::error::Error;
use crate::migrate;
use crate::output::count;
use crate::output::json::ignore_closed_pipe;
use crate::pipeline::{self, BuildRequest, JobState, Outcome};
use crate::plan::{Office, PartnerChoice, Selection};
use crate::table;

/// How `build` and `check` differ.
pub(super) struct Mode {
    pub(super) force: bool,
    pub(super) png: Option<u32>,
    pub(super) write: bool,
    pub(super) prune: bool,
    pub(super) draft: bool,
}

/// Runs the pipeline and prints the result of each job.
pub(super) fn run(common: &Common, choice: &Choice, mode: &Mode) -> Result<u8, Error> {
    let start = Instant::now();
    let context = Context::open(common, choice.jobs)?;
    let request = BuildRequest {
        force: mode.force,
        png: mode.png,
        write: mode.write,
        prune: mode.prune,
        draft: mode.draft,
        ..request(&context, choice)
    };
    let _lock = mode.write.then(|| context.lock(request.timeout)).transpose()?;
    let mut outcome = build(&context, &request)?;
    if !mode.write {
        outcome.report.extend(ledger_guard::findings(&context.project, &context.out));
        outcome.report.extend(find_unfinished(&context));
        outcome.report.extend(find_removed_links(&context)?);
    }
    if migrate::is_due(&context.project) {
        let note = "this project has templates of an earlier version; `peerpress migrate` shows \
                    what it would change";
        outcome.notes.push(note.to_owned());
    }
    outcome.notes.extend(brand::missing_note(&context.project));
    print_outcome(&context, &outcome, mode.write)?;
    if context.is_human() {
        warn(&summary(&outcome, mode.write, start.elapsed()));
    }
    for error in &outcome.io_errors {
        warn(&format!("error: {error}"));
    }
    Ok(if !outcome.io_errors.is_empty() {
        STOPPED
    } else if outcome.has_failures() || outcome.report.has_errors() {
        FAULTY
    } else {
        CLEAN
    })
}

/// Runs the pipeline with a progress bar.
fn build(context: &Context, request: &BuildRequest) -> Result<Outcome, Error> {
    let mut progress = context.progress();
    let show = |done, total| progress.show(done, total);
    let outcome = pipeline::build(&context.project, &context.out, request, show)?;
    progress.finish();
    Ok(outcome)
}

/// The request for a choice, with nothing written.
pub(super) fn request(context: &Context, choice: &Choice) -> BuildRequest {
    BuildRequest {
        selection: Selection {
            pieces: choice.pieces.clone(),
            editions: choice.edition.clone(),
            languages: choice.lang.clone(),
            published_only: false,
            subject: None,
            partners: match choice.partner.is_empty() {
                true => PartnerChoice::All,
                false => PartnerChoice::Named(choice.partner.clone()),
            },
            vendor: choice.vendor.clone(),
            office: Office {
                sheet: choice.sheet,
                flip: choice.flip,
                shift_back: choice.shift_back,
            },
            as_of: choice.as_of.map(|as_of| context.date(as_of)),
        },
        force: false,
        png: None,
        write: false,
        collect: false,
        draft: false,
        for_pack: None,
        prune: false,
        jobs: context.jobs,
        timeout: Duration::from_secs(choice.timeout.into()),
        today: Some(context.today),
    }
}

/// Makes the files of a choice from the current facts, or takes them from the output folder when
/// they are up to date. Prints the findings of jobs that fail.
pub(super) fn collect(context: &Context, choice: &Choice) -> Result<Outcome, Error> {
    let request = BuildRequest { collect: true, ..request(context, choice) };
    let mut outcome = build(context, &request)?;
    if outcome.has_failures() {
        context.print_report(&outcome.report)?;
    }
    outcome.io_errors.drain(..).try_for_each(Err)?;
    Ok(outcome)
}

/// Prints findings, reasons, remarks, and the table of jobs.
pub(super) fn print_outcome(
    context: &Context,
    outcome: &Outcome,
    wrote: bool,
) -> Result<(), Error> {
    context.print_report(&outcome.report)?;
    if context.common.quiet {
        return Ok(());
    }
    if wrote && context.common.verbose {
        outcome.reasons.iter().for_each(|reason| warn(&format!("rebuild {reason}")));
    }
    outcome.notes.iter().for_each(|note| context.note(note));
    let out = &mut io::stdout().lock();
    table::print(out, &outcome.rows, &context.shown_out(), context.common.format)
        .or_else(ignore_closed_pipe)
}

/// One line that sums up a run: `3 built, 43 up to date, 1 warning in 0.8 s`.
pub(super) fn summary(outcome: &Outcome, wrote: bool, took: Duration) -> String {
    let rows = |state| outcome.rows.iter().filter(|row| row.state == state).count();
    let mut parts = Vec::new();
    let usual: &[_] =
        if wrote { &[JobState::Made, JobState::Unchanged] } else { &[JobState::Checked] };
    for state in [
        JobState::Made,
        JobState::Unchanged,
        JobState::Checked,
        JobState::Failed,
        JobState::Outdated,
    ] {
        if usual.contains(&state) || rows(state) > 0 {
            parts.push(format!("{} {}", rows(state), state.label()));
        }
    }
    let (errors, warnings) = outcome.report.counts();
    if errors > 0 {
        parts.push(count(errors, "error", "errors"));
    }
    if warnings > 0 {
        parts.push(count(warnings, "warning", "warnings"));
    }
    format!("{} in {:.1} s", parts.join(", "), took.as_secs_f64())
}
