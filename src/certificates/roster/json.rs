//! A roster as a JSON list of objects, one for each person.

use std::collections::HashMap;
use std::fmt;

use serde::Deserialize;
use serde::de::{Deserializer, Error, MapAccess, Visitor};
use serde_json::{Number, Value};

use super::finding;
use super::table::{Cell, Row, Table};
use crate::diagnostic::{Code, Finding};

/// The largest whole number below which a 64-bit floating-point number holds every one.
const MAX_EXACT: f64 = 9_007_199_254_740_992.0;

/// The fields of an object in the order of the file. A name that appears twice is an error: JSON
/// does not say which of the values counts.
struct Entry(Vec<(String, Value)>);

impl<'de> Deserialize<'de> for Entry {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        deserializer.deserialize_map(EntryVisitor)
    }
}

struct EntryVisitor;

impl<'de> Visitor<'de> for EntryVisitor {
    type Value = Entry;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("an object for each person")
    }

    fn visit_map<M: MapAccess<'de>>(self, mut map: M) -> Result<Entry, M::Error> {
        let mut fields: Vec<(String, Value)> = Vec::new();
        while let Some((name, value)) = map.next_entry::<String, Value>()? {
            if fields.iter().any(|(known, _)| *known == name) {
                return Err(M::Error::custom(format!("an entry has the field `{name}` twice")));
            }
            fields.push((name, value));
        }
        Ok(Entry(fields))
    }
}

/// Parses a list of at most `max` objects. The field names become a header row with the number 0.
pub(super) fn parse(text: &str, max: usize) -> Result<Table, Finding> {
    let entries = entries(text)?;
    if entries.len() > max {
        let message = format!("the list has more than {max} entries");
        return Err(finding(Code::RosterFile, message, "split it into several rosters"));
    }
    let mut columns: HashMap<String, usize> = HashMap::new();
    let mut header = Vec::new();
    let mut rows = Vec::with_capacity(entries.len() + 1);
    for (index, entry) in entries.into_iter().enumerate() {
        let number = index as u32 + 1;
        let Entry(fields) = entry;
        rows.push(Row { number, line: None, cells: cells(fields, &mut columns, &mut header) });
    }
    rows.insert(0, Row { number: 0, line: None, cells: header });
    Ok(Table { is_json: true, rows, ..Table::default() })
}

/// Returns the objects of a list, or of a file with one object on each line.
fn entries(text: &str) -> Result<Vec<Entry>, Finding> {
    let not_json = |error| invalid(format!("the file is not valid JSON: {error}"));
    if !text.trim_start().starts_with('{') {
        return serde_json::from_str(text).map_err(|error: serde_json::Error| {
            match error.is_data() {
                true => invalid(format!("the file is not a list of people: {error}")),
                false => not_json(error),
            }
        });
    }
    let objects = serde_json::Deserializer::from_str(text).into_iter::<Entry>();
    let entries = objects.collect::<Result<Vec<Entry>, _>>().map_err(not_json)?;
    if entries.iter().all(|Entry(fields)| fields.is_empty()) {
        return Err(invalid("the file has no list of people".to_owned()));
    }
    let is_list = |(_, value): &&(String, Value)| {
        value.as_array().is_some_and(|items| items.iter().all(Value::is_object))
    };
    let found = entries.iter().flat_map(|Entry(fields)| fields).find(is_list);
    if let Some((name, _)) = found {
        let name = super::names::excerpt(name);
        let message = format!("the file is an object that has the list of people in `{name}`");
        let hint = "save only the list, from `[` to `]`, as a file";
        return Err(finding(Code::RosterFile, message, hint));
    }
    Ok(entries)
}

fn invalid(message: String) -> Finding {
    let hint = "write a list of objects: [{\"name\": \"…\", \"hours\": 6}, …]";
    finding(Code::RosterFile, message, hint)
}

fn cells(
    fields: Vec<(String, Value)>,
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
        cells[column] = cell(value);
    }
    cells
}

fn cell(value: Value) -> Cell {
    match value {
        Value::Null => Cell::Empty,
        Value::Bool(value) => Cell::Bool(value),
        Value::Number(number) => number_cell(&number),
        Value::String(text) => Cell::text(&text),
        Value::Array(_) => Cell::Invalid("a list".into()),
        Value::Object(_) => Cell::Invalid("an object".into()),
    }
}

/// Returns a number, or the digits of one that a floating-point number does not hold exactly.
fn number_cell(number: &Number) -> Cell {
    match number.as_f64() {
        Some(value) if value.abs() < MAX_EXACT => Cell::Number(value),
        _ if number.is_i64() || number.is_u64() => Cell::Text(number.to_string().into()),
        _ => Cell::Invalid("a number that is too long to be read exactly, without quotes".into()),
    }
}
