//! Going on after the latest ledger was lost for good: no number is given twice, and the status
//! list loses nothing.

use std::collections::BTreeMap;
use std::fs;
use std::process::Stdio;
use std::thread;

use jiff::Timestamp;
use peerpress::certificates::ledger::Ledger;
use peerpress::certificates::proof::keys::signing_key;
use peerpress::certificates::proof::status::{ListedStatus, StatusContent, sign};
use peerpress::project::Project as Folder;

use crate::ledger_kill::Chance;
use crate::project::{Project, Run, copy, repository};
use crate::publish::{ANN, BO, FILES, SESSION, is_listed, list, pending, run};

pub(crate) const CY: &str = "SMALL-2026-00003-8";
const DI: &str = "SMALL-2026-00004-6";

/// The small program with the certificates of Ann and Bo, whose codes are on their pages.
pub(crate) fn signing_office() -> Project {
    let project = Project::small();
    copy(&repository().join("tests/projects/certificates"), project.root());
    let link = "block(award.number)\n  link(award.verify.url, award.verify.show)";
    project.edit("templates/diploma/main.typ", "block(award.number)", link);
    run(&project, &["keys", "new"]).succeeded();
    issue(&project, &["Ann Lee", "Bo Li"], &[]).succeeded();
    project
}

/// Issues certificates to people, without files of them if `more` says so.
fn issue(project: &Project, names: &[&str], more: &[&str]) -> Run {
    let address = |name: &str| name.split(' ').next().unwrap().to_lowercase();
    let rows = names.iter().map(|name| format!("{name},{}@example.org,8\n", address(name)));
    project.write("roster.csv", format!("Name,E-mail,Hours\n{}", rows.collect::<String>()));
    let args = ["certify", "roster.csv", "--session", SESSION, "--allow-alike"];
    run(project, &[&args, more].concat())
}

/// Loses what happened after `older` was copied; `None` loses the ledger.
pub(crate) fn lose(project: &Project, older: Option<&[u8]>) {
    match older {
        Some(older) => fs::write(project.path("ledger.db"), older).unwrap(),
        None => remove(project, &["ledger.db"]),
    }
}

/// What `accept-ledger` says is lost.
pub(crate) fn report(project: &Project) -> Run {
    run(project, &["certificates", "accept-ledger"]).succeeded()
}

/// The code that a report ends with.
pub(crate) fn code(report: &Run) -> String {
    report.out.split_whitespace().last().unwrap().to_owned()
}

/// Accepts the ledger, and checks that everything goes on.
pub(crate) fn accept(project: &Project) -> Run {
    let code = code(&report(project));
    let accepted = run(project, &["certificates", "accept-ledger", "--confirm", &code]).succeeded();
    run(project, &["certificates", "check"]).succeeded();
    assert!(pending(project).is_empty(), "{accepted:?}");
    accepted
}

pub(crate) fn numbers(project: &Project) -> BTreeMap<String, String> {
    let ledger = Ledger::open_to_read(&project.path("ledger.db")).unwrap();
    ledger.all().unwrap().into_iter().map(|one| (one.printed_number(), one.name)).collect()
}

fn pairs<'a>(pairs: &[(&'a str, &'a str)]) -> BTreeMap<String, String> {
    pairs.iter().map(|(number, name)| ((*number).to_owned(), (*name).to_owned())).collect()
}

/// The office after Cy and Di got certificates, Bo's was corrected, and Di's was revoked; and the
/// ledger before that.
pub(crate) fn later() -> (Project, Vec<u8>) {
    let project = signing_office();
    let older = fs::read(project.path("ledger.db")).unwrap();
    issue(&project, &["Ann Lee", "Bo Li", "Cy Ma", "Di Wu"], &[]).succeeded();
    run(&project, &["certificates", "correct", BO, "--name", "Robert Li"]).succeeded();
    run(&project, &["certificates", "revoke", DI, "--reason", "a test"]).succeeded();
    (project, older)
}

