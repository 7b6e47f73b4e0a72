//! Adds up the rows of one person: the times that someone came back, and the days of a session.

use std::collections::BTreeMap;

use super::names::fold_case;
use super::oddities::{is_all_capitals, is_all_lower_case};
use super::values::{hours_and_minutes, hours_in_words};
use super::{Person, PersonRow, finding};
use crate::diagnostic::{Code, Finding};

/// The seconds of an hour.
const SECONDS: f64 = 3600.0;

/// Adds up rows of one person, in order. The address, the ID and the language are those of the
/// first row that has them, the name that of the first row that does not write it in capitals only.
pub(super) fn add_up(people: Vec<Person>) -> Person {
    let mut people = people.into_iter();
    let Some(mut sum) = people.next() else { return Person::default() };
    sum.hours = own_hours(&sum);
    sum.rows = vec![row_of(&mut sum)];
    for mut person in people {
        let hours = own_hours(&person);
        sum.hours = match (sum.hours, hours) {
            (Some(one), Some(other)) => Some(round_to_second(one + other)),
            // A row without hours is reported by `fault_of_rows`.
            (one, other) => one.or(other),
        };
        person.hours = hours;
        if is_in_one_case(&sum.name) && !is_in_one_case(&person.name) {
            sum.name = std::mem::take(&mut person.name);
        }
        sum.rows.push(row_of(&mut person));
        let width = sum.category_hours.len().max(person.category_hours.len());
        sum.category_hours.resize(width, 0.0);
        for (one, other) in sum.category_hours.iter_mut().zip(&person.category_hours) {
            *one = round_to_second(*one + other);
        }
        sum.email = sum.email.or(person.email);
        sum.id = sum.id.or(person.id);
        sum.lang = sum.lang.or(person.lang);
    }
    sum
}

fn is_in_one_case(name: &str) -> bool {
    is_all_capitals(name) || is_all_lower_case(name)
}

/// Returns the finding about a person whose rows have two languages for the certificate.
pub(super) fn two_languages(people: &[Person]) -> Option<Finding> {
    let mut stated = people.iter().filter_map(|person| Some((person, person.lang.as_deref()?)));
    let (person, lang) = stated.next()?;
    let (_, other) = stated.find(|(_, other)| fold_case(other) != fold_case(lang))?;
    let message = format!("`{}` has the languages `{lang}` and `{other}`", person.name);
    let hint = "write the language of the certificate in each row of the person";
    Some(finding(Code::RosterLanguage, message, hint))
}

/// Lowers the hours of a person's rows, so that those of one list are at most `most`. Hours by
/// category are not lowered, because nobody knows which of them the breaks are in.
pub(super) fn count_at_most(most: f64, people: &mut [Person]) {
    let mut left: BTreeMap<usize, f64> = BTreeMap::new();
    for person in people.iter_mut().filter(|person| person.category_hours.is_empty()) {
        let left = left.entry(person.list).or_insert(most);
        if let Some(hours) = &mut person.hours {
            *hours = hours.min(*left);
            *left -= *hours;
        }
    }
}

/// Parses the hours of `--at-most`. An error says what is wrong.
pub(crate) fn parse_hours(text: &str) -> Result<f64, String> {
    let hours = text.parse().ok().filter(|hours: &f64| *hours > 0.0 && hours.is_finite());
    hours.ok_or_else(|| "expected a number of hours, such as `6.5`".to_owned())
}

/// Returns why the rows of a person cannot be added up.
pub(super) fn fault_of_rows(person: &Person) -> Option<String> {
    let has_hours = person.rows.iter().any(|row| row.hours.is_some());
    let without = person.rows.iter().find(|row| has_hours && row.hours.is_none())?;
    Some(format!("row {} of `{}` has no hours, but others do", without.row, person.name))
}

/// Describes what the hours of a person are added up from, such as ` (10 + 12 + 18)`: rows, or
/// several lists, of which some may not have the person.
pub(super) fn describe_sum(rows: &[PersonRow], lists: usize) -> String {
    let in_list = |list: usize| {
        let rows = rows.iter().filter(|row| row.list == list);
        round_to_second(rows.filter_map(|row| row.hours).fold(0.0, |sum, hours| sum + hours))
    };
    let hours: Vec<f64> = match lists {
        0 | 1 => rows.iter().filter_map(|row| row.hours).collect(),
        _ if rows.is_empty() => return String::new(),
        _ => (0..lists).map(in_list).collect(),
    };
    let words: Vec<String> = hours.iter().copied().map(hours_in_words).collect();
    // Numbers need no unit if all of them are hours.
    let number = |words: &String| {
        words.strip_suffix(" hours").or(words.strip_suffix(" hour")).map(str::to_owned)
    };
    let numbers: Option<Vec<String>> = words.iter().map(number).collect();
    match words.len() {
        0 | 1 => String::new(),
        _ => {
            let in_one_form = || hours.iter().copied().map(hours_and_minutes).collect();
            format!(" ({})", numbers.unwrap_or_else(in_one_form).join(" + "))
        }
    }
}

/// Returns the hours of a row, or the sum of its hours by category.
fn own_hours(person: &Person) -> Option<f64> {
    let has_categories = !person.category_hours.is_empty();
    person.hours.or_else(|| has_categories.then(|| person.category_hours.iter().sum()))
}

fn row_of(person: &mut Person) -> PersonRow {
    let cells = std::mem::take(&mut person.cells);
    PersonRow { list: person.list, row: person.row, hours: person.hours, cells }
}

/// Rounds hours to a second, because sums of binary fractions are slightly off.
pub(super) fn round_to_second(hours: f64) -> f64 {
    (hours * SECONDS).round() / SECONDS
}
