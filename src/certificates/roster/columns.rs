//! Finds the header row among the first rows and what each of its columns holds.

use std::collections::BTreeMap;

use super::headers::{Match, match_field, match_names, plain};
use super::mapping::{FIELDS, Field, Mapping};
use super::table::{Cell, Row, column_letters};
use super::{Options, finding};
use crate::diagnostic::{Code, Finding};
use crate::nearest;

/// The number of rows among which the header is looked for.
const HEADER_ROWS: usize = 40;

/// The score of a header that an earlier roster had: higher than any count of fields.
const SAVED_SCORE: usize = 100;

/// Returns the cells of a row as headers, without the empty ones at its end.
pub(super) fn headers(row: &Row) -> Vec<String> {
    let text = |cell: &Cell| cell.shown().split_whitespace().collect::<Vec<_>>().join(" ");
    let mut headers: Vec<String> = row.cells.iter().map(text).collect();
    while headers.last().is_some_and(String::is_empty) {
        headers.pop();
    }
    headers
}

/// Suggests the header nearest to a column that the roster does not have.
pub(super) fn suggest_header(column: &str, header: &[String]) -> String {
    let names = header.iter().map(String::as_str).filter(|name| !name.is_empty());
    nearest::hint(column, names)
}

impl Options {
    /// Returns the index of the first row with the most known headers, one of them for names.
    pub(super) fn find_header(&self, rows: &[Row]) -> Option<usize> {
        let mut best = (0, None);
        for (index, row) in rows.iter().take(HEADER_ROWS).enumerate() {
            let score = self.score(row);
            if score > best.0 {
                best = (score, Some(index));
            }
        }
        best.1
    }

    /// Counts the fields that the headers in a row name. Returns 0 if none is for names.
    pub(super) fn score(&self, row: &Row) -> usize {
        let header = headers(row);
        if self.saved.find(&header).is_some() {
            return SAVED_SCORE;
        }
        let has_column = |field: &Field| !self.candidates(field, &header).is_empty();
        let found: Vec<Field> = self.fields().filter(has_column).collect();
        if found.iter().any(Field::is_name) { found.len() } else { 0 }
    }

    /// Returns the fields for hours by category.
    pub(super) fn category_fields(&self) -> impl Iterator<Item = Field> {
        let names = self.categories.iter().filter_map(|names| names.first());
        names.map(|name| Field::Category(name.clone()))
    }

    fn fields(&self) -> impl Iterator<Item = Field> {
        FIELDS.iter().map(|(field, _)| field.clone()).chain(self.category_fields())
    }

    /// Returns the columns that match a field best.
    fn candidates(&self, field: &Field, header: &[String]) -> Vec<usize> {
        if let Some(given) = self.columns.get(field) {
            let exact = positions(header, |name| name == given.trim());
            if !exact.is_empty() {
                return exact;
            }
            return positions(header, |name| !name.is_empty() && plain(name) == plain(given));
        }
        let matches: Vec<Match> =
            header.iter().map(|name| self.match_header(field, name)).collect();
        match matches.iter().max() {
            None | Some(Match::None) => Vec::new(),
            Some(best) => (0..matches.len()).filter(|at| matches[*at] == *best).collect(),
        }
    }

    fn match_header(&self, field: &Field, header: &str) -> Match {
        if self.columns.values().any(|given| given.trim() == header) {
            return Match::None;
        }
        let Field::Category(category) = field else { return match_field(header, field) };
        if match_field(header, &Field::LastFirst) == Match::Whole {
            return Match::None;
        }
        let names = self.categories.iter().find(|names| names.first() == Some(category));
        let names = names.into_iter().flatten().map(|name| plain(name));
        let forms: Vec<String> = names.flat_map(|name| category_headers(&name)).collect();
        match_names(header, |name| forms.iter().any(|form| form == name))
    }

    /// Determines what the columns below a header row hold.
    pub(super) fn map_columns(&self, row: &Row) -> Result<Mapping, Vec<Finding>> {
        let header = headers(row);
        let mut findings = self.missing_columns(&header);
        let mut ambiguous_names = Vec::new();
        let mut places = BTreeMap::new();
        let saved = self.saved.find(&header);
        for field in self.fields() {
            let found = match saved.filter(|_| !self.columns.contains_key(&field)) {
                None => self.candidates(&field, &header),
                Some(saved) => {
                    let name = saved.columns.get(&field);
                    name.map_or(Vec::new(), |name| positions(&header, |header| header == name))
                }
            };
            match found[..] {
                [] => {}
                [column] => drop(places.insert(field, column)),
                _ if field.is_name() => ambiguous_names.push(ambiguous(&field, &found, &header)),
                _ => findings.push(ambiguous(&field, &found, &header)),
            }
        }
        // An ambiguous column does not matter if the names are complete without it.
        if let Err(finding) = self.choose_names(&mut places, &header) {
            if ambiguous_names.is_empty() {
                findings.push(finding);
            }
            findings.extend(ambiguous_names);
        }
        if !findings.is_empty() {
            return Err(findings);
        }
        let column = |(field, at): (&Field, &usize)| (field.clone(), header[*at].clone());
        let columns = places.iter().map(column).collect();
        Ok(Mapping { header, columns, sheet: None, header_row: row.number, places })
    }