#[test]
fn an_older_ledger_goes_on() {
    let (project, older) = later();
    let before = list(&project).sequence;
    lose(&project, Some(&older));
    let refused = issue(&project, &["Ed Xu"], &[]);
    assert!(refused.code == 2 && refused.err.contains("accept-ledger"), "{refused:?}");
    let lost = report(&project);
    for part in [
        "The ledger has 4 events and 2 certificates.",
        "2 certificates can be read back from signed files:",
        "SMALL-2026-00002-3 R2  Robert Li",
        "SMALL-2026-00003-8  Cy Ma",
        "1 revocation is carried forward from the status list:\n  SMALL-2026-00004-6",
        "SMALL-2026: the next number is 5.",
    ] {
        assert!(lost.out.contains(part), "{part}: {}", lost.out);
    }
    assert_eq!(fs::read(project.path("ledger.db")).unwrap(), older, "a report changes nothing");
    accept(&project);
    let expected = [(ANN, "Ann Lee"), ("SMALL-2026-00002-3 R2", "Robert Li"), (CY, "Cy Ma")];
    assert_eq!(numbers(&project), pairs(&expected));
    assert!(list(&project).sequence > before && is_listed(&project, DI));
    assert!(!is_listed(&project, CY));
    // Everyone keeps their number, and the revoked number is nobody's.
    issue(&project, &["Ann Lee", "Bo Li", "Cy Ma", "Di Wu"], &[]).succeeded();
    assert_eq!(numbers(&project).len(), 4);
    assert_eq!(numbers(&project)["SMALL-2026-00005-1"], "Di Wu");
    let verdict = |what: &str| run(&project, &["verify", what]).code;
    assert_eq!((verdict(DI), verdict(&format!("{FILES}/{CY}.pdf"))), (11, 0));
    // A recovered certificate is like any other.
    run(&project, &["certificates", "correct", CY, "--name", "Cy Q. Ma"]).succeeded();
    run(&project, &["certificates", "revoke", CY, "--reason", "a test"]).succeeded();
    assert!(is_listed(&project, CY) && is_listed(&project, DI));
    let shown = run(&project, &["certificates", "show", CY]).succeeded();
    assert!(shown.out.contains("recovered"), "{shown:?}");
}

pub(crate) fn remove(project: &Project, paths: &[&str]) {
    for path in paths {
        let _ = fs::remove_file(project.path(path));
        let _ = fs::remove_dir_all(project.path(path));
    }
}

#[test]
fn a_new_ledger_takes_the_place_of_a_lost_one() {
    let (project, _) = later();
    lose(&project, None);
    assert!(report(&project).out.contains("There is no ledger. A new one begins."));
    accept(&project);
    let expected = [(ANN, "Ann Lee"), ("SMALL-2026-00002-3 R2", "Robert Li"), (CY, "Cy Ma")];
    assert_eq!(numbers(&project), pairs(&expected));
    let names = ["Ann Lee,ann", "Robert Li,bo", "Cy Ma,cy", "Ed Xu,ed"];
    let rows: String = names.iter().map(|name| format!("{name}@example.org,8\n")).collect();
    project.write("roster.csv", format!("Name,E-mail,Hours\n{rows}"));
    let again = run(&project, &["certify", "roster.csv", "--session", SESSION]).succeeded();
    assert!(again.out.contains("1 certificate issued; 3 people already had one"), "{again:?}");
    assert_eq!(numbers(&project)["SMALL-2026-00005-1"], "Ed Xu");
    // The data states what the files stated, so the ledger keeps it and prints it again.
    let before = fs::read(project.path(&format!("{FILES}/{CY}.pdf"))).unwrap();
    remove(&project, &["out"]);
    run(&project, &["certify", "--session", SESSION]).succeeded();
    assert!(fs::read(project.path(&format!("{FILES}/{CY}.pdf"))).unwrap() == before);
    assert!(is_listed(&project, DI));
}

#[test]
fn the_status_list_alone_is_enough() {
    let (project, _) = later();
    let before = list(&project).sequence;
    lose(&project, None);
    remove(&project, &["out"]);
    let _ = fs::remove_dir_all(project.state());
    accept(&project);
    assert!(list(&project).sequence > before && is_listed(&project, DI));
    assert_eq!(list(&project).status_of(BO, 1), ListedStatus::Replaced);
    assert_eq!(run(&project, &["verify", CY]).code, 20, "a number that may have been given");
    // A number that only paper knows can be revoked, once.
    let revoke = |number| run(&project, &["certificates", "revoke", number, "--reason", "a test"]);
    for (number, is_given) in [(CY, true), (CY, false), (DI, false), ("SMALL-2026-00005-1", false)]
    {
        assert_eq!(revoke(number).code == 0, is_given, "{number}");
    }
    assert!(is_listed(&project, CY) && is_listed(&project, DI));
    assert_eq!(run(&project, &["verify", CY]).code, 11);
    let shown = run(&project, &["certificates", "show", ANN]);
    assert!(shown.err.contains("it may have been given by the ledger that was lost"), "{shown:?}");
    issue(&project, &["Ed Xu"], &[]).succeeded();
    assert_eq!(numbers(&project), pairs(&[("SMALL-2026-00005-1", "Ed Xu")]));
    run(&project, &["certificates", "check"]).succeeded();
}

