//! The arguments of all commands that make pages: which, and for whom.

use clap::Args;

use super::{AsOf, TIMEOUT, number, parse_as_of};
use crate::content::edition::Edition;
use crate::content::text::Length;
use crate::plan::imposition::{Flip, Paper, Shift};

/// What to build or check.
#[derive(Debug, Clone, Args)]
pub(crate) struct Choice {
    /// IDs of pieces, or patterns such as `flyer-*` [default: all]
    pub(crate) pieces: Vec<String>,
    /// Editions, separated by commas
    #[arg(long, value_enum, value_delimiter = ',', default_value = "screen")]
    pub(crate) edition: Vec<Edition>,
    /// Language tags, separated by commas [default: all published languages of the program]
    #[arg(long, value_delimiter = ',')]
    pub(crate) lang: Vec<String>,
    /// IDs or patterns of partners that hand out the pieces [default: the program, and all]
    #[arg(long, value_name = "ID", value_delimiter = ',')]
    pub(crate) partner: Vec<String>,
    /// The ID of the print shop that gets the press edition [default: the first in
    /// `data/vendors.json`]
    #[arg(long, value_name = "ID")]
    pub(crate) vendor: Option<String>,
    /// The paper for the office edition, and the number of cards on it
    ///
    /// The default is `letter`, or `a4` if that is `paper` in `data/program.json`.
    #[arg(long, value_enum)]
    pub(crate) sheet: Option<Paper>,
    /// How the office printer turns the paper over
    #[arg(long, value_enum, default_value_t = Flip::default())]
    pub(crate) flip: Flip,
    /// Move the backs of office sheets right and down by the lengths that the calibration sheet
    /// shows, such as `0.5mm,-1mm`
    #[arg(
        long,
        value_name = "X,Y",
        value_parser = parse_shift,
        allow_hyphen_values = true,
        default_value = "0mm,0mm"
    )]
    pub(crate) shift_back: Shift,
    /// Treat sessions on or after this date as upcoming: a date such as 2027-01-31, or `today`
    /// [default: `as_of` in `data/program.json`]
    #[arg(long, value_parser = parse_as_of)]
    pub(crate) as_of: Option<AsOf>,
    /// How many files to build at once [default: one for each processor core]
    #[arg(long, value_name = "N", value_parser = number(1..=1024_u16))]
    pub(crate) jobs: Option<u16>,
    /// Stop building a file after this many seconds
    #[arg(
        long,
        value_name = "SECONDS",
        default_value_t = TIMEOUT,
        value_parser = number(1..=86_400_u32)
    )]
    pub(crate) timeout: u32,
}

impl Choice {
    /// Creates a choice with defaults for the other options.
    pub(crate) fn of(pieces: Vec<String>, edition: Vec<Edition>, lang: Vec<String>) -> Self {
        Self {
            pieces,
            edition,
            lang,
            partner: Vec::new(),
            vendor: None,
            sheet: None,
            flip: Flip::default(),
            shift_back: Shift::default(),
            as_of: None,
            jobs: None,
            timeout: TIMEOUT,
        }
    }
}

pub(super) fn parse_shift(text: &str) -> Result<Shift, String> {
    let shift = text.split_once(',').and_then(|(right, down)| {
        Some(Shift { right: parse_signed_length(right)?, down: parse_signed_length(down)? })
    });
    shift
        .filter(|shift| shift.right.abs().max(shift.down.abs()) <= Length::INCH)
        .ok_or_else(|| "expected two lengths of at most one inch, such as `0.5mm,-1mm`".to_owned())
}

fn parse_signed_length(text: &str) -> Option<f64> {
    let text = text.trim();
    match text.strip_prefix('-') {
        Some(positive) => Length::parse(positive).map(|points| -points),
        None => Length::parse(text),
    }
}
