//! People of a roster who have, or had, a certificate of the session.

use super::super::ledger::{Candidate, CategoryHours, Certificate, Ledger, Likeness, NearMatch};
use super::super::roster::{Field, are_alike, may_be_one};
use super::{IssuePlan, identity};
use crate::diagnostic::{Code, Finding};
use crate::error::Error;
use crate::output::count;

/// The maximum number of people that a finding names.
const MOST_NAMED: usize = 3;

/// Describes a person whose certificate differs from the roster, or who may have one under another
/// name.
pub(super) fn describe_near_match(plan: &IssuePlan, near: &NearMatch) -> Finding {
    let of_revoked = revoked_holder(plan, near);
    if let Some(finding) = of_revoked.or_else(|| identity::describe_identity(plan, near)) {
        return finding;
    }
    let candidate = &plan.candidates[near.candidate];
    let person = &plan.roster.people[near.candidate];
    let (name, number) = (&candidate.name, &near.certificate.number);
    let holder = &near.certificate.name;
    let correct_name = match &candidate.email {
        // Only the address differs.
        Some(email) if name == holder => {
            format!("run `peerpress certificates correct {number} --email \"{email}\"`")
        }
        _ => format!("run `peerpress certificates correct {number} --name \"{name}\"`"),
    };
    let (code, message, column, hint) = match near.likeness {
        Likeness::Hours => (
            Code::RosterChanged,
            format!("`{name}` already has certificate {number} with different hours"),
            Field::Hours,
            correct_hours(number, candidate),
        ),
        Likeness::Spelling => (
            Code::RosterChanged,
            format!("`{name}` already has certificate {number}, under the name `{holder}`"),
            Field::Name,
            format!("{correct_name}, or fix the roster"),
        ),
        Likeness::Email | Likeness::Name if holder == name => (
            Code::RosterHolder,
            format!("`{name}` already has certificate {number}, with another email address"),
            Field::Email,
            format!(
                "if it is the same person, run `peerpress certificates correct {number} --email \
                 {}`; if they are two people, add `--allow-alike`",
                candidate.email.as_deref().unwrap_or("\"\"")
            ),
        ),
        Likeness::Email | Likeness::Name => (
            Code::RosterHolder,
            format!(
                "`{name}` may be `{holder}`, who already has certificate {number} for this session"
            ),
            Field::Name,
            format!(
                "{correct_name}; if the certificate is right, write `{holder}` in the list; if \
                 they are different people, add `--allow-alike`"
            ),
        ),
    };
    Finding::new(code, message).at(plan.roster.place_of(person, &column)).hint(hint)
}

/// Returns how to go on if the list states other hours than a certificate.
fn correct_hours(number: &str, candidate: &Candidate) -> String {
    let Some(hours) = candidate.hours else { return "fix the roster".to_owned() };
    let option =
        |one: &CategoryHours| format!("--category-hours \"{}={}\"", one.category, one.hours);
    let options: Vec<String> = candidate.hours_by_category.iter().map(option).collect();
    let options = match options.is_empty() {
        true => format!("--hours {hours}"),
        false => options.join(" "),
    };
    format!("run `peerpress certificates correct {number} {options}`, or fix the roster")
}

/// Describes a person who may be the holder of a certificate that was revoked.
fn revoked_holder(plan: &IssuePlan, near: &NearMatch) -> Option<Finding> {
    let revoked = near.certificate.revoked.as_ref()?;
    let person = &plan.roster.people[near.candidate];
    let name = &plan.candidates[near.candidate].name;
    let (holder, number) = (&near.certificate.name, near.certificate.printed_number());
    // The members of a family may share an address.
    if near.likeness == Likeness::Email && !may_be_one(name, holder) {
        return None;
    }
    let who = match name == holder {
        true => format!("`{name}` had"),
        false => format!("`{name}` may be `{holder}`, who had"),
    };
    let message = format!(
        "{who} certificate {number} for this session, which was revoked: {}",
        revoked.reason
    );
    let others = match near.likeness {
        Likeness::Email | Likeness::Name => "; if they are different people, add `--allow-alike`",
        Likeness::Spelling | Likeness::Hours => "",
    };
    let hint = format!(
        "delete the row; to issue a new certificate with a new number, add \
         `--replace-revoked`{others}"
    );
    let place = plan.roster.place_of(person, &Field::Name);
    Some(Finding::new(Code::RosterHolder, message).at(place).hint(hint))
}

/// Returns a finding if the corrected name of a certificate is like that of someone else who has
/// one for the session.
///
/// # Errors
/// If the ledger cannot be read.
pub(super) fn other_holder(ledger: &Ledger, new: &Certificate) -> Result<Option<Finding>, Error> {
    let is_other = |one: &Certificate| {
        one.number != new.number
            && one.kind == new.kind
            && one.revoked.is_none()
            && are_alike(&one.name, &new.name)
    };
    let others = ledger.of_session(&new.session)?;
    Ok(others.iter().find(|one| is_other(one)).map(|other| {
        let message = format!(
            "{}: `{}` may be `{}`, who has certificate {} for this session",
            new.number,
            new.name,
            other.name,
            other.printed_number()
        );
        Finding::new(Code::RosterHolder, message).hint(
            "if they are one person, revoke one of the two certificates; if they are two people, \
             add `--allow-alike`",
        )
    }))
}

/// Returns a finding about the people whose certificate was revoked: they get no other one.
pub(super) fn revoked_people(plan: &IssuePlan) -> Option<Finding> {
    let revoked = |known: &Certificate| {
        let revoked = known.revoked.as_ref()?;
        let day = revoked.at.strftime("%F");
        Some(format!("`{}` ({} on {day}: {})", known.name, known.printed_number(), revoked.reason))
    };
    let known = plan.known.iter().enumerate();
    let people: Vec<(usize, String)> =
        known.filter_map(|(index, known)| Some((index, revoked(known.as_ref()?)?))).collect();
    let (first, _) = people.first()?;
    let mut names: Vec<&str> = people.iter().take(MOST_NAMED).map(|(_, it)| it.as_str()).collect();
    let others = people.len().saturating_sub(MOST_NAMED);
    let others = (others > 0).then(|| format!("{others} more"));
    names.extend(others.as_deref());
    let message = format!(
        "{} of the roster {} no certificate, because it was revoked: {}",
        count(people.len(), "person", "people"),
        if people.len() == 1 { "gets" } else { "get" },
        names.join(", ")
    );
    let place = plan.roster.place_of(&plan.roster.people[*first], &Field::Name);
    Some(Finding::new(Code::RosterRevoked, message).at(place).hint(
        "add `--replace-revoked` to issue new certificates with new numbers, or remove these \
         people from the roster",
    ))
}
