//! `certify`: from the sample rosters to numbered, signed certificates and their files.

use std::collections::BTreeMap;
use std::fs;
use std::path::Path;
use std::process::Stdio;

use peerpress::pdf;

use crate::ledger_kill::Chance;
use crate::project::{Project, Run};

pub(crate) const SESSION: &str = "2026-10-grand-forks";
pub(crate) const FILES: &str = "out/certificates/2026-10-grand-forks";
pub(crate) const ROSTER: &str = "data/samples/roster-sample.csv";

/// Returns the starter project with a signing key.
pub(crate) fn program() -> Project {
    let project = Project::starter();
    project.run(&["keys", "new"]).succeeded();
    project
}

pub(crate) fn certify(project: &Project, args: &[&str]) -> Run {
    project.run_on("2026-11-01", &[&["certify", "--session", SESSION], args].concat())
}

/// Returns the files of a folder with their bytes.
pub(crate) fn contents(folder: &Path) -> BTreeMap<String, Vec<u8>> {
    let entries = fs::read_dir(folder).into_iter().flatten().flatten();
    entries
        .map(|entry| (entry.file_name().into_string().unwrap(), fs::read(entry.path()).unwrap()))
        .collect()
}

pub(crate) fn numbers(project: &Project) -> Vec<(String, String)> {
    let run =
        project.run_on("2026-11-01", &["certificates", "list", "--format", "json"]).succeeded();
    let line = |line: &str| {
        let value: serde_json::Value = serde_json::from_str(line).unwrap();
        (value["number"].as_str().unwrap().to_owned(), value["name"].as_str().unwrap().to_owned())
    };
    run.out.lines().map(line).collect()
}

#[test]
fn certifying_a_roster_again_gives_the_same_files() {
    let project = program();
    let dry = certify(&project, &[ROSTER, "--dry-run"]).succeeded();
    assert!(
        dry.out.contains("would issue 24 certificates")
            && dry.err.contains("name: column B \"Name\""),
        "{dry:?}"
    );
    assert!(!project.path("ledger.db").exists() && !project.path("out").exists());
    let first = certify(&project, &[ROSTER]).succeeded();
    let said = "24 certificates issued; 0 people already had one; the issue date is 2026-11-01";
    assert!(first.out.contains(said), "{first:?}");
    let before = contents(&project.path(FILES));
    assert_eq!(before.keys().filter(|name| name.ends_with(".pdf")).count(), 25);
    fs::remove_dir_all(project.path("out")).unwrap();
    let second = certify(&project, &[ROSTER]).succeeded();
    assert!(second.out.contains("0 certificates issued; 24 people already had one"), "{second:?}");
    assert!(contents(&project.path(FILES)) == before, "the same roster made other files");
    let people = numbers(&project);
    assert_eq!(people.len(), 24);
    for (_, name) in &people {
        assert!(!before.keys().any(|file| file.contains(name.as_str())));
    }
    // The codes in the file of all pages are genuine too.
    let all = project.run_on("2026-11-02", &["verify", &format!("{FILES}/all.pdf")]).succeeded();
    assert!(all.out.contains("24 genuine"), "{all:?}");
}

