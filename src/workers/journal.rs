//! What a supervised process notes for its supervisor: which jobs are running. If the process ends
//! in the middle of one, the supervisor starts it again, and says here which jobs not to run and
//! which to run alone.
//!
//! Without a supervisor, there is no journal, and nothing here does anything.

use std::cell::Cell;
use std::collections::{BTreeMap, BTreeSet};
use std::fs::{self, File, OpenOptions};
use std::io::{self, Write};
use std::path::{Path, PathBuf};
use std::sync::{Condvar, LazyLock, Mutex, MutexGuard, PoisonError};
use std::thread;
use std::time::{Duration, Instant};

use serde::{Deserialize, Serialize};

use super::watchdog;

/// The environment variable with the path of the journal.
pub(super) const VARIABLE: &str = "PEERPRESS_JOURNAL";

/// How long a job waits to run alone, or for one that must run alone.
const LONGEST_WAIT: Duration = Duration::from_secs(5);

/// Why a process ended in the middle of a job.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) enum Death {
    /// The process used too much memory.
    Memory,
    /// The engine asked for more memory than there is, or nested too deeply.
    Crash,
}

/// A job, as the journal knows it.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub(super) struct JobNote {
    pub(super) title: String,
    pub(super) template: String,
}

/// A line of the journal.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub(super) enum Note {
    /// From the supervisor: the job ended a process, so it is not run.
    BarredJob(JobNote, Death),
    /// From the supervisor: jobs of the template ended several processes, so none is run.
    BarredTemplate(String, Death),
    /// From the supervisor: the job may have ended a process, so it runs alone.
    Suspect(String),
    Begin(JobNote),
    End(JobNote),
    /// The inputs of a job that was not to run have changed, and it runs again.
    Cleared(JobNote),
    /// The process uses too much memory, and is about to end. Whether each of its jobs could have
    /// used what a job may.
    TooMuch(bool),
    /// The command has changed something that it must not change twice.
    Committed,
    /// The port of the preview.
    Port(u16),
}

/// Reads the notes of a journal. A line that was not written completely is left out.
pub(super) fn notes(path: &Path) -> Vec<Note> {
    let text = fs::read_to_string(path).unwrap_or_default();
    text.lines().filter_map(|line| serde_json::from_str(line).ok()).collect()
}

/// Adds a note to a journal.
pub(super) fn add(file: &mut File, note: &Note) -> io::Result<()> {
    let mut line = serde_json::to_vec(note)?;
    line.push(b'\n');
    file.write_all(&line)
}

struct Journal {
    path: PathBuf,
    barred: BTreeMap<String, Death>,
    barred_templates: BTreeMap<String, Death>,
    suspects: BTreeSet<String>,
    port: Option<u16>,
    state: Mutex<JournalState>,
    changed: Condvar,
}

#[derive(Default)]
struct JournalState {
    file: Option<File>,
    running: Vec<JobNote>,
    /// How many jobs run alone, or wait for that.
    alone: usize,
    /// What each barred job was made from when it was first refused.
    refused: BTreeMap<String, String>,
}

static JOURNAL: LazyLock<Option<Journal>> = LazyLock::new(Journal::open);

thread_local! {
    /// How many steps of the job of this thread are running, one inside the other.
    static DEPTH: Cell<usize> = const { Cell::new(0) };
}

impl Journal {
    fn open() -> Option<Self> {
        let path = PathBuf::from(std::env::var_os(VARIABLE)?);
        let file = OpenOptions::new().append(true).open(&path).ok()?;
        let mut journal = Self {
            barred: BTreeMap::new(),
            barred_templates: BTreeMap::new(),
            suspects: BTreeSet::new(),
            port: None,
            state: Mutex::new(JournalState { file: Some(file), ..JournalState::default() }),
            changed: Condvar::new(),
            path,
        };
        for note in notes(&journal.path) {
            match note {
                Note::BarredJob(job, death) => drop(journal.barred.insert(job.title, death)),
                Note::BarredTemplate(template, death) => {
                    journal.barred_templates.insert(template, death);
                }
                Note::Suspect(title) => drop(journal.suspects.insert(title)),
                Note::Port(port) => journal.port = Some(port),
                Note::Begin(_)
                | Note::End(_)
                | Note::Cleared(_)
                | Note::TooMuch(_)
                | Note::Committed => {}
            }
        }
        Some(journal)
    }

    fn lock(&self) -> MutexGuard<'_, JournalState> {
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Waits until a suspect can run alone, or until no suspect runs.
    fn wait_for_turn<'a>(
        &self,
        mut state: MutexGuard<'a, JournalState>,
        is_suspect: bool,
    ) -> MutexGuard<'a, JournalState> {
        let deadline = Instant::now() + LONGEST_WAIT;
        let must_wait = |state: &JournalState| {
            if is_suspect { !state.running.is_empty() } else { state.alone > 0 }
        };
        while must_wait(&state) {
            let left = deadline.saturating_duration_since(Instant::now());
            if left.is_zero() {
                // The suspect takes too long, and its own time limit may have passed.
                state.alone = if is_suspect { state.alone } else { 0 };
                break;
            }
            let waited = self.changed.wait_timeout(state, left);
            state = waited.unwrap_or_else(PoisonError::into_inner).0;
        }
        state
    }
}

