//! Acts on many certificates in one transaction, and what is kept of certificates as they are
//! printed.

use std::collections::HashMap;

use jiff::civil::Date;
use rusqlite::{Connection, Row};

use super::Ledger;
use super::certificate::{Certificate, SharedDetails};
use super::content::{
    Act, AddressChanged, CertificateRevision, Corrected, FaceContent, Kept, Reissued, Signed,
};
use super::event::Attribution;
use super::hash::sha256;
use super::issue::{Printed, face_content};
use super::projection::Plain;
use super::query::{certificate_by_id, id_of};
use super::record::Recorder;
use super::store::Failure;
use crate::error::Error;

/// A certificate in its new revision.
#[derive(Debug, Clone)]
pub struct Revised {
    /// The certificate as it will be.
    pub certificate: Certificate,
    /// What is kept of it as it is printed.
    pub printed: Printed,
}

impl Ledger {
    /// Returns what is kept of the certificates of a session as they are printed, in their latest
    /// revision, by number.
    pub fn printed_of_session(&self, session: &str) -> Result<HashMap<String, Printed>, Error> {
        let printed = self.rows(
            "SELECT c.number, r.setting, r.face, signed.content, max(signed.id)
            FROM certificates c
            JOIN revisions r ON r.certificate = c.id AND r.revision =
                (SELECT max(revision) FROM revisions WHERE certificate = c.id)
            LEFT JOIN events signed ON signed.certificate = c.id
                AND signed.act IN ('issued', 'corrected', 'reissued', 'kept', 'recovered')
            WHERE c.session = ?1 GROUP BY c.id",
            [session],
            |row| {
                let (setting, face) = (row.get("setting")?, row.get("face")?);
                let signed = signed(row)?;
                Ok((row.get("number")?, Printed { setting, face, signed }))
            },
        )?;
        Ok(printed.into_iter().collect())
    }

    /// Whether a certificate is still valid from and until the days with which it was issued.
    ///
    /// # Errors
    /// If the ledger cannot be read.
    pub(crate) fn has_issued_dates(&self, certificate: &Certificate) -> Result<bool, Error> {
        let query = "SELECT valid_from, valid_until FROM certificates WHERE number = ?1";
        let dates: Vec<(Option<Date>, Option<Date>)> =
            self.rows(query, [&certificate.number], |row| Ok((row.get(0)?, row.get(1)?)))?;
        Ok(dates.contains(&(certificate.valid_from, certificate.valid_until)))
    }

    /// Returns the IDs of the sessions that have certificates, in order.
    pub fn sessions(&self) -> Result<Vec<String>, Error> {
        let query = "SELECT DISTINCT session FROM certificates ORDER BY session";
        self.rows(query, [], |row| row.get("session"))
    }

    /// Records new revisions, all or none, and returns the certificates.
    ///
    /// # Errors
    /// If a certificate was revoked or revised in the meantime, or if its new name and address are
    /// those of another holder for the session.
    pub fn revise(
        &mut self,
        revised: &[Revised],
        attribution: &Attribution,
    ) -> Result<Vec<Certificate>, Error> {
        self.write(|recorder| {
            let mut details = SharedDetails::default();
            let revise = |one: &Revised| {
                let id = revise_one(recorder, one, attribution, &mut details)?;
                Ok(certificate_by_id(recorder.db, id, &mut details)?)
            };
            revised.iter().map(revise).collect()
        })
    }

    /// Records what certificates are made of, which the ledger did not have, all or none. With it,
    /// what was not known of them: the training, the hours by category, the details.
    pub fn keep(&mut self, kept: &[Revised], attribution: &Attribution) -> Result<(), Error> {
        self.write(|recorder| {
            let mut details = SharedDetails::default();
            for Revised { certificate: new, printed } in kept {
                let id = id_of(recorder.db, &new.number)?;
                let id = id.ok_or(rusqlite::Error::QueryReturnedNoRows)?;
                let old = certificate_by_id(recorder.db, id, &mut details)?;
                let face = printed.face.as_ref().map(ToString::to_string).unwrap_or_default();
                // Whoever reads the ledger expects them only where the details were not known.
                let is_new = old.lacks_details() && new.details != old.details;
                let hours = new.hours_by_category.iter().filter(|_| is_new).cloned();
                let kept = Kept {
                    number: new.number.clone(),
                    revision: new.revision,
                    setting: printed.setting.clone().unwrap_or_default(),
                    printed: sha256(&face),
                    training: new.training.clone().filter(|_| is_new),
                    hours_by_category: hours.collect(),
                    details: is_new.then(|| recorder.add_material(new.details.to_string())),
                    signed: printed.signed.clone(),
                };
                let plain = Plain { printed: Some(face), ..Plain::default() };
                recorder.add_event(attribution, Act::Kept(kept), &plain)?;
            }
            Ok(())
        })
    }

