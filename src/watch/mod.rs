//! `peerpress watch`: lays out what a save changed, shows it in the browser at once, and then
//! writes the files.

mod folder;
mod http;
mod poll;
mod renderer;
mod server;
mod state;
mod website;

use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::sync::mpsc::{self, Receiver, RecvTimeoutError, Sender};
use std::thread;
use std::time::{Duration, Instant};

use crate::content::edition::Edition;
use crate::error::Error;
use crate::output::lock::Lock;
use crate::pipeline::{self, BuildRequest, Outcome};
use crate::plan::Selection;
use crate::project::Project;
use crate::workers::{self, journal};
use folder::Folders;
use poll::Poll;
use renderer::PreviewRenderer;
use server::Served;
use state::PreviewState;

/// A save has ended when nothing happened for this long.
const QUIET: Duration = Duration::from_millis(12);

/// Files that keep changing are read after this long.
const LONGEST_SAVE: Duration = Duration::from_millis(250);

/// A file that cannot be read may be half written. This is how long to wait for the other half.
const HALF_WRITTEN: Duration = Duration::from_millis(150);

/// How often to look for folders that were moved away and back.
const LOOK_EVERY: Duration = Duration::from_millis(700);

/// What wakes the renderer.
#[derive(Debug, Clone, Copy)]
enum Signal {
    Saved(Save),
    /// The user looks at another job.
    Viewed,
    /// Files were written, which evicts the cache of Typst.
    Wrote,
}

/// What the writer does.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Errand {
    /// Write the files of the pieces, and make the website if somebody looks at it.
    Files,
    /// Make the website if somebody looks at it.
    Website,
}

/// What a save may have changed.
#[derive(Debug, Clone, Copy, Default)]
struct Save {
    /// Whether a font may have changed.
    fonts: bool,
    /// Whether a watched folder appeared or disappeared.
    moved: bool,
}

impl Save {
    fn and(self, other: Self) -> Self {
        Self { fonts: self.fonts | other.fonts, moved: self.moved | other.moved }
    }
}

/// Watches a project until the program ends. `announce` receives the address of the preview,
/// `report` the result of writing files after each save. `unreported` is called once if the drive
/// reports no changes, so that Peerpress looks for them itself.
///
/// # Errors
/// If the preview cannot be served.
pub(crate) fn watch(
    project: &Project,
    out: &Path,
    request: &BuildRequest,
    port: Option<u16>,
    announce: impl FnOnce(&str),
    report: impl Fn(Result<Outcome, Error>, Duration) + Send + 'static,
    unreported: impl FnOnce(),
) -> Result<(), Error> {
    let (sender, signals) = mpsc::channel();
    let mut folders = Folders::new(project, sender.clone());
    let mut poll = Poll::default();
    let mut unreported = Some(unreported);
    let listener = server::listen(journal::earlier_port().or(port))?;
    let address = listener
        .local_addr()
        .map_err(|error| Error::usage(format!("the preview has no address: {error}")))?;
    let state = Arc::new(PreviewState::default());
    let served = Served { out: out.to_owned(), website: website::folder(project) };
    server::serve(listener, Arc::clone(&state), served, sender.clone())?;
    if journal::earlier_port().is_none() {
        announce(&format!("http://{address}/"));
    }
    journal::note_port(address.port());
    if !folders.is_watched()
        && let Some(report) = unreported.take()
    {
        report();
    }
    let writer = Writer {
        project: project.clone(),
        out: out.to_owned(),
        request: BuildRequest { write: true, ..request.clone() },
        state: Arc::clone(&state),
        signals: sender,
        report,
    };
    let writer = writer.start()?;
    let selection = Selection { editions: Edition::ALL.to_vec(), ..request.selection.clone() };
    let mut renderer = PreviewRenderer::new(project, selection, request.jobs, request.timeout);
    let mut save = Some(Save { fonts: true, moved: false });
    loop {
        if let Some(last) = save.take() {
            if last.moved {
                folders.forget();
            }
            // Watch new folders before reading them, so that no later save is missed.
            folders.refresh(&renderer.read_files());
            poll.remember(project.root(), folders.heard());
            save = read_save(&mut renderer, &state, &signals, last);
            if save.is_some() {
                continue;
            }
            folders.refresh(&renderer.read_files());
            poll.add(project.root(), &renderer.read_files());
            // Without its writer, the preview still works.
            let _ = writer.send(Errand::Files);
        }
        let is_idle = !renderer.work(&state);
        save = wait(&mut renderer, &signals, is_idle, || {
            let _ = writer.send(Errand::Website);
        });
        if save.is_none() && is_idle && folders.refresh(&renderer.read_files()) {
            save = Some(Save { fonts: true, moved: false });
        }
        if save.is_none() && is_idle {
            save = look(&poll, project, &signals);
            if save.is_some()
                && poll.heard_nothing(folders.heard())
                && let Some(report) = unreported.take()
            {
                report();
            }
        }
    }
}

