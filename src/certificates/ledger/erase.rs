//! Erasing an email address for privacy. The chain states addresses only as salted hashes, so it
//! stays as it is; without the salt, nobody can find out whether an address was meant.

use super::content::{Act, AddressErased};
use super::event::Attribution;
use super::projection::Plain;
use super::query::rows;
use super::{Ledger, folded};
use crate::error::Error;

/// What was erased.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Erasure {
    /// The numbers of the certificates that had the address.
    pub numbers: Vec<String>,
    /// Their sessions, each once.
    pub sessions: Vec<String>,
    /// Events whose reason or author has the address too. These words cannot be erased.
    pub mentions: Vec<u32>,
}

/// A certificate with the address.
struct Holder {
    id: i64,
    number: String,
    revision: u32,
    session: String,
}

impl Ledger {
    /// Erases the email address of a certificate, also from every other certificate with the same
    /// address, from IDs that contain it, and from unused parts of the file. The holders stay
    /// known by hashes, so that their rosters give them no second certificate.
    ///
    /// # Errors
    /// If the certificate has no address.
    pub fn erase_email(
        &mut self,
        number: &str,
        attribution: &Attribution,
    ) -> Result<Erasure, Error> {
        let (_, certificate) = self.find(number)?;
        let Some(address) = certificate.email else {
            let number = certificate.printed_number();
            return Err(Error::usage(format!("`{number}` has no email address")));
        };
        let mentions = self.mentions(&address)?;
        let (numbers, mut sessions): (Vec<_>, Vec<_>) = self
            .write(|recorder| {
                let query = "SELECT id, number, session, max(revision) AS revision
                    FROM certificates JOIN revisions ON certificate = id
                    WHERE lower(email) = lower(?1) AND email IS NOT NULL GROUP BY id ORDER BY id";
                let holders = rows(recorder.db, query, [&address], |row| {
                    let (number, session) = (row.get("number")?, row.get("session")?);
                    let (id, revision) = (row.get("id")?, row.get("revision")?);
                    Ok(Holder { id, number, revision, session })
                })?;
                let mut erased = Vec::new();
                for Holder { id, number, revision, session } in holders {
                    let query = "SELECT key, id FROM keys
                        WHERE certificate = ?1 AND id IS NOT NULL ORDER BY key";
                    let mut keys: Vec<(String, String)> =
                        rows(recorder.db, query, [id], |row| Ok((row.get(0)?, row.get(1)?)))?;
                    keys.retain(|(_, id)| folded(id).contains(&folded(&address)));
                    let ids = keys.into_iter().map(|(key, _)| key).collect();
                    let act = AddressErased { number: number.clone(), revision, ids };
                    recorder.add_event(attribution, Act::AddressErased(act), &Plain::default())?;
                    erased.push((number, session));
                }
                Ok(erased)
            })?
            .into_iter()
            .unzip();
        // Pages that are not used any more may still have the address.
        self.db.execute_batch("VACUUM").map_err(|error| self.describe(&error))?;
        sessions.sort();
        sessions.dedup();
        Ok(Erasure { numbers, sessions, mentions })
    }

    /// Returns the events in whose reason or author someone wrote an address.
    fn mentions(&self, address: &str) -> Result<Vec<u32>, Error> {
        let query = "SELECT id FROM events
            WHERE instr(lower(ifnull(by, '') || ' ' || ifnull(reason, '')), lower(?1))";
        self.rows(query, [address], |row| row.get("id"))
    }
}
