//! Reads the sentences on the pages of a finished file, and finds those that differ between two
//! versions.

use similar::{Algorithm, capture_diff_slices};

use super::content::Content;
use crate::pdf::{self, Line};

/// A sentence that is in only one version, or reads differently in the other.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Changed {
    /// The page, from 0: in the newer version, or in the older one for a sentence that was removed.
    pub page: usize,
    /// The old sentence; `None` if it is new.
    pub before: Option<String>,
    /// The new sentence; `None` if it was removed.
    pub after: Option<String>,
}

/// Reads the sentences on each page of the files of a piece. Those of a picture are in the file
/// with its words.
pub(crate) fn read_sentences<'a>(
    files: impl IntoIterator<Item = &'a Vec<u8>>,
) -> Result<Vec<Vec<String>>, String> {
    let mut pages = Vec::new();
    for file in files {
        match Content::of(file) {
            Content::Picture => {}
            Content::Words(words) => pages.push(words.lines().flat_map(split).collect()),
            Content::Pdf => {
                let read = pdf::text(file).map_err(|unreadable| unreadable.to_string())?;
                pages.extend(read.iter().map(|page| sentences(&page.lines)));
            }
        }
    }
    Ok(pages)
}

/// Finds the sentences that differ, in the order of the newer version.
pub(crate) fn differences(before: &[Vec<String>], after: &[Vec<String>]) -> Vec<Changed> {
    let (old, new) = (numbered(before), numbered(after));
    let texts = |sentences: &[(usize, &str)]| {
        sentences.iter().map(|(_, text)| (*text).to_owned()).collect::<Vec<_>>()
    };
    let mut changed = Vec::new();
    for step in capture_diff_slices(Algorithm::Patience, &texts(&old), &texts(&new)) {
        let (tag, was, is) = step.as_tag_tuple();
        if tag == similar::DiffTag::Equal {
            continue;
        }
        let (was, is) = (&old[was], &new[is]);
        for index in 0..was.len().max(is.len()) {
            let (was, is) = (was.get(index), is.get(index));
            let page = is.or(was).map_or(0, |(page, _)| *page);
            changed.push(Changed {
                page,
                before: was.map(|(_, text)| (*text).to_owned()),
                after: is.map(|(_, text)| (*text).to_owned()),
            });
        }
    }
    changed
}

fn numbered(pages: &[Vec<String>]) -> Vec<(usize, &str)> {
    pages
        .iter()
        .enumerate()
        .flat_map(|(page, sentences)| sentences.iter().map(move |text| (page, text.as_str())))
        .collect()
}

/// Two lines belong to one paragraph if their distance is below this multiple of the font size.
const MOST_LEADING: f64 = 1.7;

/// Joins lines into paragraphs by their size and distance, and splits these into sentences.
fn sentences(lines: &[Line]) -> Vec<String> {
    let mut paragraphs: Vec<String> = Vec::new();
    let mut last: Option<&Line> = None;
    for line in lines {
        let goes_on = last.is_some_and(|last| {
            let down = last.at.1 - line.at.1;
            (last.size - line.size).abs() < 0.3 && down > -0.5 && down < MOST_LEADING * line.size
        });
        match paragraphs.last_mut() {
            Some(paragraph) if goes_on => {
                // A hyphenated word ends in a soft hyphen.
                if paragraph.ends_with('\u{ad}') {
                    paragraph.pop();
                } else {
                    paragraph.push(' ');
                }
                paragraph.push_str(&line.text);
            }
            _ => paragraphs.push(line.text.clone()),
        }
        last = Some(line);
    }
    paragraphs.iter().flat_map(|paragraph| split(paragraph)).collect()
}

/// Splits a paragraph after full stops, question and exclamation marks that a new sentence follows.
fn split(paragraph: &str) -> Vec<String> {
    let words: Vec<&str> = paragraph.split_whitespace().collect();
    let mut sentences = Vec::new();
    let mut start = 0;
    for (index, word) in words.iter().enumerate() {
        let ends = word
            .trim_end_matches(['"', '”', '»', ')'])
            .ends_with(['.', '?', '!', '…', '።', '؟', '।']);
        let begins = words.get(index + 1).is_none_or(|next| {
            next.chars().find(|c| c.is_alphanumeric()).is_none_or(|c| !c.is_lowercase())
        });
        // "a. m." and similar abbreviations do not end a sentence.
        let is_long = word.chars().filter(|c| c.is_alphanumeric()).count() > 1;
        if ends && begins && is_long {
            sentences.push(words[start..=index].join(" "));
            start = index + 1;
        }
    }
    if start < words.len() {
        sentences.push(words[start..].join(" "));
    }
    sentences
}

#[cfg(test)]
mod tests {
    use super::*;

    fn line(text: &str, down: f64, size: f64) -> Line {
        Line { text: text.to_owned(), artifact: false, at: (20.0, 700.0 - down), size }
    }

    #[test]
    fn lines_become_sentences() {
        let lines = [
            line("You are", 0.0, 30.0),
            line("not alone", 32.0, 30.0),
            line("Call us. The office is open from 9 a. m. to 5 p. m. on", 80.0, 10.0),
            line("week\u{ad}", 94.0, 10.0),
            line("days. ¿Preguntas?", 108.0, 10.0),
            line("701-555-0100", 150.0, 10.0),
        ];
        let expected = [
            "You are not alone",
            "Call us.",
            "The office is open from 9 a. m. to 5 p. m. on weekdays.",
            "¿Preguntas?",
            "701-555-0100",
        ];
        assert_eq!(sentences(&lines), expected);
    }

    #[test]
    fn only_sentences_that_differ_are_returned() {
        let pages =
            |texts: &[&str]| vec![texts.iter().map(|text| (*text).to_owned()).collect::<Vec<_>>()];
        let before = pages(&["One.", "Two.", "Four.", "Five."]);
        let after = pages(&["One.", "Too.", "Four.", "Five.", "Six."]);
        let changed = differences(&before, &after);
        let pairs: Vec<_> =
            changed.iter().map(|one| (one.before.as_deref(), one.after.as_deref())).collect();
        assert_eq!(pairs, [(Some("Two."), Some("Too.")), (None, Some("Six."))]);
        assert!(differences(&after, &after).is_empty());
        assert_eq!(differences(&after, &pages(&[])).len(), 5);
    }
}
