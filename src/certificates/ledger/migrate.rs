//! Creating ledgers, and migrating those of earlier versions, in one transaction.

use std::collections::BTreeMap;

use rusqlite::{Connection, TransactionBehavior};

use super::hash::random;
use super::old;
use super::record::Recorder;
use super::store::Failure;

/// The version that this program writes.
pub(crate) const VERSION: i64 = 4;

/// The first version with a chain of events. Later ones have the same tables, and more events.
pub(super) const FIRST_CHAIN: i64 = 3;

/// Identifies the file as a Peerpress ledger: "PPLG" in ASCII.
pub(crate) const APPLICATION_ID: i64 = 0x5050_4c47;

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
pub(super) fn identity(db: &Connection) -> rusqlite::Result<Identity> {
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

/// Makes the file a ledger of the current version, completely or not at all. Another process may
/// have done it in the meantime.
pub(super) fn migrate(db: &mut Connection) -> Result<(), Failure> {
    let transaction = db.transaction_with_behavior(TransactionBehavior::Immediate)?;
    if identity(&transaction)? == Identity::Older {
        let version: i64 =
            transaction.pragma_query_value(None, "user_version", |row| row.get(0))?;
        if version < FIRST_CHAIN {
            start_chain(&transaction, version)?;
        }
        transaction.pragma_update(None, "application_id", APPLICATION_ID)?;
        transaction.pragma_update(None, "user_version", VERSION)?;
    }
    Ok(transaction.commit()?)
}

/// Creates the chain. The records of versions 1 and 2 become events again.
fn start_chain(db: &Connection, version: i64) -> Result<(), Failure> {
    let records = if version > 0 { Some(old::read_records(db)?) } else { None };
    create_tables(db)?;
    let id = random::<32>()?;
    db.execute("INSERT INTO ledger (id) VALUES (?1)", [id])?;
    if let Some(records) = records {
        let mut recorder = Recorder::new(db, BTreeMap::new())?;
        records.record(&mut recorder, version)?;
    }
    Ok(())
}

/// Creates the tables of the current version in an empty file.
pub(super) fn create_tables(db: &Connection) -> rusqlite::Result<()> {
    db.execute_batch(include_str!("schema/3.sql"))
}
