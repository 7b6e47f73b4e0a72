//! What print shops want.

use schemars::JsonSchema;
use serde::Deserialize;

use super::text::{Email, Id, Length, Line, Text};

/// `data/vendors.json`: what print shops want.
#[derive(Debug, Clone, Default, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Vendors {
    /// Where this file's schema is, for editors.
    #[serde(rename = "$schema")]
    pub schema: Option<String>,
    /// The print shops.
    pub vendors: Vec<Vendor>,
}

/// How many pages a file for the press holds.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
pub enum PagesPerFile {
    /// All pages of a piece.
    OneFile,
    /// One file for each page.
    FilePerPage,
}

/// What one print shop wants.
#[derive(Debug, Clone, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Vendor {
    /// Its id.
    pub id: Id,
    /// Its name.
    pub name: Line,
    /// Whether it is invented.
    #[serde(default)]
    pub sample: bool,
    /// How far artwork runs past the trim.
    pub bleed: Length,
    /// How far text stays inside the trim.
    pub safe: Length,
    /// Whether crop marks are wanted.
    pub marks: bool,
    /// The most ink in one spot, in percent of one ink.
    #[schemars(range(min = 100.0, max = 400.0))]
    pub ink_limit: f64,
    /// The least resolution of a picture at its printed size, in dots an inch.
    #[schemars(range(min = 72.0, max = 2400.0))]
    pub min_image_dpi: f64,
    /// The smallest text.
    pub min_text: Length,
    /// The smallest light text on dark.
    pub min_reversed_text: Length,
    /// The thinnest line.
    pub min_line: Length,
    /// The file standard, such as `PDF/X-4`.
    pub standard: Line,
    /// The identifier of the printing condition.
    pub output_condition: Line,
    /// The ICC profile of the printing condition, a path in the project.
    pub profile: String,
    /// How many pages a file holds.
    pub pages: PagesPerFile,
    /// How files are named: `{piece}-{lang}-{trim}`.
    pub naming: Line,
    /// The paper.
    pub stock: Text,
    /// Coating, folding, cutting.
    pub finish: Text,
    /// Whom to ask about a file.
    pub contact: Email,
}
