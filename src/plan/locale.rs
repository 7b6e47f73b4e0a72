//! Writes dates, ranges of dates, times and lists in a language. Nothing else turns a date into
//! words.

use jiff::civil::{Date, Time};
use serde_json::{Value, json};

use crate::content::trainings::SessionDay;
use crate::content::wording::Locale;

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
    let half = if time.hour() < 12 { &locale.am } else { &locale.pm };
    let placeholders = [
        ("hour12", ((time.hour() + 11) % 12 + 1).to_string()),
        ("hour24", time.hour().to_string()),
        ("minute", format!("{:02}", time.minute())),
        ("half", half.clone()),
    ];
    fill(if time.minute() == 0 { &locale.time_whole } else { &locale.time }, &placeholders)
}

/// A range of times.
pub(super) fn times(locale: &Locale, start: Time, end: Time) -> String {
    fill(&locale.times, &[("start", time(locale, start)), ("end", time(locale, end))])
}

/// Days: one date, a range of consecutive days, or a list of days.
pub(crate) fn dates(locale: &Locale, days: &[Date]) -> String {
    let (Some(&first), Some(&last)) = (days.first(), days.last()) else { return String::new() };
    if first == last {
        return fill(&locale.date, &placeholders(locale, first, ""));
    }
    if !is_run(days) {
        let short = days
            .iter()
            .map(|day| fill(&locale.date_short, &placeholders(locale, *day, "")))
            .collect();
        return fill(
            &locale.date_list,
            &[("list", list(locale, short)), ("year", last.year().to_string())],
        );
    }
    let pattern = match (first.year() == last.year(), first.month() == last.month()) {
        (true, true) => &locale.range_in_month,
        (true, false) => &locale.range_in_year,
        (false, _) => &locale.range,
    };
    fill(pattern, &[placeholders(locale, first, ""), placeholders(locale, last, "2")].concat())
}

/// The days of a session as a range without the year.
pub(super) fn days_short(locale: &Locale, days: &[SessionDay]) -> String {
    let (Some(first), Some(last)) = (days.first(), days.last()) else { return String::new() };
    let (first, last) = (first.date.0, last.date.0);
    let pattern =
        match (first == last, first.month() == last.month() && first.year() == last.year()) {
            (true, _) => &locale.date_short,
            (false, true) => &locale.range_short_in_month,
            (false, false) => &locale.range_short,
        };
    fill(pattern, &[placeholders(locale, first, ""), placeholders(locale, last, "2")].concat())
}

/// Whether days are consecutive, not counting weekends.
fn is_run(days: &[Date]) -> bool {
    days.windows(2).all(|pair| {
        let gap = pair[0].until(pair[1]).map_or(i32::MAX, |span| span.get_days());
        let over_weekend = pair[0].weekday() == jiff::civil::Weekday::Friday && gap == 3;
        gap == 1 || over_weekend
    })
}

/// A list of things: "a, b and c".
pub(super) fn list(locale: &Locale, mut items: Vec<String>) -> String {
    let Some(last) = items.pop() else { return String::new() };
    let Some(rest) = items.into_iter().reduce(|a, b| fill(&locale.list, &[("a", a), ("b", b)]))
    else {
        return last;
    };
    fill(&locale.list_last, &[("a", rest), ("b", last)])
}

fn weekday(names: &[String], date: Date) -> String {
    names[date.weekday().to_monday_zero_offset() as usize].clone()
}

fn month(names: &[String], date: Date) -> String {
    names[date.month() as usize - 1].clone()
}

/// The values of the placeholders of a pattern. `end` is "2" for the end of a range.
fn placeholders(locale: &Locale, date: Date, end: &str) -> Vec<(&'static str, String)> {
    let names = match end {
        "" => ["day", "month", "month_short", "weekday", "weekday_short", "year"],
        _ => ["day2", "month2", "month_short2", "weekday2", "weekday_short2", "year2"],
    };
    let values = [
        date.day().to_string(),
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
