//! The pages of the website.

mod certification;
mod feeds;
mod files;
mod home;
mod order;
mod parts;
mod piece;
pub(super) mod redirect;
mod top;
mod trainings;
pub(super) mod verify;

use minijinja::value::Value;

use super::model::Site;

/// The pages of the menu: their places, and the phrases that name them. The first is the home page.
pub(super) const NAVIGATION: &[(&str, &str)] = &[
    (HOME, "site-materials"),
    (ORDER, "site-order"),
    (TRAININGS, "site-trainings"),
    (CERTIFICATION, "site-certification"),
    (VERIFY, "site-verify"),
];

/// The place of the home page.
const HOME: &str = "index.html";

/// The place of the page with the form for printed copies, and its template.
const ORDER: &str = "order.html";

/// The place of the page with the sessions to come.
const TRAININGS: &str = "trainings.html";

/// The place of the page about certification.
const CERTIFICATION: &str = "certification.html";

/// The place of the page that checks certificates, in the folder of each language.
const VERIFY: &str = "verify.html";

/// The place of the page for addresses that do not exist.
pub(super) const NOT_FOUND: &str = "404.html";

/// Returns the pages of each kind.
const ALL: &[fn(&Site<'_>) -> Vec<Page>] = &[
    home::pages,
    piece::pages,
    order::pages,
    trainings::pages,
    certification::pages,
    verify::pages,
    redirect::pages,
    top::pages,
];

/// A page.
#[derive(Default)]
pub(super) struct Page {
    /// The tag of its language; empty for a page at the top of the website.
    pub(super) lang: String,
    /// The path in the folder of its language. Pages with the same place are translations.
    pub(super) place: String,
    /// A file of `templates/site/`.
    pub(super) template: String,
    pub(super) title: String,
    pub(super) description: String,
    /// What its template sees as `page`.
    pub(super) body: Value,
    /// Where the menu of languages leads if there is no translation: the first of these places
    /// that a language has.
    pub(super) instead: Vec<String>,
}

impl Page {
    /// The place of its translations. The page to which codes lead has another place than the pages
    /// that check certificates in each language.
    pub(super) fn translations(&self) -> &str {
        if self.template == VERIFY { VERIFY } else { &self.place }
    }

    /// The place of the page of the menu that this one is a part of.
    pub(super) fn section(&self) -> &str {
        match self.template.as_str() {
            "home.html" => HOME,
            "trainings.html" => TRAININGS,
            _ => self.translations(),
        }
    }

    /// Whether servers show the page at two addresses, with a slash at the end and without: it is
    /// the page of a folder at an address that is printed.
    pub(super) fn has_two_addresses(&self) -> bool {
        self.template == VERIFY && self.lang.is_empty() && self.place.ends_with("/index.html")
    }

    /// The path in the folder of the website.
    pub(super) fn path(&self) -> String {
        if self.lang.is_empty() {
            return self.place.clone();
        }
        format!("{}/{}", self.lang, self.place)
    }
}

/// All pages of the website.
pub(super) fn all(site: &Site<'_>) -> Vec<Page> {
    let mut pages: Vec<Page> = ALL.iter().flat_map(|pages| pages(site)).collect();
    pages.extend(feeds::pages(site, &pages));
    pages
}
