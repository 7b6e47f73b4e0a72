//! The keys that certificates are signed with: Ed25519, one current, the older ones kept to check what they signed.
//!
//! The public keys stand in `data/keys.json` and belong to the facts of the program. Private keys are PKCS#8 files (RFC 8410), which
//! `openssl` reads too, in a folder that neither the output nor git takes in.

use std::fmt;
use std::fs;
use std::io::{self, Write};
use std::path::{Path, PathBuf};

use data_encoding::{BASE64, BASE64_MIME_PERMISSIVE, BASE64URL_NOPAD, HEXLOWER};
use ed25519_dalek::{Signature, Signer, SigningKey, VerifyingKey};
use jiff::civil::Date;
use serde::{Deserialize, Serialize};
use sha2::{Digest, Sha256};

use crate::content::text::parse_date;
use crate::error::Error;
use crate::output::write::write;
use crate::project::Project;

/// The public keys of a project.
pub const PUBLIC_FILE: &str = "data/keys.json";

/// The variable that names the folder of the private keys.
pub const FOLDER_VARIABLE: &str = "PEERPRESS_KEYS";

/// The version of `data/keys.json`.
const VERSION: u32 = 1;

/// What stands before the 32 bytes of the key in a PKCS#8 file of Ed25519 (RFC 8410, section 7).
const PKCS8: [u8; 16] = [
    0x30, 0x2e, 0x02, 0x01, 0x00, 0x30, 0x05, 0x06, 0x03, 0x2b, 0x65, 0x70, 0x04, 0x22, 0x04, 0x20,
];

const PEM_BEGIN: &str = "-----BEGIN PRIVATE KEY-----";
const PEM_END: &str = "-----END PRIVATE KEY-----";

/// No file of keys is longer, in bytes.
const LONGEST_FILE: u64 = 1024 * 1024;

/// A key's id: the first 8 bytes of SHA-256 of the public key.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct KeyId(pub [u8; 8]);

impl KeyId {
    fn of(key: &VerifyingKey) -> Self {
        let hash = Sha256::digest(key.as_bytes());
        let mut id = [0; 8];
        id.copy_from_slice(&hash[..8]);
        Self(id)
    }
}

impl fmt::Display for KeyId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&HEXLOWER.encode(&self.0))
    }
}

/// A key to sign with. It is wiped from memory when it is dropped, and never printed.
pub struct PrivateKey {
    key: SigningKey,
    id: KeyId,
}

impl fmt::Debug for PrivateKey {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "PrivateKey({})", self.id)
    }
}

impl PrivateKey {
    /// A new key, by the operating system's source of chance.
    pub fn random() -> Result<Self, Error> {
        let mut seed = [0; 32];
        getrandom::fill(&mut seed).map_err(|error| {
            Error::usage(format!(
                "no key can be made: the system gives no random numbers ({error})"
            ))
        })?;
        Ok(Self::from_seed(seed))
    }

    /// The key of 32 secret bytes.
    pub fn from_seed(seed: [u8; 32]) -> Self {
        let key = SigningKey::from_bytes(&seed);
        let id = KeyId::of(&key.verifying_key());
        Self { key, id }
    }

    /// Its id.
    pub fn id(&self) -> KeyId {
        self.id
    }

    /// Its public half, valid from a day on.
    pub fn public(&self, from: Date) -> PublicKey {
        PublicKey { id: self.id, key: self.key.verifying_key(), from, until: None }
    }

    pub(super) fn sign(&self, bytes: &[u8]) -> Vec<u8> {
        self.key.sign(bytes).to_bytes().to_vec()
    }

    fn pem(&self) -> String {
        let bytes = [PKCS8.as_slice(), &self.key.to_bytes()].concat();
        format!("{PEM_BEGIN}\n{}\n{PEM_END}\n", BASE64.encode(&bytes))
    }

    fn from_pem(text: &str) -> Option<Self> {
        let inside = text.trim().strip_prefix(PEM_BEGIN)?.strip_suffix(PEM_END)?;
        let bytes = BASE64_MIME_PERMISSIVE.decode(inside.trim().as_bytes()).ok()?;
        Some(Self::from_seed(bytes.strip_prefix(&PKCS8)?.try_into().ok()?))
    }

