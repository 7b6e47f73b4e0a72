//! Backups: one file with the ledger, the keys, and the status list of a program, from which
//! another computer can go on.
//!
//! A backup is a ZIP file whose entries are not compressed, so it is never larger than it looks:
//!
//! | Entry | Content |
//! |---|---|
//! | `manifest.json` | version, time, end of the ledger, and a hash of each other entry |
//! | `ledger.db` | the ledger |
//! | `data/keys.json` | the public keys |
//! | `verify/status.json` | the status list, if one was signed |
//! | `keys/ID.pem` | the private keys, encrypted with a passphrase (PKCS#8) |

mod create;
mod open;
mod restore;

use std::io::{self, Write};

use data_encoding::HEXLOWER;
use jiff::Timestamp;
use serde::{Deserialize, Serialize};
use sha2::{Digest, Sha256};

pub(crate) use create::{BackupRequest, Created, create};
pub(crate) use open::Backup;
pub(crate) use restore::{Contents, KeptLedger, Restored, restore};

use super::ledger;
use super::proof::keys::{KeyId, PUBLIC_FILE};
use super::proof::status::STATUS_FILE;

/// The version of the manifest.
const VERSION: u32 = 1;

/// What the manifest says that the file is.
const KIND: &str = "peerpress backup";

/// The name of the manifest in the file.
const MANIFEST: &str = "manifest.json";

/// What a backup contains.
#[derive(Debug, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
struct Manifest {
    kind: String,
    version: u32,
    /// When the backup was made.
    at: Timestamp,
    ledger: LedgerEnd,
    files: Vec<FileRecord>,
}

/// The end of the ledger in a backup.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
struct LedgerEnd {
    /// The random ID of the ledger.
    id: String,
    /// The number of events.
    events: u32,
    /// The hash of the last event.
    head: String,
}

/// An entry of the file.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
struct FileRecord {
    name: String,
    size: u64,
    /// The SHA-256 hash of the content, in hexadecimal.
    sha256: String,
}

/// What an entry is, by its name. Other names do not occur.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Entry {
    Ledger,
    PublicKeys,
    StatusList,
    PrivateKey(KeyId),
}

impl Entry {
    fn of(name: &str) -> Option<Self> {
        match name {
            ledger::NAME => Some(Self::Ledger),
            PUBLIC_FILE => Some(Self::PublicKeys),
            STATUS_FILE => Some(Self::StatusList),
            _ => {
                let id = name.strip_prefix("keys/")?.strip_suffix(".pem")?;
                // The same ID in capitals would be another file.
                id.parse().ok().filter(|key: &KeyId| key.to_string() == id).map(Self::PrivateKey)
            }
        }
    }

    fn name(self) -> String {
        match self {
            Self::Ledger => ledger::NAME.to_owned(),
            Self::PublicKeys => PUBLIC_FILE.to_owned(),
            Self::StatusList => STATUS_FILE.to_owned(),
            Self::PrivateKey(id) => format!("keys/{id}.pem"),
        }
    }
}

/// Hashes what is written.
struct HashingWriter<'a, W> {
    inner: &'a mut W,
    hash: Sha256,
}

impl<'a, W> HashingWriter<'a, W> {
    fn new(inner: &'a mut W) -> Self {
        Self { inner, hash: Sha256::new() }
    }

    /// The SHA-256 hash of what was written, in hexadecimal.
    fn sha256(self) -> String {
        HEXLOWER.encode(&self.hash.finalize())
    }
}

impl<W: Write> Write for HashingWriter<'_, W> {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        let written = self.inner.write(bytes)?;
        self.hash.update(&bytes[..written]);
        Ok(written)
    }

    fn flush(&mut self) -> io::Result<()> {
        self.inner.flush()
    }
}
