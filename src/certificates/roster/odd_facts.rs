//! Values below a header that is known to say nothing about who came, such as `Agency`, which say
//! it nevertheless: people write notes where there is room.

use super::attendance_column::Column;
use super::attendance_values::{Meaning, Value, denies_whole};
use super::attendance_words::{DAYS, PHRASES, Phrase, starts_with};
use super::headers::plain;

/// A header with more words is a question of a form, whose answers are sentences.
const MAX_HEADER: usize = 4;

/// Words of headers of jobs, where a role is what a person is elsewhere.
const JOBS: [&str; 11] = [
    "job",
    "jobs",
    "occupation",
    "profession",
    "empleo",
    "ocupacion",
    "profesion",
    "metier",
    "emploi",
    "beruf",
    "profissao",
];

/// Words of [`DAYS`] that also mean something else.
const OTHER_DAYS: [&str; 12] = [
    "day",
    "am",
    "pm",
    "week",
    "morning",
    "afternoon",
    "dia",
    "tarde",
    "manana",
    "semana",
    "module",
    "modulo",
];

/// Words in lower case at the start and at the end of notes to oneself, such as `see Noelani`.
const NOTE_STARTS: [&str; 10] =
    ["see", "ask", "check", "confirm", "verify", "owes", "hold", "needs", "need", "preguntar"];
const NOTE_ENDS: [&str; 6] = ["needed", "pending", "missing", "makeup", "hold", "required"];

/// Notes that are facts below some headers.
const SHORT_NOTES: [&str; 4] = ["on leave", "on hold", "in progress", "quit"];

/// Words of headers below which people write what they need, or how they work.
const NEEDS: [&str; 22] = [
    "need",
    "needs",
    "diet",
    "dietary",
    "food",
    "meal",
    "lunch",
    "allergies",
    "allergy",
    "access",
    "accessibility",
    "accommodation",
    "accommodations",
    "restriction",
    "restrictions",
    "request",
    "requests",
    "alimentaria",
    "alimentarias",
    "alergias",
    "employment",
    "status",
];

/// Words of people who were at a training, or were not.
const ATTENDING: [&str; 8] =
    ["attend", "attended", "attending", "attends", "asistio", "asistira", "vino", "viene"];

impl Column {
    /// Whether a value is not a fact like the others, but a role or a note about the training.
    pub(super) fn is_odd_fact(&self, value: &Value) -> bool {
        let header = plain(&self.header);
        let mut words = header.split(' ');
        if self.header.is_empty() || words.clone().count() > MAX_HEADER {
            return false;
        }
        let text = plain(&value.text);
        let is_role = value.role() == Some(true)
            && text.split(' ').count() <= 2
            && (value.says != Meaning::Other || text.ends_with(" only"));
        let may_need = words.clone().any(|word| NEEDS.contains(&word));
        (is_role && !words.any(|word| JOBS.contains(&word)))
            || is_note(&value.text)
            || has_denial(&value.text)
            || (!may_need && is_note_to_oneself(&value.text, &text))
            || (has_more_letters(&value.text) && self.is_of_numbers(value))
    }

    /// Whether the other values are numbers, dates, or codes.
    fn is_of_numbers(&self, value: &Value) -> bool {
        let others = self.values.iter().filter(|it| it.text != value.text && !it.text.is_empty());
        let (mut count, mut with_digits) = (0, 0);
        for other in others {
            count += other.count;
            let is_number =
                other.text.contains(|c: char| c.is_ascii_digit()) && !has_more_letters(&other.text);
            with_digits += if is_number { other.count } else { 0 };
        }
        count > 0 && with_digits == count && value.says != Meaning::Empty
    }
}

fn has_more_letters(text: &str) -> bool {
    let letters = text.chars().filter(|c| c.is_alphabetic()).count();
    letters >= 3 && letters > text.chars().filter(char::is_ascii_digit).count()
}

/// Whether a text is a note to oneself, such as `see Noelani` and `??? ask Noelani`. `folded` is
/// the text in plain letters.
fn is_note_to_oneself(text: &str, folded: &str) -> bool {
    let starts_small = text.starts_with(|c: char| c.is_lowercase() || matches!(c, '?' | '!' | '*'));
    let mut words = folded.split(' ');
    let (first, last) = (words.next().unwrap_or_default(), words.next_back());
    let is_known = SHORT_NOTES.contains(&folded)
        || (last.is_some() && NOTE_STARTS.contains(&first))
        || last.is_some_and(|last| NOTE_ENDS.contains(&last));
    text.starts_with("??") || (starts_small && is_known)
}

/// Whether a part of a text, or its end in lower case, says that a person did not come, as in
/// `Minot (withdrew)` and `Minot cancelled`.
pub(super) fn has_denial(text: &str) -> bool {
    let mut parts = parts(text);
    let ends = text.match_indices(' ').map(|(at, _)| &text[at + 1..]);
    let mut small = ends.filter(|end| end.starts_with(char::is_lowercase));
    parts.any(|part| {
        let is_marked = part.chars().all(|c| !c.is_uppercase())
            || part.chars().all(|c| !c.is_lowercase() && part.len() > 1);
        let says_other = is_marked && Value::new(part, 1).role() == Some(true);
        part != text.trim() && (denies_whole(&plain(part), is_marked) || says_other)
    }) || small.any(|end| denies_whole(&plain(end), false))
}

/// The parts of a text between brackets, dashes, commas, and other marks.
fn parts(text: &str) -> impl Iterator<Item = &str> {
    let parts = text.split(['(', ')', '[', ']', ';', ',', '/', '–', '—', '*', ':']);
    parts.flat_map(|part| part.split(" - ")).map(str::trim).filter(|part| !part.is_empty())
}

/// Whether a text is a sentence about coming to the training, or has one as a part, as in
/// `vegan - did not come`. The name of an organization has capitals.
fn is_note(text: &str) -> bool {
    parts(text).any(is_whole_note)
}

fn is_whole_note(text: &str) -> bool {
    let is_small = |word: &str| {
        word.chars().filter(|c| c.is_alphabetic()).count() >= 4
            && word.chars().all(|c| !c.is_uppercase())
    };
    if text.split_whitespace().count() < 2 || !text.split_whitespace().any(is_small) {
        return false;
    }
    let text = plain(text);
    let tells = |word: &str| {
        (DAYS.contains(word) && !OTHER_DAYS.contains(&word)) || ATTENDING.contains(&word)
    };
    let denies = |(says, phrase): &(Phrase, &str)| {
        matches!(says, Phrase::Denied | Phrase::DeniedInText) && starts_with(&text, phrase)
    };
    let first = text.split(' ').next().and_then(|word| PHRASES.get(word));
    text.split(' ').any(tells) || first.into_iter().flatten().any(denies)
}
