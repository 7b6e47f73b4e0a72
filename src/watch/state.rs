//! What the preview shows, shared between the renderer and the server. Every change has a number,
//! so that the page in the browser can ask for what is newer than what it has.

use std::collections::{BTreeMap, BTreeSet};
use std::path::Path;
use std::sync::{Arc, Condvar, Mutex, MutexGuard, PoisonError};
use std::time::{Duration, Instant};

use serde::Serialize;
use serde_json::Value;
use typst_layout::PagedDocument;

use super::website::Website;
use crate::content::edition::Edition;
use crate::diagnostic::{Code, Finding, Report};
use crate::output::manifest::joined;
use crate::plan::Job;

/// The preview status of a job.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "lowercase")]
pub(super) enum PreviewStatus {
    /// The job has not been laid out yet.
    Waiting,
    /// The pages show the current facts. The file has not been checked yet.
    Drawn,
    /// The pages show the current facts, and the findings are complete.
    Current,
    /// The job cannot be laid out; its pages are from the last successful layout.
    Broken,
    /// The data no longer asks for the piece, or its template has errors. The pages are from the
    /// last successful layout.
    Outdated,
}

/// A finding as the page shows it.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub(super) struct PreviewFinding {
    error: bool,
    code: Code,
    message: String,
    hints: Vec<String>,
    /// The page, from 0.
    page: Option<usize>,
    file: Option<String>,
    line: Option<usize>,
    column: Option<usize>,
}

impl PreviewFinding {
    /// The report has the text of the file, to find the line.
    pub(super) fn new(report: &Report, finding: &Finding) -> Self {
        let place = finding.place.as_ref();
        let (line, column) = place.and_then(|place| report.line_column(place)).unzip();
        Self {
            error: finding.is_error(),
            code: finding.code,
            message: finding.message.clone(),
            hints: finding.hints.clone(),
            page: finding.page,
            file: place.map(|place| place.file.clone()),
            line,
            column,
        }
    }
}

#[derive(Debug)]
pub(super) struct PreviewJob {
    pub(super) job: Arc<Job>,
    /// The last pages that could be laid out.
    pub(super) document: Option<Arc<PagedDocument>>,
    /// The number of the change that brought these pages.
    pub(super) drawn: u64,
    pub(super) status: PreviewStatus,
    pub(super) findings: Vec<PreviewFinding>,
    /// Whether its file is in the output folder.
    is_written: bool,
    /// The number of the last change of this job.
    changed: u64,
}

/// Everything that the preview shows.
#[derive(Default)]
pub(super) struct Preview {
    revision: u64,
    pub(super) jobs: BTreeMap<String, PreviewJob>,
    pub(super) list: JobList,
    /// The last change of the list.
    listed: u64,
    /// The key of the job that the user looks at, or `website::VIEW`.
    pub(super) viewed: Option<String>,
    pub(super) website: Website,
    /// The last change of the website.
    website_changed: u64,
}

/// The list of jobs, with what concerns all of them.
#[derive(Default, Serialize)]
pub(super) struct JobList {
    pub(super) program: String,
    pub(super) languages: Vec<String>,
    editions: Vec<EditionTitle>,
    /// The keys of the jobs, in the order of the pieces in the data.
    order: Vec<String>,
    findings: Vec<PreviewFinding>,
    /// Why the pages cannot be updated, if so.
    problem: Option<String>,
}

#[derive(Serialize)]
struct EditionTitle {
    name: Edition,
    title: String,
}

/// The state that the renderer and the server share.
#[derive(Default)]
pub(super) struct PreviewState {
    preview: Mutex<Preview>,
    changed: Condvar,
}

/// The changes since a revision, as the page receives them.
#[derive(Serialize)]
struct Update<'a> {
    revision: u64,
    /// The run of the program: another run counts its revisions from 0 again.
    run: &'a str,
    jobs: Vec<JobUpdate<'a>>,
    #[serde(skip_serializing_if = "Option::is_none")]
    website: Option<&'a Website>,
    #[serde(flatten)]
    list: Option<&'a JobList>,
}

