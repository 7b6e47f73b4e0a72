//! Certificates: the job of a certificate piece without its sample, to be filled with recipients.

use std::collections::HashMap;
use std::sync::Arc;

use jiff::civil::Date;
use serde_json::{Map, Value, json};

use super::build::{JobKey, PlanContext, build};
use super::facts::{Facts, number};
use super::job::Job;
use super::link::{CodeForm, credential};
use super::modules::Modules;
use super::selection::select_vendor;
use super::{is_blocked, locale};
use crate::content::Content;
use crate::content::certification::CertificateKind;
use crate::content::edition::Edition;
use crate::content::locale::Locale;
use crate::content::need::{Fields, Need};
use crate::diagnostic::Report;
use crate::error::Error;
use crate::nearest;

/// Which certificate piece to make, and how.
#[derive(Debug, Clone)]
pub struct TemplateChoice<'a> {
    /// The id of the certificate piece.
    pub piece: &'a str,
    /// The edition.
    pub edition: Edition,
    /// The language.
    pub lang: &'a str,
    /// The print shop, for the press.
    pub vendor: Option<&'a str>,
    /// The id of the session.
    pub session: Option<&'a str>,
}

/// What one certificate states.
#[derive(Debug, Clone, PartialEq)]
pub struct Statement {
    /// What it certifies.
    pub kind: CertificateKind,
    /// The name of the person.
    pub name: String,
    /// The number of the certificate, as it is printed.
    pub number: String,
    /// The number that it replaces.
    pub replaces: Option<String>,
    /// The day of issue.
    pub issued: Date,
    /// The hours earned.
    pub hours: Option<f64>,
    /// The hours by category, in the language of the certificate.
    pub hours_by_category: Vec<(String, f64)>,
    /// The first day on which it is valid.
    pub valid_from: Option<Date>,
    /// The last day on which it is valid.
    pub valid_until: Option<Date>,
}

/// A certificate to lay out.
#[derive(Debug, Clone, PartialEq)]
pub struct Recipient {
    /// The name of the person.
    pub name: String,
    /// The number of the certificate, as it is printed.
    pub number: String,
    /// What only this certificate states, as it is printed: [`CertificateTemplate::face`].
    pub face: Arc<Value>,
    /// The address that proves it.
    pub verify: String,
}

/// A certificate piece, ready for recipients.
#[derive(Debug, Clone)]
pub struct CertificateTemplate {
    /// The job. Its `/job.json` is written for each batch.
    pub job: Job,
    /// The title of the piece in the language.
    pub title: String,
    /// The title that a certified person may use.
    pub credential: Option<String>,
    /// The program that issues it.
    pub issuer: String,
    /// `/job.json` without the awards.
    pub head: Value,
    /// What the certificates of the session have in common.
    pub shared: Value,
    pub(super) locale: Locale,
}

/// The fields of a session that certificates may use, in the order in which the ledger stores them.
/// Of the days, it is only the dates.
const SESSION_FACE: [&str; 10] = [
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

/// The text of a piece that states the title of a certified person. That of a credential in the
/// data takes its place.
const TITLE_TEXT: &str = "credential";

/// The number of modules in a row of the largest QR code. It stands in for an address that no code
/// can hold, which is reported when the code is drawn.
const LARGEST: usize = 177;

/// What the template draws on the pages. Peerpress adds the rest to the finished file.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct CertificateLayout {
    /// Whether the template draws its ornament.
    pub ornament: bool,
    /// How the QR code gets to the page.
    pub code: CodeForm,
}

impl CertificateLayout {
    /// Everything.
    pub fn whole(edition: Edition) -> Self {
        let code = if edition == Edition::Press { CodeForm::Rows } else { CodeForm::Picture };
        Self { ornament: true, code }
    }
}

