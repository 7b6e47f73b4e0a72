//! Lists of one session that have the same rows: a list that was downloaded twice counts twice,
//! also if someone was added, or if the rows or columns are in another order.

use std::collections::BTreeSet;

use super::attendance_words::{DAYS, MONTHS};
use super::headers::plain;
use super::names::fold_case;
use super::stated_days::{Days, Reading, states_other_days};
use super::{Options, Person, Roster, finding};
use crate::diagnostic::Code;

/// A list with fewer people says nothing when another list has all of them.
const FEW_PEOPLE: usize = 2;

/// Returns why two lists may have the same rows, as a message: all people of one list have the same
/// hours and times in the other, and nothing says that the days differ. `days` are those of the
/// session.
pub(super) fn describe_same_people(
    list: &Roster,
    earlier: &Roster,
    days: Option<Days>,
) -> Option<String> {
    let (file, other) = (&list.file, &earlier.file);
    let (here, there) = (rows_of(list), rows_of(earlier));
    let is_other = list.stated.differs(&earlier.stated) || are_of_other_days(file, other, days);
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
/// `2026-10-05.csv` do. `days` are those of the session: another date says nothing.
fn are_of_other_days(one: &str, other: &str, days: Option<Days>) -> bool {
    let day = |name: &str| {
        let is_outside = days.is_some_and(|days| states_other_days(name, days, Reading::Title));
        day_in_name(name).filter(|_| !is_outside)
    };
    day(one).zip(day(other)).is_some_and(|(one, other)| one != other)
}

/// Returns what a name says about a day: its numbers, and its words for days, months, and parts of
/// days. `None` if it says no day.
fn day_in_name(name: &str) -> Option<String> {
    let name = without_copy_number(name);
    let mut said: Vec<String> = Vec::new();
    let mut numbers = 0;
    let mut has_word = false;
    for word in plain(&name).split(' ') {
        let letters = word.trim_end_matches(|c: char| c.is_ascii_digit());
        let number = &word[letters.len()..];
        // `d1.csv`, and `day1.csv`.
        let is_short = letters == "d" && !number.is_empty();
        let is_word = is_short || DAYS.contains(letters) || MONTHS.contains(letters);
        has_word |= is_word;
        numbers += usize::from(letters.is_empty());
        if is_word {
            said.push(letters.to_owned());
        }
        if (is_word || letters.is_empty()) && !number.is_empty() {
            said.push(number.trim_start_matches('0').to_owned());
        }
    }
    (has_word || numbers > 1).then(|| said.join(" "))
}

/// Returns a name without the number in brackets at its end that programs give a copy, such as
/// `day1 (1).csv` and `book.xlsx (Day 1 (2))`, if the rest of it says a day.
fn without_copy_number(name: &str) -> String {
    let (stem, end) = match (name.strip_suffix(')'), name.rsplit_once('.')) {
        (Some(sheet), _) if sheet.ends_with(')') => (sheet, ")"),
        (None, Some((stem, _))) => (stem, ""),
        _ => (name, ""),
    };
    let copy = stem.strip_suffix(')').and_then(|stem| stem.rsplit_once('('));
    let Some((rest, number)) = copy else { return name.to_owned() };
    let own = rest.rsplit('(').next().unwrap_or_default();
    let is_day = |word: &str| {
        let is_of_any_day = matches!(word, "day" | "dia" | "jour" | "tag");
        !is_of_any_day && (DAYS.contains(word) || MONTHS.contains(word))
    };
    let says_day = own.contains(|c: char| c.is_ascii_digit()) || plain(own).split(' ').any(is_day);
    match says_day && number.trim().parse::<u8>().is_ok() {
        true => format!("{}{end}", rest.trim_end()),
        false => name.to_owned(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_of_copies_say_the_same_day() {
        let mut wrong = Vec::new();
        for (one, other, expected) in [
            ("day1.csv", "day2.csv", true),
            ("day1.csv", "day1 (1).csv", false),
            ("day1.csv", "Copy of day1.csv", false),
            ("day1.csv", "day1 corrected.csv", false),
            ("day1.csv", "Day 01_v2.csv", false),
            ("2026-10-24.csv", "2026-10-25.csv", true),
            ("2026-10-24.csv", "2026-10-24 (1).csv", false),
            ("2026-10-24.csv", "2026-10-31.csv", false),
            ("day (1).csv", "day (2).csv", true),
            ("sat.csv", "sat (2).csv", false),
            ("book.xlsx (Day 1)", "book.xlsx (Day 2)", true),
            ("book.xlsx (Day 1)", "book.xlsx (Day 1 (2))", false),
            ("saturday am.csv", "saturday pm.csv", true),
            ("sign-in.csv", "sign-in-2.csv", false),
        ] {
            let date = |day| jiff::civil::Date::new(2026, 10, day).unwrap();
            if are_of_other_days(one, other, Some((date(24), date(25)))) != expected {
                wrong.push(format!("{one}, {other}"));
            }
        }
        assert!(wrong.is_empty(), "{wrong:#?}");
    }
}
