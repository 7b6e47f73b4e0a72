//! The status list.

use std::fs;

use peerpress::certificates::proof::credential::Claims;
use peerpress::certificates::proof::keys::{PrivateKey, PublicKeys};
use peerpress::certificates::proof::status::{self, ListedStatus, StatusList};
use serde_json::json;

use super::{Program, certified, completion, education};

#[test]
fn revoked_and_replaced_certificates_are_on_the_status_list() {
    let program = Program::new();
    let project = &program.project;
    let (key, keys) = (program.key(), PublicKeys::read(&project.path("data/keys.json")).unwrap());
    let list = project.path("verify/status.json");
    let at = |day: &str| format!("{day}T08:00:00Z").parse().unwrap();
    let revoked = |count: usize| -> Vec<String> {
        (2..2 + count).map(|number| format!("SAMPLE-{number:04}")).collect()
    };
    status::renew(
        &list,
        &revoked(1),
        &[("SAMPLE-0001".to_owned(), 1)],
        at("2027-05-01"),
        &key,
        &keys,
    )
    .unwrap();
    let text = fs::read_to_string(&list).unwrap();
    assert!(!text.contains("SAMPLE"), "{text}");
    let run = program.verify("2027-06-01", &[&program.url(&education())]);
    assert_eq!(run.code, 11, "{run:?}");
    assert!(
        run.out.contains(
            "the certificate was revoked, according to the status list of 2027-05-01 (number 1)"
        ) && run.out.contains("31 days old"),
        "{run:?}"
    );
    assert_eq!(program.verify("2027-06-01", &[&program.url(&completion())]).code, 16);
    assert_eq!(
        program.verify("2027-06-01", &[&program.url(&Claims { revision: 2, ..completion() })]).code,
        0
    );
    assert_eq!(program.verify("2027-06-01", &[&program.url(&certified())]).code, 0);
    // Revoked outweighs expired.
    status::renew(&list, &revoked(2), &[], at("2027-05-02"), &key, &keys).unwrap();
    assert_eq!(program.verify("2030-01-01", &[&program.url(&certified())]).code, 11);
    let read = StatusList::read(&list, &keys).unwrap();
    assert_eq!(
        (read.sequence, read.status_of("SAMPLE-0003", 1), read.status_of("SAMPLE-0004", 1)),
        (2, ListedStatus::Revoked, ListedStatus::Good)
    );

    // A list that was changed, cut short, or signed with another key is refused.
    let (good, url) = (fs::read_to_string(&list).unwrap(), program.url(&certified()));
    let letter = good.find("\"list\": \"").unwrap() + 60;
    let mut changed = good.clone().into_bytes();
    changed[letter] = if changed[letter] == b'A' { b'B' } else { b'A' };
    let stranger = StatusList::sign(&[], &[], at("2027-05-03"), 3, &PrivateKey::from_seed([9; 32]));
    let token = url.split('#').next_back().unwrap();
    let token = data_encoding::BASE64URL_NOPAD
        .encode(&data_encoding::BASE32_NOPAD.decode(token.as_bytes()).unwrap());
    let certificate =
        json!({ "version": 1, "issued": "2027-05-03T00:00:00Z", "list": token }).to_string();
    for (bytes, expected) in [
        (changed, "status list"),
        (good.as_bytes()[..good.len() / 2].to_vec(), "the status list is not valid"),
        (stranger.into_bytes(), "which is not a known public key"),
        (good.replace("\"version\": 1", "\"version\": 2").into_bytes(), "version 2"),
        (certificate.into_bytes(), "was changed after the key"),
    ] {
        fs::write(&list, bytes).unwrap();
        let run = program.verify("2027-06-01", &[&url]);
        assert_eq!((run.code, run.out.as_str()), (2, ""), "{run:?}");
        assert!(run.err.contains(expected), "{expected}: {run:?}");
        assert!(status::renew(&list, &[], &[], at("2027-05-04"), &key, &keys).is_err());
    }
}
