//! `build` and `check`: the same way of the data, with or without writing.

use std::io::{self, IsTerminal};
use std::path::{Path, PathBuf};
use std::thread;
use std::time::{Duration, Instant};

use indicatif::{ProgressBar, ProgressDrawTarget, ProgressStyle};

use super::{CLEAN, FAULTY, STOPPED, closed_pipe, day, print_report, today, warn};
use crate::cli::{Choice, Common, Format};
use crate::error::Error;
use crate::output::lock::Lock;
use crate::pipeline::{self, Outcome, Request, State};
use crate::plan::{Office, Selection};
use crate::project::Project;
use crate::table;

/// What sets `build` and `check` apart.
pub(super) struct Work {
    pub(super) force: bool,
    pub(super) png: Option<u32>,
    pub(super) write: bool,
    pub(super) prune: bool,
}

/// Runs the pipeline and tells what became of it.
pub(super) fn make(common: &Common, choice: &Choice, work: Work) -> Result<u8, Error> {
    let start = Instant::now();
    let project = Project::open(&common.project)?;
    let out = out_folder(common, &project);
    let request = Request {
        force: work.force,
        png: work.png,
        write: work.write,
        prune: work.prune,
        ..request(choice)?
    };
    build_pool(request.jobs);
    let _lock = work.write.then(|| lock(&out, request.timeout)).transpose()?;
    let mut bar = Bar::new(common);
    let outcome = pipeline::build(&project, &out, &request, |done, all| bar.show(done, all))?;
    bar.finish();
    tell(common, &outcome, &shown_out(common, &out), work.write, start.elapsed())
}

/// The output folder.
pub(super) fn out_folder(common: &Common, project: &Project) -> PathBuf {
    common.out.clone().unwrap_or_else(|| project.path("out"))
}

/// What a choice asks for, with nothing written.
pub(super) fn request(choice: &Choice) -> Result<Request, Error> {
    let today = today()?;
    Ok(Request {
        selection: Selection {
            pieces: choice.pieces.clone(),
            editions: choice.edition.clone(),
            languages: choice.lang.clone(),
            vendor: choice.vendor.clone(),
            office: Office {
                sheet: choice.sheet,
                flip: choice.flip,
                shift_back: choice.shift_back,
            },
            as_of: choice.as_of.map(|as_of| day(as_of, today)),
        },
        force: false,
        png: None,
        write: false,
        collect: false,
        for_pack: None,
        prune: false,
        jobs: choice.jobs.map_or_else(default_jobs, usize::from),
        timeout: Duration::from_secs(choice.timeout.into()),
        today: Some(today),
    })
}

/// Finished files, as the facts are now.
pub(super) struct Finished {
    pub(super) project: Project,
    pub(super) out: PathBuf,
    /// The program's name in its first language.
    pub(super) program: String,
    pub(super) languages: Vec<String>,
    pub(super) outcome: Outcome,
}

/// The finished files of a choice, as the facts are now: from the output folder, or made for this once. Errors are told.
pub(super) fn collect(common: &Common, choice: &Choice) -> Result<Finished, Error> {
    let project = Project::open(&common.project)?;
    let out = out_folder(common, &project);
    let request = Request { collect: true, ..request(choice)? };
    build_pool(request.jobs);
    let mut bar = Bar::new(common);
    let mut outcome = pipeline::build(&project, &out, &request, |done, all| bar.show(done, all))?;
    bar.finish();
    if !closed(&outcome) {
        print_report(common, &outcome.report)?;
    }
    outcome.trouble.drain(..).try_for_each(Err)?;
    let program = outcome.program.first().map(|(_, name)| name.clone()).unwrap_or_default();
    let languages = outcome.program.iter().map(|(lang, _)| lang.clone()).collect();
    Ok(Finished { project, out, program, languages, outcome })
}

/// Whether everything could be made.
pub(super) fn closed(outcome: &Outcome) -> bool {
    !outcome.report.has_errors() && !outcome.rows.iter().any(|row| row.state == State::Failed)
}

/// Takes the output folder's lock; says so if it has to wait for it.
pub(super) fn lock(out: &Path, patience: Duration) -> Result<Lock, Error> {
    Lock::take(out, patience, || {
        warn("another build is running here; this one goes on when that one is done")
    })
}

