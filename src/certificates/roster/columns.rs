//! What the columns of a roster mean: the header row found, its names matched, and the matching kept to be shown and used again.

use std::collections::{BTreeMap, BTreeSet};
use std::fmt;
use std::path::Path;
use std::str::FromStr;

use serde::{Deserialize, Serialize};
use unicode_normalization::UnicodeNormalization;
use unicode_normalization::char::is_combining_mark;

use super::table::{Row, letters};
use crate::error::Error;
use crate::nearest;
use crate::output::write::write;

/// What a column of a roster holds.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Field {
    /// The whole name, as it is printed.
    Name,
    /// The name as `Last, First`.
    LastFirst,
    /// First names.
    FirstName,
    /// Last names.
    LastName,
    /// The e-mail address.
    Email,
    /// Hours attended.
    Hours,
    /// An id that stays with the person.
    Id,
    /// The language of the certificate.
    Language,
    /// Hours of one category of continuing education, by the category's name in the program's first language.
    Category(String),
}

/// The fields but for the categories, with their names in options and saved mappings.
const FIELDS: [(Field, &str); 8] = [
    (Field::Name, "name"),
    (Field::LastFirst, "last-first"),
    (Field::FirstName, "first-name"),
    (Field::LastName, "last-name"),
    (Field::Email, "email"),
    (Field::Hours, "hours"),
    (Field::Id, "id"),
    (Field::Language, "language"),
];

/// Whether a field holds a name or a part of one.
fn is_name(field: &Field) -> bool {
    matches!(field, Field::Name | Field::LastFirst | Field::FirstName | Field::LastName)
}

/// What comes before a category's name.
const CATEGORY: &str = "hours:";

impl fmt::Display for Field {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Field::Category(name) => write!(f, "{CATEGORY}{name}"),
            other => f.write_str(FIELDS.iter().find(|(field, _)| field == other).map_or("", |(_, name)| name)),
        }
    }
}

impl FromStr for Field {
    type Err = String;

    fn from_str(text: &str) -> Result<Self, String> {
        if let Some(category) = text.strip_prefix(CATEGORY).map(str::trim).filter(|name| !name.is_empty()) {
            return Ok(Field::Category(category.to_owned()));
        }
        let known = FIELDS.iter().find(|(_, name)| *name == text).map(|(field, _)| field.clone());
        known.ok_or_else(|| format!("a roster has nothing called `{text}`; {}", nearest::hint(text, FIELDS.iter().map(|(_, name)| *name))))
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

/// Reads `name=Participant`, as `--column` takes it.
pub fn parse_column(text: &str) -> Result<(Field, String), String> {
    let (field, column) = text.split_once('=').ok_or_else(|| "expected FIELD=COLUMN, such as name=\"Participant\"".to_owned())?;
    let column = column.trim();
    if column.is_empty() {
        return Err("the name of the column is missing, as in name=\"Participant\"".to_owned());
    }
    Ok((field.trim().parse()?, column.to_owned()))
}

/// Which column holds what: shown to the user, and kept for the next roster with the same header.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Mapping {
    /// The header row, as it stands in the file: a roster with the same header is read by the same mapping.
    pub header: Vec<String>,
    /// The columns by what they hold.
    pub columns: BTreeMap<Field, String>,
    /// The sheet of the workbook.
    #[serde(skip)]
    pub sheet: Option<String>,
    /// The header's row, from 1; 0 for JSON.
    #[serde(skip)]
    pub header_row: u32,
    /// Where the columns are, from 0.
    #[serde(skip)]
    pub(super) places: BTreeMap<Field, usize>,
}

impl Mapping {
    /// A line for each column: what it was taken for, or that it is not used.
    pub fn lines(&self) -> Vec<String> {
        let used: BTreeSet<usize> = self.places.values().copied().collect();
        let taken = self.places.iter().map(|(field, at)| format!("{field}: column {} \"{}\"", letters(*at), self.header_at(*at)));
        let left: Vec<String> =
            (0..self.header.len()).filter(|at| !used.contains(at) && !self.header[*at].is_empty()).map(|at| format!("\"{}\"", self.header[at])).collect();
        let unused = (!left.is_empty()).then(|| format!("not used: {}", left.join(", ")));
        taken.chain(unused).collect()
    }

    pub(super) fn header_at(&self, column: usize) -> &str {
        self.header.get(column).map_or("", String::as_str)
    }

