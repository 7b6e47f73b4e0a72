//! Finds people of a roster whose certificate of the session says something else, or who may hold a
//! certificate under another name. Most often a spelling was fixed in the roster. Then the
//! certificate should be corrected, because one person should not have two.

use std::collections::{BTreeSet, HashMap, HashSet};

use rusqlite::Connection;

use super::certificate::{Certificate, SharedDetails};
use super::hash::key_hash;
use super::issue::{Candidate, IssueTerms};
use super::query::{certificate_by_id, id_of_person, rows};
use super::record::ledger_id;
use super::{Ledger, folded};
use crate::error::Error;

/// How a candidate resembles or differs from the holder of a certificate.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Likeness {
    /// The same key, with a different spelling of the name.
    Spelling,
    /// The same key and name, with different hours.
    Hours,
    /// A different name with the same email address; the holder's own name is not on the roster.
    Email,
    /// A name that differs in accents or by one letter; the holder's own name is not on the roster.
    Name,
}

/// A candidate and the certificate that they have or may have, whose contents differ.
#[derive(Debug, Clone, PartialEq)]
pub struct NearMatch {
    /// The candidate's index.
    pub candidate: usize,
    /// The certificate.
    pub certificate: Certificate,
    /// How the two are alike.
    pub likeness: Likeness,
}

impl Ledger {
    /// Compares candidates with the certificates that they have or may have, and returns those that
    /// differ, in the candidates' order. Everything that any revision of a certificate states
    /// counts as equal, because an old roster may have the old spelling.
    pub fn near_matches(
        &self,
        terms: &IssueTerms,
        candidates: &[Candidate],
    ) -> Result<Vec<NearMatch>, Error> {
        self.compare(terms, candidates).map_err(|error| self.describe(&error))
    }

    fn compare(
        &self,
        terms: &IssueTerms,
        candidates: &[Candidate],
    ) -> rusqlite::Result<Vec<NearMatch>> {
        let IssueTerms { session, kind, .. } = terms;
        let ledger = ledger_id(&self.db)?;
        let mut details = SharedDetails::default();
        let mut found = Vec::new();
        let mut holders = HashSet::new();
        let mut newcomers = Vec::new();
        for (index, candidate) in candidates.iter().enumerate() {
            let key = key_hash(&ledger, &candidate.key);
            let id = id_of_person(&self.db, session, *kind, &key)?;
            let Some(id) = id else {
                newcomers.push(index);
                continue;
            };
            holders.insert(id);
            if let Some(likeness) = self.difference(id, candidate)? {
                let certificate = certificate_by_id(&self.db, id, &mut details)?;
                found.push(NearMatch { candidate: index, certificate, likeness });
            }
        }
        if !newcomers.is_empty() {
            let query = "SELECT id FROM certificates WHERE session = ?1 AND kind = ?2
                ORDER BY position";
            let mut absent: Vec<i64> =
                rows(&self.db, query, (session, kind.name()), |row| row.get("id"))?;
            absent.retain(|id| !holders.contains(id));
            let absent = AbsentHolders::read(&self.db, &absent)?;
            for index in newcomers {
                if let Some((certificate, likeness)) = absent.most_similar(&candidates[index]) {
                    let certificate = certificate.clone();
                    found.push(NearMatch { candidate: index, certificate, likeness });
                }
            }
        }
        found.sort_by_key(|near| near.candidate);
        Ok(found)
    }

    /// Returns in what a candidate differs from every revision of their certificate.
    fn difference(&self, id: i64, candidate: &Candidate) -> rusqlite::Result<Option<Likeness>> {
        let query = "SELECT name, hours FROM revisions WHERE certificate = ?1";
        let stated: Vec<(String, Option<f64>)> =
            rows(&self.db, query, [id], |row| Ok((row.get("name")?, row.get("hours")?)))?;
        if !stated.iter().any(|(name, _)| *name == candidate.name) {
            return Ok(Some(Likeness::Spelling));
        }
        let same_hours = stated.iter().any(|(_, hours)| *hours == candidate.hours);
        Ok((!same_hours).then_some(Likeness::Hours))
    }
}

/// Holders of certificates who are not in the roster, indexed by what a similar entry shares with
/// them.
struct AbsentHolders {
    certificates: Vec<Certificate>,
    by_email: HashMap<String, usize>,
    by_spelling: HashMap<String, Vec<usize>>,
}

impl AbsentHolders {
    fn read(db: &Connection, ids: &[i64]) -> rusqlite::Result<Self> {
        let mut certificates = Vec::new();
        let mut by_spelling: HashMap<String, Vec<usize>> = HashMap::new();
        let mut by_email = HashMap::new();
        let mut details = SharedDetails::default();
        for (index, id) in ids.iter().enumerate() {
            let certificate = certificate_by_id(db, *id, &mut details)?;
            if let Some(email) = &certificate.email {
                by_email.entry(folded(email)).or_insert(index);
            }
            for spelling in spellings(&certificate.name) {
                by_spelling.entry(spelling).or_default().push(index);
            }
            certificates.push(certificate);
        }
        Ok(Self { certificates, by_email, by_spelling })
    }

    /// Returns the certificate whose holder is most similar to a candidate.
    fn most_similar(&self, candidate: &Candidate) -> Option<(&Certificate, Likeness)> {
        let email = candidate.email.as_deref().map(folded);
        if let Some(index) = email.and_then(|email| self.by_email.get(&email)) {
            return Some((&self.certificates[*index], Likeness::Email));
        }
        let name = folded(&candidate.name);
        let spellings = spellings(&candidate.name);
        let similar = spellings.iter().filter_map(|spelling| self.by_spelling.get(spelling));
        // Of several holders that are equally similar, the first one is meant.
        let distance = |index: &usize| {
            (strsim::osa_distance(&name, &folded(&self.certificates[*index].name)), *index)
        };
        let best = similar.flatten().copied().min_by_key(distance)?;
        Some((&self.certificates[best], Likeness::Name))
    }
}

/// Names with fewer characters are too short to tell a slip from another name.
const SHORTEST: usize = 4;

/// Returns a name without accents: the whole name, and the name with each of its letters left out.
/// Two names that differ by one letter or by two swapped letters share one of these, so that
/// similar names are found by a lookup instead of a comparison with every name.
fn spellings(name: &str) -> BTreeSet<String> {
    let name = folded(name);
    let letters: Vec<char> = name.chars().collect();
    let mut spellings = BTreeSet::new();
    if letters.len() >= SHORTEST {
        for skipped in 0..letters.len() {
            let (before, after) = (&letters[..skipped], &letters[skipped + 1..]);
            spellings.insert(before.iter().chain(after).collect());
        }
    }
    spellings.insert(name);
    spellings
}
