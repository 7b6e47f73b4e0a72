//! Two commands at once in one project: afterwards, what each of them did is there.

use std::collections::BTreeSet;
use std::fs;
use std::process::{Child, Stdio};

use crate::acts::{ACTS, Act, complaints, orphans, prepared};
use crate::project::{Project, Run};
use crate::publish::{office, run};

/// How many commands run at once.
const AT_ONCE: usize = 10;

/// Groups of acts in which every act runs at once with every other one.
fn groups() -> Vec<Vec<usize>> {
    let pairs = || (0..ACTS.len()).flat_map(|one| (0..one).map(move |other| (other, one)));
    let mut left: BTreeSet<(usize, usize)> = pairs().collect();
    let mut groups = Vec::new();
    while let Some(&(first, second)) = left.first() {
        let mut group = vec![first, second];
        while group.len() < AT_ONCE {
            let new_pairs = |act: &usize| {
                let pair = |other: &&usize| left.contains(&(**other.min(&act), **other.max(&act)));
                group.iter().filter(pair).count()
            };
            let others = (0..ACTS.len()).filter(|act| !group.contains(act));
            group.extend(others.max_by_key(new_pairs));
        }
        left.retain(|(one, other)| !group.contains(one) || !group.contains(other));
        groups.push(group);
    }
    groups
}

/// Runs commands at the same time.
fn at_once(project: &Project, acts: &[&Act]) -> Vec<Run> {
    let args: Vec<Vec<String>> = acts.iter().map(|act| act.args(project)).collect();
    let start = |args: &Vec<String>| {
        let mut command = project.command(&args.iter().map(String::as_str).collect::<Vec<_>>());
        command.env("SOURCE_DATE_EPOCH", "1795132800");
        command.stdout(Stdio::piped()).stderr(Stdio::piped()).spawn().unwrap()
    };
    let children: Vec<Child> = args.iter().map(start).collect();
    children.into_iter().map(|child| Run::of(&child.wait_with_output().unwrap())).collect()
}

#[test]
fn every_pair_of_acts_loses_nothing() {
    let mut found = Vec::new();
    for group in groups() {
        let acts: Vec<&Act> = group.iter().map(|act| &ACTS[*act]).collect();
        let names: Vec<String> = acts.iter().map(|act| act.name()).collect();
        let project = prepared();
        let runs = at_once(&project, &acts);
        for (act, done) in acts.iter().zip(runs) {
            if done.code != 0 || !(act.is_done)(&project) {
                found.push(format!("{}: not done with {names:?}: {done:?}", act.name()));
            }
        }
        found.extend(wrong_after(&project, &acts));
    }
    assert!(found.is_empty(), "{found:#?}");
}

#[test]
fn an_act_twice_at_once_is_done_once_or_twice_and_never_half() {
    let mut found = Vec::new();
    for acts in ACTS.chunks(AT_ONCE / 2) {
        let project = prepared();
        let twice: Vec<&Act> = acts.iter().chain(acts).collect();
        let runs = at_once(&project, &twice);
        for (at, act) in acts.iter().enumerate() {
            // A certificate is revoked or corrected once; the second command says so.
            let both = [&runs[at], &runs[at + acts.len()]];
            if both.iter().all(|run| run.code != 0) || !(act.is_done)(&project) {
                found.push(format!("{}: {both:?}", act.name()));
            }
        }
        found.extend(wrong_after(&project, &twice));
    }
    assert!(found.is_empty(), "{found:#?}");
}

/// What is not as it must be after commands that ran at the same time.
fn wrong_after(project: &Project, acts: &[&Act]) -> Vec<String> {
    if acts.iter().any(|act| act.is_part()) {
        run(project, &["keys", "list"]).succeeded();
    }
    let names: Vec<String> = acts.iter().map(|act| act.name()).collect();
    let wrong = complaints(project).into_iter().chain(orphans(project));
    wrong.map(|it| format!("{names:?}: {it}")).collect()
}

#[test]
fn a_command_says_which_one_it_waits_for() {
    let project = office();
    let lock = fs::OpenOptions::new().write(true).open(project.path(".peerpress/.lock")).unwrap();
    lock.lock().unwrap();
    project.write(".peerpress/.lock-17", "certificates revoke");
    // Commands that only read do not wait, and a command that changes something does.
    run(&project, &["certificates", "list"]).succeeded();
    run(&project, &["check", "diploma"]).succeeded();
    let mut command = project.command(&["keys", "new"]);
    let command = command.stdout(Stdio::null()).stderr(Stdio::piped());
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
    assert_eq!(project.read("data/keys.json").matches("\"id\"").count(), 2);
    assert!(!project.path(".peerpress/.lock-17").exists());
}
