//! The commands: typed arguments in, an exit code out.

mod access;
mod build;
mod certificates;
mod certify;
mod changes;
mod context;
mod import;
mod keys;
mod language;
mod ledger_guard;
mod lookup;
mod migrate;
mod name_badges;
mod new;
mod notices;
mod order;
mod pack;
mod pending;
mod released;
mod shell_files;
mod site;
mod stale;
mod to_publish;
mod todo;
mod translate;
mod verify;
mod watch;

use std::io::{self, IsTerminal, Write};
use std::process::ExitCode;
use std::thread;

use codespan_reporting::term::termcolor::{ColorChoice, StandardStream};
use jiff::Timestamp;
use jiff::civil::Date;

use access::Turn;
use to_publish::PublicFiles;

use crate::cli::{Cli, Command, Common, Format, Translate, When};
use crate::diagnostic::Report;
use crate::error::Error;
use crate::output::json::ignore_closed_pipe;
use crate::workers;
use crate::workers::journal;
use crate::workers::supervisor::{Ending, Supervised, supervise};

/// The command did what it should, and nothing is wrong.
const CLEAN: u8 = 0;
/// There are findings of severity error.
const FAULTY: u8 = 1;
/// The command could not run.
const STOPPED: u8 = 2;

/// Runs a command line.
pub fn run(cli: Cli) -> ExitCode {
    silence_panics_in_workers();
    let result = match supervised(&cli.common, &cli.command) {
        Some(ending) => explain_ending(ending),
        None => {
            let run = || run_in_turn(&cli.common, &cli.command);
            workers::catch(run).unwrap_or_else(|what| {
                let message = format!("Peerpress has a bug: {what}");
                Err(Error::usage(message).hint("report this with the project"))
            })
        }
    };
    ExitCode::from(result.unwrap_or_else(|error| {
        warn(&format!("error: {error}"));
        STOPPED
    }))
}

/// Runs a command that lays out pages in a second process. `None` if it runs in this one.
fn supervised(common: &Common, command: &Command) -> Option<Ending> {
    let is_repeatable = match command {
        Command::Build(_)
        | Command::Check { .. }
        | Command::Pack(_)
        | Command::Watch { .. }
        | Command::Changes { .. }
        | Command::Stale { .. }
        | Command::Site(_)
        | Command::NameBadges(_)
        | Command::Translate { what: Translate::Export(_) }
        | Command::Certify(_) => true,
        Command::Order(order) => order.sent.is_none(),
        Command::Released { .. } => false,
        Command::Certificates { act } if act.lays_out() => false,
        // It reads the standard input, which the second process does not have.
        Command::Verify { what, .. } if what == "-" => return None,
        // What an earlier command left pending may need a layout.
        command if access::may_complete(common, command) => !matches!(command, Command::Keys(_)),
        _ => return None,
    };
    let has_like_jobs = matches!(command, Command::Certify(_) | Command::Certificates { .. });
    let command = Supervised { is_repeatable, has_like_jobs };
    if journal::is_supervised() { None } else { supervise(command) }
}

/// The exit code of a supervised command.
fn explain_ending(ending: Ending) -> Result<u8, Error> {
    match ending {
        Ending::Exit(code) => Ok(code),
        Ending::Stopped(jobs) => {
            let jobs: Vec<String> = jobs.iter().map(|job| format!("`{job}`")).collect();
            let message =
                format!("the command stopped because of the memory that {} needs", jobs.join(", "));
            let hint = "correct the template, which may have a loop without an end; the ledger \
                        keeps what was recorded before, so run the command again afterward";
            Err(Error::usage(message).hint(hint))
        }
    }
}

/// Runs a command when it is its turn.
fn run_in_turn(common: &Common, command: &Command) -> Result<u8, Error> {
    let published = PublicFiles::read(common);
    let turn = Turn::take(common, command)?;
    let guarded = ledger_guard::examine(common, command)?;
    let result = dispatch(common, command).and_then(|code| turn.finish(code));
    // A command that failed may have changed the ledger before.
    guarded.remember();
    published.print_news(common, command)?;
    result
}

fn dispatch(common: &Common, command: &Command) -> Result<u8, Error> {
    match command {
        Command::New(order) => new::run(common, order),
        Command::Build(options) => {
            let mode = build::Mode {
                force: options.force,
                png: options.png,
                write: true,
                prune: options.prune,
                draft: options.draft,
            };
            build::run(common, &options.choice, &mode)
        }
        Command::Check { choice } => {
            let mode =
                build::Mode { force: true, png: None, write: false, prune: false, draft: false };
            build::run(common, choice, &mode)
        }
        Command::Todo => todo::run(common),
        Command::Pack(options) => pack::run(common, options),
        Command::Watch { choice, port } => watch::run(common, choice, *port),
        Command::Changes { choice, since } => changes::run(common, choice, since.as_deref()),
        Command::Order(order) => order::run(common, order),
        Command::Released { piece, handout } => released::run(common, piece, handout),
        Command::Stale { notify } => stale::run(common, *notify),
        Command::Site(options) => site::run(common, options),
        Command::Import { what } => import::run(common, what),
        Command::Migrate { write } => migrate::run(common, *write),
        Command::Language { action } => language::run(common, action),
        Command::Translate { what } => translate::run(common, what),
        Command::Job(options) => lookup::run_job(common, options),
        Command::Schema { kind, write } => lookup::run_schema(common, *kind, *write),
        Command::Keys(action) => keys::run(common, action),
        Command::Verify { what, keys, status, as_of } => {
            let sources = verify::Sources { keys: keys.as_deref(), status: status.as_deref() };
            verify::run(common, what, sources, *as_of)
        }
        Command::Explain { code } => lookup::run_explain(common, code.as_deref()),
        Command::Completions { shell } => shell_files::print_completions(shell),
        Command::ManPages { dir } => shell_files::write_man_pages(common, dir),
        Command::Certificates { act } => certificates::run(common, act),
        Command::Certify(order) => certify::run(common, order),
        Command::NameBadges(order) => name_badges::run(common, order),
    }
}

