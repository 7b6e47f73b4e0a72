//! Certifying people without a session: as holders of a credential of the data, for the first time
//! or again. What a person needs for it is counted from the ledger.

mod describe;
mod identity;
mod judge;
mod options;
mod renewals;
mod requirements;

use std::collections::BTreeSet;
use std::sync::Arc;

use jiff::civil::Date;

use super::super::ledger::{
    Candidate, CategoryHours, Certificate, HoursElsewhere, IssueTerms, Ledger, Likeness, Standing,
};
use super::super::roster::{Field, Person, Roster};
use super::corrected::issue_date_fault;
use super::setup::{ComparedPeople, PlanSetup};
use super::{CERTIFICATION, CertificateContext, IssuePlan, IssueRequest, existing_ledger};
use crate::content::credentials::Credential;
use crate::content::text::Text;
use crate::diagnostic::{Code, Finding, Report};
use crate::error::Error;
use crate::nearest;
use crate::output::count;
use identity::{HolderMatch, identify, mention_namesakes};
use judge::{Applicant, Decision, Judge};
pub(crate) use options::{CredentialOptions, CredentialOrder};
pub(crate) use renewals::Renewals;

/// The maximum number of people that a finding names.
const MOST_NAMED: usize = 3;

/// Plans the certificates of a credential, like [`super::plan`].
pub(super) fn plan(
    context: &CertificateContext,
    request: &IssueRequest<'_>,
    order: CredentialOrder<'_>,
    report: &mut Report,
) -> Result<Option<IssuePlan>, Error> {
    let content = &context.content;
    let credential = find(context, order.id)?;
    let faults: Vec<Finding> = context.errors().filter(is_about_certification).collect();
    let numbering = context.numbering().map_err(|finding| report.push(finding));
    let is_faulty = !faults.is_empty();
    report.extend(faults);
    let Some(numbering) = numbering.ok().filter(|_| !is_faulty) else { return Ok(None) };
    let terms = terms(request, credential)?;
    let setup = PlanSetup::new(context, request, numbering, credential.piece.as_str(), terms)?;
    let Some(mut roster) = setup.read_roster(None, categories(credential), report)? else {
        return Ok(None);
    };
    read_hours(&mut roster, credential, order.options);
    let all = setup.candidates(&roster, None);
    let ledger = existing_ledger(context)?;
    let judge = Judge {
        credential,
        renewals: Renewals::new(&content.certification),
        trainings: &content.trainings.trainings,
        first_language: content.languages().next().unwrap_or_default(),
        issued: setup.terms.issued,
        valid_from: request.certificates.valid_from,
        replace_revoked: setup.terms.replace_revoked,
        options: order.options,
    };
    let decided = decide(&judge, ledger.as_ref(), request, &setup, &roster, all)?;
    let Decided { faults, candidates, known, renewable, in_known_language } = decided;
    roster.notes.extend(in_known_language);
    let mut near = match &ledger {
        Some(ledger) => ledger.near_matches(&setup.terms, &candidates)?,
        None => Vec::new(),
    };
    near.retain(|near| known[near.candidate].is_none() || near.likeness == Likeness::Spelling);
    roster.refuse(&Field::Name, faults);
    report.extend(roster.findings.iter().cloned());
    let people = ComparedPeople { candidates, known, near };
    let more = |plan: &IssuePlan| Ok(held_people(plan, &renewable).into_iter().collect());
    setup.finish(roster, people, None, ledger.as_ref(), more, report)
}

fn is_about_certification(finding: &Finding) -> bool {
    finding.place.as_ref().is_some_and(|place| place.file == CERTIFICATION)
}

/// Returns the credential with an ID.
fn find<'a>(context: &'a CertificateContext, id: &str) -> Result<&'a Credential, Error> {
    let certification = &context.content.certification;
    certification.credential(id).ok_or_else(|| {
        let message = format!("`{CERTIFICATION}` has no credential `{id}`");
        let known = certification.credentials.iter().map(|one| one.id.as_str());
        Error::usage(message).hint(match certification.credentials.is_empty() {
            true => "add it under `credentials`; `docs/certificates.md` shows how".to_owned(),
            false => nearest::hint(id, known),
        })
    })
}

