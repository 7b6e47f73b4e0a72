//! Restoring a backup into a project: nothing that the project already has is lost.

use std::fs;
use std::path::Path;

use jiff::Timestamp;
use jiff::tz::TimeZone;
use serde::Serialize;

use super::super::guard;
use super::super::ledger::{Fork, Ledger, Lineage, NAME};
use super::super::proof::keys::{KeyId, PUBLIC_FILE, PublicKeys, private_key_file};
use super::super::proof::status::{Published, STATUS_FILE};
use super::super::published::{ListState, compare_list};
use super::super::revoked_keys::with_revocations;
use super::Backup;
use crate::error::Error;
use crate::output::write::{write, write_error};
use crate::project::Project;

/// What a restore did.
#[derive(Debug, Serialize)]
pub(crate) struct Restored {
    /// What became of the ledger.
    pub(crate) ledger: KeptLedger,
    /// The number of events in the ledger now.
    pub(crate) events: u32,
    /// The private keys that were added.
    pub(crate) keys: Vec<KeyId>,
    /// Whether the status list of the backup was put into the project.
    pub(crate) status_list: bool,
    /// What the backup had.
    pub(crate) backup: Contents,
    /// Whether something outside the backup shows how far the ledger went: what this computer saw,
    /// or a status list that is not older than that of the backup.
    pub(crate) is_compared: bool,
    /// What the public keys of the project show that came after the backup.
    #[serde(skip)]
    pub(crate) later_key: Option<String>,
}

/// What a backup had.
#[derive(Debug, Serialize)]
pub(crate) struct Contents {
    /// When it was made.
    pub(crate) at: Timestamp,
    pub(crate) certificates: u32,
    /// The last certificate.
    pub(crate) last: Option<String>,
    /// The number of the last status list; 0 for none.
    pub(crate) list: u64,
}

/// What a restore did with the ledger.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "kebab-case")]
pub(crate) enum KeptLedger {
    /// The project had no ledger, and has that of the backup now.
    Installed,
    /// The ledger of the project was older, and goes on to the end of the backup's.
    Advanced,
    /// Both were the same.
    Same,
    /// The ledger of the project goes on from the backup's, and was kept.
    Newer,
}

/// Restores a backup. Everything is checked before anything is written. A restore that is
/// interrupted can be run again.
///
/// # Errors
/// If the ledger of the project is another one, or went another way than the backup's; the second
/// part of the result is then where. If the status list of the project cannot be verified, or
/// something cannot be written.
pub(crate) fn restore(
    backup: Backup,
    project: &Project,
    keys_folder: &Path,
) -> Result<Result<Restored, Fork>, Error> {
    let path = project.path(NAME);
    let theirs = Ledger::open_to_read(backup.ledger.path())?;
    let ledger = match kept_ledger(&path, &theirs)? {
        Ok(ledger) => ledger,
        Err(fork) => return Ok(Err(fork)),
    };
    let mut public = PublicKeys::of_project(project)?;
    let contents = Contents {
        at: backup.at,
        certificates: theirs.count()?,
        last: theirs.last_issued()?,
        list: theirs.last_list_number()?,
    };
    let later_key = later_key(&public, backup.at);
    let had_list = project.path(STATUS_FILE).exists();
    let is_seen = guard::has_seen(project, &theirs);
    let is_changed = public.merge(&backup.public);
    let status_list = match ledger {
        KeptLedger::Newer => {
            let ours = Ledger::open_to_read(&path)?;
            is_newer(&backup, project, &public, &ours, keys_folder)?
        }
        _ => is_newer(&backup, project, &public, &theirs, keys_folder)?,
    };
    let is_compared = is_seen || (had_list && !status_list);
    let events = theirs.head()?.count;
    drop(theirs);

    let mut keys = Vec::new();
    for key in &backup.private {
        if !private_key_file(keys_folder, key.id()).exists() {
            key.write(keys_folder)?;
            keys.push(key.id());
        }
    }
    if is_changed {
        write(&project.path(PUBLIC_FILE), public.to_json().as_bytes())?;
    }
    if let (Some(list), true) = (&backup.status, status_list) {
        write(&project.path(STATUS_FILE), list)?;
    }
    let mut events = events;
    match ledger {
        KeptLedger::Installed | KeptLedger::Advanced => {
            let synced = backup.ledger.as_file().sync_all();
            synced.map_err(|error| write_error(&path, error))?;
            backup.ledger.persist(&path).map_err(|error| write_error(&path, error.error))?;
        }
        KeptLedger::Same => {}
        KeptLedger::Newer => events = Ledger::open_to_read(&path)?.head()?.count,
    }
    let backup = contents;
    Ok(Ok(Restored { ledger, events, keys, status_list, backup, is_compared, later_key }))
}

