//! The small types of the data: translated text, IDs, dates, times, lengths, addresses.
//!
//! Each has its form in one place, as a JSON Schema `format`: [`FORMATS`] checks it and describes
//! it.

use std::collections::BTreeMap;
use std::fmt;

use crate::content::certificate_number::is_prefix;
use crate::content::currency;
use crate::content::language_tag::TagFault;
use crate::content::order::is_order_id;
use crate::content::phone::PhoneNumber;
use crate::content::unit::Unit;
use jiff::civil::{Date, Time};
use schemars::{JsonSchema, Schema, SchemaGenerator, json_schema};
use serde::{Deserialize, Deserializer, Serialize, de};
use unicode_normalization::char::is_combining_mark;

/// Text that readers see: a translation for each language, or one string that is used for every
/// language.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[serde(untagged)]
pub enum Text {
    /// The same in every language.
    Same(String),
    /// By language code.
    By(BTreeMap<String, String>),
}

/// An empty text.
impl Default for Text {
    fn default() -> Self {
        Text::Same(String::new())
    }
}

impl Text {
    /// The text in a language; `None` if it is not translated.
    pub fn get(&self, lang: &str) -> Option<&str> {
        match self {
            Text::Same(text) => Some(text),
            Text::By(map) => map.get(lang).map(String::as_str).filter(|text| !text.is_empty()),
        }
    }

    /// Whether the two say the same in any language.
    pub(crate) fn shares_words(&self, other: &Self) -> bool {
        match (self, other) {
            (Text::By(map), _) => map.iter().any(|(lang, text)| other.get(lang) == Some(text)),
            (Text::Same(text), Text::By(_)) => other.shares_words(&Text::Same(text.clone())),
            (Text::Same(text), Text::Same(other)) => text == other,
        }
    }
}

/// The schema keyword that marks translatable text.
pub const LOCALIZED: &str = "localized";

impl JsonSchema for Text {
    fn schema_name() -> std::borrow::Cow<'static, str> {
        "Text".into()
    }

    fn json_schema(_: &mut SchemaGenerator) -> Schema {
        json_schema!({
            "description": "Text with one translation for each language, such as \
                            {\"en\": \"…\", \"es\": \"…\"}. \
                            A plain string is used for every language.",
            "type": ["string", "object"],
            "minLength": 1,
            "additionalProperties": { "type": "string", "minLength": 1 },
            "localized": true
        })
    }
}

/// A format of strings.
#[derive(Debug, Clone, Copy)]
pub struct StringFormat {
    /// The name in the schema.
    pub name: &'static str,
    /// A pattern that editors can check. It matches everything that has the format.
    pub pattern: &'static str,
    /// Whether a string has the format.
    pub accepts: fn(&str) -> bool,
    /// What to write, to follow "write".
    pub expected: &'static str,
}

/// Names that Windows reserves for devices. A file cannot have them.
const DEVICES: [&str; 6] = ["con", "prn", "aux", "nul", "com", "lpt"];

/// Whether an ID is a name that Windows reserves.
pub(crate) fn is_device(text: &str) -> bool {
    DEVICES.contains(&text.trim_end_matches(|c: char| c.is_ascii_digit()))
}

fn is_id(text: &str) -> bool {
    text.len() <= 80
        && !is_device(text)
        && text.split('-').all(|part| {
            !part.is_empty() && part.bytes().all(|b| b.is_ascii_lowercase() || b.is_ascii_digit())
        })
}

/// Whether text looks like `2027-02-08`, even if there is no such day.
pub fn has_date_shape(text: &str) -> bool {
    let fits = |(at, b)| if at == 4 || at == 7 { b == b'-' } else { u8::is_ascii_digit(&b) };
    text.len() == 10 && text.bytes().enumerate().all(fits)
}

/// Parses `2027-02-08`; `None` if it has another form or there is no such day.
pub fn parse_date(text: &str) -> Option<Date> {
    has_date_shape(text).then(|| text.parse().ok()).flatten()
}

pub(crate) fn parse_time(text: &str) -> Option<Time> {
    let is_number = |text: &str| text.len() == 2 && text.bytes().all(|b| b.is_ascii_digit());
    let (hour, minute) = text.split_once(':').filter(|(h, m)| is_number(h) && is_number(m))?;
    Time::new(hour.parse().ok()?, minute.parse().ok()?, 0, 0).ok()
}