#[test]
fn a_revision_that_is_lost_is_not_made_twice() {
    let (project, older) = later();
    lose(&project, Some(&older));
    remove(&project, &["out"]);
    accept(&project);
    assert_eq!(run(&project, &["verify", BO]).code, 16, "replaced");
    run(&project, &["certificates", "correct", BO, "--email", "bo@example.net"]).succeeded();
    run(&project, &["certificates", "correct", BO, "--name", "Bob Li"]).succeeded();
    assert_eq!(numbers(&project)["SMALL-2026-00002-3 R3"], "Bob Li");
    let list = list(&project);
    let statuses = [1, 2, 3].map(|revision| list.status_of(BO, revision));
    assert_eq!(statuses, [ListedStatus::Replaced, ListedStatus::Replaced, ListedStatus::Good]);
    run(&project, &["certificates", "check"]).succeeded();
}

/// Entries of numbers that nobody can find stay on every later list.
#[test]
fn a_status_list_keeps_entries_of_unknown_numbers() {
    let (project, _) = later();
    let key = signing_key(&Folder::open(project.root()).unwrap(), &project.path("keys")).unwrap();
    let earlier = "an earlier number";
    let content = StatusContent { revoked: vec![earlier.to_owned()], ..StatusContent::default() };
    let at = Timestamp::from_second(1_795_132_000).unwrap();
    project.write("verify/status.json", sign(&content, at, 77, &key));
    let lost = report(&project);
    assert!(lost.out.contains("1 other entry of the status list"), "{lost:?}");
    accept(&project);
    for sequence in [78, 79] {
        let now = list(&project);
        assert_eq!(now.status_of(earlier, 1), ListedStatus::Revoked);
        assert_eq!((now.sequence, now.status_of(DI, 1)), (sequence, ListedStatus::Revoked));
        run(&project, &["certificates", "revoke", ANN, "--reason", "a test"]);
    }
    // Lost again, with nothing but the list.
    lose(&project, None);
    remove(&project, &["out"]);
    accept(&project);
    let now = list(&project);
    for number in [earlier, DI, ANN] {
        assert_eq!(now.status_of(number, 1), ListedStatus::Revoked, "{number}");
    }
}

#[test]
fn only_what_was_said_is_accepted() {
    let (project, older) = later();
    let accept_with = |code: &str| {
        run(&project, &["certificates", "accept-ledger", "--list-lost", "--confirm", code])
    };
    let whole = run(&project, &["certificates", "accept-ledger"]);
    assert!(whole.code == 2 && whole.err.contains("nothing is missing"), "{whole:?}");
    lose(&project, Some(&older));
    let first = code(&report(&project));
    for wrong in ["", "00000000", "yes"] {
        let refused = accept_with(wrong);
        assert!(refused.code == 2 && refused.err.contains("not the code"), "{refused:?}");
    }
    // Something else is found in the meantime.
    remove(&project, &["out"]);
    assert!(accept_with(&first).code == 2 && code(&report(&project)) != first);
    let given = run(&project, &["certificates", "accept-ledger", "--given", "small-2026-00012-2"]);
    assert!(given.code == 2 && given.err.contains("check digit"), "{given:?}");
    let given = ["certificates", "accept-ledger", "--given", "small-2026-00006-7"];
    assert!(run(&project, &given).succeeded().out.contains("the next number is 7"));
    // The latest ledger may be beside it.
    project.write("ledger-copy.db", &older);
    let refused = run(&project, &["certificates", "accept-ledger"]);
    assert!(refused.code == 2 && refused.err.contains("another copy"), "{refused:?}");
    remove(&project, &["ledger-copy.db"]);
    assert_eq!(fs::read(project.path("ledger.db")).unwrap(), older, "nothing was changed");
    // A command that failed does not forget which ledger was seen.
    let _ = fs::remove_file(project.path("verify/status.json"));
    project.write("passphrase.txt", "an example of several words");
    let args = ["certificates", "restore", "none.zip", "--passphrase-file", "passphrase.txt"];
    assert_eq!(run(&project, &args).code, 2);
    let last = run(&project, &["certificates", "accept-ledger", "--list-lost"]).succeeded();
    assert!(last.out.contains("this computer last saw"), "{last:?}");
    assert_eq!(issue(&project, &["Ed Xu"], &[]).code, 2);
    // Two at once: one accepts, and then nothing is missing.
    let last = code(&last);
    let mut codes = thread::scope(|scope| {
        let runs = [0; 2].map(|_| scope.spawn(|| accept_with(&last).code));
        runs.map(|run| run.join().unwrap())
    });
    codes.sort();
    assert_eq!(codes, [0, 2]);
    issue(&project, &["Ed Xu"], &[]).succeeded();
    assert_eq!(numbers(&project)["SMALL-2026-00005-1"], "Ed Xu");
}

