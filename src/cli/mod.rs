//! The command line: what can be asked for, read once into typed values.

mod certificates;

use std::path::PathBuf;

use clap::{Args, Parser, Subcommand, ValueEnum};
use jiff::civil::Date;

use crate::content::data_file::DataFile;
use crate::content::edition::Edition;
use crate::content::text::{Length, parse_date};
use crate::plan::imposition::{Flip, Paper, Shift};

pub use crate::diagnostic::Format;
pub use certificates::{Certificates, Certify, KeysAction, Record};

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
        /// Remove files of pieces that are no longer in the data
        #[arg(long)]
        prune: bool,
    },
    /// Say everything that is wrong, write nothing
    Check {
        /// What to check.
        #[command(flatten)]
        choice: Choice,
    },
    /// Pack what a print shop needs into one zip: press files, proofs, job ticket
    Pack {
        /// The piece's id
        piece: String,
        /// How many are to be printed
        #[arg(long, value_name = "N", value_parser = clap::value_parser!(u32).range(1..=10_000_000))]
        quantity: u32,
        /// The print shop [default: the first in data/vendors.json]
        #[arg(long, value_name = "ID")]
        vendor: Option<String>,
        /// Languages, with commas between them [default: all of the program]
        #[arg(long, value_delimiter = ',')]
        lang: Vec<String>,
        /// The day for which sessions are upcoming: 2027-01-31 or `today`
        #[arg(long, value_parser = parse_as_of)]
        as_of: Option<AsOf>,
        /// Pack it in spite of errors and placeholders; the job ticket says so
        #[arg(long)]
        draft: bool,
    },
    /// Rebuild on save, and show the pages in the browser
    Watch {
        /// Which pieces; files are written in these editions, shown in all.
        #[command(flatten)]
        choice: Choice,
        /// The port of the preview on this computer [default: 7373, or the next that is free]
        #[arg(long, value_name = "N")]
        port: Option<u16>,
    },
    /// Say what changed: facts, sentences, and pictures of before and after in `changes.html`
    Changes {
        /// Which pieces.
        #[command(flatten)]
        choice: Choice,
        /// What changed on this day or later, or since this copy of a manifest [default: since the last build]
        #[arg(long, value_name = "DAY|MANIFEST")]
        since: Option<String>,
    },
    /// Record that copies of a piece went out
    Released {
        /// The piece's id
        piece: String,
        /// Which version, how many, where.
        #[command(flatten)]
        handed: Handed,
    },
    /// Say which copies that went out are out of date, since when, and in which words
    Stale,
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
        kind: Option<DataFile>,
        /// Write every schema to `data/schema/`
        #[arg(long, conflicts_with = "kind")]
        write: bool,
    },
    /// The keys that certificates are signed with
    #[command(subcommand)]
    Keys(KeysAction),
    /// Is this certificate genuine, and does it still hold? Answers offline, with an exit code for each answer
    Verify {
        /// A PDF, the address or text of a scanned code, a text file with it, or `-` for standard input
        what: String,
        /// The issuer's public keys [default: data/keys.json of the project]
        #[arg(long, value_name = "FILE")]
        keys: Option<PathBuf>,
        /// The issuer's list of revoked certificates [default: verify/status.json of the project, without --keys]
        #[arg(long, value_name = "FILE")]
        status: Option<PathBuf>,
        /// The day for which is asked: 2027-01-31 or `today` [default: today]
        #[arg(long, value_parser = parse_as_of)]
        as_of: Option<AsOf>,
    },
    /// Explain what a finding means
    Explain {
        /// The code in brackets, such as `overset`; all of them without it
        code: Option<String>,
    },
    /// Issue the certificates of a session from a list of who took part, and make their files
    Certify(Box<Certify>),
    /// Look up certificates that were issued, mend, reissue or revoke them
    Certificates {
        /// What to do with them.
        #[command(subcommand)]
        act: Certificates,
    },
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
    /// The paper of the office edition, and how many cards on it
    #[arg(long, value_enum, default_value_t = Paper::default())]
    pub sheet: Paper,
    /// How the office printer turns the paper over
    #[arg(long, value_enum, default_value_t = Flip::default())]
    pub flip: Flip,
    /// Moves the backs of office sheets right and down, as the calibration sheet shows: `0.5mm,-1mm`
    #[arg(long, value_name = "X,Y", value_parser = parse_shift, allow_hyphen_values = true, default_value = "0mm,0mm")]
    pub shift_back: Shift,
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

impl Choice {
    /// A choice made by the program itself.
    pub(crate) fn of(pieces: Vec<String>, edition: Vec<Edition>, lang: Vec<String>) -> Self {
        Self {
            pieces,
            edition,
            lang,
            vendor: None,
            sheet: Paper::default(),
            flip: Flip::default(),
            shift_back: Shift::default(),
            as_of: None,
            jobs: None,
            timeout: 60,
        }
    }
}

/// What was handed out.
#[derive(Debug, Clone, Args)]
pub struct Handed {
    /// How many copies
    #[arg(long, value_name = "N", value_parser = clap::value_parser!(u32).range(1..=10_000_000))]
    pub quantity: u32,
    /// The place they went to, such as "library in Minot"; not a person
    #[arg(long = "where", value_name = "PLACE")]
    pub place: String,
    /// The language [default: the program's first]
    #[arg(long)]
    pub lang: Option<String>,
    /// The edition
    #[arg(long, value_enum, default_value_t = Edition::Press)]
    pub edition: Edition,
    /// The session or training, for pieces with one file for each
    #[arg(long)]
    pub over: Option<String>,
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
    parse_date(text)
        .map(AsOf::Day)
        .ok_or_else(|| "expected a day of the calendar such as 2027-01-31, or `today`".to_owned())
}

fn parse_shift(text: &str) -> Result<Shift, String> {
    let way = |text: &str| match text.trim().strip_prefix('-') {
        Some(back) => Length::parse(back).map(|points| -points),
        None => Length::parse(text.trim()),
    };
    let ways =
        text.split_once(',').and_then(|(x, y)| Some(Shift { right: way(x)?, down: way(y)? }));
    let is_small = |shift: &Shift| shift.right.abs().max(shift.down.abs()) <= Length::INCH;
    ways.filter(is_small)
        .ok_or_else(|| "expected two lengths of an inch at most, such as `0.5mm,-1mm`".to_owned())
}

fn parse_kind(text: &str) -> Result<DataFile, String> {
    let known = DataFile::ALL.iter().map(|kind| kind.name());
    DataFile::ALL
        .iter()
        .find(|kind| kind.name() == text)
        .copied()
        .ok_or_else(|| crate::nearest::hint(text, known))
}