    /// Reads the key of an id from the folder of private keys.
    ///
    /// # Errors
    /// If it is not there, others may read it (where the system tells), or it is not the key of that id.
    pub fn read(folder: &Path, id: KeyId) -> Result<Self, Error> {
        let path = private_file(folder, id);
        let text = read_text(&path).map_err(|error| match error.kind() {
            io::ErrorKind::NotFound => Error::new(&path, format!("the private key `{id}` is not here"))
                .hint(format!("copy it here from where it was made, name its folder with {FOLDER_VARIABLE}, or make a new key with `peerpress keys new`")),
            _ => Error::new(&path, format!("the private key cannot be read: {error}")),
        })?;
        refuse_open(&path)?;
        let key = Self::from_pem(&text).ok_or_else(|| {
            Error::new(&path, "this is not an Ed25519 private key (PKCS#8)")
                .hint("is the file damaged? take it from your backup")
        })?;
        if key.id != id {
            return Err(Error::new(
                &path,
                format!("this is the private key `{}`, not `{id}`", key.id),
            )
            .hint("the file was renamed or replaced"));
        }
        Ok(key)
    }

    /// Writes the key where only its owner reads it, beside a `.gitignore` that keeps the folder out of git.
    ///
    /// # Errors
    /// If it cannot be written; a key that is there is never written over.
    pub fn write(&self, folder: &Path) -> Result<PathBuf, Error> {
        let path = private_file(folder, self.id);
        let failed = |error: io::Error| {
            Error::new(&path, format!("the private key cannot be written: {error}"))
        };
        make_folder(folder).map_err(failed)?;
        let ignore = folder.join(".gitignore");
        if !ignore.exists() {
            write(&ignore, b"*\n")?;
        }
        let mut options = fs::OpenOptions::new();
        options.write(true).create_new(true);
        #[cfg(unix)]
        std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o600);
        let mut file = options.open(&path).map_err(failed)?;
        file.write_all(self.pem().as_bytes()).and_then(|()| file.sync_all()).map_err(failed)?;
        Ok(path)
    }
}

/// Where the private key of an id lies.
pub fn private_file(folder: &Path, id: KeyId) -> PathBuf {
    folder.join(format!("{id}.pem"))
}

/// Makes the folder of private keys, for its owner only. A folder that is there stays as it is.
fn make_folder(folder: &Path) -> io::Result<()> {
    let mut builder = fs::DirBuilder::new();
    builder.recursive(true);
    #[cfg(unix)]
    std::os::unix::fs::DirBuilderExt::mode(&mut builder, 0o700);
    builder.create(folder)
}

/// Refuses a private key that others than its owner may read or write.
#[cfg(unix)]
fn refuse_open(path: &Path) -> Result<(), Error> {
    let mode = fs::metadata(path)
        .map_or(0, |metadata| std::os::unix::fs::PermissionsExt::mode(&metadata.permissions()));
    if mode & 0o077 == 0 {
        return Ok(());
    }
    let message = format!(
        "others on this computer may read the private key (its permissions are {:03o})",
        mode & 0o777
    );
    Err(Error::new(path, message).hint(format!("run `chmod 600 '{}'`; if others had access to it, make a new key with `peerpress keys new`", path.display())))
}

/// Elsewhere a file has the access rules of its folder; Peerpress does not read them.
#[cfg(not(unix))]
fn refuse_open(_: &Path) -> Result<(), Error> {
    Ok(())
}

/// Reads a small text file.
fn read_text(path: &Path) -> io::Result<String> {
    if fs::metadata(path)?.len() > LONGEST_FILE {
        return Err(io::Error::new(io::ErrorKind::InvalidData, "it is far too large"));
    }
    fs::read_to_string(path)
}

/// A key to check signatures with.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PublicKey {
    /// Its id.
    pub id: KeyId,
    key: VerifyingKey,
    /// The day on which it was made.
    pub from: Date,
    /// The day on which a newer one took its place.
    pub until: Option<Date>,
}

impl PublicKey {
    pub(super) fn verifies(&self, signature: &[u8], bytes: &[u8]) -> bool {
        Signature::from_slice(signature)
            .is_ok_and(|signature| self.key.verify_strict(bytes, &signature).is_ok())
    }
}

/// The public keys that are trusted.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct PublicKeys {
    /// From the oldest to the newest.
    pub keys: Vec<PublicKey>,
}

