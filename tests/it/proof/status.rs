//! The status list.

use std::collections::BTreeMap;
use std::fs;

use jiff::civil::date;
use peerpress::certificates::proof::credential::{Claims, hash_claims, sign};
use peerpress::certificates::proof::keys::{KeyRevocation, PrivateKey, PublicKeys};
use peerpress::certificates::proof::status::{
    self, Head, ListedStatus, Renewal, StatusContent, StatusList,
};
use serde_json::json;

use super::{BASE, Program, certified, completion, education, renew};
use crate::project::Project;

/// A list that revokes the first `count` sample certificates from the second on.
fn revoking(count: usize) -> StatusContent {
    let revoked = (2..2 + count).map(|number| format!("SAMPLE-{number:04}")).collect();
    StatusContent { revoked, ..StatusContent::default() }
}

/// A list that also replaces the first revision of the first one.
fn replacing(count: usize) -> StatusContent {
    StatusContent { replaced: vec![("SAMPLE-0001".to_owned(), 1)], ..revoking(count) }
}

#[test]
fn revoked_and_replaced_certificates_are_on_the_status_list() {
    let program = Program::new();
    let project = &program.project;
    let (key, keys) = (program.key(), PublicKeys::read(&project.path("data/keys.json")).unwrap());
    let list = project.path("verify/status.json");
    renew(&list, &replacing(1), "2027-05-01", &key, &keys).unwrap();
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
    renew(&list, &replacing(2), "2027-05-02", &key, &keys).unwrap();
    assert_eq!(program.verify("2030-01-01", &[&program.url(&certified())]).code, 11);
    let read = StatusList::read(&list, &keys).unwrap();
    assert_eq!(
        (read.sequence, read.status_of("SAMPLE-0003", 1), read.status_of("SAMPLE-0004", 1)),
        (2, ListedStatus::Revoked, ListedStatus::Good)
    );

    // A list that was changed or cut short, or that a stranger signed, is refused.
    let (good, url) = (fs::read_to_string(&list).unwrap(), program.url(&certified()));
    let letter = good.find("\"list\": \"").unwrap() + 60;
    let mut changed = good.clone().into_bytes();
    changed[letter] = if changed[letter] == b'A' { b'B' } else { b'A' };
    let at = "2027-05-03T08:00:00Z".parse().unwrap();
    let stranger = status::sign(&StatusContent::default(), at, 3, &PrivateKey::from_seed([9; 32]));
    let token = url.split('#').next_back().unwrap();
    let token = data_encoding::BASE64URL_NOPAD
        .encode(&data_encoding::BASE32_NOPAD.decode(token.as_bytes()).unwrap());
    let certificate =
        json!({ "version": 1, "issued": "2027-05-03T00:00:00Z", "list": token }).to_string();
    for (bytes, expected) in [
        (changed, "status list"),
        (good.as_bytes()[..good.len() / 2].to_vec(), "the status list is not valid"),
        (good.replace("\"version\": 2", "\"version\": 1").into_bytes(), "no list"),
        (good.replace("\"version\": 2", "\"version\": 3").into_bytes(), "version 3"),
        (certificate.into_bytes(), "was changed after the key"),
        (stranger.into_bytes(), "which is not a known public key"),
    ] {
        fs::write(&list, &bytes).unwrap();
        let run = program.verify("2027-06-01", &[&url]);
        assert_eq!((run.code, run.out.as_str()), (2, ""), "{run:?}");
        assert!(run.err.contains(expected), "{expected}: {run:?}");
        assert!(renew(&list, &revoking(0), "2027-05-04", &key, &keys).is_err());
        assert_eq!(fs::read(&list).unwrap(), bytes, "the file was not changed");
        let named = ["verify", &url, "--status", "verify/status.json"];
        assert_eq!(project.run_on("2027-06-01", &named).code, 2, "{expected}");
    }
}

