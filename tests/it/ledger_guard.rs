//! A ledger that went back is refused for issuing, changing and signing. Commands that read warn.

use std::fs;

use crate::project::{Project, Run, copy, repository};
use crate::publish::{ANN as FIRST, BO as SECOND, SESSION};

/// The small program with a key.
fn program() -> Project {
    let project = Project::small();
    copy(&repository().join("tests/projects/certificates"), project.root());
    project.run(&["keys", "new"]).succeeded();
    project
}

/// Certifies one person.
fn certify(project: &Project, name: &str) -> Run {
    project.write("roster.csv", format!("Name,Email,Hours\n{name},{name}@example.org,8\n"));
    let args = ["certify", "roster.csv", "--session", SESSION, "--only", "single"];
    project.run_on("2026-11-20", &args)
}

/// What commands must not do with a ledger that may not be the latest.
const WRITING: [&[&str]; 5] = [
    &["certify", "roster.csv", "--session", SESSION, "--numbers-only"],
    &["certify", "--session", SESSION, "--only", "single"],
    &["certificates", "revoke", FIRST, "--reason", "a test"],
    &["certificates", "correct", FIRST, "--name", "Someone Else"],
    &["certificates", "reissue", FIRST],
];

/// Checks that every command that writes is refused with a hint, and that the others say why.
fn is_refused(project: &Project, words: &str) {
    let read = |name: &str| fs::read(project.path(name)).ok();
    let before = (read("ledger.db"), read("verify/status.json"));
    for args in WRITING {
        let run = project.run_on("2026-11-21", args);
        assert!(run.code == 2 && run.err.contains(words), "{args:?}: {words:?}: {run:?}");
        assert!(run.err.contains("hint: ") && run.err.contains("nothing was changed"), "{run:?}");
    }
    assert!(before == (read("ledger.db"), read("verify/status.json")), "{words}");
    let run = project.run_on("2026-11-21", &["check"]);
    assert!(run.code == 1 && run.err.contains(words), "{run:?}");
    assert!(run.err.contains("ledger-not-latest"), "{run:?}");
    if project.path("ledger.db").exists() {
        let run = project.run_on("2026-11-21", &["certificates", "list"]);
        // A list that is missing cannot be signed.
        let code = if project.path("verify/status.json").exists() { 0 } else { 2 };
        let is_right = run.code == code && run.out.contains(FIRST) && run.err.contains(words);
        assert!(is_right, "{run:?}");
        let run = project.run_on("2026-11-21", &["certificates", "check"]);
        assert!(run.code == 1 && run.out.contains(words), "{run:?}");
    }
}

/// Two certificates, the second of which was issued after `older.db` was copied.
fn issued() -> (Project, Vec<u8>) {
    let project = program();
    certify(&project, "Ada").succeeded();
    let older = fs::read(project.path("ledger.db")).unwrap();
    certify(&project, "Bo").succeeded();
    (project, older)
}

fn forget(project: &Project) {
    let _ = fs::remove_dir_all(project.state());
}

fn remove(project: &Project, paths: &[&str]) {
    for path in paths {
        let path = project.path(path);
        let _ = fs::remove_file(&path);
        let _ = fs::remove_dir_all(&path);
    }
}

#[test]
fn an_older_ledger_is_refused() {
    let (project, older) = issued();
    fs::write(project.path("ledger.db"), &older).unwrap();
    is_refused(&project, "the ledger is older: this computer last saw it in");
    // Another computer has only the project's folder.
    forget(&project);
    is_refused(&project, "the ledger is older: the status list of");
    remove(&project, &["verify/status.json"]);
    is_refused(&project, "the ledger is older than `out/certificates");
    // Of the later files, only a list is left.
    for (number, file) in [(SECOND, "mailmerge.csv"), (&format!("{FIRST} R2"), "issued.csv")] {
        fs::remove_dir_all(project.path("out")).unwrap();
        let file = format!("out/certificates/a-session/{file}");
        project.write(&file, format!("\u{feff}number,name\r\n{number},Ada\r\n"));
        let run = project.run_on("2026-11-02", &["certificates", "check"]);
        let words = format!("the ledger is older than `{file}`: it does not have `{number}`");
        assert!(run.code == 1 && run.out.contains(&words), "{words}: {run:?}");
        forget(&project);
    }
    fs::remove_dir_all(project.path("out")).unwrap();
    certify(&project, "Cy").succeeded();
}

