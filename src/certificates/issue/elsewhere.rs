//! People of a roster who already have a certificate for the same training and days, under another
//! session. Most often the session was renamed. Nobody should have two certificates for one
//! session.

use std::collections::BTreeMap;

use super::super::ledger::{Certificate, Ledger};
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
    let keys: Vec<&str> = new.map(|(candidate, _)| candidate.key.as_str()).collect();
    let mut others: BTreeMap<String, Vec<Certificate>> = BTreeMap::new();
    for certificate in ledger.of_keys(&keys, plan.terms.kind)? {
        if is_same_session(context, &certificate, subject) {
            others.entry(certificate.session.clone()).or_default().push(certificate);
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

/// Whether a certificate of another session may be one of this session.
fn is_same_session(
    context: &CertificateContext,
    certificate: &Certificate,
    subject: &Subject<'_>,
) -> bool {
    let is_other = certificate.session != subject.session.id.as_str();
    if !is_other
        || certificate.revoked.is_some()
        || certificate.training.as_deref() != Some(subject.training.id.as_str())
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
