//! `certificates backup` and `restore`.

use std::fs::File;
use std::io::Read;
use std::path::Path;

use serde::Serialize;

use super::super::context::Context;
use super::super::{CLEAN, STOPPED, now, warn};
use crate::certificates::backup::{
    self, Backup, BackupRequest, Contents, Created, KeptLedger, Restored, restore as restore_backup,
};
use crate::certificates::guard;
use crate::certificates::ledger::{Fork, ForkedCertificate};
use crate::certificates::proof::keys::{self, KeyId, Passphrase};
use crate::cli::PassphraseSource;
use crate::error::Error;
use crate::output::count;
use crate::output::json::print_record;

/// The maximum size of a file with a passphrase, in bytes.
const MAX_PASSPHRASE_FILE: u64 = 64 * 1024;

/// `"type": "backup"`: a backup that was made.
#[derive(Serialize)]
struct BackupRecord<'a> {
    file: String,
    events: u32,
    keys: &'a [KeyId],
}

/// `"type": "restored"`: what a restore did.
#[derive(Serialize)]
struct RestoredRecord<'a> {
    file: String,
    #[serde(flatten)]
    restored: &'a Restored,
}

pub(super) fn backup(
    context: &Context,
    file: &Path,
    source: &PassphraseSource,
) -> Result<u8, Error> {
    refuse_exposed_folder(context, file)?;
    let passphrase = ask(source, true)?;
    let request = BackupRequest {
        project: &context.project,
        keys_folder: &keys::folder(&context.project, None, &context.out)?,
        passphrase: &passphrase,
        at: now()?,
        file,
    };
    let Created { events, keys, lacks_current_key } = backup::create(&request)?;
    let shown = file.display().to_string();
    if context.is_json() {
        print_record("backup", &BackupRecord { file: shown, events, keys: &keys })?;
        return Ok(CLEAN);
    }
    let events = count(events as usize, "event", "events");
    let private = count(keys.len(), "private key", "private keys");
    context.say(&format!("{shown}: the ledger ({events}), {private}"))?;
    if lacks_current_key {
        context.note(
            "the private key that signs now is not on this computer, so the backup lacks it; make \
             the backup on the computer that has it",
        );
    }
    context.note(
        "the private keys are encrypted; names and email addresses are not. Keep the file and the \
         passphrase in separate safe places",
    );
    Ok(CLEAN)
}

/// Refuses a folder whose files others see.
fn refuse_exposed_folder(context: &Context, file: &Path) -> Result<(), Error> {
    let folder = file.parent().filter(|folder| !folder.as_os_str().is_empty());
    let folder = folder.unwrap_or(Path::new("."));
    match keys::exposure(&context.project, folder, &context.out) {
        Some(reason) => Err(Error::new(file, format!("the backup would be in {reason}"))
            .hint("name a file in another folder")),
        None => Ok(()),
    }
}

pub(super) fn restore(
    context: &Context,
    file: &Path,
    source: &PassphraseSource,
) -> Result<u8, Error> {
    let passphrase = ask(source, false)?;
    let keys_folder = keys::folder(&context.project, None, &context.out)?;
    let backup = Backup::open(file, &context.project, &passphrase)?;
    match restore_backup(backup, &context.project, &keys_folder)? {
        Ok(restored) => {
            print_restored(context, file, &restored)?;
            // The backup may be older than what was issued.
            let doubts = guard::doubts(&context.project, &context.out)?;
            match doubts.first() {
                Some(doubt) => warn(&format!("warning: {}\nhint: {}", doubt.message, doubt.hint)),
                None => warn_if_older(&restored),
            }
            Ok(CLEAN)
        }
        Err(fork) => print_fork(context, file, &fork),
    }
}

fn print_restored(context: &Context, file: &Path, restored: &Restored) -> Result<(), Error> {
    if context.is_json() {
        let file = file.display().to_string();
        print_record("restored", &RestoredRecord { file, restored })?;
        return Ok(());
    }
    let events = count(restored.events as usize, "event", "events");
    let ledger = match restored.ledger {
        KeptLedger::Installed => "restored",
        KeptLedger::Advanced => "brought up to date",
        KeptLedger::Same => "already the same",
        KeptLedger::Newer => "kept, because it is newer than the backup",
    };
    context.say(&format!("ledger: {ledger} ({events})"))?;
    context.say(&describe_contents(&restored.backup))?;
    for id in &restored.keys {
        context.say(&format!("private key: {id}"))?;
    }
    if restored.status_list {
        context.say("status list: restored")?;
    }
    context.note(
        "issue certificates on this computer only from now on; `peerpress certify --session ID` \
         re-creates the files of a session",
    );
    Ok(())
}

