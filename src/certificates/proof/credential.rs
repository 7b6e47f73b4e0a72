//! The credential of a certificate: what its face states, signed, small enough for a code to scan.
//!
//! A COSE_Sign1 structure (RFC 9052, untagged, EdDSA, the key's id in the protected header) over the claims of a CWT (RFC 8392):
//! issuer (1), subject (2) the name, expiry (4) the day after the last of validity, not-before (5), issued-at (6), all at midnight
//! UTC, and one private claim with the rest. The encoding is deterministic (RFC 8949, 4.2): one certificate, one text.
//!
//! It stands behind the `#` of the address in Base32 (RFC 4648, no padding). Browsers keep what is behind `#` to themselves. In a QR
//! code capital letters and digits take 5½ bits each: Base32 is a tenth larger than the bytes, Base64 in byte mode a third; Base45
//! would save another 6 %, but its space and `%` do not survive in an address.

use std::fmt;

use ciborium::Value;
use coset::cwt::{ClaimName, ClaimsSet, ClaimsSetBuilder, Timestamp};
use coset::iana;
use coset::{
    CborSerializable, CoseSign1, CoseSign1Builder, HeaderBuilder, RegisteredLabelWithPrivate,
};
use data_encoding::BASE32_NOPAD;
use jiff::ToSpan;
use jiff::civil::{Date, date};
use unicode_normalization::UnicodeNormalization;

use super::keys::{KeyId, PrivateKey, PublicKeys};
use crate::content::certification::CertificateKind;

/// The version of the private claim.
const VERSION: u64 = 1;

/// The private claim (RFC 8392, 9.1.1: numbers below -65536 are for private use).
const REST: i64 = -65537;

/// With what every credential begins: an array of four, a protected header of 13 bytes, EdDSA, a key's id of 8 bytes.
const BEGINNING: [u8; 7] = [0x84, 0x4d, 0xa2, 0x01, 0x27, 0x04, 0x48];

/// As much as a QR code could hold, in characters, and some more.
const LONGEST: usize = 8 * 1024;

/// What a certificate states. All of it is printed on its face.
#[derive(Debug, Clone, PartialEq)]
pub struct Claims {
    /// Who issued it, as the face names them.
    pub issuer: String,
    /// The recipient's name.
    pub name: String,
    /// The certificate number, without a revision.
    pub number: String,
    /// 1, or more for a corrected certificate; printed as `R2` behind the number.
    pub revision: u32,
    /// What is certified.
    pub kind: CertificateKind,
    /// The title of the training, or what the person may call themselves, as the face has it.
    pub title: String,
    /// Hours earned; a hundredth of an hour is the least.
    pub hours: Option<f64>,
    /// The days of the session, in order.
    pub days: Vec<Date>,
    /// The day of issue.
    pub issued: Date,
    /// First day of validity.
    pub valid_from: Option<Date>,
    /// Last day of validity.
    pub valid_until: Option<Date>,
}

/// A credential whose signature fits.
#[derive(Debug, Clone, PartialEq)]
pub struct Credential {
    /// What it states.
    pub claims: Claims,
    /// The key that signed it.
    pub key: KeyId,
}

/// Why a text proves nothing.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Fault {
    /// It is not the text of a certificate's code.
    NotACredential,
    /// It is a part of one, or garbled.
    Damaged(String),
    /// It was signed with a key that is not among the public keys.
    UnknownKey(KeyId),
    /// It names this key, but the signature is not of this key, or not for these claims.
    Forged(KeyId),
    /// It is of a newer version than this program.
    Newer(u64),
}

impl fmt::Display for Fault {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::NotACredential => f.write_str("this is not the text of a certificate's code"),
            Self::Damaged(why) => write!(f, "the text of the code is cut short or garbled: {why}"),
            Self::UnknownKey(id) => {
                write!(f, "it is signed with the key `{id}`, which is not among the public keys")
            }
            Self::Forged(id) => write!(
                f,
                "the signature does not fit: what it states was changed, or it was not signed with the key `{id}` that it names"
            ),
            Self::Newer(version) => write!(
                f,
                "it is a credential of version {version}; this program reads version {VERSION}"
            ),
        }
    }
}

impl std::error::Error for Fault {}

/// The address that proves a certificate: `base`, `#`, the signed claims.
pub fn sign(claims: &Claims, key: &PrivateKey, base: &str) -> String {
    format!("{}#{}", base.trim_end_matches('#'), BASE32_NOPAD.encode(&token(claims, key)))
}

/// The signed claims, as bytes.
fn token(claims: &Claims, key: &PrivateKey) -> Vec<u8> {
    seal(claims.to_cwt(), key, b"")
}

