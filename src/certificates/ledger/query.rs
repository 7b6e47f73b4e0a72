//! Reading the ledger.

use std::str::FromStr;

use jiff::Timestamp;
use rusqlite::types::FromSqlError;
use rusqlite::{Connection, OptionalExtension, Params, Row, Transaction};
use serde_json::{Value, json};

use super::certificate::{CategoryHours, Certificate, Revocation, SharedDetails};
use super::event::{Event, Revision};
use super::hash::key_hash;
use super::issue::{Candidate, IssueTerms};
use super::record::ledger_id;
use super::{Ledger, folded, history, person_key};
use crate::content::certificate_number::{self, NumberFault};
use crate::content::certification::CertificateKind;
use crate::error::Error;

/// Selects certificates in their latest revision; a condition follows. Corrected dates of validity
/// are in the event that made the revision, and lost revisions in those that accepted a ledger.
/// Where the details are `{}` or `null`, which have the hashes below, they were not known then, and
/// may be in the event that kept what the certificate is made of.
const LATEST: &str = "
    SELECT c.id, c.number, r.revision, c.position, c.kind, c.session,
        ifnull(kept.content ->> '$.act.kept.training', c.training) AS training, r.name, c.email,
        r.hours, ifnull(kept.content -> '$.act.kept.hours_by_category', r.hours_by_category)
            AS hours_by_category, ifnull(r.issued, c.issued) AS issued,
        coalesce(made.content ->> '$.act.corrected.face.valid_from',
            made.content ->> '$.act.recovered.certificate.face.valid_from', c.valid_from)
            AS valid_from,
        coalesce(made.content ->> '$.act.corrected.face.valid_until',
            made.content ->> '$.act.recovered.certificate.face.valid_until', c.valid_until)
            AS valid_until,
        c.lang, ifnull(kept.content ->> '$.act.kept.details', r.details) AS details,
        revoked.at AS revoked_at, revoked.reason AS revoked_reason,
        (SELECT max(lost.value ->> 'revision') + 1
            FROM events accepted, json_each(accepted.content, '$.act.accepted.replaced') lost
            WHERE accepted.certificate IS NULL AND accepted.act = 'accepted'
            AND lost.value ->> 'number' = c.number) AS lost_revision
    FROM certificates c
    JOIN revisions r ON r.certificate = c.id
        AND r.revision = (SELECT max(revision) FROM revisions WHERE certificate = c.id)
    LEFT JOIN events made ON r.revision > 1 AND made.certificate = c.id
        AND made.revision = r.revision AND made.act IN ('corrected', 'recovered')
    LEFT JOIN events kept
        ON r.details IN ('44136fa355b3678a1146ad16f7e8649e94fb4fc21fe77e8310c060f61caaff8a',
            '74234e98afe7498fb5daf1f36ac2d78acc339464f950703b8c019892f982b90b')
        AND kept.certificate = c.id AND kept.revision = r.revision AND kept.act = 'kept'
    LEFT JOIN events revoked ON revoked.certificate = c.id AND revoked.act = 'revoked' ";

impl Ledger {
    /// Returns the latest revision of the certificate with a number as people type it.
    pub fn certificate(&self, number: &str) -> Result<Certificate, Error> {
        self.find(number).map(|(_, certificate)| certificate)
    }

    /// Returns whether there is a certificate with a number in the form of the ledger.
    ///
    /// # Errors
    /// Returns an error if the ledger cannot be read.
    pub(crate) fn has(&self, number: &str) -> Result<bool, Error> {
        let id = id_of(&self.db, number).map_err(|error| self.describe(&error))?;
        Ok(id.is_some())
    }

    /// Returns the certificates of a session, ordered by kind and position.
    pub fn of_session(&self, session: &str) -> Result<Vec<Certificate>, Error> {
        self.select("WHERE c.session = ?1 ORDER BY c.kind, c.position", [session])
    }

