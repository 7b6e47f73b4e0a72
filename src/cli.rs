//! The command line: what can be asked for, read once into typed values.

use std::path::PathBuf;

use clap::{Args, Parser, Subcommand, ValueEnum};
use jiff::civil::Date;

use crate::content::schema::Kind;
use crate::content::template::Edition;
use crate::content::text::parse_date;

/// One folder of facts, every printed piece.
#[derive(Debug, Parser)]
#[command(name = "peerpress", version, about, max_term_width = 100)]
pub struct Cli {
    /// What to do.
    #[command(subcommand)]
    pub command: Command,
    /// What goes with every command.
    #[command(flatten)]
    pub common: Common,
}

/// Options of every command.
#[derive(Debug, Clone, Args)]
pub struct Common {
    /// The project's folder
    #[arg(short = 'C', long = "project", value_name = "DIR", default_value = ".", global = true)]
    pub project: PathBuf,
    /// Where finished files go [default: `out` in the project]
    #[arg(long, value_name = "DIR", global = true)]
    pub out: Option<PathBuf>,
    /// How findings and results are told
    #[arg(long, value_enum, default_value_t = Format::Human, global = true)]
    pub format: Format,
    /// Say nothing but findings
    #[arg(short, long, global = true, conflicts_with = "verbose")]
    pub quiet: bool,
    /// Also say why each file was made
    #[arg(short, long, global = true)]
    pub verbose: bool,
    /// Colour in messages
    #[arg(long, value_enum, default_value_t = When::Auto, global = true)]
    pub color: When,
}

/// How findings and results are told.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub enum Format {
    /// With the line they are about
    Human,
    /// One line each
    Short,
    /// One JSON object each, on standard output
    Json,
}

/// When to use colour.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub enum When {
    /// On a terminal
    Auto,
    /// Always
    Always,
    /// Never
    Never,
}

/// The commands.
#[derive(Debug, Subcommand)]
pub enum Command {
    /// Unfold a starter program: data, templates, fonts
    New {
        /// The folder to make
        dir: PathBuf,
    },
    /// Make what is out of date
    Build {
        /// What to make.
        #[command(flatten)]
        choice: Choice,
        /// Make everything, up to date or not
        #[arg(long)]
        force: bool,
        /// Also make a preview of each page, this many pixels wide
        #[arg(long, value_name = "WIDTH", value_parser = clap::value_parser!(u32).range(16..=8000))]
        png: Option<u32>,
    },
    /// Say everything that is wrong, write nothing
    Check {
        /// What to check.
        #[command(flatten)]
        choice: Choice,
    },
    /// Print the exact JSON that a template sees
    Job {
        /// The piece's id
        piece: String,
        /// The language [default: the program's first]
        #[arg(long)]
        lang: Option<String>,
        /// The edition
        #[arg(long, value_enum, default_value_t = Edition::Screen)]
        edition: Edition,
        /// The session or training, for pieces with one file for each [default: the first]
        #[arg(long)]
        over: Option<String>,
        /// The day for which sessions are upcoming: 2027-01-31 or `today`
        #[arg(long, value_parser = parse_as_of)]
        as_of: Option<AsOf>,
    },
    /// Print the JSON Schema of a data file, or write them all
    Schema {
        /// Which data file
        #[arg(value_parser = parse_kind)]
        kind: Option<Kind>,
        /// Write every schema to `data/schema/`
        #[arg(long, conflicts_with = "kind")]
        write: bool,
    },
    /// Explain what a finding means
    Explain {
        /// The code in brackets, such as `overset`; all of them without it
        code: Option<String>,
    },
    /// Look up certificates that were issued, mend, reissue or revoke them
    Certificates {
        /// What to do with them.
        #[command(subcommand)]
        act: Certificates,
    },
}

