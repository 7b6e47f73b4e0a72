//! The output folder with its manifest and history: which jobs are up to date, and where finished
//! files go.

use std::cell::RefCell;
use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::path::Path;
use std::sync::Arc;
use std::time::{Duration, Instant};

use super::job::FinishedJob;
use super::outdated::FailedJobs;
use super::proofs::Proofs;
use super::{BuildRequest, CollectedJob, JobState, Outcome, OutputRow, is_finished};
use crate::content::Content;
use crate::content::edition::Edition;
use crate::error::Error;
use crate::output::history::History;
use crate::output::manifest::{self, CurrentInputs, DueReason, Entry, Manifest};
use crate::output::write::write_inside;
use crate::plan::{Job, Plan, difference};
use crate::project::Project;
use crate::typeset::{self, Fonts};

/// How often the manifest is written while jobs run, so that an interrupted build is not lost.
const SAVE_EVERY: Duration = Duration::from_millis(500);

/// The note about an incomplete history.
const NOT_KEPT: &str = "`peerpress changes` will not know about this build";

/// The output folder of a build.
pub(super) struct OutputStore<'a> {
    pub(super) request: &'a BuildRequest,
    pub(super) inputs: CurrentInputs<'a>,
    pub(super) manifest: Manifest,
    /// The manifest as it was read.
    before: Manifest,
    pub(super) history: History,
    /// The jobs that failed in this build.
    pub(super) failed: FailedJobs,
    /// The languages that are drafts.
    drafts: BTreeSet<String>,
    /// When the manifest was last written. A folder with files always has one.
    saved: Option<Instant>,
    /// The files that jobs read, with the hashes of their contents.
    pub(super) reads: BTreeMap<String, String>,
}

impl<'a> OutputStore<'a> {
    /// Reads the manifest, and identifies the fonts with its help. Broken fonts are findings.
    pub(super) fn open(
        project: &'a Project,
        out: &'a Path,
        request: &'a BuildRequest,
        fonts: &mut Fonts,
        outcome: &mut Outcome,
    ) -> Self {
        let (mut manifest, note) = Manifest::read(out);
        outcome.notes.extend(note.filter(|_| request.write));
        let before = manifest.clone();
        let before_is_empty = before.files.is_empty();
        manifest.fonts = fonts.identify(&manifest.fonts, request.jobs);
        outcome.report.extend(std::mem::take(&mut fonts.findings));
        let font_hashes =
            fonts.hashes().map(|(name, hash)| (project.path(name), Some(hash.to_owned())));
        let inputs = CurrentInputs {
            project,
            out,
            engine: manifest::engine(),
            book: typeset::book_hash(&manifest.fonts),
            hashes: RefCell::new(font_hashes.collect()),
        };
        Self {
            request,
            inputs,
            manifest,
            before,
            history: History::of(project),
            failed: FailedJobs::default(),
            drafts: BTreeSet::new(),
            saved: (!before_is_empty).then(Instant::now),
            reads: BTreeMap::new(),
        }
    }

    /// The jobs that are due. Jobs that are blocked by findings or up to date go to the outcome.
    pub(super) fn find_due_jobs(
        &mut self,
        content: &Content,
        plan: &Plan,
        outcome: &mut Outcome,
    ) -> Vec<Arc<Job>> {
        for piece in plan.unplanned.iter().cloned() {
            self.failed.pieces.insert(piece.clone());
            outcome.rows.push(OutputRow { piece, ..OutputRow::default() });
        }
        for job in &plan.blocked {
            self.failed.add(job);
            outcome.rows.extend(OutputRow::of_job(job, None, JobState::Failed));
        }
        plan.incomplete.iter().for_each(|job| self.failed.add(job));
        let mut due = Vec::new();
        let drafts = content.program.languages.iter().filter(|language| !language.is_published());
        self.drafts = drafts.map(|language| language.tag.clone()).collect();
        for job in &plan.jobs {
            if let Some(entry) = self.manifest.files.get_mut(&job.output()) {
                entry.is_draft = self.drafts.contains(&job.lang);
            }
            let current = if self.request.force {
                Err(DueReason::Forced)
            } else {
                self.bring_back(job);
                self.manifest.find_current(&self.inputs, job, self.request.png)
            };
            match current.and_then(in_place) {
                Ok(entry) if self.request.write || self.request.collect => {
                    self.reuse(job, entry, content, outcome);
                    continue;
                }
                Ok(_) => {}
                Err(reason) => {
                    let reason = self.describe_reason(&reason, job);
                    outcome.reasons.push(format!("{}: {reason}", job.output()));
                }
            }
            due.push(Arc::clone(job));
        }
        due
    }

    /// Why a job is due. If its facts changed, the text names them.
    fn describe_reason(&self, reason: &DueReason, job: &Job) -> String {
        if *reason == DueReason::Facts
            && let Some(last) = self.history.latest(&job.output())
        {
            let facts = difference::differences(&last.job, &job.data);
            if let Some(described) = difference::describe(&facts) {
                return described;
            }
        }
        reason.to_string()
    }

