//! Files with names of people are readable by their owner only, whichever command wrote them.
#![cfg(unix)]

use std::fs;
use std::os::unix::fs::PermissionsExt;
use std::path::{Path, PathBuf};

use peerpress::pdf;

use crate::acts::{ACTS, prepared};
use crate::project::{Project, Run};
use crate::publish::SESSION;

/// What is in the files of the acts and may be read by nobody else.
const PRIVATE: [&str; 9] = [
    "Ann Lee",
    "Bo Li",
    "Cy Poe",
    "Eve Roe",
    "Hal Orr",
    "Kim Ma",
    "Pat Oak",
    "@example.org",
    "PRIVATE KEY",
];

/// Whether the group or others may read a file or folder.
fn is_open(path: &Path) -> bool {
    fs::metadata(path).is_ok_and(|metadata| metadata.permissions().mode() & 0o077 != 0)
}

/// Returns the files in a folder that others can read and that hold something private. Nobody can
/// read what is in a folder that only its owner can open.
pub(crate) fn exposed(folder: &Path) -> Vec<PathBuf> {
    let mut found = Vec::new();
    for entry in fs::read_dir(folder).into_iter().flatten().flatten() {
        let path = entry.path();
        if !is_open(&path) {
            continue;
        }
        if path.is_dir() {
            found.extend(exposed(&path));
            continue;
        }
        let bytes = fs::read(&path).unwrap();
        let text = match pdf::text(&bytes) {
            Ok(pages) => pages.iter().map(|page| page.text()).collect(),
            Err(_) => String::from_utf8_lossy(&bytes).into_owned(),
        };
        if PRIVATE.iter().any(|word| text.contains(word)) {
            found.push(path);
        }
    }
    found
}

/// What the test itself writes: the files of the coordinator.
fn remove_rosters(project: &Project) {
    let is_roster = |name: &String| name.ends_with(".csv") && !name.contains("rejected");
    project.files("").iter().filter(|name| is_roster(name)).for_each(|name| {
        fs::remove_file(project.path(name)).unwrap();
    });
}

#[test]
fn no_command_leaves_a_name_for_others_to_read() {
    let project = prepared();
    let temporary = Project::empty();
    fs::set_permissions(project.root().parent().unwrap(), PermissionsExt::from_mode(0o755))
        .unwrap();
    let run = |args: &[&str]| {
        let mut command = project.command(args);
        command.env("SOURCE_DATE_EPOCH", "1795132800").env("TMPDIR", temporary.root());
        Run::of(&command.output().unwrap())
    };
    for act in ACTS {
        let args = act.args(&project);
        run(&args.iter().map(String::as_str).collect::<Vec<_>>()).succeeded();
    }
    let rows = "Kim Ma,kim@example.org,8\nPat Oak,no address,8\n";
    project.write("more.csv", format!("Name,E-mail,Hours\n{rows}"));
    let certify = ["certify", "more.csv", "--session", SESSION];
    assert_eq!(run(&[&certify[..], &["--dry-run"]].concat()).code, 1);
    let both = ["--skip-invalid", "--allow-alike", "--edition", "screen,press", "--draft"];
    let certified = run(&[&certify[..], &both].concat());
    run(&["certify", "--session", SESSION, "--out", "elsewhere"]).succeeded();
    run(&["certificates", "export", "all.json"]).succeeded();
    run(&["build", "--lang", "en"]);
    run(&["check", "--lang", "en"]);
    assert!(project.path("more.rejected.csv").exists(), "{certified:?}");
    assert!(project.path("elsewhere").exists());
    assert!(project.read("all.csv").contains("Cy Poe") && is_open(&project.path("more.csv")));
    // The exports are not rosters.
    for file in ["all.csv", "more.rejected.csv", "all.json", "new.zip", "ledger.db"] {
        assert!(!is_open(&project.path(file)), "{file}");
    }
    remove_rosters(&project);
    assert_eq!(exposed(project.root()), Vec::<PathBuf>::new());
    assert_eq!(exposed(&project.state()), Vec::<PathBuf>::new());
    assert_eq!(temporary.files(""), [""; 0], "temporary files are left over");
}
