//! Hours that people of a roster earned elsewhere, and people who lack something that only others
//! know of, such as the ledger.

use super::mapping::Field;
use super::values::hours_in_words;
use super::{Person, Roster, finding};
use crate::diagnostic::{Code, Finding};

/// Hours that differ by less than a second are the same.
const SECOND: f64 = 1.0 / 3600.0;

/// The most hours that a person can have earned elsewhere.
const MOST_HOURS: f64 = 10_000.0;

impl Roster {
    /// Checks the columns for hours that were earned elsewhere. A person without any has none. The
    /// hours of a person with hours by category only are their sum.
    pub(crate) fn check_hours_elsewhere(&mut self) {
        let unclear = self.unclear_hours(!self.is_unusable());
        self.findings.extend(unclear);
        self.clear_if_unusable();
        for person in &mut self.people {
            let sum: f64 = person.category_hours.iter().sum();
            person.hours = person.hours.or((sum > 0.0).then_some(sum));
        }
        let faults = self.people.iter().map(|person| fault(person).into_iter().collect());
        let faults = faults.collect();
        self.refuse(&Field::Hours, faults);
    }

    /// Moves the people with errors to the rejected rows. `faults` has the errors of each person,
    /// which are about the cell of a field.
    pub(crate) fn refuse(&mut self, field: &Field, faults: Vec<Vec<Finding>>) {
        let people = std::mem::take(&mut self.people);
        for (person, faults) in people.into_iter().zip(faults) {
            if faults.is_empty() {
                self.people.push(person);
                continue;
            }
            let place = self.place_of(&person, field);
            let faults = faults.into_iter().map(|fault| fault.at(place.clone())).collect();
            self.reject(person, faults);
        }
        self.rejected.sort_by_key(|rejected| (rejected.list, rejected.row));
    }
}

/// Returns what is wrong with the hours of a person.
fn fault(person: &Person) -> Option<Finding> {
    let hours = person.hours?;
    let sum: f64 = person.category_hours.iter().sum();
    let message = if hours > MOST_HOURS {
        format!("{} are more than a person can earn", hours_in_words(hours))
    } else if sum > hours + SECOND {
        format!("the hours by category add up to {sum}, more than {hours}")
    } else {
        return None;
    };
    let hint = "fix the hours, or the hours of a category";
    Some(finding(Code::RosterHours, message, hint))
}