/// Typst lays out in parallel inside a job too; its pool needs large stacks as well.
pub(super) fn build_pool(jobs: usize) {
    // A pool that is there already (a second call in one process) serves as well.
    let _ = rayon::ThreadPoolBuilder::new()
        .num_threads(jobs)
        .stack_size(16 * 1024 * 1024)
        .build_global();
}

pub(super) fn default_jobs() -> usize {
    thread::available_parallelism().map_or(1, std::num::NonZero::get)
}

/// The output folder as the person named it.
pub(super) fn shown_out(common: &Common, out: &Path) -> String {
    let default: PathBuf = common.project.join("out");
    let shown = common.out.as_deref().unwrap_or(if common.project == Path::new(".") {
        Path::new("out")
    } else {
        &default
    });
    let shown = if shown.as_os_str().is_empty() { out } else { shown };
    shown.display().to_string().replace('\\', "/")
}

/// Prints findings, remarks, the table and the closing line.
fn tell(
    common: &Common,
    outcome: &Outcome,
    shown_out: &str,
    write: bool,
    took: Duration,
) -> Result<u8, Error> {
    print_report(common, &outcome.report)?;
    if !common.quiet {
        outcome
            .reasons
            .iter()
            .filter(|_| write && common.verbose)
            .for_each(|reason| warn(&format!("due: {reason}")));
        outcome
            .notes
            .iter()
            .filter(|_| common.format != Format::Json)
            .for_each(|note| warn(&format!("note: {note}")));
        table::print(&mut io::stdout().lock(), outcome, shown_out, common.format)
            .or_else(closed_pipe)?;
        if common.format == Format::Human {
            warn(&closing(outcome, write, took));
        }
    }
    for error in &outcome.trouble {
        warn(&format!("error: {error}"));
    }
    let failed = outcome.rows.iter().any(|row| row.state == State::Failed);
    Ok(match (outcome.trouble.is_empty(), outcome.report.has_errors() || failed) {
        (false, _) => STOPPED,
        (true, true) => FAULTY,
        (true, false) => CLEAN,
    })
}

pub(super) fn closing(outcome: &Outcome, write: bool, took: Duration) -> String {
    let count = |state: State| outcome.rows.iter().filter(|row| row.state == state).count();
    let mut parts = if write {
        vec![
            format!("{} made", count(State::Made)),
            format!("{} up to date", count(State::Unchanged)),
        ]
    } else {
        vec![format!("{} checked", count(State::Checked))]
    };
    if count(State::Failed) > 0 {
        parts.push(format!("{} failed", count(State::Failed)));
    }
    let (errors, warnings) = outcome.report.counts();
    for (number, one, many) in [(errors, "error", "errors"), (warnings, "warning", "warnings")] {
        if number > 0 {
            parts.push(format!("{number} {}", if number == 1 { one } else { many }));
        }
    }
    format!("{} in {:.1} s", parts.join(", "), took.as_secs_f64())
}

/// A progress bar for work of over half a second, on a terminal.
pub(super) struct Bar {
    bar: Option<ProgressBar>,
    start: Instant,
}

impl Bar {
    pub(super) fn new(common: &Common) -> Self {
        let wanted = !common.quiet && common.format == Format::Human && io::stderr().is_terminal();
        let bar = wanted.then(|| {
            let style =
                ProgressStyle::with_template("{wide_bar} {pos} of {len}, {per_sec}, {eta} left")
                    .unwrap_or_else(|_| ProgressStyle::default_bar());
            ProgressBar::with_draw_target(None, ProgressDrawTarget::hidden()).with_style(style)
        });
        Self { bar, start: Instant::now() }
    }

    pub(super) fn show(&mut self, done: usize, all: usize) {
        let Some(bar) = &self.bar else { return };
        bar.set_length(all as u64);
        bar.set_position(done as u64);
        if bar.is_hidden() && self.start.elapsed() > Duration::from_millis(500) {
            bar.set_draw_target(ProgressDrawTarget::stderr());
        }
    }

    pub(super) fn finish(&self) {
        if let Some(bar) = &self.bar {
            bar.finish_and_clear();
        }
    }
}
