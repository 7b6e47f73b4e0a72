//! Reading a ledger of version 1 or 2, whose tables were the record and whose events stated only
//! what was done, not the values.

use std::collections::HashMap;
use std::sync::Arc;

use jiff::Timestamp;
use rusqlite::{Connection, Row};

use super::certificate::{CategoryHours, Certificate, SeriesPosition};
use super::content::{
    Act, AddressChanged, CertificateRevision, Corrected, FaceContent, Issued, Migrated, Reissued,
};
use super::event::{Attribution, EventKind};
use super::projection::Plain;
use super::query::{read_categories, read_name, rows};
use super::record::Recorder;
use super::store::Failure;
use crate::error::Error;

/// The records of an old ledger.
pub(super) struct Records {
    certificates: HashMap<i64, OldCertificate>,
    revisions: HashMap<(i64, u32), OldFace>,
    events: Vec<OldEvent>,
}

struct OldCertificate {
    /// The certificate, without what a revision states.
    certificate: Certificate,
    place: SeriesPosition,
    /// The keys, in plain text.
    keys: Vec<String>,
    /// The last event that set the address.
    address_event: i64,
}

struct OldFace {
    name: String,
    hours: Option<f64>,
    hours_by_category: Vec<CategoryHours>,
    details: String,
}

struct OldEvent {
    id: i64,
    certificate: i64,
    revision: u32,
    kind: EventKind,
    attribution: Attribution,
}

/// Reads the records and drops the old tables.
pub(super) fn read_records(db: &Connection) -> rusqlite::Result<Records> {
    let mut certificates: HashMap<i64, OldCertificate> = rows(
        db,
        "SELECT c.*, s.prefix, s.year FROM certificates c JOIN series s ON s.id = c.series",
        [],
        read_certificate,
    )?
    .into_iter()
    .collect();
    let keys = rows(db, "SELECT certificate, key FROM keys ORDER BY key", [], |row| {
        Ok((row.get::<_, i64>(0)?, row.get(1)?))
    })?;
    for (id, key) in keys {
        if let Some(certificate) = certificates.get_mut(&id) {
            certificate.keys.push(key);
        }
    }
    let revisions = rows(db, "SELECT * FROM revisions", [], read_face)?.into_iter().collect();
    let events = rows(db, "SELECT * FROM events ORDER BY id", [], read_event)?;
    for event in &events {
        if matches!(event.kind, EventKind::Issued | EventKind::AddressChanged)
            && let Some(certificate) = certificates.get_mut(&event.certificate)
        {
            certificate.address_event = event.id;
        }
    }
    for table in ["events", "keys", "revisions", "certificates", "series"] {
        db.execute_batch(&format!("DROP TABLE {table}"))?;
    }
    Ok(Records { certificates, revisions, events })
}

fn read_certificate(row: &Row<'_>) -> rusqlite::Result<(i64, OldCertificate)> {
    let certificate = Certificate {
        number: row.get("number")?,
        revision: 1,
        replaces: None,
        kind: read_name(row, "kind")?,
        session: row.get("session")?,
        training: row.get("training")?,
        position: row.get("position")?,
        name: String::new(),
        email: row.get("email")?,
        hours: None,
        hours_by_category: Vec::new(),
        lost_revision: None,
        issued: row.get("issued")?,
        valid_from: row.get("valid_from")?,
        valid_until: row.get("valid_until")?,
        lang: row.get("lang")?,
        details: Arc::default(),
        revoked: None,
    };
    let (prefix, year, sequence) = (row.get("prefix")?, row.get("year")?, row.get("sequence")?);
    let place = SeriesPosition { prefix, year, sequence };
    let certificate = OldCertificate { certificate, place, keys: Vec::new(), address_event: 0 };
    Ok((row.get("id")?, certificate))
}

fn read_face(row: &Row<'_>) -> rusqlite::Result<((i64, u32), OldFace)> {
    let face = OldFace {
        name: row.get("name")?,
        hours: row.get("hours")?,
        hours_by_category: read_categories(row)?,
        details: row.get("details")?,
    };
    Ok(((row.get("certificate")?, row.get("revision")?), face))
}

