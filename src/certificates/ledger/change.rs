//! Changing a certificate after it was issued: corrections, reissues, and revocations.

use std::collections::BTreeSet;

use clap::Args;
use jiff::civil::Date;
use unicode_normalization::UnicodeNormalization;

use super::certificate::{CategoryHours, Certificate, SharedDetails};
use super::content::{Act, CertificateRevision, Reissued, Signed};
use super::event::Attribution;
use super::issue::Printed;
use super::plausible::{check_hours, check_validity, name_fault};
use super::projection::Plain;
use super::query::{certificate_by_id, id_of_person};
use super::record::Recorder;
use super::revise::Revised;
use super::store::Failure;
use super::{Ledger, person_key};
use crate::content::text::{is_email, parse_date};
use crate::error::Error;
use crate::nearest;

/// What to correct on a certificate. Fields that are `None` or empty stay as they are.
#[derive(Debug, Clone, Default, PartialEq, Args)]
pub struct Correction {
    /// The correct name
    #[arg(long)]
    pub name: Option<String>,
    /// The new name is right although it looks odd
    #[arg(long, requires = "name")]
    pub name_is_right: bool,
    /// The new name is like that of another holder of the session, who is someone else
    #[arg(long, requires = "name")]
    pub allow_alike: bool,
    /// The correct email address. It is not printed, so changing only the address does not create
    /// a revision
    #[arg(long)]
    pub email: Option<String>,
    /// The correct hours
    #[arg(long, value_parser = parse_hours)]
    pub hours: Option<f64>,
    /// The correct hours of a category, such as "Ethics=3"
    #[arg(long, value_name = "CATEGORY=HOURS", value_parser = parse_category_hours)]
    #[arg(conflicts_with = "hours")]
    pub category_hours: Vec<(String, f64)>,
    /// The correct issue date
    #[arg(long, value_name = "DATE", value_parser = parse_correct_date)]
    pub issued: Option<Date>,
    /// The correct date from which a certification is valid
    #[arg(long, value_name = "DATE", value_parser = parse_correct_date)]
    pub valid_from: Option<Date>,
    /// The correct expiration date of a certification: the last valid day
    #[arg(long, value_name = "DATE", value_parser = parse_correct_date)]
    pub valid_until: Option<Date>,
}

fn parse_correct_date(text: &str) -> Result<Date, String> {
    parse_date(text).ok_or_else(|| "expected a date such as 2027-01-31".to_owned())
}

fn parse_hours(text: &str) -> Result<f64, String> {
    let hours = text.trim().parse().ok().filter(|hours| check_hours(*hours).is_ok());
    hours.ok_or_else(|| {
        "expected more than 0 and at most 1000 hours, such as `6` or `6.5`".to_owned()
    })
}

fn parse_category_hours(text: &str) -> Result<(String, f64), String> {
    let (category, hours) =
        text.rsplit_once('=').ok_or("expected a category and its hours, such as `Ethics=3`")?;
    Ok((category.trim().to_owned(), parse_hours(hours)?))
}

impl Ledger {
    /// Corrects what a certificate states and returns it. A change of the face creates a
    /// revision that refers to the one it replaces; the old one is kept. From then on the ledger
    /// knows the person by the new name and address as well as by the old ones.
    ///
    /// # Errors
    /// If nothing would change, the certificate was revoked, the new name cannot be printed, or the
    /// new name and address are those of another holder for the session.
    pub fn correct(
        &mut self,
        number: &str,
        correction: &Correction,
        attribution: &Attribution,
    ) -> Result<Certificate, Error> {
        let certificate = correction.apply(&self.certificate(number)?, &[])?;
        let revised = Revised { certificate, printed: Printed::default() };
        let corrected = self.revise(&[revised], attribution)?;
        corrected.into_iter().next().ok_or_else(|| unchanged("nothing was corrected"))
    }

    /// Records that a certificate's file is re-created, and returns the unchanged certificate. A
    /// revoked certificate is an error.
    pub fn reissue(
        &mut self,
        number: &str,
        signed: Option<Signed>,
        attribution: &Attribution,
    ) -> Result<Certificate, Error> {
        self.change(number, |recorder, old| {
            if old.revoked.is_none() && !old.is_current() {
                return Err(lost_revision(old).into());
            }
            let (number, revision) = (old.number.clone(), old.revision);
            let reissued = Reissued { number, revision, signed };
            recorder.add_event(attribution, Act::Reissued(reissued), &Plain::default())
        })
    }

