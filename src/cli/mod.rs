//! The command line, parsed once into typed values.

mod build;
mod certificates;
mod certify;
mod given;
mod import;
mod language;
mod mail;
mod name_badges;
mod pack;
mod released;
mod translate;

use std::fmt::Display;
use std::ops::RangeInclusive;
use std::path::PathBuf;
use std::str::FromStr;

use clap::{Args, CommandFactory, FromArgMatches, Parser, Subcommand, ValueEnum};
use jiff::civil::Date;

use crate::content::data_file::DataFile;
use crate::content::edition::Edition;
use crate::content::text::{Length, parse_date};
use crate::plan::imposition::{Flip, Paper, Shift};

pub use crate::diagnostic::Format;
pub(crate) use build::BuildOptions;
pub(crate) use certificates::{
    Certificates, ChangeReason, KeyRevocationOrder, KeysAction, PassphraseSource,
};
pub(crate) use certify::Certify;
pub(crate) use import::{Import, ImportOrder};
pub(crate) use language::{LanguageAction, NewLanguage, RemovedLanguage};
pub(crate) use mail::MailOrder;

pub(crate) use name_badges::NameBadges;
pub(crate) use pack::PackOptions;
pub(crate) use released::Handout;
pub(crate) use translate::{
    FileFormat, FormatArgument, Translate, TranslateExport, TranslateReview,
};

#[cfg(test)]
use certify::NOT_FOR_REJECTED_ROWS;

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
    /// Parses the arguments of the process, or prints the help or an error and ends it.
    pub fn from_arguments() -> Self {
        let mut command = Self::command();
        let matches = command.get_matches_mut();
        let mut cli = Self::from_arg_matches(&matches).unwrap_or_else(|error| error.exit());
        cli.common.format = cli.common.format_argument.printed();
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
    /// Create a project with starter data, templates, and fonts
    New {
        /// The folder to create
        dir: PathBuf,
    },
    /// Build the files that are out of date
    Build(BuildOptions),
    /// Report errors and warnings without writing files
    Check {
        #[command(flatten)]
        choice: Choice,
    },
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
    /// Record that copies of a piece were handed out
    Released {
        /// The ID of the piece
        piece: String,
        #[command(flatten)]
        handout: Handout,
    },
    /// List handed-out copies that are out of date, with the date and the changed words
    Stale,
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

/// What to build or check.
#[derive(Debug, Clone, Args)]
pub(crate) struct Choice {
    /// IDs of pieces, or patterns such as `flyer-*` [default: all]
    pub(crate) pieces: Vec<String>,
    /// Editions, separated by commas
    #[arg(long, value_enum, value_delimiter = ',', default_value = "screen")]
    pub(crate) edition: Vec<Edition>,
    /// Language tags, separated by commas [default: all published languages of the program]
    #[arg(long, value_delimiter = ',')]
    pub(crate) lang: Vec<String>,
    /// IDs or patterns of partners that hand out the pieces [default: the program, and all]
    #[arg(long, value_name = "ID", value_delimiter = ',')]
    pub(crate) partner: Vec<String>,
    /// The ID of the print shop that gets the press edition [default: the first in
    /// `data/vendors.json`]
    #[arg(long, value_name = "ID")]
    pub(crate) vendor: Option<String>,
    /// The paper for the office edition, and the number of cards on it
    ///
    /// The default is `letter`, or `a4` if that is `paper` in `data/program.json`.
    #[arg(long, value_enum)]
    pub(crate) sheet: Option<Paper>,
    /// How the office printer turns the paper over
    #[arg(long, value_enum, default_value_t = Flip::default())]
    pub(crate) flip: Flip,
    /// Move the backs of office sheets right and down by the lengths that the calibration sheet
    /// shows, such as `0.5mm,-1mm`
    #[arg(
        long,
        value_name = "X,Y",
        value_parser = parse_shift,
        allow_hyphen_values = true,
        default_value = "0mm,0mm"
    )]
    pub(crate) shift_back: Shift,
    /// Treat sessions on or after this date as upcoming: a date such as 2027-01-31, or `today`
    /// [default: `as_of` in `data/program.json`]
    #[arg(long, value_parser = parse_as_of)]
    pub(crate) as_of: Option<AsOf>,
    /// How many files to build at once [default: one for each processor core]
    #[arg(long, value_name = "N", value_parser = number(1..=1024_u16))]
    pub(crate) jobs: Option<u16>,
    /// Stop building a file after this many seconds
    #[arg(
        long,
        value_name = "SECONDS",
        default_value_t = TIMEOUT,
        value_parser = number(1..=86_400_u32)
    )]
    pub(crate) timeout: u32,
}

impl Choice {
    /// Creates a choice with defaults for the other options.
    pub(crate) fn of(pieces: Vec<String>, edition: Vec<Edition>, lang: Vec<String>) -> Self {
        Self {
            pieces,
            edition,
            lang,
            partner: Vec::new(),
            vendor: None,
            sheet: None,
            flip: Flip::default(),
            shift_back: Shift::default(),
            as_of: None,
            jobs: None,
            timeout: TIMEOUT,
        }
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

fn parse_shift(text: &str) -> Result<Shift, String> {
    let shift = text.split_once(',').and_then(|(right, down)| {
        Some(Shift { right: parse_signed_length(right)?, down: parse_signed_length(down)? })
    });
    shift
        .filter(|shift| shift.right.abs().max(shift.down.abs()) <= Length::INCH)
        .ok_or_else(|| "expected two lengths of at most one inch, such as `0.5mm,-1mm`".to_owned())
}

fn parse_signed_length(text: &str) -> Option<f64> {
    let text = text.trim();
    match text.strip_prefix('-') {
        Some(positive) => Length::parse(positive).map(|points| -points),
        None => Length::parse(text),
    }
}
