//! The things to print and their wording.

use std::collections::BTreeMap;

use schemars::JsonSchema;
use serde::Deserialize;

use super::text::{Id, Text};

/// `data/pieces.json`: the things to print.
#[derive(Debug, Clone, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Pieces {
    /// Where this file's schema is, for editors.
    #[serde(rename = "$schema")]
    pub schema: Option<String>,
    /// The pieces.
    pub pieces: Vec<Piece>,
}

/// A thing to print.
#[derive(Debug, Clone, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Piece {
    /// Its id, also the name of its files.
    pub id: Id,
    /// The folder in `templates/` that draws it.
    pub template: Id,
    /// The document's title.
    pub title: Text,
    /// What it is, for file lists and search engines.
    pub about: Text,
    /// The wordings that the template asks for, by name.
    #[serde(default)]
    pub text: BTreeMap<String, Text>,
    /// The lists of wordings that the template asks for, by name.
    #[serde(default)]
    pub lists: BTreeMap<String, Vec<Text>>,
    /// The pictures that the template asks for, by name.
    #[serde(default)]
    pub pictures: BTreeMap<String, Picture>,
    /// The sample certificate that it shows, by id.
    pub award: Option<Id>,
}

/// A picture in a piece.
#[derive(Debug, Clone, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Picture {
    /// Path from the project's folder, with forward slashes.
    pub file: String,
    /// What a person who cannot see it should know.
    pub alt: Text,
}
