//! Finds people who are in the roster twice, and names that are nearly the same.

use std::collections::HashMap;

use super::mapping::Field;
use super::{Person, Roster, finding, fold_case};
use crate::diagnostic::{Code, Finding};

/// The similarity from 0 to 1 (normalized Damerau–Levenshtein) from which two names with the same
/// email address are reported.
const NEAR_NAME: f64 = 0.75;

/// The number of people with the same email address that are compared. An office that gives its own
/// address for everyone would otherwise cost quadratic time.
const MAX_COMPARED: usize = 12;

/// Rejects people who are in the roster already, and warns about nearly equal names with the same
/// email address.
pub(super) fn reject_duplicates(roster: &mut Roster) {
    let people = std::mem::take(&mut roster.people);
    let mut seen = SeenPeople::default();
    for person in people {
        if let Some((field, finding)) = seen.find_duplicate(&person) {
            let finding = finding.at(roster.place_of(&person, &field));
            roster.reject(person, vec![finding]);
            continue;
        }
        if let Some(other) = seen.find_near_name(&person, &roster.people) {
            let message = format!(
                "`{}` and `{}` in row {} have the same email address",
                person.name, other.name, other.row
            );
            let hint = "delete one of the rows if they are the same person";
            let place = roster.place_of(&person, &Field::Email);
            roster.findings.push(finding(Code::RosterNearName, message, hint).at(place));
        }
        seen.add(&person, roster.people.len());
        roster.people.push(person);
    }
    roster.rejected.sort_by_key(|rejected| rejected.row);
}

/// The people of the earlier rows, by what identifies them.
#[derive(Default)]
struct SeenPeople {
    /// Rows by ID.
    ids: HashMap<String, u32>,
    /// Rows by name and email address.
    people: HashMap<String, u32>,
    /// Indexes in the list of people, by email address.
    addresses: HashMap<String, Vec<usize>>,
}

impl SeenPeople {
    /// Returns the finding for a person who was in an earlier row, and the field it is about.
    fn find_duplicate(&self, person: &Person) -> Option<(Field, Finding)> {
        let duplicate = |message, hint| finding(Code::RosterTwice, message, hint);
        if let Some((id, row)) = person.id.as_ref().and_then(|id| Some((id, self.ids.get(id)?))) {
            let message = format!("the ID `{id}` is also in row {row}");
            return Some((Field::Id, duplicate(message, "delete one of the rows, or fix the ID")));
        }
        let row = self.people.get(&person.name_and_email())?;
        if person.email.is_some() {
            let message =
                format!("`{}` is also in row {row} with the same email address", person.name);
            return Some((Field::Email, duplicate(message, "delete one of the rows")));
        }
        if person.id.is_some() {
            // Two IDs and no address: two people with the same name.
            return None;
        }
        let message = format!(
            "`{}` is also in row {row}, and neither row has an ID or email address",
            person.name
        );
        let hint = "delete one of the rows, or give each person an email address or an ID";
        Some((Field::Name, duplicate(message, hint)))
    }

    /// Returns an earlier person with a similar name and the same email address.
    fn find_near_name<'a>(&self, person: &Person, earlier: &'a [Person]) -> Option<&'a Person> {
        let indexes = self.addresses.get(&fold_case(person.email.as_deref()?))?;
        let name = fold_case(&person.name);
        let is_near = |other: &&Person| {
            strsim::normalized_damerau_levenshtein(&fold_case(&other.name), &name) >= NEAR_NAME
        };
        indexes.iter().filter_map(|index| earlier.get(*index)).find(is_near)
    }

    fn add(&mut self, person: &Person, index: usize) {
        if let Some(id) = &person.id {
            self.ids.insert(id.clone(), person.row);
        }
        self.people.insert(person.name_and_email(), person.row);
        if let Some(email) = &person.email {
            let others = self.addresses.entry(fold_case(email)).or_default();
            if others.len() < MAX_COMPARED {
                others.push(index);
            }
        }
    }
}
