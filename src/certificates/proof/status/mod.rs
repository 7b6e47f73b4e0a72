//! The status list: certificates that were revoked or replaced, and what stays genuine of a revoked
//! key. It is signed and published next to the page that checks certificates.
//!
//! `verify/status.json` contains a COSE_Sign1 structure. It identifies a certificate by a hash of
//! its number and of a salt that changes with each list, so it does not name people, and two lists
//! cannot be compared entry by entry without knowing the numbers. It does not hide numbers: they
//! are consecutive, so anyone can try them all and learn which are revoked.

mod carry;
mod sign;

use std::collections::{BTreeMap, BTreeSet};
use std::fmt;
use std::io;
use std::path::Path;

use ciborium::Value;
use coset::cwt::Timestamp as Seconds;
use data_encoding::BASE64URL_NOPAD;
use jiff::Timestamp;
use jiff::civil::Date;
use jiff::tz::TimeZone;
use serde::{Deserialize, Serialize};
use sha2::{Digest, Sha256};

pub(crate) use carry::{ListedNumbers, conflicting_lists, kept_list};
pub(crate) use sign::says_more;
pub use sign::{Renewal, StatusContent, renew, sign};

use super::credential::{
    self, ClaimsHash, CredentialError, SignedClaims, as_i64, private_claim, unverified_claims,
};
use super::keys::{KeyId, PublicKeys, read_text};
use crate::error::Error;

/// The path of the status list in a project.
pub(crate) const STATUS_FILE: &str = "verify/status.json";

/// The newest version of the file and of the private claim. Version 1 has no head and no codes.
const VERSION: u32 = 2;

/// The number of the private claim with the list.
const LIST_CLAIM: i64 = -65538;

/// The number of the private claim with the last numbers. Readers that do not know it ignore it.
const NUMBERS_CLAIM: i64 = -65539;

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

/// The number of events in the ledger, and the hash of the last one.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Head {
    /// The number of events.
    pub events: u64,
    /// The hash of the last event.
    pub hash: [u8; 32],
}

/// A list that a trusted key signed.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct StatusList {
    /// The time when the list was signed.
    pub(crate) issued: Timestamp,
    /// The number of the list, which counts the lists of a program.
    pub sequence: u64,
    /// The key that signed the list.
    pub key: KeyId,
    /// The head of the ledger from which the list was made.
    pub head: Option<Head>,
    /// The last number of each series, a prefix and a year or 0, when the list was signed; empty on
    /// lists of an earlier Peerpress.
    pub numbers: BTreeMap<(String, i16), u32>,
    salt: Vec<u8>,
    revoked: BTreeSet<Vec<u8>>,
    replaced: BTreeSet<Vec<u8>>,
    /// For each revoked key, the codes that stay genuine.
    genuine: BTreeMap<KeyId, BTreeSet<Vec<u8>>>,
}

/// A list that cannot be trusted, because of the key that signed it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct UntrustedList {
    /// What the list claims. Only that of a revoked key has a signature that was checked.
    pub list: StatusList,
    /// Whether the key is known, but revoked.
    pub is_revoked: bool,
}

/// A status list as it was published.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Published {
    /// A trusted key signed the list.
    Trusted(StatusList),
    /// A key that is unknown, or no longer trusted, signed the list.
    Untrusted(UntrustedList),
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

/// Returns the hash that stands for a code of a revoked key.
fn hash_code(salt: &[u8], claims: &ClaimsHash) -> Vec<u8> {
    let hash = Sha256::new().chain_update(salt).chain_update(claims).finalize();
    hash[..HASH_LENGTH].to_vec()
}

impl Published {
    /// Reads a file and checks who signed it.
    ///
    /// # Errors
    /// Returns an error if the file is missing or damaged.
    pub fn read(path: &Path, keys: &PublicKeys) -> Result<Self, Error> {
        let text = read_text(path, MAX_FILE).map_err(|error| match error.kind() {
            io::ErrorKind::NotFound => Error::new(path, "the status list is missing"),
            io::ErrorKind::IsADirectory => {
                Error::new(path, "this is a folder, not a status list").hint(GET_AGAIN)
            }
            io::ErrorKind::InvalidData => {
                Error::new(path, "the status list is not valid: it is not text").hint(GET_AGAIN)
            }
            _ => {
                Error::new(path, format!("the status list cannot be read: {error}")).hint(GET_AGAIN)
            }
        })?;
        Self::parse(&text, keys).map_err(|error| Error::new(path, error).hint(GET_AGAIN))
    }

