//! The ledger refuses changes made with other programs, and `check` finds those that were made.

use std::fs;

use peerpress::certificates::ledger::Ledger;
use rusqlite::Connection;

use crate::ledger::Fixture;

/// Someone who opens the file with a database program cannot change records by mistake.
#[test]
fn triggers_refuse_changes() {
    let fixture = Fixture::new();
    let db = Connection::open(fixture.path()).unwrap();
    db.pragma_update(None, "foreign_keys", "ON").unwrap();
    let refused = [
        "DELETE FROM certificates",
        "DELETE FROM revisions",
        "DELETE FROM events",
        "DELETE FROM keys",
        "DELETE FROM series",
        "UPDATE certificates SET number = 'NDPS-2026-00009-5' WHERE id = 1",
        "UPDATE certificates SET sequence = 9 WHERE id = 1",
        "UPDATE revisions SET name = 'Someone Else'",
        "UPDATE events SET at = ''",
        "UPDATE series SET last = 1",
        "INSERT INTO certificates SELECT 99, number, series, 99, session, kind, 99, training,
            issued, valid_from, valid_until, lang, email, email_salt FROM certificates",
        "INSERT INTO certificates SELECT 99, 'X-1', series, sequence, 'x', kind, 99, training,
            issued, valid_from, valid_until, lang, email, email_salt FROM certificates",
        "INSERT INTO keys SELECT session, kind, key, 2, id FROM keys WHERE certificate = 1",
        "INSERT INTO events SELECT 9, 99, 1, session, act, at, by, reason, content, hash FROM events
            WHERE id = 1",
        "INSERT INTO revisions SELECT certificate, 'two', name, folded, hours, hours_by_category,
            details, setting, face FROM revisions WHERE certificate = 1",
        "DELETE FROM materials",
        "DELETE FROM ledger",
        "UPDATE ledger SET id = hex(randomblob(32))",
        "INSERT INTO ledger VALUES (hex(randomblob(32)))",
        "UPDATE materials SET content = x'00'",
    ];
    for statement in refused {
        assert!(db.execute(statement, []).is_err(), "{statement}");
    }
}

#[test]
fn check_finds_tampering() {
    let fixture = Fixture::new();
    let tampered = [
        (
            "certificates_keep",
            "UPDATE certificates SET number = 'NDPS-2026-00001-7' WHERE id = 1",
            "NDPS-2026-00001-7: the number was changed after the certificate was issued",
        ),
        (
            "events_stay",
            "DELETE FROM events WHERE certificate = 2",
            "NDPS-2026-00002-3: the record does not have exactly one `issued` event",
        ),
        (
            "series_only_grow",
            "UPDATE series SET last = 9",
            "NDPS 2026: the running numbers have a gap",
        ),
        (
            "revisions_stay",
            "DELETE FROM revisions WHERE certificate = 3",
            "NDPS-2026-00003-8: a revision is missing",
        ),
        (
            "certificates_keep",
            "UPDATE certificates SET issued = 'today' WHERE id = 1",
            "a value that Peerpress does not write",
        ),
    ];
    for (trigger, statement, words) in tampered {
        let copy = fixture.project.path("copy.db");
        fs::copy(fixture.path(), &copy).unwrap();
        let db = Connection::open(&copy).unwrap();
        db.execute_batch(&format!(
            "PRAGMA foreign_keys = OFF; DROP TRIGGER {trigger}; {statement}"
        ))
        .unwrap();
        let found = Ledger::open_to_read(&copy).unwrap().check().unwrap();
        assert!(
            found.problems.iter().any(|problem| problem.contains(words)),
            "{words:?} is not in {:?}",
            found.problems
        );
    }
}
