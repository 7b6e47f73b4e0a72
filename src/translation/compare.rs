//! Compares a translation with its source: what must be the same in every language.

use std::collections::BTreeSet;

use super::amounts;
use super::number_words::{is_known, number_words, stated_numbers, time_words};
use super::numbers::Number;
use super::plurals::PluralForm;
use super::tokens::Tokens;

/// The placeholder of the number in a counted word.
const COUNTED: &str = "{n}";

/// What a translation need not keep.
#[derive(Debug, Clone, Copy, Default)]
pub(super) struct Freedom<'a> {
    /// The form of a counted word that it is.
    pub(super) plural: Option<&'a PluralForm>,
    /// Words of the two languages for times of day, such as `noon`, each with its hours.
    pub(super) times: &'a [(String, &'static [&'static str])],
    /// The languages of the source and of the translation.
    pub(super) langs: (&'a str, &'a str),
}

/// The largest number that may be a word in a language whose words for numbers are not known.
const LARGEST_WORD: u32 = 100;

/// Says what a translation changed that it must keep, to follow "the translation"; `None` if it
/// kept everything.
pub(super) fn fault(source: &str, target: &str, freedom: Freedom<'_>) -> Option<String> {
    let (mut is, mut was) = (Tokens::of(target), Tokens::of(source));
    if let Some(form) = freedom.plural {
        // One hour can be "an hour", "1 hour", and "{n} hour".
        let number = COUNTED.to_owned();
        if form.may_omit || is.placeholders.contains(&number) {
            is.placeholders.insert(number.clone());
            was.placeholders.insert(number);
        }
        let is_named =
            |number: &Number| form.named.is_some_and(|it| it.to_string() == number.written);
        is.numbers.retain(|number| !is_named(number));
        was.numbers.retain(|number| !is_named(number));
    }
    let sets = [
        ("the placeholder", &was.placeholders, &is.placeholders),
        ("the email address", &was.emails, &is.emails),
        ("the web address", &was.addresses, &is.addresses),
        ("the phone number", &was.phones, &is.phones),
        ("the code", &was.codes, &is.codes),
    ];
    let differing = sets.into_iter().find_map(|(what, was, is)| differing(what, was, is));
    let repeated = || was.placeholders.iter().find_map(|name| repeated(name, source, target));
    let numbers = || {
        let words = |text, lang| number_words(text, lang, freedom.times);
        let (source_lang, lang) = freedom.langs;
        let was_words = words(source, source_lang);
        let was_all = was.numbers.iter().chain(&was_words);
        let is_words = words(target, lang);
        let is_numbers = clear_numbers(&was.numbers, &is.numbers, lang);
        differing_number((&was.numbers, &was_words), (&is_numbers, &is_words), freedom)
            .or_else(|| differing_word(source, target, &is.numbers, freedom))
            .or_else(|| repeated_number(was_all, &is.numbers, source_lang))
            .or_else(|| amounts::swapped_times(&was.numbers, &is.numbers))
            .or_else(|| amounts::fault(source, target, freedom.langs))
    };
    differing
        .or_else(repeated)
        .or_else(numbers)
        .or_else(|| differing_markup(&was.markup, &is.markup))
}

/// A placeholder that a translation has more often than its source. A plural may repeat the number.
fn repeated(name: &str, source: &str, target: &str) -> Option<String> {
    let (was, is) = (source.matches(name).count(), target.matches(name).count());
    let is_repeated = name != COUNTED && was > 0 && is > was;
    is_repeated.then(|| format!("has the placeholder `{name}` {is} times, and its source {was}"))
}

fn differing(what: &str, was: &BTreeSet<String>, is: &BTreeSet<String>) -> Option<String> {
    let (lost, new) = (was.difference(is).next(), is.difference(was).next());
    match (lost, new) {
        (None, None) => None,
        (Some(lost), Some(new)) => Some(format!("changes {what} `{lost}` to `{new}`")),
        (Some(lost), None) => Some(format!("has lost {what} `{lost}`")),
        (None, Some(new)) => Some(format!("has {what} `{new}`, which the source does not have")),
    }
}

