//! The arguments of `released`.

use clap::Args;

use super::number;
use crate::content::edition::Edition;
use crate::error::Error;
use crate::pack::MAX_COPIES;

/// The maximum number of characters in the name of a place.
const LONGEST_PLACE: usize = 120;

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
    place: String,
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

impl Handout {
    /// The piece that a name means, with the session or training in the name, as the names of files
    /// have it: `flyer-session.2027-02-fargo`.
    pub(crate) fn of_piece<'a>(&self, name: &'a str) -> (&'a str, Self) {
        match name.split_once('.') {
            Some((piece, subject)) if self.subject.is_none() => {
                (piece, Self { subject: Some(subject.to_owned()), ..self.clone() })
            }
            _ => (name, self.clone()),
        }
    }

    /// The place that the copies went to.
    ///
    /// # Errors
    /// If it is not the name of a place.
    pub(crate) fn place(&self) -> Result<String, Error> {
        let place = self.place.split_whitespace().collect::<Vec<_>>().join(" ");
        let length = place.chars().count();
        if length == 0 || length > LONGEST_PLACE || place.chars().any(char::is_control) {
            let message = format!("`--where` must name a place in 1 to {LONGEST_PLACE} characters");
            return Err(Error::usage(message).hint(
                "name a place, such as \"library on Main Street\"; do not put names of people in \
                 this record",
            ));
        }
        Ok(place)
    }
}