#[derive(Serialize)]
struct JobUpdate<'a> {
    key: &'a str,
    /// The piece with its session or training.
    stem: String,
    heading: &'a str,
    /// What tells it from other files of the piece.
    subject: Option<String>,
    edition: Edition,
    lang: &'a str,
    /// The path of its file in the output folder, if it was written.
    file: Option<String>,
    drawn: u64,
    status: PreviewStatus,
    pages: Vec<PageSize>,
    findings: &'a [PreviewFinding],
}

/// The size of a page in points.
#[derive(Serialize)]
struct PageSize {
    side: String,
    width: f64,
    height: f64,
}

impl PreviewState {
    pub(super) fn lock(&self) -> MutexGuard<'_, Preview> {
        // A panic while writing leaves at worst one job out of date.
        self.preview.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Changes the preview and wakes the requests that wait for a change.
    pub(super) fn change(&self, change: impl FnOnce(&mut Preview)) {
        let mut preview = self.lock();
        preview.revision += 1;
        change(&mut preview);
        drop(preview);
        self.changed.notify_all();
    }

    /// Waits for something newer than `revision`, at most for `timeout`. Returns it as JSON.
    pub(super) fn wait_for_update(&self, revision: u64, timeout: Duration, run: &str) -> Vec<u8> {
        let start = Instant::now();
        let mut preview = self.lock();
        while preview.revision <= revision && start.elapsed() < timeout {
            let left = timeout.saturating_sub(start.elapsed());
            let woken = self.changed.wait_timeout(preview, left);
            preview = woken.unwrap_or_else(PoisonError::into_inner).0;
        }
        serde_json::to_vec(&preview.update(revision, run)).unwrap_or_default()
    }
}

impl Preview {
    /// Sets the list of jobs. Jobs that were listed before keep their pages until they have new
    /// ones. Those that are no longer planned stay at the end of the list, marked as outdated.
    pub(super) fn set_jobs(&mut self, jobs: &[Arc<Job>]) {
        let editions = Edition::ALL.iter();
        self.list.editions =
            editions.map(|&name| EditionTitle { name, title: title(name) }).collect();
        self.list.order = jobs.iter().map(|job| key(job)).collect();
        let known: BTreeSet<String> = self.list.order.iter().cloned().collect();
        self.jobs.retain(|key, shown| known.contains(key) || shown.document.is_some());
        for (key, shown) in self.jobs.iter_mut().filter(|(key, _)| !known.contains(*key)) {
            self.list.order.push(key.clone());
            if shown.status != PreviewStatus::Outdated {
                shown.status = PreviewStatus::Outdated;
                shown.findings.clear();
                shown.changed = self.revision;
            }
        }
        for job in jobs {
            let shown = self.jobs.entry(key(job)).or_insert_with(|| PreviewJob {
                job: Arc::clone(job),
                document: None,
                drawn: 0,
                status: PreviewStatus::Waiting,
                findings: Vec::new(),
                is_written: false,
                changed: self.revision,
            });
            let is_back = shown.status == PreviewStatus::Outdated;
            if is_back {
                shown.status = PreviewStatus::Waiting;
            }
            if is_back || shown.job.heading() != job.heading() {
                shown.changed = self.revision;
            }
            shown.job = Arc::clone(job);
        }
        self.listed = self.revision;
    }

    /// Sets the findings of the data, and why the pages cannot be updated, if so.
    pub(super) fn set_findings(&mut self, findings: Vec<PreviewFinding>, problem: Option<String>) {
        if self.list.findings != findings || self.list.problem != problem {
            (self.list.findings, self.list.problem) = (findings, problem);
            self.listed = self.revision;
        }
    }

