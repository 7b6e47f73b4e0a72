//! People whom the ledger knows by another key than that of today's roster.

use super::super::ledger::{
    Candidate, Certificate, EventKind, IssueTerms, Ledger, folded, person_key,
};
use super::super::roster::Roster;
use crate::error::Error;

/// Gives candidates the keys by which the ledger knows them. An earlier Peerpress took a number
/// that only counts the rows for an ID, and a certificate that was read back from its file has no
/// ID.
/// Somebody else is never meant: the names must agree.
///
/// # Errors
/// If the ledger cannot be read.
pub(super) fn adopt_known_keys(
    ledger: &Ledger,
    terms: &IssueTerms,
    roster: &Roster,
    candidates: &mut [Candidate],
) -> Result<(), Error> {
    for (person, candidate) in roster.people.iter().zip(candidates) {
        let counted = roster.row_counter_of(person);
        let by_name = || person_key(None, &candidate.name, candidate.email.as_deref());
        let other = match counted {
            Some(id) => Some(person_key(Some(id), "", None)),
            None => person.id.as_ref().map(|_| by_name()),
        };
        let Some(other) = other else { continue };
        if !of_session(ledger, terms, &candidate.key)?.is_empty() {
            continue;
        }
        for certificate in of_session(ledger, terms, &other)? {
            let is_meant = match counted {
                Some(_) => has_name(ledger, &certificate, &candidate.name)?,
                None => was_recovered(ledger, &certificate)?,
            };
            if is_meant {
                candidate.key.clone_from(&other);
                break;
            }
        }
    }
    Ok(())
}

/// Returns the certificates of a session and kind that a key has.
fn of_session(ledger: &Ledger, terms: &IssueTerms, key: &str) -> Result<Vec<Certificate>, Error> {
    let mut certificates = ledger.of_keys(&[key], terms.kind)?;
    certificates.retain(|certificate| certificate.session == terms.session);
    Ok(certificates)
}

/// Whether any revision of a certificate states a name. Capitals and accents do not matter.
fn has_name(ledger: &Ledger, certificate: &Certificate, name: &str) -> Result<bool, Error> {
    let revisions = ledger.revisions(&certificate.number)?;
    Ok(revisions.iter().any(|revision| folded(&revision.name) == folded(name)))
}

fn was_recovered(ledger: &Ledger, certificate: &Certificate) -> Result<bool, Error> {
    let events = ledger.events(&certificate.number)?;
    Ok(events.iter().any(|event| event.kind == EventKind::Recovered))
}
