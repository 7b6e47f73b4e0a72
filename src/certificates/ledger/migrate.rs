//! Migrating ledgers of earlier versions, in one transaction.

use rusqlite::{Connection, Result, TransactionBehavior};

use super::folded;
use super::query::rows;

/// The version that this program writes.
pub(super) const VERSION: i64 = MIGRATIONS.len() as i64;

/// Identifies the file as a Peerpress ledger: "PPLG" in ASCII.
const APPLICATION_ID: i64 = 0x5050_4c47;

/// Step N, counted from 1, migrates version N - 1 to version N.
const MIGRATIONS: [fn(&Connection) -> Result<()>; 2] =
    [|db| db.execute_batch(include_str!("schema/1.sql")), add_folded_names];

/// Whether a file is a ledger, and of which age.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Identity {
    /// A new, empty file or a ledger of an earlier version.
    Older,
    /// A ledger of this version.
    Current,
    /// A ledger of a later version.
    Newer(i64),
    /// Not a ledger.
    Foreign,
}

/// Returns whether a file is a ledger, and of which age.
pub(super) fn identity(db: &Connection) -> Result<Identity> {
    let application: i64 = db.pragma_query_value(None, "application_id", |row| row.get(0))?;
    let version: i64 = db.pragma_query_value(None, "user_version", |row| row.get(0))?;
    let tables: i64 = db.query_row("SELECT count(*) FROM sqlite_schema", [], |row| row.get(0))?;
    Ok(match (application, version) {
        (0, 0) if tables == 0 => Identity::Older,
        (APPLICATION_ID, VERSION) => Identity::Current,
        (APPLICATION_ID, version) if version > VERSION => Identity::Newer(version),
        (APPLICATION_ID, version) if version > 0 => Identity::Older,
        _ => Identity::Foreign,
    })
}

/// Migrates a ledger to the current version, completely or not at all. Another process may have
/// done it in the meantime.
pub(super) fn migrate(db: &mut Connection) -> Result<()> {
    let transaction = db.transaction_with_behavior(TransactionBehavior::Immediate)?;
    if identity(&transaction)? == Identity::Older {
        let version: u32 =
            transaction.pragma_query_value(None, "user_version", |row| row.get(0))?;
        for step in MIGRATIONS.iter().skip(version as usize) {
            step(&transaction)?;
        }
        transaction.pragma_update(None, "application_id", APPLICATION_ID)?;
        transaction.pragma_update(None, "user_version", VERSION)?;
    }
    transaction.commit()
}

/// Version 2 adds names in the form used for searches, and fills them in for existing revisions.
fn add_folded_names(db: &Connection) -> Result<()> {
    db.execute_batch(include_str!("schema/2.sql"))?;
    let query = "SELECT certificate, revision, name FROM revisions";
    let names: Vec<(i64, u32, String)> =
        rows(db, query, [], |row| Ok((row.get(0)?, row.get(1)?, row.get(2)?)))?;
    let mut fill =
        db.prepare("UPDATE revisions SET folded = ?3 WHERE certificate = ?1 AND revision = ?2")?;
    for (certificate, revision, name) in names {
        fill.execute((certificate, revision, folded(&name)))?;
    }
    Ok(())
}
