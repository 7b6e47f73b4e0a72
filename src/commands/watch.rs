//! `watch`: rebuilds on save, with a preview in the browser.

use std::time::Duration;

use serde::Serialize;

use super::build::{print_outcome, request, summary};
use super::context::Context;
use super::{CLEAN, say, warn};
use crate::cli::{Choice, Common};
use crate::error::Error;
use crate::output::json::print_record;
use crate::pipeline::{JobState, Outcome};
use crate::watch;

/// `"type": "preview"`: where the preview is.
#[derive(Serialize)]
struct PreviewRecord<'a> {
    /// The address to open in a browser.
    url: &'a str,
}

/// Watches the project until the user ends the program.
pub(super) fn run(common: &Common, choice: &Choice, port: Option<u16>) -> Result<u8, Error> {
    let context = Context::open(common, choice.jobs)?;
    let request = request(&context, choice);
    let announce = |url: &str| {
        // Print errors are ignored: the preview still works if standard output is closed.
        let _ = if context.is_json() {
            print_record("preview", &PreviewRecord { url })
        } else {
            say(url)
        };
        if context.is_human() {
            warn(
                "open this address in a browser; pages update when you save. Press Ctrl+C to stop",
            );
        }
    };
    let for_report = context.clone();
    let report = move |outcome, took| report(&for_report, outcome, took);
    let unreported = || {
        if !common.quiet {
            warn("this drive does not report all changes, so Peerpress looks every second");
        }
    };
    watch::watch(&context.project, &context.out, &request, port, announce, report, unreported)?;
    Ok(CLEAN)
}

/// Prints what a save changed in the output folder. The preview shows the same, so a closed
/// stream is not an error.
fn report(context: &Context, outcome: Result<Outcome, Error>, took: Duration) {
    let mut outcome = match outcome {
        Ok(outcome) => outcome,
        Err(error) => return warn(&format!("error: {error}")),
    };
    for error in &outcome.io_errors {
        warn(&format!("error: {error}"));
    }
    if context.is_json() {
        outcome.rows.retain(|row| row.state != JobState::Unchanged);
        let _ = print_outcome(context, &outcome, true);
        return;
    }
    let _ = context.print_report(&outcome.report);
    if !context.common.quiet {
        warn(&summary(&outcome, true, took));
    }
}
