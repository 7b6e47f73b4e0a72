//! Finds people in the ledger: which certificates belong to the same person.

use std::collections::btree_map::Entry;
use std::collections::{BTreeMap, BTreeSet};

use rusqlite::Connection;

use super::certificate::SharedDetails;
use super::hash::key_hash;
use super::query::{certificate_by_id, id_of, rows};
use super::record::ledger_id;
use super::{Certificate, Ledger, folded, person_key};
use crate::error::Error;

/// Someone with certificates.
#[derive(Debug, Clone)]
pub struct Holder {
    /// The person's ID in the rosters.
    pub id: Option<String>,
    /// All certificates, including revoked ones, oldest first. The list is never empty.
    pub certificates: Vec<Certificate>,
}

impl Holder {
    /// Returns the newest certificate, which has the current name and address.
    pub fn last(&self) -> Option<&Certificate> {
        self.certificates.last()
    }

    /// Returns the certificates that were not revoked.
    pub fn not_revoked(&self) -> Vec<&Certificate> {
        self.certificates.iter().filter(|certificate| certificate.revoked.is_none()).collect()
    }

    /// Adds the certificates of someone who is the same person.
    pub(crate) fn merge(&mut self, other: Self) {
        self.id = self.id.take().or(other.id);
        self.certificates.extend(other.certificates);
        self.certificates.sort_by(|a, b| (a.issued, &a.number).cmp(&(b.issued, &b.number)));
    }

    /// Whether several certificates are this person's only because of the name.
    pub fn is_known_by_name_only(&self) -> bool {
        self.certificates.len() > 1
            && self.id.is_none()
            && self.certificates.iter().all(|certificate| certificate.email.is_none())
    }
}

impl Ledger {
    /// Returns the people that the text may mean, each with all their certificates. The text is the
    /// number of a certificate, or what [`Ledger::of_person`] and [`Ledger::named_like`] accept.
    pub fn holders(&self, text: &str) -> Result<Vec<Holder>, Error> {
        let found = match self.certificate(text) {
            Ok(certificate) => vec![certificate],
            Err(_) => self.find_person(text)?,
        };
        let numbers = found.iter().map(|certificate| certificate.number.as_str());
        self.holders_of(numbers).map_err(|error| self.describe(&error))
    }

    /// Returns everyone who is or was certified.
    pub(super) fn certified_people(&self) -> Result<Vec<Holder>, Error> {
        let all = self.all()?;
        let certified = all.iter().filter(|one| one.kind.has_validity());
        let numbers = certified.map(|one| one.number.as_str());
        self.holders_of(numbers).map_err(|error| self.describe(&error))
    }

    /// Returns the holders of certificates with these numbers, each with all their certificates.
    fn holders_of<'a>(
        &self,
        numbers: impl Iterator<Item = &'a str>,
    ) -> rusqlite::Result<Vec<Holder>> {
        let mut links = Links::new(&self.db)?;
        let mut seen = BTreeSet::new();
        let mut holders = Vec::new();
        for number in numbers {
            let Some(start) = id_of(&self.db, number)? else { continue };
            let group = links.group(start)?;
            if group.iter().all(|id| seen.insert(*id)) {
                holders.push(links.holder(&group));
            }
        }
        Ok(holders)
    }
}

/// What links certificates of the same person. Only those of the people in question are read.
pub(super) struct Links<'a> {
    pub(super) db: &'a Connection,
    /// The ID of the ledger.
    ledger: String,
    details: SharedDetails,
    /// The certificates that were read, by their rows.
    known: BTreeMap<i64, Linked>,
}

/// A certificate with what links it to others.
struct Linked {
    certificate: Certificate,
    /// The key that its name and address make. Others may have it without a row in the table of
    /// keys.
    own_key: String,
    /// The keys in the ledger.
    keys: Vec<String>,
    /// The holder's ID.
    id: Option<String>,
    /// The names in all revisions.
    names: BTreeSet<String>,
}

impl<'a> Links<'a> {
    pub(super) fn new(db: &'a Connection) -> rusqlite::Result<Self> {
        let ledger = ledger_id(db)?;
        Ok(Self { db, ledger, details: SharedDetails::default(), known: BTreeMap::new() })
    }

