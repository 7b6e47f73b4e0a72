//! Going on from an older ledger, or from a new one, after later ones were lost for good. The chain
//! records what was accepted: which ends of lost ledgers are given up, up to which number each
//! series counts as given, and what is known of certificates that the ledger does not have.

use std::collections::BTreeMap;

use rusqlite::Connection;
use serde::{Deserialize, Serialize};

use super::certificate::{Certificate, SeriesPosition, SharedDetails};
use super::content::{Act, CertificateRevision, Issued, Signed};
use super::event::Attribution;
use super::issue::{Printed, face_content, last_position};
use super::person::person_key;
use super::projection::Plain;
use super::query::{certificate_by_id, id_of, id_of_person};
use super::record::{Head, Recorder};
use super::revise::state_dates;
use super::store::Failure;
use super::{Ledger, chain};
use crate::content::certificate_number::{self, SeriesNumber};
use crate::error::Error;

/// What `accepted` states.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Accepted {
    /// The ends of the ledgers that are given up, from the shortest.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub heads: Vec<LostHead>,
    /// The last number of each series that counts as given.
    pub series: Vec<SeriesEnd>,
    /// Revoked numbers that the ledger does not have.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub revoked: Vec<String>,
    /// Revisions that a revision replaced that the ledger does not have.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub replaced: Vec<CertificateRevision>,
    /// The number of the last status list, as far as it is known.
    pub list_number: u64,
    /// The hash of a material: the signed status list as it was. Its entries stay on every later
    /// list.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub list: Option<String>,
}

/// The end of a lost ledger.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct LostHead {
    /// The number of events.
    pub events: u32,
    /// The hash of the last one.
    pub hash: String,
}

/// The last number of a series.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct SeriesEnd {
    /// The letters.
    pub prefix: String,
    /// The year, or 0.
    pub year: i16,
    /// The last running number.
    pub last: u32,
}

/// What `recovered` states: a certificate, or a later revision of one, was read back from its
/// signed file.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Recovered {
    /// What its file states.
    pub certificate: Issued,
    /// The revision.
    pub revision: u32,
    /// The SHA-256 of the file.
    pub file: String,
    /// The hash of a material: the text of its page, if the page signature proves it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub page: Option<String>,
    /// What was signed.
    pub signed: Signed,
}

/// What `lost-revoked` states: a number that the ledger does not have was revoked.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct LostRevoked {
    /// The number, without a revision.
    pub number: String,
}

/// A certificate that was read back from its signed file.
#[derive(Debug, Clone)]
pub(crate) struct Recovery {
    /// The certificate in the revision of the file; its position does not matter.
    pub(crate) certificate: Certificate,
    pub(crate) signed: Signed,
    /// The SHA-256 of the file.
    pub(crate) file: String,
    /// The text of the page, if the page signature proves it.
    pub(crate) page: Option<String>,
}

/// What is done when a ledger is accepted.
#[derive(Debug, Clone, Default)]
pub(crate) struct Acceptance {
    pub(crate) accepted: Accepted,
    pub(crate) recovered: Vec<Recovery>,
    /// The numbers of certificates, recovered ones too, whose revocation the ledger does not have.
    pub(crate) revoked: Vec<String>,
}

impl Ledger {
    /// Accepts that this ledger counts from now on, all or nothing. `revoked_because` is the
    /// reason of revocations that are carried forward.
    pub(crate) fn accept(
        &mut self,
        acceptance: &Acceptance,
        attribution: &Attribution,
        revoked_because: &str,
    ) -> Result<(), Error> {
        self.write(|recorder| {
            let accepted = Act::Accepted(acceptance.accepted.clone());
            recorder.add_event(attribution, accepted, &Plain::default())?;
            for recovery in &acceptance.recovered {
                recover(recorder, recovery, attribution)?;
            }
            let reason = Some(revoked_because.to_owned());
            let attribution = Attribution { reason, ..attribution.clone() };
            for number in &acceptance.revoked {
                let id = id_of(recorder.db, number)?.ok_or(rusqlite::Error::QueryReturnedNoRows)?;
                let known = certificate_by_id(recorder.db, id, &mut SharedDetails::default())?;
                let (number, revision) = (number.clone(), known.revision);
                let act = Act::Revoked(CertificateRevision { number, revision });
                recorder.add_event(&attribution, act, &Plain::default())?;
            }
            Ok(())
        })
    }

    /// Returns what was accepted, oldest first.
    pub(crate) fn acceptances(&self) -> Result<Vec<Accepted>, Error> {
        let acts = self.program_acts("accepted")?.into_iter();
        Ok(acts
            .filter_map(|act| if let Act::Accepted(it) = act { Some(it) } else { None })
            .collect())
    }

    /// Whether a list with a head was signed before the ledger was last accepted, or from another
    /// ledger.
    pub(crate) fn was_accepted_since(&self, head: &Head) -> Result<bool, Error> {
        let query =
            "SELECT id FROM events WHERE certificate IS NULL AND act = 'accepted' AND id > ?1";
        let later = self.rows(query, [head.count], |row| row.get::<_, i64>(0))?;
        Ok(!later.is_empty() || !self.has_head(head)?)
    }

    /// Whether the chain has a head, or gave it up when a ledger was accepted.
    pub(crate) fn knows_head(&self, head: &Head) -> Result<bool, Error> {
        let is_given_up = |accepted: &Accepted| {
            accepted.heads.iter().any(|it| it.events == head.count && it.hash == head.hash)
        };
        Ok(self.has_head(head)? || self.acceptances()?.iter().any(is_given_up))
    }

