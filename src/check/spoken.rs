//! What a sighted reader sees, a screen reader reads. Headers, footers, backgrounds and artifacts are skipped by screen readers: what
//! they say must stand in the text as well.

use super::safe::shorten;
use super::walk::PageText;
use crate::diagnostic::{Code, Finding};
use crate::plan::Job;

pub(super) fn check(job: &Job, pages: &[PageText]) -> Vec<Finding> {
    let runs = || pages.iter().flat_map(|page| &page.runs);
    let spoken = plain(
        &runs()
            .filter(|run| !run.is_artifact)
            .map(|run| run.text.as_str())
            .collect::<Vec<_>>()
            .join(" "),
    );
    let mut findings = Vec::new();
    for (index, page) in pages.iter().enumerate() {
        let silent = page.runs.iter().filter(|run| run.is_artifact);
        let silent = silent.filter(|run| {
            !spoken.contains(plain(&run.text).trim()) && !is_page_number(&run.text, index + 1)
        });
        let silent: Vec<&str> = silent.map(|run| run.text.trim()).collect();
        if let Some(first) = silent.first() {
            let message =
                format!("screen readers skip \"{}\" on {}", shorten(first), job.side(index));
            let hint =
                "it stands in a header, footer, background or artifact; say it in the text as well";
            findings.push(Finding::new(Code::UnspokenText, message).hint(hint));
        }
    }
    findings
}

/// Words in one line, without case: lines break where the page breaks them.
fn plain(text: &str) -> String {
    let words: Vec<String> = text.split_whitespace().map(str::to_lowercase).collect();
    format!(" {} ", words.join(" "))
}

/// "Page 3 of 10": PDF readers tell the page by themselves.
fn is_page_number(text: &str, page: usize) -> bool {
    let mut words = text.split_whitespace();
    words.clone().count() <= 5
        && words.any(|word| word.trim_matches(|c: char| !c.is_ascii_digit()) == page.to_string())
}
