//! Issuing certificates to the people of a roster.

use std::collections::HashMap;
use std::sync::Arc;

use jiff::civil::Date;
use rusqlite::{Connection, OptionalExtension};
use serde_json::Value;

use super::Ledger;
use super::basis::Basis;
use super::certificate::{CategoryHours, Certificate, Place, SharedDetails};
use super::content::{Act, FaceContent, Issued, Signed};
use super::event::Attribution;
use super::hash::sha256;
use super::projection::Plain;
use super::query::{certificate_by_id, id_of, id_of_person};
use super::record::Recorder;
use super::store::Failure;
use crate::content::certificate_number::NumberFormat;
use crate::content::certification::CertificateKind;
use crate::content::text::line_fault;
use crate::error::Error;

/// What all new certificates of one roster have in common. The ledger knows a person's certificate
/// by `session` and `kind`; the rest is recorded with new certificates.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct IssueTerms {
    /// The ID of the session.
    pub session: String,
    /// What is certified.
    pub kind: CertificateKind,
    /// The ID of the training.
    pub training: Option<String>,
    /// The issue date. Its year becomes part of the number.
    pub issued: Date,
    /// The first day on which the certificates are valid, for kinds that expire.
    pub valid_from: Option<Date>,
    /// The last day on which the certificates are valid, for kinds that expire.
    pub valid_until: Option<Date>,
    /// Whether people whose certificate was revoked get a new one.
    pub replace_revoked: bool,
}

/// Someone who is to receive a certificate.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Candidate {
    /// The person's key, see [`person_key`](super::person_key).
    pub key: String,
    /// The name as it is printed.
    pub name: String,
    /// The email address.
    pub email: Option<String>,
    /// The hours earned.
    pub hours: Option<f64>,
    /// The hours earned in each category; empty if there are no categories.
    pub hours_by_category: Vec<CategoryHours>,
    /// The first and the last valid day, if they are not those of the terms.
    pub valid: Option<(Date, Date)>,
    /// The number of the certificate that the person holds under another name or address.
    pub holder: Option<String>,
    /// Why the certificate is issued, for a credential.
    pub basis: Option<Basis>,
    /// The code of the certificate's language.
    pub lang: String,
    /// Everything else that the face states (titles, days, city, trainers), so that the file can be
    /// re-created after the data has changed. Name, hours, and dates are not in it, because a
    /// correction can change them.
    pub details: Arc<Value>,
}

impl Candidate {
    /// Returns the certificate of the candidate with this number.
    pub(crate) fn certificate(
        &self,
        terms: &IssueTerms,
        number: String,
        position: u32,
    ) -> Certificate {
        Certificate {
            number,
            revision: 1,
            replaces: None,
            kind: terms.kind,
            session: terms.session.clone(),
            training: terms.training.clone(),
            position,
            name: self.name.clone(),
            email: self.email.clone(),
            hours: self.hours,
            hours_by_category: self.hours_by_category.clone(),
            lost_revision: None,
            issued: terms.issued,
            valid_from: self.valid.map_or(terms.valid_from, |valid| Some(valid.0)),
            valid_until: self.valid.map_or(terms.valid_until, |valid| Some(valid.1)),
            lang: self.lang.clone(),
            details: Arc::clone(&self.details),
            revoked: None,
        }
    }
}

/// What is kept of a certificate as it is printed, beyond what the ledger itself states.
#[derive(Debug, Clone, Default)]
pub struct Printed {
    /// The hash of the setting, which [`Ledger::add_material`] returned.
    pub setting: Option<String>,
    /// The certificate's own values as they are printed.
    pub face: Option<Value>,
    /// Which key signed the certificate, and what.
    pub signed: Option<Signed>,
}

/// Returns what is kept of a certificate as it is printed.
pub type Print<'a> = dyn FnMut(&Certificate) -> Result<Printed, Error> + 'a;

impl Ledger {
    /// Issues a certificate to each candidate, in one transaction, and returns the certificates in
    /// the candidates' order. People who have a certificate of this session and kind keep it;
    /// everyone else gets the next number. Issuing the same candidates again therefore returns the
    /// same certificates and uses no new number. A revoked certificate stays a person's only one,
    /// unless the terms say that it is replaced.
    ///
    /// Call [`Ledger::near_matches`] first: a new spelling of a name is a new person here.
    ///
    /// # Errors
    /// If a candidate lacks something that a certificate must state, if two candidates are the same
    /// person, or if the ledger cannot be written. Then no certificates are issued.
    pub fn issue(
        &mut self,
        terms: &IssueTerms,
        candidates: &[Candidate],
        format: &NumberFormat,
        attribution: &Attribution,
    ) -> Result<Vec<Certificate>, Error> {
        let print = &mut |_: &Certificate| Ok(Printed::default());
        self.issue_as_printed(terms, candidates, format, attribution, print)
    }