    /// Records that the files of certificates are made again, with what is signed, all or none.
    pub fn reissue_all(
        &mut self,
        signed: &[(&Certificate, Option<Signed>)],
        attribution: &Attribution,
    ) -> Result<(), Error> {
        self.write(|recorder| {
            for (certificate, signed) in signed {
                let (number, revision) = (certificate.number.clone(), certificate.revision);
                let reissued = Reissued { number, revision, signed: signed.clone() };
                recorder.add_event(attribution, Act::Reissued(reissued), &Plain::default())?;
            }
            Ok(())
        })
    }

    /// Revokes all certificates of a session that are not revoked yet, and returns them.
    ///
    /// # Errors
    /// If the reason is empty, or the session has no valid certificate.
    pub fn revoke_session(
        &mut self,
        session: &str,
        reason: &str,
        attribution: &Attribution,
    ) -> Result<Vec<Certificate>, Error> {
        let attribution = attribution.with_reason(reason)?;
        let mut valid = self.of_session(session)?;
        valid.retain(|certificate| certificate.revoked.is_none());
        if valid.is_empty() {
            let message = format!("the session `{session}` has no certificate to revoke");
            return Err(
                Error::usage(message).hint("run `peerpress certificates list` to see the sessions")
            );
        }
        self.write(|recorder| {
            let mut details = SharedDetails::default();
            let mut revoked = Vec::with_capacity(valid.len());
            for certificate in &valid {
                let (number, revision) = (certificate.number.clone(), certificate.revision);
                let id = id_of(recorder.db, &number)?;
                let act = Act::Revoked(CertificateRevision { number, revision });
                recorder.add_event(&attribution, act, &Plain::default())?;
                let id = id.ok_or(rusqlite::Error::QueryReturnedNoRows)?;
                revoked.push(certificate_by_id(recorder.db, id, &mut details)?);
            }
            Ok(revoked)
        })
    }
}

impl Attribution {
    /// The attribution of a revocation.
    pub(super) fn with_reason(&self, reason: &str) -> Result<Self, Error> {
        let reason = reason.trim();
        if reason.is_empty() {
            return Err(Error::usage("a revocation needs a reason").hint("add `--reason \"…\"`"));
        }
        Ok(Self { reason: Some(reason.to_owned()), ..self.clone() })
    }
}

/// Reads what the latest of the events that sign states.
fn signed(row: &Row<'_>) -> rusqlite::Result<Option<Signed>> {
    let Some(text) = row.get_ref("content")?.as_str_or_null().map_err(rusqlite::Error::from)?
    else {
        return Ok(None);
    };
    let event: super::EventContent =
        serde_json::from_str(text).map_err(rusqlite::types::FromSqlError::other)?;
    Ok(event.act.signed().cloned())
}

/// Records a new revision, or a new address, of one certificate. Returns its row.
fn revise_one(
    recorder: &mut Recorder<'_>,
    revised: &Revised,
    attribution: &Attribution,
    details: &mut SharedDetails,
) -> Result<i64, Failure> {
    let new = &revised.certificate;
    let id = id_of(recorder.db, &new.number)?.ok_or(rusqlite::Error::QueryReturnedNoRows)?;
    let old = certificate_by_id(recorder.db, id, details)?;
    super::change::check_not_revoked(&old)?;
    if ![old.revision, old.next_revision()].contains(&new.revision) {
        let number = old.printed_number();
        let message = format!("`{number}` was corrected by someone else; nothing was changed");
        return Err(Error::usage(message).hint("run the command again").into());
    }
    let mut keys: Vec<String> =
        super::change::new_name_key(recorder, id, new)?.into_iter().collect();
    if new.revision > old.revision {
        let hash = recorder.add_material(new.details.to_string());
        let (mut face, text) = face_content(new, hash, &revised.printed);
        state_dates(recorder.db, id, new, &mut face)?;
        let plain = Plain { printed: text, ..Plain::default() };
        let corrected = Corrected {
            number: new.number.clone(),
            revision: new.revision,
            keys: std::mem::take(&mut keys),
            face,
            signed: revised.printed.signed.clone(),
        };
        recorder.add_event(attribution, Act::Corrected(Box::new(corrected)), &plain)?;
    }
    if new.email != old.email {
        let (email, salted) = Recorder::salted(new.email.as_deref())?;
        let plain = Plain { email: salted, ..Plain::default() };
        let (number, revision) = (new.number.clone(), new.revision);
        let changed = AddressChanged { number, revision, email, keys };
        recorder.add_event(attribution, Act::AddressChanged(changed), &plain)?;
    }
    Ok(id)
}

/// States the dates of a revision that are not those with which the certificate was issued.
pub(super) fn state_dates(
    db: &Connection,
    id: i64,
    new: &Certificate,
    face: &mut FaceContent,
) -> rusqlite::Result<()> {
    let query = "SELECT issued, valid_from, valid_until FROM certificates WHERE id = ?1";
    let read = |row: &Row<'_>| Ok((row.get(0)?, row.get(1)?, row.get(2)?));
    let (issued, from, until): (Date, Option<Date>, Option<Date>) =
        db.query_row(query, [id], read)?;
    face.issued = Some(new.issued).filter(|day| *day != issued);
    face.valid_from = new.valid_from.filter(|day| Some(*day) != from);
    face.valid_until = new.valid_until.filter(|day| Some(*day) != until);
    Ok(())
}
