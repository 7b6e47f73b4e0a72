//! What changed between builds: the facts, the sentences on the pages, and how the pages looked.

mod content;
pub(crate) mod faces;
mod gallery;
mod groups;
pub(crate) mod look;
pub(crate) mod page;
pub(crate) mod pictures;
pub(crate) mod sentences;

use std::sync::Arc;

use jiff::civil::Date;

use crate::output::history::{History, Version};
use crate::output::manifest::{Manifest, hash_files};
use crate::pipeline::CollectedJob;
use crate::plan::Job;
use crate::plan::difference::{self, Fact};
use pictures::{Region, Thumbnail};
use sentences::Changed;

/// The version to compare with.
#[derive(Debug, Clone)]
pub(crate) enum Since {
    /// The last build, if something is not built yet; otherwise, the version before the day of the
    /// last change.
    Last,
    Day(Date),
    Manifest(Manifest),
}

/// What changed in one job.
#[derive(Debug)]
pub(crate) struct Change {
    pub job: Arc<Job>,
    /// The date of the older version; `None` for a new piece.
    pub before: Option<Date>,
    pub facts: Vec<Fact>,
    pub sentences: Vec<Changed>,
    pub pages: Vec<PagePair>,
}

#[derive(Debug)]
pub(crate) struct PagePair {
    /// The page's name in messages: "the front".
    pub side: String,
    /// `None` for a new page, and for one where the sentences and the marks say what changed.
    pub before: Option<Thumbnail>,
    /// `None` for a page that was removed.
    pub after: Option<Thumbnail>,
    pub is_new: bool,
    pub regions: Vec<Region>,
}

/// Compares finished jobs with an older version. Returns the jobs that changed. `notes` receives
/// what cannot be compared.
pub(crate) fn compare(
    history: &History,
    jobs: &[CollectedJob],
    since: &Since,
    notes: &mut Vec<String>,
) -> Vec<Change> {
    let known: Vec<(&CollectedJob, Vec<Version>)> =
        jobs.iter().map(|one| (one, history.versions(&one.job.output()))).collect();
    let since = match since {
        Since::Last => find_last_change(&known),
        other => Some(other.clone()),
    };
    let mut changes = Vec::new();
    for (one, versions) in &known {
        let before = match &since {
            None | Some(Since::Last) => versions.last(),
            Some(Since::Day(day)) => {
                versions.iter().rfind(|version| version.made < *day).or(versions.first())
            }
            Some(Since::Manifest(manifest)) => {
                let output = one.job.output();
                let Some(entry) = manifest.files.get(&output) else { continue };
                let found = versions.iter().rfind(|version| {
                    let mut files = version.files.iter();
                    files.all(|file| entry.outputs.get_key_value(file.0) == Some(file))
                });
                if found.is_none() {
                    notes.push(format!("{output}: the history no longer has that version"));
                    continue;
                }
                found
            }
        };
        match before {
            Some(before) if before.files == hash_files(&one.files) => {}
            Some(before) => changes.extend(compare_job(history, one, before, notes)),
            None => changes.push(Change {
                job: Arc::clone(&one.job),
                before: None,
                facts: Vec::new(),
                sentences: Vec::new(),
                pages: Vec::new(),
            }),
        }
    }
    changes
}

/// The day of the last change; `None` if some files are not built yet.
fn find_last_change(known: &[(&CollectedJob, Vec<Version>)]) -> Option<Since> {
    for (one, versions) in known {
        if versions.last().is_some_and(|last| last.files != hash_files(&one.files)) {
            return None;
        }
    }
    let days = known.iter().filter_map(|(_, versions)| Some(versions.last()?.made));
    days.max().map(Since::Day)
}

fn compare_job(
    history: &History,
    one: &CollectedJob,
    before: &Version,
    notes: &mut Vec<String>,
) -> Option<Change> {
    let output = one.job.output();
    let Some(old) = history.files(&output, before) else {
        notes.push(format!("{output}: its version of {} is damaged or missing", before.made));
        return None;
    };
    let (old, new) = (one.job.in_page_order(old), one.files_in_order());
    let sentences =
        match (sentences::read_sentences(&old), sentences::read_sentences(new.iter().copied())) {
            (Ok(old), Ok(new)) => sentences::differences(&old, &new),
            (Err(error), _) | (_, Err(error)) => {
                notes.push(format!("{output}: its text cannot be compared: {error}"));
                Vec::new()
            }
        };
    let pages = compare_pages(one, &sentences, &pictures::pages(&old), &pictures::pages(new));
    Some(Change {
        job: Arc::clone(&one.job),
        before: Some(before.made),
        facts: difference::differences(&before.job, &one.job.data),
        sentences,
        pages,
    })
}

/// A page of which more than this share differs is shown before and after, without marks.
const MOST_MARKED: f64 = 0.25;

fn compare_pages(
    one: &CollectedJob,
    sentences: &[Changed],
    old: &[image::RgbaImage],
    new: &[image::RgbaImage],
) -> Vec<PagePair> {
    let mut pairs = Vec::new();
    for page in 0..old.len().max(new.len()) {
        let (before, after) = (old.get(page), new.get(page));
        let mut regions = Vec::new();
        if let (Some(before), Some(after)) = (before, after) {
            regions = pictures::differences(before, after);
            if regions.is_empty() {
                continue;
            }
        }
        let marked: f64 = regions.iter().map(|region| region.width * region.height).sum();
        if marked > MOST_MARKED {
            regions.clear();
        }
        let is_clear = after.is_some()
            && marked <= MOST_MARKED
            && sentences.iter().any(|changed| changed.page == page);
        pairs.push(PagePair {
            side: one.job.side(page),
            before: before.filter(|_| !is_clear).map(pictures::thumbnail),
            after: after.map(pictures::thumbnail),
            is_new: before.is_none(),
            regions,
        });
    }
    pairs
}