/// Signs a set of claims. `purpose` is the external data of COSE, so that what is signed for one purpose does not pass for another.
pub(super) fn seal(claims: ClaimsSet, key: &PrivateKey, purpose: &[u8]) -> Vec<u8> {
    let header =
        HeaderBuilder::new().algorithm(iana::Algorithm::EdDSA).key_id(key.id().0.to_vec()).build();
    let payload = claims.to_vec();
    let payload =
        payload.unwrap_or_else(|error| unreachable!("texts and numbers become CBOR: {error}"));
    let signed = CoseSign1Builder::new()
        .protected(header)
        .payload(payload)
        .create_signature(purpose, |bytes| key.sign(bytes))
        .build();
    signed.to_vec().unwrap_or_else(|error| unreachable!("a signed payload becomes CBOR: {error}"))
}

/// Whether a text looks like the address or text of a certificate's code, sound or not.
pub fn looks_like(text: &str) -> bool {
    let beginning = BASE32_NOPAD.encode(&BEGINNING);
    // The last letter also holds bits of what follows.
    let sure = &beginning[..beginning.len() - 1];
    let code = code(text);
    !code.is_empty()
        && (code.starts_with(sure)
            || (code.len() < sure.len() && sure.starts_with(&code) && text.contains('#')))
}

/// The text behind `#`, or all of it, without the spaces and line breaks that e-mail puts in.
fn code(text: &str) -> String {
    let code = text.rsplit_once('#').map_or(text, |(_, code)| code);
    code.chars()
        .filter(|c| !c.is_whitespace())
        .take(LONGEST + 1)
        .collect::<String>()
        .to_ascii_uppercase()
}

/// Reads an address or the text of a code, and checks its signature.
///
/// # Errors
/// If it is not one, is damaged, or its signature cannot be trusted.
pub fn open(text: &str, keys: &PublicKeys) -> Result<Credential, Fault> {
    if !looks_like(text) {
        return Err(Fault::NotACredential);
    }
    let code = code(text);
    if code.len() > LONGEST {
        return Err(Fault::Damaged("it is longer than any code".to_owned()));
    }
    let bytes = BASE32_NOPAD.decode(code.as_bytes()).map_err(|error| match error.kind {
        data_encoding::DecodeKind::Symbol => {
            Fault::Damaged("there is a character in it that no code has".to_owned())
        }
        _ => Fault::Damaged("its end is missing".to_owned()),
    })?;
    let (claims, key) = unseal(&bytes, keys, b"")?;
    Ok(Credential { claims: Claims::from_cwt(claims)?, key })
}

/// Reads signed claims; gives them only if the signature is that of a known key.
pub(super) fn unseal(
    bytes: &[u8],
    keys: &PublicKeys,
    purpose: &[u8],
) -> Result<(ClaimsSet, KeyId), Fault> {
    let damaged = || Fault::Damaged("its end is missing, or letters of it are wrong".to_owned());
    let signed = CoseSign1::from_slice(bytes).map_err(|_| damaged())?;
    let header = &signed.protected.header;
    if header.alg != Some(RegisteredLabelWithPrivate::Assigned(iana::Algorithm::EdDSA)) {
        return Err(Fault::Damaged("it is not signed with EdDSA".to_owned()));
    }
    let id = KeyId(header.key_id.as_slice().try_into().map_err(|_| damaged())?);
    let key = keys.get(id).ok_or(Fault::UnknownKey(id))?;
    signed.verify_signature(purpose, |signature, bytes| {
        if key.verifies(signature, bytes) { Ok(()) } else { Err(Fault::Forged(id)) }
    })?;
    // Nothing that is not signed, and nothing in two forms.
    if !signed.unprotected.is_empty() || signed.clone().to_vec().ok().as_deref() != Some(bytes) {
        return Err(Fault::Damaged("there is something in it that is not signed".to_owned()));
    }
    let claims = ClaimsSet::from_slice(signed.payload.as_deref().unwrap_or_default())
        .map_err(|_| damaged())?;
    Ok((claims, id))
}

const EPOCH: Date = date(1970, 1, 1);

fn day_number(day: Date) -> i64 {
    EPOCH.until(day).map_or(0, |span| i64::from(span.get_days()))
}

fn day_of(number: i64) -> Option<Date> {
    EPOCH.checked_add(i32::try_from(number).ok()?.days()).ok()
}

fn midnight(day: Date) -> Timestamp {
    Timestamp::WholeSeconds(day_number(day) * 86_400)
}

