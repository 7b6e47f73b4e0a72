//! The forms of counted words, such as "1 hour" and "40 hours": the translator gets a row for each
//! form that the language has, whatever forms the source language has.

use std::collections::BTreeSet;

use serde_json::Value;

use super::text::{SourceText, id};
use crate::content::Content;
use crate::content::data_file::DataFile;
use crate::content::languages::{counted_words, plural_phrases};
use crate::content::plural;
use crate::content::texts::Step;

/// The most numbers that a row names.
const MOST_NAMED: usize = 4;

/// What a form of a counted word is for.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct PluralForm {
    /// Whether it may leave out the number: it stands for one number only.
    pub(crate) may_omit: bool,
    /// The number that it is named for.
    pub(crate) named: Option<u32>,
    /// Whether the source language does not have it.
    pub(crate) is_added: bool,
}

/// Leaves out the forms that a language does not have, and adds those that the source language does
/// not have.
pub(super) fn settle_plurals(
    content: &Content,
    source_lang: &str,
    lang: &str,
    texts: &mut Vec<SourceText>,
) {
    let wording = DataFile::Wording;
    let Some(words) = content.value(wording.path(), "/words") else { return };
    let is_phrase = |name: &str| words.get(name).is_some();
    for word in counted_words(words) {
        let needed = plural_phrases(words, lang, word);
        let name_of = |text: &SourceText| {
            let name = text.pointer.strip_prefix("/words/").filter(|_| text.file == wording.path());
            let own = name.and_then(|name| plural::counted(name, is_phrase));
            own.filter(|(counted, _)| *counted == word).and(name).map(str::to_owned)
        };
        texts.retain(|text| {
            name_of(text).is_none_or(|name| needed.contains(&name) || text.target.is_some())
        });
        let there: BTreeSet<String> = texts.iter().filter_map(name_of).collect();
        let source = source_of(words, source_lang, word);
        let missing = needed.iter().filter(|name| !there.contains(*name));
        let new: Vec<SourceText> =
            missing.filter_map(|name| added(words.get(name), name, lang, source?)).collect();
        let new_ids: BTreeSet<String> = new.iter().map(|text| text.id.clone()).collect();
        let last = texts.iter().rposition(|text| name_of(text).is_some());
        let at = last.map_or(texts.len(), |last| last + 1);
        texts.splice(at..at, new);
        for text in texts.iter_mut() {
            let Some(name) = name_of(text) else { continue };
            let form = name.rsplit('-').next().unwrap_or_default();
            // In a language with two forms, `many` may stand for `other`.
            let of_form = match plural::needed_forms(lang).contains(form) {
                true => form,
                false => "other",
            };
            text.place = format!("{} (for {})", text.place, examples(lang, of_form));
            text.plural = Some(PluralForm {
                may_omit: plural::is_of_one_number(lang, of_form),
                named: plural::named_number(of_form),
                is_added: new_ids.contains(&text.id),
            });
        }
    }
}

/// The text of the form for most numbers in the source language.
fn source_of<'a>(words: &'a Value, lang: &str, word: &str) -> Option<&'a str> {
    let in_language = |text: &'a Value| text.as_str().or_else(|| text.get(lang)?.as_str());
    let names = [format!("{word}-other"), format!("{word}-many")];
    names.iter().find_map(|name| in_language(words.get(name)?))
}

/// A text of a form that the source language does not have. `known` is the phrase, if it is there.
fn added(known: Option<&Value>, name: &str, lang: &str, source: &str) -> Option<SourceText> {
    if known.is_some_and(Value::is_string) {
        return None;
    }
    let file = DataFile::Wording;
    let steps = [Step::Field("words".to_owned()), Step::Field(name.to_owned())];
    let target = known.and_then(|text| text.get(lang)?.as_str());
    Some(SourceText {
        file: file.path(),
        pointer: format!("/words/{name}"),
        id: id(file.name(), &steps),
        place: format!("Shared wording, word `{name}`"),
        source: source.to_owned(),
        target: target.filter(|text| !text.trim().is_empty()).map(str::to_owned),
        is_shared: false,
        plural: None,
    })
}

/// Some numbers of a form: "2, 3, 4, 22, and others".
fn examples(lang: &str, form: &str) -> String {
    let numbers = plural::numbers(lang, form);
    let named = numbers.iter().take(MOST_NAMED).cloned().collect::<Vec<_>>().join(", ");
    match numbers.len() > MOST_NAMED {
        true => format!("{named}, …"),
        false => named,
    }
}
