//! Runs a command in a second process and watches over it. A template can make the typesetting
//! engine ask for more memory than there is, or nest deeper than the stack: then Rust ends the
//! process, and with it all other jobs. The supervisor finds out from the journal which job that
//! was, and runs the command again without it.

use std::collections::{BTreeMap, BTreeSet};
use std::env;
use std::fs::{File, OpenOptions};
use std::io;
use std::path::Path;
use std::process::{Child, Command, ExitStatus, Stdio};
use std::time::{Duration, Instant};

use tempfile::TempPath;

use super::journal::{self, Death, JobNote, Note, VARIABLE};

/// The maximum number of times that a command starts within [`CALM`].
const MOST_STARTS: usize = 60;

/// A process that ran for this long did not end because of an earlier job.
const CALM: Duration = Duration::from_secs(30);

/// A template whose jobs ended this many processes is not run again.
const MOST_DEATHS: usize = 2;

/// The variable that sets for how long mimalloc keeps free memory, in milliseconds, and a time that
/// is longer than between two uses in a batch. By default, the system takes memory back after a
/// hundredth of a second, and clears each page again when it is used next.
const MEMORY_KEPT: (&str, &str) = ("MIMALLOC_PURGE_DELAY", "1000");

/// How a supervised command ended.
#[derive(Debug, PartialEq, Eq)]
pub(crate) enum Ending {
    /// The command came to its end, with this exit code.
    Exit(u8),
    /// A job ended the process, and the command cannot start again. It is one of these.
    Stopped(Vec<String>),
}

/// A command, as far as the supervisor has to know it.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Supervised {
    /// It can start again after it was interrupted.
    pub(crate) is_repeatable: bool,
    /// Its jobs are alike, so that each needs the memory that the one before it has freed. Where
    /// they are not, such memory would only add up.
    pub(crate) has_like_jobs: bool,
}

/// Runs this program again with the same arguments. Returns `None` if there can be no second
/// process.
pub(crate) fn supervise(command: Supervised) -> Option<Ending> {
    let program = env::current_exe().ok()?;
    let journal = tempfile::Builder::new().prefix("peerpress-").tempfile().ok()?.into_temp_path();
    let mut record = EndedProcesses::default();
    let mut starts = 0;
    while starts < MOST_STARTS {
        starts += 1;
        let start = Instant::now();
        let child = write(&journal, &record.notes())
            .and_then(|()| spawn(&program, &journal, command.has_like_jobs));
        let status = match child.and_then(wait) {
            Ok(status) => status,
            Err(_) if record.is_empty() => return None,
            Err(_) => return Some(Ending::Stopped(record.culprits())),
        };
        let notes = journal::notes(&journal);
        let running = running(&notes);
        if running.is_empty() || !has_crashed(status, &notes) {
            return Some(Ending::Exit(exit_code(status)));
        }
        let is_committed = notes.iter().any(|note| matches!(note, Note::Committed));
        if !command.is_repeatable || is_committed {
            return Some(Ending::Stopped(running.into_iter().map(|job| job.title).collect()));
        }
        if start.elapsed() > CALM {
            starts = 0;
        }
        record.add(running, &notes);
    }
    Some(Ending::Stopped(record.culprits()))
}

fn write(journal: &TempPath, notes: &[Note]) -> io::Result<()> {
    let mut file = File::create(journal)?;
    notes.iter().try_for_each(|note| journal::add(&mut file, note))
}

fn spawn(program: &Path, journal: &TempPath, keeps_memory: bool) -> io::Result<Child> {
    // A process that cannot open its journal would run without limits.
    OpenOptions::new().append(true).open(journal)?;
    let mut command = Command::new(program);
    command.args(env::args_os().skip(1)).env(VARIABLE, journal.as_os_str());
    let (variable, time) = MEMORY_KEPT;
    if keeps_memory && env::var_os(variable).is_none() {
        command.env(variable, time);
    }
    command.stdin(Stdio::piped()).spawn()
}

/// Waits for the process. It ends when its standard input does, so this end of it stays open.
fn wait(mut child: Child) -> io::Result<ExitStatus> {
    let _lifeline = child.stdin.take();
    child.wait()
}

