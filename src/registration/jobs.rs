//! The jobs of badges, tents, and sign-in sheets: the people, the labels, and the session.

use std::sync::Arc;

use serde_json::{Value, json};

use super::Print;
use super::people::{PeopleOrder, has_last_names, sorted};
use crate::certificates::issue::CertificateContext;
use crate::certificates::roster::Roster;
use crate::content::edition::Edition;
use crate::diagnostic::{Finding, Report};
use crate::error::Error;
use crate::pipeline::missing_template;
use crate::plan::{self, Job, LabelGrid, StandaloneDocument};

/// The maximum number of people in one run. More would need more memory than a job may use.
const MAX_PEOPLE: usize = 1000;

/// The maximum number of rows of a sign-in sheet in one file. A longer one has a file for each day.
const MAX_ROWS: usize = 2000;

/// What is printed of a list, and how.
pub(crate) struct Request<'a> {
    pub(crate) prints: &'a [Print],
    /// The position of the session in `data/trainings.json`.
    pub(crate) session: Option<usize>,
    /// `None` to sort by last name, if the list has last names apart, and otherwise not at all.
    pub(crate) order: Option<PeopleOrder>,
    pub(crate) labels: LabelGrid,
    /// The first label to print on, from 0.
    pub(crate) start: usize,
    pub(crate) lang: &'a str,
}

/// A document to print.
pub(crate) struct Document {
    pub(crate) print: Print,
    pub(crate) job: Job,
    /// The start of the name of its file.
    pub(crate) name: String,
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
/// If there are too many people, or they are to be in the order of last names, which the list does
/// not have apart.
pub(crate) fn jobs(
    context: &CertificateContext,
    roster: &Roster,
    request: &Request<'_>,
    report: &mut Report,
) -> Result<Vec<Document>, Error> {
    let count = roster.people.len();
    if count > MAX_PEOPLE {
        let message = format!("the list has {count} people, more than the {MAX_PEOPLE} of one run");
        return Err(Error::usage(message).hint("split the list, and run the command for each part"));
    }
    let order = order(roster, request.order)?;
    let people = json!(sorted(&roster.people, order, request.lang));
    let mut documents = Vec::new();
    for print in request.prints.iter().copied() {
        match job(context, people.clone(), request, print) {
            Some(job) => {
                report.extend(faults(context, &job));
                documents.extend(by_day(print, job, count));
            }
            None => report.push(missing_template(print.template())),
        }
    }
    Ok(documents)
}

fn order(roster: &Roster, wanted: Option<PeopleOrder>) -> Result<PeopleOrder, Error> {
    let has_last_names = has_last_names(&roster.people);
    match wanted {
        Some(PeopleOrder::LastName) if !has_last_names => {
            let message = "the list does not have last names in a column of their own";
            Err(Error::usage(message).hint(
                "name the columns with `--column last-name=\"…\"` and `--column \
                 first-name=\"…\"`, or choose another `--order`",
            ))
        }
        Some(order) => Ok(order),
        None if has_last_names => Ok(PeopleOrder::LastName),
        None => Ok(PeopleOrder::List),
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
    labels["start"] = json!(request.start);
    plan::standalone_job(content, &document, [("people", people), ("labels", labels)])
}

/// Returns the document of a job, or one for each day of a long sign-in sheet.
fn by_day(print: Print, job: Job, people: usize) -> Vec<Document> {
    let name = print.template();
    let days = job.data.pointer("/session/days").and_then(Value::as_array);
    let days = days.map(Vec::as_slice).unwrap_or_default();
    if print != Print::SignIn || days.len() * people <= MAX_ROWS {
        return vec![Document { print, job, name: name.to_owned() }];
    }
    let of_day = |day: &Value| {
        let mut data = (*job.data).clone();
        data["session"]["days"] = json!([day]);
        let date = day.pointer("/date/iso").and_then(Value::as_str).unwrap_or_default();
        let json = serde_json::to_string_pretty(&data).unwrap_or_default();
        let job = Job { json, data: Arc::new(data), ..job.clone() };
        Document { print, job, name: format!("{name}.{date}") }
    };
    days.iter().map(of_day).collect()
}

/// Returns the errors in the data that a job reads.
fn faults(context: &CertificateContext, job: &Job) -> Vec<Finding> {
    let errors = context.report.findings().iter().filter(|finding| finding.is_error());
    errors.filter(|finding| plan::concerns(finding, job)).cloned().collect()
}
