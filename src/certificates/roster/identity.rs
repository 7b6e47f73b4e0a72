//! Finds the rows of one person, adds them up or refuses them, and reports people who may be one
//! person or two.

use std::collections::{BTreeMap, BTreeSet};

use super::add_up::{add_up, count_at_most, describe_sum, fault_of_rows, two_languages};
use super::held_back::FaultyRows;
use super::mapping::Field;
use super::matcher::{Conflict, IdentityDoubt, Matcher};
use super::names::fold_case;
use super::same_lists::check_list_count;
use super::stated_times::is_same_day_again;
use super::telling::TellingColumns;
use super::times::{count_overlaps_once, note_overlaps};
use super::values::hours_in_words;
use super::{Options, Person, Roster, finding};
use crate::diagnostic::{Code, Finding};

/// The number of people or rows that a message names.
const MAX_NAMED: usize = 4;

/// Adds up the rows of each person, and moves people with an unclear identity to the rejected rows.
pub(super) fn resolve(roster: &mut Roster, options: &Options) {
    let people = std::mem::take(&mut roster.people);
    let has_days = roster.days.len() > 1;
    let telling = TellingColumns::of(roster);
    let mut matcher = Matcher::new(&people, &telling, options, has_days);
    for index in 0..people.len() {
        matcher.place(index);
    }
    matcher.doubt_near_names();
    matcher.doubt_households();
    matcher.doubt_forms(roster.days.len());
    let conflicts = matcher.conflicts_by_group();
    let groups = matcher.groups();
    let rejected = std::mem::take(&mut roster.rejected);
    let faulty = FaultyRows::of(&rejected, has_days, options.add_up);
    let mut refused: BTreeMap<usize, String> = BTreeMap::new();
    for conflict in &conflicts {
        let finding = conflict.describe(&people, &telling, roster);
        for group in conflict.groups {
            refused.entry(group).or_insert_with(|| finding.message.clone());
        }
        roster.findings.push(finding);
    }
    let mut overlapping = Vec::new();
    let has_unclear_unit = |list: &Roster| list.unit_finding.is_some();
    let is_unclear = has_unclear_unit(roster) || roster.days.iter().any(has_unclear_unit);
    let mut people: Vec<Option<Person>> = people.into_iter().map(Some).collect();
    for (group, indexes) in groups {
        let mut members: Vec<Person> = indexes.iter().filter_map(|at| people[*at].take()).collect();
        let is_again = !options.same_list_again && is_same_day_again(&members, roster);
        let language = two_languages(&members);
        let overlap = count_overlaps_once(&mut members);
        if let Some(most) = options.at_most {
            count_at_most(most, &mut members);
        }
        let is_in_one_list = has_two_rows_in_one_list(&members);
        let person = match members.len() {
            1 => members.into_iter().next().unwrap_or_default(),
            _ => add_up(members),
        };
        if let Some(reason) = refused.get(&group) {
            roster.reject_rows(person, std::slice::from_ref(reason));
            continue;
        }
        if overlap == Ok(true) {
            overlapping.push(person.name.clone());
        }
        let fault = match &person.rows[..] {
            [] => None,
            _ if overlap.is_err() => overlap.err().map(|why| describe_overlap(&person, &why)),
            _ if is_again => Some(describe_same_day(&person)),
            _ if is_in_one_list && !options.add_up => Some(describe_rows(&person, roster)),
            _ if language.is_some() => language,
            // Hours in an unclear unit are reported once, for the list.
            _ if is_unclear => None,
            _ => fault_of_rows(&person).map(|message| {
                finding(Code::RosterHours, message, "add the hours, or delete the row")
            }),
        };
        match fault.or_else(|| faulty.find(&person)) {
            Some(finding) => {
                let finding = finding.at(roster.place_of(&person, &Field::Name));
                roster.reject(person, vec![finding]);
            }
            None => roster.people.push(person),
        }
    }
    roster.rejected.extend(rejected);
    roster.rejected.sort_by_key(|rejected| (rejected.list, rejected.row));
    roster.notes.extend(note_overlaps(&overlapping));
    let people = std::mem::take(&mut roster.people);
    check_list_count(roster, options, &people);
    roster.people = people;
    report_families(roster);
    note_names_only(roster);
}

