//! The status list, signed from the ledger alone: neither data files nor templates are needed.

use super::super::ledger::{Ledger, Pending, Work};
use super::super::proof::keys::PrivateKey;
use super::super::proof::status::{self, Renewal, STATUS_FILE, StatusContent};
use super::super::revoked_keys;
use super::Publisher;
use crate::error::Error;

impl Publisher {
    /// Signs the status list and records its number.
    pub(super) fn publish(&self, ledger: &mut Ledger, key: &PrivateKey) -> Result<(), Error> {
        let public = revoked_keys::apply(&self.project, ledger)?;
        let head = ledger.head()?;
        let content = StatusContent {
            revoked: ledger.revoked_numbers()?,
            replaced: ledger.replaced()?,
            head: Some(revoked_keys::listed_head(&head)),
            genuine: revoked_keys::genuine_codes(ledger, &public)?,
        };
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
        ledger.complete_pending(&done, number, &self.attribution())
    }
}
