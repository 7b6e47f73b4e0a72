//! The sentences on the pages of a finished file, and those that differ between two versions of it.

use similar::{Algorithm, capture_diff_slices};

use crate::pdf::{self, Line};

/// A sentence that stands in one version only, or says something else in the other.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Changed {
    /// The page, from 0: of the newer version, or of the older one for a sentence that is gone.
    pub page: usize,
    /// What it said; none if it is new.
    pub before: Option<String>,
    /// What it says; none if it is gone.
    pub after: Option<String>,
}

/// The sentences of a file's pages, page by page. Several files of one piece follow each other.
pub fn read(pdfs: &[Vec<u8>]) -> Result<Vec<Vec<String>>, String> {
    let mut pages = Vec::new();
    for pdf in pdfs {
        let read = pdf::text(pdf).map_err(|unreadable| unreadable.to_string())?;
        pages.extend(read.iter().map(|page| sentences(&page.lines)));
    }
    Ok(pages)
}

/// The sentences that differ, in the order of the newer version.
pub fn differences(before: &[Vec<String>], after: &[Vec<String>]) -> Vec<Changed> {
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

/// Lines further apart than this many times their size do not go on from one to the next.
const FURTHEST: f64 = 1.7;

/// Puts lines together to paragraphs, as far as their size and distance allow, and takes these apart into sentences.
fn sentences(lines: &[Line]) -> Vec<String> {
    let mut paragraphs: Vec<String> = Vec::new();
    let mut last: Option<&Line> = None;
    for line in lines {
        let goes_on = last.is_some_and(|last| {
            let down = last.at.1 - line.at.1;
            (last.size - line.size).abs() < 0.3 && down > -0.5 && down < FURTHEST * line.size
        });
        match paragraphs.last_mut() {
            Some(paragraph) if goes_on => {
                // A word divided at the end of the line ends in a soft hyphen.
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
        // "a. m." and the like are no sentences.
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
    fn only_sentences_that_differ_are_told() {
        let pages =
            |texts: &[&str]| vec![texts.iter().map(|text| (*text).to_owned()).collect::<Vec<_>>()];
        let before = pages(&["One.", "Two.", "Four.", "Five."]);
        let after = pages(&["One.", "Too.", "Four.", "Five.", "Six."]);
        let changed = differences(&before, &after);
        let told: Vec<_> =
            changed.iter().map(|one| (one.before.as_deref(), one.after.as_deref())).collect();
        assert_eq!(told, [(Some("Two."), Some("Too.")), (None, Some("Six."))]);
        assert!(differences(&after, &after).is_empty());
        assert_eq!(differences(&after, &pages(&[])).len(), 5);
    }
}
