//! The languages of the program: published, drafts, and those that only its texts have.

use std::borrow::Cow;
use std::collections::{BTreeMap, BTreeSet};

use schemars::{JsonSchema, Schema, SchemaGenerator, json_schema};
use serde::Deserialize;
use serde_json::Value;

use super::data_file::DataFile;
use super::language_tag;
use super::plural;
use super::text::{Language, add_format_of};
use crate::diagnostic::{Code, Finding};
use crate::source::{Source, escape};

/// A language with fewer texts may be a misspelled one, unless `data/wording.json` has its dates.
const FEWEST_TEXTS: usize = 5;

/// A language of the program.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[serde(from = "Entry")]
pub struct ProgramLanguage {
    /// The tag, such as `fr-CA`.
    pub tag: String,
    /// Whether pieces in it are published.
    pub status: LanguageStatus,
}

impl ProgramLanguage {
    /// Whether pieces are built in this language unless the command line chooses others.
    pub(crate) fn is_published(&self) -> bool {
        self.status == LanguageStatus::Published
    }
}

/// Whether pieces in a language are published.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum LanguageStatus {
    /// Every text must be there.
    #[default]
    Published,
    /// Texts may be missing. Pieces are built only with `--lang`.
    Draft,
}

/// A language as the data writes it.
#[derive(Deserialize)]
#[serde(untagged)]
enum Entry {
    Tag(Language),
    WithStatus {
        tag: Language,
        #[serde(default)]
        status: LanguageStatus,
    },
}

impl From<Entry> for ProgramLanguage {
    fn from(entry: Entry) -> Self {
        match entry {
            Entry::Tag(Language(tag)) => Self { tag, status: LanguageStatus::default() },
            Entry::WithStatus { tag: Language(tag), status } => Self { tag, status },
        }
    }
}

impl JsonSchema for ProgramLanguage {
    fn schema_name() -> std::borrow::Cow<'static, str> {
        "ProgramLanguage".into()
    }

    fn json_schema(generator: &mut SchemaGenerator) -> Schema {
        let tag = generator.subschema_for::<Language>();
        let mut schema = json_schema!({
            "type": ["string", "object"],
            "properties": {
                "tag": tag,
                "status": {
                    "description": "Whether pieces in this language are published. Texts of a \
                                    `draft` may be missing, and it is built only with `--lang`.",
                    "type": "string",
                    "enum": ["published", "draft"]
                }
            },
            "required": ["tag"]
        });
        add_format_of::<Language>(&mut schema, generator);
        schema.insert("description".to_owned(), "A language of the program.".into());
        schema
    }
}

/// The languages of the texts.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(super) struct Languages {
    /// The published languages of the program, in their order.
    pub(super) listed: Vec<String>,
    /// The languages of the program that are still being translated.
    pub(super) drafts: Vec<String>,
    /// The languages whose tags in the list are findings. Nothing else is said about them.
    faulty: Vec<String>,
    /// Languages that are not in the list, but have texts. They are kept for another day.
    pub(super) kept: Vec<String>,
    /// Whether the text is a plural form. One hour can be "an hour", without the number.
    pub(super) is_plural_form: bool,
    /// Tags of texts that are not canonical, and the languages of the program that they mean.
    pub(super) misspelled: BTreeMap<String, String>,
}

