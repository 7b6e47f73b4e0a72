//! Issuing certificates to the people of a roster.

use std::collections::HashMap;
use std::sync::{Arc, mpsc};
use std::thread;

use jiff::civil::Date;
use rusqlite::{Connection, OptionalExtension};
use serde_json::Value;

use super::Ledger;
use super::basis::Basis;
use super::certificate::{CategoryHours, Certificate, SeriesPosition, SharedDetails};
use super::content::{Act, FaceContent, Issued, Signed};
use super::event::Attribution;
use super::hash::sha256;
use super::plausible::check_candidate;
use super::projection::Plain;
use super::query::{certificate_by_id, id_of, id_of_person};
use super::record::Recorder;
use super::store::Failure;
use crate::content::certificate_number::NumberFormat;
use crate::content::certification::CertificateKind;
use crate::error::Error;

/// The number of certificates that are put together before the ledger has them.
const PREPARED: usize = 256;

/// What all new certificates of one roster have in common. The ledger knows a person's certificate
/// by `session` and `kind`; the rest is recorded with new certificates.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct IssueTerms {
    /// The ID of the session.
    pub session: String,
    /// What is certified.
    pub kind: CertificateKind,
    /// The ID of the training.
    pub training: Option<String>,
    /// The issue date. Its year becomes part of the number.
    pub issued: Date,
    /// The first day on which the certificates are valid, for kinds that expire.
    pub valid_from: Option<Date>,
    /// The last day on which the certificates are valid, for kinds that expire.
    pub valid_until: Option<Date>,
    /// Whether people whose certificate was revoked get a new one.
    pub replace_revoked: bool,
}

/// Someone who is to receive a certificate.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Candidate {
    /// The person's key, see [`person_key`](super::person_key).
    pub key: String,
    /// The name as it is printed.
    pub name: String,
    /// The email address.
    pub email: Option<String>,
    /// The hours earned.
    pub hours: Option<f64>,
    /// The hours earned in each category; empty if there are no categories.
    pub hours_by_category: Vec<CategoryHours>,
    /// The first and the last valid day, if they are not those of the terms.
    pub valid: Option<(Date, Date)>,
    /// The number of the certificate that the person holds under another name or address.
    pub holder: Option<String>,
    /// Why the certificate is issued, for a credential.
    pub basis: Option<Basis>,
    /// The code of the certificate's language.
    pub lang: String,
    /// Everything else that the face states (titles, days, city, trainers), so that the file can be
    /// re-created after the data has changed. Name, hours, and dates are not in it, because a
    /// correction can change them.
    pub details: Arc<Value>,
}

impl Candidate {
    /// Returns the certificate of the candidate with this number.
    pub(crate) fn certificate(
        &self,
        terms: &IssueTerms,
        number: String,
        position: u32,
    ) -> Certificate {
        Certificate {
            number,
            revision: 1,
            replaces: None,
            kind: terms.kind,
            session: terms.session.clone(),
            training: terms.training.clone(),
            position,
            name: self.name.clone(),
            email: self.email.clone(),
            hours: self.hours,
            hours_by_category: self.hours_by_category.clone(),
            lost_revision: None,
            issued: terms.issued,
            valid_from: self.valid.map_or(terms.valid_from, |valid| Some(valid.0)),
            valid_until: self.valid.map_or(terms.valid_until, |valid| Some(valid.1)),
            lang: self.lang.clone(),
            details: Arc::clone(&self.details),
            revoked: None,
        }
    }
}

/// What is kept of a certificate as it is printed, beyond what the ledger itself states.
#[derive(Debug, Clone, Default)]
pub struct Printed {
    /// The hash of the setting, which [`Ledger::add_material`] returned.
    pub setting: Option<String>,
    /// The certificate's own values as they are printed.
    pub face: Option<Value>,
    /// Which key signed the certificate, and what.
    pub signed: Option<Signed>,
}

/// Returns what is kept of a certificate as it is printed. Another thread than the ledger's calls
/// it.
pub type Print<'a> = dyn Fn(&Certificate) -> Result<Printed, Error> + Sync + 'a;

