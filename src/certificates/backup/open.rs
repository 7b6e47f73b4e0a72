//! Opening a backup. It may come from anywhere, so nothing in it is trusted before it was checked,
//! and nothing is written outside a temporary folder.

use std::collections::BTreeSet;
use std::fs::File;
use std::io::{self, Read, Write};
use std::path::Path;

use data_encoding::HEXLOWER;
use jiff::Timestamp;
use serde::Deserialize;
use sha2::{Digest, Sha256};
use tempfile::NamedTempFile;
use zip::{CompressionMethod, ZipArchive};

use super::super::ledger::{Head, Ledger, NAME};
use super::super::proof::keys::{Passphrase, PrivateKey, PublicKeys};
use super::{Entry, FileRecord, HashingWriter, KIND, MANIFEST, Manifest, VERSION};
use crate::error::Error;
use crate::output::write::{Readers, temporary};
use crate::project::Project;

/// The maximum number of entries: more keys than any program ever has.
const MOST_ENTRIES: usize = 1000;

/// The maximum size of an entry that is read into memory, in bytes.
const MAX_TEXT: u64 = 64 * 1024 * 1024;

/// A backup that was read and checked.
pub(crate) struct Backup {
    /// When it was made.
    pub(crate) at: Timestamp,
    /// The ledger, in a temporary file beside the one of the project.
    pub(super) ledger: NamedTempFile,
    pub(super) public: PublicKeys,
    /// The text of the status list.
    pub(super) status: Option<Vec<u8>>,
    pub(super) private: Vec<PrivateKey>,
}

/// What an entry must be, to find out which version a manifest has.
#[derive(Deserialize)]
struct ManifestHead {
    kind: String,
    version: u32,
}

type Zip = ZipArchive<File>;

/// Reads the manifest of a backup.
pub(super) fn read_manifest(path: &Path) -> Result<Manifest, Error> {
    let mut zip = open_zip(path)?;
    manifest_of(&mut zip, path)
}

fn open_zip(path: &Path) -> Result<Zip, Error> {
    let file = File::open(path).map_err(|error| match error.kind() {
        io::ErrorKind::NotFound => Error::new(path, "the file does not exist"),
        _ => Error::new(path, format!("the file cannot be read: {error}")),
    })?;
    let zip = ZipArchive::new(file);
    let zip = zip.map_err(|_| damaged(path, "it is not a backup, or its end is missing"))?;
    if zip.len() > MOST_ENTRIES {
        return Err(damaged(path, "it has more entries than any backup"));
    }
    Ok(zip)
}

fn damaged(path: &Path, fault: &str) -> Error {
    Error::new(path, format!("{fault}; nothing was changed"))
        .hint("use a file that `peerpress certificates backup` made, or get another copy of it")
}

fn manifest_of(zip: &mut Zip, path: &Path) -> Result<Manifest, Error> {
    let text = read_entry(zip, MANIFEST, path)?;
    let head: ManifestHead = serde_json::from_slice(&text)
        .map_err(|_| damaged(path, "it is not a backup: `manifest.json` cannot be read"))?;
    if head.kind != KIND {
        return Err(damaged(path, "it is not a backup of certificates"));
    }
    if head.version > VERSION {
        let message = format!(
            "a newer Peerpress made the backup: it has version {}, and this program reads up to \
             version {VERSION}",
            head.version
        );
        return Err(Error::new(path, message).hint("update Peerpress"));
    }
    serde_json::from_slice(&text)
        .map_err(|_| damaged(path, "the backup is damaged: `manifest.json` is incomplete"))
}

/// Reads an entry into memory.
fn read_entry(zip: &mut Zip, name: &str, path: &Path) -> Result<Vec<u8>, Error> {
    let mut bytes = Vec::new();
    copy_entry(zip, name, path, MAX_TEXT, &mut bytes)?;
    Ok(bytes)
}

/// Copies an entry of at most `most` bytes. Peerpress does not compress entries, so a compressed
/// one, which might grow without limit, is refused.
fn copy_entry(
    zip: &mut Zip,
    name: &str,
    path: &Path,
    most: u64,
    to: &mut impl Write,
) -> Result<(), Error> {
    let entry = zip.by_name(name);
    let entry = entry.map_err(|_| damaged(path, &format!("it has no `{name}`")))?;
    let is_stored = entry.compression() == CompressionMethod::Stored
        && entry.size() == entry.compressed_size()
        && entry.size() <= most;
    if !is_stored {
        return Err(damaged(path, &format!("`{name}` is not as Peerpress writes it")));
    }
    let size = entry.size();
    let mut entry = entry.take(size);
    let mut buffer = vec![0; 64 * 1024];
    loop {
        let read = entry
            .read(&mut buffer)
            .map_err(|error| damaged(path, &format!("the backup is damaged: `{name}`: {error}")))?;
        if read == 0 {
            return Ok(());
        }
        to.write_all(&buffer[..read]).map_err(|error| {
            let message = format!("`{name}` cannot be copied: {error}; nothing was changed");
            Error::new(path, message).hint("check that the disk has free space")
        })?;
    }
}

