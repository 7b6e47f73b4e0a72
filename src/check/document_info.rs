//! The title and the language of the document, which screen readers announce and go by.

use serde_json::Value;
use typst::foundations::Smart;
use typst::model::Document;

use super::context::DocumentContext;
use crate::diagnostic::{Code, Finding};

pub(super) fn check(context: &DocumentContext) -> Vec<Finding> {
    let (info, job) = (context.document.info(), context.job);
    let expected = job.data.get("lang").and_then(Value::as_str).unwrap_or(&job.lang);
    let mut findings = Vec::new();
    if info.title.as_ref().is_none_or(|title| title.trim().is_empty()) {
        let finding = Finding::new(Code::DocumentInfo, "the document has no title");
        let hint = "set it from the job's `piece.title`, as `shared/page.typ` does";
        findings.push(finding.hint(hint));
    }
    let lang = match &info.locale {
        Smart::Custom(locale) => locale.lang.as_str(),
        Smart::Auto => "",
    };
    if lang != expected {
        let message = if lang.is_empty() {
            format!("the document has no language; it should be `{expected}`")
        } else {
            format!("the document's language is `{lang}`; it should be `{expected}`")
        };
        let finding = Finding::new(Code::DocumentInfo, message);
        findings.push(finding.hint("set it from the job's `lang`, as `shared/page.typ` does"));
    }
    findings
}
