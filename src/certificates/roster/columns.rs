//! Determines what each column below a header row holds.

use std::collections::{BTreeMap, BTreeSet};

use super::added_hours::AddedHours;
use super::corrected_names::take_certificate_name;
use super::exports::{Export, ReadAs, recognize};
use super::header_findings::{
    ambiguous, missing_half, no_names, suggest_header, whole_or_first_name,
};
use super::headers::{Match, category_words, headers, match_field, match_names, match_time, plain};
use super::mapping::{FIELDS, Field, Mapping};
use super::part_words::is_spanish_first_name;
use super::saved::SavedMapping;
use super::table::Row;
use super::{Options, Purpose, finding};
use crate::diagnostic::{Code, Finding};

/// What forms write in place of the name and the address of a person without an account.
const ANONYMOUS: [&str; 3] = ["anonymous", "anonimo", "anonymous user"];

/// The cells of a possible header row, and what is known about them before its columns are mapped.
pub(super) struct HeaderCells<'a> {
    /// The headers as they are in the file.
    pub(super) names: Vec<String>,
    /// The headers in plain letters.
    pub(super) plain: Vec<String>,
    /// What the user said about an earlier roster with these columns.
    pub(super) saved: Option<&'a SavedMapping>,
    /// How the user said to read the list, now or for an earlier roster.
    read_as: Option<ReadAs>,
    /// The export that was recognized or that the user named.
    pub(super) export: Option<&'static Export>,
    /// The columns without values. They hold nothing.
    empty: BTreeSet<usize>,
    /// The columns with values, none of which is an address.
    without_address: BTreeSet<usize>,
}

impl<'a> HeaderCells<'a> {
    pub(super) fn new(options: &'a Options, row: &Row) -> Self {
        let names = headers(row);
        let plain: Vec<String> = names.iter().map(|name| plain(name)).collect();
        let saved = options.saved.find(&plain);
        let read_as = options.read_as.or_else(|| saved.and_then(SavedMapping::read_as));
        let export = match read_as {
            Some(ReadAs::Plain) => None,
            Some(ReadAs::Export(export)) => Some(export),
            None => recognize(&plain),
        };
        let (empty, without_address) = Default::default();
        Self { names, plain, saved, read_as, export, empty, without_address }
    }

    /// Finds the columns that have no values in the rows below the header. A form that was filled
    /// in without an account has `anonymous` in place of the name and the address.
    fn with_rows(mut self, rows: &[Row]) -> Self {
        let is_empty = |column: &usize| {
            rows.iter().all(|row| {
                let cell = row.cell(*column);
                cell.is_blank() || ANONYMOUS.contains(&plain(&cell.shown()).as_str())
            })
        };
        if !rows.is_empty() {
            self.empty = (0..self.names.len()).filter(is_empty).collect();
            let has_address =
                |column: usize| rows.iter().any(|row| row.cell(column).shown().contains('@'));
            self.without_address = (0..self.names.len()).filter(|it| !has_address(*it)).collect();
        }
        self
    }

    /// Returns the columns in which the export has a field.
    fn export_columns(&self, field: &Field) -> Vec<usize> {
        let columns = self.export.map(|export| export.columns_of(field, &self.plain));
        let mut columns = columns.unwrap_or_default();
        // A login can be an address, or an ID of the school.
        let is_none = |column: &usize| {
            let has_no_address = *field == Field::Email && self.without_address.contains(column);
            self.empty.contains(column) || has_no_address
        };
        columns.retain(|column| !is_none(column));
        columns
    }

    /// Returns whether the export has columns for names that are not empty.
    fn has_export_names(&self) -> bool {
        let names = self.export.iter().flat_map(|export| export.columns);
        let mut names = names.filter(|(field, _)| field.is_name());
        names.any(|(field, _)| !self.export_columns(field).is_empty())
    }

