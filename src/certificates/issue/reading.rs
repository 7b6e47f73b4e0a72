//! The options of the command line that say how a roster is read.

use clap::Args;

use super::super::roster::{
    Alike, Field, FileOptions, ListUnit, parse_column, parse_hours, parse_list_unit,
};

/// How to read a roster.
#[derive(Debug, Args)]
pub(crate) struct RosterOptions {
    /// Name the column of a field, such as name="Participant"; can be repeated. Several columns
    /// for hours are added up
    #[arg(long, value_name = "FIELD=COLUMN", value_parser = parse_column)]
    pub(crate) column: Vec<(Field, String)>,
    /// What the numbers in the column for hours count, if the roster does not say it: hours,
    /// minutes, seconds, or ceu, units of 10 hours each. For one of several lists, FILE=UNIT; can
    /// be repeated
    #[arg(long, value_name = "UNIT", value_parser = parse_list_unit)]
    pub(crate) unit: Vec<ListUnit>,
    #[command(flatten)]
    pub(crate) file: FileOptions,
    /// Add up the rows of one person, such as the times that someone left and came back
    #[arg(long)]
    pub(crate) add_up: bool,
    /// The most hours that one list counts for each person, because the time includes breaks
    #[arg(long, value_name = "HOURS", value_parser = parse_hours)]
    pub(crate) at_most: Option<f64>,
    /// Count lists with the same contents, because they are of different days
    #[arg(long)]
    pub(crate) same_list_again: bool,
    /// Ignore the column of IDs, because its numbers do not mean people
    #[arg(long)]
    pub(crate) no_ids: bool,
    /// Regard names that are alike, or once with an address and once without, as one person
    #[arg(long, conflicts_with = "allow_alike")]
    pub(crate) same_person: bool,
    /// Skip rows with errors, and save them to a separate file to fix and certify later
    #[arg(long)]
    pub(crate) skip_invalid: bool,
    /// Regard people who are alike, in the roster or in the ledger, as different people
    #[arg(long)]
    pub(crate) allow_alike: bool,
}

impl RosterOptions {
    /// How people who are alike are understood.
    pub(super) fn alike(&self) -> Option<Alike> {
        match (self.same_person, self.allow_alike) {
            (true, _) => Some(Alike::SamePerson),
            (_, true) => Some(Alike::DifferentPeople),
            _ => None,
        }
    }
}
