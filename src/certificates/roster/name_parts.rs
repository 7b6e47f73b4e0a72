//! Columns that sound like a part of the name and are not used. A second last name that is left
//! out gives a wrong certificate, so the user decides.

use super::headers::plain;
use super::mapping::Field;
use super::name_words::sounds_like_name;
use super::names::excerpt;
use super::not_people::is_placeholder;
use super::oddities::is_title;
use super::table::Row;
use super::{Options, Roster, finding};
use crate::diagnostic::{Code, Finding};

/// Reports columns that sound like a part of the name, are not used, and hold something that the
/// names do not have.
pub(super) fn check_unused_parts(rows: &[Row], options: &Options, roster: &mut Roster) {
    // The user said which column holds the whole name.
    let is_named = |field: &Field| options.columns.contains_key(field);
    let has_badge_name = roster.mapping.has(&Field::BadgeName);
    if is_named(&Field::Name) || is_named(&Field::LastFirst) || has_badge_name {
        return;
    }
    // What the user said about an earlier roster does not settle a column that it did not have.
    let said = &roster.mapping.said;
    let is_said = said.contains(&Field::Name) || said.contains(&Field::LastFirst);
    let headers: Vec<String> = roster.mapping.header.iter().map(|name| plain(name)).collect();
    let saved = options.saved.find(&headers).filter(|_| is_said);
    let is_settled = |column: &usize| saved.is_some_and(|saved| saved.had(&headers[*column]));
    let columns = (0..headers.len()).filter(|column| !is_settled(column));
    let findings: Vec<Finding> =
        columns.filter_map(|it| unused_part(it, rows, options.is_for_badges(), roster)).collect();
    findings.into_iter().for_each(|finding| roster.report(finding));
}

fn unused_part(
    column: usize,
    rows: &[Row],
    is_for_badges: bool,
    roster: &Roster,
) -> Option<Finding> {
    let mapping = &roster.mapping;
    let header = mapping.header_at(column);
    let is_known = mapping.export.is_some_and(|export| export.knows(&plain(header)));
    let is_used = mapping.places.values().any(|used| *used == column);
    if is_used || is_known || mapping.unused.contains(&column) || !sounds_like_name(header) {
        return None;
    }
    let row = rows.iter().find(|row| !is_in_name(row, column, roster))?;
    let message = format!(
        "`{header}` sounds like a part of the name, but is not used; row {} has `{}`",
        row.number,
        excerpt(row.cell(column).shown().trim())
    );
    let field = if mapping.has(&Field::FirstName) { Field::MiddleName } else { Field::Name };
    let hint = match is_for_badges {
        true => format!(
            "add `--column badge-name=\"{header}\"` to print it on badges, or `--unused \
             \"{header}\"` if it does not matter"
        ),
        false => format!(
            "add `--unused \"{header}\"` if it does not belong on the certificate, or name the \
             columns to use, such as `--column {field}=\"{header}\"`"
        ),
    };
    Some(finding(Code::RosterHeader, message, hint))
}

/// Returns whether a cell has nothing that the name in its row does not have. Titles and words that
/// stand for a missing name do not count.
fn is_in_name(row: &Row, column: usize, roster: &Roster) -> bool {
    let shown = row.cell(column).shown();
    let text = shown.trim();
    if !text.chars().any(char::is_alphabetic) || is_placeholder(text) {
        return true;
    }
    if text.split(' ').all(is_title) {
        return true;
    }
    let mapping = &roster.mapping;
    let columns = mapping.name_fields().filter_map(|field| mapping.places.get(&field).copied());
    let name: Vec<String> = columns.map(|column| plain(&row.cell(column).shown())).collect();
    let words: Vec<&str> = name.iter().flat_map(|part| part.split(' ')).collect();
    plain(text).split(' ').all(|word| {
        let is_initial = word.chars().count() == 1;
        words.iter().any(|known| *known == word || (is_initial && known.starts_with(word)))
    })
}
