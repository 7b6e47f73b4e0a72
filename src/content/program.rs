//! The program: who runs it, how to reach it, who signs for it.

use schemars::JsonSchema;
use serde::Deserialize;

use super::text::{
    Day, Email, Id, Language, Line, Phone, Prefix, Region, ScreenColor, Text, WebAddress,
};
use crate::content::certificate_number::NumberFormat;

/// `data/program.json`: who runs the program and how to reach it.
#[derive(Debug, Clone, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Program {
    /// Where this file's schema is, for editors.
    #[serde(rename = "$schema")]
    pub schema: Option<String>,
    /// The program's name as readers know it.
    pub name: Text,
    /// The agency that runs it.
    pub agency: Text,
    /// What the agency belongs to.
    pub parent: Text,
    /// The languages that every piece is made in, the first one the language of the office.
    #[schemars(length(min = 1), extend("uniqueItems" = true))]
    pub languages: Vec<Language>,
    /// Country or region of the wording, such as `us`.
    pub region: Region,
    /// The day for which pieces list upcoming sessions, unless `--as-of` says another.
    pub as_of: Day,
    /// The day of this revision of the facts. It becomes the date of every file, so that the same facts give the same bytes.
    pub revised: Day,
    /// The agency's public home page.
    pub home: WebAddress,
    /// How a reader reaches the program.
    pub contact: Contact,
    /// Who stands behind continuing-education certificates.
    pub provider: Provider,
    /// Who signs certificates.
    #[schemars(length(min = 1, max = 3))]
    pub signatories: Vec<Signatory>,
    /// Inks that a print shop mixes, beside the four of the press.
    #[serde(default)]
    pub spots: Vec<SpotColor>,
    /// How certificates are numbered and verified; without it none are issued.
    pub certificates: Option<Certificates>,
}

/// An ink that a print shop mixes, such as one of the PANTONE system: a spot colour.
#[derive(Debug, Clone, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct SpotColor {
    /// Its id, by which templates name it.
    pub id: Id,
    /// The ink's name, just as its maker writes it: `PANTONE 7473 C`.
    pub name: Line,
    /// What stands in for it where it is not mixed: cyan, magenta, yellow and black, in percent.
    #[schemars(length(min = 4, max = 4), inner(range(min = 0.0, max = 100.0)))]
    pub cmyk: Option<Vec<f64>>,
    /// What stands in for it on a screen.
    pub rgb: ScreenColor,
}

/// How certificates are numbered and verified. A change holds for new certificates; no number given is ever changed.
#[derive(Debug, Clone, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Certificates {
    /// The letters before the number, such as the `NDPS` of `NDPS-2026-00042-5`.
    pub prefix: Prefix,
    /// Whether the year of issue is part of the number; the running number then starts anew each year.
    pub year: bool,
    /// The least number of digits of the running number.
    #[schemars(range(min = 3, max = 9))]
    pub digits: u8,
    /// The page that verifies certificates; the code on a certificate leads to it, with the proof after a `#`.
    pub verify: WebAddress,
}

impl Certificates {
    /// As numbers are made by it.
    pub fn number_format(&self) -> NumberFormat {
        NumberFormat { prefix: self.prefix.0.clone(), year: self.year, digits: self.digits.into() }
    }
}

/// How a reader reaches the program.
#[derive(Debug, Clone, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Contact {
    /// Phone number as it is printed.
    pub phone: Phone,
    /// E-mail address.
    pub email: Email,
    /// The page to which cards lead.
    pub web: WebAddress,
    /// Where the office is.
    pub place: Text,
}

/// Who provides continuing education.
#[derive(Debug, Clone, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Provider {
    /// The provider's full name.
    pub name: Text,
    /// Approvals by continuing-education authorities.
    pub approvals: Vec<Approval>,
}

/// An approval by a continuing-education authority.
#[derive(Debug, Clone, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Approval {
    /// Its id.
    pub id: Id,
    /// Who approved.
    pub authority: Text,
    /// The approval number.
    pub number: Line,
    /// The last day on which it holds.
    pub expires: Day,
    /// The sentence that a certificate must carry.
    pub statement: Text,
    /// Whether it is invented.
    #[serde(default)]
    pub sample: bool,
}

/// Someone who signs certificates.
#[derive(Debug, Clone, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Signatory {
    /// Name as it is printed below the line.
    pub name: Line,
    /// Office held.
    pub title: Text,
    /// Whether the person is invented.
    #[serde(default)]
    pub sample: bool,
}
