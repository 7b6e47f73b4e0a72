//! What certificates are verified with: public keys, the status list, and the ledger.

use std::path::Path;

use super::super::access::output_folder;
use super::super::warn;
use super::Sources;
use crate::certificates::guard::{self, LedgerDoubt};
use crate::certificates::ledger::{Ledger, NAME};
use crate::certificates::proof::keys::{PUBLIC_FILE, PublicKeys};
use crate::certificates::proof::status::{STATUS_FILE, StatusList};
use crate::certificates::proof::verify::LedgerStatus;
use crate::certificates::publish::require_public_keys;
use crate::certificates::revoked_keys;
use crate::cli::Common;
use crate::error::Error;
use crate::project::Project;

/// What is trusted.
pub(in crate::commands) struct Trusted {
    pub(in crate::commands) keys: PublicKeys,
    pub(in crate::commands) list: Option<StatusList>,
    /// Why the status list of the project cannot be used.
    pub(in crate::commands) unusable: Option<Error>,
    /// The ledger of the program, in its project.
    pub(in crate::commands) ledger: Option<Ledger>,
    /// Whether the ledger is the latest one, as far as this computer knows.
    pub(in crate::commands) is_latest: bool,
}

impl Trusted {
    /// Reads the files that the command line names; without them, those of a project.
    pub(in crate::commands) fn read(
        common: &Common,
        project: Option<&Project>,
        sources: Sources<'_>,
        is_number: bool,
    ) -> Result<Self, Error> {
        match (project, sources) {
            (Some(project), Sources { keys: None, status: None }) => {
                Self::of_project(common, project, is_number)
            }
            _ => Self::of_files(project, sources),
        }
    }

    fn of_files(project: Option<&Project>, sources: Sources<'_>) -> Result<Self, Error> {
        let keys = match (sources.keys, project) {
            (Some(path), _) => PublicKeys::read(path)?,
            (None, Some(project)) => PublicKeys::read(&project.path(PUBLIC_FILE))?,
            (None, None) => {
                let hint = "name the public keys of the issuer with `--keys FILE`, or the folder \
                            of the project with `-C DIR`";
                return Err(Error::usage("there are no public keys to check with").hint(hint));
            }
        };
        // With `--keys`, the certificate is another program's, and the project's list is not about
        // it.
        let list = sources.status.map(|path| StatusList::read(path, &keys)).transpose()?;
        Ok(Self { keys, list, unusable: None, ledger: None, is_latest: false })
    }

    fn of_project(common: &Common, project: &Project, is_number: bool) -> Result<Self, Error> {
        let ledger = open_ledger(project, is_number)?;
        let path = project.path(STATUS_FILE);
        let has_list = path.exists();
        // The ledger answers for a number without any key.
        let mut keys = if is_number && !has_list && ledger.is_some() {
            PublicKeys::of_project(project)?
        } else {
            require_public_keys(project)?;
            PublicKeys::read(&project.path(PUBLIC_FILE))?
        };
        let mut doubts = Vec::new();
        if let Some(ledger) = &ledger {
            keys = revoked_keys::with_revocations(keys, ledger)?;
            doubts = guard::doubts(project, &output_folder(common, project))?;
            for LedgerDoubt { message, hint } in &doubts {
                warn(&format!("warning: {message}\nhint: {hint}"));
            }
        }
        let (list, unusable) = match has_list.then(|| StatusList::read(&path, &keys)).transpose() {
            Ok(list) => (list, None),
            Err(error) if is_number => return Err(error),
            Err(error) => (None, Some(error)),
        };
        let is_latest = ledger.is_some() && doubts.is_empty();
        if !is_latest && unusable.is_none() {
            require_last(&path, list.as_ref(), guard::last_list(project, ledger.as_ref()))?;
        }
        Ok(Self { keys, list, unusable, ledger, is_latest })
    }

    /// Returns what the ledger says about certificates that are not valid.
    pub(in crate::commands) fn ledger_status(&self) -> Result<Option<LedgerStatus>, Error> {
        let Some(ledger) = &self.ledger else { return Ok(None) };
        let revoked = ledger.revoked_numbers()?.into_iter().chain(ledger.lost_revoked()?);
        Ok(Some(LedgerStatus {
            revoked: revoked.collect(),
            replaced: ledger.replaced()?.into_iter().collect(),
        }))
    }
}

/// Opens the ledger of a project. A code can be checked without it.
fn open_ledger(project: &Project, is_number: bool) -> Result<Option<Ledger>, Error> {
    let path = project.path(NAME);
    if !path.exists() {
        return Ok(None);
    }
    match Ledger::open_to_read(&path) {
        Ok(ledger) => Ok(Some(ledger)),
        Err(error) if is_number => Err(error),
        Err(error) => {
            warn(&format!("warning: {error}"));
            Ok(None)
        }
    }
}

/// Refuses a list that is older than one that was published: a certificate that was revoked since
/// would pass as genuine. The latest ledger would know it.
fn require_last(path: &Path, list: Option<&StatusList>, last: u64) -> Result<(), Error> {
    let message = match list {
        Some(list) if list.sequence < last => {
            format!("{list} is an older one; number {last} was published")
        }
        None if last > 0 => format!("the status list is missing; number {last} was published"),
        _ => return Ok(()),
    };
    Err(Error::new(path, message).hint(
        "get the latest list from the program's website, from a backup, or from another computer \
         of the program",
    ))
}
