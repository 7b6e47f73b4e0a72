//! Checks whether the face of a certificate, as printed on the page, states what its code states.
//!
//! The name and title are on lines of their own, so that a word added next to them is noticed. The
//! number, dates, and hours are whole words. Dates may be written in any known language.

use jiff::civil::Date;
use unicode_normalization::UnicodeNormalization;

use super::credential::Claims;
use crate::content::wording::Locale;
use crate::pdf::PageText;
use crate::plan::locale;

/// The maximum number of lines of a name or title.
const MAX_LINES: usize = 6;

/// The similarity from 0 to 1 from which a passage counts as the altered form of another.
const MIN_SIMILARITY: f64 = 0.5;

/// The text of the page, prepared for searching.
struct Face {
    lines: Vec<String>,
    words: Vec<String>,
}

/// Returns text in NFC with single spaces and without marks for the writing direction. Control
/// characters that could affect the terminal become visible.
fn plain(text: &str) -> String {
    let is_direction_mark = |c: &char| {
        matches!(c,
            '\u{ad}' | '\u{200b}' | '\u{200e}' | '\u{200f}' | '\u{202a}'..='\u{202e}'
            | '\u{2066}'..='\u{2069}')
    };
    let visible = |c: char| if c.is_control() && !c.is_whitespace() { '\u{fffd}' } else { c };
    let text: String = text.nfc().filter(|c| !is_direction_mark(c)).map(visible).collect();
    text.split_whitespace().collect::<Vec<_>>().join(" ")
}

impl Face {
    fn new(page: &PageText) -> Self {
        let printed = page.lines.iter().filter(|line| !line.artifact);
        let lines: Vec<String> = printed.map(|line| plain(&line.text)).collect();
        let words = lines.iter().flat_map(|line| line.split(' ').map(str::to_owned)).collect();
        Self { lines, words }
    }

    /// Returns each line, each two neighboring lines joined, and so on.
    fn passages(&self) -> impl Iterator<Item = String> {
        (0..self.lines.len()).flat_map(move |start| {
            (1..=MAX_LINES.min(self.lines.len() - start))
                .map(move |count| self.lines[start..start + count].join(" "))
        })
    }

    fn has_lines(&self, text: &str) -> bool {
        self.passages().any(|passage| passage == text)
    }

    /// Counts how often the text occurs in whole words, which punctuation may follow.
    fn count(&self, text: &str) -> usize {
        let wanted: Vec<&str> = text.split(' ').collect();
        let (last_wanted, first_wanted) = wanted.split_last().unwrap_or((&"", &[]));
        let is_last = |word: &str| {
            word == *last_wanted || word.strip_suffix(['.', ',', ';', ':']) == Some(*last_wanted)
        };
        let is_match = |words: &&[String]| {
            let (last, first) = (&words[words.len() - 1], &words[..words.len() - 1]);
            first.iter().eq(first_wanted.iter()) && is_last(last)
        };
        self.words.windows(wanted.len()).filter(is_match).count()
    }

    /// Returns the passage that is most similar to the text, if any is similar enough.
    fn most_similar(&self, text: &str) -> Option<String> {
        // A passage of more than twice the length is not similar, and slow to compare.
        let max_length = 2 * text.len() + 8;
        let mut best: Option<(f64, String)> = None;
        for passage in self.passages().filter(|passage| passage.len() <= max_length) {
            let similarity = strsim::normalized_levenshtein(&passage, text);
            let is_better = best.as_ref().is_none_or(|(best, _)| similarity >= *best);
            if (MIN_SIMILARITY..1.0).contains(&similarity) && is_better {
                best = Some((similarity, passage));
            }
        }
        best.map(|(_, passage)| passage)
    }

    fn describe_difference(&self, field: &str, text: &str) -> String {
        match self.most_similar(text) {
            Some(other) => {
                format!(
                    "the {field} is `{text}` in the certificate code, but `{other}` on the page"
                )
            }
            None => missing(field, text),
        }
    }
}

fn missing(field: &str, text: &str) -> String {
    format!("the {field} is `{text}` in the certificate code, but is not on the page")
}

/// Returns the differences between the page and the credential.
pub(super) fn differences(page: &PageText, claims: &Claims, locales: &[Locale]) -> Vec<String> {
    let face = Face::new(page);
    let mut differences = Vec::new();
    for (field, text) in [("name", &claims.name), ("title", &claims.title)] {
        let text = plain(text);
        if !face.has_lines(&text) {
            differences.push(face.describe_difference(field, &text));
        }
    }
    for (field, text) in [("number", &claims.printed_number()), ("issuer", &claims.issuer)] {
        let text = plain(text);
        if face.count(&text) == 0 {
            differences.push(face.describe_difference(field, &text));
        }
    }
    if let Some(hours) = claims.hours.map(|hours| hours.to_string())
        && face.count(&hours) + face.count(&hours.replace('.', ",")) == 0
    {
        differences.push(missing("number of hours", &hours));
    }
    differences.extend(different_dates(&face, claims, locales));
    differences
}

/// Returns the dates that the page does not print, in the language that prints the most of them.
fn different_dates(face: &Face, claims: &Claims, locales: &[Locale]) -> Vec<String> {
    let mut dates: Vec<(&str, Vec<Date>)> = Vec::new();
    if !claims.days.is_empty() {
        dates.push(("dates of the session", claims.days.clone()));
    }
    // If the issue date is also the start date, the page may print it once.
    if claims.valid_from != Some(claims.issued) {
        dates.push(("issue date", vec![claims.issued]));
    }
    dates.extend(claims.valid_from.map(|day| ("start date", vec![day])));
    dates.extend(claims.valid_until.map(|day| ("expiration date", vec![day])));
    let in_locale = locales.iter().map(|locale| missing_dates(face, &dates, locale));
    in_locale.min_by_key(Vec::len).unwrap_or_default()
}

fn missing_dates(face: &Face, dates: &[(&str, Vec<Date>)], locale: &Locale) -> Vec<String> {
    let written: Vec<String> =
        dates.iter().map(|(_, days)| plain(&locale::dates(locale, days))).collect();
    let mut missing = Vec::new();
    for (index, ((field, _), text)) in dates.iter().zip(&written).enumerate() {
        // A date that the code states twice has to be on the page twice.
        let expected = written[..=index].iter().filter(|other| *other == text).count();
        if face.count(text) < expected {
            missing.push(face.describe_difference(field, text));
        }
    }
    missing
}
