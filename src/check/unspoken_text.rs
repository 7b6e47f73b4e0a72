//! Text that only sighted readers get. Screen readers skip headers, footers, backgrounds and
//! artifacts, so the body must repeat what they say.

use unicode_bidi::{BidiClass, bidi_class};

use super::context::DocumentContext;
use super::page_text::TextRun;
use crate::diagnostic::{Code, Finding, shorten};

/// The maximum number of words in a page number, as in "Page 3 of 10".
const PAGE_NUMBER_WORDS: usize = 5;

pub(super) fn check(context: &DocumentContext) -> Vec<Finding> {
    let runs = context.pages.iter().flat_map(|page| &page.text.runs);
    let spoken: Vec<&str> =
        runs.filter(|run| !run.is_artifact).map(|run| run.text.as_str()).collect();
    let spoken = normalize(&spoken.concat());
    let mut findings = Vec::new();
    for page in &context.pages {
        let is_unspoken = |run: &&TextRun| run.is_artifact && !is_spoken(&run.text, &spoken);
        let mut phrases = page.text.runs.chunk_by(is_one_phrase);
        let unspoken = phrases.find_map(|phrase| {
            let run = phrase.iter().find(is_unspoken)?;
            (!is_page_number(phrase, page.index + 1)).then_some(run)
        });
        let Some(run) = unspoken else { continue };
        let message = format!("screen readers skip \"{}\" on {}", shorten(&run.text), page.side);
        let finding = page.finding(Code::UnspokenText, message);
        findings.push(finding.hint(
            "it is in a header, a footer, a background, or an artifact; repeat it in the body",
        ));
    }
    findings
}

/// Returns whether the body says a text. Lines from right to left are divided into runs in another
/// way at each place, so their words are looked for one by one.
fn is_spoken(text: &str, spoken: &str) -> bool {
    let is_right_to_left = |c| matches!(bidi_class(c), BidiClass::R | BidiClass::AL);
    spoken.contains(&normalize(text))
        || text.contains(is_right_to_left)
            && text.split_whitespace().all(|word| spoken.contains(&normalize(word)))
}

/// Returns the text in lower case without spaces and hyphens: a line may break at either, and a
/// word that is broken gets a hyphen.
fn normalize(text: &str) -> String {
    let is_break = |c: char| c.is_whitespace() || matches!(c, '-' | '\u{ad}' | '\u{2010}');
    text.to_lowercase().replace(is_break, "")
}

/// Returns whether two runs stand side by side on a line. In text from right to left, a number is
/// a run of its own, and the next run is at the left.
fn is_one_phrase(one: &TextRun, next: &TextRun) -> bool {
    let size = one.size.min(next.size);
    one.is_artifact
        && next.is_artifact
        && (one.baseline - next.baseline).abs() < 0.1
        && ((next.ink.x0 - one.ink.x1).abs() < size || (one.ink.x0 - next.ink.x1).abs() < size)
}

/// Returns whether a phrase is a page number, which PDF readers announce by themselves.
fn is_page_number(phrase: &[TextRun], page: usize) -> bool {
    let page = page.to_string();
    let mut words = phrase.iter().flat_map(|run| run.text.split_whitespace());
    words.clone().count() <= PAGE_NUMBER_WORDS
        && words.any(|word| word.trim_matches(|c: char| !c.is_ascii_digit()) == page)
}
