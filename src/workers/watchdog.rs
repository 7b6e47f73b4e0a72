//! Ends a supervised process that uses too much memory while it lays out. Rust aborts where memory
//! cannot be had, and no job can be stopped from outside, so the process itself has to end.

use std::sync::Once;
use std::thread;
use std::time::Duration;

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

/// The exit code of a process that has ended itself.
const ENDED: i32 = 86;

/// Starts to watch the memory of this process, once.
pub(super) fn start() {
    static STARTED: Once = Once::new();
    STARTED.call_once(|| {
        // Without the thread, only the system limits the memory.
        let _ = thread::Builder::new().name("peerpress-watchdog".to_owned()).spawn(watch);
    });
}

fn watch() {
    // A large ledger that was read before the first job is not the fault of the job.
    let before = used().saturating_sub(BASE / 2);
    loop {
        let jobs = journal::wait_for_jobs();
        let wanted = BASE + PER_JOB * jobs;
        if used() > before + wanted.min(MOST) {
            journal::note_too_much(wanted <= MOST);
            end();
        }
        thread::sleep(INTERVAL);
    }
}

/// The memory that the process uses, in bytes.
fn used() -> usize {
    memory_stats().map_or(0, |memory| memory.physical_mem)
}

/// Ends the process at once.
pub(super) fn end() {
    std::process::exit(ENDED);
}
