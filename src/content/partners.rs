//! The partners: counties and agencies that hand out pieces under their own name.

use globset::GlobBuilder;
use schemars::JsonSchema;
use serde::Deserialize;

use super::brand::LogoFiles;
use super::pieces::Piece;
use super::program::Contact;
use super::template::{Repeat, Template};
use super::text::{Id, Language, Line, Text};

/// `data/partners.json`: the counties, agencies, and others that hand out pieces of the program
/// with their own logo and contact.
#[derive(Debug, Clone, Default, Deserialize, JsonSchema)]
pub struct Partners {
    /// The partners.
    pub partners: Vec<Partner>,
}

/// A county, an agency, or another organization that hands out pieces of the program.
#[derive(Debug, Clone, Deserialize, JsonSchema)]
pub struct Partner {
    /// A short name, such as `cass-county`. It is in the names of the files.
    pub id: Id,
    /// The name as it is printed, such as `Cass County Public Health`.
    pub name: Text,
    /// Whom it serves, such as `Cass and Traill counties`. It is printed below the name.
    pub area: Option<Text>,
    /// How to reach the partner. `phone` is required. Pieces print what is here in place of the
    /// contact of the program; the code to scan still opens the page of the program if the partner
    /// has no `web`.
    #[serde(flatten)]
    pub ways: Contact,
    /// The logo, in place of that of the program. Screen readers say the name of the partner.
    pub logo: Option<LogoFiles>,
    /// The languages that its pieces are made in, such as `["en"]`. Without this field, these are
    /// the languages of each piece.
    #[schemars(length(min = 1), extend("uniqueItems" = true, "setting" = true))]
    pub languages: Option<Vec<Language>>,
    /// The pieces that it hands out: IDs, or patterns such as `rack-card-*`. Certificates, and
    /// cards of people of the program, are always its own.
    #[schemars(length(min = 1), extend("uniqueItems" = true, "setting" = true))]
    pub pieces: Vec<Line>,
    /// Whether the partner is an invented example. Its pieces do not go to a print shop.
    #[serde(default)]
    pub sample: bool,
}

impl Partner {
    /// Whether it hands out a piece.
    pub(crate) fn has_piece(&self, piece: &Piece, template: &Template) -> bool {
        can_hand_out(piece, template)
            && self.pieces.iter().any(|it| matches(&it.0, piece.id.as_str()))
    }

    /// Whether its pieces are made in a language of the program.
    pub(crate) fn has_language(&self, lang: &str) -> bool {
        self.languages.as_ref().is_none_or(|own| own.iter().any(|known| known.0 == lang))
    }
}

/// Whether partners can hand out a piece. Certificates, and cards of people of the program, are its
/// own.
pub(crate) fn can_hand_out(piece: &Piece, template: &Template) -> bool {
    piece.award.is_none() && template.repeat != Some(Repeat::Team)
}

/// Whether an ID is the one that is named, or matches a pattern. A pattern that is not valid
/// matches nothing.
pub(crate) fn matches(pattern: &str, id: &str) -> bool {
    let is_plain = !pattern.contains(['*', '?', '[', '{', '\\']);
    if is_plain {
        return pattern == id;
    }
    GlobBuilder::new(pattern).build().is_ok_and(|glob| glob.compile_matcher().is_match(id))
}