/// Makes the template of the certificates of a piece. The error says why this is not possible; what
/// is wrong with the data is in the report.
pub fn certificate_template(
    content: &Content,
    report: &Report,
    choice: &TemplateChoice<'_>,
) -> Result<CertificateTemplate, Error> {
    let job = certificate_job(content, report, choice)?;
    let mut head = (*job.data).clone();
    head.as_object_mut().and_then(|head| head.remove("awards"));
    let context = PlanContext::new(content);
    let mut facts = Facts::new(&context, choice.lang);
    let piece = content.pieces.pieces.iter().find(|piece| piece.id.as_str() == choice.piece);
    let text = piece.and_then(|piece| piece.text.get(TITLE_TEXT)?.get(choice.lang));
    let own = choice.session.and_then(|session| content.certification.of_session(session));
    let own = own.and_then(|credential| credential.full_title(choice.lang));
    if let Some(own) = &own {
        head["text"][TITLE_TEXT] = own.as_str().into();
    }
    let title = job.heading().to_owned();
    Ok(CertificateTemplate {
        job: Job { json: String::new(), ..job },
        title,
        credential: own.or_else(|| text.map(str::to_owned)),
        issuer: content.program.name.get(choice.lang).unwrap_or_default().to_owned(),
        shared: session_face(&mut facts, choice.session),
        head,
        locale: facts.locale.clone(),
    })
}

/// The job of the sample certificate.
fn certificate_job(
    content: &Content,
    report: &Report,
    choice: &TemplateChoice<'_>,
) -> Result<Job, Error> {
    let pieces = &content.pieces.pieces;
    let Some(index) = pieces.iter().position(|piece| piece.id.as_str() == choice.piece) else {
        let known = pieces.iter().map(|piece| piece.id.as_str());
        let error = Error::usage(format!("there is no piece `{}`", choice.piece));
        return Err(error.hint(nearest::hint(choice.piece, known)));
    };
    let unavailable = || {
        let message = format!(
            "the certificate `{}` is not available in the edition `{}` and the language `{}`",
            choice.piece, choice.edition, choice.lang
        );
        Error::usage(message).hint("run `peerpress check` to see what is wrong with it")
    };
    let name = pieces[index].template.as_str();
    let template = content.templates.get(name).ok_or_else(|| {
        let message = format!(
            "the template `{name}` of the certificate `{}` is missing or not valid",
            choice.piece
        );
        Error::usage(message).hint(format!(
            "restore `templates/{name}`, or run `peerpress check` to see what is wrong with it"
        ))
    })?;
    if !template.needs.contains(&Need::Awards) {
        let certificates = pieces.iter().filter(|piece| piece.award.is_some());
        let known = certificates.map(|piece| piece.id.as_str());
        let message = format!("the piece `{}` is not a certificate", choice.piece);
        return Err(Error::usage(message).hint(nearest::hint(choice.piece, known)));
    }
    let has_lang = content.languages().any(|lang| lang == choice.lang)
        && pieces[index].has_language(choice.lang);
    if !has_lang || !template.editions.contains(&choice.edition) {
        return Err(unavailable());
    }
    let mut context = PlanContext::new(content);
    context.vendor = select_vendor(content, choice.vendor)?;
    let key = JobKey { index, edition: choice.edition, lang: choice.lang, ..JobKey::default() };
    let job = build(&context, template, &key);
    let locale = content.wording.locales.get(choice.lang);
    let lacks_names = locale.is_some_and(|locale| !locale.lacking().is_empty());
    if lacks_names || is_blocked(content, &job, report) {
        let message = format!(
            "the certificate `{}` cannot be printed because of errors in the data or its pictures",
            choice.piece
        );
        return Err(Error::usage(message).hint("run `peerpress check` to see them"));
    }
    Ok(job)
}

