//! Private keys: PKCS#8 files (RFC 8410), which OpenSSL reads too, in a folder that is outside the
//! output folder and ignored by git.

use std::collections::BTreeSet;
use std::fmt;
use std::fs;
use std::io::{self, Write};
use std::path::{Path, PathBuf};

use ed25519_dalek::pkcs8::spki::der::pem::LineEnding;
use ed25519_dalek::pkcs8::{DecodePrivateKey, EncodePrivateKey, KeypairBytes};
use ed25519_dalek::{Signer, SigningKey};
use jiff::civil::Date;

use super::{FOLDER_VARIABLE, KeyId, MAX_FILE, PublicKey, read_text};
use crate::error::Error;
use crate::output::write::{Readers, create_folder, make_private, temporary, write};

/// The contents of the `.gitignore` in the folder of private keys.
const IGNORE_ALL: &[u8] = b"*\n";

/// A key that signs. It is erased from memory when it is dropped, and is never printed.
pub struct PrivateKey {
    key: SigningKey,
    id: KeyId,
}

impl fmt::Debug for PrivateKey {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "PrivateKey({})", self.id)
    }
}

impl From<SigningKey> for PrivateKey {
    fn from(key: SigningKey) -> Self {
        let id = KeyId::of(&key.verifying_key());
        Self { key, id }
    }
}

impl PrivateKey {
    /// Creates a key from the random numbers of the operating system.
    ///
    /// # Errors
    /// Returns an error if the system has no random numbers.
    pub fn random() -> Result<Self, Error> {
        let mut seed = [0; 32];
        getrandom::fill(&mut seed).map_err(|error| {
            Error::usage(format!("the system cannot generate random numbers: {error}"))
        })?;
        Ok(Self::from_seed(seed))
    }

    /// Returns the key with a secret seed.
    pub fn from_seed(seed: [u8; 32]) -> Self {
        SigningKey::from_bytes(&seed).into()
    }

    /// The secret seed of the key.
    pub(super) fn secret(&self) -> [u8; 32] {
        self.key.to_bytes()
    }

    /// The ID of the key.
    pub fn id(&self) -> KeyId {
        self.id
    }

    /// Returns the public key, valid from a day on.
    pub fn public(&self, from: Date) -> PublicKey {
        PublicKey::new(self.key.verifying_key(), from)
    }

    /// The public key, as RFC 8032 encodes it.
    pub(in super::super) fn public_bytes(&self) -> [u8; 32] {
        self.key.verifying_key().to_bytes()
    }

    pub(in super::super) fn sign(&self, bytes: &[u8]) -> Vec<u8> {
        self.key.sign(bytes).to_bytes().to_vec()
    }

    /// Reads the key with an ID from the folder of private keys.
    ///
    /// # Errors
    /// Returns an error if the key is missing, if other users can read it, or if the file contains
    /// another key.
    pub fn read(folder: &Path, id: KeyId) -> Result<Self, Error> {
        let path = private_key_file(folder, id);
        let text = read_text(&path, MAX_FILE).map_err(|error| match error.kind() {
            io::ErrorKind::NotFound => {
                let hint = format!(
                    "copy the key here from your backup, name its folder with {FOLDER_VARIABLE}, \
                     or create a new key with `peerpress keys new`"
                );
                Error::new(&path, format!("the private key `{id}` is missing")).hint(hint)
            }
            _ => Error::new(&path, format!("the private key cannot be read: {error}")),
        })?;
        refuse_shared_file(&path)?;
        let wrong =
            |message: &str| Error::new(&path, message).hint("restore the file from your backup");
        let key = SigningKey::from_pkcs8_pem(text.trim())
            .map_err(|_| wrong("the file is not an Ed25519 private key (PKCS#8)"))?;
        let key = Self::from(key);
        if key.id != id {
            let other = key.id;
            return Err(wrong(&format!("the file contains the private key `{other}`, not `{id}`")));
        }
        Ok(key)
    }

    /// Writes the key to a file that only its owner can read, next to a `.gitignore` that keeps the
    /// folder out of git.
    ///
    /// # Errors
    /// Returns an error if the file cannot be written or exists already.
    pub fn write(&self, folder: &Path) -> Result<PathBuf, Error> {
        let path = private_key_file(folder, self.id);
        let failed = |error: io::Error| {
            Error::new(&path, format!("the private key cannot be written: {error}"))
                .hint("check that the disk has free space and that you may write to the folder")
        };
        // Without the public half, this is PKCS#8 version 1, which every program reads.
        let pair = KeypairBytes { secret_key: self.key.to_bytes(), public_key: None };
        let pem = pair.to_pkcs8_pem(LineEnding::LF);
        let pem = pem.map_err(|error| failed(io::Error::other(error)))?;
        create_folder(folder, Readers::Owner).map_err(failed)?;
        let ignore = folder.join(".gitignore");
        if !ignore.exists() {
            write(&ignore, IGNORE_ALL)?;
        } else if fs::read(&ignore).is_ok_and(|text| text == IGNORE_ALL) {
            // This program created the folder, for nothing but private keys.
            make_private(folder);
        }
        let mut file = temporary(&path, Readers::Owner).map_err(failed)?;
        file.write_all(pem.as_bytes()).and_then(|()| file.as_file().sync_all()).map_err(failed)?;
        file.persist_noclobber(&path).map_err(|error| failed(error.error))?;
        Ok(path)
    }
}

/// Returns the path of the private key with an ID.
pub(crate) fn private_key_file(folder: &Path, id: KeyId) -> PathBuf {
    folder.join(format!("{id}.pem"))
}

/// Returns the IDs of the private keys in a folder, by the names of their files.
pub(crate) fn private_ids(folder: &Path) -> BTreeSet<KeyId> {
    let entries = fs::read_dir(folder).into_iter().flatten().flatten();
    let names = entries.filter_map(|entry| entry.file_name().into_string().ok());
    names.filter_map(|name| name.strip_suffix(".pem")?.parse().ok()).collect()
}

/// Refuses a private key that other users may read or change.
#[cfg(unix)]
fn refuse_shared_file(path: &Path) -> Result<(), Error> {
    use std::os::unix::fs::PermissionsExt;
    let mode = fs::metadata(path).map_or(0, |metadata| metadata.permissions().mode());
    if mode & 0o077 == 0 {
        return Ok(());
    }
    let message =
        format!("other users can read the private key (its permissions are {:03o})", mode & 0o777);
    let hint = format!(
        "run `chmod 600 '{}'`; if others had access to the key, create a new one with `peerpress \
         keys new`",
        path.display()
    );
    Err(Error::new(path, message).hint(hint))
}

/// Elsewhere a file has the access rules of its folder, which Peerpress does not check.
#[cfg(not(unix))]
fn refuse_shared_file(_: &Path) -> Result<(), Error> {
    Ok(())
}
