//! `certify --credential`: first certifications, levels and renewals, counted from the ledger.

use std::fs;

use peerpress::pdf;
use serde_json::{Value, json};

use crate::project::{Project, Run, copy, repository};

const LEVEL_1: &str = "Name,Email\nAnn Lee,ann@example.org\nBo Li,bo@example.org\n";
const SAVED: [&str; 3] = ["--numbers-only", "--format", "json"];

/// Returns a small program with two levels and their renewals.
pub(crate) fn program() -> Project {
    let project = Project::small();
    copy(&repository().join("tests/projects/credentials"), project.root());
    project
}

/// Returns the program with a key, and people who completed the core training.
fn certified_program() -> Project {
    let project = program();
    project.run_on("2024-05-10", &["keys", "new"]).succeeded();
    session(&project, "2024-05-core", "2024-05-10", &[("Ann Lee", "ann"), ("Bo Li", "bo")], 8);
    project
}

/// Issues the certificates of a session.
fn session(project: &Project, id: &str, day: &str, people: &[(&str, &str)], hours: u32) {
    let rows = people.iter().map(|(name, email)| match email.is_empty() {
        true => format!("{name},,{hours}\n"),
        false => format!("{name},{email}@example.org,{hours}\n"),
    });
    project.write("session.csv", format!("Name,Email,Hours\n{}", rows.collect::<String>()));
    let piece = if id.ends_with("ethics") { "diploma-ethics" } else { "diploma" };
    let args = ["certify", "session.csv", "--session", id, "--piece", piece, "--numbers-only"];
    project.run_on(day, &args).succeeded();
}

/// Certifies a list as holders of a credential, without making files.
fn certify(project: &Project, day: &str, credential: &str, list: &str, more: &[&str]) -> Run {
    project.write("list.csv", list);
    let args = [&["certify", "list.csv", "--credential", credential], &SAVED[..], more].concat();
    project.run_on(day, &args)
}

/// Returns the certificates that a command printed: number, session, first and last valid day.
fn printed(run: &Run) -> Vec<[String; 4]> {
    let records = run.out.lines().map(|line| serde_json::from_str::<Value>(line).unwrap());
    let certificates = records.filter(|record| record["type"] == "certificate");
    let field = |record: &Value, name: &str| record[name].as_str().unwrap_or_default().to_owned();
    certificates
        .map(|one| ["number", "session", "valid_from", "valid_until"].map(|name| field(&one, name)))
        .collect()
}

fn due(project: &Project, day: &str) -> Vec<[String; 3]> {
    let args = ["certificates", "due", "--within", "120d", "--format", "json"];
    let run = project.run_on(day, &args).succeeded();
    let records = run.out.lines().map(|line| serde_json::from_str::<Value>(line).unwrap());
    let of = |one: Value| {
        let renew_with = one["renew_with"][0].as_str().unwrap_or_default().to_owned();
        [one["name"].as_str().unwrap().to_owned(), one["credential"].to_string(), renew_with]
    };
    records.filter(|record| record["type"] == "due").map(of).collect()
}

