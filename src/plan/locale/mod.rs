//! Writes dates, ranges of dates, times, numbers, and lists in a language. Nothing else turns a
//! date into words.

mod days;
mod number;
mod schedule;
mod weekly;

use jiff::civil::{Date, Time};
use serde_json::{Value, json};

use crate::content::locale::Locale;

pub(super) use days::dates_short;
pub(crate) use days::{dates, earlier_dates};
pub(crate) use number::number;
pub(super) use number::{digits, separators};
pub(super) use schedule::{dated_times, schedule, session_times};

/// A date of the job: its parts and its written forms.
pub(crate) fn date(locale: &Locale, date: Date) -> Value {
    let placeholders = placeholders(locale, date, "");
    json!({
        "iso": date.to_string(),
        "long": fill(&locale.date, &placeholders),
        "short": fill(&locale.date_short, &placeholders),
        "full": fill(&locale.date_full, &placeholders),
        "weekday": weekday(&locale.weekdays, date),
        "weekday_short": weekday(&locale.weekdays_short, date),
        "month": month(&locale.months, date),
        "month_short": month(&locale.months_short, date),
        "day": date.day(),
        "year": date.year(),
    })
}

/// A time of day.
pub(super) fn time(locale: &Locale, time: Time) -> String {
    let word = match (time.hour(), time.minute()) {
        (12, 0) => &locale.noon,
        (0, 0) => &locale.midnight,
        _ => "",
    };
    if !word.is_empty() {
        return word.to_owned();
    }
    let half = if time.hour() < 12 { &locale.am } else { &locale.pm };
    let pattern = if time.minute() == 0 { &locale.time_whole } else { &locale.time };
    fill(pattern, &parts_of(time, half))
}

/// The values of the placeholders of a time.
fn parts_of(time: Time, half: &str) -> [(&'static str, String); 4] {
    [
        ("hour12", ((time.hour() + 11) % 12 + 1).to_string()),
        ("hour24", time.hour().to_string()),
        ("minute", format!("{:02}", time.minute())),
        ("half", half.to_owned()),
    ]
}

/// The ways in which pages write a time of day.
pub(crate) fn printed_times(locale: &Locale, at: Time) -> [String; 2] {
    let half = if at.hour() < 12 { &locale.am } else { &locale.pm };
    [time(locale, at), fill(&locale.time, &parts_of(at, half))]
}

/// The ways in which pages write a date with its year.
pub(crate) fn printed_dates(locale: &Locale, date: Date) -> [String; 3] {
    let placeholders = placeholders(locale, date, "");
    let one = dates(locale, &[date]);
    [fill(&locale.date, &placeholders), fill(&locale.date_full, &placeholders), one]
}

/// A range of times.
pub(super) fn times(locale: &Locale, start: Time, end: Time) -> String {
    fill(&locale.times, &[("start", time(locale, start)), ("end", time(locale, end))])
}

/// A list of things: "a, b, and c", "a and b".
pub(in crate::plan) fn list(locale: &Locale, items: Vec<String>) -> String {
    let last = if items.len() == 2 { &locale.list_two } else { &locale.list_last };
    list_with(locale, items, last)
}

/// A list whose last two items `last` joins.
fn list_with(locale: &Locale, mut items: Vec<String>, last: &str) -> String {
    let Some(end) = items.pop() else { return String::new() };
    let Some(rest) = items.into_iter().reduce(|a, b| fill(&locale.list, &[("a", a), ("b", b)]))
    else {
        return end;
    };
    fill(last, &[("a", rest), ("b", end)])
}

/// The name of the day of the week; empty in a language without names, whose dates are not printed.
fn weekday(names: &[String], date: Date) -> String {
    names.get(date.weekday().to_monday_zero_offset() as usize).cloned().unwrap_or_default()
}

fn month(names: &[String], date: Date) -> String {
    names.get(date.month() as usize - 1).cloned().unwrap_or_default()
}

/// The values of the placeholders of a pattern. `end` is "2" for the end of a range.
fn placeholders(locale: &Locale, date: Date, end: &str) -> Vec<(&'static str, String)> {
    let names = match end {
        "" => ["day", "month", "month_short", "weekday", "weekday_short", "year"],
        _ => ["day2", "month2", "month_short2", "weekday2", "weekday_short2", "year2"],
    };
    let day = date.day().to_string();
    let values = [
        locale.days.get(&day).filter(|name| !name.is_empty()).cloned().unwrap_or(day),
        month(&locale.months, date),
        month(&locale.months_short, date),
        weekday(&locale.weekdays, date),
        weekday(&locale.weekdays_short, date),
        date.year().to_string(),
    ];
    names.into_iter().zip(values).collect()
}

fn fill(pattern: &str, placeholders: &[(&str, String)]) -> String {
    placeholders
        .iter()
        .fold(pattern.to_owned(), |text, (name, value)| text.replace(&format!("{{{name}}}"), value))
}
