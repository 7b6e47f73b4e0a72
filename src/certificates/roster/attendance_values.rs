//! What the values of a column say about who came or who passed.

use super::attendance_words::{AMBIGUOUS, JOBS, NEGATIONS, PHRASES, Phrase, starts_with};
use super::headers::plain;

/// What a value says about a person.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Meaning {
    Came,
    /// Signed up or was invited, which does not say whether the person came.
    Registered,
    /// Did not come, left early, or did not pass.
    Denied,
    /// A mark that depends on the header, such as `no` or `0`.
    NoMark,
    /// A mark such as `yes` or `x`.
    YesMark,
    /// A letter such as `P`, which is a mark only below some headers.
    Letter,
    Participant,
    /// A role of someone who does not take part, such as `Host`.
    OtherRole,
    Number,
    Date,
    Empty,
    Other,
}

/// A value of a column, and how many rows have it.
#[derive(Debug, Clone)]
pub(super) struct Value {
    /// The value without spaces around it.
    pub(super) text: String,
    /// The number of rows.
    pub(super) count: usize,
    pub(super) says: Meaning,
    /// The number that the value is, such as 4 in `4 days`, `4/5`, or 0 to 100 for a percentage.
    pub(super) number: Option<f64>,
    /// The number that would be all, such as 5 in `4/5`, or 100 for a percentage.
    pub(super) all: Option<f64>,
}

impl Value {
    pub(super) fn new(text: &str, count: usize) -> Self {
        let text = text.trim();
        let (number, all) = match share(text) {
            Some((number, all)) => (Some(number), Some(all)),
            None => (leading_number(text), None),
        };
        Self { text: text.to_owned(), count, says: meaning(text, all.is_some()), number, all }
    }

    /// Whether the value says less than all, as `4/5` and `20%` do.
    pub(super) fn is_less_than_all(&self) -> bool {
        matches!((self.number, self.all), (Some(number), Some(all)) if number < all)
    }

    /// Whether the whole value says that a person did not come, whatever the column is called.
    pub(super) fn denies_in_facts(&self) -> bool {
        // A date after it says only when.
        let text = plain(&self.text);
        let is_word = |word: &&str| !word.starts_with(|c: char| c.is_ascii_digit());
        let text = text.split(' ').filter(is_word).collect::<Vec<_>>().join(" ");
        let denies = |(says, phrase): &(Phrase, &str)| {
            matches!(says, Phrase::Denied | Phrase::DeniedInText) && *phrase == text
        };
        let known = text.split(' ').next().and_then(|first| PHRASES.get(first));
        known.into_iter().flatten().any(denies) && !AMBIGUOUS.contains(&*text)
    }

    /// Whether a word of a short value is a role of someone who does not take part, and whether it
    /// is sure that the role is one at the training, and not a job.
    pub(super) fn role(&self) -> Option<bool> {
        let text = plain(&self.text);
        if text.split(' ').count() > 4 {
            return None;
        }
        let found = starts_of_words(&text).find(|rest| is_other_role(rest))?;
        Some(!found.split(' ').next().is_some_and(|word| JOBS.contains(word)))
    }

    /// Whether a single letter is a mark for presence: `P`, and `L` for being late.
    pub(super) fn is_present_letter(&self) -> bool {
        matches!(letter(&plain(&self.text)), Some('p' | 'l' | 's' | 'v' | 'o'))
    }
}

/// Whether a text in plain letters starts with a role of someone who does not take part.
pub(super) fn is_other_role(text: &str) -> bool {
    let is_role =
        |(says, phrase): &(Phrase, &str)| *says == Phrase::OtherRole && starts_with(text, phrase);
    phrases_at(text).iter().any(is_role)
}

/// Returns what a value says. `is_share` tells that it is a ratio or a percentage.
fn meaning(value: &str, is_share: bool) -> Meaning {
    if value.is_empty() {
        return Meaning::Empty;
    }
    let text = plain(value);
    if text.is_empty() {
        let is_yes = value.contains(['✓', '✔', '☑', '✅', '●', '+', '☒', '√']);
        return if is_yes { Meaning::YesMark } else { Meaning::NoMark };
    }
    // Moodle writes the points after the mark: `P (2/2)`.
    if let Some(letter) = letter(&text) {
        return match letter {
            'x' | 'y' => Meaning::YesMark,
            'n' => Meaning::NoMark,
            'p' | 'l' | 's' | 'v' | 'o' | 'a' | 'e' => Meaning::Letter,
            _ => Meaning::Other,
        };
    }
    match text.as_str() {
        "1" => return Meaning::YesMark,
        "0" => return Meaning::NoMark,
        _ if is_share || is_number(value) => return Meaning::Number,
        _ if is_date(&text) => return Meaning::Date,
        _ => {}
    }
    phrase_at_start(&text).unwrap_or(if denies_in_text(&text) {
        Meaning::Denied
    } else {
        Meaning::Other
    })
}

