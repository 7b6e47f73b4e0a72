//! What was signed for certificates, and with which keys.

use jiff::Timestamp;
use rusqlite::types::FromSqlError;

use super::Ledger;
use super::content::Signed;
use super::event::EventKind;
use super::query::read_name;
use crate::error::Error;

/// An event for which a certificate was signed.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Signature {
    /// The number of the certificate.
    pub number: String,
    /// What happened.
    pub kind: EventKind,
    /// When it happened.
    pub at: Timestamp,
    /// What was signed; `None` if an earlier Peerpress did not record it.
    pub signed: Option<Signed>,
}

impl Ledger {
    /// Visits all signatures, oldest first. A large ledger has too many for a list.
    ///
    /// # Errors
    /// If the ledger cannot be read.
    pub fn for_each_signature(&self, mut visit: impl FnMut(Signature)) -> Result<(), Error> {
        let mut read = || {
            let mut events = self.db.prepare_cached(
                r#"SELECT number, act, at, content -> ('$.act."' || act || '".signed') AS signed
                FROM events e JOIN certificates c ON c.id = certificate
                WHERE act IN ('issued', 'corrected', 'reissued', 'kept', 'recovered')
                ORDER BY e.id"#,
            )?;
            let mut rows = events.query([])?;
            while let Some(row) = rows.next()? {
                let signed = row.get_ref("signed")?.as_str_or_null()?;
                let signed = signed.map(serde_json::from_str).transpose();
                let signed = signed.map_err(FromSqlError::other)?;
                let (number, kind) = (row.get("number")?, read_name(row, "act")?);
                visit(Signature { number, kind, at: row.get("at")?, signed });
            }
            Ok(())
        };
        read().map_err(|error: rusqlite::Error| self.describe(&error))
    }

    /// Whether certificates were signed with a key.
    ///
    /// # Errors
    /// If the ledger cannot be read.
    pub fn has_signed(&self, key: &str) -> Result<bool, Error> {
        let query = r#"SELECT EXISTS (SELECT 1 FROM events WHERE certificate IS NOT NULL
            AND json_extract(content, '$.act."' || act || '".signed.key') = ?1)"#;
        let found = self.db.query_row(query, [key], |row| row.get(0));
        found.map_err(|error| self.describe(&error))
    }
}
