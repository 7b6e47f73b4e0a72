//! A stolen or lost key: `keys revoke`, and reissuing what it signed.

use std::fs;
use std::path::PathBuf;

use peerpress::certificates::ledger::Ledger;
use peerpress::certificates::proof::credential::{Claims, read_code, sign};
use peerpress::certificates::proof::keys::{PrivateKey, PublicKeys, signing_key};
use peerpress::certificates::proof::status::{ListedStatus, StatusList};
use peerpress::project::Project as Folder;
use serde_json::Value;

use crate::project::{Project, Run};

const SESSION: &str = "2026-10-grand-forks";
const ADA: &str = "NDPS-2026-00001-4";
const BO: &str = "NDPS-2026-00002-3";

/// A program that issued a certificate on November 1 and another one on November 10.
fn program() -> Project {
    let project = Project::starter();
    project.run_on("2026-10-30", &["keys", "new", "-q"]).succeeded();
    certify(&project, "2026-11-01", &["Ada First"]);
    certify(&project, "2026-11-10", &["Ada First", "Bo Second"]);
    project
}

fn certify(project: &Project, day: &str, names: &[&str]) {
    let rows = names.iter().map(|name| format!("{name},{}@example.org,40\n", &name[..2]));
    project.write("roster.csv", format!("Name,Email,Hours\n{}", rows.collect::<String>()));
    project.run_on(day, &["certify", "-q", "roster.csv", "--session", SESSION]).succeeded();
}

fn file(project: &Project, number: &str) -> PathBuf {
    project.path(&format!("out/certificates/{SESSION}/{number}.pdf"))
}

/// The files that people received, outside the project.
fn handed_out(project: &Project, numbers: &[&str]) -> Project {
    let copies = Project::empty();
    for number in numbers {
        fs::copy(file(project, number), copies.path(&format!("{number}.pdf"))).unwrap();
    }
    copies
}

fn verify(project: &Project, what: &str) -> Run {
    project.run_on("2026-11-22", &["verify", what])
}

fn verdict(project: &Project, copies: &Project, number: &str) -> i32 {
    verify(project, copies.path(&format!("{number}.pdf")).to_str().unwrap()).code
}

fn key(project: &Project) -> PrivateKey {
    let folder = Folder::open(project.root()).unwrap();
    signing_key(&folder, &project.path("keys")).unwrap()
}

fn public(project: &Project) -> PublicKeys {
    PublicKeys::read(&project.path("data/keys.json")).unwrap()
}

fn sequence(project: &Project) -> u64 {
    let status = project.path("verify/status.json");
    peerpress::certificates::proof::status::StatusList::read(&status, &public(project))
        .unwrap()
        .sequence
}

/// The claims in a certificate's file.
fn claims(project: &Project, number: &str) -> Claims {
    let mut pdf = lopdf::Document::load(file(project, number)).unwrap();
    let links = std::cell::RefCell::new(Vec::new());
    pdf.traverse_objects(|object| {
        let link = object.as_dict().and_then(|link| link.get(b"URI")?.as_str());
        links.borrow_mut().extend(link.map(|link| String::from_utf8_lossy(link).into_owned()));
    });
    let keys = public(project);
    let mut codes = links.into_inner().into_iter().filter_map(|link| read_code(&link, &keys).ok());
    codes.next().unwrap().claims
}

