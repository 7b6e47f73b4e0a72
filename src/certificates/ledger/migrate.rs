//! The versions of the ledger's form, each made from the one before in one transaction.

use rusqlite::{Connection, Result, TransactionBehavior};

use super::model::folded;

/// The version of the form that this program writes.
pub(super) const VERSION: i64 = MIGRATIONS.len() as i64;

/// Marks the file as a ledger of ours, for `file` and for us: "PPLG".
const APPLICATION_ID: i64 = 0x5050_4c47;

/// Step N makes version N out of version N - 1.
const MIGRATIONS: [fn(&Connection) -> Result<()>; 2] =
    [|db| db.execute_batch(include_str!("schema/1.sql")), searchable_names];

/// Whose file it is, and how old.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Identity {
    /// New and empty, or of an earlier version.
    Older,
    /// Of this version.
    Current,
    /// Of a later version.
    Newer(i64),
    /// Not a ledger.
    Foreign,
}

/// Looks whose file it is.
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

/// Brings a ledger to the current version, wholly or not at all. Another process may have done it meanwhile.
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

/// Version 2: names as they are searched for, filled in for those that are there already.
fn searchable_names(db: &Connection) -> Result<()> {
    db.execute_batch(include_str!("schema/2.sql"))?;
    let mut names = db.prepare("SELECT certificate, revision, name FROM revisions")?;
    let mut fill =
        db.prepare("UPDATE revisions SET folded = ?3 WHERE certificate = ?1 AND revision = ?2")?;
    let known = names.query_map([], |row| {
        Ok((row.get::<_, i64>(0)?, row.get::<_, u32>(1)?, row.get::<_, String>(2)?))
    })?;
    for (certificate, revision, name) in known.collect::<Result<Vec<_>>>()? {
        fill.execute((certificate, revision, folded(&name)))?;
    }
    Ok(())
}
