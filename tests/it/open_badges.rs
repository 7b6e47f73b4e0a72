//! `certificates open-badge`: certificates as Open Badges 3.0. Libraries that others wrote judge
//! them too, if there are any: without Python and its packages, this says that they did not;
//! `.ci/run` installs them.

use std::fs;
use std::process::Command;

use data_encoding::{BASE64URL_NOPAD, HEXLOWER};
use ed25519_dalek::{Signature, VerifyingKey};
use serde_json::{Value, json};
use sha2::{Digest, Sha256};

use crate::project::{Project, python, repository};
use crate::publish::{ANN, BO, FILES, SESSION, office, revoke, run};

/// What the tables of the specification require of a credential (Open Badges 3.0, appendix B), and
/// of its header and claims (section 8.2).
fn shape() -> Value {
    let uri = json!({ "type": "string", "pattern": "^(https:|urn:uuid:|did:key:z)" });
    let moment = json!({ "type": "string", "pattern": r"^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ$" });
    let text = json!({ "type": "string", "minLength": 1 });
    let types = |kind: &str| json!({ "type": "array", "contains": { "const": kind } });
    let identity = json!({
        "type": "object",
        "required": ["type", "hashed", "identityHash", "identityType"],
        "properties": {
            "type": { "const": "IdentityObject" },
            "hashed": { "type": "boolean" },
            "identityType": { "enum": ["name", "emailAddress"] },
            "salt": text,
        },
        "if": { "properties": { "identityType": { "const": "emailAddress" } } },
        "then": { "properties": { "identityHash": { "pattern": r"^sha256\$[0-9a-f]{64}$" } } },
    });
    let achievement = json!({
        "type": "object",
        "required": ["id", "type", "name", "description", "criteria", "achievementType"],
        "properties": {
            "id": uri,
            "type": types("Achievement"),
            "name": text,
            "description": text,
            "criteria": { "type": "object", "required": ["narrative"] },
            "achievementType": { "enum": ["CertificateOfCompletion", "Certification"] },
        },
    });
    let subject = json!({
        "type": "object",
        "required": ["id", "type", "identifier", "achievement"],
        "properties": {
            "type": types("AchievementSubject"),
            "identifier": { "type": "array", "minItems": 1, "items": identity },
            "achievement": achievement,
        },
    });
    json!({
        "type": "object",
        "required": [
            "iss", "jti", "sub", "nbf", "@context", "id", "type", "name", "issuer", "validFrom",
            "credentialSubject", "evidence",
        ],
        "properties": {
            "@context": {
                "type": "array",
                "prefixItems": [
                    { "const": "https://www.w3.org/ns/credentials/v2" },
                    { "pattern": r"^https://purl\.imsglobal\.org/spec/ob/v3p0/context-3\.0\.\d" },
                ],
            },
            "id": uri,
            "type": {
                "allOf": [types("VerifiableCredential"), types("OpenBadgeCredential")],
            },
            "issuer": {
                "type": "object",
                "required": ["id", "type", "name"],
                "properties": { "id": uri, "type": types("Profile"), "name": text },
            },
            "validFrom": moment,
            "validUntil": moment,
            "credentialSubject": subject,
            "evidence": {
                "type": "array",
                "items": {
                    "type": "object",
                    "required": ["id", "type"],
                    "properties": { "id": uri, "type": types("Evidence") },
                },
            },
            // The status list of a program is not one of the W3C.
            "credentialStatus": false,
        },
    })
}

fn export(project: &Project, args: &[&str]) -> Vec<String> {
    let args = [&["certificates", "open-badge", "--format", "json"], args].concat();
    let out = run(project, &args).succeeded().out;
    let records = out.lines().map(|line| serde_json::from_str::<Value>(line).unwrap());
    records.map(|record| record["file"].as_str().unwrap().to_owned()).collect()
}

fn part(token: &str, index: usize) -> Vec<u8> {
    let part = token.split('.').nth(index).unwrap();
    BASE64URL_NOPAD.decode(part.as_bytes()).unwrap()
}

