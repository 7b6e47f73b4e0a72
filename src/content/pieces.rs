//! The pieces: the things to print, with their wording.

use std::collections::BTreeMap;

use schemars::JsonSchema;
use serde::Deserialize;

use super::text::{Id, Text};

/// `data/pieces.json`: the pieces to build.
#[derive(Debug, Clone, Deserialize, JsonSchema)]
pub struct Pieces {
    /// The pieces, in the order in which they are built and listed.
    pub pieces: Vec<Piece>,
}

/// A piece: a thing to print, such as a card or a flyer.
#[derive(Debug, Clone, Deserialize, JsonSchema)]
pub struct Piece {
    /// A short name, such as `rack-card-overview`. The names of its files start with it.
    pub id: Id,
    /// The template that draws it: a folder in `templates/`.
    pub template: Id,
    /// The title of the document, in the window of a PDF viewer and for screen readers.
    pub title: Text,
    /// A description of the document, for lists of files and search engines.
    pub about: Text,
    /// The wording of this piece, under the names that its template asks for.
    #[serde(default)]
    pub text: BTreeMap<String, Text>,
    /// Lists of wording, under the names that its template asks for.
    #[serde(default)]
    pub lists: BTreeMap<String, Vec<Text>>,
    /// Pictures, under the names that its template asks for.
    #[serde(default)]
    pub pictures: BTreeMap<String, Picture>,
    /// The ID of the sample certificate that it shows, in `data/certification.json`.
    pub award: Option<Id>,
}

/// A picture of a piece.
#[derive(Debug, Clone, Deserialize, JsonSchema)]
pub struct Picture {
    /// The path from the project folder, with forward slashes, such as `data/pictures/logo.svg`.
    pub file: String,
    /// What the picture shows, for people who cannot see it.
    pub alt: Text,
}
