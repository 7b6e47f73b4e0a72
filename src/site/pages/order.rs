//! The form for printed copies, in each language. `order.js` makes an order of it in the browser,
//! which `peerpress order` reads.

use minijinja::value::{Serde, Value};
use serde::Serialize;

use super::{ORDER, Page};
use crate::content::pieces::{OrderLimits, Piece};
use crate::plan;
use crate::site::model::{Site, SiteLanguage, Version, public_pieces};

/// What the template of the page sees.
#[derive(Serialize)]
struct OrderForm<'a> {
    /// The email address that orders go to.
    email: &'a str,
    pieces: Vec<OrderedPiece<'a>>,
}

/// A piece that can be ordered.
#[derive(Serialize)]
struct OrderedPiece<'a> {
    id: &'a str,
    title: &'a str,
    /// The language of the title, which may not be that of the page.
    lang: &'a str,
    min: u32,
    max: u32,
    step: u32,
    /// These three, as the language of the page writes numbers.
    written: [String; 3],
    /// The languages that it is printed in.
    languages: Vec<&'a str>,
}

/// Returns the pages, if a piece on the website can be ordered.
pub(super) fn pages(site: &Site<'_>) -> Vec<Page> {
    let Some(email) = site.content.program.order_address() else { return Vec::new() };
    let page = |lang: &SiteLanguage| {
        let ordered = |piece| ordered(site, lang, piece);
        let pieces: Vec<_> = public_pieces(site.content).filter_map(ordered).collect();
        let page = Page {
            lang: lang.tag.clone(),
            place: ORDER.to_owned(),
            template: ORDER.to_owned(),
            title: lang.phrase("site-order"),
            description: lang.phrase("site-order-lead"),
            body: Value::from(Serde(OrderForm { email: &email, pieces })),
            ..Page::default()
        };
        is_possible(site).then_some(page)
    };
    site.languages.iter().filter_map(page).collect()
}

/// Whether a piece on the website can be ordered.
pub(super) fn is_possible(site: &Site<'_>) -> bool {
    site.versions.iter().any(|version| limits(site, version).is_some())
}

/// How many copies of a version can be ordered. Orders are for the versions of the program, not for
/// those of partners.
pub(super) fn limits(site: &Site<'_>, version: &Version) -> Option<OrderLimits> {
    let pieces = &mut site.content.pieces.pieces.iter();
    let piece = pieces.find(|piece| piece.id.as_str() == version.piece)?;
    piece.order.filter(|_| version.partner.is_none() && version.session.is_none())
}

fn ordered<'a>(
    site: &'a Site<'_>,
    lang: &'a SiteLanguage,
    piece: &'a Piece,
) -> Option<OrderedPiece<'a>> {
    let versions = site.versions.iter().filter(|version| version.piece == piece.id.as_str());
    let versions: Vec<&Version> =
        versions.filter(|version| limits(site, version).is_some()).collect();
    let first = versions.iter().find(|version| version.lang == lang.tag).or(versions.first())?;
    let (title, title_lang) = match piece.title.get(&lang.tag) {
        Some(title) => (title, lang.tag.as_str()),
        None => (first.title.as_str(), first.lang.as_str()),
    };
    let limits = piece.order?;
    let numbers = [limits.min(), limits.max, limits.step()];
    let written = |number: u32| plan::written_number(site.content, &lang.tag, number.into());
    let is_printed = |tag: &&str| versions.iter().any(|version| version.lang == *tag);
    let languages = site.languages.iter().map(|lang| lang.tag.as_str());
    Some(OrderedPiece {
        id: piece.id.as_str(),
        title,
        lang: title_lang,
        min: numbers[0],
        max: numbers[1],
        step: numbers[2],
        written: numbers.map(written),
        languages: languages.filter(is_printed).collect(),
    })
}
