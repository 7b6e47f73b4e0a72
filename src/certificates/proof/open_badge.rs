//! Open Badges 3.0: a certificate as a credential that wallets and other programs read.
//!
//! The credential is a VC-JWT, section 8.2 of the Open Badges specification: a JWS (RFC 7515) with
//! EdDSA (RFC 8037), whose payload is the credential and whose header has the public key as a JWK.
//! The issuer is identified by a `did:key`, which is that public key, so that a verifier needs no
//! network to bind the signature to the issuer, and a stranger compares the key with `keys.json`.
//!
//! Everything follows from what the ledger keeps, so a certificate always gives the same bytes. The
//! credential has no `credentialStatus`: the status list of the program is not one of the W3C, and
//! nobody could check such an entry. The evidence has the address that shows whether the
//! certificate was revoked.

use data_encoding::{BASE64URL_NOPAD, HEXLOWER};
use jiff::Timestamp;
use jiff::civil::Date;
use serde_json::{Map, Value, json};
use sha2::{Digest, Sha256};

use super::credential::{Claims, first_moment, last_moment};
use super::keys::PrivateKey;
use crate::content::certification::CertificateKind;

/// The contexts of the credential: those of verifiable credentials and of Open Badges.
const CONTEXTS: [&str; 2] = [
    "https://www.w3.org/ns/credentials/v2",
    "https://purl.imsglobal.org/spec/ob/v3p0/context-3.0.3.json",
];

/// The start of a public key of Ed25519 in a `did:key`.
const ED25519: [u8; 2] = [0xed, 0x01];

/// The digits of Base58, as Bitcoin orders them.
const BASE58: &[u8; 58] = b"123456789ABCDEFGHJKLMNPQRSTUVWXYZabcdefghijkmnopqrstuvwxyz";

/// The length of a salt, in hexadecimal digits.
const SALT: usize = 16;

/// What a badge states besides the claims of its certificate, in the words that the ledger keeps.
pub(crate) struct BadgeWords {
    /// The number as it is printed.
    pub(crate) number: String,
    /// The language of the certificate.
    pub(crate) lang: String,
    /// The ID of the training, which tells achievements of the same title apart.
    pub(crate) training: Option<String>,
    /// What the achievement is.
    pub(crate) description: String,
    /// What it takes to earn it.
    pub(crate) criteria: String,
    /// The word that marks a sample, and a sentence that says what it means.
    pub(crate) sample: (String, String),
    /// What opening the evidence does.
    pub(crate) evidence: String,
    /// The address that shows whether the certificate is genuine and valid, with its code.
    pub(crate) address: String,
    /// The home page of the issuer.
    pub(crate) home: Option<String>,
    /// The holder's email address. Only its hash is in the badge.
    pub(crate) email: Option<String>,
}

/// Returns the signed credential of a certificate, in the compact form of a JWS.
pub(crate) fn sign(claims: &Claims, words: &BadgeWords, key: &PrivateKey) -> String {
    let public = key.public_bytes();
    let jwk = json!({ "kty": "OKP", "crv": "Ed25519", "x": BASE64URL_NOPAD.encode(&public) });
    let header = json!({ "alg": "EdDSA", "typ": "JWT", "jwk": jwk });
    let payload = payload(claims, words, &did_key(&public));
    let encode = |json: &Value| BASE64URL_NOPAD.encode(json.to_string().as_bytes());
    let signed = format!("{}.{}", encode(&header), encode(&payload));
    let signature = BASE64URL_NOPAD.encode(&key.sign(signed.as_bytes()));
    format!("{signed}.{signature}")
}

/// The payload: the registered claims, and the credential.
fn payload(claims: &Claims, words: &BadgeWords, issuer: &str) -> Value {
    let id = urn(&["credential", &claims.issuer, &words.number]);
    let subject = urn(&["subject", &claims.issuer, &claims.number]);
    let from = first_moment(claims.valid_from.unwrap_or(claims.issued));
    let until = claims.valid_until.map(last_moment);
    let mut payload = json!({
        "iss": issuer,
        "jti": id,
        "sub": subject,
        "nbf": from,
    });
    let credential = json!({
        "@context": CONTEXTS,
        "id": id,
        "type": ["VerifiableCredential", "OpenBadgeCredential"],
        "name": marked(claims, words, &claims.title),
        "issuer": profile(claims, words, issuer),
        "validFrom": moment(from),
        "awardedDate": moment(midnight(claims.issued)),
        "credentialSubject": achievement_subject(claims, words, &subject),
        "evidence": [{
            "id": words.address,
            "type": ["Evidence"],
            "name": words.evidence,
        }],
    });
    if let Some(until) = until {
        payload["exp"] = until.into();
    }
    if let (Value::Object(payload), Value::Object(mut credential)) = (&mut payload, credential) {
        if let Some(until) = until {
            credential.insert("validUntil".to_owned(), moment(until).into());
        }
        payload.append(&mut credential);
    }
    payload
}

fn profile(claims: &Claims, words: &BadgeWords, id: &str) -> Value {
    let mut profile = json!({ "id": id, "type": ["Profile"], "name": claims.issuer });
    if let Some(home) = &words.home {
        profile["url"] = home.as_str().into();
    }
    profile
}

