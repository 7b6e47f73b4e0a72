//! What the certificates of a session are set on: the job of a certificate piece without its sample award, to be filled with recipients.

use std::sync::Arc;

use jiff::civil::Date;
use serde_json::{Map, Value, json};

use super::facts::{Facts, number};
use super::job::{Job, PlanContext};
use super::link::{CodeForm, Codes, credential};
use super::{Office, Selection, locale, plan};
use crate::content::Content;
use crate::content::certification::CertificateKind;
use crate::content::edition::Edition;
use crate::content::wording::Locale;
use crate::diagnostic::Report;
use crate::error::Error;

/// Which sheet.
#[derive(Debug, Clone)]
pub struct TemplateChoice<'a> {
    /// The certificate piece's id.
    pub piece: &'a str,
    /// The edition.
    pub edition: Edition,
    /// The language.
    pub lang: &'a str,
    /// The print shop, for the press.
    pub vendor: Option<&'a str>,
    /// The session's id.
    pub session: Option<&'a str>,
}

/// What one certificate states.
#[derive(Debug, Clone, PartialEq)]
pub struct Recipient {
    /// What it certifies.
    pub kind: CertificateKind,
    /// The person's name.
    pub name: String,
    /// The certificate's number, as it is printed.
    pub number: String,
    /// The number that it replaces.
    pub replaces: Option<String>,
    /// The day of issue.
    pub issued: Date,
    /// Hours earned.
    pub hours: Option<f64>,
    /// Hours by category, in the certificate's language.
    pub hours_by_category: Vec<(String, f64)>,
    /// First day of validity.
    pub valid_from: Option<Date>,
    /// Last day of validity.
    pub valid_until: Option<Date>,
    /// The address that proves it.
    pub verify: String,
    /// The language.
    pub lang: String,
    /// What it shares with the others of its session, as [`CertificateTemplate::face`] gave it.
    pub face: Arc<Value>,
}

/// A certificate piece, ready for recipients.
#[derive(Debug, Clone)]
pub struct CertificateTemplate {
    /// The job; its `/job.json` is made anew for each batch.
    pub job: Job,
    /// The piece's title in the sheet's language.
    pub title: String,
    /// What a person may call themselves, for certificates of that kind.
    pub credential: Option<String>,
    /// Who awards it, as the face says.
    pub issuer: String,
    head: Map<String, Value>,
    face: Value,
    locale: Locale,
}

/// What a certificate may say of its session.
const ON_FACE: [&str; 10] = [
    "id",
    "sample",
    "format",
    "format_name",
    "online",
    "city",
    "venue",
    "days",
    "dates",
    "trainers",
];

/// What the pages show themselves, and what is put on them in the finished file.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct CertificateLayout {
    /// Whether the template draws its ornament; else it is put beneath.
    pub ornament: bool,
    /// How the code comes to the page.
    pub code: CodeForm,
}

impl CertificateLayout {
    /// A page with nothing left out.
    pub fn whole(edition: Edition) -> Self {
        Self {
            ornament: true,
            code: if edition == Edition::Press { CodeForm::Rows } else { CodeForm::Picture },
        }
    }
}

