//! Several days, as people write them: "January 11–14 and 19–21, 2027".

use jiff::civil::Date;

use super::weekly::Weekly;
use super::{fill, list, list_with, placeholders};
use crate::content::locale::Locale;

/// How much of a date is written.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Form {
    /// With the year.
    Whole,
    /// Without the year.
    WithoutYear,
    /// Without the year, and with abbreviated months.
    Short,
}

/// Days that follow each other, or one day.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
struct Span {
    first: Date,
    last: Date,
}

/// The days of a session, with the year.
pub(crate) fn dates(locale: &Locale, days: &[Date]) -> String {
    write(locale, days, Form::Whole)
}

/// The days of a session, without the year.
pub(crate) fn dates_short(locale: &Locale, days: &[Date]) -> String {
    write(locale, days, Form::Short)
}

/// Days without the year; a single one with its day of the week: "Thursday, July 8".
pub(super) fn dates_of_week(locale: &Locale, days: &[Date]) -> String {
    match days {
        [day] => fill(&without_year(locale), &placeholders(locale, *day, "")),
        _ => listed(locale, days, Form::WithoutYear),
    }
}

/// The pattern of a date with the day of the week, and without the year. What is around the year is
/// as in the pattern of several days.
fn without_year(locale: &Locale) -> String {
    let (before, after) = locale.date_list.split_once("{list}").unwrap_or_default();
    let full = locale.date_full.as_str();
    let shorter = full.strip_suffix(after).unwrap_or(full);
    let shorter = shorter.strip_prefix(before).unwrap_or(shorter);
    match shorter.contains("{year}") {
        true => full.to_owned(),
        false => shorter.to_owned(),
    }
}

/// The days of a session as Peerpress 0.1 printed them on certificates until November 2026. A page
/// with these words still states these days.
pub(crate) fn earlier_dates(locale: &Locale, days: &[Date]) -> String {
    let (Some(&first), Some(&last)) = (days.first(), days.last()) else { return String::new() };
    let is_run = days.windows(2).all(|pair| {
        let gap = pair[0].until(pair[1]).map_or(i32::MAX, |span| span.get_days());
        gap == 1 || (pair[0].weekday() == jiff::civil::Weekday::Friday && gap == 3)
    });
    if is_run {
        return range(locale, Span { first, last }, Form::Whole);
    }
    let short = days.iter().map(|day| fill(&locale.date_short, &placeholders(locale, *day, "")));
    let list = list_with(locale, short.collect(), &locale.list_last);
    fill(&locale.date_list, &[("list", list), ("year", last.year().to_string())])
}

fn write(locale: &Locale, days: &[Date], form: Form) -> String {
    let mut days = days.to_vec();
    days.sort();
    days.dedup();
    match Weekly::of(&days).filter(|weekly| weekly.has_words(locale)) {
        Some(weekly) => weekly.write(locale, form),
        None => listed(locale, &days, form),
    }
}

/// The days as a list of spans. They are in order.
pub(super) fn listed(locale: &Locale, days: &[Date], form: Form) -> String {
    let spans = spans(days);
    if form != Form::Whole {
        return in_year(locale, &spans, form);
    }
    let is_together =
        |a: &Span, b: &Span| a.first.year() == b.last.year() && a.first.year() == b.first.year();
    let years: Vec<String> = spans
        .chunk_by(is_together)
        .map(|year| match year {
            [span] => range(locale, *span, form),
            [first, ..] => {
                let year_number = first.first.year().to_string();
                let list = in_year(locale, year, Form::WithoutYear);
                fill(&locale.date_list, &[("list", list), ("year", year_number)])
            }
            [] => String::new(),
        })
        .collect();
    list_with(locale, years, &locale.years_last)
}

/// From one day to another, or one day.
pub(super) fn from_to(locale: &Locale, first: Date, last: Date, form: Form) -> String {
    range(locale, Span { first, last }, form)
}

fn range(locale: &Locale, span: Span, form: Form) -> String {
    let Span { first, last } = span;
    let is_month = first.month() == last.month() && first.year() == last.year();
    let pattern = match form {
        Form::WithoutYear => return in_year(locale, &[span], form),
        Form::Whole if first == last => &locale.date,
        Form::Whole if is_month => &locale.range_in_month,
        Form::Whole if first.year() == last.year() => &locale.range_in_year,
        Form::Whole => &locale.range,
        Form::Short if first == last => &locale.date_short,
        Form::Short if is_month => &locale.range_short_in_month,
        Form::Short => &locale.range_short,
    };
    fill(pattern, &ends(locale, span))
}

/// Spans without the year: "January 11–14 and 19–21".
fn in_year(locale: &Locale, spans: &[Span], form: Form) -> String {
    if let ([span], Form::Short) = (spans, form) {
        return range(locale, *span, form);
    }
    let is_same_month = |a: &Span, b: &Span| month_of(a.first) == month_of(b.last);
    let months: Vec<&[Span]> = spans.chunk_by(is_same_month).collect();
    let has_lists = months.len() > 1 && months.iter().any(|month| month.len() > 1);
    let written = months.iter().map(|month| in_month(locale, month, form)).collect();
    match has_lists {
        true => list_with(locale, written, &locale.list_of_lists_last),
        false => list(locale, written),
    }
}

fn month_of(date: Date) -> (i16, i8) {
    (date.year(), date.month())
}

/// Spans in one month, or one span over several.
fn in_month(locale: &Locale, spans: &[Span], form: Form) -> String {
    let is_short = form == Form::Short;
    if let [span] = spans
        && month_of(span.first) != month_of(span.last)
    {
        let pattern = if is_short { &locale.range_short } else { &locale.range_of_months };
        return fill(pattern, &ends(locale, *span));
    }
    let number = |span: &Span| match span.first == span.last {
        true => fill(&locale.day_number, &ends(locale, *span)),
        false => fill(&locale.range_of_days, &ends(locale, *span)),
    };
    let Some(first) = spans.first() else { return String::new() };
    let numbers = list(locale, spans.iter().map(number).collect());
    let pattern = if is_short { &locale.days_of_month_short } else { &locale.days_of_month };
    let mut values = vec![("list", numbers)];
    values.extend(placeholders(locale, first.first, ""));
    fill(pattern, &values)
}

fn ends(locale: &Locale, span: Span) -> Vec<(&'static str, String)> {
    [placeholders(locale, span.first, ""), placeholders(locale, span.last, "2")].concat()
}

/// Days that follow each other belong together. The days are in order.
fn spans(days: &[Date]) -> Vec<Span> {
    let is_next = |a: &Date, b: &Date| a.tomorrow().is_ok_and(|next| next == *b);
    let ends = |run: &[Date]| Some(Span { first: *run.first()?, last: *run.last()? });
    days.chunk_by(is_next).filter_map(ends).collect()
}
