//! Which certificates were mailed, and when.
//!
//! The intent is recorded before the mail server gets a certificate, and the result after it. If a
//! command is killed in between, nobody knows whether the mail was sent, and the ledger says so.

use std::collections::HashMap;

use jiff::Timestamp;
use rusqlite::Row;

use super::Ledger;
use super::certificate::{Certificate, SharedDetails};
use super::change::check_not_revoked;
use super::content::{Act, CertificateRevision};
use super::event::{Attribution, EventKind};
use super::projection::Plain;
use super::query::{certificate_by_id, read_name};
use crate::error::Error;

/// A step of mailing a certificate.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum MailStep {
    /// The mail server is about to get it.
    Begun,
    /// The mail server accepted it.
    Sent,
    /// It was sent without Peerpress.
    SentByHand,
    /// The mail server did not accept it.
    Refused,
}

/// When the latest revision of a certificate was made and mailed.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Dispatch {
    /// When the revision was recorded.
    pub recorded: Option<Timestamp>,
    /// When it was sent last.
    pub sent: Option<Timestamp>,
    /// When a mail was begun whose result is not known, or when the revision was read back from its
    /// file because the ledger that knew was lost.
    pub uncertain: Option<Timestamp>,
}

impl Dispatch {
    fn add(&mut self, kind: EventKind, at: Timestamp) {
        match kind {
            EventKind::Issued | EventKind::Corrected => self.recorded = Some(at),
            EventKind::Recovered => {
                self.recorded = self.recorded.or(Some(at));
                self.uncertain = Some(at);
            }
            EventKind::MailBegun => self.uncertain = Some(at),
            EventKind::MailRefused => self.uncertain = None,
            EventKind::Mailed | EventKind::MailedByHand => {
                self.sent = Some(at);
                self.uncertain = None;
            }
            _ => {}
        }
    }
}

impl Ledger {
    /// Returns when the certificates of a session were mailed in their latest revision, by number.
    ///
    /// # Errors
    /// If the ledger cannot be read.
    pub fn dispatches(&self, session: &str) -> Result<HashMap<String, Dispatch>, Error> {
        let events = self.rows(
            "SELECT c.number, e.act, e.at FROM certificates c
            JOIN events e ON e.certificate = c.id
            WHERE c.session = ?1 AND e.act IN ('issued', 'corrected', 'recovered', 'mail-begun',
                'mail-refused', 'mailed', 'mailed-by-hand') AND e.revision =
                (SELECT max(revision) FROM revisions WHERE certificate = c.id)
            ORDER BY e.id",
            [session],
            |row: &Row<'_>| {
                let (number, at): (String, Timestamp) = (row.get("number")?, row.get("at")?);
                Ok((number, read_name::<EventKind>(row, "act")?, at))
            },
        )?;
        let mut dispatches: HashMap<String, Dispatch> = HashMap::new();
        for (number, kind, at) in events {
            dispatches.entry(number).or_default().add(kind, at);
        }
        Ok(dispatches)
    }

    /// Records a step of mailing certificates, all or none.
    ///
    /// # Errors
    /// If the mail of a certificate is begun that was revoked or revised in the meantime.
    pub fn record_mail(
        &mut self,
        certificates: &[&Certificate],
        step: MailStep,
        attribution: &Attribution,
    ) -> Result<(), Error> {
        let mut found = Vec::new();
        for certificate in certificates {
            found.push((self.find(&certificate.number)?.0, *certificate));
        }
        self.write(|recorder| {
            let mut details = SharedDetails::default();
            for (id, certificate) in found {
                let now = certificate_by_id(recorder.db, id, &mut details)?;
                if step == MailStep::Begun {
                    check_not_revoked(&now)?;
                    check_revision(certificate, &now)?;
                }
                let (number, revision) = (certificate.number.clone(), certificate.revision);
                let mailed = CertificateRevision { number, revision };
                let act = match step {
                    MailStep::Begun => Act::MailBegun(mailed),
                    MailStep::Sent => Act::Mailed(mailed),
                    MailStep::SentByHand => Act::MailedByHand(mailed),
                    MailStep::Refused => Act::MailRefused(mailed),
                };
                recorder.add_event(attribution, act, &Plain::default())?;
            }
            Ok(())
        })
    }
}

fn check_revision(wanted: &Certificate, now: &Certificate) -> Result<(), Error> {
    if wanted.revision == now.revision {
        return Ok(());
    }
    let (old, new) = (wanted.printed_number(), now.printed_number());
    Err(Error::usage(format!("`{old}` was corrected in the meantime; it was not sent"))
        .hint(format!("run the command again to send `{new}`")))
}