    /// Returns the certificates of a person, oldest first. The text is a key, an ID, an email
    /// address or a name in any revision; capitals and accents make no difference. Several people
    /// may share a name, so an ID or an address is more reliable.
    pub fn of_person(&self, text: &str) -> Result<Vec<Certificate>, Error> {
        let by_key = self.key_hash(text)?;
        let by_id = self.key_hash(&person_key(Some(text), "", None))?;
        self.select(
            "WHERE c.id IN (
                SELECT certificate FROM keys WHERE key IN (?1, ?2)
                UNION SELECT certificate FROM revisions WHERE folded = ?3
                UNION SELECT id FROM certificates
                    WHERE lower(email) = lower(?4) AND email IS NOT NULL
            )
            ORDER BY c.issued, c.id",
            (by_key, by_id, folded(text), text.trim()),
        )
    }

    /// Returns the certificates of people whose name in any revision contains the text. Capitals
    /// and accents do not matter.
    pub fn named_like(&self, text: &str) -> Result<Vec<Certificate>, Error> {
        self.select(
            "WHERE c.id IN (SELECT certificate FROM revisions WHERE instr(folded, ?1) > 0)
            ORDER BY c.issued, c.id",
            [folded(text)],
        )
    }

    /// Returns the certificates of a person, or of everyone whose name contains the text if no
    /// person matches exactly.
    pub(crate) fn find_person(&self, text: &str) -> Result<Vec<Certificate>, Error> {
        let exact = self.of_person(text)?;
        if exact.is_empty() { self.named_like(text) } else { Ok(exact) }
    }

    /// Returns every certificate, in the order of issue.
    pub fn all(&self) -> Result<Vec<Certificate>, Error> {
        self.select("ORDER BY c.id", [])
    }

    /// Returns the number of the last certificate in the order of issue.
    pub(crate) fn last_issued(&self) -> Result<Option<String>, Error> {
        let query = "SELECT number FROM certificates ORDER BY id DESC LIMIT 1";
        Ok(self.rows(query, [], |row| row.get("number"))?.pop())
    }

    /// Returns the revoked certificates, in the order of issue.
    pub fn revoked(&self) -> Result<Vec<Certificate>, Error> {
        self.select("WHERE revoked.at IS NOT NULL ORDER BY c.id", [])
    }

    /// Returns the certificates of a kind that people have, by their keys, of any session.
    pub(crate) fn of_keys(
        &self,
        keys: &[&str],
        kind: CertificateKind,
    ) -> Result<Vec<Certificate>, Error> {
        let mut details = SharedDetails::default();
        let mut read = || {
            let ledger = ledger_id(&self.db)?;
            let query = "SELECT certificate FROM keys WHERE key = ?1 AND kind = ?2";
            let mut found = Vec::new();
            for key in keys {
                let key = key_hash(&ledger, key);
                let ids: Vec<i64> =
                    rows(&self.db, query, (key, kind.name()), |row| row.get("certificate"))?;
                for id in ids {
                    found.push(certificate_by_id(&self.db, id, &mut details)?);
                }
            }
            Ok(found)
        };
        read().map_err(|error| self.describe(&error))
    }

    /// Returns the form in which the ledger keeps a person's key.
    pub(super) fn key_hash(&self, key: &str) -> Result<String, Error> {
        let ledger = ledger_id(&self.db).map_err(|error| self.describe(&error))?;
        Ok(key_hash(&ledger, key))
    }

    /// Returns the certificate that each candidate already has.
    pub fn known(
        &self,
        terms: &IssueTerms,
        candidates: &[Candidate],
    ) -> Result<Vec<Option<Box<Certificate>>>, Error> {
        let mut details = SharedDetails::default();
        let IssueTerms { session, kind, .. } = terms;
        let ledger = ledger_id(&self.db).map_err(|error| self.describe(&error))?;
        let look_up = |candidate: &Candidate| {
            let key = key_hash(&ledger, &candidate.key);
            let id = id_of_person(&self.db, session, *kind, &key)?;
            id.map(|id| certificate_by_id(&self.db, id, &mut details).map(Box::new)).transpose()
        };
        let _reading = self.start_reading().map_err(|error| self.describe(&error))?;
        let known: rusqlite::Result<_> = candidates.iter().map(look_up).collect();
        known.map_err(|error| self.describe(&error))
    }

    /// Returns what happened to a certificate, oldest first.
    pub fn events(&self, number: &str) -> Result<Vec<Event>, Error> {
        let (id, _) = self.find(number)?;
        history::events(&self.db, id).map_err(|error| self.describe(&error))
    }

    /// Returns what the face stated in each revision, oldest first.
    pub fn revisions(&self, number: &str) -> Result<Vec<Revision>, Error> {
        let (id, _) = self.find(number)?;
        history::revisions(&self.db, id).map_err(|error| self.describe(&error))
    }

    /// Returns the number of certificates.
    pub fn count(&self) -> Result<u32, Error> {
        let query = "SELECT count(*) FROM certificates";
        let count = self.db.query_row(query, [], |row| row.get(0));
        count.map_err(|error| self.describe(&error))
    }

    /// Returns the numbers and revisions that a later revision replaced.
    pub fn replaced(&self) -> Result<Vec<(String, u32)>, Error> {
        // The order of the tables makes SQLite look for later revisions in an index instead of
        // every certificate.
        let query = "SELECT number, max(revision) AS latest FROM revisions
            CROSS JOIN certificates ON id = certificate WHERE revision > 1 GROUP BY id ORDER BY id";
        let read = |row: &Row<'_>| Ok((row.get("number")?, row.get("latest")?));
        let latest: Vec<(String, u32)> = self.rows(query, [], read)?;
        let earlier = latest
            .iter()
            .flat_map(|(number, latest)| (1..*latest).map(|revision| (number.clone(), revision)));
        let lost = self.acceptances()?.into_iter().flat_map(|accepted| accepted.replaced);
        Ok(earlier.chain(lost.map(|lost| (lost.number, lost.revision))).collect())
    }

    /// Returns the row and the certificate with a number as it was typed.
    pub(super) fn find(&self, typed: &str) -> Result<(i64, Certificate), Error> {
        let wanted = certificate_number::parse(typed)
            .map_err(|fault| self.describe_mistyped(typed, &fault))?;
        let id = id_of(&self.db, &wanted.text).map_err(|error| self.describe(&error))?;
        let Some(id) = id else {
            let message = format!("there is no certificate `{}`", wanted.text);
            let hint = match self.may_be_lost(&wanted.text)? {
                true => {
                    "it may have been given by the ledger that was lost; its holder is known \
                         only by the paper or the file, and `peerpress certificates revoke` \
                         revokes it"
                }
                false => "run `peerpress certificates list` to see every number",
            };
            return Err(Error::new(&self.path, message).hint(hint));
        };
        let certificate = certificate_by_id(&self.db, id, &mut SharedDetails::default())
            .map_err(|error| self.describe(&error))?;
        if let Some(revision) = wanted.revision.filter(|wanted| *wanted != certificate.revision) {
            let old = certificate_number::printed(&wanted.text, revision);
            let message = format!("`{old}` is not the latest revision");
            let hint = format!("use `{}`", certificate.printed_number());
            return Err(Error::new(&self.path, message).hint(hint));
        }
        Ok((id, certificate))
    }

    /// Returns a number that the ledger has, as an example.
    pub(crate) fn example_number(&self) -> Result<Option<String>, Error> {
        let query = "SELECT number FROM certificates ORDER BY id LIMIT 1";
        Ok(self.rows(query, [], |row| row.get("number"))?.into_iter().next())
    }

    /// Describes what is wrong with a number, and names the similar ones in the ledger.
    fn describe_mistyped(&self, typed: &str, fault: &NumberFault) -> Error {
        let near = certificate_number::slips(typed)
            .into_iter()
            .filter(|number| self.has(number).unwrap_or(false));
        let near: Vec<String> = near.map(|number| format!("`{number}`")).collect();
        let shown: String = typed.chars().take(60).collect();
        let example = self.example_number().unwrap_or_default();
        let fault = fault.describe(example.as_deref());
        let error = Error::usage(format!("`{shown}` is not a certificate number: {fault}"));
        match near.as_slice() {
            [] => error.hint(format!(
                "type a number such as `{}`; `peerpress certificates list` shows every number",
                example.as_deref().unwrap_or("ABC-2026-00042-5")
            )),
            [one] => error.hint(format!("did you mean {one}?")),
            several => error.hint(format!("did you mean one of {}?", several.join(", "))),
        }
    }

    /// Locks the ledger for many small queries at once, which otherwise each lock it. The lock ends
    /// with the value that is returned.
    pub(super) fn start_reading(&self) -> rusqlite::Result<Transaction<'_>> {
        self.db.unchecked_transaction()
    }

    fn select(&self, condition: &str, params: impl Params) -> Result<Vec<Certificate>, Error> {
        let mut details = SharedDetails::default();
        self.rows(&format!("{LATEST}{condition}"), params, |row| {
            read_certificate(&self.db, row, &mut details)
        })
    }

    pub(super) fn rows<T>(
        &self,
        query: &str,
        params: impl Params,
        read: impl FnMut(&Row<'_>) -> rusqlite::Result<T>,
    ) -> Result<Vec<T>, Error> {
        rows(&self.db, query, params, read).map_err(|error| self.describe(&error))
    }
}