/// Returns whether text is an address of a page: the one rule for data and options.
pub(crate) fn is_web_address(text: &str) -> bool {
    let rest = text.strip_prefix("https://").or_else(|| text.strip_prefix("http://"));
    let host = rest.and_then(|rest| rest.split(['/', '?', '#']).next()).unwrap_or_default();
    let (name, port) = host.split_once(':').unwrap_or((host, "80"));
    let is_escape = |part: &str| part.bytes().take(2).filter(u8::is_ascii_hexdigit).count() == 2;
    text.len() <= 300
        && invisible_in(text).is_none()
        && !text.contains(|c: char| c.is_whitespace() || c.is_control())
        // Some servers have names with underscores.
        && is_domain(&name.replace('_', "-"))
        && port.parse::<u16>().is_ok()
        && text.split('%').skip(1).all(is_escape)
}

/// Returns whether text is a name of a server, such as `hhs.nd.gov`.
fn is_domain(text: &str) -> bool {
    let is_label = |label: &str| {
        !label.is_empty()
            && !label.starts_with('-')
            && !label.ends_with('-')
            && label.chars().all(|c| c.is_alphanumeric() || is_combining_mark(c) || c == '-')
    };
    text.contains('.') && text.split('.').all(is_label)
}

/// Returns whether text is an email address: the one rule for data and rosters.
pub(crate) fn is_email(text: &str) -> bool {
    let Some((name, host)) = text.split_once('@') else { return false };
    let is_allowed = |c: char| c.is_alphanumeric() || "!#$%&'*+-/=?^_`{|}~".contains(c);
    let is_part = |part: &str| !part.is_empty() && part.chars().all(is_allowed);
    text.len() <= 254 && name.split('.').all(is_part) && is_domain(host)
}

fn is_screen_color(text: &str) -> bool {
    text.strip_prefix('#')
        .is_some_and(|digits| digits.len() == 6 && digits.bytes().all(|b| b.is_ascii_hexdigit()))
}

/// What is wrong with a line of text: it has nothing to see, or invisible characters. The words
/// follow the name of the text.
pub fn line_fault(text: &str) -> Option<String> {
    if text.chars().all(|c| c.is_whitespace() || is_unseen(c)) {
        return Some("is empty".to_owned());
    }
    text.chars().find(|c| is_unseen(*c)).map(|c| match c {
        '\n' | '\r' | '\u{2028}' | '\u{2029}' => "has a line break".to_owned(),
        '\u{fffd}' => "has a character that was lost in conversion (U+FFFD)".to_owned(),
        c => format!("has an invisible character (U+{:04X})", c as u32),
    })
}

/// The first character of an address or a number that nobody sees: what [`is_unseen`] finds, soft
/// hyphens, joiners, and direction marks.
pub(crate) fn invisible_in(text: &str) -> Option<char> {
    let is_hidden =
        |c: &char| is_unseen(*c) || matches!(c, '\u{ad}' | '\u{200c}'..='\u{200f}' | '\u{61c}');
    text.chars().find(is_hidden)
}

/// Controls, marks that change the direction of what follows, and leftovers of copying. Joiners and
/// direction marks that scripts need are fine.
fn is_unseen(c: char) -> bool {
    c.is_control()
        || matches!(c, '\u{200b}' | '\u{2028}' | '\u{2029}' | '\u{202a}'..='\u{202e}')
        || matches!(c, '\u{2060}'..='\u{2064}' | '\u{feff}' | '\u{fff9}'..='\u{fffd}')
}

