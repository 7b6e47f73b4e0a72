//! Text that only sighted readers get. Screen readers skip headers, footers, backgrounds and
//! artifacts, so the body must repeat what they say.

use super::context::DocumentContext;
use crate::diagnostic::{Code, Finding, shorten};

/// The maximum number of words in a page number, as in "Page 3 of 10".
const PAGE_NUMBER_WORDS: usize = 5;

pub(super) fn check(context: &DocumentContext) -> Vec<Finding> {
    let runs = context.pages.iter().flat_map(|page| &page.text.runs);
    let spoken: Vec<&str> =
        runs.filter(|run| !run.is_artifact).map(|run| run.text.as_str()).collect();
    let spoken = normalize(&spoken.join(" "));
    let mut findings = Vec::new();
    for page in &context.pages {
        let unspoken = page.text.runs.iter().find(|run| {
            run.is_artifact
                && !spoken.contains(&normalize(&run.text))
                && !is_page_number(&run.text, page.index + 1)
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

/// Returns the words in lower case with one space between them, wherever lines break.
fn normalize(text: &str) -> String {
    let words: Vec<String> = text.split_whitespace().map(str::to_lowercase).collect();
    words.join(" ")
}

/// Returns whether the text is a page number, which PDF readers announce by themselves.
fn is_page_number(text: &str, page: usize) -> bool {
    let page = page.to_string();
    let mut words = text.split_whitespace();
    words.clone().count() <= PAGE_NUMBER_WORDS
        && words.any(|word| word.trim_matches(|c: char| !c.is_ascii_digit()) == page)
}