/// The numbers of a translation as its readers would take them. In a language whose words for the
/// halves of the day are known, an hour without one is not in the afternoon.
fn clear_numbers(was: &[Number], is: &[Number], lang: &str) -> Vec<Number> {
    if !is_known(lang) {
        return is.to_vec();
    }
    let is = is.iter().cloned().map(Number::on_24_hour_clock);
    let is_clear = |number: &Number| {
        let same: Vec<&Number> = was.iter().filter(|other| other.is_same(number)).collect();
        same.is_empty() || same.iter().any(|other| other.is_clearly(number))
    };
    is.filter(is_clear).collect()
}

/// Compares the numbers of two texts. What words stand for may be a number in the other text. In a
/// language whose words for numbers are not known, a small number that the other text lacks may be
/// a word, but not if the other text has another number in its place.
fn differing_number(
    (was, was_words): (&[Number], &[Number]),
    (is, is_words): (&[Number], &[Number]),
    freedom: Freedom<'_>,
) -> Option<String> {
    let is_in = |number: &Number, all: &[Number], words: &[Number]| {
        number.count_in(all.iter().chain(words)) > 0
    };
    let mut lost: Vec<&Number> = was.iter().filter(|number| !is_in(number, is, is_words)).collect();
    let mut new: Vec<&Number> = is.iter().filter(|number| !is_in(number, was, was_words)).collect();
    let may_be_word = |number: &Number, lang: &str| {
        let is_small = |form: &String| form.parse().is_ok_and(|value: u32| value <= LARGEST_WORD);
        !is_known(lang) && number.forms.iter().any(is_small)
    };
    let (source_lang, lang) = freedom.langs;
    match (lost.is_empty(), new.is_empty()) {
        (false, true) => lost.retain(|number| !may_be_word(number, lang)),
        (true, false) => new.retain(|number| !may_be_word(number, source_lang)),
        _ => {}
    }
    match (lost.first(), new.first()) {
        (None, None) => None,
        (Some(lost), Some(new)) => {
            Some(format!("changes the number `{}` to `{}`", lost.written, new.written))
        }
        (Some(lost), None) => Some(format!("has lost the number `{}`", lost.written)),
        (None, Some(new)) => {
            Some(format!("has the number `{}`, which the source does not have", new.written))
        }
    }
}

/// Finds a number that the source states in a word, and its translation neither in a word nor in
/// digits, if the words of both languages are known.
fn differing_word(
    source: &str,
    target: &str,
    is: &[Number],
    freedom: Freedom<'_>,
) -> Option<String> {
    let (source_lang, lang) = freedom.langs;
    if !is_known(lang) {
        return None;
    }
    // A word of the source that stays has kept its number.
    let mut is_words = number_words(target, lang, freedom.times);
    is_words.extend(number_words(target, source_lang, &[]));
    let named = freedom.plural.and_then(|form| form.named).map(|named| named.to_string());
    let is_lost = |number: &&Number| {
        number.count_in(is.iter().chain(&is_words)) == 0
            && named.as_ref().is_none_or(|named| !number.forms.contains(named))
    };
    let mut stated = stated_numbers(source, source_lang);
    stated.extend(time_words(source, source_lang, &[]));
    let lost = &stated.iter().find(is_lost)?.written;
    let was_words = number_words(source, source_lang, freedom.times);
    let is_new = |number: &&Number| number.count_in(was_words.iter()) == 0;
    let mut new = stated_numbers(target, lang);
    new.extend(time_words(target, lang, &[]));
    match new.iter().find(is_new) {
        Some(new) => Some(format!("changes the number `{lost}` to `{}`", new.written)),
        None => Some(format!("has lost the number `{lost}`")),
    }
}

