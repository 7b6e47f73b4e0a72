//! Long lists in parts, each on a page of its own, so that no page takes long to load.

use std::ops::Range;

use serde::Serialize;

use crate::content::Content;
use crate::plan;
use crate::site::model::SiteLanguage;

/// The most bytes of HTML that the entries of a page take. With the stylesheet, the faces, and the
/// scripts, the page stays below 100 KB.
const MOST: usize = 40_000;

/// The entries of a part, and its number, which is the same in every language.
pub(super) type Entries = (usize, Range<usize>);

/// A part of a list, as the links to the parts show it.
#[derive(Debug, Clone, Serialize)]
pub(super) struct Part {
    /// The path of its page in the folder of the language.
    pub(super) place: String,
    /// The numbers of its first and its last entry, from 1, as the language writes them.
    pub(super) first: String,
    pub(super) last: String,
    /// When the first entry is, if the list has dates.
    pub(super) since: Option<String>,
    /// Whether the page is the one that shows the links.
    pub(super) is_current: bool,
}

impl Part {
    /// Returns the parts of a list, for the page of one of them. The first is at `home`.
    pub(super) fn all(
        content: &Content,
        lang: &str,
        home: &str,
        parts: &[Entries],
        current: usize,
    ) -> Vec<Self> {
        let written = |number: usize| plan::written_number(content, lang, number as f64);
        let part = |(index, (number, range)): (usize, &Entries)| Self {
            place: if index == 0 { home.to_owned() } else { place(home, *number) },
            first: written(range.start + 1),
            last: written(range.end),
            since: None,
            is_current: index == current,
        };
        parts.iter().enumerate().map(part).collect()
    }

    /// The title of its page, which is that of the list for the first.
    pub(super) fn title(&self, list: &str) -> String {
        format!("{list}, {}–{}", self.first, self.last)
    }
}

/// Splits entries by their weights, in bytes, if the templates have links to the parts. There is at
/// least one part.
pub(super) fn split(
    languages: &[SiteLanguage],
    weights: impl Iterator<Item = usize>,
) -> Vec<Entries> {
    if languages.iter().all(SiteLanguage::has_parts) {
        split_by_weight(weights)
    } else {
        vec![(1, 0..weights.count())]
    }
}

fn split_by_weight(weights: impl Iterator<Item = usize>) -> Vec<Entries> {
    let mut parts = Vec::new();
    let mut sum = 0;
    let mut part = 0..0;
    for weight in weights {
        if sum + weight > MOST && !part.is_empty() {
            parts.push((parts.len() + 1, part.clone()));
            (part, sum) = (part.end..part.end, 0);
        }
        part.end += 1;
        sum += weight;
    }
    parts.push((parts.len() + 1, part));
    parts
}

/// The place of the page of a part that is not the first.
fn place(home: &str, number: usize) -> String {
    format!("{}-{number}.html", stem(home))
}

/// The place of the script with the entries of a part.
pub(super) fn script(home: &str, number: usize) -> String {
    format!("{}-{number}.js", stem(home))
}

fn stem(home: &str) -> &str {
    home.trim_end_matches(".html")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn parts_are_light_and_have_every_entry() {
        let ends = |weights: &[usize]| -> Vec<(usize, usize)> {
            let parts = split_by_weight(weights.iter().copied()).into_iter();
            parts.map(|(_, range)| (range.start, range.end)).collect()
        };
        assert_eq!(ends(&[]), [(0, 0)]);
        assert_eq!(ends(&[10, 20]), [(0, 2)]);
        assert_eq!(ends(&[30_000, 20_000, 20_000, 50_000]), [(0, 1), (1, 3), (3, 4)]);
        assert_eq!(place("trainings.html", 2), "trainings-2.html");
    }
}
