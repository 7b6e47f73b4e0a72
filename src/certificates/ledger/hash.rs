//! The hashes of the ledger, in hexadecimal, and the random values that are hashed with them.

use data_encoding::HEXLOWER;
use sha2::{Digest, Sha256};

use crate::error::Error;

/// Returns the SHA-256 of some bytes.
pub(crate) fn sha256(bytes: impl AsRef<[u8]>) -> String {
    HEXLOWER.encode(&Sha256::digest(bytes))
}

/// Returns the salted hash of an email address. Without the salt, nobody can find out whether an
/// address is meant, so erasing both leaves nothing of the address.
pub(super) fn email_hash(salt: &str, address: &str) -> String {
    sha256(format!("{salt}{address}"))
}

/// Returns the form in which the ledger keeps a person's key, see
/// [`person_key`](super::person_key): what it was made of, and a hash that is different in every
/// ledger.
pub(super) fn key_hash(ledger: &str, key: &str) -> String {
    let made_of = key.split(' ').next().unwrap_or_default();
    format!("{made_of} {}", sha256(format!("{ledger} {key}")))
}

/// Returns random bytes in hexadecimal.
pub(super) fn random<const N: usize>() -> Result<String, Error> {
    let mut bytes = [0; N];
    getrandom::fill(&mut bytes)
        .map_err(|error| Error::usage(format!("the system gave no random numbers: {error}")))?;
    Ok(HEXLOWER.encode(&bytes))
}
