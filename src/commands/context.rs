//! What every command works with: the project, the output folder, the clock, and progress.

use std::fmt;
use std::io::{self, IsTerminal};
use std::path::{Path, PathBuf};
use std::thread;
use std::time::{Duration, Instant};

use indicatif::{ProgressBar, ProgressDrawTarget, ProgressState, ProgressStyle};
use jiff::civil::Date;

use super::{print_report, say, today, warn};
use crate::cli::{AsOf, Common, Format};
use crate::diagnostic::Report;
use crate::error::Error;
use crate::output::lock::Lock;
use crate::project::Project;

/// The stack size of a worker thread, in bytes: Typst recurses deeply, also on its own threads.
const STACK_SIZE: usize = 16 * 1024 * 1024;

/// Work that takes less time shows no progress bar.
const PROGRESS_DELAY: Duration = Duration::from_millis(500);

/// What every command works with.
#[derive(Clone)]
pub(super) struct Context {
    pub(super) common: Common,
    pub(super) project: Project,
    pub(super) out: PathBuf,
    /// The number of jobs to run at the same time.
    pub(super) jobs: usize,
    /// The date by this computer's clock, or by `SOURCE_DATE_EPOCH`.
    pub(super) today: Date,
}

impl Context {
    /// Opens the project. `jobs` limits how many jobs run at the same time; by default, one for
    /// each processor.
    ///
    /// # Errors
    /// If there is no project, or `SOURCE_DATE_EPOCH` is not a number.
    pub(super) fn open(common: &Common, jobs: Option<u16>) -> Result<Self, Error> {
        let project = Project::open(&common.project)?;
        let out = common.out.clone().unwrap_or_else(|| project.path("out"));
        let processors = thread::available_parallelism().map_or(1, std::num::NonZero::get);
        let jobs = jobs.map_or(processors, usize::from);
        // Typst also uses this pool inside a job. A second call keeps the first pool.
        let pool = rayon::ThreadPoolBuilder::new().num_threads(jobs).stack_size(STACK_SIZE);
        let _ = pool.build_global();
        Ok(Self { common: common.clone(), project, out, jobs, today: today()? })
    }

    /// The date that an `--as-of` option names.
    pub(super) fn date(&self, as_of: AsOf) -> Date {
        match as_of {
            AsOf::Today => self.today,
            AsOf::Day(date) => date,
        }
    }

    /// The output folder as the user named it, with forward slashes.
    pub(super) fn shown_out(&self) -> String {
        let shown = match &self.common.out {
            Some(out) if !out.as_os_str().is_empty() => out.clone(),
            Some(_) => self.out.clone(),
            None if self.common.project == Path::new(".") => PathBuf::from("out"),
            None => self.common.project.join("out"),
        };
        shown.display().to_string().replace('\\', "/")
    }

    /// A path as results show it, with forward slashes: in the output folder, as the user named
    /// that.
    pub(super) fn shown_path(&self, path: &Path) -> String {
        let shown = match path.strip_prefix(&self.out) {
            Ok(inside) => Path::new(&self.shown_out()).join(inside),
            Err(_) => path.to_owned(),
        };
        shown.display().to_string().replace('\\', "/")
    }

    /// Whether results are printed as JSON.
    pub(super) fn is_json(&self) -> bool {
        self.common.format == Format::Json
    }

    /// Whether results and progress are printed for a person.
    pub(super) fn is_human(&self) -> bool {
        self.common.format == Format::Human && !self.common.quiet
    }

    /// Prints a line on standard output, unless `--quiet` is set.
    pub(super) fn say(&self, line: &str) -> Result<(), Error> {
        if self.common.quiet { Ok(()) } else { say(line) }
    }

    /// Prints a remark on standard error, unless `--quiet` or `--format json` is set.
    pub(super) fn note(&self, note: &str) {
        if !self.common.quiet && !self.is_json() {
            warn(&format!("note: {note}"));
        }
    }

    pub(super) fn print_report(&self, report: &Report) -> Result<(), Error> {
        print_report(&self.common, report)
    }

    /// Takes the lock of the output folder, and says so if another build holds it.
    pub(super) fn lock(&self, timeout: Duration) -> Result<Lock, Error> {
        Lock::of_output(&self.project, &self.out, timeout, || {
            warn("another build is running in this output folder; waiting for it to finish")
        })
    }

    /// A progress bar for a person at a terminal.
    pub(super) fn progress(&self) -> Progress {
        let bar = (self.is_human() && io::stderr().is_terminal()).then(|| {
            let template = "{wide_bar} {pos} of {len}, {rate}, {eta} left";
            let style = ProgressStyle::with_template(template)
                .unwrap_or_else(|_| ProgressStyle::default_bar())
                .with_key("rate", write_rate);
            ProgressBar::with_draw_target(None, ProgressDrawTarget::hidden()).with_style(style)
        });
        Progress { bar, start: Instant::now() }
    }
}

/// Writes how many items are done each second.
fn write_rate(state: &ProgressState, out: &mut dyn fmt::Write) {
    let _ = write!(out, "{:.1}/s", state.per_sec());
}

/// A progress bar that appears when the work takes longer than half a second.
pub(super) struct Progress {
    bar: Option<ProgressBar>,
    start: Instant,
}

impl Progress {
    /// Shows how many of how many items are done.
    pub(super) fn show(&mut self, done: usize, total: usize) {
        let Some(bar) = &self.bar else { return };
        bar.set_length(total as u64);
        bar.set_position(done as u64);
        if bar.is_hidden() && self.start.elapsed() > PROGRESS_DELAY {
            bar.set_draw_target(ProgressDrawTarget::stderr());
        }
    }

    pub(super) fn finish(&self) {
        if let Some(bar) = &self.bar {
            bar.finish_and_clear();
        }
    }
}
