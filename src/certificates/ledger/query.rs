//! Reading the ledger.

use std::sync::Arc;

use rusqlite::{Connection, OptionalExtension, Params, Row};
use serde_json::Value;

use super::certificate::{Certificate, Revocation, SharedDetails};
use super::columns::read_categories;
use super::event::{Attribution, Event, Revision};
use super::issue::{Candidate, IssueTerms};
use super::{Ledger, folded, person_key};
use crate::content::certificate_number::{self, NumberFault};
use crate::content::certification::CertificateKind;
use crate::error::Error;

/// Selects certificates in their latest revision; a condition follows.
const LATEST: &str = "
    SELECT c.id, c.number, r.revision, c.position, c.kind, c.session, c.training, r.name, c.email,
        r.hours, r.hours_by_category, c.issued, c.valid_from, c.valid_until, c.lang, r.details,
        revoked.at AS revoked_at, revoked.reason AS revoked_reason
    FROM certificates c
    JOIN revisions r ON r.certificate = c.id
        AND r.revision = (SELECT max(revision) FROM revisions WHERE certificate = c.id)
    LEFT JOIN events revoked ON revoked.certificate = c.id AND revoked.act = 'revoked' ";

impl Ledger {
    /// Returns the latest revision of the certificate with a number as people type it.
    ///
    /// # Errors
    /// If the number is mistyped or not in the ledger. The message says what is wrong and which
    /// number may be meant.
    pub fn certificate(&self, number: &str) -> Result<Certificate, Error> {
        self.find(number).map(|(_, certificate)| certificate)
    }

    /// Returns the certificates of a session, ordered by kind and position.
    pub fn of_session(&self, session: &str) -> Result<Vec<Certificate>, Error> {
        self.select("WHERE c.session = ?1 ORDER BY c.kind, c.position", [session])
    }

    /// Returns the certificates of a person, oldest first. The text is a key, an id, an email
    /// address or a name in any revision; capitals and accents make no difference. Several people
    /// may share a name, so an id or an address is more reliable.
    pub fn of_person(&self, text: &str) -> Result<Vec<Certificate>, Error> {
        self.select(
            "WHERE c.id IN (
                SELECT certificate FROM keys WHERE key IN (?1, ?2)
                UNION SELECT certificate FROM revisions WHERE folded = ?3
                UNION SELECT id FROM certificates WHERE lower(email) = lower(?4)
            )
            ORDER BY c.issued, c.id",
            (text, person_key(Some(text), "", None), folded(text), text.trim()),
        )
    }

    /// Returns the certificates of people whose name in any revision contains a text; capitals and
    /// accents make no difference.
    pub fn named_like(&self, text: &str) -> Result<Vec<Certificate>, Error> {
        self.select(
            "WHERE c.id IN (SELECT certificate FROM revisions WHERE instr(folded, ?1) > 0)
            ORDER BY c.issued, c.id",
            [folded(text)],
        )
    }

    /// Returns every certificate, in the order of issue.
    pub fn all(&self) -> Result<Vec<Certificate>, Error> {
        self.select("ORDER BY c.id", [])
    }

    /// Returns the revoked certificates, in the order of issue.
    pub fn revoked(&self) -> Result<Vec<Certificate>, Error> {
        self.select("WHERE revoked.at IS NOT NULL ORDER BY c.id", [])
    }

    /// Returns the keys by which the ledger knows the holders: pairs of a certificate's number and
    /// a key, in the order of issue.
    pub fn keys(&self) -> Result<Vec<(String, String)>, Error> {
        self.rows(
            "SELECT c.number, k.key FROM keys k JOIN certificates c ON c.id = k.certificate
            ORDER BY c.id, k.key",
            [],
            |row| Ok((row.get("number")?, row.get("key")?)),
        )
    }

    /// Returns the certificate that each candidate already has.
    pub fn known(
        &self,
        terms: &IssueTerms,
        candidates: &[Candidate],
    ) -> Result<Vec<Option<Certificate>>, Error> {
        let mut details = SharedDetails::default();
        let mut look_up = |candidate: &Candidate| {
            let id =
                certificate_id_of_person(&self.db, &terms.session, terms.kind, &candidate.key)?;
            id.map(|id| certificate_by_id(&self.db, id).map(|found| details.share(found)))
                .transpose()
        };
        candidates
            .iter()
            .map(|candidate| look_up(candidate).map_err(|error| self.describe(&error)))
            .collect()
    }

    /// Returns what happened to a certificate, oldest first.
    pub fn events(&self, number: &str) -> Result<Vec<Event>, Error> {
        let (id, _) = self.find(number)?;
        self.rows(
            "SELECT act, revision, at, by, reason FROM events WHERE certificate = ?1 ORDER BY id",
            [id],
            |row| {
                let (at, by, reason) = (row.get("at")?, row.get("by")?, row.get("reason")?);
                Ok(Event {
                    kind: row.get("act")?,
                    revision: row.get("revision")?,
                    attribution: Attribution { at, by, reason },
                })
            },
        )
    }

    /// Returns what the face stated in each revision, oldest first.
    pub fn revisions(&self, number: &str) -> Result<Vec<Revision>, Error> {
        let (id, _) = self.find(number)?;
        self.rows(
            "SELECT revision, name, hours FROM revisions WHERE certificate = ?1 ORDER BY revision",
            [id],
            |row| {
                Ok(Revision {
                    revision: row.get("revision")?,
                    name: row.get("name")?,
                    hours: row.get("hours")?,
                })
            },
        )
    }

    /// Returns the row and the certificate with a number as it was typed.
    pub(super) fn find(&self, typed: &str) -> Result<(i64, Certificate), Error> {
        let wanted = certificate_number::parse(typed)
            .map_err(|fault| self.describe_mistyped(typed, &fault))?;
        let id = id_of(&self.db, &wanted.text).map_err(|error| self.describe(&error))?;
        let Some(id) = id else {
            let message = format!("there is no certificate `{}`", wanted.text);
            return Err(Error::new(&self.path, message)
                .hint("run `peerpress certificates list` to see every number"));
        };
        let certificate = certificate_by_id(&self.db, id).map_err(|error| self.describe(&error))?;
        if let Some(revision) = wanted.revision.filter(|wanted| *wanted != certificate.revision) {
            let old = certificate_number::printed(&wanted.text, revision);
            let message = format!("`{old}` is not the latest revision");
            let hint = format!("use `{}`", certificate.printed_number());
            return Err(Error::new(&self.path, message).hint(hint));
        }
        Ok((id, certificate))
    }

    /// Describes what is wrong with a number, and names the similar ones in the ledger.
    fn describe_mistyped(&self, typed: &str, fault: &NumberFault) -> Error {
        let is_known = |number: &String| matches!(id_of(&self.db, number), Ok(Some(_)));
        let near: Vec<String> = certificate_number::slips(typed)
            .into_iter()
            .filter(is_known)
            .map(|number| format!("`{number}`"))
            .collect();
        let shown: String = typed.chars().take(60).collect();
        let error = Error::usage(format!("`{shown}` is not a certificate number: {fault}"));
        match near.as_slice() {
            [] => error.hint(
                "type a number such as `NDPS-2026-00042-5`; `peerpress certificates list` shows \
                 every number",
            ),
            [one] => error.hint(format!("did you mean {one}?")),
            several => error.hint(format!("did you mean one of {}?", several.join(", "))),
        }
    }

    fn select(&self, condition: &str, params: impl Params) -> Result<Vec<Certificate>, Error> {
        let mut details = SharedDetails::default();
        self.rows(&format!("{LATEST}{condition}"), params, |row| {
            read_certificate(row).map(|certificate| details.share(certificate))
        })
    }

    fn rows<T>(
        &self,
        query: &str,
        params: impl Params,
        read: impl FnMut(&Row<'_>) -> rusqlite::Result<T>,
    ) -> Result<Vec<T>, Error> {
        let run = || -> rusqlite::Result<Vec<T>> {
            self.db.prepare_cached(query)?.query_map(params, read)?.collect()
        };
        run().map_err(|error| self.describe(&error))
    }
}

