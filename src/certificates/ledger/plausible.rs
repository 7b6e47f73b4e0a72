//! What a certificate may state at all. Rosters are checked before, but the ledger does not rely on
//! it.

use jiff::civil::Date;

use super::issue::{Candidate, IssueTerms};
use crate::content::certification::CertificateKind;
use crate::content::text::line_fault;
use crate::error::Error;

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

/// Checks what is about to be recorded, printed, and signed.
pub(super) fn check_candidate(candidate: &Candidate) -> Result<(), String> {
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