    /// Revokes a certificate permanently and returns it. Its number is never used again, and
    /// issuing the roster again does not issue another certificate to its holder.
    ///
    /// # Errors
    /// If the reason is empty, or the certificate was already revoked.
    pub fn revoke(
        &mut self,
        number: &str,
        reason: &str,
        attribution: &Attribution,
    ) -> Result<Certificate, Error> {
        let attribution = attribution.with_reason(reason)?;
        self.change(number, |recorder, old| {
            let (number, revision) = (old.number.clone(), old.revision);
            let revoked = CertificateRevision { number, revision };
            recorder.add_event(&attribution, Act::Revoked(revoked), &Plain::default())
        })
    }

    /// Changes a certificate that is not revoked, in one transaction, and returns its new state.
    fn change(
        &mut self,
        number: &str,
        apply: impl FnOnce(&mut Recorder<'_>, &Certificate) -> Result<(), Failure>,
    ) -> Result<Certificate, Error> {
        let (id, _) = self.find(number)?;
        self.write(|recorder| {
            let mut details = SharedDetails::default();
            let old = certificate_by_id(recorder.db, id, &mut details)?;
            check_not_revoked(&old)?;
            apply(recorder, &old)?;
            Ok(certificate_by_id(recorder.db, id, &mut details)?)
        })
    }
}

/// Refuses to change a revoked certificate.
pub(super) fn check_not_revoked(certificate: &Certificate) -> Result<(), Error> {
    let Some(revoked) = &certificate.revoked else { return Ok(()) };
    let (number, day) = (certificate.printed_number(), revoked.at.strftime("%F"));
    Err(unchanged(&format!("`{number}` was revoked on {day}: {}", revoked.reason)))
}

/// The error about a certificate whose latest revision only a lost ledger knew.
pub(crate) fn lost_revision(certificate: &Certificate) -> Error {
    let Certificate { number, name, .. } = certificate;
    let message = format!(
        "`{}` was replaced by a revision that is lost with the ledger",
        certificate.printed_number()
    );
    Error::usage(message).hint(format!(
        "issue a new revision with the correct values, even if they are the same: `peerpress \
         certificates correct {number} --name \"{name}\" --reason \"…\"`; or revoke it"
    ))
}

fn unchanged(why: &str) -> Error {
    Error::usage(format!("{why}; nothing was changed"))
}

impl Correction {
    /// Whether anything but the address is corrected.
    pub(crate) fn changes_face(&self) -> bool {
        *self != Self { email: self.email.clone(), ..Self::default() }
    }

