//! Checks the partners as a spreadsheet would make them.

use serde_json::Value;

use super::super::changes::Changes;
use super::super::columns::{SheetColumn, plain};
use super::super::faults::{CellPlace, SheetFaults};
use super::super::similar_ids::has_similar_id;
use super::super::valid::SheetEntry;
use super::columns::Column;
use super::rows::{SheetPartner, is_named};

/// The fields that every partner needs.
const NEEDED: [Column; 3] = [Column::Name, Column::Phone, Column::Pieces];

/// Reports what new partners need and do not have.
pub(super) fn require_complete(
    known: &[Value],
    sheet: &[SheetPartner<'_>],
    changes: &Changes,
    faults: &mut SheetFaults,
) {
    for (partner, value) in sheet.iter().zip(&changes.entries) {
        if known.iter().any(|other| other["id"] == *partner.id) {
            continue;
        }
        let is_missing = |column: &&Column| {
            value.get(column.name()).is_none() && !partner.row.is_unfit(**column)
        };
        let missing = NEEDED.iter().filter(is_missing);
        let missing: Vec<String> = missing.map(|column| format!("`{}`", column.name())).collect();
        // A similar ID is the likely reason, and is reported.
        if missing.is_empty() || faults.has(&partner.id_cell()) {
            continue;
        }
        let message = format!("the new partner `{}` has no {}", partner.id, missing.join(", "));
        let hint = match partner.has_made_id {
            true => {
                "fill in these columns; if the partner is not new, write its ID into a column `id`"
            }
            false => "fill in these columns; if the partner is not new, correct its ID",
        };
        faults.add(&CellPlace::row(partner.row.number), message, hint);
    }
}

/// Reports the new partners that are probably one of the data that the spreadsheet does not have:
/// under a mistyped ID or name, or under another ID.
pub(super) fn report_similar(
    known: &[Value],
    sheet: &[SheetPartner<'_>],
    changes: &Changes,
    faults: &mut SheetFaults,
) {
    let id_of = |partner: &Value| partner["id"].as_str().unwrap_or_default().to_owned();
    let is_known = |id: &str| known.iter().any(|other| other["id"] == *id);
    let is_in_sheet = |id: &str| sheet.iter().any(|partner| partner.id == id);
    let others: Vec<&Value> = known.iter().filter(|other| !is_in_sheet(&id_of(other))).collect();
    for (partner, value) in sheet.iter().zip(&changes.entries) {
        let name = value[Column::Name.name()].as_str().map(plain);
        let is_like = |other: &&&Value| {
            has_similar_id(&partner.id, &id_of(other))
                || name.as_ref().is_some_and(|name| is_named(other, name))
        };
        let Some(other) = others.iter().find(is_like).filter(|_| !is_known(&partner.id)) else {
            continue;
        };
        let message = format!("`{}` would be new, beside `{}`", partner.id, id_of(other));
        let hint = format!(
            "if it is the same partner, write `{}` into the column `id`; if not, add \
             `--allow-similar`",
            id_of(other)
        );
        faults.add(&partner.id_cell(), message, hint);
    }
}

impl SheetEntry for SheetPartner<'_> {
    fn rows(&self) -> Vec<u32> {
        vec![self.row.number]
    }

    fn without_faults(&self, mut value: Value, faults: &SheetFaults) -> Option<Value> {
        let fields = value.as_object_mut()?;
        if faults.has(&self.row.place(Column::Id)) {
            return None;
        }
        let is_good = |field: &str| !faults.has(&self.cell_of(&Value::Null, &[field]));
        fields.retain(|field, _| field == "id" || is_good(field));
        // What every partner needs, and nothing is wrong with.
        fields.entry(Column::Name.name()).or_insert_with(|| self.id.clone().into());
        fields.entry(Column::Pieces.name()).or_insert_with(|| vec!["*"].into());
        Some(value)
    }

    fn cell_of(&self, _: &Value, steps: &[&str]) -> CellPlace {
        let column = match steps {
            ["logo", version, ..] => Column::of(&format!("logo {version}")),
            [field, ..] => field.parse().ok(),
            [] => None,
        };
        let is_stated = |column: &Column| self.row.has(*column);
        let logo = (steps.first() == Some(&"logo")).then_some(Column::Logo);
        let column = column.filter(is_stated).or(logo.filter(is_stated));
        column.map_or_else(|| self.id_cell(), |column| self.row.place(column))
    }
}
