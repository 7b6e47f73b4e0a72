//! The pieces: the things to print, with their wording.

use std::collections::BTreeMap;
use std::fmt::{self, Display};

use schemars::JsonSchema;
use serde::Deserialize;

use super::need::Need;
use super::program::{CRISIS_ROLE, MAIN_ROLE};
use super::template::Template;
use super::text::{Day, Id, Language, Line, Text};

/// `data/pieces.json`: the pieces to build.
#[derive(Debug, Clone, Deserialize, JsonSchema)]
pub struct Pieces {
    /// The pieces, in the order in which they are built and listed.
    pub pieces: Vec<Piece>,
    /// For whom pieces can be, by which readers of the website find them. Each has an ID that
    /// pieces name under `audiences`.
    #[serde(default)]
    pub audiences: Vec<Group>,
    /// What pieces can be, such as a flyer, by which readers of the website find them. Each has an
    /// ID that pieces name under `kind`.
    #[serde(default)]
    pub kinds: Vec<Group>,
}

/// A group of pieces, as readers of the website choose it.
#[derive(Debug, Clone, Deserialize, JsonSchema)]
pub struct Group {
    /// A short name, such as `rack-card`.
    pub id: Id,
    /// What readers see, such as `Rack cards`.
    pub name: Text,
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
    /// Whether everyone can read the piece and download its files on the website that `peerpress
    /// site` writes. The default is `false`: nothing is published unless someone says so.
    /// Certificates, cards of people, and sheets for the office are never public.
    #[serde(default)]
    #[schemars(extend("setting" = true))]
    pub public: bool,
    /// For whom the piece is: IDs under `audiences`. Readers of the website find it by them.
    #[serde(default)]
    #[schemars(extend("uniqueItems" = true, "setting" = true))]
    pub audiences: Vec<Id>,
    /// What the piece is: an ID under `kinds`. Readers of the website find it by that.
    #[schemars(extend("setting" = true))]
    pub kind: Option<Id>,
    /// The wording of this piece, under the names that its template asks for.
    #[serde(default)]
    pub text: BTreeMap<String, Text>,
    /// Lists of wording, under the names that its template asks for.
    #[serde(default)]
    pub lists: BTreeMap<String, Vec<Text>>,
    /// Pictures, under the names that its template asks for.
    #[serde(default)]
    pub pictures: BTreeMap<String, Picture>,
    /// A photo, for a template with a place for one. Without it, the template draws its own scene.
    pub photo: Option<Photo>,
    /// The words of a person whom the program serves, for a template with a place for them.
    pub voice: Option<Voice>,
    /// The languages that it is made in, such as `["en", "es"]`. Without this field, these are all
    /// languages of the program.
    #[schemars(length(min = 1), extend("uniqueItems" = true, "setting" = true))]
    pub languages: Option<Vec<Language>>,
    /// The roles of the contacts that it prints, such as `["certification", "crisis"]`. The code to
    /// scan opens the web page of the first. Without this field, they are `main` and `crisis`.
    #[schemars(length(min = 1), extend("uniqueItems" = true))]
    pub contacts: Option<Vec<Id>>,
    /// The ID of the training that it is about, such as the one that leads to a certification. For
    /// a template that draws one training.
    pub training: Option<Id>,
    /// Whether the piece shows cancelled sessions and marks them (`show`), or leaves them out
    /// (`leave-out`). The default is `show`.
    #[serde(default)]
    #[schemars(extend("setting" = true))]
    pub cancelled: CancelledSessions,
    /// The ID of the sample certificate that it shows, in `data/certification.json`.
    pub award: Option<Id>,
    /// How many printed copies people can order, such as `{"min": 25, "max": 500, "step": 25}`.
    /// Without it, the piece cannot be ordered. It must be a piece for a print shop that makes one
    /// file in each language. See `docs/orders.md`.
    #[schemars(extend("setting" = true))]
    pub order: Option<OrderLimits>,
    /// The ID of a short address in `data/program.json`, such as `cards`. The piece prints it, and
    /// its code to scan opens it, in place of the web page of its first contact. What it leads to
    /// can change while copies are out. See `docs/site.md`.
    pub short_link: Option<Id>,
}

