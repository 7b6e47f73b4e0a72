//! `peerpress watch`: lays out what a save concerns, shows it in the browser at once, and then writes the files.

mod board;
mod folder;
mod http;
mod server;
mod studio;

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::sync::mpsc::{self, Receiver, RecvTimeoutError, Sender};
use std::thread;
use std::time::{Duration, Instant};

use crate::content::edition::Edition;
use crate::error::Error;
use crate::output::lock::Lock;
use crate::pipeline::{self, Outcome, Request};
use crate::plan::Selection;
use crate::project::Project;
use board::Board;
use folder::Folders;
use studio::Studio;

/// A save is over when nothing happened for so long.
const QUIET: Duration = Duration::from_millis(12);

/// A save that does not come to rest is looked at all the same.
const RESTLESS: Duration = Duration::from_millis(250);

/// A file that cannot be read may be half written: so long, the other half is waited for.
const HALF_WRITTEN: Duration = Duration::from_millis(150);

/// How often one looks for folders that came back.
const LOOK_EVERY: Duration = Duration::from_millis(700);

/// What wakes the one who lays out.
#[derive(Debug, Clone, Copy)]
enum Signal {
    /// Something was saved.
    Saved(Saved),
    /// Another sheet is looked at.
    Viewed,
    /// Files were written, which makes Typst forget.
    Wrote,
}

/// What is known of a save.
#[derive(Debug, Clone, Copy, Default)]
struct Saved {
    /// A font may be among it.
    fonts: bool,
    /// A watched folder came or went.
    moved: bool,
}

impl Saved {
    fn and(self, other: Self) -> Self {
        Self { fonts: self.fonts | other.fonts, moved: self.moved | other.moved }
    }
}

/// Watches a project until the program ends. `ready` hears the preview's address, `wrote` what became of the files after each save.
pub fn watch(
    project: &Project,
    out: &Path,
    request: &Request,
    port: Option<u16>,
    ready: impl FnOnce(&str),
    wrote: impl Fn(Result<Outcome, Error>, Duration) + Send + 'static,
) -> Result<(), Error> {
    let (sender, signals) = mpsc::channel();
    let mut folders = Folders::new(project, sender.clone())?;
    let listener = server::listen(port)?;
    let address = listener
        .local_addr()
        .map_err(|error| Error::usage(format!("the preview has no address: {error}")))?;
    let board = Arc::new(Board::default());
    server::serve(listener, Arc::clone(&board), sender.clone())?;
    ready(&format!("http://{address}/"));
    let write = writer(
        project.clone(),
        out.to_owned(),
        request.clone(),
        Arc::clone(&board),
        sender,
        wrote,
    )?;
    let all = Edition::ALL;
    let selection = Selection { editions: all.to_vec(), ..request.selection.clone() };
    let mut studio = Studio::new(project, selection, request.jobs, request.timeout);
    let mut saved = Some(Saved { fonts: true, moved: false });
    loop {
        if let Some(save) = saved.take() {
            if save.moved {
                folders.forget();
            }
            // Before anything is read, so that no later save is missed.
            folders.refresh(&studio.read_files());
            saved = round(&mut studio, &board, &signals, save);
            if saved.is_some() {
                continue;
            }
            folders.refresh(&studio.read_files());
            // The writer is gone only if it broke down, which is told; the preview goes on.
            let _ = write.send(());
        }
        let is_idle = !studio.draw_next(&board);
        saved = wait(&mut studio, &signals, is_idle);
        if saved.is_none() && is_idle && folders.refresh(&studio.read_files()) {
            saved = Some(Saved { fonts: true, moved: false });
        }
    }
}

/// Reads the facts and lays out what is looked at. If the facts cannot be read, the rest of the save may be on its way: it is given back.
fn round(
    studio: &mut Studio,
    board: &Board,
    signals: &Receiver<Signal>,
    save: Saved,
) -> Option<Saved> {
    if !studio.read(board, save.fonts) {
        return match signals.recv_timeout(HALF_WRITTEN) {
            Ok(Signal::Saved(more)) => {
                Some(settle(signals).and(more).and(Saved { moved: false, ..save }))
            }
            Ok(Signal::Viewed | Signal::Wrote) | Err(_) => None,
        };
    }
    // What is looked at comes first, before anything else is asked of this thread.
    studio.draw_next(board);
    None
}

/// Waits for a save; when there is still something to lay out, only looks whether there was one.
fn wait(studio: &mut Studio, signals: &Receiver<Signal>, is_idle: bool) -> Option<Saved> {
    let signal = if is_idle {
        signals.recv_timeout(LOOK_EVERY)
    } else {
        signals.try_recv().map_err(|_| RecvTimeoutError::Timeout)
    };
    match signal {
        Ok(Signal::Saved(save)) => Some(settle(signals).and(save)),
        Ok(Signal::Wrote) => {
            studio.forgotten();
            None
        }
        Ok(Signal::Viewed) | Err(_) => None,
    }
}

/// Waits until a save has come to rest.
fn settle(signals: &Receiver<Signal>) -> Saved {
    let start = Instant::now();
    let mut saved = Saved::default();
    while start.elapsed() < RESTLESS {
        match signals.recv_timeout(QUIET) {
            Ok(Signal::Saved(more)) => saved = saved.and(more),
            Ok(Signal::Viewed | Signal::Wrote) => {}
            Err(_) => break,
        }
    }
    saved
}

/// Writes files in a thread of its own, whenever it is told that something changed; several tellings are one.
fn writer(
    project: Project,
    out: PathBuf,
    request: Request,
    board: Arc<Board>,
    signals: Sender<Signal>,
    wrote: impl Fn(Result<Outcome, Error>, Duration) + Send + 'static,
) -> Result<Sender<()>, Error> {
    let (sender, told) = mpsc::channel();
    let request = Request { write: true, ..request };
    let work = move || {
        while told.recv().is_ok() {
            // More may have been saved meanwhile.
            while told.recv_timeout(HALF_WRITTEN).is_ok() {}
            // A project that was moved away is not begun anew in its old place.
            if !project.root().is_dir() {
                continue;
            }
            let start = Instant::now();
            let lock = Lock::take(&out, request.timeout, || ());
            let outcome =
                lock.and_then(|_lock| pipeline::build(&project, &out, &request, |_, _| ()));
            if let Ok(outcome) = &outcome {
                let mut findings: BTreeMap<String, Vec<serde_json::Value>> = BTreeMap::new();
                for finding in outcome.report.findings() {
                    if let Some(job) = &finding.job {
                        findings
                            .entry(job.clone())
                            .or_default()
                            .push(board::told(&outcome.report, finding));
                    }
                }
                board.change(|shown| shown.written(&findings));
            }
            wrote(outcome, start.elapsed());
            // The one who lays out ends with the program.
            let _ = signals.send(Signal::Wrote);
        }
    };
    thread::Builder::new()
        .name("peerpress-writer".to_owned())
        .spawn(work)
        .map_err(|error| Error::usage(format!("no thread can be started: {error}")))?;
    Ok(sender)
}
