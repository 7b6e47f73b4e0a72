//! People of a roster who may be people of the ledger: one ID with another name, or one name with
//! and without an address.

use std::collections::BTreeSet;

use super::super::ledger::{Candidate, Certificate, Ledger, Likeness, NearMatch, folded};
use super::super::roster::{Field, are_alike, may_be_one};
use super::IssuePlan;
use crate::diagnostic::{Code, Finding};
use crate::error::Error;
use crate::shell::in_quotes;

/// The start of the key of a person with an ID.
const ID_KEY: &str = "id ";

/// Takes people who are alike for the holders of the certificates that they resemble
/// (`--same-person`). The other near matches stay.
pub(super) fn take_for_holders(
    candidates: &mut [Candidate],
    known: &mut [Option<Box<Certificate>>],
    near: &mut Vec<NearMatch>,
) {
    near.retain(|near| {
        let candidate = &mut candidates[near.candidate];
        let is_taken = match near.likeness {
            Likeness::Email => may_be_one(&candidate.name, &near.certificate.name),
            Likeness::Name => true,
            Likeness::Spelling | Likeness::Hours => false,
        };
        if is_taken {
            candidate.holder = Some(near.certificate.number.clone());
            known[near.candidate] = Some(Box::new(near.certificate.clone()));
        }
        !is_taken
    });
}

/// Describes a near match that is about the identity of a person and not about a spelling.
pub(super) fn describe_identity(plan: &IssuePlan, near: &NearMatch) -> Option<Finding> {
    let candidate = &plan.candidates[near.candidate];
    let person = &plan.roster.people[near.candidate];
    let (name, number) = (&candidate.name, near.certificate.printed_number());
    let holder = &near.certificate.name;
    // The number of a certificate names all its revisions.
    let correct = format!("peerpress certificates correct {}", near.certificate.number);
    let finding = match near.likeness {
        Likeness::Spelling => {
            let id = candidate.key.strip_prefix(ID_KEY).filter(|_| !are_alike(name, holder))?;
            let message =
                format!("the ID `{id}` is `{name}` here, and `{holder}` on certificate {number}");
            Finding::new(Code::RosterIdentity, message)
                .at(plan.roster.place_of(person, &Field::Id))
                .hint("add `--no-ids` if these numbers do not mean people")
                .hint(format!("if the person changed the name, run `{correct} --name \"{name}\"`"))
        }
        Likeness::Email if !may_be_one(name, holder) => {
            let message = format!(
                "`{name}` has the address of `{holder}`, who has certificate {number} for this \
                 session"
            );
            Finding::new(Code::RosterFamily, message)
                .at(plan.roster.place_of(person, &Field::Email))
                .hint("check that they are different people, such as a family")
        }
        Likeness::Name if name.to_lowercase() == holder.to_lowercase() => {
            let with = |has: bool| if has { "with" } else { "without" };
            let message = format!(
                "`{name}` is {} an address here, and {} one on certificate {number}",
                with(candidate.email.is_some()),
                with(near.certificate.email.is_some()),
            );
            let message = match (&candidate.email, &near.certificate.email) {
                (Some(_), Some(_)) => {
                    format!("`{name}` has another address on certificate {number}")
                }
                _ => message,
            };
            let finding = Finding::new(Code::RosterIdentity, message)
                .at(plan.roster.place_of(person, &Field::Name))
                .hint("add `--same-person` if they are one person or `--allow-alike` if not");
            match &candidate.email {
                Some(email) => {
                    finding.hint(format!("to record the address, run `{correct} --email {email}`"))
                }
                None => finding,
            }
        }
        _ => return None,
    };
    Some(finding)
}

/// Returns a finding for each new person whose name was corrected on an earlier certificate: the
/// list has the old name.
pub(super) fn check_former_names(
    plan: &IssuePlan,
    right_names: &BTreeSet<String>,
    ledger: &Ledger,
) -> Result<Vec<Finding>, Error> {
    let corrected = ledger.by_former_name()?;
    let mut findings = Vec::new();
    for (index, candidate) in plan.candidates.iter().enumerate() {
        let name = &candidate.name;
        let is_settled = plan.known[index].is_some() || right_names.contains(name);
        let Some(certificates) = corrected.get(&folded(name)).filter(|_| !is_settled) else {
            continue;
        };
        // In one session, a name that someone had is a reason to ask, whatever the address is.
        let may_be_of = |certificate: &&Certificate| {
            let addresses = candidate.email.as_deref().zip(certificate.email.as_deref());
            certificate.session == plan.terms.session
                || addresses.is_none_or(|(one, other)| folded(one) == folded(other))
        };
        let counts = |certificate: &&Certificate| match certificate.revoked {
            Some(_) => certificate.session == plan.terms.session && !plan.terms.replace_revoked,
            None => true,
        };
        let mut same = certificates.iter().filter(may_be_of).filter(counts);
        let Some(last) = same.next_back().filter(|last| last.name != *name) else { continue };
        let place = plan.roster.place_of(&plan.roster.people[index], &Field::Name);
        findings.push(describe_former_name(name, last).at(place));
    }
    Ok(findings)
}

fn describe_former_name(name: &str, last: &Certificate) -> Finding {
    let (now, number) = (&last.name, last.printed_number());
    let quoted = in_quotes(name);
    let (message, hint) = match &last.revoked {
        None => (
            format!("`{name}` was corrected to `{now}` on certificate {number}"),
            format!(
                "write `{now}` in the list; if `{name}` is right, or another person, add \
                 `--name-is-right {quoted}`"
            ),
        ),
        Some(revoked) => (
            format!(
                "`{name}` was corrected to `{now}` on certificate {number}, which was revoked: {}",
                revoked.reason
            ),
            format!(
                "delete the row; to issue a new certificate, write `{now}` and add \
                 `--replace-revoked`; if `{name}` is another person, add `--name-is-right {quoted}`"
            ),
        ),
    };
    Finding::new(Code::RosterIdentity, message).hint(hint)
}

/// Returns a finding for each new person whose ID has another name in the ledger, in any session.
pub(super) fn check_ids(plan: &IssuePlan, ledger: &Ledger) -> Result<Vec<Finding>, Error> {
    let mut findings = Vec::new();
    for (index, candidate) in plan.candidates.iter().enumerate() {
        let Some(id) = candidate.key.strip_prefix(ID_KEY) else { continue };
        if plan.known[index].is_some() {
            continue;
        }
        let names = ledger.names_of_id(id)?;
        if names.iter().any(|name| are_alike(name, &candidate.name)) {
            continue;
        }
        let Some(name) = names.last() else { continue };
        let message =
            format!("the ID `{id}` is `{}` here, and `{name}` in the ledger", candidate.name);
        findings.push(
            Finding::new(Code::RosterIdentity, message)
                .at(plan.roster.place_of(&plan.roster.people[index], &Field::Id))
                .hint("add `--no-ids` if these numbers do not mean people")
                .hint("add `--same-person` if the person changed the name"),
        );
    }
    Ok(findings)
}
