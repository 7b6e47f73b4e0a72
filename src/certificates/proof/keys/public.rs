//! Public keys. They are in `data/keys.json`, because they belong to the facts of the program.

use std::io;
use std::path::Path;

use data_encoding::BASE64URL_NOPAD;
use ed25519_dalek::{Signature, VerifyingKey};
use jiff::civil::Date;
use serde::{Deserialize, Serialize};

use super::{KeyId, MAX_FILE, read_text};
use crate::content::text::parse_date;
use crate::error::Error;
use crate::project::Project;

/// The path of the public keys in a project.
pub(crate) const PUBLIC_FILE: &str = "data/keys.json";

/// The version of the file.
const VERSION: u32 = 1;

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
}

impl PublicKey {
    pub(super) fn new(key: VerifyingKey, from: Date) -> Self {
        Self { id: KeyId::of(&key), key, from, until: None }
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
}

/// The contents of `data/keys.json`.
#[derive(Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
struct KeysFile {
    version: u32,
    keys: Vec<KeyEntry>,
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

    fn parse(text: &str) -> Result<Self, String> {
        let file: KeysFile = serde_json::from_str(text.trim_start_matches('\u{feff}'))
            .map_err(|error| error.to_string())?;
        if file.version != VERSION {
            return Err(format!(
                "the file has version {}, but this Peerpress reads version {VERSION}",
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
        Ok(Self { keys })
    }

    /// Returns the text of the file.
    pub fn to_json(&self) -> String {
        let keys = self.keys.iter().map(KeyEntry::from).collect();
        let text = serde_json::to_string_pretty(&KeysFile { version: VERSION, keys });
        text.unwrap_or_else(|error| unreachable!("strings always become JSON: {error}")) + "\n"
    }

    /// Returns the key that signs now.
    pub fn current(&self) -> Option<&PublicKey> {
        self.keys.iter().rev().find(|key| key.until.is_none())
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
}

impl From<&PublicKey> for KeyEntry {
    fn from(key: &PublicKey) -> Self {
        Self {
            id: key.id.to_string(),
            algorithm: ALGORITHM.to_owned(),
            public: BASE64URL_NOPAD.encode(key.key.as_bytes()),
            from: key.from.to_string(),
            until: key.until.map(|day| day.to_string()),
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
        Ok(key)
    }
}