/// Returns what a badge states, after checking its form and its signature with the current key of
/// the program.
fn read(project: &Project, file: &str) -> Value {
    let token = project.read(file);
    let header: Value = serde_json::from_slice(&part(&token, 0)).unwrap();
    let keys: Value = serde_json::from_str(&project.read("data/keys.json")).unwrap();
    let public = keys["keys"].as_array().unwrap().last().unwrap()["public"].as_str().unwrap();
    let jwk = json!({ "kty": "OKP", "crv": "Ed25519", "x": public });
    assert_eq!(header, json!({ "alg": "EdDSA", "typ": "JWT", "jwk": jwk }));
    let public = BASE64URL_NOPAD.decode(public.as_bytes()).unwrap();
    let key = VerifyingKey::from_bytes(&public.try_into().unwrap()).unwrap();
    let (signed, _) = token.rsplit_once('.').unwrap();
    let signature = Signature::from_slice(&part(&token, 2)).unwrap();
    key.verify_strict(signed.as_bytes(), &signature).unwrap();
    let payload: Value = serde_json::from_slice(&part(&token, 1)).unwrap();
    let shape = jsonschema::validator_for(&shape()).unwrap();
    let faults: Vec<String> = shape.iter_errors(&payload).map(|it| it.to_string()).collect();
    assert!(faults.is_empty(), "{file}: {faults:?}");
    assert_eq!(payload["iss"], payload["issuer"]["id"]);
    assert_eq!(payload["sub"], payload["credentialSubject"]["id"]);
    assert_eq!(payload["jti"], payload["id"]);
    payload
}

/// Whether a badge is for the holder of an address.
fn is_for(badge: &Value, address: &str) -> bool {
    let identifiers = badge["credentialSubject"]["identifier"].as_array().unwrap();
    identifiers.iter().any(|one| {
        let salt = one["salt"].as_str().unwrap_or_default();
        let hash = HEXLOWER.encode(&Sha256::digest(format!("{address}{salt}")));
        one["identityHash"] == format!("sha256${hash}").as_str()
    })
}

#[test]
fn a_badge_states_what_the_ledger_keeps_in_its_latest_revision() {
    let project = office();
    let file = &export(&project, &[ANN])[0];
    assert_eq!(file, &format!("{FILES}/{ANN}.jwt"));
    let (bytes, first) = (project.read(file), read(&project, file));
    assert!(is_for(&first, "ann@example.org") && !bytes.contains("ann@"), "{first}");
    let subject = &first["credentialSubject"];
    assert_eq!(subject["licenseNumber"], ANN);
    assert_eq!(subject["achievement"]["achievementType"], "CertificateOfCompletion");
    let address = first["evidence"][0]["id"].as_str().unwrap();
    let verdict = run(&project, &["verify", address]).succeeded();
    assert!(verdict.out.contains("Ann Lee"), "{verdict:?}");
    // Another day, and other words in the data, give the same bytes.
    let title = subject["achievement"]["name"].as_str().unwrap();
    let data = project.read("data/trainings.json");
    project.write("data/trainings.json", data.replace(title, "Another title"));
    let again = ["certificates", "open-badge", ANN];
    project.run_on("2027-05-01", &again).succeeded();
    assert_eq!(project.read(file), bytes);
    project.write("data/trainings.json", data);
    // What no longer holds goes; the next badge is of the new revision.
    let correct = ["certificates", "correct", ANN, "--name", "Ann Leigh", "--reason", "a test"];
    run(&project, &correct).succeeded();
    assert!(!project.path(file).exists(), "the badge of the first revision is left");
    let second = read(&project, &export(&project, &[ANN])[0]);
    assert_eq!(second["credentialSubject"]["licenseNumber"], format!("{ANN} R2"));
    assert!(second.to_string().contains("Ann Leigh") && second["jti"] != first["jti"]);
    assert_eq!(second["sub"], first["sub"]);
    run(&project, &["certificates", "erase-email", ANN, "--reason", "a wish"]).succeeded();
    assert!(!project.path(file).exists(), "a badge with the hash of an erased address is left");
    let third = read(&project, &export(&project, &[ANN])[0]);
    assert!(!third.to_string().contains("emailAddress"), "{third}");
}

