//! What the ledger knows of the people of a roster, in all sessions.

use std::collections::BTreeSet;

use super::holders::Links;
use super::query::{certificate_by_id, rows};
use super::record::ledger_id;
use super::{Basis, Candidate, Certificate, Ledger, folded, person_key};
use super::{basis::basis_by_id, certificate::SharedDetails, hash::key_hash, query::id_of};
use crate::error::Error;

/// The certificates of someone in a roster.
#[derive(Debug, Clone, Default)]
pub(crate) struct Standing {
    /// The certificates that an ID, or the name with an address, show to be this person's, oldest
    /// first.
    pub(crate) certificates: Vec<Certificate>,
    /// Certificates that may be this person's: only the name says so, or only the address.
    pub(crate) doubtful: Vec<Certificate>,
    /// Certificates of the same name with another address, which are of someone else.
    pub(crate) namesakes: Vec<Certificate>,
}

impl Ledger {
    /// Returns what the ledger knows of each candidate.
    ///
    /// # Errors
    /// If the ledger cannot be read.
    pub(crate) fn standings(&self, candidates: &[Candidate]) -> Result<Vec<Standing>, Error> {
        let read = || {
            let ledger = ledger_id(&self.db)?;
            let mut links = Links::new(&self.db)?;
            let mut details = SharedDetails::default();
            let mut standings = Vec::with_capacity(candidates.len());
            for candidate in candidates {
                standings.push(standing(&ledger, &mut links, &mut details, candidate)?);
            }
            Ok(standings)
        };
        read().map_err(|error: rusqlite::Error| self.describe(&error))
    }

    /// Returns the numbers of certificates of credentials that counted a certificate which is now
    /// revoked, each with the number of that one.
    ///
    /// # Errors
    /// If the ledger cannot be read.
    pub(crate) fn resting_on_revoked(&self) -> Result<Vec<(String, String)>, Error> {
        let query = "SELECT c.number, t.number
            FROM events issued
            CROSS JOIN json_each(issued.content, '$.act.issued.basis.counted') counted
            JOIN certificates c ON c.id = issued.certificate
            JOIN certificates t ON t.number = counted.value ->> 'number'
            JOIN events gone ON gone.certificate = t.id AND gone.act = 'revoked'
            WHERE issued.act = 'issued' AND NOT EXISTS (
                SELECT 1 FROM events own WHERE own.certificate = c.id AND own.act = 'revoked')
            ORDER BY c.number, t.number";
        let read = || {
            let mut statement = self.db.prepare(query)?;
            let rows = statement.query_map([], |row| Ok((row.get(0)?, row.get(1)?)))?;
            rows.collect::<rusqlite::Result<Vec<(String, String)>>>()
        };
        read().map_err(|error: rusqlite::Error| self.describe(&error))
    }

    /// Returns why certificates were issued, of those that are of a credential.
    ///
    /// # Errors
    /// If the ledger cannot be read.
    pub(crate) fn bases<'a>(
        &self,
        certificates: impl Iterator<Item = &'a Certificate>,
    ) -> Result<Vec<Basis>, Error> {
        let read = || {
            let mut bases = Vec::new();
            for certificate in certificates {
                if let Some(id) = id_of(&self.db, &certificate.number)? {
                    bases.extend(basis_by_id(&self.db, id)?);
                }
            }
            Ok(bases)
        };
        read().map_err(|error: rusqlite::Error| self.describe(&error))
    }
}

fn standing(
    ledger: &str,
    links: &mut Links<'_>,
    details: &mut SharedDetails,
    candidate: &Candidate,
) -> rusqlite::Result<Standing> {
    let name = folded(&candidate.name);
    let mut certain: BTreeSet<i64> = BTreeSet::new();
    for start in starts(ledger, links, candidate, &name)? {
        if !certain.contains(&start) {
            certain.extend(links.group(start)?);
        }
    }
    let query = "SELECT DISTINCT certificate FROM revisions WHERE folded = ?1";
    let mut doubtful: BTreeSet<i64> =
        rows(links.db, query, [&name], |row| row.get(0))?.into_iter().collect();
    if let Some(email) = &candidate.email {
        let query = "SELECT id FROM certificates WHERE lower(email) = lower(?1)
            AND email IS NOT NULL";
        doubtful.extend(rows(links.db, query, [email], |row| row.get::<_, i64>(0))?);
    }
    let mut read = |ids: Vec<i64>| {
        let read = |id| certificate_by_id(links.db, id, details);
        ids.into_iter().map(read).collect::<rusqlite::Result<Vec<Certificate>>>()
    };
    let doubtful = read(doubtful.difference(&certain).copied().collect())?;
    // Another address belongs to another person of the same name.
    let address = candidate.email.as_deref().map(folded);
    let (doubtful, namesakes) =
        doubtful.into_iter().partition(|one: &Certificate| match (&one.email, &address) {
            (Some(theirs), Some(address)) => folded(theirs) == *address,
            _ => true,
        });
    let mut certificates = read(certain.into_iter().collect())?;
    certificates.sort_by(|a, b| (a.issued, &a.number).cmp(&(b.issued, &b.number)));
    Ok(Standing { certificates, doubtful, namesakes })
}

/// Returns the certificates of which the roster itself shows that they are a person's.
fn starts(
    ledger: &str,
    links: &mut Links<'_>,
    candidate: &Candidate,
    name: &str,
) -> rusqlite::Result<Vec<i64>> {
    let by_key = "SELECT certificate FROM keys WHERE key = ?1";
    let id = candidate.key.strip_prefix("id ");
    let mut starts: Vec<i64> = Vec::new();
    if id.is_some() {
        let key = key_hash(ledger, &candidate.key);
        for row in rows(links.db, by_key, [&key], |row| row.get(0))? {
            // An ID alone is not enough, because some rosters only number their rows.
            if links.is_like(row, name, candidate.email.as_deref())? {
                starts.push(row);
            }
        }
    }
    if candidate.email.is_some() {
        let own = person_key(None, &candidate.name, candidate.email.as_deref());
        let key = key_hash(ledger, &own);
        let mut found: Vec<i64> = rows(links.db, by_key, [&key], |row| row.get(0))?;
        found.extend(links.named(name, &key)?);
        for row in found {
            // Two IDs are two people, such as a father and a son who share an address.
            let other = links.id_of(row)?;
            if id.is_none() || other.is_none() || other.as_deref() == id {
                starts.push(row);
            }
        }
    }
    Ok(starts)
}