    /// Returns the revoked numbers that the ledger does not have.
    pub(crate) fn lost_revoked(&self) -> Result<Vec<String>, Error> {
        let mut numbers: Vec<String> =
            self.acceptances()?.into_iter().flat_map(|accepted| accepted.revoked).collect();
        for act in self.program_acts("lost-revoked")? {
            if let Act::LostRevoked(lost) = act {
                numbers.push(lost.number);
            }
        }
        Ok(numbers)
    }

    /// Whether a number may have been given by a ledger that was lost: the ledger does not have it,
    /// but counts it as given.
    pub(crate) fn may_be_lost(&self, number: &str) -> Result<bool, Error> {
        let Some(SeriesNumber { prefix, year, running }) = certificate_number::split(number) else {
            return Ok(false);
        };
        let last =
            self.last_numbers()?.get(&(prefix.to_owned(), year)).copied().unwrap_or_default();
        Ok(running <= last && !self.acceptances()?.is_empty() && !self.has(number)?)
    }

    /// Revokes a number that the ledger does not have, but counts as given.
    ///
    /// # Errors
    /// If the reason is empty, or the number was already revoked.
    pub(crate) fn revoke_lost(
        &mut self,
        number: &str,
        reason: &str,
        attribution: &Attribution,
    ) -> Result<(), Error> {
        let attribution = attribution.with_reason(reason)?;
        if self.lost_revoked()?.iter().any(|known| known == number) {
            return Err(Error::usage(format!(
                "`{number}` was already revoked; nothing was changed"
            )));
        }
        self.record(Act::LostRevoked(LostRevoked { number: number.to_owned() }), &attribution)
    }

    /// Returns the certificates of a session that were read back from their files, by number and
    /// revision, with the text of their pages if it is proven.
    pub(crate) fn recovered_pages(
        &self,
        session: &str,
    ) -> Result<BTreeMap<(String, u32), Option<String>>, Error> {
        let query = "SELECT e.content FROM events e JOIN certificates c ON c.id = e.certificate
            WHERE c.session = ?1 AND e.act = 'recovered'";
        let mut pages = BTreeMap::new();
        for event in self.rows(query, [session], chain::read_content)? {
            let Act::Recovered(it) = event.act else { continue };
            let text = it.page.map(|hash| self.material(&hash)).transpose()?.flatten();
            let text = text.and_then(|text| String::from_utf8(text).ok());
            pages.insert((it.certificate.number, it.revision), text);
        }
        Ok(pages)
    }

    /// Returns what the events of a kind did that are not about one certificate, oldest first.
    fn program_acts(&self, act: &str) -> Result<Vec<Act>, Error> {
        let query = "SELECT content FROM events WHERE certificate IS NULL AND act = ?1 ORDER BY id";
        let events = self.rows(query, [act], chain::read_content)?;
        Ok(events.into_iter().map(|event| event.act).collect())
    }
}

/// Records a certificate, or a later revision of one, that was read back from its file.
fn recover(
    recorder: &mut Recorder<'_>,
    recovery: &Recovery,
    attribution: &Attribution,
) -> Result<(), Failure> {
    let mut certificate = recovery.certificate.clone();
    let Some(number) = certificate_number::split(&recovery.certificate.number) else {
        let message = format!("`{}` is not a certificate number", certificate.number);
        return Err(Error::usage(message).into());
    };
    let SeriesNumber { prefix, year, running: sequence } = number;
    let known = id_of(recorder.db, &certificate.number)?;
    let address = certificate.email.as_deref().filter(|_| known.is_none());
    let (email, salted) = Recorder::salted(address)?;
    let mut keys = Vec::new();
    let key = person_key(None, &certificate.name, certificate.email.as_deref());
    let key = recorder.key_hash(&key);
    if id_of_person(recorder.db, &certificate.session, certificate.kind, &key)?.is_none() {
        keys.push(key);
    }
    let details = recorder.add_material(certificate.details.to_string());
    let (mut face, _) = face_content(&certificate, details, &Printed::default());
    match known {
        Some(id) => state_dates(recorder.db, id, &certificate, &mut face)?,
        None => {
            let (session, kind) = (&certificate.session, certificate.kind);
            certificate.position = 1 + last_position(recorder.db, session, kind)?;
        }
    }
    let place = SeriesPosition { prefix: prefix.to_owned(), year, sequence };
    let revision = certificate.revision;
    let certificate = Issued::new(&certificate, place, email, keys, face, None);
    let (file, signed) = (recovery.file.clone(), recovery.signed.clone());
    let page = recovery.page.as_ref().map(|text| recorder.add_material(text.as_str()));
    let recovered = Recovered { certificate, revision, file, page, signed };
    let plain = Plain { email: salted, ..Plain::default() };
    recorder.add_event(attribution, Act::Recovered(Box::new(recovered)), &plain)
}

/// Raises the series to the numbers that count as given.
pub(super) fn raise_series(db: &Connection, accepted: &Accepted) -> rusqlite::Result<()> {
    let mut raise = db.prepare_cached(
        "INSERT INTO series (prefix, year, last) VALUES (?1, ?2, ?3)
        ON CONFLICT DO UPDATE SET last = max(last, excluded.last)",
    )?;
    for SeriesEnd { prefix, year, last } in &accepted.series {
        raise.execute((prefix, year, last))?;
    }
    Ok(())
}