    /// Notes a job whose files are up to date, and reports its warnings again.
    fn reuse(&self, job: &Arc<Job>, entry: &Entry, content: &Content, outcome: &mut Outcome) {
        outcome.rows.extend(OutputRow::of_job(job, Some(entry.pages), JobState::Unchanged));
        for warning in &entry.warnings {
            let mut warning = warning.clone();
            if let Some(place) = &mut warning.place {
                match &place.pointer {
                    // The fact may have moved to another line.
                    Some(pointer) => *place = content.place(&place.file, pointer),
                    None => {
                        let path = self.inputs.project.path(&place.file);
                        let text = fs::read_to_string(path).unwrap_or_default();
                        outcome.report.add_file(&place.file, text);
                    }
                }
            }
            outcome.report.push(warning);
        }
        if self.request.collect {
            let mut files = BTreeMap::new();
            for name in entry.outputs.keys().filter(|name| is_finished(job.edition, name)) {
                if let Ok(bytes) = fs::read(manifest::joined(self.inputs.out, name)) {
                    files.insert(name.clone(), bytes);
                }
            }
            let job = Arc::clone(job);
            outcome.collected.push(CollectedJob { job, files, proofs: Proofs::default() });
        }
    }

    /// Writes the files of a finished job, and notes them in the manifest and in the history.
    pub(super) fn put(
        &mut self,
        job: &Arc<Job>,
        finished: FinishedJob,
        outcome: &mut Outcome,
    ) -> Result<JobState, Error> {
        let FinishedJob { outputs, pages, reads, fonts, proofs, report } = finished;
        let warnings = report.findings().to_vec();
        outcome.report.append(report);
        for (file, hash) in reads.iter().chain(&fonts) {
            self.reads.insert(file.clone(), hash.clone());
        }
        if outputs.is_empty() {
            self.failed.add(job);
            return Ok(JobState::Failed);
        }
        if self.request.write {
            for (name, bytes) in &outputs {
                let out = self.inputs.out;
                write_inside(out, &manifest::joined(out, name), bytes)?;
            }
            self.remove_other_page_files(job, &outputs);
            self.remove_outdated(job);
            self.keep_version(job, &outputs, outcome);
            let entry = Entry {
                piece: job.piece.clone(),
                edition: job.edition,
                lang: job.lang.clone(),
                over: job.subject_id.clone(),
                engine: self.inputs.engine.clone(),
                template: manifest::template_hash(job),
                vendor: manifest::vendor_hash(job),
                facts: manifest::hash(job.json.as_bytes()),
                reads,
                fonts,
                book: self.inputs.book.clone(),
                pages: pages.unwrap_or_default(),
                outputs: manifest::hash_files(&outputs),
                png: self.request.png,
                is_outdated: false,
                is_draft: self.drafts.contains(&job.lang),
                warnings,
            };
            self.manifest.files.insert(job.output(), entry);
            if self.saved.is_none_or(|saved| saved.elapsed() > SAVE_EVERY) {
                self.manifest.write(self.inputs.out)?;
                self.saved = Some(Instant::now());
            }
        }
        if self.request.collect {
            let is_finished = |(name, _): &(String, _)| is_finished(job.edition, name);
            let files = outputs.into_iter().filter(is_finished).collect();
            outcome.collected.push(CollectedJob { job: Arc::clone(job), files, proofs });
        }
        Ok(if self.request.write { JobState::Made } else { JobState::Checked })
    }

    /// Keeps the finished files for `peerpress changes`. If that fails, the build still succeeds.
    fn keep_version(&self, job: &Job, outputs: &BTreeMap<String, Vec<u8>>, outcome: &mut Outcome) {
        let Some(today) = self.request.today else { return };
        let files: Vec<_> =
            outputs.iter().filter(|(name, _)| is_finished(job.edition, name)).collect();
        let kept = self.history.keep(&job.output(), today, &job.data, &files);
        if let Err(error) = kept
            && !outcome.notes.iter().any(|note| note.starts_with(NOT_KEPT))
        {
            outcome.notes.push(format!("{NOT_KEPT}: {error}"));
        }
    }

    /// Removes the job's older files when a vendor's requirements changed the number of its files,
    /// or a template the sizes of its pictures.
    fn remove_other_page_files(&self, job: &Job, outputs: &BTreeMap<String, Vec<u8>>) {
        if job.vendor.is_none() && job.edition != Edition::Image {
            return;
        }
        let folder = self.inputs.out.join(job.edition.folder());
        for entry in fs::read_dir(&folder).into_iter().flatten().flatten() {
            let Ok(name) = entry.file_name().into_string() else { continue };
            let output = format!("{}/{name}", job.edition.folder());
            if job.owns(&output) && !outputs.contains_key(&output) {
                // A file that another program has open is removed by a later build.
                let _ = fs::remove_file(entry.path());
            }
        }
    }

    /// Sets outdated files aside, and writes the manifest if it changed. Without content, no facts
    /// could be read.
    pub(super) fn close(mut self, content: Option<&Content>, outcome: &mut Outcome) {
        if !self.request.write {
            return;
        }
        self.set_aside(content, outcome);
        if self.manifest != self.before {
            outcome.io_errors.extend(self.manifest.write(self.inputs.out).err());
        }
    }
}

/// An entry whose files are in their place.
fn in_place(entry: &Entry) -> Result<&Entry, DueReason> {
    if entry.is_outdated { Err(DueReason::Outdated) } else { Ok(entry) }
}