    /// Reports the columns that the user named and the roster does not have.
    fn missing_columns(&self, header: &[String]) -> Vec<Finding> {
        let columns = self.columns.iter();
        let missing = columns.filter(|(field, _)| self.candidates(field, header).is_empty());
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
            keep_names(places, &[Field::Name]);
        } else if is_given(&Field::LastFirst) {
            keep_names(places, &[Field::LastFirst]);
        } else if Field::NAME_PARTS.iter().any(is_given) {
            keep_names(places, &Field::NAME_PARTS);
        }
        let column = |field: &Field| places.get(field).copied();
        match (column(&Field::Name), column(&Field::FirstName), column(&Field::LastName)) {
            // In Spanish, `Nombre` next to `Apellidos` is the first name.
            (Some(name), None, Some(_)) if is_first_name(&header[name]) => {
                places.insert(Field::FirstName, name);
                keep_names(places, &Field::NAME_PARTS);
            }
            // In French, `Nom` next to `Prénom` is the last name.
            (Some(name), Some(_), None) if plain(&header[name]) == "nom" => {
                places.insert(Field::LastName, name);
                keep_names(places, &Field::NAME_PARTS);
            }
            (Some(name), None, Some(last)) => {
                return Err(whole_or_first_name(&header[name], &header[last]));
            }
            (Some(_), ..) => keep_names(places, &[Field::Name]),
            (None, Some(_), Some(_)) => keep_names(places, &Field::NAME_PARTS),
            _ if places.contains_key(&Field::LastFirst) => keep_names(places, &[Field::LastFirst]),
            (None, Some(first), None) => return Err(missing_half(&header[first], "first", "last")),
            (None, None, Some(last)) => return Err(missing_half(&header[last], "last", "first")),
            (None, None, None) => {
                let hint = "name the column: `--column name=\"…\"`";
                return Err(finding(Code::RosterHeader, "no column contains names", hint));
            }
        }
        Ok(())
    }
}

/// Removes the columns for names that are not among `fields`.
fn keep_names(places: &mut BTreeMap<Field, usize>, fields: &[Field]) {
    places.retain(|field, _| fields.contains(field) || !field.is_name());
}

/// Returns whether a header that can mean the whole name means the first name next to a column of
/// last names: in Spanish and Portuguese.
fn is_first_name(header: &str) -> bool {
    matches!(plain(header).as_str(), "nombre" | "nombre s" | "nome" | "nome s")
}

fn whole_or_first_name(name: &str, last: &str) -> Finding {
    let message = format!("`{name}` may contain whole names or first names next to `{last}`");
    let hint = format!(
        "add `--column name=\"{name}\"` for whole names or `--column first-name=\"{name}\"` for \
         first names"
    );
    finding(Code::RosterHeader, message, hint)
}

fn missing_half(header: &str, present: &str, missing: &str) -> Finding {
    let message =
        format!("`{header}` contains {present} names, but no column contains {missing} names");
    let hint = format!(
        "name the column with {missing} names: `--column {missing}-name=\"…\"`; if `{header}` \
         contains whole names, add `--column name=\"{header}\"`"
    );
    finding(Code::RosterHeader, message, hint)
}

fn ambiguous(field: &Field, found: &[usize], header: &[String]) -> Finding {
    let column = |at: &usize| format!("`{}` (column {})", header[*at], column_letters(*at));
    let columns: Vec<String> = found.iter().map(column).collect();
    let first = &header[found[0]];
    let hint = if found.iter().all(|at| header[*at] == *first) {
        "give the columns different names, or delete one of them".to_owned()
    } else {
        format!("choose one: `--column {field}=\"{first}\"`")
    };
    let message =
        format!("several columns may contain the {}: {}", field.describe(), columns.join(", "));
    finding(Code::RosterHeader, message, hint)
}

fn positions(header: &[String], is_match: impl Fn(&str) -> bool) -> Vec<usize> {
    (0..header.len()).filter(|at| is_match(&header[*at])).collect()
}

/// Returns what a column with the hours of a category may be called.
fn category_headers(name: &str) -> [String; 6] {
    [
        name.to_owned(),
        format!("{name} hours"),
        format!("hours {name}"),
        format!("hours of {name}"),
        format!("horas {name}"),
        format!("horas de {name}"),
    ]
}
