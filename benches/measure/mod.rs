//! What both benches share: running a program as a user does, and measuring it.

use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};
use std::time::{Duration, Instant};

/// The time and, on Linux, the peak memory in kilobytes.
pub type Measured = (Duration, Option<u64>);

/// Runs a program to its end.
pub fn run(command: &mut Command) -> Measured {
    let start = Instant::now();
    let mut child =
        command.stdout(Stdio::null()).stderr(Stdio::null()).spawn().expect("the program starts");
    let status = Path::new("/proc").join(child.id().to_string()).join("status");
    let mut peak = None;
    loop {
        let memory = std::fs::read_to_string(&status).ok().and_then(|text| {
            let line = text.lines().find(|line| line.starts_with("VmHWM:"))?;
            line.split_whitespace().nth(1)?.parse().ok()
        });
        peak = peak.max(memory);
        if let Some(status) = child.try_wait().expect("the program can be waited for") {
            assert!(status.success(), "{command:?}: {status}");
            return (start.elapsed(), peak);
        }
        std::thread::sleep(Duration::from_millis(2));
    }
}

/// `peerpress` in a project.
pub fn peerpress(project: &Path) -> Command {
    let mut command = Command::new(env!("CARGO_BIN_EXE_peerpress"));
    command.arg("-C").arg(project).env("PEERPRESS_STATE", state(project));
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
