//! Entries of a roster that look like people who have a certificate of the session already, which says something else: most often a mended
//! spelling, for which a correction is right and a second number is wrong.

use std::collections::{BTreeSet, HashMap, HashSet};

use super::Ledger;
use super::look::{by_id, by_key};
use super::model::{Certificate, Entry, Likeness, NearMatch, SessionKey, folded};
use crate::error::Error;

impl Ledger {
    /// Entries that differ from the certificate which they have or may have, in the entries' order. What was once in the ledger and has been
    /// corrected since is no difference: an old roster may have the old spelling.
    pub fn near_matches(&self, session: &SessionKey, entries: &[Entry]) -> Result<Vec<NearMatch>, Error> {
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
            let look_alikes = strangers.into_iter().filter_map(|index| absent.like(&entries[index]).map(|like| (index, like)));
            found.extend(look_alikes.map(|(entry, (certificate, likeness))| NearMatch { entry, certificate, likeness }));
        }
        found.sort_by_key(|near| near.entry);
        Ok(found)
    }

    /// In what an entry differs from every revision of the person's certificate.
    fn difference(&self, id: i64, entry: &Entry) -> rusqlite::Result<Option<Likeness>> {
        let mut statement = self.db.prepare_cached("SELECT name, hours FROM revisions WHERE certificate = ?1")?;
        let said: Vec<(String, Option<f64>)> = statement.query_map([id], |row| Ok((row.get(0)?, row.get(1)?)))?.collect::<Result<_, _>>()?;
        if !said.iter().any(|(name, _)| *name == entry.name) {
            return Ok(Some(Likeness::Spelling));
        }
        Ok((!said.iter().any(|(_, hours)| *hours == entry.hours)).then_some(Likeness::Hours))
    }

    /// The certificates of the session whose holders are not among the entries.
    fn absent(&self, session: &SessionKey, holders: &HashSet<i64>) -> rusqlite::Result<Vec<Certificate>> {
        let mut statement = self.db.prepare_cached("SELECT id FROM certificates WHERE session = ?1 AND kind = ?2 ORDER BY position")?;
        let ids = statement.query_map((&session.session, session.kind.name()), |row| row.get(0))?.collect::<rusqlite::Result<Vec<i64>>>()?;
        ids.into_iter().filter(|id| !holders.contains(id)).map(|id| by_id(&self.db, id)).collect()
    }
}

/// Holders of certificates who are not in the roster, by what a look-alike would share with them.
struct Absent {
    certificates: Vec<Certificate>,
    by_email: HashMap<String, usize>,
    by_word: HashMap<String, Vec<usize>>,
}

impl Absent {
    fn new(certificates: Vec<Certificate>) -> Self {
        let mut by_word: HashMap<String, Vec<usize>> = HashMap::new();
        let mut by_email = HashMap::new();
        for (index, certificate) in certificates.iter().enumerate() {
            if let Some(email) = &certificate.email {
                by_email.entry(folded(email)).or_insert(index);
            }
            for word in words(&certificate.name) {
                by_word.entry(word).or_default().push(index);
            }
        }
        Self { certificates, by_email, by_word }
    }

    /// The holder whom an entry is most like.
    fn like(&self, entry: &Entry) -> Option<(Certificate, Likeness)> {
        let by_email = entry.email.as_ref().and_then(|email| self.by_email.get(&folded(email)));
        if let Some(index) = by_email {
            return Some((self.certificates[*index].clone(), Likeness::Email));
        }
        let name = folded(&entry.name);
        let sharing: BTreeSet<usize> = words(&entry.name).iter().filter_map(|word| self.by_word.get(word)).flatten().copied().collect();
        let nearest = sharing.into_iter().map(|index| (strsim::osa_distance(&name, &folded(&self.certificates[index].name)), index)).min();
        nearest.filter(|(distance, _)| *distance <= allowed(&name)).map(|(_, index)| (self.certificates[index].clone(), Likeness::Name))
    }
}

/// The words of a name and its beginning, by one of which a slip of a letter still leaves it to be found.
fn words(name: &str) -> BTreeSet<String> {
    let name = folded(name);
    let start: String = name.chars().take(2).collect();
    name.split_whitespace().map(str::to_owned).chain([format!("{start}…")]).collect()
}

/// How many letters may differ: one, or two in a long name.
fn allowed(name: &str) -> usize {
    if name.chars().count() < 12 { 1 } else { 2 }
}
