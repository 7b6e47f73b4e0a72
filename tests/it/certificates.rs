//! The `certificates` commands.

use std::fs;

use peerpress::certificates::ledger::{Candidate, CategoryHours, IssueTerms, Ledger};
use peerpress::content::certification::CertificateKind;
use serde_json::Value;

use crate::ledger::{act, entry, format, session};
use crate::project::Project;

/// Returns a project whose ledger has names in many scripts, and one that looks like a formula.
fn project() -> Project {
    let project = Project::small();
    let mut ledger = Ledger::open(&project.path("ledger.db")).unwrap();
    let names = [
        "Tȟatȟáŋka Íŋyaŋke",
        "Nguyễn Thị Ánh",
        "عبد الرحمن",
        "कृष्ण",
        "አበበ",
        "O’Connor-Ramírez",
        "X",
        "=1+1 Smith",
    ];
    let entries: Vec<Candidate> =
        names.iter().map(|name| entry(name, Some("someone@example.org"))).collect();
    ledger.issue(&session("2026-10-minot"), &entries, &format(), &act()).unwrap();
    let categories = vec![
        CategoryHours { category: "Ethics".to_owned(), hours: 3.0 },
        CategoryHours { category: "Skills".to_owned(), hours: 3.5 },
    ];
    let trained =
        Candidate { hours: Some(6.5), hours_by_category: categories, ..entry("Ann Lee", None) };
    let key =
        IssueTerms { kind: CertificateKind::ContinuingEducation, ..session("2026-11-online") };
    ledger.issue(&key, &[trained], &format(), &act()).unwrap();
    project
}

const ANH: &str = "NDPS-2026-00002-3";

#[test]
fn lists_certificates() {
    let project = project();
    let run = project.run(&["certificates", "list"]).succeeded();
    assert_eq!(run.out.lines().count(), 10, "{}", run.out);
    assert!(run.err.contains("9 certificates"), "{}", run.err);
    let columns = run.out.lines().map(|line| line.find("2026-10-30").or(line.find("issued")));
    assert!(
        columns.clone().all(|at| at.is_some() && at == columns.clone().next().unwrap()),
        "{}",
        run.out
    );
    assert!(run.out.contains("   6.5  Ann Lee"), "{}", run.out);
    assert_eq!(
        project
            .run(&["certificates", "list", "--session", "2026-11-online", "--format", "short"])
            .out,
        "NDPS-2026-00009-5: valid: Ann Lee\n"
    );
    let found = project.run(&["certificates", "list", "--person", "nguyen"]).out;
    assert!(found.contains("Nguyễn Thị Ánh"));
    assert!(
        project
            .run(&["certificates", "list", "--person", "nobody"])
            .succeeded()
            .err
            .contains("0 certificates")
    );
    let line: Value = serde_json::from_str(
        &project.run(&["certificates", "list", "--format", "json", "--person", "አበበ"]).out,
    )
    .unwrap();
    assert_eq!(
        (&line["type"], &line["standing"], &line["hours"]),
        (&"certificate".into(), &"valid".into(), &40.0.into())
    );
}

#[test]
fn correct_reissue_and_revoke() {
    let project = project();
    let run = project.run(&[
        "certificates",
        "correct",
        ANH,
        "--name",
        "Nguyễn Thị Anh",
        "--reason",
        "as she writes it",
        "--by",
        "the office",
    ]);
    assert_eq!(
        run.succeeded().out,
        "NDPS-2026-00002-3 R2: corrected, replaces NDPS-2026-00002-3\n"
    );
    assert_eq!(
        project.run(&["certificates", "reissue", ANH]).succeeded().out,
        "NDPS-2026-00002-3 R2: re-created\n"
    );
    assert_eq!(
        project
            .run(&["certificates", "correct", ANH, "--email", "anh@example.org"])
            .succeeded()
            .out,
        "NDPS-2026-00002-3 R2: email address changed\n"
    );
    assert_eq!(project.run(&["certificates", "revoke", ANH]).code, 2);
    assert_eq!(
        project.run(&["certificates", "revoke", ANH, "--reason", "withdrawn"]).succeeded().out,
        "NDPS-2026-00002-3 R2: revoked\n"
    );
    let shown = project.run(&["certificates", "show", ANH]).succeeded().out;
    for line in [
        "status    revoked: withdrawn",
        "R1  issued           Nguyễn Thị Ánh",
        "R2  corrected        Nguyễn Thị Anh; as she writes it; by the office",
        "R2  reissued",
        "R2  address-changed",
        "2027-01-01 00:00 UTC  R2  revoked          withdrawn",
    ] {
        assert!(shown.contains(line), "{line:?} is not in {shown}");
    }
    let whole: Value = serde_json::from_str(
        &project.run(&["certificates", "show", ANH, "--format", "json"]).succeeded().out,
    )
    .unwrap();
    assert_eq!(whole["revisions"][0]["name"], "Nguyễn Thị Ánh");
    assert_eq!(whole["events"][4]["reason"], "withdrawn");
    assert!(project.run(&["certificates", "list"]).err.contains("9 certificates, 1 revoked"));
    let ce = "NDPS-2026-00009-5";
    let twice = ["--category-hours", "Ethics=3", "--category-hours", "ethics=4"];
    let twice = project.run(&[&["certificates", "correct", ce][..], &twice].concat());
    assert!(twice.code == 2 && twice.err.contains("stated twice"), "{twice:?}");
    project.run(&["certificates", "correct", ce, "--category-hours", "Ethics=2"]).succeeded();
    let shown = project.run(&["certificates", "show", ce]).succeeded().out;
    for line in [
        "R1  issued     Ann Lee, 6.5 hours\n",
        "R2  corrected  Ann Lee, 5.5 hours\n",
        "category  Ethics, 2 hours\n",
    ] {
        assert!(shown.contains(line), "{line:?} is not in {shown}");
    }
    let refused = project.run(&["certificates", "correct", ANH, "--name", "X Y"]);
    assert!(
        refused.code == 2 && refused.err.contains("was revoked on 2027-01-01: withdrawn"),
        "{refused:?}"
    );
}

