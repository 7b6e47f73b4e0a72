//! The status list: certificates that were revoked or replaced. It is signed and published next to
//! the page that checks certificates.
//!
//! `verify/status.json` contains a COSE_Sign1 structure. It identifies a certificate by a hash of
//! its number and of a salt that changes with each list, so it does not name people. It does not
//! hide numbers: they are consecutive, so anyone can try them all and learn which are revoked.

use std::collections::BTreeSet;
use std::fmt;
use std::io;
use std::path::Path;

use ciborium::Value;
use coset::cwt::{ClaimsSetBuilder, Timestamp as Seconds};
use data_encoding::BASE64URL_NOPAD;
use jiff::Timestamp;
use jiff::civil::Date;
use jiff::tz::TimeZone;
use serde::{Deserialize, Serialize};
use sha2::{Digest, Sha256};

use super::credential::{self, CredentialError, as_i64, private_claim};
use super::keys::{KeyId, PrivateKey, PublicKeys, read_text};
use crate::error::Error;
use crate::output::write::write;

/// The path of the status list in a project.
pub(crate) const STATUS_FILE: &str = "verify/status.json";

/// The version of the file and of the private claim.
const VERSION: u32 = 1;

/// The number of the private claim with the list.
const LIST_CLAIM: i64 = -65538;

/// The purpose for which a list is signed. Certificates are signed without one.
const PURPOSE: &[u8] = b"peerpress status list";

/// The number of bytes of a hash that the list keeps, enough to rule out collisions.
const HASH_LENGTH: usize = 16;

/// The maximum size of a file, in bytes: more than a million certificates.
const MAX_FILE: u64 = 64 * 1024 * 1024;

/// What the list says about a certificate.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum ListedStatus {
    /// The certificate is not on the list.
    Good,
    /// The certificate was revoked.
    Revoked,
    /// A corrected certificate replaced it.
    Replaced,
}

/// A list of certificates that are no longer valid.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct StatusList {
    /// The time when the list was signed.
    pub(crate) issued: Timestamp,
    /// The number of the list, which counts the lists of a program.
    pub sequence: u64,
    /// The key that signed the list.
    pub key: KeyId,
    salt: Vec<u8>,
    revoked: BTreeSet<Vec<u8>>,
    replaced: BTreeSet<Vec<u8>>,
}

#[derive(Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
struct StatusFile {
    version: u32,
    /// For people. Peerpress reads the signed time in `list`.
    issued: String,
    list: String,
}

/// Returns the hash that stands for a certificate, or for one revision of it.
fn hash_entry(salt: &[u8], number: &str, revision: Option<u32>) -> Vec<u8> {
    let revision = revision.map(|revision| format!("\0R{revision}")).unwrap_or_default();
    let hash =
        Sha256::new().chain_update(salt).chain_update(number).chain_update(revision).finalize();
    hash[..HASH_LENGTH].to_vec()
}

impl StatusList {
    /// Signs a list of the revoked numbers and of the numbers and revisions that a later revision
    /// replaced. Returns the text of the file.
    pub fn sign(
        revoked: &[String],
        replaced: &[(String, u32)],
        at: Timestamp,
        sequence: u64,
        key: &PrivateKey,
    ) -> String {
        let salt = Sha256::digest(format!("{} {sequence} {}", key.id(), at.as_second()));
        let salt = &salt[..HASH_LENGTH];
        // The sets sort the entries, so that they do not show in which order they were added.
        let revoked = revoked.iter().map(|number| hash_entry(salt, number, None));
        let replaced =
            replaced.iter().map(|(number, revision)| hash_entry(salt, number, Some(*revision)));
        let joined =
            |hashes: BTreeSet<Vec<u8>>| Value::Bytes(hashes.into_iter().flatten().collect());
        let list = vec![
            Value::from(VERSION),
            Value::from(sequence),
            Value::Bytes(salt.to_vec()),
            joined(revoked.collect()),
            joined(replaced.collect()),
        ];
        let claims = ClaimsSetBuilder::new()
            .issued_at(Seconds::WholeSeconds(at.as_second()))
            .private_claim(LIST_CLAIM, Value::Array(list))
            .build();
        let list = BASE64URL_NOPAD.encode(&credential::sign_claims(claims, key, PURPOSE));
        let issued = at.strftime("%Y-%m-%dT%H:%M:%SZ").to_string();
        let text = serde_json::to_string_pretty(&StatusFile { version: VERSION, issued, list });
        text.unwrap_or_else(|error| unreachable!("strings always become JSON: {error}")) + "\n"
    }

