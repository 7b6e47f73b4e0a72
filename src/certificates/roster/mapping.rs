//! Which column holds what: given by the user and shown to the user.

use std::collections::{BTreeMap, BTreeSet};
use std::fmt;
use std::str::FromStr;

use serde::{Deserialize, Serialize};

use super::Purpose;
use super::exports::{Export, ReadAs};
use super::table::column_letters;
use super::unit::{HeaderUnit, Reading, Unit, header_unit};
use crate::nearest;

/// What a column of a roster holds.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Field {
    /// The whole name as it is printed.
    Name,
    /// The name as `Last, First`.
    LastFirst,
    /// The first name.
    FirstName,
    /// The middle name or initial.
    MiddleName,
    /// The last name.
    LastName,
    /// The second last name.
    SecondLastName,
    /// A suffix such as `Jr.`.
    Suffix,
    /// The whole name where it takes the place of the one in the other columns.
    CorrectedName,
    /// The name that takes the place of the first name.
    PreferredFirstName,
    /// Whether the name is right although it looks odd.
    NameIsRight,
    /// The email address.
    Email,
    /// The hours attended.
    Hours,
    /// An ID that stays with the person.
    Id,
    /// The language of the certificate.
    Lang,
    /// The name on a badge, if it is not the registered one.
    BadgeName,
    /// The pronouns on a badge.
    Pronouns,
    /// Hours in a continuing education category, which has its name in the program's first
    /// language.
    Category(String),
}

/// All fields except the categories, with their names in options and saved mappings.
pub(super) const FIELDS: [(Field, &str); 16] = [
    (Field::Name, "name"),
    (Field::LastFirst, "last-first"),
    (Field::FirstName, "first-name"),
    (Field::MiddleName, "middle-name"),
    (Field::LastName, "last-name"),
    (Field::SecondLastName, "second-last-name"),
    (Field::Suffix, "suffix"),
    (Field::CorrectedName, "corrected-name"),
    (Field::PreferredFirstName, "preferred-first-name"),
    (Field::NameIsRight, "name-is-right"),
    (Field::Email, "email"),
    (Field::Hours, "hours"),
    (Field::Id, "id"),
    (Field::Lang, "lang"),
    (Field::BadgeName, "badge-name"),
    (Field::Pronouns, "pronouns"),
];

/// The name that [`Field::Lang`] had in files of earlier versions.
const FORMER_LANG: &str = "language";

/// The prefix of the fields for categories.
const CATEGORY_PREFIX: &str = "hours:";

impl Field {
    /// The parts of a name in the order in which they are written.
    pub(super) const NAME_PARTS: [Field; 5] = [
        Field::FirstName,
        Field::MiddleName,
        Field::LastName,
        Field::SecondLastName,
        Field::Suffix,
    ];

    /// Returns whether the field holds a name or a part of one.
    pub(super) fn is_name(&self) -> bool {
        matches!(self, Field::Name | Field::LastFirst) || Self::NAME_PARTS.contains(self)
    }

    /// Returns whether the field belongs to a name badge, and not to a certificate.
    pub(super) fn is_for_badges(&self) -> bool {
        matches!(self, Field::BadgeName | Field::Pronouns)
    }

    /// Returns whether the field holds hours.
    pub(super) fn is_hours(&self) -> bool {
        matches!(self, Field::Hours | Field::Category(_))
    }

    /// Returns the field as it is called in a sentence.
    pub(super) fn describe(&self) -> String {
        match self {
            Field::Name | Field::LastFirst => "name".to_owned(),
            Field::FirstName => "first name".to_owned(),
            Field::MiddleName => "middle name".to_owned(),
            Field::LastName => "last name".to_owned(),
            Field::SecondLastName => "second last name".to_owned(),
            Field::Suffix => "suffix".to_owned(),
            Field::CorrectedName => "corrected name".to_owned(),
            Field::PreferredFirstName => "preferred first name".to_owned(),
            Field::NameIsRight => "answer whether the name is right".to_owned(),
            Field::Email => "email address".to_owned(),
            Field::Id => "ID".to_owned(),
            Field::Lang => "language".to_owned(),
            Field::BadgeName => "name on the badge".to_owned(),
            Field::Pronouns => "pronouns".to_owned(),
            Field::Hours => "hours".to_owned(),
            Field::Category(name) => format!("hours of {name}"),
        }
    }
}

