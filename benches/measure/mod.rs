//! What the benches share: running a program as a user does, and measuring it.

use std::fs;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};
use std::sync::atomic::{AtomicBool, Ordering};
use std::thread;
use std::time::{Duration, Instant};

/// How often to look at the memory of a program.
const INTERVAL: Duration = Duration::from_millis(2);

/// The time and, on Linux, the peak memory in kilobytes.
pub type Measured = (Duration, Option<u64>);

/// Runs a program to its end. The memory is that of its largest process, because commands that lay
/// out pages do it in a second one.
pub fn run(command: &mut Command) -> Measured {
    let start = Instant::now();
    let mut child =
        command.stdout(Stdio::null()).stderr(Stdio::null()).spawn().expect("the program starts");
    let (id, has_ended) = (child.id(), AtomicBool::new(false));
    let (status, took, peak) = thread::scope(|scope| {
        let watch = scope.spawn(|| {
            let mut peak = None;
            while !has_ended.load(Ordering::Relaxed) {
                peak = peak.max(largest(id));
                thread::sleep(INTERVAL);
            }
            peak
        });
        let status = child.wait().expect("the program can be waited for");
        let took = start.elapsed();
        has_ended.store(true, Ordering::Relaxed);
        (status, took, watch.join().expect("reading files does not panic"))
    });
    assert!(status.success(), "{command:?}: {status}");
    (took, peak)
}

/// The peak memory of the largest of a process and those that it started, in kilobytes.
fn largest(id: u32) -> Option<u64> {
    let id = id.to_string();
    let folder = Path::new("/proc").join(&id);
    let own = fs::read_to_string(folder.join("status")).ok().and_then(|text| {
        let line = text.lines().find(|line| line.starts_with("VmHWM:"))?;
        line.split_whitespace().nth(1)?.parse().ok()
    });
    let children = fs::read_to_string(folder.join("task").join(&id).join("children"));
    let children = children.unwrap_or_default();
    let children = children.split_whitespace().filter_map(|child| largest(child.parse().ok()?));
    children.chain(own).max()
}

/// The clock of the program: December 1, 2026, after the sessions of the starter.
const NOW: &str = "1796126400";

/// `peerpress` in a project.
pub fn peerpress(project: &Path) -> Command {
    let mut command = Command::new(env!("CARGO_BIN_EXE_peerpress"));
    command.arg("-C").arg(project);
    command.env("PEERPRESS_STATE", state(project)).env("SOURCE_DATE_EPOCH", NOW);
    command
}

/// The folder in which the program keeps what it saw of a project last.
pub fn state(project: &Path) -> PathBuf {
    project.with_extension("state")
}

/// The memory for the table.
pub fn megabytes(peak: Option<u64>) -> String {
    peak.map_or_else(|| "–".to_owned(), |kilobytes| format!("{} MB", kilobytes / 1024))
}
