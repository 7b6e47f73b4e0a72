//! What each act is about: its kind, its certificate or session, and what was signed.

use super::content::{Act, Signed};
use super::event::EventKind;

impl Act {
    /// The kind of the event, the column `act`.
    pub fn kind(&self) -> EventKind {
        match self {
            Self::Issued(_) => EventKind::Issued,
            Self::Corrected(_) => EventKind::Corrected,
            Self::AddressChanged(_) => EventKind::AddressChanged,
            Self::AddressErased(_) => EventKind::AddressErased,
            Self::Reissued(_) => EventKind::Reissued,
            Self::Kept(_) => EventKind::Kept,
            Self::Revoked(_) => EventKind::Revoked,
            Self::Published(_) => EventKind::Published,
            Self::FilesMade(_) => EventKind::FilesMade,
            Self::KeyRevoked(_) => EventKind::KeyRevoked,
            Self::Migrated(_) => EventKind::Migrated,
            Self::Accepted(_) => EventKind::Accepted,
            Self::Recovered(_) => EventKind::Recovered,
            Self::LostRevoked(_) => EventKind::LostRevoked,
            Self::MailBegun(_) => EventKind::MailBegun,
            Self::Mailed(_) => EventKind::Mailed,
            Self::MailedByHand(_) => EventKind::MailedByHand,
            Self::MailRefused(_) => EventKind::MailRefused,
        }
    }

    /// The number and the revision of the certificate that the event is about.
    pub fn certificate(&self) -> Option<(&str, u32)> {
        match self {
            Self::Issued(it) => Some((&it.number, 1)),
            Self::Corrected(it) => Some((&it.number, it.revision)),
            Self::AddressChanged(it) => Some((&it.number, it.revision)),
            Self::AddressErased(it) => Some((&it.number, it.revision)),
            Self::Reissued(it) => Some((&it.number, it.revision)),
            Self::Kept(it) => Some((&it.number, it.revision)),
            Self::Revoked(it)
            | Self::MailBegun(it)
            | Self::Mailed(it)
            | Self::MailedByHand(it)
            | Self::MailRefused(it) => Some((&it.number, it.revision)),
            Self::Recovered(it) => Some((&it.certificate.number, it.revision)),
            Self::Published(_)
            | Self::FilesMade(_)
            | Self::KeyRevoked(_)
            | Self::Migrated(_)
            | Self::Accepted(_)
            | Self::LostRevoked(_) => None,
        }
    }

    /// What the event says was signed.
    pub fn signed(&self) -> Option<&Signed> {
        match self {
            Self::Issued(it) => it.signed.as_ref(),
            Self::Corrected(it) => it.signed.as_ref(),
            Self::Reissued(it) => it.signed.as_ref(),
            Self::Kept(it) => it.signed.as_ref(),
            Self::Recovered(it) => Some(&it.signed),
            _ => None,
        }
    }

    /// The session that the event is about, if it is not about one certificate.
    pub fn session(&self) -> Option<&str> {
        match self {
            Self::FilesMade(it) => Some(&it.session),
            _ => None,
        }
    }
}
