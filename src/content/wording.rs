//! Phrases that pieces share, and how each language writes dates, times, and lists.

use std::collections::BTreeMap;

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::mail::CertificateMail;
use super::text::Text;

/// `data/wording.json`: shared phrases, and how each language writes dates, times, and lists.
#[derive(Debug, Clone, Deserialize, JsonSchema)]
pub struct Wording {
    /// How each language writes dates, times, and lists, by its code.
    #[schemars(extend("minProperties" = 1))]
    pub locales: BTreeMap<String, Locale>,
    /// Phrases that pieces share, by name. Templates fill in the placeholders in braces, such as
    /// `{date}`.
    pub words: BTreeMap<String, Text>,
    /// The email that brings people their certificates. Required for `certificates mail`.
    pub mail: Option<CertificateMail>,
}

/// The direction of writing.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
pub enum Direction {
    /// From left to right.
    Ltr,
    /// From right to left.
    Rtl,
}

/// How a language writes dates, times, and lists. Patterns of dates have the placeholders `{day}`,
/// `{month}`, `{month_short}`, `{weekday}`, `{weekday_short}`, and `{year}`, and for the end of a
/// range the same with `2`, such as `{day2}`. Patterns of times have `{hour12}`, `{hour24}`,
/// `{minute}`, and `{half}`.
#[derive(Debug, Clone, Deserialize, JsonSchema)]
pub struct Locale {
    /// The name of the language in that language, such as `Español`.
    pub name: String,
    /// The line that offers a piece in this language, in that language.
    pub offer: String,
    /// The direction of writing: `ltr` for left to right, `rtl` for right to left.
    pub direction: Direction,
    /// The months, January to December.
    #[schemars(length(min = 12, max = 12))]
    pub months: Vec<String>,
    /// The months, abbreviated.
    #[schemars(length(min = 12, max = 12))]
    pub months_short: Vec<String>,
    /// The days of the week, Monday to Sunday.
    #[schemars(length(min = 7, max = 7))]
    pub weekdays: Vec<String>,
    /// The days of the week, abbreviated.
    #[schemars(length(min = 7, max = 7))]
    pub weekdays_short: Vec<String>,
    /// A date, such as `{month} {day}, {year}`.
    pub date: String,
    /// A date with the day of the week.
    pub date_full: String,
    /// A date without the year.
    pub date_short: String,
    /// A range of days in one month, such as `{month} {day}–{day2}, {year}`.
    pub range_in_month: String,
    /// A range of days in one year.
    pub range_in_year: String,
    /// A range of days in two years.
    pub range: String,
    /// A range of days in one month, without the year.
    pub range_short_in_month: String,
    /// A range of days in two months, without the year.
    pub range_short: String,
    /// Separate days: their `{list}` and the `{year}`.
    pub date_list: String,
    /// A time, such as `{hour12}:{minute} {half}`.
    pub time: String,
    /// A time on the hour, such as `{hour12} {half}`.
    pub time_whole: String,
    /// The `{half}` of a time before noon, such as `a.m.`.
    pub am: String,
    /// The `{half}` of a time after noon, such as `p.m.`.
    pub pm: String,
    /// A range of times, from `{start}` to `{end}`.
    pub times: String,
    /// Two items of a list, `{a}` and `{b}`, except the last two.
    pub list: String,
    /// The last two items of a list, `{a}` and `{b}`.
    pub list_last: String,
}
