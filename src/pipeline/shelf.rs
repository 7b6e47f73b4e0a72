//! Where finished files go: the output folder, its manifest, the history.

use std::collections::BTreeMap;
use std::fs;
use std::sync::Arc;
use std::time::{Duration, Instant};

use super::maker::Made;
use super::{Collected, Outcome, Request, State, is_pdf};
use crate::diagnostic::Finding;
use crate::error::Error;
use crate::output::history::History;
use crate::output::manifest::{self, Entry, Manifest, Now};
use crate::output::write::write;
use crate::plan::Job;

/// How often the manifest is written while jobs are being made.
const KEEP_EVERY: Duration = Duration::from_millis(500);

/// The remark that the history is not complete.
const NOT_KEPT: &str = "`peerpress changes` will not know what was made now";

/// Where finished files go.
pub(super) struct Shelf<'a> {
    now: &'a Now<'a>,
    manifest: &'a mut Manifest,
    history: History,
    pub(super) request: &'a Request,
    kept: Instant,
    /// The files that were read, and the hashes of what was read.
    pub(super) read: BTreeMap<String, String>,
}

impl<'a> Shelf<'a> {
    pub(super) fn new(now: &'a Now<'a>, manifest: &'a mut Manifest, request: &'a Request) -> Self {
        Self {
            now,
            manifest,
            history: History::of(now.project),
            request,
            kept: Instant::now(),
            read: BTreeMap::new(),
        }
    }

    /// Writes a made job's file and notes it in the manifest and in the history.
    pub(super) fn put(
        &mut self,
        job: &Arc<Job>,
        made: Made,
        outcome: &mut Outcome,
    ) -> Result<State, Error> {
        for (name, text) in made.quoted {
            outcome.report.add_file(name, text);
        }
        outcome.report.extend(made.findings.iter().cloned());
        self.read.extend(
            made.reads.iter().chain(&made.fonts).map(|(file, hash)| (file.clone(), hash.clone())),
        );
        if made.outputs.is_empty() {
            return Ok(State::Failed);
        }
        if self.request.write {
            for (name, bytes) in &made.outputs {
                write(&manifest::joined(self.now.out, name), bytes)?;
            }
            if job.vendor.is_some() {
                self.clear(job, &made.outputs);
            }
            self.remember(job, &made.outputs, outcome);
            let entry = self.entry(
                job,
                made.reads,
                made.fonts,
                made.pages.unwrap_or_default(),
                &made.outputs,
                made.findings,
            );
            self.manifest.insert(job.output(), entry);
            self.keep_manifest()?;
        }
        if self.request.collect {
            let pdfs = made.outputs.into_iter().filter(|(name, _)| is_pdf(name)).collect();
            outcome.collected.push(Collected { job: Arc::clone(job), pdfs, proofs: made.proofs });
        }
        Ok(if self.request.write { State::Made } else { State::Checked })
    }

    fn entry(
        &self,
        job: &Job,
        reads: BTreeMap<String, String>,
        fonts: BTreeMap<String, String>,
        pages: usize,
        outputs: &BTreeMap<String, Vec<u8>>,
        warnings: Vec<Finding>,
    ) -> Entry {
        Entry {
            piece: job.piece.clone(),
            edition: job.edition,
            lang: job.lang.clone(),
            over: job.subject_id.clone(),
            engine: self.now.engine.clone(),
            template: manifest::template_hash(job),
            vendor: manifest::vendor_hash(job),
            facts: manifest::hash(job.json.as_bytes()),
            reads,
            fonts,
            book: self.now.book.clone(),
            pages,
            outputs: outputs
                .iter()
                .map(|(name, bytes)| (name.clone(), manifest::hash(bytes)))
                .collect(),
            png: self.request.png,
            warnings,
        }
    }

    /// Keeps the finished files for `peerpress changes`. That they cannot be kept is no reason not to make them.
    fn remember(&self, job: &Job, outputs: &BTreeMap<String, Vec<u8>>, outcome: &mut Outcome) {
        let Some(today) = self.request.today else { return };
        let pdfs = outputs.iter().filter(|(name, _)| is_pdf(name)).collect();
        if let Err(error) = self.history.keep(&job.output(), today, &job.json, &pdfs)
            && !outcome.notes.iter().any(|note| note.contains(NOT_KEPT))
        {
            outcome.notes.push(format!("{NOT_KEPT}: {error}"));
        }
    }

    /// Takes away what the job made when the print shop wanted its pages in another number of files.
    fn clear(&self, job: &Job, outputs: &BTreeMap<String, Vec<u8>>) {
        let folder = self.now.out.join(job.edition.name());
        for name in fs::read_dir(&folder)
            .into_iter()
            .flatten()
            .flatten()
            .filter_map(|entry| entry.file_name().into_string().ok())
        {
            let output = format!("{}/{name}", job.edition.name());
            if job.owns(&output) && !outputs.contains_key(&output) {
                // A file that is open elsewhere stays until the next time.
                let _ = fs::remove_file(folder.join(name));
            }
        }
    }

    /// Writes the manifest now and then, so that a run that is cut short has not been for nothing.
    fn keep_manifest(&mut self) -> Result<(), Error> {
        if self.kept.elapsed() > KEEP_EVERY {
            self.manifest.write(self.now.out)?;
            self.kept = Instant::now();
        }
        Ok(())
    }
}
