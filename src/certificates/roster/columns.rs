//! What the columns of a roster mean: the header row found among the first rows, and its names matched.

use std::collections::BTreeMap;

use super::headers::{KNOWN, is_last_first, plain, rank};
use super::mapping::{FIELDS, Field, Mapping, Saved, is_name};
use super::table::{Row, letters};
use crate::nearest;

/// What is asked of the columns.
#[derive(Debug, Clone, Copy)]
pub(super) struct Wanted<'a> {
    /// What the user says.
    pub(super) columns: &'a BTreeMap<Field, String>,
    /// What earlier rosters were read by.
    pub(super) saved: &'a Saved,
    /// The categories of continuing education, each with its names in every language.
    pub(super) categories: &'a [Vec<String>],
}

/// Why the columns cannot be told, and what to do.
pub(super) type Unclear = (String, String);

/// The texts of a row, as headers.
pub(super) fn headers(row: &Row) -> Vec<String> {
    let mut headers: Vec<String> = row
        .cells
        .iter()
        .map(|cell| cell.shown().split_whitespace().collect::<Vec<_>>().join(" "))
        .collect();
    while headers.last().is_some_and(String::is_empty) {
        headers.pop();
    }
    headers
}

impl Wanted<'_> {
    /// Finds the header among the first rows: the index of the row that names the most fields, a name among them.
    pub(super) fn find_header(&self, rows: &[Row]) -> Option<usize> {
        let scored = rows
            .iter()
            .take(40)
            .enumerate()
            .map(|(at, row)| (self.score(row), at))
            .filter(|(score, _)| *score > 0);
        scored.max_by(|a, b| a.0.cmp(&b.0).then(b.1.cmp(&a.1))).map(|(_, at)| at)
    }

    /// How many fields a row names; 0 if no name of a person is among them.
    pub(super) fn score(&self, row: &Row) -> usize {
        let header = headers(row);
        if self.saved.of(&header).is_some() {
            return 100;
        }
        let named = |field: &Field| !self.candidates(field, &header).is_empty();
        let count = FIELDS.iter().filter(|(field, _)| named(field)).count()
            + self.category_fields().filter(named).count();
        let has_name = FIELDS.iter().any(|(field, _)| is_name(field) && named(field));
        if has_name { count } else { 0 }
    }

    fn category_fields(&self) -> impl Iterator<Item = Field> {
        self.categories
            .iter()
            .filter_map(|names| names.first())
            .map(|name| Field::Category(name.clone()))
    }

    /// The columns that may hold a field: those named best.
    fn candidates(&self, field: &Field, header: &[String]) -> Vec<usize> {
        if let Some(given) = self.columns.get(field) {
            let exact = positions(header, |name| name == given.trim());
            return if exact.is_empty() {
                positions(header, |name| plain(name) == plain(given) && !name.is_empty())
            } else {
                exact
            };
        }
        let taken = |name: &str| self.columns.values().any(|given| given.trim() == name);
        let ranks: Vec<usize> = header
            .iter()
            .map(|name| if taken(name) { 0 } else { self.rank(field, name) })
            .collect();
        let best = ranks.iter().copied().max().unwrap_or(0);
        if best == 0 {
            Vec::new()
        } else {
            (0..ranks.len()).filter(|at| ranks[*at] == best).collect()
        }
    }

    fn rank(&self, field: &Field, header: &str) -> usize {
        match field {
            Field::LastFirst => 2 * usize::from(is_last_first(header)),
            _ if is_last_first(header) => 0,
            Field::Category(name) => {
                let names = self
                    .categories
                    .iter()
                    .find(|names| names.first() == Some(name))
                    .into_iter()
                    .flatten();
                let forms: Vec<String> =
                    names.map(|name| plain(name)).flat_map(|name| category_forms(&name)).collect();
                rank(header, &forms.iter().map(String::as_str).collect::<Vec<_>>())
            }
            other => rank(
                header,
                KNOWN.iter().find(|(field, _)| field == other).map_or(&[], |(_, names)| names),
            ),
        }
    }

    /// Tells what the columns of a header row hold.
    pub(super) fn map(&self, row: &Row) -> Result<Mapping, Vec<Unclear>> {
        let header = headers(row);
        let mut unclear = self.unknown_columns(&header);
        let mut unclear_names = Vec::new();
        let mut places = BTreeMap::new();
        let saved = self.saved.of(&header).map(|mapping| &mapping.columns);
        for field in FIELDS.iter().map(|(field, _)| field.clone()).chain(self.category_fields()) {
            let remembered = saved
                .filter(|_| !self.columns.contains_key(&field))
                .map(|columns| columns.get(&field));
            let found = match remembered {
                Some(Some(name)) => positions(&header, |header| header == name),
                Some(None) => Vec::new(),
                None => self.candidates(&field, &header),
            };
            match found[..] {
                [] => {}
                [at] => drop(places.insert(field, at)),
                _ if is_name(&field) => unclear_names.push(several(&field, &found, &header)),
                _ => unclear.push(several(&field, &found, &header)),
            }
        }
        // Where names can do without a column that is not clear, it does not matter.
        if let Err(fault) = self.settle_names(&mut places, &header) {
            unclear.extend(if unclear_names.is_empty() { vec![fault] } else { unclear_names });
        }
        if !unclear.is_empty() {
            return Err(unclear);
        }
        let columns =
            places.iter().map(|(field, at)| (field.clone(), header[*at].clone())).collect();
        Ok(Mapping { header, columns, sheet: None, header_row: row.number, places })
    }

    fn unknown_columns(&self, header: &[String]) -> Vec<Unclear> {
        let absent =
            self.columns.iter().filter(|(field, _)| self.candidates(field, header).is_empty());
        absent
            .map(|(_, name)| {
                (
                    format!("there is no column `{name}`"),
                    nearest::hint(
                        name,
                        header.iter().map(String::as_str).filter(|name| !name.is_empty()),
                    ),
                )
            })
            .collect()
    }

    /// Of the ways in which names may be given, keeps one.
    fn settle_names(
        &self,
        places: &mut BTreeMap<Field, usize>,
        header: &[String],
    ) -> Result<(), Unclear> {
        let given = |field: &Field| self.columns.contains_key(field);
        let mut keep =
            |fields: &[Field]| places.retain(|field, _| fields.contains(field) || !is_name(field));
        let whole = [Field::Name];
        let parts = [Field::FirstName, Field::LastName];
        if given(&Field::Name) {
            keep(&whole);
        } else if given(&Field::LastFirst) {
            keep(&[Field::LastFirst]);
        } else if given(&Field::FirstName) || given(&Field::LastName) {
            keep(&parts);
        }
        let at = |field: &Field, places: &BTreeMap<Field, usize>| places.get(field).copied();
        let (name, first, last) =
            (at(&Field::Name, places), at(&Field::FirstName, places), at(&Field::LastName, places));
        match (name, first, last) {
            // In Spanish, `Nombre` beside `Apellidos` is the first name.
            (Some(name), None, Some(_))
                if !given(&Field::Name) && plain(&header[name]) == "nombre" =>
            {
                places.remove(&Field::Name);
                places.insert(Field::FirstName, name);
            }
            (Some(name), None, Some(last)) if !given(&Field::Name) => {
                let (name, last) = (&header[name], &header[last]);
                let message = format!(
                    "it cannot be told whether `{name}` is the whole name or goes with `{last}`"
                );
                return Err((
                    message,
                    format!(
                        "say which: `--column name=\"{name}\"` or `--column first-name=\"{name}\"`"
                    ),
                ));
            }
            (Some(_), ..) => places.retain(|field, _| *field == Field::Name || !is_name(field)),
            (None, Some(_), Some(_)) => drop(places.remove(&Field::LastFirst)),
            (None, ..) if places.contains_key(&Field::LastFirst) => {
                places.remove(&Field::FirstName);
                places.remove(&Field::LastName);
            }
            (None, Some(first), None) => return Err(half(&header[first], "first", "last")),
            (None, None, Some(last)) => return Err(half(&header[last], "last", "first")),
            (None, None, None) => {
                return Err((
                    "no column holds the names".to_owned(),
                    "say which: `--column name=\"…\"`".to_owned(),
                ));
            }
        }
        Ok(())
    }
}

