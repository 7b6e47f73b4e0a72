//! How a language writes dates, times, numbers, and lists: what the data says and, for the rest,
//! what Unicode's CLDR says.

mod money;
mod numbers;
mod standard;
mod written;

use std::collections::BTreeMap;

use schemars::{JsonSchema, Schema, SchemaGenerator, json_schema};
use serde::{Deserialize, Serialize};
use serde_json::{Value, json};

use super::language_tag::{self, Direction};
use super::text::DayOfMonth;

pub(crate) use standard::{NumericOrder, numeric_order};

/// A language: its name, and how it writes dates, times, numbers, and lists. Leave out whatever
/// Peerpress writes as you want it; it knows the usual forms of every language. Patterns of dates
/// have the placeholders `{day}`, `{month}`, `{month_short}`, `{weekday}`, `{weekday_short}`, and
/// `{year}`, and for the end of a range the same with `2`, such as `{day2}`. Patterns of times have
/// `{hour12}`, `{hour24}`, `{minute}`, and `{half}`.
#[derive(Debug, Clone, Default, Serialize, Deserialize, JsonSchema)]
pub struct Locale {
    /// The name of the language in that language, such as `Español`.
    #[serde(default)]
    pub name: String,
    /// The line that offers a piece in this language, in that language, such as `También
    /// disponible en español`. The default is the name of the language.
    #[serde(default)]
    pub offer: String,
    /// The direction of writing, if it is not the usual one: `ltr` for left to right, `rtl` for
    /// right to left.
    pub direction: Option<Direction>,
    /// The months, January to December.
    #[serde(default)]
    #[schemars(length(min = 12, max = 12), inner(length(min = 1)))]
    pub months: Vec<String>,
    /// The months, abbreviated.
    #[serde(default)]
    #[schemars(length(min = 12, max = 12), inner(length(min = 1)))]
    pub months_short: Vec<String>,
    /// The days of the week, Monday to Sunday.
    #[serde(default)]
    #[schemars(length(min = 7, max = 7), inner(length(min = 1)))]
    pub weekdays: Vec<String>,
    /// The days of the week, abbreviated.
    #[serde(default)]
    #[schemars(length(min = 7, max = 7), inner(length(min = 1)))]
    pub weekdays_short: Vec<String>,
    /// The days of the month that are not written as their number, such as `1er` for day `1` in
    /// French. Write `{"1": "1"}` to write the number.
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    #[schemars(schema_with = "day_names")]
    pub days: BTreeMap<String, String>,
    /// A date, such as `{month} {day}, {year}`.
    #[serde(default)]
    pub date: String,
    /// A date with the day of the week.
    #[serde(default)]
    pub date_full: String,
    /// A date without the year.
    #[serde(default)]
    pub date_short: String,
    /// A range of days in one month, such as `{month} {day}–{day2}, {year}`.
    #[serde(default)]
    pub range_in_month: String,
    /// A range of days in one year.
    #[serde(default)]
    pub range_in_year: String,
    /// A range of days in two years.
    #[serde(default)]
    pub range: String,
    /// A range of days in one month, without the year.
    #[serde(default)]
    pub range_short_in_month: String,
    /// A range of days in two months, without the year.
    #[serde(default)]
    pub range_short: String,
    /// A range of days in two months, without the year, with the months in full.
    #[serde(default)]
    pub range_of_months: String,
    /// The number of a day in a list, such as `{day}`.
    #[serde(default)]
    pub day_number: String,
    /// The numbers of a range of days in a list, such as `{day}–{day2}`.
    #[serde(default)]
    pub range_of_days: String,
    /// Separate days of a `{month}`: the `{list}` of their numbers.
    #[serde(default)]
    pub days_of_month: String,
    /// Separate days of a month, abbreviated: `{month_short}` and the `{list}` of their numbers.
    #[serde(default)]
    pub days_of_month_short: String,
    /// Separate days: their `{list}` and the `{year}`.
    #[serde(default)]
    pub date_list: String,
    /// Days of two years, `{a}` and `{b}`, such as `December 18, 2026, and January 8, 2027`.
    #[serde(default)]
    pub years_last: String,
    /// The days of the week as one says them of every week, Monday to Sunday, such as `Fridays`.
    /// Without them, the days of a weekly session are listed one by one.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    #[schemars(length(min = 7, max = 7), inner(length(min = 1)))]
    pub every_weekday: Vec<String>,
    /// The days of a weekly session: `{weekdays}` from `every_weekday`, and the `{dates}`. The
    /// default is `{weekdays}, {dates}`.
    #[serde(default)]
    pub weekly: String,
    /// The days of a weekly session with weeks left out: the `{weekly}` and the `{list}` of days
    /// without a class. Without it, the days of such a session are listed one by one.
    #[serde(default)]
    pub weekly_except: String,
    /// A range of days of the week, such as `{weekday}–{weekday2}`.
    #[serde(default)]
    pub range_of_weekdays: String,
    /// Days and their times, such as `{days}, {times}`.
    #[serde(default)]
    pub days_times: String,
    /// A time, such as `{hour12}:{minute} {half}`.
    #[serde(default)]
    pub time: String,
    /// A time on the hour, such as `{hour12} {half}`.
    #[serde(default)]
    pub time_whole: String,
    /// The `{half}` of a time before noon, such as `a.m.`.
    #[serde(default)]
    pub am: String,
    /// The `{half}` of a time after noon, such as `p.m.`.
    #[serde(default)]
    pub pm: String,
    /// 12:00 in a word, such as `noon`. Without it, 12:00 is written as other times are.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub noon: String,
    /// 0:00 in a word, such as `midnight`.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub midnight: String,
    /// A range of times, from `{start}` to `{end}`.
    #[serde(default)]
    pub times: String,
    /// The names of time zones in this language, by their IANA names, such as `{"America/New_York":
    /// "Lè Lès"}`. Peerpress knows them in most languages.
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    pub time_zones: BTreeMap<String, String>,
    /// What is before the decimals of a number, such as the point in `40.5`.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub decimal: String,
    /// What is between the thousands of a number, such as the comma in `1,250`.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub group: String,
    /// The fewest digits of a number in which thousands are separated: 4 for `1,250`, 5 if only
    /// longer numbers have a separator.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[schemars(range(min = 4, max = 99))]
    pub group_from: Option<u8>,
    /// How many digits there are between two separators, except after the last: 3, or 2 in the
    /// languages of India, as in `12,50,000`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[schemars(range(min = 2, max = 4))]
    pub group_size: Option<u8>,
    /// An amount of money: the `{symbol}` of the currency and the `{amount}`.
    #[serde(default)]
    pub money: String,
    /// Two items of a longer list, `{a}` and `{b}`, except the last two.
    #[serde(default)]
    pub list: String,
    /// The last two items of a list, `{a}` and `{b}`.
    #[serde(default)]
    pub list_last: String,
    /// The only two items of a list, `{a}` and `{b}`. The default is `list_last`.
    #[serde(default)]
    pub list_two: String,
    /// The last two items of a list whose items are lists themselves. The default is `list_last`.
    #[serde(default)]
    pub list_of_lists_last: String,
    /// Whether CLDR has no names of months in this language.
    #[serde(skip)]
    pub(crate) is_unknown: bool,
}

