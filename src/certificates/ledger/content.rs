//! What an event states, in the form in which the ledger keeps and hashes it.
//!
//! The JSON of an event is written once and never again, so a field that is added later must be
//! left out where it has no value. What can be erased (an email address, an ID) and what several
//! events share (details, settings) is stated only as a hash.

use jiff::Timestamp;
use jiff::civil::Date;
use serde::{Deserialize, Serialize};

use super::accepted::{Accepted, LostRevoked, Recovered};
use super::basis::Basis;
use super::certificate::{CategoryHours, Certificate, SeriesPosition};
use super::event::Attribution;
use crate::content::certification::CertificateKind;

/// An event, in the order of its fields in the column `content`.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct EventContent {
    /// The position in the chain, counted from 1.
    pub event: u32,
    /// The hash of the event before; for the first event, the ID of the ledger.
    pub previous: String,
    /// When it was done.
    pub at: Timestamp,
    /// Who did it, if that is recorded.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub by: Option<String>,
    /// Why it was done.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub reason: Option<String>,
    /// The hashes of the materials that came into the ledger with this event.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub materials: Vec<String>,
    /// What was done.
    pub act: Act,
}

impl EventContent {
    /// When it was done, by whom, and why.
    pub fn attribution(&self) -> Attribution {
        Attribution { at: self.at, by: self.by.clone(), reason: self.reason.clone() }
    }
}

/// What was done.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Act {
    /// A certificate was issued.
    Issued(Box<Issued>),
    /// A certificate was corrected, which made a revision.
    Corrected(Box<Corrected>),
    /// The email address of a certificate was changed.
    AddressChanged(AddressChanged),
    /// The email address of a certificate was erased.
    AddressErased(AddressErased),
    /// The file of a certificate was made again.
    Reissued(Reissued),
    /// What a certificate is made of was kept, which the ledger did not have.
    Kept(Kept),
    /// A certificate was revoked.
    Revoked(CertificateRevision),
    /// The status list was signed.
    Published(Published),
    /// The files of a session were made.
    FilesMade(FilesMade),
    /// A key was revoked.
    KeyRevoked(KeyRevoked),
    /// A ledger of an earlier version was migrated. The events before it were made from that
    /// version's records.
    Migrated(Migrated),
    /// A ledger was accepted in place of later ones that are lost.
    Accepted(Accepted),
    /// A certificate was read back from its signed file.
    Recovered(Box<Recovered>),
    /// A number that the ledger does not have was revoked.
    LostRevoked(LostRevoked),
    /// The mail server is about to get a certificate. Without a later event about its mail, nobody
    /// knows whether the mail was sent.
    MailBegun(CertificateRevision),
    /// The mail server accepted a certificate.
    Mailed(CertificateRevision),
    /// A certificate was sent without Peerpress, as its user said.
    MailedByHand(CertificateRevision),
    /// The mail server did not accept a certificate.
    MailRefused(CertificateRevision),
}

/// What `issued` states.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Issued {
    /// The number, without a revision.
    pub number: String,
    /// The letters of the number's series.
    pub prefix: String,
    /// The year of the number's series, or 0.
    pub year: i16,
    /// The running number in the series.
    pub sequence: u32,
    /// The ID of the session.
    pub session: String,
    /// What is certified.
    pub kind: CertificateKind,
    /// The position among the certificates of this kind for the session.
    pub position: u32,
    /// The ID of the training.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub training: Option<String>,
    /// The issue date.
    pub issued: Date,
    /// The first day on which the certificate is valid.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub valid_from: Option<Date>,
    /// The last day on which the certificate is valid.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub valid_until: Option<Date>,
    /// The code of the language.
    pub lang: String,
    /// The salted hash of the email address.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub email: Option<String>,
    /// The hashed keys by which the holder is known.
    pub keys: Vec<String>,
    /// What the face states.
    pub face: FaceContent,
    /// What was signed.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub signed: Option<Signed>,
    /// For a credential: why it was issued.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub basis: Option<Basis>,
}

