//! A roster as a JSON list of objects, one for each person. The list can be inside another object,
//! as it comes from the interface of a meeting tool.

use std::collections::HashMap;
use std::fmt;

use serde::Deserialize;
use serde::de::{Deserializer, Error, MapAccess, SeqAccess, Visitor};

use super::finding;
use super::names::excerpt;
use super::table::{Cell, Row, Table, text_of};
use crate::diagnostic::{Code, Finding};
use crate::nearest;
use crate::shell::in_quotes;

/// The largest whole number below which a 64-bit floating-point number holds every one.
const MAX_EXACT: f64 = 9_007_199_254_740_992.0;

/// The most fields of an object. No person has more.
const MAX_FIELDS: usize = 4096;

/// A value. A name that appears twice in an object is an error: JSON does not say which of the
/// values counts.
enum Json {
    Cell(Cell),
    List(Vec<Json>),
    /// The fields, in the order of the file.
    Object(Fields),
}

type Fields = Vec<(String, Json)>;

impl<'de> Deserialize<'de> for Json {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        deserializer.deserialize_any(JsonVisitor)
    }
}

struct JsonVisitor;

impl<'de> Visitor<'de> for JsonVisitor {
    type Value = Json;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a value")
    }

    fn visit_unit<E: Error>(self) -> Result<Json, E> {
        Ok(Json::Cell(Cell::Empty))
    }

    fn visit_bool<E: Error>(self, value: bool) -> Result<Json, E> {
        Ok(Json::Cell(Cell::Bool(value)))
    }

    fn visit_i64<E: Error>(self, value: i64) -> Result<Json, E> {
        Ok(Json::Cell(whole_number(value as f64, value)))
    }

    fn visit_u64<E: Error>(self, value: u64) -> Result<Json, E> {
        Ok(Json::Cell(whole_number(value as f64, value)))
    }

    fn visit_f64<E: Error>(self, value: f64) -> Result<Json, E> {
        let too_long = "a number that is too long to be read exactly, without quotes";
        Ok(Json::Cell(match value.abs() < MAX_EXACT {
            true => Cell::Number(value),
            false => Cell::Invalid(too_long.into()),
        }))
    }

    fn visit_str<E: Error>(self, text: &str) -> Result<Json, E> {
        Ok(Json::Cell(Cell::text(text)))
    }

    fn visit_seq<S: SeqAccess<'de>>(self, mut list: S) -> Result<Json, S::Error> {
        let mut items = Vec::new();
        while let Some(item) = list.next_element()? {
            items.push(item);
        }
        Ok(Json::List(items))
    }

    fn visit_map<M: MapAccess<'de>>(self, mut map: M) -> Result<Json, M::Error> {
        let mut fields = Fields::new();
        while let Some((name, value)) = map.next_entry::<String, Json>()? {
            if fields.iter().any(|(known, _)| *known == name) {
                return Err(M::Error::custom(format!("an entry has the field `{name}` twice")));
            }
            if fields.len() == MAX_FIELDS {
                return Err(M::Error::custom(format!("an entry has over {MAX_FIELDS} fields")));
            }
            fields.push((name, value));
        }
        Ok(Json::Object(fields))
    }
}

/// Returns a whole number, or its digits if a floating-point number does not hold it exactly.
fn whole_number(value: f64, digits: impl fmt::Display) -> Cell {
    match value.abs() < MAX_EXACT {
        true => Cell::Number(value),
        false => Cell::Text(digits.to_string().into()),
    }
}

/// Parses a list of at most `max` objects. The field names become a header row with the number 0.
/// `list` is the list that the user chose among several.
pub(super) fn parse(text: &str, max: usize, list: Option<&str>) -> Result<Table, Finding> {
    let Found { entries, table } = entries(text, list)?;
    if entries.len() > max {
        let message = format!("the list has more than {max} entries");
        return Err(finding(Code::RosterFile, message, "split it into several rosters"));
    }
    let mut columns: HashMap<String, usize> = HashMap::new();
    let mut header = Vec::new();
    let mut rows = Vec::with_capacity(entries.len() + 1);
    for (index, fields) in entries.into_iter().enumerate() {
        let number = index as u32 + 1;
        let mut flat = Vec::new();
        flatten(fields, "", &mut flat);
        rows.push(Row { number, line: None, cells: cells(flat, &mut columns, &mut header) });
    }
    rows.insert(0, Row { number: 0, line: None, cells: header });
    Ok(Table { is_json: true, rows, ..table })
}

/// The people of a file.
#[derive(Default)]
struct Found {
    entries: Vec<Fields>,
    /// What is beside their list, without rows.
    table: Table,
}

impl Found {
    fn new(entries: Vec<Fields>) -> Self {
        Self { entries, ..Self::default() }
    }
}

/// Returns the objects of a list, of the list inside an object, or of a file with one object on
/// each line.
fn entries(text: &str, list: Option<&str>) -> Result<Found, Finding> {
    let values = serde_json::Deserializer::from_str(text).into_iter::<Json>();
    let values: Vec<Json> = values.collect::<Result<_, _>>().map_err(|error| {
        invalid(match error.is_data() {
            true => format!("the file is not a list of people: {error}"),
            false => format!("the file is not valid JSON: {error}"),
        })
    })?;
    let is_one = values.len() == 1;
    let mut objects = Vec::new();
    for value in values {
        match value {
            Json::List(items) if is_one => return objects_of(items).map(Found::new),
            Json::Object(fields) => objects.push(fields),
            _ => return Err(invalid("the file is not a list of people".to_owned())),
        }
    }
    let mut lists = Vec::new();
    for fields in &mut objects {
        take_lists(fields, "", &mut lists);
    }
    if lists.is_empty() {
        return match objects.iter().all(Vec::is_empty) {
            true => Err(invalid("the file has no list of people".to_owned())),
            false => Ok(Found::new(objects)),
        };
    }
    if !is_one {
        let message = format!("the file has several objects with lists, such as `{}`", lists[0].0);
        return Err(invalid(message));
    }
    let (name, items) = lists.swap_remove(choose(&lists, list)?);
    let mut found = Found::new(objects_of(items)?);
    if list.is_none() {
        found.table.list = Some(name);
        objects.into_iter().for_each(|fields| add_beside(fields, "", &mut found.table));
    }
    Ok(found)
}

