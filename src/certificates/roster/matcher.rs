//! Finds which rows of a roster are one person, and which may be.

use std::collections::{BTreeMap, BTreeSet, HashMap};

use super::alike::{are_alike, have_one_last_name, may_be_forms, may_be_one, spellings};
use super::name_forms::{forms, letters};
use super::names::fold_case;
use super::near_names::pairs;
use super::oddities::is_suffix;
use super::telling::TellingColumns;
use super::{Alike, Options, Person};

/// The number of people with the same name or email address that are compared. An office that gives
/// its own address for everyone would otherwise cost quadratic time.
const MAX_COMPARED: usize = 12;

/// The number of people with one word in their names that are compared, of those who are missing
/// in some list.
const MAX_WITH_WORD: usize = 300;

/// Why it is unclear whether two rows are one person.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum IdentityDoubt {
    /// One ID, and names that are not alike.
    Id,
    /// One name and address, and two IDs.
    TwoIds,
    /// One name and two IDs, on different days.
    OtherIds,
    /// One name, and a column in which they differ although it belongs to one person.
    Telling,
    /// One name, and several people who have it.
    Several,
    /// One name, with and without an address or an ID.
    Address,
    /// One name, with different addresses.
    TwoAddresses,
    /// Nearly the same name, with one address or on different days.
    Spelling,
    /// Names that may be forms of one, on different days, and more than two people.
    SeveralForms,
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
    telling: &'a TellingColumns,
    alike: Option<Alike>,
    /// Whether several lists are put together. People are then expected more than once.
    has_days: bool,
    /// The group of each row: the index of an earlier row of it, or its own.
    parents: Vec<usize>,
    ids: HashMap<&'a str, usize>,
    names: HashMap<String, Vec<usize>>,
    addresses: HashMap<String, Vec<usize>>,
    /// The first row with each form of a name.
    forms: HashMap<u64, usize>,
    /// Only for several lists.
    spellings: HashMap<u64, usize>,
    conflicts: Vec<(usize, usize, IdentityDoubt)>,
    /// Rows of different lists with one address and one last name.
    households: Vec<(usize, usize)>,
}

impl<'a> Matcher<'a> {
    pub(super) fn new(
        people: &'a [Person],
        telling: &'a TellingColumns,
        options: &Options,
        has_days: bool,
    ) -> Self {
        Self {
            people,
            telling,
            alike: options.alike,
            has_days,
            parents: (0..people.len()).collect(),
            ids: HashMap::new(),
            names: HashMap::new(),
            addresses: HashMap::new(),
            forms: HashMap::new(),
            spellings: HashMap::new(),
            conflicts: Vec::new(),
            households: Vec::new(),
        }
    }

