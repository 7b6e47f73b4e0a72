//! Checks each person against the training and its certificate: hours, the length and characters of
//! the name, and the language.

use super::add_up::describe_sum;
use super::added_hours::suggest_hours;
use super::mapping::Field;
use super::unit::Unit;
use super::values::hours_in_words;
use super::{Person, Roster, finding};
use crate::content::trainings::Completion;
use crate::diagnostic::{Code, Finding, Place};

/// Hours that differ by less than a second are the same.
pub(super) const SECOND: f64 = 1.0 / 3600.0;

/// The minutes of an hour.
const MINUTES: f64 = 60.0;

/// People write hours in twentieths at most. Hours in between, such as 5.97, were measured.
const WRITTEN: f64 = 0.05;

/// The number of different hours that a note names.
const MAX_ROUNDED: usize = 3;

/// The requirements for each person.
#[derive(Clone)]
pub struct Rules<'a> {
    /// The hours of the training, or `None` for certificates that state no hours.
    pub hours: Option<f64>,
    /// The hours with which the training is completed.
    pub completion: Completion,
    /// The categories of the training with their hours, in the order of
    /// [`super::Options::categories`].
    pub categories: Vec<(String, f64)>,
    /// The fewest hours in each category; empty if there are none.
    pub minimums: Vec<Option<f64>>,
    /// Whether the certificate states hours by category, even for a share of the training.
    pub must_split: bool,
    /// The languages of the program: the code and the names that a roster may use.
    pub languages: Vec<(String, Vec<String>)>,
    /// Returns whether a name fits on the certificate.
    pub fits: &'a dyn Fn(&str) -> bool,
    /// Returns a character of a name that no font has.
    pub missing_glyph: &'a dyn Fn(&str) -> Option<char>,
}

impl Roster {
    /// Checks everyone against the rules of the training. People who break a rule are moved to the
    /// rejected rows. The others get their hours by category and their language code.
    pub fn check(mut self, rules: &Rules<'_>) -> Self {
        if rules.hours.is_some() {
            let unclear = self.unclear_hours(!self.is_unusable());
            self.findings.extend(unclear);
            self.clear_if_unusable();
        }
        if let Some(other) = self.other_languages(rules) {
            self.findings.push(other);
            self.clear_if_unusable();
        }
        let mut rounded = Vec::new();
        for mut person in std::mem::take(&mut self.people) {
            let stated = person.hours.unwrap_or_else(|| person.category_hours.iter().sum());
            rules.round_to_step(&mut person, &self);
            let findings = rules.check_person(&mut person, &self);
            if findings.is_empty() {
                let down = person.hours.filter(|hours| stated - hours > SECOND);
                rounded.extend(down.map(|down| (stated, down)));
                self.people.push(person);
            } else {
                self.reject(person, findings);
            }
        }
        self.notes.extend(rules.describe_rounded(&rounded));
        self.rejected.sort_by_key(|rejected| (rejected.list, rejected.row));
        self
    }

    /// Returns what is wrong with the columns for hours, in each of the lists. Where the columns
    /// are not known, none is missing.
    pub(super) fn unclear_hours(&self, has_columns: bool) -> Vec<Finding> {
        if !self.days.is_empty() {
            let of_day = |day: &Self| day.unclear_hours(has_columns);
            return self.days.iter().flat_map(of_day).collect();
        }
        let missing = || {
            let hint = suggest_hours(self);
            let message = "no column contains the hours that each person attended";
            finding(Code::RosterHeader, message, hint)
        };
        let is_missing = has_columns && !self.has_hours();
        let found = [is_missing.then(missing), self.unit_finding.clone()];
        found.into_iter().flatten().map(|finding| finding.at(Place::file(&self.file))).collect()
    }

    /// Returns whether a column holds hours or hours by category, which add up to the hours.
    pub(crate) fn has_hours(&self) -> bool {
        let mut fields = self.mapping.places.keys();
        fields.any(|field| matches!(field, Field::Hours | Field::Category(_)))
    }
}

/// The finding for a character that no font has.
pub(super) fn missing_character(text: &str, missing: char) -> Finding {
    let message = format!(
        "`{text}` contains `{missing}` (U+{:04X}), which is not in any font",
        u32::from(missing)
    );
    let hint = "add a font for the script to `fonts/`, or remove emoji and symbols from the name";
    finding(Code::RosterGlyph, message, hint)
}

/// The verb after a number of hours.
pub(super) fn are(hours: f64) -> &'static str {
    if hours == 1.0 { "is" } else { "are" }
}