    /// Parses the text of a file and checks who signed it. An error says what is wrong.
    pub(crate) fn parse(text: &str, keys: &PublicKeys) -> Result<Self, String> {
        let damaged = |fault: &str| format!("the status list is not valid: {fault}");
        let text = text.trim_start_matches('\u{feff}');
        if text.trim().is_empty() {
            return Err("the status list is empty".to_owned());
        }
        let file: StatusFile =
            serde_json::from_str(text).map_err(|_| damaged("it is not a status list at all"))?;
        let version = file.version;
        if !(1..=VERSION).contains(&version) {
            return Err(damaged(&format!(
                "it has version {version}, but this Peerpress reads up to version {VERSION}"
            )));
        }
        let bytes = BASE64URL_NOPAD
            .decode(file.list.as_bytes())
            .map_err(|_| damaged("some of the letters are wrong or missing"))?;
        let (signed, is_trusted) = match credential::verify_claims(&bytes, keys, PURPOSE) {
            Ok(signed) => {
                let key = keys.get(signed.key);
                (signed, key.is_some_and(|key| key.revoked.is_none()))
            }
            Err(CredentialError::UnknownKey(_)) => {
                (unverified_claims(&bytes).map_err(describe_error)?, false)
            }
            Err(error) => return Err(describe_error(error)),
        };
        let list = parse_list(&signed, version).map_err(damaged)?;
        let is_revoked = keys.get(list.key).is_some();
        Ok(if is_trusted {
            Self::Trusted(list)
        } else {
            Self::Untrusted(UntrustedList { list, is_revoked })
        })
    }
}

/// The hint for a list that cannot be used.
const GET_AGAIN: &str = "get the status list that the program published. In the project of the \
                         program, move the file to another folder; the next command signs a new \
                         list from the ledger";

/// The hint for a list that an unknown key signed.
const GET_KEYS: &str = "get the public keys and the status list that the program published: the \
                        keys may be older than the list. In the project of the program, copy them \
                        to `data/keys.json` and `verify/status.json`";

impl UntrustedList {
    /// Why the list is not trusted.
    fn describe(&self) -> String {
        let why =
            if self.is_revoked { "which was revoked" } else { "which is not a known public key" };
        format!("the status list is signed with the key `{}`, {why}", self.list.key)
    }
}

impl fmt::Display for UntrustedList {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.describe())
    }
}

