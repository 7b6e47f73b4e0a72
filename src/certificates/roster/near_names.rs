//! Nearly the same names in one list, of which one has an address and the other has none: someone
//! was added by hand who is on the list already.

use std::collections::HashMap;

use super::Person;
use super::alike::spellings;
use super::headers::plain;

/// The most people without an address that are compared with the others.
const MAX_WITHOUT: usize = 5000;

/// Returns pairs of people whose names differ by one letter, and of whom one has neither an address
/// nor an ID.
pub(super) fn near_pairs(people: &[Person]) -> Vec<(usize, usize)> {
    let has_contact = |at: &usize| people[*at].email.is_some() || people[*at].id.is_some();
    let (with, without): (Vec<usize>, Vec<usize>) = (0..people.len()).partition(has_contact);
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
        let (one, other) = (plain(&people[at].name), plain(&people[found].name));
        (one != other && !are_of_a_couple(&one, &other)).then_some((at.min(found), at.max(found)))
    };
    with.into_iter().filter_map(find).collect()
}

/// Whether two names in plain letters differ only by the `a` or `o` at the end of a word, as those
/// of `Mario` and `Maria` do.
fn are_of_a_couple(one: &str, other: &str) -> bool {
    let stems = |name: &str| -> Vec<String> {
        name.split(' ').map(|word| word.trim_end_matches(['a', 'o', 'e']).to_owned()).collect()
    };
    stems(one) == stems(other)
}
