//! The ledger refuses changes made with other programs, and `check` finds those that were made.

use std::fs;

use peerpress::certificates::ledger::{
    Attribution, Candidate, Certificate, Correction, Ledger, Pending, Printed, Work, person_key,
};
use rusqlite::Connection;
use serde_json::json;
use sha2::{Digest, Sha256};

use crate::ledger::{FIRST, Fixture, act, entry, format, session};

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
            issued, details, setting, face FROM revisions WHERE certificate = 1",
        "DELETE FROM materials",
        "DELETE FROM ledger",
        "UPDATE ledger SET id = hex(randomblob(32))",
        "INSERT INTO ledger (id) VALUES (hex(randomblob(32)))",
        "UPDATE materials SET content = x'00'",
    ];
    for statement in refused {
        assert!(db.execute(statement, []).is_err(), "{statement}");
    }
}

/// A ledger with every kind of event, and what a later version prints from.
fn rich() -> Fixture {
    let mut fixture = Fixture::new();
    let ledger = &mut fixture.ledger;
    let setting = ledger.add_material(b"{}");
    let print = &mut |certificate: &Certificate| {
        let face = Some(json!({ "number": certificate.number }));
        Ok(Printed { setting: Some(setting.clone()), face, signed: None })
    };
    let with_id = Candidate { key: person_key(Some("42"), "", None), ..entry("Ann Lee", None) };
    let people = [with_id, entry("Bo Ray", Some("bo@example.org"))];
    ledger.issue_as_printed(&session("2026-11"), &people, &format(), &act(), print).unwrap();
    let correction = Correction {
        name: Some("John Smith".to_owned()),
        email: Some("john@example.org".to_owned()),
        ..Correction::default()
    };
    let why = Attribution {
        by: Some("the office".to_owned()),
        reason: Some("misspelt".to_owned()),
        ..act()
    };
    ledger.correct(FIRST, &correction, &why).unwrap();
    ledger.reissue(FIRST, None, &why).unwrap();
    ledger.revoke("NDPS-2026-00002-3", "issued in error", &act()).unwrap();
    ledger.erase_email("NDPS-2026-00005-1", &act()).unwrap();
    let files = Work::Files("2026-11".to_owned());
    ledger.complete_pending(&Pending { work: files, event: 5 }, 0, &act()).unwrap();
    assert_eq!(ledger.check().unwrap().problems, Vec::<String>::new());
    fixture
}

/// Changes a copy of a ledger as someone who knows SQLite: without triggers and constraints, which
/// are the same again afterwards. Returns what the check finds.
fn problems_after(fixture: &Fixture, change: &str) -> Vec<String> {
    let copy = fixture.project.path("copy.db");
    fs::copy(fixture.path(), &copy).unwrap();
    let db = Connection::open(&copy).unwrap();
    let settings = "PRAGMA foreign_keys = OFF; PRAGMA ignore_check_constraints = ON;
        PRAGMA synchronous = OFF; PRAGMA journal_mode = MEMORY; BEGIN";
    db.execute_batch(settings).unwrap();
    let triggers = "SELECT name, sql FROM sqlite_schema WHERE type = 'trigger'";
    let triggers: Vec<(String, String)> = strings(&db, triggers);
    for (name, _) in &triggers {
        db.execute_batch(&format!("DROP TRIGGER {name}")).unwrap();
    }
    db.execute_batch(change).unwrap_or_else(|error| panic!("{change}: {error}"));
    assert!(db.changes() > 0, "{change}");
    for (_, statement) in &triggers {
        db.execute_batch(statement).unwrap();
    }
    db.execute_batch("COMMIT").unwrap();
    drop(db);
    match Ledger::open_to_read(&copy).and_then(|ledger| ledger.check()) {
        Ok(found) => {
            assert_eq!(found.sound, found.problems.is_empty());
            found.problems
        }
        Err(error) => vec![error.to_string()],
    }
}

/// Returns the rows of a query of two texts.
fn strings(db: &Connection, query: &str) -> Vec<(String, String)> {
    let mut query = db.prepare(query).unwrap();
    let rows = query.query_map([], |row| Ok((row.get(0)?, row.get(1)?))).unwrap();
    rows.map(Result::unwrap).collect()
}

