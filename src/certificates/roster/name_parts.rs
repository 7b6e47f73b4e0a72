//! Columns that sound like a part of the name and are not used. A second last name that is left
//! out gives a wrong certificate, so the user decides.

use super::headers::{Match, match_field, plain};
use super::mapping::{Field, Mapping};
use super::names::excerpt;
use super::not_people::is_placeholder;
use super::oddities::is_title;
use super::part_words::{may_hold_name, part_of};
use super::table::Row;
use super::{Options, Roster, finding};
use crate::diagnostic::{Code, Finding};

/// A value with this many words is not a last name.
const MAX_WORDS: usize = 4;

/// So many names of one word are asked about although no column may have the rest.
const MANY_SHORT: usize = 4;

/// Reports columns that sound like a part of the name, are not used, and hold something that the
/// names do not have.
pub(super) fn check_unused_parts(rows: &[Row], options: &Options, roster: &mut Roster) {
    if let Some(finding) = preferred_without_first(roster) {
        roster.report(finding);
    }
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
    let one_word = one_word_names(rows, roster).filter(|_| findings.is_empty() && saved.is_none());
    findings.into_iter().chain(one_word).for_each(|finding| roster.report(finding));
}

/// Reports a column of preferred first names in a list without first names.
fn preferred_without_first(roster: &Roster) -> Option<Finding> {
    let mapping = &roster.mapping;
    let header = mapping.header_of(&Field::PreferredFirstName)?;
    let message = format!("`{header}` cannot replace first names: the list has whole names");
    let hint = format!(
        "write the name to print in the column of names, and add `--unused \"{header}\"`; or name \
         the columns of the parts: `--column first-name=\"…\" --column last-name=\"…\"`"
    );
    (!mapping.has(&Field::FirstName)).then(|| finding(Code::RosterHeader, message, hint))
}

fn unused_part(
    column: usize,
    rows: &[Row],
    is_for_badges: bool,
    roster: &Roster,
) -> Option<Finding> {
    let mapping = &roster.mapping;
    let header = mapping.header_at(column);
    if !is_open(column, mapping) || !may_hold_name(header) {
        return None;
    }
    let row = rows.iter().find(|row| !is_in_name(row, column, roster))?;
    let message = format!(
        "`{header}` sounds like a part of the name, but is not used; row {} has `{}`",
        row.number,
        excerpt(row.cell(column).shown().trim())
    );
    let hint = match is_for_badges {
        true => format!(
            "add `--column badge-name=\"{header}\"` to print it on badges, or `--unused \
             \"{header}\"` if it does not matter"
        ),
        false => {
            let is_partial = rows.iter().any(|row| row.cell(column).is_blank());
            describe_use(header, &row.cell(column).shown(), is_partial, mapping)
        }
    };
    Some(finding(Code::RosterHeader, message, hint))
}

/// Returns whether it is open what a column holds.
fn is_open(column: usize, mapping: &Mapping) -> bool {
    let header = plain(mapping.header_at(column));
    let is_known = mapping.export.is_some_and(|export| export.knows(&header));
    let is_used = mapping.places.values().any(|used| *used == column);
    !is_used && !is_known && !mapping.unused.contains(&column)
}

/// Says how to use a column with a part of the name, or not to use it.
fn describe_use(header: &str, value: &str, is_partial: bool, mapping: &Mapping) -> String {
    let has_parts = mapping.has(&Field::FirstName);
    let column = |field: &Field| format!("`--column {field}=\"{header}\"`");
    let other = |field: &Field| {
        let mut headers = mapping.header.iter();
        headers.find(|header| match_field(header, field) != Match::None)
    };
    let parts = other(&Field::FirstName).zip(other(&Field::LastName)).filter(|_| !has_parts);
    if let Some((first, last)) = parts {
        return format!(
            "add `--column first-name=\"{first}\" --column last-name=\"{last}\"` to print these, \
             or `--unused \"{header}\"` if it does not belong on the certificate"
        );
    }
    let part = part_of(header).map(|field| match field {
        // A last name next to whole names is the second one.
        Field::LastName if !has_parts => Field::SecondLastName,
        field => field,
    });
    let is_first = part == Some(Field::FirstName) || part == Some(Field::MiddleName);
    let to_use = match part {
        Some(part) if has_parts || !is_first => column(&part),
        _ if value.trim().contains(' ') && is_partial => {
            format!("{}, which counts where it is filled in", column(&Field::CorrectedName))
        }
        _ if value.trim().contains(' ') => column(&Field::Name),
        _ if has_parts => format!(
            "{} to print it in place of the first name where it is filled in, or {}, {}, or {}",
            column(&Field::PreferredFirstName),
            column(&Field::MiddleName),
            column(&Field::SecondLastName),
            column(&Field::Suffix)
        ),
        _ => "write the whole name in one column, or name all columns of the name: `--column \
              first-name=\"…\" --column last-name=\"…\"`"
            .to_owned(),
    };
    let to_use = match to_use.starts_with('`') {
        true => format!("add {to_use}"),
        false => to_use,
    };
    format!(
        "add `--unused \"{header}\"` if it does not belong on the certificate; if it does, {to_use}"
    )
}

