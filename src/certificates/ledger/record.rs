//! Recording events: the only way in which rows come into the ledger.

use std::collections::BTreeMap;

use rusqlite::{Connection, OptionalExtension};

use super::content::{Act, EventContent};
use super::event::Attribution;
use super::hash::{email_hash, key_hash, random, sha256};
use super::projection::{Plain, SaltedEmail, project};
use super::store::Failure;
use crate::error::Error;

/// The end of the chain of events.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Head {
    /// The number of events.
    pub count: u32,
    /// The hash of the last event; the ID of the ledger if there is none.
    pub hash: String,
}

/// Writes events in a transaction.
pub(super) struct Recorder<'a> {
    /// The database, for queries.
    pub(super) db: &'a Connection,
    /// The ID of the ledger.
    ledger: String,
    /// The end of the chain.
    head: Head,
    /// The materials that come into the ledger with the next event, by hash.
    materials: BTreeMap<String, Vec<u8>>,
}

impl<'a> Recorder<'a> {
    pub(super) fn new(
        db: &'a Connection,
        materials: BTreeMap<String, Vec<u8>>,
    ) -> rusqlite::Result<Self> {
        Ok(Self { db, ledger: ledger_id(db)?, head: head(db)?, materials })
    }

    /// Records an event at the end of the chain, with everything in other tables that it changes.
    /// `plain` has what the event states only as hashes.
    pub(super) fn add_event(
        &mut self,
        attribution: &Attribution,
        act: Act,
        plain: &Plain,
    ) -> Result<(), Failure> {
        let event = EventContent {
            event: self.head.count + 1,
            previous: std::mem::take(&mut self.head.hash),
            at: attribution.at,
            by: attribution.by.clone(),
            reason: attribution.reason.clone(),
            materials: self.insert_materials()?,
            act,
        };
        self.head = Head { count: event.event, hash: project(self.db, &event, plain)? };
        Ok(())
    }

    /// Adds something that certificates share with the next event, unless the ledger already has
    /// it. Returns its hash.
    pub(super) fn add_material(&mut self, content: impl Into<Vec<u8>>) -> String {
        let content = content.into();
        let hash = sha256(&content);
        self.materials.insert(hash.clone(), content);
        hash
    }

    fn insert_materials(&mut self) -> rusqlite::Result<Vec<String>> {
        let mut added = Vec::new();
        for (hash, content) in std::mem::take(&mut self.materials) {
            if !has_material(self.db, &hash)? {
                insert_material(self.db, &hash, &content)?;
                added.push(hash);
            }
        }
        Ok(added)
    }

    /// Returns the form in which the ledger keeps a person's key.
    pub(super) fn key_hash(&self, key: &str) -> String {
        key_hash(&self.ledger, key)
    }

    /// Salts an email address. Returns the hash to state and what the hash is made of.
    pub(super) fn salted(
        email: Option<&str>,
    ) -> Result<(Option<String>, Option<SaltedEmail>), Error> {
        let Some(address) = email else { return Ok((None, None)) };
        let salt = random::<16>()?;
        let hash = email_hash(&salt, address);
        Ok((Some(hash), Some(SaltedEmail { address: address.to_owned(), salt })))
    }
}

/// Returns the end of the chain.
pub(super) fn head(db: &Connection) -> rusqlite::Result<Head> {
    let mut last = db.prepare_cached("SELECT id, hash FROM events ORDER BY id DESC LIMIT 1")?;
    let last = last.query_row([], |row| Ok(Head { count: row.get(0)?, hash: row.get(1)? }));
    match last.optional()? {
        Some(head) => Ok(head),
        None => Ok(Head { count: 0, hash: ledger_id(db)? }),
    }
}

/// Returns the random ID of the ledger.
pub(super) fn ledger_id(db: &Connection) -> rusqlite::Result<String> {
    db.prepare_cached("SELECT id FROM ledger")?.query_row([], |row| row.get(0))
}

/// Whether the ledger has a material.
pub(super) fn has_material(db: &Connection, hash: &str) -> rusqlite::Result<bool> {
    db.prepare_cached("SELECT 1 FROM materials WHERE hash = ?1")?.exists([hash])
}

/// Adds a material under its hash.
pub(super) fn insert_material(
    db: &Connection,
    hash: &str,
    content: &[u8],
) -> rusqlite::Result<usize> {
    db.prepare_cached("INSERT INTO materials (hash, content) VALUES (?1, ?2)")?
        .execute((hash, content))
}
