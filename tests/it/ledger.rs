//! The ledger: a number is given once, and nothing recorded is lost or changed.

use std::fs;
use std::path::{Path, PathBuf};
use std::time::{Duration, Instant};

use jiff::Timestamp;
use jiff::civil::{Date, date};
use peerpress::certificates::ledger::{
    Act, CategoryHours, Certificate, CertificateStatus, Correction, Entry, EventKind, Ledger,
    Likeness, SessionKey, person_key,
};
use peerpress::content::certificate_number::NumberFormat;
use peerpress::content::certification::CertificateKind;
use rusqlite::Connection;
use serde_json::json;

use crate::project::Project;

pub(crate) fn session(id: &str) -> SessionKey {
    let training = Some("core".to_owned());
    SessionKey {
        session: id.to_owned(),
        kind: CertificateKind::Completion,
        training,
        issued: date(2026, 10, 30),
        valid_from: None,
        valid_until: None,
    }
}

pub(crate) fn format() -> NumberFormat {
    NumberFormat { prefix: "NDPS".to_owned(), year: true, digits: 5 }
}

pub(crate) fn act() -> Act {
    Act { at: Timestamp::from_second(1_795_392_000).unwrap(), by: None, reason: None }
}

pub(crate) fn entry(name: &str, email: Option<&str>) -> Entry {
    Entry {
        key: person_key(None, name, email),
        name: name.to_owned(),
        email: email.map(str::to_owned),
        hours: Some(40.0),
        hours_by_category: Vec::new(),
        lang: "en".to_owned(),
        details: json!({ "title": "Core Competency Peer Support Training" }).into(),
    }
}

fn named(change: &str) -> Correction {
    Correction { name: Some(change.to_owned()), ..Correction::default() }
}

pub(crate) fn numbers(certificates: &[Certificate]) -> Vec<&str> {
    certificates.iter().map(|certificate| certificate.number.as_str()).collect()
}

/// A ledger of its own, with a roster of three.
pub(crate) struct Fixture {
    pub(crate) project: Project,
    pub(crate) ledger: Ledger,
    entries: Vec<Entry>,
}

impl Fixture {
    pub(crate) fn new() -> Self {
        let project = Project::small();
        let mut ledger = Ledger::open(&project.path("ledger.db")).unwrap();
        let entries = vec![
            entry("Jon Smith", Some("jon@example.org")),
            entry("አበበ", None),
            entry("عبد الرحمن", Some("abd@example.org")),
        ];
        ledger.issue(&session("2026-10-minot"), &entries, &format(), &act()).unwrap();
        Self { project, ledger, entries }
    }

    fn again(&mut self, entries: &[Entry]) -> Vec<Certificate> {
        self.ledger.issue(&session("2026-10-minot"), entries, &format(), &act()).unwrap()
    }

    pub(crate) fn path(&self) -> PathBuf {
        self.project.path("ledger.db")
    }
}

pub(crate) const FIRST: &str = "NDPS-2026-00001-4";

#[test]
fn the_same_roster_gives_the_same_certificates() {
    let mut fixture = Fixture::new();
    let entries = fixture.entries.clone();
    let first = fixture.ledger.of_session("2026-10-minot").unwrap();
    assert_eq!(numbers(&first)[0], FIRST);
    assert_eq!(fixture.again(&entries), first);
    // In another order, with someone new in the middle, typed with other capitals and spaces.
    let mixed = [
        entries[2].clone(),
        entry("Ann Lee", None),
        entry("JON  smith", Some("Jon@Example.org")),
        entries[1].clone(),
    ];
    let later = fixture.again(&mixed);
    assert_eq!([&later[0], &later[2], &later[3]], [&first[2], &first[0], &first[1]]);
    assert_eq!((later[1].number.as_str(), later[1].position), ("NDPS-2026-00004-6", 4));
    assert_eq!(fixture.ledger.check().unwrap().problems, Vec::<String>::new());
    assert_eq!(fixture.ledger.events(FIRST).unwrap().len(), 1, "running again is no event");
}

