//! What peer support specialists do, and what that can do for people: services and benefits.

use schemars::JsonSchema;
use serde::Deserialize;

use super::text::{Id, Text};

/// Something with a title and a sentence: a service, a step.
#[derive(Debug, Clone, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Item {
    /// Its id.
    pub id: Id,
    /// A few words.
    pub title: Text,
    /// A sentence.
    pub text: Text,
}

/// `data/services.json`: what peer support specialists do.
#[derive(Debug, Clone, Default, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Services {
    /// Where this file's schema is, for editors.
    #[serde(rename = "$schema")]
    pub schema: Option<String>,
    /// What a specialist does with a person.
    pub people: Vec<Item>,
    /// What a specialist adds to an agency's care team.
    pub agencies: Vec<Item>,
    /// How an agency brings peers into its work.
    pub integrate: Vec<Item>,
}

/// `data/benefits.json`: what peer support can do.
#[derive(Debug, Clone, Default, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Benefits {
    /// Where this file's schema is, for editors.
    #[serde(rename = "$schema")]
    pub schema: Option<String>,
    /// The benefits.
    pub benefits: Vec<Benefit>,
}

/// One benefit.
#[derive(Debug, Clone, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Benefit {
    /// Its id.
    pub id: Id,
    /// A few words.
    pub title: Text,
    /// One or two sentences.
    pub text: Text,
    /// Five words or fewer, for posters.
    pub short: Text,
}
