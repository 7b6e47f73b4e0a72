//! The arguments of `name-badges`.

use std::path::PathBuf;

use clap::Args;

use crate::plan::DEFAULT_LABELS;
use crate::plan::imposition::Shift;
use crate::registration::{ListOptions, PeopleOrder, Print};

/// What to print of a list of people who signed up.
#[derive(Debug, Args)]
pub(crate) struct NameBadges {
    /// The list of people who signed up: CSV, XLSX, ODS, or JSON. Several lists become one
    #[arg(required = true)]
    pub(crate) list: Vec<PathBuf>,
    /// The ID of the session, which gives the title, the dates, and the place
    #[arg(long, value_name = "ID")]
    pub(crate) session: Option<String>,
    /// What to print, separated by commas
    #[arg(long, value_enum, value_delimiter = ',', default_value = "badges,tents,sign-in")]
    pub(crate) print: Vec<Print>,
    /// The labels for badges: `avery-5395` (2 1/3 × 3 3/8 in), `avery-74459` (3 × 4 in), or an ID
    /// of `label_sheets` in `data/program.json`
    #[arg(long, value_name = "ID", default_value = DEFAULT_LABELS)]
    pub(crate) labels: String,
    /// The first label to print on, from 1, row by row, for a sheet of which some are used
    #[arg(long, value_name = "N", default_value_t = 1, value_parser = super::number(1..=1000_u16))]
    pub(crate) start: u16,
    /// Move everything on the labels right and down, such as `0.5mm,-1mm`, for a printer that
    /// prints a little off
    #[arg(
        long,
        value_name = "X,Y",
        value_parser = super::choice::parse_shift,
        allow_hyphen_values = true,
        default_value = "0mm,0mm"
    )]
    pub(crate) shift: Shift,
    /// The order of people [default: by last name if the list has it in a column of its own,
    /// otherwise as on the list]
    #[arg(long, value_enum)]
    pub(crate) order: Option<PeopleOrder>,
    /// The language code of titles and labels [default: the program's first language]
    #[arg(long)]
    pub(crate) lang: Option<String>,
    #[command(flatten)]
    pub(crate) reading: ListOptions,
    /// Stop creating a file after this many seconds
    #[arg(
        long,
        value_name = "SECONDS",
        default_value_t = super::TIMEOUT,
        value_parser = super::number(1..=86_400_u32)
    )]
    pub(crate) timeout: u32,
    /// Print the JSON that a template receives, for a preview, and write no file
    #[arg(long, value_enum, value_name = "PRINT")]
    pub(crate) job: Option<Print>,
}
