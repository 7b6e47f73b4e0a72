//! Issuing certificates for a roster. Every row is checked against the training and the page before
//! any certificate is issued. Then all certificates are issued in one transaction.

mod authority;
mod check;
mod codes;
mod context;
mod correct;
mod corrected;
mod credential;
mod elsewhere;
mod facts;
mod from_data;
mod holders;
mod identity;
mod known;
mod long_names;
mod reading;
mod recovered;
mod settings;
mod setup;
mod subject;

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use clap::Args;
use jiff::civil::Date;
use serde_json::Value;

pub(crate) use check::{needs_glyph, roster_headers};
pub use context::CertificateContext;
pub(crate) use correct::{PlannedCorrection, plan_correction};
pub(crate) use credential::{CredentialOptions, CredentialOrder, Renewals};
pub(crate) use from_data::plan_from_data;
use holders::{describe_near_match, revoked_people};
use known::adopt_known_keys;
pub(crate) use reading::RosterOptions;
pub(crate) use recovered::{Background, Incomplete, background, complete};
use setup::{ComparedPeople, PlanSetup};
use subject::Subject;
pub(crate) use subject::{find_session, place_of_session};

use super::ledger::{
    Attribution, Candidate, CategoryHours, Certificate, IssueTerms, Ledger, NAME, person_key,
};
use super::proof::keys;
use super::roster::{Attendance, Person, Roster, SavedMappings};
use super::setting::{CollectedSetting, print};
use crate::content::certificate_number::NumberFormat;
use crate::content::certification::CertificateKind;
use crate::content::text::parse_date;
use crate::content::trainings::Training;
use crate::diagnostic::Report;
use crate::error::Error;

/// The file of trainings and sessions.
const TRAININGS: &str = "data/trainings.json";

/// The file of credentials and sample certificates.
const CERTIFICATION: &str = "data/certification.json";

/// Without these files, there is nothing to issue or nothing to check certificates against.
const NEEDED_FILES: [&str; 3] = [TRAININGS, CERTIFICATION, "data/authorities.json"];

/// What to certify.
#[derive(Debug, Args)]
pub(crate) struct CertificateOptions {
    /// The ID of the certificate piece [default: the one whose sample is for the session's
    /// training]
    #[arg(long, value_name = "ID")]
    pub(crate) piece: Option<String>,
    /// The kind of certificate [default: the kind of the piece's sample]
    #[arg(long, value_enum)]
    pub(crate) kind: Option<CertificateKind>,
    /// The language code of the certificates [default: each person's language in the roster, or
    /// the program's first language]
    #[arg(long)]
    pub(crate) lang: Option<String>,
    /// The issue date [default: today]
    #[arg(long, value_name = "DATE", value_parser = parse_day)]
    pub(crate) issued: Option<Date>,
    /// The date from which `certified` and `recertified` certificates are valid [default: the issue
    /// date]
    #[arg(long, value_name = "DATE", value_parser = parse_day)]
    pub(crate) valid_from: Option<Date>,
    /// The expiration date of `certified` and `recertified` certificates: the last valid day
    #[arg(long, value_name = "DATE", value_parser = parse_day)]
    pub(crate) valid_until: Option<Date>,
    /// Issue new certificates, with new numbers, to people of the roster whose certificate was
    /// revoked
    #[arg(long)]
    pub(crate) replace_revoked: bool,
}

/// Parses a date on the command line.
pub(crate) fn parse_day(text: &str) -> Result<Date, String> {
    parse_date(text).ok_or_else(|| "expected a date such as 2027-01-31".to_owned())
}

/// What people are certified for.
#[derive(Debug, Clone, Copy)]
pub(crate) enum Occasion<'a> {
    /// The ID of a session that they took part in.
    Session(&'a str),
    /// A credential, without a session.
    Credential(CredentialOrder<'a>),
}

/// What to issue.
pub(crate) struct IssueRequest<'a> {
    /// The lists; several make one roster.
    pub(crate) rosters: &'a [PathBuf],
    pub(crate) occasion: Occasion<'a>,
    pub(crate) reading: &'a RosterOptions,
    /// Which rows are certified.
    pub(crate) attendance: &'a Attendance,
    pub(crate) certificates: &'a CertificateOptions,
    /// The date by this computer's clock. A session that is not over by then is not certified.
    pub(crate) today: Date,
}

