//! The list of certificates that no longer hold: signed, published beside the page that checks certificates.
//!
//! `verify/status.json` holds a COSE_Sign1 structure. It names a certificate by a hash of its number and of a salt that changes with
//! each list, so it is no list of people. It does not hide numbers: they run in sequence, and whoever tries them all learns which are
//! revoked, as whoever asks about one does.

use std::collections::BTreeSet;
use std::fmt;
use std::io;
use std::path::Path;

use ciborium::Value;
use coset::cwt::{ClaimsSetBuilder, Timestamp as Seconds};
use data_encoding::BASE64URL_NOPAD;
use jiff::Timestamp;
use serde::{Deserialize, Serialize};
use sha2::{Digest, Sha256};

use super::credential::{self, Fault, private, whole};
use super::keys::{KeyId, PrivateKey, PublicKeys};
use crate::error::Error;
use crate::output::write::write;

/// Where a project keeps its list.
pub const STATUS_FILE: &str = "verify/status.json";

/// The version of the file and of the claim in it.
const VERSION: u32 = 1;

/// The private claim with the list.
const LIST: i64 = -65538;

/// What only a list is signed for; a certificate's signature has none.
const PURPOSE: &[u8] = b"peerpress status list";

/// Bytes of a hash that are kept: enough that no two numbers meet by chance.
const SHORT: usize = 16;

/// No list is longer, in bytes: it would hold a million certificates.
const LONGEST: u64 = 64 * 1024 * 1024;

/// What the list says of a certificate.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Standing {
    /// It is not on the list.
    Good,
    /// It was revoked.
    Revoked,
    /// A corrected one took its place.
    Replaced,
}

/// A list of certificates that no longer hold.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct StatusList {
    /// When it was signed.
    pub issued: Timestamp,
    /// Counts the lists of a program.
    pub sequence: u64,
    /// The key that signed it.
    pub key: KeyId,
    salt: Vec<u8>,
    revoked: BTreeSet<Vec<u8>>,
    replaced: BTreeSet<Vec<u8>>,
}

/// Why a list cannot be believed.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum StatusFault {
    /// It is not a list, or damaged.
    Damaged(String),
    /// Its signature is not that of a known key.
    Signature(Fault),
}

impl fmt::Display for StatusFault {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Damaged(why) => {
                write!(f, "this is not a sound list of revoked certificates: {why}")
            }
            Self::Signature(Fault::UnknownKey(id)) => {
                write!(
                    f,
                    "the list of revoked certificates is signed with the key `{id}`, which is not among the public keys"
                )
            }
            Self::Signature(Fault::Forged(id)) => write!(
                f,
                "the list of revoked certificates was changed after it was signed with the key `{id}`"
            ),
            Self::Signature(fault) => {
                write!(f, "the list of revoked certificates cannot be read: {fault}")
            }
        }
    }
}

impl std::error::Error for StatusFault {}

#[derive(Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
struct File {
    version: u32,
    /// For people; what counts is signed, in the list.
    issued: String,
    list: String,
}

fn entry(salt: &[u8], number: &str, revision: Option<u32>) -> Vec<u8> {
    let revision = revision.map(|revision| format!("\0R{revision}")).unwrap_or_default();
    let hash =
        Sha256::new().chain_update(salt).chain_update(number).chain_update(revision).finalize();
    hash[..SHORT].to_vec()
}

impl StatusList {
    /// Signs a list: the numbers that were revoked, and those with a revision that a later one replaced. Gives the text of the file.
    pub fn sign(
        revoked: &[String],
        replaced: &[(String, u32)],
        at: Timestamp,
        sequence: u64,
        key: &PrivateKey,
    ) -> String {
        let salt = Sha256::digest(format!("{} {sequence} {}", key.id(), at.as_second()));
        let salt = &salt[..SHORT];
        // Sorted, the entries do not tell in which order they came.
        let revoked: BTreeSet<_> = revoked.iter().map(|number| entry(salt, number, None)).collect();
        let replaced: BTreeSet<_> = replaced
            .iter()
            .map(|(number, revision)| entry(salt, number, Some(*revision)))
            .collect();
        let joined =
            |hashes: BTreeSet<Vec<u8>>| Value::Bytes(hashes.into_iter().flatten().collect());
        let list = vec![
            Value::from(VERSION),
            Value::from(sequence),
            Value::Bytes(salt.to_vec()),
            joined(revoked),
            joined(replaced),
        ];
        let claims = ClaimsSetBuilder::new()
            .issued_at(Seconds::WholeSeconds(at.as_second()))
            .private_claim(LIST, Value::Array(list))
            .build();
        let list = BASE64URL_NOPAD.encode(&credential::seal(claims, key, PURPOSE));
        let issued = at.strftime("%Y-%m-%dT%H:%M:%SZ").to_string();
        let text = serde_json::to_string_pretty(&File { version: VERSION, issued, list });
        text.unwrap_or_else(|error| unreachable!("plain texts become JSON: {error}")) + "\n"
    }

