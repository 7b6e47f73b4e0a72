//! The test vectors of docs/verification.md. Codes that were issued must stay valid forever.

use std::collections::BTreeMap;
use std::fs;

use data_encoding::HEXLOWER;
use jiff::civil::date;
use peerpress::certificates::proof::credential::{
    Claims, Credential, hash_claims, hash_claims_of_version_1, read_code, sign,
};
use peerpress::certificates::proof::keys::{KeyRevocation, PrivateKey, PublicKeys};
use peerpress::certificates::proof::status::{self, Head, ListedStatus, StatusContent, StatusList};
use peerpress::content::certification::CertificateKind;
use serde_json::Value;

use super::{BASE, completion};
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

/// Returns the vectors that the guide shows: keys, a status list, and a code.
pub(super) fn shown() -> [String; 3] {
    let (first, current) = (PrivateKey::from_seed([1; 32]), PrivateKey::from_seed([2; 32]));
    let mut keys = PublicKeys { keys: vec![first.public(date(2027, 1, 4))], ..Default::default() };
    keys.rotate(current.public(date(2027, 4, 29)));
    let stolen_since = Some(date(2027, 4, 20));
    let at = "2027-04-29T15:30:00Z".parse().unwrap();
    keys.revoke(first.id(), KeyRevocation { at, stolen_since }).unwrap();
    keys.addresses.push(BASE.to_owned());
    let claims = shown_claims();
    let content = StatusContent {
        revoked: vec!["NDPS-2027-00002-7".to_owned()],
        replaced: vec![("NDPS-2027-00003-4".to_owned(), 1)],
        head: Some(Head { events: 12, hash: [3; 32] }),
        genuine: BTreeMap::from([(first.id(), vec![hash_claims(&claims)])]),
        numbers: BTreeMap::from([(("NDPS".to_owned(), 2027), 3)]),
        ..StatusContent::default()
    };
    let list = status::sign(&content, "2027-05-01T08:00:00Z".parse().unwrap(), 7, &current);
    [keys.to_json(), list, sign(&claims, &first, BASE) + "\n"]
}

pub(super) fn shown_claims() -> Claims {
    let [name, number] = ["Ximena Núñez", "NDPS-2027-00001-6"].map(str::to_owned);
    Claims { name, number, ..completion() }
}

/// With `PEERPRESS_BLESS=1`, the guide is written.
#[test]
fn the_guide_shows_vectors_that_every_reader_can_use() {
    let path = repository().join("docs/verification.md");
    let mut guide = fs::read_to_string(&path).unwrap();
    let mut read = Vec::new();
    for (name, expected) in ["keys", "status list", "code"].iter().zip(shown()) {
        let (before, rest) = guide.split_once(&format!("<!-- vector: {name} -->\n\n")).unwrap();
        let (fence, rest) = rest.split_once('\n').unwrap();
        let end = rest.find("```\n").unwrap();
        if std::env::var_os("PEERPRESS_BLESS").is_some() {
            let mark = format!("<!-- vector: {name} -->\n\n{fence}\n");
            guide = format!("{before}{mark}{expected}{}", &rest[end..]);
        } else {
            assert_eq!(&rest[..end], expected, "run it with PEERPRESS_BLESS=1");
        }
        read.push(expected);
    }
    if std::env::var_os("PEERPRESS_BLESS").is_some() {
        fs::write(path, &guide).unwrap();
    }
    for id in [[1; 32], [2; 32]].map(|seed| PrivateKey::from_seed(seed).id().to_string()) {
        assert!(guide.contains(&format!("`{id}`")), "the guide names the key {id}");
    }

    let folder = Project::empty();
    folder.write("keys.json", &read[0]);
    folder.write("status.json", &read[1]);
    let keys = PublicKeys::read(&folder.path("keys.json")).unwrap();
    let list = StatusList::read(&folder.path("status.json"), &keys).unwrap();
    assert_eq!((list.sequence, list.head.as_ref().map(|head| head.events)), (7, Some(12)));
    assert_eq!(list.status_of("NDPS-2027-00002-7", 1), ListedStatus::Revoked);
    assert_eq!(list.status_of("NDPS-2027-00003-4", 1), ListedStatus::Replaced);
    assert_eq!(list.status_of("NDPS-2027-00003-4", 2), ListedStatus::Good);
    let credential = read_code(read[2].trim(), &keys).unwrap();
    assert_eq!(credential.claims, shown_claims());
    let sources = ["--keys", "keys.json", "--status", "status.json"];
    let verify = |more: &[&str]| folder.run(&[&["verify", read[2].trim()], more].concat()).code;
    assert_eq!([verify(&sources), verify(&sources[..2])], [0, 13]);
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
