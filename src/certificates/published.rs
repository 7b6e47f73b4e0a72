//! Whether the status list in a project is the one that the ledger published last. A list can be
//! deleted, damaged, or replaced by an older one or by one that a stolen key signed. Whatever it
//! is, a certificate that the ledger has revoked must not pass as genuine.

use std::path::Path;

use super::ledger::{Head, Ledger, Published as LastPublished};
use super::proof::keys::{PUBLIC_FILE, PublicKeys};
use super::proof::status::{self, Published, STATUS_FILE, StatusList, UntrustedList};
use super::revoked_keys;
use crate::error::Error;
use crate::project::Project;

/// The list in a project, compared with the ledger.
#[derive(Debug)]
pub(crate) enum ListState {
    /// It is the last one, or none is needed yet.
    Current,
    /// It is not there, although one was published or must be.
    Missing,
    /// It is an earlier one, or lacks what the ledger says.
    Outdated(StatusList),
    /// The ledger says that a key was revoked, and `data/keys.json` does not.
    KeysOutdated,
    /// It was made from a later ledger, or from another one. The guard of the ledger reports it.
    Ahead,
    /// A key that the program no longer trusts signed it.
    Former(UntrustedList),
    /// A key that the program does not know signed it.
    Foreign(UntrustedList),
    /// It cannot be read.
    Damaged(Error),
}

impl ListState {
    /// Whether a new list must be signed from the ledger.
    pub(crate) fn needs_list(&self) -> bool {
        !matches!(self, Self::Current | Self::Ahead)
    }

    /// Says what is wrong. `None` if nothing is, or if the guard of the ledger reports it.
    pub(crate) fn describe(&self) -> Option<String> {
        let fault = match self {
            Self::Current | Self::Ahead => return None,
            Self::Missing => "the status list is missing".to_owned(),
            Self::Outdated(list) => format!("{list} is not the last one that was published"),
            Self::KeysOutdated => {
                format!("a key was revoked, but `{PUBLIC_FILE}` does not say so")
            }
            Self::Former(list) | Self::Foreign(list) => list.to_string(),
            Self::Damaged(error) => error.message().to_owned(),
        };
        Some(fault)
    }
}

/// Compares the list in a project with the ledger. `keys_folder` has the private keys.
///
/// # Errors
/// If the ledger or the public keys cannot be read.
pub(crate) fn list_state(
    project: &Project,
    ledger: &Ledger,
    keys_folder: &Path,
) -> Result<ListState, Error> {
    let last = ledger.last_published()?;
    let path = project.path(STATUS_FILE);
    if !path.exists() {
        // A ledger of an earlier version does not say what it published.
        let is_needed = last.is_some()
            || !ledger.revoked_numbers()?.is_empty()
            || !ledger.replaced()?.is_empty();
        return Ok(if is_needed { ListState::Missing } else { ListState::Current });
    }
    let known = PublicKeys::of_project(project)?;
    let keys = revoked_keys::with_revocations(known.clone(), ledger)?;
    let list = match Published::read(&path, &keys) {
        Ok(Published::Trusted(list)) => list,
        Ok(Published::Untrusted(list)) => {
            let is_former =
                list.is_revoked || revoked_keys::was_ours(list.key, ledger, keys_folder);
            return Ok(if is_former { ListState::Former(list) } else { ListState::Foreign(list) });
        }
        Err(error) => return Ok(ListState::Damaged(error)),
    };
    if is_ahead(&list, ledger)? {
        return Ok(ListState::Ahead);
    }
    Ok(if !is_last(&list, ledger, last.as_ref())? {
        ListState::Outdated(list)
    } else if keys != known {
        ListState::KeysOutdated
    } else {
        ListState::Current
    })
}

/// Whether a list was made from a later ledger, or from another one.
pub(crate) fn is_ahead(list: &StatusList, ledger: &Ledger) -> Result<bool, Error> {
    match list.head.as_ref().map(to_head) {
        Some(head) => Ok(!ledger.knows_head(&head)?),
        None => Ok(list.revokes_others(&ledger.revoked_numbers()?)),
    }
}

/// Whether a list is the last one. A ledger of an earlier version does not say which one was.
fn is_last(
    list: &StatusList,
    ledger: &Ledger,
    last: Option<&LastPublished>,
) -> Result<bool, Error> {
    match (last, &list.head) {
        (Some(last), Some(head)) => {
            Ok(list.sequence == last.sequence && head.events == u64::from(last.through))
        }
        (Some(_), None) => Ok(false),
        (None, _) => Ok(list.lists_all(&ledger.revoked_numbers()?, &ledger.replaced()?)),
    }
}

/// Returns the head that a list states, as the ledger has it.
pub(crate) fn to_head(head: &status::Head) -> Head {
    Head {
        count: u32::try_from(head.events).unwrap_or(u32::MAX),
        hash: data_encoding::HEXLOWER.encode(&head.hash),
    }
}