/// Makes the template of the certificates of a piece. An error says why the piece cannot be made; the report holds what is wrong with the data.
pub fn certificate_template(
    content: &Content,
    report: &Report,
    choice: &TemplateChoice<'_>,
) -> Result<CertificateTemplate, Error> {
    let selection = Selection {
        pieces: vec![globset::escape(choice.piece)],
        editions: vec![choice.edition],
        languages: vec![choice.lang.to_owned()],
        vendor: choice.vendor.map(str::to_owned),
        office: Office::default(),
        as_of: None,
    };
    let plan = plan(content, &selection, report)?;
    let Some(job) = plan.jobs.first() else {
        let message = format!(
            "the certificate `{}` cannot be made in the edition {} and the language `{}`",
            choice.piece,
            choice.edition.name(),
            choice.lang
        );
        return Err(Error::usage(message).hint("`peerpress check` says what is wrong with it"));
    };
    let mut head = job.data.as_object().cloned().unwrap_or_default();
    let title = job.heading().to_owned();
    if head.remove("awards").is_none() {
        let known = content
            .pieces
            .pieces
            .iter()
            .filter(|piece| piece.award.is_some())
            .map(|piece| piece.id.as_str());
        let message = format!(
            "the piece `{}` is no certificate: its template does not need `awards`",
            choice.piece
        );
        return Err(Error::usage(message).hint(crate::nearest::hint(choice.piece, known)));
    }
    let context = PlanContext {
        content,
        as_of: content.program.as_of.0,
        vendor: None,
        office: Office::default(),
        codes: Codes::default(),
    };
    let mut facts = Facts::new(&context, choice.lang);
    let index = choice.session.and_then(|id| {
        content.trainings.sessions.iter().position(|session| session.id.as_str() == id)
    });
    let mut session = index.map_or(Value::Null, |index| facts.session(index));
    let sample = index.is_some_and(|index| content.trainings.sessions[index].sample);
    let mut training = session.get("training").cloned().unwrap_or_default();
    if let Some(training) = training.as_object_mut() {
        training.retain(|field, _| field != "summary");
    }
    if let Some(session) = session.as_object_mut() {
        session.retain(|field, _| ON_FACE.contains(&field.as_str()));
    }
    // It is kept with each of thousands: of the days only what is signed.
    for day in session.get_mut("days").and_then(Value::as_array_mut).into_iter().flatten() {
        *day = json!({ "date": { "iso": day["date"]["iso"] } });
    }
    let said = |pointer: &str| {
        head.get("text")
            .and_then(|text| text.get(pointer))
            .and_then(Value::as_str)
            .map(str::to_owned)
    };
    Ok(CertificateTemplate {
        job: Job { json: String::new(), ..Job::clone(job) },
        title,
        credential: said("credential"),
        issuer: head
            .get("program")
            .and_then(|program| program["name"].as_str())
            .unwrap_or_default()
            .to_owned(),
        face: json!({ "sample": sample, "training": training, "session": session }),
        head,
        locale: facts.locale.clone(),
    })
}

impl CertificateTemplate {
    /// The job of some recipients, a page for each; none gives a page with nothing but the ornament.
    pub fn job(&self, recipients: &[Recipient], shown: CertificateLayout) -> Job {
        let mut head = self.head.clone();
        head["page"]["ornament"] = shown.ornament.into();
        head.insert(
            "awards".to_owned(),
            recipients.iter().map(|recipient| self.award(recipient, shown.code)).collect(),
        );
        Job { json: serde_json::to_string(&head).unwrap_or_default(), ..self.job.clone() }
    }

    /// Someone to try the sheet on.
    pub fn specimen(&self, kind: CertificateKind, name: &str) -> Recipient {
        Recipient {
            kind,
            name: name.to_owned(),
            number: "0000".to_owned(),
            replaces: None,
            issued: self.job.date,
            hours: None,
            hours_by_category: Vec::new(),
            valid_from: None,
            valid_until: None,
            verify: "https://example.org".to_owned(),
            lang: self.job.lang.clone(),
            face: Arc::new(self.face.clone()),
        }
    }

    /// What the certificates of the session have in common, to be kept with each: it can be remade when the data has changed.
    pub fn face(&self) -> &Value {
        &self.face
    }

    /// What the template sees besides the awards.
    pub fn head(&self) -> Value {
        Value::Object(self.head.clone())
    }

    /// The AWARD of the job.
    pub fn award(&self, recipient: &Recipient, code: CodeForm) -> Value {
        let date =
            |day: Option<Date>| day.map_or(Value::Null, |day| locale::date(&self.locale, day));
        let categories: Vec<_> = recipient
            .hours_by_category
            .iter()
            .map(|(category, hours)| json!({ "category": category, "hours": number(*hours) }))
            .collect();
        let verify = credential(&recipient.verify, code);
        json!({
            "sample": recipient.face["sample"] == true,
            "kind": recipient.kind.name(),
            "name": recipient.name,
            "number": recipient.number,
            "issued": date(Some(recipient.issued)),
            "training": recipient.face["training"],
            "session": recipient.face["session"],
            "hours": recipient.hours.map(number),
            "hours_by_category": categories,
            "valid_from": date(recipient.valid_from),
            "valid_until": date(recipient.valid_until),
            "replaces": recipient.replaces,
            "verify": verify,
        })
    }
}
