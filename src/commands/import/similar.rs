//! Finds new sessions that are probably a session of the data under a mistyped ID.

use serde_json::Value;

use super::change::Changes;
use super::columns::Column;
use super::faults::SheetFaults;
use super::rows::SheetSession;

/// Words of an ID with fewer letters differ on purpose, such as `am` and `pm`.
const MIN_LETTERS: usize = 4;

/// Reports the new sessions that are similar to another. One that is new and similar is added only
/// if the user says so.
pub(super) fn report_similar(
    known: &[Value],
    sheet: &[SheetSession],
    changes: &Changes,
    faults: &mut SheetFaults,
) {
    let is_known = |id: &str| known.iter().any(|session| session["id"] == id);
    for (index, (session, value)) in sheet.iter().zip(&changes.sessions).enumerate() {
        if is_known(&session.id) {
            continue;
        }
        let others = known.iter().chain(&changes.sessions[..index]);
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

/// Whether two IDs have the same numbers, and the same words except for a typo: `2027-08-boise`
/// and `2027-8-bosie`.
fn has_similar_id(one: &str, other: &str) -> bool {
    let split = |id: &str| -> (Vec<u64>, Vec<String>) {
        let (numbers, words): (Vec<&str>, Vec<&str>) =
            id.split(['-', '_', ' ']).partition(|part| part.parse::<u64>().is_ok());
        let numbers = numbers.iter().filter_map(|number| number.parse().ok()).collect();
        (numbers, words.iter().map(|word| word.to_lowercase()).collect())
    };
    let ((numbers, words), (other_numbers, other_words)) = (split(one), split(other));
    let is_near = |(word, other): (&String, &String)| {
        let is_long = word.chars().count() >= MIN_LETTERS;
        word == other || (is_long && strsim::damerau_levenshtein(word, other) <= 1)
    };
    let is_similar =
        words.len() == other_words.len() && words.iter().zip(&other_words).all(is_near);
    numbers == other_numbers && (is_similar || words.concat() == other_words.concat())
}

/// Whether two sessions of the data are the same training, on the same days, in the same place.
fn is_same_event(one: &Value, other: &Value) -> bool {
    let dates = |session: &Value| -> Vec<String> {
        let days = session["days"].as_array().into_iter().flatten();
        days.map(|day| day["date"].as_str().unwrap_or_default().to_owned()).collect()
    };
    let is_same = |field: &str| one[field] == other[field];
    !dates(one).is_empty()
        && dates(one) == dates(other)
        && is_same("training")
        && is_same("format")
        && is_same("city")
}