/// The fields without which dates in a language have no words, as CLDR does not have them.
pub(crate) fn lacking(lang: &str) -> Vec<&'static str> {
    Locale::of(lang, "").lacking()
}

/// Some languages, with the forms of them that certificates of before November 2026 have: those
/// print the number of each day, such as `1 janvier`.
pub(crate) fn with_earlier(locales: impl Iterator<Item = Locale>) -> Vec<Locale> {
    let both = |locale: Locale| {
        let has_names = !locale.days.is_empty();
        let earlier = has_names.then(|| Locale { days: BTreeMap::new(), ..locale.clone() });
        std::iter::once(locale).chain(earlier)
    };
    locales.flat_map(both).collect()
}

/// The fields of a locale in the data, except names and texts, that say what Peerpress writes
/// anyway.
pub(crate) fn usual_fields<'a>(lang: &str, region: &str, own: &'a Value) -> Vec<&'a str> {
    let standard = standard::locale(lang, region);
    let fields = own.as_object().into_iter().flatten();
    let usual = fields.filter(|(name, value)| standard.get(*name) == Some(value));
    usual.map(|(name, _)| name.as_str()).collect()
}

fn day_names(generator: &mut SchemaGenerator) -> Schema {
    json_schema!({
        "type": "object",
        "propertyNames": generator.subschema_for::<DayOfMonth>(),
        "additionalProperties": { "type": "string" },
    })
}

impl Locale {
    /// How a language is written where the data says nothing about it.
    pub(crate) fn of(lang: &str, region: &str) -> Self {
        let mut locale = Self::default();
        locale.complete(lang, region);
        locale
    }

    /// Fills in what the data leaves out.
    pub(super) fn complete(&mut self, lang: &str, region: &str) {
        let standard = standard::locale(lang, region);
        let is_unknown = standard.get("months").is_some_and(|months| *months == json!([]));
        self.default_lists();
        if self.name.is_empty() {
            self.name = language_tag::name(lang).map_or(lang, |name| name.own).to_owned();
        }
        if self.offer.is_empty() {
            self.offer.clone_from(&self.name);
        }
        self.direction.get_or_insert_with(|| language_tag::direction(lang));
        let Ok(Value::Object(mut fields)) = serde_json::to_value(&*self) else { return };
        for (name, value) in standard {
            let is_absent = |own: &Value| match own {
                Value::String(text) => text.is_empty(),
                Value::Array(list) => list.is_empty(),
                other => other.is_null(),
            };
            if !value.is_null() && fields.get(&name).is_none_or(is_absent) {
                fields.insert(name, value);
            }
        }
        if let Ok(whole) = serde_json::from_value(fields.into()) {
            *self = Self { is_unknown, ..whole };
        }
        self.default_names();
    }

    /// The fields without which dates have no words: neither the data nor CLDR has them.
    pub(crate) fn lacking(&self) -> Vec<&'static str> {
        let names = [("months", &self.months), ("weekdays", &self.weekdays)];
        names.into_iter().filter(|(_, names)| names.is_empty()).map(|(field, _)| field).collect()
    }

    /// Whether a time zone has a name in this language.
    pub(crate) fn has_zone(&self, zone: &str) -> bool {
        !self.is_unknown || self.time_zones.contains_key(zone)
    }

    /// The direction of writing.
    pub fn direction(&self) -> Direction {
        self.direction.unwrap_or_default()
    }

    /// Where there are no abbreviations, the whole names stand for them.
    fn default_names(&mut self) {
        let Self { months, months_short, weekdays, weekdays_short, .. } = self;
        for (short, names) in [(months_short, months), (weekdays_short, weekdays)] {
            if short.is_empty() {
                short.clone_from(names);
            }
        }
    }

    /// A language that says how it ends a list ends every list so.
    fn default_lists(&mut self) {
        for field in [&mut self.list_two, &mut self.list_of_lists_last] {
            if field.is_empty() {
                field.clone_from(&self.list_last);
            }
        }
    }
}