impl Languages {
    /// The languages of the data files. They are read first, because translations are checked
    /// against them.
    pub(super) fn of(sources: &BTreeMap<String, Source>) -> Self {
        let program = sources.get(DataFile::Program.path());
        let list = program.and_then(|source| source.value.get("languages")?.as_array());
        let mut languages = Self::default();
        for (tag, is_draft) in list.into_iter().flatten().filter_map(entry) {
            let canonical = language_tag::canonical(tag);
            let list = match &canonical {
                Some(canonical) if canonical != tag => &mut languages.faulty,
                None => &mut languages.faulty,
                Some(_) if is_draft => &mut languages.drafts,
                Some(_) => &mut languages.listed,
            };
            // A language that is listed twice is a finding.
            let tag = canonical.unwrap_or_else(|| tag.to_owned());
            if !list.contains(&tag) {
                list.push(tag);
            }
        }
        let counts = count_texts(sources, &languages.listed);
        for (lang, count) in counts.by_language {
            let canonical = language_tag::canonical(&lang);
            // A misspelled tag is in texts that lack a published language.
            let is_extra =
                canonical.as_ref() == Some(&lang) && !counts.in_place_of_another.contains(&lang);
            match canonical.filter(|canonical| languages.has(canonical)) {
                Some(canonical) if canonical == lang => {}
                Some(canonical) => {
                    languages.misspelled.insert(lang, canonical);
                }
                None if count >= FEWEST_TEXTS || is_extra || locale(sources, &lang).is_some() => {
                    languages.kept.push(lang);
                }
                None => {}
            }
        }
        languages
    }

    /// Whether the program has a language, published or as a draft.
    fn has(&self, lang: &str) -> bool {
        self.listed.iter().chain(&self.drafts).chain(&self.faulty).any(|known| known == lang)
    }

    /// Whether texts in a language are not checked: it is a draft, it is not in the list, or its
    /// tag is a finding already.
    pub(super) fn is_unchecked(&self, lang: &str) -> bool {
        let mut unchecked = self.drafts.iter().chain(&self.kept).chain(&self.faulty);
        unchecked.any(|known| known == lang) || self.misspelled.contains_key(lang)
    }

