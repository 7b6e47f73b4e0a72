//! Short addresses of the program's website, `r/ID`. Copies print them, so they stay, while what
//! they lead to can change.

use schemars::JsonSchema;
use serde::Deserialize;

use super::program::Program;
use super::text::{Id, WebAddress};

/// The folder of the short addresses in the website.
pub(crate) const FOLDER: &str = "r";

/// A short address of the website, such as `https://example.org/r/cards`, and what it leads to: one
/// of `to`, `piece`, `session`, and `page`.
#[derive(Debug, Clone, Deserialize, JsonSchema)]
pub struct ShortLink {
    /// The end of the address. It is printed on copies, so it cannot change while they are out.
    pub id: Id,
    /// It leads to this address.
    pub to: Option<WebAddress>,
    /// It leads to the page of this public piece.
    pub piece: Option<Id>,
    /// It leads to the page of this session, and when the session is over, to the page with all
    /// trainings.
    pub session: Option<Id>,
    /// It leads to this page of the website: `materials`, `order`, `trainings`, `certification`, or
    /// `verify`.
    pub page: Option<SitePage>,
}

/// A page of the website.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
pub enum SitePage {
    /// All public pieces: the home page.
    Materials,
    /// The form for printed copies.
    Order,
    /// The sessions to come.
    Trainings,
    /// How to become certified.
    Certification,
    /// The page that checks certificates.
    Verify,
}

/// What a short address leads to.
#[derive(Debug, Clone, Copy)]
pub(crate) enum LinkTarget<'a> {
    Address(&'a str),
    Piece(&'a Id),
    Session(&'a Id),
    Page(SitePage),
}

impl ShortLink {
    /// What it leads to; `None` if the data names nothing, or several.
    pub(crate) fn target(&self) -> Option<LinkTarget<'_>> {
        let targets = [
            self.to.as_ref().map(|to| LinkTarget::Address(&to.0)),
            self.piece.as_ref().map(LinkTarget::Piece),
            self.session.as_ref().map(LinkTarget::Session),
            self.page.map(LinkTarget::Page),
        ];
        let mut targets = targets.into_iter().flatten();
        targets.next().filter(|_| targets.next().is_none())
    }
}

impl Program {
    /// The address of the website, with a slash at the end.
    pub(crate) fn site_address(&self) -> Option<String> {
        let website = self.website.as_ref()?;
        Some(format!("{}/", website.0.trim_end_matches('/')))
    }

    /// A short address in a language. That of the first language has no tag.
    pub(crate) fn short_address(&self, id: &Id, lang: &str) -> Option<String> {
        let site = self.site_address()?;
        let first = self.languages.iter().find(|language| language.is_published())?;
        let folder = if first.tag == lang { String::new() } else { format!("{lang}/") };
        Some(format!("{site}{folder}{FOLDER}/{id}/"))
    }

    /// The ID of a short address of the website, if it is one.
    pub(crate) fn short_id<'a>(&self, address: &'a str) -> Option<&'a str> {
        let path = address.strip_prefix(&self.site_address()?)?;
        let path = path.split(['?', '#']).next()?;
        let own = self
            .languages
            .iter()
            .find_map(|language| path.strip_prefix(&language.tag)?.strip_prefix('/'));
        let id = own.unwrap_or(path).strip_prefix(FOLDER)?.strip_prefix('/')?;
        id.split('/').next().filter(|id| !id.is_empty())
    }
}
