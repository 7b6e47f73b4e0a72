//! Making a backup.

use std::fs::{self, File};
use std::io::{self, Read, Write};
use std::path::Path;

use jiff::Timestamp;
use tempfile::NamedTempFile;
use zip::write::SimpleFileOptions;
use zip::{CompressionMethod, DateTime, ZipWriter};

use super::super::ledger::{Ledger, NAME};
use super::super::proof::keys::{
    KeyId, PUBLIC_FILE, Passphrase, PrivateKey, PublicKeys, private_ids,
};
use super::super::proof::status::STATUS_FILE;
use super::open::read_manifest;
use super::{Entry, FileRecord, HashingWriter, KIND, LedgerEnd, MANIFEST, Manifest, VERSION};
use crate::error::Error;
use crate::output::sweep::sweep;
use crate::output::write::{Readers, temporary, write_error};
use crate::project::Project;

/// What to back up.
pub(crate) struct BackupRequest<'a> {
    pub(crate) project: &'a Project,
    /// The folder of the private keys.
    pub(crate) keys_folder: &'a Path,
    pub(crate) passphrase: &'a Passphrase,
    pub(crate) at: Timestamp,
    /// The file to write. An earlier backup of the same ledger is replaced.
    pub(crate) file: &'a Path,
}

/// What a backup contains.
#[derive(Debug, PartialEq, Eq)]
pub(crate) struct Created {
    /// The number of events in the ledger.
    pub(crate) events: u32,
    /// The private keys.
    pub(crate) keys: Vec<KeyId>,
    /// Whether the key that signs now is not on this computer, and so not in the backup.
    pub(crate) lacks_current_key: bool,
}

/// Writes a backup.
///
/// # Errors
/// If there is no ledger, something to back up is damaged, the file is something else than an
/// earlier backup of this ledger, or it cannot be written.
pub(crate) fn create(request: &BackupRequest<'_>) -> Result<Created, Error> {
    let BackupRequest { project, keys_folder, passphrase, .. } = *request;
    let ledger = Ledger::open_to_read(&project.path(NAME))?;
    if !ledger.check()?.sound {
        let error = Error::new(project.path(NAME), "the ledger is damaged; nothing was backed up");
        return Err(error.hint("run `peerpress certificates check` for details"));
    }
    let head = ledger.head()?;
    let end = LedgerEnd { id: ledger.id()?, events: head.count, head: head.hash };
    refuse_overwriting(request.file, &end)?;
    let public = PublicKeys::of_project(project)?;
    let here = private_ids(keys_folder);
    let needed = public.keys.iter().filter(|key| key.revoked.is_none()).map(|key| key.id);
    let keys: Vec<KeyId> = needed.filter(|id| here.contains(id)).collect();
    let current = public.current().map(|key| key.id);
    let failed = |error: io::Error| write_error(request.file, error);
    if let Ok(path) = std::path::absolute(request.file) {
        path.parent().into_iter().for_each(sweep);
    }
    // Beside the ledger, where the next command removes what a killed one left.
    let copy = temporary(&project.path(NAME), Readers::Owner).map_err(failed)?;
    // On Windows, SQLite cannot write to a locked file.
    copy.as_file().unlock().map_err(failed)?;
    ledger.copy_to(copy.path())?;
    let mut file = BackupFile::new(request).map_err(failed)?;
    file.add(Entry::Ledger, copy.reopen().map_err(failed)?).map_err(failed)?;
    if !public.keys.is_empty() {
        let text = fs::read(project.path(PUBLIC_FILE)).map_err(failed)?;
        file.add(Entry::PublicKeys, text.as_slice()).map_err(failed)?;
    }
    if let Ok(list) = File::open(project.path(STATUS_FILE)) {
        file.add(Entry::StatusList, list).map_err(failed)?;
    }
    for id in &keys {
        let pem = PrivateKey::read(keys_folder, *id)?.to_encrypted_pem(passphrase)?;
        file.add(Entry::PrivateKey(*id), pem.as_bytes()).map_err(failed)?;
    }
    let events = end.events;
    file.finish(request, end).map_err(failed)?;
    let lacks_current_key = current.is_some_and(|id| !keys.contains(&id));
    Ok(Created { events, keys, lacks_current_key })
}

/// Refuses to replace what is not an earlier backup of the same ledger.
fn refuse_overwriting(path: &Path, end: &LedgerEnd) -> Result<(), Error> {
    if !path.exists() {
        return Ok(());
    }
    let why = match read_manifest(path) {
        Ok(old) if old.ledger.id != end.id => "the file is a backup of another ledger",
        Ok(old) if old.ledger.events > end.events => {
            "the file is a backup of a later state of this ledger"
        }
        Ok(_) => return Ok(()),
        Err(_) => "the file exists and is not a backup",
    };
    Err(Error::new(path, format!("{why}; nothing was backed up"))
        .hint("choose another name for the backup"))
}

/// A backup that is being written. It gets its name when it is complete.
struct BackupFile {
    zip: ZipWriter<NamedTempFile>,
    options: SimpleFileOptions,
    records: Vec<FileRecord>,
}

impl BackupFile {
    fn new(request: &BackupRequest<'_>) -> io::Result<Self> {
        let path = std::path::absolute(request.file)?;
        let zip = ZipWriter::new(temporary(&path, Readers::Owner)?);
        // The manifest says when the backup was made.
        let options = SimpleFileOptions::default()
            .compression_method(CompressionMethod::Stored)
            .last_modified_time(DateTime::default())
            .unix_permissions(0o600);
        Ok(Self { zip, options, records: Vec::new() })
    }

    fn add(&mut self, entry: Entry, mut content: impl Read) -> io::Result<()> {
        let name = entry.name();
        let options = self.options.large_file(entry == Entry::Ledger);
        self.zip.start_file(name.as_str(), options)?;
        let mut writer = HashingWriter::new(&mut self.zip);
        let size = io::copy(&mut content, &mut writer)?;
        let sha256 = writer.sha256();
        self.records.push(FileRecord { name, size, sha256 });
        Ok(())
    }

    fn finish(mut self, request: &BackupRequest<'_>, ledger: LedgerEnd) -> io::Result<()> {
        let (kind, version, at) = (KIND.to_owned(), VERSION, request.at);
        let manifest = Manifest { kind, version, at, ledger, files: self.records };
        self.zip.start_file(MANIFEST, self.options)?;
        self.zip.write_all((serde_json::to_string_pretty(&manifest)? + "\n").as_bytes())?;
        let file = self.zip.finish()?;
        file.as_file().sync_all()?;
        file.persist(request.file).map_err(|error| error.error)?;
        Ok(())
    }
}
