//! The plural forms of counted words, such as "1 hour" and "40 hours", by the rules of CLDR.

use std::collections::BTreeSet;

use icu_decimal::input::Decimal;
use icu_plurals::{PluralCategory, PluralOperands, PluralRules};

use super::language_tag::icu_locale;

/// The forms that CLDR knows. No language has more.
pub(crate) const FORMS: [&str; 6] = ["zero", "one", "two", "few", "many", "other"];

/// Numbers whose forms are all that a language needs of programs: CLDR also has forms for millions.
const MOST_COUNTED: u32 = 200;

/// Numbers with decimals, such as hours of trainings. Some languages have a form for them.
const WITH_DECIMALS: [&str; 4] = ["0.5", "1.5", "2.25", "37.5"];

/// The form of a counted word with a number.
pub(crate) fn form(lang: &str, number: &Decimal) -> &'static str {
    rules(lang).map_or("other", |rules| form_by(&rules, number))
}

fn form_by(rules: &PluralRules, number: &Decimal) -> &'static str {
    match rules.category_for(PluralOperands::from(number)) {
        PluralCategory::Zero => "zero",
        PluralCategory::One => "one",
        PluralCategory::Two => "two",
        PluralCategory::Few => "few",
        PluralCategory::Many => "many",
        PluralCategory::Other => "other",
    }
}

/// The forms that a language needs.
pub(crate) fn needed_forms(lang: &str) -> BTreeSet<&'static str> {
    let Some(rules) = rules(lang) else { return BTreeSet::from(["other"]) };
    let whole = (0..=MOST_COUNTED).map(Decimal::from);
    let decimals = WITH_DECIMALS.iter().filter_map(|number| number.parse().ok());
    whole.chain(decimals).map(|number| form_by(&rules, &number)).collect()
}

/// The number that a form is named for. Its phrase may leave the number out: "an hour".
pub(crate) fn named_number(form: &str) -> Option<u32> {
    ["zero", "one", "two"].iter().position(|name| *name == form).map(|number| number as u32)
}

/// The whole numbers of a form, from 1 on, and then 0; those with decimals if there is none.
pub(crate) fn numbers(lang: &str, form: &str) -> Vec<String> {
    let Some(rules) = rules(lang) else { return Vec::new() };
    let whole = (1..=MOST_COUNTED).chain([0]).map(|number| number.to_string());
    let all: Vec<String> = whole.chain(WITH_DECIMALS.map(str::to_owned)).collect();
    let is_of_form = |number: &&String| {
        number.parse::<Decimal>().is_ok_and(|number| form_by(&rules, &number) == form)
    };
    let of_form = all.iter().filter(is_of_form);
    let (decimal, whole): (Vec<String>, Vec<_>) =
        of_form.cloned().partition(|number| number.contains('.'));
    if whole.is_empty() { decimal } else { whole }
}

/// Whether the phrase of a form can leave the number out: no other number has the form, except 0.
pub(crate) fn is_of_one_number(lang: &str, form: &str) -> bool {
    let Some(named) = named_number(form) else { return false };
    let others = numbers(lang, form).into_iter().filter(|number| number != "0" || named == 0);
    others.eq([named.to_string()])
}

/// The word and the form of a phrase of `data/wording.json`, such as `hours` and `few` for
/// `hours-few`. `None` for a phrase that is no form of a counted word: there is no `-one` of it.
pub(crate) fn counted(phrase: &str, is_phrase: impl Fn(&str) -> bool) -> Option<(&str, &str)> {
    let (word, form) = phrase.rsplit_once('-').filter(|(_, form)| FORMS.contains(form))?;
    let has = |form: &str| is_phrase(&format!("{word}-{form}"));
    (has("one") && (has("many") || has("other"))).then_some((word, form))
}

/// The phrase that has a form of a counted word. A language without `-other` is of the time when
/// there were two forms: `-many` stood for all but one. It still does in a language without `many`.
/// `has_text` says whether a phrase has a text in the language.
pub(crate) fn phrase(
    lang: &str,
    word: &str,
    form: &str,
    has_text: impl Fn(&str) -> bool,
) -> String {
    let (other, many) = (format!("{word}-other"), format!("{word}-many"));
    let is_old = form == "other" && !has_text(&other) && has_text(&many);
    if is_old && !needed_forms(lang).contains("many") {
        return many;
    }
    format!("{word}-{form}")
}

/// The phrase that is printed for a form that has no text in a language: that of most numbers.
/// `None` for the form of one, which looks wrong with the words for many, and if there is no such
/// phrase.
pub(crate) fn stand_in(
    lang: &str,
    word: &str,
    form: &str,
    has_text: impl Fn(&str) -> bool,
) -> Option<String> {
    if form == "one" || has_text(&phrase(lang, word, form, &has_text)) {
        return None;
    }
    let most = ["other", "many"].map(|form| format!("{word}-{form}"));
    most.into_iter().find(|name| has_text(name))
}

fn rules(lang: &str) -> Option<PluralRules> {
    // The country makes no difference, except in Portuguese, where the tag names it.
    PluralRules::try_new_cardinal((&icu_locale(lang, "")?).into()).ok()
}
