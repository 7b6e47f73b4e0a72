//! What CLDR says about a language, by ICU4X, as the fields of a [`Locale`](super::Locale).
//!
//! ICU4X does not show its patterns. It marks the parts of what it writes, and a pattern is a
//! written date with placeholders for its parts. The ranges come from these patterns too: the
//! range formatter of `icu_datetime` 2.4 is unstable, and it does not find the names of months.

use icu_datetime::fieldsets::{E, MD, T, YMD, YMDE};
use icu_datetime::input::{Date, Time};
use icu_datetime::{DateTimeFormatter, NoCalendarFormatter, parts};
use icu_list::ListFormatter;
use icu_list::options::ListFormatterOptions;
use icu_locale_core::Locale;
use serde_json::{Map, Value, json};
use writeable::Writeable;

use super::numbers::numbers;
use super::written::Written;
use crate::content::language_tag::icu_locale;

/// What ICU4X writes for January and for Monday in a language of which CLDR has no names.
const FIRST_MONTH: &str = "M01";
const MONDAY: &str = "Mon";

/// Dates in such a language: with the day of the week, without it, without the year, and
/// abbreviated. Most languages have this order; `data/wording.json` can say another one.
const WITHOUT_MONTHS: [&str; 4] = [
    "{weekday}, {day} {month} {year}",
    "{day} {month} {year}",
    "{day} {month}",
    "{day} {month_short}",
];

/// A time in such a language, which has no words for the halves of the day.
const WITHOUT_HALVES: &str = "{hour24}:{minute}";

/// The order of the numbers of a date, such as 9/14/2027.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum NumericOrder {
    MonthDayYear,
    DayMonthYear,
    YearMonthDay,
}

/// The order in which people of a language and a region write the numbers of a date.
pub(crate) fn numeric_order(lang: &str, region: &str) -> NumericOrder {
    let pattern = icu_locale(lang, region).and_then(|locale| {
        let formatter = DateTimeFormatter::try_new((&locale).into(), YMD::short()).ok()?;
        Some(Written::of(&formatter.format(&date(2027, 3, 15)?)).pattern("month"))
    });
    let pattern = pattern.unwrap_or_default();
    let at = |name: &str| pattern.find(name);
    match (at("{year}"), at("{month}"), at("{day}")) {
        (Some(year), Some(month), _) if year < month => NumericOrder::YearMonthDay,
        (_, Some(month), Some(day)) if month < day => NumericOrder::MonthDayYear,
        (_, Some(_), Some(_)) => NumericOrder::DayMonthYear,
        _ => NumericOrder::YearMonthDay,
    }
}

/// The usual fields of a language; none if it is not a language tag.
pub(super) fn locale(lang: &str, region: &str) -> Map<String, Value> {
    icu_locale(lang, region).and_then(|locale| fields(&locale)).unwrap_or_default()
}

fn fields(locale: &Locale) -> Option<Map<String, Value>> {
    let mut fields = dates(locale)?;
    fields.extend(times(locale)?);
    if fields["months"] == json!([]) {
        fields.extend(object(json!({
            "time": WITHOUT_HALVES, "time_whole": WITHOUT_HALVES, "am": "", "pm": "",
        }))?);
    }
    fields.extend(numbers(locale)?);
    fields.extend(lists(locale)?);
    Some(fields)
}

pub(super) fn object(value: Value) -> Option<Map<String, Value>> {
    match value {
        Value::Object(fields) => Some(fields),
        _ => None,
    }
}

/// The names of a language; none if CLDR has names in no language.
fn known(names: impl Iterator<Item = String>, unknown: &str) -> Vec<String> {
    let names: Vec<_> = names.collect();
    if names.first().is_some_and(|first| first == unknown) { Vec::new() } else { names }
}

