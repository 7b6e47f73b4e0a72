//! What authorities of continuing education require of a certificate.

use peerpress::content::authorities::{Authority, missing_fields};
use serde_json::{Value, json};

fn job() -> Value {
    let approval = json!({
        "authority": "Board",
        "number": "1",
        "expires": { "iso": "2027-12-31" },
        "statement": "Approved.",
    });
    let session = json!({
        "format_name": "In person",
        "online": false,
        "dates": "November 12",
        "city": "Bismarck",
        "trainers": [{ "name": "Jo", "credentials": "CPSS" }],
    });
    let award = json!({
        "name": "Bo Li",
        "number": "N-1",
        "issued": { "iso": "2026-11-12" },
        "training": { "title": "Ethics" },
        "hours": 6,
        "hours_by_category": [{ "category": "Ethics", "hours": 6 }],
        "verify": { "url": "https://example.org" },
        "session": session,
    });
    json!({
        "program": {
            "provider": { "name": "Office", "approvals": [approval] },
            "signatories": [{ "name": "Ann Lee", "title": "Director" }],
        },
        "awards": [award],
    })
}

fn every_field() -> Authority {
    let names = FIELDS.iter().map(|(name, _)| *name).collect::<Vec<_>>();
    serde_json::from_value(
        json!({ "id": "board", "kinds": ["continuing-education"], "face": names }),
    )
    .unwrap()
}

/// Each field, and where the job says it.
const FIELDS: [(&str, &str); 18] = [
    ("name", "/awards/0/name"),
    ("training", "/awards/0/training/title"),
    ("format", "/awards/0/session/format_name"),
    ("dates", "/awards/0/session/dates"),
    ("city", "/awards/0/session/city"),
    ("hours", "/awards/0/hours"),
    ("hours-by-category", "/awards/0/hours_by_category"),
    ("provider", "/program/provider/name"),
    ("authority", "/program/provider/approvals/0/authority"),
    ("approval-number", "/program/provider/approvals/0/number"),
    ("approval-expires", "/program/provider/approvals/0/expires"),
    ("statement", "/program/provider/approvals/0/statement"),
    ("trainers", "/awards/0/session/trainers/0/name"),
    ("trainer-credentials", "/awards/0/session/trainers/0/credentials"),
    ("signatory", "/program/signatories/0/name"),
    ("number", "/awards/0/number"),
    ("issued", "/awards/0/issued"),
    ("verify", "/awards/0/verify/url"),
];

#[test]
fn each_field_that_is_not_said_is_missing() {
    let profile = every_field();
    assert_eq!(missing_fields(&profile, &job(), &job()["awards"][0], 0), []);
    for (name, pointer) in FIELDS {
        for nothing in [Value::Null, json!("")] {
            let mut job = job();
            *job.pointer_mut(pointer).unwrap() = nothing;
            let missing = missing_fields(&profile, &job, &job["awards"][0], 0);
            assert_eq!(missing.iter().map(|field| field.name()).collect::<Vec<_>>(), [name]);
        }
    }
}

#[test]
fn an_online_session_has_no_city() {
    let mut job = job();
    job["awards"][0]["session"]["city"] = Value::Null;
    job["awards"][0]["session"]["online"] = true.into();
    assert_eq!(missing_fields(&every_field(), &job, &job["awards"][0], 0), []);
}
