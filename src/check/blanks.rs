//! Blanks in braces that were never filled: a slip in a pattern of data/wording.json would be printed.

use super::AboutText;
use super::walk::PageText;
use crate::diagnostic::{Code, Finding};

pub(super) fn check(side: &str, page: &PageText) -> Vec<AboutText> {
    let mut findings = Vec::new();
    for run in &page.runs {
        if let Some(blank) = unfilled(&run.text) {
            let message = format!("\"{{{blank}}}\" is printed on {side}: nothing fills it");
            let finding =
                Finding::new(Code::UnfilledBlank, message).hint("look for a slip in its name in data/wording.json; `peerpress schema wording` lists the names");
            findings.push((finding, run.text.clone()));
        }
    }
    findings
}

/// The name of the first blank.
fn unfilled(text: &str) -> Option<&str> {
    let mut names = text.split('{').skip(1).filter_map(|rest| Some(rest.split_once('}')?.0));
    names.find(|name| {
        !name.is_empty() && name.chars().all(|c| c.is_ascii_alphanumeric() || c == '_' || c == '-')
    })
}