/// What is about to be issued.
pub(crate) struct IssuePlan {
    /// The roster, with the findings about its rows.
    pub(crate) roster: Roster,
    pub(crate) terms: IssueTerms,
    /// The ID of the certificate piece.
    pub(crate) piece: String,
    /// The people who can be certified, in the roster's order.
    pub(crate) candidates: Vec<Candidate>,
    /// The certificate that each of them already has.
    pub(crate) known: Vec<Option<Box<Certificate>>>,
    /// Whether something other than single rows of the roster prevents issuing.
    is_blocked: bool,
    numbers: NumberFormat,
    /// The columns to remember for the next roster with this header.
    saved: SavedMappings,
    /// What new certificates are printed from, by language.
    settings: BTreeMap<String, CollectedSetting>,
}

/// Reads a roster and plans its certificates, without writing anything. Everything that is wrong
/// with the roster or the data is reported. Returns `None` if nothing can be planned because of it.
pub(crate) fn plan(
    context: &CertificateContext,
    request: &IssueRequest<'_>,
    report: &mut Report,
) -> Result<Option<IssuePlan>, Error> {
    let content = &context.content;
    if NEEDED_FILES.iter().any(|file| content.invalid_files.contains(*file)) {
        report.extend(context.errors());
        return Ok(None);
    }
    let session = match request.occasion {
        Occasion::Session(session) => session,
        Occasion::Credential(order) => return credential::plan(context, request, order, report),
    };
    let Some(subject) = Subject::find(content, session)? else {
        report.extend(context.errors());
        return Ok(None);
    };
    report.extend(subject.check_takes_place(content));
    report.extend(subject.check_is_over(content, request.today));
    let numbering = context.numbering().map_err(|finding| report.push(finding));
    let wanted = request.certificates.piece.as_deref();
    let piece = subject.certificate_piece(content, wanted, report)?;
    let (Ok(numbering), Some((piece, sample))) = (numbering, piece) else { return Ok(None) };
    let terms = subject.terms(request, session, sample)?;
    let setup = PlanSetup::new(context, request, numbering, piece, terms)?;
    let is_blocked = report.has_errors();
    let training = subject.training;
    let categories = training.hours_by_category.iter().map(|one| &one.category).collect();
    let Some(roster) = setup.read_roster(Some(training), categories, report)? else {
        return Ok(None);
    };
    report.extend(roster.findings.iter().cloned());
    let ledger = existing_ledger(context)?;
    let people = compare_with_ledger(&setup, ledger.as_ref(), &subject, &roster)?;
    let more = |plan: &IssuePlan| match &ledger {
        Some(ledger) if !request.reading.allow_alike => {
            elsewhere::check(context, plan, &subject, ledger)
        }
        _ => Ok(Vec::new()),
    };
    let plan = setup.finish(roster, people, Some(&subject), ledger.as_ref(), more, report)?;
    Ok(plan.map(|plan| IssuePlan { is_blocked: is_blocked || plan.is_blocked, ..plan }))
}

/// Opens the ledger to read it, if there is one.
fn existing_ledger(context: &CertificateContext) -> Result<Option<Ledger>, Error> {
    let path = context.project.path(NAME);
    path.exists().then(|| Ledger::open_to_read(&path)).transpose()
}

/// Compares the people of a roster with the ledger.
fn compare_with_ledger(
    setup: &PlanSetup<'_>,
    ledger: Option<&Ledger>,
    subject: &Subject<'_>,
    roster: &Roster,
) -> Result<ComparedPeople, Error> {
    let terms = &setup.terms;
    let mut candidates = setup.candidates(roster, Some(subject.training));
    let Some(ledger) = ledger else {
        let known = vec![None; candidates.len()];
        return Ok(ComparedPeople { candidates, known, near: Vec::new() });
    };
    adopt_known_keys(ledger, terms, roster, &mut candidates)?;
    let mut known = ledger.known(terms, &candidates)?;
    let mut near = ledger.near_matches(terms, &candidates)?;
    if terms.replace_revoked {
        let is_revoked = |it: &Certificate| it.revoked.is_some();
        known.iter_mut().for_each(|known| drop(known.take_if(|it| is_revoked(it))));
        near.retain(|near| near.certificate.revoked.is_none());
    }
    Ok(ComparedPeople { candidates, known, near })
}

