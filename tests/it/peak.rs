//! The time and the memory that a command needs, with the processes that it starts.

use std::process::Stdio;
use std::time::{Duration, Instant};

use crate::project::{Project, Run};

/// A command that ended, and what it needed.
#[derive(Debug)]
pub(crate) struct Measured {
    pub(crate) run: Run,
    pub(crate) took: Duration,
    /// The most memory of all its processes together, in megabytes; 0 where it is not known.
    pub(crate) megabytes: u64,
}

/// Runs a command and measures it. Its output must fit into the buffers of the system.
pub(crate) fn measure(project: &Project, day: &str, args: &[&str]) -> Measured {
    let date: jiff::civil::Date = day.parse().unwrap();
    let epoch = date.to_zoned(jiff::tz::TimeZone::UTC).unwrap().timestamp().as_second();
    let mut command = project.command(args);
    command.env("SOURCE_DATE_EPOCH", epoch.to_string());
    let start = Instant::now();
    let child = command.stdout(Stdio::piped()).stderr(Stdio::piped()).spawn().unwrap();
    let watched = watch(child.id());
    let run = Run::of(&child.wait_with_output().unwrap());
    let took = start.elapsed();
    Measured { run, took, megabytes: watched() }
}

/// Watches the processes that start with one. The result returns their most memory, in megabytes.
#[cfg(target_os = "linux")]
fn watch(root: u32) -> impl FnOnce() -> u64 {
    use std::collections::BTreeMap;
    use std::fs;
    use std::sync::Arc;
    use std::sync::atomic::{AtomicBool, Ordering};
    use std::thread;

    fn add(process: u32, peaks: &mut BTreeMap<u32, u64>) {
        let read = |name: String| fs::read_to_string(format!("/proc/{process}/{name}"));
        let Ok(status) = read("status".to_owned()) else { return };
        let line = status.lines().find_map(|line| line.strip_prefix("VmHWM:"));
        let peak = line.and_then(|line| line.trim().trim_end_matches(" kB").parse::<u64>().ok());
        let known = peaks.entry(process).or_default();
        *known = peak.unwrap_or_default().max(*known);
        let children = read(format!("task/{process}/children")).unwrap_or_default();
        children.split(' ').filter_map(|id| id.parse().ok()).for_each(|id| add(id, peaks));
    }

    let is_done = Arc::new(AtomicBool::new(false));
    let stop = Arc::clone(&is_done);
    let watcher = thread::spawn(move || {
        let mut peaks = BTreeMap::new();
        while !stop.load(Ordering::Relaxed) {
            add(root, &mut peaks);
            thread::sleep(Duration::from_millis(2));
        }
        peaks.values().sum::<u64>() / 1024
    });
    move || {
        is_done.store(true, Ordering::Relaxed);
        watcher.join().unwrap()
    }
}

#[cfg(not(target_os = "linux"))]
fn watch(_root: u32) -> impl FnOnce() -> u64 {
    || 0
}