impl fmt::Display for Field {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        if let Field::Category(name) = self {
            return write!(f, "{CATEGORY_PREFIX}{name}");
        }
        let known = FIELDS.iter().find(|(field, _)| field == self);
        f.write_str(known.map_or("", |(_, name)| name))
    }
}

impl FromStr for Field {
    type Err = String;

    fn from_str(text: &str) -> Result<Self, String> {
        let category = text.strip_prefix(CATEGORY_PREFIX).map(str::trim);
        if let Some(category) = category.filter(|name| !name.is_empty()) {
            return Ok(Field::Category(category.to_owned()));
        }
        if text == FORMER_LANG {
            return Ok(Field::Lang);
        }
        let known = FIELDS.iter().find(|(_, name)| *name == text);
        known.map(|(field, _)| field.clone()).ok_or_else(|| unknown_field(text, |_| true))
    }
}

impl Serialize for Field {
    fn serialize<S: serde::Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_str(self)
    }
}

impl<'de> Deserialize<'de> for Field {
    fn deserialize<D: serde::Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        String::deserialize(deserializer)?.parse().map_err(serde::de::Error::custom)
    }
}

/// Returns the message for a name that is not one of the fields that `is_known` accepts.
fn unknown_field(name: &str, is_known: impl Fn(&Field) -> bool) -> String {
    let known = FIELDS.iter().filter(|(field, _)| is_known(field));
    let hint = nearest::hint(name, known.map(|(_, name)| *name));
    format!("`{name}` is not a field of a roster; {hint}")
}

/// Parses the value of `--column` for certificates, such as `name=Participant`.
///
/// # Errors
/// Returns a message if the field is unknown or the column is missing.
pub fn parse_column(text: &str) -> Result<(Field, String), String> {
    parse_column_for(text, Purpose::Certificates)
}

/// Parses the value of `--column` for name badges, such as `badge-name=Nickname`.
///
/// # Errors
/// Returns a message if the field is unknown or the column is missing.
pub(crate) fn parse_badge_column(text: &str) -> Result<(Field, String), String> {
    parse_column_for(text, Purpose::Badges)
}

fn parse_column_for(text: &str, purpose: Purpose) -> Result<(Field, String), String> {
    let (field, column) = text
        .split_once('=')
        .ok_or_else(|| "expected FIELD=COLUMN, such as name=\"Participant\"".to_owned())?;
    let column = column.trim();
    if column.is_empty() {
        return Err("the name of the column is missing, as in name=\"Participant\"".to_owned());
    }
    let name = field.trim();
    let field: Field = name.parse()?;
    match purpose.reads(&field) {
        true => Ok((field, column.to_owned())),
        false => Err(unknown_field(name, |field| purpose.reads(field))),
    }
}

