//! The same person twice, and names that are nearly the same.

use std::collections::HashMap;

use super::mapping::Field;
use super::{Person, Rejected, Roster, folded};
use crate::diagnostic::{Code, Finding};

/// How alike two names are, from 0 to 1, for a person to look at them (Damerau and Levenshtein, by the longer one).
const ALIKE: f64 = 0.75;

/// Names of one address that are compared with each other: an office that gives its own for everyone is no person.
const MOST_COMPARED: usize = 12;

/// Rejects whoever is there again, and warns of names that differ little under one address.
pub(super) fn check(roster: &mut Roster) {
    let people = std::mem::take(&mut roster.people);
    let mut seen = Seen::default();
    let mut kept = Vec::with_capacity(people.len());
    for person in people {
        match seen.again(&person) {
            Some(again) => reject(roster, person, again),
            None => {
                if let Some(other) = seen.near(&person, &kept) {
                    let message = format!(
                        "`{}` and `{}` of row {} have one e-mail address: are they one person?",
                        person.name, other.name, other.row
                    );
                    let place = roster.place(person.row, person.line, Some(&Field::Email));
                    roster.findings.push(
                        Finding::new(Code::RosterNearName, message)
                            .at(place)
                            .hint("if so, delete one of the rows; if not, nothing is to be done"),
                    );
                }
                seen.add(&person, kept.len());
                kept.push(person);
            }
        }
    }
    roster.people = kept;
    roster.rejected.sort_by_key(|rejected| rejected.row);
}

fn reject(roster: &mut Roster, person: Person, (message, field, hint): (String, Field, &str)) {
    let place = roster.place(person.row, person.line, Some(&field));
    roster.findings.push(Finding::new(Code::RosterTwice, message.clone()).at(place).hint(hint));
    roster.rejected.push(Rejected { row: person.row, why: vec![message], cells: person.cells });
}

/// Those who came before, by what tells them apart; each with its row.
#[derive(Default)]
struct Seen {
    ids: HashMap<String, u32>,
    people: HashMap<String, u32>,
    /// By address, the places of people in the list.
    addresses: HashMap<String, Vec<u32>>,
}

impl Seen {
    /// Why a person was there before: message, column and hint.
    fn again(&self, person: &Person) -> Option<(String, Field, &'static str)> {
        if let Some((id, row)) = person.id.as_ref().and_then(|id| Some((id, self.ids.get(id)?))) {
            return Some((
                format!("the id `{id}` is in row {row} too"),
                Field::Id,
                "delete one of the rows, or mend the id",
            ));
        }
        let row = self.people.get(&person.name_and_address())?;
        if person.email.is_some() {
            let message =
                format!("`{}` is in row {row} too, with the same e-mail address", person.name);
            return Some((message, Field::Email, "delete one of the rows"));
        }
        if person.id.is_some() {
            // Two ids and no address: two people of one name.
            return None;
        }
        let message =
            format!("`{}` is in row {row} too, and nothing tells the two apart", person.name);
        Some((
            message,
            Field::Name,
            "delete one of the rows; if they are two people, give each an e-mail address or an id",
        ))
    }

    /// Someone with a name that differs little and the same address.
    fn near<'a>(&self, person: &Person, before: &'a [Person]) -> Option<&'a Person> {
        let others = self.addresses.get(&folded(person.email.as_deref()?))?;
        let name = folded(&person.name);
        let mut others = others.iter().filter_map(|at| before.get(*at as usize));
        others.find(|other| {
            strsim::normalized_damerau_levenshtein(&folded(&other.name), &name) >= ALIKE
        })
    }

    /// Notes a person who stands at a place of the list.
    fn add(&mut self, person: &Person, at: usize) {
        if let Some(id) = &person.id {
            self.ids.insert(id.clone(), person.row);
        }
        self.people.insert(person.name_and_address(), person.row);
        if let Some(email) = &person.email {
            let others = self.addresses.entry(folded(email)).or_default();
            if others.len() < MOST_COMPARED {
                others.push(at as u32);
            }
        }
    }
}
