//! What `certificates accept-ledger` says is lost, line by line.

use crate::certificates::recovery::{Loss, RecoveredCertificate};
use crate::content::certificate_number::{self, SeriesNumber};
use crate::output::count;

/// The maximum number of certificates or numbers to list.
const MOST_LISTED: usize = 40;

/// Describes what is lost, and what is known of it.
pub(super) fn describe(loss: &Loss) -> Vec<String> {
    let mut lines = Vec::new();
    lines.push(match &loss.ledger {
        None => "There is no ledger. A new one begins.".to_owned(),
        Some(state) => format!(
            "The ledger has {} and {}.",
            count(state.events as usize, "event", "events"),
            count(state.certificates as usize, "certificate", "certificates")
        ),
    });
    for later in &loss.later {
        let events = count(later.events as usize, "event", "events");
        lines.push(format!("Lost: {} with {events}.", later.known_by));
    }
    add_recovered(&mut lines, loss);
    add_numbers(&mut lines, loss);
    if !loss.replaced.is_empty() {
        let number = count(loss.replaced.len(), "revision stays", "revisions stay");
        lines.push(format!("{number} replaced, as the status list or a table says:"));
        list(&mut lines, loss.replaced.iter().map(|number| format!("  {number}")));
    }
    if !loss.lost_corrections.is_empty() {
        let number = count(loss.lost_corrections.len(), "correction is", "corrections are");
        lines.push(format!(
            "{number} lost. Afterward, issue a new revision of each, with the correct values: \
             `peerpress certificates correct NUMBER --name \"…\" --reason \"…\"`:"
        ));
        list(&mut lines, loss.lost_corrections.iter().map(|number| format!("  {number}")));
    }
    if loss.unresolved > 0 {
        let number = count(loss.unresolved, "other entry", "other entries");
        lines.push(format!(
            "{number} of the status list, whose numbers are unknown, stay on the list."
        ));
    }
    for end in &loss.series {
        let year = if end.year == 0 { String::new() } else { format!("-{}", end.year) };
        lines.push(format!("{}{year}: the next number is {}.", end.prefix, end.last + 1));
    }
    add_missing_lists(&mut lines, loss);
    lines.push(
        "Lost permanently: who received the other lost certificates, and the reasons and earlier \
         revisions of what is read back."
            .to_owned(),
    );
    lines
}

/// Adds that what missing status lists revoked becomes valid again.
fn add_missing_lists(lines: &mut Vec<String>, loss: &Loss) {
    let Some((first, last)) = loss.missing_lists() else { return };
    let (lists, they) = match first == last {
        true => (format!("Status list {first} is missing"), "it"),
        false => (format!("Status lists {first} to {last} are missing"), "they"),
    };
    lines.push(format!(
        "{lists}. Every certificate that only {they} revoked becomes valid again. Ask whoever \
         revoked certificates, and revoke each again: `peerpress certificates revoke NUMBER \
         --reason \"…\"`."
    ));
    if !loss.may_be_revoked.is_empty() {
        let certificates = count(loss.may_be_revoked.len(), "certificate", "certificates");
        lines.push(format!(
            "{certificates} may have been revoked, without a file here, although others of the \
             session have one:"
        ));
        list(lines, loss.may_be_revoked.iter().map(|number| format!("  {number}")));
    }
}

/// Adds the certificates that are read back, and what is not known of them.
fn add_recovered(lines: &mut Vec<String>, loss: &Loss) {
    if !loss.recovered.is_empty() {
        let number = count(loss.recovered.len(), "certificate", "certificates");
        lines.push(format!("{number} can be read back from signed files:"));
        let found =
            |it: &RecoveredCertificate| format!("  {}  {}  ({})", it.number, it.name, it.file);
        list(lines, loss.recovered.iter().map(found));
    }
    if !loss.unknown_hours.is_empty() {
        let whose = match loss.unknown_hours.len() {
            1 => "Of 1 of them".to_owned(),
            number => format!("Of {number} of them"),
        };
        lines.push(format!(
            "{whose}, the hours by category are not known. Afterward, issue a new revision with \
             them: `peerpress certificates correct NUMBER --category-hours \"CATEGORY=HOURS\" \
             --reason \"…\"`:"
        ));
        list(lines, loss.unknown_hours.iter().map(|number| format!("  {number}")));
    }
    for session in &loss.missing_sessions {
        lines.push(format!(
            "The data does not have the session `{session}`, whose certificates are read back. \
             To make files of them, put it back into `data/trainings.json`."
        ));
    }
}

/// Adds the numbers of which nothing else is known, and those that are revoked.
fn add_numbers(lines: &mut Vec<String>, loss: &Loss) {
    if !loss.unknown.is_empty() {
        let (given, them) = match loss.unknown.len() {
            1 => ("1 number was".to_owned(), "it"),
            number => (format!("{number} numbers were"), "them"),
        };
        lines.push(format!("{given} given, but nothing here says to whom. You can revoke {them}:"));
        list(lines, ranges(&loss.unknown).into_iter());
    }
    if !loss.revoked.is_empty() {
        let number = count(loss.revoked.len(), "revocation is", "revocations are");
        lines.push(format!("{number} carried forward from the status list:"));
        list(lines, loss.revoked.iter().map(|number| format!("  {number}")));
    }
    if !loss.revoked_of_unknown.is_empty() {
        let (whose, they) = match loss.revoked_of_unknown.len() {
            1 => ("1 of these numbers".to_owned(), "that person"),
            number => (format!("{number} of these numbers"), "these people"),
        };
        lines.push(format!(
            "Nothing here says who had {whose}, so a roster that is run again gives {they} a new \
             certificate. Remove anyone who should not have one from the roster."
        ));
    }
}

/// Returns lines of numbers, those that follow each other in one line.
fn ranges(numbers: &[String]) -> Vec<String> {
    let mut ranges: Vec<(&String, &String)> = Vec::new();
    for number in numbers {
        match ranges.last_mut() {
            Some((_, last)) if follows(last, number) => *last = number,
            _ => ranges.push((number, number)),
        }
    }
    let line = |(first, last): (&String, &String)| match first == last {
        true => format!("  {first}"),
        false => format!("  {first} to {last}"),
    };
    ranges.into_iter().map(line).collect()
}

fn follows(number: &str, next: &str) -> bool {
    let split = |number| certificate_number::split(number);
    match (split(number), split(next)) {
        (Some(number), Some(next)) => {
            let SeriesNumber { prefix, year, running } = number;
            (prefix, year, running + 1) == (next.prefix, next.year, next.running)
        }
        _ => false,
    }
}

fn list(lines: &mut Vec<String>, items: impl ExactSizeIterator<Item = String>) {
    let more = items.len().saturating_sub(MOST_LISTED);
    lines.extend(items.take(MOST_LISTED));
    if more > 0 {
        lines.push(format!("  … and {more} more"));
    }
}
