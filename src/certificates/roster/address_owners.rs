//! Whether the addresses of a list belong to the people beside them. A column that was sorted alone
//! gives everyone the address of another person, and addresses show where the parts of names are in
//! the wrong columns.

use std::collections::HashMap;

use rayon::prelude::*;

use super::headers::plain;
use super::mapping::{Field, Mapping};
use super::names::excerpt;
use super::table::Row;
use super::{Options, Roster, finding};
use crate::diagnostic::{Code, Finding};

/// The letters of a word by which an address is recognized as a person's own.
const OWN_LETTERS: usize = 3;

/// The letters of a name that alone is an address.
const NAME_LETTERS: usize = 4;

/// The number of addresses that show the order of names.
const FEWEST_TURNED: usize = 2;

/// The number of people that a message names.
const MAX_NAMED: usize = 2;

/// A part of a name.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
enum Part {
    First,
    Last,
}

/// A row with an address.
struct Addressed<'a> {
    row: u32,
    /// The name as the list has it.
    name: String,
    /// The words of the name in plain letters.
    words: Vec<String>,
    address: &'a str,
    /// The letters of the address before its `@`, in parts as it separates them.
    parts: Vec<String>,
}

/// Reports addresses that belong to other people of the list, or show that the parts of the names
/// are in the wrong columns. The user settles it by naming the columns.
pub(super) fn check_owners(rows: &[Row], options: &Options, roster: &mut Roster) {
    if options.is_for_badges() || !roster.mapping.has(&Field::Email) {
        return;
    }
    let texts = texts_of(rows, &roster.mapping);
    let people: Vec<Addressed<'_>> = texts.par_iter().filter_map(read_address).collect();
    let mapping = &roster.mapping;
    let of_others = addresses_of_others(&people, mapping);
    let found = of_others
        .or_else(|| names_of_others(&people, mapping))
        .or_else(|| turned_names(&people, mapping));
    found.into_iter().for_each(|finding| roster.report(finding));
}

/// Returns the row, the name, and the address of each row.
fn texts_of(rows: &[Row], mapping: &Mapping) -> Vec<(u32, String, String)> {
    let Some(email) = mapping.places.get(&Field::Email) else { return Vec::new() };
    let places: Vec<usize> = match mapping.has(&Field::FirstName) {
        true => [Field::FirstName, Field::LastName]
            .iter()
            .filter_map(|field| mapping.places.get(field).copied())
            .collect(),
        false => mapping.name_places().collect(),
    };
    let read = |row: &Row| {
        let parts: Vec<String> =
            places.iter().map(|at| row.cell(*at).shown().trim().to_owned()).collect();
        (row.number, parts.join(" "), row.cell(*email).shown().into_owned())
    };
    rows.par_iter().map(read).collect()
}

fn read_address((row, name, address): &(u32, String, String)) -> Option<Addressed<'_>> {
    let local = address.split_once('@')?.0;
    let parts = local.split(|c: char| !c.is_alphabetic()).map(plain);
    let parts: Vec<String> = parts.filter(|part| !part.is_empty()).collect();
    let words = plain(name).split(' ').filter(|word| !word.is_empty()).map(str::to_owned).collect();
    (!parts.is_empty()).then_some(Addressed {
        row: *row,
        name: name.clone(),
        words,
        address,
        parts,
    })
}

