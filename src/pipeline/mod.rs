//! The pipeline, from the files of facts to the finished files.
//!
//! `build` finds the jobs that are due, `job` runs one job, `store` writes files and records what
//! they were built from, `outdated` moves files whose piece can no longer be made.

mod build;
mod job;
mod outdated;
mod proofs;
mod store;

use std::collections::BTreeMap;
use std::sync::Arc;
use std::time::Duration;

use jiff::civil::Date;
use serde::Serialize;

use crate::content::brand::Brand;
use crate::content::edition::Edition;
use crate::diagnostic::Report;
use crate::error::Error;
use crate::plan::{Job, Selection};
use proofs::Proofs;

pub(crate) use build::{build, lay_out_each};
pub(crate) use job::{JobRunner, LaidOut, failure_report, missing_template};

/// The jobs to build, and how.
#[derive(Debug, Clone)]
pub(crate) struct BuildRequest {
    pub selection: Selection,
    /// Whether to also build jobs that are up to date.
    pub force: bool,
    /// The width of previews in pixels; `None` for no previews.
    pub png: Option<u32>,
    /// Whether files are written; otherwise the jobs are only checked.
    pub write: bool,
    /// Whether to return the finished files, including those that are up to date.
    pub collect: bool,
    /// Set to return press files for a package, with a proof of each page.
    pub for_pack: Option<ForPack>,
    /// Whether press files may show entries that are marked as samples.
    pub draft: bool,
    /// Whether to remove the files in `outdated/`.
    pub prune: bool,
    pub jobs: usize,
    /// How long one job may take.
    pub timeout: Duration,
    /// Today's date, to warn of sessions that have begun and to date the history. The files do not
    /// depend on it.
    pub today: Option<Date>,
}

/// How press files are built for a package.
#[derive(Debug, Clone, Copy)]
pub(crate) struct ForPack {
    /// Whether to return files that fail preflight.
    pub keep_unfit: bool,
}

/// The result of a job.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, strum::Display)]
#[serde(rename_all = "lowercase")]
#[strum(serialize_all = "lowercase")]
pub(crate) enum JobState {
    /// The file was built.
    Made,
    /// The file is up to date.
    #[serde(rename = "up to date")]
    #[strum(serialize = "up to date")]
    Unchanged,
    /// The job was checked; no file was to be written.
    Checked,
    /// The job has errors. The file of the last successful build moves to `outdated/`.
    #[default]
    Failed,
    /// The piece can no longer be made; its last file is in `outdated/`.
    Outdated,
}

impl JobState {
    /// Returns the word for people. Scripts read `made` in JSON and in the short format.
    pub(crate) fn label(self) -> String {
        if self == Self::Made { "built".to_owned() } else { self.to_string() }
    }
}

/// The result for one file of a job, or for a piece that has no job because of its errors.
#[derive(Debug, Default, Serialize)]
pub(crate) struct OutputRow {
    pub piece: String,
    /// The ID of the session or training that the file is about.
    pub over: Option<String>,
    pub edition: Option<Edition>,
    pub lang: Option<String>,
    /// The number of pages, if they could be laid out.
    pub pages: Option<usize>,
    /// The file in the output folder.
    #[serde(rename = "file")]
    pub output: Option<String>,
    pub state: JobState,
}

impl OutputRow {
    /// One row for each file of a job.
    fn of_job(job: &Job, pages: Option<usize>, state: JobState) -> Vec<Self> {
        let outputs = job.outputs(pages.unwrap_or(1));
        let pages = if outputs.len() > 1 { Some(1) } else { pages };
        let row = |output| Self {
            piece: job.piece.clone(),
            over: job.subject_id.clone(),
            edition: Some(job.edition),
            lang: Some(job.lang.clone()),
            output: Some(output),
            pages,
            state,
        };
        outputs.into_iter().map(row).collect()
    }
}

/// What a build did and found.
#[derive(Debug, Default)]
pub(crate) struct Outcome {
    /// The result of each job, sorted by piece and file.
    pub rows: Vec<OutputRow>,
    pub report: Report,
    pub notes: Vec<String>,
    /// Why each job was due, for `--verbose`.
    pub reasons: Vec<String>,
    /// Files that could not be written, and inputs that changed while they were read.
    pub io_errors: Vec<Error>,
    /// The finished files of each job, if the request asks for them.
    pub collected: Vec<CollectedJob>,
    /// The program's name by language code, the first language first.
    pub program: Vec<(String, String)>,
    pub brand: Brand,
}

impl Outcome {
    /// Whether there is an error or a job that failed.
    pub(crate) fn has_failures(&self) -> bool {
        self.report.has_errors() || self.rows.iter().any(|row| row.state == JobState::Failed)
    }

    /// The program's name in its first language.
    pub(crate) fn program_name(&self) -> &str {
        self.program.first().map_or("", |(_, name)| name)
    }
}

/// A finished job with its files.
#[derive(Debug)]
pub(crate) struct CollectedJob {
    pub job: Arc<Job>,
    /// The finished files without previews, by their path in the output folder.
    pub files: BTreeMap<String, Vec<u8>>,
    /// The pictures for a package.
    pub proofs: Proofs,
}

impl CollectedJob {
    /// The files in the order of their pages.
    pub(crate) fn files_in_order(&self) -> Vec<&Vec<u8>> {
        self.job.in_page_order(&self.files)
    }
}

/// Whether a file is what a piece is made for, not a preview of it. The words of a picture belong
/// to it.
fn is_finished(edition: Edition, name: &str) -> bool {
    edition == Edition::Image || is_listed(edition, name)
}

/// Whether tables list a file: not a preview, and not the words of a picture.
fn is_listed(edition: Edition, name: &str) -> bool {
    name.rsplit_once('.').is_some_and(|(_, extension)| extension == edition.extension())
}
