//! A certificate as the ledger records it.

use std::collections::HashMap;
use std::sync::Arc;

use jiff::Timestamp;
use jiff::civil::Date;
use rusqlite::Connection;
use rusqlite::types::FromSqlError;
use serde::{Deserialize, Serialize, Serializer};
use serde_json::Value;
use strum::Display;

use crate::content::certificate_number;
use crate::content::certification::CertificateKind;

/// The most details to keep in memory.
const MOST_DETAILS: usize = 1000;

/// A certificate in its latest revision.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Certificate {
    /// The number, without a revision.
    pub number: String,
    /// The revision, counted from 1.
    pub revision: u32,
    /// The printed number of the revision before this one.
    pub replaces: Option<String>,
    /// A later revision that was made, but is lost, because an older ledger was accepted.
    #[serde(skip)]
    pub lost_revision: Option<u32>,
    /// What it certifies.
    pub kind: CertificateKind,
    /// The ID of the session.
    pub session: String,
    /// The ID of the training.
    pub training: Option<String>,
    /// The position among the certificates of this kind for the session, counted from 1.
    pub position: u32,
    /// The holder's name.
    pub name: String,
    /// The holder's email address. It is not printed.
    pub email: Option<String>,
    /// The hours earned.
    pub hours: Option<f64>,
    /// The hours earned in each category.
    pub hours_by_category: Vec<CategoryHours>,
    /// The issue date.
    pub issued: Date,
    /// The first day on which the certificate is valid.
    pub valid_from: Option<Date>,
    /// The last day on which the certificate is valid.
    pub valid_until: Option<Date>,
    /// The code of the certificate's language.
    pub lang: String,
    /// Everything else that the face states.
    #[serde(serialize_with = "serialize_shared")]
    pub details: Arc<Value>,
    /// When and why the certificate was revoked.
    pub revoked: Option<Revocation>,
}

fn serialize_shared<S: Serializer>(details: &Value, serializer: S) -> Result<S::Ok, S::Error> {
    details.serialize(serializer)
}

/// The hours earned in one category.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct CategoryHours {
    /// The category, in the language of the certificate.
    pub category: String,
    /// The hours.
    pub hours: f64,
}

/// The place of a certificate's number in its series.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct SeriesPosition {
    pub(super) prefix: String,
    /// The year, or 0.
    pub(super) year: i16,
    pub(super) sequence: u32,
}

/// When and why a certificate was revoked.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Revocation {
    /// The time of the revocation.
    pub at: Timestamp,
    /// The reason for the revocation.
    pub reason: String,
}

/// Whether a certificate is valid on a given day.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Display)]
#[serde(rename_all = "lowercase")]
#[strum(serialize_all = "lowercase")]
pub enum CertificateStatus {
    /// The certificate is valid.
    Valid,
    /// The certificate is not valid yet.
    #[serde(rename = "not yet")]
    #[strum(serialize = "not yet")]
    NotYet,
    /// The certificate has expired.
    Expired,
    /// The certificate was revoked.
    Revoked,
    /// A later revision replaced it, which only a lost ledger knew.
    Replaced,
}

impl Certificate {
    /// The number as it is printed: with the revision, from the second one on.
    pub fn printed_number(&self) -> String {
        certificate_number::printed(&self.number, self.revision)
    }

    /// Whether people may hold the certificate in the revision that the ledger has: it was not
    /// revoked, and no later revision was lost.
    pub(crate) fn is_current(&self) -> bool {
        self.revoked.is_none() && self.lost_revision.is_none()
    }

    /// Whether nothing is known beyond what the ledger states of each certificate.
    pub(crate) fn lacks_details(&self) -> bool {
        self.details.as_object().is_none_or(serde_json::Map::is_empty)
    }

    /// Whether the certificate is a sample, which certifies nothing.
    pub(crate) fn is_sample(&self) -> bool {
        self.details.pointer("/face/sample") == Some(&Value::Bool(true))
    }

    /// The certificate as the next revision, which replaces this one.
    pub(crate) fn revised(self) -> Self {
        let revision = self.next_revision();
        let replaces = Some(certificate_number::printed(&self.number, revision - 1));
        Self { revision, replaces, lost_revision: None, ..self }
    }

    /// The number of the next revision: no revision is made twice.
    pub(super) fn next_revision(&self) -> u32 {
        self.revision.max(self.lost_revision.unwrap_or_default()) + 1
    }

    /// The status on a given day.
    pub fn status(&self, today: Date) -> CertificateStatus {
        if self.revoked.is_some() {
            CertificateStatus::Revoked
        } else if self.lost_revision.is_some() {
            CertificateStatus::Replaced
        } else if self.valid_until.is_some_and(|last| last < today) {
            CertificateStatus::Expired
        } else if self.valid_from.is_some_and(|first| first > today) {
            CertificateStatus::NotYet
        } else {
            CertificateStatus::Valid
        }
    }
}

/// Details that were read before, by hash. Certificates of one session share them.
#[derive(Debug, Default)]
pub(super) struct SharedDetails(HashMap<String, Arc<Value>>);

impl SharedDetails {
    /// Returns the details with a hash.
    pub(super) fn get(&mut self, db: &Connection, hash: &str) -> rusqlite::Result<Arc<Value>> {
        if let Some(known) = self.0.get(hash) {
            return Ok(Arc::clone(known));
        }
        let content: Vec<u8> = db
            .prepare_cached("SELECT content FROM materials WHERE hash = ?1")?
            .query_row([hash], |row| row.get(0))?;
        let details: Value = serde_json::from_slice(&content).map_err(FromSqlError::other)?;
        let details = Arc::new(details);
        // Every certificate may have details of its own.
        if self.0.len() < MOST_DETAILS {
            self.0.insert(hash.to_owned(), Arc::clone(&details));
        }
        Ok(details)
    }
}
