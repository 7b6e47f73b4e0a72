//! The home page: what the program gives out, by piece, and ways to find it.

use std::collections::BTreeMap;

use minijinja::value::{Serde, Value};
use serde::Serialize;

use super::{HOME, Page};
use crate::content::Content;
use crate::content::edition::Edition;
use crate::content::pieces::{Group, Piece};

use crate::plan;
use crate::site::model::{EDITIONS, Site, SiteLanguage, Version, public_pieces};

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
    matrix: Option<Matrix<'a>>,
}

/// The files of a version and of its translations.
#[derive(Serialize)]
pub(super) struct Matrix<'a> {
    editions: Vec<EditionName>,
    rows: Vec<Row<'a>>,
}

/// An edition: its name in the data, and the phrase that names it.
#[derive(Serialize)]
struct EditionName {
    id: &'static str,
    phrase: String,
}

/// The files in a language, one for each edition.
#[derive(Serialize)]
struct Row<'a> {
    lang: &'a str,
    name: &'a str,
    dir: &'a str,
    title: &'a str,
    cells: Vec<Option<Cell>>,
}

/// A file to download.
#[derive(Serialize)]
struct Cell {
    /// The path in the folder of the website.
    path: String,
    pages: usize,
    /// The size, and the phrase with its unit.
    size: String,
    unit: &'static str,
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
        matrix: version.session.is_none().then(|| Matrix::of(site, lang, version)),
    })
}

impl<'a> Matrix<'a> {
    /// The files of a version in each of its languages.
    pub(super) fn of(site: &'a Site<'_>, lang: &SiteLanguage, version: &Version) -> Self {
        let own = site.versions.iter().filter(|other| other.stem == version.stem);
        let by_language: BTreeMap<&str, &Version> =
            own.map(|version| (version.lang.as_str(), version)).collect();
        let has_edition = |edition: &&Edition| {
            by_language.values().any(|it| it.files.iter().any(|file| file.edition == **edition))
        };
        let editions: Vec<Edition> = EDITIONS.iter().filter(has_edition).copied().collect();
        let row = |known: &'a SiteLanguage| {
            let version = by_language.get(known.tag.as_str())?;
            let cell = |edition: &Edition| {
                let file = version.files.iter().find(|file| file.edition == *edition)?;
                let (size, unit) = size(site.content, &lang.tag, file.size);
                Some(Cell { path: file.path.clone(), pages: file.pages, size, unit })
            };
            Some(Row {
                lang: &known.tag,
                name: &known.name,
                dir: &known.dir,
                title: &version.title,
                cells: editions.iter().map(cell).collect(),
            })
        };
        let name = |edition: &Edition| EditionName {
            id: edition.name(),
            phrase: format!("site-{}", edition.name()),
        };
        Self {
            editions: editions.iter().map(name).collect(),
            rows: site.languages.iter().filter_map(row).collect(),
        }
    }
}

/// A size as a language writes it, and the phrase with its unit.
fn size(content: &Content, lang: &str, bytes: usize) -> (String, &'static str) {
    let kilobytes = (bytes as f64 / 1024.0).ceil();
    if kilobytes < 1000.0 {
        return (plan::written_number(content, lang, kilobytes), "site-kilobytes");
    }
    (plan::written_number(content, lang, kilobytes / 1024.0), "site-megabytes")
}