/// Reads the rows of a query.
pub(super) fn rows<T>(
    db: &Connection,
    query: &str,
    params: impl Params,
    read: impl FnMut(&Row<'_>) -> rusqlite::Result<T>,
) -> rusqlite::Result<Vec<T>> {
    db.prepare_cached(query)?.query_map(params, read)?.collect()
}

/// Returns the certificate of a row.
pub(super) fn certificate_by_id(
    db: &Connection,
    id: i64,
    details: &mut SharedDetails,
) -> rusqlite::Result<Certificate> {
    db.prepare_cached(&format!("{LATEST}WHERE c.id = ?1"))?
        .query_row([id], |row| read_certificate(db, row, details))
}

/// Returns the row of a person's latest certificate of a session and kind. The key is hashed.
pub(super) fn id_of_person(
    db: &Connection,
    session: &str,
    kind: CertificateKind,
    key: &str,
) -> rusqlite::Result<Option<i64>> {
    let query = "SELECT certificate FROM keys WHERE session = ?1 AND kind = ?2 AND key = ?3
        ORDER BY certificate DESC LIMIT 1";
    db.prepare_cached(query)?.query_row((session, kind.name(), key), |row| row.get(0)).optional()
}

/// Returns the row of the certificate with a number.
pub(super) fn id_of(db: &Connection, number: &str) -> rusqlite::Result<Option<i64>> {
    db.prepare_cached("SELECT id FROM certificates WHERE number = ?1")?
        .query_row([number], |row| row.get(0))
        .optional()
}

fn read_certificate(
    db: &Connection,
    row: &Row<'_>,
    details: &mut SharedDetails,
) -> rusqlite::Result<Certificate> {
    let number: String = row.get("number")?;
    let revision: u32 = row.get("revision")?;
    let lost_revision: Option<u32> = row.get("lost_revision")?;
    let replaces = (revision > 1).then(|| certificate_number::printed(&number, revision - 1));
    let reason: Option<String> = row.get("revoked_reason")?;
    let revoked_at: Option<Timestamp> = row.get("revoked_at")?;
    let revoked = revoked_at.map(|at| Revocation { at, reason: reason.unwrap_or_default() });
    Ok(Certificate {
        number,
        revision,
        replaces,
        lost_revision: lost_revision.filter(|lost| *lost > revision),
        kind: read_name(row, "kind")?,
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
        details: details.get(db, row.get_ref("details")?.as_str()?)?,
        revoked,
    })
}

/// Reads an enum that is stored by its name.
pub(super) fn read_name<T: FromStr>(row: &Row<'_>, column: &str) -> rusqlite::Result<T> {
    row.get_ref(column)?.as_str()?.parse().map_err(|_| FromSqlError::InvalidType.into())
}

/// Returns hours by category as a column stores them: a JSON list, or `NULL` for no categories.
pub(super) fn category_column(hours: &[CategoryHours]) -> Option<Value> {
    (!hours.is_empty()).then(|| json!(hours))
}

/// Reads hours by category from the column `hours_by_category`.
pub(super) fn read_categories(row: &Row<'_>) -> rusqlite::Result<Vec<CategoryHours>> {
    match row.get("hours_by_category")? {
        Value::Null => Ok(Vec::new()),
        list => serde_json::from_value(list).map_err(|error| FromSqlError::other(error).into()),
    }
}