/// Every column of every table that the schema has, in a row that a seed chooses, and every row
/// removed or added.
#[test]
fn check_finds_every_change_of_a_row() {
    let fixture = rich();
    let db = Connection::open(fixture.path()).unwrap();
    let columns = strings(
        &db,
        "SELECT t.name, c.name || ' ' || c.type FROM sqlite_schema t, pragma_table_info(t.name) c
        WHERE t.type = 'table'",
    );
    assert!(columns.len() > 45, "{columns:?}");
    let mut missed = Vec::new();
    let mut tried = 0;
    for (table, column) in &columns {
        let (column, kind) = column.split_once(' ').unwrap();
        let other = match kind {
            "INTEGER" | "REAL" => format!("ifnull({column}, 0) + 1000"),
            "TEXT" => format!("ifnull({column}, '') || '7'"),
            _ => format!("CAST({column} || '7' AS BLOB)"),
        };
        let count: u32 =
            db.query_row(&format!("SELECT count(*) FROM {table}"), [], |row| row.get(0)).unwrap();
        let seed = Sha256::digest(format!("{table} {column}"));
        let seed = u32::from_be_bytes(seed[..4].try_into().unwrap());
        let first = first_column(&db, table);
        let rows = if *column == first { (0..count).collect() } else { vec![seed % count] };
        for row in rows {
            let this =
                format!("{first} = (SELECT {first} FROM {table} ORDER BY 1 LIMIT 1 OFFSET {row})");
            let changes = [
                format!("UPDATE OR REPLACE {table} SET {column} = {other} WHERE {this}"),
                format!("UPDATE {table} SET {column} = NULL WHERE {this} AND {column} NOT NULL"),
                format!("DELETE FROM {table} WHERE {this}"),
            ];
            for change in changes {
                // Removing a row is the same for every column.
                if change.starts_with("DELETE") && *column != first {
                    continue;
                }
                // A column that has no value here, or may not be empty, cannot be emptied.
                if change.contains("= NULL") && !can_be_null(&db, table, column, &this) {
                    continue;
                }
                tried += 1;
                if problems_after(&fixture, &change).is_empty() {
                    missed.push(change);
                }
            }
        }
    }
    let added = [
        "INSERT INTO series (prefix, year, last) VALUES ('X', 0, 0)",
        "INSERT INTO ledger (id) VALUES (lower(hex(randomblob(32))))",
        "INSERT INTO materials VALUES (lower(hex(randomblob(32))), x'00')",
        "INSERT INTO pending VALUES ('files', 'x', 1)",
        "INSERT INTO keys SELECT session, 'certified', key, certificate, id FROM keys",
        "INSERT INTO revisions SELECT certificate, 9, name, folded, hours, hours_by_category,
            issued, details, setting, face FROM revisions WHERE certificate = 3",
        "INSERT INTO certificates SELECT 9, 'NDPS-2026-00009-5', series, 9, session, kind, 9,
            training, issued, valid_from, valid_until, lang, NULL, NULL FROM certificates
            WHERE id = 1",
        "INSERT INTO events SELECT 99, certificate, revision, session, act, at, by, reason,
            content, hash FROM events WHERE id = 1",
        "UPDATE events SET content = replace(content, 'misspelt', 'changed')",
    ];
    for change in added {
        tried += 1;
        if problems_after(&fixture, change).is_empty() {
            missed.push(change.to_owned());
        }
    }
    assert!(missed.is_empty(), "{} of {tried} are not found: {missed:#?}", missed.len());
}

fn first_column(db: &Connection, table: &str) -> String {
    let query = "SELECT name FROM pragma_table_info(?1) WHERE cid = 0";
    db.query_row(query, [table], |row| row.get(0)).unwrap()
}

fn can_be_null(db: &Connection, table: &str, column: &str, this: &str) -> bool {
    let required = "SELECT \"notnull\" OR pk FROM pragma_table_info(?1) WHERE name = ?2";
    let is_required: bool = db.query_row(required, [table, column], |row| row.get(0)).unwrap();
    let query = format!("SELECT {column} NOT NULL FROM {table} WHERE {this}");
    !is_required && db.query_row(&query, [], |row| row.get::<_, bool>(0)).unwrap()
}

/// Each trigger and each index dropped or changed, and tables that are not the ledger's.
#[test]
fn check_finds_every_change_of_the_schema() {
    let fixture = rich();
    let db = Connection::open(fixture.path()).unwrap();
    let named = strings(
        &db,
        "SELECT type, name FROM sqlite_schema WHERE sql NOT NULL AND type IN ('trigger', 'index')",
    );
    assert!(named.len() > 20, "{named:?}");
    let mut changes: Vec<String> =
        named.iter().map(|(kind, name)| format!("DROP {kind} {name}")).collect();
    changes.extend(
        [
            "CREATE TABLE songs (title)",
            "CREATE INDEX more ON events (act)",
            "ALTER TABLE series ADD COLUMN note TEXT",
            "CREATE VIEW names AS SELECT name FROM revisions",
            "ANALYZE",
            "DROP TRIGGER events_stay; CREATE TRIGGER events_stay BEFORE DELETE ON events
                WHEN 0 BEGIN SELECT 1; END",
        ]
        .map(str::to_owned),
    );
    for change in changes {
        let copy = fixture.project.path("copy.db");
        fs::copy(fixture.path(), &copy).unwrap();
        Connection::open(&copy).unwrap().execute_batch(&change).unwrap();
        let found = Ledger::open_to_read(&copy).unwrap().check().unwrap();
        assert!(!found.sound && !found.problems.is_empty(), "{change} is not found");
    }
}

#[test]
fn check_says_what_was_changed() {
    let fixture = rich();
    let cases = [
        (
            "UPDATE certificates SET number = 'NDPS-2026-00001-7' WHERE id = 1",
            "NDPS-2026-00001-4: `certificates.number` was changed",
        ),
        ("DELETE FROM events WHERE id = 2", "event 2 is missing"),
        ("UPDATE series SET last = 9", "1: `series.last` was changed"),
        (
            "DELETE FROM revisions WHERE certificate = 3",
            "NDPS-2026-00003-8: a row of `revisions` is missing",
        ),
        (
            "UPDATE certificates SET email = 'x@example.org' WHERE id = 1",
            "NDPS-2026-00001-4: `certificates.email` was changed",
        ),
        (
            "UPDATE events SET content = replace(content, 'misspelt', 'changed')",
            "event 6 was changed after it was recorded",
        ),
    ];
    for (change, words) in cases {
        let problems = problems_after(&fixture, change);
        assert!(problems.iter().any(|it| it.contains(words)), "{words:?} is not in {problems:?}");
    }
}