/// A panic in a worker becomes a finding, so the default message would only alarm the user.
fn silence_panics_in_workers() {
    let default = std::panic::take_hook();
    std::panic::set_hook(Box::new(move |info| {
        if thread::current().name() != Some(workers::THREAD_NAME) {
            default(info);
        }
    }));
}

/// Prints findings that are the result of a command on standard output.
fn print_results(common: &Common, report: &Report) -> Result<(), Error> {
    let choice = color_choice(common.color, io::stdout().is_terminal());
    let stdout = StandardStream::stdout(choice);
    report.print(&mut stdout.lock(), common.format).or_else(ignore_closed_pipe)
}

/// Prints findings: as JSON on standard output, otherwise on standard error.
fn print_report(common: &Common, report: &Report) -> Result<(), Error> {
    let is_for_programs = common.as_log || common.format == Format::Json;
    let is_terminal =
        if is_for_programs { io::stdout().is_terminal() } else { io::stderr().is_terminal() };
    let choice = color_choice(common.color, is_terminal);
    if is_for_programs {
        let stdout = StandardStream::stdout(choice);
        let mut stdout = stdout.lock();
        let printed = match common.as_log {
            true => report.print_log(&mut stdout),
            false => report.print(&mut stdout, common.format),
        };
        return printed.or_else(ignore_closed_pipe);
    }
    // A closed standard error must not keep the command from its work.
    let _ = report.print(&mut StandardStream::stderr(choice).lock(), common.format);
    Ok(())
}

/// Whether to color. `NO_COLOR` and `CLICOLOR_FORCE` count if they are not empty, and the command
/// line counts more than both.
fn color_choice(when: When, is_terminal: bool) -> ColorChoice {
    let is_set = |name: &str| std::env::var_os(name).is_some_and(|value| !value.is_empty());
    let is_forced =
        is_set("CLICOLOR_FORCE") && std::env::var("CLICOLOR_FORCE").ok().as_deref() != Some("0");
    match when {
        When::Always => ColorChoice::Always,
        When::Never => ColorChoice::Never,
        When::Auto if is_set("NO_COLOR") => ColorChoice::Never,
        When::Auto if is_forced => ColorChoice::Always,
        When::Auto if is_terminal => ColorChoice::Auto,
        When::Auto => ColorChoice::Never,
    }
}

/// Prints a line on standard error. A closed standard error is not an error.
fn warn(line: &str) {
    let _ = writeln!(io::stderr().lock(), "{line}");
}

/// Prints a line on standard output.
fn say(line: &str) -> Result<(), Error> {
    writeln!(io::stdout().lock(), "{line}").or_else(ignore_closed_pipe)
}

/// The date by this computer's clock. `SOURCE_DATE_EPOCH` sets the clock, as it does for other
/// tools that write reproducible files.
fn today() -> Result<Date, Error> {
    Ok(epoch()?.map_or_else(
        || jiff::Zoned::now().date(),
        |time| time.to_zoned(jiff::tz::TimeZone::UTC).date(),
    ))
}

/// Says which day `SOURCE_DATE_EPOCH` means, if it is another one here.
fn note_about_epoch() -> Result<Option<String>, Error> {
    let Some(time) = epoch()? else { return Ok(None) };
    let (day, here) = (today()?, time.to_zoned(jiff::tz::TimeZone::system()).date());
    Ok((day != here).then(|| {
        format!(
            "SOURCE_DATE_EPOCH is on {day} in UTC, and on {here} in this time zone; the \
             certificates are issued on {day}; to choose the day, add `--issued`"
        )
    }))
}

/// The time by this computer's clock, to the second; `SOURCE_DATE_EPOCH` sets it as well.
fn now() -> Result<Timestamp, Error> {
    let time = epoch()?.unwrap_or_else(Timestamp::now);
    Ok(Timestamp::from_second(time.as_second()).unwrap_or(time))
}

fn epoch() -> Result<Option<Timestamp>, Error> {
    let Ok(epoch) = std::env::var("SOURCE_DATE_EPOCH") else { return Ok(None) };
    let time = epoch.parse().ok().and_then(|seconds| Timestamp::from_second(seconds).ok());
    time.map(Some).ok_or_else(|| {
        Error::usage(format!("SOURCE_DATE_EPOCH is `{epoch}`, which is not a number of seconds"))
    })
}