/// Reports that most names have one word. A column of words may have the last names.
fn one_word_names(rows: &[Row], roster: &Roster) -> Option<Finding> {
    let mapping = &roster.mapping;
    let name = *mapping.places.get(&Field::Name)?;
    let is_cased = |c: char| c.is_lowercase() || c.is_uppercase();
    let is_short = |row: &&Row| {
        let text = row.cell(name).shown();
        let text = text.trim();
        text.chars().any(is_cased) && !text.contains(|c: char| c.is_whitespace() || c == ',')
    };
    let short: Vec<&Row> = rows.iter().filter(is_short).collect();
    if short.len() < 2 || short.len() * 2 <= rows.len() {
        return None;
    }
    let header = mapping.header_at(name);
    let example = excerpt(short[0].cell(name).shown().trim());
    let is_word = |row: &&&Row, column: usize| {
        let text = row.cell(column).shown();
        let text = text.trim();
        let is_part = |c: char| c.is_alphabetic() || " '’-.".contains(c);
        text.starts_with(char::is_uppercase)
            && text.chars().all(is_part)
            && text.split(' ').count() < MAX_WORDS
            && text.chars().filter(|c| c.is_alphabetic()).count() > 1
    };
    let holds_words = |column: &usize| {
        let count = short.iter().filter(|row| is_word(row, *column)).count();
        !mapping.header_at(*column).is_empty()
            && is_open(*column, mapping)
            && count * 2 > short.len()
    };
    let columns: Vec<usize> = (0..mapping.header.len()).filter(holds_words).collect();
    let Some(first) = columns.first().map(|at| mapping.header_at(*at)) else {
        if short.len() < MANY_SHORT {
            return None;
        }
        let message = format!("the names in `{header}` have one word each, such as `{example}`");
        let hint = format!(
            "add the last names, or `--column name=\"{header}\"` if the people have one name each"
        );
        return Some(finding(Code::RosterHeader, message, hint));
    };
    let quoted: Vec<String> =
        columns.iter().map(|at| format!("`{}`", excerpt(mapping.header_at(*at)))).collect();
    let message = format!(
        "the names in `{header}` have one word each, such as `{example}`, and the rest of the name \
         may be in {}",
        quoted.join(" or ")
    );
    let hint = format!(
        "add `--column first-name=\"{header}\" --column last-name=\"{first}\"` if that is the last \
         name, or `--column name=\"{header}\"` if the names are whole"
    );
    Some(finding(Code::RosterHeader, message, hint))
}

/// Returns whether a column has initials of whole names, as people sign a list with them, and lacks
/// those of some people.
pub(super) fn lacks_initials(rows: &[&Row], column: usize, header: &str) -> bool {
    let is_initials =
        matches!(&*plain(header), "initials" | "initial" | "iniciales" | "inicial" | "initiales");
    let letters =
        |row: &&&Row| row.cell(column).shown().chars().filter(|c| c.is_alphabetic()).count();
    is_initials
        && rows.iter().any(|row| row.cell(column).is_blank())
        && rows.iter().any(|row| letters(&row) > 1)
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
    let initials: String = words.iter().filter_map(|word| word.chars().next()).collect();
    if plain(text).replace(' ', "") == initials {
        return true;
    }
    plain(text).split(' ').all(|word| {
        let is_initial = word.chars().count() == 1;
        words.iter().any(|known| *known == word || (is_initial && known.starts_with(word)))
    })
}
