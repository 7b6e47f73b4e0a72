//! What goes into the ledger and what comes out of it.

use std::sync::Arc;

use jiff::Timestamp;
use jiff::civil::Date;
use serde_json::{Value, json};
use unicode_normalization::UnicodeNormalization;

use crate::content::certificate_number;
use crate::content::certification::CertificateKind;

/// For what the people of one roster get their certificates. `session` and `kind` are the key under which the ledger knows a person's
/// certificate; the rest is recorded with those that are new.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SessionKey {
    /// The id of the session.
    pub session: String,
    /// What is certified.
    pub kind: CertificateKind,
    /// The id of the training.
    pub training: Option<String>,
    /// The day of issue. Its year is that of the number.
    pub issued: Date,
    /// First day of validity, for kinds that have one.
    pub valid_from: Option<Date>,
    /// Last day of validity, for kinds that have one.
    pub valid_until: Option<Date>,
}

/// Hours of one category.
#[derive(Debug, Clone, PartialEq)]
pub struct CategoryHours {
    /// The category, in the language of the certificate.
    pub category: String,
    /// Its hours.
    pub hours: f64,
}

/// Someone who is to have a certificate.
#[derive(Debug, Clone, PartialEq)]
pub struct Entry {
    /// The person's key, as [`person_key`] makes it.
    pub key: String,
    /// The name, as it stands on the face.
    pub name: String,
    /// Where the file is sent.
    pub email: Option<String>,
    /// Hours earned.
    pub hours: Option<f64>,
    /// Hours earned by category; empty where there are none.
    pub hours_by_category: Vec<CategoryHours>,
    /// The language of the certificate.
    pub lang: String,
    /// Whatever else the face states (titles, days, city, trainers, signatory), so that the file can be remade when the data has changed.
    /// Not the name, the hours or the dates of this entry: a correction changes those.
    pub details: Arc<Value>,
}

/// Many certificates state the same but for the name: what they share is held once.
#[derive(Debug, Default)]
pub(super) struct Faces(Vec<Arc<Value>>);

impl Faces {
    /// The certificate with what it shares with those seen before.
    pub(super) fn shared(&mut self, mut certificate: Certificate) -> Certificate {
        match self.0.iter().find(|known| **known == certificate.details) {
            Some(known) => certificate.details = Arc::clone(known),
            // Of a corrected ledger each may differ: the search stays short.
            None if self.0.len() < 32 => self.0.push(Arc::clone(&certificate.details)),
            None => {}
        }
        certificate
    }
}

/// A certificate as its latest revision has it.
#[derive(Debug, Clone, PartialEq)]
pub struct Certificate {
    /// The number, without a revision.
    pub number: String,
    /// The revision, from 1.
    pub revision: u32,
    /// The earlier revision, as it is printed: "Corrected, replaces …".
    pub replaces: Option<String>,
    /// Place in the order of the session's rosters, from 1.
    pub position: u32,
    /// What is certified.
    pub kind: CertificateKind,
    /// The id of the session.
    pub session: String,
    /// The id of the training.
    pub training: Option<String>,
    /// The holder's name.
    pub name: String,
    /// Where the file is sent.
    pub email: Option<String>,
    /// Hours earned.
    pub hours: Option<f64>,
    /// Hours earned by category.
    pub hours_by_category: Vec<CategoryHours>,
    /// The day of issue; a correction does not change it.
    pub issued: Date,
    /// First day of validity.
    pub valid_from: Option<Date>,
    /// Last day of validity.
    pub valid_until: Option<Date>,
    /// The language of the certificate.
    pub lang: String,
    /// Whatever else the face states.
    pub details: Arc<Value>,
    /// When and why it was revoked.
    pub revoked: Option<Revocation>,
}

/// That a certificate holds no longer.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Revocation {
    /// When it was revoked.
    pub at: Timestamp,
    /// Why.
    pub reason: String,
}

/// Whether a certificate holds on a day.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum CertificateStatus {
    /// It holds.
    Valid,
    /// Its time has not begun.
    NotYet,
    /// Its time is over.
    Expired,
    /// It was revoked.
    Revoked,
}

impl CertificateStatus {
    /// As people read it.
    pub fn told(self) -> &'static str {
        match self {
            CertificateStatus::Valid => "valid",
            CertificateStatus::NotYet => "not yet",
            CertificateStatus::Expired => "expired",
            CertificateStatus::Revoked => "revoked",
        }
    }
}

impl Certificate {
    /// The number with its revision, as it is printed.
    pub fn printed(&self) -> String {
        certificate_number::printed(&self.number, self.revision)
    }

    /// Whether it holds on a day.
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

    /// Everything, as `--format json` and `export --json` give it.
    pub fn to_json(&self) -> Value {
        json!({
            "number": self.number,
            "revision": self.revision,
            "replaces": self.replaces,
            "kind": self.kind.name(),
            "session": self.session,
            "training": self.training,
            "position": self.position,
            "name": self.name,
            "email": self.email,
            "hours": self.hours,
            "hours_by_category": categories_json(&self.hours_by_category),
            "issued": self.issued.to_string(),
            "valid_from": self.valid_from.map(|day| day.to_string()),
            "valid_until": self.valid_until.map(|day| day.to_string()),
            "lang": self.lang,
            "details": *self.details,
            "revoked": self.revoked.as_ref().map(|revoked| json!({ "at": revoked.at.to_string(), "reason": revoked.reason })),
        })
    }
}

