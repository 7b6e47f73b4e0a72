//! Private keys behind a passphrase: encrypted PKCS#8 in PEM (PBES2 with scrypt and AES-256-CBC),
//! which OpenSSL reads too.

use std::fmt;

use ed25519_dalek::SigningKey;
use ed25519_dalek::pkcs8::{DecodePrivateKey, EncodePrivateKey, KeypairBytes};
use pkcs8::der::Decode;
use pkcs8::der::pem::LineEnding;
use pkcs8::pkcs5::pbes2::{Kdf, Parameters};
use pkcs8::pkcs5::{EncryptionScheme, scrypt};
use pkcs8::{EncryptedPrivateKeyInfoRef, PrivateKeyInfoRef, SecretDocument};

use super::PrivateKey;
use crate::error::Error;

/// The first line of an encrypted key.
const LABEL: &str = "ENCRYPTED PRIVATE KEY";

/// The minimum length of a passphrase, in characters.
const SHORTEST: usize = 12;

/// The maximum length of a passphrase, in bytes.
const LONGEST: usize = 1024;

/// The cost of scrypt: 16 MB of memory (2 to the power of 14, times 1024 bytes), worked through
/// five times. OpenSSL refuses to use more than 32 MB.
const LOG_COST: u8 = 14;
const BLOCK_SIZE: u32 = 8;
const PASSES: u32 = 5;

/// A passphrase of a backup.
pub(crate) struct Passphrase(String);

impl fmt::Debug for Passphrase {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Passphrase")
    }
}

impl Passphrase {
    /// Takes a passphrase as it was typed. An error says what is wrong with it.
    pub(crate) fn new(text: &str) -> Result<Self, String> {
        let length = text.chars().count();
        if length < SHORTEST {
            return Err(format!(
                "the passphrase has {length} characters; it needs at least {SHORTEST}"
            ));
        }
        if text.len() > LONGEST || text.chars().any(char::is_control) {
            return Err("the passphrase is not one line of ordinary characters".to_owned());
        }
        Ok(Self(text.to_owned()))
    }
}

impl PrivateKey {
    /// Returns the key encrypted with a passphrase.
    ///
    /// # Errors
    /// Returns an error if the system has no random numbers.
    pub(crate) fn to_encrypted_pem(&self, passphrase: &Passphrase) -> Result<String, Error> {
        let (mut salt, mut start) = ([0; 16], [0; 16]);
        for bytes in [&mut salt, &mut start] {
            getrandom::fill(bytes).map_err(|error| {
                Error::usage(format!("the system cannot generate random numbers: {error}"))
            })?;
        }
        let encrypted = self.encrypt(passphrase, &salt, start);
        encrypted.map_err(|error| Error::usage(format!("the key cannot be encrypted: {error}")))
    }

    fn encrypt(
        &self,
        passphrase: &Passphrase,
        salt: &[u8; 16],
        start: [u8; 16],
    ) -> pkcs8::Result<String> {
        let pair = KeypairBytes { secret_key: self.secret(), public_key: None };
        let plain = pair.to_pkcs8_der()?;
        let cost = scrypt::Params::new(LOG_COST, BLOCK_SIZE, PASSES)
            .map_err(|_| pkcs8::Error::ParametersMalformed)?;
        let parameters = Parameters::generate_scrypt_aes256cbc(cost, salt, start)?;
        let info = PrivateKeyInfoRef::from_der(plain.as_bytes())?;
        let encrypted = info.encrypt_with_params(parameters, &passphrase.0)?;
        Ok(encrypted.to_pem(LABEL, LineEnding::LF)?.to_string())
    }

    /// Reads an encrypted key. `None` if the passphrase is wrong or the text is not such a key.
    pub(crate) fn from_encrypted_pem(text: &str, passphrase: &Passphrase) -> Option<Self> {
        let (label, encrypted) = SecretDocument::from_pem(text).ok()?;
        let info = EncryptedPrivateKeyInfoRef::from_der(encrypted.as_bytes()).ok()?;
        if label != LABEL || !is_cheap(&info.encryption_algorithm) {
            return None;
        }
        let plain = info.decrypt(&passphrase.0).ok()?;
        Some(SigningKey::from_pkcs8_der(plain.as_bytes()).ok()?.into())
    }
}

/// Whether a key asks for no more memory and time than Peerpress itself uses. Another file could
/// ask for all of the computer's memory.
fn is_cheap(scheme: &EncryptionScheme) -> bool {
    let Some(Kdf::Scrypt(scrypt)) = scheme.pbes2().map(|parameters| &parameters.kdf) else {
        return false;
    };
    scrypt.cost_parameter <= 1 << LOG_COST
        && u32::from(scrypt.block_size) <= BLOCK_SIZE
        && u32::from(scrypt.parallelization) <= PASSES
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_encrypted_key_needs_its_passphrase() {
        let key = PrivateKey::from_seed([7; 32]);
        let passphrase = Passphrase::new("four words and more").unwrap();
        let pem = key.to_encrypted_pem(&passphrase).unwrap();
        assert!(pem.starts_with("-----BEGIN ENCRYPTED PRIVATE KEY-----\n"), "{pem}");
        let read = PrivateKey::from_encrypted_pem(&pem, &passphrase).unwrap();
        assert_eq!(read.id(), key.id());
        let wrong = Passphrase::new("four words and mork").unwrap();
        assert!(PrivateKey::from_encrypted_pem(&pem, &wrong).is_none());
        assert!(PrivateKey::from_encrypted_pem(&pem[..100], &passphrase).is_none());
        for (text, is_good) in [
            ("", false),
            ("short", false),
            ("elf letters", false),
            ("twelve lette", true),
            ("zwölf Zeiche", true),
            ("two\nlines of it", false),
        ] {
            assert_eq!(Passphrase::new(text).is_ok(), is_good, "{text:?}");
        }
    }

    /// `openssl pkcs8 -topk8 -v2 aes-256-cbc -scrypt` made the file from the RFC 8410 example.
    #[test]
    fn a_key_that_openssl_encrypted_is_read() {
        let pem = include_str!("../../../../tests/proof/encrypted.pem");
        let passphrase = Passphrase::new("correct horse battery staple").unwrap();
        let key = PrivateKey::from_encrypted_pem(pem, &passphrase).unwrap();
        let spki = key.public(jiff::civil::date(2026, 1, 1)).to_spki_pem().unwrap();
        assert_eq!(spki, include_str!("../../../../tests/proof/spki.pem"));
    }
}
