//! What a template says of itself in its `template.json`.

use schemars::JsonSchema;
use serde::Deserialize;

use super::edition::Edition;
use super::text::{Length, Line};

/// What a template goes over: one file for each.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum Repeat {
    /// Sessions that begin on or after the day given by `--as-of`.
    UpcomingSessions,
    /// All sessions.
    Sessions,
    /// All trainings.
    Trainings,
}

/// `templates/<name>/template.json`: what a template makes and what it needs. `templates/README.md` is its contract.
#[derive(Debug, Clone, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Template {
    /// Where this file's schema is, for editors.
    #[serde(rename = "$schema")]
    pub schema: Option<String>,
    /// The version of the contract.
    #[schemars(range(min = 1, max = 1))]
    pub version: u32,
    /// What it makes, in a sentence.
    pub about: Line,
    /// The size of a page after trimming.
    pub trim: Trim,
    /// Text stays this far inside the trim.
    pub safe: Length,
    /// How many pages it makes.
    pub pages: PageRange,
    /// What messages call its pages.
    #[serde(default)]
    pub sides: Vec<String>,
    /// The editions that it is drawn for.
    #[schemars(length(min = 1), extend("uniqueItems" = true))]
    pub editions: Vec<Edition>,
    /// What is other in large print.
    pub large_print: Option<LargePrint>,
    /// One file for each of these.
    #[serde(rename = "over")]
    pub repeat: Option<Repeat>,
    /// The facts it reads.
    #[serde(default)]
    pub needs: Vec<String>,
    /// The wordings it asks of a piece.
    #[serde(default)]
    pub text: Vec<String>,
    /// The lists of wordings it asks of a piece.
    #[serde(default)]
    pub lists: Vec<String>,
    /// The phrases it uses.
    #[serde(default)]
    pub words: Vec<String>,
    /// The pictures it asks of a piece.
    #[serde(default)]
    pub pictures: Vec<String>,
}

/// A template's pages in large print, which are not those of the other editions.
#[derive(Debug, Clone, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct LargePrint {
    /// The size of a page.
    pub trim: Trim,
    /// Text stays this far from the edge.
    pub safe: Length,
    /// How many pages it makes.
    pub pages: PageRange,
}

impl Template {
    /// What it says of itself for one edition.
    pub fn for_edition(&self, edition: Edition) -> Self {
        let mut own = self.clone();
        if let (Edition::LargePrint, Some(other)) = (edition, own.large_print.take()) {
            (own.trim, own.safe, own.pages) = (other.trim, other.safe, other.pages);
            own.sides.clear();
        }
        own
    }
}

/// The size of a page after trimming.
#[derive(Debug, Clone, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Trim {
    /// Its width.
    pub width: Length,
    /// Its height.
    pub height: Length,
}

/// How many pages there may be.
#[derive(Debug, Clone, Copy, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct PageRange {
    /// At least.
    #[schemars(range(min = 1, max = 1000))]
    pub min: usize,
    /// At most.
    #[schemars(range(min = 1, max = 1000))]
    pub max: usize,
}