    /// Returns the columns that look like a field and are not used, as the user knows.
    fn unused(&self) -> BTreeSet<usize> {
        let is_unused =
            |column: &usize| self.saved.is_some_and(|saved| saved.is_unused(&self.plain[*column]));
        (0..self.plain.len()).filter(is_unused).collect()
    }

    /// Returns whether the program that exported the list added a row that is not a person.
    pub(super) fn is_added(&self, row: &Row) -> bool {
        let Some(export) = self.export.filter(|export| !export.not_people.is_empty()) else {
            return false;
        };
        let columns = export.columns.iter().flat_map(|(field, _)| self.export_columns(field));
        let (mut names, mut is_empty) = (Vec::new(), true);
        for column in columns {
            is_empty &= row.cell(column).is_blank();
            names.push(plain(&row.cell(column).shown()));
        }
        let added = export.not_people.iter().flat_map(|text| text.split('|')).map(plain);
        added.into_iter().any(|text| match text.is_empty() {
            true => is_empty,
            false => names.first() == Some(&text),
        })
    }

    /// Returns whether it is known what a column holds, so that it is not looked for by its header.
    fn is_taken(&self, column: usize) -> bool {
        let header = &self.plain[column];
        self.empty.contains(&column)
            || self.saved.is_some_and(|saved| saved.knows(header))
            || self.export.is_some_and(|export| export.knows(header))
    }
}

impl Options {
    /// Returns the fields for hours by category.
    pub(super) fn category_fields(&self) -> impl Iterator<Item = Field> {
        let names = self.categories.iter().filter_map(|names| names.first());
        names.map(|name| Field::Category(name.clone()))
    }

    /// Returns whether the list is read for name badges.
    pub(super) fn is_for_badges(&self) -> bool {
        self.purpose == Purpose::Badges
    }

    pub(super) fn fields(&self) -> impl Iterator<Item = Field> {
        let fields = FIELDS.iter().map(|(field, _)| field.clone()).chain(self.category_fields());
        fields.filter(|field| self.purpose.reads(field))
    }

    /// Returns the columns that match a field best. What the user says comes first, then what the
    /// user said about an earlier roster, then the table of exports.
    pub(super) fn candidates(&self, field: &Field, header: &HeaderCells<'_>) -> Vec<usize> {
        if self.columns.contains_key(field) {
            return self.named_columns(field, &header.names);
        }
        let remembered = header.saved.map(|saved| saved.columns_of(field, &header.plain));
        if let Some(columns) = remembered.filter(|columns| !columns.is_empty()) {
            return columns;
        }
        let columns = header.export_columns(field);
        let is_additional =
            matches!(field, Field::MiddleName | Field::SecondLastName | Field::Suffix);
        let is_settled = field.is_name() && !is_additional && header.has_export_names();
        if !columns.is_empty() || is_settled {
            return columns;
        }
        let columns = self.matching_columns(field, header, Self::match_header);
        if columns.is_empty() && *field == Field::Hours {
            return self.matching_columns(field, header, |_, _, name| match_time(name));
        }
        columns
    }

    /// Returns the columns that the user named for a field.
    fn named_columns(&self, field: &Field, header: &[String]) -> Vec<usize> {
        let more = self.more_hours.iter().filter(|_| *field == Field::Hours);
        let given = self.columns.get(field).into_iter().chain(more);
        let mut found = given.map(|given| self.columns_called(given, header));
        found.find(|columns| !columns.is_empty()).unwrap_or_default()
    }

    /// Returns the columns whose headers match a field best.
    fn matching_columns(
        &self,
        field: &Field,
        header: &HeaderCells<'_>,
        rate: impl Fn(&Self, &Field, &str) -> Match,
    ) -> Vec<usize> {
        let matches: Vec<Match> = (0..header.names.len())
            .map(|at| match header.is_taken(at) {
                true => Match::None,
                false => rate(self, field, &header.names[at]),
            })
            .collect();
        match matches.iter().max() {
            None | Some(Match::None) => Vec::new(),
            Some(best) => (0..matches.len()).filter(|at| matches[*at] == *best).collect(),
        }
    }