    /// Reads the text of a file, and checks its signature.
    ///
    /// # Errors
    /// If it is damaged, or not signed with a known key.
    pub fn read(text: &str, keys: &PublicKeys) -> Result<Self, StatusFault> {
        let damaged = |why: &str| StatusFault::Damaged(why.to_owned());
        let file: File = serde_json::from_str(text.trim_start_matches('\u{feff}'))
            .map_err(|error| StatusFault::Damaged(error.to_string()))?;
        if file.version != VERSION {
            return Err(StatusFault::Damaged(format!(
                "it is of version {}; this program reads version {VERSION}",
                file.version
            )));
        }
        let bytes = BASE64URL_NOPAD
            .decode(file.list.as_bytes())
            .map_err(|_| damaged("letters of it are wrong or missing"))?;
        let (claims, key) =
            credential::unseal(&bytes, keys, PURPOSE).map_err(StatusFault::Signature)?;
        let issued = match claims.issued_at {
            Some(Seconds::WholeSeconds(seconds)) => Timestamp::from_second(seconds).ok(),
            _ => None,
        };
        let list = private(&claims, LIST).and_then(Value::as_array).map(Vec::as_slice);
        let Some([_, sequence, salt, revoked, replaced]) = list else {
            return Err(damaged("it has no list"));
        };
        let hashes = |value: &Value| -> Option<BTreeSet<Vec<u8>>> {
            let bytes = value.as_bytes().filter(|bytes| bytes.len() % SHORT == 0)?;
            Some(bytes.chunks(SHORT).map(<[u8]>::to_vec).collect())
        };
        Ok(Self {
            issued: issued.ok_or_else(|| damaged("it has no date"))?,
            sequence: whole(sequence)
                .and_then(|sequence| sequence.try_into().ok())
                .ok_or_else(|| damaged("it has no number"))?,
            key,
            salt: salt.as_bytes().cloned().ok_or_else(|| damaged("it has no salt"))?,
            revoked: hashes(revoked).ok_or_else(|| damaged("its list is cut short"))?,
            replaced: hashes(replaced).ok_or_else(|| damaged("its list is cut short"))?,
        })
    }

    /// Reads a file.
    ///
    /// # Errors
    /// If it is not there or cannot be believed.
    pub fn read_file(path: &Path, keys: &PublicKeys) -> Result<Self, Error> {
        let long = std::fs::metadata(path).is_ok_and(|metadata| metadata.len() > LONGEST);
        let text = if long {
            Err(io::Error::new(io::ErrorKind::InvalidData, "it is far too large"))
        } else {
            std::fs::read_to_string(path)
        };
        let text = text.map_err(|error| match error.kind() {
            io::ErrorKind::NotFound => {
                Error::new(path, "there is no list of revoked certificates here")
            }
            _ => Error::new(
                path,
                format!("the list of revoked certificates cannot be read: {error}"),
            ),
        })?;
        Self::read(&text, keys).map_err(|fault| {
            Error::new(path, fault.to_string())
                .hint("take the list that the program published, or sign a new one")
        })
    }

    /// What the list says of a certificate.
    pub fn says(&self, number: &str, revision: u32) -> Standing {
        if self.revoked.contains(&entry(&self.salt, number, None)) {
            Standing::Revoked
        } else if self.replaced.contains(&entry(&self.salt, number, Some(revision))) {
            Standing::Replaced
        } else {
            Standing::Good
        }
    }
}

/// Signs a new list over the one that is there, with the next sequence number.
///
/// # Errors
/// If it cannot be written, or the one that is there cannot be believed: it may be newer than what is known here.
pub fn renew(
    path: &Path,
    revoked: &[String],
    replaced: &[(String, u32)],
    at: Timestamp,
    key: &PrivateKey,
    keys: &PublicKeys,
) -> Result<(), Error> {
    let last = if path.exists() { StatusList::read_file(path, keys)?.sequence } else { 0 };
    write(path, StatusList::sign(revoked, replaced, at, last + 1, key).as_bytes())
}
