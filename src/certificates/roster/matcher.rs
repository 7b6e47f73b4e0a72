//! Finds which rows of a roster are one person, and which may be.

use std::collections::{BTreeMap, BTreeSet, HashMap};

use super::alike::{are_alike, have_one_last_name, may_be_one, spellings};
use super::{Alike, Options, Person, fold_case};

/// The number of people with the same name or email address that are compared. An office that gives
/// its own address for everyone would otherwise cost quadratic time.
const MAX_COMPARED: usize = 12;

/// Why it is unclear whether two rows are one person.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum IdentityDoubt {
    /// One ID, and names that are not alike.
    Id,
    /// One name and address, and two IDs.
    TwoIds,
    /// One name, with and without an address or an ID.
    Address,
    /// One name, with different addresses on different days.
    TwoAddresses,
    /// Nearly the same name, with one address or on different days.
    Spelling,
    /// One address and last name, and never on the same day.
    Household,
}

/// Two rows that may be one person.
pub(super) struct Conflict {
    /// The earlier and the later row.
    pub(super) rows: [usize; 2],
    pub(super) groups: [usize; 2],
    pub(super) doubt: IdentityDoubt,
}

/// Finds which rows are one person.
pub(super) struct Matcher<'a> {
    people: &'a [Person],
    alike: Option<Alike>,
    /// Whether several lists are put together. People are then expected more than once.
    has_days: bool,
    /// The group of each row: the index of an earlier row of it, or its own.
    parents: Vec<usize>,
    ids: HashMap<&'a str, usize>,
    names: HashMap<String, Vec<usize>>,
    addresses: HashMap<String, Vec<usize>>,
    /// Only for several lists.
    spellings: HashMap<u64, usize>,
    conflicts: Vec<(usize, usize, IdentityDoubt)>,
    /// Rows of different lists with one address and one last name.
    households: Vec<(usize, usize)>,
}

impl<'a> Matcher<'a> {
    pub(super) fn new(people: &'a [Person], options: &Options, has_days: bool) -> Self {
        Self {
            people,
            alike: options.alike,
            has_days,
            parents: (0..people.len()).collect(),
            ids: HashMap::new(),
            names: HashMap::new(),
            addresses: HashMap::new(),
            spellings: HashMap::new(),
            conflicts: Vec::new(),
            households: Vec::new(),
        }
    }

    /// Adds a row to the group of its person.
    pub(super) fn place(&mut self, index: usize) {
        let person = &self.people[index];
        let name = fold_case(&person.name);
        match self.find(index, &name) {
            Some((other, None)) => self.join(other, index),
            Some((other, Some(doubt))) => self.doubt(other, index, doubt),
            None => self.households.extend(self.find_household(index).map(|other| (other, index))),
        }
        if let Some(id) = &person.id {
            self.ids.entry(id).or_insert(index);
        }
        let is_new = |known: &[usize], people: &[Person]| {
            known.len() < MAX_COMPARED
                && !known.iter().any(|at| {
                    let known = &people[*at];
                    known.id == person.id
                        && known.email == person.email
                        && known.name == person.name
                })
        };
        let named = self.names.entry(name).or_default();
        if is_new(named, self.people) {
            named.push(index);
        }
        if let Some(email) = &person.email {
            let others = self.addresses.entry(fold_case(email)).or_default();
            if is_new(others, self.people) {
                others.push(index);
            }
        }
        if self.has_days {
            for spelling in spellings(&person.name) {
                self.spellings.entry(spelling).or_insert(index);
            }
        }
    }

    /// Returns an earlier row that is, or may be, the same person.
    fn find(&self, index: usize, name: &str) -> Option<(usize, Option<IdentityDoubt>)> {
        let person = &self.people[index];
        if let Some(other) = person.id.as_deref().and_then(|id| self.ids.get(id)) {
            let is_same = are_alike(&self.people[*other].name, &person.name);
            return Some((*other, (!is_same).then_some(IdentityDoubt::Id)));
        }
        let mut doubtful = None;
        for other in self.names.get(name).into_iter().flatten() {
            match self.compare(*other, person) {
                Some(None) => return Some((*other, None)),
                Some(doubt) => doubtful = doubtful.or(Some((*other, doubt))),
                None => {}
            }
        }
        if doubtful.is_some() {
            return doubtful;
        }
        let email = person.email.as_deref().map(fold_case);
        let others = email.and_then(|email| self.addresses.get(&email)).into_iter().flatten();
        for other in others {
            let known = &self.people[*other];
            let has_two_ids = known.id.is_some() && person.id.is_some();
            if fold_case(&known.name) != name
                && !has_two_ids
                && may_be_one(&known.name, &person.name)
            {
                return Some((*other, Some(IdentityDoubt::Spelling)));
            }
        }
        self.find_spelling(index, name)
    }

