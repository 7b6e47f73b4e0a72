//! Lists of one session that have the same rows: a list that was downloaded twice counts twice,
//! also if someone was added, or if the rows or columns are in another order.

use std::collections::BTreeSet;

use super::attendance_words::{DAYS, MONTHS};
use super::headers::plain;
use super::names::fold_case;
use super::{Options, Person, Roster, finding};
use crate::diagnostic::Code;

/// A list with fewer people says nothing when another list has all of them.
const FEW_PEOPLE: usize = 2;

/// Returns why two lists may have the same rows, as a message: all people of one list have the same
/// hours and times in the other, and nothing says that the days differ.
pub(super) fn describe_same_people(list: &Roster, earlier: &Roster) -> Option<String> {
    let (file, other) = (&list.file, &earlier.file);
    let (here, there) = (rows_of(list), rows_of(earlier));
    let is_other = list.stated.differs(&earlier.stated) || are_of_other_days(file, other);
    if here.is_empty() || there.is_empty() || is_other {
        return None;
    }
    if here == there {
        return Some(format!("{file} has the same people with the same hours as {other}"));
    }
    let (fewer, more) = if here.len() < there.len() { (&here, &there) } else { (&there, &here) };
    let is_again = fewer.len() >= FEW_PEOPLE && fewer.is_subset(more);
    if !is_again {
        return None;
    }
    let (small, large) = if here.len() < there.len() { (file, other) } else { (other, file) };
    Some(format!("everyone in {small} is in {large} too, with the same hours"))
}

/// Reports someone who is in more lists than the session has days.
pub(super) fn check_list_count(roster: &mut Roster, options: &Options, people: &[Person]) {
    let Some(days) = options.day_count.filter(|_| !options.same_list_again) else { return };
    if roster.days.len() <= days {
        return;
    }
    let count = |person: &Person| {
        let lists: BTreeSet<usize> = person.rows.iter().map(|row| row.list).collect();
        lists.len()
    };
    let Some(person) = people.iter().find(|person| count(person) > days) else { return };
    let message = format!(
        "`{}` is in {} lists, but the session has {}",
        person.name,
        count(person),
        crate::output::count(days, "day", "days")
    );
    let hint = "leave out the list that counts the same hours again; if all of them count, add \
                `--same-list-again`";
    roster.report(finding(Code::RosterFile, message, hint));
}

/// Returns what each row says about its person.
fn rows_of(list: &Roster) -> BTreeSet<String> {
    let row = |person: &Person| {
        let (email, id) = (person.email.as_deref().map(fold_case), &person.id);
        let (hours, times) = (person.hours, &person.times);
        format!("{}\t{email:?}\t{id:?}\t{hours:?}\t{times:?}", plain(&person.name))
    };
    list.people.iter().filter(|person| person.hours.is_some()).map(row).collect()
}

/// Whether the names of two files or sheets say that they are of different days, as `day1.csv` and
/// `2026-10-05.csv` do.
fn are_of_other_days(one: &str, other: &str) -> bool {
    one != other && says_day(one) && says_day(other)
}

fn says_day(name: &str) -> bool {
    let name = plain(name);
    let numbers = name.split(' ').filter(|word| word.parse::<u32>().is_ok()).count();
    let has_word = name.split(' ').any(|word| {
        let letters = word.trim_end_matches(|c: char| c.is_ascii_digit());
        // `d1.csv`, and `day1.csv`.
        let is_short = letters == "d" && word.len() > 1;
        is_short || DAYS.contains(letters) || MONTHS.contains(letters)
    });
    has_word || numbers > 1
}