#[test]
fn people_are_certified_renewed_and_raised_to_a_higher_level() {
    let project = certified_program();
    let first = certify(&project, "2024-06-03", "level-1", LEVEL_1, &[]).succeeded();
    let [ann, bo] = &printed(&first)[..] else { panic!("{first:?}") };
    assert_eq!(ann[1..], ["level-1.2024-06-03", "2024-06-03", "2026-06-30"]);
    // Again on the same day, and later: nobody gets a second one.
    for (day, warning) in [("2024-06-03", ""), ("2024-08-01", "[credential-held]")] {
        project.write("list.csv", LEVEL_1);
        let args = ["certify", "list.csv", "--credential", "level-1", "--numbers-only"];
        let again = project.run_on(day, &args).succeeded();
        assert!(again.out.contains("0 certificates issued; 2 people already"), "{again:?}");
        assert!(again.err.contains(warning), "{again:?}");
        assert_eq!(again.err.contains("[credential-held]"), !warning.is_empty(), "{again:?}");
    }

    // Hours since the certification: the core training does not count.
    session(&project, "2024-09-ethics", "2024-09-11", &[("Ann Lee", "ann"), ("Bo Li", "bo")], 6);
    session(&project, "2026-01-ethics", "2026-01-11", &[("Ann Lee", "ann")], 6);
    let early = certify(&project, "2026-03-01", "level-1-renewal", LEVEL_1, &[]);
    assert!(early.code == 1, "{early:?}");
    let text = "can be renewed from 2026-04-01 on";
    assert_eq!(early.out.matches(text).count(), 2, "{early:?}");
    let short = certify(&project, "2026-04-05", "level-1-renewal", LEVEL_1, &[]);
    let text = "`Bo Li` cannot be recertified as `level-1-renewal`: 6 of 12 hours since 2024-06-03 \
                and 4 of 6 hours of Ethics (SMALL-2024-00006-8: 6)";
    assert!(short.code == 1 && short.out.contains(text), "{short:?}");
    let table = ["certificates", "due", "--within", "120d"];
    let table = project.run_on("2026-04-05", &table).succeeded();
    assert!(table.out.contains("12 of 12") && table.out.contains("6 of 12"), "{table:?}");
    let listed = due(&project, "2026-04-05");
    let renewal = |name: &str| [name, "\"level-1\"", "level-1-renewal"].map(str::to_owned);
    assert_eq!(listed, [renewal("Ann Lee"), renewal("Bo Li")]);
    let skipped = certify(&project, "2026-04-05", "level-1-renewal", LEVEL_1, &["--skip-invalid"]);
    let [renewed] = &printed(&skipped)[..] else { panic!("{skipped:?}") };
    assert_eq!(renewed[1..], ["level-1-renewal.2026-04-05", "2026-07-01", "2028-06-30"]);
    assert!(project.read("list.rejected.csv").contains("6 of 12 hours"));
    assert_eq!(due(&project, "2026-04-06"), [renewal("Bo Li")]);

    // Hours that were earned elsewhere, in a time of grace after the end.
    let with_hours = "Name,Email,Hours,Ethics hours\nBo Li,bo@example.org,6,2\n";
    let elsewhere = ["--hours-elsewhere", "certificates of the association"];
    let late = certify(&project, "2026-07-15", "level-1-renewal", with_hours, &elsewhere);
    let [late] = &printed(&late.succeeded())[..] else { panic!() };
    assert_eq!(late[2..], ["2026-07-15", "2028-07-31"]);
    let shown = project.run_on("2026-07-15", &["certificates", "show", &late[0]]).succeeded();
    for text in ["takes the place of", &*bo[0], "SMALL-2024-00006-8", "6, certificates of the ass"]
    {
        assert!(shown.out.contains(text), "{text}: {shown:?}");
    }
    assert!(due(&project, "2026-07-15").is_empty());

    // The hours of a renewal do not count again.
    let args = ["--waive", "early=moves away"];
    let again = certify(&project, "2028-05-01", "level-1-renewal", LEVEL_1, &args);
    let none = "0 of 12 hours since 2026-04-05 and 0 of 6 hours of Ethics (no certificate counts)";
    assert!(again.code == 1 && again.out.contains(none), "{again:?}");

    // Level II needs level I and a training, and takes the place of level I.
    let ann_only = "Name,Email\nAnn Lee,ann@example.org\n";
    let untrained = certify(&project, "2026-08-01", "level-2", ann_only, &[]);
    let text = "no certificate of the training `advanced`";
    assert!(untrained.code == 1 && untrained.out.contains(text), "{untrained:?}");
    session(&project, "2026-02-advanced", "2026-08-01", &[("Ann Lee", "ann")], 8);
    let raised = certify(&project, "2026-08-01", "level-2", ann_only, &[]).succeeded();
    assert_eq!(printed(&raised)[0][1..], ["level-2.2026-08-01", "2026-08-01", "2029-07-31"]);
    let listed = due(&project, "2028-06-01");
    assert_eq!(listed, [["Bo Li", "\"level-1-renewal\"", "level-1-renewal"].map(str::to_owned)]);
    let lower = certify(&project, "2028-06-01", "level-1-renewal", ann_only, &[]);
    assert!(
        lower.code == 1 && lower.out.contains("replaces the certification to renew"),
        "{lower:?}"
    );
    let unheld =
        certify(&project, "2026-08-01", "level-2", "Name,Email\nCy Ray,cy@example.org\n", &[]);
    let text = "no certificate of `level-1` that is valid on 2026-08-01";
    assert!(unheld.code == 1 && unheld.out.contains(text), "{unheld:?}");

    // Renewed by the program's year.
    let list =
        certify(&project, "2029-06-01", "level-2-renewal", ann_only, &["--waive", "hours=ill"]);
    assert_eq!(printed(&list.succeeded())[0][2..], ["2029-06-01", "2030-06-30"]);
    assert!(due(&project, "2029-06-02").is_empty());
    project.run_on("2029-06-02", &["certificates", "check"]).succeeded();
}

