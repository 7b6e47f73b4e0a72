//! Columns that are not read and tell two people of one name apart: a date of birth, a license, a
//! phone number, a second address.

use super::headers::plain;
use super::mapping::Mapping;
use super::name_words::{LICENSE, TELLING_WORDS};
use super::{Person, Roster};

/// The digits of a phone number without the code of its country.
const PHONE_DIGITS: usize = 10;

/// A column that is not read, with its header as it is and in plain letters.
type Column = (usize, String, String);

/// The columns that are not read, list by list.
#[derive(Debug, Default)]
pub(super) struct TellingColumns {
    lists: Vec<Vec<Column>>,
}

impl TellingColumns {
    pub(super) fn of(roster: &Roster) -> Self {
        let unread = |mapping: &Mapping| {
            let used = mapping.used_columns();
            let columns = (0..mapping.header.len()).filter(|column| !used.contains(column));
            let header = |column| mapping.header_at(column).to_owned();
            columns.map(|column| (column, header(column), plain(&header(column)))).collect()
        };
        Self { lists: roster.mappings().into_iter().map(unread).collect() }
    }

    /// Returns the header of a column in which two rows differ although one person has one value.
    pub(super) fn difference(&self, one: &Person, other: &Person) -> Option<&str> {
        let lists = [one, other].map(|person| self.lists.get(person.list));
        let [Some(ones), Some(others)] = lists else { return None };
        let differs = |(column, _, header): &&Column| {
            let same = others.iter().find(|(.., name)| name == header);
            same.is_some_and(|(at, ..)| are_of_two(header, cell(one, *column), cell(other, *at)))
        };
        ones.iter().find(differs).map(|(_, header, _)| header.as_str())
    }
}

fn cell(person: &Person, column: usize) -> &str {
    person.cells.get(column).map_or("", |cell| cell.trim())
}

/// Returns whether two values belong to two people.
fn are_of_two(header: &str, one: &str, other: &str) -> bool {
    if one.is_empty() || other.is_empty() {
        return false;
    }
    let are_addresses = one.contains('@') && other.contains('@');
    let is_telling = |word: &str| TELLING_WORDS.contains(word) || word.starts_with(LICENSE);
    let tells = || header.split(' ').any(is_telling);
    (are_addresses || tells()) && comparable(one) != comparable(other)
}

/// Returns a value without what differs between two ways to write it.
fn comparable(value: &str) -> String {
    let digits: String = value.chars().filter(char::is_ascii_digit).collect();
    if value.contains(char::is_alphabetic) {
        return plain(value).replace(' ', "");
    }
    let start = digits.len().saturating_sub(PHONE_DIGITS);
    digits[start..].trim_start_matches('0').to_owned()
}