#[test]
fn a_stolen_key_is_taken_out_and_its_later_certificates_are_reissued() {
    let project = program();
    let (stolen, copies) = (key(&project), handed_out(&project, &[ADA, BO]));
    let (before, list) = (public(&project), sequence(&project));
    let forged = [
        Claims { name: "A Thief".to_owned(), ..claims(&project, ADA) },
        Claims { number: "NDPS-2026-00099-9".to_owned(), ..claims(&project, ADA) },
    ];
    let forged = forged.map(|claims| sign(&claims, &stolen, "https://example.org/verify"));
    assert!(forged.iter().all(|code| verify(&project, code).code == 0));

    let id = stolen.id().to_string();
    let revoke = ["keys", "revoke", &id, "--stolen-since", "2026-11-05"];
    let run = project.run_on("2026-11-20", &revoke).succeeded();
    assert!(run.out.contains(&format!("1 certificate to reissue:\n  {BO}  Bo Second")), "{run:?}");
    assert!(
        run.out.contains("created key") && run.out.contains("publish now:\n  data/keys.json "),
        "{run:?}"
    );
    let next = key(&project);
    assert_ne!(next.id(), stolen.id());
    assert!(public(&project).get(stolen.id()).unwrap() != before.get(stolen.id()).unwrap());
    assert!(sequence(&project) > list, "{}", sequence(&project));
    let keys = project.run(&["keys", "list"]).out;
    assert!(keys.contains("signs now") && keys.contains("revoked"), "{keys}");
    let spki = project.run(&["keys", "export", "--spki"]).succeeded().out;
    assert_eq!(spki.matches("BEGIN PUBLIC KEY").count(), 1, "{spki}");

    let note = "1 certificate was signed with a key that is no longer trusted";
    let check = || project.run(&["certificates", "check"]).succeeded().err;
    assert!(check().contains(note), "{}", check());

    // What was signed before the theft is named in the list. A date in a code proves nothing, and
    // the thief can sign any page around a code that the list names.
    let code = sign(&claims(&project, ADA), &stolen, "https://example.org/verify");
    assert_eq!((verdict(&project, &copies, ADA), verify(&project, &code).code), (18, 0));
    assert_eq!(verdict(&project, &copies, BO), 13);
    for code in &forged {
        let run = verify(&project, code);
        assert!(run.code == 13 && run.out.contains("stolen since 2026-11-05"), "{run:?}");
    }
    let run = project.run_on("2026-11-21", &["certificates", "reissue", "--all"]).succeeded();
    assert!(run.out.contains("1 certificate reissued"), "{run:?}");
    assert_eq!(verify(&project, file(&project, BO).to_str().unwrap()).code, 0);
    assert_eq!(verdict(&project, &copies, BO), 13, "the earlier file");
    project.run_on("2026-11-21", &["certify", "--session", SESSION]).succeeded();
    assert_eq!(verify(&project, file(&project, ADA).to_str().unwrap()).code, 0, "a new file");
    let again = project.run_on("2026-11-21", &["certificates", "reissue", "--all"]).succeeded();
    assert!(again.out.contains("nothing to reissue"), "{again:?}");
    assert!(!check().contains("trusted"), "{}", check());

    // A copy of the keys from before the theft does not bring the key back.
    let list = sequence(&project);
    project.write("data/keys.json", before.to_json());
    let reason = ["certificates", "revoke", ADA, "--reason", "in error"];
    let refused = project.run_on("2026-11-22", &reason);
    assert!(public(&project).get(stolen.id()).unwrap().id == stolen.id(), "{refused:?}");
    assert!(public(&project).current().is_none(), "the revocation is applied again: {refused:?}");
    let mut restored = public(&project);
    let keys = vec![next.public("2026-11-20".parse().unwrap())];
    restored.merge(&PublicKeys { keys, ..PublicKeys::default() });
    project.write("data/keys.json", restored.to_json());
    project.run_on("2026-11-22", &["certificates", "reissue", BO]).succeeded();
    assert_eq!(verdict(&project, &copies, ADA), 11);
    assert!(sequence(&project) > list);
}

#[test]
fn a_lost_key_costs_nobody_a_certificate() {
    let project = program();
    let (lost, copies) = (key(&project), handed_out(&project, &[ADA, BO]));
    let forged = Claims { name: "A Thief".to_owned(), ..claims(&project, ADA) };
    let forged = sign(&forged, &lost, "https://example.org/verify");
    let id = lost.id().to_string();
    fs::remove_file(project.path(&format!("keys/{id}.pem"))).unwrap();
    let args = ["keys", "revoke", &id, "--lost", "--format", "json"];
    let out = project.run_on("2026-11-20", &args).succeeded().out;
    let records: Vec<Value> = out.lines().map(|line| serde_json::from_str(line).unwrap()).collect();
    let [record, keys, list] = &records[..] else { panic!("{out}") };
    assert_eq!(keys["path"], "data/keys.json");
    assert_eq!(list["path"], "verify/status.json");
    assert_eq!(record["to_reissue"], serde_json::json!([]));
    assert_eq!(record["next"], key(&project).id().to_string());
    for number in [ADA, BO] {
        assert_eq!(verdict(&project, &copies, number), 0);
    }
    assert_eq!(verify(&project, &forged).code, 13);
    certify(&project, "2026-11-21", &["Ada First", "Bo Second", "Cy Third"]);
    for number in [ADA, BO, "NDPS-2026-00003-8"] {
        assert_eq!(verify(&project, file(&project, number).to_str().unwrap()).code, 0);
        assert!([ADA, BO].iter().all(|number| verdict(&project, &copies, number) == 0));
    }
}

/// The steps of earlier versions of the guide, which take the key out of the file.
#[test]
fn a_key_that_was_removed_by_hand_blocks_nothing() {
    let project = program();
    let (old, copies) = (key(&project), handed_out(&project, &[ADA]));
    let list = sequence(&project);
    project.write("data/keys.json", PublicKeys::default().to_json());
    // No list could make a certificate genuine whose key is not known any longer.
    assert_eq!(verdict(&project, &copies, ADA), 13);
    project.run_on("2026-11-20", &["keys", "new", "-q"]).succeeded();
    project.run_on("2026-11-20", &["certificates", "reissue", ADA]).succeeded();
    assert_eq!(verify(&project, file(&project, ADA).to_str().unwrap()).code, 0);
    let revoke = ["certificates", "revoke", ADA, "--reason", "in error"];
    project.run_on("2026-11-20", &revoke).succeeded();
    assert!(sequence(&project) > list, "the number goes on");
    let run = project.run_on("2026-11-20", &["certificates", "reissue", "--all"]).succeeded();
    assert!(!run.out.contains(ADA), "{run:?}");
    let unknown = project.run_on(
        "2026-11-20",
        &["keys", "revoke", &old.id().to_string(), "--stolen-since", "2026-11-01"],
    );
    assert!(unknown.code == 2 && unknown.err.contains("there is no key"), "{unknown:?}");
}

