//! The test vectors of docs/verification.md. Codes that were issued must stay valid forever.

use std::fs;

use data_encoding::HEXLOWER;
use peerpress::certificates::proof::credential::{
    Claims, Credential, hash_claims, hash_claims_of_version_1, read_code, sign,
};
use peerpress::certificates::proof::keys::{PrivateKey, PublicKeys};
use peerpress::content::certification::CertificateKind;
use serde_json::Value;

use super::BASE;
use crate::project::{Project, repository};

/// Returns the codes of the vectors.
fn codes() -> Vec<Value> {
    let text = fs::read_to_string(repository().join("tests/proof/vectors.json")).unwrap();
    let mut vectors: Value = serde_json::from_str(&text).unwrap();
    serde_json::from_value(vectors["codes"].take()).unwrap()
}

fn keys() -> PublicKeys {
    PublicKeys::read(&repository().join("tests/proof/keys.json")).unwrap()
}

fn read(code: &Value) -> Credential {
    let credential = read_code(code["address"].as_str().unwrap(), &keys());
    credential.unwrap_or_else(|error| panic!("{}: {error}", code["what"]))
}

/// Returns the private key that signed the vectors.
fn private_key() -> PrivateKey {
    let project = Project::empty();
    let name = "1da6ecb816571358.pem";
    let pem = fs::read(repository().join("tests/proof").join(name)).unwrap();
    project.write(&format!("keys/{name}"), pem);
    #[cfg(unix)]
    {
        use std::os::unix::fs::PermissionsExt;
        let private = fs::Permissions::from_mode(0o600);
        fs::set_permissions(project.path(&format!("keys/{name}")), private).unwrap();
    }
    let id = keys().current().unwrap().id;
    PrivateKey::read(&project.path("keys"), id).unwrap()
}

#[test]
fn codes_of_every_version_state_what_they_stated() {
    for code in codes() {
        let credential = read(&code);
        let (what, states) = (&code["what"], serde_json::to_value(&credential).unwrap());
        assert_eq!(states, code["states"], "{what}");
        assert_eq!(HEXLOWER.encode(&credential.signed), code["claims_sha256"], "{what}");
    }
}

#[test]
fn there_is_a_vector_of_each_version_and_kind() {
    let read: Vec<(Value, Claims)> =
        codes().iter().map(|code| (code["version"].clone(), read(code).claims)).collect();
    let has = |version: i64, wanted: &dyn Fn(&Claims) -> bool| {
        read.iter().any(|(of, claims)| *of == version && wanted(claims))
    };
    for kind in CertificateKind::ALL {
        assert!(has(2, &|claims| claims.kind == *kind), "{kind}");
    }
    for version in [1, 2] {
        assert!(has(version, &|claims| claims.revision == 2), "{version}");
        assert!(has(version, &|claims| claims.valid_until.is_some()), "{version}");
        assert!(has(version, &|claims| claims.hours == Some(40.0)), "{version}");
    }
    assert!(has(2, &|claims| claims.sample) && has(2, &|claims| claims.hours == Some(6.25)));
}

/// Equal claims have equal codes: who holds the private key gets the vectors again.
#[test]
fn signing_gives_the_vectors_again() {
    let key = private_key();
    for code in codes() {
        let Credential { claims, signed, .. } = read(&code);
        if code["version"] == 2 {
            assert_eq!(sign(&claims, &key, BASE), code["address"], "{}", code["what"]);
            assert_eq!(hash_claims(&claims), signed, "{}", code["what"]);
        } else {
            assert_eq!(hash_claims_of_version_1(&claims), signed, "{}", code["what"]);
        }
    }
}