    /// Parses the text of a file and checks its signature. An error says why the list cannot be
    /// trusted.
    fn parse(text: &str, keys: &PublicKeys) -> Result<Self, String> {
        let damaged = |fault: &str| format!("the status list is not valid: {fault}");
        let file: StatusFile = serde_json::from_str(text.trim_start_matches('\u{feff}'))
            .map_err(|error| damaged(&error.to_string()))?;
        if file.version != VERSION {
            let version = file.version;
            return Err(damaged(&format!(
                "it has version {version}, but this Peerpress reads version {VERSION}"
            )));
        }
        let bytes = BASE64URL_NOPAD
            .decode(file.list.as_bytes())
            .map_err(|_| damaged("some of the letters are wrong or missing"))?;
        let (claims, key) =
            credential::verify_claims(&bytes, keys, PURPOSE).map_err(describe_error)?;
        let issued = match claims.issued_at {
            Some(Seconds::WholeSeconds(seconds)) => Timestamp::from_second(seconds).ok(),
            _ => None,
        };
        let list = private_claim(&claims, LIST_CLAIM).and_then(Value::as_array).map(Vec::as_slice);
        let Some([_, sequence, salt, revoked, replaced]) = list else {
            return Err(damaged("it does not contain a list"));
        };
        let sequence = as_i64(sequence).and_then(|sequence| sequence.try_into().ok());
        Ok(Self {
            issued: issued.ok_or_else(|| damaged("it has no date"))?,
            sequence: sequence.ok_or_else(|| damaged("it has no number"))?,
            key,
            salt: salt.as_bytes().cloned().ok_or_else(|| damaged("it has no salt"))?,
            revoked: split_hashes(revoked).ok_or_else(|| damaged("it is incomplete"))?,
            replaced: split_hashes(replaced).ok_or_else(|| damaged("it is incomplete"))?,
        })
    }

    /// Reads a file.
    ///
    /// # Errors
    /// Returns an error if the file is missing or the list cannot be trusted.
    pub fn read(path: &Path, keys: &PublicKeys) -> Result<Self, Error> {
        let text = read_text(path, MAX_FILE).map_err(|error| match error.kind() {
            io::ErrorKind::NotFound => Error::new(path, "the status list is missing"),
            _ => Error::new(path, format!("the status list cannot be read: {error}")),
        })?;
        Self::parse(&text, keys).map_err(|error| {
            Error::new(path, error).hint(
                "get the status list that the program published, or restore the file from a \
                 backup; the program can delete the file and sign a new list with \
                 `peerpress certificates reissue NUMBER`",
            )
        })
    }

    /// Returns the status of a certificate.
    pub fn status_of(&self, number: &str, revision: u32) -> ListedStatus {
        if self.revoked.contains(&hash_entry(&self.salt, number, None)) {
            ListedStatus::Revoked
        } else if self.replaced.contains(&hash_entry(&self.salt, number, Some(revision))) {
            ListedStatus::Replaced
        } else {
            ListedStatus::Good
        }
    }

    /// The day on which the list was signed, in UTC.
    pub(crate) fn day(&self) -> Date {
        self.issued.to_zoned(TimeZone::UTC).date()
    }
}

impl fmt::Display for StatusList {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "the status list of {} (number {})", self.day(), self.sequence)
    }
}

/// Splits joined hashes. Returns `None` if one of them is incomplete.
fn split_hashes(value: &Value) -> Option<BTreeSet<Vec<u8>>> {
    let bytes = value.as_bytes().filter(|bytes| bytes.len() % HASH_LENGTH == 0)?;
    Some(bytes.chunks(HASH_LENGTH).map(<[u8]>::to_vec).collect())
}

/// Describes why the signature of a list is not trusted.
fn describe_error(error: CredentialError) -> String {
    match error {
        CredentialError::UnknownKey(id) => {
            format!(
                "the status list is signed with the key `{id}`, which is not a known public key"
            )
        }
        CredentialError::InvalidSignature(id) => {
            format!("the status list was changed after the key `{id}` signed it")
        }
        error => format!("the status list cannot be read: {error}"),
    }
}

/// Signs a new list with the next number and replaces the existing one.
///
/// # Errors
/// Returns an error if the new list cannot be written, or if the existing list cannot be trusted,
/// because it may be newer than what is known here.
pub fn renew(
    path: &Path,
    revoked: &[String],
    replaced: &[(String, u32)],
    at: Timestamp,
    key: &PrivateKey,
    keys: &PublicKeys,
) -> Result<(), Error> {
    let last = if path.exists() { StatusList::read(path, keys)?.sequence } else { 0 };
    write(path, StatusList::sign(revoked, replaced, at, last + 1, key).as_bytes())
}
