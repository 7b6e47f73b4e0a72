//! The arguments of `pack`.

use clap::Args;

use super::{AsOf, parse_as_of};
use crate::pack::{Over, Quantity};

/// What to pack.
#[derive(Debug, Args)]
pub(crate) struct PackOptions {
    /// IDs of pieces, or patterns such as `rack-card-*`; each piece gets its own package
    #[arg(required = true, value_name = "PIECE")]
    pub(crate) pieces: Vec<String>,
    /// How many copies to print of each language, such as `500`, or of one, such as `en=500,es=200`
    #[arg(long, value_name = "N|LANG=N", required = true, value_delimiter = ',')]
    #[arg(value_parser = Quantity::parse)]
    pub(crate) quantity: Vec<Quantity>,
    /// How many copies more the shop may print and charge for, such as `5%` or `50`
    #[arg(long, value_name = "N|PERCENT", value_parser = Over::parse)]
    pub(crate) over: Option<Over>,
    /// IDs of partners that hand out the pieces, or patterns such as `*`, separated by commas; the
    /// quantity is that of each partner [default: the program alone]
    #[arg(long, value_name = "ID", value_delimiter = ',')]
    pub(crate) partner: Vec<String>,
    /// The ID of the print shop [default: the first in `data/vendors.json`]
    #[arg(long, value_name = "ID")]
    pub(crate) vendor: Option<String>,
    /// Language codes, separated by commas [default: those that `--quantity` names, or all]
    #[arg(long, value_delimiter = ',')]
    pub(crate) lang: Vec<String>,
    /// Treat sessions on or after this date as upcoming: a date such as 2027-01-31, or `today`
    #[arg(long, value_parser = parse_as_of)]
    pub(crate) as_of: Option<AsOf>,
    /// Create the package despite errors and sample values, and mark the job ticket and the name of
    /// the ZIP file as a draft
    #[arg(long)]
    pub(crate) draft: bool,
}
