//! The format of credentials. Nothing else is accepted as one.

use coset::cwt::ClaimsSet;
use coset::{CborSerializable, CoseSign1, CoseSign1Builder, HeaderBuilder, iana};
use data_encoding::BASE32_NOPAD;
use ed25519_dalek::{Signer, SigningKey};
use jiff::civil::date;
use peerpress::certificates::proof::credential::{
    Claims, Credential, CredentialError, hash_claims, hash_claims_of_version_1, read_code, sign,
};
use peerpress::certificates::proof::keys::{KeyId, PrivateKey, PublicKeys};
use peerpress::content::certification::CertificateKind;

use super::{BASE, completion};

fn key() -> PrivateKey {
    PrivateKey::from_seed([7; 32])
}

fn keys() -> PublicKeys {
    PublicKeys { keys: vec![key().public(date(2026, 1, 1))], ..PublicKeys::default() }
}

/// Returns the part of a key ID that a code contains, in hexadecimal.
fn hint(key: &PrivateKey) -> String {
    key.id().to_string()[..6].to_owned()
}

fn claims() -> Claims {
    Claims { number: "NDPS-2027-00042-7".to_owned(), ..completion() }
}

fn dated() -> Claims {
    Claims {
        hours: Some(6.25),
        valid_from: Some(date(2027, 3, 1)),
        valid_until: Some(date(2029, 2, 28)),
        revision: 3,
        kind: CertificateKind::Recertified,
        ..claims()
    }
}

/// Returns the longest claims: a name of 70 characters with three bytes each, the longest title,
/// and ten days that do not follow each other.
fn longest() -> Claims {
    Claims {
        issuer: "Apoyo entre Pares de Dakota del Norte".to_owned(),
        name: "አ".repeat(70),
        title: "Capacitación en competencias básicas de apoyo entre pares".to_owned(),
        days: (1..=10).map(|day| date(2027, 2, day * 2)).collect(),
        ..dated()
    }
}

/// Returns the bytes of the signed claims.
fn token(claims: &Claims) -> Vec<u8> {
    let url = sign(claims, &key(), BASE);
    BASE32_NOPAD.decode(url.split('#').next_back().unwrap().as_bytes()).unwrap()
}

#[test]
fn signed_claims_are_read_back() {
    for claims in [claims(), dated(), longest()] {
        let url = sign(&claims, &key(), BASE);
        assert_eq!(
            read_code(&url, &keys()),
            Ok(Credential {
                claims: claims.clone(),
                key: key().id(),
                signed: hash_claims(&claims)
            }),
            "{url}"
        );
        assert_eq!(url, sign(&claims, &key(), &format!("{BASE}#")));
    }
    let decomposed = Claims { name: "Rami\u{301}rez".to_owned(), ..claims() };
    assert_eq!(
        read_code(&sign(&decomposed, &key(), BASE), &keys()).unwrap().claims.name,
        "Ramírez"
    );
}

#[test]
fn codes_of_version_1_are_read() {
    let read = read_code(VECTOR, &keys()).unwrap();
    assert_eq!((read.claims, read.key), (claims(), key().id()));
    assert_eq!(read.signed, hash_claims_of_version_1(&claims()));
}

/// Days and hours have several forms in a code. Each day and each hundredth survives it.
#[test]
fn days_and_hours_are_read_back() {
    let day = |month, day| date(2027, month, day);
    for days in [
        vec![],
        vec![day(2, 8)],
        vec![day(2, 8), day(2, 9)],
        vec![day(2, 8), day(2, 10)],
        vec![day(2, 8), day(2, 9), day(2, 11), day(2, 12), day(2, 13), day(3, 1), day(3, 2)],
        (0..300)
            .map(|after| day(1, 1).checked_add(jiff::Span::new().days(after)).unwrap())
            .collect(),
        vec![date(1969, 12, 30), date(1969, 12, 31), date(1970, 1, 1), date(1970, 1, 2)],
    ] {
        for (hours, issued) in [
            (None, day(1, 1)),
            (Some(0.25), day(2, 12)),
            (Some(7.1), day(6, 30)),
            (Some(1200.0), day(2, 8)),
        ] {
            let claims = Claims { days: days.clone(), hours, issued, ..claims() };
            let read = read_code(&sign(&claims, &key(), BASE), &keys()).unwrap();
            assert_eq!(read.claims, claims);
        }
    }
}

#[test]
fn copied_codes_are_read() {
    let url = sign(&claims(), &key(), BASE);
    let code = url.split('#').next_back().unwrap();
    for text in [
        code.to_owned(),
        code.to_ascii_lowercase(),
        format!("  {url}\n"),
        url.replace("A", "A\r\n"),
    ] {
        assert!(read_code(&text, &keys()).is_ok(), "{text}");
    }
}

