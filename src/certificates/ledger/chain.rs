//! The chain of events, what is pending because of them, and what certificates share.

use std::collections::HashMap;

use jiff::Timestamp;
use rusqlite::types::FromSqlError;
use rusqlite::{OptionalExtension, Row};

use super::Ledger;
use super::content::{Act, EventContent, FilesMade, KeyRevoked, Published};
use super::event::Attribution;
use super::hash::sha256;
use super::projection::Plain;
use super::record::{Head, head};
use crate::error::Error;

/// Something to make because of an event.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Pending {
    /// What to make.
    pub work: Work,
    /// The latest event that asks for it.
    pub event: u32,
}

/// What an event asks for.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Work {
    /// The signed status list.
    StatusList,
    /// The files of a session.
    Files(String),
}

impl Ledger {
    /// Returns the end of the chain of events.
    pub fn head(&self) -> Result<Head, Error> {
        head(&self.db).map_err(|error| self.describe(&error))
    }

    /// Whether the chain has, or once ended in, a head.
    pub fn has_head(&self, wanted: &Head) -> Result<bool, Error> {
        let query = "SELECT hash FROM events WHERE id = ?1 UNION ALL SELECT id FROM ledger
            WHERE ?1 = 0";
        let hash: rusqlite::Result<Option<String>> =
            self.db.query_row(query, [wanted.count], |row| row.get(0)).optional();
        let hash = hash.map_err(|error| self.describe(&error))?;
        Ok(hash.is_some_and(|hash| hash == wanted.hash))
    }

    /// Returns the last running number of each series: a prefix, and a year or 0.
    pub(crate) fn last_numbers(&self) -> Result<HashMap<(String, i16), u32>, Error> {
        let read = |row: &Row<'_>| Ok(((row.get("prefix")?, row.get("year")?), row.get("last")?));
        Ok(self.rows("SELECT prefix, year, last FROM series", [], read)?.into_iter().collect())
    }

    /// Returns the numbers of revoked certificates, in the order of issue, and revoked numbers that
    /// the ledger does not have.
    pub(crate) fn revoked_numbers(&self) -> Result<Vec<String>, Error> {
        let query = "SELECT number FROM certificates c JOIN events e ON e.certificate = c.id
            WHERE act = 'revoked' ORDER BY c.id";
        let mut numbers = self.rows(query, [], |row| row.get("number"))?;
        numbers.extend(self.lost_revoked()?);
        Ok(numbers)
    }

    /// Returns what the events after a position state, oldest first.
    pub fn events_after(&self, position: u32) -> Result<Vec<EventContent>, Error> {
        let query = "SELECT content FROM events WHERE id > ?1 ORDER BY id";
        self.rows(query, [position], read_content)
    }

    /// Returns the revocations of keys, oldest first, with their times.
    pub fn key_revocations(&self) -> Result<Vec<(Timestamp, KeyRevoked)>, Error> {
        let query = "SELECT content FROM events WHERE certificate IS NULL AND act = 'key-revoked'
            ORDER BY id";
        let events = self.rows(query, [], read_content)?;
        let revocations = events.into_iter().filter_map(|event| match event.act {
            Act::KeyRevoked(revoked) => Some((event.at, revoked)),
            _ => None,
        });
        Ok(revocations.collect())
    }

    /// Records an event that is not about one certificate.
    pub fn record(&mut self, act: Act, attribution: &Attribution) -> Result<(), Error> {
        self.write(|recorder| recorder.add_event(attribution, act, &Plain::default()))
    }

    /// Returns what must be made because of recorded events: the status list, then files.
    pub fn pending(&self) -> Result<Vec<Pending>, Error> {
        self.rows(
            "SELECT work, session, event FROM pending ORDER BY work DESC, session",
            [],
            |row| {
                let work = match row.get_ref("work")?.as_str()? {
                    "files" => Work::Files(row.get("session")?),
                    _ => Work::StatusList,
                };
                Ok(Pending { work, event: row.get("event")? })
            },
        )
    }

    /// Records that pending work is done: a status list with a number, or the files of a session.
    /// `done.event` is the last event that was taken into account; what later events ask for stays
    /// pending.
    pub fn complete_pending(
        &mut self,
        done: &Pending,
        list_number: u64,
        attribution: &Attribution,
    ) -> Result<(), Error> {
        let through = done.event;
        let act = match &done.work {
            Work::StatusList => Act::Published(Published { sequence: list_number, through }),
            Work::Files(session) => Act::FilesMade(FilesMade { session: session.clone(), through }),
        };
        self.record(act, attribution)
    }

    /// Keeps something that certificates share, such as a picture. It comes into the ledger with
    /// the next event, unless the ledger already has it. Returns its hash.
    pub fn add_material(&mut self, content: &[u8]) -> String {
        let hash = sha256(content);
        self.materials.insert(hash.clone(), content.to_vec());
        hash
    }

    /// Returns something that certificates share, by its hash.
    pub fn material(&self, hash: &str) -> Result<Option<Vec<u8>>, Error> {
        let query = "SELECT content FROM materials WHERE hash = ?1";
        let content = self.db.query_row(query, [hash], |row| row.get(0)).optional();
        content.map_err(|error| self.describe(&error))
    }

    /// Returns the setting and the face that were kept of a revision as it was printed; `None` in
    /// certificates of an earlier Peerpress.
    pub fn printed(
        &self,
        number: &str,
        revision: u32,
    ) -> Result<(Option<String>, Option<serde_json::Value>), Error> {
        let query = "SELECT setting, face FROM revisions WHERE revision = ?2
            AND certificate = (SELECT id FROM certificates WHERE number = ?1)";
        let read = |row: &Row<'_>| Ok((row.get("setting")?, row.get("face")?));
        let printed = self.db.query_row(query, (number, revision), read).optional();
        Ok(printed.map_err(|error| self.describe(&error))?.unwrap_or_default())
    }
}

pub(super) fn read_content(row: &Row<'_>) -> rusqlite::Result<EventContent> {
    let text = row.get_ref("content")?.as_str()?;
    serde_json::from_str(text).map_err(|error| FromSqlError::other(error).into())
}
