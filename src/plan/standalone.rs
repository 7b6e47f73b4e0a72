//! Standalone documents: the job of a template that draws no piece, such as a job ticket or a
//! person's record. The caller gives what the document says.

use std::sync::Arc;

use jiff::civil::Date;
use serde_json::{Value, json};

use super::brand;
use super::build::{PlanContext, frame};
use super::facts::Facts;
use super::job::Job;
use crate::content::Content;
use crate::content::edition::Edition;
use crate::content::need::Fields;
use crate::content::template::Trim;
use crate::content::text::Length;

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
    /// The position in `data/trainings.json` of the session that it is about.
    pub(crate) session: Option<usize>,
    /// The width and height of the paper, in points, if they are not those of the template.
    pub(crate) paper: Option<[f64; 2]>,
}

/// The job of a document. `/job.json` also has the fields of `body`. `None` if the project does not
/// have the template or the language.
pub(crate) fn standalone_job<const N: usize>(
    content: &Content,
    document: &StandaloneDocument<'_>,
    body: [(&str, Value); N],
) -> Option<Job> {
    let mut template = content.templates.get(document.template)?.clone();
    if let Some([width, height]) = document.paper {
        template.trim = Trim {
            width: Length(width, template.trim.width.1),
            height: Length(height, template.trim.height.1),
        };
    }
    let template = &template;
    content.wording.locales.get(document.lang)?;
    let context = PlanContext::new(content);
    let mut facts = Facts::new(&context, document.lang);
    let about = json!({ "id": document.id, "title": document.title, "about": document.about });
    let mut json = frame(&mut facts, template, document.edition, about);
    json.insert("brand".to_owned(), brand::to_json(&mut facts, document.edition, None));
    for need in &template.needs {
        let fields = Fields::declared(&template.fields, *need);
        facts.add(&mut json, *need, &fields, None, document.session);
    }
    json.extend(body.map(|(name, value)| (name.to_owned(), value)));
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
        pictures: brand::pictures(&facts),
        json: serde_json::to_string_pretty(&json).ok()?,
        data: Arc::new(Value::Object(json)),
        reads: facts.reads,
        possible: facts.possible,
        untranslated: facts.untranslated,
    })
}
