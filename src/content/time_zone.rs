//! Time zones of the data, by their IANA names.

use jiff::tz::TimeZoneDatabase;
use schemars::{JsonSchema, Schema, SchemaGenerator, json_schema};
use serde::Deserialize;

use super::text::Line;

/// The time zones of a program: one, or those of a state with two, the main one first.
#[derive(Debug, Clone, Deserialize)]
#[serde(untagged)]
pub enum TimeZones {
    /// The only one.
    One(Line),
    /// The main one and others.
    Several(Vec<Line>),
}

impl TimeZones {
    /// The names, the main one first.
    pub(crate) fn names(&self) -> Vec<&str> {
        match self {
            TimeZones::One(name) => vec![&name.0],
            TimeZones::Several(names) => names.iter().map(|name| name.0.as_str()).collect(),
        }
    }

    /// The JSON pointer of each name, relative to the field.
    pub(crate) fn pointers(&self) -> Vec<String> {
        match self {
            TimeZones::One(_) => vec![String::new()],
            TimeZones::Several(names) => (0..names.len()).map(|at| format!("/{at}")).collect(),
        }
    }
}

impl JsonSchema for TimeZones {
    fn schema_name() -> std::borrow::Cow<'static, str> {
        "TimeZones".into()
    }

    fn json_schema(_: &mut SchemaGenerator) -> Schema {
        json_schema!({
            "description": "A time zone, such as \"America/New_York\", or a list of them.",
            "type": ["string", "array"],
            "minLength": 1,
            "minItems": 1,
            "uniqueItems": true,
            "items": { "type": "string", "minLength": 1 }
        })
    }
}

/// The zones of countries with several, the most common first.
const ZONES_OF: [(&str, &[&str]); 3] = [
    (
        "us",
        &[
            "America/New_York",
            "America/Chicago",
            "America/Denver",
            "America/Phoenix",
            "America/Los_Angeles",
            "America/Anchorage",
            "Pacific/Honolulu",
        ],
    ),
    (
        "ca",
        &[
            "America/Toronto",
            "America/Winnipeg",
            "America/Regina",
            "America/Edmonton",
            "America/Vancouver",
            "America/Halifax",
            "America/St_Johns",
        ],
    ),
    ("mx", &["America/Mexico_City", "America/Cancun", "America/Hermosillo", "America/Tijuana"]),
];

/// Returns what to write instead, if there is no time zone with a name. `region` is the country of
/// the program.
pub(crate) fn hint_if_unknown(name: &str, region: &str) -> Option<String> {
    let database = TimeZoneDatabase::bundled();
    if database.get(name).is_ok() {
        return None;
    }
    let known: Vec<String> = database.available().map(|zone| zone.to_string()).collect();
    let known = known.iter().map(String::as_str).filter(|zone| zone.contains('/'));
    let own = ZONES_OF.iter().find(|(country, _)| *country == region).map(|(_, zones)| *zones);
    if let Some(zone) = nearest_zone(name, known, own.unwrap_or_default()) {
        return Some(format!("did you mean `{zone}`?"));
    }
    Some(match own {
        Some(zones) => {
            format!("write the IANA name of a city with the same time: `{}`", zones.join("`, `"))
        }
        None => "write an IANA name, such as `America/New_York` for Eastern Time".to_owned(),
    })
}

/// The zone that is meant: one of a city with a similar name, of the program's own country if there
/// is one.
fn nearest_zone<'a>(
    name: &str,
    known: impl Iterator<Item = &'a str>,
    own: &[&str],
) -> Option<&'a str> {
    let plain = name.replace(' ', "_").to_lowercase();
    let city = |zone: &str| zone.rsplit('/').next().unwrap_or(zone).to_lowercase();
    let area = |zone: &str| zone.split('/').next().unwrap_or(zone).to_lowercase();
    let wanted = city(&plain);
    let allowed = (wanted.chars().count() / 4).max(1);
    let distance = |zone: &str| strsim::damerau_levenshtein(&wanted, &city(zone));
    known
        .filter(|zone| distance(zone) <= allowed)
        .min_by_key(|zone| (!own.contains(zone), distance(zone), area(zone) != area(&plain), *zone))
}