/// Hours by category, as the ledger and `--format json` write them.
pub(super) fn categories_json(hours: &[CategoryHours]) -> Value {
    hours.iter().map(|one| json!({ "category": one.category, "hours": one.hours })).collect()
}

/// Who does something, when and why.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Act {
    /// When.
    pub at: Timestamp,
    /// Who, if it is to be recorded.
    pub by: Option<String>,
    /// Why.
    pub reason: Option<String>,
}

/// What is mended. What is none stays.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Correction {
    /// The name.
    pub name: Option<String>,
    /// Where the file is sent. Not on the face: no new revision by itself.
    pub email: Option<String>,
    /// The hours earned, for a certificate without hours by category.
    pub hours: Option<f64>,
    /// Hours of single categories, by the category's name on the face; the sum follows.
    pub category_hours: Vec<(String, f64)>,
}

/// What was done to a certificate.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum EventKind {
    /// It was given its number.
    Issued,
    /// What the face says was mended: a new revision.
    Corrected,
    /// The e-mail address was changed: no new revision.
    AddressChanged,
    /// Its file was made again.
    Reissued,
    /// It was revoked.
    Revoked,
}

impl EventKind {
    /// Every kind of event.
    pub const ALL: [EventKind; 5] = [
        EventKind::Issued,
        EventKind::Corrected,
        EventKind::AddressChanged,
        EventKind::Reissued,
        EventKind::Revoked,
    ];

    /// The name, as the ledger writes it.
    pub fn name(self) -> &'static str {
        match self {
            EventKind::Issued => "issued",
            EventKind::Corrected => "corrected",
            EventKind::AddressChanged => "address-changed",
            EventKind::Reissued => "reissued",
            EventKind::Revoked => "revoked",
        }
    }
}

/// Something done to a certificate.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Event {
    /// What was done.
    pub kind: EventKind,
    /// Which revision it concerns.
    pub revision: u32,
    /// Who did it, when and why.
    pub act: Act,
}

/// What the face said in one revision.
#[derive(Debug, Clone, PartialEq)]
pub struct Revision {
    /// Which one, from 1.
    pub revision: u32,
    /// The name.
    pub name: String,
    /// The hours.
    pub hours: Option<f64>,
}

/// Why an entry of a roster and a certificate of its session may be one person.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Likeness {
    /// The same person by key, with another spelling of the name.
    Spelling,
    /// The same person by key and name, with other hours.
    Hours,
    /// Another name with the same e-mail address; the holder is not in the roster by the name in the ledger.
    Email,
    /// A name that differs in accents or a letter; the holder is not in the roster by the name in the ledger.
    Name,
}

/// An entry that looks like a person who has a certificate of the session, which says something else.
#[derive(Debug, Clone, PartialEq)]
pub struct NearMatch {
    /// The entry's index.
    pub entry: usize,
    /// The certificate.
    pub certificate: Certificate,
    /// Why they may be one.
    pub likeness: Likeness,
}

/// What a check of the ledger found.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Integrity {
    /// How many certificates there are.
    pub certificates: u64,
    /// How many events.
    pub events: u64,
    /// What is wrong; empty if the ledger is sound.
    pub problems: Vec<String>,
}

/// The key by which the ledger knows a person: the id where the roster has one, else the name and the e-mail address. Neither capitals
/// nor spaces nor the form in which accents are encoded make another person.
pub fn person_key(id: Option<&str>, name: &str, email: Option<&str>) -> String {
    match id.map(str::trim).filter(|id| !id.is_empty()) {
        Some(id) => format!("id {id}"),
        None => format!("name {} <{}>", plain(name), email.map(plain).unwrap_or_default()),
    }
}

/// NFC, small letters, single spaces.
fn plain(text: &str) -> String {
    let lower: String = text.nfc().collect::<String>().to_lowercase();
    lower.split_whitespace().collect::<Vec<_>>().join(" ")
}

/// A name or an e-mail address as it is searched for: also without the accents of Latin, Greek and Cyrillic letters. The marks of other
/// scripts are letters to those who read them, and stay.
pub fn folded(text: &str) -> String {
    plain(&text.nfd().filter(|c| !('\u{300}'..='\u{36f}').contains(c)).collect::<String>())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_person_has_one_key() {
        let key = |name, email| person_key(None, name, email);
        assert_eq!(
            key("José  Pérez ", Some("J@Example.org")),
            key("JOSE\u{301} PE\u{301}REZ", Some("j@example.org"))
        );
        assert_ne!(key("José", None), key("Jose", None));
        assert_ne!(key("A <b@c>", None), key("A", Some("b@c>")));
        assert_eq!(
            person_key(Some(" 0042 "), "A", None),
            person_key(Some("0042"), "B", Some("b@example.org"))
        );
        assert_ne!(person_key(Some(" "), "A", None), person_key(Some(" "), "B", None));
        assert_ne!(person_key(Some("a <>"), "x", None), person_key(None, "a", None));
    }

    #[test]
    fn names_are_found_without_accents_in_scripts_that_have_them() {
        assert_eq!(folded("Nguyễn Thị Ánh"), "nguyen thi anh");
        assert_eq!(folded("कृष्ण"), "कृष्ण");
        assert_eq!(folded("عبد  الرحمن"), "عبد الرحمن");
    }
}
