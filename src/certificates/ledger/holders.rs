//! Finds people in the ledger: which certificates belong to the same person.

use std::collections::{BTreeSet, HashMap};

use super::event::HolderKey;
use super::hash::key_hash;
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
        let links = Links::new(self)?;
        let mut seen = BTreeSet::new();
        let mut holders = Vec::new();
        for certificate in &found {
            let Some(start) = links.indexes.get(&certificate.number) else { continue };
            let group = links.group(*start);
            if group.iter().all(|index| seen.insert(*index)) {
                holders.push(links.holder(&group));
            }
        }
        Ok(holders)
    }
}

/// What links certificates of the same person.
struct Links {
    all: Vec<Certificate>,
    /// The index of each number.
    indexes: HashMap<String, usize>,
    /// The keys of each certificate.
    keys: Vec<Vec<String>>,
    /// The holder's ID on each certificate.
    ids: Vec<Option<String>>,
    /// The names of each certificate, in all revisions.
    names: Vec<BTreeSet<String>>,
    by_key: HashMap<String, Vec<usize>>,
}

impl Links {
    fn new(ledger: &Ledger) -> Result<Self, Error> {
        let all = ledger.all()?;
        let id = ledger_id(&ledger.db).map_err(|error| ledger.describe(&error))?;
        let (mut indexes, mut keys, mut names) = (HashMap::new(), Vec::new(), Vec::new());
        let mut ids: Vec<Option<String>> = Vec::new();
        for (index, one) in all.iter().enumerate() {
            indexes.insert(one.number.clone(), index);
            let key = person_key(None, &one.name, one.email.as_deref());
            keys.push(vec![key_hash(&id, &key)]);
            ids.push(None);
            let mut stated = BTreeSet::from([folded(&one.name)]);
            if one.revision > 1 {
                let revisions = ledger.revisions(&one.number)?;
                stated.extend(revisions.iter().map(|revision| folded(&revision.name)));
            }
            names.push(stated);
        }
        for HolderKey { number, key, id } in ledger.keys()? {
            if let Some(index) = indexes.get(&number) {
                keys[*index].push(key);
                ids[*index] = id.or_else(|| ids[*index].take());
            }
        }
        let mut by_key: HashMap<String, Vec<usize>> = HashMap::new();
        for (index, keys) in keys.iter().enumerate() {
            for key in keys {
                by_key.entry(key.clone()).or_default().push(index);
            }
        }
        Ok(Self { all, indexes, keys, ids, names, by_key })
    }

    /// Returns every certificate that is linked to one, directly or through others.
    fn group(&self, start: usize) -> BTreeSet<usize> {
        let (mut group, mut open) = (BTreeSet::from([start]), vec![start]);
        while let Some(index) = open.pop() {
            for key in &self.keys[index] {
                for other in &self.by_key[key] {
                    if self.is_same_person(key, index, *other) && group.insert(*other) {
                        open.push(*other);
                    }
                }
            }
        }
        group
    }

    /// Whether two certificates with the same key belong to one person. An ID alone is not enough,
    /// because some rosters only number their rows.
    fn is_same_person(&self, key: &str, a: usize, b: usize) -> bool {
        let address = |index: usize| self.all[index].email.as_deref().map(folded);
        !key.starts_with("id ")
            || !self.names[a].is_disjoint(&self.names[b])
            || (address(a).is_some() && address(a) == address(b))
    }

    fn holder(&self, group: &BTreeSet<usize>) -> Holder {
        let id = group.iter().find_map(|index| self.ids[*index].clone());
        let mut certificates: Vec<Certificate> =
            group.iter().map(|index| self.all[*index].clone()).collect();
        certificates.sort_by(|a, b| (a.issued, &a.number).cmp(&(b.issued, &b.number)));
        Holder { id, certificates }
    }
}
