//! Numbers in words: "40 hours", "37,5 heures".

use icu_decimal::input::Decimal;
use serde_json::Value;

use super::facts::Facts;
use super::job::MissingText;
use super::locale;
use crate::content::data_file::DataFile;
use crate::content::plural;

impl Facts<'_> {
    /// A number with a counted word of `data/wording.json`, in the plural form that it needs.
    pub(super) fn counted(&mut self, word: &str, number: f64) -> Value {
        let words = &self.content.wording.words;
        let Ok(decimal) = number.to_string().parse::<Decimal>() else { return Value::Null };
        let lang = self.lang;
        let has_text = |name: &str| words.get(name).is_some_and(|text| text.get(lang).is_some());
        let form = plural::form(lang, &decimal);
        let printed = |form: &str| {
            let stand_in = plural::stand_in(lang, word, form, has_text);
            stand_in.unwrap_or_else(|| plural::phrase(lang, word, form, has_text))
        };
        let mut name = printed(form);
        let written = words.get(&name).and_then(|text| text.get(lang));
        // "An hour" is not said of half an hour, or of 21 hours, which have the same form.
        let is_named = plural::named_number(form).is_some_and(|named| f64::from(named) == number);
        if written.is_some_and(|text| !text.contains("{n}")) && !is_named {
            name = printed("other");
        }
        for form in plural::needed_forms(lang) {
            self.possible.insert(format!("/words/{}", printed(form)));
        }
        self.record_read(DataFile::Wording.path(), &format!("/words/{name}"));
        let Some(phrase) = words.get(&name) else {
            // A template that does not print the number works without the word.
            let is_known = plural::counted(&name, |name| words.contains_key(name)).is_some();
            self.untranslated.extend(is_known.then_some(MissingText::Phrase(name)));
            return Value::Null;
        };
        let Value::String(text) = self.text(phrase) else { return Value::Null };
        text.replace("{n}", &locale::number(self.locale, number)).into()
    }
}