/// Which column holds what.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Mapping {
    /// The header row as it is in the file.
    pub header: Vec<String>,
    /// The header of the column for each field.
    pub columns: BTreeMap<Field, String>,
    /// The sheet of the workbook.
    pub sheet: Option<String>,
    /// The row number of the header, from 1; 0 for JSON.
    pub header_row: u32,
    /// The export that was recognized or that the user named.
    pub export: Option<&'static Export>,
    /// What was left out, for the user to see.
    pub(super) notes: Vec<String>,
    /// The index of the column for each field.
    pub(super) places: BTreeMap<Field, usize>,
    /// How the columns for hours are read.
    pub(super) readings: BTreeMap<Field, Reading>,
    /// The columns for hours besides the first one, which are added up.
    pub(super) more_hours: Vec<usize>,
    /// How those columns are read, in their order.
    pub(super) more_readings: Vec<Reading>,
    /// Columns of hours that the user named and this list does not have.
    pub(super) not_found: Vec<String>,
    /// The fields whose column the user named now or for an earlier roster.
    pub(super) said: BTreeSet<Field>,
    /// Columns that look like a field and are not used.
    pub(super) unused: BTreeSet<usize>,
    /// The values of these columns, as marks that do not reveal them.
    pub(super) unused_values: BTreeMap<usize, BTreeSet<String>>,
    /// The unit of the hours that the user stated now or for an earlier roster.
    pub(super) unit: Option<Unit>,
    /// How the user said to read the list, now or for an earlier roster.
    pub(super) read_as: Option<ReadAs>,
}

impl Mapping {
    /// Describes the mapping: a line for each column that is used, and one for the others.
    pub fn lines(&self) -> Vec<String> {
        let line = |(field, column): (&Field, &usize)| {
            let unit = self.unit_note(field).map(|unit| format!(", in {unit}"));
            let more = self.more_hours.iter().filter(|_| *field == Field::Hours);
            let more =
                more.map(|at| format!(" + {} \"{}\"", column_letters(*at), self.header_at(*at)));
            format!(
                "{field}: column {} \"{}\"{}{}",
                column_letters(*column),
                self.header_at(*column),
                more.collect::<String>(),
                unit.unwrap_or_default()
            )
        };
        let mut lines: Vec<String> = self.places.iter().map(line).collect();
        let used = self.used_columns();
        let is_unused = |column: &usize| !used.contains(column) && !self.header[*column].is_empty();
        let unused = (0..self.header.len()).filter(is_unused);
        let unused: Vec<String> = unused.map(|at| format!("\"{}\"", self.header[at])).collect();
        if !unused.is_empty() {
            lines.push(format!("not used: {}", unused.join(", ")));
        }
        lines.extend(self.notes.iter().cloned());
        lines
    }

    /// Returns the fields of columns that hold a name or a part of one, in order.
    pub(super) fn name_fields(&self) -> impl Iterator<Item = Field> {
        let whole = [Field::Name, Field::LastFirst];
        whole.into_iter().chain(Field::NAME_PARTS).filter(|field| self.has(field))
    }

    /// Returns the columns that are read.
    pub(super) fn used_columns(&self) -> BTreeSet<usize> {
        self.places.values().chain(&self.more_hours).copied().collect()
    }

    /// Returns the columns that hold a name or a part of one, in order.
    pub(super) fn name_places(&self) -> impl Iterator<Item = usize> {
        self.name_fields().filter_map(|field| self.places.get(&field).copied())
    }

    /// Returns the unit of numbers in the column of a field, unless they count hours and the header
    /// says so. A remembered unit is not seen otherwise.
    fn unit_note(&self, field: &Field) -> Option<Unit> {
        let header = self.header_of(field).unwrap_or_default();
        let is_clear = *field != Field::Hours || header_unit(&header) != HeaderUnit::Nothing;
        self.reading(field).number.filter(|unit| *unit != Unit::Hours || !is_clear)
    }

    /// Returns how the column of a field is read.
    pub(super) fn reading(&self, field: &Field) -> Reading {
        self.readings.get(field).copied().unwrap_or_default()
    }

    pub(super) fn has(&self, field: &Field) -> bool {
        self.places.contains_key(field)
    }

    pub(super) fn header_at(&self, column: usize) -> &str {
        self.header.get(column).map_or("", String::as_str)
    }

    /// Returns the header of the column that holds a field.
    pub(super) fn header_of(&self, field: &Field) -> Option<String> {
        self.places.get(field).map(|column| self.header_at(*column).to_owned())
    }
}
