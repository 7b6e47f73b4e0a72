//! Who gets an email, and who does not, and why.

use std::collections::HashMap;
use std::path::{Path, PathBuf};

use jiff::Timestamp;
use lettre::Address;

use super::super::files::batch::file_name;
use super::super::files::render;
use super::super::ledger::{Certificate, Dispatch, Ledger};
use super::compose::parse_address;
use crate::error::Error;

/// Whether a person gets an email.
#[derive(Debug, Clone, PartialEq)]
pub(crate) enum MailStanding {
    /// The person gets it now.
    Due(Address),
    /// The person has it already.
    Sent(Timestamp),
    /// It may have been sent: an earlier command was interrupted, or the server did not answer.
    Uncertain(Timestamp),
    /// The ledger has no address.
    NoAddress,
    /// The address is not one.
    BadAddress,
    /// The certificate is a sample, which certifies nothing, so no real server gets it.
    Sample,
    /// The certificate was revoked.
    Revoked,
}

/// A certificate and whether its holder gets an email.
#[derive(Debug, Clone)]
pub(crate) struct Recipient {
    pub(crate) certificate: Certificate,
    pub(crate) standing: MailStanding,
}

/// The certificates to send.
#[derive(Debug, Clone, Copy)]
pub(crate) enum MailSelection<'a> {
    /// Everyone in a session.
    Session(&'a str),
    /// The holders of numbers.
    Numbers(&'a [String]),
}

impl Recipient {
    fn new(certificate: Certificate, dispatch: Option<&Dispatch>, again: bool) -> Self {
        let dispatch = dispatch.copied().unwrap_or_default();
        let sent = dispatch.sent.map(MailStanding::Sent);
        let known = sent.or(dispatch.uncertain.map(MailStanding::Uncertain)).filter(|_| !again);
        let standing = if certificate.revoked.is_some() {
            MailStanding::Revoked
        } else if let Some(known) = known {
            known
        } else {
            match &certificate.email {
                None => MailStanding::NoAddress,
                Some(text) => {
                    parse_address(text).map_or(MailStanding::BadAddress, MailStanding::Due)
                }
            }
        };
        Self { certificate, standing }
    }

    /// Holds a sample back.
    pub(crate) fn hold_back_sample(&mut self) {
        if self.due().is_some() && self.certificate.is_sample() {
            self.standing = MailStanding::Sample;
        }
    }

    /// The address, if the person gets an email.
    pub(crate) fn due(&self) -> Option<&Address> {
        if let MailStanding::Due(address) = &self.standing { Some(address) } else { None }
    }

    /// The name of the certificate's file.
    pub(crate) fn file(&self) -> String {
        file_name(&self.certificate.printed_number())
    }

    /// The certificate's file in an output folder.
    pub(crate) fn path(&self, out: &Path) -> PathBuf {
        render::folder(out, &self.certificate.session).join(self.file())
    }
}

/// Returns the people in the order of the certificates, or in that of the numbers.
///
/// # Errors
/// If a session has no certificates, or there is no certificate with a number.
pub(crate) fn find(
    ledger: &Ledger,
    selection: MailSelection<'_>,
    again: bool,
) -> Result<Vec<Recipient>, Error> {
    let certificates = match selection {
        MailSelection::Session(session) => ledger.of_session(session)?,
        MailSelection::Numbers(numbers) => {
            let mut found: Vec<Certificate> = Vec::new();
            for number in numbers {
                let one = ledger.certificate(number)?;
                if found.iter().all(|known| known.number != one.number) {
                    found.push(one);
                }
            }
            found
        }
    };
    if let (MailSelection::Session(session), true) = (selection, certificates.is_empty()) {
        let message = format!("the ledger has no certificates for the session `{session}`");
        return Err(Error::usage(message)
            .hint("run `peerpress certificates list` to see the sessions of all certificates"));
    }
    let mut dispatches: HashMap<String, HashMap<String, Dispatch>> = HashMap::new();
    let mut recipients = Vec::new();
    for certificate in certificates {
        let session = &certificate.session;
        if !dispatches.contains_key(session) {
            dispatches.insert(session.clone(), ledger.dispatches(session)?);
        }
        let dispatch = dispatches.get(session).and_then(|of| of.get(&certificate.number)).copied();
        recipients.push(Recipient::new(certificate, dispatch.as_ref(), again));
    }
    Ok(recipients)
}
