//! The words of a certificate's page, and what they say that its code does not state.

use unicode_normalization::UnicodeNormalization;

use super::super::ledger::CategoryHours;
use crate::pdf::{self, PageText};

/// How many words there are at most between a category and its hours, the hours included.
const REACH: usize = 3;

/// How many ways there are at most to read the hours of a page.
const MOST_READINGS: usize = 100_000;

/// The difference between hours that are the same.
const SAME: f64 = 1e-6;

/// Returns the words of a text, without the differences between ways to write them.
pub(crate) fn words(text: &str) -> Vec<String> {
    let text: String = text.nfkc().collect();
    text.split_whitespace().map(str::to_owned).collect()
}

/// Returns the words of a file's pages. `None` if it cannot be read.
pub(super) fn words_of_file(pdf: &[u8]) -> Option<Vec<String>> {
    let pages = pdf::text(pdf).ok()?;
    Some(words(&pages.iter().map(PageText::text).collect::<Vec<_>>().join("\n")))
}

/// Returns the hours by category on a page that states `total` hours. `None` if the page can be
/// read in no way, or in several.
pub(crate) fn hours_on_page(
    words: &[String],
    categories: &[&str],
    total: f64,
) -> Option<Vec<CategoryHours>> {
    let names: Vec<Vec<String>> = categories.iter().map(|name| bare_words(name)).collect();
    let bare: Vec<&str> = words.iter().map(|word| bare(word)).collect();
    // Most templates print the hours behind the category.
    let hours = [true, false].into_iter().find_map(|is_behind| {
        let readings: Vec<Vec<f64>> =
            names.iter().map(|name| hours_near(&bare, name, is_behind)).collect();
        only_sum(&readings, total)
    })?;
    let stated = categories.iter().zip(hours).filter(|(_, hours)| *hours > 0.0);
    Some(
        stated.map(|(name, hours)| CategoryHours { category: (*name).to_owned(), hours }).collect(),
    )
}

fn bare(word: &str) -> &str {
    word.trim_matches(|c: char| c.is_ascii_punctuation() && c != '&')
}

fn bare_words(text: &str) -> Vec<String> {
    words(text).iter().map(|word| bare(word).to_owned()).collect()
}

/// Returns the hours that a page may state for a category, each once. A category that the page does
/// not have has none.
fn hours_near(words: &[&str], name: &[String], is_behind: bool) -> Vec<f64> {
    let mut found = vec![0.0];
    if name.is_empty() {
        return found;
    }
    for (start, window) in words.windows(name.len()).enumerate() {
        if window != name {
            continue;
        }
        let end = start + name.len();
        let near = match is_behind {
            true => words[end..].iter().take(REACH).find_map(|word| hours(word)),
            false => words[..start].iter().rev().take(REACH).find_map(|word| hours(word)),
        };
        found.extend(near.filter(|hours| !found.iter().any(|it| (it - hours).abs() < SAME)));
    }
    found
}

fn hours(word: &str) -> Option<f64> {
    let is_number = word.starts_with(|c: char| c.is_ascii_digit());
    word.replace(',', ".").parse().ok().filter(|hours: &f64| is_number && hours.is_finite())
}

/// Returns the only choice of a number from each list that adds up to a total.
fn only_sum(lists: &[Vec<f64>], total: f64) -> Option<Vec<f64>> {
    let count = lists.iter().try_fold(1_usize, |count, list| count.checked_mul(list.len()));
    if count.is_none_or(|count| count > MOST_READINGS) {
        return None;
    }
    let mut choices: Vec<Vec<f64>> = vec![Vec::new()];
    for list in lists {
        let longer = |choice: &Vec<f64>| {
            let add = |number: &f64| choice.iter().copied().chain([*number]).collect();
            list.iter().map(add).collect::<Vec<Vec<f64>>>()
        };
        choices = choices.iter().flat_map(longer).collect();
    }
    choices.retain(|choice| (choice.iter().sum::<f64>() - total).abs() < SAME);
    <[Vec<f64>; 1]>::try_from(choices).ok().map(|[only]| only)
}
