//! Standalone documents: the job of a template that draws no piece, such as a job ticket or a
//! person's record. The caller gives what the document says.

use std::sync::Arc;

use jiff::civil::Date;
use serde_json::{Value, json};

use super::build::{PlanContext, frame};
use super::facts::Facts;
use super::job::Job;
use crate::content::Content;
use crate::content::edition::Edition;
use crate::content::need::Fields;

/// A document that is not a piece.
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

/// The job of a document. `/job.json` has `body` under `name`. `None` if the project does not have
/// the template or the language.
pub(crate) fn standalone_job(
    content: &Content,
    document: &StandaloneDocument<'_>,
    name: &str,
    body: Value,
) -> Option<Job> {
    let template = content.templates.get(document.template)?;
    content.wording.locales.get(document.lang)?;
    let context = PlanContext::new(content);
    let mut facts = Facts::new(&context, document.lang);
    let about = json!({ "id": document.id, "title": document.title, "about": document.about });
    let mut json = frame(&mut facts, template, document.edition, about);
    for need in &template.needs {
        let fields = Fields::declared(&template.fields, *need);
        facts.add(&mut json, *need, &fields, None, None);
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