#[test]
fn a_bad_roster_takes_no_number() {
    let mut fixture = Fixture::new();
    let refusals = [
        (vec![entry("A", None), entry("a ", None)], "entries 1 and 2 of the roster are one person"),
        (vec![entry("A", None), entry(" ", None)], "entry 2 of the roster: the name is empty"),
        (vec![Entry { hours: Some(0.0), ..entry("A", None) }], "0 hours cannot be certified"),
        (
            vec![Entry { hours: Some(f64::NAN), ..entry("A", None) }],
            "NaN hours cannot be certified",
        ),
    ];
    for (entries, words) in refusals {
        let error = fixture
            .ledger
            .issue(&session("x"), &entries, &format(), &act())
            .unwrap_err()
            .to_string();
        assert!(error.contains(words), "{error}");
    }
    let certified = SessionKey { kind: CertificateKind::Certified, ..session("x") };
    let error =
        fixture.ledger.issue(&certified, &[entry("A", None)], &format(), &act()).unwrap_err();
    assert!(error.to_string().contains("until when"), "{error}");
    assert_eq!(fixture.again(&[entry("A", None)])[0].number, "NDPS-2026-00004-6");
}

#[test]
fn each_year_and_prefix_has_its_own_numbers_and_old_ones_stay() {
    let mut fixture = Fixture::new();
    let first = fixture.ledger.all().unwrap();
    let mut give = |id: &str, issued: Date, format: NumberFormat| {
        let key = SessionKey { issued, ..session(id) };
        fixture.ledger.issue(&key, &[entry("Ann Lee", None)], &format, &act()).unwrap()[0]
            .number
            .clone()
    };
    assert_eq!(give("a", date(2027, 1, 1), format()), "NDPS-2027-00001-6");
    assert_eq!(
        give("b", date(2026, 12, 31), NumberFormat { digits: 3, ..format() }),
        "NDPS-2026-004-1"
    );
    assert_eq!(
        give("c", date(2026, 12, 31), NumberFormat { year: false, ..format() }),
        "NDPS-00001-3"
    );
    assert_eq!(
        give("d", date(2026, 12, 31), NumberFormat { prefix: "X".to_owned(), ..format() }),
        "X-2026-00001-4"
    );
    assert_eq!(fixture.ledger.all().unwrap()[..3], first);
    assert_eq!(fixture.ledger.check().unwrap().problems, Vec::<String>::new());
}

#[test]
fn kinds_are_certificates_of_their_own() {
    let mut fixture = Fixture::new();
    let entries = fixture.entries.clone();
    let valid = |kind| SessionKey {
        kind,
        valid_from: Some(date(2026, 11, 1)),
        valid_until: Some(date(2028, 10, 31)),
        ..session("2026-10-minot")
    };
    let certified = fixture
        .ledger
        .issue(&valid(CertificateKind::Certified), &entries, &format(), &act())
        .unwrap();
    let again = fixture
        .ledger
        .issue(&valid(CertificateKind::Recertified), &entries, &format(), &act())
        .unwrap();
    assert_eq!((certified[0].sequence(), again[0].sequence()), (4, 7));
    assert_eq!(certified[0].status(date(2026, 10, 31)), CertificateStatus::NotYet);
    assert_eq!(certified[0].status(date(2028, 10, 31)), CertificateStatus::Valid);
    assert_eq!(certified[0].status(date(2028, 11, 1)), CertificateStatus::Expired);
    assert_eq!(fixture.ledger.of_session("2026-10-minot").unwrap().len(), 9);
}

trait Sequence {
    fn sequence(&self) -> u32;
}

impl Sequence for Certificate {
    fn sequence(&self) -> u32 {
        self.number.rsplit('-').nth(1).unwrap().parse().unwrap()
    }
}

