//! People of a roster who already have a certificate for the same training and days, under another
//! session. Most often the session was renamed. Nobody should have two certificates for one
//! session.

use std::collections::BTreeMap;

use super::super::ledger::{Candidate, Certificate, Ledger};
use super::super::setting::days;
use super::{CertificateContext, IssuePlan, Subject, TRAININGS};
use crate::diagnostic::{Code, Finding};
use crate::error::Error;
use crate::output::count;

/// A session that is not in the data any more may have had wrong dates too. Sessions of one
/// training are further apart than this many days.
const MOST_DAYS: i32 = 31;

/// Returns a finding for each other session that may be the same one.
pub(super) fn check(
    context: &CertificateContext,
    plan: &IssuePlan,
    subject: &Subject<'_>,
    ledger: &Ledger,
) -> Result<Vec<Finding>, Error> {
    let new = plan.candidates.iter().zip(&plan.known).filter(|(_, known)| known.is_none());
    let new: Vec<&Candidate> = new.map(|(candidate, _)| candidate).collect();
    let keys: Vec<&str> = new.iter().map(|candidate| candidate.key.as_str()).collect();
    let mut found = ledger.of_keys(&keys, plan.terms.kind)?;
    // The same person may have had no address or ID on the other roster.
    for candidate in new {
        found.extend(ledger.of_name(&candidate.name, candidate.email.as_deref())?);
    }
    let mut others: BTreeMap<String, Vec<Certificate>> = BTreeMap::new();
    for certificate in found {
        if certificate.kind != plan.terms.kind || !is_same_session(context, &certificate, subject) {
            continue;
        }
        let others = others.entry(certificate.session.clone()).or_default();
        if !others.iter().any(|known| known.number == certificate.number) {
            others.push(certificate);
        }
    }
    let describe = |(other, certificates): (String, Vec<Certificate>)| {
        let first = &certificates[0];
        let people = count(certificates.len(), "person", "people");
        let have = if certificates.len() == 1 { "has a certificate" } else { "have certificates" };
        let message = format!(
            "{people} of the roster already {have} for this training and these days, of the \
             session `{other}`: `{}` has {}",
            first.name,
            first.printed_number()
        );
        let pointer = format!("/sessions/{}/id", subject.session_index);
        Finding::new(Code::SessionRenamed, message)
            .at(context.content.place(TRAININGS, &pointer))
            .hint(format!("if the session was renamed, change its `id` back to `{other}`"))
            .hint("if these are two sessions, add `--allow-alike`")
    };
    Ok(others.into_iter().map(describe).collect())
}

/// Whether a certificate is of the training of the session. One that the data no longer have may
/// have been renamed too.
fn is_same_training(
    context: &CertificateContext,
    certificate: &Certificate,
    subject: &Subject<'_>,
) -> bool {
    let Some(id) = certificate.training.as_deref() else { return false };
    let mut trainings = context.content.trainings.trainings.iter();
    id == subject.training.id.as_str() || !trainings.any(|known| known.id.as_str() == id)
}

/// Whether a certificate of another session may be one of this session.
fn is_same_session(
    context: &CertificateContext,
    certificate: &Certificate,
    subject: &Subject<'_>,
) -> bool {
    let is_other = certificate.session != subject.session.id.as_str();
    if !is_other
        || certificate.revoked.is_some()
        || !is_same_training(context, certificate, subject)
    {
        return false;
    }
    let theirs = days(&certificate.details["face"]);
    let ours: Vec<_> = subject.session.days.iter().map(|day| day.date.0).collect();
    if theirs == ours {
        return !ours.is_empty();
    }
    let mut sessions = context.content.trainings.sessions.iter();
    let is_gone = !sessions.any(|known| known.id.as_str() == certificate.session);
    let apart = theirs.first().zip(ours.first()).map(|(one, other)| (*one - *other).get_days());
    is_gone && apart.is_some_and(|days| days.abs() <= MOST_DAYS)
}
