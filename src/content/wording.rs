//! Phrases that pieces share, and how each language writes dates, times, and lists.

use std::collections::BTreeMap;

use schemars::JsonSchema;
use serde::Deserialize;

use super::locale::Locale;
use super::mail::CertificateMail;
use super::text::Text;

/// `data/wording.json`: shared phrases, and how each language writes dates, times, and lists.
#[derive(Debug, Clone, Deserialize, JsonSchema)]
pub struct Wording {
    /// Each language by its code: its name, and how it writes dates, times, and lists.
    #[schemars(extend("minProperties" = 1))]
    pub locales: BTreeMap<String, Locale>,
    /// Phrases that pieces share, by name. Templates fill in the placeholders in braces, such as
    /// `{date}`.
    pub words: BTreeMap<String, Text>,
    /// The email that brings people their certificates. Required for `certificates mail`.
    pub mail: Option<CertificateMail>,
}

impl Wording {
    /// Gives each language what its locale leaves out.
    pub(crate) fn complete(&mut self, region: &str) {
        for (lang, locale) in &mut self.locales {
            locale.complete(lang, region);
        }
    }
}
