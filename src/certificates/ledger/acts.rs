//! What is done to a certificate after it was given: corrected, reissued, revoked.

use std::path::Path;

use rusqlite::{Connection, Transaction, TransactionBehavior};
use unicode_normalization::UnicodeNormalization;

use super::issue::{Face, add_event, add_key, add_revision, check_hours, name_fault};
use super::look::{by_id, by_key};
use super::model::{Act, CategoryHours, Certificate, Correction, EventKind, person_key};
use super::{Ledger, store};
use crate::content::text::is_email;
use crate::error::Error;
use crate::nearest;

impl Ledger {
    /// Mends what a certificate says: a new revision, with the old one kept and named on the face. A change of the e-mail address alone is no
    /// new revision, since the face does not show it. The person is known by the new name and address from then on, and by the old.
    ///
    /// # Errors
    /// If nothing would change, the certificate was revoked, the new name cannot be printed, or it is that of someone who has a certificate of the
    /// session already.
    pub fn correct(
        &mut self,
        number: &str,
        change: &Correction,
        act: &Act,
    ) -> Result<Certificate, Error> {
        self.act(number, |transaction, path, id, old| {
            let new = corrected(old, change)?;
            let fault = |error: rusqlite::Error| store::fault(path, &error);
            let face_changed = (&new.name, new.hours, &new.hours_by_category)
                != (&old.name, old.hours, &old.hours_by_category);
            if !face_changed && new.email == old.email {
                return Err(Error::usage(format!(
                    "`{}` says so already; nothing was changed",
                    old.printed()
                )));
            }
            know_by_new_key(transaction, id, &new, path)?;
            let revision = old.revision + u32::from(face_changed);
            if face_changed {
                let face = Face {
                    name: &new.name,
                    hours: new.hours,
                    categories: &new.hours_by_category,
                    details: &new.details,
                };
                add_revision(transaction, id, revision, &face).map_err(fault)?;
                add_event(transaction, id, revision, EventKind::Corrected, act).map_err(fault)?;
            }
            if new.email != old.email {
                transaction
                    .execute("UPDATE certificates SET email = ?2 WHERE id = ?1", (id, &new.email))
                    .map_err(fault)?;
                add_event(transaction, id, revision, EventKind::AddressChanged, act)
                    .map_err(fault)?;
            }
            Ok(())
        })
    }

    /// Notes that a certificate's file is made again, as it is.
    ///
    /// # Errors
    /// If it was revoked.
    pub fn reissue(&mut self, number: &str, act: &Act) -> Result<Certificate, Error> {
        self.act(number, |transaction, path, id, old| {
            add_event(transaction, id, old.revision, EventKind::Reissued, act)
                .map_err(|error| store::fault(path, &error))
        })
    }

    /// Revokes a certificate, for good: its number is never given again, and running the roster again does not give its holder another.
    ///
    /// # Errors
    /// If no reason is given, or it was revoked before.
    pub fn revoke(&mut self, number: &str, reason: &str, act: &Act) -> Result<Certificate, Error> {
        let reason = reason.trim();
        if reason.is_empty() {
            return Err(Error::usage("why is it revoked? the ledger keeps the reason")
                .hint("--reason \"…\""));
        }
        let act = Act { reason: Some(reason.to_owned()), ..act.clone() };
        self.act(number, |transaction, path, id, old| {
            add_event(transaction, id, old.revision, EventKind::Revoked, &act)
                .map_err(|error| store::fault(path, &error))
        })
    }

