//! A page for each version of a piece: its pictures, its files, and its whole text.

use minijinja::value::{Serde, Value};
use serde::Serialize;

use super::files::Matrix;
use super::{Page, order};
use crate::content::edition::Edition;
use crate::site::model::{Site, SiteLanguage, Version};
use crate::site::pictures::PagePicture;
use crate::site::text;

/// The most links to versions for sessions on a page. If there are more, the page leads to all
/// sessions, each of which has its own.
const MOST_VERSIONS: usize = 100;

/// What the template of the page sees.
#[derive(Serialize)]
struct PiecePage<'a> {
    about: &'a str,
    partner: Option<&'a str>,
    area: Option<&'a str>,
    pictures: &'a [PagePicture],
    matrix: Matrix<'a>,
    /// The ID of the piece, if printed copies can be ordered.
    order: Option<&'a str>,
    text: Value,
    /// The other versions of the piece: those of the program and of partners.
    versions: Vec<Link<'a>>,
    areas: Vec<Link<'a>>,
    /// How many versions there are, if they are too many for the page; otherwise 0.
    more_versions: usize,
}

/// A link to another version.
#[derive(Serialize)]
pub(super) struct Link<'a> {
    place: String,
    name: &'a str,
    area: &'a str,
}

pub(super) fn pages(site: &Site<'_>) -> Vec<Page> {
    let mut pages = Vec::new();
    for lang in &site.languages {
        pages.extend(site.versions_in(&lang.tag).map(|version| page(site, lang, version)));
    }
    pages
}

fn page(site: &Site<'_>, lang: &SiteLanguage, version: &Version) -> Page {
    let mut versions = versions(site, version);
    let mut more_versions = 0;
    if lang.has_parts() && versions.len() > MOST_VERSIONS {
        more_versions = versions.len();
        versions.clear();
    }
    let screen = version.files.iter().find(|file| file.edition == Edition::Screen);
    let html = screen.and_then(|file| text::html(site.files.get(&file.path)?));
    let body = PiecePage {
        about: &version.about,
        partner: version.partner.as_ref().map(|partner| partner.name.as_str()),
        area: version.partner.as_ref().map(|partner| partner.area.as_str()),
        pictures: site.pictures.of_version(version),
        matrix: Matrix::of(site, lang, version),
        order: order::limits(site, version).map(|_| version.piece.as_str()),
        text: Value::from_safe_string(html.unwrap_or_default()),
        versions,
        areas: areas(site, version),
        more_versions,
    };
    Page {
        lang: lang.tag.clone(),
        place: version.place(),
        template: "piece.html".to_owned(),
        title: version.title.clone(),
        description: version.about.clone(),
        body: Value::from(Serde(&body)),
        instead: own_places(site, version),
    }
}

/// The places of the program's own versions of the same piece, that for the same session first. A
/// language that does not have a partner's version, or one for a session, may have one of them.
fn own_places(site: &Site<'_>, version: &Version) -> Vec<String> {
    let is_own = |it: &&Version| it.piece == version.piece && it.partner.is_none();
    let own: Vec<&Version> = site.versions.iter().filter(is_own).collect();
    let (same, others): (Vec<&Version>, Vec<&Version>) =
        own.into_iter().partition(|it| it.session == version.session);
    same.into_iter().chain(others).map(Version::place).collect()
}

/// The versions of the program of the same piece, if there are several: one for each session.
pub(super) fn versions<'a>(site: &'a Site<'_>, version: &Version) -> Vec<Link<'a>> {
    let own = others(site, version).filter(|other| other.partner.is_none());
    let links: Vec<Link<'_>> = own.map(Link::to).collect();
    if links.len() > 1 { links } else { Vec::new() }
}

/// The versions that partners hand out, for the same subject.
pub(super) fn areas<'a>(site: &'a Site<'_>, version: &Version) -> Vec<Link<'a>> {
    let session = version.session.clone();
    let own = others(site, version).filter(move |other| other.session == session);
    own.filter(|other| other.partner.is_some()).map(Link::to).collect()
}

fn others<'a>(site: &'a Site<'_>, version: &Version) -> impl Iterator<Item = &'a Version> {
    let piece = version.piece.clone();
    site.versions.iter().filter(move |other| other.piece == piece).filter({
        let lang = version.lang.clone();
        move |other| other.lang == lang
    })
}

impl<'a> Link<'a> {
    /// About how many bytes of HTML the link takes.
    pub(super) fn weight(&self) -> usize {
        40 + self.place.len() + self.name.len() + self.area.len()
    }

    fn to(version: &'a Version) -> Self {
        let partner = version.partner.as_ref();
        Self {
            place: version.place(),
            name: partner.map_or(&version.title, |partner| &partner.name),
            area: partner.map_or("", |partner| &partner.area),
        }
    }
}
