//! Finds certificates of people by their names and IDs, of any session.

use std::collections::HashMap;

use super::certificate::{Certificate, SharedDetails};
use super::hash::key_hash;
use super::query::{certificate_by_id, rows};
use super::record::ledger_id;
use super::{Ledger, folded, person_key};
use crate::error::Error;

impl Ledger {
    /// Returns the certificates of people with a name in any revision, and with the same address or
    /// without one: each may be the same person as someone with this name and address.
    pub(crate) fn of_name(
        &self,
        name: &str,
        email: Option<&str>,
    ) -> Result<Vec<Certificate>, Error> {
        let mut details = SharedDetails::default();
        let mut read = || {
            let query = "SELECT DISTINCT certificate FROM revisions WHERE folded = ?1
                ORDER BY certificate";
            let ids: Vec<i64> =
                rows(&self.db, query, [folded(name)], |row| row.get("certificate"))?;
            let read = |id| certificate_by_id(&self.db, id, &mut details);
            ids.into_iter().map(read).collect::<rusqlite::Result<Vec<_>>>()
        };
        let mut found = read().map_err(|error| self.describe(&error))?;
        let address = email.map(folded);
        found.retain(|one| match (&one.email, &address) {
            (Some(theirs), Some(address)) => folded(theirs) == *address,
            _ => true,
        });
        Ok(found)
    }

    /// Returns the certificates whose name was corrected, by each name that they do not state any
    /// more. Capitals and accents make no difference.
    pub(crate) fn by_former_name(&self) -> Result<HashMap<String, Vec<Certificate>>, Error> {
        let read = || {
            let query = "SELECT DISTINCT old.folded, old.certificate
                FROM revisions old JOIN revisions new USING (certificate)
                WHERE new.revision > 1 AND old.name <> new.name
                    AND new.revision =
                        (SELECT max(revision) FROM revisions WHERE certificate = old.certificate)
                ORDER BY old.certificate";
            rows(&self.db, query, [], |row| Ok((row.get(0)?, row.get(1)?)))
        };
        let corrected: Vec<(String, i64)> = read().map_err(|error| self.describe(&error))?;
        let mut details = SharedDetails::default();
        let mut found: HashMap<String, Vec<Certificate>> = HashMap::new();
        for (name, id) in corrected {
            let certificate = certificate_by_id(&self.db, id, &mut details)
                .map_err(|error| self.describe(&error))?;
            found.entry(name).or_default().push(certificate);
        }
        Ok(found)
    }

    /// Returns every name that certificates state for the holder of an ID, newest last.
    pub(crate) fn names_of_id(&self, id: &str) -> Result<Vec<String>, Error> {
        let read = || {
            let key = key_hash(&ledger_id(&self.db)?, &person_key(Some(id), "", None));
            let query = "SELECT name FROM keys JOIN revisions USING (certificate)
                WHERE key = ?1 ORDER BY certificate, revision";
            rows(&self.db, query, [key], |row| row.get("name"))
        };
        read().map_err(|error| self.describe(&error))
    }
}