impl Addressed<'_> {
    /// Whether the address has something of the name.
    fn is_own(&self) -> bool {
        let local = self.parts.concat();
        let initials: String = self.words.iter().filter_map(|word| word.chars().next()).collect();
        let is_in = |word: &String| word.len() >= OWN_LETTERS && local.contains(&**word);
        self.words.iter().any(is_in)
            || self.words.iter().any(|word| self.parts.contains(word))
            || local.starts_with(&initials)
    }

    /// Whether the address has two parts of the name, or one of them alone or with the start of
    /// another.
    fn has_two_parts(&self) -> bool {
        let is_in = |rest: &str, other: &String| other.starts_with(rest) || rest.contains(&**other);
        let is_own = |word: &String| {
            self.rest(word).is_some_and(|rest| {
                self.words.iter().any(|other| other != word && is_in(&rest, other))
            })
        };
        self.words.iter().any(is_own)
    }

    /// Returns the letters of the address without a part of the name, or without its initial at the
    /// start. `None` if the address has neither.
    fn rest(&self, part: &str) -> Option<String> {
        let local = self.parts.concat();
        if part.len() >= OWN_LETTERS && local.contains(part) {
            return Some(local.replacen(part, "", 1));
        }
        let initial = part.chars().next()?;
        local.strip_prefix(initial).map(str::to_owned)
    }

    /// Returns the addresses that the person may have, without signs, and whether each of them has
    /// more than one word of the name.
    fn own_forms(&self) -> Vec<(String, bool)> {
        let [first, .., last] = &self.words[..] else { return Vec::new() };
        let initial: String = first.chars().take(1).collect();
        let mut forms = vec![(format!("{first}{last}"), true), (format!("{last}{first}"), true)];
        let long = [first, last].into_iter().filter(|word| word.len() >= NAME_LETTERS);
        forms.extend(long.map(|word| (word.clone(), false)));
        forms.push((format!("{initial}{last}"), false));
        forms
    }
}