#[derive(Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
struct File {
    version: u32,
    keys: Vec<Entry>,
}

#[derive(Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
struct Entry {
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
    /// If it is not there, or what it says is not sound.
    pub fn read(path: &Path) -> Result<Self, Error> {
        let text = read_text(path).map_err(|error| match error.kind() {
            io::ErrorKind::NotFound => Error::new(path, "there are no public keys here")
                .hint("`peerpress keys new` makes a key; to check a certificate from elsewhere, name its issuer's file of public keys with `--keys FILE`"),
            _ => Error::new(path, format!("the public keys cannot be read: {error}")),
        })?;
        Self::parse(&text).map_err(|why| {
            Error::new(path, format!("the public keys are not sound: {why}"))
                .hint("take the file from git or its issuer again")
        })
    }

    /// The public keys of a project; none if it has no file of them yet.
    ///
    /// # Errors
    /// If the file is not sound.
    pub fn of_project(project: &Project) -> Result<Self, Error> {
        let path = project.path(PUBLIC_FILE);
        if path.exists() { Self::read(&path) } else { Ok(Self::default()) }
    }

    fn parse(text: &str) -> Result<Self, String> {
        let file: File = serde_json::from_str(text.trim_start_matches('\u{feff}'))
            .map_err(|error| error.to_string())?;
        if file.version != VERSION {
            return Err(format!(
                "this is version {} of the file; this program reads version {VERSION}",
                file.version
            ));
        }
        let keys = file.keys.iter().map(Entry::key).collect::<Result<Vec<_>, _>>()?;
        match keys
            .iter()
            .enumerate()
            .find(|(index, key)| keys[..*index].iter().any(|other| other.id == key.id))
        {
            Some((_, twice)) => Err(format!("the key `{}` is there twice", twice.id)),
            None => Ok(Self { keys }),
        }
    }

    /// As the file has it.
    pub fn to_json(&self) -> String {
        let keys = self.keys.iter().map(Entry::of).collect();
        let text = serde_json::to_string_pretty(&File { version: VERSION, keys });
        text.unwrap_or_else(|error| unreachable!("plain texts become JSON: {error}")) + "\n"
    }

    /// The key that signs now.
    pub fn current(&self) -> Option<&PublicKey> {
        self.keys.iter().rev().find(|key| key.until.is_none())
    }

    /// The key of an id.
    pub fn get(&self, id: KeyId) -> Option<&PublicKey> {
        self.keys.iter().find(|key| key.id == id)
    }

    /// Adds a key; it becomes the current one, the others are kept to check with.
    pub fn rotate(&mut self, key: PublicKey) {
        for older in self.keys.iter_mut().filter(|older| older.until.is_none()) {
            older.until = Some(key.from);
        }
        self.keys.push(key);
    }
}

impl Entry {
    fn of(key: &PublicKey) -> Self {
        Self {
            id: key.id.to_string(),
            algorithm: "Ed25519".to_owned(),
            public: BASE64URL_NOPAD.encode(key.key.as_bytes()),
            from: key.from.to_string(),
            until: key.until.map(|day| day.to_string()),
        }
    }

    fn key(&self) -> Result<PublicKey, String> {
        let day = |text: &str| {
            parse_date(text).ok_or_else(|| format!("`{text}` is not a day such as 2027-01-31"))
        };
        if self.algorithm != "Ed25519" {
            return Err(format!(
                "the key `{}` is for `{}`; only Ed25519 is known",
                self.id, self.algorithm
            ));
        }
        let bytes = BASE64URL_NOPAD
            .decode(self.public.as_bytes())
            .ok()
            .and_then(|bytes| bytes.try_into().ok());
        let key = bytes
            .and_then(|bytes| VerifyingKey::from_bytes(&bytes).ok())
            .filter(|key| !key.is_weak());
        let key =
            key.ok_or_else(|| format!("the public key of `{}` is not one of Ed25519", self.id))?;
        let id = KeyId::of(&key);
        if id.to_string() != self.id {
            return Err(format!("the key named `{}` is in truth `{id}`", self.id));
        }
        Ok(PublicKey {
            id,
            key,
            from: day(&self.from)?,
            until: self.until.as_deref().map(day).transpose()?,
        })
    }
}