#[test]
fn a_correction_is_a_new_revision_of_the_same_number() {
    let mut fixture = Fixture::new();
    let why =
        Act { reason: Some("misspelt".to_owned()), by: Some("the office".to_owned()), ..act() };
    let new = fixture.ledger.correct("ndps 2026 00001 4", &named(" John Smith "), &why).unwrap();
    assert_eq!((new.printed().as_str(), new.name.as_str()), ("NDPS-2026-00001-4 R2", "John Smith"));
    assert_eq!(new.replaces.as_deref(), Some(FIRST));
    let third =
        fixture.ledger.correct("NDPS-2026-00001-4 R2", &named("Jonathan Smith"), &act()).unwrap();
    assert_eq!(third.replaces.as_deref(), Some("NDPS-2026-00001-4 R2"));
    let said: Vec<String> = fixture
        .ledger
        .revisions(FIRST)
        .unwrap()
        .into_iter()
        .map(|revision| revision.name)
        .collect();
    assert_eq!(said, ["Jon Smith", "John Smith", "Jonathan Smith"]);
    let events = fixture.ledger.events(FIRST).unwrap();
    assert_eq!(
        events.iter().map(|event| event.kind).collect::<Vec<_>>(),
        [EventKind::Issued, EventKind::Corrected, EventKind::Corrected]
    );
    assert_eq!(events[1].act, why);
    // The roster as it was, and as it was mended twice, is the same person.
    for name in ["Jon Smith", "John Smith", "Jonathan Smith"] {
        let roster = [entry(name, Some("jon@example.org"))];
        assert_eq!(fixture.ledger.near_matches(&session("2026-10-minot"), &roster).unwrap(), []);
        assert_eq!(fixture.again(&roster)[0], third);
    }
    let both =
        [entry("Jon Smith", Some("jon@example.org")), entry("John Smith", Some("jon@example.org"))];
    let error =
        fixture.ledger.issue(&session("2026-10-minot"), &both, &format(), &act()).unwrap_err();
    assert!(error.to_string().contains("one person"), "{error}");
    assert_eq!(fixture.ledger.check().unwrap().problems, Vec::<String>::new());
}

#[test]
fn corrections_that_are_refused() {
    let mut fixture = Fixture::new();
    let roster =
        [entry("Jo Doe", Some("doe@example.org")), entry("Joe Doe", Some("doe@example.org"))];
    fixture.again(&roster);
    let cases = [
        (FIRST, named("Jon Smith"), "says so already"),
        (FIRST, named(" \u{200b}"), "the new name is empty"),
        (FIRST, named("a\nb"), "line break"),
        (FIRST, named(&"a".repeat(201)), "more than 200 characters"),
        (
            FIRST,
            Correction { email: Some("nobody".to_owned()), ..Correction::default() },
            "no e-mail address",
        ),
        (FIRST, Correction { hours: Some(-1.0), ..Correction::default() }, "cannot be certified"),
        (
            FIRST,
            Correction {
                category_hours: vec![("Ethics".to_owned(), 3.0)],
                ..Correction::default()
            },
            "no category `Ethics`",
        ),
        ("NDPS-2026-00001-4 R2", named("B"), "not the latest revision"),
        ("NDPS-2026-00004-6", named("Joe Doe"), "the holder of `NDPS-2026-00005-1`"),
        ("NDPS-2026-00010-4", named("B"), "did you mean `NDPS-2026-00001-4`"),
        ("NDPS-2026-00099-8", named("B"), "check digit"),
    ];
    for (number, change, words) in cases {
        let error = fixture.ledger.correct(number, &change, &act()).unwrap_err().to_string();
        assert!(error.contains(words), "{words:?} is not in {error}");
    }
    assert!(fixture.ledger.all().unwrap().iter().all(|certificate| certificate.revision == 1));
}

#[test]
fn addresses_and_hours_are_corrected_too() {
    let mut fixture = Fixture::new();
    let address = Correction { email: Some("new@example.org".to_owned()), ..Correction::default() };
    let moved = fixture.ledger.correct(FIRST, &address, &act()).unwrap();
    assert_eq!((moved.revision, moved.email.as_deref()), (1, Some("new@example.org")));
    assert_eq!(fixture.ledger.events(FIRST).unwrap()[1].kind, EventKind::AddressChanged);
    assert_eq!(fixture.again(&[entry("Jon Smith", Some("new@example.org"))])[0], moved);
    let fewer = Correction { hours: Some(36.5), ..Correction::default() };
    assert_eq!(fixture.ledger.correct(FIRST, &fewer, &act()).unwrap().hours, Some(36.5));

    let categories = ["Ethics", "Skills"]
        .map(|category| CategoryHours { category: category.to_owned(), hours: 3.0 });
    let trained = Entry {
        hours: Some(6.0),
        hours_by_category: categories.to_vec(),
        ..entry("Ann Lee", None)
    };
    let number = fixture.again(&[trained])[0].number.clone();
    assert!(
        fixture
            .ledger
            .correct(&number, &fewer, &act())
            .unwrap_err()
            .to_string()
            .contains("--category-hours \"Ethics=36.5\"")
    );
    let change =
        Correction { category_hours: vec![("ethics".to_owned(), 1.5)], ..Correction::default() };
    let mended = fixture.ledger.correct(&number, &change, &act()).unwrap();
    assert_eq!(
        (mended.hours, mended.hours_by_category[0].hours, mended.revision),
        (Some(4.5), 1.5, 2)
    );
}

