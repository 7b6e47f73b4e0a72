//! The rules of credentials: how long a certificate is valid, and rules that cannot work.

use jiff::civil::Date;
use peerpress::content;
use peerpress::content::credentials::Validity;
use peerpress::diagnostic::Report;
use serde_json::{Value, json};

use crate::credentials::program;

#[test]
fn the_last_valid_day_follows_the_rule() {
    let cases = [
        (json!({ "months": 24 }), "2027-03-01", "2029-02-28"),
        (json!({ "months": 24 }), "2026-03-01", "2028-02-29"),
        (json!({ "months": 12 }), "2024-02-29", "2025-02-28"),
        (json!({ "months": 48 }), "2024-02-29", "2028-02-28"),
        (json!({ "months": 6 }), "2026-08-31", "2027-02-28"),
        (json!({ "months": 1 }), "2026-01-31", "2026-02-28"),
        (json!({ "months": 1 }), "2026-01-28", "2026-02-27"),
        (json!({ "months": 24, "ends": "month" }), "2027-03-15", "2029-03-31"),
        (json!({ "months": 24, "ends": "month" }), "2027-03-01", "2029-02-28"),
        (json!({ "months": 12, "ends": "month" }), "2027-02-20", "2028-02-29"),
        (json!({ "months": 12, "ends": "year" }), "2027-03-15", "2028-12-31"),
        (json!({ "months": 12, "ends": "year" }), "2027-01-01", "2027-12-31"),
        (json!({ "months": 12, "ends": "year", "year_end": "06-30" }), "2027-03-15", "2028-06-30"),
        (json!({ "months": 12, "ends": "year", "year_end": "06-30" }), "2027-07-15", "2029-06-30"),
        (json!({ "months": 12, "ends": "year", "year_end": "02-29" }), "2026-01-10", "2027-02-28"),
        (json!({ "months": 12, "ends": "year", "year_end": "02-29" }), "2027-01-10", "2028-02-29"),
    ];
    let mut failures = String::new();
    for (rule, from, expected) in cases {
        let valid: Validity = serde_json::from_value(rule.clone()).unwrap();
        let last = valid.last_day(from.parse().unwrap()).unwrap();
        if last != expected.parse::<Date>().unwrap() {
            failures += &format!("{rule} from {from}: {last}, not {expected}\n");
        }
    }
    let valid: Validity =
        serde_json::from_value(json!({ "months": 24, "starts": "former-end" })).unwrap();
    let day = |text: &str| text.parse::<Date>().unwrap();
    let first = |former: Option<&str>| valid.first_day(day("2027-01-10"), former.map(day)).unwrap();
    assert_eq!(first(None), day("2027-01-10"));
    assert_eq!(first(Some("2027-02-28")), day("2027-03-01"));
    assert!(valid.last_day(day("9999-01-01")).is_err());
    assert!(failures.is_empty(), "{failures}");
}

#[test]
fn rules_that_nobody_can_meet_are_errors() {
    let cases: [(&str, Value, &str); 13] = [
        ("/0/kind", json!("completion"), "a credential is `certified` or `recertified`"),
        ("/0/renews", json!(["level-1"]), "a first certification does not renew itself"),
        ("/0/piece", json!("diploma"), "does not print the title of the credential"),
        ("/0/requires/trainings/0", json!("cor"), "there is no training `cor`"),
        ("/2/requires/credentials/0", json!("level-2"), "nobody can have this credential"),
        ("/1/renews", json!([]), "a renewal needs `renews`"),
        ("/1/renews/0", json!("level1"), "there is no credential `level1`"),
        ("/1/early_days", json!(700), "`early_days` is not less than the time"),
        ("/0/grace_days", json!(30), "only for a credential of the kind `recertified`"),
        ("/0/valid/year_end", json!("06-30"), "`year_end` is only for a certificate that ends"),
        ("/1/requires/hours/at_least", json!(5), "add up to 6, more than `at_least`"),
        ("/3/requires/hours/kinds/0", json!("certified"), "hours come from `completion`"),
        (
            "/1/requires/hours/by_category/0/category",
            json!({ "en": "Ethcs", "es": "Etica" }),
            "no training has hours in the category `Ethcs`",
        ),
    ];
    let project = program();
    let file = "data/certification.json";
    let sound: Value = serde_json::from_str(&project.read(file)).unwrap();
    let findings = || {
        let mut report = Report::default();
        let opened = peerpress::project::Project::open(project.root()).unwrap();
        content::read_facts(&opened, &mut report);
        let messages = report.findings().iter().map(|finding| finding.message.clone());
        messages.collect::<Vec<_>>()
    };
    let clean = findings();
    let mut failures = String::new();
    for (pointer, value, expected) in cases {
        let mut data = sound.clone();
        let (parent, name) = pointer.rsplit_once('/').unwrap();
        let place = data["credentials"].pointer_mut(parent).unwrap();
        match name.parse::<usize>() {
            Ok(index) if place.is_array() => place[index] = value,
            _ => place[name] = value,
        }
        project.write(file, data.to_string());
        let found = findings();
        let new: Vec<_> = found.iter().filter(|message| !clean.contains(message)).collect();
        if !new.iter().any(|message| message.contains(expected)) {
            failures += &format!("{pointer}: {new:?}\n");
        }
    }
    assert!(failures.is_empty(), "{failures}");
}
