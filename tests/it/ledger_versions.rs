//! Ledgers of every earlier version still open and give the same certificates.

use std::collections::BTreeMap;
use std::fs;

use jiff::civil::date;
use peerpress::certificates::ledger::{Dispatch, IssueTerms, Ledger, MailStep};
use rusqlite::Connection;

use crate::ledger::{act, entry, format, numbers, session};
use crate::project::{Project, repository};

#[test]
fn a_ledger_of_version_1_is_migrated() {
    let project = Project::empty();
    let path = project.path("ledger.db");
    let db = Connection::open(&path).unwrap();
    for file in ["schema-1.sql", "version-1.sql"] {
        let statements = fs::read_to_string(repository().join("tests/ledgers").join(file));
        db.execute_batch(&statements.unwrap()).unwrap();
    }
    drop(db);
    let before = fs::read(&path).unwrap();
    let ledger = Ledger::open_to_read(&path).unwrap();
    assert_ne!(fs::read(&path).unwrap(), before);
    let all = ledger.all().unwrap();
    assert_eq!(
        (all[0].printed_number().as_str(), all[0].name.as_str()),
        ("NDPS-2025-00001-0 R2", "José Pérez")
    );
    assert_eq!(ledger.of_person("jose perez").unwrap(), all);
    assert_eq!(ledger.of_person("Jsoé Pérez").unwrap(), all, "the first spelling");
    assert_eq!(ledger.check().unwrap().problems, Vec::<String>::new());
    let mut ledger = Ledger::open(&path).unwrap();
    let key = IssueTerms { issued: date(2025, 3, 1), ..session("2025-02-bismarck") };
    let both = [entry("José Pérez", Some("jose@example.org")), entry("Ann Lee", None)];
    let issued = ledger.issue(&key, &both, &format(), &act()).unwrap();
    assert_eq!(numbers(&issued), ["NDPS-2025-00001-0", "NDPS-2025-00002-9"]);
}

/// An earlier Peerpress made `version-2-changes.db`, with corrections, new addresses, a reissue and
/// a revocation, and exported it to `version-2-changes.json`. The migrated ledger gives the same
/// export, knows the same people and is a chain.
#[test]
fn a_ledger_of_version_2_becomes_a_chain() {
    let project = Project::empty();
    fs::create_dir(project.path("data")).unwrap();
    let ledgers = repository().join("tests/ledgers");
    fs::copy(ledgers.join("version-2-changes.db"), project.path("ledger.db")).unwrap();
    let expected = fs::read_to_string(ledgers.join("version-2-changes.json")).unwrap();
    let exported = project.run(&["certificates", "export", "--json"]).succeeded().out;
    assert_eq!(exported, expected);
    let path = project.path("ledger.db");
    let mut ledger = Ledger::open(&path).unwrap();
    assert_eq!(ledger.check().unwrap().problems, Vec::<String>::new());
    assert_eq!(ledger.pending().unwrap(), []);
    let events = ledger.events_after(0).unwrap();
    assert_eq!(events.len(), 15, "14 events and the migration");
    assert_eq!(ledger.head().unwrap().count, 15);
    let bytes = fs::read(&path).unwrap();
    let has = |text: &str| bytes.windows(text.len()).any(|part| part == text.as_bytes());
    assert!(has("Roe") && has("garcia@example.org"));
    assert!(!has("jose@example.org"), "the earlier address was only in a key");
    for (text, count) in [("B-7", 2), ("garcia@example.org", 1), ("jose perez", 1), ("lee", 0)] {
        assert_eq!(ledger.of_person(text).unwrap().len(), count, "{text}");
    }
    // The roster of that time and a corrected one have the same people.
    let key = IssueTerms { issued: date(2026, 11, 1), ..session("2026-10-grand-forks") };
    let [jose, ann] = [("José Pérez", "jose@example.org"), ("Ann Lee", "lee@example.org")]
        .map(|(name, email)| entry(name, Some(email)));
    let again = ledger.issue(&key, &[jose, ann], &format(), &act()).unwrap();
    assert_eq!(numbers(&again), ["NDPS-2026-00001-4", "NDPS-2026-00002-3"]);
    let married = entry("José Pérez García", Some("garcia@example.org"));
    let people = [married, entry("Ann Lee", None)];
    assert_eq!(ledger.issue(&key, &people, &format(), &act()).unwrap(), again);
    let new = ledger.issue(&key, &[entry("Bo Ray", None)], &format(), &act()).unwrap();
    assert_eq!(numbers(&new), ["NDPS-2026-00009-5"]);
}