#[test]
fn a_lost_ledger_that_comes_back_is_not_mixed_in() {
    let (project, older) = later();
    project.write("passphrase.txt", "an example of several words");
    let with_passphrase = |act: &str| {
        let args = ["certificates", act, "lost.zip", "--passphrase-file", "passphrase.txt"];
        run(&project, &args)
    };
    with_passphrase("backup").succeeded();
    let lost = fs::read(project.path("ledger.db")).unwrap();
    lose(&project, Some(&older));
    accept(&project);
    issue(&project, &["Ed Xu"], &[]).succeeded();
    let accepted = fs::read(project.path("ledger.db")).unwrap();
    let refused = with_passphrase("restore");
    assert!(refused.code == 2 && refused.err.contains("Cy Ma: issued"), "{refused:?}");
    assert_eq!(fs::read(project.path("ledger.db")).unwrap(), accepted);
    // Put in its place, it is refused, and can be accepted: Ed's number is not given again.
    lose(&project, Some(&lost));
    assert_eq!(issue(&project, &["Fay Yu"], &[]).code, 2);
    accept(&project);
    issue(&project, &["Fay Yu"], &[]).succeeded();
    let now = numbers(&project);
    assert_eq!((&*now["SMALL-2026-00005-1"], &*now["SMALL-2026-00006-7"]), ("Ed Xu", "Fay Yu"));
    assert!(is_listed(&project, DI));
}

#[test]
fn an_acceptance_that_is_killed_is_done_or_not() {
    let (original, older) = later();
    lose(&original, Some(&older));
    let mut chance = Chance::new();
    let mut done = 0;
    for round in 0..8 {
        let project = Project::empty();
        copy(original.root(), project.root());
        let args = ["certificates", "accept-ledger", "--confirm", &code(&report(&project))];
        let mut command = project.command(&args);
        command.env("SOURCE_DATE_EPOCH", "1795132800");
        let mut child = command.stdout(Stdio::null()).stderr(Stdio::null()).spawn().unwrap();
        thread::sleep(chance.up_to(if round % 2 == 0 { 60_000 } else { 250_000 }));
        child.kill().unwrap();
        child.wait().unwrap();
        // The second process of the command ends a moment later. This one waits for its lock.
        project.write("passphrase.txt", "an example of several words");
        let backup = ["certificates", "backup", "b.zip", "--passphrase-file", "passphrase.txt"];
        run(&project, &backup);
        let is_accepted = Ledger::open(&project.path("ledger.db")).unwrap().count().unwrap() == 3;
        done += usize::from(is_accepted);
        if is_accepted {
            // The next command signs the list.
            run(&project, &["keys", "list"]).succeeded();
        } else {
            accept(&project);
        }
        assert!(pending(&project).is_empty() && is_listed(&project, DI));
        run(&project, &["certificates", "check"]).succeeded();
        assert_eq!(numbers(&project).len(), 3);
    }
    assert!(done < 8, "no kill came before the end, so the test proves nothing");
}

/// A name of letters only, another one for each person.
fn person(numbers: [usize; 3]) -> String {
    let letters = numbers.map(|number| char::from(b'a' + u8::try_from(number).unwrap()));
    format!("Per{} Xu", String::from_iter(letters))
}

/// Programs that issue, copy their ledger, lose it, and go on, in any order.
#[test]
fn no_number_is_given_twice_in_any_history() {
    for seed in 1..=3_u64 {
        let project = signing_office();
        let mut chance = seed.wrapping_mul(0x9e37_79b9_7f4a_7c15);
        let mut up_to = |most: usize| {
            chance ^= chance << 13;
            chance ^= chance >> 7;
            chance ^= chance << 17;
            (chance % most as u64) as usize
        };
        let mut copies: Vec<Vec<u8>> = Vec::new();
        let mut given: BTreeMap<String, String> = BTreeMap::new();
        for step in 0..14 {
            match up_to(5) {
                0 => copies.push(fs::read(project.path("ledger.db")).unwrap()),
                1 if !copies.is_empty() || step > 6 => {
                    let older = if copies.is_empty() { None } else { Some(up_to(copies.len())) };
                    lose(&project, older.map(|index| copies[index].as_slice()));
                    if up_to(2) == 0 {
                        remove(&project, &["out"]);
                        let _ = fs::remove_dir_all(project.state());
                    }
                    let lost = run(&project, &["certificates", "accept-ledger"]);
                    if lost.code == 0 {
                        accept(&project);
                    }
                }
                _ => {
                    let names: Vec<String> =
                        (0..=up_to(3)).map(|index| person([seed as usize, step, index])).collect();
                    let names: Vec<&str> = names.iter().map(String::as_str).collect();
                    let files = if up_to(3) == 0 { vec![] } else { vec!["--numbers-only"] };
                    issue(&project, &names, &files).succeeded();
                }
            }
            for (number, name) in numbers(&project) {
                let first = given.entry(number.clone()).or_insert_with(|| name.clone());
                assert_eq!(*first, name, "seed {seed}, step {step}: {number}");
            }
        }
        assert!(given.len() > 5, "seed {seed}");
    }
}