impl Backup {
    /// Reads a backup and checks all of it. Temporary files are put beside the ledger of the
    /// project.
    ///
    /// # Errors
    /// If the file is damaged, was not made by Peerpress or by a newer one, or the passphrase is
    /// wrong.
    pub(crate) fn open(
        path: &Path,
        project: &Project,
        passphrase: &Passphrase,
    ) -> Result<Self, Error> {
        let mut zip = open_zip(path)?;
        let manifest = manifest_of(&mut zip, path)?;
        check_names(&zip, &manifest, path)?;
        let beside = project.path(NAME);
        let mut ledger = temporary(&beside, Readers::Owner)
            .map_err(|error| Error::new(&beside, format!("cannot be written: {error}")))?;
        let mut backup = (PublicKeys::default(), None, Vec::new());
        for record in &manifest.files {
            match Entry::of(&record.name) {
                Some(Entry::Ledger) => copy_ledger(&mut zip, record, path, &mut ledger)?,
                Some(entry) => {
                    let bytes = read_entry(&mut zip, &record.name, path)?;
                    check_hash(record, &bytes, path)?;
                    match entry {
                        Entry::PublicKeys => backup.0 = read_public(&bytes, path)?,
                        Entry::StatusList => backup.1 = Some(bytes),
                        Entry::PrivateKey(_) => backup.2.push(record.name.clone()),
                        Entry::Ledger => {}
                    }
                }
                None => return Err(damaged(path, "it has an unknown entry")),
            }
        }
        let (public, status, names) = backup;
        check_ledger(&ledger, &manifest, path)?;
        let private = names.iter().map(|name| {
            let bytes = read_entry(&mut zip, name, path)?;
            read_private(name, &bytes, passphrase, path)
        });
        let private = private.collect::<Result<_, _>>()?;
        Ok(Self { at: manifest.at, ledger, public, status, private })
    }
}

/// Checks that the file has exactly the entries of the manifest, each with a known name, once, and
/// none larger than the file.
fn check_names(zip: &Zip, manifest: &Manifest, path: &Path) -> Result<(), Error> {
    let names: Vec<String> = zip
        .file_names()
        .map(|name| name.map(|name| name.into_owned()).unwrap_or_default())
        .collect();
    if let Some(other) = names.iter().find(|name| *name != MANIFEST && Entry::of(name).is_none()) {
        let shown: String = other.chars().take(60).collect();
        return Err(damaged(path, &format!("it has an entry `{shown}`, which no backup has")));
    }
    let in_zip: BTreeSet<&str> = names.iter().map(String::as_str).collect();
    let listed = manifest.files.iter().map(|record| record.name.as_str());
    let listed: BTreeSet<&str> = listed.chain([MANIFEST]).collect();
    let is_complete = in_zip == listed
        && names.len() == listed.len()
        && manifest.files.len() + 1 == listed.len()
        && listed.contains(NAME);
    if !is_complete {
        return Err(damaged(path, "the backup is damaged: an entry is missing or was added"));
    }
    let size = path.metadata().map_or(0, |metadata| metadata.len());
    let total = manifest.files.iter().try_fold(0_u64, |sum, record| sum.checked_add(record.size));
    if total.is_none_or(|total| total > size) {
        return Err(damaged(path, "the backup is damaged: it is shorter than its entries"));
    }
    Ok(())
}

fn check_hash(record: &FileRecord, bytes: &[u8], path: &Path) -> Result<(), Error> {
    if HEXLOWER.encode(&Sha256::digest(bytes)) == record.sha256 {
        return Ok(());
    }
    Err(damaged(path, &format!("the backup is damaged: `{}` was changed", record.name)))
}

fn copy_ledger(
    zip: &mut Zip,
    record: &FileRecord,
    path: &Path,
    to: &mut NamedTempFile,
) -> Result<(), Error> {
    let mut writer = HashingWriter::new(to);
    copy_entry(zip, &record.name, path, record.size, &mut writer)?;
    if writer.sha256() != record.sha256 {
        return Err(damaged(path, "the backup is damaged: the ledger was changed"));
    }
    Ok(())
}

fn read_public(bytes: &[u8], path: &Path) -> Result<PublicKeys, Error> {
    let text = std::str::from_utf8(bytes).map_err(|error| error.to_string());
    let keys = text.and_then(PublicKeys::parse);
    keys.map_err(|fault| damaged(path, &format!("the public keys are not valid: {fault}")))
}

fn read_private(
    name: &str,
    bytes: &[u8],
    passphrase: &Passphrase,
    path: &Path,
) -> Result<PrivateKey, Error> {
    let text = std::str::from_utf8(bytes).unwrap_or_default();
    let Some(key) = PrivateKey::from_encrypted_pem(text, passphrase) else {
        return Err(Error::new(path, "the passphrase is wrong; nothing was changed")
            .hint("type the passphrase that you chose when you made this backup"));
    };
    if Entry::of(name) != Some(Entry::PrivateKey(key.id())) {
        return Err(damaged(path, &format!("`{name}` contains another key")));
    }
    Ok(key)
}

/// Checks that the ledger is sound and ends where the manifest says.
fn check_ledger(file: &NamedTempFile, manifest: &Manifest, path: &Path) -> Result<(), Error> {
    // On Windows, SQLite cannot read a locked file.
    let unlocked = file.as_file().unlock();
    unlocked.map_err(|error| Error::new(file.path(), format!("cannot be unlocked: {error}")))?;
    let ledger = Ledger::open_to_read(file.path())?;
    let end = &manifest.ledger;
    let head = Head { count: end.events, hash: end.head.clone() };
    if !ledger.check()?.sound || ledger.id()? != end.id || ledger.head()? != head {
        return Err(damaged(path, "the ledger in the backup is damaged"));
    }
    Ok(())
}
