//! The status list, signed from the ledger alone: neither data files nor templates are needed.

use super::super::ledger::{Head, Ledger, LostHead, Pending, Work};
use super::super::proof::keys::{PrivateKey, PublicKeys};
use super::super::proof::status::{self, Renewal, STATUS_FILE, StatusContent, kept_list};
use super::super::revoked_keys;
use super::Publisher;
use crate::error::Error;

/// Returns what the ledger says that a status list must say.
///
/// # Errors
/// If the ledger cannot be read.
pub(crate) fn status_content(ledger: &Ledger, keys: &PublicKeys) -> Result<StatusContent, Error> {
    let (mut earlier, mut given_up) = (Vec::new(), Vec::new());
    for accepted in ledger.acceptances()? {
        let list = accepted.list.map(|hash| ledger.material(&hash)).transpose()?.flatten();
        earlier.extend(list.and_then(|text| kept_list(&text)));
        let head = |it: &LostHead| Head { count: it.events, hash: it.hash.clone() };
        given_up.extend(accepted.heads.iter().map(|it| revoked_keys::listed_head(&head(it))));
    }
    Ok(StatusContent {
        revoked: ledger.revoked_numbers()?,
        replaced: ledger.replaced()?,
        head: Some(revoked_keys::listed_head(&ledger.head()?)),
        genuine: revoked_keys::genuine_codes(ledger, keys)?,
        numbers: ledger.last_numbers()?.into_iter().collect(),
        earlier,
        given_up,
    })
}

impl Publisher {
    /// Signs the status list, records its number, and returns it.
    pub(super) fn publish(&self, ledger: &mut Ledger, key: &PrivateKey) -> Result<u64, Error> {
        let public = revoked_keys::apply(&self.project, ledger)?;
        let head = ledger.head()?;
        let content = status_content(ledger, &public)?;
        let is_former = |id| revoked_keys::was_ours(id, ledger, &self.keys);
        let renewal = Renewal {
            content: &content,
            at: self.at,
            key,
            keys: &public,
            is_former: &is_former,
            last: ledger.last_list_number()?,
        };
        let number = status::renew(&self.project.path(STATUS_FILE), &renewal)?;
        let done = Pending { work: Work::StatusList, event: head.count };
        ledger.complete_pending(&done, number, &self.attribution())?;
        Ok(number)
    }
}
