//! The jobs of badges, tents, and sign-in sheets: the people, the labels, and the session.

use serde_json::{Value, json};

use super::Print;
use super::people::{Order, has_last_names, sorted};
use crate::certificates::issue::CertificateContext;
use crate::certificates::roster::Roster;
use crate::content::edition::Edition;
use crate::diagnostic::{Finding, Report};
use crate::error::Error;
use crate::pipeline::missing_template;
use crate::plan::{self, Job, LabelGrid, StandaloneDocument};

/// What is printed of a list, and how.
pub(crate) struct Request<'a> {
    pub(crate) prints: &'a [Print],
    /// The position of the session in `data/trainings.json`.
    pub(crate) session: Option<usize>,
    /// `None` to sort by last name, if the list has last names apart, and otherwise not at all.
    pub(crate) order: Option<Order>,
    pub(crate) labels: LabelGrid,
    /// The first label to print on, from 1.
    pub(crate) start: usize,
    pub(crate) lang: &'a str,
}

/// A document to print.
pub(crate) struct Document {
    pub(crate) print: Print,
    pub(crate) job: Job,
}

impl Print {
    /// The template, a folder in `templates/`, which is also the name of the file.
    pub(crate) fn template(self) -> &'static str {
        match self {
            Self::Badges => "name-badges",
            Self::Tents => "table-tents",
            Self::SignIn => "sign-in",
        }
    }
}

/// Returns the documents of a list. What prevents one is reported.
///
/// # Errors
/// If the people are to be in the order of last names, which the list does not have apart.
pub(crate) fn jobs(
    context: &CertificateContext,
    roster: &Roster,
    request: &Request<'_>,
    report: &mut Report,
) -> Result<Vec<Document>, Error> {
    let order = order(roster, request.order)?;
    let people = json!(sorted(&roster.people, order, request.lang));
    let mut documents = Vec::new();
    for print in request.prints.iter().copied() {
        match job(context, people.clone(), request, print) {
            Some(job) => {
                report.extend(faults(context, &job));
                documents.push(Document { print, job });
            }
            None => report.push(missing_template(print.template())),
        }
    }
    Ok(documents)
}

fn order(roster: &Roster, wanted: Option<Order>) -> Result<Order, Error> {
    let has_last_names = has_last_names(&roster.people);
    match wanted {
        Some(Order::LastName) if !has_last_names => {
            let message = "the list does not have last names in a column of their own";
            Err(Error::usage(message).hint(
                "name the columns with `--column last-name=\"…\"` and `--column \
                 first-name=\"…\"`, or choose another `--order`",
            ))
        }
        Some(order) => Ok(order),
        None if has_last_names => Ok(Order::LastName),
        None => Ok(Order::List),
    }
}

/// Returns the job of a document, or `None` if the template or a wording is missing.
fn job(
    context: &CertificateContext,
    people: Value,
    request: &Request<'_>,
    print: Print,
) -> Option<Job> {
    let content = &context.content;
    let template = print.template();
    let word = |name: &str| content.wording.words.get(name)?.get(request.lang);
    let about = word(&format!("{template}-about"))?;
    let document = StandaloneDocument {
        template,
        edition: Edition::Office,
        lang: request.lang,
        id: template,
        title: word(template)?,
        about,
        date: content.program.revised.0,
        session: request.session,
        paper: (print == Print::Badges).then_some(request.labels.paper),
    };
    let mut labels = json!(request.labels);
    labels["start"] = json!(request.start - 1);
    plan::standalone_job(content, &document, [("people", people), ("labels", labels)])
}

/// Returns the errors in the data that a job reads.
fn faults(context: &CertificateContext, job: &Job) -> Vec<Finding> {
    let errors = context.report.findings().iter().filter(|finding| finding.is_error());
    errors.filter(|finding| plan::concerns(finding, job)).cloned().collect()
}