    /// Issues like [`Ledger::issue`], and keeps what `print` returns about each new certificate.
    ///
    /// # Errors
    /// Like [`Ledger::issue`], and those of `print`.
    pub fn issue_as_printed(
        &mut self,
        terms: &IssueTerms,
        candidates: &[Candidate],
        format: &NumberFormat,
        attribution: &Attribution,
        print: &mut Print<'_>,
    ) -> Result<Vec<Certificate>, Error> {
        terms.check()?;
        let IssueTerms { session, kind, .. } = terms;
        for (index, candidate) in candidates.iter().enumerate() {
            check_candidate(candidate).map_err(|fault| {
                Error::usage(format!("entry {} of the roster: {fault}", index + 1))
            })?;
        }
        self.write(|recorder| {
            let mut holders: HashMap<String, usize> = HashMap::new();
            let mut certificates = Vec::with_capacity(candidates.len());
            let mut details = SharedDetails::default();
            let mut hashes = DetailsHashes::default();
            for (index, candidate) in candidates.iter().enumerate() {
                let key = recorder.key_hash(&candidate.key);
                let known = match &candidate.holder {
                    Some(number) => id_of(recorder.db, number)?,
                    None => id_of_person(recorder.db, session, *kind, &key)?,
                };
                let known = match known {
                    Some(id) => Some(certificate_by_id(recorder.db, id, &mut details)?),
                    None => None,
                };
                let known = known.filter(|it| it.revoked.is_none() || !terms.replace_revoked);
                let certificate = match known {
                    Some(known) => known,
                    None => {
                        let details = hashes.get(recorder, &candidate.details);
                        let new = New { terms, candidate, key, details, format };
                        new.add(recorder, attribution, print)?
                    }
                };
                if let Some(first) = holders.insert(certificate.number.clone(), index) {
                    let (first, second) = (first + 1, index + 1);
                    let message = format!(
                        "entries {first} and {second} of the roster are the same person; no \
                         certificates were issued"
                    );
                    let hint = "remove one of them from the roster, or give each an ID";
                    return Err(Error::usage(message).hint(hint).into());
                }
                certificates.push(certificate);
            }
            Ok(certificates)
        })
    }
}

/// The hashes of details, by their place in memory: the candidates of a roster share them.
#[derive(Default)]
struct DetailsHashes(HashMap<*const Value, String>);

impl DetailsHashes {
    fn get(&mut self, recorder: &mut Recorder<'_>, details: &Arc<Value>) -> String {
        let hash = self.0.entry(Arc::as_ptr(details));
        hash.or_insert_with(|| recorder.add_material(details.to_string())).clone()
    }
}

impl IssueTerms {
    /// Checks the days of validity.
    ///
    /// # Errors
    /// If they are missing, or in the wrong order.
    pub(crate) fn check(&self) -> Result<(), Error> {
        check_validity(self.kind, self.valid_from, self.valid_until)
    }
}

/// A certification that begins before this year has a mistyped date.
const FIRST_YEAR: i16 = 1950;

/// A certification that lasts more years than this has a mistyped date.
const MOST_YEARS: i16 = 50;

/// Checks the dates between which a certificate is valid.
pub(super) fn check_validity(
    kind: CertificateKind,
    from: Option<Date>,
    until: Option<Date>,
) -> Result<(), Error> {
    match (from, until) {
        (Some(from), Some(until)) if until <= from => {
            let message =
                format!("the expiration date, {until}, is not after the start date, {from}");
            Err(Error::usage(message).hint("correct `--valid-from` or `--valid-until`"))
        }
        (Some(from), Some(until))
            if from.year() < FIRST_YEAR || until.year() - from.year() > MOST_YEARS =>
        {
            let message = format!("a certification from {from} through {until} is not plausible");
            Err(Error::usage(message).hint("correct `--valid-from` or `--valid-until`"))
        }
        (Some(_), Some(_)) => Ok(()),
        _ if kind.has_validity() => Err(Error::usage(format!(
            "a `{kind}` certificate needs `--valid-from` and `--valid-until`"
        ))),
        _ => Ok(()),
    }
}

