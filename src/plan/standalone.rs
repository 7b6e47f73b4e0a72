//! The job of a template that is of no piece, such as a job ticket or a person's record: what it tells is given by who asks for it.

use std::sync::Arc;

use jiff::civil::Date;
use serde_json::{Value, json};

use super::Office;
use super::facts::Facts;
use super::job::{Job, PlanContext, frame};
use super::link::Codes;
use crate::content::Content;
use crate::content::edition::Edition;
use crate::content::need::Need;

/// Which job.
#[derive(Debug, Clone, Copy)]
pub(crate) struct StandaloneDocument<'a> {
    /// The template, a folder in `templates/`.
    pub(crate) template: &'a str,
    pub(crate) edition: Edition,
    pub(crate) lang: &'a str,
    /// What messages and the file's identity call it.
    pub(crate) id: &'a str,
    /// The document's title.
    pub(crate) title: &'a str,
    /// The document's description.
    pub(crate) about: &'a str,
    /// The date of the file.
    pub(crate) date: Date,
}

/// The job with what it tells under a name of its own; none if the template or the language is not there.
pub(crate) fn standalone_job(
    content: &Content,
    document: &StandaloneDocument<'_>,
    name: &str,
    body: Value,
) -> Option<Job> {
    let template = content.templates.get(document.template)?;
    content.wording.locales.get(document.lang)?;
    let context = PlanContext {
        content,
        as_of: content.program.as_of.0,
        vendor: None,
        office: Office::default(),
        codes: Codes::default(),
    };
    let mut facts = Facts::new(&context, document.lang);
    let mut json = frame(
        &mut facts,
        template,
        document.edition,
        json!({ "id": document.id, "title": document.title, "about": document.about }),
    );
    for need in template.needs.iter().filter_map(|name| Need::parse(name, template.repeat).ok()) {
        facts.add(&mut json, need, None, None);
    }
    json.insert(name.to_owned(), body);
    Some(Job {
        piece: document.id.to_owned(),
        template: document.template.to_owned(),
        spec: template.clone(),
        edition: document.edition,
        lang: document.lang.to_owned(),
        subject_id: None,
        vendor: None,
        duplex: None,
        date: document.date,
        json: serde_json::to_string_pretty(&json).ok()?,
        data: Arc::new(Value::Object(json)),
        reads: facts.reads,
        untranslated: facts.untranslated,
        pictures: Vec::new(),
    })
}
