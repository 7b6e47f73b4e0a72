//! Which credential a certificate is of, and which certificate takes the place of another.

use crate::certificates::ledger::Certificate;
use crate::content::certification::{CertificateKind, Certification};
use crate::content::credentials::{Credential, credential_of_session};

/// The credentials of the data, for the certificates of the ledger.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Renewals<'a> {
    certification: &'a Certification,
}

impl<'a> Renewals<'a> {
    /// Returns the credentials of the data.
    pub(crate) fn new(certification: &'a Certification) -> Self {
        Self { certification }
    }

    /// Returns the ID of the credential that a certificate is of. One that was issued for a session
    /// is of the only first certification with its piece.
    pub(crate) fn credential_of<'c>(&self, certificate: &'c Certificate) -> Option<&'c str>
    where
        'a: 'c,
    {
        if let Some(id) = credential_of_session(&certificate.session) {
            return Some(id);
        }
        let piece = piece(certificate).filter(|_| certificate.kind.has_validity())?;
        let is_first = |one: &&Credential| {
            one.kind == CertificateKind::Certified && one.piece.as_str() == piece
        };
        let mut first = self.certification.credentials.iter().filter(is_first);
        match (first.next(), first.next()) {
            (Some(only), None) => Some(only.id.as_str()),
            _ => None,
        }
    }

    /// Whether a credential is another one, or takes its place.
    pub(crate) fn is_or_replaces(&self, newer: &str, older: &str) -> bool {
        newer == older || self.certification.takes_place_of(newer, older)
    }

    /// Whether a certificate takes the place of an earlier one.
    pub(crate) fn replaces(&self, newer: &Certificate, older: &Certificate) -> bool {
        if newer.number == older.number {
            return false;
        }
        let is_longer = (newer.valid_until, &older.number) > (older.valid_until, &newer.number);
        let is_later = (newer.issued, &newer.number) > (older.issued, &older.number);
        match (self.credential_of(newer), self.credential_of(older)) {
            (Some(new), Some(old)) if new == old => is_longer,
            (Some(new), Some(old)) => is_later && self.certification.takes_place_of(new, old),
            _ => is_longer && piece(newer) == piece(older),
        }
    }

    /// Returns the credential with an ID.
    pub(super) fn credential(&self, id: &str) -> Option<&'a Credential> {
        self.certification.credential(id)
    }

    /// Returns the renewals of a credential.
    pub(crate) fn renewing(&self, id: &str) -> Vec<&'a Credential> {
        let credentials = self.certification.credentials.iter();
        let renews = |one: &&Credential| one.kind == CertificateKind::Recertified && one.renews(id);
        credentials.filter(renews).collect()
    }
}

fn piece(certificate: &Certificate) -> Option<&str> {
    certificate.details["piece"].as_str()
}
