//! Phrases that pieces share, and how each language writes dates, times and lists.

use std::collections::BTreeMap;

use schemars::JsonSchema;
use serde::Deserialize;

use super::text::Text;

/// `data/wording.json`: phrases that pieces share, and how each language writes dates, times and lists.
#[derive(Debug, Clone, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Wording {
    /// Where this file's schema is, for editors.
    #[serde(rename = "$schema")]
    pub schema: Option<String>,
    /// How each language writes dates, times and lists, by language code.
    #[schemars(extend("minProperties" = 1))]
    pub locales: BTreeMap<String, Locale>,
    /// Phrases, by name; `{placeholders}` are filled by the template.
    pub words: BTreeMap<String, Text>,
}

/// The direction of writing.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
pub enum Direction {
    /// From left to right.
    Ltr,
    /// From right to left.
    Rtl,
}

/// How a language writes dates, times and lists. Patterns take `{day}`, `{month}`, `{month_short}`, `{weekday}`, `{weekday_short}`, `{year}`, for the end
/// of a range the same with `2`, and for times `{hour12}`, `{hour24}`, `{minute}`, `{half}`.
#[derive(Debug, Clone, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Locale {
    /// The language's name in itself.
    pub name: String,
    /// The line that offers a piece in this language, in this language.
    pub offer: String,
    /// Direction of writing.
    pub direction: Direction,
    /// January to December.
    #[schemars(length(min = 12, max = 12))]
    pub months: Vec<String>,
    /// The same, short.
    #[schemars(length(min = 12, max = 12))]
    pub months_short: Vec<String>,
    /// Monday to Sunday.
    #[schemars(length(min = 7, max = 7))]
    pub weekdays: Vec<String>,
    /// The same, short.
    #[schemars(length(min = 7, max = 7))]
    pub weekdays_short: Vec<String>,
    /// A date.
    pub date: String,
    /// A date with its weekday.
    pub date_full: String,
    /// A date without its year.
    pub date_short: String,
    /// Days of one month.
    pub range_in_month: String,
    /// Days of one year.
    pub range_in_year: String,
    /// Days of two years.
    pub range: String,
    /// Days of one month, short.
    pub range_short_in_month: String,
    /// Days of two months, short.
    pub range_short: String,
    /// Days that do not follow each other: their `{list}` and the `{year}`.
    pub date_list: String,
    /// A time.
    pub time: String,
    /// A time on the full hour.
    pub time_whole: String,
    /// Before noon.
    pub am: String,
    /// After noon.
    pub pm: String,
    /// From `{start}` to `{end}`.
    pub times: String,
    /// A list's `{a}` and `{b}`, but for the last two.
    pub list: String,
    /// A list's last two, `{a}` and `{b}`.
    pub list_last: String,
}