/// Finds people beside the address of another person in the list, who has another one.
fn addresses_of_others(people: &[Addressed<'_>], mapping: &Mapping) -> Option<Finding> {
    if mapping.said.contains(&Field::Email) {
        return None;
    }
    let foreign: Vec<&Addressed<'_>> =
        people.par_iter().filter(|person| !person.is_own()).collect();
    let mut by_address: HashMap<String, Vec<&Addressed<'_>>> = HashMap::new();
    for person in &foreign {
        by_address.entry(person.parts.concat()).or_default().push(person);
    }
    let mut found: Vec<(&Addressed<'_>, &Addressed<'_>, bool)> = Vec::new();
    for owner in people.iter().filter(|_| !by_address.is_empty()) {
        for (form, is_whole) in owner.own_forms() {
            let beside = by_address.get(&form).into_iter().flatten();
            let beside = beside.filter(|it| it.row != owner.row && it.address != owner.address);
            found.extend(beside.map(|it| (*it, owner, is_whole)));
        }
    }
    found.sort_by_key(|(beside, owner, is_whole)| (beside.row, !is_whole, owner.row));
    found.dedup_by_key(|(beside, ..)| beside.row);
    let is_sure = found.iter().any(|(.., is_whole)| *is_whole);
    if !is_sure && (found.len() < FEWEST_TURNED || found.len() * 2 < people.len()) {
        return None;
    }
    let describe = |(beside, owner, _): &(&Addressed<'_>, &Addressed<'_>, bool)| {
        format!(
            "`{}` is beside `{}` in row {}, but may be the address of `{}` in row {}",
            excerpt(beside.address),
            excerpt(&beside.name),
            beside.row,
            excerpt(&owner.name),
            owner.row
        )
    };
    let named: Vec<String> = found.iter().take(MAX_NAMED).map(describe).collect();
    let more = match found.len().saturating_sub(MAX_NAMED) {
        0 => String::new(),
        more => format!("; and {more} more"),
    };
    let header = mapping.header_of(&Field::Email)?;
    let message = format!("addresses may be in the wrong rows: {}{more}", named.join("; "));
    let hint = format!(
        "if one column was sorted alone, sort the original list again with all its columns, or fix \
         the addresses; if each is right, add `--column email=\"{header}\"`"
    );
    Some(finding(Code::RosterIdentity, message, hint))
}

/// Finds addresses with one part of the name beside them and a part of another person's name: one
/// column of the names was sorted alone.
fn names_of_others(people: &[Addressed<'_>], mapping: &Mapping) -> Option<Finding> {
    if mapping.said.contains(&Field::Email) {
        return None;
    }
    let mut owners: HashMap<(Part, &str), &Addressed<'_>> = HashMap::new();
    for person in people {
        if let [first, .., last] = &person.words[..] {
            owners.entry((Part::First, first)).or_insert(person);
            owners.entry((Part::Last, last)).or_insert(person);
        }
    }
    let (mut own, mut found) = (0, Vec::new());
    for person in people {
        let [first, .., last] = &person.words[..] else { continue };
        if person.has_two_parts() {
            own += 1;
            continue;
        }
        let rests = [(Part::Last, person.rest(first)), (Part::First, person.rest(last))];
        let owner = rests.iter().find_map(|(part, rest)| {
            let rest = rest.as_deref().filter(|rest| rest.len() >= OWN_LETTERS)?;
            owners.get(&(*part, rest)).filter(|owner| owner.row != person.row)
        });
        found.extend(owner.map(|owner| (person, *owner)));
    }
    if found.len() < FEWEST_TURNED || found.len() <= own {
        return None;
    }
    let describe = |(person, owner): &(&Addressed<'_>, &Addressed<'_>)| {
        format!(
            "`{}` is beside `{}` in row {}, and has a part of `{}` in row {}",
            excerpt(person.address),
            excerpt(&person.name),
            person.row,
            excerpt(&owner.name),
            owner.row
        )
    };
    let named: Vec<String> = found.iter().take(MAX_NAMED).map(describe).collect();
    let message = format!("parts of names may be in the wrong rows: {}", named.join("; "));
    let hint = format!(
        "if one column was sorted alone, sort the original list again with all its columns; if \
         each name is right, add `--column email=\"{}\"`",
        mapping.header_of(&Field::Email)?
    );
    Some(finding(Code::RosterIdentity, message, hint))
}

/// Finds names whose addresses have their words in the other order, and none in the same one.
fn turned_names(people: &[Addressed<'_>], mapping: &Mapping) -> Option<Finding> {
    let is_said = |field: &Field| mapping.said.contains(field);
    let by_parts = mapping.has(&Field::FirstName) && mapping.has(&Field::LastName);
    let names = [Field::Name, Field::FirstName, Field::LastName];
    if names.iter().any(is_said) || !(by_parts || mapping.has(&Field::Name)) {
        return None;
    }
    let order = |person: &&Addressed<'_>| match (&person.words[..], &person.parts[..]) {
        ([one, other], [first, second]) if one != other => {
            Some((one == first && other == second, one == second && other == first))
        }
        _ => None,
    };
    let orders = people.iter().filter_map(|person| order(&person));
    let (mut same, mut turned) = (0, 0);
    for (is_same, is_turned) in orders {
        same += usize::from(is_same);
        turned += usize::from(is_turned);
    }
    if same > 0 || turned < FEWEST_TURNED {
        return None;
    }
    let first = people.iter().find(|person| order(person).is_some_and(|(_, turned)| turned))?;
    let shown = format!(
        "row {} has `{}`, and the address `{}`",
        first.row,
        excerpt(&first.name),
        excerpt(first.address)
    );
    let header = |field: &Field| mapping.header_of(field).unwrap_or_default();
    let (message, hint) = if by_parts {
        let (first, last) = (header(&Field::FirstName), header(&Field::LastName));
        let columns = |one: &str, other: &str| {
            format!("`--column first-name=\"{one}\" --column last-name=\"{other}\"`")
        };
        (
            format!("`{first}` and `{last}` may be swapped: {shown}"),
            format!(
                "add {} if they are, or {} if the addresses start with last names",
                columns(&last, &first),
                columns(&first, &last)
            ),
        )
    } else {
        let name = header(&Field::Name);
        (
            format!("last names may come first in `{name}`: {shown}"),
            format!(
                "add `--column last-first=\"{name}\"` if they do, or `--column name=\"{name}\"` if \
                 the names are right as they are"
            ),
        )
    };
    Some(finding(Code::RosterOrder, message, hint))
}
