//! Changing certificates after they were issued, and finding people in the ledger.

use jiff::civil::date;
use peerpress::certificates::ledger::{
    Attribution, Candidate, CategoryHours, CertificateStatus, Correction, EventKind, Likeness,
    person_key,
};

use crate::ledger::{FIRST, Fixture, act, entry, format, session};

fn named(change: &str) -> Correction {
    Correction { name: Some(change.to_owned()), ..Correction::default() }
}

#[test]
fn a_correction_is_a_new_revision_of_the_same_number() {
    let mut fixture = Fixture::new();
    let why = Attribution {
        reason: Some("misspelt".to_owned()),
        by: Some("the office".to_owned()),
        ..act()
    };
    let new = fixture.ledger.correct("ndps 2026 00001 4", &named(" John Smith "), &why).unwrap();
    assert_eq!(
        (new.printed_number().as_str(), new.name.as_str()),
        ("NDPS-2026-00001-4 R2", "John Smith")
    );
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
    assert_eq!(events[1].attribution, why);
    // The original roster and both corrected ones have the same person.
    for name in ["Jon Smith", "John Smith", "Jonathan Smith"] {
        let roster = [entry(name, Some("jon@example.org"))];
        assert_eq!(fixture.ledger.near_matches(&session("2026-10-minot"), &roster).unwrap(), []);
        assert_eq!(fixture.again(&roster)[0], third);
    }
    let both =
        [entry("Jon Smith", Some("jon@example.org")), entry("John Smith", Some("jon@example.org"))];
    let error =
        fixture.ledger.issue(&session("2026-10-minot"), &both, &format(), &act()).unwrap_err();
    assert!(error.to_string().contains("the same person"), "{error}");
    assert_eq!(fixture.ledger.check().unwrap().problems, Vec::<String>::new());
}

