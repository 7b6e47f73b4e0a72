//! What each command does to the ledger, the keys, the status list, and the files of certificates.
//! Commands that change them take turns.

use std::path::PathBuf;
use std::time::Duration;

use super::warn;
use crate::certificates::proof::keys;
use crate::cli::{Certificates, Command, Common, KeysAction};
use crate::error::Error;
use crate::output::lock::{Hold, Lock};
use crate::output::sweep::{sweep, sweep_tree};
use crate::project::Project;

/// How long to wait for another command. A roster of a few thousand people takes less.
const PATIENCE: Duration = Duration::from_secs(60);

/// The folders of a project in which a killed command may have left temporary files.
const FOLDERS: [&str; 5] = ["data", "data/schema", "verify", ".peerpress", "keys"];

/// What a command does to the ledger, the keys, the status list, and the files of certificates.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Access {
    /// It reads them at most.
    Read,
    /// It writes single files, beside other commands that write other ones.
    Part,
    /// It changes them.
    Change,
}

/// Returns what a command does, and its name.
fn describe(command: &Command) -> (Access, &'static str) {
    match command {
        Command::Certify(order) if order.dry_run => (Access::Read, "certify --dry-run"),
        Command::Certify(order) if order.partition.is_some() => (Access::Part, "certify"),
        Command::Certify(_) => (Access::Change, "certify"),
        Command::Certificates { act } => match act {
            Certificates::Correct { .. } => (Access::Change, "certificates correct"),
            Certificates::Reissue { .. } => (Access::Change, "certificates reissue"),
            Certificates::Revoke { .. } => (Access::Change, "certificates revoke"),
            Certificates::EraseEmail { .. } => (Access::Change, "certificates erase-email"),
            Certificates::Transcript { .. } => (Access::Change, "certificates transcript"),
            Certificates::Backup { .. } => (Access::Change, "certificates backup"),
            Certificates::Restore { .. } => (Access::Change, "certificates restore"),
            Certificates::List { .. }
            | Certificates::Show { .. }
            | Certificates::Export { .. }
            | Certificates::Check => (Access::Read, "certificates"),
        },
        Command::Keys(KeysAction::Revoke(_)) => (Access::Change, "keys revoke"),
        Command::Keys(KeysAction::New { .. }) => (Access::Change, "keys new"),
        Command::Keys(KeysAction::List { .. } | KeysAction::Export { .. }) => {
            (Access::Read, "keys")
        }
        Command::New { .. } => (Access::Read, "new"),
        Command::Build { .. } => (Access::Read, "build"),
        Command::Check { .. } => (Access::Read, "check"),
        Command::Pack(_) => (Access::Read, "pack"),
        Command::Watch { .. } => (Access::Read, "watch"),
        Command::Changes { .. } => (Access::Read, "changes"),
        Command::Released { .. } => (Access::Read, "released"),
        Command::Stale => (Access::Read, "stale"),
        Command::Job(_) => (Access::Read, "job"),
        Command::Schema { .. } => (Access::Read, "schema"),
        Command::Verify { .. } => (Access::Read, "verify"),
        Command::Explain { .. } => (Access::Read, "explain"),
    }
}

/// Waits until no other command changes what this command changes. Returns `None` for a command
/// that only reads, and for a folder that is not a project, which the command itself reports.
///
/// # Errors
/// If another command does not finish in time, or the project cannot be written.
pub(super) fn take_turn(common: &Common, command: &Command) -> Result<Option<Lock>, Error> {
    let (access, name) = describe(command);
    let hold = match access {
        Access::Read => return Ok(None),
        Access::Part => Hold::Shared,
        Access::Change => Hold::Alone,
    };
    let Ok(project) = Project::open(&common.project) else { return Ok(None) };
    let lock = Lock::of_project(&project, name, hold, PATIENCE, |other| {
        warn(&format!("{other} is working in this project; waiting for it to finish"));
    })?;
    if hold == Hold::Alone {
        remove_leftovers(common, &project, lock.was_interrupted);
    }
    Ok(Some(lock))
}

/// The folder of finished files.
pub(super) fn output_folder(common: &Common, project: &Project) -> PathBuf {
    common.out.clone().unwrap_or_else(|| project.path("out"))
}

/// Removes the temporary files of killed commands. The folders of sessions may hold many files, so
/// they are searched only after a command was killed; creating files in one searches it as well.
fn remove_leftovers(common: &Common, project: &Project, was_interrupted: bool) {
    let out = output_folder(common, project);
    let keys = keys::folder(project, None, &out).ok();
    let folders = FOLDERS.iter().map(|folder| project.path(folder));
    let shallow: Vec<PathBuf> = folders.chain([project.root().to_owned()]).chain(keys).collect();
    shallow.iter().for_each(|folder| sweep(folder));
    let certificates = out.join("certificates");
    if was_interrupted {
        sweep_tree(&certificates);
        sweep_tree(&project.path(".peerpress"));
    } else {
        sweep(&certificates);
        sweep(&certificates.join("transcripts"));
    }
}