    /// The languages of the text at a JSON pointer: those of the program or, if it belongs to a
    /// piece that names its languages, these. A plural form has the languages that need it.
    pub(super) fn at(&self, source: &Source, pointer: &str) -> Cow<'_, Self> {
        if source.path == DataFile::Wording.path() {
            return self.of_phrase(source, pointer);
        }
        let is_pieces = source.path == DataFile::Pieces.path();
        let index = pointer.strip_prefix("/pieces/").filter(|_| is_pieces);
        let index = index.and_then(|rest| rest.split('/').next()).unwrap_or_default();
        let own = source.value.pointer(&format!("/pieces/{index}/languages"));
        let Some(own) = own.and_then(Value::as_array) else { return Cow::Borrowed(self) };
        let mut languages = self.clone();
        let is_other = |lang: &mut String| !own.iter().any(|known| *known == lang.as_str());
        languages.kept.extend(languages.listed.extract_if(.., is_other));
        Cow::Owned(languages)
    }

    fn of_phrase(&self, source: &Source, pointer: &str) -> Cow<'_, Self> {
        let is_phrase = |name: &str| source.value["words"].get(name).is_some();
        let name = pointer.strip_prefix("/words/").unwrap_or_default();
        let Some((word, form)) = plural::counted(name, is_phrase) else {
            return Cow::Borrowed(self);
        };
        let mut languages = Self { is_plural_form: true, ..self.clone() };
        let words = &source.value["words"];
        let is_unneeded = |lang: &mut String| {
            let has_text = |name: &str| has_text_in(words, lang, name);
            !plural_phrases(words, lang, word).contains(name)
                || plural::stand_in(lang, word, form, has_text).is_some()
        };
        languages.kept.extend(languages.listed.extract_if(.., is_unneeded));
        Cow::Owned(languages)
    }

    /// The tag under which a text has a language.
    pub(super) fn text_in<'a>(
        &self,
        text: &'a serde_json::Map<String, Value>,
        lang: &str,
    ) -> Option<&'a Value> {
        let misspelled = self.misspelled.iter().filter(|(_, canonical)| *canonical == lang);
        text.get(lang).or_else(|| misspelled.into_iter().find_map(|(tag, _)| text.get(tag)))
    }

    /// Reports each language that is a draft, not in the list, or misspelled in the texts, once.
    pub(super) fn findings(&self, sources: &BTreeMap<String, Source>) -> Vec<Finding> {
        let Some(program) = sources.get(DataFile::Program.path()) else { return Vec::new() };
        let counts = count_texts(sources, &self.listed);
        let count = |lang: &String| counts.of(lang).0;
        let list = program.value.get("languages").and_then(Value::as_array);
        let at_list = |code, message| Finding::new(code, message).at(program.place("/languages"));
        let at_entry = |lang: &str, code, message| {
            let mut entries = list.into_iter().flatten();
            let index = entries.position(|value| entry(value).is_some_and(|(tag, _)| tag == lang));
            let place = format!("/languages/{}", index.unwrap_or_default());
            Finding::new(code, message).at(program.place(&place))
        };
        let draft = |lang: &String| {
            let (there, all) = counts.of(lang);
            let message = match all.saturating_sub(there) {
                0 => format!("`{lang}` is a draft: all {all} texts are translated"),
                1 => format!("`{lang}` is a draft: 1 of {all} texts is missing"),
                missing => format!("`{lang}` is a draft: {missing} of {all} texts are missing"),
            };
            at_entry(lang, Code::DraftLanguage, message).hint(format!(
                "build it with `--lang {lang}`; to publish it, write \"{lang}\" in place of its \
                 entry in `languages`"
            ))
        };
        let kept = |lang: &String| {
            let count = count(lang);
            let message = format!(
                "`{lang}` is not in `languages`: {}, but not printed",
                match count {
                    1 => "1 text in it is kept".to_owned(),
                    more => format!("{more} texts in it are kept"),
                }
            );
            at_list(Code::UnlistedLanguage, message).hint(format!(
                "add \"{lang}\" to `languages`, or delete its texts with `peerpress language \
                     remove {lang} --delete-texts`"
            ))
        };
        let misspelled = |(lang, canonical): (&String, &String)| {
            let count = count(lang);
            let message = format!(
                "{count} texts have the language tag `{lang}`; it is written `{canonical}`"
            );
            at_list(Code::BadValue, message)
                .hint(format!("replace \"{lang}\": with \"{canonical}\": in the files of `data`"))
        };
        let drafts = self.drafts.iter().map(draft);
        let kept = self.kept.iter().map(kept);
        drafts.chain(kept).chain(self.misspelled.iter().map(misspelled)).collect()
    }
}

/// The number of texts that are translated into a language that is not published, and the number of
/// all texts.
pub(crate) fn progress(sources: &BTreeMap<String, Source>, lang: &str) -> (usize, usize) {
    count_texts(sources, &Languages::of(sources).listed).of(lang)
}

/// The phrases that are the plural forms of a counted word in a language. `words` are those of
/// `data/wording.json`.
pub(crate) fn plural_phrases(words: &Value, lang: &str, word: &str) -> BTreeSet<String> {
    let has_text = |name: &str| has_text_in(words, lang, name);
    let forms = plural::needed_forms(lang).into_iter();
    forms.map(|form| plural::phrase(lang, word, form, has_text)).collect()
}

/// Whether a phrase has a text in a language.
fn has_text_in(words: &Value, lang: &str, name: &str) -> bool {
    words.get(name).is_some_and(|text| text.is_string() || text.get(lang).is_some())
}

/// The counted words of `data/wording.json`.
pub(crate) fn counted_words(words: &Value) -> BTreeSet<&str> {
    let names = words.as_object().into_iter().flat_map(|words| words.keys());
    let is_phrase = |name: &str| words.get(name).is_some();
    names.filter_map(|name| plural::counted(name, is_phrase)).map(|(word, _)| word).collect()
}

/// The tag of an entry of `languages`, and whether it is a draft.
fn entry(value: &Value) -> Option<(&str, bool)> {
    match value {
        Value::String(tag) => Some((tag, false)),
        _ => Some((value.get("tag")?.as_str()?, value.get("status").is_some_and(is_draft))),
    }
}

