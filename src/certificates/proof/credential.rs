//! Credentials: what the face of a certificate states, signed and small enough for a QR code.
//!
//! A credential is a COSE_Sign1 structure (RFC 9052, untagged, EdDSA, the key ID in the protected
//! header) over the claims of a CWT (RFC 8392): issuer (1), the name as subject (2), expiration (4)
//! on the day after the last valid one, not-before (5), issued-at (6), all at midnight UTC, and one
//! private claim with everything else. The encoding is deterministic (RFC 8949, section 4.2), so a
//! certificate has exactly one code.
//!
//! The code follows the `#` of an address in Base32 (RFC 4648, no padding). Browsers do not send
//! what follows the `#`. In a QR code, capital letters and digits take 5.5 bits each, so Base32 is
//! 10% larger than the bytes; Base64 in byte mode would be 33% larger. Base45 would save another
//! 6%, but its space and `%` do not survive in an address.

use std::fmt;

use ciborium::Value;
use coset::cwt::{ClaimName, ClaimsSet, ClaimsSetBuilder, Timestamp};
use coset::iana;
use coset::{
    CborSerializable, CoseSign1, CoseSign1Builder, HeaderBuilder, RegisteredLabelWithPrivate,
};
use data_encoding::{BASE32_NOPAD, DecodeKind};
use jiff::ToSpan;
use jiff::civil::{Date, date};
use serde::Serialize;
use sha2::{Digest, Sha256};
use unicode_normalization::UnicodeNormalization;

use super::keys::{KeyId, PrivateKey, PublicKeys};
use crate::content::certification::CertificateKind;

/// The version of the private claim.
const VERSION: u64 = 1;

/// The number of the private claim (RFC 8392, section 9.1.1: numbers below -65536 are private).
const PRIVATE_CLAIM: i64 = -65537;

/// The first bytes of every credential: an array of four, a protected header of 13 bytes, EdDSA,
/// and a key ID of 8 bytes.
const FIRST_BYTES: [u8; 7] = [0x84, 0x4d, 0xa2, 0x01, 0x27, 0x04, 0x48];

/// The maximum length of a code, in characters. The capacity of a QR code is smaller.
const MAX_CODE: usize = 8 * 1024;

/// The statements of a certificate, all of which are printed on its face.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Claims {
    /// The name of the recipient.
    pub name: String,
    /// The certificate number without a revision.
    pub number: String,
    /// 1, or more for a corrected certificate. Printed as `R2` after the number.
    pub revision: u32,
    /// What is certified.
    pub kind: CertificateKind,
    /// The title of the training, or the title that the person may use, as on the face.
    pub title: String,
    /// The hours earned, with two decimals.
    pub hours: Option<f64>,
    /// The days of the session, in order.
    pub days: Vec<Date>,
    /// The issue date.
    pub issued: Date,
    /// The first day on which the certificate is valid.
    pub valid_from: Option<Date>,
    /// The last day on which the certificate is valid.
    pub valid_until: Option<Date>,
    /// The issuer as named on the face.
    pub issuer: String,
}

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
    /// The key that signed it is not among the public keys.
    UnknownKey(KeyId),
    /// The signature is not from the key that it names, or not for these claims.
    InvalidSignature(KeyId),
    /// The credential has a newer version than this program knows.
    NewerVersion(u64),
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
                "the certificate code has version {version}, but this Peerpress reads version \
                 {VERSION}"
            ),
        }
    }
}

impl std::error::Error for CredentialError {}

/// Returns the address that proves a certificate: `base`, `#`, and the code.
pub fn sign(claims: &Claims, key: &PrivateKey, base: &str) -> String {
    let code = BASE32_NOPAD.encode(&sign_claims(claims.to_cwt(), key, b""));
    format!("{}#{code}", base.trim_end_matches('#'))
}

/// Signs a set of claims. `purpose` is the external data of COSE, so that a signature for one
/// purpose is not valid for another.
pub(super) fn sign_claims(claims: ClaimsSet, key: &PrivateKey, purpose: &[u8]) -> Vec<u8> {
    let header =
        HeaderBuilder::new().algorithm(iana::Algorithm::EdDSA).key_id(key.id().0.to_vec()).build();
    let signed = claims.to_vec().and_then(|payload| {
        let builder = CoseSign1Builder::new().protected(header).payload(payload);
        builder.create_signature(purpose, |bytes| key.sign(bytes)).build().to_vec()
    });
    signed.unwrap_or_else(|error| unreachable!("claims always become CBOR: {error}"))
}

