//! The texts of the data in two languages.

use serde_json::Value;

use super::place;
use super::plurals::{PluralForm, settle_plurals};
use super::record::{LanguageRecord, pair_hashes};
use crate::content::Content;
use crate::content::data_file::DataFile;
use crate::content::language_tag::{self, TagFault};
use crate::content::texts::{Step, TextPlace, texts};
use crate::error::Error;
use crate::nearest;
use crate::plan::Job;

/// A text of the data, in the source language and in another.
#[derive(Debug)]
pub(crate) struct SourceText {
    /// The data file, such as `data/pieces.json`.
    pub(crate) file: &'static str,
    /// The JSON pointer of the text, above its languages.
    pub(crate) pointer: String,
    /// A name that stays when other entries are added: `pieces.pieces.card.text.promise`. It is a
    /// valid ID of XLIFF.
    pub(crate) id: String,
    /// Where it is, in words.
    pub(crate) place: String,
    /// The text in the source language.
    pub(crate) source: String,
    /// The text in the other language.
    pub(crate) target: Option<String>,
    /// Whether it is one string for every language.
    pub(crate) is_shared: bool,
    /// What it is for, if it is a form of a counted word.
    pub(crate) plural: Option<PluralForm>,
}

/// What is known about a translation.
#[derive(
    Debug,
    Clone,
    Copy,
    PartialEq,
    Eq,
    Hash,
    strum::IntoStaticStr,
    strum::EnumString,
    strum::EnumIter,
)]
#[strum(serialize_all = "lowercase")]
pub(crate) enum State {
    /// There is none.
    New,
    /// The text is one string for every language.
    Same,
    Translated,
    /// The source has changed since.
    Outdated,
    /// Someone has reviewed it, and neither it nor the source has changed since.
    Reviewed,
}

impl State {
    /// The name that files show.
    pub(crate) fn name(self) -> &'static str {
        self.into()
    }
}

impl SourceText {
    /// Whether a translator has something to translate: not a number that is the same in every
    /// language, and not only placeholders.
    pub(crate) fn has_words(&self) -> bool {
        let after = |part: &'_ str| part.split_once('}').map_or(0, |(name, _)| name.len() + 1);
        let mut parts = self.source.split('{');
        let first = parts.next().unwrap_or_default();
        let mut all = std::iter::once(first).chain(parts.map(|part| &part[after(part)..]));
        !self.is_shared || all.any(|part| part.contains(char::is_alphabetic))
    }

    /// What the record says about the translation.
    pub(crate) fn state(&self, record: Option<&LanguageRecord>) -> State {
        let Some(target) = &self.target else {
            return if self.is_shared { State::Same } else { State::New };
        };
        let Some(record) = record else { return State::Translated };
        let (source, target) = pair_hashes(&self.source, target);
        match record.is_reviewed(&self.id, &source, &target) {
            Some(true) => State::Reviewed,
            Some(false) => State::Translated,
            None => match record.texts.get(&self.id) {
                Some(known) if known.target == target => State::Outdated,
                _ => State::Translated,
            },
        }
    }
}

/// Returns every text that the source language has, those of the pieces first.
pub(crate) fn source_texts(
    content: &Content,
    source_lang: &str,
    target_lang: &str,
) -> Vec<SourceText> {
    let in_language = |value: &Value, lang: &str| {
        let text = value.get(lang)?.as_str()?;
        (!text.trim().is_empty()).then(|| text.to_owned())
    };
    let text = |found: TextPlace<'_>| {
        let shared = found.value.as_str().map(str::to_owned);
        Some(SourceText {
            file: found.file.path(),
            id: id(found.file.name(), &found.steps),
            place: place::in_words(&found),
            is_shared: shared.is_some(),
            target: in_language(found.value, target_lang),
            source: shared.or_else(|| in_language(found.value, source_lang))?,
            pointer: found.pointer,
            plural: None,
        })
    };
    let mut texts: Vec<SourceText> = texts(content).into_iter().filter_map(text).collect();
    settle_plurals(content, source_lang, target_lang, &mut texts);
    texts.sort_by_key(|text| text.file != DataFile::Pieces.path());
    texts
}

/// Whether a job prints a text, or prints it if facts change.
pub(crate) fn may_print(job: &Job, text: &SourceText) -> bool {
    let is_phrase = text.file == DataFile::Wording.path();
    prints(job, text) || (is_phrase && job.possible.contains(&text.pointer))
}

/// Whether a job prints a text.
pub(crate) fn prints(job: &Job, text: &SourceText) -> bool {
    let is_in = |pointer: &str| {
        let rest = text.pointer.strip_prefix(pointer);
        rest.is_some_and(|rest| rest.is_empty() || rest.starts_with('/'))
    };
    job.reads.iter().any(|(file, pointer)| file == text.file && is_in(pointer))
}

/// Returns the source language of the program, and the other language as the program writes it.
///
/// # Errors
/// If it is not a language of the program that texts are translated into.
pub(crate) fn language_pair<'a>(
    content: &'a Content,
    target: &str,
) -> Result<(&'a str, &'a str), Error> {
    let source = content.languages().next().unwrap_or_default();
    let others = || content.all_languages().filter(|lang| *lang != source);
    if target == source {
        let message = format!("`{source}` is the language that texts are translated from");
        let hint = match others().next() {
            Some(_) => nearest::hint("", others()),
            None => "add a language with `peerpress language add TAG`".to_owned(),
        };
        return Err(Error::usage(message).hint(hint));
    }
    let known = others().find(|known| *known == target);
    let unknown = || {
        let meant = language_tag::meant(target, others());
        let hint = match (meant.or(nearest::nearest(target, others())), TagFault::of(target)) {
            (Some(known), _) => format!("did you mean `{known}`?"),
            (None, None) => format!("add it with `peerpress language add {target}`"),
            (None, Some(TagFault::NotCanonical(tag))) => {
                format!("add it with `peerpress language add {tag}`")
            }
            (None, Some(fault)) => fault.explain(target).1,
        };
        Error::usage(format!("`{target}` is not a language of the program")).hint(hint)
    };
    Ok((source, known.ok_or_else(unknown)?))
}

/// The ID of a text: the file and the steps to it. Characters that an ID of XLIFF cannot have are
/// written as `:hex:`.
pub(crate) fn id(file: &str, steps: &[Step]) -> String {
    let mut id = file.to_owned();
    for step in steps {
        id.push('.');
        let name = match step {
            Step::Field(name) => name.clone(),
            Step::Entry(_, Some(name)) => name.clone(),
            Step::Entry(index, None) => (index + 1).to_string(),
        };
        for c in name.chars() {
            match c.is_ascii_alphanumeric() || c == '-' || c == '_' {
                true => id.push(c),
                false => id.push_str(&format!(":{:x}:", u32::from(c))),
            }
        }
    }
    id
}
