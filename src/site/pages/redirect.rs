//! The pages at the short addresses of the website, `r/ID`, which lead to something else. They need
//! no script and no server.
//!
//! Servers show `r/ID/index.html` at `r/ID/`, and some at `r/ID`, from which paths lead elsewhere.
//! So this page leads to `ID.html`, which is in both folders, and that one leads on.

use minijinja::value::{Serde, Value};
use serde::Serialize;

use super::{CERTIFICATION, HOME, ORDER, Page, TRAININGS, VERIFY, trainings};
use crate::content::short_link::{FOLDER, LinkTarget, ShortLink, SitePage};
use crate::content::text::Id;
use crate::site::model::{Site, SiteLanguage, Version, own_address};

/// The template of these pages.
pub(super) const TEMPLATE: &str = "redirect.html";

/// What the template of the page sees.
#[derive(Serialize)]
struct Redirect<'a> {
    /// A web address, or a path in the folder of the website.
    target: &'a str,
    /// Whether the target is a web address, or a path from this page.
    is_address: bool,
    /// Whether the page can be at two addresses, so that it has nothing beside it.
    is_short: bool,
    /// The target as a whole address, if that of the website is known.
    canonical: Option<String>,
}

/// Returns the pages: one in the folder of each language, and one at the top in the first language.
pub(super) fn pages(site: &Site<'_>) -> Vec<Page> {
    let links = &site.content.program.short_links;
    let mut pages = Vec::new();
    for link in links {
        pages.extend(site.languages.iter().flat_map(|lang| pages_of(site, lang, link)));
        let first = site.languages.first().map(|lang| pages_of(site, lang, link));
        let at_top = |page| Page { lang: String::new(), ..page };
        pages.extend(first.into_iter().flatten().map(at_top));
    }
    pages
}

/// The page at a short address in a language, and those to which it leads.
fn pages_of(site: &Site<'_>, lang: &SiteLanguage, link: &ShortLink) -> Vec<Page> {
    let Some(target) = link.target() else { return Vec::new() };
    let id = &link.id;
    let (target, is_address) = match target {
        LinkTarget::Address(address) => (address.to_owned(), true),
        LinkTarget::Piece(id) => (piece(site, lang, id), false),
        LinkTarget::Session(id) => (session(lang, id), false),
        LinkTarget::Page(page) => (format!("{}/{}", lang.tag, place(site, lang, page)), false),
    };
    let canonical = match is_address {
        true => Some(target.clone()),
        false => site.base_url.as_ref().map(|base| format!("{base}{target}")),
    };
    let page = |place: String, target: &str, is_address: bool, is_short: bool| Page {
        lang: lang.tag.clone(),
        place,
        template: TEMPLATE.to_owned(),
        title: lang.data["program"]["name"].as_str().unwrap_or_default().to_owned(),
        body: Value::from(Serde(Redirect {
            target,
            is_address,
            is_short,
            canonical: canonical.clone(),
        })),
        ..Page::default()
    };
    let short = format!("{FOLDER}/{id}/{HOME}");
    if is_address {
        return vec![page(short, &target, true, true)];
    }
    let second = format!("{id}.html");
    let places = [format!("{FOLDER}/{second}"), format!("{FOLDER}/{id}/{second}")];
    let mut pages = vec![page(short, &second, true, true)];
    pages.extend(places.map(|place| page(place, &target, false, false)));
    pages
}

/// The page of a piece in a language, or in another one that it has. One that is not on the website
/// now, such as a sample, leads to all materials.
fn piece(site: &Site<'_>, lang: &SiteLanguage, id: &Id) -> String {
    let own = of_piece(site, id).find(|version| version.lang == lang.tag);
    match own.or_else(|| of_piece(site, id).next()) {
        Some(version) => format!("{}/{}", version.lang, version.place()),
        None => format!("{}/{HOME}", lang.tag),
    }
}

/// The versions of a piece that are the program's own, not a partner's.
fn of_piece<'s>(site: &'s Site<'_>, id: &Id) -> impl Iterator<Item = &'s Version> {
    let is_own =
        move |version: &&Version| version.piece == id.as_str() && version.partner.is_none();
    site.versions.iter().filter(is_own)
}

/// The page of a session, or that of all trainings when it is over.
fn session(lang: &SiteLanguage, id: &Id) -> String {
    let is_to_come = lang.sessions().iter().any(|session| session["id"] == id.as_str());
    let place = if is_to_come { trainings::place(id.as_str()) } else { TRAININGS.to_owned() };
    format!("{}/{place}", lang.tag)
}

/// The place of a page, or of the home page if the website does not have it.
fn place(site: &Site<'_>, lang: &SiteLanguage, page: SitePage) -> &'static str {
    let (place, is_there) = match page {
        SitePage::Materials => (HOME, true),
        SitePage::Order => (ORDER, super::order::is_possible(site)),
        SitePage::Trainings => (TRAININGS, true),
        SitePage::Certification => (CERTIFICATION, lang.has_certification()),
        SitePage::Verify => (VERIFY, super::verify::is_possible(site)),
    };
    if is_there { place } else { HOME }
}

/// Returns remarks about short addresses: those that pieces print may not be of this website, and
/// one may lead to the home page for now, because its piece is not on the website.
pub(in crate::site) fn notes(site: &Site<'_>) -> Vec<String> {
    let links = &site.content.program.short_links;
    let mut notes = Vec::new();
    let own = own_address(site.content).filter(|_| !links.is_empty());
    if let (Some(own), Some(base)) = (own, &site.base_url)
        && *base != own
    {
        notes.push(format!(
            "the short addresses that pieces print begin with `{own}`, the `website` in \
             `data/program.json`, and this website is for `{base}`"
        ));
    }
    for link in links {
        let Some(LinkTarget::Piece(piece)) = link.target() else { continue };
        if of_piece(site, piece).next().is_none() {
            notes.push(format!(
                "the short address `{FOLDER}/{}` leads to the first page for now: `{piece}` is not \
                 on the website",
                link.id
            ));
        }
    }
    notes
}
