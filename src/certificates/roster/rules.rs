//! What a training and its certificate ask of each person: hours that earn it, a name that fits, letters that can be printed.

use std::fmt;

use super::headers::plain;
use super::mapping::Field;
use super::{Person, Rejected, Roster};
use crate::content::trainings::Completion;
use crate::diagnostic::{Code, Finding};

/// Hours that differ by less than a second are the same.
const SECOND: f64 = 1.0 / 3600.0;

/// What is asked. The last two are answered by whoever knows the template and the fonts.
#[derive(Clone)]
pub struct Rules<'a> {
    /// The hours of the session's training; none for certificates that state no hours.
    pub hours: Option<f64>,
    /// When it is completed.
    pub completion: Completion,
    /// The training's hours by category, in the order of [`super::Options::categories`], each with the category's name for messages.
    pub categories: Vec<(String, f64)>,
    /// The program's languages: code, and what a roster may call it.
    pub languages: Vec<(String, Vec<String>)>,
    /// Whether a name fits the certificate.
    pub fits: &'a dyn Fn(&str) -> bool,
    /// A character of a name that no font has.
    pub lacking: &'a dyn Fn(&str) -> Option<char>,
}

impl fmt::Debug for Rules<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Rules")
            .field("hours", &self.hours)
            .field("completion", &self.completion)
            .finish_non_exhaustive()
    }
}

/// A problem of a person: its code, the column it is in, message and hint.
type Problem = (Code, Field, String, String);

/// Checks everyone against the rules of the training. Who keeps them all is left in `people`, with hours by category and the language's code.
pub fn check(mut roster: Roster, rules: &Rules<'_>) -> Roster {
    if rules.hours.is_some() && !roster.is_unreadable() && !tells_hours(&roster) {
        let hint = "add a column `Hours`; if there is one by another name, say which: `--column hours=\"…\"`";
        roster.tell(
            Code::RosterHeader,
            "no column holds the hours that each person attended",
            hint,
        );
        roster.give_up_if_unreadable();
    }
    for mut person in std::mem::take(&mut roster.people) {
        let problems = rules.problems(&mut person);
        if problems.is_empty() {
            roster.people.push(person);
            continue;
        }
        let why = problems.iter().map(|(_, _, message, _)| message.clone()).collect();
        for (code, field, message, hint) in problems {
            let place = roster.place(person.row, person.line, Some(&field));
            roster.findings.push(Finding::new(code, message).at(place).hint(hint));
        }
        roster.rejected.push(Rejected { row: person.row, why, cells: person.cells });
    }
    roster.rejected.sort_by_key(|rejected| rejected.row);
    roster
}

/// Whether a column of hours is there, or those of the categories, which add up to them.
fn tells_hours(roster: &Roster) -> bool {
    roster.mapping.places.keys().any(|field| matches!(field, Field::Hours | Field::Category(_)))
}

