//! Checks whether the face of a certificate, as printed on the page, states what its code states.
//!
//! The name and title are on lines of their own, so that a word added next to them is noticed. The
//! number, dates, and hours are whole words. Dates may be written in any known language.

use jiff::civil::Date;
use unicode_normalization::UnicodeNormalization;
use unicode_script::{Script, UnicodeScript};

use super::credential::Claims;
use crate::content::locale::Locale;
use crate::pdf::{Line, is_invisible, is_reordered};
use crate::plan::locale;

/// The maximum number of lines of a name or title.
const MAX_LINES: usize = 6;

/// The similarity from 0 to 1 from which a passage counts as the altered form of another.
const MIN_SIMILARITY: f64 = 0.5;

/// The text of the page, prepared for searching.
struct Face {
    lines: Vec<String>,
    /// The lines that nobody sees.
    hidden: Vec<String>,
    words: Vec<String>,
}

/// A statement of the code that the page does not make.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Difference {
    /// The program that saved the file made this statement unreadable for programs.
    Unreadable(String),
    /// The page says something else. This is the message.
    Words(String),
}

/// Returns text in NFKC with single spaces and without marks for the writing direction. Control
/// characters that could affect the terminal become visible.
fn plain(text: &str) -> String {
    let visible = |c: char| match c {
        '\u{2010}' | '\u{2011}' => '-',
        c if c.is_control() && !c.is_whitespace() => '\u{fffd}',
        c => c,
    };
    let text: String = text.nfkc().filter(|c| !is_invisible(*c)).map(visible).collect();
    text.split_whitespace().collect::<Vec<_>>().join(" ")
}

impl Face {
    fn new(lines: &[Line], hidden: &[Line]) -> Self {
        let plain_lines = |lines: &[Line]| lines.iter().map(|line| plain(&line.text)).collect();
        let (lines, hidden): (Vec<String>, Vec<String>) = (plain_lines(lines), plain_lines(hidden));
        let words = lines.iter().flat_map(|line| line.split(' ').map(str::to_owned)).collect();
        Self { lines, hidden, words }
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

    fn describe_difference(&self, field: &str, text: &str) -> Difference {
        if self.is_hidden(text) {
            return Difference::Words(format!("the {field}, `{text}`, is hidden on the page"));
        }
        if self.is_unreadable(text) {
            return Difference::Unreadable(field.to_owned());
        }
        Difference::Words(match self.most_similar(text) {
            Some(other) => {
                format!(
                    "the {field} is `{text}` in the certificate code, but `{other}` on the page"
                )
            }
            None => missing(field, text),
        })
    }

    /// Whether a text is on the page, but nobody sees it. In scripts whose letters change their
    /// shape or order, any hidden word may be it.
    fn is_hidden(&self, text: &str) -> bool {
        let scripts: Vec<Script> = text.chars().map(|c| c.script()).collect();
        let own = |c: char| is_reordered(c) && scripts.contains(&c.script());
        self.hidden.iter().any(|line| line.contains(text) || line.contains(own))
    }

    /// Whether a text can be on the page although it is not found: some programs save wrong
    /// characters for ligatures, and for scripts whose letters change their shape or order.
    fn is_unreadable(&self, text: &str) -> bool {
        let scripts: Vec<Script> = text.chars().map(|c| c.script()).collect();
        let is_wrong = |c: char| is_wrong(c, &scripts);
        let has_wrong = |line: &String| line.contains(is_wrong);
        if text.chars().any(is_reordered) {
            let own = |c: char| is_reordered(c) && scripts.contains(&c.script());
            return self.lines.iter().any(has_wrong)
                || !self.lines.iter().any(|it| it.contains(own));
        }
        let passages = self.passages().filter(|passage| passage.len() <= 4 * text.len() + 8);
        passages.filter(has_wrong).any(|passage| can_be(&passage, text, is_wrong))
    }
}

/// Whether a character is of no use for a text in some scripts.
fn is_wrong(c: char, scripts: &[Script]) -> bool {
    match c.script() {
        Script::Common => {
            let is_usual = matches!(c, '\0'..='\u{2ff}' | '\u{2000}'..='\u{214f}');
            !is_usual
        }
        Script::Inherited | Script::Latin => false,
        script => !scripts.contains(&script),
    }
}

/// Whether a passage is a text of which some characters, one to four at a time, are wrong.
fn can_be(passage: &str, text: &str, is_wrong: impl Fn(char) -> bool) -> bool {
    let text: Vec<char> = text.chars().collect();
    // The lengths of the beginning of the text that the passage can be, so far.
    let mut ends = vec![false; text.len() + 1];
    ends[0] = true;
    for c in passage.chars() {
        let mut next = vec![false; text.len() + 1];
        for end in (0..=text.len()).filter(|end| ends[*end]) {
            let most = if is_wrong(c) { 4 } else { usize::from(text.get(end) == Some(&c)) };
            (end + 1..=(end + most).min(text.len())).for_each(|end| next[end] = true);
        }
        ends = next;
    }
    ends[text.len()]
}

fn missing(field: &str, text: &str) -> String {
    format!("the {field} is `{text}` in the certificate code, but is not on the page")
}

/// Returns the differences between the page and the credential.
pub(super) fn differences(
    (lines, hidden): (&[Line], &[Line]),
    claims: &Claims,
    locales: &[Locale],
) -> Vec<Difference> {
    let face = Face::new(lines, hidden);
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
    if let Some(hours) = claims.hours.filter(|hours| !prints_number(&face, *hours, locales)) {
        differences.push(face.describe_difference("number of hours", &hours.to_string()));
    }
    differences.extend(different_dates(&face, claims, locales));
    differences
}

/// Whether the page has a number, as any language writes it. Earlier certificates have no separator
/// of thousands.
fn prints_number(face: &Face, number: f64, locales: &[Locale]) -> bool {
    let bare = number.to_string();
    let in_locales = locales.iter().map(|locale| plain(&locale::number(locale, number)));
    [bare.replace('.', ","), bare].into_iter().chain(in_locales).any(|it| face.count(&it) > 0)
}

/// Returns days as the page writes them or, if it does not, as Peerpress writes them today. Earlier
/// certificates list days in other words, and have spaces around the dash of a range.
fn printed_dates(face: &Face, days: &[Date], locale: &Locale) -> String {
    let today = plain(&locale::dates(locale, days));
    let earlier = plain(&locale::earlier_dates(locale, days));
    let spaced = earlier.replace('–', " – ");
    let is_printed = |text: &&String| face.count(text) > 0;
    [&today, &earlier, &spaced].into_iter().find(is_printed).unwrap_or(&today).clone()
}

/// Returns the dates that the page does not print, in the language that prints the most of them.
fn different_dates(face: &Face, claims: &Claims, locales: &[Locale]) -> Vec<Difference> {
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
    let mut fewest: Option<Vec<Difference>> = None;
    for locale in locales {
        let missing = missing_dates(face, &dates, locale);
        if missing.is_empty() {
            return missing;
        }
        if fewest.as_ref().is_none_or(|fewest| missing.len() < fewest.len()) {
            fewest = Some(missing);
        }
    }
    fewest.unwrap_or_default()
}

fn missing_dates(face: &Face, dates: &[(&str, Vec<Date>)], locale: &Locale) -> Vec<Difference> {
    let written: Vec<String> =
        dates.iter().map(|(_, days)| printed_dates(face, days, locale)).collect();
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