fn is_draft(status: &Value) -> bool {
    status == "draft"
}

/// The dates and lists of a language in `data/wording.json`.
fn locale<'a>(sources: &'a BTreeMap<String, Source>, lang: &str) -> Option<&'a Value> {
    let wording = sources.get(DataFile::Wording.path())?;
    wording.value.pointer(&format!("/locales/{}", escape(lang)))
}

/// How many texts there are.
#[derive(Default)]
struct TextCounts<'a> {
    /// All texts that have translations, except plural forms.
    all: usize,
    /// Those in each language that is not published.
    by_language: BTreeMap<String, usize>,
    /// Languages that some text has, although it lacks one that is published.
    in_place_of_another: BTreeSet<String>,
    /// The phrases of `data/wording.json`.
    words: Option<&'a Value>,
}

impl TextCounts<'_> {
    /// The number of texts in a language, and of those that it needs.
    fn of(&self, lang: &str) -> (usize, usize) {
        let there = self.by_language.get(lang).copied().unwrap_or_default();
        let Some(words) = self.words else { return (there, self.all) };
        let forms = counted_words(words).into_iter();
        let forms = forms.flat_map(|word| plural_phrases(words, lang, word));
        let forms: Vec<&Value> = forms.map(|name| &words[name.as_str()]).collect();
        // A form that is one string for all languages is no text to translate.
        let texts = || forms.iter().filter(|text| !text.is_string());
        let has_text = |text: &&&Value| text.get(lang).is_some_and(is_written);
        (there + texts().filter(has_text).count(), self.all + texts().count())
    }
}

fn is_written(text: &Value) -> bool {
    text.as_str().is_some_and(|text| !text.trim().is_empty())
}

/// Counts the texts. A text is an object that has a published language.
fn count_texts<'a>(sources: &'a BTreeMap<String, Source>, listed: &[String]) -> TextCounts<'a> {
    let wording = sources.get(DataFile::Wording.path());
    let words = wording.and_then(|source| source.value.get("words"));
    let mut counts = TextCounts { words, ..TextCounts::default() };
    for source in sources.values() {
        count_in(&source.value, listed, &mut counts);
    }
    counts
}

fn count_in(value: &Value, listed: &[String], counts: &mut TextCounts<'_>) {
    match value {
        Value::Object(map) if counts.words.is_some_and(|words| std::ptr::eq(words, value)) => {
            let is_phrase = |name: &str| map.contains_key(name);
            let others = map.iter().filter(|(name, _)| plural::counted(name, is_phrase).is_none());
            others.for_each(|(_, phrase)| count_in(phrase, listed, counts));
        }
        Value::Object(map) => {
            let has_text = |lang: &String| map.get(lang).is_some_and(Value::is_string);
            let (is_text, is_complete) = (listed.iter().any(has_text), listed.iter().all(has_text));
            counts.all += usize::from(is_text);
            let other = map.iter().filter(|(lang, text)| {
                is_text && is_written(text) && is_tag(lang) && !listed.contains(lang)
            });
            for (lang, _) in other {
                *counts.by_language.entry(lang.clone()).or_default() += 1;
                if !is_complete {
                    counts.in_place_of_another.insert(lang.clone());
                }
            }
            map.values().for_each(|value| count_in(value, listed, counts));
        }
        Value::Array(items) => items.iter().for_each(|value| count_in(value, listed, counts)),
        _ => {}
    }
}

/// Whether a name looks like a language tag: two or three letters, and perhaps a script or a
/// region.
fn is_tag(name: &str) -> bool {
    let language = name.split(['-', '_']).next().unwrap_or_default();
    let is_short = (2..=3).contains(&language.len());
    is_short && name.bytes().all(|b| b.is_ascii_alphanumeric() || b == b'-' || b == b'_')
}