/// Returns what the longest phrase at the start of a text says.
fn phrase_at_start(text: &str) -> Option<Meaning> {
    let is_here = |(says, phrase): &&(Phrase, &str)| match says {
        // A word that also means something else must be the whole value.
        Phrase::Denied if !phrase.contains(' ') && AMBIGUOUS.contains(phrase) => *phrase == text,
        Phrase::Denied | Phrase::DeniedInText => starts_with(text, phrase),
        // What follows may take it back: `attended, not certified`.
        _ => *phrase == text,
    };
    let (says, _) = phrases_at(text).iter().find(is_here)?;
    Some(match says {
        Phrase::Denied | Phrase::DeniedInText => Meaning::Denied,
        Phrase::Came => Meaning::Came,
        Phrase::Registered => Meaning::Registered,
        Phrase::Yes => Meaning::YesMark,
        Phrase::No => Meaning::NoMark,
        Phrase::Nothing => Meaning::Empty,
        Phrase::Participant => Meaning::Participant,
        Phrase::OtherRole => Meaning::OtherRole,
    })
}

/// Whether a comment says that a person did not come, as `on day 3, no show` does.
fn denies_in_text(text: &str) -> bool {
    let mut before = "";
    starts_of_words(text).any(|rest| {
        let denies = |(says, phrase): &(Phrase, &str)| {
            *says == Phrase::DeniedInText && starts_with(rest, phrase)
        };
        let is_denied = !NEGATIONS.contains(before) && phrases_at(rest).iter().any(denies);
        before = rest.split(' ').next().unwrap_or_default();
        is_denied
    })
}

/// Whether a whole text in plain letters says that a person did not come. In a text that is not
/// `marked`, by capitals or lower case, a single word that also means something else does not
/// count.
pub(super) fn denies_whole(text: &str, is_marked: bool) -> bool {
    let denies = |(says, phrase): &(Phrase, &str)| {
        *phrase == text
            && match says {
                Phrase::DeniedInText => true,
                Phrase::Denied => is_marked || phrase.contains(' '),
                _ => false,
            }
    };
    phrases_at(text).iter().any(denies)
}

/// Returns the phrases that start with the first word of a text.
pub(super) fn phrases_at(text: &str) -> &'static [(Phrase, &'static str)] {
    let first = text.split(' ').next().unwrap_or_default();
    PHRASES.get(first).map_or(&[], Vec::as_slice)
}

/// Returns the text from each of its words on.
fn starts_of_words(text: &str) -> impl Iterator<Item = &str> {
    let spaces = text.match_indices(' ').map(|(at, _)| at + 1);
    std::iter::once(0).chain(spaces).map(|start| &text[start..])
}

/// Returns the letter that a value is, without the points after it.
fn letter(text: &str) -> Option<char> {
    let mark = text.trim_end_matches(|c: char| c.is_ascii_digit() || c == ' ');
    let mut letters = mark.chars();
    letters.next().filter(|c| letters.next().is_none() && c.is_alphabetic())
}

fn is_number(value: &str) -> bool {
    let digits = value.chars().filter(char::is_ascii_digit).count();
    let letters = value.chars().filter(|c| c.is_alphabetic()).count();
    let has_unit = value.trim_start().starts_with(|c: char| c.is_ascii_digit()) && letters <= 8;
    digits > 0
        && (letters <= 3 || has_unit)
        && !value.contains(['-', ':'])
        && value.matches('/').count() < 2
        && value.split_whitespace().filter(|it| it.contains(|c: char| c.is_ascii_digit())).count()
            < 2
}

/// Returns the number at the start of a value with at most one unit after it.
fn leading_number(value: &str) -> Option<f64> {
    if !is_number(value) {
        return None;
    }
    let end = value.find(|c: char| !c.is_ascii_digit() && c != '.' && c != ',');
    value[..end.unwrap_or(value.len())].replace(',', ".").parse().ok()
}

/// Parses a part of all: `4/5`, `4 of 5`, `80%`.
fn share(value: &str) -> Option<(f64, f64)> {
    let number = |text: &str| text.trim().replace(',', ".").parse::<f64>().ok();
    let text = value.trim();
    if let Some(percent) = text.strip_suffix('%') {
        return Some((number(percent)?, 100.0));
    }
    let separators = ["/", " out of ", " of ", " de ", " sur ", " von ", " in "];
    let parts = separators.iter().find_map(|separator| text.split_once(separator));
    let (part, all) = parts?;
    let all = all.split_whitespace().next()?;
    let (part, all) = (number(part)?, number(all)?);
    (part <= all && all > 0.0).then_some((part, all))
}

/// Whether plain text looks like a date or a time: digits in several groups.
pub(super) fn is_date(text: &str) -> bool {
    let groups = text.split_whitespace().filter(|it| it.starts_with(|c: char| c.is_ascii_digit()));
    text.starts_with(|c: char| c.is_ascii_digit()) && groups.count() >= 2
}
