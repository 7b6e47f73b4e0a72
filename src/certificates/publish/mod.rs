//! Making what the ledger says must be made: the signed status list first, then the files of
//! sessions. An act only changes the ledger, which notes in the same transaction what is pending.
//! This module makes it, and the ledger notes that it was made. If a run is killed in between, or
//! a file cannot be written, the next command goes on.

mod list;
mod outputs;
mod session;

use std::path::{Path, PathBuf};

use jiff::Timestamp;

use super::issue::CertificateContext;
use super::ledger::{Attribution, Ledger, NAME, Pending, Work};
use super::proof::keys::{self, PUBLIC_FILE, PrivateKey};
use super::proof::status::STATUS_FILE;
use super::published::list_state;
use super::revoked_keys;
use crate::diagnostic::Report;
use crate::error::Error;
use crate::project::Project;

pub(crate) use outputs::{note_output, output_folders};

/// Makes what is pending in a project.
#[derive(Debug)]
pub(crate) struct Publisher {
    pub project: Project,
    /// The output folder. Files that were made in other folders are brought up to date as well.
    pub out: PathBuf,
    /// The folder of private keys.
    pub keys: PathBuf,
    pub jobs: usize,
    /// The time to sign and to record.
    pub at: Timestamp,
}

/// What became of the pending work.
#[derive(Debug, Default)]
pub(crate) struct Completed {
    /// Whether the project has no public keys, so that nothing can be signed yet.
    pub has_no_keys: bool,
    /// What was wrong with the status list of the project, if the ledger did not change.
    pub fault: Option<String>,
    /// The number of the status list that was signed.
    pub signed: Option<u64>,
    /// Why nothing can be signed.
    pub unsigned: Option<Error>,
    /// Why the status list was not signed.
    pub list: Option<Error>,
    /// The sessions whose files are not complete.
    pub sessions: Vec<Unfinished>,
    /// Outdated files that were removed and are created again only on request.
    pub removed: Vec<String>,
    /// What is wrong with the data or the pages.
    pub report: Report,
}

/// A session whose files are not complete.
#[derive(Debug)]
pub(crate) struct Unfinished {
    pub session: String,
    /// Why files could not be written or removed. Empty if the report says what is wrong.
    pub errors: Vec<Error>,
}

impl Completed {
    /// Whether nothing is pending any longer.
    pub(crate) fn is_done(&self) -> bool {
        !self.has_no_keys
            && self.unsigned.is_none()
            && self.list.is_none()
            && self.sessions.is_empty()
    }
}

/// What the files of several sessions are made with, read when the first one needs it.
struct Materials {
    key: Option<PrivateKey>,
    program: Option<CertificateContext>,
}

impl Publisher {
    /// Makes everything that is pending.
    ///
    /// # Errors
    /// If the ledger cannot be read. What cannot be made is in the result.
    pub(crate) fn complete(&self, ledger: &mut Ledger) -> Result<Completed, Error> {
        let pending = self.pending(ledger)?;
        let mut completed = Completed::default();
        if pending.is_empty() {
            return Ok(completed);
        }
        if pending.iter().any(|work| work.event == 0) {
            completed.fault = list_state(&self.project, ledger, &self.keys)?.describe();
        }
        // A key that the ledger says is revoked no longer signs.
        if self.project.path(PUBLIC_FILE).exists() {
            revoked_keys::apply(&self.project, ledger)?;
        }
        let key = self.signing_key(ledger, &mut completed)?;
        let mut materials = Materials { key, program: None };
        for work in &pending {
            match &work.work {
                Work::StatusList => {
                    let Some(key) = &materials.key else { continue };
                    match self.publish(ledger, key) {
                        Ok(number) => completed.signed = Some(number),
                        Err(error) => completed.list = Some(error),
                    }
                }
                Work::Files(session) => {
                    let made = self.make_session(ledger, work, &mut materials, &mut completed);
                    let unfinished = match made {
                        Ok(unfinished) => unfinished,
                        Err(error) => {
                            Some(Unfinished { session: session.clone(), errors: vec![error] })
                        }
                    };
                    completed.sessions.extend(unfinished);
                }
            }
        }
        completed.report.sort();
        Ok(completed)
    }

    /// Returns what must be made. A list that is not the last one is signed again.
    ///
    /// # Errors
    /// If the ledger or the public keys cannot be read.
    pub(crate) fn pending(&self, ledger: &Ledger) -> Result<Vec<Pending>, Error> {
        let mut pending = ledger.pending()?;
        let has_list = pending.iter().any(|pending| pending.work == Work::StatusList);
        if !has_list && list_state(&self.project, ledger, &self.keys)?.needs_list() {
            pending.insert(0, Pending { work: Work::StatusList, event: 0 });
        }
        Ok(pending)
    }

    /// Signs the status list if it is pending. Files stay pending.
    pub(crate) fn complete_list(&self, ledger: &mut Ledger) -> Result<(), Error> {
        if ledger.pending()?.iter().any(|pending| pending.work == Work::StatusList) {
            self.publish(ledger, &keys::signing_key(&self.project, &self.keys)?)?;
        }
        Ok(())
    }

    /// Records that the files of a session are made.
    pub(crate) fn record_files(&self, ledger: &mut Ledger, session: &str) -> Result<(), Error> {
        let is_pending = |pending: &Pending| pending.work == Work::Files(session.to_owned());
        match ledger.pending()?.into_iter().find(is_pending) {
            Some(pending) => ledger.complete_pending(&pending, 0, &self.attribution()),
            None => Ok(()),
        }
    }

    fn signing_key(
        &self,
        ledger: &Ledger,
        completed: &mut Completed,
    ) -> Result<Option<PrivateKey>, Error> {
        let path = self.project.path(PUBLIC_FILE);
        if !path.exists() {
            // With a new key, everything signed before would show an unknown key.
            completed.has_no_keys = ledger.last_published()?.is_none();
            if !completed.has_no_keys {
                completed.unsigned = Some(lost_keys(&path));
            }
            return Ok(None);
        }
        match keys::signing_key(&self.project, &self.keys) {
            Ok(key) => Ok(Some(key)),
            Err(error) => {
                completed.unsigned = Some(error);
                Ok(None)
            }
        }
    }

    fn attribution(&self) -> Attribution {
        Attribution { at: self.at, by: None, reason: None }
    }
}

/// Refuses to go on without the public keys of what was signed before.
///
/// # Errors
/// If the file of public keys is missing, although the project has signed something.
pub(crate) fn require_public_keys(project: &Project) -> Result<(), Error> {
    let path = project.path(PUBLIC_FILE);
    let has_signed = project.path(STATUS_FILE).exists() || has_published(project);
    if !path.exists() && has_signed { Err(lost_keys(&path)) } else { Ok(()) }
}

/// Whether the ledger says that a status list was signed.
pub(crate) fn has_published(project: &Project) -> bool {
    let ledger = project.path(NAME);
    let published = || Ledger::open_to_read(&ledger)?.last_published();
    ledger.exists() && published().is_ok_and(|last| last.is_some())
}

fn lost_keys(path: &Path) -> Error {
    Error::new(path, "the file of public keys is missing, although a status list was signed").hint(
        "restore it from a backup with `peerpress certificates restore FILE`, or get it from the \
         program's website. If no copy is left, run `peerpress keys new --earlier-lost`; what was \
         issued before can then no longer be checked",
    )
}
