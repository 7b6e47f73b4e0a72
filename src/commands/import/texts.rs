//! Texts in several languages: what a spreadsheet states of a field, put into what the data has.

use std::collections::BTreeMap;

use serde_json::{Map, Value};

use crate::content::Content;

/// What the columns of a field state: a text for every language, which has no tag, or by tag.
pub(super) type Texts = BTreeMap<Option<String>, String>;

/// The languages of the program.
#[derive(Debug)]
pub(super) struct Languages<'a> {
    /// Those that pieces are made in; the first is that of the office.
    published: Vec<&'a str>,
    pub(super) all: Vec<&'a str>,
}

impl<'a> Languages<'a> {
    pub(super) fn of(content: &'a Content) -> Self {
        Self { published: content.languages().collect(), all: content.all_languages().collect() }
    }

    /// The language that texts are translated from.
    pub(super) fn first(&self) -> &'a str {
        self.published.first().copied().unwrap_or_default()
    }
}

/// What an import does to the languages of a text, besides what the spreadsheet states.
#[derive(Debug)]
pub(super) struct TextNote {
    /// The ID of the entry.
    pub(super) entry: String,
    /// The index of the day that has the text; `None` for a text of the entry itself.
    pub(super) day: Option<usize>,
    pub(super) field: &'static str,
    pub(super) lang: String,
    pub(super) kind: NoteKind,
}

#[derive(Debug, PartialEq, Eq)]
pub(super) enum NoteKind {
    /// The text has no translation.
    Missing,
    /// The translation stays, and is older than the text in the first language.
    Older { source: String, target: String },
}

/// The text of a value in a language.
pub(super) fn text_in<'v>(value: &'v Value, lang: &str) -> Option<&'v str> {
    let text = value.as_str().or_else(|| value.get(lang)?.as_str());
    text.filter(|text| !text.is_empty())
}

/// A value with the texts of a spreadsheet. Other languages keep theirs. A text that was the same
/// in every language stays so only where it is not replaced: in a language that the spreadsheet
/// leaves out, nobody has written the new one yet.
pub(super) fn with_texts(now: Option<&Value>, stated: &Texts, languages: &Languages<'_>) -> Value {
    let same = stated.get(&None).map(String::as_str);
    let by_lang: Vec<(&String, &String)> =
        stated.iter().filter_map(|(lang, text)| Some((lang.as_ref()?, text))).collect();
    if let (Some(same), []) = (same, &by_lang[..]) {
        return same.into();
    }
    let same = same.or_else(|| now.and_then(Value::as_str));
    let is_same = |text: &str| same.is_some_and(|same| same == text);
    if by_lang.iter().all(|(_, text)| is_same(text)) {
        return same.unwrap_or_default().into();
    }
    if let ([_], [(_, text)], None | Some(Value::String(_))) =
        (&languages.all[..], &by_lang[..], now)
    {
        return text.as_str().into();
    }
    let first = by_lang.iter().find(|(lang, _)| *lang == languages.first());
    let mut texts = match (same, now) {
        (Some(same), _) if first.is_none_or(|(_, text)| is_same(text)) => {
            languages.all.iter().map(|lang| ((*lang).to_owned(), same.into())).collect()
        }
        (None, Some(Value::Object(texts))) => texts.clone(),
        _ => Map::new(),
    };
    for (lang, text) in by_lang {
        texts.insert(lang.clone(), text.as_str().into());
    }
    texts.into()
}

/// The languages in which a text is missing, or older than its new source.
pub(super) fn notes_on<'a>(
    now: Option<&'a Value>,
    after: &'a Value,
    languages: &'a Languages<'_>,
) -> impl Iterator<Item = (String, NoteKind)> + 'a {
    let first = languages.first();
    let is_changed = after.is_object() && now != Some(after);
    let source = now.and_then(|now| text_in(now, first));
    let has_new_source = text_in(after, first) != source;
    let langs = languages.all.iter().filter(move |lang| is_changed && **lang != first);
    langs.filter_map(move |lang| {
        let Some(text) = text_in(after, lang) else {
            let is_missing = languages.published.contains(lang);
            return is_missing.then(|| ((*lang).to_owned(), NoteKind::Missing));
        };
        let before = now.and_then(|now| text_in(now, lang));
        let source = source.filter(|_| has_new_source && before == Some(text))?.to_owned();
        Some(((*lang).to_owned(), NoteKind::Older { source, target: text.to_owned() }))
    })
}
