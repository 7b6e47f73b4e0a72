//! Whose addresses a list has: a column of addresses that is not known to be those of the people is
//! a question, and an address of the program is of nobody on the list.

use std::collections::HashMap;

use super::attendance_column::is_address;
use super::headers::plain;
use super::mapping::Field;
use super::names::excerpt;
use super::oddities::{keep_hint, keep_row_hint};
use super::table::Row;
use super::{Options, Person, Roster, finding};
use crate::diagnostic::{Code, Finding};

/// The letters of a word that may lack one.
const MIN_LETTERS: usize = 3;

/// Reports the columns of addresses, if no column is known to have those of the people.
pub(super) fn check_whose_addresses(rows: &[Row], options: &Options, roster: &mut Roster) {
    let mapping = &roster.mapping;
    if mapping.has(&Field::Email) || options.is_for_badges() {
        return;
    }
    let used = mapping.used_columns();
    let has_addresses = |at: &usize| {
        let header = mapping.header_at(*at);
        let is_settled = used.contains(at)
            || mapping.unused.contains(at)
            || header.is_empty()
            || mapping.export.is_some_and(|export| export.knows(&plain(header)));
        let mut filled = rows.iter().map(|row| row.cell(*at)).filter(|cell| !cell.is_blank());
        let is_email = |text: &str| text.contains('@') && is_address(text.trim());
        !is_settled
            && filled.next().is_some_and(|cell| is_email(&cell.shown()))
            && filled.all(|cell| is_email(&cell.shown()))
    };
    let columns: Vec<&str> =
        (0..mapping.header.len()).filter(has_addresses).map(|at| mapping.header_at(at)).collect();
    let Some(first) = columns.first() else { return };
    let quoted: Vec<String> =
        columns.iter().map(|header| format!("`{}`", excerpt(header))).collect();
    let unused: Vec<String> =
        columns.iter().map(|header| format!("--unused \"{header}\"")).collect();
    let message = format!(
        "{} {} email addresses, and may have those of other people",
        quoted.join(" and "),
        if columns.len() == 1 { "has" } else { "have" }
    );
    let hint = format!(
        "add `--column email=\"{first}\"` if these are the addresses of the people themselves, or \
         `{}` if not",
        unused.join(" ")
    );
    roster.report(finding(Code::RosterHeader, message, hint));
}

/// Rejects the people who run the training, what is no person, and addresses of the program.
pub(super) fn reject_known_others(options: &Options, roster: &mut Roster) {
    let facts = &options.facts;
    if facts.not_people.is_empty() && facts.addresses.is_empty() {
        return;
    }
    let names = facts.not_people.iter().map(|(name, what)| (in_any_order(name), what.as_str()));
    let names: HashMap<Vec<String>, &str> = names.collect();
    let check = |person: &Person| -> Option<(Field, Finding)> {
        if let Some(email) = &person.email
            && facts.addresses.contains(&email.to_lowercase())
        {
            let message = format!("`{email}` is an address of the program");
            let hint = "write the address of the person, or leave the cell empty";
            return Some((Field::Email, finding(Code::RosterEmail, message, hint)));
        }
        let what = names.get(&in_any_order(&person.name))?;
        if options.right_names.contains(&person.name) {
            return None;
        }
        let message = format!("`{}` is the name of {what}", excerpt(&person.name));
        let hint = keep_row_hint("delete the row", &person.name);
        Some((Field::Name, finding(Code::RosterNotPerson, message, hint)))
    };
    for person in std::mem::take(&mut roster.people) {
        match check(&person) {
            None => roster.people.push(person),
            Some((field, finding)) => {
                let place = roster.place_of(&person, &field);
                roster.reject(person, vec![finding.at(place)]);
            }
        }
    }
}

/// Returns the words of a name in plain letters, in the same order for `Bo Li` and `Li Bo`. An
/// initial beside two words makes no difference.
fn in_any_order(name: &str) -> Vec<String> {
    let mut words: Vec<String> = plain(name).split(' ').map(str::to_owned).collect();
    words.sort();
    let is_word = |word: &String| word.chars().count() > 1;
    if words.iter().filter(|word| is_word(word)).count() > 1 {
        words.retain(is_word);
    }
    words
}

/// Finds a name that lacks a letter of the person's address, as `Ramn Baca` does beside
/// `ramon.baca@example.org`: programs lose letters with accents. The rest of the name must be in
/// the address too.
pub(super) fn lost_letter(name: &str, email: &str) -> Option<Finding> {
    let local = email.split('@').next()?;
    let spelled: Vec<String> = local.split(|c: char| !c.is_alphabetic()).map(plain).collect();
    let folded = plain(name);
    let words: Vec<&str> = folded.split(' ').collect();
    let is_spelled = |word: &str| spelled.iter().any(|known| known == word);
    let rest = words.iter().filter(|word| word.len() > 1 && is_spelled(word)).count();
    let lost = words.iter().filter(|word| !is_spelled(word));
    let found = lost.flat_map(|word| spelled.iter().filter(|known| lacks_a_letter(word, known)));
    let known = found.into_iter().next().filter(|_| rest > 0)?;
    let message = format!("`{}` may lack a letter: the address has `{known}`", excerpt(name));
    let hint = keep_hint("write the name as the person does", name);
    Some(finding(Code::RosterOddName, message, hint))
}

/// Whether a word lacks one letter of another that often has an accent, and is neither at an end
/// nor doubled, as in `Ana` and `anna`.
fn lacks_a_letter(word: &str, other: &str) -> bool {
    let (word, other): (Vec<char>, Vec<char>) = (word.chars().collect(), other.chars().collect());
    if word.len() < MIN_LETTERS || other.len() != word.len() + 1 {
        return false;
    }
    let at = word.iter().zip(&other).take_while(|(one, other)| one == other).count();
    let is_inside = 0 < at && at < word.len();
    is_inside
        && "aeioun".contains(other[at])
        && other[at] != other[at - 1]
        && word[at..] == other[at + 1..]
}
