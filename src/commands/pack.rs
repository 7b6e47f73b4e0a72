//! `pack`: what a print shop needs, in one zip.

use std::time::Duration;

use super::build::{build_pool, default_jobs, shown_out};
use super::{CLEAN, FAULTY, day, print_report, say, today, warn};
use crate::cli::{AsOf, Common, Format};
use crate::content::edition::Edition;
use crate::error::Error;
use crate::pack::{self, Order};
use crate::pipeline::Request;
use crate::plan::{Office, Selection};
use crate::project::Project;

/// How long one file may take.
const TIMEOUT: Duration = Duration::from_secs(60);

/// What the command line asks for.
pub(super) struct Asked<'a> {
    pub(super) piece: &'a str,
    pub(super) vendor: Option<&'a str>,
    pub(super) languages: &'a [String],
    pub(super) as_of: Option<AsOf>,
    pub(super) order: Order,
}

/// Packs, and tells what is in the pack or why there is none.
pub(super) fn pack(common: &Common, asked: &Asked<'_>) -> Result<u8, Error> {
    let project = Project::open(&common.project)?;
    let out = common.out.clone().unwrap_or_else(|| project.path("out"));
    let today = today()?;
    let request = Request {
        selection: Selection {
            pieces: vec![asked.piece.to_owned()],
            editions: vec![Edition::Press],
            languages: asked.languages.to_vec(),
            vendor: asked.vendor.map(str::to_owned),
            office: Office::default(),
            as_of: asked.as_of.map(|as_of| day(as_of, today)),
        },
        force: true,
        png: None,
        write: false,
        collect: true,
        for_pack: None,
        prune: false,
        jobs: default_jobs(),
        timeout: TIMEOUT,
        today: Some(today),
    };
    build_pool(request.jobs);
    let packed = pack::pack(&project, &out, &request, asked.order)?;
    print_report(common, &packed.report)?;
    let Some(zip) = packed.zip else { return Ok(FAULTY) };
    if !common.quiet {
        if common.format == Format::Human {
            packed.files.iter().for_each(|file| warn(&format!("  {file}")));
        }
        say(&format!("{}/{zip}", shown_out(common, &out)))?;
    }
    Ok(CLEAN)
}
