//! Puts the rosters of several days together, so that the hours of each person are added up.

use std::collections::HashMap;
use std::path::PathBuf;

use super::added_hours::check_added_hours;
use super::data_names::check_single_words;
use super::day_hours::check_hours_of_days;
use super::name_order::check_orders;
use super::not_people::check_without_address;
use super::same_lists::describe_same_people;
use super::stated_times::describe_same_time;
use super::units::{is_called, settle_units};
use super::{Options, RejectedRow, Roster, attendance, finding, identity};
use crate::diagnostic::Code;
use crate::error::Error;

/// A list to read: a file, and the sheet of a workbook.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Source {
    /// The file.
    pub path: PathBuf,
    /// The name of the sheet; `None` for the only one.
    pub sheet: Option<String>,
}

impl Roster {
    /// Reads one or several lists as the roster of one session. The rows of each person are added
    /// up over the lists.
    ///
    /// # Errors
    /// Returns an error if a file cannot be opened.
    pub fn read_all(sources: &[Source], options: &Options) -> Result<Self, Error> {
        let mut roster = Self::read_lists(sources, options)?;
        identity::resolve(&mut roster, options);
        check_hours_of_days(&mut roster, options);
        roster.clear_if_unusable();
        Ok(roster)
    }

    /// Reads one or several lists as one roster, without comparing the people in them.
    ///
    /// # Errors
    /// Returns an error if a file cannot be opened.
    pub(super) fn read_lists(sources: &[Source], options: &Options) -> Result<Self, Error> {
        let options_of = |source: &Source| {
            let sheet = source.sheet.clone().or_else(|| options.sheet.clone());
            let file = source.path.file_name().unwrap_or_default().to_string_lossy();
            let name = match &source.sheet {
                Some(sheet) => format!("{file} ({sheet})"),
                None => file.into_owned(),
            };
            let own = options.list_units.iter().find(|(list, _)| is_called(&name, list));
            let unit = own.map(|(_, unit)| *unit).or(options.unit);
            Options { sheet, unit, list_count: sources.len(), ..options.clone() }
        };
        if let [source] = sources {
            let mut list = Self::read_list(&source.path, &options_of(source))?;
            settle_lists(std::slice::from_mut(&mut list), options);
            return Ok(list);
        }
        let mut roster = Self::default();
        let mut days: Vec<Self> = Vec::new();
        let mut seen: HashMap<(String, Option<String>), usize> = HashMap::new();
        for (list, source) in sources.iter().enumerate() {
            let mut day = Self::read_list(&source.path, &options_of(source))?;
            if let Some(sheet) = &source.sheet {
                day.file = format!("{} ({sheet})", day.file);
            }
            let earlier = seen.insert((day.hash.clone(), source.sheet.clone()), list);
            if let Some(first) = earlier.filter(|_| !options.same_list_again) {
                let first: &Roster = &days[first];
                let message = format!("{} has the same contents as {}", day.file, first.file);
                let hint = "name each list once, because its hours count twice; if they are the \
                            lists of two days with the same people and hours, add \
                            `--same-list-again`";
                day.report(finding(Code::RosterFile, message, hint));
            }
            if earlier.is_none() && !options.same_list_again {
                let same = days.iter().find_map(|other| {
                    describe_same_time(&day, other)
                        .or_else(|| describe_same_people(&day, other, options.days))
                });
                if let Some(message) = same {
                    let hint = "leave out the list that counts the same hours again; if both \
                                count, add `--same-list-again`";
                    day.report(finding(Code::RosterFile, message, hint));
                }
            }
            days.push(day);
        }
        let notes = settle_lists(&mut days, options);
        for (list, day) in days.into_iter().enumerate() {
            roster.add_day(day, list);
        }
        roster.notes.extend(notes);
        let files: Vec<&str> = roster.days.iter().map(|day| day.file.as_str()).collect();
        roster.file = files.join(", ");
        let hashes: String = roster.days.iter().map(|day| day.hash.as_str()).collect();
        roster.hash = blake3::hash(hashes.as_bytes()).to_hex().to_string();
        roster.mapping = roster.days.first().map(|day| day.mapping.clone()).unwrap_or_default();
        Ok(roster)
    }

    fn add_day(&mut self, mut day: Self, list: usize) {
        for mut person in std::mem::take(&mut day.people) {
            person.list = list;
            self.people.push(person);
        }
        for mut row in std::mem::take(&mut day.rejected) {
            row.list = list;
            self.rejected.push(row);
        }
        self.findings.append(&mut day.findings);
        let file = &day.file;
        self.notes.extend(day.notes.drain(..).map(|note| format!("{file}: {note}")));
        self.days.push(day);
    }

    /// Returns the hours of a person in each of several lists.
    pub fn hours_by_day(&self, index: usize) -> Vec<Option<f64>> {
        let person = &self.people[index];
        let hours = |list: usize| {
            let rows = person.rows.iter().filter(|row| row.list == list);
            rows.filter_map(|row| row.hours).reduce(|sum, hours| sum + hours)
        };
        match person.rows.is_empty() {
            // Someone with one row.
            true => {
                let hours = |list| person.hours.filter(|_| list == person.list);
                (0..self.days.len()).map(hours).collect()
            }
            false => (0..self.days.len()).map(hours).collect(),
        }
    }

    /// Returns whether a row with an error in one of several lists has no name, so that nobody
    /// knows whose hours are missing.
    pub(crate) fn has_nameless_rows(&self) -> bool {
        self.days.len() > 1 && self.rejected.iter().any(|row| row.name.is_empty())
    }

    /// Writes the rejected rows of each list with `write`, which gets the list and its index.
    ///
    /// # Errors
    /// Returns the errors of `write`.
    pub(crate) fn write_rejected_by_list(
        &self,
        mut write: impl FnMut(&Self, usize) -> Result<(), Error>,
    ) -> Result<(), Error> {
        if self.days.is_empty() {
            return write(self, 0);
        }
        for (list, day) in self.days.iter().enumerate() {
            let rows = self.rejected.iter().filter(|row| row.list == list);
            let rejected: Vec<RejectedRow> = rows.cloned().collect();
            if !rejected.is_empty() {
                write(&Self { rejected, ..day.clone() }, list)?;
            }
        }
        Ok(())
    }
}

/// Reports the columns that the user named and that no list has. Returns notes about lists that do
/// not have them.
pub(super) fn settle_lists(lists: &mut [Roster], options: &Options) -> Vec<String> {
    check_without_address(lists, options);
    check_orders(lists);
    check_single_words(lists, options);
    check_added_hours(lists);
    settle_units(lists, options);
    attendance::settle_missing_columns(lists, options)
}

/// Returns the lists of a command: each sheet of each file.
pub(crate) fn sources(files: &[PathBuf], sheets: &[String]) -> Vec<Source> {
    let of_file = |path: &PathBuf| -> Vec<Source> {
        let one = |sheet: Option<String>| Source { path: path.clone(), sheet };
        match sheets {
            [] => vec![one(None)],
            sheets => sheets.iter().cloned().map(Some).map(one).collect(),
        }
    };
    files.iter().flat_map(of_file).collect()
}