/// Returns what the new certificates have in common.
fn terms(request: &IssueRequest<'_>, credential: &Credential) -> Result<IssueTerms, Error> {
    let options = request.certificates;
    let issued = options.issued.unwrap_or(request.today);
    if let Some(fault) = issue_date_fault(issued, None, request.today) {
        return Err(Error::usage(fault).hint("correct the date of `--issued`"));
    }
    let from = options.valid_from.unwrap_or(issued);
    let terms = IssueTerms {
        session: credential.session(issued),
        kind: credential.kind,
        training: None,
        issued,
        valid_from: Some(from),
        valid_until: Some(credential.valid.last_day(from).map_err(not_in_calendar)?),
        replace_revoked: options.replace_revoked,
    };
    terms.check()?;
    Ok(terms)
}

fn not_in_calendar(error: jiff::Error) -> Error {
    Error::usage(format!("a certificate would end on a day that does not exist: {error}"))
        .hint("correct `valid` in `data/certification.json`")
}

fn categories(credential: &Credential) -> Vec<&Text> {
    let hours = credential.requires.hours.iter();
    hours.flat_map(|hours| &hours.by_category).map(|one| &one.category).collect()
}

/// Reads the hours on the roster as earned elsewhere, if the user says so.
fn read_hours(roster: &mut Roster, credential: &Credential, options: &CredentialOptions) {
    if options.hours_elsewhere.is_some() {
        roster.check_hours_elsewhere();
    } else if credential.requires.hours.is_some() && roster.has_hours() {
        roster.notes.push(
            "the hours on the roster do not count, because they are counted from the ledger; if \
             they were earned elsewhere, add `--hours-elsewhere \"WHY\"`"
                .to_owned(),
        );
    }
}

/// What is decided about the people of a roster.
struct Decided {
    /// The errors of each person.
    faults: Vec<Vec<Finding>>,
    /// Those without errors.
    candidates: Vec<Candidate>,
    /// The certificate that each candidate already has.
    known: Vec<Option<Box<Certificate>>>,
    /// The day from which that certificate can be renewed.
    renewable: Vec<Option<Date>>,
    /// The note about people whose language the roster does not state and the ledger knows.
    in_known_language: Option<String>,
}

fn decide(
    judge: &Judge<'_>,
    ledger: Option<&Ledger>,
    request: &IssueRequest<'_>,
    setup: &PlanSetup<'_>,
    roster: &Roster,
    all: Vec<Candidate>,
) -> Result<Decided, Error> {
    let terms = &setup.terms;
    let details = setup.details();
    let mut in_known_language = BTreeSet::new();
    let (standings, same) = match ledger {
        Some(ledger) => (ledger.standings(&all)?, ledger.known(terms, &all)?),
        None => (all.iter().map(|_| Standing::default()).collect(), vec![None; all.len()]),
    };
    let known = identify(&all, standings, same, request.reading.alike());
    let mut decided = Decided {
        faults: Vec::with_capacity(all.len()),
        candidates: Vec::new(),
        known: Vec::new(),
        renewable: Vec::new(),
        in_known_language: None,
    };
    for ((mut candidate, of_person), person) in all.into_iter().zip(known).zip(&roster.people) {
        let HolderMatch { certificates, namesakes, doubt } = of_person;
        if let Some(doubt) = doubt {
            decided.faults.push(vec![doubt]);
            continue;
        }
        let valid = certificates.iter().filter(|one| one.revoked.is_none());
        // The roster need not state a language that the person's last certificate has.
        let last = valid.clone().next_back().filter(|_| person.lang.is_none());
        if let Some((lang, details)) = last.and_then(|last| details.get_key_value(&*last.lang))
            && candidate.lang != **lang
        {
            candidate.lang = (*lang).to_owned();
            candidate.details = Arc::clone(details);
            in_known_language.insert(candidate.name.clone());
        }
        let bases = ledger.map(|ledger| ledger.bases(valid)).transpose()?.unwrap_or_default();
        let certificates: Vec<&Certificate> = certificates.iter().collect();
        let applicant = Applicant {
            name: &candidate.name,
            certificates: &certificates,
            bases: &bases,
            elsewhere: elsewhere(judge, person),
        };
        let (known, renewable) = match judge.decide(&applicant).map_err(not_in_calendar)? {
            Decision::Refused(finding) => {
                let finding = mention_namesakes(finding, &candidate, &namesakes);
                decided.faults.push(vec![finding]);
                continue;
            }
            Decision::New { valid, basis } => {
                candidate.valid = Some(valid);
                candidate.basis = Some(basis);
                (None, None)
            }
            Decision::Held { certificate, renewable } => (Some(Box::new(certificate)), renewable),
            Decision::Revoked(certificate) => (Some(Box::new(certificate)), None),
        };
        candidate.holder = known.as_ref().map(|known| known.number.clone());
        decided.faults.push(Vec::new());
        decided.candidates.push(candidate);
        decided.known.push(known);
        decided.renewable.push(renewable);
    }
    decided.in_known_language = describe_languages(&in_known_language);
    Ok(decided)
}