#[test]
fn a_list_never_loses_an_entry_and_its_number_never_restarts() {
    let project = Project::empty();
    let list = project.path("status.json");
    let (key, former) = (PrivateKey::from_seed([1; 32]), PrivateKey::from_seed([2; 32]));
    let keys = PublicKeys { keys: vec![key.public(date(2027, 1, 1))], ..PublicKeys::default() };
    let head = |events, hash| StatusContent {
        head: Some(Head { events, hash: [hash; 32] }),
        ..replacing(2)
    };
    assert_eq!(renew(&list, &head(7, 1), "2027-05-01", &key, &keys).unwrap(), 1);
    assert_eq!(StatusList::read(&list, &keys).unwrap().head, head(7, 1).head);
    for (content, what) in [
        (StatusContent { head: head(8, 1).head, ..replacing(1) }, "a revoked certificate is gone"),
        (StatusContent { head: head(8, 1).head, ..revoking(2) }, "a replaced revision is gone"),
        (head(6, 1), "the ledger is older"),
        (head(7, 2), "the ledger is another one"),
        (replacing(2), "there is no ledger"),
    ] {
        let error = renew(&list, &content, "2027-05-02", &key, &keys).unwrap_err();
        assert!(error.contains("from a later ledger, or from another one"), "{what}: {error}");
    }
    assert_eq!(renew(&list, &head(7, 1), "2027-05-02", &key, &keys).unwrap(), 2);
    assert_eq!(renew(&list, &head(8, 1), "2027-05-03", &key, &keys).unwrap(), 3);

    // The ledger knows the last number if the file is gone, or was put back to an older one.
    let at = "2027-05-04T08:00:00Z".parse().unwrap();
    let content = head(9, 1);
    let is_former = |id| id == former.id();
    let renew_after = |last| {
        let (content, key, keys, is_former) = (&content, &key, &keys, &is_former);
        status::renew(&list, &Renewal { content, at, key, keys, is_former, last })
    };
    assert_eq!(renew_after(12).unwrap(), 13);
    fs::remove_file(&list).unwrap();
    assert_eq!(renew_after(12).unwrap(), 13);

    // A list of a key that is no longer listed is replaced, and its number counts.
    for (sequence, last, expected) in [(20, 12, 21), (3, 12, 13), (u64::MAX / 2, 12, 13)] {
        fs::write(&list, status::sign(&head(8, 9), at, sequence, &former)).unwrap();
        assert!(StatusList::read(&list, &keys).is_err());
        assert_eq!(renew_after(last).unwrap(), expected, "{sequence}");
    }
    // Unless it says more: nobody can tell whether the program or a thief signed that.
    for more in [head(10, 1), head(9, 9), revoking(3)] {
        let text = status::sign(&more, at, 20, &former);
        fs::write(&list, &text).unwrap();
        assert!(renew_after(12).is_err() && fs::read_to_string(&list).unwrap() == text);
    }
}

#[test]
fn only_what_the_list_names_stays_genuine_of_a_revoked_key() {
    let program = Program::new();
    let project = &program.project;
    let (old, path) = (program.key(), project.path("data/keys.json"));
    project.run(&["keys", "new", "-q"]).succeeded();
    let new = program.key();
    let mut keys = PublicKeys::read(&path).unwrap();
    let with_old = |claims: &Claims| sign(claims, &old, BASE);
    let list = project.path("verify/status.json");
    let genuine = BTreeMap::from([(old.id(), vec![hash_claims(&completion())])]);
    let content = StatusContent { genuine, ..revoking(1) };
    let verdict = |url: &str| program.verify("2027-06-01", &[url]);

    // With the old list of a reader, the key is trusted until the reader has the new keys.
    renew(&list, &revoking(1), "2027-05-01", &old, &keys).unwrap();
    assert_eq!(verdict(&with_old(&certified())).code, 0);
    let stolen = KeyRevocation {
        at: "2027-05-02T00:00:00Z".parse().unwrap(),
        stolen_since: Some(date(2027, 4, 30)),
    };
    keys.revoke(old.id(), stolen).unwrap();
    project.write("data/keys.json", keys.to_json());
    // A list of the stolen key proves nothing, even if it names the code.
    for content in [&revoking(1), &content] {
        fs::write(&list, status::sign(content, stolen.at, 9, &old)).unwrap();
        for url in [with_old(&completion()), sign(&completion(), &new, BASE)] {
            let run = verdict(&url);
            assert_eq!((run.code, run.out.as_str()), (2, ""), "{run:?}");
            assert!(run.err.contains("which was revoked"), "{run:?}");
        }
    }
    // It does not block the next list, which goes on after the number that it claims.
    assert_eq!(renew(&list, &content, "2027-05-02", &new, &keys).unwrap(), 10);
    for (claims, code) in [
        (completion(), 0),
        // The stolen key can sign any date.
        (Claims { issued: date(2027, 2, 11), ..completion() }, 13),
        (Claims { name: "Someone Else".to_owned(), ..completion() }, 13),
        (certified(), 13),
        (education(), 13),
    ] {
        let run = verdict(&with_old(&claims));
        assert_eq!(run.code, code, "{run:?}");
        assert!(code == 0 || run.out.contains("does not name this certificate"), "{run:?}");
        let expected = if claims.number == "SAMPLE-0002" { 11 } else { 0 };
        assert_eq!(verdict(&sign(&claims, &new, BASE)).code, expected);
    }
    fs::remove_file(&list).unwrap();
    let run = verdict(&with_old(&completion()));
    assert!(run.code == 13 && run.out.contains("there is no status list"), "{run:?}");
    // Readers with earlier keys, but with the new list, are warned as well.
    renew(&list, &content, "2027-05-03", &new, &keys).unwrap();
    let mut earlier =
        PublicKeys { keys: vec![old.public(date(2027, 1, 1))], ..PublicKeys::default() };
    earlier.rotate(new.public(date(2027, 1, 1)));
    project.write("data/keys.json", earlier.to_json());
    assert_eq!(verdict(&with_old(&certified())).code, 13);
    assert_eq!(verdict(&with_old(&completion())).code, 0);
}