/// Looks for a save that the system did not report.
fn look(poll: &Poll, project: &Project, signals: &Receiver<Signal>) -> Option<Save> {
    let save = poll.changed(project.root())?;
    // A report may be on its way.
    match signals.recv_timeout(HALF_WRITTEN) {
        Ok(Signal::Saved(reported)) => Some(settle(signals).and(reported)),
        _ => Some(save),
    }
}

/// Reads the facts and lays out the viewed job. If the facts cannot be read, waits for the rest of
/// the save and returns it.
fn read_save(
    renderer: &mut PreviewRenderer,
    state: &PreviewState,
    signals: &Receiver<Signal>,
    save: Save,
) -> Option<Save> {
    if renderer.read_project(state, save.fonts) {
        // The writer would compete for the processor, so the viewed job comes first.
        renderer.work(state);
        return None;
    }
    match signals.recv_timeout(HALF_WRITTEN) {
        Ok(Signal::Saved(more)) => {
            Some(settle(signals).and(more).and(Save { moved: false, ..save }))
        }
        Ok(Signal::Viewed | Signal::Wrote) | Err(_) => None,
    }
}

/// Waits for a save. While there is work to do, only checks whether there was one. `viewed` is
/// called when the user looks at something else.
fn wait(
    renderer: &mut PreviewRenderer,
    signals: &Receiver<Signal>,
    is_idle: bool,
    viewed: impl FnOnce(),
) -> Option<Save> {
    let signal = if is_idle {
        signals.recv_timeout(LOOK_EVERY)
    } else {
        signals.try_recv().map_err(|_| RecvTimeoutError::Timeout)
    };
    match signal {
        Ok(Signal::Saved(save)) => Some(settle(signals).and(save)),
        Ok(Signal::Wrote) => {
            renderer.forget_cached();
            None
        }
        Ok(Signal::Viewed) => {
            viewed();
            None
        }
        Err(_) => None,
    }
}

/// Waits until a save has ended.
fn settle(signals: &Receiver<Signal>) -> Save {
    let start = Instant::now();
    let mut save = Save::default();
    while start.elapsed() < LONGEST_SAVE {
        match signals.recv_timeout(QUIET) {
            Ok(Signal::Saved(more)) => save = save.and(more),
            Ok(Signal::Viewed | Signal::Wrote) => {}
            Err(_) => break,
        }
    }
    save
}

/// Writes the files, in a thread of its own.
struct Writer<R> {
    project: Project,
    out: PathBuf,
    request: BuildRequest,
    state: Arc<PreviewState>,
    signals: Sender<Signal>,
    /// Receives the result of writing files.
    report: R,
}

impl<R: Fn(Result<Outcome, Error>, Duration) + Send + 'static> Writer<R> {
    /// Starts the thread. It works each time it receives an errand.
    fn start(self) -> Result<Sender<Errand>, Error> {
        let (sender, errands) = mpsc::channel();
        thread::Builder::new()
            .name("peerpress-writer".to_owned())
            .spawn(move || self.work(&errands))
            .map_err(|error| Error::usage(format!("a thread cannot be started: {error}")))?;
        Ok(sender)
    }

    fn work(&self, errands: &Receiver<Errand>) {
        while let Ok(first) = errands.recv() {
            let mut has_files = first == Errand::Files;
            // One build serves all saves that have come meanwhile.
            while let Ok(more) = errands.recv_timeout(HALF_WRITTEN) {
                has_files |= more == Errand::Files;
            }
            if has_files && self.project.root().is_dir() {
                self.write_files();
            }
            let is_viewed = self.state.lock().viewed.as_deref() == Some(website::VIEW);
            if is_viewed && self.project.root().is_dir() {
                self.make_website();
            }
        }
    }

    fn write_files(&self) {
        let Self { project, out, request, .. } = self;
        let start = Instant::now();
        let build = || pipeline::build(project, out, request, |_, _| ());
        let outcome = self.lock().and_then(|_lock| {
            workers::catch(build).unwrap_or_else(|what| {
                let message = format!("Peerpress has a bug ({what}); no files were written");
                Err(Error::usage(message).hint("report it with the project"))
            })
        });
        // Nothing can be written into a project that was moved away meanwhile.
        if !project.root().is_dir() {
            return;
        }
        (self.report)(outcome, start.elapsed());
        self.wrote();
    }

    fn make_website(&self) {
        let Self { project, out, request, state, .. } = self;
        let made = self.lock().and_then(|_lock| {
            workers::catch(|| website::make(project, out, request, state)).map_err(|what| {
                let message = format!("Peerpress has a bug ({what})");
                Error::usage(message).hint("report it with the project")
            })
        });
        if let Err(error) = made {
            website::show_problem(state, error);
        }
        self.wrote();
    }

    fn lock(&self) -> Result<Lock, Error> {
        Lock::of_output(&self.project, &self.out, self.request.timeout, || ())
    }

    /// Shows which files there are, and lets the renderer know.
    fn wrote(&self) {
        let editions = &self.request.selection.editions;
        self.state.change(|preview| preview.note_files(&self.out, editions));
        let _ = self.signals.send(Signal::Wrote);
    }
}
