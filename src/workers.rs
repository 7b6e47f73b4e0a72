//! Doing many jobs at once, on threads of their own with large stacks (Typst's layout recurses deeply), each job within a time limit.
//!
//! A job that does not end is given up: its thread stays behind and ends with the program.

use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::Arc;
use std::sync::mpsc::{self, RecvTimeoutError, Sender};
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

/// What a thread is given: items of the list, one after the other.
struct Worker<I> {
    id: usize,
    hand: Sender<(usize, Arc<I>)>,
    /// The item that it works on, and since when.
    busy: Option<(usize, Instant)>,
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
    let mut workers: Vec<Worker<I>> = Vec::new();
    let mut hired = 0;
    loop {
        for (index, item) in waiting.by_ref().take(free(&workers, limit)) {
            if workers.iter().all(|worker| worker.busy.is_some()) {
                workers.extend(hire(hired, work, &sender));
                hired += 1;
            }
            let idle = workers.iter_mut().find(|worker| {
                worker.busy.is_none() && worker.hand.send((index, Arc::clone(item))).is_ok()
            });
            match idle {
                Some(worker) => worker.busy = Some((index, Instant::now())),
                None => done(index, Err(Failure::Panic)),
            }
        }
        let Some(deadline) =
            workers.iter().filter_map(|worker| Some(worker.busy?.1 + timeout)).min()
        else {
            if waiting.len() == 0 {
                return;
            }
            continue;
        };
        match receiver.recv_timeout(deadline.saturating_duration_since(Instant::now())) {
            Ok((id, index, result)) => {
                if let Some(worker) = workers.iter_mut().find(|worker| worker.id == id) {
                    worker.busy = None;
                    done(index, result);
                }
            }
            Err(RecvTimeoutError::Timeout) => {
                let is_late = |worker: &Worker<I>| {
                    worker.busy.is_some_and(|(_, start)| start.elapsed() >= timeout)
                };
                let late: Vec<usize> = workers
                    .iter()
                    .filter(|worker| is_late(worker))
                    .filter_map(|worker| Some(worker.busy?.0))
                    .collect();
                // Whoever is given up ends when it is done after all: no one hands it more.
                workers
                    .retain(|worker| worker.busy.is_none_or(|(index, _)| !late.contains(&index)));
                late.into_iter().for_each(|index| done(index, Err(Failure::Timeout)));
            }
            Err(RecvTimeoutError::Disconnected) => return,
        }
    }
}

/// How many more items may be in work.
fn free<I>(workers: &[Worker<I>], limit: usize) -> usize {
    limit.max(1) - workers.iter().filter(|worker| worker.busy.is_some()).count()
}

type Told<T> = (usize, usize, Result<T, Failure>);

/// A thread that works on what it is handed until no one can hand it more; none if the system gives no thread.
fn hire<I, T>(
    id: usize,
    work: &Arc<impl Fn(&I) -> T + Send + Sync + 'static>,
    tell: &Sender<Told<T>>,
) -> Option<Worker<I>>
where
    I: Send + Sync + 'static,
    T: Send + 'static,
{
    let (hand, given) = mpsc::channel::<(usize, Arc<I>)>();
    let (work, tell) = (Arc::clone(work), tell.clone());
    let job = move || {
        for (index, item) in given {
            let result = catch_unwind(AssertUnwindSafe(|| work(&item)));
            // The receiver is gone if this job was given up; there is no one left to tell.
            let _ = tell.send((id, index, result.map_err(|_| Failure::Panic)));
        }
    };
    thread::Builder::new().name(THREAD_NAME.to_owned()).stack_size(STACK).spawn(job).ok()?;
    Some(Worker { id, hand, busy: None })
}