fn describe_contents(backup: &Contents) -> String {
    let at = backup.at.strftime("%F %R UTC");
    let certificates = count(backup.certificates as usize, "certificate", "certificates");
    let last = backup.last.as_ref().map(|last| format!(", the last one is {last}"));
    let list = match backup.list {
        0 => "no status list".to_owned(),
        list => format!("the last status list is number {list}"),
    };
    format!("the backup is of {at}: {certificates}{}; {list}", last.unwrap_or_default())
}

/// Warns that what came after the backup may be missing. On a new computer, only what is elsewhere
/// shows it.
fn warn_if_older(restored: &Restored) {
    const ASK: &str = "before you issue or revoke anything, copy the `keys.json` and `status.json` \
                       that are on your website to `data/keys.json` and `verify/status.json`, and \
                       run `peerpress certificates check`. If someone has a later certificate, run \
                       `peerpress certificates accept-ledger --given NUMBER`";
    let day = restored.backup.at.strftime("%F");
    if let Some(later) = &restored.later_key {
        warn(&format!(
            "warning: the backup of {day} is not the latest state: {later}, as `data/keys.json` \
             says\nhint: {ASK}"
        ));
    } else if restored.ledger == KeptLedger::Installed && !restored.is_compared {
        warn(&format!(
            "warning: nothing on this computer shows whether anything was issued or revoked after \
             the backup of {day}; a number that was given then would be given again\nhint: {ASK}"
        ));
    }
}

/// Prints where two ledgers went separate ways. Only people can decide which one counts.
fn print_fork(context: &Context, file: &Path, fork: &Fork) -> Result<u8, Error> {
    if context.is_json() {
        print_record("fork", fork)?;
    }
    let shown = file.display();
    let (shared, since) = (fork.shared, fork.since.strftime("%F"));
    warn(&format!(
        "error: {shown}: the backup and the ledger of this project differ after event {shared}, \
         since {since}; nothing was changed"
    ));
    for (place, certificates) in [("this project", &fork.here), ("the backup", &fork.there)] {
        warn(&format!("only in {place}:"));
        certificates.iter().for_each(|one| warn(&format!("  {}", describe(one))));
        if certificates.is_empty() {
            warn("  no certificate");
        }
    }
    warn(
        "hint: decide which of the two counts. To use the backup, move `ledger.db` to another \
         folder and restore again. Then issue or change again what only the other one has, and \
         replace certificates whose number both gave",
    );
    Ok(STOPPED)
}

fn describe(certificate: &ForkedCertificate) -> String {
    let acts: Vec<&str> = certificate.acts.iter().map(|act| act.name()).collect();
    format!("{}  {}: {}", certificate.number, certificate.name, acts.join(", "))
}

/// Asks for the passphrase, twice for a new backup, or reads it from a file.
fn ask(source: &PassphraseSource, is_new: bool) -> Result<Passphrase, Error> {
    if let Some(path) = &source.passphrase_file {
        let mut text = String::new();
        let read = File::open(path)
            .and_then(|file| file.take(MAX_PASSPHRASE_FILE).read_to_string(&mut text));
        read.map_err(|error| Error::new(path, format!("the file cannot be read: {error}")))?;
        warn_if_shared(path);
        let line = text.trim_start_matches('\u{feff}').lines().next().unwrap_or_default();
        return Passphrase::new(line).map_err(|fault| Error::new(path, fault).hint(LONG_ENOUGH));
    }
    let typed = prompt("Passphrase of the backup: ")?;
    if is_new && prompt("The same passphrase again: ")? != typed {
        return Err(Error::usage("the two passphrases differ").hint("run the command again"));
    }
    Passphrase::new(&typed).map_err(|fault| Error::usage(fault).hint(LONG_ENOUGH))
}

/// Warns if other users of the computer can read the passphrase.
fn warn_if_shared(path: &Path) {
    #[cfg(unix)]
    {
        use std::os::unix::fs::PermissionsExt;
        let mode = std::fs::metadata(path).map_or(0, |metadata| metadata.permissions().mode());
        if mode & 0o077 != 0 {
            let shown = path.display();
            warn(&format!(
                "warning: other users can read the passphrase in `{shown}`\nhint: run `chmod 600 \
                 {shown}`"
            ));
        }
    }
    #[cfg(not(unix))]
    let _ = path;
}

const LONG_ENOUGH: &str = "use several words that nobody can guess";

fn prompt(text: &str) -> Result<String, Error> {
    rpassword::prompt_password(text).map_err(|_| {
        Error::usage("there is no terminal on which to type the passphrase")
            .hint("write it into a file that only you can read, and add `--passphrase-file FILE`")
    })
}
