//! A list of people who signed up, read for name badges and sign-in sheets. Nobody is certified, so
//! hours and addresses do not matter, and a person in several rows gets one badge.

use std::collections::HashMap;

use super::headers::plain;
use super::mapping::Field;
use super::name_words::PLACEHOLDERS;
use super::names::fold_case;
use super::rules::missing_character;
use super::{Options, Person, Roster, Source};
use crate::error::Error;

/// What a list is read for.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub enum Purpose {
    /// Certificates: the people who took part.
    #[default]
    Certificates,
    /// Name badges and sign-in sheets: the people who signed up.
    Badges,
}

impl Purpose {
    /// Returns whether a field is read for this purpose.
    pub(super) fn reads(self, field: &Field) -> bool {
        match self {
            Self::Certificates => !field.is_for_badges(),
            Self::Badges => !field.is_hours() && *field != Field::Lang,
        }
    }
}

/// What a list of people who signed up says about a person, besides the name.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Registered {
    /// The last names and the other names, if the list has them apart.
    pub last_and_first: Option<(String, String)>,
    /// The name on the badge, if it is not the registered one.
    pub badge_name: Option<String>,
    /// The pronouns.
    pub pronouns: Option<String>,
}

/// The number of rows that a note names.
const MAX_NAMED: usize = 4;

/// The number of notes about names in several rows.
const MAX_NOTES: usize = 10;

/// Answers to a question for pronouns that are not pronouns.
const NO_PRONOUNS: [&str; 8] = [
    "prefer not to say",
    "prefer not to answer",
    "decline to state",
    "other",
    "prefiero no decirlo",
    "prefiero no responder",
    "otro",
    "otra",
];

impl Roster {
    /// Reads one or several lists of people who signed up. `missing_glyph` returns a character that
    /// no font has.
    ///
    /// # Errors
    /// Returns an error if a file cannot be opened.
    pub(crate) fn read_registered(
        sources: &[Source],
        options: &Options,
        missing_glyph: impl Fn(&str) -> Option<char>,
    ) -> Result<Self, Error> {
        let mut roster = Self::read_lists(sources, options)?;
        roster.merge_repeated();
        for person in std::mem::take(&mut roster.people) {
            let printed = person.printed_on_badges();
            let missing = printed.into_iter().find_map(|(field, text)| {
                Some((field, missing_character(text, missing_glyph(text)?)))
            });
            match missing {
                None => roster.people.push(person),
                Some((field, finding)) => {
                    let finding = finding.at(roster.place_of(&person, &field));
                    roster.reject(person, vec![finding]);
                }
            }
        }
        roster.rejected.sort_by_key(|rejected| (rejected.list, rejected.row));
        roster.clear_if_unusable();
        Ok(roster)
    }

    /// Keeps one row of each person: rows with the same name that also have the same address or ID.
    /// Notes them, and people of one name who may be one person.
    fn merge_repeated(&mut self) {
        let mut places: HashMap<String, usize> = HashMap::new();
        let mut people: Vec<(Person, Vec<u32>)> = Vec::new();
        for person in std::mem::take(&mut self.people) {
            let has_contact = person.email.is_some() || person.id.is_some();
            let id = person.id.as_deref().unwrap_or_default();
            let key = format!("{}\t{id}", person.name_and_email());
            match places.get(&key).filter(|_| has_contact) {
                Some(known) => people[*known].1.push(person.row),
                None => {
                    places.insert(key, people.len());
                    people.push((person, Vec::new()));
                }
            }
        }
        let (mut names, mut notes) = (HashMap::<String, Vec<u32>>::new(), Vec::new());
        for (person, others) in &people {
            names.entry(fold_case(&person.name)).or_default().push(person.row);
            if !others.is_empty() {
                let rows = in_words(&[&[person.row], &others[..]].concat());
                let name = &person.name;
                notes.push(format!("\"{name}\" is in rows {rows}, and gets one badge"));
            }
        }
        for (person, _) in &people {
            let Some(rows) = names.remove(&fold_case(&person.name)) else { continue };
            if rows.len() > 1 {
                let (name, rows) = (&person.name, in_words(&rows));
                notes.push(format!(
                    "rows {rows} have the name \"{name}\", and each gets a badge; delete the rows \
                     that repeat a person"
                ));
            }
        }
        let more = notes.len().saturating_sub(MAX_NOTES);
        notes.truncate(MAX_NOTES);
        if more > 0 {
            notes.push(format!("{more} more names are in several rows"));
        }
        self.notes.append(&mut notes);
        self.people = people.into_iter().map(|(person, _)| person).collect();
    }
}

fn in_words(rows: &[u32]) -> String {
    let shown: Vec<String> = rows.iter().take(MAX_NAMED).map(u32::to_string).collect();
    match (shown.split_last(), rows.len().saturating_sub(MAX_NAMED)) {
        (Some((last, others)), 0) if !others.is_empty() => {
            format!("{} and {last}", others.join(", "))
        }
        (_, 0) => shown.join(""),
        (_, more) => format!("{} and {more} more", shown.join(", ")),
    }
}

impl Person {
    /// Returns what is printed for a person, with the field that it comes from.
    fn printed_on_badges(&self) -> Vec<(Field, &str)> {
        let registered = self.registered.as_deref();
        let part = |text: fn(&Registered) -> Option<&String>| registered.and_then(text);
        let mut printed = vec![(Field::Name, self.name.as_str())];
        if let Some(name) = part(|it| it.badge_name.as_ref()) {
            printed.push((Field::BadgeName, name));
        }
        if let Some(pronouns) = part(|it| it.pronouns.as_ref()) {
            printed.push((Field::Pronouns, pronouns));
        }
        printed
    }
}

/// Returns pronouns as they are printed; `None` for an answer that gives none.
pub(super) fn pronouns(text: &str) -> Option<String> {
    let folded = plain(text);
    let is_none = folded.is_empty()
        || PLACEHOLDERS.contains(folded.as_str())
        || NO_PRONOUNS.contains(&folded.as_str());
    (!is_none).then(|| text.to_owned())
}
