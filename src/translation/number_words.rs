//! Words that stand for numbers. A translation may write `12:00` for "noon", and `3` for "three".

use super::tokens::Number;

/// English words for numbers from 1 on: the words, and where a month has that number, its names.
const WORDS: [&[&str]; 20] = [
    &["one", "once", "first", "january", "jan"],
    &["two", "twice", "second", "february", "feb"],
    &["three", "third", "march", "mar"],
    &["four", "fourth", "april", "apr"],
    &["five", "fifth", "may"],
    &["six", "sixth", "june", "jun"],
    &["seven", "seventh", "july", "jul"],
    &["eight", "eighth", "august", "aug"],
    &["nine", "ninth", "september", "sep", "sept"],
    &["ten", "tenth", "october", "oct"],
    &["eleven", "eleventh", "november", "nov"],
    &["twelve", "twelfth", "december", "dec"],
    &["thirteen", "thirteenth"],
    &["fourteen", "fourteenth"],
    &["fifteen", "fifteenth"],
    &["sixteen", "sixteenth"],
    &["seventeen", "seventeenth"],
    &["eighteen", "eighteenth"],
    &["nineteen", "nineteenth"],
    &["twenty", "twentieth"],
];

/// English words for tens from 30 on.
const TENS: [&str; 7] = ["thirty", "forty", "fifty", "sixty", "seventy", "eighty", "ninety"];

/// English words for times of day, and their hours.
const TIMES: [(&str, &[&str]); 3] = [("noon", NOON), ("midday", NOON), ("midnight", MIDNIGHT)];

/// The hours of 12:00 and of 0:00.
pub(crate) const NOON: &[&str] = &["12"];
pub(crate) const MIDNIGHT: &[&str] = &["0", "00", "24", "12"];

/// The numbers that words of a text stand for. `times` are words for times of day in other
/// languages.
pub(super) fn number_words(text: &str, times: &[(String, &'static [&'static str])]) -> Vec<Number> {
    let text = text.to_lowercase();
    let words: Vec<&str> =
        text.split(|c: char| !c.is_alphabetic()).filter(|word| !word.is_empty()).collect();
    let mut found: Vec<Number> = Vec::new();
    let mut add = |written: &str, forms: &[&str]| {
        let forms = forms.iter().map(|form| (*form).to_owned()).collect();
        found.push(Number { written: written.to_owned(), forms });
    };
    for (index, word) in words.iter().enumerate() {
        if let Some(value) = value(word) {
            add(word, &[&value.to_string()]);
            let next = words.get(index + 1).and_then(|next| self::value(next));
            // "Twenty-one" is 21.
            if let Some(ones) = next.filter(|ones| value >= 20 && value % 10 == 0 && *ones < 10) {
                add(word, &[&(value + ones).to_string()]);
            }
        }
        let time = TIMES.iter().find(|(name, _)| name == word);
        time.into_iter().for_each(|(name, hours)| add(name, hours));
    }
    for (name, hours) in times.iter().filter(|(name, _)| text.contains(&name.to_lowercase())) {
        add(name, hours);
    }
    found
}

/// The number that an English word stands for.
fn value(word: &str) -> Option<usize> {
    let small = WORDS.iter().position(|words| words.contains(&word)).map(|index| index + 1);
    let tens = || TENS.iter().position(|tens| *tens == word).map(|index| 30 + 10 * index);
    small.or_else(tens)
}
