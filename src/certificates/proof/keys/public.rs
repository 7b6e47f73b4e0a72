//! Public keys. They are in `data/keys.json`, because they belong to the facts of the program.

use std::fmt;
use std::io;
use std::path::Path;

use data_encoding::BASE64URL_NOPAD;
use ed25519_dalek::pkcs8::EncodePublicKey;
use ed25519_dalek::pkcs8::spki::der::pem::LineEnding;
use ed25519_dalek::{Signature, VerifyingKey};
use jiff::Timestamp;
use jiff::civil::Date;
use jiff::tz::TimeZone;
use serde::{Deserialize, Serialize};

use super::super::address::is_same;
use super::{KeyId, MAX_FILE, read_text};
use crate::content::text::parse_date;
use crate::error::Error;
use crate::nearest;
use crate::project::Project;

/// The path of the public keys in a project.
pub(crate) const PUBLIC_FILE: &str = "data/keys.json";

/// The newest version of the file. Only revoked keys and addresses need it: without them, a file
/// has version 1, which every Peerpress reads.
const VERSION: u32 = 2;

const ALGORITHM: &str = "Ed25519";

/// A key that checks signatures.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PublicKey {
    /// The ID of the key.
    pub id: KeyId,
    key: VerifyingKey,
    /// The day on which the key was created.
    pub(crate) from: Date,
    /// The day on which a newer key replaced it.
    pub(crate) until: Option<Date>,
    /// When and why the key was revoked. What it signed is then no longer trusted by itself.
    pub(crate) revoked: Option<KeyRevocation>,
}

/// When a key was revoked, and why.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct KeyRevocation {
    /// When the key was revoked.
    pub at: Timestamp,
    /// The first day, in UTC, on which someone else may have signed with the key. `None` if the
    /// key was lost, not stolen.
    pub stolen_since: Option<Date>,
}

impl KeyRevocation {
    /// Returns whether what the program signed at a time stays genuine.
    pub fn spares(&self, signed: Timestamp) -> bool {
        match self.stolen_since {
            Some(first) => signed.to_zoned(TimeZone::UTC).date() < first,
            None => signed <= self.at,
        }
    }

    /// Returns the stricter of two revocations of a key.
    fn stricter(self, other: Self) -> Self {
        let stolen_since = match (self.stolen_since, other.stolen_since) {
            (Some(one), Some(other)) => Some(one.min(other)),
            (one, other) => one.or(other),
        };
        Self { at: self.at.min(other.at), stolen_since }
    }
}

impl fmt::Display for KeyRevocation {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "revoked on {}", self.at.to_zoned(TimeZone::UTC).date())?;
        match self.stolen_since {
            Some(day) => write!(f, ", stolen since {day}"),
            None => f.write_str(", lost"),
        }
    }
}

impl PublicKey {
    pub(super) fn new(key: VerifyingKey, from: Date) -> Self {
        Self { id: KeyId::of(&key), key, from, until: None, revoked: None }
    }

    /// Returns the key as SubjectPublicKeyInfo (RFC 8410) in PEM, which other programs read.
    ///
    /// # Errors
    /// Returns an error if the key cannot be encoded.
    pub fn to_spki_pem(&self) -> Result<String, Error> {
        self.key
            .to_public_key_pem(LineEnding::LF)
            .map_err(|error| Error::usage(format!("the key `{}` has no SPKI: {error}", self.id)))
    }

    /// The key as RFC 8032 encodes it.
    pub(crate) fn bytes(&self) -> [u8; 32] {
        self.key.to_bytes()
    }

    /// Returns whether the key signed `bytes`.
    pub(in super::super) fn verifies(&self, signature: &[u8], bytes: &[u8]) -> bool {
        Signature::from_slice(signature)
            .is_ok_and(|signature| self.key.verify_strict(bytes, &signature).is_ok())
    }
}