    /// Compares a row with an earlier one of the same name. Returns `None` for two people.
    fn compare(&self, other: usize, person: &Person) -> Option<Option<IdentityDoubt>> {
        let known = &self.people[other];
        let has_two_ids = known.id.is_some() && person.id.is_some();
        let addresses =
            (known.email.as_deref().map(fold_case), person.email.as_deref().map(fold_case));
        match addresses {
            (Some(one), Some(other)) if one == other => {
                Some(has_two_ids.then_some(IdentityDoubt::TwoIds))
            }
            _ if has_two_ids => None,
            (Some(_), Some(_)) => (self.has_days && known.list != person.list)
                .then_some(Some(IdentityDoubt::TwoAddresses)),
            (None, None) if known.id.is_none() && person.id.is_none() => Some(None),
            _ => Some(Some(IdentityDoubt::Address)),
        }
    }

    /// Returns a row of another list with nearly the same name.
    fn find_spelling(&self, index: usize, name: &str) -> Option<(usize, Option<IdentityDoubt>)> {
        if !self.has_days || self.names.contains_key(name) {
            return None;
        }
        let person = &self.people[index];
        let is_other = |other: &usize| {
            let known = &self.people[*other];
            let has_other_address = known.email.is_some() && person.email.is_some();
            let has_two_ids = known.id.is_some() && person.id.is_some();
            known.list != person.list && !has_two_ids && !has_other_address
        };
        let found = spellings(&person.name);
        let other = found.iter().filter_map(|it| self.spellings.get(it)).find(|it| is_other(it))?;
        Some((*other, Some(IdentityDoubt::Spelling)))
    }

    /// Returns a row of another list with the same address and last name.
    fn find_household(&self, index: usize) -> Option<usize> {
        let person = &self.people[index];
        let email = person.email.as_deref().filter(|_| self.has_days).map(fold_case)?;
        let mut others = self.addresses.get(&email)?.iter().copied();
        others.find(|other| {
            let known = &self.people[*other];
            known.list != person.list
                && (known.id.is_none() || person.id.is_none())
                && have_one_last_name(&known.name, &person.name)
        })
    }

    /// Reports two people of one address and last name who never come to the same list: they may be
    /// one person who writes the first name in two ways. The members of a family come together.
    pub(super) fn doubt_households(&mut self) {
        if self.alike == Some(Alike::DifferentPeople) || self.households.is_empty() {
            return;
        }
        let mut lists: HashMap<usize, BTreeSet<usize>> = HashMap::new();
        for index in 0..self.people.len() {
            lists.entry(self.root(index)).or_default().insert(self.people[index].list);
        }
        for (one, other) in std::mem::take(&mut self.households) {
            let lists = [one, other].map(|index| lists.get(&self.root(index)));
            if let [Some(first), Some(second)] = lists
                && first.is_disjoint(second)
            {
                self.conflicts.push((one, other, IdentityDoubt::Household));
            }
        }
    }

    fn doubt(&mut self, other: usize, index: usize, doubt: IdentityDoubt) {
        match self.alike {
            Some(Alike::SamePerson) => self.join(other, index),
            // One ID cannot stand for two people.
            Some(Alike::DifferentPeople) if doubt != IdentityDoubt::Id => {}
            _ => self.conflicts.push((other, index, doubt)),
        }
    }

    fn join(&mut self, other: usize, index: usize) {
        let (other, index) = (self.root(other), self.root(index));
        self.parents[other.max(index)] = other.min(index);
    }

    fn root(&self, mut index: usize) -> usize {
        while self.parents[index] != index {
            index = self.parents[index];
        }
        index
    }

    /// Returns the rows of each person, by the first of them.
    pub(super) fn groups(&self) -> BTreeMap<usize, Vec<usize>> {
        let mut groups: BTreeMap<usize, Vec<usize>> = BTreeMap::new();
        for index in 0..self.people.len() {
            groups.entry(self.root(index)).or_default().push(index);
        }
        groups
    }

    /// Returns the doubts between people, one for each two of them.
    pub(super) fn conflicts_by_group(&self) -> Vec<Conflict> {
        let mut seen = BTreeSet::new();
        let mut found = Vec::new();
        for (first, second, doubt) in &self.conflicts {
            let groups = [self.root(*first), self.root(*second)];
            if groups[0] != groups[1] && seen.insert(groups) {
                found.push(Conflict { rows: [*first, *second], groups, doubt: *doubt });
            }
        }
        found
    }
}