    /// Returns the certificate with the correction applied: in a new revision, unless only the
    /// address changes. Hours may be in any of the `categories` of its training, besides those that
    /// it states.
    ///
    /// # Errors
    /// If nothing would change, the certificate was revoked, or a value cannot be printed.
    pub fn apply(&self, old: &Certificate, categories: &[String]) -> Result<Certificate, Error> {
        check_not_revoked(old)?;
        let mut new = old.clone();
        if let Some(name) = &self.name {
            new.name = name.trim().nfc().collect();
            if let Some(fault) = name_fault(&new.name) {
                return Err(unchanged(&format!("the new name {fault}")));
            }
        }
        if let Some(email) = &self.email {
            let email = email.trim();
            if !email.is_empty() && !is_email(email) {
                return Err(unchanged(&format!("`{email}` is not an email address")));
            }
            new.email = (!email.is_empty()).then(|| email.to_owned());
        }
        if let Some(hours) = self.hours {
            correct_total(&mut new, hours)?;
        }
        let mut named = BTreeSet::new();
        for (category, hours) in &self.category_hours {
            if !named.insert(category.trim().to_lowercase()) {
                return Err(unchanged(&format!("the hours of `{category}` are stated twice")));
            }
            correct_category(&mut new, category, *hours, categories)?;
        }
        check_first_split(old, &new)?;
        new.issued = self.issued.unwrap_or(old.issued);
        if self.valid_from.or(self.valid_until).is_some() {
            correct_validity(&mut new, self.valid_from, self.valid_until)?;
        }
        if old.lost_revision.is_some() && self.changes_face() {
            // A later revision is lost, so what is right now must be said, even if it is the same.
            return Ok(new.revised());
        }
        if new == *old {
            return Err(unchanged(&format!("`{}` already has these values", old.printed_number())));
        }
        let address_only = Certificate { email: old.email.clone(), ..new.clone() } == *old;
        Ok(if address_only { new } else { new.revised() })
    }
}

fn correct_validity(
    certificate: &mut Certificate,
    from: Option<Date>,
    until: Option<Date>,
) -> Result<(), Error> {
    if !certificate.kind.has_validity() {
        let message = format!("a `{}` certificate does not expire", certificate.kind);
        return Err(unchanged(&message).hint("remove `--valid-from` and `--valid-until`"));
    }
    certificate.valid_from = from.or(certificate.valid_from);
    certificate.valid_until = until.or(certificate.valid_until);
    check_validity(certificate.kind, certificate.valid_from, certificate.valid_until)
}

fn correct_total(certificate: &mut Certificate, hours: f64) -> Result<(), Error> {
    if let Some(first) = certificate.hours_by_category.first() {
        let message = format!("`{}` has hours by category", certificate.printed_number());
        let hint = format!("name the category: `--category-hours \"{}={hours}\"`", first.category);
        return Err(unchanged(&message).hint(hint));
    }
    check_hours(hours).map_err(|fault| unchanged(&fault))?;
    certificate.hours = Some(hours);
    Ok(())
}

fn correct_category(
    certificate: &mut Certificate,
    category: &str,
    hours: f64,
    categories: &[String],
) -> Result<(), Error> {
    check_hours(hours).map_err(|fault| unchanged(&fault))?;
    let wanted = category.trim().to_lowercase();
    let is_wanted = |name: &str| name.to_lowercase() == wanted;
    let stated = &mut certificate.hours_by_category;
    let place = |name: &str| categories.iter().position(|known| known == name);
    if let Some(one) = stated.iter_mut().find(|one| is_wanted(&one.category)) {
        one.hours = hours;
    } else if let Some(new) = categories.iter().find(|name| is_wanted(name)) {
        let is_before = |one: &&CategoryHours| place(&one.category) < place(new);
        let before = stated.iter().filter(is_before).count();
        stated.insert(before, CategoryHours { category: new.clone(), hours });
    } else {
        let known = stated.iter().map(|one| one.category.as_str());
        let known: Vec<&str> = known.chain(categories.iter().map(String::as_str)).collect();
        let hint = match known.is_empty() {
            true => format!("the certificate has no hours by category; use `--hours {hours}`"),
            false => nearest::hint(category, known),
        };
        return Err(unchanged(&format!("the certificate has no category `{category}`")).hint(hint));
    }
    certificate.hours = Some(stated.iter().map(|one| one.hours).sum());
    Ok(())
}

/// Refuses to change the hours of a certificate by naming only some of its categories for the first
/// time.
fn check_first_split(old: &Certificate, new: &Certificate) -> Result<(), Error> {
    let is_first = old.hours_by_category.is_empty() && !new.hours_by_category.is_empty();
    let (Some(before), Some(after), true) = (old.hours, new.hours, is_first) else { return Ok(()) };
    if (before - after).abs() < 1e-6 {
        return Ok(());
    }
    let number = old.printed_number();
    let message = format!("the hours by category add up to {after}, but `{number}` has {before}");
    Err(unchanged(&message).hint("add `--category-hours` for each category of the certificate"))
}

/// Returns the key of the new name and address, by which the corrected roster finds this
/// certificate. People with an ID are still found by the ID.
pub(super) fn new_name_key(
    recorder: &Recorder<'_>,
    id: i64,
    new: &Certificate,
) -> Result<Option<String>, Failure> {
    // The form of the key is that of `key_hash`.
    let query = "SELECT 1 FROM keys WHERE certificate = ?1 AND key LIKE 'name %'";
    if !recorder.db.prepare_cached(query)?.exists([id])? {
        return Ok(None);
    }
    let key = recorder.key_hash(&person_key(None, &new.name, new.email.as_deref()));
    match id_of_person(recorder.db, &new.session, new.kind, &key)? {
        None => Ok(Some(key)),
        Some(holder) if holder == id => Ok(None),
        Some(holder) => {
            let mut details = SharedDetails::default();
            let number = certificate_by_id(recorder.db, holder, &mut details)?.printed_number();
            let message = format!(
                "certificate `{number}` for this session already has this name and email address"
            );
            let hint = "revoke one of them if they belong to the same person";
            Err(unchanged(&message).hint(hint).into())
        }
    }
}
