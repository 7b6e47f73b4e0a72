//! What the program does, and its benefits.

use schemars::JsonSchema;
use serde::Deserialize;

use super::text::{IconName, Id, Text};

/// A service or a step: a title and a sentence.
#[derive(Debug, Clone, Deserialize, JsonSchema)]
pub struct Item {
    /// A short name, unique in its list, such as `first-visit`.
    pub id: Id,
    /// A title of a few words.
    pub title: Text,
    /// One sentence about it.
    pub text: Text,
    /// The icon beside it: the name of a file in `icons/`, such as `heart`.
    pub icon: Option<IconName>,
}

/// `data/services.json`: what the program does.
#[derive(Debug, Clone, Default, Deserialize, JsonSchema)]
pub struct Services {
    /// What the program does for the people it serves.
    #[serde(default)]
    pub people: Vec<Item>,
    /// What the program does for agencies.
    #[serde(default)]
    pub agencies: Vec<Item>,
    /// How an agency starts to use the program, step by step.
    #[serde(default)]
    pub integrate: Vec<Item>,
}

/// `data/benefits.json`: the benefits of the program.
#[derive(Debug, Clone, Default, Deserialize, JsonSchema)]
pub struct Benefits {
    /// The benefits, most important first.
    #[serde(default)]
    pub benefits: Vec<Benefit>,
}

/// One benefit.
#[derive(Debug, Clone, Deserialize, JsonSchema)]
pub struct Benefit {
    /// A short name, unique in the list.
    pub id: Id,
    /// A title of a few words.
    pub title: Text,
    /// One or two sentences, for flyers.
    pub text: Text,
    /// At most five words, for cards and posters.
    pub short: Text,
    /// The icon beside it: the name of a file in `icons/`, such as `heart`.
    pub icon: Option<IconName>,
}