    /// The header of the column that holds a field, for messages.
    pub(super) fn header_of(&self, field: &Field) -> Option<String> {
        self.places.get(field).map(|at| self.header_at(*at).to_owned())
    }
}

/// The mappings of earlier rosters.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Saved {
    version: u32,
    mappings: Vec<Mapping>,
}

impl Default for Saved {
    fn default() -> Self {
        Self { version: Self::VERSION, mappings: Vec::new() }
    }
}

impl Saved {
    /// The file's name, in the project's folder. It holds names of columns, not of people.
    pub const FILE: &str = "roster-columns.json";
    const VERSION: u32 = 1;
    /// How many mappings are kept; the oldest goes first.
    const MOST: usize = 100;

    /// Reads the mappings; none if there is no such file.
    pub fn load(path: &Path) -> Result<Self, Error> {
        let text = match std::fs::read_to_string(path) {
            Ok(text) => text,
            Err(error) if error.kind() == std::io::ErrorKind::NotFound => return Ok(Self::default()),
            Err(error) => return Err(Error::new(path, format!("cannot be read: {error}"))),
        };
        let saved: Self = serde_json::from_str(&text)
            .map_err(|error| Error::new(path, format!("does not hold columns of rosters: {error}")).hint("take the file away: it is made anew"))?;
        if saved.version > Self::VERSION {
            return Err(Error::new(path, "was written by a newer Peerpress").hint("update Peerpress, or take the file away: it is made anew"));
        }
        Ok(saved)
    }

    /// Keeps a mapping. Says whether that is news.
    pub fn remember(&mut self, mapping: &Mapping) -> bool {
        if mapping.columns.is_empty() || self.mappings.iter().any(|known| known.header == mapping.header && known.columns == mapping.columns) {
            return false;
        }
        self.mappings.retain(|known| known.header != mapping.header);
        self.mappings.push(Mapping { header: mapping.header.clone(), columns: mapping.columns.clone(), ..Mapping::default() });
        if self.mappings.len() > Self::MOST {
            self.mappings.remove(0);
        }
        true
    }

    /// Writes the mappings.
    pub fn write(&self, path: &Path) -> Result<(), Error> {
        let text = serde_json::to_string_pretty(self).map_err(|error| Error::new(path, error.to_string()))?;
        write(path, format!("{text}\n").as_bytes())
    }

    fn of(&self, header: &[String]) -> Option<&Mapping> {
        self.mappings.iter().find(|known| known.header == header)
    }
}

/// What the header may be called, in plain letters.
const KNOWN: [(Field, &[&str]); 8] = [
    (
        Field::Name,
        &[
            "name",
            "full name",
            "fullname",
            "complete name",
            "participant",
            "participant name",
            "participants",
            "name of participant",
            "participant full name",
            "attendee",
            "attendee name",
            "learner",
            "learner name",
            "student",
            "student name",
            "trainee",
            "trainee name",
            "recipient",
            "recipient name",
            "person",
            "certificate name",
            "name on certificate",
            "name for certificate",
            "name as it should appear on certificate",
            "nombre",
            "nombre completo",
            "nombre y apellido",
            "nombre y apellidos",
            "nombres y apellidos",
            "participante",
            "nombre del participante",
            "nombre de la persona participante",
            "persona participante",
            "asistente",
            "nombre del asistente",
            "nombre en el certificado",
            "nombre para el certificado",
        ],
    ),
    (Field::LastFirst, &[]),
    (
        Field::FirstName,
        &[
            "first name",
            "firstname",
            "first",
            "given name",
            "given names",
            "givenname",
            "forename",
            "first names",
            "nombres",
            "primer nombre",
            "nombre de pila",
        ],
    ),
    (
        Field::LastName,
        &["last name", "lastname", "last", "last names", "surname", "surnames", "family name", "familyname", "apellido", "apellidos", "primer apellido"],
    ),
    (
        Field::Email,
        &[
            "email",
            "e mail",
            "email address",
            "e mail address",
            "emailaddress",
            "mail",
            "mail address",
            "participant email",
            "user email",
            "contact email",
            "correo",
            "correo electronico",
            "direccion de correo",
            "direccion de correo electronico",
            "direccion de email",
        ],
    ),
    (
        Field::Hours,
        &[
            "hours",
            "hrs",
            "hour",
            "total hours",
            "hours total",
            "hours attended",
            "hours earned",
            "hours completed",
            "attended hours",
            "contact hours",
            "credit hours",
            "training hours",
            "credits",
            "ceu",
            "ceus",
            "ceu hours",
            "ce hours",
            "ceh",
            "ce",
            "horas",
            "horas totales",
            "total de horas",
            "total horas",
            "horas completadas",
            "horas cursadas",
            "horas de asistencia",
            "horas asistidas",
        ],
    ),
    (
        Field::Id,
        &[
            "id",
            "person id",
            "participant id",
            "student id",
            "learner id",
            "trainee id",
            "attendee id",
            "member id",
            "employee id",
            "staff id",
            "id number",
            "identifier",
            "identificacion",
            "identificador",
            "numero de identificacion",
            "id de participante",
            "id del participante",
        ],
    ),
    (
        Field::Language,
        &[
            "language",
            "lang",
            "preferred language",
            "certificate language",
            "language of certificate",
            "idioma",
            "lengua",
            "idioma preferido",
            "idioma del certificado",
        ],
    ),
];