    /// Does something to a certificate that was not revoked, in one transaction, and gives what it is then.
    fn act(
        &mut self,
        number: &str,
        deed: impl FnOnce(&Transaction<'_>, &Path, i64, &Certificate) -> Result<(), Error>,
    ) -> Result<Certificate, Error> {
        let path = self.path.clone();
        let fault = |error: rusqlite::Error| store::fault(&path, &error);
        let (id, _) = self.find(number)?;
        let transaction =
            self.db.transaction_with_behavior(TransactionBehavior::Immediate).map_err(fault)?;
        let old = by_id(&transaction, id).map_err(fault)?;
        if let Some(revoked) = &old.revoked {
            let message = format!(
                "`{}` was revoked on {}: {}",
                old.printed(),
                revoked.at.strftime("%F"),
                revoked.reason
            );
            return Err(
                Error::usage(message).hint("what was revoked stays so; nothing was changed")
            );
        }
        deed(&transaction, &path, id, &old)?;
        let new = by_id(&transaction, id).map_err(fault)?;
        transaction.commit().map_err(fault)?;
        Ok(new)
    }
}

/// What a certificate says after a correction.
fn corrected(old: &Certificate, change: &Correction) -> Result<Certificate, Error> {
    let mut new = old.clone();
    if let Some(name) = &change.name {
        new.name = name.trim().nfc().collect();
        if let Some(fault) = name_fault(&new.name) {
            return Err(Error::usage(format!("the new name {fault}; nothing was changed")));
        }
    }
    if let Some(email) = &change.email {
        let email = email.trim();
        if !email.is_empty() && !is_email(email) {
            return Err(Error::usage(format!(
                "`{email}` is no e-mail address; nothing was changed"
            )));
        }
        new.email = (!email.is_empty()).then(|| email.to_owned());
    }
    correct_hours(&mut new, change)?;
    check_hours(new.hours)
        .map_err(|fault| Error::usage(format!("{fault}; nothing was changed")))?;
    Ok(new)
}

fn correct_hours(new: &mut Certificate, change: &Correction) -> Result<(), Error> {
    if let Some(hours) = change.hours {
        if !new.hours_by_category.is_empty() {
            let error = Error::usage(format!(
                "the hours of `{}` are by category; nothing was changed",
                new.printed()
            ));
            return Err(error.hint(format!(
                "name the category: --category-hours \"{}={hours}\"",
                new.hours_by_category[0].category
            )));
        }
        new.hours = Some(hours);
    }
    for (category, hours) in &change.category_hours {
        let known: Vec<String> =
            new.hours_by_category.iter().map(|one| one.category.clone()).collect();
        let wanted = category.trim().to_lowercase();
        let Some(one) = new
            .hours_by_category
            .iter_mut()
            .find(|one: &&mut CategoryHours| one.category.to_lowercase() == wanted)
        else {
            let error = Error::usage(format!(
                "the certificate has no category `{category}`; nothing was changed"
            ));
            return Err(error.hint(nearest::hint(category, known.iter().map(String::as_str))));
        };
        check_hours(Some(*hours))
            .map_err(|fault| Error::usage(format!("{fault}; nothing was changed")))?;
        one.hours = *hours;
        new.hours = Some(new.hours_by_category.iter().map(|one| one.hours).sum());
    }
    Ok(())
}

/// The mended roster has the new name: run again, it must find this certificate. People with an id are found by it as before.
fn know_by_new_key(
    transaction: &Transaction<'_>,
    id: i64,
    new: &Certificate,
    path: &Path,
) -> Result<(), Error> {
    let fault = |error: rusqlite::Error| store::fault(path, &error);
    if !has_name_key(transaction, id).map_err(fault)? {
        return Ok(());
    }
    let key = person_key(None, &new.name, new.email.as_deref());
    match by_key(transaction, &new.session, new.kind, &key).map_err(fault)? {
        Some(holder) if holder == id => Ok(()),
        None => add_key(transaction, &new.session, new.kind, &key, id).map_err(fault),
        Some(holder) => {
            let other = by_id(transaction, holder).map_err(fault)?;
            let error = Error::usage(format!(
                "that is the holder of `{}`, of the same session; nothing was changed",
                other.printed()
            ));
            Err(error.hint("if one person has two certificates, revoke one of them"))
        }
    }
}

fn has_name_key(db: &Connection, id: i64) -> rusqlite::Result<bool> {
    // As `person_key` makes them.
    db.query_row(
        "SELECT EXISTS (SELECT 1 FROM keys WHERE certificate = ?1 AND key LIKE 'name %')",
        [id],
        |row| row.get(0),
    )
}