#[test]
fn a_bad_row_stops_the_run_unless_it_is_left_out() {
    let project = program();
    project.write(
        "roster.csv",
        "Name,E-mail,Hours\n\
         Ann Lee,ann@example.org,40\n\
         ,no@example.org,40\n\
         \"=HYPERLINK(\"\"x\"\")\",f@example.org,40\n\
         Bo Li,bo@example,40\n",
    );
    let run = certify(&project, &["roster.csv"]);
    assert_eq!(run.code, 1, "{run:?}");
    assert!(
        run.err.contains("no certificates were issued")
            && !project.path("ledger.db").exists()
            && !project.path("out").exists(),
        "{run:?}"
    );
    let right = ["--name-is-right", "=HYPERLINK(\"x\")"];
    let run = certify(&project, &[&["roster.csv", "--skip-invalid"][..], &right].concat());
    assert_eq!(run.code, 1, "{run:?}");
    assert!(
        run.err.contains(
            "2 rows were skipped and saved in roster.rejected.csv; fix them there, then run \
             `peerpress certify roster.rejected.csv --session 2026-10-grand-forks \
             --name-is-right '=HYPERLINK(\"x\")'`"
        ),
        "{run:?}"
    );
    let left_out = project.read("roster.rejected.csv");
    assert!(left_out.contains("no@example.org") && left_out.contains("bo@example"), "{left_out}");
    let merge = project.read(&format!("{FILES}/mailmerge.csv"));
    assert!(merge.contains("\"'=HYPERLINK(") || merge.contains("'=HYPERLINK("), "{merge}");
    let fixed = left_out
        .replace(",no@example.org", "Cy Ma,no@example.org")
        .replace("bo@example,", "bo@example.org,");
    project.write("roster.rejected.csv", fixed);
    let run = certify(&project, &["roster.rejected.csv"]).succeeded();
    assert!(
        run.out.contains("2 certificates issued; 0 people") && run.out.contains("4 certificates"),
        "{run:?}"
    );
    // Without the private key nothing can be signed, and nothing is recorded.
    fs::remove_dir_all(project.path("keys")).unwrap();
    let number = &numbers(&project)[0].0;
    let run = project.run_on("2026-11-01", &["certificates", "reissue", number]);
    assert!(
        run.code == 2
            && run.out.is_empty()
            && run.err.contains("the private key")
            && run.err.matches("hint:").count() == 1,
        "{run:?}"
    );
}

#[test]
fn shares_add_up_to_the_whole() {
    let project = program();
    certify(&project, &[ROSTER, "--only", "single"]).succeeded();
    let whole = contents(&project.path(FILES));
    fs::remove_dir_all(project.path("out")).unwrap();
    for share in ["1/5", "2/5", "3/5", "4/5", "5/5"] {
        certify(&project, &["--partition", share]).succeeded();
    }
    let shares = contents(&project.path(FILES));
    let pdfs = |files: &BTreeMap<String, Vec<u8>>| {
        files
            .iter()
            .filter(|(name, _)| name.ends_with(".pdf"))
            .map(|(a, b)| (a.clone(), b.clone()))
            .collect::<Vec<_>>()
    };
    assert!(pdfs(&whole) == pdfs(&shares) && shares.len() == 24, "the shares are not the whole");
    assert_eq!(certify(&project, &["--partition", "6/5"]).code, 2);
}

#[test]
fn running_again_completes_a_killed_run() {
    let project = program();
    let mut chance = Chance::new();
    for _ in 0..8 {
        let mut child = project
            .command(&["certify", ROSTER, "--session", SESSION])
            .env("SOURCE_DATE_EPOCH", "1793491200")
            .stdout(Stdio::null())
            .stderr(Stdio::null())
            .spawn()
            .unwrap();
        std::thread::sleep(chance.up_to(1_200_000));
        let _ = child.kill();
        child.wait().unwrap();
    }
    certify(&project, &[ROSTER]).succeeded();
    let people = numbers(&project);
    let distinct: std::collections::BTreeSet<_> = people.iter().map(|(number, _)| number).collect();
    assert_eq!((people.len(), distinct.len()), (24, 24));
    let files = contents(&project.path(FILES));
    assert!(people.iter().all(|(number, _)| files.contains_key(&format!("{number}.pdf"))));
    assert!(project.run_on("2026-11-01", &["certificates", "check"]).code == 0);
}

#[test]
fn two_runs_at_once_assign_each_number_once() {
    let project = program();
    let start = || {
        let mut command =
            project.command(&["certify", ROSTER, "--session", SESSION, "--numbers-only"]);
        command
            .env("SOURCE_DATE_EPOCH", "1793491200")
            .stdout(Stdio::null())
            .stderr(Stdio::null())
            .spawn()
            .unwrap()
    };
    let children = [start(), start()];
    for mut child in children {
        assert!(child.wait().unwrap().success());
    }
    assert_eq!(numbers(&project).len(), 24);
}