fn dates(locale: &Locale) -> Option<Map<String, Value>> {
    let full = DateTimeFormatter::try_new(locale.into(), YMDE::long()).ok()?;
    let long = DateTimeFormatter::try_new(locale.into(), YMD::long()).ok()?;
    let day_month = DateTimeFormatter::try_new(locale.into(), MD::long()).ok()?;
    let short = DateTimeFormatter::try_new(locale.into(), MD::medium()).ok()?;
    let weekday = DateTimeFormatter::try_new(locale.into(), E::long()).ok()?;
    let weekday_short = DateTimeFormatter::try_new(locale.into(), E::short()).ok()?;
    // A day of two digits: a day below ten may have a zero in front of it.
    let (sample, month, month_short) = (date(2027, 3, 15)?, "month", "month_short");
    let year = (1..=12).filter_map(|month| date(2027, month, 15));
    // February 1, 2027, is a Monday.
    let week = (1..=7).filter_map(|day| date(2027, 2, day));
    let months = year.clone().map(|day| Written::of(&long.format(&day)).part(parts::MONTH));
    let months_short = year.map(|day| Written::of(&short.format(&day)).part(parts::MONTH));
    let weekdays = week.clone().map(|day| Written::of(&weekday.format(&day)).text);
    let weekdays_short = week.map(|day| Written::of(&weekday_short.format(&day)).text);
    let months = known(months, FIRST_MONTH);
    let weekdays = known(weekdays, MONDAY);
    let [date_full, date, without_year, date_short] = match months.is_empty() {
        true => WITHOUT_MONTHS.map(str::to_owned),
        false => [
            Written::of(&full.format(&sample)).pattern(month),
            Written::of(&long.format(&sample)).pattern(month),
            Written::of(&day_month.format(&sample)).pattern(month),
            Written::of(&short.format(&sample)).pattern(month_short),
        ],
    };
    // The comma of the Arabic script is in its dates.
    let comma = if date_full.contains('،') { '،' } else { ',' };
    let date_list = match date.contains(&without_year) {
        true => date.replace(&without_year, "{list}"),
        false => "{list} {year}".to_owned(),
    };
    let day = day_number(&without_year);
    let in_month = |pattern: &str| pattern.replace(&day, &format!("{day}–{}", end(&day)));
    let range = |pattern: &str| format!("{pattern} – {}", end(pattern));
    let in_year = |days: &str| date_list.replace("{list}", days);
    let numbers = |pattern: &str| pattern.replace(&day, "{list}");
    object(json!({
        "months_short": known(months_short, FIRST_MONTH),
        "weekdays_short": if weekdays.is_empty() { Vec::new() } else { weekdays_short.collect() },
        "months": months,
        "weekdays": weekdays,
        "days": first_day(locale).map(|name| json!({ "1": name })),
        "date_full": date_full,
        "range_in_month": in_year(&in_month(&without_year)),
        "range_in_year": in_year(&range(&without_year)),
        "range": range(&date),
        "range_short_in_month": in_month(&date_short),
        "range_short": range(&date_short),
        "range_of_months": range(&without_year),
        "range_of_days": in_month(&day),
        "day_number": day,
        "days_of_month": numbers(&without_year),
        "days_of_month_short": numbers(&date_short),
        "range_of_weekdays": "{weekday}–{weekday2}",
        "days_times": format!("{{days}}{comma} {{times}}"),
        "date": date,
        "date_short": date_short,
        "date_list": date_list,
    }))
}

/// The first day of a month in a language that says "the first", but other days by their numbers.
/// CLDR does not have it.
fn first_day(locale: &Locale) -> Option<&'static str> {
    let region = locale.id.region.map(|region| region.to_string()).unwrap_or_default();
    match locale.id.language.as_str() {
        "fr" => Some("1er"),
        "it" => Some("1º"),
        // In Portugal, and where people write as in Portugal, it is a number.
        "pt" => ["BR", "US", "CA"].contains(&region.as_str()).then_some("1º"),
        _ => None,
    }
}

/// The number of a day with what is attached to it: "5.", "5日".
fn day_number(pattern: &str) -> String {
    let after = pattern.split_once("{day}").map_or("", |(_, after)| after);
    let end = after.find(|c: char| c.is_whitespace() || c == '{').unwrap_or(after.len());
    format!("{{day}}{}", &after[..end])
}

/// A pattern for the end of a range.
fn end(pattern: &str) -> String {
    pattern.replace('}', "2}")
}

fn date(year: i32, month: u8, day: u8) -> Option<Date<icu_calendar::Iso>> {
    Date::try_new_iso(year, month, day).ok()
}

fn times(locale: &Locale) -> Option<Map<String, Value>> {
    let formatter = NoCalendarFormatter::try_new(locale.into(), T::hm()).ok()?;
    let at = |hour| Some(Written::of(&formatter.format(&Time::try_new(hour, 45, 0, 0).ok()?)));
    let (morning, afternoon) = (at(10)?, at(22)?);
    let time = afternoon.pattern("month");
    object(json!({
        "time_whole": time,
        "time": time,
        "am": morning.part(parts::DAY_PERIOD),
        "pm": afternoon.part(parts::DAY_PERIOD),
        "times": "{start} – {end}",
    }))
}

fn lists(locale: &Locale) -> Option<Map<String, Value>> {
    let options = ListFormatterOptions::default();
    let formatter = ListFormatter::try_new_and(locale.into(), options).ok()?;
    let list = |items: &[&str]| formatter.format(items.iter()).write_to_string().into_owned();
    let (two, three) = (list(&["{a}", "{b}"]), list(&["{0}", "{a}", "{b}"]));
    // What follows the first item joins all but the last two.
    let (first, last) = three.split_once("{a}")?;
    let comma = first.strip_prefix("{0}")?;
    object(json!({
        "list": format!("{{a}}{comma}{{b}}"),
        "list_last": format!("{{a}}{last}"),
        "list_of_lists_last": format!("{{a}}{last}"),
        "years_last": two,
        "list_two": two,
    }))
}