    /// Sets the pages of a job, if it could be laid out, and its findings.
    pub(super) fn set_pages(
        &mut self,
        key: &str,
        document: Option<Arc<PagedDocument>>,
        status: PreviewStatus,
        findings: Vec<PreviewFinding>,
    ) {
        let revision = self.revision;
        let Some(job) = self.jobs.get_mut(key) else { return };
        job.status = status;
        if document.is_some() {
            job.document = document;
            job.drawn = revision;
        }
        job.findings = findings;
        job.changed = revision;
    }

    /// Notes which files of the written editions are in the output folder. Files of the others may
    /// be older than the pages.
    pub(super) fn note_files(&mut self, out: &Path, written: &[Edition]) {
        for shown in self.jobs.values_mut() {
            let is_written =
                written.contains(&shown.job.edition) && joined(out, &shown.job.output()).is_file();
            if is_written != shown.is_written {
                shown.is_written = is_written;
                shown.changed = self.revision;
            }
        }
    }

    /// The edition of a file that was written; `None` if it is not the file of a job.
    pub(super) fn edition_of(&self, file: &str) -> Option<Edition> {
        let written = self.jobs.values().filter(|shown| shown.is_written);
        written.map(|shown| &shown.job).find(|job| job.output() == file).map(|job| job.edition)
    }

    /// Notes that the website changed. Returns the number of the change.
    pub(super) fn note_website(&mut self) -> u64 {
        self.website_changed = self.revision;
        self.revision
    }

    /// Adds the findings about the finished file of a job.
    pub(super) fn add_file_findings(&mut self, key: &str, findings: Vec<PreviewFinding>) {
        let Some(job) = self.jobs.get_mut(key) else { return };
        job.status = PreviewStatus::Current;
        job.findings.extend(findings);
        job.changed = self.revision;
    }

    fn update<'a>(&'a self, revision: u64, run: &'a str) -> Update<'a> {
        let changed = self.jobs.iter().filter(|(_, job)| job.changed > revision);
        Update {
            revision: self.revision,
            run,
            jobs: changed.map(|(key, job)| job.update(key)).collect(),
            website: (self.website_changed > revision).then_some(&self.website),
            list: (self.listed > revision).then_some(&self.list),
        }
    }
}

impl PreviewJob {
    fn update<'a>(&'a self, key: &'a str) -> JobUpdate<'a> {
        let mut pages = Vec::new();
        for page in self.document.iter().flat_map(|document| document.pages()) {
            let side = self.job.side(pages.len());
            let size = page.frame.size();
            pages.push(PageSize { side, width: size.x.to_pt(), height: size.y.to_pt() });
        }
        JobUpdate {
            key,
            stem: self.job.stem(),
            heading: self.job.heading(),
            subject: subject(&self.job),
            edition: self.job.edition,
            lang: &self.job.lang,
            file: self.is_written.then(|| self.job.output()),
            drawn: self.drawn,
            status: self.status,
            pages,
            findings: &self.findings,
        }
    }
}

/// What a job is about, for people: the place and the dates of its session, and its partner. The ID
/// if its template does not print them.
fn subject(job: &Job) -> Option<String> {
    let id = job.subject_id.as_ref()?;
    let value = |pointer: &str| job.data.pointer(pointer).and_then(Value::as_str);
    let session = [value("/session/city"), value("/session/dates")];
    let parts: Vec<&str> = session.into_iter().chain([value("/partner/name")]).flatten().collect();
    Some(if parts.is_empty() { id.clone() } else { parts.join(", ") })
}

/// The name of an edition for people: "Large print".
fn title(edition: Edition) -> String {
    let mut title = edition.name().replace('-', " ");
    if let Some(first) = title.get_mut(..1) {
        first.make_ascii_uppercase();
    }
    title
}

/// The key of a job: its file without the extension.
pub(super) fn key(job: &Job) -> String {
    let output = job.output();
    output.strip_suffix(&format!(".{}", job.edition.extension())).unwrap_or(&output).to_owned()
}
