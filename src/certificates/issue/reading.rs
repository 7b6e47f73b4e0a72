//! The options of the command line that say how a roster is read.

use clap::Args;
use encoding_rs::Encoding;

use super::super::roster::{
    Alike, Field, Hidden, ReadAs, Unit, parse_column, parse_encoding, parse_hours, parse_read_as,
};

/// How to read a roster.
#[derive(Debug, Args)]
pub(crate) struct RosterOptions {
    /// Name the column of a field, such as name="Participant"; can be repeated
    #[arg(long, value_name = "FIELD=COLUMN", value_parser = parse_column)]
    pub(crate) column: Vec<(Field, String)>,
    /// What the numbers in the column for hours count, if the roster does not say it
    #[arg(long, value_enum)]
    pub(crate) unit: Option<Unit>,
    /// Read the roster as the export of a known program, such as zoom-participants, or only by its
    /// headers with `plain` [default: the export that the headers show]
    #[arg(long, value_name = "ID", value_parser = parse_read_as)]
    pub(crate) read_as: Option<ReadAs>,
    /// A column that sounds like a part of the name and does not belong on the certificate; can be
    /// repeated
    #[arg(long, value_name = "COLUMN")]
    pub(crate) unused: Vec<String>,
    /// A name that is right although it looks odd, as it will be printed; can be repeated
    #[arg(long, value_name = "NAME")]
    pub(crate) name_is_right: Vec<String>,
    /// The text encoding of a CSV roster, such as `windows-1250` [default: Unicode, or the one
    /// whose letters fit the names]
    #[arg(long, value_name = "NAME", value_parser = parse_encoding)]
    pub(crate) encoding: Option<&'static Encoding>,
    /// The name of the worksheet to read, for XLSX and ODS [default: the only sheet that contains a
    /// list]; can be repeated to add up the lists of several days
    #[arg(long, value_name = "NAME")]
    pub(crate) sheet: Vec<String>,
    /// What to do with hidden rows and columns of a workbook
    #[arg(long, value_enum)]
    pub(crate) hidden: Option<Hidden>,
    /// Add up the rows of one person, such as the times that someone left and came back
    #[arg(long)]
    pub(crate) add_up: bool,
    /// Count at most these hours for each person in one list, because the time includes breaks
    #[arg(long, value_name = "HOURS", value_parser = parse_hours)]
    pub(crate) at_most: Option<f64>,
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
    /// The options with which the rejected rows of a roster are read like the roster itself. The
    /// names and units of columns are remembered, and the file has one sheet, nothing hidden, and
    /// is in UTF-8.
    pub(crate) fn for_rejected_rows(&self) -> Vec<String> {
        let mut options = Vec::new();
        options.extend(self.read_as.map(|it| format!("--read-as {}", it.id())));
        let quote = |name: &String| match name.contains('"') {
            true => format!("--name-is-right '{name}'"),
            false => format!("--name-is-right \"{name}\""),
        };
        options.extend(self.name_is_right.iter().map(quote));
        options.extend(self.at_most.map(|hours| format!("--at-most {hours}")));
        let flags = [
            (self.add_up, "--add-up"),
            (self.no_ids, "--no-ids"),
            (self.same_person, "--same-person"),
            (self.allow_alike, "--allow-alike"),
        ];
        options
            .extend(flags.into_iter().filter(|(is_set, _)| *is_set).map(|(_, it)| it.to_owned()));
        options
    }

    /// How people who are alike are understood.
    pub(super) fn alike(&self) -> Option<Alike> {
        match (self.same_person, self.allow_alike) {
            (true, _) => Some(Alike::SamePerson),
            (_, true) => Some(Alike::DifferentPeople),
            _ => None,
        }
    }
}