/// Returns the hash of what is signed for a certificate, whichever key signs it.
pub fn hash_claims(claims: &Claims) -> ClaimsHash {
    let payload = claims.to_cwt().to_vec();
    let payload =
        payload.unwrap_or_else(|error| unreachable!("claims always become CBOR: {error}"));
    Sha256::digest(payload).into()
}

/// Returns whether the text looks like the address or code of a certificate, valid or not.
pub(crate) fn looks_like_code(text: &str) -> bool {
    let start = BASE32_NOPAD.encode(&FIRST_BYTES);
    // The last letter also encodes bits of the byte that follows.
    let start = &start[..start.len() - 1];
    let code = extract_code(text);
    let is_cut_short = !code.is_empty() && code.len() < start.len() && start.starts_with(&code);
    code.starts_with(start) || (is_cut_short && text.contains('#'))
}

/// Returns the text after the `#`, or the whole text, without the spaces and line breaks that email
/// programs add.
pub(super) fn extract_code(text: &str) -> String {
    let code = text.rsplit_once('#').map_or(text, |(_, code)| code);
    let code = code.chars().filter(|c| !c.is_whitespace()).take(MAX_CODE + 1);
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
    Ok(Credential { claims: Claims::from_cwt(claims)?, key, signed: hash })
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
    let (signed, id) = parse_signed(bytes)?;
    let key = keys.get(id).ok_or(CredentialError::UnknownKey(id))?;
    signed.verify_signature(purpose, |signature, bytes| {
        key.verifies(signature, bytes).then_some(()).ok_or(CredentialError::InvalidSignature(id))
    })?;
    // Nothing may be unsigned, and no credential may have two encodings.
    if !signed.unprotected.is_empty() || signed.clone().to_vec().ok().as_deref() != Some(bytes) {
        return Err(damaged("a part of it is not signed"));
    }
    parse_claims(&signed, id)
}

/// Reads signed claims without checking the signature.
pub(super) fn unverified_claims(bytes: &[u8]) -> Result<SignedClaims, CredentialError> {
    let (signed, id) = parse_signed(bytes)?;
    parse_claims(&signed, id)
}

fn parse_signed(bytes: &[u8]) -> Result<(CoseSign1, KeyId), CredentialError> {
    let signed = CoseSign1::from_slice(bytes).map_err(|_| incomplete())?;
    let header = &signed.protected.header;
    if header.alg != Some(RegisteredLabelWithPrivate::Assigned(iana::Algorithm::EdDSA)) {
        return Err(damaged("it is not signed with EdDSA"));
    }
    let id = KeyId(header.key_id.as_slice().try_into().map_err(|_| incomplete())?);
    Ok((signed, id))
}

fn parse_claims(signed: &CoseSign1, key: KeyId) -> Result<SignedClaims, CredentialError> {
    let payload = signed.payload.as_deref().unwrap_or_default();
    let claims = ClaimsSet::from_slice(payload).map_err(|_| incomplete())?;
    Ok(SignedClaims { claims, key, hash: Sha256::digest(payload).into() })
}

fn incomplete() -> CredentialError {
    damaged("the end is missing, or some of the letters are wrong")
}

const EPOCH: Date = date(1970, 1, 1);

fn days_since_epoch(day: Date) -> i64 {
    EPOCH.until(day).map_or(0, |span| i64::from(span.get_days()))
}

fn day_from_epoch(days: i64) -> Option<Date> {
    EPOCH.checked_add(i32::try_from(days).ok()?.days()).ok()
}

fn midnight(day: Date) -> Timestamp {
    Timestamp::WholeSeconds(days_since_epoch(day) * 86_400)
}

fn day_at(time: &Timestamp) -> Option<Date> {
    let Timestamp::WholeSeconds(seconds) = time else { return None };
    (seconds % 86_400 == 0).then(|| day_from_epoch(seconds / 86_400))?
}

fn nfc(text: &str) -> String {
    text.nfc().collect()
}

impl Claims {
    /// Returns the number as it is printed, with the revision of a corrected certificate.
    pub(crate) fn printed_number(&self) -> String {
        match self.revision {
            0 | 1 => self.number.clone(),
            revision => format!("{} R{revision}", self.number),
        }
    }

