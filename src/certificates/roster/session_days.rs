//! Whether a list is of this session: the days that it states are compared with those of the
//! session. The list of another year or of another training certifies the wrong people.

use jiff::civil::Date;

use super::attendance_headers::{HeaderKind, kind_of_header};
use super::attendance_words::{DAYS, MONTHS};
use super::harmless::is_filler;
use super::headers::plain;
use super::mapping::Mapping;
use super::names::excerpt;
use super::stated_days::{Days, Reading, states_other_days, widened};
use super::table::{Cell, Row};
use super::times::{dates_in, is_day_header, is_time_header};
use super::{Options, Roster, finding};
use crate::diagnostic::{Code, Finding};
use crate::shell::in_quotes;

/// Words of labels of the time at which a meeting starts.
const STARTS: [&str; 5] = ["start", "inicio", "debut", "beginn", "comienzo"];

/// Words for a time.
const TIMES: [&str; 3] = ["time", "hora", "heure"];

/// Words of headers of the training, whose dates are those of the session.
const TRAININGS: [&str; 20] = [
    "attendance",
    "asistencia",
    "training",
    "class",
    "course",
    "session",
    "event",
    "workshop",
    "attended",
    "attend",
    "curso",
    "clase",
    "capacitacion",
    "sesion",
    "evento",
    "taller",
    "asistio",
    "cours",
    "formation",
    "seance",
];

/// Words of headers of dates.
const DATES: [&str; 16] = [
    "date", "dates", "day", "year", "month", "when", "term", "fecha", "fechas", "dia", "ano",
    "mes", "jour", "annee", "datum", "data",
];

/// Words of headers of the first day on which someone came.
const FIRSTS: [&str; 6] = ["first", "primer", "primera", "premier", "primeiro", "erster"];

/// Words of headers of the last day on which someone came.
const LASTS: [&str; 6] = ["last", "ultimo", "ultima", "dernier", "derniere", "letzter"];

/// Words of headers of days before the training.
const SIGNED_UP: [&str; 18] = [
    "registered",
    "registration",
    "enrolled",
    "enrollment",
    "applied",
    "application",
    "paid",
    "payment",
    "invited",
    "invite",
    "hired",
    "hire",
    "birth",
    "order",
    "inscripcion",
    "registro",
    "pago",
    "inscription",
];

/// Words of headers of the end of a time.
const ENDS: [&str; 8] =
    ["until", "expires", "expiration", "expiry", "valid", "vence", "vencimiento", "expire"];

/// The days after a session on which it is often marked as completed.
const DAYS_AFTER: i64 = 14;

/// A longer text, in bytes, is not a date.
const MAX_DATE: usize = 60;

/// Reports the first day in a list that is not one of the session. `above` are the rows above the
/// header, in which a meeting tool says when the meeting was.
pub(super) fn check_days(above: &[Row], rows: &[Row], options: &Options, roster: &mut Roster) {
    let Some((first, last)) = options.days else { return };
    let others = &options.facts.other_days;
    let is_other = |cell: &Cell| {
        let text = cell.shown();
        is_time_of_other(&text, (first, last), others) && !options.ignores(&text)
    };
    let session = describe_session((first, last));
    if let Some(finding) = other_days_in_columns(rows, (first, last), others, &session, roster) {
        return roster.report(finding);
    }
    for (index, row) in above.iter().enumerate() {
        let is_start = |at: usize| {
            let before = at.checked_sub(1).map(|before| row.cell(before));
            let over = index.checked_sub(1).map(|over| above[over].cell(at));
            before.into_iter().chain(over).any(is_label_of_start)
        };
        let cells = row.cells.iter().enumerate();
        let mut other = cells.filter(|(at, cell)| is_start(*at) && is_other(cell));
        if let Some((_, cell)) = other.next() {
            let text = cell.shown();
            let message = format!("row {} says `{}`, but {session}", row.number, excerpt(&text));
            let hint = format!(
                "certify the list of this session; if it is the right one, add `--ignore-text {}`",
                in_quotes(&text)
            );
            return roster.report(finding(Code::RosterFile, message, hint));
        }
    }
}

/// Says when a session is, as the end of a sentence.
pub(super) fn describe_session((first, last): Days) -> String {
    match first == last {
        true => format!("the session is on {first}"),
        false => format!("the session is from {first} to {last}"),
    }
}