/// Returns the note about people who get certificates in the language of their last ones.
fn describe_languages(names: &BTreeSet<String>) -> Option<String> {
    let shown: Vec<String> =
        names.iter().take(MOST_NAMED).map(|name| format!("\"{name}\"")).collect();
    let more = names.len().saturating_sub(shown.len());
    let more = if more > 0 { format!(" and {more} more") } else { String::new() };
    (!names.is_empty()).then(|| {
        let shown = shown.join(", ");
        format!("in the language of the last certificate, which `--lang` changes: {shown}{more}")
    })
}

/// Returns the hours that a person earned elsewhere.
fn elsewhere(judge: &Judge<'_>, person: &Person) -> Option<HoursElsewhere> {
    let reason = judge.options.hours_elsewhere.clone()?;
    let hours = person.hours.filter(|hours| *hours > 0.0)?;
    let names = categories(judge.credential).into_iter();
    let parts = names.zip(&person.category_hours).filter(|(_, hours)| **hours > 0.0);
    let hours_by_category = parts
        .filter_map(|(name, hours)| {
            let category = name.get(judge.first_language)?.to_owned();
            Some(CategoryHours { category, hours: *hours })
        })
        .collect();
    Some(HoursElsewhere { hours, hours_by_category, reason })
}

/// Returns a finding about people who have a valid certificate of an earlier run: they get no other
/// one.
fn held_people(plan: &IssuePlan, renewable: &[Option<Date>]) -> Option<Finding> {
    let mut people = plan.known.iter().zip(renewable).enumerate().filter_map(|(index, one)| {
        let (Some(known), renewable) = one else { return None };
        let is_earlier = known.session != plan.terms.session && known.revoked.is_none();
        is_earlier.then(|| (index, describe_held(known, *renewable)))
    });
    let (first, first_said) = people.next()?;
    let others: Vec<String> = people.map(|(_, said)| said).collect();
    let all = others.len() + 1;
    let mut names = vec![first_said];
    names.extend(others.iter().take(MOST_NAMED - 1).cloned());
    if all > MOST_NAMED {
        names.push(format!("{} more", all - MOST_NAMED));
    }
    let message = format!(
        "{} of the roster already {} a valid certificate: {}",
        count(all, "person", "people"),
        if all == 1 { "has" } else { "have" },
        names.join(", ")
    );
    let place = plan.roster.place_of(&plan.roster.people[first], &Field::Name);
    let hint = "no new certificate is issued to them; remove them from the roster if it is too \
                early to renew";
    Some(Finding::new(Code::CredentialHeld, message).at(place).hint(hint))
}

fn describe_held(known: &Certificate, renewable: Option<Date>) -> String {
    let until = known.valid_until.map(|until| format!(", valid until {until}"));
    let renewable = renewable.map(|day| format!(", can be renewed from {day} on"));
    let details = until.into_iter().chain(renewable).collect::<String>();
    format!("`{}` ({}{details})", known.name, known.printed_number())
}
