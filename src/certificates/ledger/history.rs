//! The whole history of certificates, read one after the other.

use std::vec::IntoIter;

use rusqlite::{Connection, Row};
use serde::Serialize;

use super::Ledger;
use super::basis::{Basis, basis_by_id};
use super::certificate::{Certificate, SharedDetails};
use super::event::{Attribution, Event, Revision};
use super::query::{certificate_by_id, read_name, rows};
use crate::error::Error;

/// A certificate with its revisions and events, oldest first.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct History {
    /// The certificate in its latest revision.
    #[serde(flatten)]
    pub certificate: Certificate,
    /// What it stated in each revision.
    pub revisions: Vec<Revision>,
    /// What happened to it.
    pub events: Vec<Event>,
    /// For a credential: why it was issued.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub basis: Option<Basis>,
}

/// The histories of all certificates, in the order of issue. Only one is in memory at a time.
#[derive(Debug)]
pub struct Histories<'a> {
    ledger: &'a Ledger,
    ids: IntoIter<i64>,
    details: SharedDetails,
}

impl Ledger {
    /// Returns the history of the certificate with a number as people type it.
    pub fn history(&self, number: &str) -> Result<History, Error> {
        let (id, _) = self.find(number)?;
        let history = read_history(&self.db, id, &mut SharedDetails::default());
        history.map_err(|error| self.describe(&error))
    }

    /// Returns all certificates in the order of issue, reading each when it is asked for.
    ///
    /// # Errors
    /// If the ledger cannot be read.
    pub(crate) fn one_by_one(
        &self,
    ) -> Result<impl Iterator<Item = Result<Certificate, Error>>, Error> {
        let mut details = SharedDetails::default();
        Ok(self.ids()?.into_iter().map(move |id| {
            certificate_by_id(&self.db, id, &mut details).map_err(|error| self.describe(&error))
        }))
    }

    fn ids(&self) -> Result<Vec<i64>, Error> {
        self.rows("SELECT id FROM certificates ORDER BY id", [], |row| row.get("id"))
    }

    /// Returns the histories of all certificates.
    pub fn histories(&self) -> Result<Histories<'_>, Error> {
        let ids = self.ids()?.into_iter();
        Ok(Histories { ledger: self, ids, details: SharedDetails::default() })
    }
}

impl Iterator for Histories<'_> {
    type Item = Result<History, Error>;

    fn next(&mut self) -> Option<Self::Item> {
        let id = self.ids.next()?;
        let history = read_history(&self.ledger.db, id, &mut self.details);
        Some(history.map_err(|error| self.ledger.describe(&error)))
    }
}

fn read_history(
    db: &Connection,
    id: i64,
    details: &mut SharedDetails,
) -> rusqlite::Result<History> {
    Ok(History {
        certificate: certificate_by_id(db, id, details)?,
        revisions: revisions(db, id)?,
        events: events(db, id)?,
        basis: basis_by_id(db, id)?,
    })
}

/// Returns what happened to a certificate, oldest first.
pub(super) fn events(db: &Connection, id: i64) -> rusqlite::Result<Vec<Event>> {
    let query =
        "SELECT act, revision, at, by, reason FROM events WHERE certificate = ?1 ORDER BY id";
    rows(db, query, [id], |row: &Row<'_>| {
        let (at, by, reason) = (row.get("at")?, row.get("by")?, row.get("reason")?);
        let attribution = Attribution { at, by, reason };
        Ok(Event { kind: read_name(row, "act")?, revision: row.get("revision")?, attribution })
    })
}

/// Returns what the face stated in each revision, oldest first.
pub(super) fn revisions(db: &Connection, id: i64) -> rusqlite::Result<Vec<Revision>> {
    let query =
        "SELECT revision, name, hours FROM revisions WHERE certificate = ?1 ORDER BY revision";
    rows(db, query, [id], |row: &Row<'_>| {
        let (name, hours) = (row.get("name")?, row.get("hours")?);
        Ok(Revision { revision: row.get("revision")?, name, hours })
    })
}
