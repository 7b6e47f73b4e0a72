//! The home page: what the program gives out, by piece, and ways to find it.

use minijinja::value::{Serde, Value};
use serde::Serialize;

use super::files::Matrix;
use super::piece::{Link, areas, versions};
use super::{HOME, Page, order};
use crate::content::pieces::{Group, Piece};
use crate::site::model::{Site, SiteLanguage, public_pieces};
use crate::site::pictures::PagePicture;

/// What the template of the page sees.
#[derive(Serialize)]
struct Home<'a> {
    cards: Vec<Card<'a>>,
    audiences: Vec<Choice<'a>>,
    kinds: Vec<Choice<'a>>,
}

/// A choice of a filter.
#[derive(Serialize)]
struct Choice<'a> {
    id: &'a str,
    name: &'a str,
}

/// A piece on the page.
#[derive(Serialize)]
struct Card<'a> {
    id: &'a str,
    title: &'a str,
    about: &'a str,
    audiences: Vec<&'a str>,
    kind: &'a str,
    /// The name of its kind.
    kind_name: &'a str,
    /// The path of the page with its text, in the folder of the language.
    place: String,
    /// The languages that it is in.
    languages: Vec<&'a str>,
    pictures: &'a [PagePicture],
    matrix: Option<Matrix<'a>>,
    /// Whether printed copies can be ordered.
    can_be_ordered: bool,
    /// One version for each session, if there are several.
    versions: Vec<Link<'a>>,
    /// The versions of partners.
    areas: Vec<Link<'a>>,
}

pub(super) fn pages(site: &Site<'_>) -> Vec<Page> {
    site.languages.iter().map(|lang| page(site, lang)).collect()
}

fn page(site: &Site<'_>, lang: &SiteLanguage) -> Page {
    let content = site.content;
    let cards: Vec<Card<'_>> =
        public_pieces(content).filter_map(|piece| card(site, lang, piece)).collect();
    let has_audience = |id: &str| cards.iter().any(|card| card.audiences.contains(&id));
    let has_kind = |id: &str| cards.iter().any(|card| card.kind == id);
    let body = Home {
        audiences: choices(&content.pieces.audiences, &lang.tag, has_audience),
        kinds: choices(&content.pieces.kinds, &lang.tag, has_kind),
        cards,
    };
    let name = lang.data["program"]["name"].as_str().unwrap_or_default();
    let lead = lang.data["words"]["site-lead"].as_str().unwrap_or_default();
    Page {
        lang: lang.tag.clone(),
        place: HOME.to_owned(),
        template: "home.html".to_owned(),
        title: name.to_owned(),
        description: lead.to_owned(),
        body: Value::from(Serde(&body)),
    }
}

/// The groups of which there is a piece, as readers of a language choose them.
fn choices<'a>(groups: &'a [Group], lang: &str, is_used: impl Fn(&str) -> bool) -> Vec<Choice<'a>> {
    let used = groups.iter().filter(|group| is_used(group.id.as_str()));
    used.filter_map(|it| Some(Choice { id: it.id.as_str(), name: it.name.get(lang)? })).collect()
}

fn card<'a>(site: &'a Site<'_>, lang: &'a SiteLanguage, piece: &'a Piece) -> Option<Card<'a>> {
    let id = piece.id.as_str();
    let version = site.versions_in(&lang.tag).find(|version| version.piece == id)?;
    let versions = versions(site, version);
    let of_piece = site.versions.iter().filter(|version| version.piece == id);
    let tags: Vec<&str> = of_piece.map(|version| version.lang.as_str()).collect();
    let languages = site.languages.iter().map(|lang| lang.tag.as_str());
    let kind = piece.kind.as_ref().map_or("", |kind| kind.as_str());
    let kinds = &site.content.pieces.kinds;
    let kind_name = kinds.iter().find(|group| group.id.as_str() == kind);
    Some(Card {
        id,
        title: piece.title.get(&lang.tag).unwrap_or(&version.title),
        about: &version.about,
        audiences: piece.audiences.iter().map(|id| id.as_str()).collect(),
        kind,
        kind_name: kind_name.and_then(|group| group.name.get(&lang.tag)).unwrap_or_default(),
        place: version.place(),
        languages: languages.filter(|tag| tags.contains(tag)).collect(),
        pictures: site.pictures.of_version(version),
        matrix: versions.is_empty().then(|| Matrix::of(site, lang, version)),
        can_be_ordered: order::limits(site, version).is_some(),
        areas: if versions.is_empty() { areas(site, version) } else { Vec::new() },
        versions,
    })
}