#[test]
fn a_ledger_older_than_the_status_list_is_refused() {
    let (project, older) = issued();
    project
        .run_on("2026-11-21", &["certificates", "revoke", SECOND, "--reason", "a test"])
        .succeeded();
    fs::write(project.path("ledger.db"), &older).unwrap();
    forget(&project);
    remove(&project, &["out"]);
    is_refused(&project, "the status list of 2026-11-21");
}

#[test]
fn a_lost_ledger_is_refused() {
    let (original, _) = issued();
    original
        .run_on("2026-11-21", &["certificates", "revoke", SECOND, "--reason", "a test"])
        .succeeded();
    remove(&original, &["ledger.db"]);
    // A copy is on another computer, which has seen no ledger.
    let others = ["verify", "out"].map(|kept| {
        let project = Project::empty();
        copy(original.root(), project.root());
        (kept, project)
    });
    for (kept, project) in others.iter().map(|(kept, it)| (*kept, it)).chain([("state", &original)])
    {
        let words = match kept {
            "verify" => "the status list of 2026-11-21",
            "out" => "`out/certificates/2026-11-minot/",
            _ => "this computer last saw it",
        };
        let traces = ["verify", "out"].into_iter().filter(|name| *name != kept);
        remove(project, &traces.collect::<Vec<_>>());
        let run = certify(project, "Cy");
        assert!(run.code == 2 && run.err.contains("the ledger is missing"), "{run:?}");
        assert!(run.err.contains(words) && run.err.contains("hint: "), "{words}: {run:?}");
        assert!(!project.path("ledger.db").exists());
        let check = project.run_on("2026-11-21", &["check"]);
        assert!(check.code == 1 && check.err.contains("the ledger is missing"), "{check:?}");
    }
    // A new project has no ledger, and nothing shows that it had one.
    let project = program();
    project.run_on("2026-11-21", &["check"]).succeeded();
    certify(&project, "Ada").succeeded();
}

#[test]
fn a_new_project_in_the_same_folder_starts_again() {
    let (project, _) = issued();
    remove(&project, &["ledger.db", "verify", "out", "data/keys.json", "keys", ".peerpress"]);
    project.run(&["keys", "new"]).succeeded();
    certify(&project, "Ada").succeeded();
}

#[test]
fn a_second_copy_beside_the_ledger_is_refused() {
    let (project, older) = issued();
    let copy = "ledger (conflicted copy 2026-11-21).db";
    fs::write(project.path(copy), &older).unwrap();
    is_refused(&project, &format!("`{copy}` is another copy of the ledger"));
    remove(&project, &[copy]);
    // A file that is not a ledger may have any name.
    fs::write(project.path("ledger-notes.db"), "notes").unwrap();
    certify(&project, "Cy").succeeded();
}

/// A second folder on the same computer with a copy of the project takes turns at most.
#[test]
fn a_ledger_that_went_on_in_another_folder_is_refused() {
    let (project, _) = issued();
    let other = Project::empty();
    copy(project.root(), other.root());
    let run = |args: &[&str]| {
        let mut command = other.command(args);
        let output = command.env("PEERPRESS_STATE", project.state()).output().unwrap();
        Run::of(&output)
    };
    run(&["certificates", "revoke", FIRST, "--reason", "a test"]).succeeded();
    is_refused(&project, &other.root().display().to_string());
}