/// The folder of private keys: the one asked for, else that of the environment, else `keys` in the project.
///
/// # Errors
/// If it would lie in the folder of finished files.
pub fn folder(project: &Project, asked: Option<&Path>, out: &Path) -> Result<PathBuf, Error> {
    let named = asked.map(Path::to_owned).or_else(|| {
        std::env::var_os(FOLDER_VARIABLE).filter(|value| !value.is_empty()).map(PathBuf::from)
    });
    let folder = named.unwrap_or_else(|| project.path("keys"));
    let whole = |path: &Path| std::path::absolute(path).unwrap_or_else(|_| path.to_owned());
    let real = |path: &Path| {
        whole(path).ancestors().find_map(|part| {
            Some(fs::canonicalize(part).ok()?.join(whole(path).strip_prefix(part).ok()?))
        })
    };
    if real(&folder).zip(real(out)).is_some_and(|(folder, out)| folder.starts_with(out)) {
        return Err(Error::new(
            &folder,
            "this is in the folder of finished files, which are handed out",
        )
        .hint("name another folder with `--dir`"));
    }
    Ok(folder)
}

/// The key that signs for a project now.
///
/// # Errors
/// If the project has no key yet, or its private half is not in the folder or not safe there.
pub fn signing_key(project: &Project, folder: &Path) -> Result<PrivateKey, Error> {
    let keys = PublicKeys::of_project(project)?;
    let current = keys.current().ok_or_else(|| {
        Error::new(project.path(PUBLIC_FILE), "there is no key to sign with")
            .hint("`peerpress keys new` makes one")
    })?;
    PrivateKey::read(folder, current.id)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_example_of_rfc_8410_is_read_and_written() {
        let pem = "-----BEGIN PRIVATE KEY-----\nMC4CAQAwBQYDK2VwBCIEINTuctv5E1hK1bbY8fdp+K06/nwoy/HU++CXqI9EdVhC\n-----END PRIVATE KEY-----\n";
        let key = PrivateKey::from_pem(pem).unwrap();
        assert_eq!(key.pem(), pem);
        // RFC 8410, section 10.1: the public key that belongs to it.
        assert_eq!(
            BASE64.encode(key.key.verifying_key().as_bytes()),
            "Gb9ECWmEzf6FQbrBZ9w7lshQhqowtrbLDFw4rXAxZuE="
        );
        assert_eq!(format!("{key:?}"), format!("PrivateKey({})", key.id()));
        assert!(PrivateKey::from_pem(&pem.replace("MC4C", "MC4D")).is_none());
        assert!(PrivateKey::from_pem("").is_none());
    }

    #[test]
    fn a_newer_key_takes_over_and_the_older_is_kept() {
        let mut keys = PublicKeys::default();
        assert!(keys.current().is_none());
        let (first, second) = (PrivateKey::from_seed([1; 32]), PrivateKey::from_seed([2; 32]));
        keys.rotate(first.public(jiff::civil::date(2026, 1, 1)));
        keys.rotate(second.public(jiff::civil::date(2027, 1, 1)));
        assert_eq!(keys.current().unwrap().id, second.id());
        assert_eq!(keys.get(first.id()).unwrap().until, Some(jiff::civil::date(2027, 1, 1)));
        let text = keys.to_json();
        assert_eq!(PublicKeys::parse(&text).unwrap(), keys);
        let public = |key: &PrivateKey| BASE64URL_NOPAD.encode(key.key.verifying_key().as_bytes());
        for (find, with, told) in [
            (public(&first), public(&second), "in truth"),
            (public(&first), BASE64URL_NOPAD.encode(&[0; 32]), "not one of Ed25519"),
            (first.id().to_string(), second.id().to_string(), "in truth"),
            ("Ed25519".to_owned(), "RSA".to_owned(), "only Ed25519"),
            ("\"version\": 1".to_owned(), "\"version\": 2".to_owned(), "version 2"),
            ("2026-01-01".to_owned(), "2026-13-01".to_owned(), "not a day"),
            ("\"from\"".to_owned(), "\"since\"".to_owned(), "unknown field"),
        ] {
            let why = PublicKeys::parse(&text.replacen(&find, &with, 1)).unwrap_err();
            assert!(why.contains(told), "{told}: {why}");
        }
    }
}
