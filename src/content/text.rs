//! The small types of the data: text by language, ids, dates, times, lengths, addresses.
//!
//! Each has its form in one place, as a JSON Schema `format`: [`FORMATS`] checks it and describes
//! it.

use std::collections::BTreeMap;
use std::fmt;

use crate::content::certificate_number::is_prefix;
use jiff::civil::{Date, Time};
use schemars::{JsonSchema, Schema, SchemaGenerator, json_schema};
use serde::de::{self, MapAccess, Visitor};
use serde::{Deserialize, Deserializer};

/// A text that readers see: a map by language, or one string that is the same in every language.
#[derive(Debug, Clone, PartialEq, Eq)]
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
            Text::By(map) => map.get(lang).map(String::as_str),
        }
    }
}

impl<'de> Deserialize<'de> for Text {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        struct TextVisitor;
        impl<'de> Visitor<'de> for TextVisitor {
            type Value = Text;

            fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str("a text, or texts by language")
            }

            fn visit_str<E: de::Error>(self, text: &str) -> Result<Text, E> {
                Ok(Text::Same(text.to_owned()))
            }

            fn visit_map<A: MapAccess<'de>>(self, map: A) -> Result<Text, A::Error> {
                BTreeMap::deserialize(de::value::MapAccessDeserializer::new(map)).map(Text::By)
            }
        }
        deserializer.deserialize_any(TextVisitor)
    }
}

/// The schema keyword that marks texts.
pub const LOCALIZED: &str = "localized";

