//! The Ed25519 keys that sign certificates. One key is current; the older ones are kept to check
//! what they signed.

mod encrypted;
mod private;
mod public;

use std::fmt;
use std::fs;
use std::io;
use std::path::{Path, PathBuf};
use std::str::FromStr;

use data_encoding::HEXLOWER;
use ed25519_dalek::VerifyingKey;
use serde::{Serialize, Serializer};
use sha2::{Digest, Sha256};

pub(crate) use encrypted::Passphrase;
pub use private::PrivateKey;
pub(crate) use private::{private_ids, private_key_file};
pub(crate) use public::PUBLIC_FILE;
pub use public::{KeyRevocation, PublicKey, PublicKeys};

use crate::error::Error;
use crate::output::write::write;
use crate::project::Project;

/// The environment variable that names the folder of the private keys.
pub(crate) const FOLDER_VARIABLE: &str = "PEERPRESS_KEYS";

/// The maximum size of a file of keys, in bytes.
const MAX_FILE: u64 = 1024 * 1024;

/// The ID of a key: the first 8 bytes of the SHA-256 hash of the public key.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct KeyId(pub [u8; Self::LENGTH]);

impl KeyId {
    /// The number of bytes.
    pub(super) const LENGTH: usize = 8;

    fn of(key: &VerifyingKey) -> Self {
        let hash = Sha256::digest(key.as_bytes());
        let mut id = [0; Self::LENGTH];
        id.copy_from_slice(&hash[..Self::LENGTH]);
        Self(id)
    }
}

impl FromStr for KeyId {
    type Err = String;

    fn from_str(text: &str) -> Result<Self, String> {
        let bytes = HEXLOWER.decode(text.trim().to_ascii_lowercase().as_bytes()).ok();
        let id = bytes.and_then(|bytes| bytes.try_into().ok());
        id.map(Self).ok_or_else(|| {
            "expected a key ID of 16 letters and digits; `peerpress keys list` shows them"
                .to_owned()
        })
    }
}

impl fmt::Display for KeyId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&HEXLOWER.encode(&self.0))
    }
}

impl Serialize for KeyId {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_str(self)
    }
}

/// Returns the folder of the private keys: `requested`, or the one that the environment names, or
/// `keys` in the project.
///
/// # Errors
/// Returns an error if the files of the folder are handed out, published, or read by templates.
pub(crate) fn folder(
    project: &Project,
    requested: Option<&Path>,
    out: &Path,
) -> Result<PathBuf, Error> {
    let variable = std::env::var_os(FOLDER_VARIABLE).filter(|value| !value.is_empty());
    let folder = match (requested, variable) {
        (Some(folder), _) => folder.to_owned(),
        (None, Some(folder)) => PathBuf::from(folder),
        (None, None) => project.path("keys"),
    };
    if let Some(reason) = exposure(project, &folder, out) {
        let message = format!("this folder is inside {reason}");
        let hint = format!(
            "choose another folder with `--dir` or {FOLDER_VARIABLE}, and move private keys there"
        );
        return Err(Error::new(&folder, message).hint(hint));
    }
    Ok(folder)
}

/// Returns in which folder a folder is whose files others see, as the end of a sentence.
pub(crate) fn exposure(project: &Project, folder: &Path, out: &Path) -> Option<&'static str> {
    let folder = resolve(folder)?;
    let exposed = [
        (out.to_owned(), "the output folder, whose files are handed out"),
        (project.path("templates"), "`templates`, whose files can be drawn on a page"),
        (project.path("fonts"), "`fonts`, whose files can be drawn on a page"),
        (project.path("verify"), "`verify`, whose files are published"),
    ];
    let is_inside = |outer: &Path| resolve(outer).is_some_and(|outer| folder.starts_with(outer));
    exposed.into_iter().find(|(outer, _)| is_inside(outer)).map(|(_, reason)| reason)
}

/// Resolves the symbolic links of a path whose last parts may not exist.
fn resolve(path: &Path) -> Option<PathBuf> {
    let path = std::path::absolute(path).unwrap_or_else(|_| path.to_owned());
    path.ancestors().find_map(|existing| {
        let rest = path.strip_prefix(existing).ok()?;
        Some(fs::canonicalize(existing).ok()?.join(rest))
    })
}

/// Returns the key that signs for a project now.
///
/// # Errors
/// Returns an error if the project has no key, or if the private key is missing or not safe.
pub fn signing_key(project: &Project, folder: &Path) -> Result<PrivateKey, Error> {
    let keys = PublicKeys::of_project(project)?;
    let current = keys.current().ok_or_else(|| {
        Error::new(project.path(PUBLIC_FILE), "the project has no key to sign with")
            .hint("run `peerpress keys new` to create a key")
    })?;
    PrivateKey::read(folder, current.id)
}

/// Keeps the address to which the codes of a project lead, so that those that are in use stay
/// genuine when it changes. Returns the earlier address if it has just changed.
///
/// # Errors
/// Returns an error if the public keys cannot be read or written.
pub(crate) fn keep_address(project: &Project, address: &str) -> Result<Option<String>, Error> {
    let mut keys = PublicKeys::of_project(project)?;
    let before = keys.addresses.len();
    let earlier = keys.add_address(address);
    if keys.addresses.len() != before {
        write(&project.path(PUBLIC_FILE), keys.to_json().as_bytes())?;
    }
    Ok(earlier)
}

/// Reads a text file of at most `max` bytes.
pub(super) fn read_text(path: &Path, max: u64) -> io::Result<String> {
    if fs::metadata(path)?.len() > max {
        return Err(io::Error::other("the file is far too large"));
    }
    fs::read_to_string(path)
}