/// Checks what is about to be recorded, printed and signed. Rosters are checked before, but the
/// ledger does not rely on it.
fn check_candidate(candidate: &Candidate) -> Result<(), String> {
    if let Some(fault) = name_fault(&candidate.name) {
        return Err(format!("the name {fault}"));
    }
    if candidate.key.is_empty() {
        return Err("the person has no key".to_owned());
    }
    let categories = candidate.hours_by_category.iter().map(|one| one.hours);
    candidate.hours.into_iter().chain(categories).try_for_each(check_hours)
}

/// The maximum length of a name, in characters, whatever the template has room for.
const LONGEST_NAME: usize = 200;

/// Returns what makes a name unfit for a certificate, as the end of a sentence.
pub(super) fn name_fault(name: &str) -> Option<String> {
    let too_long = name.chars().count() > LONGEST_NAME;
    line_fault(name)
        .or_else(|| too_long.then(|| format!("has more than {LONGEST_NAME} characters")))
}

/// Checks that a certificate can state a number of hours.
pub(super) fn check_hours(hours: f64) -> Result<(), String> {
    if hours > 0.0 && hours <= 1000.0 {
        return Ok(());
    }
    Err(format!("{hours} hours cannot be certified"))
}

/// Someone who has no certificate yet.
struct New<'a> {
    terms: &'a IssueTerms,
    candidate: &'a Candidate,
    /// The hashed key.
    key: String,
    /// The hash of the details.
    details: String,
    format: &'a NumberFormat,
}

impl New<'_> {
    /// Issues a certificate with the next number.
    fn add(
        self,
        recorder: &mut Recorder<'_>,
        attribution: &Attribution,
        print: &mut Print<'_>,
    ) -> Result<Certificate, Failure> {
        let Self { terms, candidate, format, .. } = self;
        let year = if format.year { terms.issued.year() } else { 0 };
        let sequence = 1 + last_in_series(recorder.db, &format.prefix, year)?;
        let number = format.number(terms.issued.year(), sequence.into());
        let position = 1 + last_position(recorder.db, &terms.session, terms.kind)?;
        let certificate = candidate.certificate(terms, number, position);
        let printed = print(&certificate)?;
        let (email, salted) = Recorder::salted(certificate.email.as_deref())?;
        let (face, printed_text) = face_content(&certificate, self.details, &printed);
        let plain = Plain {
            email: salted,
            id: candidate.key.strip_prefix("id ").map(str::to_owned),
            printed: printed_text,
        };
        let place = Place { prefix: format.prefix.clone(), year, sequence };
        let keys = vec![self.key];
        let issued = Issued {
            basis: candidate.basis.clone(),
            ..Issued::new(&certificate, place, email, keys, face, printed.signed)
        };
        recorder.add_event(attribution, Act::Issued(Box::new(issued)), &plain)?;
        Ok(certificate)
    }
}

/// Returns what an event states about the face of a certificate, and the column `face`.
pub(super) fn face_content(
    certificate: &Certificate,
    details: String,
    printed: &Printed,
) -> (FaceContent, Option<String>) {
    let text = printed.face.as_ref().map(Value::to_string);
    let face = FaceContent {
        name: certificate.name.clone(),
        hours: certificate.hours,
        hours_by_category: certificate.hours_by_category.clone(),
        issued: None,
        valid_from: None,
        valid_until: None,
        details,
        setting: printed.setting.clone(),
        printed: text.as_ref().map(sha256),
    };
    (face, text)
}

/// Returns the last running number of a series, or 0.
fn last_in_series(db: &Connection, prefix: &str, year: i16) -> rusqlite::Result<u32> {
    let mut last = db.prepare_cached("SELECT last FROM series WHERE prefix = ?1 AND year = ?2")?;
    let last = last.query_row((prefix, year), |row| row.get(0)).optional()?;
    Ok(last.unwrap_or(0))
}

/// Returns the last position among the certificates of a session and kind, or 0.
pub(super) fn last_position(
    db: &Connection,
    session: &str,
    kind: CertificateKind,
) -> rusqlite::Result<u32> {
    let query = "SELECT ifnull(max(position), 0) FROM certificates
        WHERE session = ?1 AND kind = ?2";
    db.prepare_cached(query)?.query_row((session, kind.name()), |row| row.get(0))
}
