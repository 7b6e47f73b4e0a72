//! Giving certificates to the people of a roster.

use std::collections::HashMap;
use std::sync::Arc;

use jiff::civil::Date;
use rusqlite::{Transaction, TransactionBehavior, named_params, params};
use serde_json::Value;

use super::certificate::{CategoryHours, Certificate, SharedDetails};
use super::columns::category_column;
use super::event::{Attribution, EventKind};
use super::query::{certificate_by_id, certificate_id_of_person};
use super::{Ledger, folded, store};
use crate::content::certificate_number::NumberFormat;
use crate::content::certification::CertificateKind;
use crate::content::text::line_fault;
use crate::error::Error;

/// What all new certificates of one roster have in common. The ledger knows a person's certificate
/// by `session` and `kind`; the rest is recorded with new certificates.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct IssueTerms {
    /// The id of the session.
    pub session: String,
    /// What is certified.
    pub kind: CertificateKind,
    /// The id of the training.
    pub training: Option<String>,
    /// The day of issue. Its year becomes part of the number.
    pub issued: Date,
    /// The first day of validity, for kinds that have one.
    pub valid_from: Option<Date>,
    /// The last day of validity, for kinds that have one.
    pub valid_until: Option<Date>,
}

/// Someone who is to receive a certificate.
#[derive(Debug, Clone, PartialEq)]
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
    /// The code of the certificate's language.
    pub lang: String,
    /// Everything else that the face states (titles, days, city, trainers), so that the file can be
    /// made again after the data has changed. Name, hours and dates are not in it, because a
    /// correction can change them.
    pub details: Arc<Value>,
}

impl Ledger {
    /// Gives each candidate a certificate, in one transaction, and returns the certificates in the
    /// candidates' order. People who have a certificate of this session and kind keep it, even if
    /// it was revoked; everyone else gets the next number. Issuing the same candidates again
    /// therefore returns the same certificates and uses no new number.
    ///
    /// Call [`Ledger::near_matches`] first: a new spelling of a name is a new person here.
    ///
    /// # Errors
    /// If a candidate lacks something that a certificate must state, if two candidates are the same
    /// person, or if the ledger cannot be written. No number is given then.
    pub fn issue(
        &mut self,
        terms: &IssueTerms,
        candidates: &[Candidate],
        format: &NumberFormat,
        attribution: &Attribution,
    ) -> Result<Vec<Certificate>, Error> {
        check_validity(terms)?;
        for (index, candidate) in candidates.iter().enumerate() {
            check_candidate(candidate).map_err(|fault| {
                Error::usage(format!("entry {} of the roster: {fault}", index + 1))
            })?;
        }
        let path = self.path.clone();
        let fault = |error: rusqlite::Error| store::describe(&path, &error);
        let transaction =
            self.db.transaction_with_behavior(TransactionBehavior::Immediate).map_err(fault)?;
        let mut writer =
            CertificateWriter { transaction: &transaction, terms, format, attribution, last: None };
        let mut holders: HashMap<i64, usize> = HashMap::new();
        let mut certificates = Vec::with_capacity(candidates.len());
        let mut details = SharedDetails::default();
        for (index, candidate) in candidates.iter().enumerate() {
            let id = writer.find_or_add(candidate).map_err(fault)?;
            if let Some(first) = holders.insert(id, index) {
                return Err(same_person(first, index));
            }
            let certificate = certificate_by_id(&transaction, id).map_err(fault)?;
            certificates.push(details.share(certificate));
        }
        writer.finish().map_err(fault)?;
        transaction.commit().map_err(fault)?;
        Ok(certificates)
    }
}