/// A header in plain letters: no accents, case or punctuation.
pub(super) fn plain(header: &str) -> String {
    let folded = header.nfkd().filter(|c| !is_combining_mark(*c)).flat_map(char::to_lowercase);
    let spaced: String = folded.map(|c| if c.is_alphanumeric() { c } else { ' ' }).collect();
    spaced.split_whitespace().collect::<Vec<_>>().join(" ")
}

/// The header without what stands in brackets.
fn unbracketed(header: &str) -> &str {
    header.split(['(', '[']).next().unwrap_or_default()
}

/// Whether a header says that the last name comes first, with a comma.
fn is_last_first(header: &str) -> bool {
    let parts = header.split(['(', ')', '[', ']']).filter_map(|part| part.split_once(','));
    let is = |field: usize, text: &str| KNOWN[field].1.contains(&plain(text).as_str());
    parts.into_iter().any(|(last, first)| {
        is(3, last) && (is(2, first) || matches!(plain(first).as_str(), "nombre" | "name" | "first name mi" | "first mi" | "first middle"))
    })
}

/// How well a header names a field: by its whole text, or by that outside brackets.
fn rank(header: &str, names: &[&str]) -> usize {
    if names.contains(&plain(header).as_str()) { 2 } else { usize::from(names.contains(&plain(unbracketed(header)).as_str())) }
}

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
    let mut headers: Vec<String> = row.cells.iter().map(|cell| cell.shown().split_whitespace().collect::<Vec<_>>().join(" ")).collect();
    while headers.last().is_some_and(String::is_empty) {
        headers.pop();
    }
    headers
}