/// Returns what becomes of the ledger of the project, by the one of the backup.
fn kept_ledger(path: &Path, theirs: &Ledger) -> Result<Result<KeptLedger, Fork>, Error> {
    let ours = if is_empty(path) { None } else { Some(Ledger::open_to_read(path)?) };
    let ours = ours.filter(|ledger| ledger.head().map_or(true, |head| head.count > 0));
    let Some(ours) = ours else { return Ok(Ok(KeptLedger::Installed)) };
    match ours.lineage(theirs)? {
        Lineage::Same => Ok(Ok(KeptLedger::Same)),
        Lineage::Older => Ok(Ok(KeptLedger::Advanced)),
        Lineage::Newer => Ok(Ok(KeptLedger::Newer)),
        Lineage::Forked(fork) => Ok(Err(fork)),
        Lineage::Foreign => Err(foreign(path)),
    }
}

/// Returns what the public keys of a project show that was done after a backup.
fn later_key(public: &PublicKeys, at: Timestamp) -> Option<String> {
    let day = at.to_zoned(TimeZone::UTC).date();
    let created = public.keys.iter().filter(|key| key.from > day);
    let created = created.map(|key| format!("the key `{}` was created on {}", key.id, key.from));
    let revoked = public.keys.iter().filter_map(|key| {
        let revoked = key.revoked.filter(|revoked| revoked.at > at)?;
        Some(format!("the key `{}` was revoked on {}", key.id, revoked.at.strftime("%F")))
    });
    created.chain(revoked).next()
}

/// Whether there is no ledger, or an empty file: a full disk may have kept a command from writing
/// to it.
fn is_empty(path: &Path) -> bool {
    fs::metadata(path).map_or(true, |file| file.len() == 0)
}

fn foreign(path: &Path) -> Error {
    Error::new(path, "this is another program's ledger; nothing was changed").hint(
        "restore the backup into a project without a ledger, or move `ledger.db` to another folder",
    )
}

/// Whether the status list of the backup takes the place of that of the project. `ledger` is the
/// one that the project will have.
///
/// # Errors
/// If the list of the project cannot be verified: it may have what the backup does not.
fn is_newer(
    backup: &Backup,
    project: &Project,
    keys: &PublicKeys,
    ledger: &Ledger,
    keys_folder: &Path,
) -> Result<bool, Error> {
    let path = project.path(STATUS_FILE);
    let ours = match fs::exists(&path).unwrap_or(true) {
        true => Some(compare_list(&path, keys, ledger, keys_folder)?),
        false => None,
    };
    if let Some(ours) = &ours {
        ours.require_verified(project)?;
    }
    let Some(list) = &backup.status else { return Ok(false) };
    let keys = with_revocations(keys.clone(), ledger)?;
    let theirs = str::from_utf8(list).ok().and_then(|text| Published::parse(text, &keys).ok());
    // A list that no key of the program signed is never put into a project.
    let Some(Published::Trusted(theirs)) = theirs else { return Ok(false) };
    Ok(match ours {
        None | Some(ListState::Former(_)) => true,
        Some(_) => match Published::read(&path, &keys)? {
            Published::Trusted(ours) => theirs.sequence > ours.sequence,
            Published::Untrusted(_) => false,
        },
    })
}
