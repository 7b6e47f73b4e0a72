//! Two commands at once in one project: afterwards, what each of them did is there.

use std::fs;
use std::thread;

use peerpress::pdf;

use crate::project::Project;
use crate::publish::{ANN, BO, FILES, SESSION, is_listed, office, pending, run};

/// Something to do, and how to see that it was done.
struct Act {
    args: &'static [&'static str],
    is_done: fn(&Project) -> bool,
}

/// Acts that change the ledger, the status list, the keys, or certificate files.
const ACTS: [Act; 7] = [
    Act {
        args: &["certify", "cy.csv", "--session", SESSION],
        is_done: |project| all_pages(project).contains("Cy Ma"),
    },
    Act {
        args: &["certify", "di.csv", "--session", SESSION],
        is_done: |project| all_pages(project).contains("Di Wu"),
    },
    Act {
        args: &["certificates", "revoke", ANN, "--reason", "a test"],
        is_done: |project| {
            is_listed(project, ANN)
                && !all_pages(project).contains("Ann Lee")
                && !project.path(&format!("{FILES}/{ANN}.pdf")).exists()
        },
    },
    Act {
        args: &["certificates", "correct", BO, "--name", "Bo Q. Li"],
        is_done: |project| {
            let single = pages(&fs::read(project.path(&format!("{FILES}/{BO}.pdf"))).unwrap());
            all_pages(project).contains("Bo Q. Li") && single.contains("Bo Q. Li")
        },
    },
    Act {
        args: &["certificates", "reissue", BO],
        is_done: |project| {
            let shown = run(project, &["certificates", "show", BO]).succeeded();
            shown.out.contains("reissued") && project.path(&format!("{FILES}/{BO}.pdf")).exists()
        },
    },
    Act { args: &["keys", "new"], is_done: |project| has_all_keys(project, 2) },
    Act {
        args: &["certificates", "export", "all.csv"],
        is_done: |project| project.read("all.csv").contains("SMALL-2026-"),
    },
];

fn pages(bytes: &[u8]) -> String {
    pdf::text(bytes).unwrap().iter().map(|page| page.text()).collect()
}

fn all_pages(project: &Project) -> String {
    pages(&fs::read(project.path(&format!("{FILES}/all.pdf"))).unwrap())
}

/// Whether `data/keys.json` has this many keys, one for each private key.
fn has_all_keys(project: &Project, expected: usize) -> bool {
    let private = project.files("keys").iter().filter(|name| name.ends_with(".pem")).count();
    project.read("data/keys.json").matches("\"id\"").count() == expected && private == expected
}

/// A copy of a project, in which every act can be done.
fn copy_of(original: &Project) -> Project {
    let project = Project::empty();
    crate::project::copy(original.root(), project.root());
    project
}

fn prepared() -> Project {
    let project = office();
    project.write("cy.csv", "Name,E-mail,Hours\nCy Ma,cy@example.org,8\n");
    project.write("di.csv", "Name,E-mail,Hours\nDi Wu,di@example.org,8\n");
    project
}

#[test]
fn every_pair_of_acts_loses_nothing() {
    let original = prepared();
    for (at, first) in ACTS.iter().enumerate() {
        for second in &ACTS[at + 1..] {
            let project = copy_of(&original);
            thread::scope(|scope| {
                let other = scope.spawn(|| run(&project, second.args).succeeded());
                run(&project, first.args).succeeded();
                other.join().unwrap();
            });
            for act in [first, second] {
                let (one, other) = (first.args, second.args);
                assert!((act.is_done)(&project), "{one:?} and {other:?}: not {:?}", act.args);
            }
            assert!(pending(&project).is_empty(), "{:?} and {:?}", first.args, second.args);
            run(&project, &["certificates", "check"]).succeeded();
        }
    }
}

#[test]
fn an_act_twice_at_once_is_done_once_or_twice_and_never_half() {
    let original = prepared();
    for (act, keys) in ACTS.iter().map(|act| (act, if act.args[0] == "keys" { 3 } else { 1 })) {
        let project = copy_of(&original);
        let codes = thread::scope(|scope| {
            let runs = [0; 2].map(|_| scope.spawn(|| run(&project, act.args).code));
            runs.map(|run| run.join().unwrap())
        });
        // A certificate is revoked or corrected once; the second command says so.
        assert!(codes.contains(&0), "{:?}: {codes:?}", act.args);
        assert!(act.args[0] == "keys" || (act.is_done)(&project), "{:?}", act.args);
        assert!(has_all_keys(&project, keys), "{:?}", act.args);
        assert!(pending(&project).is_empty(), "{:?}", act.args);
        run(&project, &["certificates", "check"]).succeeded();
    }
}

#[test]
fn a_command_says_which_one_it_waits_for() {
    let project = prepared();
    let lock = fs::OpenOptions::new().write(true).open(project.path(".peerpress/.lock")).unwrap();
    lock.lock().unwrap();
    project.write(".peerpress/.lock-17", "certificates revoke");
    // Commands that only read do not wait, and a command that changes something does.
    run(&project, &["certificates", "list"]).succeeded();
    run(&project, &["check", "diploma"]).succeeded();
    let mut command = project.command(&["keys", "new"]);
    let command = command.stdout(std::process::Stdio::null()).stderr(std::process::Stdio::piped());
    let mut child = command.spawn().unwrap();
    let mut line = String::new();
    let mut stderr = std::io::BufReader::new(child.stderr.take().unwrap());
    std::io::BufRead::read_line(&mut stderr, &mut line).unwrap();
    assert_eq!(
        line,
        "`peerpress certificates revoke` (process 17) is working in this project; waiting for it \
         to finish\n"
    );
    lock.unlock().unwrap();
    assert!(child.wait().unwrap().success());
    assert!(has_all_keys(&project, 2) && !project.path(".peerpress/.lock-17").exists());
}