/// Returns the certificate of a row.
pub(super) fn certificate_by_id(db: &Connection, id: i64) -> rusqlite::Result<Certificate> {
    db.prepare_cached(&format!("{LATEST}WHERE c.id = ?1"))?.query_row([id], read_certificate)
}

/// Returns the row of a person's certificate of a session and kind.
pub(super) fn certificate_id_of_person(
    db: &Connection,
    session: &str,
    kind: CertificateKind,
    key: &str,
) -> rusqlite::Result<Option<i64>> {
    db.prepare_cached("SELECT certificate FROM keys WHERE session = ?1 AND kind = ?2 AND key = ?3")?
        .query_row((session, kind, key), |row| row.get(0))
        .optional()
}

fn id_of(db: &Connection, number: &str) -> rusqlite::Result<Option<i64>> {
    db.prepare_cached("SELECT id FROM certificates WHERE number = ?1")?
        .query_row([number], |row| row.get(0))
        .optional()
}

fn read_certificate(row: &Row<'_>) -> rusqlite::Result<Certificate> {
    let number: String = row.get("number")?;
    let revision: u32 = row.get("revision")?;
    let replaces = (revision > 1).then(|| certificate_number::printed(&number, revision - 1));
    let revoked = match row.get("revoked_at")? {
        Some(at) => {
            let reason: Option<String> = row.get("revoked_reason")?;
            Some(Revocation { at, reason: reason.unwrap_or_default() })
        }
        None => None,
    };
    Ok(Certificate {
        number,
        revision,
        replaces,
        kind: row.get("kind")?,
        session: row.get("session")?,
        training: row.get("training")?,
        position: row.get("position")?,
        name: row.get("name")?,
        email: row.get("email")?,
        hours: row.get("hours")?,
        hours_by_category: read_categories(row)?,
        issued: row.get("issued")?,
        valid_from: row.get("valid_from")?,
        valid_until: row.get("valid_until")?,
        lang: row.get("lang")?,
        details: Arc::new(row.get::<_, Value>("details")?),
        revoked,
    })
}
