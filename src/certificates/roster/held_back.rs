//! People who are also in rows with errors. Without these rows their hours would be too few, so
//! that they get no certificate until the rows are fixed.

use std::collections::HashMap;

use super::alike::are_alike;
use super::headers::plain;
use super::names::fold_case;
use super::{Person, RejectedRow, finding};
use crate::diagnostic::{Code, Finding};

/// The similarity from 0 to 1 from which a name with an error may be another one.
const NEAR: f64 = 0.7;

/// The rows with errors, by what they have in common with people.
pub(super) struct FaultyRows<'a> {
    rejected: &'a [RejectedRow],
    /// Whether a person may have several rows in one list.
    adds_up: bool,
    ids: HashMap<&'a str, usize>,
    names: HashMap<String, usize>,
    addresses: HashMap<String, Vec<usize>>,
    /// By the words of the name, if a person may have several rows.
    words: HashMap<String, Vec<usize>>,
}

impl<'a> FaultyRows<'a> {
    pub(super) fn of(rejected: &'a [RejectedRow], has_days: bool, adds_up: bool) -> Self {
        let (ids, names) = (HashMap::new(), HashMap::new());
        let (addresses, words) = (HashMap::new(), HashMap::new());
        let mut faulty = Self { rejected, adds_up, ids, names, addresses, words };
        for (index, row) in rejected.iter().enumerate() {
            if let Some(id) = &row.id {
                faulty.ids.insert(id, index);
            }
            if let Some(email) = &row.email {
                faulty.addresses.entry(fold_case(email)).or_default().push(index);
            }
            if !row.name.is_empty() {
                faulty.names.insert(fold_case(&row.name), index);
                for word in plain(&row.name).split(' ').filter(|_| has_days || adds_up) {
                    faulty.words.entry(word.to_owned()).or_default().push(index);
                }
            }
        }
        faulty
    }

    /// Returns the finding about a person who is, or may be, also in a row with an error.
    pub(super) fn find(&self, person: &Person) -> Option<Finding> {
        if self.rejected.is_empty() {
            return None;
        }
        let by_id = person.id.as_deref().and_then(|id| self.ids.get(id)).copied();
        let row = by_id
            .or_else(|| self.names.get(&fold_case(&person.name)).copied())
            .or_else(|| self.by_address(person))
            .or_else(|| self.by_words(person))?;
        let rejected = &self.rejected[row];
        let is_same = rejected.name.is_empty()
            || self.may_be(row, person)
            || rejected.id == person.id && person.id.is_some();
        let message = match is_same {
            true => {
                format!("`{}` is also in row {}, which has an error", person.name, rejected.row)
            }
            false => format!(
                "`{}` may also be in row {}, which has the same address and an error",
                person.name, rejected.row
            ),
        };
        Some(finding(Code::RosterTwice, message, "fix that row, or delete it"))
    }

    fn by_address(&self, person: &Person) -> Option<usize> {
        let email = person.email.as_deref().map(fold_case)?;
        let mut rows = self.addresses.get(&email)?.iter().copied();
        rows.find(|row| {
            let is_nameless = self.rejected[*row].name.is_empty();
            is_nameless || self.may_be(*row, person) || self.may_add_hours(*row, person)
        })
    }

    /// Returns a row with nearly the same name that may count hours of the person.
    fn by_words(&self, person: &Person) -> Option<usize> {
        if self.words.is_empty() {
            return None;
        }
        let is_missing = |at: &usize| {
            let row = &self.rejected[*at];
            let has_other = |one: &Option<String>, other: &Option<String>| {
                one.as_ref().zip(other.as_ref()).is_some_and(|(one, other)| one != other)
            };
            self.may_add_hours(*at, person)
                && !has_other(&row.id, &person.id)
                && !has_other(&row.email, &person.email)
                && self.may_be(*at, person)
        };
        let words = plain(&person.name);
        let mut found = words.split(' ').filter_map(|word| self.words.get(word)).flatten();
        found.find(|at| is_missing(at)).copied().or_else(|| {
            // Garbled letters can leave no word as it was.
            let is_garbled = |at: &usize| !self.rejected[*at].name.is_ascii();
            (0..self.rejected.len()).filter(is_garbled).find(is_missing)
        })
    }

    /// Whether a row may have hours that a person lacks: further ones of the same list, or those of
    /// another.
    fn may_add_hours(&self, row: usize, person: &Person) -> bool {
        let list = self.rejected[row].list;
        let is_in_list = match &person.rows[..] {
            [] => person.list == list,
            rows => rows.iter().any(|row| row.list == list),
        };
        self.adds_up || !is_in_list
    }

    fn may_be(&self, row: usize, person: &Person) -> bool {
        let name = &self.rejected[row].name;
        let near = || strsim::normalized_damerau_levenshtein(&plain(name), &plain(&person.name));
        !name.is_empty() && (are_alike(name, &person.name) || near() >= NEAR)
    }
}