/// Adds what an object has beside the list: its texts, and the lists and objects in it as sheets,
/// which may say who did not come.
fn add_beside(fields: Fields, path: &str, table: &mut Table) {
    let mut sheet = Table { sheet: Some(path.to_owned()), ..Table::default() };
    for (name, value) in fields {
        let path = join(path, &name);
        match value {
            Json::Cell(cell) => {
                add_row(&mut sheet, [Cell::text(&name), Cell::text(&cell.shown())]);
                table.fields.extend(text_of(&cell).map(|text| (path, text.to_owned())));
            }
            Json::List(items) => {
                let mut sheet = Table { sheet: Some(path), ..Table::default() };
                for item in items {
                    if let Json::Cell(cell) = item {
                        add_row(&mut sheet, [Cell::text(&cell.shown())]);
                    }
                }
                table.other_sheets.push(sheet);
            }
            Json::Object(inner) => add_beside(inner, &path, table),
        }
    }
    // The fields of the outer object are about the list as a whole.
    if !path.is_empty() {
        table.other_sheets.push(sheet);
    }
}

fn add_row<const N: usize>(sheet: &mut Table, cells: [Cell; N]) {
    let number = sheet.rows.len() as u32 + 1;
    sheet.rows.push(Row { number, line: None, cells: cells.into() });
}

/// Returns the name of a field in an object, such as `name.first`.
fn join(path: &str, name: &str) -> String {
    if path.is_empty() { name.to_owned() } else { format!("{path}.{name}") }
}

/// Turns the objects in an entry into fields, such as `name.first`, and lists of texts into texts.
fn flatten(fields: Fields, path: &str, flat: &mut Vec<(String, Cell)>) {
    for (name, value) in fields {
        let path = join(path, &name);
        match value {
            Json::Cell(cell) => flat.push((path, cell)),
            Json::Object(inner) => flatten(inner, &path, flat),
            Json::List(items) => flat.push((path, cell_of(&items))),
        }
    }
}

/// Returns the values of a list as one text. A list of people or lists cannot be in a cell.
fn cell_of(items: &[Json]) -> Cell {
    let text = |item: &Json| match item {
        Json::Cell(cell) => Some(cell.shown().into_owned()),
        _ => None,
    };
    match items.iter().map(text).collect::<Option<Vec<_>>>() {
        Some(texts) => Cell::text(&texts.join("; ")),
        None => Cell::Invalid("a list".into()),
    }
}

/// Takes the lists of objects out of an object and the objects in it, each with the names of the
/// fields that lead to it.
fn take_lists(fields: &mut Fields, path: &str, lists: &mut Vec<(String, Vec<Json>)>) {
    for (name, value) in fields {
        let path = join(path, name);
        match value {
            Json::Object(inner) => take_lists(inner, &path, lists),
            Json::List(items) if items.iter().any(|item| matches!(item, Json::Object(_))) => {
                lists.push((path, std::mem::take(items)));
            }
            _ => {}
        }
    }
}

/// Returns the index of the list to read: the only one, or the one that the user chose.
fn choose(lists: &[(String, Vec<Json>)], wanted: Option<&str>) -> Result<usize, Finding> {
    let names = || lists.iter().map(|(name, _)| name.as_str());
    if let Some(wanted) = wanted {
        return names().position(|name| name == wanted).ok_or_else(|| {
            let message = format!("the file has no list `{}`", excerpt(wanted));
            finding(Code::RosterFile, message, nearest::hint(wanted, names()))
        });
    }
    if lists.len() == 1 {
        return Ok(0);
    }
    let quoted: Vec<String> = names().map(|name| format!("`{}`", excerpt(name))).collect();
    let message = format!("several lists may have the people: {}", quoted.join(", "));
    let hint = format!("choose one with `--sheet {}`", in_quotes(&lists[0].0));
    Err(finding(Code::RosterSheet, message, hint))
}

fn objects_of(items: Vec<Json>) -> Result<Vec<Fields>, Finding> {
    let object = |(at, item): (usize, Json)| match item {
        Json::Object(fields) => Ok(fields),
        _ => {
            let message =
                format!("the file is not a list of people: entry {} is not an object", at + 1);
            Err(invalid(message))
        }
    };
    items.into_iter().enumerate().map(object).collect()
}

fn invalid(message: String) -> Finding {
    let hint = "write a list of objects: [{\"name\": \"…\", \"hours\": 6}, …]";
    finding(Code::RosterFile, message, hint)
}

fn cells(
    fields: Vec<(String, Cell)>,
    columns: &mut HashMap<String, usize>,
    header: &mut Vec<Cell>,
) -> Vec<Cell> {
    let mut cells = vec![Cell::Empty; header.len()];
    for (name, value) in fields {
        let column = *columns.entry(name).or_insert_with_key(|name| {
            header.push(Cell::Text(name.as_str().into()));
            header.len() - 1
        });
        if cells.len() <= column {
            cells.resize(column + 1, Cell::Empty);
        }
        cells[column] = value;
    }
    cells
}
