//! Phrases that pieces share, and how each language writes dates, times, numbers, and lists.

use std::collections::BTreeMap;

use schemars::JsonSchema;
use serde::Deserialize;

use super::languages::ProgramLanguage;
use super::locale::Locale;
use super::mail::{CertificateMail, NoticeMail};
use super::text::Text;

/// `data/wording.json`: shared phrases, and how each language writes dates, times, numbers, and
/// lists.
#[derive(Debug, Clone, Deserialize, JsonSchema)]
pub struct Wording {
    /// Each language by its tag: what it writes in another way than is usual in that language.
    #[serde(default)]
    pub locales: BTreeMap<String, Locale>,
    /// Phrases that pieces share, by name. Templates fill in the placeholders in braces, such as
    /// `{date}`.
    pub words: BTreeMap<String, Text>,
    /// The email that brings people their certificates. Required for `certificates mail`.
    pub mail: Option<CertificateMail>,
    /// The email about copies that are out of date. Required for `stale --notify`.
    pub notice: Option<NoticeMail>,
}

impl Wording {
    /// Gives each language of the program a locale, and each locale what it leaves out.
    pub(crate) fn complete(&mut self, languages: &[ProgramLanguage], region: &str) {
        for language in languages {
            self.locales.entry(language.tag.clone()).or_default();
        }
        for (lang, locale) in &mut self.locales {
            locale.complete(lang, region);
        }
    }
}