fn read_event(row: &Row<'_>) -> rusqlite::Result<OldEvent> {
    let at: Timestamp = row.get("at")?;
    Ok(OldEvent {
        id: row.get("id")?,
        certificate: row.get("certificate")?,
        revision: row.get("revision")?,
        kind: read_name(row, "act")?,
        attribution: Attribution { at, by: row.get("by")?, reason: row.get("reason")? },
    })
}

impl Records {
    /// Records every old event again, with the values of the old tables, and that the ledger was
    /// migrated. An old event does not state an earlier address; the last one is stated where it
    /// was set.
    ///
    /// # Errors
    /// If the old tables contradict each other.
    pub(super) fn record(self, recorder: &mut Recorder<'_>, from: i64) -> Result<(), Failure> {
        let mut at = Timestamp::UNIX_EPOCH;
        let mut issued = 0;
        for event in &self.events {
            let face = self.revisions.get(&(event.certificate, event.revision));
            let certificate = self.certificates.get(&event.certificate);
            let (Some(face), Some(certificate)) = (face, certificate) else {
                return Err(contradiction(event).into());
            };
            let (act, plain) = act(recorder, event, certificate, face)?;
            issued += usize::from(event.kind == EventKind::Issued);
            recorder.add_event(&event.attribution, act, &plain)?;
            at = at.max(event.attribution.at);
        }
        if issued != self.certificates.len() {
            return Err(incomplete().into());
        }
        let attribution = Attribution { at, by: None, reason: None };
        recorder.add_event(&attribution, Act::Migrated(Migrated { from }), &Plain::default())
    }
}

/// Returns what an old event states now.
fn act(
    recorder: &mut Recorder<'_>,
    event: &OldEvent,
    old: &OldCertificate,
    face: &OldFace,
) -> Result<(Act, Plain), Failure> {
    let (number, revision) = (old.certificate.number.clone(), event.revision);
    let address = old.certificate.email.as_deref();
    let address = address.filter(|_| old.address_event == event.id);
    let (email, salted) = Recorder::salted(address)?;
    let mut plain = Plain { email: salted, ..Plain::default() };
    let act = match event.kind {
        EventKind::Issued => {
            plain.id = old.keys.iter().find_map(|key| key.strip_prefix("id ")).map(str::to_owned);
            let keys = old.keys.iter().map(|key| recorder.key_hash(key)).collect();
            let (place, face) = (old.place.clone(), face.content(recorder));
            let issued = Issued::new(&old.certificate, place, email, keys, face, None);
            Act::Issued(Box::new(issued))
        }
        EventKind::Corrected => {
            let face = face.content(recorder);
            let keys = Vec::new();
            Act::Corrected(Box::new(Corrected { number, revision, keys, face, signed: None }))
        }
        EventKind::AddressChanged => {
            Act::AddressChanged(AddressChanged { number, revision, email, keys: Vec::new() })
        }
        EventKind::Reissued => Act::Reissued(Reissued { number, revision, signed: None }),
        EventKind::Revoked => Act::Revoked(CertificateRevision { number, revision }),
        _ => return Err(contradiction(event).into()),
    };
    Ok((act, plain))
}

impl OldFace {
    fn content(&self, recorder: &mut Recorder<'_>) -> FaceContent {
        FaceContent {
            name: self.name.clone(),
            hours: self.hours,
            hours_by_category: self.hours_by_category.clone(),
            issued: None,
            valid_from: None,
            valid_until: None,
            details: recorder.add_material(self.details.as_str()),
            setting: None,
            printed: None,
        }
    }
}

fn contradiction(event: &OldEvent) -> Error {
    let message = format!(
        "the ledger is of an earlier version, and its event {} does not fit its other records",
        event.id
    );
    Error::usage(message).hint(HINT)
}

fn incomplete() -> Error {
    let message = "the ledger is of an earlier version, and the events of some certificates are \
        missing";
    Error::usage(message).hint(HINT)
}

const HINT: &str = "restore the ledger from a backup, and keep the damaged file";
