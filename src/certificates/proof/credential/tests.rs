//! The format of a credential, and that nothing else passes for one.

use qrcode::{EcLevel, QrCode};

use super::*;

const BASE: &str = "https://example.org/verify";

fn key() -> PrivateKey {
    PrivateKey::from_seed([7; 32])
}

fn keys() -> PublicKeys {
    PublicKeys { keys: vec![key().public(date(2026, 1, 1))] }
}

fn claims() -> Claims {
    Claims {
        issuer: "North Dakota Peer Support".to_owned(),
        name: "Alex Sample-Rivera".to_owned(),
        number: "NDPS-2027-00042-7".to_owned(),
        revision: 1,
        kind: CertificateKind::Completion,
        title: "Core Competency Peer Support Training".to_owned(),
        hours: Some(40.0),
        days: (8..=12).map(|day| date(2027, 2, day)).collect(),
        issued: date(2027, 2, 12),
        valid_from: None,
        valid_until: None,
    }
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

/// The longest of everything: a name of 70 characters of three bytes each, the longest title, ten days apart.
fn longest() -> Claims {
    Claims {
        issuer: "Apoyo entre Pares de Dakota del Norte".to_owned(),
        name: "አ".repeat(70),
        title: "Capacitación en competencias básicas de apoyo entre pares".to_owned(),
        days: (1..=10).map(|day| date(2027, 2, day * 2)).collect(),
        ..dated()
    }
}

/// Modules of the code along one side, with a level of correction.
fn modules(claims: &Claims, level: EcLevel) -> usize {
    QrCode::with_error_correction_level(sign(claims, &key(), BASE), level).unwrap().width()
}

#[test]
fn what_is_signed_is_read_again() {
    for claims in [claims(), dated(), longest()] {
        let url = sign(&claims, &key(), BASE);
        assert_eq!(
            open(&url, &keys()),
            Ok(Credential { claims: claims.clone(), key: key().id() }),
            "{url}"
        );
        assert_eq!(url, sign(&claims, &key(), &format!("{BASE}#")));
    }
    let decomposed = Claims { name: "Rami\u{301}rez".to_owned(), ..claims() };
    assert_eq!(open(&sign(&decomposed, &key(), BASE), &keys()).unwrap().claims.name, "Ramírez");
}

#[test]
fn the_format_is_stable() {
    assert_eq!(sign(&claims(), &key(), BASE), VECTOR);
}

#[test]
fn a_code_is_read_however_it_was_copied() {
    let url = sign(&claims(), &key(), BASE);
    let code = url.split('#').next_back().unwrap();
    for text in [
        code.to_owned(),
        code.to_ascii_lowercase(),
        format!("  {url}\n"),
        url.replace("A", "A\r\n"),
    ] {
        assert!(open(&text, &keys()).is_ok(), "{text}");
    }
}

#[test]
fn no_changed_bit_and_no_missing_or_added_byte_is_accepted() {
    let token = token(&claims(), &key());
    let refused = |bytes: &[u8]| open(&BASE32_NOPAD.encode(bytes), &keys()).unwrap_err();
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
        let fault = open(&format!("{BASE}#{}", &code[..length]), &keys()).unwrap_err();
        assert!(matches!(fault, Fault::Damaged(_)) || length == 0, "{length}: {fault}");
    }
    for (text, fault) in [
        ("", Fault::NotACredential),
        ("https://example.org/verify", Fault::NotACredential),
        ("hello", Fault::NotACredential),
        ("https://example.org/#top", Fault::NotACredential),
    ] {
        assert_eq!(open(text, &keys()).unwrap_err(), fault, "{text}");
    }
    assert!(matches!(open(&code.repeat(100), &keys()), Err(Fault::Damaged(_))));
}

#[test]
fn a_signature_counts_for_its_key_its_algorithm_and_its_purpose() {
    let other = PrivateKey::from_seed([8; 32]);
    assert_eq!(
        open(&sign(&claims(), &other, BASE), &keys()).unwrap_err(),
        Fault::UnknownKey(other.id())
    );
    let build = |id: KeyId, algorithm, unprotected, purpose: &[u8]| {
        let header = HeaderBuilder::new().algorithm(algorithm).key_id(id.0.to_vec()).build();
        let signed =
            CoseSign1Builder::new().protected(header).payload(claims().to_cwt().to_vec().unwrap());
        let signed = if unprotected {
            signed.unprotected(HeaderBuilder::new().content_type("x".to_owned()).build())
        } else {
            signed
        };
        let signed = signed.create_signature(purpose, |bytes| other.sign(bytes)).build();
        BASE32_NOPAD.encode(&signed.to_vec().unwrap())
    };
    let eddsa = iana::Algorithm::EdDSA;
    let both = PublicKeys { keys: [keys().keys, vec![other.public(date(2026, 1, 1))]].concat() };
    assert!(open(&build(other.id(), eddsa, false, b""), &both).is_ok());
    assert_eq!(
        open(&build(key().id(), eddsa, false, b""), &both).unwrap_err(),
        Fault::Forged(key().id())
    );
    assert_eq!(
        open(&build(other.id(), eddsa, false, b"another"), &both).unwrap_err(),
        Fault::Forged(other.id())
    );
    assert!(matches!(open(&build(other.id(), eddsa, true, b""), &both), Err(Fault::Damaged(_))));
    // Another algorithm changes the beginning: it does not even look like a certificate's code.
    assert_eq!(
        open(&build(other.id(), iana::Algorithm::ES256, false, b""), &both).unwrap_err(),
        Fault::NotACredential
    );
}

#[test]
fn a_newer_version_is_told() {
    let mut newer = claims().to_cwt();
    newer.rest[0].1 = Value::Array(vec![Value::from(2)]);
    assert_eq!(
        open(&BASE32_NOPAD.encode(&seal(newer, &key(), b"")), &keys()).unwrap_err(),
        Fault::Newer(2)
    );
}

/// Printed 1.2 inches wide, 92 modules are a third of a millimetre each: any telephone reads that.
#[test]
fn the_code_stays_small_enough_to_scan() {
    let sizes = [claims(), dated(), longest()].map(|claims| {
        (token(&claims, &key()).len(), modules(&claims, EcLevel::M), modules(&claims, EcLevel::L))
    });
    assert_eq!(sizes, [(216, 65, 57), (228, 65, 61), (461, 89, 81)]);
}

/// Read by other programs too: this text must never change, or certificates in the world stop being readable.
const VECTOR: &str = "https://example.org/verify#QRG2EAJHAREP5AJMCLZ2WTHGUBMIJJABPAMU433SORUCARDBNNXXIYJAKBSWK4RAKN2XA4DPO\
    J2AE4SBNRSXQICTMFWXA3DFFVJGS5TFOJQQMGTLNZFYAOQAAEAABBYBABYU4RCQKMWTEMBSG4WTAMBQGQZC2NYBPASUG33SMUQEG\
    33NOBSXIZLOMN4SAUDFMVZCAU3VOBYG64TUEBKHEYLJNZUW4ZYZB6QIKGKRPEAQCAIBLBAKDCUXOVGZPXUWEJB3FKTSK7FGA4PKR\
    YJVHBSNTMVMP7EE25R4AVT3ELTP7AVMZUGUDTD5IXAJSWUCLAERYFGKOEMWT3I5X2QTCVP6AY";