/// Returns the finding for the first column with days of another session, in its header or below.
fn other_days_in_columns(
    rows: &[Row],
    days: Days,
    others: &[Days],
    session: &str,
    roster: &Roster,
) -> Option<Finding> {
    let mapping = &roster.mapping;
    let hint = |header: &str| {
        format!(
            "certify the list of this session, or add `--unused \"{header}\"` if the dates do not \
             matter"
        )
    };
    let used = mapping.used_columns();
    for at in (0..mapping.header.len()).filter(|at| !mapping.unused.contains(at)) {
        let header = mapping.header_at(at);
        if is_date(header) && states_other_days(header, days, Reading::Loose) {
            let message = format!("a column has the header `{}`, but {session}", excerpt(header));
            return Some(finding(Code::RosterFile, message, hint(header)));
        }
        let Some((range, after, reading)) = compared(at, days, mapping) else { continue };
        if used.contains(&at) || roster.asks_about(header) {
            continue;
        }
        let is_own = |row: &Row| {
            let found = dates_in(&row.cell(at).shown());
            found.iter().any(|date| (range.0..=range.1).contains(date))
        };
        let has_own = rows.iter().any(is_own);
        let is_other = |row: &&Row| {
            let text = row.cell(at).shown();
            // A time may be that of another time zone.
            let zone = i64::from(text.contains(':'));
            let is_far =
                || states_other_days(&text, widened(range, zone, after.max(zone)), reading);
            let is_time_of_other =
                || zone > 0 && !has_own && after == 0 && is_time_of_other(&text, range, others);
            text.len() <= MAX_DATE && (is_far() || is_time_of_other())
        };
        let Some(row) = rows.iter().find(is_other) else { continue };
        let shown = row.cell(at).shown();
        let message = format!(
            "`{}` is `{}` in row {}, but {session}",
            excerpt(header),
            excerpt(&shown),
            row.number
        );
        return Some(finding(Code::RosterFile, message, hint(header)));
    }
    None
}

/// Whether a time is not of the session, of which nothing else states a day. A program may write
/// the time of Greenwich, in which an evening is on the next day, unless another session has that
/// day.
fn is_time_of_other(text: &str, days: Days, others: &[Days]) -> bool {
    let found = dates_in(text);
    let is_within = |days: &Days, date: &Date| (days.0..=days.1).contains(date);
    let is_own = |date: &Date| is_within(&days, date);
    let is_next = |date: &Date| is_within(&widened(days, 0, 1), date);
    let is_of_other =
        |date: &Date| others.iter().any(|other| *other != days && is_within(other, date));
    !found.is_empty()
        && !found.iter().any(is_own)
        && (!found.iter().any(is_next) || found.iter().any(is_of_other))
}

/// Returns the days of the session that a column should have, how many days later its dates may be,
/// and how they are read. `None` if its dates are of something else.
fn compared(at: usize, days: Days, mapping: &Mapping) -> Option<(Days, i64, Reading)> {
    let header = plain(mapping.header_at(at));
    if mapping.export.is_some_and(|export| export.is_harmless(&header)) {
        return None;
    }
    let has_word = |known: &[&str], word: &str| known.contains(&word);
    let has = |known: &[&str]| header.split(' ').any(|word| has_word(known, word));
    let is_day = is_time_header(&header)
        || is_day_header(&header)
        || (is_start(&header) && has(&TIMES))
        || has(&TRAININGS);
    let is_fact = kind_of_header(mapping.header_at(at)) == HeaderKind::Fact || has(&SIGNED_UP);
    if header.is_empty() || (is_fact && !is_day) || has(&ENDS) {
        return None;
    }
    // Someone who came late or left early has another first or last day.
    let is_only = |known: &[&str]| {
        let is_known =
            |word: &str| [known, &DATES, &TRAININGS].iter().any(|words| has_word(words, word));
        has(known) && has(&DATES) && header.split(' ').all(|word| is_known(word) || is_filler(word))
    };
    if is_only(&FIRSTS) {
        return Some(((days.0, days.0), 0, Reading::Loose));
    }
    if is_only(&LASTS) {
        return Some(((days.1, days.1), 0, Reading::Loose));
    }
    // The training can be marked as completed some days later.
    let after = if is_day { 0 } else { DAYS_AFTER };
    let reading = if has(&DATES) { Reading::Loose } else { Reading::Whole };
    Some((days, after, reading))
}

/// Whether a header is only a date, as that of a column with the hours of a day.
fn is_date(header: &str) -> bool {
    let text = plain(header);
    let is_part = |word: &str| {
        word.starts_with(|c: char| c.is_ascii_digit())
            || MONTHS.contains(word)
            || DAYS.contains(word)
            || matches!(word, "hours" | "hrs" | "horas" | "heures" | "de")
    };
    text.contains(|c: char| c.is_ascii_digit()) && text.split(' ').all(is_part)
}

fn is_label_of_start(cell: &Cell) -> bool {
    matches!(cell, Cell::Text(text) if is_start(&plain(text)))
}

fn is_start(label: &str) -> bool {
    label.split(' ').any(|word| STARTS.contains(&word))
}
