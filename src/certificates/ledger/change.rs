//! Changing a certificate after it was issued: corrections, reissues and revocations.

use std::path::Path;

use rusqlite::{Connection, Transaction, TransactionBehavior};
use unicode_normalization::UnicodeNormalization;

use super::certificate::Certificate;
use super::event::{Attribution, EventKind};
use super::issue::{Face, add_event, add_key, add_revision, check_hours, name_fault};
use super::query::{certificate_by_id, certificate_id_of_person};
use super::{Ledger, person_key, store};
use crate::content::text::is_email;
use crate::error::Error;
use crate::nearest;

/// What to correct on a certificate. Fields that are `None` or empty stay as they are.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Correction {
    /// The name.
    pub name: Option<String>,
    /// The email address; an empty text removes it. It is not printed, so a change of the address
    /// alone makes no new revision.
    pub email: Option<String>,
    /// The hours earned, for a certificate without hours by category.
    pub hours: Option<f64>,
    /// The hours of single categories, by the category's name on the certificate. The total is
    /// computed again.
    pub category_hours: Vec<(String, f64)>,
}

impl Ledger {
    /// Corrects what a certificate states and returns it. A change of the face makes a new revision
    /// that names the one it replaces; the old one is kept. From then on the ledger knows the
    /// person by the new name and address as well as by the old ones.
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
        self.change(number, |transaction, path, id, old| {
            let new = corrected(old, correction)?;
            let fault = |error: rusqlite::Error| store::describe(path, &error);
            let face_changed = (&new.name, new.hours, &new.hours_by_category)
                != (&old.name, old.hours, &old.hours_by_category);
            if !face_changed && new.email == old.email {
                return Err(unchanged(&format!("`{}` already says that", old.printed_number())));
            }
            add_name_key(transaction, id, &new, path)?;
            let revision = old.revision + u32::from(face_changed);
            if face_changed {
                let face = Face {
                    name: &new.name,
                    hours: new.hours,
                    hours_by_category: &new.hours_by_category,
                    details: &new.details,
                };
                add_revision(transaction, id, revision, &face).map_err(fault)?;
                add_event(transaction, id, revision, EventKind::Corrected, attribution)
                    .map_err(fault)?;
            }
            if new.email != old.email {
                transaction
                    .execute("UPDATE certificates SET email = ?2 WHERE id = ?1", (id, &new.email))
                    .map_err(fault)?;
                add_event(transaction, id, revision, EventKind::AddressChanged, attribution)
                    .map_err(fault)?;
            }
            Ok(())
        })
    }

    /// Records that a certificate's file is made again, and returns the unchanged certificate.
    ///
    /// # Errors
    /// If the certificate was revoked.
    pub fn reissue(
        &mut self,
        number: &str,
        attribution: &Attribution,
    ) -> Result<Certificate, Error> {
        self.change(number, |transaction, path, id, old| {
            add_event(transaction, id, old.revision, EventKind::Reissued, attribution)
                .map_err(|error| store::describe(path, &error))
        })
    }

    /// Revokes a certificate permanently and returns it. Its number is never given again, and
    /// issuing the roster again gives its holder no other certificate.
    ///
    /// # Errors
    /// If the reason is empty, or the certificate was already revoked.
    pub fn revoke(
        &mut self,
        number: &str,
        reason: &str,
        attribution: &Attribution,
    ) -> Result<Certificate, Error> {
        let reason = reason.trim();
        if reason.is_empty() {
            return Err(Error::usage("a revocation needs a reason, which the ledger keeps")
                .hint("add `--reason \"…\"`"));
        }
        let attribution = Attribution { reason: Some(reason.to_owned()), ..attribution.clone() };
        self.change(number, |transaction, path, id, old| {
            add_event(transaction, id, old.revision, EventKind::Revoked, &attribution)
                .map_err(|error| store::describe(path, &error))
        })
    }

    /// Changes a certificate that is not revoked, in one transaction, and returns its new state.
    fn change(
        &mut self,
        number: &str,
        apply: impl FnOnce(&Transaction<'_>, &Path, i64, &Certificate) -> Result<(), Error>,
    ) -> Result<Certificate, Error> {
        let path = self.path.clone();
        let fault = |error: rusqlite::Error| store::describe(&path, &error);
        let (id, _) = self.find(number)?;
        let transaction =
            self.db.transaction_with_behavior(TransactionBehavior::Immediate).map_err(fault)?;
        let old = certificate_by_id(&transaction, id).map_err(fault)?;
        if let Some(revoked) = &old.revoked {
            let day = revoked.at.strftime("%F");
            let message =
                format!("`{}` was revoked on {day}: {}", old.printed_number(), revoked.reason);
            return Err(unchanged(&message));
        }
        apply(&transaction, &path, id, &old)?;
        let new = certificate_by_id(&transaction, id).map_err(fault)?;
        transaction.commit().map_err(fault)?;
        Ok(new)
    }
}