    fn to_cwt(&self) -> ClaimsSet {
        let mut claims = ClaimsSetBuilder::new()
            .issuer(nfc(&self.issuer))
            .subject(nfc(&self.name))
            .issued_at(midnight(self.issued));
        // A credential is not valid on its expiration, so that is the day after the last valid one.
        if let Some(after) = self.valid_until.and_then(|day| day.tomorrow().ok()) {
            claims = claims.expiration_time(midnight(after));
        }
        if let Some(day) = self.valid_from {
            claims = claims.not_before(midnight(day));
        }
        claims.private_claim(PRIVATE_CLAIM, Value::Array(self.private_values())).build()
    }

    /// Returns the values of the private claim: version, kind, number, revision, title, hundredths
    /// of hours, and days. The first day counts from 1970, the others from the day before them.
    fn private_values(&self) -> Vec<Value> {
        let kind = self.kind as usize;
        let hundredths = |hours: f64| Value::from((hours * 100.0).round() as i64);
        let mut previous = 0;
        let days = self.days.iter().map(|day| {
            let number = days_since_epoch(*day);
            Value::from(number - std::mem::replace(&mut previous, number))
        });
        vec![
            Value::from(VERSION),
            Value::from(kind as u64),
            Value::from(nfc(&self.number)),
            Value::from(self.revision),
            Value::from(nfc(&self.title)),
            self.hours.map_or(Value::Null, hundredths),
            Value::Array(days.collect()),
        ]
    }

    fn from_cwt(claims: ClaimsSet) -> Result<Self, CredentialError> {
        let missing = |part: &str| CredentialError::Damaged(format!("{part} is missing"));
        let values = private_claim(&claims, PRIVATE_CLAIM).and_then(Value::as_array);
        let values = values.ok_or(CredentialError::NotACode)?;
        match values.first().and_then(as_i64) {
            Some(version) if version == VERSION as i64 => {}
            Some(version) if version > VERSION as i64 => {
                return Err(CredentialError::NewerVersion(version.unsigned_abs()));
            }
            _ => return Err(CredentialError::NotACode),
        }
        let [_, kind, number, revision, title, hours, days] = values.as_slice() else {
            return Err(missing("a part"));
        };
        let text = |value: &Value, part: &str| {
            value.as_text().map(str::to_owned).ok_or_else(|| missing(part))
        };
        let day = |time: &Option<Timestamp>, part: &str| {
            time.as_ref().map(|time| day_at(time).ok_or_else(|| missing(part))).transpose()
        };
        let hours = if hours.is_null() {
            None
        } else {
            Some(as_i64(hours).ok_or_else(|| missing("the number of hours"))? as f64 / 100.0)
        };
        let revision = as_i64(revision).and_then(|revision| revision.try_into().ok());
        let kind = as_i64(kind).and_then(|kind| usize::try_from(kind).ok());
        let kind = kind.and_then(|kind| CertificateKind::ALL.get(kind).copied());
        let number = text(number, "the number")?;
        let title = text(title, "the title")?;
        let days = parse_days(days).ok_or_else(|| missing("the list of days"))?;
        let issued = day(&claims.issued_at, "the issue date")?;
        let valid_from = day(&claims.not_before, "the start date")?;
        let expiration = day(&claims.expiration_time, "the expiration date")?;
        let valid_until = expiration.map(|day| day.yesterday()).transpose();
        Ok(Self {
            number,
            title,
            hours,
            days,
            valid_from,
            issuer: claims.issuer.ok_or_else(|| missing("the issuer"))?,
            name: claims.subject.ok_or_else(|| missing("the name"))?,
            revision: revision.ok_or_else(|| missing("the revision"))?,
            kind: kind.ok_or_else(|| missing("the kind"))?,
            issued: issued.ok_or_else(|| missing("the issue date"))?,
            valid_until: valid_until.map_err(|_| missing("the expiration date"))?,
        })
    }
}

/// Parses days, each of which counts from the day before it.
fn parse_days(value: &Value) -> Option<Vec<Date>> {
    let mut previous = 0;
    let mut days = Vec::new();
    for step in value.as_array()? {
        previous = as_i64(step)?.checked_add(previous)?;
        days.push(day_from_epoch(previous)?);
    }
    Some(days)
}

pub(super) fn private_claim(claims: &ClaimsSet, number: i64) -> Option<&Value> {
    let name = ClaimName::PrivateUse(number);
    claims.rest.iter().find(|(claim, _)| *claim == name).map(|(_, value)| value)
}

pub(super) fn as_i64(value: &Value) -> Option<i64> {
    i128::from(value.as_integer()?).try_into().ok()
}
