//! The status list of a project whose ledger is lost.

use std::collections::BTreeSet;
use std::fs;

use super::super::ledger::Ledger;
use super::super::proof::status::{ListedNumbers, STATUS_FILE, StatusList, conflicting_lists};
use super::Remains;
use super::numbers::{self, Series};
use crate::error::Error;

impl Remains<'_> {
    /// Refuses a status list that is older than one that was published: a revocation would be lost.
    pub(super) fn require_last_list(&self) -> Result<(), Error> {
        let here = self.list.as_ref().map_or(0, |list| list.sequence);
        if here >= self.published || self.search.is_list_lost {
            return Ok(());
        }
        let (path, last) = (self.search.project.path(STATUS_FILE), self.published);
        let message = match &self.list {
            Some(list) => format!("{list} is not the last one: number {last} was signed"),
            None => format!("the status list is missing: number {last} was signed"),
        };
        Err(Error::new(path, message).hint(
            "copy the `status.json` here that is on your website now, because it has revocations \
             that nothing else here knows. If it is lost as well, add `--list-lost`",
        ))
    }

    /// Returns the certificates that a missing list may have revoked, because they have no file
    /// here although others of their session do. Peerpress removes the file of a revoked
    /// certificate.
    pub(super) fn may_be_revoked(&self, revoked: &[String]) -> Result<Vec<String>, Error> {
        let here = self.list.as_ref().map_or(0, |list| list.sequence);
        let Some(ledger) = self.ledger.as_ref().filter(|_| here < self.published) else {
            return Ok(Vec::new());
        };
        let singles = &self.traces.singles;
        let sessions: BTreeSet<&str> = singles.values().map(|file| &*file.session).collect();
        let mut found = Vec::new();
        for one in ledger.one_by_one()? {
            let one = one?;
            let has_file = singles.contains_key(&one.number) || !sessions.contains(&*one.session);
            if one.is_current() && !has_file && !revoked.contains(&one.number) {
                found.push(one.printed_number());
            }
        }
        Ok(found)
    }

    /// Returns the text of the status list, if it says more than the ledger.
    pub(super) fn kept_list(&self) -> Result<Option<Vec<u8>>, Error> {
        let says_more = |list: &StatusList| list.says_more_than(&self.content);
        if !self.list.as_ref().is_some_and(says_more) {
            return Ok(None);
        }
        let path = self.search.project.path(STATUS_FILE);
        let text = fs::read(&path);
        text.map(Some).map_err(|error| Error::new(path, format!("cannot be read: {error}")))
    }

    /// Returns the numbers behind the entries of the status list that the ledger does not have.
    pub(super) fn listed_numbers(&self, series: &Series) -> ListedNumbers {
        let find = |list: &StatusList| list.find_numbers(&self.content, series.candidates());
        self.list.as_ref().map(find).unwrap_or_default()
    }

    pub(super) fn unresolved(&self, listed: &ListedNumbers) -> usize {
        let Some(list) = &self.list else { return 0 };
        let (revoked, replaced) = list.entries_beyond(&self.content);
        revoked + replaced - listed.revoked.len() - listed.replaced.len()
    }

    /// Refuses two lists whose entries cannot be carried by one.
    pub(super) fn check_lists(&self, listed: &ListedNumbers) -> Result<(), Error> {
        let mut content = self.content.clone();
        content.revoked.extend(listed.revoked.iter().cloned());
        content.replaced.extend(listed.replaced.iter().cloned());
        content.earlier.extend(self.list.clone());
        if !conflicting_lists(&content) {
            return Ok(());
        }
        let message = "the ledger already carries entries of another lost list, whose numbers are \
                       not known; one list cannot carry those of both; nothing was changed";
        Err(Error::new(self.search.project.path(STATUS_FILE), message)
            .hint("add the numbers that you know were revoked with `--given NUMBER`"))
    }

    /// The number that the last status list may have had.
    pub(super) fn list_number(&self) -> Result<u64, Error> {
        let known = self.ledger.as_ref().map_or(Ok(0), Ledger::last_list_number)?;
        let last = known.max(self.published);
        Ok(match &self.list {
            Some(list) => last.max(list.sequence),
            None => last + u64::from(numbers::margin_without_numbers(self)),
        })
    }
}