macro_rules! formats {
    ($(
        $(#[$doc:meta])+
        $name:ident($inner:ty $(, $unit:ty)?) =
            $format:literal $pattern:literal, $parse:expr, $expected:literal;
    )+) => {
        /// Every format of strings that the data uses.
        pub const FORMATS: &[StringFormat] = &[$(StringFormat {
            name: $format,
            pattern: $pattern,
            accepts: |text| $name::parse(text).is_some(),
            expected: $expected,
        },)+];

        $(
            $(#[$doc])+
            #[derive(Debug, Clone, Default, PartialEq, PartialOrd, Serialize)]
            pub struct $name(pub $inner $(, pub $unit)?);

            impl $name {
                /// Parses text in this format.
                pub(crate) fn parse(text: &str) -> Option<$inner> {
                    let parse: fn(&str) -> Option<$inner> = $parse;
                    parse(text)
                }
            }

            impl<'de> Deserialize<'de> for $name {
                fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
                    let text = String::deserialize(deserializer)?;
                    let error = || de::Error::custom(format!("`{text}` is not a {}", $format));
                    let value = Self::parse(&text).ok_or_else(error)?;
                    Ok(Self(value $(, <$unit>::of(&text))?))
                }
            }

            impl JsonSchema for $name {
                fn schema_name() -> std::borrow::Cow<'static, str> {
                    stringify!($name).into()
                }

                fn json_schema(_: &mut SchemaGenerator) -> Schema {
                    json_schema!({
                        "type": "string",
                        "format": $format,
                        "pattern": $pattern,
                        "description": $expected,
                    })
                }
            }
        )+
    };
}

formats! {
    /// A short name that other data refers to: `[a-z0-9-]+`, safe as a file name.
    Id(String) = "id" "^[a-z0-9]+(-[a-z0-9]+)*$", |text| keep(text, is_id(text)),
        "an ID of lowercase letters, digits, and hyphens, such as `rack-card`";
    /// The name of an icon: that of a file in `icons/` without `.svg`.
    IconName(String) = "icon" "^[a-z0-9]+(-[a-z0-9]+)*$", |text| keep(text, is_id(text)),
        "the name of a file in `icons/` without `.svg`, such as `heart`";
    /// The number of a day of a month.
    DayOfMonth(u8) = "day-of-month" "^([1-9]|[12][0-9]|3[01])$", |text| {
        (1..=31).find(|day: &u8| day.to_string() == text)
    },
        "the number of a day from `1` to `31`";
    /// A country code, ISO 3166, in lowercase letters.
    Region(String) = "region" "^[a-z]{2}$",
        |text| keep(text, text.len() == 2 && is_lower_case(text)),
        "a country code of two lowercase letters, such as `us`";
    /// A line of visible text: a name, a number.
    Line(String) = "line" r"\S", |text| keep(text, line_fault(text).is_none()),
        "a line of visible text";
    /// A day of the calendar, ISO 8601.
    Day(Date) = "date" r"^\d{4}-\d{2}-\d{2}$", parse_date,
        "a date as year-month-day, such as `2027-02-08`";
    /// A day of every year, `06-30`, as that day of a leap year.
    MonthDay(Date) = "month-day" r"^(0[1-9]|1[0-2])-(0[1-9]|[12]\d|3[01])$",
        |text| parse_date(&format!("2000-{text}")),
        "a month and a day, such as `06-30`";
    /// A time of day, `08:30`.
    Clock(Time) = "time-of-day" r"^([01]\d|2[0-3]):[0-5]\d$", parse_time,
        "a time of day from `00:00` to `23:59`, such as `08:30`";
    /// A length in points (1/72 in), and how to name it. It is written with its unit: `0.25in`,
    /// `6mm`, `8pt`.
    Length(f64, Unit) = "length" r"^\d+(\.\d+)?(in|mm|pt)$", parse_length,
        "a length with its unit, such as `0.25in`, `6mm`, or `8pt`";
    /// The width and the height of a picture in pixels: `1080x1350`.
    PixelSize([u16; 2]) = "pixel-size" "^[1-9][0-9]{2,3}x[1-9][0-9]{2,3}$", parse_pixels,
        "a width and a height in pixels, each from 320 to 4096, such as `1080x1350`";
    /// An `https://` address.
    WebAddress(String) = "web-address" r"^https?://[^\s/]+\.[^\s]+$",
        |text| keep(text, is_web_address(text)),
        "a web address of at most 300 characters that starts with `https://`";
    /// An email address.
    Email(String) = "email-address" r"^[^\s@]+@[^\s@]+\.[^\s@]+$",
        |text| keep(text, is_email(text)),
        "an email address, such as `name@example.org`";
    /// A phone number as it is printed.
    Phone(String) = "phone-number" r"\S{3}|\S.*\S",
        |text| keep(text, PhoneNumber::parse(text).is_some()),
        "one phone number, such as `202-555-0100`, `202-555-0100 ext. 4`, `1-800-662-HELP`, or \
         `988`";
    /// A number to send a text message to, as it is printed.
    TextNumber(String) = "text-number" r"\S{3}|\S.*\S",
        |text| keep(text, PhoneNumber::parse(text).is_some()),
        "one number that takes text messages, such as `202-555-0100` or `988`";
    /// A fax number as it is printed.
    Fax(String) = "fax-number" r"\S{3}|\S.*\S",
        |text| keep(text, PhoneNumber::parse(text).is_some()),
        "one fax number, such as `202-555-0100`";
    /// The ID of an order of printed copies: `7QK2-M9XR-04TB`.
    OrderId(String) = "order-id" "^[0-9A-HJKMNP-TV-Z]{4}(-[0-9A-HJKMNP-TV-Z]{4}){2}$",
        |text| keep(text, is_order_id(text)),
        "the ID of an order, three groups of four digits and capital letters, such as \
         `7QK2-M9XR-04TB`";
    /// The letters at the start of a certificate number.
    Prefix(String) = "number-prefix" "^[A-Z]{1,8}$", |text| keep(text, is_prefix(text)),
        "one to eight capital letters, such as `ABC`";
    /// A language tag, BCP 47, in its canonical form.
    Language(String) = "language"
        "^[a-z]{2,3}(-[A-Z][a-z]{3})?(-([A-Z]{2}|[0-9]{3}))?(-([a-z0-9]{5,8}|[0-9][a-z0-9]{3}))*$",
        |text| keep(text, TagFault::of(text).is_none()),
        "a language tag, such as `es`, `fr-CA`, or `zh-Hans`";
    /// The code of a currency, ISO 4217.
    Currency(String) = "currency" "^[A-Z]{3}$",
        |text| keep(text, currency::is_code(text)),
        "the code of a currency in three capital letters, such as `USD`";
    /// A screen color: `#1F6F78`.
    ScreenColor(String) = "screen-color" "^#[0-9A-Fa-f]{6}$",
        |text| keep(text, is_screen_color(text)),
        "a color as `#` and six digits from 0 to F, such as `#1F6F78`";
}

