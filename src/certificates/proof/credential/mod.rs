//! Credentials: what the face of a certificate states, signed and small enough for a QR code.
//!
//! A credential is a COSE_Sign1 structure (RFC 9052, untagged, EdDSA, the start of the key ID in
//! the protected header) over the claims of a CWT (RFC 8392): issuer (1), the name as subject (2),
//! expiration (4), not-before (5), and one private claim with everything else. The encoding is
//! deterministic (RFC 8949, section 4.2), so a certificate has exactly one code. Version 1, with
//! longer claims, is read as well.
//!
//! The code follows the `#` of an address in Base32 (RFC 4648, no padding). Browsers do not send
//! what follows the `#`. In a QR code, capital letters and digits take 5.5 bits each, so Base32 is
//! 10% larger than the bytes; Base64 in byte mode would be 33% larger. Base45 would save another
//! 6%, but its space and `%` do not survive in an address. Decimal digits would save 8%, but an
//! address would have half as many characters again.

mod claims;
mod values;
mod version1;
mod version2;

use std::fmt;

use ciborium::Value;
use coset::cwt::{ClaimName, ClaimsSet};
use coset::iana;
use coset::{
    CborSerializable, CoseSign1, CoseSign1Builder, HeaderBuilder, RegisteredLabelWithPrivate,
};
use data_encoding::{BASE32_NOPAD, DecodeKind, HEXLOWER};
use serde::Serialize;
use sha2::{Digest, Sha256};

pub use claims::Claims;
pub(super) use values::as_i64;
pub(super) use version2::{first_moment, last_moment};

use super::address::is_unseen;
use super::keys::{KeyId, PrivateKey, PublicKey, PublicKeys};

/// The number of the private claim (RFC 8392, section 9.1.1: numbers below -65536 are private).
const PRIVATE_CLAIM: i64 = -65537;

/// The number of bytes of a key ID that a code contains: enough to find the key among those of a
/// program. If several keys start with them, each is tried.
const KEY_HINT: usize = 3;

/// The first bytes of every credential of each version: an array of four, a protected header of 8
/// or 13 bytes, EdDSA, and the start of a key ID or all of it.
const FIRST_BYTES: [[u8; 7]; 2] =
    [[0x84, 0x48, 0xa2, 0x01, 0x27, 0x04, 0x43], [0x84, 0x4d, 0xa2, 0x01, 0x27, 0x04, 0x48]];

/// The length of a signature, in bytes.
const SIGNATURE_LENGTH: usize = 64;

/// The maximum length of a code, in characters. The capacity of a QR code is smaller.
const MAX_CODE: usize = 8 * 1024;

/// A credential with a valid signature.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Credential {
    /// What the certificate states.
    #[serde(flatten)]
    pub claims: Claims,
    /// The key that signed it.
    pub key: KeyId,
    /// The hash of what was signed, by which a status list names the codes of a revoked key.
    #[serde(skip)]
    pub signed: ClaimsHash,
}

/// The SHA-256 hash of signed claims, as they were encoded.
pub type ClaimsHash = [u8; 32];

/// Why a code does not prove anything.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum CredentialError {
    /// The text is not a certificate code.
    NotACode,
    /// The text is incomplete or garbled.
    Damaged(String),
    /// The key that signed it is not among the public keys: its ID, or the start of it.
    UnknownKey(String),
    /// The signature is not from the key that it names, or not for these claims.
    InvalidSignature(String),
    /// The credential has a newer version than this program knows.
    NewerVersion(i64),
}

impl fmt::Display for CredentialError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::NotACode => f.write_str("the text is not a certificate code"),
            Self::Damaged(fault) => {
                write!(f, "the certificate code is incomplete or garbled: {fault}")
            }
            Self::UnknownKey(id) => {
                write!(
                    f,
                    "the certificate is signed with the key `{id}`, which is not a known public key"
                )
            }
            Self::InvalidSignature(id) => write!(
                f,
                "the signature is not valid: the certificate was changed after it was signed, or \
                 it was not signed with the key `{id}`"
            ),
            Self::NewerVersion(version) => write!(
                f,
                "the certificate code has version {version}, but this Peerpress reads versions \
                 {} and {}",
                version1::VERSION,
                version2::VERSION
            ),
        }
    }
}

