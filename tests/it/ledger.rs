//! Issuing: a number is given once, and nothing recorded is lost or changed.

use std::fs;
use std::path::{Path, PathBuf};
use std::time::{Duration, Instant};

use jiff::Timestamp;
use jiff::civil::{Date, date};
use peerpress::certificates::ledger::{
    Attribution, Candidate, Certificate, CertificateStatus, IssueTerms, Ledger, folded, person_key,
};
use peerpress::content::certificate_number::NumberFormat;
use peerpress::content::certification::CertificateKind;
use serde_json::json;

use crate::project::Project;

pub(crate) fn session(id: &str) -> IssueTerms {
    let training = Some("core".to_owned());
    IssueTerms {
        session: id.to_owned(),
        kind: CertificateKind::Completion,
        training,
        issued: date(2026, 10, 30),
        valid_from: None,
        valid_until: None,
        replace_revoked: false,
    }
}

pub(crate) fn format() -> NumberFormat {
    NumberFormat { prefix: "NDPS".to_owned(), year: true, digits: 5 }
}

pub(crate) fn act() -> Attribution {
    Attribution { at: Timestamp::from_second(1_795_392_000).unwrap(), by: None, reason: None }
}

pub(crate) fn entry(name: &str, email: Option<&str>) -> Candidate {
    Candidate {
        key: person_key(None, name, email),
        name: name.to_owned(),
        email: email.map(str::to_owned),
        hours: Some(40.0),
        hours_by_category: Vec::new(),
        lang: "en".to_owned(),
        details: json!({ "title": "Core Competency Peer Support Training" }).into(),
        ..Candidate::default()
    }
}

pub(crate) fn numbers(certificates: &[Certificate]) -> Vec<&str> {
    certificates.iter().map(|certificate| certificate.number.as_str()).collect()
}

/// A project with a ledger of three certificates.
pub(crate) struct Fixture {
    pub(crate) project: Project,
    pub(crate) ledger: Ledger,
    pub(crate) entries: Vec<Candidate>,
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

    pub(crate) fn again(&mut self, entries: &[Candidate]) -> Vec<Certificate> {
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
    // Another order, a new person in the middle, and other capitals and spaces.
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
    assert_eq!(fixture.ledger.events(FIRST).unwrap().len(), 1, "issuing again records no event");
}

#[test]
fn a_bad_roster_assigns_no_numbers() {
    let mut fixture = Fixture::new();
    let refusals = [
        (
            vec![entry("A", None), entry("a ", None)],
            "entries 1 and 2 of the roster are the same person",
        ),
        (vec![entry("A", None), entry(" ", None)], "entry 2 of the roster: the name is empty"),
        (vec![Candidate { hours: Some(0.0), ..entry("A", None) }], "0 hours cannot be certified"),
        (
            vec![Candidate { hours: Some(f64::NAN), ..entry("A", None) }],
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
    let certified = IssueTerms { kind: CertificateKind::Certified, ..session("x") };
    let error =
        fixture.ledger.issue(&certified, &[entry("A", None)], &format(), &act()).unwrap_err();
    assert!(
        error.to_string().contains("a `certified` certificate needs `--valid-from`"),
        "{error}"
    );
    assert_eq!(fixture.again(&[entry("A", None)])[0].number, "NDPS-2026-00004-6");
}

#[test]
fn each_year_and_prefix_has_its_own_numbers() {
    let mut fixture = Fixture::new();
    let first = fixture.ledger.all().unwrap();
    let mut give = |id: &str, issued: Date, format: NumberFormat| {
        let key = IssueTerms { issued, ..session(id) };
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
fn each_kind_has_its_own_certificates() {
    let mut fixture = Fixture::new();
    let entries = fixture.entries.clone();
    let valid = |kind| IssueTerms {
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

/// Checks that nothing takes quadratic time. The bounds are loose, for slow machines.
#[test]
fn a_roster_of_twenty_thousand() {
    let project = Project::empty();
    let mut ledger = Ledger::open(&project.path("ledger.db")).unwrap();
    let roster = |start: usize| -> Vec<Candidate> {
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

/// Returns the names of the files that SQLite left next to the ledger.
pub(crate) fn beside(path: &Path) -> Vec<String> {
    let names = fs::read_dir(path.parent().unwrap())
        .unwrap()
        .flatten()
        .map(|entry| entry.file_name().into_string().unwrap());
    names.filter(|name| name.starts_with("ledger.db-")).collect()
}

#[test]
fn spelling_variants_have_the_same_key() {
    let key = |name, email| person_key(None, name, email);
    assert_eq!(
        key("José  Pérez ", Some("J@Example.org")),
        key("JOSE\u{301} PE\u{301}REZ", Some("j@example.org"))
    );
    assert_ne!(key("José", None), key("Jose", None));
    assert_ne!(key("A <b@c>", None), key("A", Some("b@c>")));
    assert_eq!(
        person_key(Some(" 0042 "), "A", None),
        person_key(Some("0042"), "B", Some("b@example.org"))
    );
    assert_ne!(person_key(Some(" "), "A", None), person_key(Some(" "), "B", None));
    assert_ne!(person_key(Some("a <>"), "x", None), person_key(None, "a", None));
}

#[test]
fn accents_are_removed_only_where_they_are_not_letters() {
    assert_eq!(folded("Nguyễn Thị Ánh"), "nguyen thi anh");
    assert_eq!(folded("कृष्ण"), "कृष्ण");
    assert_eq!(folded("عبد  الرحمن"), "عبد الرحمن");
}