#[test]
fn refuses_wrong_corrections() {
    let mut fixture = Fixture::new();
    let roster =
        [entry("Jo Doe", Some("doe@example.org")), entry("Joe Doe", Some("doe@example.org"))];
    fixture.again(&roster);
    let cases = [
        (FIRST, named("Jon Smith"), "already has these values"),
        (FIRST, named(" \u{200b}"), "the new name is empty"),
        (FIRST, named("a\nb"), "line break"),
        (FIRST, named(&"a".repeat(201)), "more than 200 characters"),
        (
            FIRST,
            Correction { email: Some("nobody".to_owned()), ..Correction::default() },
            "is not an email address",
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
        (
            "NDPS-2026-00004-6",
            named("Joe Doe"),
            "certificate `NDPS-2026-00005-1` for this session already has this name",
        ),
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
fn corrects_addresses_and_hours() {
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
    let trained = Candidate {
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
    let corrected = fixture.ledger.correct(&number, &change, &act()).unwrap();
    assert_eq!(
        (corrected.hours, corrected.hours_by_category[0].hours, corrected.revision),
        (Some(4.5), 1.5, 2)
    );
}

#[test]
fn a_revocation_is_permanent() {
    let mut fixture = Fixture::new();
    assert!(
        fixture
            .ledger
            .revoke(FIRST, " ", &act())
            .unwrap_err()
            .to_string()
            .contains("needs a reason")
    );
    let revoked = fixture.ledger.revoke(FIRST, "issued in error", &act()).unwrap();
    assert_eq!(revoked.status(date(2027, 1, 1)), CertificateStatus::Revoked);
    assert_eq!(fixture.ledger.revoked().unwrap(), std::slice::from_ref(&revoked));
    let again = "was revoked on 2026-11-23: issued in error";
    assert!(fixture.ledger.revoke(FIRST, "twice", &act()).unwrap_err().to_string().contains(again));
    assert!(
        fixture.ledger.correct(FIRST, &named("B"), &act()).unwrap_err().to_string().contains(again)
    );
    assert!(fixture.ledger.reissue(FIRST, None, &act()).unwrap_err().to_string().contains(again));
    let entries = fixture.entries.clone();
    assert_eq!(fixture.again(&entries)[0], revoked, "issuing the roster again gives no new number");
}

#[test]
fn finds_near_matches() {
    let mut fixture = Fixture::new();
    let near = |entries: &[Candidate]| -> Vec<(usize, String, Likeness)> {
        let found = fixture.ledger.near_matches(&session("2026-10-minot"), entries).unwrap();
        found
            .into_iter()
            .map(|near| (near.candidate, near.certificate.name, near.likeness))
            .collect()
    };
    let jon = |likeness| vec![(0, "Jon Smith".to_owned(), likeness)];
    assert_eq!(near(&[entry("Jonathan Smith", Some("JON@example.org"))]), jon(Likeness::Email));
    assert_eq!(near(&[entry("John Smith", None)]), jon(Likeness::Name));
    assert_eq!(near(&[entry("Jön Smith", Some("j@example.org"))]), jon(Likeness::Name));
    assert_eq!(near(&[entry("JON SMITH", Some("jon@example.org"))]), jon(Likeness::Spelling));
    assert_eq!(
        near(&[Candidate { hours: Some(39.0), ..entry("Jon Smith", Some("jon@example.org")) }]),
        jon(Likeness::Hours)
    );
    assert_eq!(near(&[entry("Dan Smith", None), entry("Kim", None)]), []);
    // People who share an address are different people if both are in the roster.
    assert_eq!(
        near(&[
            entry("Jon Smith", Some("jon@example.org")),
            entry("Ann Smith", Some("jon@example.org"))
        ]),
        []
    );
    let with_id =
        |name: &str| Candidate { key: person_key(Some("0042"), name, None), ..entry(name, None) };
    fixture.again(&[with_id("Kim Roe")]);
    let found =
        fixture.ledger.near_matches(&session("2026-10-minot"), &[with_id("Kim Rowe-Lee")]).unwrap();
    assert_eq!(
        (found[0].certificate.name.as_str(), found[0].likeness),
        ("Kim Roe", Likeness::Spelling)
    );
}

#[test]
fn finds_a_person_across_sessions() {
    let mut fixture = Fixture::new();
    let anh = |id: &str| Candidate {
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

#[test]
fn an_erased_address_is_nowhere_in_the_file() {
    let mut fixture = Fixture::new();
    let with_id = |id: &str| Candidate {
        key: person_key(Some(id), "", None),
        ..entry("Jon Smith", Some("Jon@Example.org"))
    };
    let ids = [with_id("staff/jon@example.org")];
    fixture.ledger.issue(&session("2026-11-online"), &ids, &format(), &act()).unwrap();
    let erased = fixture.ledger.erase_email(FIRST, &act()).unwrap();
    assert_eq!(erased.numbers, [FIRST, "NDPS-2026-00004-6"]);
    assert_eq!(erased.sessions, ["2026-10-minot", "2026-11-online"]);
    assert!(fixture.ledger.erase_email(FIRST, &act()).is_err(), "nothing is left to erase");
    let bytes = std::fs::read(fixture.path()).unwrap().to_ascii_lowercase();
    let has = |text: &str| bytes.windows(text.len()).any(|part| part == text.as_bytes());
    assert!(has("abd@example.org") && !has("jon@example.org"));
    assert_eq!(fixture.ledger.check().unwrap().problems, Vec::<String>::new());
    assert_eq!(fixture.ledger.of_person("jon@example.org").unwrap(), []);
    // The old rosters still find the holders.
    let entries = fixture.entries.clone();
    assert_eq!(fixture.again(&entries)[0].number, FIRST);
    let again = fixture.ledger.issue(&session("2026-11-online"), &ids, &format(), &act()).unwrap();
    assert_eq!((again[0].number.as_str(), &again[0].email), ("NDPS-2026-00004-6", &None));
    let events = fixture.ledger.events(FIRST).unwrap();
    assert_eq!(events[1].kind, EventKind::AddressErased);
}
