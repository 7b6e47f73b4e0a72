//! Whether the face of a certificate, as its page prints it, states what its credential states.
//!
//! Name and title stand on lines of their own, so that a word added beside them is seen; number, dates and hours are whole words.
//! Dates may be written as any known language writes them.

use jiff::civil::Date;
use unicode_normalization::UnicodeNormalization;

use super::credential::Claims;
use crate::content::wording::Locale;
use crate::pdf::PageText;
use crate::plan::locale;

/// A name or title is set in no more lines.
const MOST_LINES: usize = 6;

/// Words that are less alike than this are not the altered form of each other.
const ALIKE: f64 = 0.5;

/// What the page prints, made ready to be looked through.
struct Face {
    lines: Vec<String>,
    words: Vec<String>,
}

/// Composed, with single spaces, without marks that only steer the direction of writing. What a file could steer a terminal with is
/// made visible.
fn plain(text: &str) -> String {
    let is_steering = |c: &char| matches!(c, '\u{ad}' | '\u{200b}' | '\u{200e}' | '\u{200f}' | '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}');
    let composed = text
        .nfc()
        .filter(|c| !is_steering(c))
        .map(|c| if c.is_control() && !c.is_whitespace() { '\u{fffd}' } else { c });
    composed.collect::<String>().split_whitespace().collect::<Vec<_>>().join(" ")
}

impl Face {
    fn of(page: &PageText) -> Self {
        let lines: Vec<String> =
            page.lines.iter().filter(|line| !line.artifact).map(|line| plain(&line.text)).collect();
        let words = lines.iter().flat_map(|line| line.split(' ').map(str::to_owned)).collect();
        Self { lines, words }
    }

    /// Neighbouring lines, joined: each line, each two of them, and so on.
    fn passages(&self) -> impl Iterator<Item = String> {
        (0..self.lines.len()).flat_map(move |start| {
            (1..=MOST_LINES.min(self.lines.len() - start))
                .map(move |count| self.lines[start..start + count].join(" "))
        })
    }

    fn has_lines(&self, text: &str) -> bool {
        self.passages().any(|passage| passage == text)
    }

    /// How often a text stands there in whole words; a mark of punctuation may follow.
    fn count(&self, text: &str) -> usize {
        let wanted: Vec<&str> = text.split(' ').collect();
        let ends = |word: &str, wanted: &str| {
            word == wanted
                || word.strip_suffix(['.', ',', ';', ':']).is_some_and(|word| word == wanted)
        };
        let is_it = |words: &[String]| {
            let last = wanted.len() - 1;
            words[..last].iter().zip(&wanted).all(|(word, wanted)| word == wanted)
                && ends(&words[last], wanted[last])
        };
        self.words.windows(wanted.len()).filter(|words| is_it(words)).count()
    }

    /// What stands there instead of a text, if anything is like it.
    fn instead(&self, text: &str) -> Option<String> {
        // What is more than twice as long is not alike, and long to compare.
        let longest = 2 * text.len() + 8;
        let alike = self
            .passages()
            .filter(|passage| passage.len() <= longest)
            .map(|passage| (strsim::normalized_levenshtein(&passage, text), passage));
        let best = alike
            .filter(|(likeness, _)| (ALIKE..1.0).contains(likeness))
            .max_by(|(a, _), (b, _)| a.total_cmp(b));
        best.map(|(_, passage)| passage)
    }

    fn differs(&self, what: &str, text: &str) -> String {
        match self.instead(text) {
            Some(other) => format!("the {what}: its code says `{text}`, the page says `{other}`"),
            None => format!("the {what}: its code says `{text}`, which is not on the page"),
        }
    }
}

/// What the page does not state as the credential does; empty if all of it agrees.
pub fn differences(page: &PageText, claims: &Claims, locales: &[Locale]) -> Vec<String> {
    let face = Face::of(page);
    let mut found = Vec::new();
    for (what, text) in [("name", &claims.name), ("title", &claims.title)] {
        let text = plain(text);
        if !face.has_lines(&text) {
            found.push(face.differs(what, &text));
        }
    }
    let revision = if claims.revision > 1 {
        format!("{} R{}", claims.number, claims.revision)
    } else {
        claims.number.clone()
    };
    for (what, text) in [("number", revision), ("issuer", claims.issuer.clone())] {
        let text = plain(&text);
        if face.count(&text) == 0 {
            found.push(face.differs(what, &text));
        }
    }
    if let Some(hours) = claims
        .hours
        .map(|hours| hours.to_string())
        .filter(|hours| face.count(hours) + face.count(&hours.replace('.', ",")) == 0)
    {
        found.push(format!("the hours: its code says `{hours}`, which is not on the page"));
    }
    found.extend(different_dates(&face, claims, locales));
    found
}

/// Dates that are not on the page in the words of any language, as often as they should be.
fn different_dates(face: &Face, claims: &Claims, locales: &[Locale]) -> Vec<String> {
    let single = |day: Date| vec![day];
    // A day of issue that is also the first of validity may be printed once.
    let issued = Some(claims.issued).filter(|day| claims.valid_from != Some(*day));
    let dates = [
        ("days of the session", Some(claims.days.clone()).filter(|days| !days.is_empty())),
        ("day of issue", issued.map(single)),
        ("first day of validity", claims.valid_from.map(single)),
        ("last day of validity", claims.valid_until.map(single)),
    ];
    let dates: Vec<_> = dates.into_iter().filter_map(|(what, days)| Some((what, days?))).collect();
    let best =
        locales.iter().map(|locale| missing_dates(face, &dates, locale)).min_by_key(Vec::len);
    best.unwrap_or_default()
}

fn missing_dates(face: &Face, dates: &[(&str, Vec<Date>)], locale: &Locale) -> Vec<String> {
    let written: Vec<String> =
        dates.iter().map(|(_, days)| plain(&locale::dates(locale, days))).collect();
    let missing = dates.iter().zip(&written).enumerate().filter(|(index, (_, text))| {
        let wanted = written[..=*index].iter().filter(|other| other == text).count();
        face.count(text) < wanted
    });
    missing.map(|(_, ((what, _), text))| face.differs(what, text)).collect()
}
