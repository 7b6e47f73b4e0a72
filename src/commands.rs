//! The commands: typed arguments in, exit code out.

use std::io::{self, IsTerminal, Write};
use std::path::{Path, PathBuf};
use std::process::ExitCode;
use std::thread;
use std::time::{Duration, Instant};

use codespan_reporting::term::termcolor::{ColorChoice, StandardStream};
use indicatif::{ProgressBar, ProgressDrawTarget, ProgressStyle};
use jiff::civil::Date;

use crate::cli::{AsOf, Choice, Cli, Command, Common, Format, When};
use crate::content::schema::Kind;
use crate::content::template::Edition;
use crate::diagnostic::{Code, Report, Severity};
use crate::error::Error;
use crate::nearest;
use crate::output::starter;
use crate::output::write::write;
use crate::pipeline::{self, Outcome, Request, State};
use crate::plan::{self, Selection};
use crate::project::Project;
use crate::{content, table, workers};

/// Everything went well.
const CLEAN: u8 = 0;
/// There are findings of severity error.
const FAULTY: u8 = 1;
/// The program could not run.
const STOPPED: u8 = 2;

/// Runs a command line.
pub fn run(cli: Cli) -> ExitCode {
    quiet_workers();
    let common = &cli.common;
    let result = match &cli.command {
        Command::New { dir } => new(common, dir),
        Command::Build { choice, force, png } => make(common, choice, Work { force: *force, png: *png, write: true }),
        Command::Check { choice } => make(common, choice, Work { force: true, png: None, write: false }),
        Command::Job { piece, lang, edition, over, as_of } => job(common, piece, lang.as_deref(), *edition, over.as_deref(), *as_of),
        Command::Schema { kind, write } => schema(common, *kind, *write),
        Command::Explain { code } => explain(code.as_deref()),
    };
    match result {
        Ok(code) => ExitCode::from(code),
        Err(error) => {
            warn(&format!("error: {error}"));
            ExitCode::from(STOPPED)
        }
    }
}

/// A fault in a worker is told as a finding; the default message of a panic would only frighten.
fn quiet_workers() {
    let default = std::panic::take_hook();
    std::panic::set_hook(Box::new(move |info| {
        if thread::current().name() != Some(workers::THREAD_NAME) {
            default(info);
        }
    }));
}

fn new(common: &Common, dir: &Path) -> Result<u8, Error> {
    let count = starter::unfold(dir)?;
    if !common.quiet {
        say(&format!("{count} files in {}", dir.display()))?;
        say(&format!("next: peerpress build -C {}", dir.display()))?;
    }
    Ok(CLEAN)
}

/// What sets `build` and `check` apart.
struct Work {
    force: bool,
    png: Option<u32>,
    write: bool,
}

/// `build` and `check`: the same way of the data, with or without writing.
fn make(common: &Common, choice: &Choice, work: Work) -> Result<u8, Error> {
    let start = Instant::now();
    let project = Project::open(&common.project)?;
    let out = common.out.clone().unwrap_or_else(|| project.path("out"));
    let today = today()?;
    let request = Request {
        selection: Selection {
            pieces: choice.pieces.clone(),
            editions: choice.edition.clone(),
            languages: choice.lang.clone(),
            vendor: choice.vendor.clone(),
            as_of: choice.as_of.map(|as_of| day(as_of, today)),
        },
        force: work.force,
        png: work.png,
        write: work.write,
        jobs: choice.jobs.map_or_else(default_jobs, usize::from),
        timeout: Duration::from_secs(choice.timeout.into()),
        today: Some(today),
    };
    build_pool(request.jobs);
    let mut bar = Bar::new(common);
    let outcome = pipeline::build(&project, &out, &request, |done, all| bar.show(done, all))?;
    bar.finish();
    tell(common, &outcome, &shown_out(common, &out), work.write, start.elapsed())
}

