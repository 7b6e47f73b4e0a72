//! Counted words: each has the plural forms that the languages of the program need.

use std::collections::BTreeSet;

use super::Checker;
use crate::content::data_file::DataFile;
use crate::content::plural;
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
                let has_text = |name: &str| {
                    wording.words.get(name).is_some_and(|text| text.get(tag).is_some())
                };
                for form in plural::needed_forms(tag) {
                    let name = plural::phrase(tag, word, form, has_text);
                    // A phrase without the language is a finding already.
                    if is_phrase(&name) {
                        continue;
                    }
                    let message = format!("`{word}` has no form `{form}`, which `{tag}` needs");
                    let hint = format!("add \"{name}\": {{ \"{tag}\": \"…\" }} under `words`");
                    let place = format!("/words/{}", escape(&format!("{word}-one")));
                    let place = self.place(DataFile::Wording, &place);
                    self.push(Code::Untranslated, place, &message, &hint);
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
}
