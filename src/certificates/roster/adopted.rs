//! Columns that their values make clear although their headers do not: hours under `Time`, and the
//! IDs of people under `Mentor ID`.

use std::collections::HashSet;

use super::Options;
use super::amount::{Amount, parse_amount};
use super::attendance_values::is_date;
use super::headers::plain;
use super::mapping::{Field, Mapping};
use super::table::{Cell, Row};
use super::words::{Words, words};

/// Words of headers below which people write hours.
static TIMES: Words = words!(
    "time,times,attendance,attended,total,totals,duration,credit,credits,length,presence,\
     tiempo,asistencia,duracion,temps,duree,tempo,presenca,dauer,zeit,anwesenheit"
);

/// Words for people in headers of their IDs.
static PEOPLE: Words = words!(
    "mentor,coach,volunteer,worker,provider,peer,specialist,counselor,counsellor,teacher,nurse,\
     doula,caregiver,advocate,navigator,candidate,associate,resident,personal,badge,personnel,\
     mentora,voluntario,voluntaria,promotor,promotora,benevole"
);

/// The most letters of an ID.
const LONGEST_ID: usize = 24;

/// Takes columns for hours and IDs by their values, where no header says it and the user named
/// none.
pub(super) fn adopt_columns(rows: &[Row], options: &Options, mapping: &mut Mapping) {
    let open: Vec<usize> = {
        let used = mapping.used_columns();
        let is_open = |at: &usize| !used.contains(at) && !mapping.unused.contains(at);
        (0..mapping.header.len()).filter(is_open).collect()
    };
    let has_category = mapping.places.keys().any(Field::is_hours);
    if !has_category && !options.is_for_badges() {
        let is_hours = |at: &&usize| are_hours(rows, **at, mapping.header_at(**at));
        adopt(Field::Hours, open.iter().filter(is_hours).copied().collect(), mapping);
    }
    if !mapping.has(&Field::Id) && !options.no_ids {
        let is_id = |at: &&usize| are_ids(rows, **at, mapping.header_at(**at));
        adopt(Field::Id, open.iter().filter(is_id).copied().collect(), mapping);
    }
}

fn adopt(field: Field, found: Vec<usize>, mapping: &mut Mapping) {
    if let [column] = found[..] {
        mapping.columns.insert(field.clone(), mapping.header_at(column).to_owned());
        mapping.places.insert(field, column);
    }
}

/// Whether each filled cell of a column states its unit, as `40 hrs` does, below a header for time.
fn are_hours(rows: &[Row], at: usize, header: &str) -> bool {
    let mut filled = rows.iter().map(|row| row.cell(at)).filter(|cell| !cell.is_blank()).peekable();
    plain(header).split(' ').all(|word| TIMES.contains(word))
        && filled.peek().is_some()
        && filled.all(states_unit)
}

/// Whether a cell is an amount of time in words, such as `40 hrs`.
pub(super) fn states_unit(cell: &Cell) -> bool {
    matches!((cell, parse_amount(cell)), (Cell::Text(text), Some(Amount::Hours(_)))
        if text.contains(char::is_alphabetic))
}

/// Whether each cell of a column has another ID, below a header such as `Mentor ID`.
fn are_ids(rows: &[Row], at: usize, header: &str) -> bool {
    let text = plain(header);
    let words: Vec<&str> = text.split(' ').collect();
    let (first, rest) = (words[0], &words[1..]);
    let is_mark = |word: &&str| matches!(*word, "id" | "ids" | "no" | "number" | "num" | "nr");
    let says_id = match rest {
        [] => header.trim_end().ends_with('#'),
        [mark] => is_mark(mark),
        _ => false,
    };
    let mut seen = HashSet::new();
    PEOPLE.contains(first)
        && says_id
        && !rows.is_empty()
        && rows.iter().all(|row| match row.cell(at) {
            // What is wrong with the number is an error of its row.
            Cell::Invalid(_) => true,
            cell => {
                let id = cell.shown().trim().to_owned();
                is_id(&id) && seen.insert(id)
            }
        })
}

fn is_id(text: &str) -> bool {
    text.len() <= LONGEST_ID
        && text.contains(|c: char| c.is_ascii_digit())
        && text.chars().all(|c| c.is_alphanumeric() || matches!(c, '-' | '.' | '_'))
        && !is_date(&plain(text))
}
