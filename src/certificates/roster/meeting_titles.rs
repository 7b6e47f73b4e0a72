//! What an export says about the meeting, such as `Topic` and `Meeting title`: that of another
//! meeting has the wrong people.

use super::headers::plain;
use super::known_facts::PlainFacts;
use super::table::Row;
use super::words::{Words, words};
use super::{Options, Roster};

/// Labels of the title of a meeting, and headers of a column with it.
static LABELS: Words = words!(
    "topic,meeting title,meeting name,meeting topic,event name,event title,webinar name,\
     webinar title,tema,titulo de la reunion,nombre de la reunion,tema de la reunion,\
     nombre del evento,sujet,titre de la reunion,nom de la reunion"
);

/// The filled cells of a row with a label and its value.
const PAIR: usize = 2;

/// Returns the titles of meetings in an export that say more than the data about the session, each
/// with its place. `above` are the rows above the header.
pub(super) fn unknown_titles(
    above: &[Row],
    rows: &[Row],
    facts: &PlainFacts,
    options: &Options,
    roster: &Roster,
) -> Vec<(String, String)> {
    let mapping = &roster.mapping;
    let Some(export) = mapping.export.filter(|_| facts.are_known() && !options.is_for_badges())
    else {
        return Vec::new();
    };
    let mut found: Vec<(String, String)> = Vec::new();
    let mut add = |text: &str, place: String| {
        let folded = plain(text);
        let is_new = found.iter().all(|(known, _)| known != text.trim());
        if is_new && !folded.is_empty() && !facts.explains(&folded) && !options.ignores(text.trim())
        {
            found.push((text.trim().to_owned(), place));
        }
    };
    for (index, row) in above.iter().enumerate() {
        for at in 0..row.cells.len() {
            if label_of(above, index, at).is_some_and(|label| LABELS.contains(&*plain(&label))) {
                add(&row.cell(at).shown(), format!("row {}", row.number));
            }
        }
    }
    for at in 0..mapping.header.len() {
        let header = plain(mapping.header_at(at));
        if LABELS.contains(&*header) && export.is_harmless(&header) && !mapping.unused.contains(&at)
        {
            for row in rows {
                add(&row.cell(at).shown(), format!("column `{}`", mapping.header_at(at)));
            }
        }
    }
    found
}

/// Returns the label of a cell above the header: the cell before it in a row of two, or the cell
/// over it where a row of labels is above one of values.
fn label_of(above: &[Row], index: usize, at: usize) -> Option<String> {
    let count = |row: &Row| row.cells.iter().filter(|cell| !cell.is_blank()).count();
    let row = &above[index];
    if count(row) == PAIR {
        return Some(row.cell(at.checked_sub(1)?).shown().into_owned());
    }
    let over = &above[index.checked_sub(1)?];
    (count(over) > PAIR).then(|| over.cell(at).shown().into_owned())
}
