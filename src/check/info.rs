//! What a screen reader goes by: title, language, the order of headings.

use typst::foundations::{NativeElement, Packed, Selector, Smart};
use typst::introspection::Introspector;
use typst::model::{Document, HeadingElem};
use typst_layout::PagedDocument;

use crate::diagnostic::{Code, Finding};
use crate::plan::Job;

pub(super) fn check(job: &Job, document: &PagedDocument) -> Vec<Finding> {
    let mut findings = headings(job, document);
    if document.info().title.as_ref().is_none_or(|title| title.trim().is_empty()) {
        let finding = Finding::new(Code::DocumentInfo, "the document has no title");
        findings
            .push(finding.hint("set it from `piece.title` of the job, as shared/page.typ does"));
    }
    let language = match document.info().locale {
        Smart::Custom(locale) => Some(locale.lang.as_str().to_owned()),
        Smart::Auto => None,
    };
    if language.as_deref() != Some(job.lang.as_str()) {
        let is = language.map_or_else(|| "not set".to_owned(), |language| format!("`{language}`"));
        let message = format!("the document's language is {is}; it should be `{}`", job.lang);
        findings.push(
            Finding::new(Code::DocumentInfo, message)
                .hint("set it from `lang` of the job, as shared/page.typ does"),
        );
    }
    findings
}

/// One heading of level 1 first (one for each certificate), then no level skipped.
fn headings(job: &Job, document: &PagedDocument) -> Vec<Finding> {
    let found = document.introspector().query(&Selector::Elem(HeadingElem::ELEM, None));
    let headings: Vec<(usize, String)> = found
        .iter()
        .filter_map(|content| content.to_packed::<HeadingElem>())
        .map(|heading: &Packed<HeadingElem>| {
            (heading.resolve_level(Default::default()).get(), heading.body.plain_text().to_string())
        })
        .collect();
    let fault = |message: String| {
        vec![
            Finding::new(Code::HeadingOrder, message)
                .hint("levels go 1, 2, 3 without a gap; one heading of level 1"),
        ]
    };
    let Some((first, name)) = headings.first() else {
        return fault("there is no heading".to_owned());
    };
    if *first != 1 {
        return fault(format!("the first heading, \"{name}\", is of level {first}"));
    }
    let allowed =
        if job.spec.needs.iter().any(|need| need == "awards") { document.pages().len() } else { 1 };
    if headings.iter().filter(|(level, _)| *level == 1).count() > allowed {
        return fault("there is more than one heading of level 1".to_owned());
    }
    match headings.windows(2).find(|pair| pair[1].0 > pair[0].0 + 1) {
        Some(pair) => fault(format!(
            "\"{}\" is of level {} below a heading of level {}",
            pair[1].1, pair[1].0, pair[0].0
        )),
        None => Vec::new(),
    }
}
