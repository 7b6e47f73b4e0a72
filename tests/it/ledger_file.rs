//! The ledger's file: an older one is brought up to date, and one that cannot be used is refused in plain words and left as it is.

use std::fs;
use std::time::{Duration, Instant};

use jiff::civil::date;
use peerpress::certificates::ledger::{Ledger, SessionKey};
use rusqlite::Connection;

use crate::ledger::{FIRST, Fixture, act, beside, entry, format, numbers, session};
use crate::project::{Project, repository};

#[test]
fn an_older_ledger_is_brought_up_to_date() {
    let project = Project::empty();
    let path = project.path("ledger.db");
    let db = Connection::open(&path).unwrap();
    let form =
        fs::read_to_string(repository().join("src/certificates/ledger/schema/1.sql")).unwrap();
    db.execute_batch(&form).unwrap();
    db.execute_batch(
        &fs::read_to_string(repository().join("tests/ledgers/version-1.sql")).unwrap(),
    )
    .unwrap();
    drop(db);
    let before = fs::read(&path).unwrap();
    let ledger = Ledger::open_to_read(&path).unwrap();
    assert_ne!(fs::read(&path).unwrap(), before);
    let all = ledger.all().unwrap();
    assert_eq!(
        (all[0].printed().as_str(), all[0].name.as_str()),
        ("NDPS-2025-00001-0 R2", "José Pérez")
    );
    assert_eq!(ledger.of_person("jose perez").unwrap(), all);
    assert_eq!(ledger.of_person("Jsoé Pérez").unwrap(), all, "the first spelling");
    assert_eq!(ledger.check().unwrap().problems, Vec::<String>::new());
    let mut ledger = Ledger::open(&path).unwrap();
    let key = SessionKey { issued: date(2025, 3, 1), ..session("2025-02-bismarck") };
    let both = [entry("José Pérez", Some("jose@example.org")), entry("Ann Lee", None)];
    let issued = ledger.issue(&key, &both, &format(), &act()).unwrap();
    assert_eq!(numbers(&issued), ["NDPS-2025-00001-0", "NDPS-2025-00002-9"]);
}

#[test]
fn ledgers_that_cannot_be_used() {
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
    assert!(project.read("ledger.db").starts_with("%PDF"), "it is left alone");
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
fn a_damaged_ledger_gives_no_numbers() {
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
            assert!(error.to_string().contains("it is damaged"), "{error}");
            refusals += 1;
        }
        // A page of an index whose rows are elsewhere as well, or a free page, may be found by the whole check alone.
        let run = fixture.project.run(&["certificates", "check"]);
        assert!(run.code != 0 && !run.err.contains("panicked"), "page {page}: {run:?}");
    }
    assert!(refusals > 0);
    fs::write(&path, &whole[..whole.len() / 2]).unwrap();
    assert!(Ledger::open(&path).unwrap_err().to_string().contains("it is damaged"));
    fs::write(&path, &whole).unwrap();
    assert_eq!(Ledger::open(&path).unwrap().all().unwrap().len(), 3);
}

#[test]
fn a_locked_ledger_is_waited_for_and_then_told() {
    let fixture = Fixture::new();
    let db = Connection::open(fixture.path()).unwrap();
    db.execute_batch("BEGIN EXCLUSIVE").unwrap();
    let start = Instant::now();
    let run = fixture.project.run(&["certificates", "revoke", FIRST, "--reason", "a test"]);
    assert!(
        run.code == 2 && run.err.contains("another program has been writing in it for 10 s"),
        "{run:?}"
    );
    assert!(start.elapsed() >= Duration::from_secs(9));
    db.execute_batch("ROLLBACK").unwrap();
    fixture.project.run(&["certificates", "revoke", FIRST, "--reason", "a test"]).succeeded();
}

#[test]
fn a_ledger_with_a_write_ahead_log_is_one_file_again() {
    let fixture = Fixture::new();
    drop(fixture.ledger);
    let path = fixture.project.path("ledger.db");
    let db = Connection::open(&path).unwrap();
    db.pragma_update_and_check(None, "journal_mode", "WAL", |_| Ok(())).unwrap();
    drop(db);
    drop(Ledger::open(&path).unwrap());
    assert_eq!(fs::read(&path).unwrap()[18], 1, "the file says that it has a rollback journal");
    assert_eq!(beside(&path), Vec::<String>::new());
}

/// A ledger that may only be read is read, and says so when it should be written. Tests may run as root, whom nothing stops.
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
    assert!(code == Some(0) && said.contains("3 certificates"), "{said}");
    let (code, said) = run(&["certificates", "revoke", FIRST, "--reason", "a test"]);
    assert!(code == Some(2) && said.contains("it is read-only; nothing was changed"), "{said}");
    // The file may be written, its folder may not: there is no place for the journal.
    fs::set_permissions(fixture.path(), PermissionsExt::from_mode(0o666)).unwrap();
    let (code, said) = run(&["certificates", "revoke", FIRST, "--reason", "a test"]);
    assert!(code == Some(2) && said.contains("hint: is"), "{said}");
    allow(0o777);
    assert_eq!(fixture.ledger.revoked().unwrap(), []);
    assert_eq!(fixture.ledger.check().unwrap().problems, Vec::<String>::new());
}
