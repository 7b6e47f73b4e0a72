//! The arguments of `released`.

use clap::Args;

use super::number;
use crate::content::edition::Edition;
use crate::pack::MAX_COPIES;

/// What was handed out.
#[derive(Debug, Clone, Args)]
pub(crate) struct Handout {
    /// How many copies were handed out, or are taken back [default with --take-back: all]
    #[arg(long, value_name = "N", value_parser = number(1..=MAX_COPIES))]
    #[arg(required_unless_present = "take_back")]
    pub(crate) quantity: Option<u32>,
    /// Record that copies came back or were thrown away, so that `stale` no longer lists them
    #[arg(long)]
    pub(crate) take_back: bool,
    /// Where the copies went, such as "library on Main Street"; do not name a person
    #[arg(long = "where", value_name = "PLACE")]
    pub(crate) place: String,
    /// The language code [default: the program's first language]
    #[arg(long)]
    pub(crate) lang: Option<String>,
    /// The edition
    #[arg(long, value_enum, default_value_t = Edition::Press)]
    pub(crate) edition: Edition,
    /// The ID of the session or training, for a piece that makes one file for each
    #[arg(long, alias = "over", value_name = "ID")]
    pub(crate) subject: Option<String>,
    /// The ID of the print shop [default: the first in `data/vendors.json`]
    #[arg(long)]
    pub(crate) vendor: Option<String>,
}