/// What the certificates of a session say of it. It is stored with each of thousands of
/// certificates, so it has only what they need.
fn session_face(facts: &mut Facts<'_>, session_id: Option<&str>) -> Value {
    let sessions = &facts.content.trainings.sessions;
    let is_session = |id: &str| sessions.iter().position(|session| session.id.as_str() == id);
    let Some(index) = session_id.and_then(is_session) else {
        let mut face = json!({ "sample": false, "training": null, "session": null });
        let credential = session_id.and_then(|id| facts.content.certification.of_session(id));
        if let Some(credential) = credential {
            face["sample"] = credential.sample.into();
            face["credential"] = json!({
                "id": credential.id.as_str(),
                "title": credential.full_title(facts.lang),
            });
        }
        return face;
    };
    let session = &sessions[index];
    let training = Fields::Only(vec!["title", "hours"]);
    let mut fields = facts.award_session(index, &Fields::Only(SESSION_FACE.to_vec()));
    for day in fields["days"].as_array_mut().into_iter().flatten() {
        *day = json!({ "date": { "iso": day["date"]["iso"] } });
    }
    let face: Map<_, _> =
        SESSION_FACE.iter().map(|name| ((*name).to_owned(), fields[*name].take())).collect();
    json!({
        "sample": session.sample,
        "training": facts.training(&session.training, &training),
        "session": face,
    })
}

impl CertificateTemplate {
    /// The job of some recipients, with a page for each. Without recipients, it is one page with
    /// only the ornament.
    pub fn job(&self, recipients: &[Recipient], shown: CertificateLayout) -> Job {
        let mut head = self.head.clone();
        head["page"]["ornament"] = shown.ornament.into();
        let mut sizes = HashMap::new();
        let award = |recipient: &Recipient| {
            let mut award = self.award(recipient, shown.code);
            if shown.code == CodeForm::Later {
                // The addresses of a batch differ in signed letters only, so their length decides.
                let verify = &recipient.verify;
                let size = sizes.entry(verify.len()).or_insert_with(|| Modules::size_of(verify));
                award["verify"]["qr"]["size"] = size.unwrap_or(LARGEST).into();
            }
            award
        };
        head["awards"] = recipients.iter().map(award).collect();
        Job { json: head.to_string(), data: Arc::new(head), ..self.job.clone() }
    }

    /// What screen readers say for the link of a certificate's code. The word for it is that of the
    /// code itself in a project that has no `award-link`.
    pub(crate) fn link_description(&self, number: &str) -> String {
        let word = |key: &str| self.head["words"][key].as_str();
        let word = word("award-link").or_else(|| word("award-scan")).unwrap_or("{number}");
        word.replace("{number}", number)
    }

    /// The recipient of a certificate that is proved by the address `verify`.
    pub fn recipient(&self, statement: &Statement, verify: &str) -> Recipient {
        Recipient {
            name: statement.name.clone(),
            number: statement.number.clone(),
            face: Arc::new(self.face(statement)),
            verify: verify.to_owned(),
        }
    }

    /// What only one certificate states, as it is printed.
    pub fn face(&self, statement: &Statement) -> Value {
        let date =
            |day: Option<Date>| day.map_or(Value::Null, |day| locale::date(&self.locale, day));
        let categories = statement.hours_by_category.iter();
        let categories: Vec<_> = categories
            .map(|(category, hours)| json!({ "category": category, "hours": number(*hours) }))
            .collect();
        json!({
            "kind": statement.kind.name(),
            "name": statement.name,
            "number": statement.number,
            "issued": date(Some(statement.issued)),
            "hours": statement.hours.map(number),
            "hours_by_category": categories,
            "valid_from": date(statement.valid_from),
            "valid_until": date(statement.valid_until),
            "replaces": statement.replaces,
        })
    }

    /// An award of the job: what all certificates of the session state, and what only this one
    /// does.
    pub fn award(&self, recipient: &Recipient, code: CodeForm) -> Value {
        let (shared, own) = (&self.shared, &recipient.face);
        json!({
            "sample": shared["sample"],
            "kind": own["kind"],
            "name": own["name"],
            "number": own["number"],
            "issued": own["issued"],
            "training": shared["training"],
            "session": shared["session"],
            "hours": own["hours"],
            "hours_by_category": own["hours_by_category"],
            "valid_from": own["valid_from"],
            "valid_until": own["valid_until"],
            "replaces": own["replaces"],
            "verify": credential(&recipient.verify, code),
        })
    }
}
