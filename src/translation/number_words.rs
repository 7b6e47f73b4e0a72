//! Words that stand for numbers. A translation may write `12:00` for "noon", and "cuarenta" for 40.
//!
//! `number_words/` has a table for each language that is known: a line for each number with its
//! words, in lowercase letters and without hyphens, and where a month has that number, its names.
//! To add a language, add its table to [`TABLES`]. CLDR has rules for this, which ICU4X does not
//! read.

use std::sync::LazyLock;

use super::tokens::Number;

/// The tables, by language.
const TABLES: [(&str, &str); 3] = [
    ("en", include_str!("number_words/en.txt")),
    ("es", include_str!("number_words/es.txt")),
    ("fr", include_str!("number_words/fr.txt")),
];

/// The hours of 12:00 and of 0:00.
pub(crate) const NOON: &[&str] = &["12"];
pub(crate) const MIDNIGHT: &[&str] = &["0", "00", "24", "12"];

/// The tables as they are used.
static LANGUAGES: LazyLock<Vec<(&str, NumberWords)>> = LazyLock::new(|| {
    TABLES.iter().map(|(lang, table)| (*lang, NumberWords::read(table))).collect()
});

/// The words of a language for numbers.
#[derive(Debug, Default)]
struct NumberWords {
    /// What may be between tens and ones, such as "y" in "treinta y uno".
    and: &'static str,
    /// Each number with the words that stand for it, those of several words first.
    numbers: Vec<(Vec<&'static str>, u32)>,
    /// Words for times of day, and their hours.
    times: Vec<(&'static str, &'static [&'static str])>,
}

/// Whether the number words of a language are known.
pub(super) fn is_known(lang: &str) -> bool {
    words_of(lang).is_some()
}

fn words_of(lang: &str) -> Option<&'static NumberWords> {
    let language = lang.split('-').next().unwrap_or_default();
    LANGUAGES.iter().find(|(known, _)| *known == language).map(|(_, words)| words)
}

/// The numbers that words of a text in a language stand for. `times` are words for times of day in
/// the data.
pub(super) fn number_words(
    text: &str,
    lang: &str,
    times: &[(String, &'static [&'static str])],
) -> Vec<Number> {
    let text = text.to_lowercase();
    let words: Vec<&str> =
        text.split(|c: char| !c.is_alphabetic()).filter(|word| !word.is_empty()).collect();
    let mut found: Vec<Number> = Vec::new();
    let mut add = |written: &str, forms: &[&str]| {
        let forms = forms.iter().map(|form| (*form).to_owned()).collect();
        found.push(Number { written: written.to_owned(), forms });
    };
    for (name, hours) in times.iter().filter(|(name, _)| text.contains(&name.to_lowercase())) {
        add(name, hours);
    }
    let Some(known) = words_of(lang) else { return found };
    for (index, word) in words.iter().enumerate() {
        for value in known.values(&words[index..]) {
            add(word, &[&value.to_string()]);
        }
        let time = known.times.iter().find(|(name, _)| name == word);
        time.into_iter().for_each(|(name, hours)| add(name, hours));
    }
    found
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
                    let number = name.parse().unwrap_or_default();
                    all.numbers.extend(each.map(|each| (each.split(' ').collect(), number)));
                }
            }
        }
        all.numbers.sort_by_key(|(words, _)| std::cmp::Reverse(words.len()));
        all
    }

    /// The numbers that the words at the start may stand for: "twenty-one" is 20 and 21.
    fn values(&self, words: &[&str]) -> Vec<u32> {
        let mut values: Vec<u32> = Vec::new();
        let mut rest = words;
        while let Some((length, value)) = self.value(rest) {
            let sum = values.last().map_or(0, |last| sum_so_far(*last, value));
            if !values.is_empty() && sum == 0 {
                break;
            }
            values.push(sum.max(value));
            rest = &rest[length..];
            if rest.first() == Some(&self.and) {
                rest = &rest[1..];
            }
        }
        values
    }

    /// The number at the start of the words, and how many words it has.
    fn value(&self, words: &[&str]) -> Option<(usize, u32)> {
        let is_first = |(number, _): &&(Vec<&str>, u32)| words.starts_with(number);
        self.numbers.iter().find(is_first).map(|(number, value)| (number.len(), *value))
    }
}

/// The sum of a round number and a smaller one after it, such as 20 and 1; 0 if they are two.
fn sum_so_far(round: u32, smaller: u32) -> u32 {
    let fits = match round {
        0..20 => false,
        _ if round.is_multiple_of(1000) => smaller < 1000,
        _ if round.is_multiple_of(100) => smaller < 100,
        _ => round.is_multiple_of(10) && smaller < 10,
    };
    if fits { round + smaller } else { 0 }
}
