//! Nearly the same names in one list, of which one has no address: someone was added by hand who is
//! on the list already, or is on it with and without a middle name.

use std::collections::HashMap;

use super::Person;
use super::alike::{is_short_form, spellings};
use super::name_forms::{digest, for_each_pair, has_name_more, letters};
use super::oddities::is_suffix;

/// The most people without an address that are compared with the others.
const MAX_WITHOUT: usize = 5000;

/// The most people with one pair of words in their names who are compared.
const MAX_WITH_PAIR: usize = 12;

fn has_contact(person: &Person) -> bool {
    person.email.is_some() || person.id.is_some()
}

/// Returns pairs of people who may be one person.
pub(super) fn pairs(people: &[Person]) -> Vec<(usize, usize)> {
    let mut found = near_pairs(people);
    found.extend(longer_pairs(people));
    found.extend(short_pairs(people));
    found
}

/// Returns pairs of people of whom one has a middle name or another name more than the other, and
/// of whom one has neither an address nor an ID.
fn longer_pairs(people: &[Person]) -> Vec<(usize, usize)> {
    if people.iter().all(has_contact) {
        return Vec::new();
    }
    let mut known: HashMap<u64, Vec<usize>> = HashMap::new();
    let mut found = Vec::new();
    for (at, person) in people.iter().enumerate() {
        for_each_pair(&person.name, &mut |pair| {
            let others = known.entry(digest(pair)).or_default();
            let longer = others.iter().find(|other| {
                let other = &people[**other];
                !(has_contact(other) && has_contact(person))
                    && has_name_more(&other.name, &person.name)
            });
            found.extend(longer.map(|other| (*other, at)));
            if others.len() < MAX_WITH_PAIR {
                others.push(at);
            }
        });
    }
    found.sort_unstable();
    found.dedup();
    found
}

/// Returns pairs of people whose names differ by one letter, and of whom one has neither an address
/// nor an ID.
fn near_pairs(people: &[Person]) -> Vec<(usize, usize)> {
    let with_contact = |at: &usize| has_contact(&people[*at]);
    let (with, without): (Vec<usize>, Vec<usize>) = (0..people.len()).partition(with_contact);
    if with.is_empty() || without.is_empty() || without.len() > MAX_WITHOUT {
        return Vec::new();
    }
    let mut known: HashMap<u64, usize> = HashMap::new();
    for at in without {
        for spelling in spellings(&people[at].name) {
            known.entry(spelling).or_insert(at);
        }
    }
    let find = |at: usize| {
        let found =
            spellings(&people[at].name).into_iter().find_map(|it| known.get(&it).copied())?;
        let (one, other) = (letters(&people[at].name), letters(&people[found].name));
        (one != other && !are_of_a_couple(&one, &other)).then_some((at.min(found), at.max(found)))
    };
    with.into_iter().filter_map(find).collect()
}

/// Returns pairs of people of whom one has the short form or the initial of the other's first name,
/// and of whom one has neither an address nor an ID.
fn short_pairs(people: &[Person]) -> Vec<(usize, usize)> {
    let (with, without): (Vec<usize>, Vec<usize>) =
        (0..people.len()).partition(|at| has_contact(&people[*at]));
    if with.is_empty() || without.is_empty() || without.len() > MAX_WITHOUT {
        return Vec::new();
    }
    let last_name = |at: usize| {
        let name = letters(&people[at].name);
        name.split(' ').rev().find(|word| !is_suffix(word)).unwrap_or_default().to_owned()
    };
    let mut known: HashMap<String, Vec<usize>> = HashMap::new();
    for at in without {
        known.entry(last_name(at)).or_default().push(at);
    }
    let mut found = Vec::new();
    for at in with {
        let others = known.get(&last_name(at)).into_iter().flatten().take(MAX_WITH_PAIR);
        let is_alike = |other: &&usize| {
            let (one, other) = (&people[at].name, &people[**other].name);
            is_short_form(one, other) && !are_of_a_couple(&letters(one), &letters(other))
        };
        let alike = others.filter(is_alike);
        found.extend(alike.map(|other| (at.min(*other), at.max(*other))));
    }
    found
}

/// Whether two names in plain letters differ only by the `a` or `o` at the end of a word, as those
/// of `Mario` and `Maria` do.
fn are_of_a_couple(one: &str, other: &str) -> bool {
    let stems = |name: &str| -> Vec<String> {
        name.split(' ').map(|word| word.trim_end_matches(['a', 'o', 'e']).to_owned()).collect()
    };
    stems(one) == stems(other)
}