impl JournalState {
    fn note(&mut self, note: &Note) {
        // Without a note, the supervisor cannot name the job. That is no reason not to run it.
        let _ = self.file.as_mut().map(|file| add(file, note));
    }
}

/// A step of a job that is running on this thread, until it is dropped.
pub(crate) struct Running(Option<JobNote>);

/// Notes that a step of a job begins.
pub(crate) fn begin(title: String, template: &str) -> Running {
    let Some(journal) = &*JOURNAL else { return Running(None) };
    if DEPTH.replace(DEPTH.get() + 1) > 0 {
        return Running(None);
    }
    watchdog::start();
    let is_suspect = journal.suspects.contains(&title);
    let job = JobNote { title, template: template.to_owned() };
    let mut state = journal.lock();
    state.alone += usize::from(is_suspect);
    let mut state = journal.wait_for_turn(state, is_suspect);
    state.note(&Note::Begin(job.clone()));
    state.running.push(job.clone());
    journal.changed.notify_all();
    Running(Some(job))
}

impl Running {
    /// Lets the journal count a job that was abandoned as one that is running.
    pub(crate) fn leave_running(self) {
        std::mem::forget(self);
    }
}

impl Drop for Running {
    fn drop(&mut self) {
        let Some(journal) = &*JOURNAL else { return };
        DEPTH.set(DEPTH.get().saturating_sub(1));
        let Some(job) = self.0.take() else { return };
        let mut state = journal.lock();
        if journal.suspects.contains(&job.title) {
            state.alone = state.alone.saturating_sub(1);
        }
        state.note(&Note::End(job.clone()));
        if let Some(at) = state.running.iter().position(|running| *running == job) {
            state.running.swap_remove(at);
        }
        journal.changed.notify_all();
    }
}

/// Why a job is not run: it ended an earlier process. `inputs` returns what it is made from: a job
/// whose inputs changed since it was first refused runs again.
pub(crate) fn is_barred(
    title: &str,
    template: &str,
    inputs: impl FnOnce() -> String,
) -> Option<Death> {
    let journal = JOURNAL.as_ref()?;
    let barred = journal.barred.get(title).or_else(|| journal.barred_templates.get(template))?;
    let now = inputs();
    let mut state = journal.lock();
    let first = state.refused.entry(title.to_owned()).or_insert_with(|| now.clone());
    if *first == now {
        return Some(*barred);
    }
    state.note(&Note::Cleared(JobNote { title: title.to_owned(), template: template.to_owned() }));
    None
}

/// Notes that the command changes something that it must not change twice.
pub(crate) fn commit() {
    if let Some(journal) = &*JOURNAL {
        journal.lock().note(&Note::Committed);
    }
}

/// The port of the preview before the process was started again.
pub(crate) fn earlier_port() -> Option<u16> {
    JOURNAL.as_ref()?.port
}

/// Notes the port of the preview.
pub(crate) fn note_port(port: u16) {
    if let Some(journal) = &*JOURNAL {
        journal.lock().note(&Note::Port(port));
    }
}

/// Whether no job runs.
pub(super) fn is_idle() -> bool {
    JOURNAL.as_ref().is_none_or(|journal| journal.lock().running.is_empty())
}

/// Waits until a job runs. Returns how many do.
pub(super) fn wait_for_jobs() -> usize {
    let Some(journal) = &*JOURNAL else { return 0 };
    let mut state = journal.lock();
    while state.running.is_empty() {
        state = journal.changed.wait(state).unwrap_or_else(PoisonError::into_inner);
    }
    state.running.len()
}

/// Notes that the process uses too much memory. `is_fair` says whether each of its jobs could have
/// used what a job may.
pub(super) fn note_too_much(is_fair: bool) {
    if let Some(journal) = &*JOURNAL {
        journal.lock().note(&Note::TooMuch(is_fair));
    }
}

/// Whether the process has a supervisor. It then ends with it: the supervisor holds the other end
/// of standard input.
pub(crate) fn is_supervised() -> bool {
    let Some(journal) = &*JOURNAL else { return false };
    let wait = || {
        let _ = io::copy(&mut io::stdin().lock(), &mut io::sink());
        let _ = fs::remove_file(&journal.path);
        watchdog::end();
    };
    // Without the thread, the process outlives a supervisor that is killed, and finishes its work.
    let _ = thread::Builder::new().name("peerpress-supervised".to_owned()).spawn(wait);
    true
}
