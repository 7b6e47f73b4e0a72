//! Whether the status list in a project is the one that the ledger published last. A list can be
//! deleted, damaged, or replaced by an older one or by one that a stolen key signed. Whatever it
//! is, a certificate that the ledger has revoked must not pass as genuine.
//!
//! A list that cannot be verified may have revocations that nothing else here knows. While it is in
//! the project, nothing is issued, changed, or signed, and the list is not overwritten.

use std::path::Path;

use super::ledger::{Head, Ledger, LostHead, NAME, Published as LastPublished};
use super::proof::keys::{PUBLIC_FILE, PublicKeys};
use super::proof::status::{
    self, Published, STATUS_FILE, StatusContent, StatusList, UntrustedList, kept_list, says_more,
};
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
    /// A key that the program no longer trusts signed it. It says nothing that the ledger does not.
    Former(UntrustedList),
    /// A key that the program no longer trusts signed it, and it says more than the ledger. Nobody
    /// can tell whether the program or a thief signed that.
    FormerWithMore(UntrustedList),
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
            Self::FormerWithMore(list) => format!("{list}, and it says more than the ledger"),
            Self::Former(list) | Self::Foreign(list) => list.to_string(),
            Self::Damaged(error) => error.message().to_owned(),
        };
        Some(fault)
    }

    /// What to do with a list that cannot be verified. `None` if it can be, or if the next one
    /// takes its place and loses nothing.
    fn way_out(&self) -> Option<&'static str> {
        match self {
            Self::Current
            | Self::Missing
            | Self::Outdated(_)
            | Self::KeysOutdated
            | Self::Ahead
            | Self::Former(_) => None,
            Self::FormerWithMore(_) => Some(
                "if the program signed the list before the key was revoked, the ledger is an older \
                 one: find the latest `ledger.db`, or restore a later backup. If someone else \
                 signed it, move the list to another folder",
            ),
            Self::Foreign(_) => Some(
                "copy the `keys.json` that is on your website to `data/keys.json` too: it has the \
                 key of each list that the program published. If the list is another program's, \
                 move it to another folder",
            ),
            Self::Damaged(_) => Some(
                "copy the `status.json` that is on your website to `verify/status.json` again. If \
                 the program never published one, move the file to another folder; the next \
                 command signs a new list from the ledger",
            ),
        }
    }

    /// Refuses a list that cannot be verified: it may have revocations that the ledger lacks.
    ///
    /// # Errors
    /// If it cannot be, with what to do.
    pub(crate) fn require_verified(&self, project: &Project) -> Result<(), Error> {
        let (Some(fault), Some(way_out)) = (self.describe(), self.way_out()) else { return Ok(()) };
        let path = project.path(STATUS_FILE);
        Err(Error::new(path, format!("{fault}; nothing was changed")).hint(way_out))
    }
}

/// Refuses to go on if the status list of a project cannot be verified. Every command that issues,
/// changes, or signs asks this before it changes anything. `keys_folder` has the private keys.
///
/// # Errors
/// If the list cannot be verified, or if the ledger or the public keys cannot be read.
pub(crate) fn require_verified_list(project: &Project, keys_folder: &Path) -> Result<(), Error> {
    let path = project.path(STATUS_FILE);
    if !path.exists() {
        return Ok(());
    }
    let ledger = project.path(NAME);
    let state = if ledger.exists() {
        list_state(project, &Ledger::open_to_read(&ledger)?, keys_folder)?
    } else {
        match Published::read(&path, &PublicKeys::of_project(project)?) {
            Ok(Published::Trusted(_)) => ListState::Ahead,
            Ok(Published::Untrusted(list)) if list.is_revoked => ListState::FormerWithMore(list),
            Ok(Published::Untrusted(list)) => ListState::Foreign(list),
            Err(error) => ListState::Damaged(error),
        }
    };
    state.require_verified(project)
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
    compare_list(&path, &PublicKeys::of_project(project)?, ledger, keys_folder)
}

/// Compares a list with a ledger, as [`list_state`] does.
///
/// # Errors
/// If the ledger cannot be read.
pub(crate) fn compare_list(
    path: &Path,
    known: &PublicKeys,
    ledger: &Ledger,
    keys_folder: &Path,
) -> Result<ListState, Error> {
    let last = ledger.last_published()?;
    let keys = revoked_keys::with_revocations(known.clone(), ledger)?;
    let list = match Published::read(path, &keys) {
        Ok(Published::Trusted(list)) => list,
        Ok(Published::Untrusted(untrusted)) => {
            let UntrustedList { list, is_revoked } = &untrusted;
            if !is_revoked && !revoked_keys::was_ours(list.key, ledger, keys_folder) {
                return Ok(ListState::Foreign(untrusted));
            }
            let has_more = says_more(list, &status_content(ledger, &keys)?);
            let former = if has_more { ListState::FormerWithMore } else { ListState::Former };
            return Ok(former(untrusted));
        }
        Err(error) => return Ok(ListState::Damaged(error)),
    };
    if is_ahead(&list, ledger)? {
        return Ok(ListState::Ahead);
    }
    Ok(if !is_last(&list, ledger, last.as_ref())? {
        ListState::Outdated(list)
    } else if keys != *known {
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