/// Finds a number of one or two digits that a translation has more often than its source. Longer
/// ones, such as a year or `988`, may be repeated.
fn repeated_number<'a>(
    was: impl Iterator<Item = &'a Number> + Clone,
    is: &[Number],
    source_lang: &str,
) -> Option<String> {
    if !is_known(source_lang) {
        return None;
    }
    let mut counts = is.iter().filter(|number| !number.may_be_repeated()).map(|number| {
        let count = is.iter().filter(|other| number.is_same(other)).count();
        (number, count, number.count_in(was.clone()))
    });
    let (number, count, was) = counts.find(|(_, is, was)| *was > 0 && is > was)?;
    Some(format!(
        "has the number `{}` {}, but the source has it {}",
        number.written,
        times(count),
        times(was)
    ))
}

fn differing_markup(was: &[String], is: &[String]) -> Option<String> {
    let count = |list: &[String], mark: &String| list.iter().filter(|one| *one == mark).count();
    let mark = was.iter().chain(is).find(|mark| count(was, mark) != count(is, mark))?;
    let (was, is) = (count(was, mark), count(is, mark));
    Some(format!("has `{mark}` {}, and the source has it {}", times(is), times(was)))
}

fn times(count: usize) -> String {
    match count {
        0 => "nowhere".to_owned(),
        1 => "once".to_owned(),
        2 => "twice".to_owned(),
        _ => format!("{count} times"),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn translations_may_write_the_same_numbers_in_their_own_way() {
        for (source, target) in [
            ("40 hours", "40 horas"),
            ("1,200 people", "1\u{a0}200 personas"),
            ("1,200.50", "1.200,50"),
            ("8:30 a.m.–5:30 p.m.", "de 8:30 a. m. a 5:30 p. m."),
            ("8:30 a.m.–5:30 p.m.", "de 8 h 30 à 17 h 30"),
            ("9 AM to 5 PM", "de 9:00 a 17:00"),
            ("Call 701-555-0100.", "Llame al (701) 555-0100."),
            ("Call 701-555-0100.", "اتصل على ٧٠١-٥٥٥-٠١٠٠"),
            ("Call \u{2066}988\u{2069}", "Llame al 988"),
            ("the 1st floor", "el 1.er piso"),
            ("{name}, {credentials}", "{credentials}, {name}"),
            ("Write to a@example.org.", "Escriba a a@example.org"),
            ("988lifeline.org, 24/7", "988lifeline.org, 24/7"),
            ("in 2026-2027", "de 2026 a 2027"),
            ("a **bold** word", "una palabra **gruesa**"),
            ("10 a.m. to noon", "10:00–12:00"),
            ("Noon to 1 p.m.", "12–13 Uhr"),
            ("8 p.m. to midnight", "20 h à 0 h"),
            ("8 a.m. to 12 p.m.", "8 a. m. a mediodía"),
            ("three days", "3 días"),
            ("the second floor", "el 2.º piso"),
            ("Until February 8", "2月8日まで"),
            ("twenty-one people", "21 personas"),
            ("forty hours", "40 horas"),
            ("40 hours", "cuarenta horas"),
            ("45 hours", "cuarenta y cinco horas"),
            ("28 people", "veintiocho personas"),
            ("120 hours", "ciento veinte horas"),
            ("8 a.m. to 12 p.m.", "de las ocho a mediodía"),
            ("8:30 a.m. to 5 p.m.", "de 8:30 de la mañana a 5 de la tarde"),
            ("2–4 p.m.", "14 h à 16 h"),
            ("1 p.m. to 4 p.m.", "de 1 a 4 p. m."),
            ("Two hours on ethics.", "Dos horas de ética."),
            ("both days", "los dos días"),
            ("two thousand people", "2000 personas"),
            ("Call or text 988", "Llame al 988 o escriba al 988"),
            ("a second chance", "otra oportunidad"),
            ("10,000 people", "10\u{a0}000 personas"),
            ("at −0.5 down", "0.5− abajo"),
        ] {
            let times: [(String, &[&str]); 1] = [("12 Uhr".to_owned(), &["12"])];
            let freedom = Freedom { times: &times, langs: ("en", "es"), ..Freedom::default() };
            assert_eq!(fault(source, target, freedom), None, "{source} → {target}");
        }
        for (lang, source, target, is_right) in [
            ("fr-CA", "40 hours", "quarante heures", true),
            ("fr", "71 people", "soixante et onze personnes", true),
            ("fr", "97 people", "quatre-vingt-dix-sept personnes", true),
            ("fr", "220 hours", "deux cent vingt heures", true),
            ("fr", "the 1st session", "la première session", true),
            ("fr", "40 hours", "cinquante heures", false),
            ("fr-CA", "8 hours", "8 h", true),
            ("fr-CA", "24 hours a day, 7 days a week", "24 h sur 24, 7 jours sur 7", true),
            ("fr-CA", "3 p.m. (2 p.m. Central)", "15 h (14 h, heure du Centre)", true),
            ("fr-CA", "8:30 a.m. to 5 p.m.", "8 h 30 à 17 h", true),
            ("fr-CA", "8:30 a.m. to 5 p.m.", "8h30 à 17h", true),
            ("fr-CA", "8:30 a.m. to 5 p.m.", "8 h 30 à 5 h", false),
            ("fr-CA", "8:30 a.m. to 5 p.m.", "8 h 30 du matin à 5 h du soir", true),
            ("fr-CA", "8:30 a.m. to 3 p.m.", "de 8 h 30 à 3 h de l’après-midi", true),
            ("fr-CA", "8:30 a.m. to 5 p.m.", "8 h 30 du soir à 5 h du matin", false),
            ("es", "at 5:30 p.m.", "a las 5:30", false),
            ("es", "at 8:30 a.m.", "a las 8:30", true),
            ("es", "at 8:30 p.m.", "a las 8:30 de la noche", true),
            ("es", "1:00 to 5:30 p.m.", "de 1:00 a 5:30 p. m.", true),
            ("vi", "at 5:30 p.m.", "5:30 chiều", true),
            ("es", "8:30 a.m. to 5 p.m.", "de 8:30 a 5", false),
            ("es", "8:30 a.m. to 5 p.m.", "de 5 p. m. a 8:30 a. m.", false),
            ("es", "8 a.m. to 5 p.m.", "de las ocho a las cinco", true),
            ("es", "at noon", "a mediodía", true),
            ("es", "at noon", "a las 12", true),
            ("es", "at noon", "a medianoche", false),
            ("es", "at noon", "a las 12 a. m.", false),
            ("es", "at noon", "a su hora", false),
            ("fr", "at noon", "l’après-midi", false),
            ("fr", "in the afternoon", "l’après-midi", true),
            (
                "es",
                "12 Calle Sol, midnight to 6 a.m.",
                "12 Calle Sol, de medianoche a 6 a. m.",
                true,
            ),
            (
                "es",
                "12 Calle Sol, midnight to 6 a.m.",
                "12 Calle Sol, de mediodía a 6 a. m.",
                false,
            ),
            ("ar", "at noon", "ظهرًا", true),
            ("fr-CA", "8:30 a.m. to 5 p.m.", "8 h 30 à 17 h 30", false),
            ("fr-CA", "8:30 a.m. to 5 p.m.", "8:30 p.m. à 5 a.m.", false),
            ("fr-CA", "10 minutes", "−10 minutes", false),
            ("fr-CA", "10 minutes", "-10 minutes", false),
            ("fr-CA", "10 minutes", "10 minutes, et 10 autres", false),
            ("fr-CA", "Two hours", "Trois heures", false),
            ("fr-CA", "Two hours", "Des heures", false),
            ("vi", "8:30 a.m. to 5:30 p.m.", "8 giờ 30 đến 17 giờ 30", true),
            ("ar", "8:30 a.m. to 5 p.m.", "من 8:30 ص إلى 5 م", true),
            ("ar", "8:30 a.m. to 5 p.m.", "من 8:30 م إلى 5 ص", false),
            // The words for numbers of these languages are not known.
            ("vi", "40 hours", "bốn mươi giờ", true),
            ("vi", "40 hours", "4 giờ", false),
            ("vi", "3 days, 40 hours", "3 ngày, 4 giờ", false),
            ("zh-Hans", "8:30 a.m.", "上午八点半", true),
            ("vi", "1,200 people", "người", false),
            ("vi", "forty hours", "40 giờ", true),
        ] {
            let freedom = Freedom { langs: ("en", lang), ..Freedom::default() };
            let found = fault(source, target, freedom);
            assert_eq!(found.is_none(), is_right, "{source} → {target}: {found:?}");
        }
        let freedom = Freedom { langs: ("so", "en"), ..Freedom::default() };
        assert_eq!(fault("labo maalmood", "2 days", freedom), None);
    }

    #[test]
    fn forms_of_one_number_may_leave_it_out() {
        let one = PluralForm { may_omit: true, named: Some(1), is_added: false };
        let few = PluralForm { may_omit: false, named: None, is_added: true };
        for (form, source, target, is_right) in [
            (&one, "{n} hour", "ساعة واحدة", true),
            (&one, "{n} hours", "ساعتان", true),
            (&one, "1 hour", "una hora", true),
            (&one, "an hour", "{n} heure", true),
            (&one, "{n} hour", "{n} hora", true),
            (&one, "{n} hour", "2 horas", false),
            (&few, "{n} hours", "часа", false),
            (&few, "{n} hours", "{n} часа", true),
            (&few, "{n} hours", "{m} часа", false),
        ] {
            let langs = ("en", "es");
            let freedom = Freedom { plural: Some(form), langs, ..Freedom::default() };
            let found = fault(source, target, freedom);
            assert_eq!(found.is_none(), is_right, "{source} → {target}: {found:?}");
        }
    }

    #[test]
    fn what_a_translation_must_keep_is_compared() {
        for (source, target, expected) in [
            ("Hi {name}", "Hola {nombre}", "the placeholder `{name}` to `{nombre}`"),
            ("Hi {name}", "Hola", "has lost the placeholder `{name}`"),
            ("Hi", "Hola {name}", "`{name}`, which the source does not have"),
            ("Call 701-555-0100", "Llame al 701-555-0101", "the phone number `7015550100`"),
            ("Call 701-555-0100", "Llame al 555-701-0100", "the phone number `7015550100`"),
            ("Call 1-800-QUIT", "Llame al 1-800-DEJE", "the code `1-800-QUIT`"),
            ("Call or text 988", "Llame al 998", "the number `988` to `998`"),
            ("40 hours", "4 horas", "the number `40` to `4`"),
            ("1.5 hours", "15 horas", "the number `1.5` to `15`"),
            ("at 5:30 p.m.", "a las 6:30 p. m.", "the number `5:30 p.m.` to `6:30 p. m.`"),
            ("40 hours", "cuatro horas", "has lost the number `40`"),
            ("three days", "4 días", "the number `4`, which the source does not have"),
            ("Two hours", "Tres horas", "changes the number `two` to `tres`"),
            ("Two hours", "Unas horas", "has lost the number `two`"),
            ("9 a.m.", "9 p. m.", "changes the number `9 a.m.` to `9 p. m.`"),
            ("10,000 people", "20\u{a0}000 personas", "to `20\u{a0}000`"),
            (
                "10 minutes",
                "10 minutos y 10 más",
                "the number `10` twice, but the source has it once",
            ),
            (
                "10 a.m. to noon",
                "10:00–13:00",
                "the number `13:00`, which the source does not have",
            ),
            ("a@example.org", "b@example.org", "the email address `a@example.org`"),
            ("see example.org/a", "vea example.org/b", "the web address `example.org/a`"),
            ("see https://example.org", "vea", "has lost the web address"),
            ("Room B12", "Sala B21", "the code `B12` to `B21`"),
            ("a **bold** word", "una *palabra*", "has `**` nowhere, and the source has it twice"),
            ("<b>now</b>", "<b>ya", "has `</b>` nowhere, and the source has it once"),
        ] {
            let freedom = Freedom { langs: ("en", "es"), ..Freedom::default() };
            let found = fault(source, target, freedom).unwrap_or_default();
            assert!(found.contains(expected), "{source} → {target}: {found}");
        }
    }
}