#[test]
fn lapsed_and_revoked_certifications_need_a_decision() {
    let project = certified_program();
    certify(&project, "2024-06-03", "level-1", LEVEL_1, &[]).succeeded();
    let ann = "Name,Email\nAnn Lee,ann@example.org\n";
    let mut failures = String::new();
    let mut expect = |run: &Run, code: i32, text: &str| {
        if run.code != code || !(run.out.contains(text) || run.err.contains(text)) {
            failures += &format!("expected {text:?}: {run:?}\n");
        }
    };
    let late = certify(&project, "2026-12-01", "level-1-renewal", ann, &[]);
    expect(&late, 1, "was valid until 2026-06-30, and could be renewed until 2026-08-29");
    let first = certify(&project, "2026-07-10", "level-1", ann, &[]);
    expect(&first, 1, "renew it with `--credential level-1-renewal`");
    let anew = certify(&project, "2026-12-01", "level-1", ann, &["--waive", "lapsed=came back"]);
    expect(&anew, 0, "level-1.2026-12-01");
    let number = &printed(&anew)[0][0];
    let again = certify(&project, "2026-12-02", "level-1", ann, &["--waive", "lapsed=came back"]);
    expect(&again, 0, number);
    // A certificate that was revoked is not issued again by chance.
    let bo = "Name,Email\nBo Li,bo@example.org\n";
    let args = ["certificates", "revoke", "SMALL-2024-00004-5", "--reason", "a mistake"];
    project.run_on("2025-01-10", &args).succeeded();
    let revoked = certify(&project, "2025-01-11", "level-1", bo, &[]);
    expect(&revoked, 0, "roster-revoked");
    expect(&revoked, 0, "SMALL-2024-00004-5");
    let training = ["certificates", "revoke", "SMALL-2024-00002-1", "--reason", "not there"];
    project.run_on("2025-01-10", &training).succeeded();
    let untrained = certify(&project, "2025-01-11", "level-1", bo, &["--replace-revoked"]);
    expect(&untrained, 1, "SMALL-2024-00002-1 does not count, because it was revoked");
    let renewal = certify(&project, "2026-06-01", "level-1-renewal", bo, &[]);
    expect(&renewal, 1, "no certificate to renew");
    let replaced = certify(
        &project,
        "2025-01-11",
        "level-1",
        bo,
        &["--replace-revoked", "--waive", "training=x"],
    );
    expect(&replaced, 0, "level-1.2025-01-11");
    for (more, fault) in [
        (&["--kind", "certified"][..], "cannot be used with"),
        (&["--valid-until", "2030-01-01"], "cannot be used with"),
        (&["--session", "2024-05-core"], "cannot be used with"),
        (&["--waive", "hour=x"], "`hour` is not a requirement"),
        (&["--waive", "hours="], "a reason is needed"),
        (&["--issued", "2030-01-01"], "is after today"),
    ] {
        expect(&certify(&project, "2025-01-11", "level-1", bo, more), 2, fault);
    }
    let unknown = certify(&project, "2025-01-11", "level1", bo, &[]);
    expect(&unknown, 2, "did you mean `level-1`");
    let session = ["certify", "list.csv", "--session", "level-1.2024-06-03"];
    expect(&project.run_on("2025-01-11", &session), 2, "certify ROSTER --credential level-1");
    assert!(failures.is_empty(), "{failures}");
}