fn day_at(time: &Timestamp) -> Option<Date> {
    match time {
        Timestamp::WholeSeconds(seconds) if seconds % 86_400 == 0 => day_of(seconds / 86_400),
        _ => None,
    }
}

fn nfc(text: &str) -> String {
    text.nfc().collect()
}

impl Claims {
    fn to_cwt(&self) -> ClaimsSet {
        let mut claims = ClaimsSetBuilder::new()
            .issuer(nfc(&self.issuer))
            .subject(nfc(&self.name))
            .issued_at(midnight(self.issued));
        // A credential must not be taken on or after its expiry: that is the day after the last valid one.
        if let Some(after) = self.valid_until.and_then(|day| day.tomorrow().ok()) {
            claims = claims.expiration_time(midnight(after));
        }
        if let Some(day) = self.valid_from {
            claims = claims.not_before(midnight(day));
        }
        claims.private_claim(REST, Value::Array(self.rest())).build()
    }

    /// Version, kind, number, revision, title, hundredths of hours, and days: the first one since 1970, then each since the one before.
    fn rest(&self) -> Vec<Value> {
        let kind =
            CertificateKind::ALL.iter().position(|kind| *kind == self.kind).unwrap_or_default();
        let hours =
            self.hours.map_or(Value::Null, |hours| Value::from((hours * 100.0).round() as i64));
        let mut last = 0;
        let days = self.days.iter().map(|day| {
            let number = day_number(*day);
            Value::from(number - std::mem::replace(&mut last, number))
        });
        vec![
            Value::from(VERSION),
            Value::from(kind as u64),
            Value::from(nfc(&self.number)),
            Value::from(self.revision),
            Value::from(nfc(&self.title)),
            hours,
            Value::Array(days.collect()),
        ]
    }

    fn from_cwt(claims: ClaimsSet) -> Result<Self, Fault> {
        let missing = |what: &str| Fault::Damaged(format!("it lacks {what}"));
        let rest = private(&claims, REST)
            .and_then(Value::as_array)
            .cloned()
            .ok_or(Fault::NotACredential)?;
        match rest.first().and_then(whole) {
            Some(version) if version == VERSION as i64 => {}
            Some(version) if version > VERSION as i64 => {
                return Err(Fault::Newer(version.unsigned_abs()));
            }
            _ => return Err(Fault::NotACredential),
        }
        let [_, kind, number, revision, title, hours, days] = rest.as_slice() else {
            return Err(missing("a part"));
        };
        let text = |value: &Value, what: &str| {
            value.as_text().map(str::to_owned).ok_or_else(|| missing(what))
        };
        let mut last = 0;
        let mut next = |step: &Value| {
            last = whole(step)?.checked_add(last)?;
            day_of(last)
        };
        let days =
            days.as_array().and_then(|days| days.iter().map(&mut next).collect::<Option<Vec<_>>>());
        let day = |time: &Option<Timestamp>, what: &str| {
            time.as_ref().map(|time| day_at(time).ok_or_else(|| missing(what))).transpose()
        };
        let after = day(&claims.expiration_time, "a day of expiry")?;
        Ok(Self {
            issuer: claims.issuer.ok_or_else(|| missing("the issuer"))?,
            name: claims.subject.ok_or_else(|| missing("the name"))?,
            number: text(number, "the number")?,
            revision: whole(revision)
                .and_then(|revision| revision.try_into().ok())
                .ok_or_else(|| missing("the revision"))?,
            kind: whole(kind)
                .and_then(|kind| CertificateKind::ALL.get(usize::try_from(kind).ok()?).copied())
                .ok_or_else(|| missing("what it is"))?,
            title: text(title, "the title")?,
            hours: if hours.is_null() {
                None
            } else {
                Some(whole(hours).ok_or_else(|| missing("the hours"))? as f64 / 100.0)
            },
            days: days.ok_or_else(|| missing("the days"))?,
            issued: day(&claims.issued_at, "the day of issue")?
                .ok_or_else(|| missing("the day of issue"))?,
            valid_from: day(&claims.not_before, "the first day")?,
            valid_until: after
                .map(|day| day.yesterday().map_err(|_| missing("the last day")))
                .transpose()?,
        })
    }
}

/// A private claim.
pub(super) fn private(claims: &ClaimsSet, number: i64) -> Option<&Value> {
    claims
        .rest
        .iter()
        .find(|(name, _)| *name == ClaimName::PrivateUse(number))
        .map(|(_, value)| value)
}

pub(super) fn whole(value: &Value) -> Option<i64> {
    i128::from(value.as_integer()?).try_into().ok()
}

#[cfg(test)]
mod tests;