fn unchanged(why: &str) -> Error {
    Error::usage(format!("{why}; nothing was changed"))
}

/// Returns a certificate with a correction applied.
fn corrected(old: &Certificate, correction: &Correction) -> Result<Certificate, Error> {
    let mut new = old.clone();
    if let Some(name) = &correction.name {
        new.name = name.trim().nfc().collect();
        if let Some(fault) = name_fault(&new.name) {
            return Err(unchanged(&format!("the new name {fault}")));
        }
    }
    if let Some(email) = &correction.email {
        let email = email.trim();
        if !email.is_empty() && !is_email(email) {
            return Err(unchanged(&format!("`{email}` is not an email address")));
        }
        new.email = (!email.is_empty()).then(|| email.to_owned());
    }
    if let Some(hours) = correction.hours {
        correct_total(&mut new, hours)?;
    }
    for (category, hours) in &correction.category_hours {
        correct_category(&mut new, category, *hours)?;
    }
    Ok(new)
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
) -> Result<(), Error> {
    check_hours(hours).map_err(|fault| unchanged(&fault))?;
    let wanted = category.trim().to_lowercase();
    let categories = &mut certificate.hours_by_category;
    let Some(index) = categories.iter().position(|one| one.category.to_lowercase() == wanted)
    else {
        let known = categories.iter().map(|one| one.category.as_str());
        return Err(unchanged(&format!("the certificate has no category `{category}`"))
            .hint(nearest::hint(category, known)));
    };
    categories[index].hours = hours;
    certificate.hours = Some(categories.iter().map(|one| one.hours).sum());
    Ok(())
}

/// Adds the key of the new name and address, so that the corrected roster finds this certificate.
/// People with an id are still found by the id.
fn add_name_key(
    transaction: &Transaction<'_>,
    id: i64,
    new: &Certificate,
    path: &Path,
) -> Result<(), Error> {
    let fault = |error: rusqlite::Error| store::describe(path, &error);
    if !has_name_key(transaction, id).map_err(fault)? {
        return Ok(());
    }
    let key = person_key(None, &new.name, new.email.as_deref());
    let holder =
        certificate_id_of_person(transaction, &new.session, new.kind, &key).map_err(fault)?;
    match holder {
        None => add_key(transaction, &new.session, new.kind, &key, id).map_err(fault),
        Some(holder) if holder == id => Ok(()),
        Some(holder) => {
            let other = certificate_by_id(transaction, holder).map_err(fault)?;
            let message =
                format!("this is the holder of `{}` for the same session", other.printed_number());
            Err(unchanged(&message).hint("revoke one of them if one person has two certificates"))
        }
    }
}

fn has_name_key(db: &Connection, id: i64) -> rusqlite::Result<bool> {
    // The form of the key is that of `person_key`.
    db.query_row(
        "SELECT EXISTS (SELECT 1 FROM keys WHERE certificate = ?1 AND key LIKE 'name %')",
        [id],
        |row| row.get(0),
    )
}
