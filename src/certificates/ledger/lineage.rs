//! Copies of a ledger: making one, and finding out which of two goes on from the other.

use std::collections::BTreeMap;
use std::path::Path;

use jiff::Timestamp;
use rusqlite::{MAIN_DB, OptionalExtension};
use serde::Serialize;

use super::content::EventContent;
use super::record::ledger_id;
use super::{EventKind, Ledger};
use crate::error::Error;

/// How a ledger relates to another one.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Lineage {
    /// Both have the same events.
    Same,
    /// The other one goes on from this one.
    Older,
    /// This one goes on from the other one.
    Newer,
    /// Both go on from the same events, but differently.
    Forked(Fork),
    /// They have nothing in common.
    Foreign,
}

/// Where two copies of a ledger went separate ways.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Fork {
    /// The number of events that both have.
    pub shared: u32,
    /// When the first event happened that only one of them has.
    pub since: Timestamp,
    /// The certificates that changed only in this ledger.
    pub here: Vec<ForkedCertificate>,
    /// The certificates that changed only in the other ledger.
    pub there: Vec<ForkedCertificate>,
}

/// A certificate that changed in one copy of a ledger only.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct ForkedCertificate {
    /// The number as it is printed.
    pub number: String,
    /// The holder's name.
    pub name: String,
    /// What happened to it, in order.
    pub acts: Vec<EventKind>,
}

impl Ledger {
    /// Returns the random ID that a ledger and its copies share.
    pub fn id(&self) -> Result<String, Error> {
        ledger_id(&self.db).map_err(|error| self.describe(&error))
    }

    /// Copies the ledger to an empty file, also while another program writes to it.
    pub(crate) fn copy_to(&self, path: &Path) -> Result<(), Error> {
        let copied = self.db.backup(MAIN_DB, path, None);
        copied.map_err(|error| self.describe(&error))
    }

    /// Returns how this ledger relates to another one.
    ///
    /// # Errors
    /// If one of them cannot be read.
    pub fn lineage(&self, other: &Self) -> Result<Lineage, Error> {
        if self.id()? != other.id()? {
            return Ok(Lineage::Foreign);
        }
        let (here, there) = (self.head()?, other.head()?);
        if here == there {
            return Ok(Lineage::Same);
        }
        if other.has_head(&here)? {
            return Ok(Lineage::Older);
        }
        if self.has_head(&there)? {
            return Ok(Lineage::Newer);
        }
        // Equal hashes mean that everything before is equal, so the last shared event can be
        // searched for by halves.
        let (mut shared, mut different) = (0, here.count.min(there.count));
        while different - shared > 1 {
            let middle = shared + (different - shared) / 2;
            if self.hash_at(middle)? == other.hash_at(middle)? {
                shared = middle;
            } else {
                different = middle;
            }
        }
        let (here, there) = (self.events_after(shared)?, other.events_after(shared)?);
        let first = here.iter().chain(&there).map(|event| event.at).min();
        Ok(Lineage::Forked(Fork {
            shared,
            since: first.unwrap_or_default(),
            here: self.changed(&here)?,
            there: other.changed(&there)?,
        }))
    }

    fn hash_at(&self, event: u32) -> Result<Option<String>, Error> {
        let query = "SELECT hash FROM events WHERE id = ?1";
        let hash = self.db.query_row(query, [event], |row| row.get(0)).optional();
        hash.map_err(|error| self.describe(&error))
    }

    /// Returns the certificates that events are about.
    fn changed(&self, events: &[EventContent]) -> Result<Vec<ForkedCertificate>, Error> {
        let mut acts: BTreeMap<&str, Vec<EventKind>> = BTreeMap::new();
        for event in events {
            if let Some((number, _)) = event.act.certificate() {
                acts.entry(number).or_default().push(event.act.kind());
            }
        }
        let described = acts.into_iter().map(|(number, acts)| {
            let certificate = self.certificate(number)?;
            let number = certificate.printed_number();
            Ok(ForkedCertificate { number, name: certificate.name, acts })
        });
        described.collect()
    }
}
