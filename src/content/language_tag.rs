//! Language tags (BCP 47): their canonical form, and what Unicode's CLDR knows about a language.

use icu_locale::{LocaleCanonicalizer, LocaleDirectionality, LocaleExpander, TransformResult};
use icu_locale_core::subtags::Region;
use icu_locale_core::{LanguageIdentifier, Locale};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::language_names::{LANGUAGE_NAMES, LanguageName, REGIONS};
use crate::nearest::nearest;

/// Tags that CLDR replaces, but that BCP 47 has as languages of their own: Tagalog and Dari.
const OWN_LANGUAGES: [&str; 2] = ["tl", "prs"];

/// The direction of writing.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
pub enum Direction {
    /// From left to right.
    #[default]
    Ltr,
    /// From right to left.
    Rtl,
}

/// The language and the region of a tag in the forms that Typst takes.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct TypstLanguage {
    /// The language, without script, region, and variants.
    pub(crate) lang: String,
    /// The country, in lowercase letters.
    pub(crate) region: String,
}

/// What is wrong with a language tag.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum TagFault {
    /// It is valid, but its canonical form is another one: this one.
    NotCanonical(String),
    /// There is no such language, script, or region. The tag that was probably meant, if any.
    Unknown(Option<String>),
}

impl TagFault {
    /// The fault of a tag; `None` if it can be used.
    pub(crate) fn of(tag: &str) -> Option<Self> {
        match canonical(tag) {
            Some(canonical) if canonical == tag => None,
            Some(canonical) => Some(Self::NotCanonical(canonical)),
            None => Some(Self::Unknown(nearest_tag(tag))),
        }
    }

    /// The message and the hint for the tag.
    pub(crate) fn explain(&self, tag: &str) -> (String, String) {
        match self {
            Self::NotCanonical(canonical) => (
                format!("the language tag `{tag}` is written `{canonical}`"),
                format!("write `{canonical}`"),
            ),
            Self::Unknown(Some(near)) => {
                (format!("`{tag}` is not a language tag"), format!("did you mean `{near}`?"))
            }
            Self::Unknown(None) => (
                format!("`{tag}` is not a language tag"),
                "write a language tag, such as `es`, `fr-CA`, or `zh-Hans`".to_owned(),
            ),
        }
    }
}

/// The canonical form of a tag; `None` if it is malformed, or its language, script, or region is
/// unknown.
pub(crate) fn canonical(tag: &str) -> Option<String> {
    let mut locale = Locale::try_from_str(&tag.replace('_', "-")).ok()?;
    if !locale.extensions.is_empty() || !is_known(&locale.id) {
        return None;
    }
    if !OWN_LANGUAGES.contains(&locale.id.language.as_str()) {
        LocaleCanonicalizer::new_extended().canonicalize(&mut locale);
    }
    Some(locale.to_string())
}

fn is_known(id: &LanguageIdentifier) -> bool {
    // The likely script of a language or of a script alone is known if it is.
    let has_script = |mut id: LanguageIdentifier| {
        LocaleExpander::new_extended().maximize(&mut id) == TransformResult::Modified
    };
    let mut replaced = Locale::from(LanguageIdentifier::from(id.language));
    let is_alias = LocaleCanonicalizer::new_extended().canonicalize(&mut replaced)
        == TransformResult::Modified;
    let is_script = |script| {
        let of_script = LanguageIdentifier::from(Some(script));
        LocaleDirectionality::new_extended().get(&of_script).is_some()
    };
    !id.language.is_unknown()
        && (is_alias || has_script(LanguageIdentifier::from(id.language)))
        && id.script.is_none_or(is_script)
        && id.region.is_none_or(is_known_region)
}

fn is_known_region(region: Region) -> bool {
    // `UK` is an alias of `GB`.
    let mut alias = Locale::from(LanguageIdentifier::from(Some(region)));
    LocaleCanonicalizer::new_extended().canonicalize(&mut alias);
    let region = alias.id.region.unwrap_or(region);
    REGIONS.split_whitespace().any(|known| known == region.as_str())
}

/// The tag that someone probably meant who wrote a name, a country, or a typo.
fn nearest_tag(tag: &str) -> Option<String> {
    let plain = tag.replace('_', "-");
    let (first, rest) = plain.split_once('-').unwrap_or((&plain, ""));
    let language = canonical(first).or_else(|| nearest_language(&first.to_lowercase()))?;
    // What follows is kept if it is right, such as in `french-CA`.
    let whole = Some(rest).filter(|rest| !rest.is_empty());
    whole.and_then(|rest| canonical(&format!("{language}-{rest}"))).or(Some(language))
}

