//! The pages at the top of the website: the one that leads to a language, and the one that servers
//! show for an address that does not exist.

use minijinja::value::Value;

use super::{HOME, NOT_FOUND, Page};
use crate::site::model::Site;

pub(super) fn pages(site: &Site<'_>) -> Vec<Page> {
    let Some(lang) = site.languages.first() else { return Vec::new() };
    let name = lang.data["program"]["name"].as_str().unwrap_or_default();
    let phrase = |name: &str| lang.data["words"][name].as_str().unwrap_or_default().to_owned();
    let page = |place: &str, template: &str, title: String| Page {
        lang: String::new(),
        place: place.to_owned(),
        template: template.to_owned(),
        title,
        description: phrase("site-lead"),
        body: Value::UNDEFINED,
        ..Page::default()
    };
    vec![
        page(HOME, "languages.html", name.to_owned()),
        page(NOT_FOUND, "404.html", phrase("site-not-found")),
    ]
}
