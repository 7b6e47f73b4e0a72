//! The home page: what the program gives out, by piece, and ways to find it.

use minijinja::value::{Serde, Value};
use serde::Serialize;

use super::files::Matrix;
use super::parts::{self, Entries, Part};
use super::piece::{Link, areas, versions};
use super::{HOME, Page, order};
use crate::content::pieces::{Group, Piece};
use crate::site::model::{Site, SiteLanguage, public_pieces};
use crate::site::pictures::PagePicture;

/// The most links to versions of a piece in the list. If there are more, they are on its page.
const MOST_LINKS: usize = 24;

/// What the template of the page sees.
#[derive(Serialize)]
struct Home<'a> {
    /// The pieces of this part of the list.
    cards: &'a [Card<'a>],
    /// The number of all pieces.
    total: usize,
    /// The number of the part, from 1.
    part: usize,
    /// The numbers of the other parts. Each has a script with its pieces.
    others: Vec<usize>,
    parts: Vec<Part>,
    audiences: &'a [Choice<'a>],
    kinds: &'a [Choice<'a>],
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
    /// How many versions and areas there are, if the list does not have them; otherwise 0.
    more_versions: usize,
    more_areas: usize,
}

pub(super) fn pages(site: &Site<'_>) -> Vec<Page> {
    let pieces: Vec<&Piece> = public_pieces(site.content).collect();
    let cards: Vec<Vec<Option<Card<'_>>>> = site
        .languages
        .iter()
        .map(|lang| pieces.iter().map(|piece| card(site, lang, piece)).collect())
        .collect();
    // A piece is in the same part in every language, so that the menu of languages leads to it.
    let weight = |index: usize| {
        cards.iter().filter_map(|of_lang| Some(of_lang[index].as_ref()?.weight())).max()
    };
    let weights = (0..pieces.len()).map(|index| weight(index).unwrap_or_default());
    let parts = parts::split(&site.languages, weights);
    let of_language = |(lang, cards): (&SiteLanguage, Vec<Option<Card<'_>>>)| {
        let mut start = 0;
        let own = parts.iter().map(|(number, range)| {
            let count = cards[range.clone()].iter().flatten().count();
            start += count;
            (*number, start - count..start)
        });
        let mut own: Vec<Entries> = own.filter(|(_, range)| !range.is_empty()).collect();
        if own.is_empty() {
            own.push((1, 0..0));
        }
        let cards: Vec<Card<'_>> = cards.into_iter().flatten().collect();
        pages_of(site, lang, &cards, &own)
    };
    site.languages.iter().zip(cards).flat_map(of_language).collect()
}

/// The pages of a language: one for each part of the list, and if there are several, a script for
/// each, with which filters find the pieces of all parts.
fn pages_of(
    site: &Site<'_>,
    lang: &SiteLanguage,
    cards: &[Card<'_>],
    entries: &[Entries],
) -> Vec<Page> {
    let has_audience = |id: &str| cards.iter().any(|card| card.audiences.contains(&id));
    let has_kind = |id: &str| cards.iter().any(|card| card.kind == id);
    let audiences = choices(&site.content.pieces.audiences, &lang.tag, has_audience);
    let kinds = choices(&site.content.pieces.kinds, &lang.tag, has_kind);
    let name = lang.data["program"]["name"].as_str().unwrap_or_default();
    let mut pages = Vec::new();
    for (index, (number, range)) in entries.iter().enumerate() {
        let parts = Part::all(site.content, &lang.tag, HOME, entries, index);
        let part = parts[index].clone();
        let title = match index {
            0 => name.to_owned(),
            _ => part.title(&lang.phrase("site-materials")),
        };
        let others = entries.iter().filter(|(other, _)| other != number);
        let body = Home {
            cards: &cards[range.clone()],
            total: cards.len(),
            part: *number,
            others: others.map(|(other, _)| *other).collect(),
            parts,
            audiences: &audiences,
            kinds: &kinds,
        };
        let page = |place: String, template: &str| Page {
            lang: lang.tag.clone(),
            place,
            template: template.to_owned(),
            title: title.clone(),
            description: lang.phrase("site-lead"),
            body: Value::from(Serde(&body)),
            ..Page::default()
        };
        pages.push(page(part.place, "home.html"));
        if entries.len() > 1 {
            pages.push(page(parts::script(HOME, *number), "cards.js"));
        }
    }
    pages
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
    let areas = if versions.is_empty() { areas(site, version) } else { Vec::new() };
    let matrix = versions.is_empty().then(|| Matrix::of(site, lang, version));
    let (versions, more_versions) = at_most(lang, versions);
    let (areas, more_areas) = at_most(lang, areas);
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
        matrix,
        can_be_ordered: order::limits(site, version).is_some(),
        areas,
        versions,
        more_versions,
        more_areas,
    })
}

/// The links, or how many there are, if they are too many for the list.
fn at_most<'a>(lang: &SiteLanguage, links: Vec<Link<'a>>) -> (Vec<Link<'a>>, usize) {
    let is_long = lang.has_parts() && links.len() > MOST_LINKS;
    if is_long { (Vec::new(), links.len()) } else { (links, 0) }
}

impl Card<'_> {
    /// About how many bytes of HTML the card takes.
    fn weight(&self) -> usize {
        let names = 5 * self.title.len() + self.about.len() + self.kind_name.len();
        let marks = self.audiences.iter().chain(&self.languages).map(|id| id.len() + 1);
        let pictures = self.pictures.iter().map(PagePicture::weight);
        let links = self.versions.iter().chain(&self.areas).map(Link::weight);
        let matrix = self.matrix.as_ref().map_or(0, Matrix::weight);
        let ids = 3 * self.id.len() + self.place.len();
        360 + names + ids + matrix + marks.chain(pictures).chain(links).sum::<usize>()
    }
}