#[test]
fn hours_of_two_people_of_one_name_are_not_mixed() {
    let project = certified_program();
    let people = [("Jo Kim", "jo"), ("Jo Kim", ""), ("Cy Ray", "")];
    session(&project, "2024-09-ethics", "2024-09-11", &people[..1], 6);
    session(&project, "2024-05-core", "2024-09-11", &people[1..], 8);
    let mut failures = String::new();
    let mut expect = |list: &str, more: &[&str], code: i32, text: &str| {
        let run = certify(&project, "2024-10-01", "level-1", list, more);
        if run.code != code || !run.out.contains(text) {
            failures += &format!("{list:?} {more:?}: {run:?}\n");
        }
    };
    let dry = ["--same-person"];
    expect("Name,Email\nCy Ray,\n", &[], 1, "by name only");
    expect("Name,Email\nCy Ray,cy@example.org\n", &[], 1, "correct SMALL-2024-00005-9 --email cy@");
    expect("Name,Email\nCy Ray,\n", &["--allow-alike"], 1, "no certificate of the training `core`");
    expect("Name,Email\nJo Kim,jo@example.org\n", &[], 1, "by name only");
    let both = "ID,Name,Email\n7,Jo Kim,jo@example.org\n95,Jo Kim,kim@example.org\n";
    expect(both, &dry, 1, "several people on the roster match it");
    // Somebody of the same name with another address is someone else.
    expect("Name,Email\nAnn Lee,lee@example.org\n", &[], 1, "has this name and another address");
    expect("Name,Email\nCy Ray,\n", &dry, 0, "level-1.2024-10-01");
    assert!(failures.is_empty(), "{failures}");
}