fn nearest_language(word: &str) -> Option<String> {
    let is_named = |language: &&LanguageName| {
        [language.english, language.own].iter().any(|name| name.to_lowercase() == word)
    };
    let starts = |language: &&LanguageName| language.english.to_lowercase().starts_with(word);
    let tag = |language: &LanguageName| language.tag.to_owned();
    let names = LANGUAGE_NAMES.iter();
    let by_tag = || nearest(word, LANGUAGE_NAMES.iter().map(|language| language.tag));
    let by_name = || {
        let english = nearest(word, LANGUAGE_NAMES.iter().map(|language| language.english))?;
        LANGUAGE_NAMES.iter().find(|language| language.english == english).map(tag)
    };
    names
        .clone()
        .find(is_named)
        .map(tag)
        .or_else(|| language_of_country(word))
        .or_else(|| names.clone().find(starts).map(tag))
        .or_else(by_name)
        .or_else(|| by_tag().map(str::to_owned))
}

/// The main language of a country, given by its code: `ja` for `jp`.
fn language_of_country(code: &str) -> Option<String> {
    let region = Region::try_from_str(code).ok().filter(|region| is_known_region(*region))?;
    let mut id = LanguageIdentifier::from(Some(region));
    LocaleExpander::new_extended().maximize(&mut id);
    (!id.language.is_unknown()).then(|| id.language.to_string())
}

/// The direction in which a language is written.
pub(crate) fn direction(tag: &str) -> Direction {
    let is_rtl = |id| LocaleDirectionality::new_extended().is_right_to_left(&id);
    match parse(tag).is_some_and(|locale| is_rtl(locale.id)) {
        true => Direction::Rtl,
        false => Direction::Ltr,
    }
}

/// What a language is called: the form of it that a tag names, or the language itself.
pub(crate) fn name(tag: &str) -> Option<LanguageName> {
    let of = |tag: &str| LANGUAGE_NAMES.iter().find(|language| language.tag == tag).copied();
    let mut short = tag;
    while of(short).is_none() {
        (short, _) = short.rsplit_once('-')?;
    }
    of(short)
}

/// The locale of a tag, as CLDR knows it.
fn parse(tag: &str) -> Option<Locale> {
    let mut locale = Locale::try_from_str(tag).ok()?;
    LocaleCanonicalizer::new_extended().canonicalize(&mut locale);
    Some(locale)
}

/// The ICU locale of a language. The country is that of the program unless the tag says otherwise.
/// Numbers are written with European digits, as phone numbers are, and dates in the calendar of the
/// data, in every country.
pub(crate) fn icu_locale(tag: &str, region: &str) -> Option<Locale> {
    let mut locale = parse(tag)?;
    if locale.id.region.is_none() {
        locale.id.region = Region::try_from_str(region).ok();
    }
    let usual = Locale::try_from_str("und-u-ca-gregory-nu-latn").ok()?;
    locale.extensions = usual.extensions;
    Some(locale)
}

/// The language and the region that Typst lays out a tag with.
pub(crate) fn typst_language(tag: &str, region: &str) -> TypstLanguage {
    let id = Locale::try_from_str(tag).map_or(LanguageIdentifier::UNKNOWN, |locale| locale.id);
    let lang = if id.language.is_unknown() { tag } else { id.language.as_str() };
    let mut likely = id.clone();
    LocaleExpander::new_extended().maximize(&mut likely);
    let own = match (id.script, id.region) {
        (_, Some(region)) => Some(region),
        // Typst knows a script by its region: `zh-Hant` is laid out as in Taiwan.
        (Some(_), None) => likely.region,
        (None, None) => None,
    };
    let is_country = |region: &Region| region.is_alphabetic();
    let own = own.filter(is_country).map(|region| region.as_str().to_lowercase());
    TypstLanguage { lang: lang.to_owned(), region: own.unwrap_or_else(|| region.to_owned()) }
}

/// The language of a program that a tag means, which may be written in another way or name another
/// country. `None` if the program does not have the language, or has several forms of it that fit.
pub(crate) fn meant<'a>(tag: &str, known: impl Iterator<Item = &'a str>) -> Option<&'a str> {
    let whole = |tag: &str| {
        let mut id = parse(&tag.replace('_', "-"))?.id;
        LocaleExpander::new_extended().maximize(&mut id);
        Some(id)
    };
    let wanted = whole(tag)?;
    let likeness = |known: &str| {
        let id = whole(known).filter(|id| id.language == wanted.language)?;
        Some((id.script == wanted.script, id.region == wanted.region))
    };
    let mut fitting: Vec<_> = known.filter_map(|tag| Some((likeness(tag)?, tag))).collect();
    fitting.sort_by_key(|(likeness, _)| std::cmp::Reverse(*likeness));
    match fitting[..] {
        [(first, _), (second, _), ..] if first == second => None,
        [(_, tag), ..] => Some(tag),
        [] => None,
    }
}
