//! Compares the hours that each list adds with the length of a day, where there is a list for each
//! day: 30 hours on one day and 10 on the other are not the 40 hours of two days.

use super::mapping::Field;
use super::values::hours_in_words;
use super::{Options, Person, Roster, finding};
use crate::diagnostic::{Code, Finding};

/// The hours that people may be there before and after the day.
const EARLY: f64 = 1.0;

/// Moves people with more hours on a list than a day of the session has to the rejected rows.
pub(super) fn check_hours_of_days(roster: &mut Roster, options: &Options) {
    let Some(longest) = options.facts.longest_day else { return };
    // With `--at-most`, the user says how much of a list counts.
    let has_list_by_day = roster.days.len() > 1 && roster.days.len() == options.facts.days;
    if !has_list_by_day || options.at_most.is_some() {
        return;
    }
    let faults: Vec<Option<Finding>> =
        (0..roster.people.len()).map(|index| fault_of_days(roster, index, longest)).collect();
    for (person, fault) in std::mem::take(&mut roster.people).into_iter().zip(faults) {
        match fault {
            None => roster.people.push(person),
            Some(fault) => roster.reject(person, vec![fault]),
        }
    }
}

fn fault_of_days(roster: &Roster, index: usize, longest: f64) -> Option<Finding> {
    let hours = roster.hours_by_day(index);
    let too_many = |hours: &Option<f64>| hours.is_some_and(|it| it > longest + EARLY);
    let list = hours.iter().position(too_many)?;
    let hours = hours[list]?;
    let message = format!(
        "{} in `{}` are more than the {} of the longest day",
        hours_in_words(hours),
        roster.days[list].file,
        hours_in_words(longest)
    );
    let hint = format!(
        "fix the hours; if a list is of several days or includes breaks, add `--at-most HOURS`, \
         the most hours of one list that count, such as {}",
        hours.ceil()
    );
    let person: &Person = &roster.people[index];
    let row = person.rows.iter().find(|row| row.list == list);
    let place = match row {
        Some(row) => roster.days[list].place(row.row, None, Some(&Field::Hours)),
        None => roster.place_of(person, &Field::Hours),
    };
    Some(finding(Code::RosterHours, message, hint).at(place))
}