/// Typst lays out in parallel inside a job too; its pool needs large stacks as well.
fn build_pool(jobs: usize) {
    // A pool that is there already (a second call in one process) serves as well.
    let _ = rayon::ThreadPoolBuilder::new().num_threads(jobs).stack_size(16 * 1024 * 1024).build_global();
}

fn default_jobs() -> usize {
    thread::available_parallelism().map_or(1, std::num::NonZero::get)
}

/// The output folder as the person named it.
fn shown_out(common: &Common, out: &Path) -> String {
    let default: PathBuf = common.project.join("out");
    let shown = common.out.as_deref().unwrap_or(if common.project == Path::new(".") { Path::new("out") } else { &default });
    let shown = if shown.as_os_str().is_empty() { out } else { shown };
    shown.display().to_string().replace('\\', "/")
}

/// Prints findings, remarks, the table and the closing line.
fn tell(common: &Common, outcome: &Outcome, shown_out: &str, write: bool, took: Duration) -> Result<u8, Error> {
    print_report(common, &outcome.report)?;
    if !common.quiet {
        outcome.reasons.iter().filter(|_| write && common.verbose).for_each(|reason| warn(&format!("due: {reason}")));
        outcome.notes.iter().filter(|_| common.format != Format::Json).for_each(|note| warn(&format!("note: {note}")));
        table::print(&mut io::stdout().lock(), outcome, shown_out, common.format).or_else(closed_pipe)?;
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

fn closing(outcome: &Outcome, write: bool, took: Duration) -> String {
    let count = |state: State| outcome.rows.iter().filter(|row| row.state == state).count();
    let mut parts = if write {
        vec![format!("{} made", count(State::Made)), format!("{} up to date", count(State::Unchanged))]
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

fn print_report(common: &Common, report: &Report) -> Result<(), Error> {
    let terminal = if common.format == Format::Json { io::stdout().is_terminal() } else { io::stderr().is_terminal() };
    let choice = match common.color {
        When::Always => ColorChoice::Always,
        When::Never => ColorChoice::Never,
        When::Auto if terminal && std::env::var_os("NO_COLOR").is_none() => ColorChoice::Auto,
        When::Auto => ColorChoice::Never,
    };
    if common.format == Format::Json {
        return report.print(&mut StandardStream::stdout(choice).lock(), common.format).or_else(closed_pipe);
    }
    // Whoever closed standard error does not want to hear of it.
    let _ = report.print(&mut StandardStream::stderr(choice).lock(), common.format);
    Ok(())
}

/// Says something on standard error. If no one can hear it, there is no one to tell.
fn warn(text: &str) {
    let _ = writeln!(io::stderr().lock(), "{text}");
}

/// A reader that has seen enough (`| head`) is no fault.
fn closed_pipe(error: io::Error) -> Result<(), Error> {
    match error.kind() {
        io::ErrorKind::BrokenPipe => Ok(()),
        _ => Err(Error::usage(format!("cannot print: {error}"))),
    }
}

fn say(text: &str) -> Result<(), Error> {
    writeln!(io::stdout().lock(), "{text}").or_else(closed_pipe)
}

fn job(common: &Common, piece: &str, lang: Option<&str>, edition: Edition, over: Option<&str>, as_of: Option<AsOf>) -> Result<u8, Error> {
    let project = Project::open(&common.project)?;
    let mut report = Report::default();
    let content = content::read(&project, &mut report);
    report.sort();
    print_report(common, &report)?;
    let Some(content) = content else { return Ok(FAULTY) };
    let today = today()?;
    let selection = Selection {
        pieces: vec![piece.to_owned()],
        editions: vec![edition],
        vendor: None,
        languages: lang.map(str::to_owned).or_else(|| content.languages().next().map(str::to_owned)).into_iter().collect(),
        as_of: as_of.map(|as_of| day(as_of, today)),
    };
    let plan = plan::plan(&content, &selection, &report)?;
    let jobs: Vec<_> = plan.jobs.iter().chain(&plan.blocked).collect();
    let chosen = match over {
        None => jobs.first(),
        Some(over) => jobs.iter().find(|job| job.over.as_deref() == Some(over)),
    };
    let Some(chosen) = chosen else {
        let known = jobs.iter().filter_map(|job| job.over.as_deref());
        let error = Error::usage(format!("`{piece}` has nothing to show for this choice"));
        return Err(error.hint(nearest::hint(over.unwrap_or_default(), known)));
    };
    say(&chosen.json)?;
    Ok(if report.has_errors() { FAULTY } else { CLEAN })
}

fn schema(common: &Common, kind: Option<Kind>, write_all: bool) -> Result<u8, Error> {
    let pretty = |kind: Kind| format!("{:#}\n", kind.schema());
    if write_all {
        let project = Project::open(&common.project)?;
        for kind in Kind::ALL {
            write(&project.path(&format!("data/schema/{}.schema.json", kind.name())), pretty(*kind).as_bytes())?;
        }
        return Ok(CLEAN);
    }
    match kind {
        Some(kind) => say(pretty(kind).trim_end())?,
        None => Kind::ALL.iter().try_for_each(|kind| say(kind.name()))?,
    }
    Ok(CLEAN)
}

fn explain(code: Option<&str>) -> Result<u8, Error> {
    let known = Code::ALL.iter().map(|code| code.name());
    let chosen: Vec<Code> = Code::ALL.iter().copied().filter(|known| code.is_none_or(|code| code == known.name())).collect();
    if chosen.is_empty() {
        let code = code.unwrap_or_default();
        return Err(Error::usage(format!("there is no code `{code}`")).hint(nearest::hint(code, known)));
    }
    for code in chosen {
        let severity = if code.severity() == Severity::Error { "error" } else { "warning" };
        say(&format!("{code} ({severity})\n {}", code.explanation().trim_end()))?;
    }
    Ok(CLEAN)
}

fn day(as_of: AsOf, today: Date) -> Date {
    match as_of {
        AsOf::Today => today,
        AsOf::Day(date) => date,
    }
}

/// The day by this computer's clock; `SOURCE_DATE_EPOCH` sets the clock, as it does for other tools that make the same bytes twice.
fn today() -> Result<Date, Error> {
    let Ok(epoch) = std::env::var("SOURCE_DATE_EPOCH") else { return Ok(jiff::Zoned::now().date()) };
    let time = epoch.parse().ok().and_then(|seconds| jiff::Timestamp::from_second(seconds).ok());
    time.map(|time| time.to_zoned(jiff::tz::TimeZone::UTC).date())
        .ok_or_else(|| Error::usage(format!("SOURCE_DATE_EPOCH is `{epoch}`, not a number of seconds")))
}

/// A progress bar for work of over half a second, on a terminal.
struct Bar {
    bar: Option<ProgressBar>,
    start: Instant,
}

impl Bar {
    fn new(common: &Common) -> Self {
        let wanted = !common.quiet && common.format == Format::Human && io::stderr().is_terminal();
        let bar = wanted.then(|| {
            let style = ProgressStyle::with_template("{wide_bar} {pos} of {len}, {eta} left").unwrap_or_else(|_| ProgressStyle::default_bar());
            ProgressBar::with_draw_target(None, ProgressDrawTarget::hidden()).with_style(style)
        });
        Self { bar, start: Instant::now() }
    }

    fn show(&mut self, done: usize, all: usize) {
        let Some(bar) = &self.bar else { return };
        bar.set_length(all as u64);
        bar.set_position(done as u64);
        if bar.is_hidden() && self.start.elapsed() > Duration::from_millis(500) {
            bar.set_draw_target(ProgressDrawTarget::stderr());
        }
    }

    fn finish(&self) {
        if let Some(bar) = &self.bar {
            bar.finish_and_clear();
        }
    }
}