    fn match_header(&self, field: &Field, header: &str) -> Match {
        if self.columns.values().chain(&self.more_hours).any(|given| given.trim() == header) {
            return Match::None;
        }
        let is_named = |names: &[String]| names.iter().any(|name| plain(name) == plain(header));
        if let Some((known, _)) = self.headers.iter().find(|(_, names)| is_named(names)) {
            return if known == field { Match::Whole } else { Match::None };
        }
        let Field::Category(category) = field else { return match_field(header, field) };
        if match_field(header, &Field::LastFirst) == Match::Whole {
            return Match::None;
        }
        let names = self.categories.iter().find(|names| names.first() == Some(category));
        let names: Vec<Vec<String>> =
            names.into_iter().flatten().map(|name| category_words(name)).collect();
        match_names(header, |name| {
            let words = category_words(name);
            !words.is_empty() && names.contains(&words)
        })
    }

    /// Determines what the columns below a header row hold. `rows` are the rows below.
    pub(super) fn map_columns(&self, row: &Row, rows: &[Row]) -> Result<Mapping, Vec<Finding>> {
        let cells = HeaderCells::new(self, row).with_rows(rows);
        let header = &cells.names;
        let mut findings = self.missing_columns(header);
        let mut ambiguous_names = Vec::new();
        let mut places = BTreeMap::new();
        for field in self.fields() {
            let mut found = self.candidates(&field, &cells);
            if field == Field::Name
                && let Some(certificate) = take_certificate_name(&mut found, header)
            {
                places.insert(Field::CorrectedName, certificate);
            }
            match found[..] {
                [] => {}
                [column] => drop(places.insert(field, column)),
                _ if field.is_name() => ambiguous_names.push(ambiguous(&field, &found, header)),
                // They only tell whether two rows are one person.
                _ if self.is_for_badges() && matches!(field, Field::Email | Field::Id) => {}
                _ => findings.push(ambiguous(&field, &found, header)),
            }
        }
        self.take_correction(&mut places, header);
        // An ambiguous column does not matter if the names are complete without it.
        if let Err(finding) = self.choose_names(&mut places, header) {
            if ambiguous_names.is_empty() {
                findings.push(finding);
            }
            findings.extend(ambiguous_names);
        }
        if !findings.is_empty() {
            return Err(findings);
        }
        let AddedHours { columns: more_hours, not_found } =
            self.find_added_hours(&cells, places.get(&Field::Hours).copied())?;
        let column = |(field, at): (&Field, &usize)| (field.clone(), header[*at].clone());
        let columns = places.iter().map(column).collect();
        let is_said = |field: &&Field| {
            self.columns.contains_key(field) || cells.saved.is_some_and(|saved| saved.names(field))
        };
        let said = places.keys().filter(is_said).cloned().collect();
        Ok(Mapping {
            columns,
            header_row: row.number,
            export: cells.export,
            said,
            unused: cells.unused(),
            unit: self.unit.or(cells.saved.and_then(|saved| saved.unit)),
            read_as: cells.read_as,
            more_hours,
            not_found,
            places,
            header: cells.names,
            ..Mapping::default()
        })
    }

    /// Reports the columns that the user named and the roster does not have.
    fn missing_columns(&self, header: &[String]) -> Vec<Finding> {
        let columns = self.columns.iter();
        let missing = columns.filter(|(field, _)| self.named_columns(field, header).is_empty());
        let report = |(_, name): (&Field, &String)| {
            let message = format!("the roster has no column `{name}`");
            finding(Code::RosterHeader, message, suggest_header(name, header))
        };
        missing.map(report).collect()
    }

