//! A roster as a JSON list of objects, one for each person.

use std::collections::HashMap;

use serde_json::{Map, Value};

use super::finding;
use super::table::{Cell, Row, Table};
use crate::diagnostic::{Code, Finding};

/// Parses a list of at most `max` objects. The field names become a header row with the number 0.
pub(super) fn parse(text: &str, max: usize) -> Result<Table, Finding> {
    let value: Value = serde_json::from_str(text)
        .map_err(|error| invalid(format!("the file is not valid JSON: {error}")))?;
    let Value::Array(entries) = value else {
        return Err(invalid("the JSON value is not a list".to_owned()));
    };
    if entries.len() > max {
        let message = format!("the list has more than {max} entries");
        return Err(finding(Code::RosterFile, message, "split it into several rosters"));
    }
    let mut columns: HashMap<String, usize> = HashMap::new();
    let mut header = Vec::new();
    let mut rows = Vec::with_capacity(entries.len() + 1);
    for (index, entry) in entries.into_iter().enumerate() {
        let number = index as u32 + 1;
        let Value::Object(map) = entry else {
            return Err(invalid(format!("entry {number} of the list is not an object")));
        };
        rows.push(Row { number, line: None, cells: cells(map, &mut columns, &mut header) });
    }
    rows.insert(0, Row { number: 0, line: None, cells: header });
    Ok(Table { is_json: true, rows, ..Table::default() })
}

fn invalid(message: String) -> Finding {
    let hint = "write a list of objects: [{\"name\": \"…\", \"hours\": 6}, …]";
    finding(Code::RosterFile, message, hint)
}

fn cells(
    map: Map<String, Value>,
    columns: &mut HashMap<String, usize>,
    header: &mut Vec<Cell>,
) -> Vec<Cell> {
    let mut cells = vec![Cell::Empty; header.len()];
    for (name, value) in map {
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
        Value::Number(number) => number.as_f64().map_or(Cell::Empty, Cell::Number),
        Value::String(text) => Cell::text(&text),
        Value::Array(_) => Cell::Invalid("a list".into()),
        Value::Object(_) => Cell::Invalid("an object".into()),
    }
}
