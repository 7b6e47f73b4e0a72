//! The command line of `peerpress import`.

use std::path::PathBuf;

use clap::{Args, Subcommand};

/// What to import.
#[derive(Debug, Subcommand)]
pub(crate) enum Import {
    /// Add and update sessions by their IDs, from CSV, XLSX, or ODS; without `--write`, only show
    /// what would change
    Sessions(SessionImport),
    /// Add and update partners by their IDs or names, from CSV, XLSX, or ODS; without `--write`,
    /// only show what would change
    Partners(SheetOptions),
}

/// Which spreadsheet of sessions to import.
#[derive(Debug, Args)]
pub(crate) struct SessionImport {
    #[command(flatten)]
    pub(crate) sheet: SheetOptions,
    /// Remove the days of a session that the spreadsheet does not have; without it, they stay
    #[arg(long)]
    pub(crate) remove_days: bool,
}

/// Which spreadsheet to import.
#[derive(Debug, Args)]
pub(crate) struct SheetOptions {
    /// The spreadsheet, whose first row has the names of the columns
    pub(crate) file: PathBuf,
    /// The name of the worksheet to read, for XLSX and ODS [default: the only sheet with such a
    /// table]
    #[arg(long, value_name = "NAME")]
    pub(crate) sheet: Option<String>,
    /// The language of columns that name none [default: the program's first language]
    #[arg(long, value_name = "TAG")]
    pub(crate) lang: Option<String>,
    /// Add new entries that are similar to one of the data: they are different ones
    #[arg(long)]
    pub(crate) allow_similar: bool,
    /// Change the data
    #[arg(long)]
    pub(crate) write: bool,
}
