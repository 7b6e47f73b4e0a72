//! The people on badges and sign-in sheets, in one order: badges lie on the desk as the sheet lists
//! them.

use std::cmp::Ordering;

use clap::ValueEnum;
use icu_collator::CollatorBorrowed;
use icu_collator::options::{CollatorOptions, Strength};
use icu_locale_core::Locale;
use serde::Serialize;

use crate::certificates::roster::Person;

/// The order of people.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub(crate) enum PeopleOrder {
    /// As on the list
    List,
    /// By last name, which the list must have in a column of its own
    LastName,
    /// By the name as it is printed
    Name,
}

/// A person as templates see it.
#[derive(Debug, Clone, Serialize)]
pub(super) struct Guest<'a> {
    /// The registered name.
    name: &'a str,
    /// The name on the badge.
    badge: &'a str,
    pronouns: Option<&'a str>,
    /// The given and the last names on the badge, for two lines.
    split: Option<[&'a str; 2]>,
    /// The registered name as a sorted list shows it: `Last, First`.
    listed: String,
}

/// Returns whether the list has last names in a column of their own.
pub(crate) fn has_last_names(people: &[Person]) -> bool {
    people.iter().any(|person| last_and_first(person).is_some())
}

fn last_and_first(person: &Person) -> Option<(&str, &str)> {
    let names = person.registered.as_deref()?.last_and_first.as_ref()?;
    Some((&names.0, &names.1))
}

/// Returns the people in order. The letters of a language determine it: in Spanish, ñ follows n.
pub(super) fn sorted<'a>(people: &'a [Person], order: PeopleOrder, lang: &str) -> Vec<Guest<'a>> {
    let mut people: Vec<&Person> = people.iter().collect();
    let collator = collator(lang);
    let compare = |a: &str, b: &str| match &collator {
        Some(collator) => collator.compare(a, b),
        None => a.to_lowercase().cmp(&b.to_lowercase()),
    };
    let by_name = |a: &&Person, b: &&Person| compare(&a.name, &b.name);
    let by_last_name = |a: &&Person, b: &&Person| {
        let ((last, first), (other_last, other_first)) = (sort_key(a), sort_key(b));
        match compare(last, other_last) {
            Ordering::Equal => compare(first, other_first),
            unequal => unequal,
        }
    };
    match order {
        PeopleOrder::List => {}
        PeopleOrder::Name => people.sort_by(by_name),
        PeopleOrder::LastName => people.sort_by(by_last_name),
    }
    people.into_iter().map(|person| guest(person, order)).collect()
}

/// Returns the last name and the other names. A person with one name is sorted by it.
fn sort_key(person: &Person) -> (&str, &str) {
    last_and_first(person).unwrap_or((&person.name, ""))
}

fn collator(lang: &str) -> Option<CollatorBorrowed<'static>> {
    let locale = Locale::try_from_str(lang).ok()?;
    let mut options = CollatorOptions::default();
    // Capitals make no difference, so that first names decide between `Lee` and `LEE`.
    options.strength = Some(Strength::Secondary);
    CollatorBorrowed::try_new((&locale).into(), options).ok()
}

fn guest(person: &Person, order: PeopleOrder) -> Guest<'_> {
    let registered = person.registered.as_deref();
    let badge = registered.and_then(|it| it.badge_name.as_deref());
    let listed = match last_and_first(person).filter(|_| order == PeopleOrder::LastName) {
        Some((last, first)) if !first.is_empty() => format!("{last}, {first}"),
        _ => person.name.clone(),
    };
    let is_registered =
        |(last, first): &(&str, &str)| badge.is_none() && person.name == format!("{first} {last}");
    let split = last_and_first(person).filter(is_registered).map(|(last, first)| [first, last]);
    Guest {
        split,
        name: &person.name,
        badge: badge.unwrap_or(&person.name),
        pronouns: registered.and_then(|it| it.pronouns.as_deref()),
        listed,
    }
}
