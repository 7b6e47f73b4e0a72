//! The command line: what can be asked for, read once into typed values.

use std::path::PathBuf;

use clap::{Args, Parser, Subcommand, ValueEnum};
use jiff::civil::Date;

use crate::certificates;
use crate::certificates::roster::{Field, parse_column};
use crate::content::schema::Kind;
use crate::content::template::Edition;
use crate::content::text::{Length, parse_date};
use crate::plan::imposition::{Flip, Paper, Shift};

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
        kind: Option<Kind>,
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
    /// Make one person's record of all sessions: a PDF with the hours by category
    Transcript {
        /// Who: an id, an e-mail address, the number of a certificate, or a name or a part of it
        #[arg(long, value_name = "TEXT")]
        person: String,
        /// The language [default: that of the person's last certificate]
        #[arg(long, value_name = "LANG")]
        lang: Option<String>,
        /// The day of the record [default: today]
        #[arg(long, value_name = "DATE", value_parser = parse_day)]
        date: Option<Date>,
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

/// What to do with keys.
#[derive(Debug, Subcommand)]
pub enum KeysAction {
    /// Make a new key; it signs from now on, and the older ones are kept to check with
    New {
        /// Where the private key goes [default: PEERPRESS_KEYS, else `keys` in the project]
        #[arg(long, value_name = "DIR")]
        dir: Option<PathBuf>,
    },
    /// List the keys, and which private keys are here
    List {
        /// Where the private keys are [default: PEERPRESS_KEYS, else `keys` in the project]
        #[arg(long, value_name = "DIR")]
        dir: Option<PathBuf>,
    },
    /// Give the public keys to others, who check certificates with them
    Export {
        /// The file to write [default: standard output]
        file: Option<PathBuf>,
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
    parse_date(text).map(AsOf::Day).ok_or_else(|| "expected a day of the calendar such as 2027-01-31, or `today`".to_owned())
}

fn parse_shift(text: &str) -> Result<Shift, String> {
    let way = |text: &str| match text.trim().strip_prefix('-') {
        Some(back) => Length::parse(back).map(|points| -points),
        None => Length::parse(text.trim()),
    };
    let ways = text.split_once(',').and_then(|(x, y)| Some(Shift { right: way(x)?, down: way(y)? }));
    let is_small = |shift: &Shift| shift.right.abs().max(shift.down.abs()) <= Length::INCH;
    ways.filter(is_small).ok_or_else(|| "expected two lengths of an inch at most, such as `0.5mm,-1mm`".to_owned())
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

/// What to issue.
#[derive(Debug, Args)]
pub struct Certify {
    /// The list of who took part: CSV, XLSX, ODS or JSON. Without it, the files of what is issued are made again
    pub roster: Option<PathBuf>,
    /// The session's id
    #[arg(long, value_name = "ID")]
    pub session: String,
    /// Show what would be issued, write nothing
    #[arg(long, requires = "roster")]
    pub dry_run: bool,
    /// Which column holds what, such as name="Participant"; may be given several times
    #[arg(long, value_name = "FIELD=COLUMN", value_parser = parse_column)]
    pub column: Vec<(Field, String)>,
    /// The sheet of a workbook [default: the first that holds a list]
    #[arg(long, value_name = "NAME")]
    pub sheet: Option<String>,
    /// Leave rows with problems out, and write them to a file that can be mended and run again
    #[arg(long)]
    pub skip_invalid: bool,
    /// People who look like holders of a certificate of this session by another name are other people
    #[arg(long)]
    pub allow_alike: bool,
    /// Make only the single files, or only the file of all pages
    #[arg(long, value_parser = parse_files)]
    pub only: Option<certificates::render::Files>,
    /// Only give the numbers: the files are made by `--partition`
    #[arg(long, requires = "roster", conflicts_with_all = ["dry_run", "partition"])]
    pub numbers_only: bool,
    /// Make only the I-th of N shares of the single files of what is issued, such as 3/8
    #[arg(long, value_name = "I/N", value_parser = parse_share, conflicts_with = "roster")]
    pub partition: Option<(usize, usize)>,
    /// The certificate's piece [default: the one whose sample is of the session's training]
    #[arg(long, value_name = "ID")]
    pub piece: Option<String>,
    /// What is certified: completion, continuing-education, certified, recertified [default: as the piece's sample]
    #[arg(long, value_parser = parse_kind_of_certificate)]
    pub kind: Option<certificates::ledger::Kind>,
    /// The language of the certificates [default: as the list says, else the program's first]
    #[arg(long)]
    pub lang: Option<String>,
    /// The day of issue [default: today]
    #[arg(long, value_name = "DATE", value_parser = parse_day)]
    pub issued: Option<Date>,
    /// The first day of validity, for certified and recertified [default: the day of issue]
    #[arg(long, value_name = "DATE", value_parser = parse_day)]
    pub valid_from: Option<Date>,
    /// The last day of validity, for certified and recertified
    #[arg(long, value_name = "DATE", value_parser = parse_day)]
    pub valid_until: Option<Date>,
    /// Editions: screen for a file each and all.pdf, press for all.press.pdf; with commas between them
    #[arg(long, value_enum, value_delimiter = ',', default_value = "screen")]
    pub edition: Vec<Edition>,
    /// The print shop for which the press edition is made [default: the first in data/vendors.json]
    #[arg(long, value_name = "ID")]
    pub vendor: Option<String>,
    /// How many batches to make at once [default: one for each processor]
    #[arg(long, value_name = "N", value_parser = clap::value_parser!(u16).range(1..=1024))]
    pub jobs: Option<u16>,
    /// Who issues them, for the record
    #[arg(long, value_name = "TEXT")]
    pub by: Option<String>,
}

fn parse_share(text: &str) -> Result<(usize, usize), String> {
    let parts = text.split_once('/').and_then(|(part, of)| Some((part.trim().parse().ok()?, of.trim().parse().ok()?)));
    parts.filter(|(part, of)| (1..=*of).contains(part) && *of <= 100_000).ok_or_else(|| "expected a share such as 3/8: the third of eight".to_owned())
}

fn parse_day(text: &str) -> Result<Date, String> {
    parse_date(text).ok_or_else(|| "expected a day of the calendar such as 2027-01-31".to_owned())
}

fn parse_kind_of_certificate(text: &str) -> Result<certificates::ledger::Kind, String> {
    let known = certificates::ledger::Kind::ALL.iter().map(|kind| kind.name());
    certificates::ledger::Kind::from_name(text).ok_or_else(|| crate::nearest::hint(text, known))
}

fn parse_files(text: &str) -> Result<certificates::render::Files, String> {
    match text {
        "single" => Ok(certificates::render::Files::Single),
        "all" => Ok(certificates::render::Files::All),
        _ => Err("expected `single` or `all`".to_owned()),
    }
}
