//! `verify NUMBER`.

use std::fs;

use serde_json::Value;

use crate::project::{Project, Run};

const SESSION: &str = "2026-10-grand-forks";

/// A project with three certificates: valid, corrected, and revoked.
fn project() -> (Project, [String; 3]) {
    let project = Project::starter();
    project.run(&["keys", "new", "-q"]).succeeded();
    let people = ["Ada First", "Bo Second", "Cy Third"];
    let rows = people.map(|name| format!("{name},{}@example.net,40\n", &name[..2]));
    project.write("people.csv", format!("Name,Email,Hours\n{}", rows.concat()));
    let certify = ["certify", "people.csv", "--session", SESSION, "--numbers-only"];
    project.run_on("2026-11-22", &certify).succeeded();
    let numbers = ["NDPS-2026-00001-4", "NDPS-2026-00002-3", "NDPS-2026-00003-8"];
    let correct =
        ["certificates", "correct", numbers[1], "--name", "Bo Secund", "--reason", "typo"];
    project.run_on("2026-11-22", &correct).succeeded();
    let revoke = ["certificates", "revoke", numbers[2], "--reason", "issued by mistake"];
    project.run_on("2026-11-22", &revoke).succeeded();
    (project, numbers.map(str::to_owned))
}

fn verify(project: &Project, args: &[&str]) -> Run {
    project.run_on("2026-12-01", &[&["verify"], args].concat())
}

#[test]
fn the_ledger_answers_for_a_number() {
    let (project, [valid, corrected, revoked]) = project();
    let first = format!("{corrected} R1");
    let latest = format!("{corrected} R2");
    let typed = valid.to_lowercase().replace('-', " ");
    for (number, code, expected) in [
        (valid.as_str(), 0, "Ada First"),
        (&typed, 0, "Ada First"),
        (&corrected, 16, "`NDPS-2026-00002-3 R2`, replaced it"),
        (&latest, 0, "Bo Secund"),
        (&first, 16, "`NDPS-2026-00002-3 R2`, replaced it"),
        (&format!("{corrected} R9"), 15, "no such revision"),
        (&revoked, 11, "revoked: issued by mistake"),
        ("NDPS-2026-00004-6", 15, "has no certificate with this number"),
        ("NDPS-2026-00001-5", 15, "did you mean NDPS-2026-00001-4"),
        ("NDPS-2026-00010-1", 15, "is not a certificate number"),
        ("NDPS-2026-0000l-4", 15, "`L` is in the place of a digit"),
    ] {
        let run = verify(&project, &[number]);
        assert_eq!(run.code, code, "{number}: {run:?}");
        assert!(run.out.contains(expected), "{number}: {expected}: {run:?}");
    }
    let short = verify(&project, &[&revoked, "--format", "short"]).out;
    assert_eq!(
        short,
        format!(
            "revoked: SAMPLE, {revoked} (the certificate was revoked: issued by mistake) [ledger]\n"
        )
    );
    // The session is marked as a sample.
    let human = verify(&project, &[&valid]).out;
    assert!(human.contains("SAMPLE: this certificate is a sample"), "{human}");
    let json: Value =
        serde_json::from_str(&verify(&project, &[&valid, "--format", "json"]).out).unwrap();
    assert_eq!(json["sample"], true);
    let json = verify(&project, &["NDPS-2026-00001-5", "--format", "json"]).out;
    let json: Value = serde_json::from_str(&json).unwrap();
    assert_eq!((&json["code"], &json["similar"][0]), (&15.into(), &valid.into()));
}

#[test]
fn without_a_ledger_the_status_list_answers() {
    let (project, [valid, corrected, revoked]) = project();
    let elsewhere = Project::empty();
    for (from, to) in [("data/keys.json", "keys.json"), ("verify/status.json", "status.json")] {
        fs::copy(project.path(from), elsewhere.path(to)).unwrap();
    }
    let sources = ["--keys", "keys.json", "--status", "status.json"];
    for (number, code, expected) in [
        (valid.as_str(), 20, "does not prove that it was issued"),
        (&corrected, 16, "a corrected certificate replaced"),
        (&format!("{corrected} R2"), 20, "does not prove"),
        (&revoked, 11, "was revoked, according to the status list"),
        ("NDPS-2026-00001-5", 15, "the check digit does not match"),
    ] {
        let run = verify(&elsewhere, &[&[number], sources.as_slice()].concat());
        assert_eq!(run.code, code, "{number}: {run:?}");
        assert!(run.out.contains(expected), "{number}: {expected}: {run:?}");
    }
    // A number alone says nothing without a list, or if another program's keys are named.
    let run = verify(&elsewhere, &[&valid, "--keys", "keys.json"]);
    assert!(run.code == 2 && run.err.contains("--status FILE"), "{run:?}");
    let run = verify(&elsewhere, &[&valid]);
    assert!(run.code == 2 && run.err.contains("--keys FILE"), "{run:?}");
    let run = verify(&project, &[&valid, "--keys", "data/keys.json"]);
    assert_eq!(run.code, 2, "{run:?}");
}

/// A file with the name of a number is a file.
#[test]
fn a_file_is_not_a_number() {
    let project = Project::starter();
    project.run(&["keys", "new", "-q"]).succeeded();
    project.write("NDPS-2026-00001-4", "hello");
    let run = verify(&project, &["NDPS-2026-00001-4"]);
    assert!(run.code == 15 && run.out.contains("the file is not a PDF"), "{run:?}");
}