fn half(header: &str, has: &str, lacks: &str) -> Unclear {
    let message = format!("`{header}` holds {has} names, but no column holds {lacks} names");
    (
        message,
        format!(
            "say which does: `--column {lacks}-name=\"…\"`; or, if it holds whole names, `--column name=\"{header}\"`"
        ),
    )
}

fn several(field: &Field, found: &[usize], header: &[String]) -> Unclear {
    let names: Vec<String> =
        found.iter().map(|at| format!("`{}` (column {})", header[*at], letters(*at))).collect();
    let first = &header[found[0]];
    let same = found.iter().all(|at| header[*at] == *first);
    let hint = if same {
        "give the columns different names, or take one away".to_owned()
    } else {
        format!("say which: `--column {field}=\"{first}\"`")
    };
    (format!("several columns may hold the {}: {}", told(field), names.join(", ")), hint)
}

/// A field in a sentence.
fn told(field: &Field) -> String {
    match field {
        Field::Name | Field::LastFirst => "name".to_owned(),
        Field::FirstName => "first name".to_owned(),
        Field::LastName => "last name".to_owned(),
        Field::Email => "e-mail address".to_owned(),
        Field::Category(name) => format!("hours of {name}"),
        other => other.to_string(),
    }
}

fn positions(header: &[String], is: impl Fn(&str) -> bool) -> Vec<usize> {
    (0..header.len()).filter(|at| is(&header[*at])).collect()
}

/// How a column of hours of a category may be called.
fn category_forms(name: &str) -> [String; 6] {
    [
        name.to_owned(),
        format!("{name} hours"),
        format!("hours {name}"),
        format!("hours of {name}"),
        format!("horas {name}"),
        format!("horas de {name}"),
    ]
}
