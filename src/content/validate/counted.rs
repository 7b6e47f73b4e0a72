//! Counted words: each has the plural forms that the languages of the program need.

use std::collections::BTreeSet;

use super::Checker;
use crate::content::data_file::DataFile;
use crate::content::plural;
use crate::content::wording::Wording;
use crate::diagnostic::Code;
use crate::source::escape;

/// Fields of templates that count, and the words that they count.
const COUNTED_FIELDS: [(&str, &str); 2] = [("length", "hours"), ("day_count", "days")];

impl Checker<'_> {
    pub(super) fn counted_words(&mut self) {
        let partial = self.partial;
        let (Some(wording), Some(program)) = (&partial.wording, &partial.program) else { return };
        let is_phrase = |name: &str| wording.words.contains_key(name);
        let known = wording.words.keys().filter_map(|name| plural::counted(name, is_phrase));
        let known: BTreeSet<&str> = known.map(|(word, _)| word).collect();
        for word in known.iter().copied() {
            for language in program.languages.iter().filter(|language| language.is_published()) {
                let tag = &language.tag;
                for form in plural::needed_forms(tag) {
                    self.counted_form(wording, tag, word, form);
                }
            }
        }
        let fields = partial.templates.values().flat_map(|template| template.fields.values());
        let used: BTreeSet<&str> =
            fields.flatten().filter_map(|path| path.rsplit('.').next()).collect();
        for (field, word) in COUNTED_FIELDS {
            if used.contains(field) && !known.contains(word) {
                let message = format!("`data/wording.json` does not say how to count {word}");
                let hint = format!("add \"{word}-one\" and \"{word}-other\" under `words`");
                let place = self.place(DataFile::Wording, "/words");
                self.push(Code::MissingText, place, &message, &hint);
            }
        }
    }

    /// Reports a form of a counted word that has no text in a language.
    fn counted_form(&mut self, wording: &Wording, tag: &str, word: &str, form: &str) {
        let has_text =
            |name: &str| wording.words.get(name).is_some_and(|text| text.get(tag).is_some());
        let name = plural::phrase(tag, word, form, has_text);
        let stand_in = plural::stand_in(tag, word, form, has_text);
        let is_phrase = wording.words.contains_key(&name);
        // A phrase without the language is a finding already.
        if has_text(&name) || (is_phrase && stand_in.is_none()) {
            return;
        }
        let missing = format!("`{word}` has no form `{form}`, which `{tag}` needs");
        let (code, message) = match stand_in {
            Some(name) => (Code::MissingPlural, format!("{missing}; `{name}` is printed instead")),
            None => (Code::Untranslated, missing),
        };
        let (phrase, hint) = match is_phrase {
            true => (name, format!("add \"{tag}\": \"…\"")),
            false => (
                format!("{word}-one"),
                format!("add \"{name}\": {{ \"{tag}\": \"…\" }} under `words`"),
            ),
        };
        let place = self.place(DataFile::Wording, &format!("/words/{}", escape(&phrase)));
        self.push(code, place, &message, &hint);
    }
}