    /// Adds a row to the group of its person.
    pub(super) fn place(&mut self, index: usize) {
        let person = &self.people[index];
        let name = fold_case(&person.name);
        let forms = forms(&person.name);
        match self.find(index, &name, &forms) {
            Some((other, None)) => self.join(other, index),
            Some((other, Some(doubt))) => match self.doubtful_groups(index, &name)[..] {
                [_, _, ..] => self.doubt_several(index, &name),
                _ => self.doubt(other, index, doubt),
            },
            None => self.households.extend(self.find_household(index).map(|other| (other, index))),
        }
        if let Some(id) = &person.id {
            self.ids.entry(id).or_insert(index);
        }
        let telling = self.telling;
        let is_new = |known: &[usize], people: &[Person]| {
            known.len() < MAX_COMPARED
                && !known.iter().any(|at| {
                    let known = &people[*at];
                    known.id == person.id
                        && known.email == person.email
                        && known.name == person.name
                        && telling.difference(known, person).is_none()
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
        for form in forms {
            self.forms.entry(form).or_insert(index);
        }
        if self.has_days {
            for spelling in spellings(&person.name) {
                self.spellings.entry(spelling).or_insert(index);
            }
        }
    }

    /// Returns an earlier row that is, or may be, the same person.
    fn find(
        &self,
        index: usize,
        name: &str,
        forms: &[u64],
    ) -> Option<(usize, Option<IdentityDoubt>)> {
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
        self.find_form(person, forms).or_else(|| self.find_spelling(index, name))
    }

    /// Returns a row whose name differs only in marks, spaces, capitals, or order, whatever the
    /// addresses are.
    fn find_form(&self, person: &Person, forms: &[u64]) -> Option<(usize, Option<IdentityDoubt>)> {
        let mut known = forms.iter().filter_map(|form| self.forms.get(form).copied());
        let found = known.find(|other| self.compare(*other, person).is_some());
        found.map(|other| (other, Some(IdentityDoubt::Spelling)))
    }

    /// Compares a row with an earlier one of the same name. Returns `None` for two people.
    fn compare(&self, other: usize, person: &Person) -> Option<Option<IdentityDoubt>> {
        let known = &self.people[other];
        let has_two_ids = known.id.is_some() && person.id.is_some();
        let addresses =
            (known.email.as_deref().map(fold_case), person.email.as_deref().map(fold_case));
        let on_other_day = self.has_days && known.list != person.list;
        let differs = self.telling.difference(known, person).is_some();
        let told_apart = differs.then_some(IdentityDoubt::Telling);
        match addresses {
            (Some(one), Some(other)) if one == other => match has_two_ids {
                true => Some(Some(IdentityDoubt::TwoIds)),
                false => Some(told_apart),
            },
            (Some(_), Some(_)) if has_two_ids => None,
            _ if has_two_ids => on_other_day.then_some(Some(IdentityDoubt::OtherIds)),
            (Some(_), Some(_)) => Some(Some(IdentityDoubt::TwoAddresses)),
            (None, None) if known.id.is_none() && person.id.is_none() => Some(told_apart),
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

    /// Reports nearly the same names in one list, of which one has no address or ID.
    pub(super) fn doubt_near_names(&mut self) {
        if !self.has_days && self.alike != Some(Alike::DifferentPeople) {
            for (one, other) in pairs(self.people) {
                self.doubt(one, other, IdentityDoubt::Spelling);
            }
        }
    }

    /// Returns the groups of one name that a row may belong to.
    fn doubtful_groups(&self, index: usize, name: &str) -> Vec<usize> {
        let person = &self.people[index];
        let known = self.names.get(name).into_iter().flatten();
        let may_be = |other: &&usize| self.compare(**other, person).is_some();
        let groups: BTreeSet<usize> = known.filter(may_be).map(|at| self.root(*at)).collect();
        groups.into_iter().collect()
    }

    /// Reports a row that may belong to any of several people.
    fn doubt_several(&mut self, index: usize, name: &str) {
        if self.alike != Some(Alike::DifferentPeople) {
            for group in self.doubtful_groups(index, name) {
                self.conflicts.push((group, index, IdentityDoubt::Several));
            }
        }
    }

    /// Returns whether a group has a row of the same name that is another person's.
    fn has_other_person(&self, group: usize, index: usize) -> bool {
        let person = &self.people[index];
        let same_name = self.names.get(&fold_case(&person.name)).into_iter().flatten();
        let mut of_group = same_name.filter(|at| self.root(**at) == self.root(group));
        of_group.any(|at| self.compare(*at, person).is_none())
    }

    /// Reports people without an address or an ID in one list or the other who never come to the
    /// same list and whose names may be two forms of one: a short form, an initial, more last
    /// names, or the parts in another order.
    pub(super) fn doubt_forms(&mut self, lists: usize) {
        if !self.has_days || self.alike == Some(Alike::DifferentPeople) {
            return;
        }
        let groups = self.groups();
        let mut by_word: BTreeMap<String, Vec<usize>> = BTreeMap::new();
        let mut present: HashMap<usize, BTreeSet<usize>> = HashMap::new();
        for (group, rows) in &groups {
            let in_lists: BTreeSet<usize> = rows.iter().map(|at| self.people[*at].list).collect();
            if in_lists.len() < lists {
                let words = letters(&self.people[*group].name);
                let words: BTreeSet<&str> =
                    words.split(' ').filter(|word| word.len() > 1 && !is_suffix(word)).collect();
                for word in words {
                    by_word.entry(word.to_owned()).or_default().push(*group);
                }
                present.insert(*group, in_lists);
            }
        }
        let mut pairs: BTreeSet<(usize, usize)> = BTreeSet::new();
        for groups in by_word.values().filter(|groups| groups.len() <= MAX_WITH_WORD) {
            for (at, one) in groups.iter().enumerate() {
                let others = groups[at + 1..].iter();
                let alike = others.filter(|other| {
                    present[one].is_disjoint(&present[*other]) && self.may_be_forms(*one, **other)
                });
                pairs.extend(alike.map(|other| (*one, *other)));
            }
        }
        let count = |group: &usize| pairs.iter().filter(|(a, b)| a == group || b == group).count();
        let is_clear = |(one, other): &(usize, usize)| count(one) == 1 && count(other) == 1;
        for pair in &pairs {
            match is_clear(pair) {
                true => self.doubt(pair.0, pair.1, IdentityDoubt::Spelling),
                false => self.conflicts.push((pair.0, pair.1, IdentityDoubt::SeveralForms)),
            }
        }
    }

    /// Returns whether two people of different lists may be one by the forms of their names.
    fn may_be_forms(&self, one: usize, other: usize) -> bool {
        let (one, other) = (&self.people[one], &self.people[other]);
        let has_two_ids = one.id.is_some() && other.id.is_some();
        let has_two_addresses = one.email.is_some() && other.email.is_some();
        !has_two_ids && !has_two_addresses && may_be_forms(&one.name, &other.name)
    }

    fn doubt(&mut self, other: usize, index: usize, doubt: IdentityDoubt) {
        match self.alike {
            Some(Alike::SamePerson) if self.has_other_person(other, index) => {
                self.conflicts.push((other, index, IdentityDoubt::Several));
            }
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