impl Wanted<'_> {
    /// Finds the header among the first rows: the index of the row that names the most fields, a name among them.
    pub(super) fn find_header(&self, rows: &[Row]) -> Option<usize> {
        let scored = rows.iter().take(40).enumerate().map(|(at, row)| (self.score(row), at)).filter(|(score, _)| *score > 0);
        scored.max_by(|a, b| a.0.cmp(&b.0).then(b.1.cmp(&a.1))).map(|(_, at)| at)
    }

    /// How many fields a row names; 0 if no name of a person is among them.
    pub(super) fn score(&self, row: &Row) -> usize {
        let header = headers(row);
        if self.saved.of(&header).is_some() {
            return 100;
        }
        let named = |field: &Field| !self.candidates(field, &header).is_empty();
        let count = FIELDS.iter().filter(|(field, _)| named(field)).count() + self.category_fields().filter(named).count();
        let has_name = FIELDS.iter().any(|(field, _)| is_name(field) && named(field));
        if has_name { count } else { 0 }
    }

    fn category_fields(&self) -> impl Iterator<Item = Field> {
        self.categories.iter().filter_map(|names| names.first()).map(|name| Field::Category(name.clone()))
    }

    /// The columns that may hold a field: those named best.
    fn candidates(&self, field: &Field, header: &[String]) -> Vec<usize> {
        if let Some(given) = self.columns.get(field) {
            let exact = positions(header, |name| name == given.trim());
            return if exact.is_empty() { positions(header, |name| plain(name) == plain(given) && !name.is_empty()) } else { exact };
        }
        let taken = |name: &str| self.columns.values().any(|given| given.trim() == name);
        let ranks: Vec<usize> = header.iter().map(|name| if taken(name) { 0 } else { self.rank(field, name) }).collect();
        let best = ranks.iter().copied().max().unwrap_or(0);
        if best == 0 { Vec::new() } else { (0..ranks.len()).filter(|at| ranks[*at] == best).collect() }
    }

    fn rank(&self, field: &Field, header: &str) -> usize {
        match field {
            Field::LastFirst => 2 * usize::from(is_last_first(header)),
            _ if is_last_first(header) => 0,
            Field::Category(name) => {
                let names = self.categories.iter().find(|names| names.first() == Some(name)).into_iter().flatten();
                let forms: Vec<String> = names.map(|name| plain(name)).flat_map(|name| category_forms(&name)).collect();
                rank(header, &forms.iter().map(String::as_str).collect::<Vec<_>>())
            }
            other => rank(header, KNOWN.iter().find(|(field, _)| field == other).map_or(&[], |(_, names)| names)),
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
            let remembered = saved.filter(|_| !self.columns.contains_key(&field)).map(|columns| columns.get(&field));
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
        let columns = places.iter().map(|(field, at)| (field.clone(), header[*at].clone())).collect();
        Ok(Mapping { header, columns, sheet: None, header_row: row.number, places })
    }

    fn unknown_columns(&self, header: &[String]) -> Vec<Unclear> {
        let absent = self.columns.iter().filter(|(field, _)| self.candidates(field, header).is_empty());
        absent
            .map(|(_, name)| (format!("there is no column `{name}`"), nearest::hint(name, header.iter().map(String::as_str).filter(|name| !name.is_empty()))))
            .collect()
    }

    /// Of the ways in which names may be given, keeps one.
    fn settle_names(&self, places: &mut BTreeMap<Field, usize>, header: &[String]) -> Result<(), Unclear> {
        let given = |field: &Field| self.columns.contains_key(field);
        let mut keep = |fields: &[Field]| places.retain(|field, _| fields.contains(field) || !is_name(field));
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
        let (name, first, last) = (at(&Field::Name, places), at(&Field::FirstName, places), at(&Field::LastName, places));
        match (name, first, last) {
            // In Spanish, `Nombre` beside `Apellidos` is the first name.
            (Some(name), None, Some(_)) if !given(&Field::Name) && plain(&header[name]) == "nombre" => {
                places.remove(&Field::Name);
                places.insert(Field::FirstName, name);
            }
            (Some(name), None, Some(last)) if !given(&Field::Name) => {
                let (name, last) = (&header[name], &header[last]);
                let message = format!("it cannot be told whether `{name}` is the whole name or goes with `{last}`");
                return Err((message, format!("say which: `--column name=\"{name}\"` or `--column first-name=\"{name}\"`")));
            }
            (Some(_), ..) => places.retain(|field, _| *field == Field::Name || !is_name(field)),
            (None, Some(_), Some(_)) => drop(places.remove(&Field::LastFirst)),
            (None, ..) if places.contains_key(&Field::LastFirst) => {
                places.remove(&Field::FirstName);
                places.remove(&Field::LastName);
            }
            (None, Some(first), None) => return Err(half(&header[first], "first", "last")),
            (None, None, Some(last)) => return Err(half(&header[last], "last", "first")),
            (None, None, None) => return Err(("no column holds the names".to_owned(), "say which: `--column name=\"…\"`".to_owned())),
        }
        Ok(())
    }
}

fn half(header: &str, has: &str, lacks: &str) -> Unclear {
    let message = format!("`{header}` holds {has} names, but no column holds {lacks} names");
    (message, format!("say which does: `--column {lacks}-name=\"…\"`; or, if it holds whole names, `--column name=\"{header}\"`"))
}

fn several(field: &Field, found: &[usize], header: &[String]) -> Unclear {
    let names: Vec<String> = found.iter().map(|at| format!("`{}` (column {})", header[*at], letters(*at))).collect();
    let first = &header[found[0]];
    let same = found.iter().all(|at| header[*at] == *first);
    let hint = if same { "give the columns different names, or take one away".to_owned() } else { format!("say which: `--column {field}=\"{first}\"`") };
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
    [name.to_owned(), format!("{name} hours"), format!("hours {name}"), format!("hours of {name}"), format!("horas {name}"), format!("horas de {name}")]
}