#[test]
fn a_revoked_person_has_no_badge() {
    let project = office();
    let badges = export(&project, &["--session", SESSION]);
    let bo = project.read(badges.iter().find(|file| file.contains(BO)).unwrap());
    project.write("bo.jwt", &bo);
    run(&project, &["verify", "bo.jwt"]).succeeded();
    // A changed badge, one with another key, and a part of one.
    let (start, signature) = bo.rsplit_once('.').unwrap();
    let (header, payload) = start.split_once('.').unwrap();
    let other = BASE64URL_NOPAD.encode(br#"{"alg":"EdDSA","jwk":{"x":"AAAA"}}"#);
    for (text, code) in [
        (format!("{header}.{}.{signature}", BASE64URL_NOPAD.encode(b"{}")), 10),
        (format!("{other}.{payload}.{signature}"), 13),
        (format!("{header}.{payload}A.{signature}"), 14),
    ] {
        project.write("forged.jwt", &text);
        assert_eq!(run(&project, &["verify", "forged.jwt"]).code, code, "{text}");
    }
    revoke(&project, BO).succeeded();
    assert_eq!(run(&project, &["verify", "bo.jwt"]).code, 11);
    assert!(!project.path(&format!("{FILES}/{BO}.jwt")).exists());
    assert!(project.path(&format!("{FILES}/{ANN}.jwt")).exists());
    let refused = run(&project, &["certificates", "open-badge", BO]);
    assert!(refused.code == 2 && refused.err.contains("was revoked"), "{refused:?}");
    assert_eq!(export(&project, &["--session", SESSION]), [format!("{FILES}/{ANN}.jwt")]);
    #[cfg(unix)]
    {
        use std::os::unix::fs::PermissionsExt;
        let badge = fs::metadata(project.path(&format!("{FILES}/{ANN}.jwt"))).unwrap();
        assert_eq!(badge.permissions().mode() & 0o077, 0);
    }
}

/// The status list does not name badges, so those of a revoked key are worth nothing.
#[test]
fn badges_of_a_revoked_key_are_deleted() {
    let project = office();
    export(&project, &["--session", SESSION]);
    let badge = format!("{FILES}/{BO}.jwt");
    let [first, other] = [&badge, &format!("{FILES}/{ANN}.jwt")].map(|file| project.read(file));
    project.write("bo.jwt", &first);
    let keys = || run(&project, &["keys", "list"]).succeeded().out;
    let id = keys().split_whitespace().next().unwrap().to_owned();
    run(&project, &["keys", "new"]).succeeded();
    export(&project, &[ANN]);
    let revoked = run(&project, &["keys", "revoke", &id, "--lost"]).succeeded();
    assert!(revoked.err.contains(&format!("the badge {BO}.jwt was signed with")), "{revoked:?}");
    assert!(revoked.err.contains("open-badge --session ID"), "{revoked:?}");
    assert!(!project.path(&badge).exists());
    assert_ne!(project.read(&format!("{FILES}/{ANN}.jwt")), other, "signed with the next key");
    assert_eq!(run(&project, &["verify", "bo.jwt"]).code, 13);
    export(&project, &[BO]);
    run(&project, &["verify", &badge]).succeeded();
}

#[test]
fn others_accept_badges_of_every_kind_and_mark_of_samples() {
    let project = Project::starter();
    let roster = "data/samples/roster-sample.csv";
    let certify = |args: &[&str]| {
        let start = ["certify", roster, "--session", "2026-10-grand-forks", "--numbers-only"];
        project.run_on("2026-11-22", &[&start[..], args].concat()).succeeded();
    };
    project.run(&["keys", "new"]).succeeded();
    certify(&[]);
    certify(&["--piece", "certificate-ce"]);
    certify(&["--piece", "certificate-certified", "--valid-until", "2042-11-21", "--lang", "es"]);
    let mut all = export(&project, &["--session", "2026-10-grand-forks"]);
    all.sort();
    // One person of each kind, in the order of their numbers.
    let badges: Vec<(&String, Value)> =
        all.iter().step_by(24).map(|file| (file, read(&project, file))).collect();
    let states = |badge: &Value, pointer: &str| badge.pointer(pointer).cloned().unwrap_or_default();
    let kinds: Vec<Value> = badges
        .iter()
        .map(|(_, badge)| states(badge, "/credentialSubject/achievement/achievementType"))
        .collect();
    assert_eq!(kinds, ["CertificateOfCompletion", "CertificateOfCompletion", "Certification"]);
    // A certification is valid from the first place on earth where its first day begins to the last
    // one where its last day ends.
    let (_, certified) = &badges[2];
    assert_eq!(states(certified, "/validFrom"), "2026-11-21T10:00:00Z");
    assert_eq!(states(certified, "/validUntil"), "2042-11-22T12:00:00Z");
    for (badge, mark) in badges.iter().zip(["SAMPLE: ", "SAMPLE: ", "MUESTRA: "]) {
        assert!(badge.1["name"].as_str().unwrap().starts_with(mark), "{}", badge.1);
    }
    let Some(python) = python("openbadgeslib, jwt", "only Peerpress judges open badges") else {
        return;
    };
    project.run(&["keys", "export", "--spki", "key.pem"]).succeeded();
    let judge = repository().join("tests/it/open_badges/judge.py");
    let files = badges.iter().map(|(file, _)| project.path(file));
    let output =
        Command::new(python).arg(judge).arg(project.path("key.pem")).args(files).output().unwrap();
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
    let judged: Value = serde_json::from_slice(&output.stdout).unwrap();
    for ((_, badge), judged) in badges.iter().zip(judged.as_array().unwrap()) {
        assert_eq!(judged["achievement"], badge["name"]);
        assert_eq!(judged["from"], badge["validFrom"]);
        assert_eq!(judged["until"], states(badge, "/validUntil"));
    }
}
