//! Finds new sessions that are probably a session of the data under a mistyped ID.

use serde_json::Value;

use super::super::changes::Changes;
use super::super::faults::SheetFaults;
use super::super::similar_ids::has_similar_id;
use super::columns::Column;
use super::rows::SheetSession;

/// Reports the new sessions that are similar to another. One that is new and similar is added only
/// if the user says so.
pub(super) fn report_similar(
    known: &[Value],
    sheet: &[SheetSession],
    changes: &Changes,
    faults: &mut SheetFaults,
) {
    let is_known = |id: &str| known.iter().any(|session| session["id"] == id);
    for (index, (session, value)) in sheet.iter().zip(&changes.entries).enumerate() {
        if is_known(&session.id) {
            continue;
        }
        let others = known.iter().chain(&changes.entries[..index]);
        let like = |other: &&Value| {
            has_similar_id(&session.id, id_of(other)) || is_same_event(value, other)
        };
        let Some(other) = others.into_iter().find(like) else { continue };
        let why = match is_same_event(value, other) {
            true => ", which has the same training, dates, and place",
            false => "",
        };
        let message = format!("`{}` would be new, beside `{}`{why}", session.id, id_of(other));
        let hint = format!(
            "if it is the same session, write `{}`; if both take place, add `--allow-similar`",
            id_of(other)
        );
        faults.add(&session.cell(Column::Id), message, hint);
    }
}

fn id_of(session: &Value) -> &str {
    session["id"].as_str().unwrap_or_default()
}

/// Whether two sessions of the data are the same training, on the same days, in the same place.
fn is_same_event(one: &Value, other: &Value) -> bool {
    let dates = |session: &Value| -> Vec<String> {
        let days = session["days"].as_array().into_iter().flatten();
        days.map(|day| day["date"].as_str().unwrap_or_default().to_owned()).collect()
    };
    let cities = |session: &Value| -> Vec<Value> {
        let days = session["days"].as_array().into_iter().flatten();
        days.map(|day| day.get("city").unwrap_or(&session["city"]).clone()).collect()
    };
    let is_same = |field: &str| one[field] == other[field];
    !dates(one).is_empty()
        && dates(one) == dates(other)
        && is_same("training")
        && is_same("format")
        && cities(one) == cities(other)
}
