//! The arguments of `certificates`, `certify` and `keys`.

use std::path::PathBuf;

use clap::{Args, Subcommand};
use jiff::civil::Date;

use crate::certificates::files::render;
use crate::certificates::issue::{CertificateOptions, RosterOptions, parse_day};
use crate::certificates::ledger::Correction;
use crate::content::edition::Edition;

/// The `certificates` commands.
#[derive(Debug, Subcommand)]
pub(crate) enum Certificates {
    /// List certificates, oldest first
    List {
        /// List only the certificates of a session
        #[arg(long, value_name = "ID")]
        session: Option<String>,
        /// List only the certificates of a person: an id, an email address, or a name or part of it
        #[arg(long, value_name = "TEXT")]
        person: Option<String>,
    },
    /// Show a certificate and its history
    Show {
        /// The certificate's number
        number: String,
    },
    /// Correct what a certificate states, which makes a new revision that names the old one
    Correct {
        /// The certificate's number
        number: String,
        #[command(flatten)]
        correction: Correction,
        #[command(flatten)]
        record: Record,
    },
    /// Make a certificate's file again and record that in the ledger
    Reissue {
        /// The certificate's number
        number: String,
        #[command(flatten)]
        record: Record,
    },
    /// Revoke a certificate permanently
    Revoke {
        /// The certificate's number
        number: String,
        #[command(flatten)]
        record: Record,
    },
    /// Make a person's transcript: a PDF of all sessions with the hours by category
    Transcript {
        /// The person: an id, an email address, the number of a certificate, or a name or part of
        /// it
        #[arg(long, value_name = "TEXT")]
        person: String,
        /// The language [default: the language of the person's last certificate]
        #[arg(long, value_name = "LANG")]
        lang: Option<String>,
        /// The date of the transcript [default: today]
        #[arg(long, value_name = "DATE", value_parser = parse_day)]
        date: Option<Date>,
    },
    /// Export all certificates as CSV or JSON
    Export {
        /// Write CSV, for spreadsheets [default, unless FILE ends in .json]
        #[arg(long)]
        csv: bool,
        /// Write JSON, with every revision and event; the same as `--format json`
        #[arg(long, conflicts_with = "csv")]
        json: bool,
        /// The file to write [default: standard output]
        file: Option<PathBuf>,
    },
    /// Check that the ledger is undamaged and consistent
    Check,
}

/// What the ledger records about a change.
#[derive(Debug, Clone, Args)]
pub(crate) struct Record {
    /// Why, for the ledger
    #[arg(long, value_name = "TEXT")]
    pub(crate) reason: Option<String>,
    /// Who made the decision, for the ledger
    #[arg(long, value_name = "TEXT")]
    pub(crate) by: Option<String>,
}

/// The `keys` commands.
#[derive(Debug, Subcommand)]
pub(crate) enum KeysAction {
    /// Make a new key that signs from now on; older keys are kept for verification
    New {
        /// The folder for the private key [default: PEERPRESS_KEYS, or `keys` in the project]
        #[arg(long, value_name = "DIR")]
        dir: Option<PathBuf>,
    },
    /// List the keys and show which private keys are on this computer
    List {
        /// The folder of the private keys [default: PEERPRESS_KEYS, or `keys` in the project]
        #[arg(long, value_name = "DIR")]
        dir: Option<PathBuf>,
    },
    /// Export the public keys for people who verify certificates
    Export {
        /// The file to write [default: standard output]
        file: Option<PathBuf>,
    },
}

/// The arguments of `certify`.
#[derive(Debug, Args)]
pub(crate) struct Certify {
    /// The roster: CSV, XLSX, ODS or JSON. Without it, the files of the session's certificates are
    /// made again
    pub(crate) roster: Option<PathBuf>,
    /// The id of the session
    #[arg(long, value_name = "ID")]
    pub(crate) session: String,
    /// Show what would be issued, without writing anything
    #[arg(long, requires = "roster")]
    pub(crate) dry_run: bool,
    #[command(flatten)]
    pub(crate) reading: RosterOptions,
    /// Make only the single files, or only the file of all pages
    #[arg(long, value_parser = parse_files)]
    pub(crate) only: Option<render::Files>,
    /// Give the numbers without making files; `--partition` makes them later
    #[arg(long, requires = "roster", conflicts_with_all = ["dry_run", "partition"])]
    pub(crate) numbers_only: bool,
    /// Make only the I-th of N equal shares of the single files, such as 3/8
    #[arg(long, value_name = "I/N", value_parser = parse_share, conflicts_with = "roster")]
    pub(crate) partition: Option<(usize, usize)>,
    #[command(flatten)]
    pub(crate) certificates: CertificateOptions,
    /// The editions, separated by commas: `screen` makes a file for each certificate and all.pdf,
    /// `press` makes all.press.pdf
    #[arg(long, value_enum, value_delimiter = ',', default_value = "screen")]
    pub(crate) edition: Vec<Edition>,
    /// The print shop for the press edition [default: the first in data/vendors.json]
    #[arg(long, value_name = "ID")]
    pub(crate) vendor: Option<String>,
    /// How many batches to make at the same time [default: one for each processor]
    #[arg(long, value_name = "N", value_parser = clap::value_parser!(u16).range(1..=1024))]
    pub(crate) jobs: Option<u16>,
    /// Who issues the certificates, for the ledger
    #[arg(long, value_name = "TEXT")]
    pub(crate) by: Option<String>,
}

fn parse_share(text: &str) -> Result<(usize, usize), String> {
    let parts = text
        .split_once('/')
        .and_then(|(part, of)| Some((part.trim().parse().ok()?, of.trim().parse().ok()?)));
    parts
        .filter(|(part, of)| (1..=*of).contains(part) && *of <= 100_000)
        .ok_or_else(|| "expected a share such as `3/8`, the third of eight".to_owned())
}

fn parse_files(text: &str) -> Result<render::Files, String> {
    match text {
        "single" => Ok(render::Files::Single),
        "all" => Ok(render::Files::All),
        _ => Err("expected `single` or `all`".to_owned()),
    }
}
