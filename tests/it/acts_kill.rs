//! Commands that are killed in the middle: the next command completes what they began.

use std::collections::BTreeSet;
use std::fs;
use std::process::Stdio;
use std::thread;

use crate::acts::{ACTS, complaints, leftovers, prepared};
use crate::ledger_kill::Chance;
use crate::project::Project;
use crate::publish::{BO, FILES, office, pending, run};

/// How often each act is killed.
const ROUNDS: usize = 2;

/// Longer than an act takes, in microseconds, so that kills hit every part of it.
const LONGEST: u64 = 150_000;

#[test]
fn the_next_command_completes_what_a_killed_one_began() {
    let mut chance = Chance::new();
    let mut interrupted = BTreeSet::new();
    let mut found = Vec::new();
    for act in ACTS {
        for round in 0..ROUNDS {
            let project = prepared();
            kill(&project, &act.args(&project), &mut chance, round);
            #[cfg(unix)]
            found.extend(crate::private::exposed(project.root()).iter().filter_map(|path| {
                let is_roster = path.extension().is_some_and(|it| it == "csv");
                (!is_roster).then(|| format!("{}: {path:?} is open", act.name()))
            }));
            if !pending(&project).is_empty() {
                interrupted.insert(act.name());
            }
            run(&project, &["keys", "list"]).succeeded();
            let wrong = complaints(&project);
            found.extend(wrong.into_iter().map(|it| format!("{}: {it}", act.name())));
        }
    }
    assert!(found.is_empty(), "{found:#?}");
    assert!(interrupted.len() > 2, "no kill hit the middle of an act, so the test proves nothing");
}

/// Runs a command and kills it at a random time.
fn kill(project: &Project, args: &[String], chance: &mut Chance, round: usize) {
    let args: Vec<&str> = args.iter().map(String::as_str).collect();
    let mut command = project.command(&args);
    command.env("SOURCE_DATE_EPOCH", "1795132800");
    let mut child = command.stdout(Stdio::null()).stderr(Stdio::null()).spawn().unwrap();
    // The first kills come soon after something was changed.
    let longest = if round.is_multiple_of(2) { LONGEST / 8 } else { LONGEST };
    wait_for_change(project);
    thread::sleep(chance.up_to(longest));
    child.kill().unwrap();
    child.wait().unwrap();
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

/// A restore after the ledger was lost can be run again, whenever it is killed.
#[test]
fn a_killed_restore_is_run_again() {
    let mut chance = Chance::new();
    let args = ["certificates", "restore", "old.zip", "--passphrase-file", "passphrase.txt"];
    for round in 0..ROUNDS + 1 {
        let project = prepared();
        for lost in ["ledger.db", "data/keys.json", "verify/status.json"] {
            fs::remove_file(project.path(lost)).unwrap();
        }
        fs::remove_dir_all(project.path("keys")).unwrap();
        kill(&project, &args.map(str::to_owned), &mut chance, round);
        run(&project, &args).succeeded();
        assert_eq!(complaints(&project), [""; 0]);
    }
}

/// Where each temporary file may be when a command is killed.
#[test]
fn leftovers_are_removed_everywhere() {
    let project = office();
    let folders =
        ["", "data", "data/schema", "verify", "keys", ".peerpress", "out/certificates", FILES];
    for folder in folders {
        project.write(&format!("{folder}/.peerpress-a1B2c3.part"), "half a file");
        project.write(&format!("{folder}/.peerpress-a1B2c3.part-journal"), "its journal");
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
