//! Name badges, table tents, and sign-in sheets for the people who signed up for a session or
//! another event. The list is read like the roster of certificates, but nobody is certified: no
//! number is given, and the ledger is neither read nor written.

mod jobs;
mod people;

use std::path::PathBuf;

use clap::{Args, ValueEnum};

pub(crate) use jobs::{Document, Request, jobs};
pub(crate) use people::PeopleOrder;

use crate::certificates::issue::{CertificateContext, needs_glyph, roster_headers};
use crate::certificates::roster::{
    Attendance, ColumnValue, Field, FileOptions, Options, Purpose, Roster, SavedMappings,
    parse_badge_column, parse_column_value, sources,
};
use crate::error::Error;

/// How to read a list of people who signed up.
#[derive(Debug, Args)]
pub(crate) struct ListOptions {
    /// Print only the people with this value in a column, such as "Status=Registered"; can be
    /// repeated. `*` is any value
    #[arg(long, value_name = "COLUMN=VALUE", value_parser = parse_column_value)]
    pub(crate) only: Vec<ColumnValue>,
    /// Print everyone on the list, even if a column says who signed up
    #[arg(long, conflicts_with = "only")]
    pub(crate) everyone: bool,
    /// Name the column of a field, such as badge-name="Nickname" or pronouns="They go by"; can be
    /// repeated
    #[arg(long, value_name = "FIELD=COLUMN", value_parser = parse_badge_column)]
    pub(crate) column: Vec<(Field, String)>,
    #[command(flatten)]
    file: FileOptions,
    /// Print the people whose rows have no errors, and leave out the others
    #[arg(long)]
    pub(crate) skip_invalid: bool,
}

impl ListOptions {
    /// Which rows are printed.
    fn attendance(&self) -> Attendance {
        match (self.everyone, self.only.is_empty()) {
            (true, _) => Attendance::Everyone,
            (_, false) => Attendance::Only(self.only.clone()),
            _ => Attendance::Unstated,
        }
    }
}

/// What is printed of a list.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub(crate) enum Print {
    /// Name badges, on sheets of labels
    Badges,
    /// Table tents, two on a sheet
    Tents,
    /// A sign-in sheet for each day
    SignIn,
}

/// Reads the lists of people who signed up. The roster has the findings.
///
/// # Errors
/// If a file cannot be opened.
pub(crate) fn read_registrations(
    context: &CertificateContext,
    lists: &[PathBuf],
    reading: &ListOptions,
) -> Result<Roster, Error> {
    let saved = SavedMappings::load(&context.project.path(SavedMappings::FILE))?;
    let options = Options {
        purpose: Purpose::Badges,
        columns: reading.column.iter().cloned().collect(),
        headers: roster_headers(&context.content),
        attendance: reading.attendance(),
        ..reading.file.with(saved)
    };
    let is_missing = |c: &char| needs_glyph(*c) && !context.engine.has(*c);
    let missing_glyph = |text: &str| text.chars().find(is_missing);
    Roster::read_registered(&sources(lists, &reading.file.sheet), &options, missing_glyph)
}
