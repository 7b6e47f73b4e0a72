//! Commands that only look write nothing into the project: no file, no folder, no time stamp.

use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};
use std::time::SystemTime;

use crate::project::{Project, Run, copy, repository};

/// Every file and folder of a project: when it was changed, and what is in a file.
fn tree(root: &Path) -> BTreeMap<PathBuf, (SystemTime, Vec<u8>)> {
    let mut found = BTreeMap::new();
    let mut folders = vec![root.to_owned()];
    while let Some(folder) = folders.pop() {
        let changed = fs::metadata(&folder).unwrap().modified().unwrap();
        found.insert(folder.clone(), (changed, Vec::new()));
        for entry in fs::read_dir(&folder).unwrap().flatten() {
            let (path, about) = (entry.path(), entry.metadata().unwrap());
            if about.is_dir() {
                folders.push(path);
            } else {
                let bytes = fs::read(&path).unwrap();
                found.insert(path, (about.modified().unwrap(), bytes));
            }
        }
    }
    found
}

/// Makes everything in a folder read-only, or writable again.
fn set_readonly(root: &Path, readonly: bool) {
    for path in tree(root).into_keys() {
        let mut permissions = fs::metadata(&path).unwrap().permissions();
        permissions.set_readonly(readonly);
        #[cfg(unix)]
        if !readonly {
            use std::os::unix::fs::PermissionsExt;
            permissions.set_mode(permissions.mode() | 0o200);
        }
        fs::set_permissions(path, permissions).unwrap();
    }
}

/// Runs commands, and fails if one of them changed the project. Then it runs them again with the
/// project read-only: they print the same.
fn assert_nothing_written(project: &Project, commands: &[&[&str]]) {
    let run = |args: &[&str]| project.run_on("2027-03-01", args);
    let before = tree(project.root());
    let mut runs: Vec<Run> = Vec::new();
    for args in commands {
        let done = run(args);
        assert!(matches!(done.code, 0..=2), "{args:?}: {done:?}");
        let after = tree(project.root());
        for (path, what) in &after {
            assert!(before.get(path) == Some(what), "{args:?} wrote {}", path.display());
        }
        assert_eq!(before.len(), after.len(), "{args:?} removed something");
        runs.push(done);
    }
    set_readonly(project.root(), true);
    let again: Vec<Run> = commands.iter().map(|args| run(args)).collect();
    set_readonly(project.root(), false);
    for (args, (first, second)) in commands.iter().zip(runs.iter().zip(&again)) {
        assert_eq!((first.code, &first.out), (second.code, &second.out), "{args:?}: {second:?}");
    }
}

/// The small project with a certificate piece and a key, and nothing built.
fn program() -> Project {
    let project = Project::small();
    copy(&repository().join("tests/projects/certificates"), project.root());
    let _ = fs::remove_dir_all(project.path("out"));
    project.run(&["keys", "new"]).succeeded();
    project.write("roster.csv", "Name,Email,Hours\nAnn Lee,ann@example.org,8\nBo Li,,8\n");
    project
}

const DRY_RUN: &[&str] = &["certify", "roster.csv", "--session", "2027-02-minot", "--dry-run"];
const EDITIONS: &str = "screen,press,office,large-print,image";

#[test]
fn looking_at_a_new_project_writes_nothing() {
    let project = program();
    assert_nothing_written(
        &project,
        &[
            &["check"],
            &["check", "--edition", EDITIONS],
            DRY_RUN,
            &["job", "diploma"],
            &["explain", "overset"],
            &["schema", "pieces"],
            &["keys", "list"],
        ],
    );
    assert!(!project.path("out").exists() && !project.path("ledger.db").exists());
}

#[test]
fn looking_at_issued_certificates_writes_nothing() {
    let project = program();
    let certify = &DRY_RUN[..DRY_RUN.len() - 1];
    project.run_on("2027-03-01", certify).succeeded();
    let list = project.run_on("2027-03-01", &["certificates", "list", "--format", "json"]);
    let first = list.out.lines().next().unwrap();
    let record: serde_json::Value = serde_json::from_str(first).unwrap();
    let number = record["number"].as_str().unwrap();
    project.write("roster.csv", "Name,Email,Hours\nAnn Lee,ann@example.org,8\nCy Ma,,8\n");
    assert_nothing_written(
        &project,
        &[
            &["check"],
            DRY_RUN,
            &["certificates", "check"],
            &["certificates", "list"],
            &["certificates", "list", "--format", "json"],
            &["certificates", "show", number],
            &["certificates", "export"],
            &["stale"],
        ],
    );
}

#[test]
fn a_check_of_broken_data_writes_nothing() {
    let project = program();
    project.edit("data/pieces.json", "{", "");
    project.write("templates/note/main.typ", "#read(\"nowhere\")");
    assert_nothing_written(&project, &[&["check"], DRY_RUN]);
}
