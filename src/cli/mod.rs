//! The command line, parsed once into typed values.

mod build;
mod certificates;
mod certify;
mod choice;
mod complete;
mod given;
mod help;
mod import;
mod language;
mod mail;
mod name_badges;
mod new;
mod order;
mod pack;
mod released;
mod site;
mod translate;

use std::fmt::Display;
use std::ops::RangeInclusive;
use std::path::PathBuf;
use std::str::FromStr;

use clap::builder::PossibleValuesParser;
use clap::error::ErrorKind;
use clap::{Args, CommandFactory, FromArgMatches, Parser, Subcommand, ValueEnum};
use clap_complete::CompleteEnv;
use clap_complete::env::Shells;
use jiff::civil::Date;

use crate::content::data_file::DataFile;
use crate::content::edition::Edition;
use crate::content::text::parse_date;

pub use crate::diagnostic::Format;
pub(crate) use build::BuildOptions;
pub(crate) use certificates::{
    Certificates, ChangeReason, KeyRevocationOrder, KeysAction, PassphraseSource,
};
pub(crate) use certify::Certify;
pub(crate) use choice::Choice;
pub(crate) use import::{Import, SessionImport, SheetOptions};
pub(crate) use language::{LanguageAction, NewLanguage, RemovedLanguage};
pub(crate) use mail::MailOrder;

pub(crate) use name_badges::NameBadges;
pub(crate) use new::NewProject;
pub(crate) use order::PrintedOrders;
pub(crate) use pack::PackOptions;
pub(crate) use released::Handout;
pub(crate) use site::SiteOptions;
pub(crate) use translate::{
    FileFormat, FormatArgument, Translate, TranslateExport, TranslateReview,
};

#[cfg(test)]
use certify::NOT_FOR_REJECTED_ROWS;

/// The variable of the environment with which a shell asks for completions.
pub(crate) const COMPLETION_VARIABLE: &str = "PEERPRESS_COMPLETE";

/// The default time to build one file, in seconds.
const TIMEOUT: u32 = 60;

/// The command line of Peerpress.
#[derive(Debug, Parser)]
#[command(name = "peerpress", version, about, max_term_width = 100)]
pub struct Cli {
    #[command(subcommand)]
    pub(crate) command: Command,
    #[command(flatten)]
    pub(crate) common: Common,
}

impl Cli {
    /// The whole command line, with its examples and with what completes half-written words.
    pub(crate) fn whole() -> clap::Command {
        complete::with_candidates(help::with_examples(Self::command()))
    }

    /// Answers a shell that asks how to complete a half-written line, and ends the process then.
    pub fn answer_shell() {
        CompleteEnv::with_factory(Self::whole).var(COMPLETION_VARIABLE).complete();
    }

    /// Parses the arguments of the process, or prints the help or an error and ends it.
    pub fn from_arguments() -> Self {
        let mut command = Self::whole();
        let matches = command.get_matches_mut();
        let mut cli = Self::from_arg_matches(&matches).unwrap_or_else(|error| error.exit());
        cli.common.format = cli.common.format_argument.printed();
        if cli.common.format_argument == FormatArgument::Sarif {
            if !cli.command.reports_only() {
                let message = "`--format sarif` is for `build`, `check`, and `pack`";
                command.error(ErrorKind::ArgumentConflict, message).exit();
            }
            // Standard output has the log, and nothing else.
            cli.common.quiet = true;
            cli.common.verbose = false;
            cli.common.as_log = true;
        }
        if let Command::Certify(order) = &mut cli.command
            && let Some(matches) = matches.subcommand_matches("certify")
            && let Some(command) = command.find_subcommand("certify")
        {
            order.for_rejected_rows =
                given::given_options(command, matches, &certify::NOT_FOR_REJECTED_ROWS);
        }
        cli
    }
}

/// The options of every command.
#[derive(Debug, Clone, Args)]
pub(crate) struct Common {
    /// The project folder
    #[arg(short = 'C', long = "project", value_name = "DIR", default_value = ".", global = true)]
    pub(crate) project: PathBuf,
    /// The output folder [default: `out` in the project]
    #[arg(long, value_name = "DIR", global = true)]
    pub(crate) out: Option<PathBuf>,
    /// The format of findings and results
    #[arg(
        id = "format",
        long = "format",
        value_name = "FORMAT",
        value_enum,
        default_value_t = FormatArgument::Printed(Format::Human),
        global = true
    )]
    pub(crate) format_argument: FormatArgument,
    /// How findings and results are printed.
    #[arg(skip = Format::Human)]
    pub(crate) format: Format,
    /// Whether findings are printed as a SARIF log.
    #[arg(skip)]
    pub(crate) as_log: bool,
    /// Print only findings
    #[arg(short, long, global = true, conflicts_with = "verbose")]
    pub(crate) quiet: bool,
    /// Also print why each file was built
    #[arg(short, long, global = true)]
    pub(crate) verbose: bool,
    /// When to color messages
    #[arg(long, value_enum, default_value_t = When::Auto, global = true)]
    pub(crate) color: When,
}

/// When to use color.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub(crate) enum When {
    /// On a terminal
    Auto,
    /// Always
    Always,
    /// Never
    Never,
}

