//! What the header of a column says about the kind of its values.

use super::attendance_values::{is_date, is_other_role};
use super::attendance_words::{
    ASKING, ASKING_PHRASES, COUNTING_PHRASES, DAYS, GRADING, MARKING_PHRASES, MONTHS,
    OPPOSITE_PHRASES, ROLES, has_phrase,
};
use super::harmless::{is_harmless, is_phrase_of_facts};
use super::headers::plain;
use super::times::{is_day_header, is_time_header};
use super::words::Words;

/// Words of headers that say that a column holds times or hours.
const TIMES: [&str; 18] = [
    "hours", "hrs", "minutes", "min", "mins", "duration", "time", "date", "horas", "minutos",
    "duracion", "hora", "fecha", "heures", "duree", "duracao", "stunden", "dauer",
];

/// What a column is about, by its header.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum HeaderKind {
    /// Who came, or who passed.
    Asking,
    /// Who did not come, so that `no` means that the person came.
    Opposite,
    /// A signature or a time, which those who came have.
    Marking,
    /// How much a person attended or completed.
    Counting,
    /// A grade.
    Grading,
    /// What a person is at the training.
    Role,
    /// A role of someone who does not take part, such as `Observer`.
    OtherRole,
    /// A day or a part of a session.
    Day,
    /// A fact about a person, such as the city.
    Fact,
    Other,
}

/// Returns what a column with this header is about.
pub(super) fn kind_of_header(header: &str) -> HeaderKind {
    let text = plain(header);
    let words: Vec<&str> = text.split(' ').collect();
    let has_word = |known: &Words| words.iter().any(|word| known.contains(word));
    let has_phrase = |known: &Words| has_phrase(&words, known);
    let is_whole = |known: &Words| known.contains(&*text);
    // `Certificate No.`, but not `Attended (yes/no)`.
    let is_number = header.contains('#')
        || matches!(words.last(), Some(&"no" | &"nr" | &"num"))
            && !words.iter().any(|word| matches!(*word, "yes" | "y" | "si" | "sim"));
    let is_fact = is_harmless(&words) || is_number;
    let has_digit = text.contains(|c: char| c.is_ascii_digit());
    if is_phrase_of_facts(&text) {
        HeaderKind::Fact
    } else if has_phrase(&ASKING_PHRASES) {
        HeaderKind::Asking
    } else if is_whole(&OPPOSITE_PHRASES) || (has_phrase(&OPPOSITE_PHRASES) && !is_fact) {
        HeaderKind::Opposite
    } else if is_whole(&COUNTING_PHRASES) || is_count(&words) {
        HeaderKind::Counting
    } else if is_time_header(&text) || (has_phrase(&MARKING_PHRASES) && !is_fact) {
        HeaderKind::Marking
    } else if is_fact {
        HeaderKind::Fact
    } else if words.len() <= 2 && is_other_role(&text) {
        HeaderKind::OtherRole
    } else if has_word(&ROLES) {
        HeaderKind::Role
    } else if has_word(&ASKING) {
        // A time is of those who came.
        if words.iter().any(|word| TIMES.contains(word)) {
            HeaderKind::Marking
        } else {
            HeaderKind::Asking
        }
    } else if has_word(&GRADING) {
        HeaderKind::Grading
    } else if is_day_header(&text)
        || has_word(&DAYS)
        || is_date(&text)
        || (has_word(&MONTHS) && has_digit)
    {
        HeaderKind::Day
    } else {
        HeaderKind::Other
    }
}

/// Whether a header has words for both attending and what is counted, as `Attendance (days)` has.
fn is_count(words: &[&str]) -> bool {
    let counted = [
        "days",
        "sessions",
        "classes",
        "modules",
        "percent",
        "percentage",
        "rate",
        "dias",
        "sesiones",
        "porcentaje",
        "modulos",
        "jours",
        "seances",
        "pourcentage",
        "taux",
        "sessoes",
        "percentual",
        "tage",
        "prozent",
        "quote",
    ];
    let has_count = words.iter().any(|word| counted.contains(word));
    has_count && words.iter().any(|word| ASKING.contains(word))
}
