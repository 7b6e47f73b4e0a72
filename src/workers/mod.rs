//! Runs many jobs at the same time, each within a time limit, on threads with large stacks: Typst's
//! layout recurses deeply.
//!
//! A job that takes too long is abandoned. Its thread ends when the job does, or with the program.

pub(crate) mod journal;
pub(crate) mod supervisor;
mod watchdog;

use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::Arc;
use std::sync::mpsc::{self, RecvTimeoutError, Sender};
use std::thread;
use std::time::{Duration, Instant};

pub(crate) use watchdog::{LIMIT_MB, allow_kept, end_beyond};

/// The name of the worker threads. A panic in one becomes a finding, not a message on the terminal.
pub(crate) const THREAD_NAME: &str = "peerpress-job";

/// The stack size of a worker thread, in bytes. Deep layouts need more than the default of 2 MB.
const STACK_SIZE: usize = 32 * 1024 * 1024;

/// The time limit for a job, unless the command line states another one.
pub(crate) const TIMEOUT: Duration = Duration::from_secs(60);

/// Why a job has no result.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Failure {
    /// The job did not finish within the time limit.
    Timeout,
    /// The code of the job has an error, and this is what it says.
    Panic(String),
}

/// A thread that works on one item after the other.
struct Worker<I> {
    id: usize,
    items: Sender<(usize, Arc<I>)>,
    /// The current item, and when it started.
    busy: Option<(usize, Instant)>,
}

/// The worker's ID, the item's index, and the result.
type WorkResult<T> = (usize, usize, Result<T, Failure>);

/// Does `work` on every item, at most `limit` at a time, and passes each result to `done` as it
/// comes, with the item's index.
pub(crate) fn run<I, T>(
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
    let mut workers: Vec<Worker<I>> = Vec::new();
    let mut started = 0;
    let mut finished = None;
    loop {
        for (index, item) in waiting.by_ref().take(count_free(&workers, limit)) {
            if workers.iter().all(|worker| worker.busy.is_some()) {
                workers.extend(start_worker(started, work, &sender));
                started += 1;
            }
            let idle = workers.iter_mut().find(|worker| {
                worker.busy.is_none() && worker.items.send((index, Arc::clone(item))).is_ok()
            });
            match idle {
                Some(worker) => worker.busy = Some((index, Instant::now())),
                None => done(index, Err(Failure::Panic("there are no more threads".to_owned()))),
            }
        }
        // A worker has its next item before its result is used, which may take long.
        if let Some((index, result)) = finished.take() {
            done(index, result);
        }
        let starts = workers.iter().filter_map(|worker| Some(worker.busy?.1));
        let Some(deadline) = starts.min().map(|start| start + timeout) else {
            if waiting.len() == 0 {
                return;
            }
            continue;
        };
        match receiver.recv_timeout(deadline.saturating_duration_since(Instant::now())) {
            Ok((id, index, result)) => {
                // The result of a worker that was abandoned has no taker.
                if let Some(worker) = workers.iter_mut().find(|worker| worker.id == id) {
                    worker.busy = None;
                    finished = Some((index, result));
                }
            }
            Err(RecvTimeoutError::Timeout) => {
                for index in abandon_late(&mut workers, timeout) {
                    done(index, Err(Failure::Timeout));
                }
            }
            Err(RecvTimeoutError::Disconnected) => return,
        }
    }
}

/// Does some work within a time limit, on a thread of its own. Work on a worker thread is part of a
/// job, which has a limit already.
///
/// # Errors
/// If the work does not end in time, or panics.
pub(crate) fn within<T: Send + 'static>(
    timeout: Duration,
    work: impl FnOnce() -> T + Send + 'static,
) -> Result<T, Failure> {
    if thread::current().name() == Some(THREAD_NAME) {
        return Ok(work());
    }
    let (sender, receiver) = mpsc::channel();
    let thread = thread::Builder::new().name(THREAD_NAME.to_owned()).stack_size(STACK_SIZE);
    // The receiver is gone when the work took too long.
    let started = thread.spawn(move || drop(sender.send(catch(work))));
    if started.is_err() {
        return Err(Failure::Panic("there are no more threads".to_owned()));
    }
    let result = receiver.recv_timeout(timeout).map_err(|_| Failure::Timeout)?;
    result.map_err(Failure::Panic)
}

/// Does some work that may panic.
///
/// # Errors
/// What the panic says.
pub(crate) fn catch<T>(work: impl FnOnce() -> T) -> Result<T, String> {
    catch_unwind(AssertUnwindSafe(work)).map_err(|panic| {
        let text = panic.downcast_ref::<String>().map(String::as_str);
        let text = text.or_else(|| panic.downcast_ref::<&str>().copied()).unwrap_or("no details");
        text.lines().next().unwrap_or_default().to_owned()
    })
}

/// Returns how many more items can start.
fn count_free<I>(workers: &[Worker<I>], limit: usize) -> usize {
    limit.max(1) - workers.iter().filter(|worker| worker.busy.is_some()).count()
}

/// Removes the workers whose item takes too long. Returns the items. The threads end after their
/// items because nobody can send them more.
fn abandon_late<I>(workers: &mut Vec<Worker<I>>, timeout: Duration) -> Vec<usize> {
    let is_late =
        |worker: &Worker<I>| worker.busy.is_some_and(|(_, start)| start.elapsed() >= timeout);
    let late = workers.iter().filter(|worker| is_late(worker));
    let late: Vec<usize> = late.filter_map(|worker| Some(worker.busy?.0)).collect();
    workers.retain(|worker| worker.busy.is_none_or(|(index, _)| !late.contains(&index)));
    late
}

/// Starts a thread that works on the items it receives until its sender is gone. `None` if the
/// system has no thread to give.
fn start_worker<I, T>(
    id: usize,
    work: &Arc<impl Fn(&I) -> T + Send + Sync + 'static>,
    results: &Sender<WorkResult<T>>,
) -> Option<Worker<I>>
where
    I: Send + Sync + 'static,
    T: Send + 'static,
{
    let (items, received) = mpsc::channel::<(usize, Arc<I>)>();
    let (work, results) = (Arc::clone(work), results.clone());
    let serve = move || {
        for (index, item) in received {
            let result = catch(|| work(&item)).map_err(Failure::Panic);
            // The receiver is gone when the run ended without this item.
            let _ = results.send((id, index, result));
        }
    };
    let thread = thread::Builder::new().name(THREAD_NAME.to_owned()).stack_size(STACK_SIZE);
    thread.spawn(serve).ok()?;
    Some(Worker { id, items, busy: None })
}