impl Ledger {
    /// Issues a certificate to each candidate, in one transaction, and returns the certificates in
    /// the candidates' order. People who have a certificate of this session and kind keep it;
    /// everyone else gets the next number. Issuing the same candidates again therefore returns the
    /// same certificates and uses no new number. A revoked certificate stays a person's only one,
    /// unless the terms say that it is replaced.
    ///
    /// Call [`Ledger::near_matches`] first: a new spelling of a name is a new person here.
    ///
    /// # Errors
    /// If a candidate lacks something that a certificate must state, if two candidates are the same
    /// person, or if the ledger cannot be written. Then no certificates are issued.
    pub fn issue(
        &mut self,
        terms: &IssueTerms,
        candidates: &[Candidate],
        format: &NumberFormat,
        attribution: &Attribution,
    ) -> Result<Vec<Certificate>, Error> {
        let print = &|_: &Certificate| Ok(Printed::default());
        self.issue_as_printed(terms, candidates, format, attribution, print)
    }

    /// Issues like [`Ledger::issue`], and keeps what `print` returns about each new certificate.
    ///
    /// # Errors
    /// Like [`Ledger::issue`], and those of `print`.
    pub fn issue_as_printed(
        &mut self,
        terms: &IssueTerms,
        candidates: &[Candidate],
        format: &NumberFormat,
        attribution: &Attribution,
        print: &Print<'_>,
    ) -> Result<Vec<Certificate>, Error> {
        terms.check()?;
        for (index, candidate) in candidates.iter().enumerate() {
            check_candidate(candidate).map_err(|fault| {
                Error::usage(format!("entry {} of the roster: {fault}", index + 1))
            })?;
        }
        self.write(|recorder| {
            let holders = holders(recorder, terms, candidates)?;
            let (certificates, new) = number(recorder, terms, candidates, format, holders)?;
            add_all(recorder, &certificates, new, attribution, print)?;
            Ok(certificates)
        })
    }
}

/// Someone of a roster, in the transaction that issues certificates.
enum Holder {
    /// The person keeps a certificate.
    Known(Box<Certificate>),
    /// The person gets a new one, under this hashed key.
    New(String),
}

/// Returns which of the candidates keep the certificate that they have.
fn holders(
    recorder: &Recorder<'_>,
    terms: &IssueTerms,
    candidates: &[Candidate],
) -> Result<Vec<Holder>, Failure> {
    let mut details = SharedDetails::default();
    let mut people: HashMap<String, usize> = HashMap::new();
    let mut holders = Vec::with_capacity(candidates.len());
    for (index, candidate) in candidates.iter().enumerate() {
        let key = recorder.key_hash(&candidate.key);
        let known = match &candidate.holder {
            Some(number) => id_of(recorder.db, number)?,
            None => id_of_person(recorder.db, &terms.session, terms.kind, &key)?,
        };
        let known = known.map(|id| certificate_by_id(recorder.db, id, &mut details)).transpose()?;
        let known = known.filter(|it| it.revoked.is_none() || !terms.replace_revoked);
        let person = known.as_ref().map_or(&key, |known| &known.number);
        if let Some(first) = people.insert(person.clone(), index) {
            return Err(same_person(first + 1, index + 1).into());
        }
        holders.push(known.map_or(Holder::New(key), |known| Holder::Known(Box::new(known))));
    }
    Ok(holders)
}

fn same_person(first: usize, second: usize) -> Error {
    let message = format!(
        "entries {first} and {second} of the roster are the same person; no certificates were \
         issued"
    );
    Error::usage(message).hint("remove one of them from the roster, or give each an ID")
}

/// Gives each new certificate the next number. Returns the certificates of all candidates, and
/// what comes into the ledger with the new ones.
fn number<'a>(
    recorder: &mut Recorder<'_>,
    terms: &'a IssueTerms,
    candidates: &'a [Candidate],
    format: &'a NumberFormat,
    holders: Vec<Holder>,
) -> Result<(Vec<Certificate>, Vec<New<'a>>), Failure> {
    let year = if format.year { terms.issued.year() } else { 0 };
    let mut sequence = last_in_series(recorder.db, &format.prefix, year)?;
    let mut position = last_position(recorder.db, &terms.session, terms.kind)?;
    let mut details = DetailsHashes::default();
    let (mut certificates, mut new) = (Vec::with_capacity(candidates.len()), Vec::new());
    for (index, (candidate, holder)) in candidates.iter().zip(holders).enumerate() {
        let certificate = match holder {
            Holder::Known(known) => *known,
            Holder::New(key) => {
                (sequence, position) = (sequence + 1, position + 1);
                let place = SeriesPosition { prefix: format.prefix.clone(), year, sequence };
                let details = details.get(recorder, &candidate.details);
                new.push(New { index, candidate, place, key, details });
                let number = format.number(terms.issued.year(), sequence.into());
                candidate.certificate(terms, number, position)
            }
        };
        certificates.push(certificate);
    }
    Ok((certificates, new))
}