/// The jobs that had begun and not ended.
fn running(notes: &[Note]) -> Vec<JobNote> {
    let mut running: Vec<JobNote> = Vec::new();
    for note in notes {
        match note {
            Note::Begin(job) => running.push(job.clone()),
            Note::End(job) => {
                if let Some(at) = running.iter().position(|known| known == job) {
                    running.swap_remove(at);
                }
            }
            _ => {}
        }
    }
    running
}

/// Whether the process ended in the middle of its work, and not because somebody stopped it.
fn has_crashed(status: ExitStatus, notes: &[Note]) -> bool {
    if notes.iter().any(|note| matches!(note, Note::TooMuch(_))) {
        return true;
    }
    #[cfg(unix)]
    {
        use std::os::unix::process::ExitStatusExt;
        // Interrupt, quit, hang up, terminate, and a closed pipe.
        status.signal().is_some_and(|signal| ![1, 2, 3, 13, 15].contains(&signal))
    }
    #[cfg(not(unix))]
    {
        // Windows reports a crash as a negative number; Ctrl+C is one of them.
        const CONTROL_C: i32 = 0xC000_013A_u32.cast_signed();
        status.code().is_none_or(|code| code < 0 && code != CONTROL_C)
    }
}

/// The exit code of a process. As in a shell, one that a signal ended has 128 and its number.
fn exit_code(status: ExitStatus) -> u8 {
    #[cfg(unix)]
    {
        use std::os::unix::process::ExitStatusExt;
        if let Some(signal) = status.signal() {
            return u8::try_from(128 + signal).unwrap_or(u8::MAX);
        }
    }
    status.code().and_then(|code| u8::try_from(code).ok()).unwrap_or(u8::MAX)
}

/// What the supervisor knows of the processes that ended.
#[derive(Default)]
struct EndedProcesses {
    culprits: BTreeMap<JobNote, Death>,
    suspects: BTreeSet<JobNote>,
    /// How many processes the jobs of a template ended, and how the last one did.
    templates: BTreeMap<String, (usize, Option<Death>)>,
    port: Option<u16>,
}

impl EndedProcesses {
    /// Whether no process has ended yet.
    fn is_empty(&self) -> bool {
        self.culprits.is_empty() && self.suspects.is_empty()
    }

    /// Adds a process that ended while jobs were running. If they have one template, it is the
    /// culprit, unless there were too many of them for the memory. Otherwise each of them runs
    /// alone, to find out; if they did, all are refused.
    fn add(&mut self, running: Vec<JobNote>, notes: &[Note]) {
        let is_memory = notes.iter().any(|note| matches!(note, Note::TooMuch(_)));
        let death = if is_memory { Death::Memory } else { Death::Crash };
        for note in notes {
            if let Note::Cleared(job) = note {
                self.culprits.remove(job);
                self.templates.remove(&job.template);
            }
        }
        let mut ports = notes.iter().filter_map(|note| match note {
            Note::Port(port) => Some(*port),
            _ => None,
        });
        self.port = ports.next_back().or(self.port);
        let running: BTreeSet<JobNote> = running.into_iter().collect();
        let templates: BTreeSet<&String> = running.iter().map(|job| &job.template).collect();
        let is_fair = !notes.iter().any(|note| matches!(note, Note::TooMuch(false)));
        let is_clear = running.len() == 1 || templates.len() == 1 && is_fair;
        if !is_clear && !running.is_subset(&self.suspects) {
            self.suspects.extend(running);
            return;
        }
        for template in templates {
            let (count, last) = self.templates.entry(template.clone()).or_default();
            (*count, *last) = (*count + 1, Some(death));
        }
        self.suspects.retain(|job| !running.contains(job));
        self.culprits.extend(running.into_iter().map(|job| (job, death)));
    }

    /// What the next process must know.
    fn notes(&self) -> Vec<Note> {
        let culprits = self.culprits.iter();
        let mut notes: Vec<Note> =
            culprits.map(|(job, death)| Note::BarredJob(job.clone(), *death)).collect();
        for (template, (count, death)) in &self.templates {
            if let (MOST_DEATHS.., Some(death)) = (*count, death) {
                notes.push(Note::BarredTemplate(template.clone(), *death));
            }
        }
        notes.extend(self.suspects.iter().map(|job| Note::Suspect(job.title.clone())));
        notes.extend(self.port.map(Note::Port));
        notes
    }

    fn culprits(self) -> Vec<String> {
        self.culprits.into_keys().map(|job| job.title).collect()
    }
}
