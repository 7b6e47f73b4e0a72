//! A certificate as the ledger records it.

use std::sync::Arc;

use jiff::Timestamp;
use jiff::civil::Date;
use serde::{Deserialize, Serialize, Serializer};
use serde_json::Value;
use strum::Display;

use crate::content::certificate_number;
use crate::content::certification::CertificateKind;

/// A certificate in its latest revision.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Certificate {
    /// The number, without a revision.
    pub number: String,
    /// The revision, counted from 1.
    pub revision: u32,
    /// The printed number of the revision before this one.
    pub replaces: Option<String>,
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
    /// The issue date. A correction does not change it.
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
}

impl Certificate {
    /// The number as it is printed: with the revision, from the second one on.
    pub fn printed_number(&self) -> String {
        certificate_number::printed(&self.number, self.revision)
    }

    /// The status on a given day.
    pub fn status(&self, today: Date) -> CertificateStatus {
        if self.revoked.is_some() {
            CertificateStatus::Revoked
        } else if self.valid_until.is_some_and(|last| last < today) {
            CertificateStatus::Expired
        } else if self.valid_from.is_some_and(|first| first > today) {
            CertificateStatus::NotYet
        } else {
            CertificateStatus::Valid
        }
    }
}

/// The details that certificates have in common. Certificates of one session differ in little more
/// than the name, so equal details are kept in memory once.
#[derive(Debug, Default)]
pub(super) struct SharedDetails(Vec<Arc<Value>>);

impl SharedDetails {
    /// Replaces the certificate's details with an equal value that was seen before.
    pub(super) fn share(&mut self, mut certificate: Certificate) -> Certificate {
        match self.0.iter().find(|known| **known == certificate.details) {
            Some(known) => certificate.details = Arc::clone(known),
            // Every certificate may have details of its own, so the search must stay short.
            None if self.0.len() < 32 => self.0.push(Arc::clone(&certificate.details)),
            None => {}
        }
        certificate
    }
}
