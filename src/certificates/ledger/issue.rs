//! Issuing certificates to the people of a roster.

use std::collections::HashMap;
use std::sync::Arc;

use jiff::civil::Date;
use rusqlite::{Transaction, named_params};
use serde_json::Value;

use super::certificate::{CategoryHours, Certificate, SharedDetails};
use super::event::{Attribution, EventKind};
use super::query::{category_column, certificate_by_id, certificate_id_of_person};
use super::{Ledger, folded};
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
    /// re-created after the data has changed. Name, hours, and dates are not in it, because a
    /// correction can change them.
    pub details: Arc<Value>,
}

impl Ledger {
    /// Issues a certificate to each candidate, in one transaction, and returns the certificates in
    /// the candidates' order. People who have a certificate of this session and kind keep it, even
    /// if it was revoked; everyone else gets the next number. Issuing the same candidates again
    /// therefore returns the same certificates and uses no new number.
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
        check_validity(terms)?;
        let IssueTerms { session, kind, .. } = terms;
        for (index, candidate) in candidates.iter().enumerate() {
            check_candidate(candidate).map_err(|fault| {
                Error::usage(format!("entry {} of the roster: {fault}", index + 1))
            })?;
        }
        self.write(|transaction| {
            let mut holders: HashMap<i64, usize> = HashMap::new();
            let mut certificates = Vec::with_capacity(candidates.len());
            let mut details = SharedDetails::default();
            for (index, candidate) in candidates.iter().enumerate() {
                let key = &candidate.key;
                let id = match certificate_id_of_person(transaction, session, *kind, key)? {
                    Some(id) => id,
                    None => add(transaction, terms, candidate, format, attribution)?,
                };
                if let Some(first) = holders.insert(id, index) {
                    let (first, second) = (first + 1, index + 1);
                    let message = format!(
                        "entries {first} and {second} of the roster are the same person; no \
                         certificates were issued"
                    );
                    let hint = "remove one of them from the roster, or give each an ID";
                    return Err(Error::usage(message).hint(hint).into());
                }
                certificates.push(details.share(certificate_by_id(transaction, id)?));
            }
            Ok(certificates)
        })
    }
}

fn check_validity(terms: &IssueTerms) -> Result<(), Error> {
    match (terms.valid_from, terms.valid_until) {
        (Some(from), Some(until)) if until <= from => {
            let message =
                format!("the expiration date, {until}, is not after the start date, {from}");
            Err(Error::usage(message).hint("correct `--valid-from` or `--valid-until`"))
        }
        (Some(_), Some(_)) => Ok(()),
        _ if terms.kind.has_validity() => Err(Error::usage(format!(
            "a `{}` certificate needs `--valid-from` and `--valid-until`",
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

/// Issues a certificate with the next number. Returns its row.
fn add(
    transaction: &Transaction<'_>,
    terms: &IssueTerms,
    candidate: &Candidate,
    format: &NumberFormat,
    attribution: &Attribution,
) -> rusqlite::Result<i64> {
    let year = if format.year { terms.issued.year() } else { 0 };
    let mut count = transaction.prepare_cached(
        "INSERT INTO series (prefix, year, last) VALUES (?1, ?2, 1)
        ON CONFLICT DO UPDATE SET last = last + 1 RETURNING id, last",
    )?;
    let (series, sequence): (i64, u32) =
        count.query_row((&format.prefix, year), |row| Ok((row.get("id")?, row.get("last")?)))?;
    let mut insert = transaction.prepare_cached(
        "INSERT INTO certificates (number, series, sequence, session, kind, position, training,
            issued, valid_from, valid_until, lang, email)
        VALUES (:number, :series, :sequence, :session, :kind, (SELECT ifnull(max(position), 0) + 1
            FROM certificates WHERE session = :session AND kind = :kind), :training,
            :issued, :valid_from, :valid_until, :lang, :email)",
    )?;
    let id = insert.insert(named_params! {
        ":number": format.number(terms.issued.year(), sequence.into()),
        ":series": series,
        ":sequence": sequence,
        ":session": terms.session,
        ":kind": terms.kind.name(),
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
    add_revision(transaction, id, 1, &face)?;
    add_key(transaction, &terms.session, terms.kind, &candidate.key, id)?;
    add_event(transaction, id, 1, EventKind::Issued, attribution)?;
    Ok(id)
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
) -> rusqlite::Result<usize> {
    let &Face { name, hours, hours_by_category, details } = face;
    let categories = category_column(hours_by_category);
    transaction
        .prepare_cached(
            "INSERT INTO revisions (certificate, revision, name, hours, hours_by_category, details,
                folded) VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7)",
        )?
        .execute((id, revision, name, hours, categories, details, folded(name)))
}

pub(super) fn add_key(
    transaction: &Transaction<'_>,
    session: &str,
    kind: CertificateKind,
    key: &str,
    id: i64,
) -> rusqlite::Result<usize> {
    transaction
        .prepare_cached(
            "INSERT INTO keys (session, kind, key, certificate) VALUES (?1, ?2, ?3, ?4)",
        )?
        .execute((session, kind.name(), key, id))
}

pub(super) fn add_event(
    transaction: &Transaction<'_>,
    id: i64,
    revision: u32,
    kind: EventKind,
    attribution: &Attribution,
) -> rusqlite::Result<usize> {
    let Attribution { at, by, reason } = attribution;
    transaction
        .prepare_cached(
            "INSERT INTO events (certificate, revision, act, at, by, reason)
            VALUES (?1, ?2, ?3, ?4, ?5, ?6)",
        )?
        .execute((id, revision, kind.name(), at, by, reason))
}
