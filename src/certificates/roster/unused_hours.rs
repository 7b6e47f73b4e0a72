//! Other columns that count hours, beside the one that is read: the hours of a category, the hours
//! that were approved, those that were missed. Which of them counts is for the user to say.

use super::amount::{Amount, parse_amount};
use super::attendance_headers::{HeaderKind, kind_of_header};
use super::columns::other_time_columns;
use super::finding;
use super::headers::{category_words, plain};
use super::mapping::{Field, Mapping};
use super::table::{Cell, Row};
use super::unit::{HeaderUnit, Reading, Unit, header_unit, word_unit};
use super::values::shown_amount;
use super::{Options, Roster};
use crate::diagnostic::{Code, Finding};

/// Words of headers of hours, besides those for units.
const HOUR_WORDS: &str = "ceu ceus credit credits credito creditos duration duracion duree \
                          duracao dauer unidades units";

/// The number of letters of a word by which a category is recognized.
const MIN_WORD: usize = 4;

/// The hours of two columns that differ by less than this are the same.
const ROUNDING: f64 = 0.02;

/// Whether a column that is not read counts hours, by its header and its values. Without a column
/// of hours, nobody knows yet which of them has the hours.
pub(super) fn counts_hours(rows: &[Row], at: usize, options: &Options, mapping: &Mapping) -> bool {
    let mut filled = rows.iter().map(|row| row.cell(at)).filter(|cell| !cell.is_blank());
    let is_amount = |cell: &Cell| parse_amount(cell).is_some();
    sounds_like_hours(mapping.header_at(at), options)
        && match mapping.has(&Field::Hours) {
            true => filled.next().is_some_and(is_amount) && filled.all(is_amount),
            false => filled.any(is_amount),
        }
}

fn sounds_like_hours(header: &str, options: &Options) -> bool {
    let text = plain(header);
    let is_hours =
        |word: &str| word_unit(word).is_some() || HOUR_WORDS.split(' ').any(|known| known == word);
    let is_time = !other_time_columns(&[header.to_owned()]).is_empty();
    match kind_of_header(header) {
        HeaderKind::Fact | HeaderKind::Opposite => false,
        HeaderKind::Marking => is_time,
        _ => is_time || text.split(' ').any(is_hours) || category_of(header, options).is_some(),
    }
}

/// Reports a column that counts hours, is not read, and does not repeat the hours. The user settles
/// it by naming the column of hours, or with `--unused`.
pub(super) fn check_unused_hours(
    rows: &[Row],
    options: &Options,
    roster: &Roster,
) -> Option<Finding> {
    match roster.mapping.places.get(&Field::Hours) {
        Some(hours) => check_beside_hours(*hours, rows, options, roster),
        None => check_beside_categories(rows, options, roster),
    }
}

fn check_beside_hours(
    hours: usize,
    rows: &[Row],
    options: &Options,
    roster: &Roster,
) -> Option<Finding> {
    let mapping = &roster.mapping;
    let is_chosen = options.columns.contains_key(&Field::Hours);
    let used = mapping.used_columns();
    let is_settled = |at: &usize| {
        let header = mapping.header_at(*at);
        used.contains(at)
            || mapping.unused.contains(at)
            || mapping.export.is_some_and(|export| export.knows(&plain(header)))
            || (is_chosen && category_of(header, options).is_none())
    };
    let mut open = (0..mapping.header.len()).filter(|at| !is_settled(at));
    let other = open.find(|at| {
        let differs = |row: &Row| !row.cell(*at).is_blank() && !agree(row, hours, *at, roster);
        counts_hours(rows, *at, options, mapping) && rows.iter().any(differs)
    })?;
    let differs = |row: &&Row| !row.cell(other).is_blank() && !agree(row, hours, other, roster);
    let row = rows.iter().find(differs)?;
    let (first, second) = (mapping.header_at(hours), mapping.header_at(other));
    let message = format!(
        "`{first}` and `{second}` count different hours: `{}` and `{}` in row {}",
        shown_amount(row.cell(hours)),
        shown_amount(row.cell(other)),
        row.number
    );
    let hint = match category_of(second, options) {
        Some(field) => format!(
            "add `--column \"{field}={second}\"` if it has the hours of this category, or \
             `--unused \"{second}\"` if it does not matter"
        ),
        None => format!(
            "name the column that counts: `--column hours=\"{first}\"` or `--column \
             hours=\"{second}\"`; if only this one does not matter, add `--unused \"{second}\"`"
        ),
    };
    Some(finding(Code::RosterUnit, message, hint))
}

