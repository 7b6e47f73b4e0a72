//! What the status list and the files of a session are made from, and what changed since they were
//! made.

use std::path::Path;

use rusqlite::{Connection, OpenFlags};

use super::content::Published;
use super::event::EventKind;
use super::query::{read_name, rows};
use super::{Ledger, migrate};
use crate::error::Error;

/// A certificate that changed since the files of its session were made.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ChangedCertificate {
    /// The number, without a revision.
    pub number: String,
    /// What happened.
    pub kind: EventKind,
}

impl Ledger {
    /// Returns what happened to the certificates of a session since its files were made.
    pub fn changed_since_files(&self, session: &str) -> Result<Vec<ChangedCertificate>, Error> {
        let query = "SELECT number, act FROM certificates c JOIN events e ON e.certificate = c.id
            WHERE c.session = ?1 AND e.id > (SELECT ifnull(max(id), 0) FROM events
                WHERE certificate IS NULL AND act = 'files-made' AND session = ?1)
            ORDER BY e.id";
        self.rows(query, [session], |row| {
            Ok(ChangedCertificate { number: row.get("number")?, kind: read_name(row, "act")? })
        })
    }

    /// Returns the numbers of the revoked certificates of a session.
    pub(crate) fn revoked_of_session(&self, session: &str) -> Result<Vec<String>, Error> {
        let query = "SELECT number FROM events e CROSS JOIN certificates c ON c.id = e.certificate
            WHERE act = 'revoked' AND c.session = ?1 ORDER BY c.id";
        self.rows(query, [session], |row| row.get("number"))
    }

    /// Whether a session has a certificate that was not revoked.
    pub(crate) fn has_valid_of_session(&self, session: &str) -> Result<bool, Error> {
        let query = "SELECT 1 FROM certificates c WHERE session = ?1 AND NOT EXISTS
            (SELECT 1 FROM events e WHERE e.certificate = c.id AND act = 'revoked') LIMIT 1";
        Ok(!self.rows(query, [session], |_| Ok(()))?.is_empty())
    }

    /// Returns the number of the last status list that the ledger knows of; 0 if there is none.
    pub fn last_list_number(&self) -> Result<u64, Error> {
        let query = "SELECT ifnull((SELECT content ->> '$.act.published.sequence' FROM events
            WHERE certificate IS NULL AND act = 'published' ORDER BY id DESC LIMIT 1), 0) AS last";
        let numbers: Vec<i64> = self.rows(query, [], |row| row.get("last"))?;
        let last = numbers.first().and_then(|last| u64::try_from(*last).ok());
        let lost = self.acceptances()?.iter().map(|accepted| accepted.list_number).max();
        Ok(last.max(lost).unwrap_or_default())
    }

    /// Returns the last status list that was published from the ledger.
    pub fn last_published(&self) -> Result<Option<Published>, Error> {
        let query = "SELECT content ->> '$.act.published.sequence' AS sequence,
                content ->> '$.act.published.through' AS through
            FROM events WHERE certificate IS NULL AND act = 'published' ORDER BY id DESC LIMIT 1";
        let lists = self.rows(query, [], |row| {
            let sequence: i64 = row.get("sequence")?;
            let sequence = u64::try_from(sequence).unwrap_or_default();
            Ok(Published { sequence, through: row.get("through")? })
        })?;
        Ok(lists.into_iter().next())
    }
}

/// Whether an earlier command left something to complete, found without writing anything: not even
/// what a killed process left is cleaned up, and an older ledger is not migrated.
pub(crate) fn is_unfinished(path: &Path) -> bool {
    if !path.exists() {
        return false;
    }
    let flags = OpenFlags::SQLITE_OPEN_READ_ONLY | OpenFlags::SQLITE_OPEN_NO_MUTEX;
    let find = || {
        let db = Connection::open_with_flags(path, flags)?;
        let version: i64 = db.pragma_query_value(None, "user_version", |row| row.get(0))?;
        if !(migrate::FIRST_CHAIN..=migrate::VERSION).contains(&version) {
            return Ok(false);
        }
        Ok(!rows(&db, "SELECT work FROM pending", [], |_| Ok(()))?.is_empty())
    };
    // A transaction that was interrupted cannot be read without cleaning it up.
    find().unwrap_or_else(|error: rusqlite::Error| {
        error.sqlite_error_code() == Some(rusqlite::ErrorCode::ReadOnly)
    })
}
