//! The rows of a spreadsheet of partners, each with the ID of its partner.

use serde_json::Value;

use super::super::columns::{Columns, SheetColumn, plain};
use super::super::faults::{CellPlace, SheetFaults};
use super::super::sheet_row::SheetRow;
use super::columns::Column;
use crate::certificates::roster::CellRow;

/// A partner as a spreadsheet states it.
pub(super) struct SheetPartner<'a> {
    pub(super) id: String,
    /// Whether the ID is made from the name, because the row has none.
    pub(super) has_made_id: bool,
    pub(super) row: SheetRow<'a, Column>,
}

impl SheetPartner<'_> {
    /// The cell that says which partner it is.
    pub(super) fn id_cell(&self) -> CellPlace {
        self.row.place(if self.has_made_id { Column::Name } else { Column::Id })
    }
}

/// Reads the rows. `known` are the partners of the data: a row without an ID is about the one with
/// its name, or else about a new one. Rows without an ID and a name, and two rows about one
/// partner, are faults.
pub(super) fn partners<'a>(
    columns: &'a Columns<Column>,
    rows: &[CellRow],
    known: &[Value],
    faults: &mut SheetFaults,
) -> Vec<SheetPartner<'a>> {
    let mut partners: Vec<SheetPartner<'a>> = Vec::new();
    for row in rows {
        let Some(row) = SheetRow::of(columns, row, faults) else { continue };
        let stated = row.text(Column::Id).map(str::to_owned);
        let has_made_id = stated.is_none();
        let Some(id) = stated.or_else(|| id_by_name(&row, known, faults)) else { continue };
        let partner = SheetPartner { id, has_made_id, row };
        if let Some(earlier) = partners.iter().find(|earlier| earlier.id == partner.id) {
            let message = format!("row {} is about `{}`, too", earlier.row.number, partner.id);
            let hint = match has_made_id {
                true => "delete one of the rows, or add a column `id` if they are two partners",
                false => "delete one of the rows, or correct one of the IDs",
            };
            faults.add(&partner.id_cell(), message, hint);
            continue;
        }
        partners.push(partner);
    }
    partners
}

/// The ID of the partner whose name a row states.
fn id_by_name(
    row: &SheetRow<'_, Column>,
    known: &[Value],
    faults: &mut SheetFaults,
) -> Option<String> {
    if row.is_unfit(Column::Id) || row.is_unfit(Column::Name) {
        return None;
    }
    let Some((_, name)) = row.cells.iter().find(|(header, _)| header.column == Column::Name) else {
        let hint = "write the name of the partner, or the ID of one that the data has";
        faults.add(&CellPlace::row(row.number), "the row has no name and no ID", hint);
        return None;
    };
    let is_it = |partner: &&Value| is_named(partner, name);
    if let Some(id) = known.iter().find(is_it).and_then(|partner| partner["id"].as_str()) {
        return Some(id.to_owned());
    }
    let id = id_of_name(name);
    if id.is_empty() {
        let message = format!("no ID can be made of the name `{name}`");
        let hint = "write one into a column `id`: lowercase letters, digits, and hyphens";
        faults.add(&row.place(Column::Name), message, hint);
    }
    Some(id).filter(|id| !id.is_empty())
}

/// Whether a partner of the data has a name, in any language.
pub(super) fn is_named(partner: &Value, name: &str) -> bool {
    let is_it = |known: &Value| known.as_str().is_some_and(|known| plain(known) == plain(name));
    match &partner[Column::Name.name()] {
        Value::Object(names) => names.values().any(is_it),
        known => is_it(known),
    }
}

/// An ID made of a name: `cass-county-public-health` of `Cass County Public Health`.
fn id_of_name(name: &str) -> String {
    let plain = plain(name).replace(['\'', '’', '.'], "");
    let words = plain.split(|c: char| !c.is_ascii_alphanumeric());
    words.filter(|word| !word.is_empty()).collect::<Vec<_>>().join("-")
}