fn achievement_subject(claims: &Claims, words: &BadgeWords, id: &str) -> Value {
    let mut subject = Map::new();
    subject.insert("id".to_owned(), id.into());
    subject.insert("type".to_owned(), json!(["AchievementSubject"]));
    let email = words.email.as_deref().map(|email| hashed_email(email, id));
    let name = json!({
        "type": "IdentityObject",
        "hashed": false,
        "identityHash": claims.name,
        "identityType": "name",
    });
    let identifiers: Vec<Value> = email.into_iter().chain([name]).collect();
    subject.insert("identifier".to_owned(), identifiers.into());
    if let (Some(first), Some(last)) = (claims.days.first(), claims.days.last()) {
        subject.insert("activityStartDate".to_owned(), moment(midnight(*first)).into());
        subject.insert("activityEndDate".to_owned(), moment(midnight(*last)).into());
    }
    subject.insert("licenseNumber".to_owned(), words.number.as_str().into());
    subject.insert("achievement".to_owned(), achievement(claims, words));
    subject.into()
}

fn achievement(claims: &Claims, words: &BadgeWords) -> Value {
    let kind = claims.kind.to_string();
    let training = words.training.as_deref().unwrap_or_default();
    let achievement_type = match claims.kind {
        CertificateKind::Completion | CertificateKind::ContinuingEducation => {
            "CertificateOfCompletion"
        }
        CertificateKind::Certified | CertificateKind::Recertified => "Certification",
    };
    let description = match claims.sample {
        true => format!("{}. {}", words.sample.1.trim_end_matches('.'), words.description),
        false => words.description.clone(),
    };
    let sample = if claims.sample { "sample" } else { "" };
    json!({
        "id": urn(&["achievement", &claims.issuer, &kind, training, &claims.title, sample]),
        "type": ["Achievement"],
        "achievementType": achievement_type,
        "name": marked(claims, words, &claims.title),
        "description": description,
        "criteria": { "narrative": words.criteria },
        "inLanguage": words.lang,
    })
}

/// Returns a title, with the mark of a sample.
fn marked(claims: &Claims, words: &BadgeWords, title: &str) -> String {
    if claims.sample { format!("{}: {title}", words.sample.0) } else { title.to_owned() }
}

/// The salted hash of an email address, by which a wallet that knows the address recognizes it.
fn hashed_email(email: &str, subject: &str) -> Value {
    let salt = &hash(&["salt", subject])[..SALT];
    let digest = Sha256::digest(format!("{email}{salt}"));
    json!({
        "type": "IdentityObject",
        "hashed": true,
        "identityHash": format!("sha256${}", HEXLOWER.encode(&digest)),
        "identityType": "emailAddress",
        "salt": salt,
    })
}

/// Returns the `did:key` of a public key: its Base58 with a mark of the kind of key.
fn did_key(public: &[u8; 32]) -> String {
    format!("did:key:z{}", base58(&[&ED25519[..], public].concat()))
}

fn base58(bytes: &[u8]) -> String {
    let mut digits: Vec<u8> = Vec::new();
    for byte in bytes {
        let mut carry = u32::from(*byte);
        for digit in &mut digits {
            carry += u32::from(*digit) << 8;
            *digit = (carry % 58) as u8;
            carry /= 58;
        }
        while carry > 0 {
            digits.push((carry % 58) as u8);
            carry /= 58;
        }
    }
    let zeros = bytes.iter().take_while(|byte| **byte == 0).map(|_| 0);
    let digits = zeros.chain(digits.iter().rev().copied());
    digits.map(|digit| char::from(BASE58[usize::from(digit)])).collect()
}

/// Returns a URN that follows from some texts: a UUID of version 8 (RFC 9562).
fn urn(parts: &[&str]) -> String {
    let mut digits = hash(parts);
    digits.replace_range(12..13, "8");
    digits.replace_range(16..17, "8");
    let group = |start: usize, end: usize| &digits[start..end];
    let groups = [group(0, 8), group(8, 12), group(12, 16), group(16, 20), group(20, 32)];
    format!("urn:uuid:{}", groups.join("-"))
}

/// Returns the SHA-256 hash of some texts, in hexadecimal.
fn hash(parts: &[&str]) -> String {
    let mut hasher = Sha256::new_with_prefix("peerpress open badge 1");
    for part in parts {
        hasher.update((part.len() as u64).to_be_bytes());
        hasher.update(part);
    }
    HEXLOWER.encode(&hasher.finalize())
}

/// The start of a day in UTC, in seconds.
fn midnight(day: Date) -> i64 {
    first_moment(day) + 14 * 3600
}

/// A time as RFC 3339 writes it.
fn moment(seconds: i64) -> String {
    Timestamp::from_second(seconds).unwrap_or(Timestamp::UNIX_EPOCH).to_string()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn keys_have_the_identifiers_of_the_did_key_method() {
        // From the test vectors of the method for Ed25519.
        let public = HEXLOWER
            .decode(b"3b6a27bcceb6a42d62a3a8d02a6f0d73653215771de243a63ac048a18b59da29")
            .unwrap();
        let did = did_key(&public.try_into().unwrap());
        assert_eq!(did, "did:key:z6MkiTBz1ymuepAQ4HEHYSF1H8quG5GLVVQR3djdX3mDooWp");
        assert_eq!(base58(&[0, 0, 1]), "112");
    }
}
