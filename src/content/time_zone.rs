//! Time zones of the data, by their IANA names.

use jiff::tz::TimeZoneDatabase;
use schemars::{JsonSchema, Schema, SchemaGenerator, json_schema};
use serde::Deserialize;

use super::text::Line;
use crate::nearest;

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

/// Returns what to write instead, if there is no time zone with a name.
pub(crate) fn hint_if_unknown(name: &str) -> Option<String> {
    let database = TimeZoneDatabase::bundled();
    if database.get(name).is_ok() {
        return None;
    }
    let known: Vec<String> = database.available().map(|zone| zone.to_string()).collect();
    let known = known.iter().map(String::as_str).filter(|zone| zone.contains('/'));
    Some(match nearest_zone(name, known) {
        Some(zone) => format!("did you mean `{zone}`?"),
        None => "write an IANA name, such as `America/New_York` for Eastern Time".to_owned(),
    })
}

/// The zone that is meant: one with a similar name, or one of a city of this name.
fn nearest_zone<'a>(name: &str, known: impl Iterator<Item = &'a str> + Clone) -> Option<&'a str> {
    let plain = name.replace(' ', "_");
    let city = |zone: &'a str| zone.rsplit('/').next().unwrap_or(zone);
    let cities = known.clone().map(city);
    nearest::nearest(&plain, known.clone()).or_else(|| {
        let wanted = plain.rsplit('/').next().unwrap_or_default().to_owned();
        let wanted = nearest::nearest(&wanted, cities)?;
        known.into_iter().find(|zone| city(zone) == wanted)
    })
}