/// How many copies of a piece one person can order in a language.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize, JsonSchema)]
pub struct OrderLimits {
    /// The fewest copies, a multiple of `step`. The default is `step`.
    #[schemars(range(min = 1, max = 1_000_000))]
    pub min: Option<u32>,
    /// The most copies, a multiple of `step`.
    #[schemars(range(min = 1, max = 1_000_000))]
    pub max: u32,
    /// The copies of a bundle: only whole bundles can be ordered. The default is 1.
    #[schemars(range(min = 1, max = 1_000_000))]
    pub step: Option<u32>,
}

impl OrderLimits {
    /// The copies of a bundle.
    pub(crate) fn step(&self) -> u32 {
        self.step.unwrap_or(1).max(1)
    }

    /// The fewest copies.
    pub(crate) fn min(&self) -> u32 {
        self.min.unwrap_or_else(|| self.step())
    }

    /// Whether so many copies can be ordered.
    pub(crate) fn allows(&self, copies: u32) -> bool {
        (self.min()..=self.max).contains(&copies) && copies.is_multiple_of(self.step())
    }
}

impl Display for OrderLimits {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{} to {}", self.min(), self.max)?;
        match self.step() {
            1 => Ok(()),
            step => write!(f, ", in bundles of {step}"),
        }
    }
}

impl Piece {
    /// Whether it is made in a language of the program.
    pub(crate) fn has_language(&self, lang: &str) -> bool {
        self.languages.as_ref().is_none_or(|own| own.iter().any(|known| known.0 == lang))
    }

    /// Whether it can be on the website. What has the names of people, or is for the office, never
    /// is.
    pub(crate) fn can_be_public(&self, template: &Template) -> bool {
        let private = [Need::Awards, Need::Member, Need::Signatories];
        let is_private = template.needs.iter().any(|need| private.contains(need));
        !template.internal && !is_private && self.award.is_none()
    }

    /// The roles of the contacts that it prints.
    pub(crate) fn contact_roles(&self) -> Vec<&str> {
        let own = self.contacts.as_ref().map(|roles| roles.iter().map(Id::as_str).collect());
        own.unwrap_or_else(|| vec![MAIN_ROLE, CRISIS_ROLE])
    }
}

/// What a piece does with cancelled sessions.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Deserialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
pub enum CancelledSessions {
    /// It shows them, marked as cancelled.
    #[default]
    Show,
    /// It leaves them out.
    LeaveOut,
}

/// A picture of a piece.
#[derive(Debug, Clone, Deserialize, JsonSchema)]
pub struct Picture {
    /// The path from the project folder, with forward slashes, such as `data/pictures/logo.svg`.
    pub file: String,
    /// What the picture shows, for people who cannot see it.
    pub alt: Text,
    /// The point that stays in view where the picture has another shape than its place: its shares
    /// of the width from the left and of the height from the top, such as `[0.5, 0.3]` for a face
    /// in the upper half. Without it, the middle stays in view, and Peerpress reports what is cut
    /// off.
    #[schemars(length(min = 2, max = 2), inner(range(min = 0.0, max = 1.0)))]
    pub focus: Option<Vec<f64>>,
}

/// A photo of a piece or of a session.
#[derive(Debug, Clone, Deserialize, JsonSchema)]
pub struct Photo {
    #[serde(flatten)]
    pub picture: Picture,
    /// Who took the photo, as readers see it, such as `Photo: Ana Ruiz`.
    pub credit: Text,
    /// Whether the photo is only an example. If so, its pieces do not go to a print shop.
    #[serde(default)]
    pub sample: bool,
}

/// The words of a person, as a piece quotes them.
#[derive(Debug, Clone, Deserialize, JsonSchema)]
pub struct Voice {
    /// What the person said, without quotation marks. Each language has its own marks.
    pub words: Text,
    /// Who said it: a first name, or words such as `a participant`.
    pub name: Text,
    /// How the person agreed to be quoted. Without it, the piece is not made.
    #[schemars(extend("setting" = true))]
    pub consent: Option<Consent>,
    /// Whether the words are an invented example, which needs no consent. If so, its pieces do not
    /// go to a print shop.
    #[serde(default)]
    pub sample: bool,
}

/// The note that a person agreed to be quoted. No piece prints it.
#[derive(Debug, Clone, Deserialize, JsonSchema)]
pub struct Consent {
    /// The day on which the person agreed, such as `2026-10-01`.
    pub date: Day,
    /// How the person agreed, and where that is kept, such as `signed form, in the office`.
    pub how: Line,
}
