//! Reads the sentences on the pages of a finished file, and finds those that differ between two
//! versions.

use similar::{Algorithm, TextDiff, capture_diff_slices};

use super::content::Content;
use crate::content::phone::is_extension_word;
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
        let (old, new) = (&old[was], &new[is]);
        for (was, is) in pairs(&texts(old), &texts(new)) {
            let (was, is) = (was.map(|at| &old[at]), is.map(|at| &new[at]));
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

/// Sentences that have at least this part of their letters in common are versions of one.
const LEAST_SIMILARITY: f32 = 0.6;

/// The most sentences in a row that are compared with each other.
const MOST_COMPARED: usize = 200;

/// Pairs the sentences of two passages by their indexes, in order: similar ones first, and between
/// these, if there are as many, each with the one in its place. Others have no pair.
fn pairs(was: &[String], is: &[String]) -> Vec<(Option<usize>, Option<usize>)> {
    let mut pairs = Vec::new();
    let (mut from, mut to) = (0, 0);
    let similar = similar_pairs(was, is);
    for (old, new) in similar.into_iter().chain([(was.len(), is.len())]) {
        let (lost, added) = (from..old, to..new);
        if lost.len() == added.len() {
            pairs.extend(lost.zip(added).map(|(old, new)| (Some(old), Some(new))));
        } else {
            pairs.extend(lost.map(|old| (Some(old), None)));
            pairs.extend(added.map(|new| (None, Some(new))));
        }
        if old < was.len() {
            pairs.push((Some(old), Some(new)));
        }
        (from, to) = (old + 1, new + 1);
    }
    pairs
}

/// The pairs of similar sentences whose similarities have the greatest sum, in order.
fn similar_pairs(was: &[String], is: &[String]) -> Vec<(usize, usize)> {
    if was.len() > MOST_COMPARED || is.len() > MOST_COMPARED {
        return Vec::new();
    }
    let ratio = |old: &String, new: &String| {
        let ratio = TextDiff::from_chars(old.as_str(), new.as_str()).ratio();
        if ratio < LEAST_SIMILARITY { 0.0 } else { ratio }
    };
    let ratios: Vec<Vec<f32>> =
        was.iter().map(|old| is.iter().map(|new| ratio(old, new)).collect()).collect();
    // The greatest sum of the sentences from each on.
    let mut sums = vec![vec![0.0_f32; is.len() + 1]; was.len() + 1];
    for old in (0..was.len()).rev() {
        for new in (0..is.len()).rev() {
            let paired = ratios[old][new] + sums[old + 1][new + 1];
            sums[old][new] = paired.max(sums[old + 1][new]).max(sums[old][new + 1]);
        }
    }
    let mut pairs = Vec::new();
    let (mut old, mut new) = (0, 0);
    while old < was.len() && new < is.len() {
        if sums[old][new] <= sums[old + 1][new] {
            old += 1;
        } else if sums[old][new] <= sums[old][new + 1] {
            new += 1;
        } else {
            pairs.push((old, new));
            (old, new) = (old + 1, new + 1);
        }
    }
    pairs
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
        // "ext. 4" is one thing.
        let is_open = is_extension_word(&word.trim_end_matches('.').to_lowercase());
        if ends && begins && is_long && !is_open {
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

    #[test]
    fn a_new_sentence_does_not_move_the_others() {
        let pages =
            |texts: &[&str]| vec![texts.iter().map(|text| (*text).to_owned()).collect::<Vec<_>>()];
        let before = pages(&["Call us at (907) 822-4100 ext. 4.", "Five."]);
        let after = pages(&["Ask us about the next dates.", "Call us at (907) 822-4199 ext. 4."]);
        let changed = differences(&before, &after);
        let pairs: Vec<_> =
            changed.iter().map(|one| (one.before.as_deref(), one.after.as_deref())).collect();
        let new = (None, Some("Ask us about the next dates."));
        assert_eq!(pairs[0], new);
        assert_eq!(pairs[1].0, Some("Call us at (907) 822-4100 ext. 4."));
        assert_eq!(pairs[1].1, Some("Call us at (907) 822-4199 ext. 4."));
        assert_eq!(pairs[2], (Some("Five."), None));
        assert_eq!(split("Call (907) 822-4100 ext. 4"), ["Call (907) 822-4100 ext. 4"]);
    }
}
