//! A placeholder in braces that no value filled, because its name in `data/wording.json` is
//! misspelled.

use serde_json::Value;

use super::context::PageContext;
use crate::diagnostic::{Code, Finding};

pub(super) fn check(page: &PageContext) -> Vec<Finding> {
    let mut findings = Vec::new();
    for run in &page.text.runs {
        let Some(name) = unfilled(&run.text).filter(|name| !is_of_order(page, name)) else {
            continue;
        };
        let message =
            format!("\"{{{name}}}\" is printed on {} because no value fills it", page.side);
        let finding = page.finding_about(&run.text, Code::UnfilledBlank, message);
        findings.push(finding.hint(
            "correct the name in `data/wording.json`; the same phrase in a new project made with \
             `peerpress new` has the right ones",
        ));
    }
    findings
}

/// Whether a person who ordered copies wrote the braces.
fn is_of_order(page: &PageContext, name: &str) -> bool {
    let orders = page.job.data.get("orders").map(Value::to_string);
    orders.is_some_and(|orders| orders.contains(&format!("{{{name}}}")))
}

/// Returns the name of the first placeholder that is left.
fn unfilled(text: &str) -> Option<&str> {
    let mut names = text.split('{').skip(1).filter_map(|rest| Some(rest.split_once('}')?.0));
    names.find(|name| {
        !name.is_empty() && name.chars().all(|c| c.is_ascii_alphanumeric() || c == '_' || c == '-')
    })
}
