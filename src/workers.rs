//! Doing many jobs at once, each on a thread of its own with a large stack (Typst's layout recurses deeply), within a time limit.
//!
//! A job that does not end is given up: its thread stays behind and ends with the program.

use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::Arc;
use std::sync::mpsc::{self, RecvTimeoutError};
use std::thread;
use std::time::{Duration, Instant};

/// The name of the threads, so that a fault in one is told as a finding and not by the default panic message.
pub const THREAD_NAME: &str = "peerpress-job";

/// Deep layouts need more than the usual two megabytes.
const STACK: usize = 32 * 1024 * 1024;

/// How a job ended without a result.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Failure {
    /// It was not done within the time limit.
    Timeout,
    /// It broke down.
    Panic,
}

/// Does `work` on every item, `limit` at a time, and hands each result to `done` as it comes.
pub fn run<I, T>(
    items: &[Arc<I>],
    limit: usize,
    timeout: Duration,
    work: &Arc<impl Fn(&I) -> T + Send + Sync + 'static>,
    mut done: impl FnMut(usize, Result<T, Failure>),
) where
    I: Send + Sync + 'static,
    T: Send + 'static,
{
    let (sender, receiver) = mpsc::channel();
    let mut waiting = items.iter().enumerate();
    let mut running: Vec<(usize, Instant)> = Vec::new();
    loop {
        while running.len() < limit.max(1) {
            let Some((index, item)) = waiting.next() else { break };
            let (sender, item, work) = (sender.clone(), Arc::clone(item), Arc::clone(work));
            let job = move || {
                let result = catch_unwind(AssertUnwindSafe(|| work(&item)));
                // The receiver is gone if this job was given up; there is no one left to tell.
                let _ = sender.send((index, result.map_err(|_| Failure::Panic)));
            };
            match thread::Builder::new().name(THREAD_NAME.to_owned()).stack_size(STACK).spawn(job) {
                Ok(_) => running.push((index, Instant::now())),
                Err(_) => done(index, Err(Failure::Panic)),
            }
        }
        let Some(deadline) = running.iter().map(|(_, start)| *start + timeout).min() else { return };
        match receiver.recv_timeout(deadline.saturating_duration_since(Instant::now())) {
            Ok((index, result)) => {
                if let Some(at) = running.iter().position(|(running, _)| *running == index) {
                    running.swap_remove(at);
                    done(index, result);
                }
            }
            Err(RecvTimeoutError::Timeout) => {
                let late: Vec<usize> = running.iter().filter(|(_, start)| start.elapsed() >= timeout).map(|(index, _)| *index).collect();
                running.retain(|(index, _)| !late.contains(index));
                late.into_iter().for_each(|index| done(index, Err(Failure::Timeout)));
            }
            Err(RecvTimeoutError::Disconnected) => return,
        }
    }
}