/// An earlier Peerpress made `version-2.db` from the roster `version-2.csv`, corrected one
/// certificate and revoked another.
#[test]
fn a_ledger_of_version_2_gives_the_same_files() {
    const SESSION: &str = "2026-10-grand-forks";
    const NUMBERS: [&str; 3] = ["NDPS-2026-00001-4", "NDPS-2026-00002-3", "NDPS-2026-00003-8"];
    let ledgers = repository().join("tests/ledgers");
    let project = Project::starter();
    fs::copy(ledgers.join("version-2.csv"), project.path("roster.csv")).unwrap();
    let run = |args: &[&str]| project.run_on("2026-11-01", args).succeeded().out;
    let correct = ["--name", "Anne Lee", "--reason", "as she writes it"];
    run(&["keys", "new"]);
    // Its IDs only count the rows, which is no ID today unless the user says so.
    let certify = ["certify", "roster.csv", "--session", SESSION, "--column", "id=ID"];
    run(&certify);
    run(&[&["certificates", "correct", NUMBERS[0]], &correct[..]].concat());
    run(&["certificates", "revoke", NUMBERS[2], "--reason", "issued in error"]);
    let describe = || {
        let list = run(&["certificates", "list", "--format", "json"]);
        let shown = NUMBERS.map(|number| run(&["certificates", "show", number]));
        // The old ledger also records what its certificates are made of.
        let is_old = |line: &&str| !line.contains("kept");
        let shown = shown.map(|text| text.lines().filter(is_old).collect::<Vec<_>>().join("\n"));
        let folder = project.path(&format!("out/certificates/{SESSION}"));
        let files: BTreeMap<_, _> = fs::read_dir(folder)
            .unwrap()
            .flatten()
            .map(|entry| (entry.file_name(), fs::read(entry.path()).unwrap()))
            .collect();
        (list, shown, files)
    };
    let expected = describe();

    // Another computer has the old ledger and its files.
    for folder in [project.path("verify"), project.state()] {
        fs::remove_dir_all(folder).unwrap();
    }
    fs::copy(ledgers.join("version-2.db"), project.path("ledger.db")).unwrap();
    run(&["certify", "--session", SESSION]);
    assert!(describe() == expected, "the old ledger gives different certificates");
    run(&["certificates", "check"]);
    run(&["certificates", "reissue", NUMBERS[1]]);
    let (_, _, files) = describe();
    assert!(files == expected.2, "reissuing changed the files");
    // The old roster is known with and without that word.
    for roster in [&certify[..], &certify[..4]] {
        let again = run(roster);
        assert!(
            again.contains("2 people already had one; 1 person got none, because it was revoked"),
            "{again}"
        );
        assert!(describe().2 == expected.2, "{roster:?} changed the files");
    }
    // The same numbers of other people mean nothing.
    project.edit("roster.csv", "1,Ann Lee,ann@example.org", "1,Zoe Ray,zoe@example.org");
    project.edit("roster.csv", "2,José", "4,Ann Lee,ann@example.org,40,en\n2,José");
    let other = project.run_on("2026-11-01", &certify[..4]);
    assert!(other.code == 1 && other.err.contains("`Ann Lee` may be `Anne Lee`"), "{other:?}");
    assert!(!other.err.contains("Zoe"), "{other:?}");
}

/// An earlier Peerpress made `version-3.db`, with a correction, a new address, a revocation, and
/// files that are not complete, and exported it to `version-3.json`. The chain stays as it is.
#[test]
fn a_ledger_of_version_3_keeps_its_chain() {
    let project = Project::empty();
    let ledgers = repository().join("tests/ledgers");
    fs::create_dir(project.path("data")).unwrap();
    let path = project.path("ledger.db");
    fs::copy(ledgers.join("version-3.db"), &path).unwrap();
    let version = || -> i64 {
        let db = Connection::open(&path).unwrap();
        db.pragma_query_value(None, "user_version", |row| row.get(0)).unwrap()
    };
    assert_eq!(version(), 3);
    let mut ledger = Ledger::open_to_read(&path).unwrap();
    assert_eq!((version(), ledger.head().unwrap().count), (4, 16));
    assert_eq!(ledger.pending().unwrap().len(), 1, "what was pending is pending");
    assert_eq!(ledger.check().unwrap().problems, Vec::<String>::new());
    let dispatches = ledger.dispatches("2026-11-minot").unwrap();
    let is_unsent = |it: &Dispatch| it.sent.is_none() && it.uncertain.is_none();
    assert!(dispatches.len() == 5 && dispatches.values().all(is_unsent));
    ledger = Ledger::open(&path).unwrap();
    let ann = ledger.certificate("SMALL-2026-00001-4").unwrap();
    ledger.record_mail(&[&ann], MailStep::SentByHand, &act()).unwrap();
    assert_eq!(ledger.check().unwrap().problems, Vec::<String>::new());
    fs::copy(ledgers.join("version-3.db"), &path).unwrap();
    let exported = project.run(&["certificates", "export", "--json"]);
    let expected = fs::read_to_string(ledgers.join("version-3.json")).unwrap();
    // The project has no data, so what is pending cannot be completed.
    assert_eq!((exported.code, exported.out), (2, expected));
}