impl Rules<'_> {
    fn check_person(&self, person: &mut Person, roster: &Roster) -> Vec<Finding> {
        let mapping = &roster.list(person.list).mapping;
        let lang_header = mapping.header_of(&Field::Lang).unwrap_or_default();
        let found = [
            self.hours.and_then(|all| self.check_hours(person, all, roster.days.len()).err()),
            self.check_length(person).map(|finding| (Field::Name, finding)),
            self.check_glyphs(person).map(|finding| (Field::Name, finding)),
            self.check_language(person, &lang_header).map(|finding| (Field::Lang, finding)),
        ];
        let found = found.into_iter().flatten();
        found.map(|(field, finding)| finding.at(roster.place_of(person, &field))).collect()
    }

    /// Returns what is wrong with the hours of one certificate; `category_hours` are in the order
    /// of [`Rules::categories`].
    pub(crate) fn fault_of_hours(&self, hours: f64, category_hours: Vec<f64>) -> Option<Finding> {
        let mut person = Person { hours: Some(hours), category_hours, ..Person::default() };
        let all = self.hours?;
        self.check_hours(&mut person, all, 1).err().map(|(_, finding)| finding)
    }

    /// Checks the hours, from some `lists`, and sets those that the roster leaves out. An error
    /// names the field that it is about.
    fn check_hours(
        &self,
        person: &mut Person,
        all: f64,
        lists: usize,
    ) -> Result<(), (Field, Finding)> {
        let invalid = |message: String, hint: &str| {
            Err((Field::Hours, finding(Code::RosterHours, message, hint)))
        };
        let has_categories = !person.category_hours.is_empty();
        let sum: f64 = person.category_hours.iter().sum();
        let Some(hours) = person.hours.or(has_categories.then_some(sum)) else {
            return invalid("the row has no hours".to_owned(), "add the hours");
        };
        if hours > all + SECOND {
            let message = format!(
                "{}{} {} more than the {} of the training",
                hours_in_words(hours),
                describe_sum(&person.rows, lists),
                are(hours),
                hours_in_words(all)
            );
            let mut hint = "fix the hours here or in `data/trainings.json`".to_owned();
            if !has_categories {
                let most =
                    if person.rows.is_empty() { all.to_string() } else { "HOURS".to_owned() };
                let of = if person.rows.is_empty() { "" } else { ", the hours of one list" };
                hint += &format!("; if the time includes breaks, add `--at-most {most}`{of}");
            }
            return invalid(message, &hint);
        }
        if let Some(fault) = self.incomplete(hours, all, &describe_sum(&person.rows, lists)) {
            let (field, hint) = self.describe_step(person, hours);
            return Err((field, finding(Code::RosterHours, fault, hint)));
        }
        if has_categories && (sum - hours).abs() > SECOND {
            let message = format!(
                "the hours by category add up to {}, not {}",
                hours_in_words(sum),
                hours_in_words(hours)
            );
            // Columns without a unit are read like the hours of the list.
            let hint = match (sum * MINUTES - hours).abs() <= SECOND {
                true => {
                    "write the unit in the header of each category, such as `Ethics hours`, or fix \
                     the hours"
                }
                false => "fix the hours, or the hours of a category",
            };
            return invalid(message, hint);
        }
        person.hours = Some(hours);
        self.check_category_hours(person, hours, all)
    }

    /// Checks the hours by category against those of the training. If the roster has none, a person
    /// who attended the whole training gets those of the training.
    fn check_category_hours(
        &self,
        person: &mut Person,
        hours: f64,
        all: f64,
    ) -> Result<(), (Field, Finding)> {
        if self.categories.is_empty() {
            person.category_hours.clear();
            self.round_down(person, all);
            return Ok(());
        }
        if person.category_hours.is_empty() {
            let has_minimum = self.minimums.iter().any(Option::is_some);
            let is_share = self.completion.minimum_share().is_some();
            if is_share && !has_minimum && !self.must_split && hours < all - SECOND {
                self.round_down(person, all);
                return Ok(());
            }
            if (hours - all).abs() > SECOND {
                let names: Vec<String> =
                    self.categories.iter().map(|(name, _)| format!("`{name} hours`")).collect();
                let message =
                    format!("the roster does not split {} by category", hours_in_words(hours));
                let hint = format!("add a column for each category: {}", names.join(", "));
                return Err((Field::Hours, finding(Code::RosterHours, message, hint)));
            }
            person.category_hours = self.categories.iter().map(|(_, hours)| *hours).collect();
        }
        for ((name, most), hours) in self.categories.iter().zip(&person.category_hours) {
            if *hours > most + SECOND {
                let message = format!(
                    "{} of {name} {} more than the {} of the training",
                    hours_in_words(*hours),
                    are(*hours),
                    hours_in_words(*most)
                );
                let hint = "fix the hours here or in `data/trainings.json`";
                let field = Field::Category(name.clone());
                return Err((field, finding(Code::RosterHours, message, hint)));
            }
        }
        let minimums = self.minimums.iter().zip(&self.categories).zip(&person.category_hours);
        for ((minimum, (name, _)), hours) in minimums {
            let Some(minimum) = minimum.filter(|minimum| *hours < minimum - SECOND) else {
                continue;
            };
            let message = format!(
                "{} of {name} {} fewer than the {} that completion requires",
                hours_in_words(*hours),
                are(*hours),
                hours_in_words(minimum)
            );
            let hint =
                "fix the hours, or delete the row if the person did not complete the training";
            let field = Field::Category(name.clone());
            return Err((field, finding(Code::RosterHours, message, hint)));
        }
        self.round_down(person, all);
        Ok(())
    }

    /// Rounds hours that a program measured down to the step of partial credit, never up: a
    /// certificate states no more hours than the person was there. Hours that a person wrote must
    /// be a multiple of it. Hours by category are rounded one by one.
    fn round_to_step(&self, person: &mut Person, roster: &Roster) {
        let Some((step, _)) = self.completion.partial() else { return };
        let has_categories = !person.category_hours.is_empty();
        let sum = has_categories.then(|| person.category_hours.iter().sum());
        let (Some(all), Some(hours)) = (self.hours, person.hours.or(sum)) else { return };
        let mapping = &roster.list(person.list).mapping;
        let is_in_other_unit = |field: &Field| {
            field.is_hours() && mapping.reading(field).number.is_some_and(|it| it != Unit::Hours)
        };
        let is_written = ((hours / WRITTEN).round() * WRITTEN - hours).abs() <= SECOND;
        let is_measured =
            mapping.export.is_some() || mapping.places.keys().any(is_in_other_unit) || !is_written;
        let round = |hours: f64| ((hours + SECOND) / step).floor() * step;
        let is_off = hours - round(hours) > SECOND && round(hours) > 0.0;
        if !is_measured || hours >= all - SECOND || !is_off {
            return;
        }
        // Hours that differ from those by category are an error.
        if sum.is_none_or(|sum: f64| (sum - hours).abs() <= SECOND) {
            person.category_hours.iter_mut().for_each(|hours| *hours = round(*hours));
            person.hours = Some(match has_categories {
                true => person.category_hours.iter().sum(),
                false => round(hours),
            });
        }
    }

    /// Says which hours were rounded down, for everyone at once.
    fn describe_rounded(&self, rounded: &[(f64, f64)]) -> Option<String> {
        let step = self.completion.step?;
        let mut different: Vec<&(f64, f64)> = Vec::new();
        for change in rounded {
            if !different.contains(&change) {
                different.push(change);
            }
        }
        let shown = |number: f64| (number * 100.0).round() / 100.0;
        let describe =
            |(hours, down): &&(f64, f64)| format!("{} count as {}", shown(*hours), shown(*down));
        let mut parts: Vec<String> = different.iter().take(MAX_ROUNDED).map(describe).collect();
        match different.len().saturating_sub(MAX_ROUNDED) {
            0 => {}
            more => parts.push(format!("and {more} more")),
        }
        let people = crate::output::count(rounded.len(), "person", "people");
        (!rounded.is_empty()).then(|| {
            format!(
                "hours rounded down, because the training counts in steps of {}: {} ({people})",
                hours_in_words(step),
                parts.join(", ")
            )
        })
    }

    /// Rounds the hours of a share of the training down to the step of the completion rule, with
    /// those by category.
    fn round_down(&self, person: &mut Person, all: f64) {
        let step = self.completion.step.filter(|_| self.completion.minimum_share().is_some());
        let (Some(step), Some(hours)) = (step, person.hours) else { return };
        if hours >= all - SECOND {
            return;
        }
        let round = |hours: f64| ((hours + SECOND) / step).floor() * step;
        person.category_hours.iter_mut().for_each(|hours| *hours = round(*hours));
        person.hours = Some(match person.category_hours.is_empty() {
            true => round(hours),
            false => person.category_hours.iter().sum(),
        });
    }

    fn check_length(&self, person: &Person) -> Option<Finding> {
        if (self.fits)(&person.name) {
            return None;
        }
        let message = format!("`{}` does not fit on the certificate", person.name);
        Some(finding(Code::RosterLong, message, "ask the person for a shorter form of the name"))
    }

    fn check_glyphs(&self, person: &Person) -> Option<Finding> {
        let missing = (self.missing_glyph)(&person.name)?;
        Some(missing_character(&person.name, missing))
    }
}
