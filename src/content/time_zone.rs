//! Time zones of the data, by their IANA names.

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