/// Adds the format of a type of strings to the schema of a value that is such a string or an
/// object.
pub(super) fn add_format_of<T: JsonSchema>(schema: &mut Schema, generator: &mut SchemaGenerator) {
    let own = T::json_schema(generator);
    for keyword in ["format", "pattern"] {
        if let Some(value) = own.get(keyword) {
            schema.insert(keyword.to_owned(), value.clone());
        }
    }
}

/// Returns text that has its format.
fn keep(text: &str, is_valid: bool) -> Option<String> {
    is_valid.then(|| text.to_owned())
}

fn is_lower_case(text: &str) -> bool {
    text.bytes().all(|b| b.is_ascii_lowercase())
}

impl Length {
    /// Points in one inch.
    pub const INCH: f64 = 72.0;
    /// Points in one millimeter.
    pub const MILLIMETER: f64 = Self::INCH / 25.4;
}

/// Parses a length such as `0.25in`, to points.
fn parse_length(text: &str) -> Option<f64> {
    let (number, unit) = text.split_at(text.find(|c: char| c.is_ascii_alphabetic())?);
    let factor = match unit {
        "in" => Length::INCH,
        "mm" => Length::MILLIMETER,
        "pt" => 1.0,
        _ => return None,
    };
    let is_digit = |c: char| c.is_ascii_digit();
    let is_plain = number.starts_with(is_digit) && number.ends_with(is_digit);
    let value: f64 = number.parse().ok().filter(|value| is_plain && *value <= 10_000.0)?;
    Some(value * factor)
}

/// Parses the size of a picture such as `1080x1350`.
fn parse_pixels(text: &str) -> Option<[u16; 2]> {
    let side = |text: &str| {
        let is_plain = text.bytes().all(|b| b.is_ascii_digit()) && !text.starts_with('0');
        text.parse().ok().filter(|side| is_plain && (320..=4096).contains(side))
    };
    let (width, height) = text.split_once('x')?;
    Some([side(width)?, side(height)?])
}

/// As in file names: `1080x1350`.
impl fmt::Display for PixelSize {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let [width, height] = self.0;
        write!(f, "{width}x{height}")
    }
}

impl Id {
    /// The ID as text.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl fmt::Display for Id {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}
