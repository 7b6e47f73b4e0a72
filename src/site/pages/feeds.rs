//! What programs read: the site map, and the news of the sessions as RSS. They have whole
//! addresses, so there are none if the address of the website is not known.

use jiff::fmt::rfc2822;
use jiff::tz::TimeZone;
use minijinja::value::{Serde, Value};
use serde::Serialize;
use serde_json::Value as Json;
use url::Url;

use super::{Page, redirect, trainings};
use crate::site::calendar;
use crate::site::model::{Site, SiteLanguage};

/// The site map: the address of each page, and its translations.
#[derive(Serialize)]
struct SiteMap {
    addresses: Vec<Address>,
}

#[derive(Serialize)]
struct Address {
    url: String,
    /// The languages and the addresses of all translations.
    translations: Vec<(String, String)>,
}

/// The news in a language.
#[derive(Serialize)]
struct News<'a> {
    program: &'a str,
    lang: &'a str,
    home: String,
    own: String,
    /// When the facts were last changed, as RSS writes it.
    date: String,
    items: Vec<Item<'a>>,
}

/// A session.
#[derive(Serialize)]
struct Item<'a> {
    url: String,
    /// Another one when the session is postponed, cancelled, or full, which is news.
    id: String,
    facts: &'a Json,
}

/// Returns the site map of these pages, and the news in each language.
pub(super) fn pages(site: &Site<'_>, pages: &[Page]) -> Vec<Page> {
    let Some(base) = &site.base_url else { return Vec::new() };
    let body = SiteMap { addresses: addresses(base, pages) };
    let map = Page {
        lang: String::new(),
        place: "sitemap.xml".to_owned(),
        template: "sitemap.xml".to_owned(),
        title: String::new(),
        description: String::new(),
        body: Value::from(Serde(&body)),
        ..Page::default()
    };
    let news = site.languages.iter().map(|lang| news(site, base, lang));
    [map].into_iter().chain(news).collect()
}

fn addresses(base: &Url, pages: &[Page]) -> Vec<Address> {
    let is_listed = |page: &&Page| {
        let is_page = page.place.ends_with(".html");
        is_page && !page.lang.is_empty() && page.template != redirect::TEMPLATE
    };
    let listed = pages.iter().filter(is_listed);
    let address = |page: &Page| {
        let translations =
            pages.iter().filter(|other| !other.lang.is_empty() && other.place == page.place);
        Address {
            url: format!("{base}{}", page.path()),
            translations: translations
                .map(|other| (other.lang.clone(), format!("{base}{}", other.path())))
                .collect(),
        }
    };
    listed.map(address).collect()
}

fn news<'a>(site: &Site<'_>, base: &Url, lang: &'a SiteLanguage) -> Page {
    let revised = site.content.program.revised.0;
    let date = revised.to_zoned(TimeZone::UTC).ok().and_then(|it| rfc2822::to_string(&it).ok());
    let item = |facts: &'a Json| {
        let place = trainings::place(facts["id"].as_str().unwrap_or_default());
        let url = format!("{base}{}/{place}", lang.tag);
        let id = match (&facts["status_name"], &facts["status"]) {
            (Json::String(_), Json::String(status)) => format!("{url}#{status}"),
            _ => url.clone(),
        };
        Item { url, id, facts }
    };
    let path = calendar::path_of_feed(&lang.tag);
    let body = News {
        program: lang.data["program"]["name"].as_str().unwrap_or_default(),
        lang: &lang.tag,
        home: format!("{base}{}/{}", lang.tag, super::TRAININGS),
        own: format!("{base}{path}"),
        date: date.unwrap_or_default(),
        items: lang.sessions().iter().map(item).collect(),
    };
    Page {
        lang: String::new(),
        place: path,
        template: "news.xml".to_owned(),
        title: lang.phrase("site-upcoming"),
        description: lang.phrase("site-upcoming"),
        body: Value::from(Serde(&body)),
        ..Page::default()
    }
}