impl Rules<'_> {
    fn problems(&self, person: &mut Person) -> Vec<Problem> {
        let hours = self.hours.and_then(|all| self.hours_problem(person, all).err());
        let found = [
            hours,
            self.name_problem(person),
            self.letter_problem(person),
            self.language_problem(person),
        ];
        found.into_iter().flatten().collect()
    }

    fn hours_problem(&self, person: &mut Person, all: f64) -> Result<(), Problem> {
        let problem = |message: String, hint: &str| {
            (Code::RosterHours, Field::Hours, message, hint.to_owned())
        };
        let sum: f64 = person.category_hours.iter().sum();
        let hours = person.hours.or((!person.category_hours.is_empty()).then_some(sum));
        let Some(hours) = hours else {
            return Err(problem("the row has no hours".to_owned(), "fill them in"));
        };
        if hours > all + SECOND {
            return Err(problem(
                format!("{hours} hours are more than the {all} of the training"),
                "mend the hours, or the training's in data/trainings.json",
            ));
        }
        self.completed(hours, all).map_err(|message| {
            problem(
                message,
                "mend the hours, or take the row away: this person has not completed the training",
            )
        })?;
        if !person.category_hours.is_empty() && (sum - hours).abs() > SECOND {
            return Err(problem(
                format!("the hours by category add up to {sum}, not {hours}"),
                "mend the hours, or one of the categories",
            ));
        }
        person.hours = Some(hours);
        self.share(person, hours, all)
    }

    /// Whether hours complete the training.
    fn completed(&self, hours: f64, all: f64) -> Result<(), String> {
        match self.completion.partial() {
            None if hours < all - SECOND => {
                Err(format!("{hours} hours are less than the {all} that completion needs"))
            }
            None => Ok(()),
            Some((_, at_least)) if hours < at_least - SECOND => {
                Err(format!("{hours} hours are less than the {at_least} that partial credit needs"))
            }
            Some((step, _))
                if ((hours / step).round() * step - hours).abs() > SECOND
                    && hours < all - SECOND =>
            {
                Err(format!("{hours} hours are not in steps of {step}, as partial credit is"))
            }
            Some(_) => Ok(()),
        }
    }

    /// Hours by category: those of the roster, none above the training's; or the training's own, for who attended it all.
    fn share(&self, person: &mut Person, hours: f64, all: f64) -> Result<(), Problem> {
        if self.categories.is_empty() {
            person.category_hours.clear();
            return Ok(());
        }
        if person.category_hours.is_empty() {
            if hours < all - SECOND {
                let names: Vec<String> =
                    self.categories.iter().map(|(name, _)| format!("`{name} hours`")).collect();
                let message = format!(
                    "it cannot be told in which categories the {hours} hours of {all} were earned"
                );
                return Err((
                    Code::RosterHours,
                    Field::Hours,
                    message,
                    format!("add a column for each category: {}", names.join(", ")),
                ));
            }
            person.category_hours = self.categories.iter().map(|(_, hours)| *hours).collect();
        }
        let above = self
            .categories
            .iter()
            .zip(&person.category_hours)
            .find(|((_, most), hours)| **hours > most + SECOND);
        above.map_or(Ok(()), |((name, most), hours)| {
            let message =
                format!("{hours} hours of {name} are more than the {most} of the training");
            Err((
                Code::RosterHours,
                Field::Category(name.clone()),
                message,
                "mend the hours".to_owned(),
            ))
        })
    }

    fn name_problem(&self, person: &Person) -> Option<Problem> {
        let hint = "ask the person for a shorter form of it";
        let message = || format!("`{}` does not fit the certificate", person.name);
        (!(self.fits)(&person.name))
            .then(|| (Code::RosterLong, Field::Name, message(), hint.to_owned()))
    }

    fn letter_problem(&self, person: &Person) -> Option<Problem> {
        let lacking = (self.lacking)(&person.name)?;
        let message = format!(
            "no font has the character `{lacking}` (U+{:04X}) of `{}`",
            lacking as u32, person.name
        );
        let hint = "add a font for the script to `fonts/`; emoji and signs are not printed: take them out of the name";
        Some((Code::RosterGlyph, Field::Name, message, hint.to_owned()))
    }

    /// Sets the language's code.
    fn language_problem(&self, person: &mut Person) -> Option<Problem> {
        let asked = plain(person.language.as_deref()?);
        let named = |(code, names): &&(String, Vec<String>)| {
            asked == *code || names.iter().any(|name| plain(name) == asked)
        };
        if let Some((code, _)) = self.languages.iter().find(named) {
            person.language = Some(code.clone());
            return None;
        }
        let codes: Vec<String> =
            self.languages.iter().map(|(code, _)| format!("`{code}`")).collect();
        let message = format!(
            "`{}` is none of the program's languages",
            person.language.as_deref().unwrap_or_default()
        );
        Some((
            Code::RosterLanguage,
            Field::Language,
            message,
            format!("write one of {}, or leave the cell empty", codes.join(", ")),
        ))
    }
}