#[test]
fn certificates_of_a_credential_can_be_handled_like_those_of_a_session() {
    let project = certified_program();
    project.write("list.csv", LEVEL_1);
    let run = |day: &str, args: &[&str]| project.run_on(day, args);
    run("2024-06-03", &["certify", "list.csv", "--credential", "level-1"]).succeeded();
    let name = "level-1.2024-06-03";
    let page = |number: &str| {
        let bytes = fs::read(project.path(&format!("out/certificates/{name}/{number}.pdf")));
        let pages = pdf::text(&bytes.unwrap()).unwrap();
        pages.iter().map(|page| page.text().replace('\n', " ")).collect::<String>()
    };
    let text = page("SMALL-2024-00003-7");
    for words in ["Certified Peer I", "Ann Lee", "June 3, 2024 – June 30, 2026"] {
        assert!(text.contains(words), "{words}: {text}");
    }
    let all = format!("out/certificates/{name}/all.pdf");

    // A wrong title is corrected from the data, as the dates of a session are.
    project.edit("data/certification.json", "Certified Peer", "Certified Peer Worker");
    let made = run("2024-06-04", &["certify", "--session", name]).succeeded();
    assert!(made.err.contains("[certificate-differs]"), "{made:?}");
    assert!(made.err.contains("data/certification.json"), "{made:?}");
    let correct = ["certificates", "correct", "--session", name, "--from-data", "--reason", "typo"];
    run("2024-06-04", &correct).succeeded();
    assert!(page("SMALL-2024-00003-7").contains("Certified Peer Worker I"));
    let nothing = run("2024-06-04", &correct).succeeded();
    assert!(nothing.out.contains("nothing to correct"), "{nothing:?}");
    // So is a wrong rule, except for days that a person corrected.
    let until = ["certificates", "correct", "SMALL-2024-00004-5", "--valid-until", "2026-08-31"];
    run("2024-06-04", &until).succeeded();
    project.edit("data/certification.json", "\"months\": 24", "\"months\": 36");
    let longer = run("2024-06-04", &correct).succeeded();
    assert!(longer.out.contains("June 30, 2027"), "{longer:?}");
    assert!(page("SMALL-2024-00003-7").contains("June 30, 2027"));
    assert!(page("SMALL-2024-00004-5").contains("August 31, 2026"));
    project.edit("data/certification.json", "\"months\": 36", "\"months\": 24");
    let rename = ["certificates", "correct", "SMALL-2024-00003-7", "--name", "Ann B. Lee"];
    run("2024-06-04", &rename).succeeded();
    run("2024-06-04", &["certificates", "reissue", "SMALL-2024-00004-5"]).succeeded();
    let listed = run("2024-06-04", &["certificates", "list", "--session", name]).succeeded();
    assert!(listed.out.contains("Ann B. Lee"), "{listed:?}");
    // The roster is still known, under both names.
    let again = run("2024-06-05", &["certify", "list.csv", "--credential", "level-1"]).succeeded();
    assert!(again.out.contains("0 certificates issued; 2 people"), "{again:?}");
    let transcript = ["certificates", "transcript", "--person", "bo@example.org"];
    let refused = run("2024-06-05", &transcript);
    assert!(refused.err.contains("transcript"), "the small program has no template: {refused:?}");

    // The credential is removed from the data later.
    let mut data: Value = serde_json::from_str(&project.read("data/certification.json")).unwrap();
    data["credentials"] = json!([]);
    project.write("data/certification.json", data.to_string());
    run("2024-06-06", &["certify", "--session", name]).succeeded();
    let mut renamed = data.clone();
    renamed["credentials"] = json!([{
        "id": "first", "title": "Peer", "kind": "certified", "piece": "license",
        "valid": { "months": 12 },
    }]);
    project.write("data/certification.json", renamed.to_string());
    let twice = run("2024-06-06", &["certify", "list.csv", "--credential", "first"]);
    let text = "is a certificate of the credential `level-1`, which is not in the data";
    assert!(twice.code == 1 && twice.err.contains(text), "{twice:?}");
    project.write("data/certification.json", data.to_string());
    let refused = run("2024-06-06", &correct);
    assert!(refused.err.contains("has no credential `level-1`"), "{refused:?}");
    let checked = run("2024-06-06", &["certificates", "check"]).succeeded();
    assert!(checked.err.contains("the credential `level-1` has certificates, but"), "{checked:?}");
    let listed = run("2026-06-20", &["certificates", "due", "--within", "90d"]).succeeded();
    assert!(listed.out.contains("level-1") && listed.out.contains("Bo Li"), "{listed:?}");
    let revoke = ["certificates", "revoke", "--session", name, "--reason", "not approved"];
    run("2024-06-06", &revoke).succeeded();
    assert!(!project.path(&all).exists());
    let listed = run("2026-06-01", &["certificates", "due", "--within", "90d"]).succeeded();
    assert!(listed.out.is_empty(), "{listed:?}");
}

#[test]
fn a_corrected_name_does_not_come_back_with_an_old_list() {
    let project = certified_program();
    let correct = ["certificates", "correct", "SMALL-2024-00002-1", "--name", "Bo Lindqvist"];
    project.run_on("2024-05-12", &correct).succeeded();
    let old = certify(&project, "2024-06-01", "level-1", LEVEL_1, &[]);
    assert_eq!(old.code, 1, "{}", old.err);
    assert!(old.out.contains("`Bo Li` was corrected to `Bo Lindqvist`"), "{old:?}");
    let right = certify(&project, "2024-06-01", "level-1", LEVEL_1, &["--name-is-right", "Bo Li"]);
    right.succeeded();
}