/// The public keys that are trusted.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct PublicKeys {
    /// The keys from the oldest to the newest.
    pub keys: Vec<PublicKey>,
    /// The addresses of the pages to which the codes of the program have led, from the oldest.
    pub addresses: Vec<String>,
}

/// The contents of `data/keys.json`.
#[derive(Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
struct KeysFile {
    version: u32,
    keys: Vec<KeyEntry>,
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    addresses: Vec<String>,
}

#[derive(Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
struct KeyEntry {
    id: String,
    algorithm: String,
    public: String,
    from: String,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    until: Option<String>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    revoked: Option<RevocationEntry>,
}

#[derive(Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
struct RevocationEntry {
    at: String,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    stolen_since: Option<String>,
}

impl PublicKeys {
    /// Reads a file of public keys.
    ///
    /// # Errors
    /// Returns an error if the file is missing or not valid.
    pub fn read(path: &Path) -> Result<Self, Error> {
        let text = read_text(path, MAX_FILE).map_err(|error| match error.kind() {
            io::ErrorKind::NotFound => {
                let hint = "run `peerpress keys new` to create a key; to check a certificate from \
                            another program, name the file with its public keys: `--keys FILE`";
                Error::new(path, "the file of public keys is missing").hint(hint)
            }
            _ => Error::new(path, format!("the public keys cannot be read: {error}")),
        })?;
        Self::parse(&text).map_err(|fault| {
            Error::new(path, format!("the public keys are not valid: {fault}"))
                .hint("restore the file from a backup, or get it from its issuer again")
        })
    }

    /// Reads the public keys of a project. There are none if the file does not exist yet.
    ///
    /// # Errors
    /// Returns an error if the file is not valid.
    pub(crate) fn of_project(project: &Project) -> Result<Self, Error> {
        let path = project.path(PUBLIC_FILE);
        if path.exists() { Self::read(&path) } else { Ok(Self::default()) }
    }

    /// Parses the text of a file. An error says what is wrong with it.
    pub(crate) fn parse(text: &str) -> Result<Self, String> {
        let file: KeysFile = serde_json::from_str(text.trim_start_matches('\u{feff}'))
            .map_err(|error| error.to_string())?;
        if !(1..=VERSION).contains(&file.version) {
            return Err(format!(
                "the file has version {}, but this Peerpress reads up to version {VERSION}",
                file.version
            ));
        }
        let mut keys: Vec<PublicKey> = Vec::new();
        for entry in &file.keys {
            let key = entry.parse()?;
            if keys.iter().any(|other| other.id == key.id) {
                return Err(format!("the key `{}` is listed twice", key.id));
            }
            keys.push(key);
        }
        Ok(Self { keys, addresses: file.addresses })
    }

    /// Returns the text of the file.
    pub fn to_json(&self) -> String {
        let is_revoked = self.keys.iter().any(|key| key.revoked.is_some());
        let version = if is_revoked || !self.addresses.is_empty() { VERSION } else { 1 };
        let keys = self.keys.iter().map(KeyEntry::from).collect();
        let addresses = self.addresses.clone();
        let text = serde_json::to_string_pretty(&KeysFile { version, keys, addresses });
        text.unwrap_or_else(|error| unreachable!("strings always become JSON: {error}")) + "\n"
    }

    /// Returns the key that signs now.
    pub fn current(&self) -> Option<&PublicKey> {
        self.keys.iter().rev().find(|key| key.until.is_none() && key.revoked.is_none())
    }

    /// Returns the key with an ID.
    pub fn get(&self, id: KeyId) -> Option<&PublicKey> {
        self.keys.iter().find(|key| key.id == id)
    }

    /// Adds a key as the current one. The others are kept to check what they signed.
    pub fn rotate(&mut self, key: PublicKey) {
        for older in self.keys.iter_mut().filter(|older| older.until.is_none()) {
            older.until = Some(key.from);
        }
        self.keys.push(key);
    }