#[test]
fn what_is_revoked_stays_so() {
    let mut fixture = Fixture::new();
    assert!(fixture.ledger.revoke(FIRST, " ", &act()).unwrap_err().to_string().contains("why"));
    let revoked = fixture.ledger.revoke(FIRST, "issued in error", &act()).unwrap();
    assert_eq!(revoked.status(date(2027, 1, 1)), CertificateStatus::Revoked);
    assert_eq!(fixture.ledger.revoked().unwrap(), std::slice::from_ref(&revoked));
    let again = "was revoked on 2026-11-23: issued in error";
    assert!(fixture.ledger.revoke(FIRST, "twice", &act()).unwrap_err().to_string().contains(again));
    assert!(
        fixture.ledger.correct(FIRST, &named("B"), &act()).unwrap_err().to_string().contains(again)
    );
    assert!(fixture.ledger.reissue(FIRST, &act()).unwrap_err().to_string().contains(again));
    let entries = fixture.entries.clone();
    assert_eq!(fixture.again(&entries)[0], revoked, "the roster again gives no new number");
}

#[test]
fn near_matches_are_offered() {
    let mut fixture = Fixture::new();
    let near = |entries: &[Entry]| -> Vec<(usize, String, Likeness)> {
        let found = fixture.ledger.near_matches(&session("2026-10-minot"), entries).unwrap();
        found.into_iter().map(|near| (near.entry, near.certificate.name, near.likeness)).collect()
    };
    let jon = |likeness| vec![(0, "Jon Smith".to_owned(), likeness)];
    assert_eq!(near(&[entry("Jonathan Smith", Some("JON@example.org"))]), jon(Likeness::Email));
    assert_eq!(near(&[entry("John Smith", None)]), jon(Likeness::Name));
    assert_eq!(near(&[entry("Jön Smith", Some("j@example.org"))]), jon(Likeness::Name));
    assert_eq!(near(&[entry("JON SMITH", Some("jon@example.org"))]), jon(Likeness::Spelling));
    assert_eq!(
        near(&[Entry { hours: Some(39.0), ..entry("Jon Smith", Some("jon@example.org")) }]),
        jon(Likeness::Hours)
    );
    assert_eq!(near(&[entry("Dan Smith", None), entry("Kim", None)]), []);
    // Two who share an address are two while both are in the roster.
    assert_eq!(
        near(&[
            entry("Jon Smith", Some("jon@example.org")),
            entry("Ann Smith", Some("jon@example.org"))
        ]),
        []
    );
    let with_id =
        |name: &str| Entry { key: person_key(Some("0042"), name, None), ..entry(name, None) };
    fixture.again(&[with_id("Kim Roe")]);
    let found =
        fixture.ledger.near_matches(&session("2026-10-minot"), &[with_id("Kim Rowe-Lee")]).unwrap();
    assert_eq!(
        (found[0].certificate.name.as_str(), found[0].likeness),
        ("Kim Roe", Likeness::Spelling)
    );
}

