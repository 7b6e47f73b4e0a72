//! The chain of events: what each states, what stays pending, and what certificates share.

use data_encoding::HEXLOWER;
use peerpress::certificates::ledger::{
    Act, Certificate, Correction, Ledger, Pending, Printed, Signed, Work,
};
use rusqlite::Connection;
use serde_json::{Value, json};
use sha2::{Digest, Sha256};

use crate::ledger::{FIRST, Fixture, act, entry, format, session};

const SESSION: &str = "2026-10-minot";

#[test]
fn every_event_names_the_hash_of_the_one_before() {
    let mut fixture = Fixture::new();
    let correction = Correction {
        name: Some("John Smith".to_owned()),
        email: Some("john@example.org".to_owned()),
        ..Correction::default()
    };
    fixture.ledger.correct(FIRST, &correction, &act()).unwrap();
    fixture.ledger.reissue(FIRST, None, &act()).unwrap();
    fixture.ledger.revoke(FIRST, "a test", &act()).unwrap();
    let head = fixture.ledger.head().unwrap();
    let db = Connection::open(fixture.path()).unwrap();
    let mut previous: String = db.query_row("SELECT id FROM ledger", [], |row| row.get(0)).unwrap();
    let mut query = db.prepare("SELECT id, act, content, hash FROM events ORDER BY id").unwrap();
    let mut rows = query.query([]).unwrap();
    let mut count = 0;
    while let Some(row) = rows.next().unwrap() {
        let (text, hash): (String, String) = (row.get(2).unwrap(), row.get(3).unwrap());
        assert_eq!(HEXLOWER.encode(&Sha256::digest(&text)), hash);
        let content: Value = serde_json::from_str(&text).unwrap();
        assert_eq!(
            (&content["event"], &content["previous"]),
            (&json!(count + 1), &json!(previous))
        );
        let act: String = row.get(1).unwrap();
        assert!(content["act"].get(&act).is_some(), "{text}");
        assert!(!text.contains("example.org"), "addresses are only in hashes: {text}");
        (previous, count) = (hash, count + 1);
    }
    assert_eq!((count, previous), (7, head.hash.clone()));
    assert!(fixture.ledger.has_head(&head).unwrap());
    let before = fixture.ledger.events_after(6).unwrap();
    assert!(matches!(before[0].act, Act::Revoked(_)), "{before:?}");
}

#[test]
fn what_an_event_asks_for_stays_pending_until_it_is_made() {
    let mut fixture = Fixture::new();
    let files = |event| Pending { work: Work::Files(SESSION.to_owned()), event };
    let list = |event| Pending { work: Work::StatusList, event };
    assert_eq!(fixture.ledger.pending().unwrap(), [list(3), files(3)]);
    // Someone revokes while the files of the first three events are made.
    fixture.ledger.revoke(FIRST, "a test", &act()).unwrap();
    fixture.ledger.complete_pending(&files(3), 0, &act()).unwrap();
    assert_eq!(fixture.ledger.pending().unwrap(), [list(4), files(4)]);
    fixture.ledger.complete_pending(&files(4), 0, &act()).unwrap();
    fixture.ledger.complete_pending(&list(4), 7, &act()).unwrap();
    assert_eq!(fixture.ledger.pending().unwrap(), []);
    let address = Correction { email: Some("b@example.org".to_owned()), ..Correction::default() };
    fixture.ledger.correct("NDPS-2026-00002-3", &address, &act()).unwrap();
    assert_eq!(fixture.ledger.pending().unwrap(), [files(8)], "the list has no addresses");
    assert_eq!(fixture.ledger.check().unwrap().problems, Vec::<String>::new());
}

#[test]
fn what_certificates_share_is_kept_once() {
    let mut fixture = Fixture::new();
    let setting = fixture.ledger.add_material(b"{\"template\":\"a\"}");
    let print = &mut |certificate: &Certificate| {
        Ok(Printed {
            setting: Some(setting.clone()),
            face: Some(json!({ "number": certificate.printed_number() })),
            signed: Some(Signed { key: "k".to_owned(), claims: "0".repeat(64) }),
        })
    };
    let people = [entry("Ann Lee", None), entry("Bo Ray", None)];
    let ledger = &mut fixture.ledger;
    let issued =
        ledger.issue_as_printed(&session(SESSION), &people, &format(), &act(), print).unwrap();
    let number = &issued[1].number;
    let (kept, face) = ledger.printed(number, 1).unwrap();
    assert_eq!((kept, face), (Some(setting.clone()), Some(json!({ "number": number }))));
    assert_eq!(ledger.printed(FIRST, 1).unwrap(), (None, None));
    let events = ledger.events_after(3).unwrap();
    assert_eq!(events[0].materials, [setting.as_str()], "the second event brings nothing new");
    assert_eq!(events[1].materials, Vec::<String>::new());
    let Act::Issued(stated) = &events[1].act else { panic!("{events:?}") };
    assert_eq!(stated.signed.as_ref().unwrap().key, "k");
    let db = Connection::open(fixture.project.path("ledger.db")).unwrap();
    let count: u32 = db.query_row("SELECT count(*) FROM materials", [], |row| row.get(0)).unwrap();
    assert_eq!(count, 2, "the details and the setting");
    let ledger = Ledger::open_to_read(&fixture.path()).unwrap();
    assert_eq!(ledger.material(&setting).unwrap().unwrap(), b"{\"template\":\"a\"}");
}