/// The commands.
#[derive(Debug, Subcommand)]
pub(crate) enum Command {
    /// Create a project with data, templates, and fonts
    New(NewProject),
    /// Build the files that are out of date
    Build(BuildOptions),
    /// Report errors and warnings without writing files
    Check {
        #[command(flatten)]
        choice: Choice,
    },
    /// List what is still a placeholder or a sample, in the order in which to fill it in
    Todo,
    /// Package the press files, proofs, and job ticket of a piece for a print shop in a ZIP file
    Pack(PackOptions),
    /// Rebuild on every save and show the pages in the browser
    Watch {
        #[command(flatten)]
        choice: Choice,
        /// The preview's port on this computer [default: 7373, or the next free port]
        #[arg(long, value_name = "N")]
        port: Option<u16>,
    },
    /// Report changed facts and sentences, and write `changes.html` with before and after pictures
    Changes {
        #[command(flatten)]
        choice: Choice,
        /// Compare with this date or this copy of a manifest [default: the last build]
        #[arg(long, value_name = "DATE|MANIFEST")]
        since: Option<String>,
    },
    /// Turn orders of printed copies into one print run with pick lists and labels, and record that
    /// the copies were sent
    Order(Box<PrintedOrders>),
    /// Record that copies of a piece were handed out
    Released {
        /// The ID of the piece
        piece: String,
        #[command(flatten)]
        handout: Handout,
    },
    /// List handed-out copies that are out of date, with the date and the changed words
    Stale {
        /// Write an email draft to each person who ordered such copies, in `out/notices/`
        #[arg(long)]
        notify: bool,
    },
    /// Write the program's website to `site` in the project, or to the folder that `--out` names
    Site(SiteOptions),
    /// Add or update data from a spreadsheet
    Import {
        #[command(subcommand)]
        what: Import,
    },
    /// Add or remove a language of the program
    Language {
        #[command(subcommand)]
        action: LanguageAction,
    },
    /// Send texts to translators, read what they send back, and record reviews
    Translate {
        #[command(subcommand)]
        what: Translate,
    },
    /// Bring a project of the version before to the shapes of this one; without `--write`, only
    /// show what would change
    Migrate {
        /// Change the files of the project
        #[arg(long)]
        write: bool,
    },
    /// Print the JSON that a template receives
    Job(JobOptions),
    /// Print the JSON Schema of a data file, or write all schemas
    Schema {
        /// The data file. If omitted, lists all data files
        #[arg(value_enum, value_name = "FILE")]
        kind: Option<DataFile>,
        /// Write all schemas to `data/schema/`
        #[arg(long, conflicts_with = "kind")]
        write: bool,
    },
    /// Manage the keys that sign certificates
    #[command(subcommand)]
    Keys(KeysAction),
    /// Check offline whether a certificate is genuine and valid (each result has its own exit code)
    Verify {
        /// A PDF, the web address or text from a scanned QR code, a text file that contains it, or
        /// `-` for standard input
        what: String,
        /// The issuer's public keys [default: `data/keys.json` in the project]
        #[arg(long, value_name = "FILE")]
        keys: Option<PathBuf>,
        /// The issuer's list of revoked certificates [default: `verify/status.json` in the project,
        /// unless `--keys` is given]
        #[arg(long, value_name = "FILE")]
        status: Option<PathBuf>,
        /// Check validity on this date: a date such as 2027-01-31, or `today` [default: today]
        #[arg(long, value_parser = parse_as_of)]
        as_of: Option<AsOf>,
    },
    /// Explain what a finding means
    Explain {
        /// The code in brackets after `error` or `warning`, such as `overset` [default: all codes]
        code: Option<String>,
    },
    /// Print the script with which a shell completes commands, pieces, languages, and sessions
    Completions {
        /// The shell
        #[arg(value_parser = PossibleValuesParser::new(Shells::builtins().names()))]
        shell: String,
    },
    /// Write the manual pages of all commands
    ManPages {
        /// The folder to write to
        dir: PathBuf,
    },
    /// Issue the certificates of a session from its roster, or certify people, and create the files
    Certify(Box<Certify>),
    /// Print name badges, table tents, and a sign-in sheet for a list of people who signed up
    NameBadges(Box<NameBadges>),
    /// List, show, correct, reissue, or revoke issued certificates
    Certificates {
        #[command(subcommand)]
        act: Certificates,
    },
}

impl Command {
    /// Whether the results of the command are findings, which SARIF can hold.
    fn reports_only(&self) -> bool {
        matches!(self, Self::Build(_) | Self::Check { .. } | Self::Pack(_))
    }
}

/// Which job to print.
#[derive(Debug, Args)]
pub(crate) struct JobOptions {
    /// The ID of the piece
    pub(crate) piece: String,
    /// The language code [default: the program's first language]
    #[arg(long)]
    pub(crate) lang: Option<String>,
    /// The edition
    #[arg(long, value_enum, default_value_t = Edition::Screen)]
    pub(crate) edition: Edition,
    /// The ID of the session, training, person, or partner, for a piece that makes one file for
    /// each [default: the first]
    #[arg(long, alias = "over", value_name = "ID")]
    pub(crate) subject: Option<String>,
    /// Treat sessions on or after this date as upcoming: a date such as 2027-01-31, or `today`
    #[arg(long, value_parser = parse_as_of)]
    pub(crate) as_of: Option<AsOf>,
}

/// A date on the command line.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum AsOf {
    /// The date by this computer's clock.
    Today,
    /// A given date.
    Day(Date),
}

/// Returns a parser of numbers in a range.
fn number<T: FromStr + PartialOrd + Display + Clone>(
    range: RangeInclusive<T>,
) -> impl Fn(&str) -> Result<T, String> + Clone {
    move |text| {
        let number = text.parse().ok().filter(|number| range.contains(number));
        number.ok_or_else(|| format!("expected a number from {} to {}", range.start(), range.end()))
    }
}

fn parse_as_of(text: &str) -> Result<AsOf, String> {
    if text == "today" {
        return Ok(AsOf::Today);
    }
    parse_date(text)
        .map(AsOf::Day)
        .ok_or_else(|| "expected a date such as 2027-01-31, or `today`".to_owned())
}
