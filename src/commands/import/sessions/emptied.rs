//! Fields that a spreadsheet empties: a blank cell changes nothing, and a cell with only a dash
//! removes what the data has.

use serde_json::{Map, Value};

use super::super::columns::SheetColumn;
use super::super::faults::{CellPlace, SheetFaults};
use super::super::texts::Texts;
use super::columns::{Column, empties};
use super::days::date;
use super::places::PLACE;
use super::rows::SheetSession;

/// The fields that a session cannot be without, and the one that is a part of another.
const NEEDED: [Column; 3] = [Column::Training, Column::Format, Column::Currency];

/// Empties a field of a session if its cells say so. Returns whether they do, or are at fault.
pub(super) fn empty_field(
    new: &mut Map<String, Value>,
    column: Column,
    texts: &Texts,
    cell: &CellPlace,
    faults: &mut SheetFaults,
) -> bool {
    if !texts.values().any(|text| empties(text)) {
        return false;
    }
    let name = column.name();
    if NEEDED.contains(&column) {
        let message = format!("`{name}` cannot be emptied");
        let hint = match column {
            Column::Currency => "empty the fee: write `-` into the column `fee`",
            _ => "write a value, or leave the cell blank to keep what the data has",
        };
        faults.add(cell, message, hint);
    } else if texts.values().all(|text| empties(text)) {
        new.shift_remove(name);
    } else {
        let message = format!("`{name}` is emptied in one language and has text in another");
        faults.add(cell, message, "write the text in each language, or `-` in each");
    }
    true
}

/// Removes the places that the rows of the days empty, of the session and of its days.
pub(super) fn empty_places(
    new: &mut Map<String, Value>,
    sheet: &SheetSession,
    faults: &mut SheetFaults,
) {
    for column in PLACE {
        let name = column.name();
        if new.get(name).is_some_and(is_emptied) {
            new.shift_remove(name);
        }
        let has_own = new.contains_key(name);
        let days = new.get_mut("days").and_then(Value::as_array_mut);
        for day in days.into_iter().flatten() {
            if !day.get(name).is_some_and(is_emptied) {
                continue;
            }
            if has_own {
                let message = format!(
                    "the `{name}` of one day cannot be emptied: the session has one for all days"
                );
                let hint = format!("write the `{name}` of each day, or `-` for each day");
                faults.add(&sheet.cell_of_day(date(day), column), message, hint);
            }
            if let Some(day) = day.as_object_mut() {
                day.shift_remove(name);
            }
        }
    }
}

/// Whether a value has the dash of a cell in a language.
fn is_emptied(value: &Value) -> bool {
    let texts = value.as_object().into_iter().flat_map(Map::values);
    texts.chain([value]).any(|text| text.as_str().is_some_and(empties))
}