impl JsonSchema for Text {
    fn schema_name() -> std::borrow::Cow<'static, str> {
        "Text".into()
    }

    fn json_schema(_: &mut SchemaGenerator) -> Schema {
        json_schema!({
            "description": "A text by language, such as {\"en\": \"…\", \"es\": \"…\"}. \
                            A plain string is the same in every language.",
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
    /// A pattern that editors can check.
    pub pattern: &'static str,
    /// Whether a string has the format.
    pub accepts: fn(&str) -> bool,
    /// What to write, to follow "write".
    pub expected: &'static str,
}

/// Every format of strings that the data uses.
pub const FORMATS: &[StringFormat] = &[
    StringFormat {
        name: "id",
        pattern: "^[a-z0-9]+(-[a-z0-9]+)*$",
        accepts: is_id,
        expected: "an id of lowercase letters, digits and hyphens, such as `rack-card`, but not \
                   a name that Windows reserves, such as `con`",
    },
    StringFormat {
        name: "region",
        pattern: "^[a-z]{2}$",
        accepts: |text| text.len() == 2 && text.bytes().all(|b| b.is_ascii_lowercase()),
        expected: "a country code of two lowercase letters, such as `us`",
    },
    StringFormat {
        name: "line",
        pattern: r"\S",
        accepts: |text| line_fault(text).is_none(),
        expected: "a line of visible text",
    },
    StringFormat {
        name: "date",
        pattern: r"^\d{4}-\d{2}-\d{2}$",
        accepts: |text| parse_date(text).is_some(),
        expected: "a date as year-month-day, such as `2027-02-08`",
    },
    StringFormat {
        name: "time-of-day",
        pattern: r"^([01]\d|2[0-3]):[0-5]\d$",
        accepts: |text| parse_time(text).is_some(),
        expected: "a time of day from `00:00` to `23:59`, such as `08:30`",
    },
    StringFormat {
        name: "length",
        pattern: r"^\d+(\.\d+)?(in|mm|pt)$",
        accepts: |text| Length::parse(text).is_some(),
        expected: "a length with its unit, such as `0.25in`, `6mm` or `8pt`",
    },
    StringFormat {
        name: "web-address",
        pattern: r"^https?://[^\s/]+\.[^\s]+$",
        accepts: is_web_address,
        expected: "a web address of at most 300 characters that starts with `https://`",
    },
    StringFormat {
        name: "email-address",
        pattern: r"^[^\s@]+@[^\s@]+\.[^\s@]+$",
        accepts: is_email,
        expected: "an email address, such as `name@example.org`",
    },
    StringFormat {
        name: "phone-number",
        pattern: r"^\+?[0-9][0-9 ().-]{5,}[0-9]$",
        accepts: is_phone,
        expected: "a phone number in digits, such as `701-555-0100`",
    },
    StringFormat {
        name: "number-prefix",
        pattern: "^[A-Z]{1,8}$",
        accepts: is_prefix,
        expected: "one to eight capital letters, such as `NDPS`",
    },
    StringFormat {
        name: "language",
        pattern: "^[a-z]{2,3}$",
        accepts: |text| {
            (2..=3).contains(&text.len()) && text.bytes().all(|b| b.is_ascii_lowercase())
        },
        expected: "a language code of two or three letters, such as `es`",
    },
    StringFormat {
        name: "screen-color",
        pattern: "^#[0-9A-Fa-f]{6}$",
        accepts: is_screen_color,
        expected: "a color as `#` and six digits from 0 to F, such as `#1F6F78`",
    },
];

/// Names that Windows reserves for devices. A file cannot have them.
const DEVICES: [&str; 6] = ["con", "prn", "aux", "nul", "com", "lpt"];

fn is_id(text: &str) -> bool {
    text.len() <= 80
        && !DEVICES.contains(&text.trim_end_matches(|c: char| c.is_ascii_digit()))
        && text.split('-').all(|part| {
            !part.is_empty() && part.bytes().all(|b| b.is_ascii_lowercase() || b.is_ascii_digit())
        })
}

/// Whether a text looks like `2027-02-08`, even if there is no such day.
pub fn has_date_shape(text: &str) -> bool {
    text.len() == 10
        && text
            .bytes()
            .enumerate()
            .all(|(at, b)| if at == 4 || at == 7 { b == b'-' } else { b.is_ascii_digit() })
}

/// Parses `2027-02-08`; `None` if it has another form or there is no such day.
pub fn parse_date(text: &str) -> Option<Date> {
    has_date_shape(text).then(|| text.parse().ok()).flatten()
}

pub(crate) fn parse_time(text: &str) -> Option<Time> {
    let (hour, minute) = text.split_once(':').filter(|(h, m)| h.len() == 2 && m.len() == 2)?;
    Time::new(hour.parse().ok()?, minute.parse().ok()?, 0, 0).ok()
}

fn is_web_address(text: &str) -> bool {
    let host = text
        .strip_prefix("https://")
        .or_else(|| text.strip_prefix("http://"))
        .map(|rest| rest.split('/').next().unwrap_or_default());
    text.len() <= 300
        && host.is_some_and(|host| {
            host.contains('.') && !host.starts_with('.') && !host.ends_with('.')
        })
        && !text.contains(|c: char| c.is_whitespace() || c.is_control())
}

/// Returns whether a text is an email address: the one rule for data and rosters.
pub(crate) fn is_email(text: &str) -> bool {
    let Some((name, host)) = text.split_once('@') else { return false };
    let is_allowed = |c: char| c.is_alphanumeric() || "!#$%&'*+-/=?^_`{|}~".contains(c);
    let is_part = |part: &str| !part.is_empty() && part.chars().all(is_allowed);
    let is_label = |label: &str| {
        !label.is_empty()
            && !label.starts_with('-')
            && !label.ends_with('-')
            && label.chars().all(|c| c.is_alphanumeric() || c == '-')
    };
    text.len() <= 254
        && name.split('.').all(is_part)
        && host.contains('.')
        && host.split('.').all(is_label)
}

fn is_screen_color(text: &str) -> bool {
    text.strip_prefix('#')
        .is_some_and(|digits| digits.len() == 6 && digits.bytes().all(|b| b.is_ascii_hexdigit()))
}

fn is_phone(text: &str) -> bool {
    text.bytes().filter(u8::is_ascii_digit).count() >= 7
        && text.chars().all(|c| c.is_ascii_digit() || "+ ().-".contains(c))
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

/// Controls, marks that change the direction of what follows, and leftovers of copying. Joiners and
/// direction marks that scripts need are fine.
fn is_unseen(c: char) -> bool {
    c.is_control()
        || matches!(c, '\u{200b}' | '\u{2028}' | '\u{2029}' | '\u{202a}'..='\u{202e}')
        || matches!(c, '\u{2060}'..='\u{2064}' | '\u{feff}' | '\u{fff9}'..='\u{fffd}')
}

macro_rules! formatted {
    ($($(#[$doc:meta])+ $name:ident($inner:ty), $format:literal, $parse:expr;)+) => {$(
        $(#[$doc])+
        #[derive(Debug, Clone, Default, PartialEq, PartialOrd)]
        pub struct $name(pub $inner);

        impl<'de> Deserialize<'de> for $name {
            fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
                let text = String::deserialize(deserializer)?;
                let parse: fn(&str) -> Option<$inner> = $parse;
                let error = || de::Error::custom(format!("`{text}` is not a {}", $format));
                parse(&text).map($name).ok_or_else(error)
            }
        }

        impl JsonSchema for $name {
            fn schema_name() -> std::borrow::Cow<'static, str> {
                stringify!($name).into()
            }

            fn json_schema(_: &mut SchemaGenerator) -> Schema {
                let format = FORMATS.iter().find(|format| format.name == $format);
                let format = format.expect("every formatted type has a listed format");
                json_schema!({
                    "type": "string",
                    "format": format.name,
                    "pattern": format.pattern,
                    "description": format.expected,
                })
            }
        }
    )+};
}

formatted! {
    /// A short name that other data refers to: `[a-z0-9-]+`, safe as a file name.
    Id(String), "id", |text| is_id(text).then(|| text.to_owned());
    /// A day of the calendar, ISO 8601.
    Day(Date), "date", parse_date;
    /// A time of day, `08:30`.
    Clock(Time), "time-of-day", parse_time;
    /// A line of visible text: a name, a number.
    Line(String), "line", |text| line_fault(text).is_none().then(|| text.to_owned());
    /// A country code, ISO 3166, in lowercase letters.
    Region(String), "region", |text| Some(text.to_owned());
    /// A length in points (1/72 in), written with its unit: `0.25in`, `6mm`, `8pt`.
    Length(f64), "length", |text| Length::parse(text);
    /// An `https://` address.
    WebAddress(String), "web-address", |text| is_web_address(text).then(|| text.to_owned());
    /// An email address.
    Email(String), "email-address", |text| is_email(text).then(|| text.to_owned());
    /// A phone number as it is printed.
    Phone(String), "phone-number", |text| is_phone(text).then(|| text.to_owned());
    /// A screen color: `#1F6F78`.
    ScreenColor(String), "screen-color", |text| is_screen_color(text).then(|| text.to_owned());
    /// The letters at the start of a certificate number.
    Prefix(String), "number-prefix", |text| is_prefix(text).then(|| text.to_owned());
    /// A language code, ISO 639.
    Language(String), "language", |text| Some(text.to_owned());
}

impl Length {
    /// Points in one inch.
    pub const INCH: f64 = 72.0;

    /// Parses a length such as `0.25in`, to points.
    pub fn parse(text: &str) -> Option<f64> {
        let split = text.find(|c: char| c.is_ascii_alphabetic())?;
        let (number, unit) = text.split_at(split);
        let factor = match unit {
            "in" => Self::INCH,
            "mm" => Self::INCH / 25.4,
            "pt" => 1.0,
            _ => return None,
        };
        let plain = number.starts_with(|c: char| c.is_ascii_digit())
            && number.ends_with(|c: char| c.is_ascii_digit());
        plain
            .then(|| number.parse::<f64>().ok())
            .flatten()
            .filter(|value| *value <= 10_000.0)
            .map(|value| value * factor)
    }
}

impl Id {
    /// The id as text.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl serde::Serialize for Line {
    fn serialize<S: serde::Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_str(&self.0)
    }
}

impl fmt::Display for Id {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}