/// What can be done with the ledger of certificates.
#[derive(Debug, Subcommand)]
pub enum Certificates {
    /// List certificates, oldest first
    List {
        /// Only those of a session
        #[arg(long, value_name = "ID")]
        session: Option<String>,
        /// Only those of a person: an id, an e-mail address, or a name or a part of it
        #[arg(long, value_name = "TEXT")]
        person: Option<String>,
    },
    /// Show a certificate and all that was done to it
    Show {
        /// The certificate's number
        number: String,
    },
    /// Mend what a certificate says: a new revision that names the old one
    Correct {
        /// The certificate's number
        number: String,
        /// The name as it should be
        #[arg(long)]
        name: Option<String>,
        /// The e-mail address as it should be; it is not printed, so this alone makes no new revision
        #[arg(long)]
        email: Option<String>,
        /// The hours as they should be
        #[arg(long, value_parser = parse_hours)]
        hours: Option<f64>,
        /// The hours of a category as they should be, such as "Ethics=3"
        #[arg(long, value_name = "CATEGORY=HOURS", value_parser = parse_category_hours, conflicts_with = "hours")]
        category_hours: Vec<(String, f64)>,
        /// Why, for the record.
        #[command(flatten)]
        record: Record,
    },
    /// Note that a certificate's file is made again, and make it
    Reissue {
        /// The certificate's number
        number: String,
        /// Why, for the record.
        #[command(flatten)]
        record: Record,
    },
    /// Revoke a certificate, for good
    Revoke {
        /// The certificate's number
        number: String,
        /// Why, and who says so.
        #[command(flatten)]
        record: Record,
    },
    /// Write out all certificates as CSV or JSON
    Export {
        /// As CSV, for spreadsheets [default, unless FILE ends in .json]
        #[arg(long)]
        csv: bool,
        /// As JSON, with every revision and event
        #[arg(long, conflicts_with = "csv")]
        json: bool,
        /// Where to write [default: standard output]
        file: Option<PathBuf>,
    },
    /// Check that the ledger is whole
    Check,
}

/// What the ledger records of an act.
#[derive(Debug, Clone, Args)]
pub struct Record {
    /// Why, for the record
    #[arg(long, value_name = "TEXT")]
    pub reason: Option<String>,
    /// Who does it, for the record
    #[arg(long, value_name = "TEXT")]
    pub by: Option<String>,
}

/// What to make or check.
#[derive(Debug, Clone, Args)]
pub struct Choice {
    /// Ids of pieces, or patterns such as `flyer-*` [default: all]
    pub pieces: Vec<String>,
    /// Editions, with commas between them
    #[arg(long, value_enum, value_delimiter = ',', default_value = "screen")]
    pub edition: Vec<Edition>,
    /// Languages, with commas between them [default: all of the program]
    #[arg(long, value_delimiter = ',')]
    pub lang: Vec<String>,
    /// The print shop for which the press edition is made [default: the first in data/vendors.json]
    #[arg(long, value_name = "ID")]
    pub vendor: Option<String>,
    /// The day for which sessions are upcoming: 2027-01-31 or `today` [default: `as_of` in data/program.json]
    #[arg(long, value_parser = parse_as_of)]
    pub as_of: Option<AsOf>,
    /// How many files to make at once [default: one for each processor]
    #[arg(long, value_name = "N", value_parser = clap::value_parser!(u16).range(1..=1024))]
    pub jobs: Option<u16>,
    /// Give up on a file after this many seconds
    #[arg(long, value_name = "SECONDS", default_value_t = 60, value_parser = clap::value_parser!(u32).range(1..=86_400))]
    pub timeout: u32,
}

/// A day on the command line.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum AsOf {
    /// The day by this computer's clock.
    Today,
    /// A given day.
    Day(Date),
}

fn parse_as_of(text: &str) -> Result<AsOf, String> {
    if text == "today" {
        return Ok(AsOf::Today);
    }
    parse_date(text).map(AsOf::Day).ok_or_else(|| "expected a day of the calendar such as 2027-01-31, or `today`".to_owned())
}

fn parse_hours(text: &str) -> Result<f64, String> {
    let hours = text.trim().parse().ok().filter(|hours: &f64| hours.is_finite() && *hours > 0.0 && *hours <= 1000.0);
    hours.ok_or_else(|| "expected hours such as `6` or `6.5`".to_owned())
}

fn parse_category_hours(text: &str) -> Result<(String, f64), String> {
    let (category, hours) = text.rsplit_once('=').ok_or("expected a category and its hours, such as `Ethics=3`")?;
    Ok((category.trim().to_owned(), parse_hours(hours)?))
}

fn parse_kind(text: &str) -> Result<Kind, String> {
    let known = Kind::ALL.iter().map(|kind| kind.name());
    Kind::ALL.iter().find(|kind| kind.name() == text).copied().ok_or_else(|| crate::nearest::hint(text, known))
}
