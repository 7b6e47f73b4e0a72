//! What happened to a certificate: events and revisions.

use jiff::Timestamp;
use serde::Serialize;
use strum::{EnumString, IntoStaticStr};

/// What happened to a certificate, to the files of a session, or to the ledger.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, EnumString, IntoStaticStr)]
#[serde(rename_all = "kebab-case")]
#[strum(serialize_all = "kebab-case")]
pub enum EventKind {
    /// The certificate was issued.
    Issued,
    /// The certificate was corrected, which created a revision.
    Corrected,
    /// The email address was changed, which does not create a revision.
    AddressChanged,
    /// The email address was erased.
    AddressErased,
    /// The file of the certificate was re-created.
    Reissued,
    /// What a certificate is made of was kept, which the ledger did not have.
    Kept,
    /// The certificate was revoked.
    Revoked,
    /// The status list was signed.
    Published,
    /// The files of a session were made.
    FilesMade,
    /// A key was revoked.
    KeyRevoked,
    /// A ledger of an earlier version was migrated.
    Migrated,
    /// A ledger was accepted in place of later ones that are lost.
    Accepted,
    /// A certificate was read back from its signed file.
    Recovered,
    /// A number that the ledger does not have was revoked.
    LostRevoked,
    /// The mail server was about to get the certificate.
    MailBegun,
    /// The mail server accepted the certificate.
    Mailed,
    /// The certificate was sent without Peerpress.
    MailedByHand,
    /// The mail server did not accept the certificate.
    MailRefused,
}

impl EventKind {
    /// The name in the ledger and in JSON.
    pub fn name(self) -> &'static str {
        self.into()
    }

    /// Whether the event says that the certificate was mailed, or may have been.
    pub(crate) fn may_have_sent(self) -> bool {
        matches!(self, Self::MailBegun | Self::Mailed | Self::MailedByHand)
    }

    /// Whether the event changes neither a certificate nor its file, but says that it was mailed.
    pub(crate) fn is_about_mail(self) -> bool {
        matches!(self, Self::MailBegun | Self::Mailed | Self::MailedByHand | Self::MailRefused)
    }
}

/// When something was done, by whom, and why.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Attribution {
    /// When it was done.
    pub at: Timestamp,
    /// Who did it, if that is to be recorded.
    pub by: Option<String>,
    /// Why it was done.
    pub reason: Option<String>,
}

/// An event in the life of a certificate.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Event {
    /// What happened.
    #[serde(rename = "act")]
    pub kind: EventKind,
    /// The revision that the event is about.
    pub revision: u32,
    /// When it happened, by whom, and why.
    #[serde(flatten)]
    pub attribution: Attribution,
}

/// What the certificate stated in one revision.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Revision {
    /// The revision, counted from 1.
    pub revision: u32,
    /// The holder's name.
    pub name: String,
    /// The hours.
    pub hours: Option<f64>,
}