#[test]
fn reports_what_cannot_be_certified() {
    let project = program();
    for (args, said) in [
        (
            vec!["certify", ROSTER, "--session", "2026-10-grand-fork"],
            "did you mean `2026-10-grand-forks`",
        ),
        (
            vec!["certify", ROSTER, "--session", SESSION, "--piece", "flyer-benefits"],
            "`flyer-benefits` is not a certificate",
        ),
        (
            vec!["certify", ROSTER, "--session", SESSION, "--piece", "certificate-certified"],
            "a `certified` certificate needs an expiration date",
        ),
        (
            vec!["certify", ROSTER, "--session", SESSION, "--edition", "office"],
            "[possible values: screen, press]",
        ),
        (vec!["certify", "nowhere.csv", "--session", SESSION], "check the path and the file name"),
        (vec!["certify", "--session", SESSION], "there is no ledger yet"),
    ] {
        let run = project.run_on("2026-11-01", &args);
        assert!(run.code == 2 && run.err.contains(said), "{args:?}: {run:?}");
    }
    let run = project.run_on("2026-11-01", &["certify", ROSTER, "--session", "2027-02-bismarck"]);
    assert!(run.code == 1 && run.err.contains("is not over"), "{run:?}");
    fs::remove_dir_all(project.path("keys")).unwrap();
    let run = certify(&project, &[ROSTER]);
    assert!(run.code == 2 && !project.path("ledger.db").exists(), "{run:?}");
}

#[test]
fn a_correction_remakes_the_file_and_a_revocation_removes_it() {
    let project = program();
    certify(&project, &[ROSTER]).succeeded();
    let (number, _) = numbers(&project).remove(8);
    let act = |args: &[&str]| project.run_on("2026-11-03", &[&["certificates"], args].concat());
    act(&["correct", &number, "--name", "Alex Sample-Ribera", "--reason", "spelling"]).succeeded();
    let file = format!("{FILES}/{number}.pdf");
    let text =
        pdf::text(&fs::read(project.path(&file)).unwrap()).unwrap()[0].text().replace('\n', " ");
    assert!(
        text.contains("Alex Sample-Ribera")
            && text.contains(&format!("Corrected, replaces {number}")),
        "{text}"
    );
    assert_eq!(project.run_on("2026-11-04", &["verify", &file]).code, 0);
    // The same roster, with the old spelling, changes nothing.
    certify(&project, &[ROSTER]).succeeded();
    assert_eq!(numbers(&project).len(), 24);
    let kept = fs::read(project.path(&file)).unwrap();
    act(&["revoke", &number, "--reason", "issued in error"]).succeeded();
    assert!(!project.path(&file).exists());
    project.write("kept.pdf", kept);
    assert_eq!(project.run_on("2026-11-04", &["verify", "kept.pdf"]).code, 11);
    assert!(!project.read(&format!("{FILES}/issued.csv")).contains(&number));
}

#[test]
fn a_certificate_needs_every_field_that_its_authority_requires() {
    let project = program();
    let args = [
        "certify",
        "data/samples/roster-sample.xlsx",
        "--session",
        "2026-11-bismarck",
        "--lang",
        "es",
    ];
    project.run_on("2026-11-20", &args).succeeded();
    let folder = project.path("out/certificates/2026-11-bismarck");
    let (_, pdf) =
        contents(&folder).into_iter().find(|(name, _)| name.starts_with("NDPS")).unwrap();
    assert_eq!(pdf::read_pdf(&pdf).unwrap().language.as_deref(), Some("es-US"));
    // Remove the credentials of a trainer of this session.
    let trainings = project.read("data/trainings.json");
    let (before, after) = trainings.split_at(trainings.find("\"2026-11-bismarck\"").unwrap());
    let bare = after.replacen(
        "\"name\": \"Robin Sample\",\n          \"credentials\": \"CPSS\"",
        "\"name\": \"Robin Sample\"",
        1,
    );
    assert!(bare != after);
    project.write("data/trainings.json", format!("{before}{bare}"));
    let run = project.run_on("2026-11-20", &args);
    assert!(run.code == 1 && run.err.contains("`trainer-credentials`"), "{run:?}");
    project.write("data/trainings.json", trainings);
}