    /// Keeps one of the ways in which a roster can give names: in one column, as `Last, First`, or
    /// in two columns.
    fn choose_names(
        &self,
        places: &mut BTreeMap<Field, usize>,
        header: &[String],
    ) -> Result<(), Finding> {
        let is_given = |field: &Field| self.columns.contains_key(field);
        if is_given(&Field::Name) {
            let more = [Field::SecondLastName, Field::Suffix].into_iter().filter(is_given);
            let kept: Vec<Field> = [Field::Name].into_iter().chain(more).collect();
            keep_names(places, &kept);
        } else if is_given(&Field::LastFirst) {
            keep_names(places, &[Field::LastFirst]);
        } else if [Field::FirstName, Field::LastName].iter().any(is_given) {
            keep_names(places, &Field::NAME_PARTS);
        }
        let column = |field: &Field| places.get(field).copied();
        match (column(&Field::Name), column(&Field::FirstName), column(&Field::LastName)) {
            // In Spanish, `Nombre` next to `Apellidos` is the first name.
            (Some(name), None, Some(_)) if is_spanish_first_name(&header[name]) => {
                places.insert(Field::FirstName, name);
                keep_names(places, &Field::NAME_PARTS);
            }
            // In French, `Nom` next to `Prénom` is the last name.
            (Some(name), Some(first), None) if is_last_name(&header[name], &header[first]) => {
                places.insert(Field::LastName, name);
                keep_names(places, &Field::NAME_PARTS);
            }
            // In French, `Nom d'usage` is another last name.
            (Some(name), Some(first), Some(last))
                if is_last_name(&header[name], &header[first]) && !is_given(&Field::Name) =>
            {
                return Err(ambiguous(&Field::LastName, &[name, last], header));
            }
            (Some(name), None, Some(last)) => {
                return Err(whole_or_first_name(&header[name], &header[last]));
            }
            // The whole name lacks what has its own column.
            (Some(_), None, None) => {
                keep_names(places, &[Field::Name, Field::SecondLastName, Field::Suffix]);
            }
            (Some(_), ..) => keep_names(places, &[Field::Name]),
            (None, Some(_), Some(_)) => keep_names(places, &Field::NAME_PARTS),
            _ if places.contains_key(&Field::LastFirst) => keep_names(places, &[Field::LastFirst]),
            (None, Some(first), None) => return Err(missing_half(&header[first], "first", "last")),
            // The data says that `Name` is the last name; alone, it is the whole name.
            (None, None, Some(last)) if is_whole_name(&header[last]) => {
                places.insert(Field::Name, last);
                keep_names(places, &[Field::Name]);
            }
            (None, None, Some(last)) => return Err(missing_half(&header[last], "last", "first")),
            (None, None, None) => return Err(no_names(header)),
        }
        Ok(())
    }
}

/// Removes the columns for names that are not among `fields`.
fn keep_names(places: &mut BTreeMap<Field, usize>, fields: &[Field]) {
    places.retain(|field, _| fields.contains(field) || !field.is_name());
}

/// Returns whether a header that can mean the whole name means the last name next to a column of
/// first names.
fn is_last_name(name: &str, first: &str) -> bool {
    let first = plain(first);
    match plain(name).as_str() {
        "nom" => true,
        "name" => first.starts_with("vorname"),
        "naam" => first.starts_with("voorna"),
        _ => false,
    }
}

fn is_whole_name(header: &str) -> bool {
    match_field(header, &Field::Name) != Match::None
}

pub(super) fn positions(header: &[String], is_match: impl Fn(&str) -> bool) -> Vec<usize> {
    (0..header.len()).filter(|at| is_match(&header[*at])).collect()
}

/// Returns the columns whose headers are for hours, minutes, or durations.
pub(super) fn other_time_columns(header: &[String]) -> Vec<usize> {
    positions(header, |name| {
        match_field(name, &Field::Hours) != Match::None || match_time(name) != Match::None
    })
}
