//! Words that stand for numbers. A translation may write `12:00` for "noon", and "cuarenta" for 40.
//!
//! `number_words/` has a table for each language that is known: a line for each number with its
//! words, in lowercase letters and without hyphens, and where a month has that number, its names.
//! After a word with another meaning, such as "second", stands `?`: a translation may leave it out.
//! To add a language, add its table to [`TABLES`]. CLDR has rules for this, which ICU4X does not
//! read.

use std::sync::LazyLock;

use super::numbers::Number;

/// The tables, by language.
const TABLES: [(&str, &str); 3] = [
    ("en", include_str!("number_words/en.txt")),
    ("es", include_str!("number_words/es.txt")),
    ("fr", include_str!("number_words/fr.txt")),
];

/// The hours of 12:00 and of 0:00.
pub(crate) const NOON: &[&str] = &["12"];
pub(crate) const MIDNIGHT: &[&str] = &["0", "00", "24"];

/// Before a word for noon, it makes one for another time: "après-midi".
const AFTER: &str = "après";

/// The tables as they are used.
static LANGUAGES: LazyLock<Vec<(&str, NumberWords)>> = LazyLock::new(|| {
    TABLES.iter().map(|(lang, table)| (*lang, NumberWords::read(table))).collect()
});

/// The words of a language for numbers.
#[derive(Debug, Default)]
struct NumberWords {
    /// What may be between tens and ones, such as "y" in "treinta y uno".
    and: &'static str,
    /// The phrases that stand for numbers, those of several words first.
    numbers: Vec<Phrase>,
    /// Words for times of day, and their hours.
    times: Vec<(&'static str, &'static [&'static str])>,
}

/// Words that stand for a number.
#[derive(Debug)]
struct Phrase {
    words: Vec<&'static str>,
    value: u32,
    /// Whether they have no other meaning.
    is_clear: bool,
}

/// Whether the number words of a language are known.
pub(super) fn is_known(lang: &str) -> bool {
    words_of(lang).is_some()
}

fn words_of(lang: &str) -> Option<&'static NumberWords> {
    LANGUAGES.iter().find(|(known, _)| *known == language(lang)).map(|(_, words)| words)
}

/// The language of a tag, without its region.
pub(super) fn language(tag: &str) -> &str {
    tag.split('-').next().unwrap_or_default()
}

/// The numbers that words of a text in a language stand for. `times` are words for times of day in
/// the data.
pub(super) fn number_words(
    text: &str,
    lang: &str,
    times: &[(String, &'static [&'static str])],
) -> Vec<Number> {
    let mut found = time_words(text, lang, times);
    let text = text.to_lowercase();
    let words = words_in(&text);
    let Some(known) = words_of(lang) else { return found };
    for (index, word) in words.iter().enumerate() {
        for (value, _) in known.values(&words[index..]).0 {
            let forms = vec![value.to_string()];
            found.push(Number { written: (*word).to_owned(), forms, time: None });
        }
    }
    found
}

/// The times of day that words of a text in a language stand for.
pub(super) fn time_words(
    text: &str,
    lang: &str,
    times: &[(String, &'static [&'static str])],
) -> Vec<Number> {
    let text = text.to_lowercase();
    let words = words_in(&text);
    let stated = times.iter().filter(|(name, _)| text.contains(&name.to_lowercase()));
    let stated = stated.map(|(name, hours)| Number::full_hour(name, hours));
    let known = words_of(lang).map(|known| known.times.as_slice()).unwrap_or_default();
    let known = known.iter().filter(|(name, _)| {
        words.iter().enumerate().any(|(index, word)| {
            word == name && index.checked_sub(1).is_none_or(|before| words[before] != AFTER)
        })
    });
    stated.chain(known.map(|(name, hours)| Number::full_hour(name, hours))).collect()
}

/// The numbers that a text in a language states in words without another meaning, each once and
/// whole: 21 of "twenty-one", but not 20.
pub(super) fn stated_numbers(text: &str, lang: &str) -> Vec<Number> {
    let Some(known) = words_of(lang) else { return Vec::new() };
    let text = text.to_lowercase();
    let words = words_in(&text);
    let mut stated = Vec::new();
    let mut at = 0;
    while at < words.len() {
        let (values, is_clear) = known.values(&words[at..]);
        let Some((value, length)) = values.last().copied() else {
            at += 1;
            continue;
        };
        if is_clear {
            let (written, forms) = (words[at..at + length].join(" "), vec![value.to_string()]);
            stated.push(Number { written, forms, time: None });
        }
        at += length;
    }
    stated
}

fn words_in(text: &str) -> Vec<&str> {
    text.split(|c: char| !c.is_alphabetic()).filter(|word| !word.is_empty()).collect()
}

impl NumberWords {
    fn read(table: &'static str) -> Self {
        let mut all = Self::default();
        for (name, words) in table.lines().filter_map(|line| line.split_once(": ")) {
            let each = words.split(", ");
            match name {
                "and" => all.and = words,
                "noon" => all.times.extend(each.map(|word| (word, NOON))),
                "midnight" => all.times.extend(each.map(|word| (word, MIDNIGHT))),
                _ => {
                    let value = name.parse().unwrap_or_default();
                    all.numbers.extend(each.map(|each| {
                        let words = each.trim_end_matches('?');
                        let is_clear = words.len() == each.len();
                        Phrase { words: words.split(' ').collect(), value, is_clear }
                    }));
                }
            }
        }
        all.numbers.sort_by_key(|phrase| std::cmp::Reverse(phrase.words.len()));
        all
    }

    /// The numbers that the words at the start may stand for, each with its number of words, and
    /// whether no word has another meaning: "twenty-one" is 20 and 21.
    fn values(&self, words: &[&str]) -> (Vec<(u32, usize)>, bool) {
        let mut values: Vec<(u32, usize)> = Vec::new();
        let (mut at, mut is_clear) = (0, true);
        while let Some(phrase) = self.phrase(&words[at..]) {
            let last = values.last().map(|(last, _)| *last);
            let Some(value) = last.map_or(Some(phrase.value), |last| both(last, phrase.value))
            else {
                break;
            };
            // A number of several words is clear.
            is_clear = phrase.is_clear || !values.is_empty();
            at += phrase.words.len();
            values.push((value, at));
            if words.get(at) == Some(&self.and) {
                at += 1;
            }
        }
        (values, is_clear)
    }

    /// The number at the start of the words.
    fn phrase(&self, words: &[&str]) -> Option<&Phrase> {
        self.numbers.iter().find(|phrase| words.starts_with(&phrase.words))
    }
}

/// What two numbers in a row are together: 20 and 1 are 21, and 2 and 1000 are 2000. `None` if they
/// are two.
fn both(first: u32, second: u32) -> Option<u32> {
    let fits = match first {
        _ if second == 1000 => return (2..1000).contains(&first).then(|| first * 1000),
        0..20 => false,
        _ if first.is_multiple_of(1000) => second < 1000,
        _ if first.is_multiple_of(100) => second < 100,
        _ => first.is_multiple_of(10) && second < 10,
    };
    fits.then(|| first + second)
}