#[test]
fn wrong_orders_change_nothing() {
    let project = program();
    let id = key(&project).id().to_string();
    let state = || (project.read("data/keys.json"), project.files("keys"), sequence(&project));
    let before = state();
    for (args, expected) in [
        (&["--stolen-since", "2026-11-21"][..], "in the future"),
        (&["--stolen-since", "yesterday"], "expected a date"),
        (&["--stolen-since", "2026-11-01", "--lost"], "cannot be used with"),
        (&[], "required"),
    ] {
        let run = project.run_on("2026-11-20", &[&["keys", "revoke", &id], args].concat());
        assert!(run.code == 2 && run.err.contains(expected), "{expected}: {run:?}");
    }
    let run = project.run(&["keys", "revoke", "0011223344556677", "--lost"]);
    assert!(run.code == 2 && run.err.contains("there is no key"), "{run:?}");
    let run = project.run(&["keys", "revoke", "the old one", "--lost"]);
    assert!(run.code == 2 && run.err.contains("expected a key ID"), "{run:?}");
    assert!(state() == before);
    // The next key must be here, because it signs the list.
    project.run_on("2026-11-20", &["keys", "new", "-q"]).succeeded();
    let next = key(&project).id();
    let (pem, away) = (project.path(&format!("keys/{next}.pem")), project.path("away.pem"));
    fs::rename(&pem, &away).unwrap();
    let run = project.run(&["keys", "revoke", &id, "--lost"]);
    assert!(run.code == 2 && run.err.contains("is missing"), "{run:?}");
    fs::rename(&away, &pem).unwrap();
    let since = ["keys", "revoke", &id, "--stolen-since", "2026-11-05", "--reissue"];
    let run = project.run_on("2026-11-20", &since).succeeded();
    assert!(run.out.contains("1 certificate reissued"), "{run:?}");
    assert_eq!(key(&project).id(), next);
    // An earlier day takes out what the list named before.
    let copies = handed_out(&project, &[BO]);
    let earlier = ["keys", "revoke", &id, "--stolen-since", "2026-10-31"];
    project.run_on("2026-11-20", &earlier).succeeded();
    assert_eq!(verdict(&project, &copies, BO), 0, "the next key signed it");
    let keys = project.read("data/keys.json");
    assert!(keys.contains("2026-10-31") && !keys.contains("2026-11-05"), "{keys}");
}

/// Ledgers that an earlier Peerpress wrote, before anything else migrates them.
#[test]
fn a_key_of_an_earlier_peerpress_is_revoked() {
    let ledgers = crate::project::repository().join("tests/ledgers");
    for version in [1, 2] {
        let project = Project::starter();
        project.run_on("2025-01-01", &["keys", "new", "-q"]).succeeded();
        if version == 1 {
            let db = rusqlite::Connection::open(project.path("ledger.db")).unwrap();
            for file in ["schema-1.sql", "version-1.sql"] {
                db.execute_batch(&fs::read_to_string(ledgers.join(file)).unwrap()).unwrap();
            }
        } else {
            fs::copy(ledgers.join("version-2.db"), project.path("ledger.db")).unwrap();
        }
        let id = key(&project).id();
        let revoke = ["keys", "revoke", &id.to_string(), "--stolen-since", "2025-01-02"];
        let run = project.run_on("2026-11-20", &revoke).succeeded();
        assert!(run.out.contains("to reissue"), "version {version}: {run:?}");
        let ledger = Ledger::open_to_read(&project.path("ledger.db")).unwrap();
        assert_eq!(ledger.check().unwrap().problems, [""; 0], "version {version}");
        assert_eq!(ledger.pending().unwrap(), [], "version {version}");
        let list =
            StatusList::read(&project.path("verify/status.json"), &public(&project)).unwrap();
        assert!(list.revokes(id), "version {version}");
        for one in ledger.revoked().unwrap() {
            assert_eq!(list.status_of(&one.number, one.revision), ListedStatus::Revoked);
        }
        drop(ledger);
        // What the earlier Peerpress did not keep is printed again only if the user says so.
        let run = project.run_on("2026-11-21", &["certificates", "reissue", "--all"]);
        assert!(run.code == 1 && run.err.contains("hint: "), "version {version}: {run:?}");
        let check = || project.run_on("2026-11-21", &["certificates", "check"]).succeeded();
        assert!(!check().err.contains("error"), "version {version}: {:?}", check());
        if version == 2 {
            let accept = ["certify", "--session", SESSION, "--accept-data"];
            project.run_on("2026-11-21", &accept).succeeded();
            assert!(!check().err.contains("error"), "{:?}", check());
            for number in [ADA, BO] {
                let file = file(&project, number);
                assert_eq!(verify(&project, file.to_str().unwrap()).code, 0, "{number}");
            }
            let all = || project.run_on("2026-11-21", &["certificates", "reissue", "--all"]);
            all().succeeded();
            assert!(all().succeeded().out.contains("nothing to reissue"));
        }
    }
}