/// Adds new certificates to the ledger. What they state is put together on another thread, which
/// takes as long as writing it.
fn add_all(
    recorder: &mut Recorder<'_>,
    certificates: &[Certificate],
    new: Vec<New<'_>>,
    attribution: &Attribution,
    print: &Print<'_>,
) -> Result<(), Failure> {
    let (sender, issued) = mpsc::sync_channel(PREPARED);
    thread::scope(|scope| {
        scope.spawn(move || {
            for one in new {
                // The ledger is gone if it cannot be written.
                if sender.send(one.issued(certificates, print)).is_err() {
                    return;
                }
            }
        });
        for issued in issued {
            let (issued, plain) = issued?;
            recorder.add_event(attribution, Act::Issued(Box::new(issued)), &plain)?;
        }
        Ok(())
    })
}

/// The hashes of details, by their place in memory: the candidates of a roster share them.
#[derive(Default)]
struct DetailsHashes(HashMap<*const Value, String>);

impl DetailsHashes {
    fn get(&mut self, recorder: &mut Recorder<'_>, details: &Arc<Value>) -> String {
        let hash = self.0.entry(Arc::as_ptr(details));
        hash.or_insert_with(|| recorder.add_material(details.to_string())).clone()
    }
}

/// Someone who had no certificate.
struct New<'a> {
    /// The position among the candidates.
    index: usize,
    candidate: &'a Candidate,
    /// The place of the number in its series.
    place: SeriesPosition,
    /// The hashed key.
    key: String,
    /// The hash of the details.
    details: String,
}

impl New<'_> {
    /// Returns what the ledger records.
    fn issued(
        self,
        certificates: &[Certificate],
        print: &Print<'_>,
    ) -> Result<(Issued, Plain), Error> {
        let Self { candidate, .. } = self;
        let certificate = &certificates[self.index];
        let printed = print(certificate)?;
        let (email, salted) = Recorder::salted(certificate.email.as_deref())?;
        let (face, printed_text) = face_content(certificate, self.details, &printed);
        let plain = Plain {
            email: salted,
            id: candidate.key.strip_prefix("id ").map(str::to_owned),
            printed: printed_text,
        };
        let keys = vec![self.key];
        let issued = Issued {
            basis: candidate.basis.clone(),
            ..Issued::new(certificate, self.place, email, keys, face, printed.signed)
        };
        Ok((issued, plain))
    }
}

/// Returns what an event states about the face of a certificate, and the column `face`.
pub(super) fn face_content(
    certificate: &Certificate,
    details: String,
    printed: &Printed,
) -> (FaceContent, Option<String>) {
    let text = printed.face.as_ref().map(Value::to_string);
    let face = FaceContent {
        name: certificate.name.clone(),
        hours: certificate.hours,
        hours_by_category: certificate.hours_by_category.clone(),
        issued: None,
        valid_from: None,
        valid_until: None,
        details,
        setting: printed.setting.clone(),
        printed: text.as_ref().map(sha256),
    };
    (face, text)
}

/// Returns the last running number of a series, or 0.
fn last_in_series(db: &Connection, prefix: &str, year: i16) -> rusqlite::Result<u32> {
    let mut last = db.prepare_cached("SELECT last FROM series WHERE prefix = ?1 AND year = ?2")?;
    let last = last.query_row((prefix, year), |row| row.get(0)).optional()?;
    Ok(last.unwrap_or(0))
}

/// Returns the last position among the certificates of a session and kind, or 0.
pub(super) fn last_position(
    db: &Connection,
    session: &str,
    kind: CertificateKind,
) -> rusqlite::Result<u32> {
    let query = "SELECT ifnull(max(position), 0) FROM certificates
        WHERE session = ?1 AND kind = ?2";
    db.prepare_cached(query)?.query_row((session, kind.name()), |row| row.get(0))
}