impl std::error::Error for CredentialError {}

/// Returns the address that proves a certificate: `base`, `#`, and the code.
pub fn sign(claims: &Claims, key: &PrivateKey, base: &str) -> String {
    let id = key.id().0;
    let sign = |bytes: &[u8]| key.sign(bytes);
    address(base, &sign_payload(encode(version2::to_cwt(claims)), &id[..KEY_HINT], b"", sign))
}

/// Returns an address that is as long as the one that proves a certificate, and proves nothing.
pub(crate) fn without_signature(claims: &Claims, base: &str) -> String {
    let blank = |_: &[u8]| vec![0; SIGNATURE_LENGTH];
    address(base, &sign_payload(encode(version2::to_cwt(claims)), &[0; KEY_HINT], b"", blank))
}

fn address(base: &str, signed: &[u8]) -> String {
    format!("{}#{}", base.trim_end_matches('#'), BASE32_NOPAD.encode(signed))
}

/// Returns the hash of what is signed for a certificate, whichever key signs it.
pub fn hash_claims(claims: &Claims) -> ClaimsHash {
    Sha256::digest(encode(version2::to_cwt(claims))).into()
}

/// Returns the hash of what version 1 signed for a certificate. Version 1 does not state whether a
/// certificate is a sample.
pub fn hash_claims_of_version_1(claims: &Claims) -> ClaimsHash {
    Sha256::digest(encode(version1::to_cwt(claims))).into()
}

/// Returns the deterministic encoding of claims.
fn encode(claims: ClaimsSet) -> Vec<u8> {
    claims.to_vec().unwrap_or_else(|error| unreachable!("claims always become CBOR: {error}"))
}

/// Signs a set of claims with the whole ID of the key. `purpose` is the external data of COSE, so
/// that a signature for one purpose is not valid for another.
pub(super) fn sign_claims(claims: ClaimsSet, key: &PrivateKey, purpose: &[u8]) -> Vec<u8> {
    sign_payload(encode(claims), &key.id().0, purpose, |bytes| key.sign(bytes))
}

fn sign_payload(
    payload: Vec<u8>,
    key_id: &[u8],
    purpose: &[u8],
    sign: impl FnOnce(&[u8]) -> Vec<u8>,
) -> Vec<u8> {
    let header =
        HeaderBuilder::new().algorithm(iana::Algorithm::EdDSA).key_id(key_id.to_vec()).build();
    let builder = CoseSign1Builder::new().protected(header).payload(payload);
    let signed = builder.create_signature(purpose, sign).build().to_vec();
    signed.unwrap_or_else(|error| unreachable!("signatures always become CBOR: {error}"))
}

/// Returns whether the text looks like the address or code of a certificate, valid or not.
pub(crate) fn looks_like_code(text: &str) -> bool {
    let code = extract_code(text);
    FIRST_BYTES.iter().any(|bytes| {
        let start = BASE32_NOPAD.encode(bytes);
        // The last letter also encodes bits of the byte that follows.
        let start = &start[..start.len() - 1];
        let is_cut_short = !code.is_empty() && code.len() < start.len() && start.starts_with(&code);
        code.starts_with(start) || (is_cut_short && text.contains('#'))
    })
}

/// Returns the text after the `#`, or the whole text, without the spaces, line breaks, and unseen
/// marks that email programs add.
pub(super) fn extract_code(text: &str) -> String {
    let code = text.rsplit_once('#').map_or(text, |(_, code)| code);
    let code = code.chars().filter(|c| !is_unseen(*c)).take(MAX_CODE + 1);
    code.collect::<String>().to_ascii_uppercase()
}

/// Reads an address or code and checks its signature.
///
/// # Errors
/// Returns an error if the text is not a code, is damaged, or does not have a trusted signature.
pub fn read_code(text: &str, keys: &PublicKeys) -> Result<Credential, CredentialError> {
    if !looks_like_code(text) {
        return Err(CredentialError::NotACode);
    }
    let code = extract_code(text);
    if code.len() > MAX_CODE {
        return Err(damaged("it is longer than any code"));
    }
    let bytes = BASE32_NOPAD.decode(code.as_bytes()).map_err(|error| match error.kind {
        DecodeKind::Symbol => damaged("it contains an invalid character"),
        _ => damaged("the end is missing"),
    })?;
    let SignedClaims { claims, key, hash } = verify_claims(&bytes, keys, b"")?;
    Ok(Credential { claims: parse_claims(&claims)?, key, signed: hash })
}