impl StatusList {
    /// Reads a file that must be signed with a trusted key.
    ///
    /// # Errors
    /// Returns an error if the file is missing or the list cannot be trusted.
    pub fn read(path: &Path, keys: &PublicKeys) -> Result<Self, Error> {
        match Published::read(path, keys)? {
            Published::Trusted(list) => Ok(list),
            Published::Untrusted(list) => {
                let hint = if list.is_revoked { GET_AGAIN } else { GET_KEYS };
                Err(Error::new(path, list.describe()).hint(hint))
            }
        }
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

    /// Whether the list names a revoked certificate that is not among these numbers.
    pub(crate) fn revokes_others(&self, numbers: &[String]) -> bool {
        let known: BTreeSet<Vec<u8>> =
            numbers.iter().map(|number| hash_entry(&self.salt, number, None)).collect();
        !self.revoked.is_subset(&known)
    }

    /// Whether the list names all of these revoked and replaced certificates.
    pub(crate) fn lists_all(&self, revoked: &[String], replaced: &[(String, u32)]) -> bool {
        revoked.iter().all(|number| self.revoked.contains(&hash_entry(&self.salt, number, None)))
            && replaced.iter().all(|(number, revision)| {
                self.replaced.contains(&hash_entry(&self.salt, number, Some(*revision)))
            })
    }

    /// Whether certificates were issued before the list was signed.
    pub(crate) fn shows_certificates(&self) -> bool {
        let has_events = self.head.as_ref().is_some_and(|head| head.events > 0);
        has_events || !self.revoked.is_empty() || !self.replaced.is_empty()
    }

    /// The numbers of revoked certificates, of replaced revisions, and of codes of revoked keys
    /// that stay genuine.
    pub(crate) fn entries(&self) -> [usize; 3] {
        let genuine = self.genuine.values().map(BTreeSet::len).sum();
        [self.revoked.len(), self.replaced.len(), genuine]
    }

    /// Returns whether the list says that a key was revoked.
    pub fn revokes(&self, key: KeyId) -> bool {
        self.genuine.contains_key(&key)
    }

    /// Returns whether the list names a code of a revoked key as genuine.
    pub fn names(&self, key: KeyId, claims: &ClaimsHash) -> bool {
        let codes = self.genuine.get(&key);
        codes.is_some_and(|codes| codes.contains(&hash_code(&self.salt, claims)))
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

/// Reads the claims of a list. An error says what is wrong with it.
fn parse_list(signed: &SignedClaims, version: u32) -> Result<StatusList, &'static str> {
    const INCOMPLETE: &str = "it is incomplete";
    let issued = match signed.claims.issued_at {
        Some(Seconds::WholeSeconds(seconds)) => Timestamp::from_second(seconds).ok(),
        _ => None,
    };
    let list = private_claim(&signed.claims, LIST_CLAIM).and_then(Value::as_array);
    let (head, genuine, parts) = match list.map(Vec::as_slice) {
        Some([first, parts @ .., head, genuine]) if is_version(first, 2) && version == 2 => {
            (parse_head(head).ok_or(INCOMPLETE)?, parse_codes(genuine).ok_or(INCOMPLETE)?, parts)
        }
        Some([first, parts @ ..]) if is_version(first, 1) && version == 1 => {
            (None, BTreeMap::new(), parts)
        }
        _ => return Err("it contains no list"),
    };
    let [sequence, salt, revoked, replaced] = parts else { return Err(INCOMPLETE) };
    let sequence = as_i64(sequence).and_then(|sequence| sequence.try_into().ok());
    Ok(StatusList {
        issued: issued.ok_or("it has no date")?,
        sequence: sequence.ok_or("it has no number")?,
        key: signed.key,
        head,
        numbers: private_claim(&signed.claims, NUMBERS_CLAIM)
            .map_or(Some(BTreeMap::new()), parse_numbers)
            .ok_or(INCOMPLETE)?,
        salt: salt.as_bytes().cloned().ok_or("it has no salt")?,
        revoked: split_hashes(revoked).ok_or(INCOMPLETE)?,
        replaced: split_hashes(replaced).ok_or(INCOMPLETE)?,
        genuine,
    })
}

fn is_version(value: &Value, version: i64) -> bool {
    as_i64(value) == Some(version)
}

/// Reads the head of the ledger: the number of events and a hash, or null if there was no ledger.
fn parse_head(value: &Value) -> Option<Option<Head>> {
    if value.is_null() {
        return Some(None);
    }
    let [events, hash] = value.as_array()?.as_slice() else { return None };
    let events = as_i64(events)?.try_into().ok()?;
    let hash = hash.as_bytes()?.as_slice().try_into().ok()?;
    Some(Some(Head { events, hash }))
}

/// Reads the last numbers: triples of a prefix, a year or 0, and a running number.
fn parse_numbers(value: &Value) -> Option<BTreeMap<(String, i16), u32>> {
    let triples = value.as_array()?.iter().map(|triple| {
        let [prefix, year, last] = triple.as_array()?.as_slice() else { return None };
        let year = as_i64(year)?.try_into().ok()?;
        Some(((prefix.as_text()?.to_owned(), year), as_i64(last)?.try_into().ok()?))
    });
    triples.collect()
}

/// Reads the codes that stay genuine: pairs of a revoked key and joined hashes.
fn parse_codes(value: &Value) -> Option<BTreeMap<KeyId, BTreeSet<Vec<u8>>>> {
    let pairs = value.as_array()?.iter().map(|pair| {
        let [key, hashes] = pair.as_array()?.as_slice() else { return None };
        let key = KeyId(key.as_bytes()?.as_slice().try_into().ok()?);
        Some((key, split_hashes(hashes)?))
    });
    pairs.collect()
}

/// Splits joined hashes. Returns `None` if one of them is incomplete.
fn split_hashes(value: &Value) -> Option<BTreeSet<Vec<u8>>> {
    let bytes = value.as_bytes().filter(|bytes| bytes.len() % HASH_LENGTH == 0)?;
    Some(bytes.chunks(HASH_LENGTH).map(<[u8]>::to_vec).collect())
}

/// Describes why a list cannot be read.
fn describe_error(error: CredentialError) -> String {
    match error {
        CredentialError::InvalidSignature(id) => {
            format!("the status list was changed after the key `{id}` signed it")
        }
        error => format!("the status list cannot be read: {error}"),
    }
}
