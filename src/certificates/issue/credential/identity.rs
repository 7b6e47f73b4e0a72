//! Which certificates of the ledger are of the people of a roster. Hours of two people of one name
//! must not be mixed.

use std::collections::BTreeMap;

use super::super::super::ledger::{Candidate, Certificate, Standing, folded};
use super::super::super::roster::{Alike, may_be_one};
use crate::diagnostic::{Code, Finding};

/// The maximum number of certificates that a finding names.
const MOST_NAMED: usize = 4;

/// The certificates of someone in a roster.
#[derive(Debug, Default)]
pub(super) struct HolderMatch {
    /// Those that are this person's, oldest first.
    pub(super) certificates: Vec<Certificate>,
    /// Those of the same name with another address.
    pub(super) namesakes: Vec<Certificate>,
    /// What must be decided first.
    pub(super) doubt: Option<Finding>,
}

/// Returns the certificates of each candidate. `same` is the certificate that a candidate already
/// has with the same terms.
pub(super) fn identify(
    candidates: &[Candidate],
    standings: Vec<Standing>,
    same: Vec<Option<Box<Certificate>>>,
    alike: Option<Alike>,
) -> Vec<HolderMatch> {
    let people = candidates.iter().zip(standings).zip(same);
    let mut known: Vec<HolderMatch> =
        people.map(|((one, standing), same)| identify_one(one, standing, same, alike)).collect();
    let mut owners: BTreeMap<String, Vec<usize>> = BTreeMap::new();
    for (index, one) in known.iter().enumerate() {
        for certificate in &one.certificates {
            owners.entry(certificate.number.clone()).or_default().push(index);
        }
    }
    for (number, owners) in owners.iter().filter(|(_, owners)| owners.len() > 1) {
        for owner in owners {
            let name = &candidates[*owner].name;
            let message =
                format!("{number} belongs to `{name}`, but several people on the roster match it");
            known[*owner].doubt = Some(Finding::new(Code::RosterIdentity, message).hint(
                "run the command for each of these people alone, or give them their own IDs or \
                 addresses with `peerpress certificates correct`",
            ));
        }
    }
    known
}

fn identify_one(
    candidate: &Candidate,
    standing: Standing,
    same: Option<Box<Certificate>>,
    alike: Option<Alike>,
) -> HolderMatch {
    let Standing { mut certificates, doubtful, namesakes } = standing;
    let same = same.filter(|one| certificates.iter().all(|known| known.number != one.number));
    certificates.extend(same.map(|same| *same));
    let is_new = |one: &Certificate| certificates.iter().all(|known| known.number != one.number);
    let is_name = |one: &Certificate| folded(&one.name) == folded(&candidate.name);
    let may_be = |one: &Certificate| is_name(one) || may_be_one(&candidate.name, &one.name);
    let mut doubtful: Vec<Certificate> = doubtful
        .into_iter()
        .filter(|one| one.revoked.is_none() && is_new(one) && may_be(one))
        .collect();
    let mut doubt = None;
    match alike {
        _ if doubtful.is_empty() => {}
        Some(Alike::DifferentPeople) => doubtful.clear(),
        Some(Alike::SamePerson) => certificates.append(&mut doubtful),
        None => doubt = Some(describe_doubt(candidate, &doubtful)),
    }
    certificates.sort_by(|a, b| (a.issued, &a.number).cmp(&(b.issued, &b.number)));
    HolderMatch { certificates, namesakes, doubt }
}

fn describe_doubt(candidate: &Candidate, doubtful: &[Certificate]) -> Finding {
    let name = &candidate.name;
    let mut numbers: Vec<String> =
        doubtful.iter().take(MOST_NAMED).map(Certificate::printed_number).collect();
    if doubtful.len() > MOST_NAMED {
        numbers.push(format!("{} more", doubtful.len() - MOST_NAMED));
    }
    let numbers = numbers.join(", ");
    let match_by_name = if doubtful.len() == 1 { "matches" } else { "match" };
    let holder = &doubtful[0].name;
    let message = match folded(holder) == folded(name) {
        true => format!("{numbers} {match_by_name} `{name}` by name only"),
        false => format!("`{name}` has the address of `{holder}`, who has {numbers}"),
    };
    let finding = Finding::new(Code::RosterIdentity, message)
        .hint("add `--same-person` if they are one person or `--allow-alike` if not");
    let correct = format!("peerpress certificates correct {}", doubtful[0].number);
    match &candidate.email {
        _ if folded(holder) != folded(name) => {
            finding.hint(format!("if the name changed, run `{correct} --name \"{name}\"`"))
        }
        Some(email) => {
            finding.hint(format!("to record the address, run `{correct} --email {email}`"))
        }
        None => finding.hint("add a column with an email address or an ID to the roster"),
    }
}

/// Adds to a finding about someone that there are certificates of the same name with another
/// address.
pub(super) fn mention_namesakes(
    finding: Finding,
    candidate: &Candidate,
    namesakes: &[Certificate],
) -> Finding {
    let (Some(first), Some(email)) = (namesakes.first(), &candidate.email) else { return finding };
    let number = first.printed_number();
    finding.hint(format!(
        "{number} has this name and another address; if it is one person, run `peerpress \
         certificates correct {} --email {email}`",
        first.number
    ))
}