#[test]
fn a_person_is_found_over_sessions() {
    let mut fixture = Fixture::new();
    let anh = |id: &str| Entry {
        key: person_key(Some(id), "", None),
        ..entry("Nguyễn Thị Ánh", Some("Anh@example.org"))
    };
    fixture.again(&[anh("0042")]);
    fixture.ledger.issue(&session("2026-11-online"), &[anh("0042")], &format(), &act()).unwrap();
    for text in [
        "0042",
        "anh@EXAMPLE.org",
        "nguyen thi anh",
        "NGUYỄN THỊ ÁNH",
        &person_key(Some("0042"), "", None),
    ] {
        assert_eq!(fixture.ledger.of_person(text).unwrap().len(), 2, "{text}");
    }
    assert_eq!(fixture.ledger.of_person("nguyen").unwrap(), []);
    assert_eq!(fixture.ledger.named_like("nguyen").unwrap().len(), 2);
    assert_eq!(fixture.ledger.of_person("عبد الرحمن").unwrap().len(), 1);
    fixture.ledger.correct(FIRST, &named("John Smith"), &act()).unwrap();
    assert_eq!(fixture.ledger.of_person("jon smith").unwrap()[0].name, "John Smith");
}

/// Loose bounds, for slow machines: what is told here is that nothing grows with the square of the roster.
#[test]
fn a_roster_of_twenty_thousand() {
    let project = Project::empty();
    let mut ledger = Ledger::open(&project.path("ledger.db")).unwrap();
    let roster = |start: usize| -> Vec<Entry> {
        (start..start + 20_000)
            .map(|index| {
                entry(&format!("Sample Person {index}"), Some(&format!("{index}@example.org")))
            })
            .collect()
    };
    let timed = |what: &str, work: &mut dyn FnMut() -> usize| {
        let start = Instant::now();
        let count = work();
        let took = start.elapsed();
        println!("{what}: {:.2} s", took.as_secs_f64());
        assert!(took < Duration::from_secs(60), "{what} took {took:?}");
        count
    };
    let (key, first, others) = (session("large"), roster(0), roster(50_000));
    assert_eq!(
        timed("issue", &mut || ledger.issue(&key, &first, &format(), &act()).unwrap().len()),
        20_000
    );
    assert_eq!(
        timed("issue again", &mut || ledger.issue(&key, &first, &format(), &act()).unwrap().len()),
        20_000
    );
    assert_eq!(timed("compare", &mut || ledger.near_matches(&key, &first).unwrap().len()), 0);
    timed("compare strangers", &mut || ledger.near_matches(&key, &others).unwrap().len());
    assert_eq!(
        timed("open and check", &mut || Ledger::open(&project.path("ledger.db"))
            .unwrap()
            .check()
            .unwrap()
            .problems
            .len()),
        0
    );
}

/// Whoever opens the file with a database program cannot undo what was recorded by a slip, either.
#[test]
fn the_file_itself_refuses_to_forget() {
    let fixture = Fixture::new();
    let db = Connection::open(fixture.path()).unwrap();
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
        "INSERT INTO certificates SELECT 99, number, series, 99, session, kind, 99, training, issued, valid_from, valid_until, lang, email FROM certificates",
        "INSERT INTO certificates SELECT 99, 'X-1', series, sequence, 'x', kind, 99, training, issued, valid_from, valid_until, lang, email FROM certificates",
        "INSERT INTO keys SELECT session, kind, key, 2 FROM keys LIMIT 1",
        "INSERT INTO events (certificate, revision, act, at) VALUES (99, 1, 'issued', '')",
        "INSERT INTO revisions (certificate, revision, name, details) VALUES (1, 'two', 'A', '{}')",
    ];
    for statement in refused {
        assert!(db.execute(statement, []).is_err(), "{statement}");
    }
}

#[test]
fn check_finds_what_was_tampered_with() {
    let fixture = Fixture::new();
    let tampered = [
        (
            "certificates_keep",
            "UPDATE certificates SET number = 'NDPS-2026-00001-7' WHERE id = 1",
            "NDPS-2026-00001-7: the number is not as it was given",
        ),
        (
            "events_stay",
            "DELETE FROM events WHERE certificate = 2",
            "NDPS-2026-00002-3: it was not issued just once",
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
            "not in the form",
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

/// What stands beside the ledger by its name.
pub(crate) fn beside(path: &Path) -> Vec<String> {
    let names = fs::read_dir(path.parent().unwrap())
        .unwrap()
        .flatten()
        .map(|entry| entry.file_name().into_string().unwrap());
    names.filter(|name| name.starts_with("ledger.db-")).collect()
}
