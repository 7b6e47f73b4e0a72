//! The schema keyword for translated text: finds languages that are missing, identical, or not
//! languages of the program.

use std::collections::BTreeSet;

use jsonschema::{Keyword, ValidationError};
use serde_json::Value;

use crate::content::language_tag;
use crate::content::languages::Languages;
use crate::content::text::line_fault;
use crate::diagnostic::{Code, Finding};
use crate::nearest::nearest;
use crate::source::{Source, escape};

/// Text with at least this many words that is identical in two languages was probably not
/// translated.
const FEWEST_WORDS: usize = 3;

/// The keyword, with the program's languages. Validator errors can only be strings, so the keyword
/// reports that there is an error and [`findings`] examines the value again.
pub(super) struct Localized {
    pub(super) languages: Languages,
}

impl<'i> Keyword<'i> for Localized {
    fn validate(&self, instance: &'i Value) -> Result<(), ValidationError<'i>> {
        match self.is_valid(instance) {
            true => Ok(()),
            false => Err(ValidationError::custom("a text has an error")),
        }
    }

    fn is_valid(&self, instance: &'i Value) -> bool {
        faults(instance, &self.languages).is_empty()
    }
}

/// An error in a text.
enum TextFault<'a> {
    /// The text in a language, or in all, cannot be printed.
    Unfit(Option<&'a str>, String),
    UnknownLanguage(&'a str),
    MissingLanguage(&'a str),
    /// Two languages have the same words.
    SameText(&'a str, &'a str),
    /// The languages have different placeholders.
    Placeholders,
}

fn faults<'a>(text: &'a Value, all: &'a Languages) -> Vec<TextFault<'a>> {
    let languages = &all.listed;
    let by_language = match text {
        Value::String(text) => {
            return line_fault(text)
                .map(|fault| TextFault::Unfit(None, fault))
                .into_iter()
                .collect();
        }
        // Without `data/program.json` the languages are not known. That is a finding already.
        Value::Object(map) if !languages.is_empty() => map,
        _ => return Vec::new(),
    };
    let mut faults = Vec::new();
    for (lang, text) in by_language.iter().filter(|(lang, _)| !all.is_unchecked(lang)) {
        if !languages.contains(lang) {
            faults.push(TextFault::UnknownLanguage(lang));
        }
        if let Some(fault) = text.as_str().and_then(line_fault) {
            faults.push(TextFault::Unfit(Some(lang), fault));
        }
    }
    let text_in = |lang: &String| all.text_in(by_language, lang).and_then(Value::as_str);
    for (index, first) in languages.iter().enumerate() {
        let Some(text) = text_in(first) else {
            if all.text_in(by_language, first).is_none() {
                faults.push(TextFault::MissingLanguage(first));
            }
            continue;
        };
        let is_same = |second: &&String| text_in(second) == Some(text);
        if word_count(text) >= FEWEST_WORDS {
            let same = languages[index + 1..].iter().filter(is_same);
            faults.extend(same.map(|second| TextFault::SameText(first, second)));
        }
    }
    let used: Vec<_> = languages.iter().filter_map(text_in).map(placeholders).collect();
    if !all.is_plural_form && used.windows(2).any(|pair| pair[0] != pair[1]) {
        faults.push(TextFault::Placeholders);
    }
    faults
}

/// The errors of the text at a JSON pointer.
pub(super) fn findings(
    text: &Value,
    languages: &Languages,
    source: &Source,
    pointer: &str,
) -> Vec<Finding> {
    let place = |lang: &str| source.place(&format!("{pointer}/{}", escape(lang)));
    let finding = |fault: TextFault<'_>| match fault {
        TextFault::Unfit(lang, fault) => Finding::new(Code::BadValue, format!("the text {fault}"))
            .at(lang.map_or_else(|| source.place(pointer), place))
            .hint(if fault == "is empty" { "write the text" } else { "type the text again" }),
        TextFault::UnknownLanguage(lang) => {
            let message = format!("`{lang}` is not a language of the program");
            Finding::new(Code::UnknownField, message)
                .at(source.key_place(&format!("{pointer}/{}", escape(lang))))
                .hint(language_hint(lang, &languages.listed))
        }
        TextFault::MissingLanguage(lang) => {
            Finding::new(Code::Untranslated, format!("the text has no `{lang}` translation"))
                .at(source.place(pointer))
                .hint(format!("add \"{lang}\": \"…\""))
        }
        TextFault::SameText(first, second) => {
            let message = format!("the `{first}` and `{second}` translations are identical");
            Finding::new(Code::SameText, message)
                .at(source.place(pointer))
                .hint("translate it; write a plain string if it is the same in every language")
        }
        TextFault::Placeholders => {
            let message = "the translations use different {placeholders}";
            Finding::new(Code::BadValue, message)
                .at(source.place(pointer))
                .hint("use the same {placeholders} in every language")
        }
    };
    faults(text, languages).into_iter().map(finding).collect()
}

fn language_hint(lang: &str, languages: &[String]) -> String {
    if let Some(tag) = language_tag::canonical(lang).filter(|tag| tag != lang) {
        return format!("write `{tag}`, and add it to `languages` in `data/program.json`");
    }
    match nearest(lang, languages.iter().map(String::as_str)) {
        Some(known) => format!("did you mean `{known}`?"),
        None => "correct the code, or add it to `languages` in `data/program.json`".to_owned(),
    }
}

fn word_count(text: &str) -> usize {
    text.split_whitespace().filter(|word| word.chars().any(char::is_alphabetic)).count()
}

/// The names in braces that a template fills.
fn placeholders(text: &str) -> BTreeSet<&str> {
    text.split('{').skip(1).filter_map(|rest| Some(rest.split_once('}')?.0)).collect()
}
