//! A ledger's file that cannot be used is refused with a clear message and left as it is.

use std::fs;
use std::process::Stdio;
use std::time::{Duration, Instant};

use peerpress::certificates::ledger::Ledger;
use rusqlite::Connection;

use crate::ledger::{FIRST, Fixture, beside};
use crate::project::{Project, Run, copy};

#[test]
fn refuses_files_that_are_not_usable_ledgers() {
    let project = Project::small();
    let path = project.path("ledger.db");
    let refused = |words: &str| {
        for error in [
            Ledger::open(&path).unwrap_err().to_string(),
            Ledger::open_to_read(&path).unwrap_err().to_string(),
        ] {
            assert!(
                error.contains(words) && error.contains("hint: "),
                "{words:?} is not in {error}"
            );
        }
        let run = project.run(&["certificates", "list"]);
        assert!(
            run.code == 2 && run.err.contains(words) && !run.err.contains("panicked"),
            "{run:?}"
        );
    };
    assert!(
        Ledger::open_to_read(&path).unwrap_err().to_string().contains("there is no ledger yet")
    );
    project.write("ledger.db", "%PDF-1.7 something else that is long enough to be looked at");
    refused("not a ledger");
    assert!(project.read("ledger.db").starts_with("%PDF"), "the file must not be changed");
    fs::remove_file(&path).unwrap();
    Connection::open(&path).unwrap().execute_batch("CREATE TABLE songs (title TEXT)").unwrap();
    refused("not a ledger");
    fs::remove_file(&path).unwrap();
    drop(Ledger::open(&path).unwrap());
    Connection::open(&path).unwrap().pragma_update(None, "user_version", 9).unwrap();
    refused("written by a newer Peerpress");
    fs::remove_file(&path).unwrap();
    fs::create_dir(&path).unwrap();
    refused("cannot be opened");
}

#[test]
fn a_damaged_ledger_assigns_no_numbers() {
    let fixture = Fixture::new();
    let whole = fs::read(fixture.path()).unwrap();
    drop(fixture.ledger);
    let path = fixture.project.path("ledger.db");
    let mut refusals = 0;
    for page in 1..whole.len() / 4096 {
        let mut damaged = whole.clone();
        damaged[page * 4096..page * 4096 + 200].fill(0xff);
        fs::write(&path, &damaged).unwrap();
        if let Err(error) = Ledger::open(&path) {
            assert!(error.to_string().contains("the ledger is damaged"), "{error}");
            refusals += 1;
        }
        // Only the full check finds damage in an index or a free page.
        let run = fixture.project.run(&["certificates", "check"]);
        assert!(run.code != 0 && !run.err.contains("panicked"), "page {page}: {run:?}");
    }
    assert!(refusals > 0);
    fs::write(&path, &whole[..whole.len() / 2]).unwrap();
    assert!(Ledger::open(&path).unwrap_err().to_string().contains("the ledger is damaged"));
    fs::write(&path, &whole).unwrap();
    assert_eq!(Ledger::open(&path).unwrap().all().unwrap().len(), 3);
}