    /// Revokes a key. The public key stays in the file: it is still needed to check what the
    /// status list names.
    ///
    /// # Errors
    /// Returns an error if there is no such key.
    pub fn revoke(&mut self, id: KeyId, revocation: KeyRevocation) -> Result<(), Error> {
        let known: Vec<String> = self.keys.iter().map(|key| key.id.to_string()).collect();
        let Some(key) = self.keys.iter_mut().find(|key| key.id == id) else {
            let name = id.to_string();
            let hint = nearest::hint(&name, known.iter().map(String::as_str));
            return Err(Error::usage(format!("there is no key `{name}`")).hint(hint));
        };
        key.revoked = Some(key.revoked.map_or(revocation, |earlier| earlier.stricter(revocation)));
        Ok(())
    }

    /// Adds the address of the page to which codes lead from now on. Returns the address to which
    /// they led before, if it is another.
    pub(crate) fn add_address(&mut self, address: &str) -> Option<String> {
        if self.addresses.iter().any(|known| is_same(known, address)) {
            return None;
        }
        let earlier = self.addresses.last().cloned();
        self.addresses.push(address.to_owned());
        earlier
    }

    /// Adds the keys and revocations of another copy of the file. No key is lost, and a revoked
    /// key stays revoked. Returns whether anything changed.
    pub fn merge(&mut self, other: &Self) -> bool {
        let before = self.clone();
        for key in &other.keys {
            match self.keys.iter_mut().find(|known| known.id == key.id) {
                Some(known) => {
                    known.until = known.until.into_iter().chain(key.until).min();
                    known.revoked = match (known.revoked, key.revoked) {
                        (Some(one), Some(other)) => Some(one.stricter(other)),
                        (one, other) => one.or(other),
                    };
                }
                None => self.keys.push(key.clone()),
            }
        }
        self.keys.sort_by_key(|key| key.from);
        for address in &other.addresses {
            self.add_address(address);
        }
        *self != before
    }
}

impl From<&PublicKey> for KeyEntry {
    fn from(key: &PublicKey) -> Self {
        Self {
            id: key.id.to_string(),
            algorithm: ALGORITHM.to_owned(),
            public: BASE64URL_NOPAD.encode(key.key.as_bytes()),
            from: key.from.to_string(),
            until: key.until.map(|day| day.to_string()),
            revoked: key.revoked.map(|revoked| RevocationEntry {
                at: revoked.at.to_string(),
                stolen_since: revoked.stolen_since.map(|day| day.to_string()),
            }),
        }
    }
}

impl KeyEntry {
    fn parse(&self) -> Result<PublicKey, String> {
        let parse_day = |text: &str| {
            parse_date(text).ok_or_else(|| format!("`{text}` is not a date such as 2027-01-31"))
        };
        if self.algorithm != ALGORITHM {
            return Err(format!(
                "the key `{}` uses `{}`, but only {ALGORITHM} is supported",
                self.id, self.algorithm
            ));
        }
        let bytes = BASE64URL_NOPAD.decode(self.public.as_bytes()).ok();
        let bytes: Option<[u8; 32]> = bytes.and_then(|bytes| bytes.try_into().ok());
        let key = bytes.and_then(|bytes| VerifyingKey::from_bytes(&bytes).ok());
        let key = key
            .filter(|key| !key.is_weak())
            .ok_or_else(|| format!("`{}` does not have an {ALGORITHM} public key", self.id))?;
        let mut key = PublicKey::new(key, parse_day(&self.from)?);
        if key.id.to_string() != self.id {
            return Err(format!("the public key of `{}` has the ID `{}`", self.id, key.id));
        }
        key.until = self.until.as_deref().map(parse_day).transpose()?;
        if let Some(revoked) = &self.revoked {
            let at = revoked.at.parse().map_err(|_| {
                format!("`{}` is not a time such as 2027-01-31T15:00:00Z", revoked.at)
            })?;
            let stolen_since = revoked.stolen_since.as_deref().map(parse_day).transpose()?;
            key.revoked = Some(KeyRevocation { at, stolen_since });
        }
        Ok(key)
    }
}