fn check_validity(terms: &IssueTerms) -> Result<(), Error> {
    match (terms.valid_from, terms.valid_until) {
        (Some(from), Some(until)) if until <= from => {
            let message =
                format!("the last day of validity, {until}, is not after the first, {from}");
            Err(Error::usage(message).hint("give the earlier day as `--valid-from`"))
        }
        (Some(_), Some(_)) => Ok(()),
        _ if terms.kind.has_validity() => Err(Error::usage(format!(
            "a certificate of the kind `{}` needs a first and a last day of validity",
            terms.kind
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

/// The longest name that a certificate can have, in characters, whatever the template has room for.
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

fn same_person(first: usize, second: usize) -> Error {
    let message = format!(
        "entries {} and {} of the roster are the same person; no number was given",
        first + 1,
        second + 1
    );
    Error::usage(message).hint("remove one of them from the roster, or give each an `id`")
}

/// Writes new certificates in a transaction.
struct CertificateWriter<'a> {
    transaction: &'a Transaction<'a>,
    terms: &'a IssueTerms,
    format: &'a NumberFormat,
    attribution: &'a Attribution,
    /// The last number given, read when the first certificate is added.
    last: Option<LastNumber>,
}

/// The last number given in a series and the last position in a session.
struct LastNumber {
    series: i64,
    sequence: u32,
    position: u32,
}

impl CertificateWriter<'_> {
    /// Returns the row of a person's certificate, which is added if there is none.
    fn find_or_add(&mut self, candidate: &Candidate) -> rusqlite::Result<i64> {
        let IssueTerms { session, kind, .. } = self.terms;
        let known = certificate_id_of_person(self.transaction, session, *kind, &candidate.key)?;
        if let Some(id) = known {
            return Ok(id);
        }
        let mut last = match self.last.take() {
            Some(last) => last,
            None => self.last_number()?,
        };
        last.sequence += 1;
        last.position += 1;
        let id = self.add(candidate, &last)?;
        self.last = Some(last);
        Ok(id)
    }

    fn last_number(&self) -> rusqlite::Result<LastNumber> {
        let year = if self.format.year { self.terms.issued.year() } else { 0 };
        self.transaction.execute(
            "INSERT INTO series (prefix, year) VALUES (?1, ?2) ON CONFLICT DO NOTHING",
            (&self.format.prefix, year),
        )?;
        let (series, sequence) = self.transaction.query_row(
            "SELECT id, last FROM series WHERE prefix = ?1 AND year = ?2",
            (&self.format.prefix, year),
            |row| Ok((row.get("id")?, row.get("last")?)),
        )?;
        let position = self.transaction.query_row(
            "SELECT ifnull(max(position), 0) FROM certificates WHERE session = ?1 AND kind = ?2",
            (&self.terms.session, self.terms.kind),
            |row| row.get(0),
        )?;
        Ok(LastNumber { series, sequence, position })
    }

    fn add(&self, candidate: &Candidate, last: &LastNumber) -> rusqlite::Result<i64> {
        let terms = self.terms;
        let mut insert = self.transaction.prepare_cached(
            "INSERT INTO certificates (number, series, sequence, session, kind, position, training,
                issued, valid_from, valid_until, lang, email)
            VALUES (:number, :series, :sequence, :session, :kind, :position, :training,
                :issued, :valid_from, :valid_until, :lang, :email)",
        )?;
        let id = insert.insert(named_params! {
            ":number": self.format.number(terms.issued.year(), last.sequence.into()),
            ":series": last.series,
            ":sequence": last.sequence,
            ":session": terms.session,
            ":kind": terms.kind,
            ":position": last.position,
            ":training": terms.training,
            ":issued": terms.issued,
            ":valid_from": terms.valid_from,
            ":valid_until": terms.valid_until,
            ":lang": candidate.lang,
            ":email": candidate.email,
        })?;
        let face = Face {
            name: &candidate.name,
            hours: candidate.hours,
            hours_by_category: &candidate.hours_by_category,
            details: &candidate.details,
        };
        add_revision(self.transaction, id, 1, &face)?;
        add_key(self.transaction, &terms.session, terms.kind, &candidate.key, id)?;
        add_event(self.transaction, id, 1, EventKind::Issued, self.attribution)?;
        Ok(id)
    }

    /// Records the last number given.
    fn finish(self) -> rusqlite::Result<()> {
        if let Some(last) = self.last {
            self.transaction.execute(
                "UPDATE series SET last = ?2 WHERE id = ?1",
                (last.series, last.sequence),
            )?;
        }
        Ok(())
    }
}

/// What a revision states.
pub(super) struct Face<'a> {
    pub(super) name: &'a str,
    pub(super) hours: Option<f64>,
    pub(super) hours_by_category: &'a [CategoryHours],
    pub(super) details: &'a Value,
}

pub(super) fn add_revision(
    transaction: &Transaction<'_>,
    id: i64,
    revision: u32,
    face: &Face<'_>,
) -> rusqlite::Result<()> {
    let mut insert = transaction.prepare_cached(
        "INSERT INTO revisions (certificate, revision, name, hours, hours_by_category, details,
            folded)
        VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7)",
    )?;
    insert.execute(params![
        id,
        revision,
        face.name,
        face.hours,
        category_column(face.hours_by_category),
        face.details,
        folded(face.name),
    ])?;
    Ok(())
}

pub(super) fn add_key(
    transaction: &Transaction<'_>,
    session: &str,
    kind: CertificateKind,
    key: &str,
    id: i64,
) -> rusqlite::Result<()> {
    let mut insert = transaction.prepare_cached(
        "INSERT INTO keys (session, kind, key, certificate) VALUES (?1, ?2, ?3, ?4)",
    )?;
    insert.execute((session, kind, key, id))?;
    Ok(())
}

pub(super) fn add_event(
    transaction: &Transaction<'_>,
    id: i64,
    revision: u32,
    kind: EventKind,
    attribution: &Attribution,
) -> rusqlite::Result<()> {
    let mut insert = transaction.prepare_cached(
        "INSERT INTO events (certificate, revision, act, at, by, reason)
        VALUES (?1, ?2, ?3, ?4, ?5, ?6)",
    )?;
    let Attribution { at, by, reason } = attribution;
    insert.execute((id, revision, kind, at, by, reason))?;
    Ok(())
}