impl Issued {
    /// States a certificate. The email address and the keys are hashed.
    pub(super) fn new(
        certificate: &Certificate,
        place: SeriesPosition,
        email: Option<String>,
        keys: Vec<String>,
        face: FaceContent,
        signed: Option<Signed>,
    ) -> Self {
        let SeriesPosition { prefix, year, sequence } = place;
        Self {
            number: certificate.number.clone(),
            prefix,
            year,
            sequence,
            session: certificate.session.clone(),
            kind: certificate.kind,
            position: certificate.position,
            training: certificate.training.clone(),
            issued: certificate.issued,
            valid_from: certificate.valid_from,
            valid_until: certificate.valid_until,
            lang: certificate.lang.clone(),
            email,
            keys,
            face,
            signed,
            basis: None,
        }
    }
}

/// What `corrected` states.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Corrected {
    /// The number, without a revision.
    pub number: String,
    /// The new revision.
    pub revision: u32,
    /// The hashed keys by which the holder is known from now on too.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub keys: Vec<String>,
    /// What the face states.
    pub face: FaceContent,
    /// What was signed.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub signed: Option<Signed>,
}

/// What the face of a revision states.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct FaceContent {
    /// The holder's name.
    pub name: String,
    /// The hours.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub hours: Option<f64>,
    /// The hours in each category.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub hours_by_category: Vec<CategoryHours>,
    /// The issue date, if a correction changed it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub issued: Option<Date>,
    /// The first day on which the certificate is valid, if a correction changed it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub valid_from: Option<Date>,
    /// The last day on which the certificate is valid, if a correction changed it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub valid_until: Option<Date>,
    /// The hash of the details.
    pub details: String,
    /// The hash of the setting.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub setting: Option<String>,
    /// The hash of the column `face`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub printed: Option<String>,
}

/// Which key signed a certificate, and what.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Signed {
    /// The ID of the key.
    pub key: String,
    /// The SHA-256 of the signed claims, in hexadecimal.
    pub claims: String,
}

/// What `address-changed` states.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct AddressChanged {
    /// The number, without a revision.
    pub number: String,
    /// The revision at that time.
    pub revision: u32,
    /// The salted hash of the new address.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub email: Option<String>,
    /// The hashed keys by which the holder is known from now on too.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub keys: Vec<String>,
}

/// What `address-erased` states.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct AddressErased {
    /// The number, without a revision.
    pub number: String,
    /// The revision at that time.
    pub revision: u32,
    /// The hashed keys whose IDs were erased, because the address was part of them.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub ids: Vec<String>,
}

/// What `reissued` states.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Reissued {
    /// The number, without a revision.
    pub number: String,
    /// The revision.
    pub revision: u32,
    /// What was signed.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub signed: Option<Signed>,
}

/// What `kept` states.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Kept {
    /// The number, without a revision.
    pub number: String,
    /// The revision.
    pub revision: u32,
    /// The hash of the setting.
    pub setting: String,
    /// The hash of the column `face`.
    pub printed: String,
    /// The ID of the training, if the details were not known before.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub training: Option<String>,
    /// The hours in each category, if the details were not known before.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub hours_by_category: Vec<CategoryHours>,
    /// The hash of the details, if they were not known before.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub details: Option<String>,
    /// What is signed from now on.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub signed: Option<Signed>,
}

/// A certificate in one revision.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct CertificateRevision {
    /// The number, without a revision.
    pub number: String,
    /// The revision.
    pub revision: u32,
}

/// What `published` states.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Published {
    /// The number of the status list.
    pub sequence: u64,
    /// The last event that the list takes into account.
    pub through: u32,
}

/// What `files-made` states.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct FilesMade {
    /// The ID of the session.
    pub session: String,
    /// The last event that the files take into account.
    pub through: u32,
}

/// What `key-revoked` states.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct KeyRevoked {
    /// The ID of the key.
    pub key: String,
    /// The first day, in UTC, on which someone else may have signed with the key.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub stolen_since: Option<Date>,
    /// The hash of a material: the hashes of claims that an earlier Peerpress signed without
    /// recording them, each 32 bytes.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub unrecorded: Option<String>,
}

/// What `migrated` states.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Migrated {
    /// The version of the ledger before.
    pub from: i64,
}