fn has_two_rows_in_one_list(members: &[Person]) -> bool {
    let lists: BTreeSet<usize> = members.iter().map(|person| person.list).collect();
    lists.len() < members.len()
}

fn describe_overlap(person: &Person, why: &str) -> Finding {
    let message = format!("`{}` {why}", person.name);
    let hint = "write the times with their dates, such as `2026-10-05 08:30`, or delete the rows \
                that count twice";
    finding(Code::RosterTwice, message, hint)
}

fn describe_same_day(person: &Person) -> Finding {
    let message = format!("`{}` has two rows with the same day and the same contents", person.name);
    let hint = "delete the row that counts twice; if both count, add `--same-list-again`";
    finding(Code::RosterTwice, message, hint)
}

fn describe_rows(person: &Person, roster: &Roster) -> Finding {
    let mut lists: BTreeMap<usize, Vec<u32>> = BTreeMap::new();
    for row in &person.rows {
        lists.entry(row.list).or_default().push(row.row);
    }
    let describe = |(list, rows): (&usize, &Vec<u32>)| {
        let shown: Vec<String> = rows.iter().take(MAX_NAMED).map(u32::to_string).collect();
        let more = rows.len().saturating_sub(MAX_NAMED);
        let more = if more > 0 { format!(" and {more} more") } else { String::new() };
        let file = roster.days.get(*list).map(|day| format!(" in {}", day.file));
        let (count, file) = (rows.len(), file.unwrap_or_default());
        format!("{count} rows{file}: {}{more}", shown.join(", "))
    };
    let several = lists.iter().filter(|(_, rows)| rows.len() > 1).map(describe);
    let several: Vec<String> = several.collect();
    let all = if lists.len() > 1 { "all rows" } else { "they" };
    let sum = person.hours.map(|hours| {
        let parts = describe_sum(&person.rows, roster.days.len());
        format!("; {all} add up to {}{parts}", hours_in_words(hours))
    });
    let message =
        format!("`{}` has {}{}", person.name, several.join(" and "), sum.unwrap_or_default());
    let hint = if person.hours.is_some() {
        "add `--add-up` if these are the times that one person attended; otherwise delete the \
         rows that are wrong, or give each person an ID"
    } else {
        "add `--add-up` to count them as one person, or give each person an email address or an ID"
    };
    finding(Code::RosterTwice, message, hint)
}