impl IssuePlan {
    /// Whether an error that is not about a single row stops the run: in the data, in the ledger,
    /// or in the whole roster.
    pub(crate) fn has_errors_beside_rows(&self) -> bool {
        self.is_blocked || self.roster.is_unusable()
    }

    /// Returns why nothing can be issued, or `None` if everything is fine.
    pub(crate) fn refusal(&self, skip_invalid: bool) -> Option<Error> {
        if self.has_errors_beside_rows() {
            return Some(refusal());
        }
        if skip_invalid && self.roster.has_nameless_rows() {
            let message = "a row with an error has no name; no certificates were issued";
            return Some(Error::usage(message).hint(
                "fix or delete the row, because someone would have too few hours without it",
            ));
        }
        if self.roster.has_errors() && !skip_invalid {
            return Some(Error::usage("the roster has errors; no certificates were issued").hint(
                "fix the roster, or add `--skip-invalid` to skip these rows and save them to a \
                 separate file",
            ));
        }
        self.candidates
            .is_empty()
            .then(|| Error::usage("the roster has no valid rows; no certificates were issued"))
    }
}

/// The closing line of a run that errors in the data or the roster stopped.
pub(crate) fn refusal() -> Error {
    Error::usage("no certificates were issued")
        .hint("fix the errors above, then run the command again")
}

/// Returns a person as someone who is to receive a certificate. `details` is what all certificates
/// of the session state.
fn candidate(
    person: &Person,
    training: Option<&Training>,
    kind: CertificateKind,
    lang: &str,
    details: Arc<Value>,
) -> Candidate {
    let has_hours = !kind.has_validity();
    let hours_by_category = match training.filter(|_| has_hours) {
        Some(training) => category_hours(person, training, lang),
        None => Vec::new(),
    };
    Candidate {
        key: person_key(person.id.as_deref(), &person.name, person.email.as_deref()),
        name: person.name.clone(),
        email: person.email.clone(),
        hours: person.hours.filter(|_| has_hours),
        hours_by_category,
        lang: lang.to_owned(),
        details,
        ..Candidate::default()
    }
}

/// Returns a person's hours by category: those of the roster, or those of the training for someone
/// who attended all of it.
fn category_hours(person: &Person, training: &Training, lang: &str) -> Vec<CategoryHours> {
    let attended_all = person.hours == Some(training.hours);
    let mut categories = Vec::new();
    for (index, one) in training.hours_by_category.as_slice().iter().enumerate() {
        let all = attended_all.then_some(one.hours);
        let hours = person.category_hours.get(index).copied().or(all);
        if let (Some(category), Some(hours)) = (one.category.get(lang), hours)
            && hours > 0.0
        {
            categories.push(CategoryHours { category: category.to_owned(), hours });
        }
    }
    categories
}

/// Issues the certificates and remembers the columns for the next roster. People who have one
/// keep it.
pub(crate) fn issue(
    context: &CertificateContext,
    plan: &mut IssuePlan,
    attribution: &Attribution,
    keys_folder: &Path,
) -> Result<Vec<Certificate>, Error> {
    // A number is useless if its certificate cannot be signed.
    let key = keys::signing_key(&context.project, keys_folder)?;
    let mut ledger = Ledger::open(&context.project.path(NAME))?;
    let mut hashes = BTreeMap::new();
    for (lang, collected) in &plan.settings {
        hashes.insert(lang, collected.keep(&mut ledger)?);
    }
    let IssuePlan { terms, candidates, numbers, settings, .. } = &*plan;
    let printed = |new: &Certificate| {
        let (Some(kept), Some(hash)) = (settings.get(&new.lang), hashes.get(&new.lang)) else {
            let message = format!("there is no certificate in the language `{}`", new.lang);
            return Err(Error::usage(message));
        };
        Ok(print(new, &kept.setting, hash, &kept.template, Some(&key)))
    };
    let certificates =
        ledger.issue_as_printed(terms, candidates, numbers, attribution, &printed)?;
    let has_issued = plan.known.iter().any(Option::is_none);
    let mappings = plan.roster.mappings().into_iter().filter(|_| has_issued);
    let new = mappings.filter(|mapping| plan.saved.remember(mapping)).count();
    if new > 0 {
        plan.saved.write(&context.project.path(SavedMappings::FILE))?;
    }
    Ok(certificates)
}
