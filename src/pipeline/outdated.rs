//! Files of pieces that can no longer be made: their data has an error, or no longer asks for them,
//! or their language is a draft now. They move to `outdated/` in the output folder, and come back
//! when they are made again.

use std::collections::BTreeSet;

use super::build::MOST_IO_ERRORS;
use super::store::OutputStore;
use super::{JobState, Outcome, OutputRow, is_listed};
use crate::content::Content;
use crate::content::edition::Edition;
use crate::output::manifest::Entry;
use crate::output::{count, outdated};
use crate::plan::{self, Job, Selection};

/// Which jobs of a build failed.
#[derive(Debug, Default)]
pub(super) struct FailedJobs {
    /// The pieces, editions, languages, and subjects of jobs.
    jobs: BTreeSet<(String, Edition, String, Option<String>)>,
    /// The pieces whose jobs are not known.
    pub(super) pieces: BTreeSet<String>,
    /// Whether no facts could be read, so that every selected job failed.
    pub(super) are_all: bool,
}

impl FailedJobs {
    pub(super) fn add(&mut self, job: &Job) {
        let (piece, lang, subject) = (job.piece.clone(), job.lang.clone(), job.subject_id.clone());
        self.jobs.insert((piece, job.edition, lang, subject));
    }

    /// Whether the job that built a file failed now.
    fn has(&self, entry: &Entry, selection: &Selection) -> bool {
        let Entry { piece, edition, lang, over, .. } = entry;
        let is_unknown = self.are_all || self.pieces.contains(piece);
        self.jobs.contains(&(piece.clone(), *edition, lang.clone(), over.clone()))
            || (is_unknown && selection.includes(piece, *edition, lang))
    }
}

impl OutputStore<'_> {
    /// Moves the files of a job back to their place if they are as they would be built now.
    pub(super) fn bring_back(&mut self, job: &Job) {
        let current = self.manifest.find_current(&self.inputs, job, self.request.png);
        if !self.request.write || !current.is_ok_and(|entry| entry.is_outdated) {
            return;
        }
        if let Some(entry) = self.manifest.files.get_mut(&job.output()) {
            entry.is_outdated = !outdated::bring_back(self.inputs.out, entry.outputs.keys());
        }
    }

    /// Moves the files of pieces that can no longer be made to `outdated/`, and lists them. Without
    /// content, no facts could be read.
    pub(super) fn set_aside(&mut self, content: Option<&Content>, outcome: &mut Outcome) {
        let selection = &self.request.selection;
        self.failed.are_all = content.is_none();
        for entry in self.manifest.files.values_mut() {
            let is_gone = content.is_some_and(|content| {
                let as_of = selection.as_of.unwrap_or(content.program.as_of.0);
                let Entry { piece, edition, lang, over, .. } = &entry;
                !plan::is_wanted(content, piece, *edition, lang, over.as_deref(), as_of)
            });
            let is_unknown = content.is_some_and(|content| {
                plan::is_of_unknown_partner(content, &entry.piece, entry.over.as_deref())
            });
            // A draft is made only if it is named. Files from before it was one keep old facts.
            let is_draft = !entry.is_draft
                && selection.languages.is_empty()
                && content.is_some_and(|content| content.is_draft(&entry.lang))
                && selection.includes(&entry.piece, entry.edition, &entry.lang);
            let is_failed = is_unknown || self.failed.has(entry, selection);
            if !is_gone && !is_failed && !is_draft {
                continue;
            }
            let was_outdated = std::mem::take(&mut entry.is_outdated);
            let mut files = Vec::new();
            for (file, hash) in &entry.outputs {
                match outdated::set_aside(self.inputs.out, file, hash) {
                    Ok(is_there) => files.extend(is_there.then_some(file.clone())),
                    Err(error) if outcome.io_errors.len() < MOST_IO_ERRORS => {
                        outcome.io_errors.push(error);
                    }
                    Err(_) => {}
                }
            }
            entry.is_outdated = !files.is_empty();
            if !self.request.prune && (is_failed || !was_outdated) {
                outcome.rows.extend(rows(entry, &files));
            }
        }
        if self.request.prune {
            self.prune(outcome);
        } else {
            note(outcome, outdated::files(self.inputs.out).len());
        }
    }

    /// Removes the files in `outdated/`. One that Peerpress did not build stays.
    fn prune(&mut self, outcome: &mut Outcome) {
        let out = self.inputs.out;
        for file in outdated::files(out) {
            let mut entries = self.manifest.files.iter();
            let owner = entries.find(|(_, entry)| entry.outputs.contains_key(&file));
            let key = owner.map_or(&file, |(key, _)| key);
            let is_own = |found: &str| {
                // A killed build wrote a file of the history that the manifest does not have.
                owner.is_some_and(|(_, entry)| entry.outputs[&file] == found)
                    || self.history.has_built(key, &file, found)
            };
            let shown = outdated::path_of(&file);
            match outdated::remove(out, &file, is_own) {
                Ok(true) => outcome.notes.push(format!("{shown}: removed")),
                Ok(false) => outcome
                    .notes
                    .push(format!("{shown}: not removed, because it was changed by hand")),
                Err(error) => outcome.io_errors.push(error),
            }
        }
        outdated::remove_empty_folders(&out.join(outdated::FOLDER));
        let left = outdated::files(out);
        self.manifest.files.retain(|_, entry| {
            !entry.is_outdated || entry.outputs.keys().any(|file| left.contains(file))
        });
    }

    /// Removes the outdated files of a job that was made again.
    pub(super) fn remove_outdated(&self, job: &Job) {
        let out = self.inputs.out;
        let Some(entry) = self.manifest.files.get(&job.output()) else { return };
        for (file, hash) in &entry.outputs {
            // A file that another program has open stays, until `--prune`.
            let _ = outdated::remove(out, file, |found| found == hash);
        }
        outdated::remove_empty_folders(&out.join(outdated::FOLDER));
    }
}

/// One row for each file of a job in `outdated/`.
fn rows(entry: &Entry, files: &[String]) -> Vec<OutputRow> {
    let listed: Vec<&String> = files.iter().filter(|file| is_listed(entry.edition, file)).collect();
    let pages = if listed.len() > 1 { 1 } else { entry.pages };
    let row = |file: &String| OutputRow {
        piece: entry.piece.clone(),
        over: entry.over.clone(),
        edition: Some(entry.edition),
        lang: Some(entry.lang.clone()),
        pages: Some(pages),
        output: Some(outdated::path_of(file)),
        state: JobState::Outdated,
    };
    listed.into_iter().map(row).collect()
}

/// Says how many files there are in `outdated/`.
fn note(outcome: &mut Outcome, number: usize) {
    if number > 0 {
        let files = count(number, "file", "files");
        let these = if number == 1 { "it" } else { "them" };
        outcome.notes.push(format!(
            "`{}` has {files} of pieces that cannot be made now; delete {these} with `peerpress \
             build --prune`",
            outdated::FOLDER
        ));
    }
}
