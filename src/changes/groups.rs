//! Changes by fact: a fact that many files print is one entry, with all these files.

use std::collections::{BTreeMap, BTreeSet};

use super::Change;
use super::sentences::Changed;
use crate::plan::difference::Fact;

/// Facts that changed in the same files.
#[derive(Debug, PartialEq)]
pub(super) struct Group<'a> {
    pub facts: Vec<GroupedFact<'a>>,
    /// The changes that have these facts, by index.
    pub changes: Vec<usize>,
}

/// One fact, in each language in which it changed.
#[derive(Debug, PartialEq)]
pub(super) struct GroupedFact<'a> {
    pub path: &'a str,
    /// The fact before and after, with the first language that has it so.
    pub values: Vec<(&'a str, &'a Fact)>,
    changes: BTreeSet<usize>,
}

/// Groups the facts of changes, in the order in which they first occur.
pub(super) fn by_fact(changes: &[Change]) -> Vec<Group<'_>> {
    let mut facts: Vec<GroupedFact<'_>> = Vec::new();
    for (index, change) in changes.iter().enumerate() {
        for fact in &change.facts {
            let place = facts.iter_mut().find(|it| is_one_fact(it, fact, changes, index));
            let place = match place {
                Some(place) => place,
                None => {
                    let (path, values) = (fact.path.as_str(), Vec::new());
                    facts.push(GroupedFact { path, values, changes: BTreeSet::new() });
                    let last = facts.len() - 1;
                    &mut facts[last]
                }
            };
            place.changes.insert(index);
            if place.values.iter().all(|(_, known)| *known != fact) {
                place.values.push((&change.job.lang, fact));
            }
        }
    }
    let mut groups: Vec<Group<'_>> = Vec::new();
    for fact in facts {
        let changes: Vec<usize> = fact.changes.iter().copied().collect();
        match groups.iter_mut().find(|group| group.changes == changes) {
            Some(group) => group.facts.push(fact),
            None => groups.push(Group { facts: vec![fact], changes }),
        }
    }
    groups
}

/// Whether a fact of a change is one that is known: it has the same values, or it is the same fact
/// of the same piece in another language. The fifth entry of a list is another fact in each piece.
fn is_one_fact(known: &GroupedFact<'_>, fact: &Fact, changes: &[Change], index: usize) -> bool {
    let stem = changes[index].job.stem();
    known.path == fact.path
        && (known.values.iter().any(|(_, value)| *value == fact)
            || known.changes.iter().any(|other| changes[*other].job.stem() == stem))
}

/// A sentence that changed, with the files that print it.
#[derive(Debug)]
pub(super) struct GroupedSentence<'a> {
    pub lang: &'a str,
    pub changed: &'a Changed,
    /// The changes that have it, by index, each with the page from 0.
    pub places: BTreeSet<(usize, usize)>,
}

/// Groups the sentences that changed otherwise than a changed fact of their file says.
pub(super) fn other_sentences(changes: &[Change]) -> Vec<GroupedSentence<'_>> {
    let mut order: Vec<GroupedSentence<'_>> = Vec::new();
    let mut known = BTreeMap::new();
    for (index, change) in changes.iter().enumerate() {
        let lang = change.job.lang.as_str();
        for changed in &change.sentences {
            if change.facts.iter().any(|fact| explains(fact, changed)) {
                continue;
            }
            let key = (lang, &changed.before, &changed.after);
            let at = *known.entry(key).or_insert_with(|| {
                order.push(GroupedSentence { lang, changed, places: BTreeSet::new() });
                order.len() - 1
            });
            order[at].places.insert((index, changed.page));
        }
    }
    order
}

/// Whether a sentence differs only in the value of a fact, or came or went with a whole fact.
fn explains(fact: &Fact, changed: &Changed) -> bool {
    match (&fact.before, &fact.after, &changed.before, &changed.after) {
        (Some(old), Some(new), Some(before), Some(after)) => {
            !old.is_empty() && before.replace(old.as_str(), new) == *after
        }
        (Some(_), None, Some(_), None) | (None, Some(_), None, Some(_)) => true,
        _ => false,
    }
}
