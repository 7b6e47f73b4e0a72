//! The status list, signed from the ledger alone: neither data files nor templates are needed.

use super::super::ledger::{Ledger, Pending, Work};
use super::super::proof::keys::PrivateKey;
use super::super::proof::status::{self, Renewal, STATUS_FILE};
use super::super::published::status_content;
use super::super::revoked_keys;
use super::Publisher;
use crate::error::Error;

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