    /// Returns every certificate that is linked to one, directly or through others.
    pub(super) fn group(&mut self, start: i64) -> rusqlite::Result<BTreeSet<i64>> {
        let (mut group, mut open) = (BTreeSet::from([start]), vec![start]);
        while let Some(id) = open.pop() {
            let linked = self.read_certificate(id)?;
            let keys = linked.keys.iter().chain([&linked.own_key]);
            let (keys, names): (BTreeSet<_>, _) = (keys.cloned().collect(), linked.names.clone());
            for key in keys {
                let query = "SELECT certificate FROM keys WHERE key = ?1";
                let mut others: Vec<i64> = rows(self.db, query, [&key], |row| row.get(0))?;
                for name in &names {
                    others.extend(self.named(name, &key)?);
                }
                for other in others {
                    if self.is_same_person(&key, id, other)? && group.insert(other) {
                        open.push(other);
                    }
                }
            }
        }
        Ok(group)
    }

    /// Returns the certificates with a name whose own name and address make a key.
    pub(super) fn named(&mut self, name: &str, key: &str) -> rusqlite::Result<Vec<i64>> {
        let query = "SELECT DISTINCT certificate FROM revisions WHERE folded = ?1";
        let mut named: Vec<i64> = rows(self.db, query, [name], |row| row.get(0))?;
        for id in &named {
            self.read_certificate(*id)?;
        }
        named.retain(|id| self.known.get(id).is_some_and(|linked| linked.own_key == key));
        Ok(named)
    }

    /// Reads a certificate, unless it was read before.
    fn read_certificate(&mut self, id: i64) -> rusqlite::Result<&Linked> {
        match self.known.entry(id) {
            Entry::Occupied(known) => Ok(known.into_mut()),
            Entry::Vacant(place) => {
                let certificate = certificate_by_id(self.db, id, &mut self.details)?;
                let own = person_key(None, &certificate.name, certificate.email.as_deref());
                let query = "SELECT key, id FROM keys WHERE certificate = ?1 ORDER BY key";
                let keys: Vec<(String, Option<String>)> =
                    rows(self.db, query, [id], |row| Ok((row.get(0)?, row.get(1)?)))?;
                let query = "SELECT folded FROM revisions WHERE certificate = ?1";
                Ok(place.insert(Linked {
                    certificate,
                    own_key: key_hash(&self.ledger, &own),
                    id: keys.iter().rev().find_map(|(_, id)| id.clone()),
                    keys: keys.into_iter().map(|(key, _)| key).collect(),
                    names: rows(self.db, query, [id], |row| row.get(0))?.into_iter().collect(),
                }))
            }
        }
    }

    /// Whether two certificates with the same key belong to one person. An ID alone is not enough,
    /// because some rosters only number their rows.
    fn is_same_person(&mut self, key: &str, a: i64, b: i64) -> rusqlite::Result<bool> {
        if !key.starts_with("id ") {
            return Ok(true);
        }
        self.read_certificate(b)?;
        let (Some(a), Some(b)) = (self.known.get(&a), self.known.get(&b)) else { return Ok(false) };
        let address = |linked: &Linked| linked.certificate.email.as_deref().map(folded);
        Ok(!a.names.is_disjoint(&b.names) || (address(a).is_some() && address(a) == address(b)))
    }

    /// Whether a certificate has a name in one of its revisions, or an address.
    pub(super) fn is_like(
        &mut self,
        id: i64,
        name: &str,
        email: Option<&str>,
    ) -> rusqlite::Result<bool> {
        let linked = self.read_certificate(id)?;
        let address = linked.certificate.email.as_deref().map(folded);
        Ok(linked.names.contains(name) || (address.is_some() && address == email.map(folded)))
    }

    /// Returns the ID of a certificate's holder.
    pub(super) fn id_of(&mut self, id: i64) -> rusqlite::Result<Option<String>> {
        Ok(self.read_certificate(id)?.id.clone())
    }

    fn holder(&self, group: &BTreeSet<i64>) -> Holder {
        let linked: Vec<&Linked> = group.iter().filter_map(|id| self.known.get(id)).collect();
        let id = linked.iter().find_map(|linked| linked.id.clone());
        let mut certificates: Vec<Certificate> =
            linked.iter().map(|linked| linked.certificate.clone()).collect();
        certificates.sort_by(|a, b| (a.issued, &a.number).cmp(&(b.issued, &b.number)));
        Holder { id, certificates }
    }
}
