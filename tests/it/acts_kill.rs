//! Commands that are killed in the middle: the next command completes what they began.

use std::collections::BTreeSet;
use std::fs;
use std::path::Path;
use std::process::Stdio;
use std::thread;

use crate::ledger_kill::Chance;
use crate::project::{Project, copy};
use crate::publish::{ANN, BO, FILES, SESSION, files_with, is_listed, office, pending, run};

/// The acts that may be killed, and the names that files may no longer hold afterwards if the act
/// is in the ledger.
const ACTS: [(&[&str], &[&str]); 6] = [
    (&["certify", "cy.csv", "--session", SESSION], &[]),
    (&["certificates", "revoke", ANN, "--reason", "a test"], &["Ann Lee", ANN]),
    (&["certificates", "correct", BO, "--name", "Robert Li"], &["Bo Li"]),
    (&["certificates", "reissue", BO], &[]),
    (&["certificates", "transcript", "--person", BO], &[]),
    (&["keys", "new"], &[]),
];

/// How often each act is killed.
const ROUNDS: usize = 6;

/// Longer than an act takes, in microseconds, so that kills hit every part of it.
const LONGEST: u64 = 150_000;

#[test]
fn the_next_command_completes_what_a_killed_one_began() {
    let original = office();
    original.write("cy.csv", "Name,E-mail,Hours\nCy Ma,cy@example.org,8\n");
    let mut chance = Chance::new();
    let mut interrupted = BTreeSet::new();
    for (args, gone) in ACTS {
        for round in 0..ROUNDS {
            let project = Project::empty();
            copy(original.root(), project.root());
            let mut command = project.command(args);
            command.env("SOURCE_DATE_EPOCH", "1795132800");
            let mut child = command.stdout(Stdio::null()).stderr(Stdio::null()).spawn().unwrap();
            // The first kills come soon after the ledger was changed.
            let longest = if round < ROUNDS / 2 { LONGEST / 8 } else { LONGEST };
            wait_for_change(&project);
            thread::sleep(chance.up_to(longest));
            child.kill().unwrap();
            child.wait().unwrap();
            if !pending(&project).is_empty() {
                interrupted.insert(args[1]);
            }
            run(&project, &["keys", "list"]).succeeded();
            assert_complete(&project, args, gone);
        }
    }
    assert!(interrupted.len() > 1, "no kill hit the middle of an act, so the test proves nothing");
}

/// Waits until a command has changed the ledger, the keys, or a file, or for a short time.
fn wait_for_change(project: &Project) {
    let state = |project: &Project| {
        ["ledger.db", "data/keys.json", "out/certificates"].map(|name| {
            fs::metadata(project.path(name)).and_then(|metadata| metadata.modified()).ok()
        })
    };
    let before = state(project);
    for _ in 0..100 {
        if state(project) != before || project.path("ledger.db-journal").exists() {
            return;
        }
        thread::sleep(std::time::Duration::from_millis(1));
    }
}

fn assert_complete(project: &Project, args: &[&str], gone: &[&str]) {
    assert!(pending(project).is_empty(), "{args:?}");
    run(project, &["certificates", "check"]).succeeded();
    let shown = |number: &str| run(project, &["certificates", "show", number]).succeeded().out;
    let (ann, bo) = (shown(ANN), shown(BO));
    let is_revoked = ann.contains("revoked");
    assert_eq!(is_listed(project, ANN), is_revoked, "{args:?}");
    if is_revoked || bo.contains("corrected") {
        assert_eq!(files_with(project, gone), [""; 0], "{args:?}");
    }
    let listed = run(project, &["certificates", "list", "--format", "short"]).succeeded().out;
    let valid = listed.lines().filter(|line| line.contains(": valid: "));
    for number in valid.filter_map(|line| line.split([' ', ':']).next()) {
        assert!(project.path(&format!("{FILES}/{number}.pdf")).exists(), "{args:?}: {number}");
    }
    assert_eq!(leftovers(project.root()), [""; 0], "{args:?}");
}

/// Returns the temporary files in a folder and the folders inside it.
fn leftovers(folder: &Path) -> Vec<String> {
    let mut found = Vec::new();
    for entry in fs::read_dir(folder).unwrap().flatten() {
        let name = entry.file_name().into_string().unwrap();
        if entry.path().is_dir() {
            found.extend(leftovers(&entry.path()));
        } else if name.ends_with(".part") {
            found.push(name);
        }
    }
    found
}

/// Where each temporary file may be when a command is killed.
#[test]
fn leftovers_are_removed_everywhere() {
    let project = office();
    let folders =
        ["", "data", "data/schema", "verify", "keys", ".peerpress", "out/certificates", FILES];
    for folder in folders {
        project.write(&format!("{folder}/.peerpress-a1B2c3.part"), "half a file");
        project.write(&format!("{folder}/download.part"), "the file of another program");
    }
    run(&project, &["certificates", "reissue", BO]).succeeded();
    assert_eq!(leftovers(project.root()), ["download.part"; 8]);
    // The folder of another session is searched after a command was killed.
    project.write("out/certificates/2025-01/.peerpress-a1B2c3.part", "half a file");
    project.write(".peerpress/.lock-1", "certify");
    run(&project, &["keys", "new"]).succeeded();
    assert_eq!(leftovers(project.root()), ["download.part"; 8]);
}
