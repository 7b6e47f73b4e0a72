//! The arguments of `certify`.

use std::path::PathBuf;

use clap::builder::{PossibleValuesParser, TypedValueParser};
use clap::{Args, ValueEnum};

use crate::certificates::files::render;
use crate::certificates::issue::{
    CertificateOptions, CredentialOptions, CredentialOrder, Occasion, RosterOptions,
};
use crate::certificates::roster::{Attendance, ColumnValue, parse_column_value};
use crate::content::edition::Edition;

/// The arguments of `certify`.
#[derive(Debug, Args)]
pub(crate) struct Certify {
    /// The roster: CSV, XLSX, ODS, or JSON. Name the lists of several days to add up their hours.
    /// If omitted, the session's certificate files are re-created
    pub(crate) roster: Vec<PathBuf>,
    /// The ID of the session
    #[arg(long, value_name = "ID", required_unless_present = "credential")]
    pub(crate) session: Option<String>,
    #[command(flatten)]
    pub(crate) credential: CredentialOptions,
    /// Show what would be issued, without writing anything
    #[arg(long, requires = "roster")]
    pub(crate) dry_run: bool,
    #[command(flatten)]
    pub(crate) reading: RosterOptions,
    /// Certify only the people with this value in a column, such as "Status=Attended"; can be
    /// repeated. `*` is any value
    #[arg(long, value_name = "COLUMN=VALUE", value_parser = parse_only)]
    pub(crate) only: Vec<Only>,
    /// Certify everyone on the roster, even if a column says who attended
    #[arg(long, conflicts_with = "only")]
    pub(crate) everyone: bool,
    /// Create only the individual files (`single`), or only `all.pdf` (`all`)
    #[arg(long, value_name = "single|all", value_parser = parse_files)]
    pub(crate) files: Option<render::Files>,
    /// Issue the certificates without creating files; create them later with `--partition`
    #[arg(long, requires = "roster", conflicts_with_all = ["dry_run", "partition"])]
    pub(crate) numbers_only: bool,
    /// Create only part I of N equal parts of the individual files, such as 3/8
    #[arg(long, value_name = "I/N", value_parser = parse_share, conflicts_with = "roster")]
    pub(crate) partition: Option<(usize, usize)>,
    /// Print certificates that an earlier Peerpress issued from today's data, even if their files
    /// differ or are missing
    #[arg(long)]
    pub(crate) accept_data: bool,
    #[command(flatten)]
    pub(crate) certificates: CertificateOptions,
    /// The editions, separated by commas: `screen` creates a file for each certificate and
    /// `all.pdf`, `press` creates `all.press.pdf`
    #[arg(long, value_delimiter = ',', default_value = "screen", value_parser = edition_parser())]
    pub(crate) edition: Vec<Edition>,
    /// The ID of the print shop for the press edition [default: the first in `data/vendors.json`]
    #[arg(long, value_name = "ID")]
    pub(crate) vendor: Option<String>,
    /// Make press files that show entries marked as samples, to look at them
    #[arg(long)]
    pub(crate) draft: bool,
    /// How many batches to create at once [default: one for each processor core]
    #[arg(long, value_name = "N", value_parser = super::number(1..=1024_u16))]
    pub(crate) jobs: Option<u16>,
    /// Stop creating a batch of certificates after this many seconds
    #[arg(
        long,
        value_name = "SECONDS",
        default_value_t = super::TIMEOUT,
        value_parser = super::number(1..=86_400_u32)
    )]
    pub(crate) timeout: u32,
    /// The person who issues the certificates, recorded in the ledger
    #[arg(long, value_name = "TEXT")]
    pub(crate) by: Option<String>,
    /// The options with which the rejected rows of the roster are certified like the roster itself.
    #[arg(skip)]
    pub(crate) for_rejected_rows: Vec<String>,
}

/// The arguments that the command for rejected rows does not repeat. They say how to read the file
/// of the roster, and the file of these rows is CSV in UTF-8; or how to show what happens; or they
/// do not fit a list that is fixed.
pub(crate) const NOT_FOR_REJECTED_ROWS: [&str; 13] = [
    "roster",
    "sheet",
    "hidden",
    "encoding",
    "skip_invalid",
    "dry_run",
    "partition",
    "jobs",
    "format",
    "quiet",
    "verbose",
    "color",
    "help",
];

/// The value of `--only`.
#[derive(Debug, Clone)]
pub(crate) enum Only {
    /// The rows to certify.
    Rows(ColumnValue),
    /// The files to create: what `--only` meant in earlier versions, now `--files`.
    Files(render::Files),
}

impl Certify {
    /// What people are certified for.
    pub(crate) fn occasion(&self) -> Occasion<'_> {
        match &self.credential.credential {
            Some(id) => Occasion::Credential(CredentialOrder { id, options: &self.credential }),
            None => Occasion::Session(self.session.as_deref().unwrap_or_default()),
        }
    }

    /// Which rows are certified.
    pub(crate) fn attendance(&self) -> Attendance {
        let rows = self.only.iter().filter_map(|only| match only {
            Only::Rows(value) => Some(value.clone()),
            Only::Files(_) => None,
        });
        let rows: Vec<ColumnValue> = rows.collect();
        match (self.everyone, rows.is_empty()) {
            (true, _) => Attendance::Everyone,
            (_, false) => Attendance::Only(rows),
            _ => Attendance::Unstated,
        }
    }

    /// The files to create.
    pub(crate) fn wanted_files(&self) -> render::Files {
        let earlier = self.only.iter().find_map(|only| match only {
            Only::Files(files) => Some(*files),
            Only::Rows(_) => None,
        });
        self.files.or(earlier).unwrap_or(render::Files::Every)
    }
}

fn parse_only(text: &str) -> Result<Only, String> {
    parse_files(text).map(Only::Files).or_else(|_| parse_column_value(text).map(Only::Rows))
}

/// Parses the editions of certificates. The other editions do not exist for them.
fn edition_parser() -> impl TypedValueParser<Value = Edition> {
    PossibleValuesParser::new([Edition::Screen.name(), Edition::Press.name()])
        .try_map(|name| Edition::from_str(&name, false))
}

fn parse_share(text: &str) -> Result<(usize, usize), String> {
    let parts = text
        .split_once('/')
        .and_then(|(part, of)| Some((part.trim().parse().ok()?, of.trim().parse().ok()?)));
    parts
        .filter(|(part, of)| (1..=*of).contains(part) && *of <= 100_000)
        .ok_or_else(|| "expected a part such as `3/8`, the third of eight".to_owned())
}

fn parse_files(text: &str) -> Result<render::Files, String> {
    match text {
        "single" => Ok(render::Files::Single),
        "all" => Ok(render::Files::All),
        _ => Err("expected `single` or `all`".to_owned()),
    }
}
