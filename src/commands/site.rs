//! `site`: the website of the program, in a folder that can be published as it is.

use std::path::Path;
use std::time::Duration;

use serde::Serialize;

use super::build;
use super::context::Context;
use super::{CLEAN, FAULTY, STOPPED, warn};
use crate::cli::{Choice, Common, SiteOptions};
use crate::error::Error;
use crate::output::json::print_record;
use crate::pipeline::BuildRequest;
use crate::site::{self, Changes, SiteOrder};

/// The folder of the website, if `--out` does not name one.
const FOLDER: &str = "site";

/// `"type": "site"`: a website that was written.
#[derive(Serialize)]
struct SiteRecord<'a> {
    /// The folder, as the user named it.
    folder: &'a str,
    #[serde(flatten)]
    changes: Changes,
}

/// Writes the website, or says why it stays as it was.
pub(super) fn run(common: &Common, options: &SiteOptions) -> Result<u8, Error> {
    // `--out` names the website. The files of the pieces are where `build` puts them.
    let context = Context::open(&Common { out: None, ..common.clone() }, options.jobs)?;
    let folder = common.out.clone().unwrap_or_else(|| context.project.path(FOLDER));
    let shown = match &common.out {
        Some(out) => out.clone(),
        None if common.project == Path::new(".") => FOLDER.into(),
        None => common.project.join(FOLDER),
    };
    let shown = shown.display().to_string().replace('\\', "/");
    let request = BuildRequest {
        write: true,
        collect: true,
        timeout: Duration::from_secs(options.timeout.into()),
        ..build::request(&context, &Choice::of(Vec::new(), Vec::new(), Vec::new()))
    };
    let order = SiteOrder {
        out: &context.out,
        folder: &folder,
        base_url: options.base_url.clone(),
        as_of: options.as_of.map(|as_of| context.date(as_of)),
        draft: options.draft,
    };
    let _lock = context.lock(request.timeout)?;
    let mut progress = context.progress();
    let show = |done, total| progress.show(done, total);
    let outcome = site::make(&context.project, &order, &request, show)?;
    progress.finish();
    context.print_report(&outcome.report)?;
    outcome.notes.iter().for_each(|note| context.note(note));
    outcome.io_errors.iter().for_each(|error| warn(&format!("error: {error}")));
    let Some(changes) = outcome.changes else {
        context.note(&format!("nothing in `{shown}` was changed; fix the errors first"));
        return Ok(if outcome.io_errors.is_empty() { FAULTY } else { STOPPED });
    };
    if context.is_json() {
        print_record("site", &SiteRecord { folder: &shown, changes })?;
        return Ok(CLEAN);
    }
    let Changes { files, written, removed } = changes;
    context.say(&format!("{shown}: {files} files, {written} written, {removed} removed"))?;
    Ok(CLEAN)
}
