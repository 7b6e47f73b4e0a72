//! The commands: typed arguments in, exit code out.

mod build;
mod certificates;
mod certify;
mod changes;
mod keys;
mod lookup;
mod pack;
mod released;
mod verify;
mod watch;

use std::io::{self, IsTerminal, Write};
use std::path::Path;
use std::process::ExitCode;
use std::thread;

use codespan_reporting::term::termcolor::{ColorChoice, StandardStream};
use jiff::Timestamp;
use jiff::civil::Date;

use crate::cli::{AsOf, Cli, Command, Common, Format, When};
use crate::diagnostic::Report;
use crate::error::Error;
use crate::output::starter;
use crate::pack::Order;
use crate::workers;

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
        Command::Build { choice, force, png, prune } => build::make(
            common,
            choice,
            build::Work { force: *force, png: *png, write: true, prune: *prune },
        ),
        Command::Check { choice } => build::make(
            common,
            choice,
            build::Work { force: true, png: None, write: false, prune: false },
        ),
        Command::Pack { piece, quantity, vendor, lang, as_of, draft } => {
            let order = Order { quantity: *quantity, draft: *draft };
            pack::pack(
                common,
                &pack::Asked {
                    piece,
                    vendor: vendor.as_deref(),
                    languages: lang,
                    as_of: *as_of,
                    order,
                },
            )
        }
        Command::Watch { choice, port } => watch::watch(common, choice, *port),
        Command::Changes { choice, since } => changes::changes(common, choice, since.as_deref()),
        Command::Released { piece, handout } => released::released(common, piece, handout),
        Command::Stale => released::stale(common),
        Command::Job { piece, lang, edition, subject, as_of } => {
            lookup::job(common, piece, lang.as_deref(), *edition, subject.as_deref(), *as_of)
        }
        Command::Schema { kind, write } => lookup::schema(common, *kind, *write),
        Command::Keys(action) => keys::run(common, action),
        Command::Verify { what, keys, status, as_of } => {
            verify::run(common, what, keys.as_deref(), status.as_deref(), *as_of)
        }
        Command::Explain { code } => lookup::explain(code.as_deref()),
        Command::Certificates { act } => certificates::run(common, act),
        Command::Certify(order) => certify::run(common, order),
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

fn print_report(common: &Common, report: &Report) -> Result<(), Error> {
    let terminal = if common.format == Format::Json {
        io::stdout().is_terminal()
    } else {
        io::stderr().is_terminal()
    };
    let choice = match common.color {
        When::Always => ColorChoice::Always,
        When::Never => ColorChoice::Never,
        When::Auto if terminal && std::env::var_os("NO_COLOR").is_none() => ColorChoice::Auto,
        When::Auto => ColorChoice::Never,
    };
    if common.format == Format::Json {
        return report
            .print(&mut StandardStream::stdout(choice).lock(), common.format)
            .or_else(closed_pipe);
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

fn day(as_of: AsOf, today: Date) -> Date {
    match as_of {
        AsOf::Today => today,
        AsOf::Day(date) => date,
    }
}

/// The day by this computer's clock; `SOURCE_DATE_EPOCH` sets the clock, as it does for other tools that make the same bytes twice.
fn today() -> Result<Date, Error> {
    Ok(epoch()?.map_or_else(
        || jiff::Zoned::now().date(),
        |time| time.to_zoned(jiff::tz::TimeZone::UTC).date(),
    ))
}

/// The time by this computer's clock, to the second; `SOURCE_DATE_EPOCH` sets it as it sets the day.
fn now() -> Result<Timestamp, Error> {
    let time = epoch()?.unwrap_or_else(Timestamp::now);
    Ok(Timestamp::from_second(time.as_second()).unwrap_or(time))
}

fn epoch() -> Result<Option<Timestamp>, Error> {
    let Ok(epoch) = std::env::var("SOURCE_DATE_EPOCH") else { return Ok(None) };
    let time = epoch.parse().ok().and_then(|seconds| Timestamp::from_second(seconds).ok());
    time.map(Some).ok_or_else(|| {
        Error::usage(format!("SOURCE_DATE_EPOCH is `{epoch}`, not a number of seconds"))
    })
}