#[test]
fn a_changed_bit_and_a_missing_or_added_byte_are_refused() {
    let token = token(&claims());
    let refused = |bytes: &[u8]| read_code(&BASE32_NOPAD.encode(bytes), &keys()).unwrap_err();
    for at in 0..token.len() {
        for bit in 0..8 {
            let mut changed = token.clone();
            changed[at] ^= 1 << bit;
            refused(&changed);
        }
        refused(&token[..at]);
    }
    refused(&[token.as_slice(), &[0]].concat());
    refused(&token.repeat(2));
    let code = BASE32_NOPAD.encode(&token);
    for length in 0..code.len() {
        let fault = read_code(&format!("{BASE}#{}", &code[..length]), &keys()).unwrap_err();
        assert!(matches!(fault, CredentialError::Damaged(_)) || length == 0, "{length}: {fault}");
    }
    for (text, fault) in [
        ("", CredentialError::NotACode),
        ("https://example.org/verify", CredentialError::NotACode),
        ("hello", CredentialError::NotACode),
        ("https://example.org/#top", CredentialError::NotACode),
    ] {
        assert_eq!(read_code(text, &keys()).unwrap_err(), fault, "{text}");
    }
    assert!(matches!(read_code(&code.repeat(100), &keys()), Err(CredentialError::Damaged(_))));
}

#[test]
fn a_signature_is_valid_for_one_key_algorithm_and_purpose() {
    let other = PrivateKey::from_seed([8; 32]);
    assert_eq!(
        read_code(&sign(&claims(), &other, BASE), &keys()).unwrap_err(),
        CredentialError::UnknownKey(hint(&other))
    );
    let build = |id: KeyId, algorithm, unprotected, purpose: &[u8]| {
        let header = HeaderBuilder::new().algorithm(algorithm).key_id(id.0.to_vec()).build();
        let payload = CoseSign1::from_slice(&token(&claims())).unwrap().payload.unwrap();
        let signed = CoseSign1Builder::new().protected(header).payload(payload);
        let signed = if unprotected {
            signed.unprotected(HeaderBuilder::new().content_type("x".to_owned()).build())
        } else {
            signed
        };
        let signed = signed
            .create_signature(purpose, |bytes| {
                SigningKey::from_bytes(&[8; 32]).sign(bytes).to_vec()
            })
            .build();
        BASE32_NOPAD.encode(&signed.to_vec().unwrap())
    };
    let eddsa = iana::Algorithm::EdDSA;
    let both = PublicKeys {
        keys: [keys().keys, vec![other.public(date(2026, 1, 1))]].concat(),
        ..PublicKeys::default()
    };
    assert!(read_code(&build(other.id(), eddsa, false, b""), &both).is_ok());
    assert_eq!(
        read_code(&build(key().id(), eddsa, false, b""), &both).unwrap_err(),
        CredentialError::InvalidSignature(key().id().to_string())
    );
    assert_eq!(
        read_code(&build(other.id(), eddsa, false, b"another"), &both).unwrap_err(),
        CredentialError::InvalidSignature(other.id().to_string())
    );
    assert!(matches!(
        read_code(&build(other.id(), eddsa, true, b""), &both),
        Err(CredentialError::Damaged(_))
    ));
    // Another algorithm changes the first bytes, so the text does not look like a code.
    assert_eq!(
        read_code(&build(other.id(), iana::Algorithm::ES256, false, b""), &both).unwrap_err(),
        CredentialError::NotACode
    );
}

#[test]
fn a_newer_version_is_reported() {
    let old = CoseSign1::from_slice(&token(&claims())).unwrap();
    let mut newer = ClaimsSet::from_slice(&old.payload.unwrap()).unwrap();
    newer.rest[0].1 = ciborium::Value::Array(vec![ciborium::Value::from(3)]);
    let signed = CoseSign1Builder::new()
        .protected(old.protected.header)
        .payload(newer.to_vec().unwrap())
        .create_signature(b"", |bytes| SigningKey::from_bytes(&[7; 32]).sign(bytes).to_vec())
        .build();
    let code = BASE32_NOPAD.encode(&signed.to_vec().unwrap());
    assert_eq!(read_code(&code, &keys()).unwrap_err(), CredentialError::NewerVersion(3));
}

/// A code of version 1 that was issued. It must stay valid forever, because certificates are
/// already in use.
const VECTOR: &str = "https://example.org/verify#\
    QRG2EAJHAREP5AJMCLZ2WTHGUBMIJJABPAMU433SORUCARDBNNXXIYJAKBSWK4RAKN2XA4DPOJ2AE4SBNRSXQICTMFWX\
    A3DFFVJGS5TFOJQQMGTLNZFYAOQAAEAABBYBABYU4RCQKMWTEMBSG4WTAMBQGQZC2NYBPASUG33SMUQEG33NOBSXIZLO\
    MN4SAUDFMVZCAU3VOBYG64TUEBKHEYLJNZUW4ZYZB6QIKGKRPEAQCAIBLBAKDCUXOVGZPXUWEJB3FKTSK7FGA4PKRYJV\
    HBSNTMVMP7EE25R4AVT3ELTP7AVMZUGUDTD5IXAJSWUCLAERYFGKOEMWT3I5X2QTCVP6AY";
