//! Names in the data of the program that no person has: those of the program, its provider, its
//! trainings, and its places. They stand in lists as rows of their own, and after names of people.

use std::collections::HashSet;

use super::headers::plain;
use super::mapping::Field;
use super::names::excerpt;
use super::oddities::{keep_hint, keep_row_hint};
use super::row::says_yes;
use super::{Options, Person, Roster, finding};
use crate::diagnostic::{Code, Finding};

/// The letters of a word of a title that tells a training from a person.
const MIN_WORD: usize = 4;

/// The words of a name after which another word may be a note.
const WHOLE_NAME: usize = 2;

/// Names in the data of the program.
#[derive(Debug, Clone, Default)]
pub struct DataNames {
    /// Whole names of organizations, trainings, and places, in plain letters.
    names: HashSet<String>,
    /// The words of those of them that have several.
    words: HashSet<String>,
}

impl DataNames {
    /// Collects names, in any form.
    pub fn new<'a>(names: impl Iterator<Item = &'a str>) -> Self {
        let names: HashSet<String> = names.map(plain).filter(|name| !name.is_empty()).collect();
        let long = names.iter().flat_map(|name| name.split(' '));
        let words = long.filter(|word| word.chars().count() >= MIN_WORD).map(singular).collect();
        Self { names, words }
    }

    /// Returns the finding about a row whose name is one of these, or that has one after the name
    /// of a person.
    pub(super) fn check(&self, name: &str) -> Option<Finding> {
        if self.names.is_empty() {
            return None;
        }
        let folded = plain(name);
        let words: Vec<&str> = folded.split(' ').collect();
        let is_title = words.len() > 1 && words.iter().all(|word| self.has_word(word));
        if self.names.contains(&folded) || is_title || self.starts_name(&folded) {
            let message = format!(
                "`{}` is a name in the data of the program, not the name of a person",
                excerpt(name)
            );
            return Some(finding(
                Code::RosterNotPerson,
                message,
                keep_row_hint("delete the row", name),
            ));
        }
        let (last, before) = words.split_last()?;
        let has_end = before.len() >= WHOLE_NAME && (self.has_word(last) || self.has_end(&folded));
        let has_start = before.len() >= WHOLE_NAME && self.has_word(words[0]);
        if !has_end && !has_start {
            return None;
        }
        let place = if has_end { last } else { words[0] };
        let message = format!(
            "`{}` has a word of the names in the data of the program: `{}`",
            excerpt(name),
            excerpt(place)
        );
        Some(finding(Code::RosterOddName, message, keep_hint("write only the name", name)))
    }

    fn has_word(&self, word: &str) -> bool {
        self.words.contains(&singular(word))
    }

    /// Whether several words are the start of a name, such as the state of an organization.
    fn starts_name(&self, folded: &str) -> bool {
        let is_rest = |rest: &str| rest.starts_with(' ');
        let mut names = self.names.iter().filter_map(|name| name.strip_prefix(folded));
        folded.contains(' ') && names.any(is_rest)
    }

    /// Whether a text ends with one of the names, such as that of a town in two words.
    fn has_end(&self, folded: &str) -> bool {
        let starts = folded.match_indices(' ').skip(WHOLE_NAME - 1).map(|(at, _)| at + 1);
        starts.into_iter().any(|at| self.names.contains(&folded[at..]))
    }
}

fn singular(word: &str) -> String {
    word.strip_suffix('s').unwrap_or(word).to_owned()
}

/// Reports the people whose names have one word, where most others have more: words such as `Max`
/// and `Stamp` below a list, and first names alone.
pub(super) fn check_single_words(lists: &mut [Roster], options: &Options) {
    if options.is_for_badges() {
        return;
    }
    for list in lists {
        let is_single = |person: &Person| {
            let has_parts = person.name.contains([' ', '-', '\u{2010}', '\'', '’']);
            !has_parts && person.name.chars().any(char::is_lowercase)
        };
        let count = list.people.iter().filter(|person| is_single(person)).count();
        if count == 0 || count * 2 > list.people.len() || list.people.len() < 3 {
            continue;
        }
        let answer = list.mapping.places.get(&Field::NameIsRight).copied();
        for person in std::mem::take(&mut list.people) {
            let is_right = options.right_names.contains(&person.name)
                || answer.and_then(|at| person.cells.get(at)).is_some_and(|it| says_yes(it));
            if !is_single(&person) || is_right {
                list.people.push(person);
                continue;
            }
            let (name, place) =
                (excerpt(&person.name), list.place(person.row, person.line, Some(&Field::Name)));
            let finding = match person.email.is_some() || person.id.is_some() {
                true => {
                    let message = format!("`{name}` is one word, unlike the other names");
                    let hint = keep_hint("add the rest of the name", &person.name);
                    finding(Code::RosterOddName, message, hint)
                }
                false => {
                    let message = format!(
                        "`{name}` is one word, unlike the other names, and may not be a person"
                    );
                    let fix = "delete the row, or add the rest of the name";
                    finding(Code::RosterNotPerson, message, keep_row_hint(fix, &person.name))
                }
            };
            list.reject(person, vec![finding.at(place)]);
        }
    }
}
