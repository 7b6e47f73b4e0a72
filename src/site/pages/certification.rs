//! How to become certified: the steps, the renewal, the code of ethics, questions and answers.

use minijinja::value::Value;

use super::{CERTIFICATION, Page};
use crate::site::model::{Site, SiteLanguage};

pub(super) fn pages(site: &Site<'_>) -> Vec<Page> {
    let languages = site.languages.iter().filter(|lang| lang.has_certification());
    let page = |lang: &SiteLanguage| Page {
        lang: lang.tag.clone(),
        place: CERTIFICATION.to_owned(),
        template: "certification.html".to_owned(),
        title: lang.phrase("site-certification"),
        description: lang.phrase("site-steps"),
        body: Value::UNDEFINED,
        ..Page::default()
    };
    languages.map(page).collect()
}