impl Conflict {
    fn describe(&self, people: &[Person], telling: &TellingColumns, roster: &Roster) -> Finding {
        let [first, second] = self.rows.map(|at| &people[at]);
        let earlier = match roster.days.get(first.list).filter(|_| first.list != second.list) {
            Some(day) => format!("row {} of {}", first.row, day.file),
            None => format!("row {}", first.row),
        };
        let (name, other) = (&second.name, &first.name);
        let id = second.id.as_deref().unwrap_or_default();
        let (code, field, message) = match self.doubt {
            IdentityDoubt::Id => {
                let message = format!("the ID `{id}` is `{name}`, but `{other}` in {earlier}");
                (Code::RosterIdentity, Field::Id, message)
            }
            IdentityDoubt::TwoIds => {
                let message = format!(
                    "`{name}` has the ID `{id}`, but another ID in {earlier} with the same address"
                );
                (Code::RosterIdentity, Field::Id, message)
            }
            IdentityDoubt::OtherIds => {
                let theirs = first.id.as_deref().unwrap_or_default();
                let message =
                    format!("`{name}` has the ID `{id}`, but the ID `{theirs}` in {earlier}");
                (Code::RosterIdentity, Field::Id, message)
            }
            IdentityDoubt::Telling => {
                let header = telling.difference(first, second).unwrap_or_default();
                let message = format!("`{name}` has another value of `{header}` in {earlier}");
                (Code::RosterIdentity, Field::Name, message)
            }
            IdentityDoubt::Several => {
                let message = format!(
                    "`{name}` may be `{other}` in {earlier}, or another person of that name"
                );
                (Code::RosterIdentity, Field::Name, message)
            }
            IdentityDoubt::Address => {
                let (here, there) = match (has_contact(second), has_contact(first)) {
                    (true, _) => ("with", "without"),
                    _ => ("without", "with"),
                };
                let message = format!(
                    "`{name}` is {here} an email address or ID here, and {there} one in {earlier}"
                );
                (Code::RosterIdentity, Field::Name, message)
            }
            IdentityDoubt::TwoAddresses => {
                let message = format!("`{name}` has another email address in {earlier}");
                (Code::RosterIdentity, Field::Email, message)
            }
            IdentityDoubt::Spelling | IdentityDoubt::SeveralForms => {
                let message = format!("`{name}` may be `{other}` in {earlier}");
                (Code::RosterNearName, Field::Name, message)
            }
            IdentityDoubt::Household => {
                let message = format!(
                    "`{name}` has the address of `{other}` in {earlier}, and they are never in the \
                     same list, so they may be one person"
                );
                (Code::RosterNearName, Field::Name, message)
            }
        };
        let hint = match self.doubt {
            IdentityDoubt::Id => {
                "add `--no-ids` if these numbers do not mean people, or `--same-person` if the \
                 person changed the name; otherwise fix the ID"
            }
            IdentityDoubt::Several | IdentityDoubt::SeveralForms => {
                "write the email address or the ID of the person in each of these rows, or write \
                 each name the same way in all lists; if all are different people, add \
                 `--allow-alike`"
            }
            IdentityDoubt::Household => {
                "if they are one person, write the name the same way in both lists; if they are \
                 two, add `--allow-alike`"
            }
            _ => {
                "add `--same-person` if they are one person or `--allow-alike` if they are two, or \
                 fix the rows"
            }
        };
        finding(code, message, hint).at(roster.place_of(second, &field))
    }
}

fn has_contact(person: &Person) -> bool {
    person.email.is_some() || person.id.is_some()
}

/// Notes people who share an address, as a family may.
fn report_families(roster: &mut Roster) {
    let mut addresses: BTreeMap<String, Vec<usize>> = BTreeMap::new();
    for (index, person) in roster.people.iter().enumerate() {
        if let Some(email) = &person.email {
            addresses.entry(fold_case(email)).or_default().push(index);
        }
    }
    for indexes in addresses.values().filter(|indexes| indexes.len() > 1) {
        let people: Vec<&Person> = indexes.iter().map(|at| &roster.people[*at]).collect();
        let mut names: Vec<String> =
            people.iter().take(MAX_NAMED).map(|person| format!("`{}`", person.name)).collect();
        if people.len() > MAX_NAMED {
            names.push(format!("{} more", people.len() - MAX_NAMED));
        }
        let message = format!(
            "{} people have the address `{}`: {}",
            people.len(),
            people[0].email.as_deref().unwrap_or_default(),
            names.join(", ")
        );
        let hint =
            "check that they are different people, such as a family; each gets a certificate";
        let place = roster.place_of(people[1], &Field::Email);
        let finding = finding(Code::RosterFamily, message, hint).at(place);
        roster.findings.push(finding);
    }
}

/// Notes how many people were recognized in several rows by nothing but their name.
fn note_names_only(roster: &mut Roster) {
    let is_unsure = |person: &&Person| person.rows.len() > 1 && !has_contact(person);
    let names: Vec<String> = roster
        .people
        .iter()
        .filter(is_unsure)
        .map(|person| format!("\"{}\"", person.name))
        .collect();
    if names.is_empty() {
        return;
    }
    let more = names.len().saturating_sub(MAX_NAMED);
    let more = if more > 0 { format!(" and {more} more") } else { String::new() };
    let named = names[..names.len().min(MAX_NAMED)].join(", ");
    roster.notes.push(format!("added up by their name only: {named}{more}"));
}
