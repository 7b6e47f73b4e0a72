//! Ends a process that uses too much memory while it lays out, or while it reads the file of a
//! stranger. Rust aborts where memory cannot be had, and no job can be stopped from outside, so the
//! process itself has to end.

use std::sync::Once;
use std::sync::atomic::{AtomicBool, Ordering};
use std::thread;
use std::time::{Duration, Instant};

use memory_stats::memory_stats;

use super::journal;

/// What the process may use besides its jobs: the project, its fonts, and what is kept of earlier
/// jobs.
const BASE: usize = 320 << 20;

/// What each running job may use on top of that. The largest photo that a piece can show needs
/// nearly as much.
const PER_JOB: usize = 256 << 20;

/// What the process may use, however many jobs it runs.
const MOST: usize = 900 << 20;

/// The limit for a job that runs alone, in megabytes, for messages.
pub(crate) const LIMIT_MB: usize = (BASE + PER_JOB) >> 20;

/// How often to look. Memory grows by a few megabytes in this time.
const INTERVAL: Duration = Duration::from_millis(4);

/// While no job runs for this long, the process does something else that needs memory.
const PAUSE: Duration = Duration::from_millis(200);

/// The exit code of a process that has ended itself.
const ENDED: i32 = 86;

/// Whether the process keeps more than it did when the memory besides its jobs was last measured.
static KEEPS_MORE: AtomicBool = AtomicBool::new(false);

/// Notes that what the process keeps of earlier jobs, such as the pages of a preview, is not the
/// fault of those to come. Does nothing while a job runs.
pub(crate) fn allow_kept() {
    if journal::is_idle() {
        KEEPS_MORE.store(true, Ordering::Relaxed);
    }
}

/// Starts to watch the memory of this process, once.
pub(super) fn start() {
    static STARTED: Once = Once::new();
    STARTED.call_once(|| {
        // Without the thread, only the system limits the memory.
        let _ = thread::Builder::new().name("peerpress-watchdog".to_owned()).spawn(watch);
    });
}

fn watch() {
    let mut before = None;
    loop {
        let start = Instant::now();
        let jobs = journal::wait_for_jobs();
        // What was read while no job ran, such as a large roster, is not the fault of a job.
        let is_measured = !KEEPS_MORE.swap(false, Ordering::Relaxed) && start.elapsed() < PAUSE;
        let before = match before {
            Some(before) if is_measured => before,
            _ => *before.insert(used().saturating_sub(BASE / 2)),
        };
        let wanted = BASE + PER_JOB * jobs;
        if used() > before + wanted.min(MOST) {
            journal::note_too_much(wanted <= MOST);
            end();
        }
        thread::sleep(INTERVAL);
    }
}

/// Ends the process, with an exit code, if what follows takes more memory, in bytes, or more time.
/// `explain` says so. Where the system says how long the processors worked for the process, a busy
/// computer makes no difference.
pub(crate) fn end_beyond(
    memory: usize,
    time: Duration,
    code: u8,
    explain: impl FnOnce() + Send + 'static,
) {
    let (before, start) = (used(), worked());
    let watch = move || {
        while used() <= before + memory && worked() <= start + time {
            thread::sleep(INTERVAL);
        }
        explain();
        std::process::exit(code.into());
    };
    // Without the thread, only the system limits the memory.
    let _ = thread::Builder::new().name("peerpress-watchdog".to_owned()).spawn(watch);
}

/// How long the processors worked for the process.
#[cfg(unix)]
fn worked() -> Duration {
    let time = rustix::time::clock_gettime(rustix::time::ClockId::ProcessCPUTime);
    Duration::try_from(time).unwrap_or_default()
}

/// How long ago this was called first.
#[cfg(not(unix))]
fn worked() -> Duration {
    static START: std::sync::LazyLock<std::time::Instant> =
        std::sync::LazyLock::new(std::time::Instant::now);
    START.elapsed()
}

/// The memory that the process uses, in bytes.
fn used() -> usize {
    memory_stats().map_or(0, |memory| memory.physical_mem)
}

/// Ends the process at once.
pub(super) fn end() {
    std::process::exit(ENDED);
}