/// Reads the claims of any version.
fn parse_claims(claims: &ClaimsSet) -> Result<Claims, CredentialError> {
    let values = private_claim(claims, PRIVATE_CLAIM).and_then(Value::as_array);
    let values = values.ok_or(CredentialError::NotACode)?;
    match values.first().and_then(as_i64) {
        Some(version1::VERSION) => version1::from_cwt(claims, values),
        Some(version2::VERSION) => version2::from_cwt(claims, values),
        Some(version) if version > version2::VERSION => Err(CredentialError::NewerVersion(version)),
        _ => Err(CredentialError::NotACode),
    }
}

fn damaged(fault: &str) -> CredentialError {
    CredentialError::Damaged(fault.to_owned())
}

/// Claims and who signed them.
pub(super) struct SignedClaims {
    pub(super) claims: ClaimsSet,
    pub(super) key: KeyId,
    /// The hash of the claims as they were encoded.
    pub(super) hash: ClaimsHash,
}

/// Reads signed claims. Returns them only if a known key signed them for this purpose. The key may
/// have been revoked.
pub(super) fn verify_claims(
    bytes: &[u8],
    keys: &PublicKeys,
    purpose: &[u8],
) -> Result<SignedClaims, CredentialError> {
    let signed = parse_signed(bytes)?;
    let id = signed.protected.header.key_id.as_slice();
    if !matches!(id.len(), KEY_HINT | KeyId::LENGTH) {
        return Err(incomplete());
    }
    let mut named = keys.keys.iter().filter(|key| key.id.0.starts_with(id)).peekable();
    if named.peek().is_none() {
        return Err(CredentialError::UnknownKey(HEXLOWER.encode(id)));
    }
    let verify = |key: &&PublicKey| {
        let check = |signature: &[u8], bytes: &[u8]| {
            if key.verifies(signature, bytes) { Ok(()) } else { Err(()) }
        };
        signed.verify_signature(purpose, check).is_ok()
    };
    let key = named.find(verify);
    let key = key.ok_or_else(|| CredentialError::InvalidSignature(HEXLOWER.encode(id)))?.id;
    // Nothing may be unsigned, and no credential may have two encodings.
    if !signed.unprotected.is_empty() || signed.clone().to_vec().ok().as_deref() != Some(bytes) {
        return Err(damaged("a part of it is not signed"));
    }
    parse_payload(&signed, key)
}

/// Reads signed claims with the whole ID of their key, without checking the signature.
pub(super) fn unverified_claims(bytes: &[u8]) -> Result<SignedClaims, CredentialError> {
    let signed = parse_signed(bytes)?;
    let id = signed.protected.header.key_id.as_slice().try_into().map_err(|_| incomplete())?;
    parse_payload(&signed, KeyId(id))
}

fn parse_signed(bytes: &[u8]) -> Result<CoseSign1, CredentialError> {
    let signed = CoseSign1::from_slice(bytes).map_err(|_| incomplete())?;
    if signed.protected.header.alg
        != Some(RegisteredLabelWithPrivate::Assigned(iana::Algorithm::EdDSA))
    {
        return Err(damaged("it is not signed with EdDSA"));
    }
    Ok(signed)
}

fn parse_payload(signed: &CoseSign1, key: KeyId) -> Result<SignedClaims, CredentialError> {
    let payload = signed.payload.as_deref().unwrap_or_default();
    let claims = ClaimsSet::from_slice(payload).map_err(|_| incomplete())?;
    Ok(SignedClaims { claims, key, hash: Sha256::digest(payload).into() })
}

fn incomplete() -> CredentialError {
    damaged("the end is missing, or some of the letters are wrong")
}

pub(super) fn private_claim(claims: &ClaimsSet, number: i64) -> Option<&Value> {
    let name = ClaimName::PrivateUse(number);
    claims.rest.iter().find(|(claim, _)| *claim == name).map(|(_, value)| value)
}
