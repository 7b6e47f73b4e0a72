//! The times of a session: "Monday–Friday, 8:30 a.m.–5:30 p.m.".

use jiff::civil::{Date, Time};

use super::days::{dates_of_week, dates_short};
use super::weekly::Weekly;
use super::{fill, list, placeholders, times};
use crate::content::locale::Locale;
use crate::content::trainings::SessionDay;

/// Days with the same times.
struct SameTimes {
    start: Time,
    end: Time,
    days: Vec<Date>,
}

/// The times of a session in one line: those of every day or, if they differ, those of each group
/// of days.
pub(in crate::plan) fn session_times(locale: &Locale, days: &[SessionDay]) -> String {
    match &same_times(days)[..] {
        [same] => times(locale, same.start, same.end),
        _ => schedule(locale, days).join(semicolon(locale)),
    }
}

/// What separates groups of days. Arabic and Persian turn their commas and semicolons around.
fn semicolon(locale: &Locale) -> &'static str {
    if locale.days_times.contains('،') { "؛ " } else { "; " }
}

/// The times of a session whose days are others than those of its dates, with the days.
pub(in crate::plan) fn dated_times(locale: &Locale, days: &[SessionDay]) -> String {
    let lines = same_times(days).into_iter().map(|group| {
        let times = times(locale, group.start, group.end);
        let days = dates_of_week(locale, &group.days);
        fill(&locale.days_times, &[("days", days), ("times", times)])
    });
    lines.collect::<Vec<_>>().join(semicolon(locale))
}

/// The days of the week with their times, one line for all days with the same times. Where the
/// dates of a weekly session name its day of the week, the line has only the times.
pub(in crate::plan) fn schedule(locale: &Locale, days: &[SessionDay]) -> Vec<String> {
    let groups = same_times(days);
    if let [same] = &groups[..]
        && let Some(weekday) = repeated_weekday(&same.days)
    {
        let times = times(locale, same.start, same.end);
        let is_named = Weekly::of(&same.days).is_some_and(|weekly| weekly.has_words(locale));
        let every = super::weekday(&locale.every_weekday, weekday);
        let names = if every.is_empty() { &locale.weekdays } else { &locale.every_weekday };
        let days = super::weekday(names, weekday);
        return match is_named {
            true => vec![times],
            false => vec![fill(&locale.days_times, &[("days", days), ("times", times)])],
        };
    }
    let weekdays: Vec<Vec<Date>> = groups.iter().map(|group| one_week(&group.days)).collect();
    // The days of the week tell the groups apart unless two of them share one.
    let mut all: Vec<_> = weekdays.iter().flatten().map(|day| day.weekday()).collect();
    let count = all.len();
    all.sort_by_key(|weekday| weekday.to_monday_zero_offset());
    all.dedup();
    let is_distinct = all.len() == count;
    let lines = groups.iter().zip(&weekdays).map(|(group, week)| {
        let days = match is_distinct {
            true => written_weekdays(locale, week),
            false => dates_short(locale, &group.days),
        };
        let times = times(locale, group.start, group.end);
        fill(&locale.days_times, &[("days", days), ("times", times)])
    });
    lines.collect()
}

/// The first of several days that are on one day of the week.
fn repeated_weekday(days: &[Date]) -> Option<Date> {
    let (first, rest) = days.split_first()?;
    let is_same = |day: &Date| day.weekday() == first.weekday();
    (!rest.is_empty() && rest.iter().all(is_same)).then_some(*first)
}

fn same_times(days: &[SessionDay]) -> Vec<SameTimes> {
    let mut groups: Vec<SameTimes> = Vec::new();
    for day in days {
        let (start, end) = (day.start.0, day.end.0);
        match groups.iter_mut().find(|group| (group.start, group.end) == (start, end)) {
            Some(group) => group.days.push(day.date.0),
            None => groups.push(SameTimes { start, end, days: vec![day.date.0] }),
        }
    }
    groups
}

/// One day for each day of the week that is among the days. They are in the order of the dates,
/// unless a day of the week comes twice, or all of them follow each other from Monday on.
fn one_week(days: &[Date]) -> Vec<Date> {
    let mut week = days.to_vec();
    week.sort_by_key(|day| day.weekday().to_monday_zero_offset());
    week.dedup_by_key(|day| day.weekday());
    let is_run = week.len() > 2 && week.windows(2).all(|pair| is_next(&pair[0], &pair[1]));
    if week.len() < days.len() || is_run {
        return week;
    }
    week.sort();
    week
}

/// Whether a day of the week is the one after another.
fn is_next(a: &Date, b: &Date) -> bool {
    a.weekday().next() == b.weekday()
}

/// Days of the week: "Monday–Friday", "Monday and Wednesday".
fn written_weekdays(locale: &Locale, days: &[Date]) -> String {
    let mut items = Vec::new();
    for run in days.chunk_by(is_next) {
        match run {
            [first, _, .., last] => {
                let ends = [placeholders(locale, *first, ""), placeholders(locale, *last, "2")];
                items.push(fill(&locale.range_of_weekdays, &ends.concat()));
            }
            few => items.extend(few.iter().map(|day| super::weekday(&locale.weekdays, *day))),
        }
    }
    list(locale, items)
}
