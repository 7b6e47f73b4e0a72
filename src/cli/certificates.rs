//! What can be asked for of certificates, their ledger and their keys.

use std::path::PathBuf;

use clap::{Args, Subcommand};
use jiff::civil::Date;

use crate::certificates::files::render;
use crate::certificates::roster::{Field, parse_column};
use crate::content::certification::CertificateKind;
use crate::content::edition::Edition;
use crate::content::text::parse_date;

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
    pub only: Option<render::Files>,
    /// Only give the numbers: the files are made by `--partition`
    #[arg(long, requires = "roster", conflicts_with_all = ["dry_run", "partition"])]
    pub numbers_only: bool,
    /// Make only the I-th of N shares of the single files of what is issued, such as 3/8
    #[arg(long, value_name = "I/N", value_parser = parse_share, conflicts_with = "roster")]
    pub partition: Option<(usize, usize)>,
    /// The certificate's piece [default: the one whose sample is of the session's training]
    #[arg(long, value_name = "ID")]
    pub piece: Option<String>,
    /// What the certificates certify [default: the kind of the piece's sample]
    #[arg(long, value_enum)]
    pub kind: Option<CertificateKind>,
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

fn parse_hours(text: &str) -> Result<f64, String> {
    let hours = text
        .trim()
        .parse()
        .ok()
        .filter(|hours: &f64| hours.is_finite() && *hours > 0.0 && *hours <= 1000.0);
    hours.ok_or_else(|| "expected hours such as `6` or `6.5`".to_owned())
}

fn parse_category_hours(text: &str) -> Result<(String, f64), String> {
    let (category, hours) =
        text.rsplit_once('=').ok_or("expected a category and its hours, such as `Ethics=3`")?;
    Ok((category.trim().to_owned(), parse_hours(hours)?))
}

fn parse_share(text: &str) -> Result<(usize, usize), String> {
    let parts = text
        .split_once('/')
        .and_then(|(part, of)| Some((part.trim().parse().ok()?, of.trim().parse().ok()?)));
    parts
        .filter(|(part, of)| (1..=*of).contains(part) && *of <= 100_000)
        .ok_or_else(|| "expected a share such as 3/8: the third of eight".to_owned())
}

fn parse_day(text: &str) -> Result<Date, String> {
    parse_date(text).ok_or_else(|| "expected a day of the calendar such as 2027-01-31".to_owned())
}

fn parse_files(text: &str) -> Result<render::Files, String> {
    match text {
        "single" => Ok(render::Files::Single),
        "all" => Ok(render::Files::All),
        _ => Err("expected `single` or `all`".to_owned()),
    }
}
