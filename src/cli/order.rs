//! The arguments of `order`.

use std::path::PathBuf;

use clap::{ArgGroup, Args};

use super::choice::parse_shift;
use super::{AsOf, parse_as_of};
use crate::content::text::Id;
use crate::plan::ADDRESS_LABELS;
use crate::plan::imposition::Shift;

/// What to do with orders of printed copies.
#[derive(Debug, Clone, Args)]
#[command(group(ArgGroup::new("what").required(true).args(["files", "sent"])))]
pub(crate) struct PrintedOrders {
    /// The orders: files that the order form saved, emails (.eml, mbox), or files with the pasted
    /// text of emails
    #[arg(value_name = "FILE")]
    pub(crate) files: Vec<PathBuf>,
    /// Record that the copies of a run were sent, so that `stale` knows who has them
    #[arg(long, value_name = "RUN", value_parser = parse_name)]
    #[arg(conflicts_with_all = ["name", "dry_run", "unpack", "as_text", "draft"])]
    pub(crate) sent: Option<String>,
    /// The IDs of the orders that were sent, separated by commas [default: all of the run]
    #[arg(long, value_name = "ID", value_delimiter = ',', requires = "sent")]
    pub(crate) only: Vec<String>,
    /// The name of the run, and of its folder in `out/orders/` [default: today's date]
    #[arg(long, value_parser = parse_name)]
    pub(crate) name: Option<String>,
    /// The ID of the print shop [default: the first in `data/vendors.json`]
    #[arg(long, value_name = "ID")]
    pub(crate) vendor: Option<String>,
    /// The labels for addresses: `avery-5160` (1 × 2 5/8 in), `avery-5163` (2 × 4 in), or an
    /// ID of `label_sheets` in `data/program.json`
    #[arg(long, value_name = "ID", default_value = ADDRESS_LABELS)]
    pub(crate) labels: String,
    /// The first label to print on, from 1, row by row, for a sheet of which some are used
    #[arg(long, value_name = "N", default_value_t = 1, value_parser = super::number(1..=1000_u16))]
    pub(crate) start: u16,
    /// Move everything on the labels right and down, such as `0.5mm,-1mm`, for a printer that
    /// prints a little off
    #[arg(
        long,
        value_name = "X,Y",
        value_parser = parse_shift,
        allow_hyphen_values = true,
        default_value = "0mm,0mm"
    )]
    pub(crate) shift: Shift,
    /// Treat sessions on or after this date as upcoming: a date such as 2027-01-31, or `today`
    #[arg(long, value_parser = parse_as_of)]
    pub(crate) as_of: Option<AsOf>,
    /// Create the packages despite errors in the pieces and sample values, and mark them as drafts
    #[arg(long)]
    pub(crate) draft: bool,
    /// Check the orders and print the copies of each piece, without writing anything
    #[arg(long)]
    pub(crate) dry_run: bool,
    /// Only write each order to a JSON file in this folder, to correct it
    #[arg(long, value_name = "DIR", conflicts_with_all = ["dry_run", "as_text"])]
    pub(crate) unpack: Option<PathBuf>,
    /// Only print each order as the text of an email
    #[arg(long, conflicts_with = "dry_run")]
    pub(crate) as_text: bool,
    /// Stop creating a file after this many seconds
    #[arg(
        long,
        value_name = "SECONDS",
        default_value_t = super::TIMEOUT,
        value_parser = super::number(1..=86_400_u32)
    )]
    pub(crate) timeout: u32,
}

fn parse_name(text: &str) -> Result<String, String> {
    Id::parse(text).ok_or_else(|| {
        "expected lowercase letters, digits, and hyphens, such as `2026-11-27`".to_owned()
    })
}
