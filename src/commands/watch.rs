//! `watch`: rebuild on save, preview in the browser.

use std::time::Duration;

use super::build::{build_pool, closing, out_folder, request};
use super::{CLEAN, print_report, say, warn};
use crate::cli::{Choice, Common};
use crate::error::Error;
use crate::pipeline::Outcome;
use crate::project::Project;
use crate::watch;

pub(super) fn watch(common: &Common, choice: &Choice, port: Option<u16>) -> Result<u8, Error> {
    let project = Project::open(&common.project)?;
    let out = out_folder(common, &project);
    let request = request(choice)?;
    build_pool(request.jobs);
    let ready = |address: &str| {
        // Whoever closed standard output finds the address in the next lines.
        let _ = say(address);
        if !common.quiet {
            warn("open it in a browser; every save shows there at once. Ctrl+C ends it");
        }
    };
    let told = common.clone();
    watch::watch(&project, &out, &request, port, ready, move |outcome, took| {
        tell(&told, outcome, took)
    })?;
    Ok(CLEAN)
}

fn tell(common: &Common, outcome: Result<Outcome, Error>, took: Duration) {
    match outcome {
        Ok(outcome) => {
            // If no one hears it, the preview shows it all the same.
            let _ = print_report(common, &outcome.report);
            outcome.trouble.iter().for_each(|error| warn(&format!("error: {error}")));
            if !common.quiet {
                warn(&closing(&outcome, true, took));
            }
        }
        Err(error) => warn(&format!("error: {error}")),
    }
}