/// Commands of every kind, all waiting at the same time. Each waits once, however often it opens
/// the ledger, and then changes nothing.
#[test]
fn a_locked_ledger_is_an_error_after_a_wait() {
    let fixture = Fixture::new();
    fixture.project.write("passphrase.txt", "four words and more");
    fixture.project.run(&["keys", "new"]);
    let key = fixture.project.files("keys").into_iter().find(|name| name.ends_with(".pem"));
    let key = key.unwrap().replace(".pem", "");
    let commands: [&[&str]; 9] = [
        &["certificates", "revoke", FIRST, "--reason", "a test"],
        &["certificates", "correct", FIRST, "--name", "Jon Smith"],
        &["certificates", "erase-email", FIRST],
        &["certificates", "transcript", "--person", FIRST],
        &["certificates", "backup", "copy.zip", "--passphrase-file", "passphrase.txt"],
        &["certificates", "list"],
        &["certificates", "show", FIRST],
        &["certificates", "check"],
        &["keys", "revoke", &key, "--lost"],
    ];
    let start = Instant::now();
    // Commands that change something take turns, so each has a project of its own.
    let waiting = commands.map(|args| {
        let project = Project::empty();
        copy(fixture.project.root(), project.root());
        let db = Connection::open(project.path("ledger.db")).unwrap();
        db.execute_batch("BEGIN EXCLUSIVE").unwrap();
        let mut command = project.command(args);
        let child = command.stdout(Stdio::piped()).stderr(Stdio::piped()).spawn().unwrap();
        (project, db, child)
    });
    let before = fs::read(fixture.path()).unwrap();
    for ((project, db, child), args) in waiting.into_iter().zip(commands) {
        let run = Run::of(&child.wait_with_output().unwrap());
        let words = "another program has been writing to the ledger for 10 s; nothing was changed";
        assert!(run.code == 2 && run.err.contains(words), "{args:?}: {run:?}");
        db.execute_batch("ROLLBACK").unwrap();
        assert!(fs::read(project.path("ledger.db")).unwrap() == before, "{args:?}");
        let listed = project.run(&["certificates", "list"]);
        assert!(listed.out.contains(FIRST), "{listed:?}");
    }
    assert!(start.elapsed() > Duration::from_secs(9));
    assert!(start.elapsed() < Duration::from_secs(19), "waited twice: {:?}", start.elapsed());
}

#[test]
fn a_write_ahead_log_is_switched_off() {
    let fixture = Fixture::new();
    drop(fixture.ledger);
    let path = fixture.project.path("ledger.db");
    let db = Connection::open(&path).unwrap();
    db.pragma_update_and_check(None, "journal_mode", "WAL", |_| Ok(())).unwrap();
    drop(db);
    drop(Ledger::open(&path).unwrap());
    assert_eq!(fs::read(&path).unwrap()[18], 1, "the header must name a rollback journal");
    assert_eq!(beside(&path), Vec::<String>::new());
}

/// A read-only ledger can be read; writing is an error. Root ignores permissions, so the test runs
/// the program as another user.
#[cfg(unix)]
#[test]
fn a_read_only_ledger() {
    use std::os::unix::fs::{MetadataExt, PermissionsExt};
    use std::os::unix::process::CommandExt;

    let fixture = Fixture::new();
    let allow = |mode: u32| {
        fs::set_permissions(fixture.path(), PermissionsExt::from_mode(mode & 0o666)).unwrap();
        fs::set_permissions(fixture.project.root(), PermissionsExt::from_mode(mode)).unwrap();
    };
    let run = |args: &[&str]| {
        let mut command = fixture.project.command(args);
        if fs::metadata(fixture.path()).unwrap().uid() == 0 {
            command.uid(65534);
        }
        let output = command.output().unwrap();
        (
            output.status.code(),
            String::from_utf8_lossy(&output.stdout).into_owned()
                + &String::from_utf8_lossy(&output.stderr),
        )
    };
    allow(0o555);
    let (code, said) = run(&["certificates", "list"]);
    // What is pending cannot be completed.
    assert!(code == Some(2) && said.contains("3 certificates"), "{said}");
    let (code, said) = run(&["certificates", "revoke", FIRST, "--reason", "a test"]);
    assert!(code == Some(2) && said.contains("the ledger is read-only"), "{said}");
    // The folder is writable, but the file is not.
    fs::set_permissions(fixture.project.root(), PermissionsExt::from_mode(0o777)).unwrap();
    let (code, said) = run(&["certificates", "revoke", FIRST, "--reason", "a test"]);
    assert!(
        code == Some(2) && said.contains("the ledger is read-only; nothing was changed"),
        "{said}"
    );
    fs::set_permissions(fixture.project.root(), PermissionsExt::from_mode(0o555)).unwrap();
    // The file is writable but its folder is not, so the journal cannot be created.
    fs::set_permissions(fixture.path(), PermissionsExt::from_mode(0o666)).unwrap();
    let (code, said) = run(&["certificates", "revoke", FIRST, "--reason", "a test"]);
    assert!(code == Some(2) && said.contains("hint: "), "{said}");
    allow(0o777);
    assert_eq!(fixture.ledger.revoked().unwrap(), []);
    assert_eq!(fixture.ledger.check().unwrap().problems, Vec::<String>::new());
}
