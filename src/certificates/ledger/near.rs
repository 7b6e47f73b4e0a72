//! Entries of a roster that look like people who have a certificate of the session already, which says something else: most often a mended
//! spelling, for which a correction is right and a second number is wrong.

use std::collections::{BTreeSet, HashMap, HashSet};

use super::Ledger;
use super::look::{by_id, by_key};
use super::model::{Certificate, Entry, Faces, Likeness, NearMatch, SessionKey, folded};
use crate::error::Error;

impl Ledger {
    /// Entries that differ from the certificate which they have or may have, in the entries' order. What was once in the ledger and has been
    /// corrected since is no difference: an old roster may have the old spelling.
    pub fn near_matches(
        &self,
        session: &SessionKey,
        entries: &[Entry],
    ) -> Result<Vec<NearMatch>, Error> {
        self.compare(session, entries).map_err(|error| self.fault(&error))
    }

    fn compare(&self, session: &SessionKey, entries: &[Entry]) -> rusqlite::Result<Vec<NearMatch>> {
        let mut found = Vec::new();
        let mut holders = HashSet::new();
        let mut strangers = Vec::new();
        for (index, entry) in entries.iter().enumerate() {
            let Some(id) = by_key(&self.db, &session.session, session.kind, &entry.key)? else {
                strangers.push(index);
                continue;
            };
            holders.insert(id);
            if let Some(likeness) = self.difference(id, entry)? {
                found.push(NearMatch { entry: index, certificate: by_id(&self.db, id)?, likeness });
            }
        }
        if !strangers.is_empty() {
            let absent = Absent::new(self.absent(session, &holders)?);
            let look_alikes = strangers
                .into_iter()
                .filter_map(|index| absent.like(&entries[index]).map(|like| (index, like)));
            found.extend(look_alikes.map(|(entry, (certificate, likeness))| NearMatch {
                entry,
                certificate,
                likeness,
            }));
        }
        found.sort_by_key(|near| near.entry);
        Ok(found)
    }

    /// In what an entry differs from every revision of the person's certificate.
    fn difference(&self, id: i64, entry: &Entry) -> rusqlite::Result<Option<Likeness>> {
        let mut statement =
            self.db.prepare_cached("SELECT name, hours FROM revisions WHERE certificate = ?1")?;
        let said: Vec<(String, Option<f64>)> = statement
            .query_map([id], |row| Ok((row.get(0)?, row.get(1)?)))?
            .collect::<Result<_, _>>()?;
        if !said.iter().any(|(name, _)| *name == entry.name) {
            return Ok(Some(Likeness::Spelling));
        }
        Ok((!said.iter().any(|(_, hours)| *hours == entry.hours)).then_some(Likeness::Hours))
    }

    /// The certificates of the session whose holders are not among the entries.
    fn absent(
        &self,
        session: &SessionKey,
        holders: &HashSet<i64>,
    ) -> rusqlite::Result<Vec<Certificate>> {
        let mut statement = self.db.prepare_cached(
            "SELECT id FROM certificates WHERE session = ?1 AND kind = ?2 ORDER BY position",
        )?;
        let ids = statement
            .query_map((&session.session, session.kind.name()), |row| row.get(0))?
            .collect::<rusqlite::Result<Vec<i64>>>()?;
        let mut faces = Faces::default();
        ids.into_iter()
            .filter(|id| !holders.contains(id))
            .map(|id| Ok(faces.shared(by_id(&self.db, id)?)))
            .collect()
    }
}

/// Holders of certificates who are not in the roster, by what a look-alike would share with them.
struct Absent {
    certificates: Vec<Certificate>,
    by_email: HashMap<String, usize>,
    by_spelling: HashMap<String, Vec<usize>>,
}

impl Absent {
    fn new(certificates: Vec<Certificate>) -> Self {
        let mut by_spelling: HashMap<String, Vec<usize>> = HashMap::new();
        let mut by_email = HashMap::new();
        for (index, certificate) in certificates.iter().enumerate() {
            if let Some(email) = &certificate.email {
                by_email.entry(folded(email)).or_insert(index);
            }
            for spelling in spellings(&certificate.name) {
                by_spelling.entry(spelling).or_default().push(index);
            }
        }
        Self { certificates, by_email, by_spelling }
    }

    /// The holder whom an entry is most like.
    fn like(&self, entry: &Entry) -> Option<(Certificate, Likeness)> {
        let by_email = entry.email.as_ref().and_then(|email| self.by_email.get(&folded(email)));
        if let Some(index) = by_email {
            return Some((self.certificates[*index].clone(), Likeness::Email));
        }
        let name = folded(&entry.name);
        let alike: BTreeSet<usize> = spellings(&entry.name)
            .iter()
            .filter_map(|spelling| self.by_spelling.get(spelling))
            .flatten()
            .copied()
            .collect();
        let nearest = alike.into_iter().min_by_key(|index| {
            strsim::osa_distance(&name, &folded(&self.certificates[*index].name))
        });
        nearest.map(|index| (self.certificates[index].clone(), Likeness::Name))
    }
}

/// Names of fewer characters are too short to tell a slip from another name.
const SHORTEST: usize = 4;

/// A name without accents, whole and with each letter left out: two names with one letter more, less, other or swapped share one of these,
/// so that look-alikes are looked up and not sought among all.
fn spellings(name: &str) -> BTreeSet<String> {
    let name = folded(name);
    let letters: Vec<char> = name.chars().collect();
    let skipped = if letters.len() < SHORTEST { 0 } else { letters.len() };
    let without = |skip: usize| {
        letters
            .iter()
            .enumerate()
            .filter(|(at, _)| *at != skip)
            .map(|(_, letter)| *letter)
            .collect()
    };
    (0..skipped).map(without).chain([name.clone()]).collect()
}
