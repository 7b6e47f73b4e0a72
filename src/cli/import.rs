//! The command line of `peerpress import`.

use std::path::PathBuf;

use clap::{Args, Subcommand};

/// What to import.
#[derive(Debug, Subcommand)]
pub(crate) enum Import {
    /// Add and update sessions by their IDs, from CSV, XLSX, or ODS; without `--write`, only show
    /// what would change
    Sessions(ImportOrder),
}

/// Which spreadsheet to import.
#[derive(Debug, Args)]
pub(crate) struct ImportOrder {
    /// The spreadsheet, with a column `id` and a row for each session or for each of its days
    pub(crate) file: PathBuf,
    /// The language of columns that name none [default: the program's first language]
    #[arg(long, value_name = "TAG")]
    pub(crate) lang: Option<String>,
    /// Add new sessions that are similar to another session: they are different ones
    #[arg(long)]
    pub(crate) allow_similar: bool,
    /// Remove the days of a session that the spreadsheet does not have; without it, they stay
    #[arg(long)]
    pub(crate) remove_days: bool,
    /// Change `data/trainings.json`
    #[arg(long)]
    pub(crate) write: bool,
}