#[test]
fn reports_mistyped_numbers() {
    let project = project();
    for (typed, words) in [
        ("NDPS-2026-00020-3", "did you mean `NDPS-2026-00002-3`?"),
        ("NDPS-2026-0O002-9", "`O` is in the place of a digit"),
        ("NDPS-2026-00002", "it may be incomplete"),
        ("X-2026-00001-4", "there is no certificate `X-2026-00001-4`"),
        ("", "the number is empty"),
    ] {
        let run = project.run(&["certificates", "show", typed]);
        assert!(
            run.code == 2 && run.err.contains(words) && run.err.contains("hint: "),
            "{words:?} is not in {}",
            run.err
        );
    }
}

#[test]
fn reports_wrong_arguments() {
    let project = project();
    assert!(
        project.run(&["certificates", "correct", ANH]).err.contains("no correction was specified")
    );
    assert_eq!(project.run(&["certificates", "correct", ANH, "--hours", "six"]).code, 2);
    let run = project.run(&["certificates", "list", "--session", "2027-02-mino"]);
    assert!(run.code == 2 && run.err.contains("did you mean `2027-02-minot`?"), "{run:?}");
    project.run(&["certificates", "list", "--session", "2027-02-minot"]).succeeded();
    assert_eq!(project.run(&["certificates", "correct", ANH, "--category-hours", "3"]).code, 2);
    let empty = Project::small();
    for args in
        [["list"].as_slice(), &["check"], &["revoke", ANH, "--reason", "x"], &["export", "all.csv"]]
    {
        let run = empty.run(&[&["certificates"], args].concat());
        assert!(run.code == 2 && run.err.contains("there is no ledger yet"), "{run:?}");
    }
    assert!(!empty.path("ledger.db").exists(), "reading must not create a ledger");
}

#[test]
fn exports_csv_and_json() {
    let project = project();
    project.run(&["certificates", "correct", ANH, "--name", "Nguyễn Thị Anh"]).succeeded();
    let table = project.run(&["certificates", "export"]).succeeded().out;
    assert!(table.starts_with("number,revision,replaces,name,email,"), "{table}");
    assert!(table.contains("NDPS-2026-00008-0,1,,'=1+1 Smith,"), "{table}");
    assert!(table.contains("NDPS-2026-00002-3,2,NDPS-2026-00002-3,Nguyễn Thị Anh,"), "{table}");
    assert!(table.contains("Ethics: 3; Skills: 3.5"), "{table}");
    project.run(&["certificates", "export", "all.csv"]).succeeded();
    assert_eq!(
        fs::read(project.path("all.csv")).unwrap(),
        [b"\xef\xbb\xbf", table.as_bytes()].concat()
    );
    project.run(&["certificates", "export", "all.json"]).succeeded();
    let all: Value = serde_json::from_str(&project.read("all.json")).unwrap();
    assert_eq!(all["certificates"].as_array().unwrap().len(), 9);
    assert_eq!(all["certificates"][1]["revisions"].as_array().unwrap().len(), 2);
    assert_eq!((&all["type"], &all["version"]), (&"certificates".into(), &1.into()));
    for option in [["--json"].as_slice(), &["--format", "json"]] {
        let args = [&["certificates", "export"], option].concat();
        let printed: Value = serde_json::from_str(&project.run(&args).succeeded().out).unwrap();
        assert_eq!(printed, all, "{option:?}");
    }
}

#[test]
fn json_records_have_a_type_and_a_version() {
    let project = project();
    for (args, kind) in [
        (["list"].as_slice(), "certificate"),
        (&["show", ANH], "certificate"),
        (&["correct", ANH, "--name", "Nguyễn Thị Anh"], "certificate"),
        (&["reissue", ANH], "certificate"),
        (&["revoke", ANH, "--reason", "withdrawn"], "certificate"),
        (&["check"], "ledger"),
    ] {
        let run = project.run(&[&["certificates"], args, &["--format", "json"]].concat());
        for line in run.succeeded().out.lines() {
            let record: Value = serde_json::from_str(line).unwrap();
            let expected = (&Value::from(kind), &Value::from(1));
            assert_eq!((&record["type"], &record["version"]), expected, "{line}");
        }
    }
}

#[test]
fn checks_the_ledger() {
    let project = project();
    assert_eq!(
        project.run(&["certificates", "check"]).succeeded().out,
        "ledger.db: 9 certificates, 9 events, 0 problems\n"
    );
    let db = rusqlite::Connection::open(project.path("ledger.db")).unwrap();
    db.execute_batch("DROP TRIGGER events_stay; DELETE FROM events WHERE certificate = 2").unwrap();
    let run = project.run(&["certificates", "check"]);
    assert!(run.code == 1 && run.out.contains("error: event 2 is missing"), "{run:?}");
    let answer: Value =
        serde_json::from_str(&project.run(&["certificates", "check", "--format", "json"]).out)
            .unwrap();
    assert_eq!(
        (&answer["sound"], answer["problems"].as_array().unwrap().is_empty()),
        (&false.into(), false)
    );
}