/// Reports a column that counts hours in a list whose hours are those of categories. They would be
/// missing from the sum.
fn check_beside_categories(rows: &[Row], options: &Options, roster: &Roster) -> Option<Finding> {
    let mapping = &roster.mapping;
    let read: Vec<&Field> = mapping.places.keys().filter(|field| field.is_hours()).collect();
    let used = mapping.used_columns();
    let is_open = |at: &usize| {
        let is_settled = used.contains(at) || mapping.unused.contains(at);
        !is_settled && counts_hours(rows, *at, options, mapping)
    };
    let hours_of = |row: &Row, field: &Field| {
        let cell = row.cell(*mapping.places.get(field)?);
        parse_amount(cell)?.in_hours(mapping.reading(field))
    };
    let sum = |row: &Row| read.iter().filter_map(|field| hours_of(row, field)).sum::<f64>();
    let adds = |row: &&Row, at: usize| match parse_amount(row.cell(at)) {
        Some(Amount::Number(number)) => (number - sum(row)).abs() >= ROUNDING,
        Some(_) => true,
        None => false,
    };
    let mut open = (0..mapping.header.len()).filter(|at| !read.is_empty() && is_open(at));
    let (other, row) =
        open.find_map(|at| rows.iter().find(|row| adds(row, at)).map(|row| (at, row)))?;
    let header = mapping.header_at(other);
    let message = format!(
        "`{header}` may have hours too, which would not count: `{}` in row {}",
        shown_amount(row.cell(other)),
        row.number
    );
    let names = options.categories.iter().filter_map(|names| names.first());
    let missing = names.map(|name| Field::Category(name.clone())).filter(|it| !mapping.has(it));
    let columns = missing.map(|field| format!("`--column \"{field}={header}\"`"));
    let mut ways: Vec<String> = columns.collect();
    ways.push(format!("`--unused \"{header}\"` if it does not matter"));
    Some(finding(Code::RosterUnit, message, format!("add {}", ways.join(", or "))))
}

/// Whether a header names units of continuing education.
fn counts_ceus(header: &str) -> bool {
    plain(header).split(' ').any(|word| matches!(word, "ceu" | "ceus"))
}

/// Returns the field for the hours of the category that a header names.
fn category_of(header: &str, options: &Options) -> Option<Field> {
    let words = category_words(header);
    let is_named = |names: &&Vec<String>| {
        let known: Vec<String> = names.iter().flat_map(|name| category_words(name)).collect();
        words.iter().any(|word| word.len() >= MIN_WORD && known.contains(word))
    };
    let names = options.categories.iter().find(is_named)?;
    names.first().map(|name| Field::Category(name.clone()))
}

/// Whether two cells of a row state the same number, or the same hours.
fn agree(row: &Row, hours: usize, other: usize, roster: &Roster) -> bool {
    let number = |at: usize, reading| parse_amount(row.cell(at))?.in_hours(reading);
    let reading = match header_unit(roster.mapping.header_at(other)) {
        HeaderUnit::One(unit) => Reading::all(unit),
        HeaderUnit::Clock(unit) => Reading { number: None, clock: Some(unit) },
        HeaderUnit::Nothing if counts_ceus(roster.mapping.header_at(other)) => {
            Reading::all(Unit::Ceu)
        }
        HeaderUnit::Nothing | HeaderUnit::Several => Reading::default(),
    };
    let (first, second) = (parse_amount(row.cell(hours)), parse_amount(row.cell(other)));
    let is_same = first.is_some() && first == second;
    let hours = number(hours, roster.mapping.reading(&Field::Hours));
    is_same
        || matches!((hours, number(other, reading)),
            (Some(first), Some(second)) if (first - second).abs() < ROUNDING)
}
